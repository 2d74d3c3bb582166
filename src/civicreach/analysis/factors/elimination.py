"""Every subset of factors at once: regression on each, from one matrix of cross-products.

Two kernels that grow the subsets factor by factor, so that each costs one step from a smaller one. `swept` keeps
coefficients and inverses (Beaton 1964); `conditional` keeps only what is left of the last variables, which is several
times cheaper and all that shares of R² and tests of one factor need.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Members = NDArray[np.bool_]

#: What a factor must keep of its variance beside the others in a subset: below it, fewer than six digits would hold.
LEAST_LEFT = 1e-9
#: More factors have more subsets than is worth while.
MOST_FACTORS = 20
#: Factors whose subsets are swept together; 4,096 matrices of 11 by 11 fill 4 MB.
_TOGETHER = 12


@lru_cache(maxsize=32)
def members(k: int) -> Members:
    """Which of k factors each subset holds, shape (2**k, k); bit j of the row's number is factor j. Read only.

    >>> members(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    table = ((np.arange(2**k)[:, None] >> np.arange(k)) & 1).astype(bool)
    table.flags.writeable = False
    return table


def conditional(
    cross: Floats,
    *,
    blocks: Sequence[int],
    least: float = LEAST_LEFT,
    repeated: Literal["undefined", "nothing"] = "undefined",
) -> Floats:
    """What the last variables keep beside each subset of the blocks of variables before them.

    Parameters
    ----------
    cross : np.ndarray
        Shape (draws, p, p): cross-products, scaled so that the diagonal of the blocks' variables is 1.
    blocks : sequence of int
        Sizes of the blocks of variables that come in together, 1 each for single factors; they are the first of the p.
    least : float
        A variable that keeps no more of its variance beside a subset makes that subset singular.
    repeated : {"undefined", "nothing"}
        What such a variable makes of its subset: NaN, or what the subset is without it.

    Returns
    -------
    np.ndarray
        Shape (draws, 2**len(blocks), q, q) for the q variables after the blocks. Bit j of a subset's place says whether
        block j is in it.

    Examples
    --------
    >>> r = np.array([[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]])
    >>> (1 - conditional(r[None], blocks=[1, 1])[0, :, 0, 0]).round(2).tolist()
    [0.0, 0.36, 0.09, 0.36]
    """
    left = np.asarray(cross, dtype=np.float64)[:, None]
    singular = np.nan if repeated == "undefined" else np.inf
    for size in blocks:
        inside, outside = left, left[..., size:, size:]
        for _ in range(size):
            pivot = inside[..., 0, 0]
            row = inside[..., 0, 1:] / np.where(pivot > least, pivot, singular)[..., None]
            inside = inside[..., 1:, 1:] - inside[..., 1:, 0, None] * row[..., None, :]
        left = np.concatenate([outside, inside], axis=1)
    return left


def swept(
    among: Floats, with_outcomes: Floats, *, member: Members, least: float = LEAST_LEFT
) -> Iterator[tuple[slice | NDArray[np.intp], Floats, Floats, Floats]]:
    """Regressions of standardised outcomes on each subset of standardised factors, some thousands at a time.

    Parameters
    ----------
    among : np.ndarray
        Correlations of the k factors, shape (k, k).
    with_outcomes : np.ndarray
        Of each factor with each of m outcomes, shape (k, m).
    member : np.ndarray
        Shape (s, k), bool: the subsets.
    least : float
        As `conditional`.

    Yields
    ------
    places : slice or np.ndarray
        Of these subsets in `member`.
    inverse : np.ndarray
        Shape (t, k, k): minus the inverse of the correlations within the subset; other entries are not it.
    beta : np.ndarray
        Shape (t, k, m): coefficients where the factor is in the subset; other entries are not one.
    left : np.ndarray
        Shape (t, m): 1 - R². All three are NaN where the subset is singular.
    """
    k, m = with_outcomes.shape
    low = min(k, _TOGETHER)
    every = len(member) > 2 ** max(k - 3, 0) and k <= MOST_FACTORS
    if not every:
        for start in range(0, len(member), 2**_TOGETHER):
            some = member[start : start + 2**_TOGETHER]
            yield slice(start, start + len(some)), *_chosen(among, with_outcomes, some, least)
        return
    codes = member @ (1 << np.arange(k))
    for high in range(2 ** (k - low)):
        held = np.concatenate([np.zeros(low, dtype=bool), members(k - low)[high]])
        inverse, beta, left = np.empty((2**low, k, k)), np.empty((2**low, k, m)), np.empty((2**low, m))
        inverse[:1], beta[:1], left[:1] = _chosen(among, with_outcomes, held[None], least)
        for j in range(low):
            half = 2**j
            _sweep(
                (inverse[:half], beta[:half], left[:half]),
                (inverse[half : 2 * half], beta[half : 2 * half], left[half : 2 * half]),
                j,
                least,
            )
        places = np.flatnonzero(codes >> low == high)
        if not places.size:
            continue
        chosen = codes[places] & (2**low - 1)
        if (np.diff(chosen) == 1).all() and (np.diff(places) == 1).all():
            # no copy of what is asked for in its own order
            run = slice(int(chosen[0]), int(chosen[-1]) + 1)
            yield slice(int(places[0]), int(places[-1]) + 1), inverse[run], beta[run], left[run]
        else:
            yield places, inverse[chosen], beta[chosen], left[chosen]


def _chosen(among: Floats, with_outcomes: Floats, member: Members, least: float) -> tuple[Floats, Floats, Floats]:
    """Any subsets, each swept by its own factors."""
    s, (k, m) = len(member), with_outcomes.shape
    inverse, beta, left = np.repeat(among[None], s, 0), np.repeat(with_outcomes[None], s, 0), np.ones((s, m))
    for j in range(k):
        if (at := np.flatnonzero(member[:, j])).size:
            before = inverse[at], beta[at], left[at]
            after = np.empty_like(before[0]), np.empty_like(before[1]), np.empty_like(before[2])
            _sweep(before, after, j, least)
            inverse[at], beta[at], left[at] = after
    return inverse, beta, left


def _sweep(before: tuple[Floats, Floats, Floats], after: tuple[Floats, Floats, Floats], j: int, least: float) -> None:
    """Let factor j into each subset: the symmetric sweep, whose swept block is minus the inverse."""
    inverse, beta, left = before
    pivot = inverse[:, j, j]
    # NaN goes on to every larger subset: what holds a singular one is singular
    divisor = np.where(pivot > least, pivot, np.nan)[:, None]
    row, coefficient = inverse[:, j, :] / divisor, beta[:, j, :] / divisor
    column = np.ascontiguousarray(inverse[:, :, j])
    np.multiply(column[:, :, None], row[:, None, :], out=after[0])
    np.subtract(inverse, after[0], out=after[0])
    after[0][:, j, :] = after[0][:, :, j] = row
    after[0][:, j, j] = -1 / divisor[:, 0]
    np.multiply(column[:, :, None], coefficient[:, None, :], out=after[1])
    np.subtract(beta, after[1], out=after[1])
    after[1][:, j, :] = coefficient
    np.subtract(left, beta[:, j, :] * coefficient, out=after[2])
