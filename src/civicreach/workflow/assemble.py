"""From inputs to the dataset: variables by formula, then the sample rules in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from civicreach.records.caseflow import CaseFlow, Departure, Step
from civicreach.records.column import Column
from civicreach.records.dataset import Dataset, Variable
from civicreach.records.errors import Fault, FormulaError, NotComputableError, StudyError
from civicreach.records.formula import Formula, evaluate, evaluate_condition
from civicreach.records.missing import Missing
from civicreach.records.study import SampleRule, Study
from civicreach.records.studyfile import FILE
from civicreach.records.words import Words, message
from civicreach.report.locale import Locale

from .activity_columns import CountedFor, activity_columns
from .inputs import Inputs
from .names import Names, names_of


def assemble(study: Study, inputs: Inputs) -> tuple[Dataset, dict[str, Column]]:
    """One row per government, with every variable and who stays in the sample; and activity over the governments.

    Where shared accounts count once, they count for the first government that the sample rules keep.

    Raises
    ------
    StudyError
        All formulas that cannot be calculated, at once; all ranges of an outcome that an observed one lies outside.
    NotComputableError
        A rule that leaves no government.
    """
    activity, _ = activity_columns(study, inputs)
    dataset, rules = _calculate(study, inputs, activity)
    dataset = _answered(dataset, inputs)
    for rule, column in zip(study.sample, rules, strict=True):
        dataset = apply_rule(dataset, rule, column)
    if study.accounts is None or study.accounts.shared == "each":
        return _within_ranges(study, dataset), activity
    activity, counted_for = activity_columns(study, inputs, first=set(dataset.ids(dataset.sampled)))
    again, _ = _calculate(study, inputs, activity)
    dataset = _once(replace(again, sampled=dataset.sampled, flow=dataset.flow), counted_for)
    return _within_ranges(study, dataset), activity


def _calculate(study: Study, inputs: Inputs, activity: Mapping[str, Column]) -> tuple[Dataset, list[Column]]:
    """All variables, and what each sample rule says, of all governments."""
    made = _Variables(study, names_of(study, inputs, activity), len(inputs.governments))
    faults: list[Fault] = []
    for name in study.variables:
        made.gather(name, f"{FILE} [variables] {name}", faults, own=True)
    for model in study.models:
        for name in (model.outcome, *model.factors):
            made.gather(name, f"{FILE} [[models]] {model.name}", faults, text=False)
        for key, name in model.beside.items():
            made.gather(name, f"{FILE} [[models]] {model.name}, {key}", faults, text=key == "cluster")
    for name in study.firmness.response:
        made.gather(name, f"{FILE} [firmness] response", faults, text=False)
    rules = [made.rule(rule, place, faults) for place, rule in enumerate(study.sample, 1)]
    if faults:
        raise StudyError(dict.fromkeys(faults))
    dataset = Dataset(
        inputs.governments,
        made.done,
        np.ones(len(inputs.governments), dtype=bool),
        CaseFlow(len(inputs.governments), _start(study)),
    )
    return dataset, rules


@dataclass
class _Variables:
    """The variables calculated so far; a formula may use variables that stand further down."""

    study: Study
    names: Names
    n: int

    def __post_init__(self) -> None:
        self.done: dict[str, Variable] = {}
        self.under_way: list[str] = []
        self.failed: dict[str, FormulaError] = {}

    def gather(self, name: str, where: str, faults: list[Fault], *, text: bool = True, own: bool = False) -> None:
        """Calculate a variable, of text where that is allowed; its faults join the others.

        What is wrong with a formula of the study is told at its `own` place, and not of all that use it.
        """
        try:
            self.variable(name)
        except FormulaError as error:
            if not self._of_another(error, name if own else ""):
                faults.append(Fault(where, error.wrong, found=error.found, right=error.right))
        if not text and name in self.done and self.done[name].column.is_text:
            right = message("a number; give [variables] {name} = a formula such as \"{name} == 'yes'\"", name=name)
            faults.append(Fault(where, message("{name} is text, not a number", name=name), right=right))

    def rule(self, rule: SampleRule, place: int, faults: list[Fault]) -> Column:
        """What a sample rule says of every government."""
        try:
            return evaluate_condition(rule.keep, self.lookup, self.n)
        except FormulaError as error:
            if not self._of_another(error):
                where = message("{file} [[sample]] number {place}, keep", file=FILE, place=place)
                faults.append(Fault(where, error.wrong, error.found, error.right))
            return Column.absent(self.n, Missing.UNDEFINED)

    def _of_another(self, error: FormulaError, name: str = "") -> bool:
        """Whether it is the formula of another variable of the study that failed."""
        # the innermost variable is the first that failed
        origin = next((failed for failed, of in self.failed.items() if of is error), "")
        return origin in self.study.variables and origin != name

    def variable(self, name: str) -> Variable:
        if name in self.done:
            return self.done[name]
        if name in self.failed:
            raise self.failed[name]
        if name in self.under_way:
            circle = " -> ".join([*self.under_way[self.under_way.index(name) :], name])
            raise FormulaError(name, message("is defined by itself: {circle}", circle=circle))
        spec = self.study.variables.get(name)
        self.under_way.append(name)
        try:
            formula = Formula.parse(spec.formula if spec else name)
            column = evaluate(formula, self.lookup, self.n)
        except FormulaError as error:
            self.failed[name] = error
            raise
        finally:
            self.under_way.pop()
        origins = tuple(dict.fromkeys(path for used in formula.names for path in self._origins(used, name)))
        label: Words = (spec.label if spec else None) or self.study.labels.get(name) or name
        self.done[name] = Variable(name, column, label, formula.text, origins, spec.digits if spec else None)
        return self.done[name]

    def lookup(self, name: str) -> Column | list[str]:
        # inside its own formula, a name means the input of that name: level = "level == 'first tier'"
        if name in self.study.variables and name not in self.under_way[-1:]:
            return self.variable(name).column
        found = self.names.find(name)
        return found if isinstance(found, list) else found.column

    def _origins(self, used: str, inside: str) -> tuple[str, ...]:
        if used in self.study.variables and used != inside:
            return self.variable(used).origins
        found = self.names.find(used)
        return () if isinstance(found, list) else found.origins


def apply_rule(dataset: Dataset, rule: SampleRule, column: Column) -> Dataset:
    """The dataset after one rule: who it excludes, and for whom it cannot be decided."""
    kept = dataset.sampled & (column.values == 1)
    excluded = dataset.sampled & (column.values == 0)
    reason: Words = rule.reason or rule.keep
    departures = [Departure("excluded by rule", reason, dataset.ids(excluded))] if excluded.any() else []
    for code in sorted(set(column.missing[dataset.sampled & (column.missing > 0)].tolist())):
        absent = dataset.sampled & (column.missing == code)
        departures.append(Departure("missing", Missing(code).words, dataset.ids(absent)))
    return _after(dataset, rule.reason or rule.keep, departures, kept)


def _after(dataset: Dataset, rule: Words, departures: list[Departure], kept: NDArray[np.bool_]) -> Dataset:
    if not kept.any():
        gone = "; ".join(f"{len(d.ids)} {d.because}" for d in departures)
        raise NotComputableError(
            message("the sample rule {rule} leaves no government", rule=repr(Locale("en").say(rule))),
            found=message("{sampled} before it: {gone}", sampled=int(dataset.sampled.sum()), gone=gone),
            right=message("look at the rule under [[sample]] and at the spelling of the answers that it names"),
        )
    flow = dataset.flow.then(Step(rule, tuple(departures), int(kept.sum())))
    return Dataset(dataset.governments, dataset.variables, kept, flow)


def _start(study: Study) -> Words:
    return message("governments listed") if study.governments else message("governments in the survey")


def _answered(dataset: Dataset, inputs: Inputs) -> Dataset:
    """A list of governments may hold more than those that answered the survey."""
    silent = inputs.responses < 0
    if inputs.survey is None or not silent.any():
        return dataset
    departure = Departure("missing", Missing.NOT_IN_SURVEY.words, dataset.ids(silent))
    return _after(dataset, message("answered the survey"), [departure], dataset.sampled & ~silent)


def _once(dataset: Dataset, counted_for: CountedFor) -> Dataset:
    """Where shared accounts count once, the other governments that they serve leave by rule."""
    others = np.array([id in counted_for for id in dataset.governments.ids]) & dataset.sampled
    if not others.any():
        return dataset
    departure = Departure("excluded by rule", Missing.COUNTED_ELSEWHERE.words, dataset.ids(others))
    return _after(dataset, message("each account counted once"), [departure], dataset.sampled & ~others)


def _within_ranges(study: Study, dataset: Dataset) -> Dataset:
    """The dataset, where no outcome observed in the sample lies outside the range that its model says is possible."""
    faults = []
    for model in study.models:
        if model.outcome_range is None:
            continue
        low, high = model.outcome_range
        values = dataset.variables[model.outcome].column.values.astype(np.float64)
        outside = np.flatnonzero(dataset.sampled & ((values < low) | (values > high)))
        if len(outside):
            farthest = max(outside.tolist(), key=lambda i: max(low - values[i], values[i] - high))
            ids = dataset.governments.ids
            known = values[dataset.sampled]
            faults.append(
                Fault(
                    f"{FILE} [[models]] {model.name}, outcome_range",
                    message(
                        "{outcome} lies outside {low} to {high} for {n} governments",
                        outcome=model.outcome,
                        low=f"{low:.15g}",
                        high=f"{high:.15g}",
                        n=len(outside),
                    ),
                    found=message("{values} of {ids}", values=f"{values[farthest]:.15g}", ids=ids[farthest]),
                    right=message(
                        "a range that holds those observed, {known} to {known2}",
                        known=f"{np.nanmin(known):.15g}",
                        known2=f"{np.nanmax(known):.15g}",
                    ),
                )
            )
    if faults:
        raise StudyError(faults)
    return dataset
