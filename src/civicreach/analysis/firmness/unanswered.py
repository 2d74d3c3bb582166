"""What missing answers could do to the conclusions: complete cases weighted, and bounds that assume next to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.incomplete.bounds import (
    Bounds,
    CoefficientBounds,
    OrderBounds,
    bound_coefficients,
    bound_means,
    bound_order,
)
from civicreach.analysis.incomplete.weights import ResponseWeights, WeightedModel, fit_weighted, response_weights
from civicreach.analysis.study import FittedModel, Said
from civicreach.records.dataset import Dataset
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Words, message

from .conclusions import Check

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class WeightedCases:
    """Complete cases of a model, weighted by how unlikely it was that a government like them is complete."""

    response: ResponseWeights
    model: WeightedModel


def weigh_cases(dataset: Dataset, fitted: FittedModel, response: Sequence[str]) -> WeightedCases:
    """The model with inverse probabilities of being complete as weights.

    Parameters
    ----------
    dataset, fitted : Dataset, FittedModel
        The sample, and the model with its complete rows.
    response : sequence of str
        Variables known of every government in the sample.

    Raises
    ------
    NotComputableError
        As `incomplete.weights.response_weights` and `fit_weighted`.
    """
    rows, model = dataset.sampled, fitted.model
    complete = fitted.rows[rows]
    found = response_weights(complete, dataset.matrix(response, rows), names=response, ids=dataset.ids(rows))
    table = dataset.matrix([model.outcome, *model.factors], rows)
    return WeightedCases(found, fit_weighted(table[:, 0], table[:, 1:], weights=found.weights, names=model.factors))


def weights_check(found: WeightedCases, group: Words) -> Check:
    """The coefficients under the weights, with HC3 errors."""
    model = found.model
    about = message("{errors} errors. {assumes}", errors=model.errors, assumes=found.response.assumes)
    label = message("Weighted for response, {errors}", errors=model.errors)
    return Check("weighted-response", label, about, group, model.estimate[1:], model.p[1:], model.n)


@dataclass(frozen=True, slots=True, eq=False)
class OutcomeBounds:
    """A model at worst and at best over the outcomes that are missing.

    Attributes
    ----------
    bounds : CoefficientBounds
        Over the governments of the sample whose factors are all known.
    low, high : float
        The range of an outcome, as the study says.
    left_out : tuple of str
        Governments of the sample with a missing factor, of which nothing is bounded.
    """

    bounds: CoefficientBounds
    low: float
    high: float
    left_out: tuple[str, ...]


def bound_model(dataset: Dataset, fitted: FittedModel, outcome_range: tuple[float, float]) -> OutcomeBounds:
    """Bounds of a model's coefficients, whatever the missing outcomes are.

    Raises
    ------
    NotComputableError
        No outcome is missing among governments whose factors are known; as `incomplete.bounds.bound_coefficients`.
    """
    model, rows = fitted.model, dataset.sampled
    table = dataset.matrix([model.outcome, *model.factors], rows)
    known = np.asarray(~np.isnan(table[:, 1:]).any(axis=1))
    if not np.isnan(table[known, 0]).any():
        raise NotComputableError(
            f"there is nothing to bound: {model.outcome} is missing for no government whose factors are known",
            found=f"{int(known.sum())} governments with {model.outcome} and all factors",
        )
    low, high = outcome_range
    found = bound_coefficients(table[known, 0], table[known, 1:], names=model.factors, low=low, high=high)
    left_out = tuple(id for id, there in zip(dataset.ids(rows), known.tolist(), strict=True) if not there)
    return OutcomeBounds(found, low, high, left_out)


@dataclass(frozen=True, slots=True, eq=False)
class AnswerBounds:
    """Shares of the stated purposes, whatever those who did not answer would have said."""

    shares: Bounds
    order: OrderBounds


def bound_answers(said: Said) -> AnswerBounds | None:
    """Bounds over all governments that were asked; None where nobody was, or everybody answered."""
    chosen = said.chosen[said.asked]
    if not said.items or not np.isnan(chosen).any():
        return None
    return AnswerBounds(bound_means(chosen, names=said.items), bound_order(chosen, names=said.items))
