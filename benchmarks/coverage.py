"""Do intervals hold what they say? Share of 95% intervals that contain the truth, by method, on SYNTHETIC governments.

usage: python -m benchmarks.coverage [--runs N] [--draws N] [--seed N] [--markdown FILE]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.errors.comparison import METHODS, Method, compare_errors

from .measure import versions

Floats = NDArray[np.float64]

N, LEVEL = 90, 0.95
FACTORS = {
    "size": "log-normal, as populations are",
    "age": "normal, correlated with the logarithm of size",
    "push": "0/1, half and half",
    "rare": "1 in 7 of the 90, 0 in the others",
}
ROWS = tuple(method for method in METHODS if not method.startswith("CR"))
CLUSTERED: tuple[Method, ...] = (
    "classical", "HC3", "CR0", "CR1", "CR2", "jackknife", "pairs percentile", "pairs BCa", "wild",
)  # fmt: skip
#: What is drawn, what is said about it, and which methods are asked.
SITUATIONS: dict[str, tuple[str, tuple[Method, ...]]] = {
    "even": ("normal errors of one spread", ROWS),
    "skewed": ("errors skewed as Likes are (log-normal), of one spread", ROWS),
    "uneven": ("skewed errors whose spread grows with size", ROWS),
    "clustered": (
        "skewed errors that 15 provinces of 6 governments share in part; age and size differ between provinces"
        " mostly; jackknife, pairs and wild by provinces",
        CLUSTERED,
    ),
}


@dataclass(slots=True)
class Tally:
    """What came out for one method.

    Attributes
    ----------
    hits, runs : np.ndarray
        By factor: intervals that contain the truth, and intervals that there were.
    widths : list of np.ndarray
        By run: widths beside the classical ones, by factor; empty for tests without intervals.
    """

    hits: Floats = field(default_factory=lambda: np.zeros(len(FACTORS)))
    runs: Floats = field(default_factory=lambda: np.zeros(len(FACTORS)))
    widths: list[Floats] = field(default_factory=list)


def draw(rng: np.random.Generator, situation: str) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Outcome (n,) without any effect of the factors, factors (n, 4) and provinces (n,) of one draw."""
    provinces = np.arange(N) % 15
    shared = rng.normal(size=(15, 3))[provinces] if situation == "clustered" else np.zeros((N, 3))
    own = rng.normal(size=(N, 3))
    # with provinces, two thirds of the variance of size, age and errors lie between them
    part = np.sqrt(2 / 3) if situation == "clustered" else 0.0
    mixed = part * shared + np.sqrt(1 - part**2) * own
    log_size = mixed[:, 0]
    age = 0.5 * log_size + np.sqrt(0.75) * mixed[:, 1]
    size = np.exp(log_size)
    push = rng.permutation(np.arange(N) % 2).astype(float)
    rare = rng.permutation(np.arange(N) < 7).astype(float)
    errors = mixed[:, 2] if situation == "even" else np.exp(mixed[:, 2]) - np.exp(0.5)
    if situation == "uneven":
        errors = errors * (0.3 + size)
    return errors, np.column_stack([size, age, push, rare]), provinces


def simulate(situation: str, *, runs: int, draws: int, seed: int) -> dict[Method, Tally]:
    """Draw and judge many times; where a method has no interval, its test stands for one."""
    methods = SITUATIONS[situation][1]
    tallies = {method: Tally() for method in methods}
    for run in range(runs):
        rng = np.random.default_rng([seed, list(SITUATIONS).index(situation), run])
        outcome, factors, provinces = draw(rng, situation)
        compared = compare_errors(
            outcome, factors, names=list(FACTORS), seed=run, methods=methods, draws=draws, level=LEVEL,
            groups=provinces.tolist() if situation == "clustered" else None,
        )  # fmt: skip
        usual = compared.methods[0].conf_high - compared.methods[0].conf_low
        for errors in compared.methods:
            tally = tallies[errors.method]  # type: ignore[index]
            known = ~np.isnan(errors.p)
            tally.runs += known
            if np.isnan(errors.conf_low).all():
                tally.hits += known & (errors.p >= 1 - LEVEL)
            else:
                tally.hits += known & (errors.conf_low <= 0) & (errors.conf_high >= 0)
                tally.widths.append((errors.conf_high - errors.conf_low) / usual)
    return tallies


def page(found: dict[str, dict[Method, Tally]], *, runs: int, draws: int, seed: int) -> str:
    """The page of the documentation."""
    error = 100 * np.sqrt(LEVEL * (1 - LEVEL) / runs)
    lines = [
        "# How often intervals hold",
        "",
        f"Made by `python -m benchmarks.coverage --markdown docs/reference/coverage.md` (runs {runs:,}, draws {draws},"
        f" seed {seed}). SYNTHETIC governments are drawn {runs:,} times, {N} each, and a model of four factors without"
        f" any effect is fitted. A figure is the percentage of {LEVEL:.0%} intervals that contain the true 0; where all"
        f" is well it is 95, give or take {2 * error:.1f} of chance. Permutation has a test and no interval: the figure"
        " is the percentage of tests that rightly find nothing. `width` is the median width of the intervals beside the"
        " classical ones, of all factors.",
        "",
        *(f"- `{name}`: {what}." for name, what in FACTORS.items()),
    ]
    for situation, tallies in found.items():
        lines += ["", f"## {SITUATIONS[situation][0][0].upper()}{SITUATIONS[situation][0][1:]}", ""]
        lines += [
            f"| method | {' | '.join(FACTORS)} | width | without figures |",
            f"|---|{'---:|' * (len(FACTORS) + 2)}",
        ]
        for method, tally in tallies.items():
            shares = " | ".join(
                f"{100 * hits / n:.1f}" if n else "-" for hits, n in zip(tally.hits, tally.runs, strict=True)
            )
            width = f"{np.nanmedian(np.array(tally.widths)):.2f}" if tally.widths else "-"
            lines.append(f"| {method} | {shares} | {width} | {int(runs - tally.runs.min())} |")
    known = ", ".join(f"{name} {one}" for name, one in versions(("numpy",)).items())
    return "\n".join([*lines, "", f"Versions: {known}.", ""])


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate, print the page, and write it where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description="Coverage of intervals.")
    parser.add_argument("--runs", type=int, default=1000, help="samples of each situation (1000)")
    parser.add_argument("--draws", type=int, default=399, help="of every random method (399)")
    parser.add_argument("--seed", type=int, default=20_151_123, help="of everything")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the page there")
    asked = parser.parse_args(arguments)
    started = time.process_time()
    found = {s: simulate(s, runs=asked.runs, draws=asked.draws, seed=asked.seed) for s in SITUATIONS}
    text = page(found, runs=asked.runs, draws=asked.draws, seed=asked.seed)
    print(text)
    print(f"seconds of one processor: {time.process_time() - started:.0f}")
    if asked.markdown:
        asked.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
