"""What a study asks for beside the usual checks of a model: clusters, counts per inhabitant, weights, groups, power."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.errors.design import Design, prepare
from civicreach.analysis.errors.detectable import DetectableCurve, detectable_curve
from civicreach.analysis.errors.result import Errors
from civicreach.analysis.errors.robust import robust
from civicreach.analysis.factors.moments import moments
from civicreach.analysis.importance.dominance import Dominance, dominance
from civicreach.analysis.importance.intervals import ImportanceIntervals, importance_intervals
from civicreach.analysis.study import FittedModel
from civicreach.records.dataset import Dataset
from civicreach.records.study import FirmnessOptions
from civicreach.records.words import Words, message

from .attempts import Refusals, attempt
from .clusters import ClusteredErrors, cluster_checks, examine_clusters
from .conclusions import Check
from .counts import CountModels, examine_counts, exposure_checks
from .unanswered import OutcomeBounds, WeightedCases, bound_model, weigh_cases, weights_check

Floats = NDArray[np.float64]

INCOMPLETE = message("Missing answers")
WEIGHTS = message("Weights")

#: Numbers of governments for which power is told, as parts of those there are.
_SIZES = np.arange(0.5, 4.01, 0.125)


@dataclass(frozen=True, slots=True, eq=False)
class Weighted:
    """HC3 errors of a model by weighted least squares, the variable of the weights, and rows whose weight is 0."""

    weight: str
    errors: Errors
    n_weightless: int


@dataclass(frozen=True, slots=True, eq=False)
class Further:
    """Further analyses of one model; None or empty where the study does not ask for them or the data do not carry them.

    Attributes
    ----------
    clusters : ClusteredErrors or None
        Errors by clusters.
    counts : tuple of CountModels
        The outcome as a count, and relative to an exposure.
    weighted : Weighted or None
        Under the weights of the study.
    response : WeightedCases or None
        Complete cases weighted for who is complete.
    bounds : OutcomeBounds or None
        Over the outcomes that are missing.
    dominance : Dominance or None
        Which factor adds more than which.
    grouped : ImportanceIntervals or None
        Owen values of the groups of factors.
    curve : DetectableCurve or None
        The smallest effects over the number of governments.
    checks : tuple of Check
        Those that follow.
    refused : tuple of (Words, Words)
        What could not be computed, and why.
    """

    clusters: ClusteredErrors | None
    counts: tuple[CountModels, ...]
    weighted: Weighted | None
    response: WeightedCases | None
    bounds: OutcomeBounds | None
    dominance: Dominance | None
    grouped: ImportanceIntervals | None
    curve: DetectableCurve | None
    checks: tuple[Check, ...]
    refused: tuple[tuple[Words, Words], ...]


def examine_further(
    dataset: Dataset, fitted: FittedModel, options: FirmnessOptions, *, alpha: float, seed: int
) -> Further:
    """Everything that the study asks for beside the usual checks.

    Parameters
    ----------
    dataset, fitted : Dataset, FittedModel
        The variables, and the model with its rows.
    options : FirmnessOptions
        [firmness] of the study.
    alpha, seed : float, int
        Level of the tests whose power is told, and the seed of everything random.
    """
    model, rows = fitted.model, fitted.rows
    table = dataset.matrix([model.outcome, *model.factors], rows)
    y, X, ids = table[:, 0], table[:, 1:], dataset.ids(rows)
    data: dict[str, Any] = {"names": model.factors, "outcome_name": model.outcome}
    refused: Refusals = []
    checks: list[Check] = []

    def of(name: str) -> Words:
        return dataset.variables[name].label

    clusters = None
    if model.cluster:
        groups = dataset.variables[model.cluster].column.take(np.flatnonzero(rows))
        clusters = attempt(
            refused,
            message("Errors by {cluster}", cluster=of(model.cluster)),
            partial(
                examine_clusters, y, X, **data, ids=ids, cluster=model.cluster, groups=groups, seed=seed,
                draws=options.draws, multipliers=options.multipliers,
            ),
        )  # fmt: skip
        checks += cluster_checks(clusters, of(model.cluster)) if clusters else ()
    counts = []
    if is_count(y):
        as_count = attempt(refused, message("Count families"), partial(examine_counts, y, X, **data, ids=ids))
        counts += [as_count] if as_count else []
    if model.exposure:
        size = dataset.matrix([model.exposure], rows)[:, 0]
        relative = attempt(
            refused,
            message("Counts per {exposure}", exposure=of(model.exposure)),
            partial(examine_counts, y, X, **data, ids=ids, exposure=model.exposure, size=size),
        )
        if relative:
            counts.append(relative)
            checks += exposure_checks(relative, of(model.exposure))
    weighted = None
    if model.weight:
        label = message("Weighted by {weight}", weight=of(model.weight))
        weights = dataset.matrix([model.weight], rows)[:, 0]
        weighted = attempt(refused, label, lambda: _weighted(model.weight, prepare(y, X, **data, weights=weights)))
        if weighted:
            own = weighted.errors
            checks.append(Check("weighted", label, _WEIGHTED, WEIGHTS, own.estimate, own.p, own.n, own.undefined or ""))
    response = None
    if options.response:
        label = message("Weights for who is complete")
        response = attempt(refused, label, lambda: weigh_cases(dataset, fitted, options.response))
        checks += [weights_check(response, INCOMPLETE)] if response else []
    bounds = None
    if (within := model.outcome_range) is not None:
        bounds = attempt(refused, message("Bounds of the coefficients"), lambda: bound_model(dataset, fitted, within))
    groups_here = {
        group: here for group, some in options.groups.items() if (here := [one for one in some if one in model.factors])
    }
    grouped = dominated = None
    if len(model.factors) > 1:
        dominated = attempt(
            refused,
            message("Dominance"),
            lambda: dominance(
                moments(table, names=[model.outcome, *model.factors]), outcome=model.outcome, factors=model.factors
            ),
        )
        if groups_here:
            grouped = attempt(
                refused,
                message("Groups of factors"),
                lambda: importance_intervals(y, X, **data, groups=groups_here, seed=seed),
            )
    curve = attempt(
        refused,
        message("Power"),
        lambda: detectable_curve(
            prepare(y, X, **data), sizes_around(len(y), len(model.factors)), alpha=alpha, wanted=options.power
        ),
    )
    return Further(
        clusters, tuple(counts), weighted, response, bounds, dominated, grouped, curve, tuple(checks), tuple(refused)
    )


def is_count(outcome: Floats) -> bool:
    """Whether an outcome is a number of things: whole, none below 0, and more than yes and no.

    >>> is_count(np.array([0.0, 3.0])), is_count(np.array([0.5, 3.0])), is_count(np.array([0.0, 1.0]))
    (True, False, False)
    """
    whole = bool(np.isfinite(outcome).all() and (outcome >= 0).all() and (outcome == np.floor(outcome)).all())
    return whole and not set(np.unique(outcome)) <= {0.0, 1.0}


def sizes_around(n: int, k: int) -> tuple[int, ...]:
    """Numbers of governments from half of n to four times as many, those that carry k factors.

    >>> sizes_around(8, 4)
    (6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32)
    """
    return tuple(dict.fromkeys(size for part in _SIZES.tolist() if (size := round(part * n)) >= k + 2))


def _weighted(weight: str, design: Design) -> Weighted:
    return Weighted(weight, robust(design), design.n_weightless)


_WEIGHTED = message("least squares with the weights that the study names; HC3 errors")
