"""How far factors go together, two by two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .moments import moments

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Correlations:
    """Pearson's correlations of several variables over the same cases.

    Attributes
    ----------
    names : tuple of str
        The k variables.
    r : np.ndarray
        Shape (k, k), in [-1, 1]; NaN in the row and column of a variable with one value only.
    n, n_missing : int
        Rows counted, and left out because a value of some variable is missing.
    """

    names: tuple[str, ...]
    r: Floats
    n: int
    n_missing: int

    def strongest(self, count: int) -> tuple[tuple[str, str, float], ...]:
        """The pairs of the largest correlations in size, the largest first; ties in the order of the names."""
        k = len(self.names)
        pairs = [(i, j) for i in range(k) for j in range(i) if not np.isnan(self.r[i, j])]
        pairs.sort(key=lambda pair: (-abs(self.r[pair]), pair[1], pair[0]))
        return tuple((self.names[j], self.names[i], float(self.r[i, j])) for i, j in pairs[:count])


def correlate(matrix: Floats, *, names: Sequence[str]) -> Correlations:
    """Correlations of the columns of a table over its complete rows.

    Parameters
    ----------
    matrix : np.ndarray
        Shape (n, k); a row with NaN is left out whole and counted, so that all pairs speak of the same cases.
    names : sequence of str
        The k columns.

    Raises
    ------
    NotComputableError
        Where a value is infinite, or where names and columns do not match.

    Examples
    --------
    >>> c = correlate(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 5.0], [np.nan, 1.0]]), names=["age", "budget"])
    >>> round(float(c.r[1, 0]), 3), c.n, c.n_missing
    (0.982, 3, 1)
    """
    z = np.asarray(matrix, dtype=np.float64)
    complete = z[~np.isnan(z).any(axis=1)] if z.ndim == 2 else z
    m = moments(complete, names=names)
    r = np.clip(m.correlation, -1.0, 1.0)
    if m.n > 1:
        r[m.constant, :] = np.nan
        r[:, m.constant] = np.nan
    return Correlations(tuple(names), r, m.n, len(z) - m.n)
