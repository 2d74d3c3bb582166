"""Two measures of the activity of the same governments, beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError

from .ranks import RankTest, spearman

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PairedActivity:
    """What each government does on two measures.

    Attributes
    ----------
    first, second : str
        The measures, such as posts and likes.
    x, y : np.ndarray
        Shape (n,): both of every government of which both are known; zeros included.
    ids : tuple of str
        Whose they are.
    n, n_missing : int
        Governments with both, and without one of them.
    n_zero : int
        Of the n, those with a zero on either measure, which have no place on a logarithmic scale.
    association : RankTest
        Spearman's rank correlation over the n governments, zeros included.
    """

    first: str
    second: str
    x: Floats
    y: Floats
    ids: tuple[str, ...]
    n: int
    n_missing: int
    n_zero: int
    association: RankTest


def pair_activity(
    x: Floats, y: Floats, *, ids: Sequence[str], first: str = "posts", second: str = "likes"
) -> PairedActivity:
    """Put two measures of activity beside each other.

    Parameters
    ----------
    x, y : np.ndarray
        Shape (n,): counts; NaN is missing, never 0.
    ids : sequence of str
        Governments, in the same order.
    first, second : str
        What x and y count.

    Raises
    ------
    NotComputableError
        Where ids and measures do not match.

    Examples
    --------
    >>> p = pair_activity(np.array([1.0, 0.0, np.nan]), np.array([5.0, 2.0, 9.0]), ids=["a", "b", "c"])
    >>> p.n, p.n_zero, p.n_missing, p.ids
    (2, 1, 1, ('a', 'b'))
    """
    if not len(x) == len(y) == len(ids):
        raise NotComputableError(
            "the ids do not match the two measures", found=f"{len(ids)} ids, {len(x)} and {len(y)} values"
        )
    known = ~(np.isnan(x) | np.isnan(y))
    both_x, both_y = x[known], y[known]
    return PairedActivity(
        first=first,
        second=second,
        x=both_x,
        y=both_y,
        ids=tuple(id for id, there in zip(ids, known.tolist(), strict=True) if there),
        n=len(both_x),
        n_missing=len(x) - len(both_x),
        n_zero=int(((both_x <= 0) | (both_y <= 0)).sum()),
        association=spearman(both_x, both_y),
    )
