"""Probabilities in the tails in plain Python, each computed in its own tail, so that small ones keep their digits.

A study or an audit needs a few hundred of them; scipy would take longer to load than either takes to run. Where every
specification is fitted there are hundreds of thousands, and `two_sided_t_each` takes them as arrays.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

#: Relative change at which the continued fraction has settled.
_SETTLED = 1e-16
#: Degrees of freedom from which a t is a normal deviate to eight digits, and gamma functions would lose them.
_NORMAL_FROM = 1e8

#: Degrees of freedom up to which the finite series is shorter than the continued fraction.
_SERIES = 400
#: The series gives 1 - p, so that smaller p would lose digits to it.
_SMALL = 1e-4


def two_sided_t(t: float, df: float) -> float:
    """Probability of a t at least as far from zero, on either side.

    >>> f"{two_sided_t(1.969, 78):.6f}", f"{two_sided_t(-10.0, 78):.3e}"
    ('0.052505', '1.261e-15')
    """
    if math.isnan(t):
        return math.nan
    if math.isinf(t):
        return 0.0
    if df > _NORMAL_FROM:
        return two_sided_normal(t)
    return incomplete_beta(df / (df + t * t), df / 2, 0.5, complement=t * t / (df + t * t))


def two_sided_t_each(t: NDArray[np.float64], df: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """`two_sided_t` of an array of t, with degrees of freedom of one each or of all; NaN where t is NaN.

    The finite series for whole degrees of freedom (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4), and the continued
    fraction where p is small or the series long; about 11 digits.

    >>> two_sided_t_each(np.array([1.969, -10.0, np.nan]), 78).round(6)
    array([0.052505, 0.      ,      nan])
    """
    t = np.asarray(t, dtype=np.float64)
    size = np.minimum(np.abs(t), 1e150).ravel()
    freedom = np.broadcast_to(np.asarray(df, dtype=np.float64), t.shape).ravel()
    p = np.zeros_like(size)
    several = np.ndim(df) > 0
    whole = freedom if several else freedom[:1]
    for value in np.unique(whole[(whole <= _SERIES) & (whole == np.floor(whole))]).tolist():
        at = np.flatnonzero(freedom == value) if several else slice(None)
        p[at] = _by_series(size[at], int(value))
    if (rest := np.flatnonzero(p < _SMALL)).size:
        p[rest] = _continued(size[rest], freedom[rest])
    p[np.isinf(t.ravel())] = 0.0
    return p.reshape(t.shape)


def _by_series(size: NDArray[np.float64], df: int) -> NDArray[np.float64]:
    """1 - A(t): its error does not fall with p."""
    square = size * size
    cosine2 = df / (df + square)
    sine = size / np.sqrt(df + square)
    total = _polynomial(_series(df), cosine2)
    if df % 2:
        return np.asarray(1 - (np.arctan(size / math.sqrt(df)) + sine * np.sqrt(cosine2) * total) * (2 / math.pi))
    return np.asarray(1 - sine * total)


@lru_cache(maxsize=256)
def _series(df: int) -> NDArray[np.float64]:
    """Coefficients of the series in powers of df / (df + t²); none at one degree of freedom."""
    first = 3 if df % 2 else 2
    ratios = [(i - 1) / i for i in range(first, df - 1, 2)]
    return np.cumprod(np.array([1.0, *ratios])) if df > 1 else np.zeros(1)


def _polynomial(coefficients: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """A polynomial by blocks of about the root of its length: few passes over x, and one product of matrices."""
    width = math.isqrt(len(coefficients) - 1) + 1
    powers = np.ones((width + 1, x.size))
    for i in range(width):
        np.multiply(powers[i], x.ravel(), out=powers[i + 1])
    padded = np.zeros(-(-len(coefficients) // width) * width)
    padded[: len(coefficients)] = coefficients
    blocks = padded.reshape(-1, width) @ powers[:width]
    total = blocks[-1]
    for block in blocks[-2::-1]:
        total *= powers[width]
        total += block
    return np.asarray(total.reshape(x.shape))


def _continued(size: NDArray[np.float64], df: NDArray[np.float64]) -> NDArray[np.float64]:
    """`incomplete_beta` as `two_sided_t` asks for it, of an array."""
    a, b = df / 2, 0.5
    values, place = np.unique(df, return_inverse=True)
    logs = np.array([math.lgamma(v / 2 + 0.5) - math.lgamma(v / 2) - math.lgamma(0.5) for v in values.tolist()])[place]
    square = size * size
    x, complement = df / (df + square), square / (df + square)
    # near t = 0 the other tail converges, and loses nothing since p is near 1
    other = x > (a + 1) / (a + b + 2)
    x_, a_, b_ = np.where(other, complement, x), np.where(other, b, a), np.where(other, a, b)
    with np.errstate(divide="ignore"):
        front = np.exp(logs + a_ * np.log(x_) + b_ * np.log(np.where(other, x, complement))) / a_
    c, d, fraction = np.ones_like(x), np.zeros_like(x), np.ones_like(x)
    for step in range(1, 10_000):
        m = step // 2
        if step % 2:
            term = -(a_ + m) * (a_ + b_ + m) * x_ / ((a_ + 2 * m) * (a_ + 2 * m + 1))
        else:
            term = m * (b_ - m) * x_ / ((a_ + 2 * m - 1) * (a_ + 2 * m))
        d = 1 + term * d
        d = 1 / np.where(np.abs(d) > 1e-300, d, 1e-300)
        c = 1 + term / c
        c = np.where(np.abs(c) > 1e-300, c, 1e-300)
        fraction = fraction * (c * d)
        if not (np.abs(c * d - 1) >= 10 * _SETTLED).any():
            break
    return np.asarray(np.where(other, 1 - front / fraction, front / fraction))


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
