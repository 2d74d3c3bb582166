"""Negative binomial models on all subsets of 11 factors, beside a loop over statsmodels. The 90 rows are SYNTHETIC.

usage: python -m benchmarks.counts ours|statsmodels SUBSETS
"""

from __future__ import annotations

import csv
import sys
from itertools import combinations

from .measure import ROOT, Measure

_TWIN = ROOT / "tests" / "analysis" / "r" / "twin90.csv"
_OUTCOME, _FACTORS = "N_like", (
    "median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
    "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal",
)  # fmt: skip


def _command(who: str, subsets: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.counts", who, str(subsets)]


MEASURES = (
    Measure(
        name="count-subsets",
        what="negative binomial models of 90 counts on subsets of 11 factors, each with coefficients, errors and p;"
        " beside a loop of statsmodels NegativeBinomial on standardised arrays, with errors from the observed"
        " information; rows are subsets",
        ours=lambda subsets: _command("ours", subsets),
        peer=lambda subsets: _command("statsmodels", subsets),
        target=0.2,
        memory=200,
        rows=2_047,
        packages=("numpy", "statsmodels"),
    ),
)


def _table():  # type: ignore[no-untyped-def]
    """Outcome first, shape (90, 12)."""
    import numpy as np

    with _TWIN.open() as file:
        return np.array([[float(row[name]) for name in (_OUTCOME, *_FACTORS)] for row in csv.DictReader(file)])


def _members(subsets: int) -> list[tuple[int, ...]]:
    """So many subsets, the small ones first."""
    return [one for size in range(1, 12) for one in combinations(range(11), size)][:subsets]


def ours(subsets: int) -> None:
    """All in batches; prints what there is and the sum of the log-likelihoods."""
    import numpy as np

    from civicreach.analysis.outcomes.subsets import fit_subsets

    table = _table()
    chosen = np.zeros((subsets, 11), dtype=bool)
    for row, one in enumerate(_members(subsets)):
        chosen[row, list(one)] = True
    fits = fit_subsets(table[:, 0], table[:, 1:], names=_FACTORS, outcome_name=_OUTCOME, subsets=chosen)
    print(fits.counted["converged"], f"{fits.log_likelihood.sum():.2f}")


def statsmodels(subsets: int) -> None:
    """One after the other; prints the same."""
    import warnings

    import numpy as np
    from statsmodels.discrete.discrete_model import NegativeBinomial

    # its optimiser overflows on the way to some of the maxima, and still finds them
    warnings.simplefilter("ignore")
    table = _table()
    factors = (table[:, 1:] - table[:, 1:].mean(axis=0)) / table[:, 1:].std(axis=0)
    converged, likelihood = 0, 0.0
    for one in _members(subsets):
        columns = np.column_stack([np.ones(len(table)), factors[:, list(one)]])
        fit = NegativeBinomial(table[:, 0], columns).fit(disp=0, maxiter=200)
        converged += bool(fit.mle_retvals["converged"])
        likelihood += fit.llf
        # computed when they are asked for, so they are
        fit.pvalues  # noqa: B018
    print(converged, f"{likelihood:.2f}")


if __name__ == "__main__":
    {"ours": ours, "statsmodels": statsmodels}[sys.argv[1]](int(sys.argv[2]))
