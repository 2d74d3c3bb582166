"""How long an exact twin of the paper takes, seed after seed, in whole processes of the command line.

usage: python -m benchmarks.twins [--seeds N] [--markdown FILE]

Seeds are taken as they come, and the time of starts that fail is in the time of their seed. Times are those of the
processor, user and system together, from the start of the program to its end: other work on the machine changes them
less than it changes the time on the wall.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median

from .measure import ROOT, Run, run, versions

PAPER = ROOT / "docs" / "examples" / "printed-paper" / "printed.toml"

#: Seconds of one core for one exact twin, on average.
TARGET = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Search one twin for each seed; 1 if one is not found or the average is above the target."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.twins", description="Seconds for a twin of the paper.")
    parser.add_argument("--seeds", type=int, default=20, help="from 1 to this one (20)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there")
    asked = parser.parse_args(arguments)
    found: list[tuple[int, Run, dict[str, object]]] = []
    for seed in range(1, asked.seeds + 1):
        command = [sys.executable, "-m", "civicreach", "twin", str(PAPER), "--seed", str(seed), "--spread", "none"]
        one = run([*command, "--json"])
        found.append((seed, one, json.loads(one.printed)))
        print(*_cells(*found[-1]), sep="\t", flush=True)
    times = [one.processor for _, one, _ in found]
    print(f"mean {mean(times):.2f}, median {median(times):.2f}, largest {max(times):.2f} s; target {TARGET:.0f} s")
    if asked.markdown:
        asked.markdown.write_text(markdown(found), encoding="utf-8")
    return int(mean(times) > TARGET or any(said["exact"] != 1 for *_, said in found))


def markdown(found: Sequence[tuple[int, Run, dict[str, object]]]) -> str:
    """The page of the documentation."""
    times = [one.processor for _, one, _ in found]
    starts = sum(int(str(said["starts"])) for *_, said in found)
    lines = [
        "# Seconds for a twin",
        "",
        "Made by `python -m benchmarks.twins --markdown docs/reference/twins.md`: `civicreach twin` on"
        " `docs/examples/printed-paper/printed.toml`, one twin for each seed, in a fresh"
        " process on one core. Seconds are of the processor, for the whole process with all starts that failed.",
        "",
        f"Exact twins {sum(said['exact'] == 1 for *_, said in found)} of {len(found)}; {starts} random starts;"
        f" seconds: mean {mean(times):.2f}, median {median(times):.2f}, largest {max(times):.2f};"
        f" target {TARGET:.0f} on average.",
        "",
        "| seed | seconds | starts | numbers as text |",
        "|---:|---:|---:|---:|",
        *(f"| {' | '.join(_cells(*row))} |" for row in found),
        "",
        "Versions: "
        + ", ".join(f"{name} {one}" for name, one in versions(("numpy",)).items())
        + f"; {os.cpu_count()} processors.",
        "",
    ]
    return "\n".join(lines)


def _cells(seed: int, one: Run, said: dict[str, object]) -> list[str]:
    twins = said["twins"]
    assert isinstance(twins, list)
    tables = twins[0]["tables"]
    same, numbers = (sum(table[key] for table in tables) for key in ("as_text", "numbers"))
    return [str(seed), f"{one.processor:.2f}", str(said["starts"]), f"{same} of {numbers}"]


if __name__ == "__main__":
    sys.exit(main())
