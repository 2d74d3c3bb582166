"""The logarithm of the gamma function and its first two derivatives, for arrays, without scipy.

Arguments below 10 are moved up by the recurrence, where Stirling's series holds to the last digit or two.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ENOUGH = 10
#: B_2k / (2k (2k - 1)), the coefficients of 1/x, 1/x^3, ... (Abramowitz & Stegun 6.1.41).
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
#: The same after one and two derivatives: coefficients of 1/x^2, 1/x^4, ... and of 1/x^3, 1/x^5, ...
_DIGAMMA = tuple(-(2 * k + 1) * c for k, c in enumerate(_STIRLING))
_TRIGAMMA = tuple((2 * k + 1) * (2 * k + 2) * c for k, c in enumerate(_STIRLING))


def log_gamma(x: Floats) -> Floats:
    """Logarithm of the gamma function of positive numbers, any shape.

    >>> log_gamma(np.array([1.0, 5.0])).round(12).tolist()
    [0.0, 3.178053830348]
    """
    moved, small = _moved(x)
    total = (moved - 0.5) * np.log(moved) - moved + 0.5 * math.log(2 * math.pi) + _series(_STIRLING, moved)
    if small.any():
        product = np.ones_like(x[small])
        for step in range(_ENOUGH):
            product *= x[small] + step
        total[small] -= np.log(product)
    return np.asarray(total)


def digamma_trigamma(x: Floats) -> tuple[Floats, Floats]:
    """First and second derivative of the logarithm of the gamma function of positive numbers, any shape.

    >>> [round(float(part[0]), 12) for part in digamma_trigamma(np.array([1.0]))]
    [-0.577215664902, 1.644934066848]
    """
    moved, small = _moved(x)
    inverse = 1 / moved
    digamma = np.log(moved) - inverse / 2 + _series(_DIGAMMA, moved) * inverse
    trigamma = inverse + inverse**2 / 2 + _series(_TRIGAMMA, moved) * inverse**2
    if small.any():
        for step in range(_ENOUGH):
            part = 1 / (x[small] + step)
            digamma[small] -= part
            trigamma[small] += part * part
    return digamma, trigamma


def log_rising(y: Floats, theta: Floats) -> Floats:
    """log Gamma(y + theta) - log Gamma(theta) - y log theta, shape (b, n), without cancelling at large theta.

    Parameters
    ----------
    y : np.ndarray
        Shape (n,), 0 or more.
    theta : np.ndarray
        Shape (b,), above 0.

    Examples
    --------
    >>> log_rising(np.array([2.0]), np.array([4.0, 1e9])).round(15).tolist()
    [[0.223143551314213], [1e-09]]
    """
    t = theta[:, None]
    large = theta >= _ENOUGH
    value = np.empty((len(theta), len(y)))
    if not large.all():
        small = t[~large]
        value[~large] = log_gamma(y + small) - log_gamma(small) - y * np.log(small)
    if large.any():
        big = t[large]
        series = _series(_STIRLING, y + big) - _series(_STIRLING, big)
        value[large] = (y + big - 0.5) * np.log1p(y / big) - y + series
    return value


def digamma_trigamma_rises(y: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """By how much both derivatives change from theta to y + theta, each of shape (b, n); see `log_rising`."""
    t = theta[:, None]
    large = theta >= _ENOUGH
    first, second = np.empty((len(theta), len(y))), np.empty((len(theta), len(y)))
    if not large.all():
        upper, lower = digamma_trigamma(y + t[~large]), digamma_trigamma(t[~large])
        first[~large], second[~large] = upper[0] - lower[0], upper[1] - lower[1]
    if large.any():
        low = t[large]
        high = y + low
        inverse = -y / (low * high)
        series = _series(_DIGAMMA, high) / high - _series(_DIGAMMA, low) / low
        first[large] = np.log1p(y / low) - inverse / 2 + series
        series = _series(_TRIGAMMA, high) / high**2 - _series(_TRIGAMMA, low) / low**2
        second[large] = inverse * (1 + (1 / low + 1 / high) / 2) + series
    return first, second


def _series(coefficients: tuple[float, ...], x: Floats) -> Floats:
    """c_0 / x + c_1 / x^3 + ..."""
    inverse = 1 / x
    square = inverse * inverse
    total = np.zeros_like(x)
    for coefficient in reversed(coefficients):
        total = total * square + coefficient
    return np.asarray(total * inverse)


def _moved(x: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    small = x < _ENOUGH
    return np.where(small, x + _ENOUGH, x), small
