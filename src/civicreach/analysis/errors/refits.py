"""The same model on many resamples of its rows, from how often each row was drawn.

The cross-products of a resample are linear in its counts, so those of a whole block of resamples are one product of
matrices. Equations are then eliminated for the block at once, and each pivot says what share of a factor the factors
before it do not explain: none is left where a resample is singular.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .design import Design, Scale
from .slices import blocks, product

Floats = NDArray[np.float64]

#: A pivot below it is rounding: the factor is constant or a combination of others.
_SINGULAR = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Refits:
    """Coefficients of many resamples.

    Attributes
    ----------
    values : np.ndarray
        Shape (used, k).
    std_error : np.ndarray or None
        Shape (used, k): HC1 of each resample, where asked for.
    singular : int
        Resamples left out.
    """

    values: Floats
    std_error: Floats | None
    singular: int


def refit(
    design: Design,
    counts: Callable[[int, int], Floats],
    draws: int,
    *,
    scale: Scale = "units",
    studentise: bool = False,
) -> Refits:
    """Fit the model to resamples of its rows.

    Parameters
    ----------
    design : Design
        From `prepare`.
    counts : callable
        Gives, for a first and a last resample, how often each row is in each, shape (resamples, n).
    draws : int
        Resamples.
    scale : str
        Standardised coefficients are standardised by the deviations of the resample itself.
    studentise : bool
        Whether to compute HC1 errors, which takes several times as long; in the units of the variables only.
    """
    products = _products(design)
    values, errors, singular = [], [], 0
    for first, last in blocks(draws, design.n):
        times = counts(first, last)
        beta, means, sound = _solve(products, times.T, design.k)
        singular += int((~sound).sum())
        unit = 1.0 / design.standardised
        if studentise:
            slopes = beta[0][:, sound].T
            errors.append(_hc1(design, times[sound], means[:, sound].T, slopes) * unit)
        # `beta` is in the standard deviations of all rows, or in those of the resample
        values.append(beta[1][:, sound].T if scale == "standardised" else beta[0][:, sound].T * unit)
    return Refits(np.concatenate(values), np.concatenate(errors) if studentise else None, singular)


def _products(design: Design) -> Floats:
    """Each row's part in the sum of weights, the sums, and the sums of products of factors and outcome, (m, n)."""
    z, w = design.table, design.weights
    upper = np.triu_indices(z.shape[1])
    return np.concatenate([w[None, :], (z * w[:, None]).T, (z[:, upper[0]] * z[:, upper[1]] * w[:, None]).T])


def _solve(products: Floats, counts: Floats, k: int) -> tuple[tuple[Floats, Floats], Floats, NDArray[np.bool_]]:
    """Slopes in the units of `table` and of the resample, (k, B) each; means, (k + 1, B); which resamples are sound."""
    p = k + 1
    sums = product(products, counts)
    sums[1:] /= sums[0]
    means, squares = sums[1 : p + 1], sums[p + 1 :]
    C = np.empty((p, p, sums.shape[1]))
    place = 0
    for i in range(p):
        C[i, i:] = squares[place : place + p - i] - means[i] * means[i:]
        place += p - i
    spread = C[np.arange(p), np.arange(p)]
    # what is left of a constant's square after its mean is taken off is rounding
    sound = np.asarray((spread > 1e-11 * (spread + means**2)).all(axis=0))
    sd = np.sqrt(np.where(sound, spread, 1.0))
    for i in range(p):
        C[i, i:] /= sd[i] * sd[i:]
    for j in range(k):
        pivot = C[j, j]
        sound &= pivot > _SINGULAR
        pivot[~sound] = 1.0
        share = C[j, j + 1 :] / pivot
        for i in range(j + 1, k):
            C[i, i:] -= share[i - j - 1] * C[j, i:]
        C[j, j + 1 :] = share
    beta = np.empty((k, sums.shape[1]))
    for j in reversed(range(k)):
        beta[j] = C[j, k] - (C[j, j + 1 : k] * beta[j + 1 :]).sum(axis=0)
    return (beta * (sd[k] / sd[:k]), beta), means, sound


def _hc1(design: Design, counts: Floats, means: Floats, slopes: Floats) -> Floats:
    """HC1 errors in the units of `table`, shape (B, k): the design of each resample is its own."""
    k, times = design.k, counts * design.weights
    z = design.table[None, :, :] - means[:, None, :]
    X = z[:, :, :k]
    among = np.matmul((X * times[:, :, None]).transpose(0, 2, 1), X)
    residuals = z[:, :, k] - np.einsum("bnk,bk->bn", X, slopes)
    shares = np.matmul(X, np.linalg.inv(among))
    meat = counts * (design.weights * residuals) ** 2
    return np.asarray(np.sqrt(np.einsum("bnk,bnk,bn->bk", shares, shares, meat) * (design.n / design.df)))
