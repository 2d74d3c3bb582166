"""Errors from leaving out each row, or each cluster, once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from civicreach.records.words import message

from .cluster import FEW_DF, ONE_CLUSTER
from .design import Design, Scale, clusters
from .refits import Refits, refit
from .result import Errors, by_t, without_figures

Floats = NDArray[np.float64]


def jackknife(
    design: Design, *, groups: Sequence[object] | None = None, level: float = 0.95, scale: Scale = "units"
) -> Errors:
    """Jackknife errors: sqrt((G-1)/G · sum of squares about the mean) of the G fits that each leave out one.

    t has n-k-1 degrees of freedom, or clusters less one. Standardised coefficients are standardised anew each time.

    Parameters
    ----------
    design : Design
        From `prepare`.
    groups : sequence, optional
        Of every row given to `prepare`: the cluster that is left out with it.
    level, scale
        As in `robust`.

    Returns
    -------
    Errors
        Without figures where a factor cannot be estimated without some row or cluster: the jackknife is not defined
        there.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 11.

    Examples
    --------
    >>> from civicreach.analysis.errors.design import prepare
    >>> x = np.array([1.0, 2.0, 4.0, 5.0, 9.0])
    >>> design = prepare(np.array([2.0, 3.0, 9.0, 4.0, 12.0]), x[:, None], names=["age"])
    >>> jackknife(design).std_error.round(4).tolist()
    [0.1752]
    """
    n_clusters = None if groups is None else clusters(design, groups)[1]
    if n_clusters is not None and n_clusters < 2:
        return without_figures("jackknife", design, ONE_CLUSTER, level=level, scale=scale, n_clusters=n_clusters)
    left_out = leave_out(design, groups=groups, scale=scale)
    if left_out.singular:
        reason = message(
            "without one of {n} rows or clusters some factor no longer varies or is a combination of others",
            n=left_out.singular,
        )
        return without_figures("jackknife", design, reason, level=level, scale=scale, n_clusters=n_clusters)
    values = left_out.values
    G = len(values)
    std_error = np.sqrt(((values - values.mean(axis=0)) ** 2).sum(axis=0) * ((G - 1) / G))
    unit = design.unit(scale)
    few = n_clusters is not None and n_clusters - 1 < FEW_DF
    note = message(
        "fewer than {df} degrees of freedom, so that p may be far off: {names}",
        df=FEW_DF,
        names=", ".join(design.names),
    )
    return by_t(
        "jackknife", design, std_error, design.df if n_clusters is None else n_clusters - 1,
        level=level, scale=scale, estimate=design.estimate * unit, n_clusters=n_clusters, notes=(note,) if few else (),
    )  # fmt: skip


def leave_out(design: Design, *, groups: Sequence[object] | None = None, scale: Scale = "units") -> Refits:
    """The fits that each leave out one row, or one cluster, in their order."""
    members, G = clusters(design, groups)
    return refit(
        design, lambda first, last: (members[None, :] != np.arange(first, last)[:, None]).astype(float), G, scale=scale
    )
