"""Dominance of factors: what each adds at every size of model, and which adds more than which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.elimination import members
from civicreach.analysis.factors.moments import Moments
from civicreach.records.errors import NotComputableError

from .shares import check_factors, r_squared_of_subsets

Floats = NDArray[np.float64]

#: Gains closer than this are equal but for rounding.
_EQUAL = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Dominance:
    """Dominance analysis of one model.

    Attributes
    ----------
    factors : tuple of str
        The k factors.
    conditional : np.ndarray
        Shape (k, k): row a factor, column the number of others in the model, 0 to k - 1: the mean R² that it adds.
    general : np.ndarray
        Shape (k,): the mean of the rows of `conditional`, which is the LMG share.
    complete : np.ndarray
        Shape (k, k): share of the models without either in which the row's factor adds more than the column's, equal
        ones counted half; 1 is complete dominance. NaN on the diagonal.
    """

    factors: tuple[str, ...]
    conditional: Floats
    general: Floats
    complete: Floats


def dominance(m: Moments, *, outcome: str, factors: Sequence[str]) -> Dominance:
    """Complete, conditional and general dominance.

    Parameters
    ----------
    m : Moments
        Of the outcome, the factors, and others if need be.
    outcome, factors : str, sequence of str
        Names in the moments; 2 to 20 factors.

    Raises
    ------
    NotComputableError
        As `shares.relative_importance`.

    References
    ----------
    Budescu (1993), Psychological Bulletin 114(3), doi:10.1037/0033-2909.114.3.542; Azen & Budescu (2003),
    Psychological Methods 8(2), doi:10.1037/1082-989X.8.2.129.

    Examples
    --------
    >>> from civicreach.analysis.factors.moments import moments
    >>> table = np.array([[5.0, 30, 0], [7, 41, 0], [6, 35, 1], [12, 44, 1], [9, 39, 1]])
    >>> found = dominance(moments(table, names=["likes", "age", "level"]), outcome="likes", factors=["age", "level"])
    >>> found.general.round(3).tolist(), float(found.complete[0, 1])
    ([0.598, 0.216], 1.0)
    """
    names = tuple(factors)
    k = len(names)
    chosen = m.take([*names, outcome])
    check_factors(chosen)
    r2 = r_squared_of_subsets(chosen.correlation[None])[0]
    if np.isnan(r2[-1]):
        raise NotComputableError(
            f"factors of the model of {outcome} are combinations of one another, so none dominates",
            found=", ".join(names),
            right="leave out one of them",
        )
    inside = members(k)
    sizes = inside.sum(axis=1)
    by_size, complete = np.empty((k, k)), np.full((k, k), np.nan)
    for i in range(k):
        without = np.flatnonzero(~inside[:, i])
        gain = r2[without | (1 << i)] - r2[without]
        by_size[i] = np.bincount(sizes[without], weights=gain) / np.bincount(sizes[without])
        for j in range(i):
            neither = without[~inside[without, j]]
            more = r2[neither | (1 << i)] - r2[neither | (1 << j)]
            complete[i, j] = (np.sign(np.where(np.abs(more) <= _EQUAL, 0.0, more)).mean() + 1) / 2
            complete[j, i] = 1 - complete[i, j]
    return Dominance(names, by_size, by_size.mean(axis=1), complete)
