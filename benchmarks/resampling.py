"""Standardised coefficients of 10,000 resamples of 90 governments, beside loops in statsmodels and R.

Times are of the work alone: drawing the rows, the coefficients of every draw, nothing else. The 90 rows are SYNTHETIC.

usage: python -m benchmarks.resampling ours|statsmodels DRAWS
"""

from __future__ import annotations

import csv
import sys
import time

from .measure import ROOT, Measure

DRAWS = 10_000
#: The loop takes seconds for each thousand; it is timed on these and multiplied.
_OF_LOOP = 1_000
_FOLDER = ROOT / "tests" / "analysis" / "r"
_OUTCOME, _FACTORS = "N_like", (
    "median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
    "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal",
)  # fmt: skip


def _command(who: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.resampling", who, str(DRAWS)]


_WHAT = f"inner time: pairs bootstrap, {DRAWS:,} draws of the standardised coefficients of 11 factors, n = 90; beside "

MEASURES = (
    Measure(
        name="bootstrap-loop",
        what=f"{_WHAT}a loop of statsmodels OLS on arrays, timed on {_OF_LOOP:,} draws and multiplied",
        ours=lambda _: _command("ours"),
        peer=lambda _: _command("statsmodels"),
        target=1 / 40,
        memory=200,
        packages=("numpy", "statsmodels"),
    ),
    Measure(
        name="bootstrap-r",
        what=f"{_WHAT}R's boot with cor and solve",
        ours=lambda _: _command("ours"),
        peer=lambda _: ["Rscript", str(ROOT / "benchmarks" / "resampling.R"), str(_FOLDER / "twin90.csv"), str(DRAWS)],
        target=1 / 9,
        memory=200,
        packages=("numpy",),
        needs="Rscript",
    ),
)


def _table():  # type: ignore[no-untyped-def]
    """Outcome first, shape (90, 12)."""
    import numpy as np

    with (_FOLDER / "twin90.csv").open() as file:
        return np.array([[float(row[name]) for name in (_OUTCOME, *_FACTORS)] for row in csv.DictReader(file)])


def ours(draws: int) -> None:
    """By civicreach."""
    from civicreach.analysis.errors.design import prepare
    from civicreach.analysis.errors.pairs import pairs_bootstrap

    table = _table()
    design = prepare(table[:, 0], table[:, 1:], names=_FACTORS)
    pairs_bootstrap(design, seed=2, draws=500, scale="standardised")  # warm
    started = time.perf_counter()
    resampled = pairs_bootstrap(design, seed=1, draws=draws, scale="standardised")
    seconds = time.perf_counter() - started
    _say(resampled.estimate.tolist(), seconds)


def statsmodels(draws: int) -> None:
    """By a loop over draws."""
    import numpy as np
    from statsmodels.regression.linear_model import OLS

    table = _table()

    def betas(z):  # type: ignore[no-untyped-def]
        z = (z - z.mean(axis=0)) / z.std(axis=0, ddof=1)
        return OLS(z[:, 0], z[:, 1:]).fit().params

    whole = betas(table)
    timed = min(draws, _OF_LOOP)
    rng = np.random.default_rng(1)
    started = time.perf_counter()
    for _ in range(timed):
        z = table[rng.integers(0, len(table), len(table))]
        if z.std(axis=0).all():
            betas(z)
    _say(whole.tolist(), (time.perf_counter() - started) * draws / timed)


def _say(betas: list[float], seconds: float) -> None:
    """The coefficients of all rows, so that both are seen to compute the same, and the seconds."""
    print(*(f"{beta:.8f}" for beta in betas))
    print(f"# inner {seconds}")


if __name__ == "__main__":
    {"ours": ours, "statsmodels": statsmodels}[sys.argv[1]](int(sys.argv[2]))
