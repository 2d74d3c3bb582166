"""The sums of `sums`, by products of matrices where an engine hands over rows in pieces: less work for processors.

`products` and `residual_sums` here take any engine, and leave it to SQL where it reads no pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from . import sums
from .asked import ReadsPieces, RunsSQL
from .sums import Products, ResidualSums

Floats = NDArray[np.float64]

#: Rows that are worked on together: with their products they stay in the processor's cache.
ROWS_TOGETHER = 4096


def products(engine: RunsSQL, relation: str, columns: Sequence[str], centre: Floats) -> Products:
    """Sums and products of complete rows about a centre, in one pass: see `sums.products`."""
    if not isinstance(engine, ReadsPieces):
        return sums.products(engine, relation, columns, centre)
    n, total = 0, np.zeros((len(columns), len(columns) + 1), dtype=np.longdouble)
    for rows in complete_blocks(engine, relation, columns, centre):
        n += rows.shape[1]
        # not with its own transpose, which numpy sends to a routine that is slower on so few rows
        total += rows[1:] @ rows.T
    return Products(n, total[:, 0].astype(np.float64), symmetric(total[:, 1:]))


def residual_sums(
    engine: RunsSQL,
    relation: str,
    columns: Sequence[str],
    *,
    centre: Floats,
    slopes: Floats,
    uncorrelating: Floats,
    n: int,
    power: float,
    full_leverage: float,
) -> ResidualSums:
    """One pass over complete rows with the residuals of a fitted model: see `sums.residual_sums`."""
    if not isinstance(engine, ReadsPieces):
        return sums.residual_sums(
            engine, relation, columns, centre=centre, slopes=slopes, uncorrelating=uncorrelating, n=n, power=power,
            full_leverage=full_leverage,
        )  # fmt: skip
    k = len(columns) - 1
    # one product gives the residual and the uncorrelated factors of every row
    taking = np.zeros((k + 1, k + 1))
    taking[0, 0], taking[0, 1:], taking[1:, 1:] = 1.0, -slopes, uncorrelating
    total, squared = np.zeros((k, k + 1), dtype=np.longdouble), np.longdouble(0.0)
    with_residuals = np.zeros(k + 1, dtype=np.longdouble)
    largest, share = 0.0, np.full(k, 1 / (n - 1))
    room, squares = np.empty((k + 1, ROWS_TOGETHER)), np.empty((k, ROWS_TOGETHER))
    for rows in complete_blocks(engine, relation, columns, centre):
        taken = np.matmul(taking, rows[1:], out=room[:, : rows.shape[1]])
        e, z = taken[0].copy(), taken[1:]
        with_residuals += taken @ e
        h = share @ np.multiply(z, z, out=squares[:, : rows.shape[1]])
        h += 1 / n
        largest = max(largest, float(h.max(initial=0.0)))
        taken[0] = weighed(e, h, power, full_leverage)
        np.multiply(taken[0], z, out=z)
        total += z @ taken.T
        squared += taken[0] @ taken[0]
    first, among, scores = total[:, 0].astype(np.float64), symmetric(total[:, 1:]), with_residuals.astype(np.float64)
    return ResidualSums(float(scores[0]), scores[1:], float(squared), first, among, largest)


def symmetric(products: NDArray[np.longdouble]) -> Floats:
    """Products of columns with each other, the same both ways round: added up in two orders they differ in a digit."""
    return ((products + products.T) / 2).astype(np.float64)


def weighed(e: Floats, h: Floats, power: float, full: float) -> Floats:
    """e / (1 - h)^power; 0 where a leverage from `full` on leaves nothing to divide by, as the caller learns."""
    if not power:
        return np.where(h < full, e, 0.0)
    left = 1 - h
    alone = h >= full
    left[alone] = 1.0
    g = np.asarray(e / (left if power == 1 else left**power))
    g[alone] = 0.0
    return g


def complete_blocks(engine: ReadsPieces, relation: str, columns: Sequence[str], centre: Floats) -> Iterator[Floats]:
    """Complete rows from a centre, under a row of ones: shape (p + 1, at most `ROWS_TOGETHER`), the same memory."""
    room = np.empty((len(columns) + 1, ROWS_TOGETHER))
    room[0] = 1.0
    ones = np.ones(len(room))
    for piece in engine.pieces(relation, columns):
        for start in range(0, len(piece[0]), ROWS_TOGETHER):
            rows = room[:, : min(ROWS_TOGETHER, len(piece[0]) - start)]
            for place, column in enumerate(piece):
                np.subtract(column[start : start + ROWS_TOGETHER], centre[place], out=rows[place + 1])
            with np.errstate(invalid="ignore"):
                complete = np.isfinite(ones @ rows)
            if not complete.all():
                rows = np.ascontiguousarray(rows[:, complete])
            yield rows
