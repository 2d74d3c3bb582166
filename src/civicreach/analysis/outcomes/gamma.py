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


def log_gamma(x: Floats) -> Floats:
    """Logarithm of the gamma function of positive numbers, any shape.

    >>> log_gamma(np.array([1.0, 5.0])).round(12).tolist()
    [0.0, 3.178053830348]
    """
    moved, small = _moved(x)
    inverse = 1 / moved
    square = inverse * inverse
    series = np.zeros_like(moved)
    for coefficient in reversed(_STIRLING):
        series = series * square + coefficient
    total = (moved - 0.5) * np.log(moved) - moved + 0.5 * math.log(2 * math.pi) + series * inverse
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
    square = inverse * inverse
    first, second = np.zeros_like(moved), np.zeros_like(moved)
    for k, coefficient in reversed(list(enumerate(_STIRLING))):
        first = first * square - (2 * k + 1) * coefficient
        second = second * square + (2 * k + 1) * (2 * k + 2) * coefficient
    digamma = np.log(moved) - inverse / 2 + first * square
    trigamma = inverse + square / 2 + second * square * inverse
    if small.any():
        for step in range(_ENOUGH):
            part = 1 / (x[small] + step)
            digamma[small] -= part
            trigamma[small] += part * part
    return digamma, trigamma


def _moved(x: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    small = x < _ENOUGH
    return np.where(small, x + _ENOUGH, x), small
