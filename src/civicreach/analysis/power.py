"""What a study of this size can find: power of t and F tests, and the smallest effect that is found often enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .errors.design import Design
from .errors.result import Errors
from .tails import critical_f, critical_t, incomplete_beta

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class DetectableEffects:
    """The smallest effects that a study of this size, with these factors, finds with the wanted power.

    Attributes
    ----------
    names : tuple of str
        The k factors.
    n : int
        Rows.
    method : str
        The errors that the tests use.
    alpha, wanted : float
        Level, two-sided, and power.
    noncentrality : np.ndarray
        Shape (k,): the t that has to be expected; NaN where the errors have no degrees of freedom.
    units, standardised : np.ndarray
        Shape (k,): the coefficient in the units of the variables, and per standard deviations.
    partial_r : float
        The partial correlation of any one factor, with classical errors.
    r_squared : float
        Of all factors together, for the F test of the model.
    assumes : Message
        What has to hold, and what the figures are not.
    """

    names: tuple[str, ...]
    n: int
    method: str
    alpha: float
    wanted: float
    noncentrality: Floats
    units: Floats
    standardised: Floats
    partial_r: float
    r_squared: float
    assumes: Message


@dataclass(frozen=True, slots=True, eq=False)
class DetectableCurve:
    """The smallest effects found with the wanted power, over the number of rows, with classical errors.

    Attributes
    ----------
    names : tuple of str
        The k factors.
    sizes : np.ndarray
        Shape (m,): numbers of rows.
    standardised : np.ndarray
        Shape (m, k): standardised coefficients.
    partial_r, r_squared : np.ndarray
        Shape (m,): of any one factor; of all together.
    alpha, wanted : float
        Level, two-sided, and power.
    assumes : Message
        What has to hold.
    """

    names: tuple[str, ...]
    sizes: NDArray[np.intp]
    standardised: Floats
    partial_r: Floats
    r_squared: Floats
    alpha: float
    wanted: float
    assumes: Message


def detectable_effects(
    design: Design, errors: Errors | None = None, *, alpha: float = 0.05, wanted: float = 0.80
) -> DetectableEffects:
    """The smallest effect of each factor that is found with the wanted power at this n and with these factors.

    Parameters
    ----------
    design : Design
        From `errors.design.prepare`.
    errors : Errors, optional
        Of the design, with degrees of freedom, such as HC3; the classical ones where they are not given.
    alpha, wanted : float
        Level, two-sided, and power.

    Notes
    -----
    Effects follow from the standard errors alone, not from the coefficients found: power "at the effect found" would
    only repeat p (Hoenig & Heisey 2001, doi:10.1198/000313001300339897).

    Examples
    --------
    >>> from civicreach.analysis.errors.design import prepare
    >>> x, y = np.arange(12.0), np.array([1.0, 3.0, 2.0, 5.0, 4.0, 8.0, 5.0, 9.0, 7.0, 8.0, 12.0, 9.0])
    >>> effects = detectable_effects(prepare(y, x[:, None], names=["age"]))
    >>> effects.noncentrality.round(3).tolist(), round(effects.partial_r, 3)
    ([3.11], 0.668)
    """
    _check(alpha, wanted)
    std_error = design.std_error if errors is None else errors.std_error
    if errors is not None and errors.scale == "standardised":
        std_error = std_error / design.standardised
    df = np.full(design.k, float(design.df)) if errors is None else errors.df
    noncentrality = np.array([detectable_t(v, alpha=alpha, wanted=wanted) if v > 0 else np.nan for v in df.tolist()])
    units = noncentrality * std_error
    return DetectableEffects(
        names=design.names,
        n=design.n,
        method="classical" if errors is None else errors.method,
        alpha=alpha,
        wanted=wanted,
        noncentrality=noncentrality,
        units=units,
        standardised=units * design.standardised,
        partial_r=detectable_partial_r(design.n, design.df, alpha=alpha, wanted=wanted),
        r_squared=detectable_r_squared(design.n, design.k, alpha=alpha, wanted=wanted),
        assumes=_ASSUMES,
    )


def detectable_curve(
    design: Design, sizes: Sequence[int], *, alpha: float = 0.05, wanted: float = 0.80
) -> DetectableCurve:
    """How the smallest detectable effects fall as rows are added that are like those there are.

    Raises
    ------
    NotComputableError
        Where a size leaves no degrees of freedom.
    """
    _check(alpha, wanted)
    rows = np.array(sizes, dtype=np.intp)
    if not len(rows) or rows.min() < design.k + 2:
        raise NotComputableError(
            f"a model of {design.k} factors needs at least {design.k + 2} rows", found=str(rows.tolist())
        )
    standardised = design.std_error * design.standardised * math.sqrt(design.n - 1)
    freedom = [int(n) - design.k - 1 for n in rows.tolist()]
    t = np.array([detectable_t(df, alpha=alpha, wanted=wanted) for df in freedom])
    f2 = t**2 / rows
    return DetectableCurve(
        names=design.names,
        sizes=rows,
        standardised=np.outer(t / np.sqrt(rows - 1), standardised),
        partial_r=np.sqrt(f2 / (1 + f2)),
        r_squared=np.array([detectable_r_squared(int(n), design.k, alpha=alpha, wanted=wanted) for n in rows.tolist()]),
        alpha=alpha,
        wanted=wanted,
        assumes=message(
            "rows that come in are like those there are: the same spread of factors and residuals, and the same"
            " collinearity"
        ),
    )


def power(noncentrality: float, df: float, *, alpha: float = 0.05) -> float:
    """Probability that a two-sided t test finds what is there.

    Parameters
    ----------
    noncentrality : float
        Expected t.
    df : float
        Residual degrees of freedom.
    alpha : float
        Level.

    Examples
    --------
    >>> round(power(2.8, 78), 3)
    0.79
    """
    return _beyond(noncentrality**2, 1, df, critical_t(1 - alpha, df) ** 2)


def power_f(noncentrality: float, df1: float, df2: float, *, alpha: float = 0.05) -> float:
    """Probability that an F test finds what is there.

    >>> round(power_f(20.0, 11, 78), 3)
    0.825
    """
    return _beyond(noncentrality, df1, df2, critical_f(alpha, df1, df2))


def detectable_t(df: float, *, alpha: float = 0.05, wanted: float = 0.80) -> float:
    """The t that has to be expected for a two-sided test to find it with the wanted power.

    >>> round(detectable_t(78), 3)
    2.837
    """
    return _root(lambda t: power(t, df, alpha=alpha), wanted)


def detectable_partial_r(n: int, df: float, *, alpha: float = 0.05, wanted: float = 0.80) -> float:
    """The partial correlation of one factor that a study of this size finds with the wanted power.

    With Cohen's f² = r²/(1-r²) the expected t is sqrt(n f²).

    >>> round(detectable_partial_r(90, 78), 3)
    0.286
    """
    f2 = detectable_t(df, alpha=alpha, wanted=wanted) ** 2 / n
    return math.sqrt(f2 / (1 + f2))


def detectable_r_squared(n: int, k: int, *, alpha: float = 0.05, wanted: float = 0.80) -> float:
    """The R² of all factors together that a study of this size finds with the wanted power; n f² is the noncentrality.

    >>> round(detectable_r_squared(90, 11), 3)
    0.174
    """
    noncentrality = _root(lambda value: power_f(value, k, n - k - 1, alpha=alpha), wanted)
    return noncentrality / (n + noncentrality)


def _beyond(noncentrality: float, df1: float, df2: float, critical: float) -> float:
    """Probability of a noncentral F above a critical value: incomplete beta functions in Poisson's weights.

    Each function follows from the one before by one term: I(a+1, b) = I(a, b) - x^a (1-x)^b / (a B(a, b)).
    """
    share, rest = df1 * critical / (df1 * critical + df2), df2 / (df1 * critical + df2)
    half, b = noncentrality / 2, df2 / 2
    first = max(0, int(half - 10 * math.sqrt(half) - 20))
    a = df1 / 2 + first
    below = incomplete_beta(share, a, b, complement=rest)
    step = math.exp(math.lgamma(a + b) - math.lgamma(a + 1) - math.lgamma(b) + a * math.log(share) + b * math.log(rest))
    weight = math.exp(first * math.log(half) - half - math.lgamma(first + 1)) if half else 1.0
    missed = 0.0
    for j in range(first, first + 20_000):
        missed += weight * max(below, 0.0)
        below -= step
        step *= share * (a + b) / (a + 1)
        a += 1
        weight *= half / (j + 1)
        if j >= half and weight < 1e-17:
            break
    return min(max(1.0 - missed, 0.0), 1.0)


def _root(rising: Callable[[float], float], wanted: float) -> float:
    """Where a function that rises from below reaches a value."""
    low, high = 0.0, 4.0
    while rising(high) < wanted:
        low, high = high, 2 * high
    while high - low > 1e-10 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2


def _check(alpha: float, wanted: float) -> None:
    if not 0 < alpha < wanted < 1:
        raise NotComputableError(
            "level and power do not make a test", found=f"{alpha:g} and {wanted:g}", right="0 < level < power < 1"
        )


_ASSUMES = message(
    "the spread of the residuals is about the one found here; this is what the study could find, not how likely what it"
    " found is"
)
