"""All models of a study under every check, and the checks that take several models or several datasets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.errors.together import Corrected, correct
from civicreach.analysis.incomplete.chained import Imputations, impute
from civicreach.analysis.incomplete.little import LittleTest, little_test
from civicreach.analysis.incomplete.models import ImputedModel, fit_imputed
from civicreach.analysis.incomplete.patterns import PatternTable, tabulate_patterns
from civicreach.analysis.study import Findings, FittedModel, Said
from civicreach.records.column import Column
from civicreach.records.dataset import Dataset
from civicreach.records.errors import NotComputableError
from civicreach.records.study import Study
from civicreach.records.words import Words, message

from .attempts import Refusals, attempt
from .conclusions import Check, conclusions_of
from .further import INCOMPLETE, Further, examine_further
from .model import ModelFirmness, examine_model
from .specifications import SpecifiedModel, specify_model
from .unanswered import AnswerBounds, bound_answers

Floats = NDArray[np.float64]

#: Rounds of the imputation: twice as many as where chains settle as a rule.
ITERATIONS = 40

MANY = message("Many tests")
SPECIFICATIONS = message("Every specification")


@dataclass(frozen=True, slots=True, eq=False)
class Firmness:
    """How firm a study's conclusions are.

    Attributes
    ----------
    models : tuple of ModelFirmness
        In the order of the study, with the checks of all groups.
    corrected : Corrected
        Every coefficient of every main table, corrected for all of them; named ``model: factor``.
    patterns : PatternTable
        Which variables of the models are missing together, over the sample.
    little : LittleTest or None
        Whether values are missing completely at random.
    imputations, imputed : Imputations or None, mapping of model to ImputedModel
        None and empty where nothing is missing, or nothing can be imputed.
    specified : mapping of model to SpecifiedModel
        Every specification that the study declares.
    further : mapping of model to Further
        Clusters, counts, weights, groups and power.
    answers : AnswerBounds or None
        Bounds of the purposes; None where nobody was asked or everybody answered.
    refused : tuple of (Words, Words)
        What could not be computed for the study as a whole, and why.
    seed : int
        Of everything that is random.
    """

    models: tuple[ModelFirmness, ...]
    corrected: Corrected
    patterns: PatternTable
    little: LittleTest | None
    imputations: Imputations | None
    imputed: Mapping[str, ImputedModel]
    specified: Mapping[str, SpecifiedModel]
    further: Mapping[str, Further]
    answers: AnswerBounds | None
    refused: tuple[tuple[Words, Words], ...]
    seed: int


def examine(
    study: Study,
    dataset: Dataset,
    findings: Findings,
    said: Said,
    *,
    samples: Mapping[str, NDArray[np.bool_]],
    seed: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> Firmness:
    """Every conclusion of the main tables, computed in every other careful way.

    Parameters
    ----------
    study, dataset, findings, said
        As `analysis.study.analyse` takes and gives them.
    samples : mapping of name to np.ndarray
        Shape (n,), bool: the governments of each option of [specifications.sample].
    seed : int
        Of everything random.
    progress : callable
        Is told what is being done.

    Raises
    ------
    NotComputableError
        The study has no models.
    """
    if not findings.models:
        raise NotComputableError("there are no conclusions to check", right="a study with [[models]]")
    legend = study.report.stars
    declared = study.specifications
    alpha = declared.level if declared is not None else 0.05
    refused: Refusals = []
    models = []
    further = {}
    for fitted in findings.models:
        progress(f"checking {fitted.model.name}")
        table = dataset.matrix([fitted.model.outcome, *fitted.model.factors], fitted.rows)
        compute = partial(
            examine_model,
            table[:, 0],
            table[:, 1:],
            model=fitted.model.name,
            fit=fitted.result,
            ids=dataset.ids(fitted.rows),
            legend=legend,
            alpha=alpha,
            options=study.firmness,
            seed=seed,
        )
        found_model = attempt(refused, message("The model {model}", model=fitted.model.name), compute)
        if found_model is not None:
            models.append(found_model)
            further[fitted.model.name] = examine_further(dataset, fitted, study.firmness, alpha=alpha, seed=seed)
    corrected = _corrected(models, shared=len({fitted.rows.tobytes() for fitted in findings.models}) == 1)
    gaps = _Gaps(dataset, findings.models, said, seed=seed)
    columns, ids = gaps.columns(dataset.sampled), dataset.ids(dataset.sampled)
    names = list(dict.fromkeys(name for fitted in findings.models for name in _own(fitted)))
    patterns = tabulate_patterns({name: columns[name] for name in names}, ids=ids)
    little, imputations, imputed = None, None, dict[str, ImputedModel]()
    if any(not column.present.all() for column in columns.values()):
        progress("imputing missing answers")
        little = attempt(refused, message("Little's test"), lambda: _little({name: columns[name] for name in names}))
        fill = partial(gaps.filled, dataset.sampled)
        imputations = attempt(refused, message("Multiple imputation"), fill)
    if imputations is not None:
        for fitted in findings.models:
            own = partial(
                fit_imputed,
                imputations,
                outcome=fitted.model.outcome,
                factors=fitted.model.factors,
                complete=fitted.rows[dataset.sampled],
            )
            found = attempt(refused, message("Multiple imputation"), own)
            if found is not None:
                imputed[fitted.model.name] = found
    specified = {}
    # where all models share their cases, so do their specifications
    joint = study.report.complete_cases == "joint"
    shared = np.all([dataset.variables[name].column.present for name in names], axis=0) if joint else None
    for fitted in findings.models if declared is not None else ():
        name = fitted.model.name
        if declared is None or (declared.models and name not in declared.models):
            continue
        tell = partial(_tell, progress, name)
        label = message("Every specification of {model}", model=name)
        result = fitted.result
        concluded = [c.factor for c in conclusions_of(name, result.names, result.beta, result.p, legend)]
        specify = partial(
            specify_model,
            declared,
            dataset,
            fitted.model,
            samples=samples,
            tested=concluded,
            stars=legend,
            complete=partial(gaps.completions, fitted),
            beta=dict(zip(result.names, result.beta.tolist(), strict=True)),
            cases=shared,
            progress=tell,
        )
        every = attempt(refused, label, specify)
        if every is not None:
            specified[name] = every
    return Firmness(
        models=tuple(_with_more(model, corrected, imputed, specified, further[model.model]) for model in models),
        corrected=corrected,
        patterns=patterns,
        little=little,
        imputations=imputations,
        imputed=imputed,
        specified=specified,
        further=further,
        answers=bound_answers(said),
        refused=tuple(refused),
        seed=seed,
    )


def _little(columns: Mapping[str, Column]) -> LittleTest:
    values = np.column_stack([column.values.astype(np.float64) for column in columns.values()])
    return little_test(values, names=list(columns))


def _own(fitted: FittedModel) -> list[str]:
    return [fitted.model.outcome, *fitted.model.factors]


def _corrected(models: Sequence[ModelFirmness], *, shared: bool) -> Corrected:
    """All tests of the main tables; draws are joint only where the models have the same governments."""
    names = [f"{model.model}: {factor}" for model in models for factor in model.fit.names]
    p = [float(value) for model in models for value in model.fit.p]
    draws = [model.errors.null for model in models if model.errors.null is not None]
    return correct(names, p, joint=draws if shared and len(draws) == len(models) else ())


class _Gaps:
    """The models' variables with their gaps, and with the gaps of a sample filled in; each sample is imputed once."""

    def __init__(self, dataset: Dataset, models: Sequence[FittedModel], said: Said, *, seed: int) -> None:
        self.dataset, self.seed = dataset, seed
        names = dict.fromkeys(name for fitted in models for name in _own(fitted))
        self.whole = {name: dataset.variables[name].column for name in names}
        # the purposes that some of the variables are made of
        for place, item in enumerate(said.items):
            values = said.chosen[:, place].tolist()
            self.whole.setdefault(item, Column.numbers([None if value != value else value for value in values]))
        self._fill = cache(self._filled)

    def columns(self, rows: NDArray[np.bool_]) -> dict[str, Column]:
        """Over a sample."""
        return {name: Column(column.values[rows], column.missing[rows]) for name, column in self.whole.items()}

    def filled(self, rows: NDArray[np.bool_]) -> Imputations:
        """A sample imputed: whom a rule excludes is not missing."""
        return self._fill(np.asarray(rows, dtype=bool).tobytes())

    def _filled(self, rows: bytes) -> Imputations:
        sample = np.frombuffer(rows, dtype=bool)
        variables = self.dataset.variables.items()
        formulas = {name: variable.formula for name, variable in variables if variable.formula != name}
        ids = self.dataset.ids(sample)
        return impute(self.columns(sample), ids=ids, seed=self.seed, iterations=ITERATIONS, formulas=formulas)

    def completions(self, fitted: FittedModel, rows: NDArray[np.bool_]) -> list[tuple[Floats, Floats]]:
        """Outcome and factors of a model in every imputed dataset; the data themselves where there are no gaps."""
        own = _own(fitted)
        if all(self.whole[name].present[rows].all() for name in own):
            tables = self.dataset.matrix(own, rows)[None]
        else:
            tables = self.filled(rows).matrix(own)
        return [(table[:, 0], table[:, 1:]) for table in tables]


