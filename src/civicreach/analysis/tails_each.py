"""Two-sided t probabilities of arrays, for hundreds of thousands at once; `tails` needs no numpy, and an audit none."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .tails import NORMAL_FROM, critical_t, two_sided_normal

#: Relative change at which the continued fraction has settled.
_SETTLED = 1e-16
#: Degrees of freedom up to which the finite series is shorter than the continued fraction.
_SERIES = 400
#: The series gives 1 - p, so that smaller p would lose digits to it.
_SMALL = 1e-4
#: Whole degrees of freedom below this are counted in a table.
_MANY = 1_000_000
#: Degrees of freedom above which limits change so smoothly that they are interpolated.
_SMOOTH = 30
#: A limit beyond it is infinite: its square would overflow.
_BEYOND = 1e150


def two_sided_t_each(t: NDArray[np.float64], df: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """`two_sided_t` of an array of t, with degrees of freedom of one each or of all; NaN where t is NaN.

    The finite series for whole degrees of freedom (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4), and the continued
    fraction where p is small or the series long; about 11 digits.
    Infinite degrees of freedom are a normal deviate's.

    >>> two_sided_t_each(np.array([1.969, -10.0, np.nan]), 78).round(6)
    array([0.052505, 0.      ,      nan])
    """
    t = np.asarray(t, dtype=np.float64)
    size = np.minimum(np.abs(t), 1e150).ravel()
    freedom = np.broadcast_to(np.asarray(df, dtype=np.float64), t.shape).ravel()
    p = np.zeros_like(size)
    several = np.ndim(df) > 0
    # runs of equal degrees of freedom: a caller that has them in order saves the sorting
    order = slice(None) if not several or _rising(freedom) else np.argsort(freedom, kind="stable")
    sorted_size, sorted_freedom = size[order], freedom[order] if several else freedom[:1]
    ends = [*(np.flatnonzero(sorted_freedom[1:] != sorted_freedom[:-1]) + 1).tolist(), size.size]
    done = np.zeros_like(size)
    start = 0
    for end in ends if size.size else []:
        if (value := float(sorted_freedom[start])) <= _SERIES and value == math.floor(value):
            done[start:end] = _by_series(sorted_size[start:end], int(value))
        start = end
    p[order] = done
    normal = freedom > NORMAL_FROM
    if normal.any():
        p[normal] = [two_sided_normal(value) for value in size[normal].tolist()]
    if (rest := np.flatnonzero((p < _SMALL) & ~normal)).size:
        p[rest] = _continued(size[rest], freedom[rest])
    p[np.isinf(t.ravel())] = 0.0
    return p.reshape(t.shape)


def _rising(values: NDArray[np.float64]) -> bool:
    return bool((values[1:] >= values[:-1]).all())


def judged_by_t(
    estimate: NDArray[np.float64], std_error: NDArray[np.float64], df: NDArray[np.float64] | float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """t of estimates of any shape and their two-sided p; NaN where the standard error is 0 or not there.

    >>> t, p = judged_by_t(np.array([2.0, 1.0]), np.array([1.0, 0.0]), 78)
    >>> t.tolist(), p.round(4).tolist()
    ([2.0, nan], [0.049, nan])
    """
    t = np.divide(estimate, std_error, out=np.full(np.shape(estimate), np.nan), where=std_error > 0)
    p, known = np.full(t.shape, np.nan), ~np.isnan(t)
    p[known] = two_sided_t_each(t[known], np.broadcast_to(np.asarray(df, dtype=np.float64), t.shape)[known])
    return t, p


def critical_t_each(level: float, df: NDArray[np.float64]) -> NDArray[np.float64]:
    """`critical_t` at one level of an array of degrees of freedom, whole or not; NaN where there are none.

    >>> critical_t_each(0.95, np.array([78.0, 40.5, 0.0])).round(4)
    array([1.9908, 2.0203,    nan])
    """
    given = np.asarray(df, dtype=np.float64)
    limit = np.full(given.shape, np.nan)
    there = given > 0
    some = given[there]
    if (some == np.floor(some)).all() and some.max(initial=0) < _MANY:
        # millions of them sort themselves into few whole ones
        counts = np.bincount(some.astype(np.intp))
        table = np.array([critical_t(level, value) if n else np.nan for value, n in enumerate(counts.tolist())])
        limit[there] = table[some.astype(np.intp)]
        return limit
    between = (some > _SMOOTH) & (some < _MANY)
    found = np.empty(len(some))
    found[between] = _interpolated(level, some[between])
    found[~between] = _by_steps(level, some[~between])
    limit[there] = found
    return limit


def _interpolated(level: float, df: NDArray[np.float64]) -> NDArray[np.float64]:
    """From six whole degrees of freedom around each, by the polynomial in 1 / df, whose error is below 1e-12."""
    around = np.arange(-2.0, 4.0)
    nodes = np.floor(df)[:, None] + around
    known = critical_t_each(level, nodes)
    total = np.zeros(len(df))
    for i, offset in enumerate(around.tolist()):
        others = np.delete(around, i)
        # 1 / df - 1 / node without a difference of numbers that are nearly the same
        weight = ((np.delete(nodes, i, axis=1) - df[:, None]) / (others - offset)).prod(axis=1)
        total += weight * (nodes[:, i] / df) ** len(others) * known[:, i]
    return total


def _by_steps(level: float, df: NDArray[np.float64]) -> NDArray[np.float64]:
    values, place = np.unique(df, return_inverse=True)
    # p falls in t, and falls ever less: from the limit of more degrees of freedom no step of Newton's goes too far
    above, which = np.unique(np.ceil(values), return_inverse=True)
    found = np.array([critical_t(level, value) for value in above.tolist()])[which]
    moving = np.flatnonzero(values != above[which])
    while moving.size:
        t, freedom = found[moving], values[moving]
        step = (two_sided_t_each(t, freedom) - (1 - level)) / (2 * _density(t, freedom))
        found[moving] = t + np.maximum(step, 0.0)
        moving = moving[(step > 1e-12 * t) & (found[moving] < _BEYOND)]
    return np.asarray(np.where(found < _BEYOND, found, np.inf)[place.ravel()])


def _density(t: NDArray[np.float64], df: NDArray[np.float64]) -> NDArray[np.float64]:
    logs = np.array([math.lgamma((v + 1) / 2) - math.lgamma(v / 2) - math.log(v * math.pi) / 2 for v in df.tolist()])
    return np.asarray(np.exp(logs - (df + 1) / 2 * np.log1p(t * t / df)))


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
    powers = np.empty((width + 1, x.size))
    powers[0] = 1.0
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
