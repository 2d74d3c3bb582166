"""Many draws in blocks that stay in the cache, and products of matrices in slices that stay on one thread.

Threads cost more than they give at this size: on a busy machine a bootstrap took four times as long with them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Draws of a block: few enough for the matrices of each to stay in the cache.
_BLOCK = 500
#: Values of a block at most; the largest arrays hold as many times the factors.
_VALUES = 2**18
#: Multiplications up to which OpenBLAS stays on one thread.
_ONE_THREAD = 2**18


def blocks(draws: int, n: int) -> Iterator[tuple[int, int]]:
    """First and last draw of each block of draws of n rows; the same for the same numbers, and so are seeded draws.

    >>> list(blocks(1200, 90))
    [(0, 500), (500, 1000), (1000, 1200)]
    """
    size = max(1, min(_BLOCK, _VALUES // max(n, 1)))
    return ((first, min(first + size, draws)) for first in range(0, draws, size))


def product(a: Floats, b: Floats) -> Floats:
    """The product of two matrices, (m, n) and (n, l), by slices of columns.

    >>> product(np.eye(2), np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    width = max(1, _ONE_THREAD // max(a.size, 1))
    out = np.empty((a.shape[0], b.shape[1]))
    for first in range(0, b.shape[1], width):
        out[:, first : first + width] = a @ b[:, first : first + width]
    return out
