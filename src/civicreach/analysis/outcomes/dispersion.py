"""Whether counts spread more than Poisson's, and which family fits them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from civicreach.analysis.tails import two_sided_normal, upper_chi2
from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

from .counts import CountFit, Family


@dataclass(frozen=True, slots=True)
class DispersionTest:
    """A test of Poisson's variance against a larger one.

    Attributes
    ----------
    form : str
        The alternative: ``"linear"``, variance mu + a mu (as quasi-Poisson), or ``"quadratic"``, mu + a mu squared
        (as the negative binomial).
    estimate, std_error, statistic, p : float
        a, its error and their ratio; one-sided p of the normal, for a above 0.
    ratio : float
        Pearson's sum by degrees of freedom, about 1 for Poisson.
    """

    form: Literal["linear", "quadratic"]
    estimate: float
    std_error: float
    statistic: float
    p: float
    ratio: float


def dispersion_test(fit: CountFit, *, form: Literal["linear", "quadratic"] = "quadratic") -> DispersionTest:
    """Regress ((y - mu)^2 - y) / mu on what the alternative says of it, without a constant.

    Parameters
    ----------
    fit : CountFit
        Poisson or quasi-Poisson.
    form : str
        The alternative.

    Raises
    ------
    NotComputableError
        Where the fit is not Poisson's.

    References
    ----------
    Cameron & Trivedi (1990), Journal of Econometrics 46(3), doi:10.1016/0304-4076(90)90014-K.
    """
    if fit.family == "negative binomial":
        raise NotComputableError(
            message("the test of dispersion starts from a Poisson fit"),
            found=message("a negative binomial one"),
            right=message("use fit_poisson"),
        )
    y, mu = fit.counts, fit.fitted
    z = ((y - mu) ** 2 - y) / mu
    w = np.ones_like(mu) if form == "linear" else mu
    estimate = float(w @ z / (w @ w))
    left = z - estimate * w
    std_error = math.sqrt(float(left @ left) / (fit.n - 1) / float(w @ w))
    statistic = estimate / std_error
    tail = two_sided_normal(statistic) / 2
    return DispersionTest(form, estimate, std_error, statistic, tail if statistic > 0 else 1 - tail, fit.dispersion)


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """How well one family fits: see `counts.CountFit`; `zeros` is the number of counts of 0 that it expects."""

    family: Family
    log_likelihood: float
    aic: float
    bic: float
    dispersion: float
    zeros: float


@dataclass(frozen=True, slots=True)
class FamilyComparison:
    """Families on the same counts and factors.

    Attributes
    ----------
    rows : tuple of FamilyRow
        In the order given.
    n, n_zero : int
        Rows counted, and counts of 0 observed.
    lr, p : float
        Likelihood ratio of the negative binomial to Poisson, and its p, half that of a chi-square with one degree of
        freedom, because alpha cannot be below 0, and 1 where alpha is 0. NaN where one of the two is not there.
    """

    rows: tuple[FamilyRow, ...]
    n: int
    n_zero: int
    lr: float
    p: float


def compare_families(fits: Sequence[CountFit]) -> FamilyComparison:
    """Put count models of the same counts and factors side by side.

    Raises
    ------
    NotComputableError
        Where they are not of the same counts and factors: likelihoods would not compare.

    References
    ----------
    Self & Liang (1987), JASA 82(398), doi:10.1080/01621459.1987.10478472, for the halved p.
    """
    if not fits:
        raise NotComputableError(message("there are no fits to compare"), right=message("give at least one"))
    first = fits[0]
    for other in fits[1:]:
        same = other.names == first.names and np.array_equal(other.counts, first.counts)
        if not (same and np.array_equal(other.design.offset, first.design.offset)):
            raise NotComputableError(
                message("fits compare only where counts, factors and exposure are the same"),
                found=message("{outcome} and {outcome2}", outcome=first.outcome, outcome2=other.outcome),
            )
    rows = tuple(
        FamilyRow(fit.family, fit.log_likelihood, fit.aic, fit.bic, fit.dispersion, expected_zeros(fit)) for fit in fits
    )
    of = {fit.family: fit.log_likelihood for fit in fits}
    lr = max(2 * (of.get("negative binomial", math.nan) - of.get("poisson", math.nan)), 0.0)
    if not {"negative binomial", "poisson"} <= of.keys():
        lr = math.nan
    return FamilyComparison(rows, first.n, first.n_zero, lr, upper_chi2(lr, 1) / 2 if lr != 0 else 1.0)


def expected_zeros(fit: CountFit) -> float:
    """Number of counts of 0 that the model expects among its cases; Poisson's for quasi-Poisson."""
    if fit.alpha == 0:
        return float(np.exp(-fit.fitted).sum())
    return float(np.exp(-np.log1p(fit.alpha * fit.fitted) / fit.alpha).sum())
