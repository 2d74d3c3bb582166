"""All the findings of one study, computed from its dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.caseflow import CaseFlow, Departure, Step
from civicreach.records.column import Column
from civicreach.records.dataset import Dataset
from civicreach.records.errors import NotComputableError
from civicreach.records.missing import Missing
from civicreach.records.study import Model, Study
from civicreach.records.words import Words, joined, message

from .factors.descriptives import Descriptives, describe
from .factors.ols import OLSResult, fit_ols
from .reality.activity_range import ActivityRange, activity_range
from .reality.confidence import ConfidenceTable, labels_of, tabulate_confidence
from .reality.gap import SayDoGap, say_do_gap
from .reality.purposes import PurposeTable, StrategyTable, tabulate_purposes, tabulate_strategies
from .reality.saydo import GroupComparison, compare_activity, compare_chosen

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What the officials of each government said; one entry a government of the dataset.

    Attributes
    ----------
    asked : np.ndarray
        Shape (n,), bool: has a row in the survey.
    items : tuple of str
        The k purposes; empty where the study asks for none.
    chosen : np.ndarray
        Shape (n, k): 1, 0 or NaN.
    confidence : Column or None
        Labels of the answers.
    """

    asked: Rows
    items: tuple[str, ...]
    chosen: Floats
    confidence: Column | None


@dataclass(frozen=True, slots=True, eq=False)
class FittedModel:
    """A model of the study with its result and its cases."""

    model: Model
    result: OLSResult
    rows: Rows
    flow: CaseFlow


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """Everything that a study finds; None or empty where the study does not ask for it.

    Attributes
    ----------
    purposes, strategies, confidence
        What officials say, over those asked.
    ranges : mapping of activity to ActivityRange
        Over the governments in the sample.
    by_confidence, by_strategy, by_purpose : mapping
        Activity by what was said, over all asked: activity to comparison, and to comparison by name.
    gaps : mapping of activity to SayDoGap
        Who says much and does little, and the other way round.
    descriptives : Descriptives or None
        Over the complete cases of all models.
    models : tuple of FittedModel
        In the order of the study.
    flow : CaseFlow
        Sample rules, and completeness where all models share their cases.
    """

    purposes: PurposeTable | None
    strategies: StrategyTable | None
    confidence: ConfidenceTable | None
    ranges: Mapping[str, ActivityRange]
    by_confidence: Mapping[str, GroupComparison]
    by_strategy: Mapping[str, Mapping[str, GroupComparison]]
    by_purpose: Mapping[str, Mapping[str, GroupComparison]]
    gaps: Mapping[str, SayDoGap]
    descriptives: Descriptives | None
    models: tuple[FittedModel, ...]
    flow: CaseFlow


def analyse(study: Study, dataset: Dataset, *, said: Said, activity: Mapping[str, Column]) -> Findings:
    """Everything that a study finds.

    Parameters
    ----------
    study : Study
        What is asked.
    dataset : Dataset
        Variables and sample.
    said : Said
        What officials said.
    activity : mapping of name to Column
        Each activity source over the governments.

    Raises
    ------
    NotComputableError
        All models that the data do not carry, at once.
    """
    reality = _say(study, said)
    by_confidence, by_strategy, by_purpose, gaps = _say_and_do(
        study, said, activity, reality[1], dataset.governments.ids
    )
    ids = dataset.ids(dataset.sampled)
    ranges = {
        name: activity_range(column.values[dataset.sampled].astype(float), ids=ids) for name, column in activity.items()
    }
    flow, descriptives, models = _explain(study, dataset)
    return Findings(*reality, ranges, by_confidence, by_strategy, by_purpose, gaps, descriptives, models, flow)


def _say(study: Study, said: Said) -> tuple[PurposeTable | None, StrategyTable | None, ConfidenceTable | None]:
    survey = study.survey
    purposes = strategies = confidence = None
    if survey and survey.purposes and said.items:
        chosen, items = said.chosen[said.asked], list(said.items)
        purposes = tabulate_purposes(chosen, items=items)
        if survey.purposes.strategy:
            strategies = tabulate_strategies(
                chosen, items=items, strategy=survey.purposes.strategy, expected=survey.purposes.expected
            )
    if survey and survey.confidence and said.confidence is not None:
        answers = said.confidence.take(np.flatnonzero(said.asked))
        confidence = tabulate_confidence(answers, order=survey.confidence.order, positive=survey.confidence.positive)
    return purposes, strategies, confidence


