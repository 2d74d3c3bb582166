"""How far the factors tell the same story: variance inflation, condition indices, and exact ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .moments import EPSILON, Moments, check_table

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Collinearity:
    """Condition indices of a model with a constant, and where the variance of each coefficient sits.

    Attributes
    ----------
    names : tuple of str
        The constant's place is first: ``""``, then the k factors.
    n : int
        Rows counted.
    indices : np.ndarray
        Shape (k + 1,), rising; the first is 1. Infinite where columns are exactly tied.
    proportions : np.ndarray
        Shape (k + 1, k + 1): row by index, column by coefficient; each column sums to one.
        NaN where columns are exactly tied.
    """

    names: tuple[str, ...]
    n: int
    indices: Floats
    proportions: Floats


def condition_indices(factors: Floats, *, names: Sequence[str]) -> Collinearity:
    """Condition indices and variance proportions of factors with a constant.

    An index above about 30 on which two or more coefficients have more than half of their variance
    points to factors that the data can hardly tell apart. Columns are scaled to length one and not
    centred, so an index also rises where a factor's mean is large beside its spread; that touches the
    constant and not the slopes, for which the variance inflation factor is the better guide.

    Parameters
    ----------
    factors : np.ndarray
        Shape (n, k), complete rows.
    names : sequence of str
        The k factors.

    References
    ----------
    Belsley, Kuh & Welsch (1980), Regression Diagnostics, Wiley, chapter 3.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 5.0], [4.0, 3.0]])
    >>> condition_indices(x, names=["age", "population"]).indices.round(2).tolist()
    [1.0, 4.84, 5.9]
    """
    z = np.asarray(factors, dtype=np.float64)
    check_table(z, names)
    columns = np.column_stack([np.ones(len(z)), z])
    length = np.linalg.norm(columns, axis=0)
    _, s, vt = np.linalg.svd(columns / np.where(length > 0, length, 1.0), full_matrices=False)
    labels = ("", *names)
    if len(s) < len(labels) or s[-1] <= s[0] * EPSILON * max(columns.shape):
        tied = np.full(len(labels), np.inf)
        tied[: len(s)] = np.divide(s[0], s, out=np.full_like(s, np.inf), where=s > s[0] * EPSILON * max(columns.shape))
        return Collinearity(labels, len(z), tied, np.full((len(labels), len(labels)), np.nan))
    parts = (vt / s[:, None]) ** 2
    return Collinearity(labels, len(z), s[0] / s, parts / parts.sum(axis=0))


def condition_of(correlations: Floats) -> float:
    """Condition number of a matrix of correlations; infinite where it is singular to rounding."""
    values = np.linalg.eigvalsh(correlations)
    return float(values[-1] / values[0]) if values[0] > EPSILON * len(values) else np.inf


def tied_factors(standardised: Floats, noise: float) -> tuple[float, tuple[tuple[int, ...], ...]]:
    """Condition number of standardised factors, and the sets of them that cannot be told apart.

    Parameters
    ----------
    standardised : np.ndarray
        Shape (n, k), n at least k: centred columns of length one.
    noise : float
        What the rounding of the data can make up, beside a length of one.

    Returns
    -------
    condition : float
        Infinite where a combination vanishes exactly.
    sets : tuple of tuple of int
        Columns of each tie, in order: a combination of them vanishes within `noise`, or within what
        leaves fewer than six digits. Empty where there is none.
    """
    _, s, vt = np.linalg.svd(standardised, full_matrices=False)
    null = vt[s <= max(noise, s[0] * EPSILON / 1e-6)]
    # Two columns belong together where some combination that vanishes uses both.
    sets = linked_sets(np.abs(null.T @ null) > 1e-6)
    return float(s[0] / s[-1]) if s[-1] > 0 else np.inf, sets


def linked_sets(linked: NDArray[np.bool_]) -> tuple[tuple[int, ...], ...]:
    """Sets of columns that are linked, directly or through others; columns without any link are in none.

    >>> linked_sets(np.array([[1, 0, 1], [0, 0, 0], [1, 0, 1]], dtype=bool))
    ((0, 2),)
    """
    left, sets = set(np.flatnonzero(linked.any(axis=1)).tolist()), []
    while left:
        found = {left.pop()}
        while more := {j for i in found for j in np.flatnonzero(linked[i]).tolist()} - found:
            found |= more
        left -= found
        sets.append(tuple(sorted(found)))
    return tuple(sorted(sets))


def rounding_noise(m: Moments) -> float:
    """How much of a variable's spread the rounding of values and sums can make up; the worst of them.

    Half a unit in the last place for every value, with room for a few operations on it.
    """
    largest = np.maximum(np.abs(m.minimum), np.abs(m.maximum))
    return float(32 * EPSILON * np.max(np.maximum(largest / m.sd, 1.0)))
