"""Rows, or clusters, drawn with replacement, and the model fitted anew to each resample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .design import Design, Scale, clusters
from .jackknife import leave_out
from .refits import refit
from .result import Draws, generator

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Resampled:
    """The coefficients of a model in many resamples; `intervals` makes errors of them.

    Attributes
    ----------
    design : Design
        The model.
    scale : str
        Of the coefficients.
    estimate : np.ndarray
        Shape (k,): in all rows.
    values : np.ndarray
        Shape (used, k): in the resamples.
    std_error, resampled_error : np.ndarray or None
        Shapes (k,) and (used, k): HC1 in all rows and in the resamples, where asked for.
    left_out : np.ndarray or None
        Shape (m, k): without each row or cluster; None where not even that can be fitted.
    n_clusters : int or None
        Where clusters were drawn.
    draws : Draws
        How many, and how many were singular.
    """

    design: Design
    scale: Scale
    estimate: Floats
    values: Floats
    std_error: Floats | None
    resampled_error: Floats | None
    left_out: Floats | None
    n_clusters: int | None
    draws: Draws

    @property
    def notes(self) -> tuple[Message, ...]:
        """What a reader should know of the draws."""
        if not self.draws.singular:
            return ()
        return (
            message(
                "{singular} of {asked} draws left out: in them some factor did not vary or was a combination of others",
                singular=self.draws.singular,
                asked=self.draws.asked,
            ),
        )


def pairs_bootstrap(
    design: Design,
    *,
    seed: int | None,
    draws: int = 9_999,
    groups: Sequence[object] | None = None,
    scale: Scale = "units",
    studentise: bool = False,
    indices: NDArray[np.integer] | None = None,
) -> Resampled:
    """Draw rows with replacement, outcome and factors together, and fit the model to each draw.

    Parameters
    ----------
    design : Design
        From `prepare`.
    seed : int or None
        Of the generator; the same seed gives the same draws. None only where `indices` are given.
    draws : int
        How many; one less than a multiple of 40 or 200 puts the limits of 95% intervals on draws.
    groups : sequence, optional
        Of every row given to `prepare`: whole clusters are drawn then.
    scale : str
        Standardised coefficients are standardised by the standard deviations of each resample.
    studentise : bool
        Whether to compute HC1 in each resample, for `bootstrap_t`; in the units of the variables only.
    indices : np.ndarray, optional
        Shape (draws, n), or (draws, clusters): the rows of each draw, from 0, instead of random ones.

    Raises
    ------
    NotComputableError
        Where there are fewer than two clusters, or where standardised coefficients were to be studentised.

    Examples
    --------
    >>> from civicreach.analysis.errors.design import prepare
    >>> x = np.array([1.0, 2.0, 4.0, 5.0, 9.0])
    >>> design = prepare(np.array([2.0, 3.0, 9.0, 4.0, 12.0]), x[:, None], names=["age"])
    >>> drawn = pairs_bootstrap(design, seed=1, draws=999)
    >>> drawn.draws.used + drawn.draws.singular, len(drawn.values) == drawn.draws.used
    (999, True)
    """
    if studentise and scale == "standardised":
        raise NotComputableError(
            "standardised coefficients have no standard error in each draw to be divided by",
            right="BCa intervals, or coefficients in the units of the variables",
        )
    members, drawn_from = clusters(design, groups)
    if drawn_from < 2:
        raise NotComputableError("all rows are in one cluster", right="at least two clusters to draw from")
    random = generator(seed, given=indices)
    if indices is not None and (indices.ndim != 2 or indices.shape[1] != drawn_from):
        raise NotComputableError(
            "the draws given do not have the rows of the model", found=f"{indices.shape} for {drawn_from} rows"
        )
    asked = draws if indices is None else len(indices)

    def counts(first: int, last: int) -> Floats:
        chosen = random.integers(0, drawn_from, (last - first, drawn_from)) if indices is None else indices[first:last]
        flat = (chosen + np.arange(last - first)[:, None] * drawn_from).ravel()
        times = np.bincount(flat, minlength=(last - first) * drawn_from).reshape(-1, drawn_from)
        return np.asarray(times if groups is None else times[:, members], dtype=np.float64)

    fits = refit(design, counts, asked, scale=scale, studentise=studentise)
    without = leave_out(design, groups=groups, scale=scale)
    unit = design.unit(scale)
    error = np.sqrt(design.rows**2 @ design.residuals**2 * (design.n / design.df)) if studentise else None
    return Resampled(
        design=design,
        scale=scale,
        estimate=design.estimate * unit,
        values=fits.values,
        std_error=error,
        resampled_error=fits.std_error,
        left_out=None if without.singular else without.values,
        n_clusters=None if groups is None else drawn_from,
        draws=Draws(asked, len(fits.values), fits.singular, seed if indices is None else None),
    )
