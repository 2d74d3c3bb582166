"""Shares of R²: LMG, which is the Shapley value, for factors and for groups of them (Owen)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.elimination import MOST_FACTORS, conditional, members
from civicreach.analysis.factors.moments import Moments
from civicreach.analysis.factors.ols import check_model
from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

Floats = NDArray[np.float64]

#: What to read beside every share.
MEANING = message(
    "A share says how much of R² goes with a factor on average over all orders in which factors can come in. It is no "
    "effect and no cause: a factor whose coefficient is 0 has a share where it is correlated with others, two factors "
    "that say the same divide one share between them, and all shares change when a factor is added."
)


@dataclass(frozen=True, slots=True, eq=False)
class Importance:
    """Shares of R² of one model.

    Attributes
    ----------
    outcome, factors : str, tuple of str
        The outcome and the k factors.
    n : int
        Rows counted.
    share : np.ndarray
        Shape (k,): of the outcome's variance; they sum to `r_squared`.
    alone, last : np.ndarray
        Shape (k,): R² of the factor alone, and what it adds beside all others.
    groups : tuple of str
        Names of the groups, single factors under their own.
    group_of : np.ndarray
        Shape (k,), int: the group of each factor.
    group_share : np.ndarray
        Of each group as a whole; they sum to `r_squared`.
    r_squared : float
        Of the model with all factors.
    """

    outcome: str
    factors: tuple[str, ...]
    n: int
    share: Floats
    alone: Floats
    last: Floats
    groups: tuple[str, ...]
    group_of: NDArray[np.intp]
    group_share: Floats
    r_squared: float


def relative_importance(
    m: Moments, *, outcome: str, factors: Sequence[str], groups: Mapping[str, Sequence[str]] | None = None
) -> Importance:
    """Shares of R² by the mean gain over all orders of the factors.

    Parameters
    ----------
    m : Moments
        Of the outcome, the factors, and others if need be.
    outcome, factors : str, sequence of str
        Names in the moments; 2 to 20 factors.
    groups : mapping of str to sequence of str, optional
        Factors that come in together, such as the indicators of one question. Their shares are Owen values: orders in
        which a group is not interrupted. Without groups they are Shapley values.

    Raises
    ------
    NotComputableError
        Where a factor or the outcome does not vary, factors are combinations of one another, rows are too few, or
        groups do not fit.

    References
    ----------
    Lindeman, Merenda & Gold (1980), Introduction to Bivariate and Multivariate Analysis; Grömping (2006), Journal of
    Statistical Software 17(1), doi:10.18637/jss.v017.i01; Owen (1977), doi:10.1007/978-3-642-45494-3_7.

    Examples
    --------
    >>> from civicreach.analysis.factors.moments import moments
    >>> table = np.array([[5.0, 30, 0], [7, 41, 0], [6, 35, 1], [12, 44, 1], [9, 39, 1]])
    >>> found = relative_importance(moments(table, names=["likes", "age", "level"]), outcome="likes",
    ...                             factors=["age", "level"])
    >>> found.share.round(3).tolist(), round(found.r_squared, 3)
    ([0.598, 0.216], 0.814)
    """
    names = tuple(factors)
    k = len(names)
    chosen = m.take([*names, outcome])
    labels, group_of = grouping(names, groups)
    check_factors(chosen)
    r2 = r_squared_of_subsets(chosen.correlation[None])[0]
    if np.isnan(r2[-1]):
        raise NotComputableError(
            f"factors of the model of {outcome} are combinations of one another, so shares have no meaning",
            found=", ".join(names),
            right="leave out one of them",
        )
    share = r2 @ owen_weights(tuple(group_of.tolist()))
    full = len(r2) - 1
    bits = 1 << np.arange(k)
    return Importance(
        outcome,
        names,
        m.n,
        share,
        r2[bits],
        r2[full] - r2[full ^ bits],
        labels,
        group_of,
        np.bincount(group_of, weights=share, minlength=len(labels)).astype(np.float64),
        float(r2[full]),
    )


def lmg(correlations: Floats, with_outcome: Floats) -> Floats:
    """Shares of R² from correlations alone.

    Parameters
    ----------
    correlations : np.ndarray
        Of the factors, shape (k, k).
    with_outcome : np.ndarray
        Of each with the outcome, shape (k,).

    Returns
    -------
    np.ndarray
        Shape (k,); sums to R². NaN where the correlations are singular.

    Examples
    --------
    >>> lmg(np.eye(2), np.array([0.6, 0.2])).round(2).tolist()
    [0.36, 0.04]
    """
    k = len(with_outcome)
    matrix = np.ones((k + 1, k + 1))
    matrix[:k, :k], matrix[k, :k], matrix[:k, k] = correlations, with_outcome, with_outcome
    return np.asarray(r_squared_of_subsets(matrix[None])[0] @ shapley_weights(k))


def r_squared_of_subsets(correlations: Floats) -> Floats:
    """R² of every subset of the factors, shape (draws, 2**k), from correlations with the outcome last."""
    k = correlations.shape[-1] - 1
    return np.asarray(1 - conditional(correlations, blocks=[1] * k)[..., 0, 0])


@lru_cache(maxsize=32)
def shapley_weights(k: int) -> Floats:
    """What the value of each subset counts for each of k players, shape (2**k, k). Read only.

    >>> shapley_weights(2).tolist()
    [[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]]
    """
    return owen_weights(tuple(range(k)))


@lru_cache(maxsize=32)
def owen_weights(group_of: tuple[int, ...]) -> Floats:
    """The same for players in groups that come in without interruption: the Owen value. Read only.

    A player gains over a subset that holds other groups whole and some of its own; the orders in which that subset
    comes first are counted. Groups of one give the Shapley value.
    """
    k, q = len(group_of), max(group_of, default=-1) + 1
    inside = members(k)
    of = np.array(group_of, dtype=np.intp)
    held = np.array([inside[:, of == g].sum(axis=1) for g in range(q)]).reshape(q, -1)
    sizes = np.bincount(of, minlength=q)
    whole, empty = held == sizes[:, None], held == 0
    weights = np.zeros((2**k, k))
    for j in range(k):
        g = group_of[j]
        others = np.arange(q) != g
        fits = (whole | empty)[others].all(axis=0) & ~inside[:, j]
        before = np.flatnonzero(fits)
        h, t, size = whole[others][:, before].sum(axis=0), held[g, before], int(sizes[g])
        outer = np.array([1 / (q * math.comb(q - 1, i)) for i in range(q)])
        inner = np.array([1 / (size * math.comb(size - 1, i)) for i in range(size)])
        weight = outer[h] * inner[t]
        weights[before, j] -= weight
        weights[before | (1 << j), j] += weight
    weights.flags.writeable = False
    return weights


def grouping(
    names: tuple[str, ...], groups: Mapping[str, Sequence[str]] | None
) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The groups' names and the group of each factor; a factor in no group is one by itself."""
    declared = dict(groups or {})
    listed = list(itertools.chain(*declared.values()))
    if wrong := sorted({name for name in listed if name not in names or listed.count(name) > 1}):
        raise NotComputableError(
            "groups name what is no factor, or a factor twice", found=", ".join(wrong), right=", ".join(names)
        )
    group_by = {name: group for group, some in declared.items() for name in some}
    labels = tuple(dict.fromkeys(group_by.get(name, name) for name in names))
    return labels, np.array([labels.index(group_by.get(name, name)) for name in names], dtype=np.intp)


def check_factors(m: Moments) -> None:
    """Refuse moments, the outcome last, of which no shares can be formed."""
    *names, outcome = m.names
    k = len(names)
    if not 2 <= k <= MOST_FACTORS:
        raise NotComputableError(
            f"shares of R² take from 2 to {MOST_FACTORS} factors", found=str(k), right="fewer factors"
        )
    check_model(m.take([outcome, *names]))
