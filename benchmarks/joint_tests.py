"""How often the joint tests of a specification curve reject, on SYNTHETIC governments whose truth is known.

usage: python -m benchmarks.joint_tests [--runs N] [--seed N] [--markdown FILE]
"""

from __future__ import annotations

import os

# matrices are small: more threads of BLAS would wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.specifications.decisions import plan_specifications
from civicreach.analysis.specifications.joint import joint_test
from civicreach.analysis.specifications.multiverse import Material, fit_specifications
from civicreach.records.specifications import Specifications

Floats = NDArray[np.float64]

N, DRAWS, LEVEL = 90, 199, 0.05
OTHERS = 5
NAMES = ("factor", *(f"other{j}" for j in range(OTHERS)))

TRUTHS = {
    "nothing": "the factor goes with nothing; the others explain a third of the logarithm of the outcome",
    "others in common": "the same, and the factor is correlated with the others: specifications that leave them out "
    "find it although it does nothing",
    "effect": "as nothing, and the factor itself adds 0.3 standard deviations of what is unexplained",
}
METHODS = ("bootstrap", "permutation")
STATISTICS = ("median", "share significant", "Stouffer")
#: The share of single specifications that are significant, for comparison.
ONE = "full model alone"


def draw(rng: np.random.Generator, truth: str) -> tuple[Floats, Floats]:
    """Outcome, as skewed as counts of Likes are, and factors, of the governments of one draw."""
    others = rng.normal(size=(N, OTHERS))
    factor = rng.normal(size=N)
    if truth == "others in common":
        factor = 0.6 * others[:, 0] + 0.4 * others[:, 1] + 0.7 * factor
    effect = 0.3 if truth == "effect" else 0.0
    logarithm = 0.5 * others[:, 0] + 0.5 * others[:, 1] + effect * factor + rng.normal(size=N)
    return np.exp(7 + logarithm), np.column_stack([factor, others])


def rates(truth: str, *, runs: int, seed: int) -> dict[tuple[str, str], float]:
    """Share of runs in which each test rejects, by method and statistic."""
    declared = Specifications.model_validate({"transform": ["none", "log"]})
    plan = plan_specifications(declared, outcome="outcome", factors=NAMES)
    full = int(np.flatnonzero(plan.member.all(axis=1))[0])
    found = {(method, statistic): 0 for method in METHODS for statistic in STATISTICS} | {("", ONE): 0}
    for run in range(runs):
        rng = np.random.default_rng([seed, run, list(TRUTHS).index(truth)])
        y, X = draw(rng, truth)
        material = Material(y, X, {"study": np.ones(N, dtype=bool)}, {})
        fits = fit_specifications(plan, material)
        found["", ONE] += int(fits.p[1, full, 0] < LEVEL)
        for method in METHODS:
            test = joint_test(fits, material, "factor", method=method, draws=DRAWS, level=LEVEL, seed=run)  # type: ignore[arg-type]
            for statistic, p in zip(STATISTICS, (test.p_median, test.p_share, test.p_stouffer), strict=True):
                found[method, statistic] += int(p <= LEVEL)
    return {key: count / runs for key, count in found.items()}


def page(table: dict[str, dict[tuple[str, str], float]], *, runs: int, seed: int) -> str:
    """The page of the documentation."""
    plain = 100 * 1.96 * math.sqrt(LEVEL * (1 - LEVEL) / runs)
    columns = list(next(iter(table.values())))
    lines = [
        "# How often the joint tests of a specification curve reject",
        "",
        f"Made by `python -m benchmarks.joint_tests --runs {runs} --seed {seed} --markdown FILE` on SYNTHETIC "
        "governments.",
        "",
        f"n = {N}; {2 * 2**OTHERS} specifications: every subset of {OTHERS} other factors, outcome as it is and as "
        f"logarithm, classical errors; {DRAWS} draws a test, {runs:,} runs. Rejections in per cent at the level of "
        f"{100 * LEVEL:.0f}%. A test that holds its level lies within {100 * LEVEL - plain:.1f} and "
        f"{100 * LEVEL + plain:.1f} under `nothing` in 95 of 100 simulations. The last column is the t test of the one "
        "model with all factors and the logarithm.",
        "",
        "| truth | " + " | ".join(f"{method}, {statistic}".strip(", ") for method, statistic in columns) + " |",
        "|---|" + "---:|" * len(columns),
    ]
    lines += [
        f"| {truth} | " + " | ".join(f"{100 * row[column]:.1f}" for column in columns) + " |"
        for truth, row in table.items()
    ]
    lines += ["", *(f"- `{truth}`: {what}." for truth, what in TRUTHS.items()), ""]
    lines += [
        "Under `others in common` the joint tests are right to reject: specifications without the others do have a "
        "coefficient other than zero. It is no effect of the factor, which the tests cannot know. Read a curve over "
        "specifications that all hold the factors that must be in (`always`, `needed`).",
        "",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate, print, and write the page where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.joint_tests", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)
    table = {truth: rates(truth, runs=asked.runs, seed=asked.seed) for truth in TRUTHS}
    text = page(table, runs=asked.runs, seed=asked.seed)
    print(text)
    if asked.markdown:
        asked.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
