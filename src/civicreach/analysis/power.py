"""What a test can find: power of t and F, and the smallest effect that is found often enough."""

from __future__ import annotations

import math
from collections.abc import Callable

from .tails import critical_f, critical_t, incomplete_beta

#: More degrees of freedom change nothing that is printed, and the incomplete beta function would lose digits.
_MANY = 1e6


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
    df = min(df, _MANY)
    return _beyond(noncentrality**2, 1, df, critical_t(1 - alpha, df) ** 2)


def power_f(noncentrality: float, df1: float, df2: float, *, alpha: float = 0.05) -> float:
    """Probability that an F test finds what is there.

    >>> round(power_f(20.0, 11, 78), 3)
    0.825
    """
    df2 = min(df2, _MANY)
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
