"""Probabilities in the tails in plain Python, each computed in its own tail, so that small ones keep their digits.

A study or an audit needs a few hundred of them; scipy would take longer to load than either takes to run. Where every
specification is fitted there are hundreds of thousands, and `tails_each` takes them as arrays.
"""

from __future__ import annotations

import math
from functools import lru_cache

#: Relative change at which the continued fraction has settled.
_SETTLED = 1e-16
#: Degrees of freedom from which a t is a normal deviate to eight digits, and gamma functions would lose them.
NORMAL_FROM = 1e8


def two_sided_t(t: float, df: float) -> float:
    """Probability of a t at least as far from zero, on either side.

    >>> f"{two_sided_t(1.969, 78):.6f}", f"{two_sided_t(-10.0, 78):.3e}"
    ('0.052505', '1.261e-15')
    """
    if math.isnan(t):
        return math.nan
    if math.isinf(t):
        return 0.0
    if df > NORMAL_FROM:
        return two_sided_normal(t)
    return incomplete_beta(df / (df + t * t), df / 2, 0.5, complement=t * t / (df + t * t))


def two_sided_normal(z: float) -> float:
    """Probability of a standard normal at least as far from zero, on either side.

    >>> round(two_sided_normal(1.96), 4)
    0.05
    """
    return math.erfc(abs(z) / math.sqrt(2))


def lower_normal(z: float) -> float:
    """Probability of a standard normal at most as large.

    >>> round(lower_normal(-1.96), 4)
    0.025
    """
    return math.erfc(-z / math.sqrt(2)) / 2


def normal_quantile(p: float) -> float:
    """The standard normal deviate that lies above the share `p`; infinite at 0 and 1.

    >>> round(normal_quantile(0.975), 4)
    1.96
    """
    if not 0 < p < 1:
        return math.inf if p >= 1 else -math.inf
    from statistics import NormalDist

    return NormalDist().inv_cdf(p)


@lru_cache(maxsize=256)
def critical_t(level: float, df: float | None) -> float:
    """The t, or without degrees of freedom the normal deviate, between whose negative and itself `level` lies.

    Infinite where degrees of freedom next to none put it beyond any number.

    >>> round(critical_t(0.95, 78), 4), round(critical_t(0.95, None), 4)
    (1.9908, 1.96)
    """
    low, high = 0.0, 1e4
    while df is not None and two_sided_t(high, df) > 1 - level:
        high *= 1e4
        if high > 1e150:  # its square would overflow
            return math.inf
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        p = two_sided_normal(middle) if df is None else two_sided_t(middle, df)
        if p > 1 - level:
            low = middle
        else:
            high = middle
    return low


def upper_f(f: float, df1: float, df2: float) -> float:
    """Probability of an F at least as large.

    >>> round(upper_f(2.114, 11, 78), 4)
    0.0287
    """
    if math.isnan(f):
        return math.nan
    if f <= 0:
        return 1.0
    if math.isinf(f):
        return 0.0
    share = df2 / (df2 + df1 * f)
    return incomplete_beta(share, df2 / 2, df1 / 2, complement=df1 * f / (df2 + df1 * f))


@lru_cache(maxsize=256)
def critical_f(alpha: float, df1: float, df2: float) -> float:
    """The F that is exceeded with probability `alpha`.

    >>> round(critical_f(0.05, 11, 78), 3)
    1.914
    """
    low, high = 0.0, 1e6
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if upper_f(middle, df1, df2) > alpha else (low, middle)
    return low


def upper_chi2(x: float, df: float) -> float:
    """Probability of a chi-square at least as large.

    Series below df + 2 and continued fraction above (Press et al. 2007, section 6.2); about 12 digits.

    >>> round(upper_chi2(3.841, 1), 3), upper_chi2(0.0, 2)
    (0.05, 1.0)
    """
    if math.isnan(x):
        return math.nan
    a, half = df / 2, x / 2
    if half <= 0:
        return 1.0
    front = math.exp(a * math.log(half) - half - math.lgamma(a))
    if half < a + 1:
        term = total = 1 / a
        n = a
        while abs(term) > abs(total) * _SETTLED:
            n += 1
            term *= half / n
            total += term
        return 1.0 - front * total
    b = half + 1 - a
    c, d = 1 / 1e-300, 1 / b
    fraction = d
    for step in range(1, 10_000):
        term = -step * (step - a)
        b += 2
        d = 1 / _away_from_zero(term * d + b)
        c = _away_from_zero(b + term / c)
        fraction *= d * c
        if abs(d * c - 1) < _SETTLED:
            break
    return front * fraction


def incomplete_beta(x: float, a: float, b: float, *, complement: float) -> float:
    """The regularised incomplete beta function; `complement` is 1 - x, given so that a small one keeps its digits.

    Continued fraction by the method of Lentz (Press et al. 2007, section 6.4); about 12 digits.

    >>> round(incomplete_beta(0.5, 2, 3, complement=0.5), 6)
    0.6875
    """
    if x <= 0:
        return 0.0
    if complement <= 0:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(complement, b, a, complement=x)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(complement)
    return math.exp(front) / (a * _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """The reciprocal of the continued fraction."""
    c, d = 1.0, 0.0
    fraction = 1.0
    for step in range(1, 10_000):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1.0 / _away_from_zero(1.0 + term * d)
        c = _away_from_zero(1.0 + term / c)
        fraction *= c * d
        if abs(c * d - 1.0) < _SETTLED:
            break
    return fraction


def _away_from_zero(value: float) -> float:
    return value if abs(value) > 1e-300 else 1e-300
