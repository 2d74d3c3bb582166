"""Cross-products of rows that were drawn again: linear in how often each row was drawn, so one product of matrices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def resampled_cross(unit: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Correlations and spreads of resampled rows.

    Parameters
    ----------
    unit : np.ndarray
        Shape (n, p): columns with mean 0 and standard deviation 1, or with any spread of that size.
    counts : np.ndarray
        Shape (draws, n): how often each row was drawn.

    Returns
    -------
    correlations : np.ndarray
        Shape (draws, p, p); NaN in rows and columns of a variable that does not vary in a draw.
    spread : np.ndarray
        Shape (draws, p): root of the centred sum of squares in each draw.

    Examples
    --------
    >>> correlations, spread = resampled_cross(np.array([[-1.0, 1.0], [0.0, 0.0], [1.0, 1.0]]), np.array([[1.0, 2, 0]]))
    >>> correlations[0].round(3).tolist(), spread[0].round(3).tolist()
    ([[1.0, -1.0], [-1.0, 1.0]], [0.816, 0.816])
    """
    p = unit.shape[1]
    rows, columns = np.tril_indices(p)
    sums = counts @ np.concatenate([unit[:, rows] * unit[:, columns], unit], axis=1)
    number = counts.sum(axis=1)[:, None]
    means = sums[:, len(rows) :] / number
    packed = sums[:, : len(rows)] - number * means[:, rows] * means[:, columns]
    cross = np.empty((len(counts), p, p))
    cross[:, rows, columns] = packed
    cross[:, columns, rows] = packed
    squares = np.diagonal(cross, axis1=1, axis2=2)
    # equal values leave a sum of squares of the size of rounding
    spread = np.sqrt(np.where(squares > 1e-12 * number, squares, np.nan))
    return cross / (spread[:, :, None] * spread[:, None, :]), spread
