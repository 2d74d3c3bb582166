"""Sums of each cluster of a table that stays where it is: what CR2 asks for, however many rows a cluster has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .asked import RunsSQL
from .duckdb import named
from .sums import centred_rows, combined, complete_rows, in_no_cluster, listed

Floats = NDArray[np.float64]

#: Clusters whose blocks come back at most. With more of them CR1 differs in no digit that anybody prints.
MOST_CLUSTERS = 20_000

#: Numbers in the blocks of all clusters at most: with all that is formed of them they take less than 500 MB.
MOST_PRODUCTS = 6_000_000


@dataclass(frozen=True, slots=True, eq=False)
class ClusterBlocks:
    """Sums within each of G clusters of one pass with residuals e; z are the k factors made uncorrelated.

    Attributes
    ----------
    n_without : int
        Rows that are in no cluster (missing or not a number): these were counted as one.
    squares : float
        Sum of e² over all rows.
    sizes : np.ndarray
        Shape (G,): rows.
    residuals, scores : np.ndarray
        Shapes (G,) and (G, k): sums of e and of z e.
    sums, products : np.ndarray
        Shapes (G, k) and (G, k, k): sums of z and of z z'.
    """

    n_without: int
    squares: float
    sizes: Floats
    residuals: Floats
    scores: Floats
    sums: Floats
    products: Floats

    @property
    def n_clusters(self) -> int:
        """G."""
        return len(self.sizes)


def most_clusters(k: int) -> int:
    """Clusters whose blocks come back at most, with k factors: fewer where each block is large.

    >>> most_clusters(12), most_clusters(25)
    (20000, 8875)
    """
    return min(MOST_CLUSTERS, MOST_PRODUCTS // (k + 1) ** 2)


def count_clusters(engine: RunsSQL, relation: str, columns: Sequence[str], *, cluster: str, most: int) -> int:
    """How many clusters the complete rows are in; one more than `most` stands for all that are more."""
    rows = f"SELECT {named(cluster)} AS member FROM {complete_rows(relation, columns)}"
    ((n,),) = engine.execute(
        f"SELECT count(*) AS n FROM (SELECT member FROM ({rows}) GROUP BY member LIMIT {most + 1:d})"
    )
    return int(n)


def cluster_blocks(
    engine: RunsSQL,
    relation: str,
    columns: Sequence[str],
    *,
    cluster: str,
    centre: Floats,
    slopes: Floats,
    uncorrelating: Floats,
) -> ClusterBlocks:
    """One pass over complete rows with the residuals of a fitted model; k(k + 1)/2 + 2k + 4 sums of each cluster.

    Parameters are those of `sums.cluster_sums`. All clusters come back: `count_clusters` tells first whether these are
    more than `most_clusters`.
    """
    k = len(columns) - 1
    z = ", ".join(f"({combined(uncorrelating[i, : i + 1])}) AS z{i}" for i in range(k))
    rows = centred_rows(relation, columns, centre, also=f"{named(cluster)} AS member")
    rows = f"(SELECT member, q0 - ({combined(slopes)}) AS e, {z} FROM {rows})"
    pairs = [(i, j) for i in range(k) for j in range(i, k)]
    asked = [f"max(CASE WHEN {in_no_cluster('member')} THEN 1 ELSE 0 END)", "count(*)", "sum(e * e)", "sum(e)"]
    asked += [f"sum(z{i} * e)" for i in range(k)] + [f"sum(z{i})" for i in range(k)]
    asked += [f"sum(z{i} * z{j})" for i, j in pairs]
    figures = np.array(engine.execute(f"SELECT {listed(asked)} FROM {rows} GROUP BY member"), dtype=np.float64)
    products = np.empty((len(figures), k, k))
    for place, (i, j) in enumerate(pairs, 4 + 2 * k):
        products[:, i, j] = products[:, j, i] = figures[:, place]
    return ClusterBlocks(
        n_without=int(figures[:, 1] @ figures[:, 0]),
        squares=float(figures[:, 2].sum()),
        sizes=figures[:, 1],
        residuals=figures[:, 3],
        scores=figures[:, 4 : 4 + k],
        sums=figures[:, 4 + k : 4 + 2 * k],
        products=products,
    )
