"""Least squares over a table that stays where it is: only sums come back, however many rows there are.

Three short looks and two passes: a centre from some rows, the smallest and largest values, what was left out; then the
moments, and the residuals with their errors. What follows from the moments is what follows from those of 90 rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.relations import at_rest
from civicreach.analysis.tails import two_sided_t
from civicreach.engine import RunsSQL
from civicreach.engine.cluster_blocks import ClusterBlocks, cluster_blocks, count_clusters, most_clusters
from civicreach.engine.sums import (
    ClusterSums,
    Counts,
    Products,
    ResidualSums,
    cluster_sums,
    complete_rows,
    count_rows,
    first_look,
    levels,
)
from civicreach.engine.sums_in_pieces import products, residual_sums
from civicreach.records.errors import NotComputableError

from .cr2_at_rest import cr2_of_blocks
from .doubled import two_sum
from .leverage import FULL_LEVERAGE
from .moments import Moments
from .ols import Constant, OLSResult, fit_moments

Floats = NDArray[np.float64]

RobustErrors = Literal["HC0", "HC1", "HC2", "HC3", "CR0", "CR1", "CR2"]

#: Powers of 1 / (1 - leverage) that residuals are multiplied by.
POWERS = {"HC0": 0.0, "HC1": 0.0, "HC2": 0.5, "HC3": 1.0}

_Sums = ResidualSums | ClusterSums | ClusterBlocks

_CLUSTERED = ("CR0", "CR1", "CR2")

#: Share of the length of a coefficient's scores below which their sums within clusters are rounding.
_NOTHING = 1e-10

#: Standard deviations that a centre may lie from the mean before the pass is made again about the mean.
FAR = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class AtRestFit:
    """A model fitted where its rows are.

    Attributes
    ----------
    ols : OLSResult
        With classical errors; without fitted values and residuals.
    errors : str
        Which robust errors the others are.
    df : np.ndarray
        Shape (k,), of t: `ols.df_residual`, or one less than there are clusters; with CR2 Satterthwaite's, of each.
    std_error, t, p : np.ndarray
        Shape (k,): robust errors of the coefficients, t and its two-sided p. NaN where the residuals cancel in each
        cluster, as where factors tell clusters apart.
    constant : Constant
        The constant with its robust error.
    counts : Counts
        Rows read, complete, and what the others lack.
    largest_leverage : float or None
        Of all rows; None where errors are clustered.
    n_clusters : int or None
        Clusters, where errors are clustered.
    """

    ols: OLSResult
    errors: str
    df: Floats
    std_error: Floats
    t: Floats
    p: Floats
    constant: Constant
    counts: Counts
    largest_leverage: float | None
    n_clusters: int | None


def moments_at_rest(engine: RunsSQL, relation: str, *, names: Sequence[str]) -> tuple[Moments, Counts]:
    """Moments of the columns of a relation, and what was left out because it is not complete.

    Parameters
    ----------
    engine : RunsSQL
        Where the relation is.
    relation : str
        SQL of it: the name of a table, or a query in brackets.
    names : sequence of str
        Its p columns, of any kind of number or of truth values.

    Raises
    ------
    NotComputableError
        No row is complete.
    GivenError
        Columns that are not there or hold no numbers, a relation that the engine cannot read; every function at rest
        raises it.
    ServerError
        A server went away.

    Examples
    --------
    >>> rows = "(VALUES (1, 2.0), (3, 6.0), (5, 1.0), (7, NULL)) AS t(a, b)"
    >>> from civicreach.engine import Engine
    >>> with Engine() as engine:
    ...     m, counts = moments_at_rest(engine, rows, names=["a", "b"])
    >>> m.mean.tolist(), m.sd.tolist()[0], counts.n_complete, counts.without
    ([3.0, 3.0], 2.0, 3, (('b', 1),))
    """
    with at_rest(engine, relation, names):
        return _moments_at_rest(engine, relation, names)


def _moments_at_rest(engine: RunsSQL, relation: str, names: Sequence[str]) -> tuple[Moments, Counts]:
    centre = first_look(engine, relation, names)
    found = products(engine, relation, names, centre)
    counts = count_rows(engine, relation, names, n_complete=found.n)
    if not found.n:
        lacking = ", ".join(f"{name} ({n})" for name, n in counts.without) or "no rows at all"
        raise NotComputableError("no row is complete", found=f"{counts.n_read} rows; without a number: {lacking}")
    if found.n > 1 and (np.abs(found.sums / found.n) > FAR * _sd(found)).any():
        centre = centre + found.sums / found.n
        found = products(engine, relation, names, centre)
    # without a condition an engine looks these up in the footer of a file
    of_all = counts.n_read == counts.n_complete
    minimum, maximum = levels(engine, relation if of_all else complete_rows(relation, names), names)
    return _moments(found, centre, minimum, maximum, names), counts


def fit_at_rest(
    engine: RunsSQL,
    relation: str,
    *,
    outcome: str,
    factors: Sequence[str],
    errors: RobustErrors = "HC3",
    cluster: str | None = None,
) -> AtRestFit:
    """A linear model with a constant, fitted where the rows are in two passes, with classical and robust errors.

    Parameters
    ----------
    engine, relation
        As `moments_at_rest`.
    outcome, factors : str, sequence of str
        Columns.
    errors : str
        Robust errors, as `analysis.errors.robust` and, for CR0 to CR2, `analysis.errors.cluster` define them.
    cluster : str, optional
        Column of the cluster of each row, of any type; with CR0, CR1 and CR2 and only with them.

    Raises
    ------
    NotComputableError
        As `fit_moments`; where a row has a leverage of 1 and HC2 or HC3 would divide by nothing; where rows are in no
        cluster or all in one; where CR2 has more clusters than `most_clusters` of so many factors.

    Notes
    -----
    Sums are formed by the engine in an order of its own: the last three of sixteen digits may differ from run to run.
    For classical errors alone, `fit_moments` of `moments_at_rest` takes one pass; the second here also refines the
    coefficients on their residuals.

    Examples
    --------
    >>> rows = "(VALUES (5, 30), (7, 41), (6, 35), (12, 44)) AS t(likes, age)"
    >>> from civicreach.engine import Engine
    >>> with Engine() as engine:
    ...     fit = fit_at_rest(engine, rows, outcome="likes", factors=["age"])
    >>> fit.ols.estimate.round(4).tolist(), fit.ols.std_error.round(4).tolist(), fit.std_error.round(4).tolist()
    ([0.4274], [0.1806], [0.3122])
    """
    if errors not in get_args(RobustErrors) or (cluster is None) == (errors in _CLUSTERED):
        given = f"{errors}, {'no column of clusters' if cluster is None else f'clusters in {cluster}'}"
        raise NotComputableError(
            "these errors cannot be formed over rows at rest",
            found=given,
            right="HC0 to HC3 without clusters, CR0 to CR2 with a column of clusters",
        )
    with at_rest(engine, relation, [outcome, *factors], others=[] if cluster is None else [cluster]):
        return _fit_at_rest(engine, relation, outcome, factors, errors, cluster)


def _fit_at_rest(
    engine: RunsSQL, relation: str, outcome: str, factors: Sequence[str], errors: RobustErrors, cluster: str | None
) -> AtRestFit:
    names = [outcome, *factors]
    if cluster is not None and errors == "CR2":
        most = most_clusters(len(factors))
        if count_clusters(engine, relation, names, cluster=cluster, most=most) > most:
            wrong = f"CR2 takes sums of each cluster, and {cluster} has more than {most:,}"
            right = "CR1, which hardly differs with so many clusters; or fewer factors"
            raise NotComputableError(wrong, found=f"{len(factors)} factors", right=right)
    m, counts = moments_at_rest(engine, relation, names=names)
    found: list[_Sums] = []
    uncorrelating = np.empty((0, 0))

    def residual_pass(beta: Floats) -> tuple[Floats, float]:
        nonlocal uncorrelating
        root = np.linalg.cholesky(m.correlation[1:, 1:])
        uncorrelating = np.linalg.inv(root) / m.sd[1:]
        centre, slopes = m.mean + m.mean_rest, beta * (m.sd[0] / m.sd[1:])
        sums: _Sums
        if cluster is None:
            sums = residual_sums(
                engine, relation, names, centre=centre, slopes=slopes, uncorrelating=uncorrelating, n=m.n,
                power=POWERS[errors], full_leverage=FULL_LEVERAGE,
            )  # fmt: skip
        else:
            form = cluster_blocks if errors == "CR2" else cluster_sums
            sums = form(
                engine, relation, names, cluster=cluster, centre=centre, slopes=slopes, uncorrelating=uncorrelating
            )
        found.append(sums)
        scores = sums.scores.sum(axis=0) if isinstance(sums, ClusterBlocks) else sums.scores
        return root @ scores / m.sd[0], sums.squares / float(m.sd[0]) ** 2

    ols = fit_moments(m, outcome=outcome, factors=factors, residual_pass=residual_pass)
    sums = found[-1]
    n_clusters = largest = None
    shares = _shares(uncorrelating, m)
    df = np.full(len(shares), float(ols.df_residual))
    if isinstance(sums, ResidualSums):
        largest = sums.largest_leverage
        if POWERS[errors] and not largest < FULL_LEVERAGE:
            raise NotComputableError(
                f"a row has a leverage of 1, and {errors} would divide by nothing", right="HC0 or HC1"
            )
        middle = np.block([[np.array([[sums.weights]]), sums.weighted[None]], [sums.weighted[:, None], sums.spread]])
        variance = _variances(shares, middle) * (m.n / ols.df_residual if errors == "HC1" else 1.0)
    else:
        n_clusters = _clusters(sums, cluster)
        if isinstance(sums, ClusterBlocks):
            variance, df = cr2_of_blocks(sums, shares, n=m.n)
        else:
            df = np.full(len(shares), n_clusters - 1.0)
            scale = n_clusters / (n_clusters - 1) * (m.n - 1) / ols.df_residual if errors == "CR1" else 1.0
            variance = _variances(shares, sums.between) * scale
    std_error = np.sqrt(np.maximum(variance, 0.0))
    # scores that cancel in each cluster leave rounding, which is no error
    nothing = _NOTHING * np.array([*ols.std_error, ols.constant.std_error]) * np.sqrt(ols.df_residual)
    std_error = np.where(std_error <= nothing, np.nan, std_error)
    t = np.array([*ols.estimate, ols.constant.estimate]) / std_error
    p = [two_sided_t(value, own) for value, own in zip(t.tolist(), df.tolist(), strict=True)]
    return AtRestFit(
        ols=ols,
        errors=errors,
        df=df[:-1],
        std_error=std_error[:-1],
        t=t[:-1],
        p=np.array(p[:-1]),
        constant=Constant(ols.constant.estimate, float(std_error[-1]), float(t[-1]), float(p[-1])),
        counts=counts,
        largest_leverage=largest,
        n_clusters=n_clusters,
    )


def _clusters(sums: ClusterSums | ClusterBlocks, cluster: str | None) -> int:
    """How many there are, or the reason why they are no clusters."""
    if sums.n_without:
        raise NotComputableError(
            "rows without a cluster",
            found=f"{sums.n_without} complete rows without {cluster}",
            right="a cluster for every row; one of its own where it is alone",
        )
    if sums.n_clusters < 2:
        raise NotComputableError("all rows are in one cluster, and at least two are needed", found=str(cluster))
    return sums.n_clusters


def _shares(uncorrelating: Floats, m: Moments) -> Floats:
    """What the coefficients take of a row's constant and uncorrelated factors, shape (k + 1, k + 1); constant last."""
    k = len(uncorrelating)
    shares = np.zeros((k + 1, k + 1))
    shares[:k, 1:] = uncorrelating.T / (m.n - 1)
    shares[k, 0], shares[k, 1:] = 1 / m.n, -(m.mean + m.mean_rest)[1:] @ shares[:k, 1:]
    return shares