def _say_and_do(
    study: Study, said: Said, activity: Mapping[str, Column], strategies: StrategyTable | None, ids: tuple[str, ...]
) -> tuple[
    dict[str, GroupComparison],
    dict[str, dict[str, GroupComparison]],
    dict[str, dict[str, GroupComparison]],
    dict[str, SayDoGap],
]:
    """Activity by what was said, over all who were asked."""
    by_confidence, gaps = {}, {}
    by_strategy: dict[str, dict[str, GroupComparison]] = {}
    by_purpose: dict[str, dict[str, GroupComparison]] = {}
    asked = said.asked
    confidence = study.survey.confidence if study.survey else None
    for name, column in activity.items():
        counts = column.values[asked].astype(float)
        if confidence and said.confidence is not None:
            answers = labels_of(said.confidence.take(np.flatnonzero(asked)))
            by_confidence[name] = compare_activity(
                counts, answers, order=confidence.order or confidence.positive, ordered=bool(confidence.order)
            )
            asked_ids = [id for id, there in zip(ids, asked, strict=True) if there]
            gaps[name] = say_do_gap(counts, answers, ids=asked_ids, positive=confidence.positive)
        if strategies is not None:
            by_strategy[name] = {
                strategy: compare_chosen(counts, strategies.follows[:, j])
                for j, strategy in enumerate(strategies.strategies)
            }
        by_purpose[name] = {item: compare_chosen(counts, said.chosen[asked, j]) for j, item in enumerate(said.items)}
    return by_confidence, by_strategy, by_purpose, gaps


def _explain(study: Study, dataset: Dataset) -> tuple[CaseFlow, Descriptives | None, tuple[FittedModel, ...]]:
    if not study.models:
        return dataset.flow, None, ()
    names = list(dict.fromkeys([m.outcome for m in study.models] + [f for m in study.models for f in m.factors]))
    joint = study.report.complete_cases == "joint"
    everywhere = dataset.complete(names)
    if joint and not everywhere.any():
        raise _nobody_complete(dataset, names)
    flow = complete_step(dataset, names) if joint else dataset.flow
    models, refused = [], []
    for model in study.models:
        own = [model.outcome, *model.factors]
        rows = everywhere if joint else dataset.complete(own)
        try:
            matrix = dataset.matrix(own, rows)
            result = fit_ols(matrix[:, 0], matrix[:, 1:], names=model.factors, outcome_name=model.outcome)
        except NotComputableError as error:
            refused.append((model.name, error))
            continue
        models.append(FittedModel(model, result, rows, flow if joint else complete_step(dataset, own)))
    if refused:
        sentences = joined([joined([f"- [[models]] {name}: ", error.words], "") for name, error in refused], "\n")
        raise NotComputableError(
            message(
                "{n} of {n2} models cannot be computed\n{sentences}",
                n=len(refused),
                n2=len(study.models),
                sentences=sentences,
            )
        )
    # over each variable's own cases where every model has its own
    described = dataset.matrix(names, everywhere if joint else dataset.sampled)
    return flow, describe(described, names=names), tuple(models)


def complete_step(dataset: Dataset, names: list[str]) -> CaseFlow:
    """The case flow with one more step: who is incomplete, by variable and reason."""
    kept = dataset.complete(names)
    lacking: dict[tuple[Missing, tuple[str, ...]], list[Words]] = {}
    for name in names:
        variable = dataset.variables[name]
        for code in sorted(set(variable.column.missing[dataset.sampled].tolist()) - {0}):
            absent = dataset.sampled & (variable.column.missing == code)
            lacking.setdefault((Missing(code), dataset.ids(absent)), []).append(variable.label)
    departures = [
        Departure("missing", message("{variable}: {reason}", variable=joined(labels), reason=code.words), ids)
        for (code, ids), labels in lacking.items()
    ]
    rule = message("complete in all variables of the models")
    return dataset.flow.then(Step(rule, tuple(departures), int(kept.sum())))


def _nobody_complete(dataset: Dataset, names: list[str]) -> NotComputableError:
    n = int(dataset.sampled.sum())
    lacking = []
    for name in names:
        codes = dataset.variables[name].column.missing[dataset.sampled]
        reasons = ", ".join(str(Missing(code).words) for code in sorted(set(codes.tolist()) - {0}))
        if reasons:
            lacking.append(f"{name} missing for {int((codes > 0).sum())} of {n} ({reasons})")
    return NotComputableError(
        message("no government is complete in all variables of the models"),
        found="; ".join(lacking),
        right=message(
            "leave out the variable that nearly nobody has, mend its input, or give every "
            "model its own cases: [report] complete_cases = 'each'"
        ),
    )
