"""The outcome of a model as a count, and per inhabitant: families beside one another, and what a factor adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.outcomes.counts import CountFit, with_errors
from civicreach.analysis.outcomes.dispersion import DispersionTest, FamilyComparison, compare_families, dispersion_test
from civicreach.analysis.outcomes.margins import MarginalEffects, average_marginal_effects
from civicreach.analysis.outcomes.negative_binomial import fit_negative_binomial
from civicreach.analysis.outcomes.poisson import fit_poisson
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Words, message

from .conclusions import Check
from .scales import SCALE

Floats = NDArray[np.float64]

#: Families that stand for an assumption about the spread; Poisson's own errors assume one that activity never has.
FAMILIES = ("quasi-poisson", "negative binomial")


@dataclass(frozen=True, slots=True, eq=False)
class CountModels:
    """One outcome under the count families.

    Attributes
    ----------
    exposure : str
        The variable whose size the counts are relative to; empty where there is none.
    n : int
        Governments fitted.
    left_out : tuple of str
        Governments without an exposure.
    fits : tuple of CountFit
        Poisson, quasi-Poisson and negative binomial, those that could be fitted; HC3 errors where they are defined,
        which `robust` says.
    robust : Words
        Why there are no HC3 errors; empty where there are.
    comparison : FamilyComparison
        Likelihoods, spread and zeros beside one another.
    dispersion : tuple of DispersionTest
        Of Poisson's variance; empty where Poisson could not be fitted.
    effects : tuple of MarginalEffects
        Average marginal effects of `FAMILIES`, with the errors of the fits.
    refused : tuple of (str, Words)
        Families that could not be fitted, and why.
    """

    exposure: str
    n: int
    left_out: tuple[str, ...]
    fits: tuple[CountFit, ...]
    robust: Words
    comparison: FamilyComparison
    dispersion: tuple[DispersionTest, ...]
    effects: tuple[MarginalEffects, ...]
    refused: tuple[tuple[str, Words], ...]


def examine_counts(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    outcome_name: str,
    ids: Sequence[str],
    exposure: str = "",
    size: Floats | None = None,
) -> CountModels:
    """Fit the count families, test Poisson's variance, and turn coefficients into counts.

    Parameters
    ----------
    outcome, factors : np.ndarray
        Shapes (n,) and (n, k): complete rows.
    names, outcome_name, ids : sequence of str, str, sequence of str
        The k factors, the outcome, and the n governments.
    exposure, size : str, np.ndarray
        The variable that counts are relative to, such as inhabitants, and its values, shape (n,), above 0. A
        government whose exposure is missing is left out and named.

    Raises
    ------
    NotComputableError
        No family can be fitted.
    """
    known = np.ones(len(outcome), dtype=bool) if size is None else ~np.isnan(size)
    data: dict[str, Any] = {
        "outcome": outcome[known],
        "factors": factors[known],
        "names": names,
        "outcome_name": outcome_name,
        "exposure": None if size is None else size[known],
    }
    ways: dict[str, Callable[..., CountFit]] = {
        "poisson": partial(fit_poisson, family="poisson"),
        "quasi-poisson": fit_poisson,
        "negative binomial": fit_negative_binomial,
    }
    fits, refused = list[CountFit](), list[tuple[str, Words]]()
    for family, fit in ways.items():
        try:
            fits.append(fit(**data))
        except NotComputableError as error:
            if not fits and family == "negative binomial":
                raise
            refused.append((family, error.words))
    robust: Words = ""
    try:
        fits = [with_errors(fit, "HC3") for fit in fits]
    except NotComputableError as error:
        robust = error.words
    poisson = next((fit for fit in fits if fit.family == "poisson"), None)
    return CountModels(
        exposure=exposure,
        n=int(known.sum()),
        left_out=tuple(id for id, there in zip(ids, known.tolist(), strict=True) if not there),
        fits=tuple(fits),
        robust=robust,
        comparison=compare_families(fits),
        dispersion=(dispersion_test(poisson, form="linear"), dispersion_test(poisson)) if poisson else (),
        effects=tuple(average_marginal_effects(fit) for fit in fits if fit.family in FAMILIES),
        refused=tuple(refused),
    )


def exposure_checks(found: CountModels, label: Words) -> tuple[Check, ...]:
    """Ratios of counts relative to the exposure, with HC3 errors; without figures where these are not defined."""
    words: dict[str, tuple[str, Words]] = {
        "quasi-poisson": ("poisson-exposure", message("Poisson per {exposure}", exposure=label)),
        "negative binomial": (
            "negative-binomial-exposure",
            message("Negative binomial per {exposure}", exposure=label),
        ),
    }
    about = message("counts relative to {exposure}: what is explained is the rate; HC3 errors", exposure=label)
    checks = []
    for fit in found.fits:
        if fit.family in words:
            key, name = words[fit.family]
            p = np.full(len(fit.names), np.nan) if found.robust else fit.p[1:]
            checks.append(Check(key, name, about, SCALE, fit.estimate[1:], p, fit.n, found.robust))
    return tuple(checks)
