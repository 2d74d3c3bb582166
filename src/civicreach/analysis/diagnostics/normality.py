"""Whether values could come from a normal distribution: the test of Shapiro and Wilk as Royston computes it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError

Floats = NDArray[np.float64]

#: Royston's coefficients, the constant first (algorithm AS R94).
_LAST = (0.0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056)
_LAST_BUT_ONE = (0.0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633)
_SMALL_MEAN = (0.544, -0.39978, 0.025054, -6.714e-4)
_SMALL_SD = (1.3822, -0.77857, 0.062767, -0.0020322)
_LARGE_MEAN = (-1.5861, -0.31082, -0.083751, 0.0038915)
_LARGE_SD = (-0.4803, -0.082676, 0.0030302)
_SMALL_LIMIT = (-2.273, 0.459)

#: Values for which Royston's approximation was made.
FEWEST, MOST = 3, 5000


@dataclass(frozen=True, slots=True)
class ShapiroWilk:
    """W, at most 1 and nearer to it the straighter the normal plot; p that it is as low or lower; rows counted."""

    w: float
    p: float
    n: int


def shapiro_wilk(values: Floats) -> ShapiroWilk:
    """Test of normality for 3 to 5,000 values.

    At a few hundred values it finds departures that hurt nothing, and at twenty it misses those that hurt: it goes
    with a plot, and least squares does not need normal residuals for its coefficients.

    Parameters
    ----------
    values : np.ndarray
        Shape (n,).

    Raises
    ------
    NotComputableError
        Where values are missing, all the same, fewer than 3 or more than 5,000.

    References
    ----------
    Royston (1995), Applied Statistics 44(4), doi:10.2307/2986146.

    Examples
    --------
    >>> found = shapiro_wilk(np.array([148.0, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236]))
    >>> round(found.w, 4), round(found.p, 5)
    (0.7888, 0.0067)
    """
    x = np.sort(np.asarray(values, dtype=np.float64))
    n = len(x)
    if x.ndim != 1 or not np.isfinite(x).all():
        raise NotComputableError("the test of normality takes one column of values, none of them missing")
    if not FEWEST <= n <= MOST:
        raise NotComputableError(
            f"the test of Shapiro and Wilk is known for {FEWEST} to {MOST} values", found=f"{n} values"
        )
    if x[-1] == x[0]:
        raise NotComputableError("all values are the same, so they have no shape", found=f"{n} times {x[0]:.15g}")
    x = (x - np.median(x)) / (x[-1] - x[0])
    a = _weights(n)
    x, a = x - x.mean(), a - a.mean()
    size = math.sqrt(float(a @ a) * float(x @ x))
    product = float(a @ x)
    # 1 - W, in a form that keeps its digits where W is nearly 1
    lacking = max((size - product) * (size + product) / size**2, 0.0)
    return ShapiroWilk(1 - lacking, _p(lacking, n), n)


def _weights(n: int) -> Floats:
    """The weights of the ordered values, antisymmetric, shape (n,)."""
    from statistics import NormalDist

    half = n // 2
    if n == 3:
        upper = np.array([math.sqrt(0.5)])
    else:
        inverse = NormalDist().inv_cdf
        # expected normal scores, the largest first
        m = -np.array([inverse((i - 0.375) / (n + 0.25)) for i in range(1, half + 1)])
        squares = 2 * float(m @ m)
        root = 1 / math.sqrt(n)
        first = _polynomial(_LAST, root) + m[0] / math.sqrt(squares)
        if n > 5:
            second = _polynomial(_LAST_BUT_ONE, root) + m[1] / math.sqrt(squares)
            scale = math.sqrt((squares - 2 * m[0] ** 2 - 2 * m[1] ** 2) / (1 - 2 * first**2 - 2 * second**2))
            upper = np.concatenate([[first, second], m[2:] / scale])
        else:
            scale = math.sqrt((squares - 2 * m[0] ** 2) / (1 - 2 * first**2))
            upper = np.concatenate([[first], m[1:] / scale])
    return np.concatenate([-upper, np.zeros(n % 2), upper[::-1]])


def _p(lacking: float, n: int) -> float:
    if n == 3:
        return min(max(6 / math.pi * (math.asin(math.sqrt(1 - lacking)) - math.asin(math.sqrt(0.75))), 0.0), 1.0)
    if lacking == 0:
        return 1.0
    y = math.log(lacking)
    if n <= 11:
        limit = _polynomial(_SMALL_LIMIT, n)
        if y >= limit:
            return 1e-99
        y = -math.log(limit - y)
        mean, sd = _polynomial(_SMALL_MEAN, n), math.exp(_polynomial(_SMALL_SD, n))
    else:
        size = math.log(n)
        mean, sd = _polynomial(_LARGE_MEAN, size), math.exp(_polynomial(_LARGE_SD, size))
    return math.erfc((y - mean) / sd / math.sqrt(2)) / 2


def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    value = 0.0
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value
