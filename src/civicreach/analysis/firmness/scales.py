"""The factors of a model on another scale of its outcome: its logarithm, a count, its median, its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.outcomes.counts import CountFit, with_errors
from civicreach.analysis.outcomes.dispersion import FamilyComparison, compare_families
from civicreach.analysis.outcomes.negative_binomial import fit_negative_binomial
from civicreach.analysis.outcomes.poisson import fit_poisson
from civicreach.analysis.outcomes.quantile import fit_quantile
from civicreach.analysis.outcomes.ranks import fit_ranks
from civicreach.analysis.outcomes.transformed import fit_transformed
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Words, message

from .conclusions import Check

Floats = NDArray[np.float64]

SCALE = message("Another scale of the outcome")


def on_other_scales(
    outcome: Floats, factors: Floats, *, names: Sequence[str], outcome_name: str
) -> tuple[tuple[Check, ...], FamilyComparison | None]:
    """Checks on other scales of the outcome, and the count families beside one another where it is a count.

    Parameters
    ----------
    outcome, factors : np.ndarray
        Shapes (n,) and (n, k): complete rows.
    names, outcome_name : sequence of str, str
        The k factors and the outcome.
    """
    data: dict[str, Any] = {"outcome": outcome, "factors": factors, "names": names, "outcome_name": outcome_name}
    counts = list[CountFit]()

    def logarithm() -> tuple[Floats, Floats]:
        ols = fit_transformed(**data, transform="log1p").ols
        return ols.estimate, ols.p

    def count(fit: Callable[..., CountFit]) -> tuple[Floats, Floats]:
        counts.append(fit(**data))
        robust = with_errors(counts[-1], "HC3")
        return robust.estimate[1:], robust.p[1:]

    def median() -> tuple[Floats, Floats]:
        found = fit_quantile(**data)
        return found.estimate[1:], found.p[1:]

    def ranks() -> tuple[Floats, Floats]:
        ols = fit_ranks(**data).ols
        return ols.estimate, ols.p

    ways: dict[str, Callable[[], tuple[Floats, Floats]]] = {
        "log": logarithm,
        "poisson": partial(count, fit_poisson),
        "negative-binomial": partial(count, fit_negative_binomial),
        "median": median,
        "ranks": ranks,
    }
    checks = []
    for key, compute in ways.items():
        label, about = _WORDS[key]
        try:
            estimate, p = compute()
            checks.append(Check(key, label, about, SCALE, estimate, p, len(outcome)))
        except NotComputableError as error:
            nothing = np.full(len(names), np.nan)
            checks.append(Check(key, label, about, SCALE, nothing, nothing, len(outcome), error.words))
    return tuple(checks), compare_families(counts) if len(counts) == 2 else None


_WORDS: dict[str, tuple[Words, Words]] = {
    "log": (
        message("Log"),
        message("log of 1 + outcome: ratios instead of differences, so that a few very active ones weigh less"),
    ),
    "poisson": (
        message("Poisson"),
        message("counts with a logarithmic mean; HC3 errors, which allow any spread"),
    ),
    "negative-binomial": (
        message("Negative binomial"),
        message("counts whose spread grows with the square of their mean; HC3 errors, which allow any spread"),
    ),
    "median": (message("Median"), message("the median of the outcome instead of its mean")),
    "ranks": (
        message("Ranks"),
        message(
            "the order of the governments in the outcome only, not the distances between them; factors as they are"
        ),
    ),
}
