"""A model whose rows may depend on one another within clusters, such as governments of one province."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.errors.cluster import FEW_DF
from civicreach.analysis.errors.comparison import ErrorComparison, Method, compare_errors
from civicreach.analysis.errors.wild import Multipliers
from civicreach.records.column import Column
from civicreach.records.words import Words, message

from .conclusions import Check

Floats = NDArray[np.float64]

CLUSTERS = message("Governments that depend on one another")

#: With fewer, Rademacher's multipliers give 2^(G-1) distinct t, so that no p is below 0.05 (Webb 2023,
#: doi:10.1111/caje.12661).
FEW_CLUSTERS = 6

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
    between : tuple of str
        Factors that are the same within every cluster, such as the one that the clusters are made of: only differences
        between clusters tell of them.
    """

    cluster: str
    sizes: tuple[int, ...]
    left_out: tuple[str, ...]
    errors: ErrorComparison
    between: tuple[str, ...]

    @property
    def few(self) -> bool:
        """Whether there are fewer clusters than `FEW_CLUSTERS`."""
        return len(self.sizes) < FEW_CLUSTERS

    @property
    def uncertain(self) -> NDArray[np.bool_]:
        """Factors, shape (k,), of which errors by clusters are shown and not counted among the checks.

        All where clusters are few; else those with fewer than 4 degrees of freedom by Satterthwaite, below which p may
        be far off (Tipton 2015, doi:10.1037/met0000011). The wild bootstrap fails for the same factors, those that few
        clusters tell of (MacKinnon & Webb 2017, doi:10.1002/jae.2508).
        """
        own = self.errors.of("CR2")
        return np.asarray(self.few | ~(own.df >= FEW_DF) | np.isnan(own.p))


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
        tuple(name for name, values in zip(names, factors[known].T, strict=True) if _same_within(values, inside)),
    )


def _same_within(values: Floats, groups: Sequence[str]) -> bool:
    """Whether a factor has one value in every cluster.

    >>> _same_within(np.array([1.0, 1.0, 0.0]), ["a", "a", "b"])
    True
    >>> _same_within(np.array([1.0, 0.0, 0.0]), ["a", "a", "b"])
    False
    """
    return len(set(zip(groups, values.tolist(), strict=True))) == len(set(groups))


def cluster_checks(found: ClusteredErrors, label: Words) -> tuple[Check, ...]:
    """The two that hold best where clusters are few: CR2 with its own degrees of freedom, and the wild bootstrap.

    Without figures for factors of which so few clusters, or degrees of freedom, say too little.
    """
    uncertain = found.uncertain
    reason = why_uncounted(found)
    names: dict[str, Words] = {
        "CR2": message("CR2 by {cluster}", cluster=label),
        "wild": message("Wild bootstrap by {cluster}", cluster=label),
    }
    checks = []
    for method, name in names.items():
        own = found.errors.of(method)
        p = np.where(uncertain, np.nan, own.p)
        checks.append(
            Check(f"{method}-clusters", name, own.assumes, CLUSTERS, own.estimate, p, own.n, own.undefined or reason)
        )
    return tuple(checks)


def why_uncounted(found: ClusteredErrors) -> Words:
    """Why errors by clusters are no checks, of all factors or of some; empty where they are, or have no figures."""
    uncertain = found.uncertain
    if not uncertain.any() or len(found.sizes) < 2:
        return ""
    if found.few:
        return message(
            "not counted as a check, because there are {n} clusters and {least} at least are needed",
            n=len(found.sizes),
            least=FEW_CLUSTERS,
        )
    return message(
        "not counted as a check for {names}: fewer than {df} degrees of freedom, or no error within clusters",
        names=", ".join(name for name, out in zip(found.errors.names, uncertain.tolist(), strict=True) if out),
        df=FEW_DF,
    )