def _with_more(
    model: ModelFirmness,
    corrected: Corrected,
    imputed: Mapping[str, ImputedModel],
    specified: Mapping[str, SpecifiedModel],
    further: Further,
) -> ModelFirmness:
    """The model with the checks that took all models, or other data."""
    own = [corrected.names.index(f"{model.model}: {factor}") for factor in model.fit.names]
    n, estimate = model.fit.n, model.fit.estimate
    label, about = message("Holm"), _HOLM
    more = [Check("holm", label, about, MANY, estimate, corrected.holm[own], n)]
    label, about = message("Westfall-Young"), _WESTFALL_YOUNG
    together = corrected.westfall_young
    p = np.full(len(own), np.nan) if together is None else together[own]
    reason: Words = _NOT_JOINT if together is None else ""
    more.append(Check("westfall-young", label, about, MANY, estimate, p, n, reason))
    if model.model in imputed:
        found = imputed[model.model]
        label, about = message("Imputed"), _IMPUTED
        more.append(
            Check("imputed", label, about, INCOMPLETE, found.coefficients.estimate, found.coefficients.p, found.n)
        )
    if model.model in specified:
        every = specified[model.model]
        label, about = message("Joint test"), _JOINT
        # the table of all specifications says it of each factor
        reason = "" if any(every.every.joint) else next((why for _, why in every.every.refused), "")
        more.append(
            Check(
                "specifications",
                label,
                about,
                SPECIFICATIONS,
                every.medians,
                every.joint_p,
                every.n,
                reason,
                every.least_p,
            )
        )
    refused = (*model.refused, *further.refused)
    return replace(model, checks=grouped((*model.checks, *more, *further.checks)), refused=refused)


def grouped(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks with those of one group together, groups in the order of their first check."""
    groups: list[Words] = []
    for check in checks:
        if check.group not in groups:
            groups.append(check.group)
    return tuple(sorted(checks, key=lambda check: groups.index(check.group)))


_HOLM = message("nothing beyond that each p is right; keeps the chance of any false finding below the level")
_WESTFALL_YOUNG = message(
    "the draws show how the tests hang together if nothing has an effect; keeps the chance of any false finding below "
    "the level"
)
_NOT_JOINT = message(
    "the models do not have the same governments, or one of them has no draws, so that no draw is one of all tests"
)
_IMPUTED = message("governments with missing answers are kept, their answers drawn several times from those of others")
_JOINT = message(
    "median coefficient over the linear specifications that the study declares, tested under the null by the "
    "bootstrap; only for conclusions"
)


def _tell(progress: Callable[[str], None], model: str, done: int, of: int) -> None:
    progress(f"specifications of {model}: {done:,} of {of:,}")
