"""usage: python -m benchmarks [NAME ...] [--rows N] [--runs N] [--json] [--markdown FILE]

Data are made where they are not there, in benchmarks/data/: at full size about 2 GB. A figure taken while the machine
has other work says little: look at the load first.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from . import (
    archive,
    checking,
    collecting,
    counting,
    counts,
    documents,
    factors,
    ndjson,
    resampling,
    specifications,
    starting,
)
from .measure import Measure, Row, take

MODULES = (
    starting, documents, counting, checking, ndjson, archive, collecting, factors, resampling, counts, specifications
)  # fmt: skip

MEASURES: dict[str, Measure] = {measure.name: measure for module in MODULES for measure in module.MEASURES}

_COLUMNS = (
    "name", "ours s", "peer s", "ratio", "target", "met", "rows", "MiB", "limit", "peer MiB", "cpu s", "peer cpu s",
    "cpu ratio",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the measures that are asked for; 1 if a target was missed or the answers differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed and memory beside peers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(MEASURES)}; all where none is given")
    parser.add_argument("--rows", type=int, help="of the data, where their size can be chosen")
    parser.add_argument("--runs", type=int, default=3, help="of each, in turns; the median is taken (3)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there")
    asked = parser.parse_args(arguments)
    if unknown := sorted(set(asked.names) - set(MEASURES)):
        parser.error(f"no measure is named {', '.join(unknown)}; there are {', '.join(MEASURES)}")
    rows = []
    if not asked.json:
        print(_line(_COLUMNS))
    for name in asked.names or MEASURES:
        if (needs := MEASURES[name].needs) and shutil.which(needs) is None:
            print(f"{name}: left out, {needs} is not installed", file=sys.stderr)
            continue
        row = take(MEASURES[name], rows=asked.rows, runs=asked.runs)
        rows.append(row)
        print(row.as_json() if asked.json else _line(_cells(row)), flush=True)
        if not row.same:
            print(f"{name}: the two ways give different answers", file=sys.stderr)
    if not asked.json:
        print(f"processors: {os.cpu_count()}, load now: {os.getloadavg()[0]:.1f}")
    if asked.markdown:
        asked.markdown.write_text(markdown(rows), encoding="utf-8")
    return int(any(row.met is False or not row.same for row in rows))


def markdown(rows: Sequence[Row]) -> str:
    """The page of the documentation: the figures, what they are of, and with which versions they were taken."""
    lines = [
        "# Speed and memory",
        "",
        "Made by `python -m benchmarks --markdown docs/reference/benchmarks.md`. Every command runs in fresh processes,"
        f" ours and the peer's in turns; times are medians of {rows[0].runs if rows else 0} runs in seconds, and MiB"
        " are the most that any run held. `ratio` and `target` are of times on the wall; `cpu` is the time of"
        " processors in whole processes, which other work changes less. Where it is said below, seconds are taken"
        " inside the process, after its imports. How time grows up to a hundred million rows: [growth](growth.md).",
        "",
        f"| {' | '.join(_COLUMNS)} |",
        f"|---|{'---:|' * (len(_COLUMNS) - 1)}",
        *(f"| {' | '.join(_cells(row))} |" for row in rows),
        "",
        *(f"- `{row.name}`: {row.what}{_most(row)}." for row in rows),
        "",
        "Versions: "
        + ", ".join(f"{name} {one}" for name, one in _versions(rows).items())
        + f"; {os.cpu_count()} processors.",
        "",
    ]
    return "\n".join(lines)


def _most(row: Row) -> str:
    return "" if row.most is None else f"; at most {row.most:g} s"


def _versions(rows: Sequence[Row]) -> dict[str, str]:
    return {name: one for row in rows for name, one in row.versions.items()}


def _cells(row: Row) -> list[str]:
    def number(value: float | None, digits: int) -> str:
        if value is None:
            return "-"
        # a thousandth of a second is not nothing: two digits at least
        small = 0 < value < 0.1
        return f"{value:.{max(digits, 1 - math.floor(math.log10(value)))}f}" if small else f"{value:.{digits}f}"

    return [
        row.name,
        number(row.ours, 2),
        number(row.peer, 2),
        number(row.ratio, 2),
        number(row.target, 2),
        {True: "yes", False: "no", None: "-"}[row.met],
        f"{row.rows:,}" if row.rows else "-",
        number(row.memory, 0),
        number(row.memory_target, 0),
        number(row.memory_peer, 0),
        number(row.processor, 2),
        number(row.processor_peer, 2),
        number(row.processor / row.processor_peer if row.processor_peer else None, 2),
    ]


def _line(cells: Sequence[str]) -> str:
    return "  ".join([f"{cells[0]:<16}", *(f"{cell:>10}" for cell in cells[1:])])


if __name__ == "__main__":
    sys.exit(main())
