"""What the figures of a study show beyond its tables; computed only where figures are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np

from civicreach.records.column import Column
from civicreach.records.dataset import Dataset
from civicreach.records.formula import Formula
from civicreach.records.study import Study

from .factors.correlations import Correlations, correlate
from .factors.distributions import Distribution, Logged, distribution
from .factors.missingness import MissingPattern, missing_pattern
from .factors.standardised import StandardisedCoefficients, standardise
from .reality.paired import PairedActivity, pair_activity
from .study import Findings


@dataclass(frozen=True, slots=True, eq=False)
class Depiction:
    """The results behind the figures; empty or None where the study does not have what they need.

    Attributes
    ----------
    pairs : tuple of PairedActivity
        Every other measure of activity beside the posts, over the sample.
    missing : MissingPattern or None
        Of the variables of the models, over the sample.
    distributions : mapping of outcome to Distribution
        Over the sample.
    correlations : Correlations or None
        Of all factors, over the complete cases of the sample.
    coefficients : mapping of model to StandardisedCoefficients
        In the order of the study.
    """

    pairs: tuple[PairedActivity, ...]
    missing: MissingPattern | None
    distributions: Mapping[str, Distribution]
    correlations: Correlations | None
    coefficients: Mapping[str, StandardisedCoefficients]


def depict(study: Study, dataset: Dataset, findings: Findings, *, activity: Mapping[str, Column]) -> Depiction:
    """The results behind the figures of a study."""
    sampled = dataset.sampled
    ids = dataset.ids(sampled)
    outcomes = list(dict.fromkeys(model.outcome for model in study.models))
    factors = list(dict.fromkeys(factor for model in study.models for factor in model.factors))
    names = list(dict.fromkeys([*outcomes, *factors]))
    rows = np.flatnonzero(sampled)
    return Depiction(
        pairs=_pairs(study, dataset, activity),
        missing=missing_pattern({name: dataset.variables[name].column.take(rows) for name in names}, ids=ids)
        if names
        else None,
        distributions={
            name: distribution(dataset.matrix([name], sampled)[:, 0], logged=_logged(dataset.variables[name].formula))
            for name in outcomes
        },
        correlations=correlate(dataset.matrix(factors, _cases(study, dataset, names)), names=factors)
        if factors
        else None,
        coefficients={fitted.model.name: standardise(fitted.result) for fitted in findings.models},
    )


def _cases(study: Study, dataset: Dataset, names: list[str]) -> np.ndarray:
    """The cases of the models where these share them, otherwise the sample."""
    return dataset.complete(names) if study.report.complete_cases == "joint" else dataset.sampled


def _pairs(study: Study, dataset: Dataset, activity: Mapping[str, Column]) -> tuple[PairedActivity, ...]:
    """Each measure against the posts; where none counts posts, against the last one named."""
    if len(activity) < 2:
        return ()
    ids = dataset.ids(dataset.sampled)
    values = {name: column.values[dataset.sampled].astype(float) for name, column in activity.items()}
    posts = next((name for name in values if study.activity[name].is_posts), list(values)[-1])
    return tuple(
        pair_activity(values[posts], counts, ids=ids, first=posts, second=name)
        for name, counts in values.items()
        if name != posts
    )


def _logged(formula: str) -> Logged:
    """Which logarithm a variable is, where its whole formula is one."""
    outermost = Formula.parse(formula).outermost
    return next((name for name in get_args(Logged) if name and name == outermost), "")
