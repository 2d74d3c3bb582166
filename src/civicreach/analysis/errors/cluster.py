"""Errors for rows that depend on one another within clusters: CR0, CR1 and CR2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.records.words import Message, message

from .design import Design, Scale, clusters
from .result import Errors, by_t, without_figures
from .robust import satterthwaite

Floats = NDArray[np.float64]

ClusterMethod = Literal["CR0", "CR1", "CR2"]

ONE_CLUSTER = message("all rows are in one cluster, and at least two are needed")
#: Eigenvalues below it are nothing, as in clubSandwich.
_NOTHING = 1e-9
#: Below it, the distribution of t is too far from t to say much (Tipton 2015).
FEW_DF = 4


def cluster_robust(
    design: Design,
    groups: Sequence[object],
    *,
    method: ClusterMethod = "CR2",
    level: float = 0.95,
    scale: Scale = "units",
) -> Errors:
    """Errors that are consistent in the number of clusters, whatever happens within them.

    CR0 sums the rows' shares within clusters before squaring, CR1 multiplies its variance by
    G/(G-1) · (n-1)/(n-k-1) as Stata does, both with t on G - 1 degrees of freedom. CR2 (Bell & McCaffrey 2002) is
    unbiased were the residuals independent with one spread, and has Satterthwaite's degrees of freedom for each factor.

    Parameters
    ----------
    design : Design
        From `prepare`.
    groups : sequence
        Of every row given to `prepare`: the cluster that it is in.
    method, level, scale
        As in `robust`.

    Returns
    -------
    Errors
        Without figures where there is one cluster. With notes where clusters are few, and where a factor's scores
        cancel within every cluster, so that its error is no error (NaN).

    References
    ----------
    Pustejovsky & Tipton (2018), doi:10.1080/07350015.2016.1247004; Cameron & Miller (2015), doi:10.3368/jhr.50.2.317.

    Examples
    --------
    >>> from civicreach.analysis.errors.design import prepare
    >>> x, y = np.arange(8.0), np.array([1.0, 3.0, 2.0, 5.0, 4.0, 8.0, 5.0, 9.0])
    >>> errors = cluster_robust(prepare(y, x[:, None], names=["age"]), list("aabbccdd"))
    >>> errors.n_clusters, errors.std_error.round(4).tolist(), errors.df.round(2).tolist()
    (4, [0.1366], [1.62])
    """
    members, n_clusters = clusters(design, groups)
    if n_clusters < 2:
        return without_figures(method, design, ONE_CLUSTER, level=level, scale=scale, n_clusters=n_clusters)
    df: Floats | float
    if method == "CR2":
        variance, df = _cr2(design, members, n_clusters)
    else:
        variance = (sums_within(design.rows * design.residuals, members, n_clusters) ** 2).sum(axis=1)
        df = n_clusters - 1
        if method == "CR1":
            variance = variance * (n_clusters / df * (design.n - 1) / design.df)
    std_error, cancelled = without_rounding(design, variance)
    return by_t(
        method, design, std_error, df, level=level, scale=scale, n_clusters=n_clusters,
        notes=_notes(design, n_clusters, cancelled, np.broadcast_to(df, (design.k,))),
    )  # fmt: skip


def sums_within(values: Floats, members: NDArray[np.intp], n_clusters: int) -> Floats:
    """Sums of the last axis within clusters, shape (..., clusters)."""
    order = np.argsort(members, kind="stable")
    starts = np.searchsorted(members[order], np.arange(n_clusters))
    return np.asarray(np.add.reduceat(values[..., order], starts, axis=-1))


def without_rounding(design: Design, variance: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Errors, shape (k,), and which are NaN: scores that cancel in each cluster leave rounding, no error."""
    size = (np.abs(design.rows) @ np.abs(design.residuals)) ** 2
    cancelled = variance <= 1e-20 * size
    return np.where(cancelled, np.nan, np.sqrt(variance)), cancelled


def cancelled_note(design: Design, cancelled: NDArray[np.bool_]) -> Message:
    """Which factors have no error within clusters."""
    return message(
        "no error within clusters for {names}: the residuals cancel in each cluster, as where one cluster alone has a"
        " factor",
        names=", ".join(name for name, gone in zip(design.names, cancelled, strict=True) if gone),
    )


def _cr2(design: Design, members: NDArray[np.intp], n_clusters: int) -> tuple[Floats, Floats]:
    """Variances and degrees of freedom, shape (k,) each; weights are those of inverse variances.

    The residuals of a cluster are multiplied by the symmetric root of Pustejovsky & Tipton (2018), section 2.
    """
    k = design.k
    scores, squares = np.empty((k, n_clusters)), np.empty((k, n_clusters))
    spanned = np.empty((k, n_clusters, k + 1))
    for g in range(n_clusters):
        own = np.flatnonzero(members == g)
        Q, phi = design.basis[own], 1 / design.weights[own]
        values, vectors = np.linalg.eigh((np.eye(len(own)) - Q @ Q.T) * np.outer(phi, phi))
        # a direction that the model reproduces has no residuals to scale up: the generalised inverse leaves it out
        nothing = _NOTHING * phi.max() ** 2
        root = np.where(values > nothing, 1 / np.sqrt(np.maximum(values, nothing)), 0.0)
        share = design.rows[:, own] @ (vectors * root) @ vectors.T * phi
        scores[:, g] = share @ design.residuals[own]
        squares[:, g] = (share**2).sum(axis=1)
        spanned[:, g] = share @ Q
    df = np.array([satterthwaite(squares[j], spanned[j]) for j in range(k)])
    return (scores**2).sum(axis=1), df


def _notes(design: Design, n_clusters: int, cancelled: NDArray[np.bool_], df: Floats) -> tuple[Message, ...]:
    found = []
    if n_clusters <= design.k:
        found.append(
            message(
                "{n} clusters and {k} factors: single coefficients can be judged, all factors together cannot",
                n=n_clusters,
                k=design.k,
            )
        )
    if cancelled.any():
        found.append(cancelled_note(design, cancelled))
    few = [name for name, own, gone in zip(design.names, df, cancelled, strict=True) if own < FEW_DF and not gone]
    if few:
        found.append(
            message(
                "fewer than {df} degrees of freedom, so that p may be far off: {names}", df=FEW_DF, names=", ".join(few)
            )
        )
    return tuple(found)
