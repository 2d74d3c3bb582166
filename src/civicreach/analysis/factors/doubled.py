"""Sums and products that keep what rounding would lose, as a pair: the number and its remainder.

The error-free transformations are Knuth's sum and Dekker's product with Veltkamp's split; see Ogita,
Rump & Oishi (2005), SIAM Journal on Scientific Computing 26(6), doi:10.1137/030601818. They need
ordinary float64 only, so they give the same on machines without a longer type.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_SPLIT = 134217729.0  # 2**27 + 1


def two_sum(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """The sum of two arrays, rounded, and exactly what the rounding lost.

    >>> two_sum(np.array([1e16]), np.array([1.0]))
    (array([1.e+16]), array([1.]))
    """
    total = np.asarray(a + b)
    part = total - a
    return total, np.asarray((a - (total - part)) + (b - part))


def two_product(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """The product of two arrays, rounded, and exactly what the rounding lost.

    Exact where nothing overflows or underflows: factors within about 1e-140 and 1e140.
    """
    product = np.asarray(a * b)
    a_high, a_low = _split(a)
    b_high, b_low = _split(b)
    return product, np.asarray(((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low)


def dot(a: Floats, b: Floats) -> float:
    """The inner product of two vectors, rounded once at the end; the order of the terms does not matter.

    >>> dot(np.array([1e16, 1.0, -1e16]), np.ones(3))
    1.0
    """
    product, rest = two_product(a, b)
    return math.fsum(np.concatenate([product, rest]).tolist())


def _split(a: Floats) -> tuple[Floats, Floats]:
    swollen = _SPLIT * a
    high = swollen - (swollen - a)
    return high, a - high
