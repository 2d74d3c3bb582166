"""Two ways to do the same thing, each in fresh processes, in turns; the median of each, and the most memory it held.

This process starts the others and imports nothing but the standard library: what it held itself would be counted as
theirs.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]

#: Exchanged for an empty folder of each run.
OUT = "{out}"


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is timed.

    Attributes
    ----------
    name : str
        As it is asked for.
    what : str
        What is done, and what the peer is.
    ours, peer : callable
        Give the command for a number of rows. Both print the same, or the figures are worth nothing.
    target : float or None
        Largest ratio of ours to the peer's time; None where none is claimed.
    memory : float or None
        Most MiB that ours may hold.
    most : float or None
        Most seconds that ours may take, whatever the peer takes.
    rows : int
        Of the data; 0 where the size is fixed.
    prepare : callable
        Gives the command that makes the data, if there are any.
    packages : tuple of str
        Whose versions matter.
    needs : str
        A program that the peer is run by; where it is absent the measure is left out.
    """

    name: str
    what: str
    ours: Callable[[int], list[str]]
    peer: Callable[[int], list[str]]
    target: float | None
    memory: float | None = None
    most: float | None = None
    rows: int = 0
    prepare: Callable[[int], list[str]] | None = None
    packages: tuple[str, ...] = ()
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds on the wall and of processors, most MiB held, and what it printed.

    A process that times itself says so in a line ``# inner SECONDS``, which are its seconds then, and one that runs
    elsewhere names what it uses in a line ``# version PACKAGE VERSION``. Neither belongs to what it printed.
    """

    seconds: float
    processor: float
    memory: float
    printed: str
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """What came out; times are medians, in seconds, and memory is the largest of all runs, in MiB."""

    name: str
    what: str
    ours: float
    peer: float
    ratio: float
    target: float | None
    met: bool | None
    rows: int
    memory: float
    memory_peer: float
    memory_target: float | None
    processor: float
    processor_peer: float
    runs: int
    same: bool
    versions: dict[str, str]
    most: float | None = None

    def as_json(self) -> str:
        """The row as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def take(measure: Measure, *, rows: int | None = None, runs: int = 3) -> Row:
    """Time one thing; `met` is None where nothing is claimed."""
    n = measure.rows if rows is None or not measure.rows else rows
    if measure.prepare:
        subprocess.run(measure.prepare(n), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    ours, peer = list[Run](), list[Run]()
    for _ in range(runs):
        ours.append(run(measure.ours(n)))
        peer.append(run(measure.peer(n)))
    seconds, seconds_peer = (median(one.seconds for one in many) for many in (ours, peer))
    memory = max(one.memory for one in ours)
    processor, processor_peer = (median(one.processor for one in many) for many in (ours, peer))
    ratio = seconds / seconds_peer
    within = (measure.memory is None or memory <= measure.memory) and (measure.most is None or seconds <= measure.most)
    claimed = measure.target is not None or measure.most is not None
    return Row(
        name=measure.name,
        what=measure.what,
        ours=seconds,
        peer=seconds_peer,
        ratio=ratio,
        target=measure.target,
        met=(measure.target is None or ratio <= measure.target) and within if claimed else None,
        rows=n,
        memory=memory,
        memory_peer=max(one.memory for one in peer),
        memory_target=measure.memory,
        processor=processor,
        processor_peer=processor_peer,
        runs=runs,
        same=len({one.printed for one in (*ours, *peer)}) == 1,
        versions=versions(measure.packages) | ours[-1].versions | peer[-1].versions,
        most=measure.most,
    )


def run(command: Sequence[str]) -> Run:
    """Run one command to its end.

    Raises
    ------
    RuntimeError
        It failed; what it said is in the message.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        filled = [part.replace(OUT, f"{folder}/out") for part in command]
        started = time.perf_counter()
        child = subprocess.Popen(filled, cwd=ROOT, stdout=out, stderr=err)
        # the usage of this one child, which no other call gives
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode:
            raise RuntimeError(f"{' '.join(filled)} failed: {err.read().decode(errors='replace')[-2000:]}")
        unit = 1 if sys.platform == "darwin" else 1024
        memory = usage.ru_maxrss * unit / 2**20
        printed = out.read().decode(errors="replace")
        inner = re.search(r"^# inner (\S+)$", printed, re.M)
        named = dict(re.findall(r"^# version (\S+) (\S+)$", printed, re.M))
        answer = re.sub(r"^# .*\n", "", printed, flags=re.M)
        processor = usage.ru_utime + usage.ru_stime
        return Run(float(inner[1]) if inner else seconds, processor, memory, answer, named)


def versions(packages: Sequence[str]) -> dict[str, str]:
    """The versions of Python and of packages; "absent" for one that is not installed."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for package in ("civicreach", *packages):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    return found