def _variances(shares: Floats, middle: Floats) -> Floats:
    """Of the coefficients, from the products of scores, shape (k + 1, k + 1), of a pass."""
    return np.asarray(np.einsum("ij,jk,ik->i", shares, middle, shares))


def _sd(found: Products) -> Floats:
    off = found.sums / found.n
    return np.sqrt(np.maximum(np.diag(found.products) / found.n - off**2, 0.0))


def _moments(found: Products, centre: Floats, minimum: Floats, maximum: Floats, names: Sequence[str]) -> Moments:
    n, p = found.n, len(names)
    off = found.sums / n
    mean, rest = two_sum(centre, off)
    if n == 1:
        return Moments(tuple(names), 1, mean, rest, np.full(p, np.nan), minimum, maximum, np.zeros((p, p)))
    centred = found.products - n * np.outer(off, off)
    sd = np.sqrt(np.maximum(np.diag(centred), 0.0) / (n - 1))
    sd = np.where(minimum == maximum, 0.0, sd)
    divisor = np.where(sd > 0, sd, 1.0)
    cross = np.where(np.outer(sd, sd) > 0, centred / np.outer(divisor, divisor), 0.0)
    np.fill_diagonal(cross, np.where(sd > 0, float(n - 1), 0.0))
    return Moments(tuple(names), n, mean, rest, sd, minimum, maximum, cross)
