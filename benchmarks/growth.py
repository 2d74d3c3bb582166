"""How the time of a fit grows with its rows: least squares on 11 factors with HC3 errors, from Parquet.

usage: python -m benchmarks.growth [--most ROWS] [--markdown FILE]

Tables are made one by one and removed; that of a hundred million rows takes some GB. Times are those of the processor
without the start of the program, which does not grow.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from . import data
from .factors import command
from .measure import Run, run, versions

#: Rows that it is measured at.
SIZES = (1_000_000, 5_000_000, 20_000_000, 100_000_000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit every table, and print the slope."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description="Time of a fit by its rows.")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="rows of the largest table (100,000,000)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there")
    asked = parser.parse_args(arguments)
    points: list[tuple[int, Run]] = []
    start = run(command("nothing", 0)).processor
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BENCHMARKS_DATA"] = folder
        for rows in (size for size in SIZES if size <= asked.most):
            run(data.command("factors", rows))
            points.append((rows, run(command("hc3", rows))))
            print(*_cells(*points[-1], start), sep="\t", flush=True)
            for path in Path(folder).glob("*.parquet"):
                path.unlink()
    print(_conclusion(points, start))
    if asked.markdown:
        asked.markdown.write_text(markdown(points, start), encoding="utf-8")
    return 0


def slope(points: Sequence[tuple[int, Run]], start: float) -> float:
    """Of the logarithm of processor time on that of rows, by least squares: 1 is linear."""
    x, y = zip(*((math.log(rows), math.log(max(one.processor - start, 1e-3))) for rows, one in points), strict=True)
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def markdown(points: Sequence[tuple[int, Run]], start: float) -> str:
    """The page of the documentation."""
    lines = [
        "# How time grows with rows",
        "",
        "Made by `python -m benchmarks.growth --markdown docs/reference/growth.md`: least squares of an outcome on 11"
        " factors with HC3 errors (`fit_at_rest`), two passes over Parquet by DuckDB, each table in a fresh process.",
        "",
        _conclusion(points, start),
        "",
        "| rows | processor s | of a million rows | s | MiB |",
        "|---:|---:|---:|---:|---:|",
        *(f"| {' | '.join(_cells(rows, one, start))} |" for rows, one in points),
        "",
        "Versions: "
        + ", ".join(f"{name} {one}" for name, one in versions(("duckdb", "numpy")).items())
        + f"; {os.cpu_count()} processors.",
        "",
    ]
    return "\n".join(lines)


def _conclusion(points: Sequence[tuple[int, Run]], start: float) -> str:
    return (
        f"Slope of the logarithm of processor time on that of rows: {slope(points, start):.3f}, where 1 is linear. The"
        f" start of the program, {start:.2f} s, is taken off before."
    )


def _cells(rows: int, one: Run, start: float) -> list[str]:
    grown = one.processor - start
    return [f"{rows:,}", f"{grown:.2f}", f"{grown / rows * 1e6:.3f}", f"{one.seconds:.2f}", f"{one.memory:.0f}"]


if __name__ == "__main__":
    sys.exit(main())
