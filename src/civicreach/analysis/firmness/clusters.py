"""A model whose rows may depend on one another within clusters, such as governments of one province."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.errors.comparison import ErrorComparison, Method, compare_errors
from civicreach.analysis.errors.wild import Multipliers
from civicreach.records.column import Column
from civicreach.records.words import Words, message

from .conclusions import Check

Floats = NDArray[np.float64]

CLUSTERS = message("Governments that depend on one another")

#: Shown beside one another; whole clusters are left out, drawn or multiplied.
METHODS: tuple[Method, ...] = ("CR0", "CR1", "CR2", "jackknife", "pairs percentile", "wild")


@dataclass(frozen=True, slots=True, eq=False)
class ClusteredErrors:
    """Errors of one model by clusters.

    Attributes
    ----------
    cluster : str
        The variable that tells the clusters.
    sizes : tuple of int
        Governments of each cluster, largest first.
    left_out : tuple of str
        Governments without a cluster.
    errors : ErrorComparison
        By `METHODS`; where there is one cluster, without figures and with the reason.
    """

    cluster: str
    sizes: tuple[int, ...]
    left_out: tuple[str, ...]
    errors: ErrorComparison


def examine_clusters(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    outcome_name: str,
    ids: Sequence[str],
    cluster: str,
    groups: Column,
    seed: int,
    draws: int = 9_999,
    multipliers: Multipliers = "rademacher",
) -> ClusteredErrors:
    """Judge a model by errors that allow governments of a cluster to depend on one another in any way.

    Parameters
    ----------
    outcome, factors, names, outcome_name
        As `errors.comparison.compare_errors`.
    ids : sequence of str
        The n governments.
    cluster, groups : str, Column
        The variable that tells the clusters, text or numbers. A government without a value is left out and named.
    seed, draws, multipliers
        Of the random methods.

    Raises
    ------
    NotComputableError
        Where the model cannot be fitted to the governments that have a cluster.
    """
    known = groups.present
    inside = [str(value) for value in groups.values[known].tolist()]
    errors = compare_errors(
        outcome[known],
        factors[known],
        names=names,
        outcome_name=outcome_name,
        seed=seed,
        methods=METHODS,
        groups=inside,
        draws=draws,
        multipliers=multipliers,
    )
    sizes = np.unique(np.array(inside), return_counts=True)[1]
    return ClusteredErrors(
        cluster,
        tuple(sorted(sizes.tolist(), reverse=True)),
        tuple(id for id, there in zip(ids, known.tolist(), strict=True) if not there),
        errors,
    )


def cluster_checks(found: ClusteredErrors, label: Words) -> tuple[Check, ...]:
    """The two that hold best where clusters are few: CR2 with its own degrees of freedom, and the wild bootstrap."""
    names: dict[str, Words] = {
        "CR2": message("CR2 by {cluster}", cluster=label),
        "wild": message("Wild bootstrap by {cluster}", cluster=label),
    }
    checks = []
    for method, name in names.items():
        own = found.errors.of(method)
        checks.append(
            Check(f"{method}-clusters", name, own.assumes, CLUSTERS, own.estimate, own.p, own.n, own.undefined or "")
        )
    return tuple(checks)
