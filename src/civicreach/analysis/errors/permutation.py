"""Tests of each factor by permuting the residuals of the model without it (Freedman & Lane 1983)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

from .design import Design, Scale
from .null import NullDraws
from .result import Draws, Errors, by_t, generator
from .slices import blocks, product

Floats = NDArray[np.float64]


def permute(
    design: Design, *, seed: int | None, draws: int = 9_999, permutations: NDArray[np.integer] | None = None
) -> NullDraws:
    """t of every factor when the residuals of the model without it are put in random orders.

    Every factor sees the same orders, so the draws can be used together for all of them.

    Parameters
    ----------
    design : Design
        From `prepare`.
    seed : int or None
        Of the generator. None only where `permutations` are given.
    draws : int
        How many.
    permutations : np.ndarray, optional
        Shape (draws, n): orders of the rows, from 0, instead of random ones.

    References
    ----------
    Freedman & Lane (1983), doi:10.1080/07350015.1983.10509354; Winkler et al. (2014),
    doi:10.1016/j.neuroimage.2014.01.060.

    Examples
    --------
    >>> from civicreach.analysis.errors.design import prepare
    >>> x, y = np.arange(12.0), np.array([1.0, 3.0, 2.0, 5.0, 4.0, 8.0, 5.0, 9.0, 7.0, 8.0, 12.0, 9.0])
    >>> permute(prepare(y, x[:, None], names=["age"]), seed=1, draws=999).p.tolist()
    [0.001]
    """
    random = generator(seed, given=permutations)
    if permutations is not None and (permutations.ndim != 2 or permutations.shape[1] != design.n):
        raise NotComputableError(
            "the orders given do not have the rows of the model", found=f"{permutations.shape} for {design.n} rows"
        )
    asked = draws if permutations is None else len(permutations)
    lengths = np.linalg.norm(design.rows, axis=1)
    # residuals of the model without factor j: those of the whole model, and what only the factor explains
    without = design.residuals + (design.estimate / lengths**2)[:, None] * design.rows
    squares = (without**2).sum(axis=1)
    towards = (design.rows / lengths[:, None]) @ design.basis
    null = np.empty((asked, design.k))
    for first, last in blocks(asked, design.n):
        if permutations is None:
            orders = random.permuted(np.tile(np.arange(design.n), (last - first, 1)), axis=1)
        else:
            orders = permutations[first:last]
        for j in range(design.k):
            explained = product(design.basis.T, without[j][orders].T)
            left = np.maximum(squares[j] - (explained**2).sum(axis=0), np.finfo(float).eps * squares[j])
            null[first:last, j] = (towards[j] @ explained) / np.sqrt(left / design.df)
    draws_made = Draws(asked, asked, 0, seed if permutations is None else None)
    return NullDraws(design.names, "permutation", design.n, design.estimate / design.std_error, null, draws_made)


def permutation_test(design: Design, null: NullDraws, *, level: float = 0.95, scale: Scale = "units") -> Errors:
    """The result of `permute` beside the classical errors that its t is made of; it gives no intervals."""
    notes = [message("a permutation test gives p and no interval; the standard error is the classical one")]
    if math.factorial(min(design.n, 12)) <= null.draws.used:
        notes.append(message("{n} rows have fewer orders than draws", n=design.n))
    if 1 / (null.draws.used + 1) > 1 - level:
        notes.append(message("{used} draws are too few for this level", used=null.draws.used))
    nan = np.full(design.k, np.nan)
    plain = by_t(
        "permutation",
        design,
        design.std_error,
        design.df,
        level=level,
        scale=scale,
        draws=null.draws,
        notes=tuple(notes),
    )
    return replace(plain, df=nan, p=null.p, conf_low=nan, conf_high=nan)
