"""Every specification of one model that the study declares: its curves, joint tests, and which decision matters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.specifications.cases import Completion
from civicreach.analysis.specifications.curve import Curve, specification_curve
from civicreach.analysis.specifications.decisions import DECISIONS, Plan, plan_specifications
from civicreach.analysis.specifications.joint import JointTest, joint_test
from civicreach.analysis.specifications.multiverse import Material, Multiverse, fit_specifications
from civicreach.analysis.specifications.standing import Standing
from civicreach.analysis.specifications.variance import DecisionShares, decision_shares
from civicreach.records.dataset import Dataset
from civicreach.records.errors import NotComputableError
from civicreach.records.specifications import Decision, Specifications
from civicreach.records.study import Model
from civicreach.records.words import Words, message

from .families import FAMILIES

Floats = NDArray[np.float64]

#: The option of [specifications.missing] that fills gaps in.
IMPUTED = "imputed"


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a set of specifications says, all of them or the defensible ones.

    Attributes
    ----------
    curves : tuple of Curve
        One a factor.
    joint : tuple of JointTest or None
        Of each factor over the linear specifications; None where it was not tested, or could not be.
    shares : tuple of DecisionShares
        Which decision moves each factor's coefficient.
    refused : tuple of (str, Words)
        Factors that should have been tested and were not, and why.
    """

    curves: tuple[Curve, ...]
    joint: tuple[JointTest | None, ...]
    shares: tuple[DecisionShares, ...]
    refused: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True, eq=False)
class SpecifiedModel:
    """A model in every specification.

    Attributes
    ----------
    plan, multiverse : Plan, Multiverse
        What was planned, and fitted.
    every : Seen
        Over all specifications.
    defensible : Seen or None
        Over those whose options are all marked defensible; None where that is all of them, or none.
    joint_left_out : int
        Linear specifications with imputed values, which joint tests leave out.
    shared : bool
        Whether "joint" asks for more than outcome and factors of this model: all models share their cases.
    """

    plan: Plan
    multiverse: Multiverse
    every: Seen
    defensible: Seen | None
    joint_left_out: int
    shared: bool = False

    @property
    def medians(self) -> Floats:
        """Median standardised coefficient of each factor that was tested, over linear specifications, shape (k,)."""
        return np.array([test.median if test else np.nan for test in self.every.joint])

    @property
    def joint_p(self) -> Floats:
        """p of these medians under the null, shape (k,)."""
        return np.array([test.p_median if test else np.nan for test in self.every.joint])

    @property
    def least_p(self) -> float:
        """The smallest p that so many draws can give."""
        return 1 / (1 + min((test.n_draws for test in self.every.joint if test), default=0))

    @property
    def n(self) -> int:
        """The most governments of any specification that was fitted."""
        return int(self.multiverse.n[self.multiverse.standing == Standing.FITTED].max(initial=0))


def cases_by_sample(found: SpecifiedModel) -> tuple[tuple[Words, int, int], ...]:
    """The label of each option of the sample, with the fewest and the most governments of any specification of it."""
    plan, multiverse = found.plan, found.multiverse
    place = DECISIONS.index("sample")
    told = []
    for number, option in enumerate(plan.decisions[place].options):
        own = plan.cells[:, place] == number
        n = multiverse.n[own][multiverse.standing[own] == Standing.FITTED]
        if len(n):
            told.append((option.label, int(n.min()), int(n.max())))
    return tuple(told)


def specify_model(
    declared: Specifications,
    dataset: Dataset,
    model: Model,
    *,
    samples: Mapping[str, NDArray[np.bool_]],
    tested: Collection[str],
    stars: Mapping[str, float],
    complete: Completion,
    beta: Mapping[str, float] | None = None,
    cases: NDArray[np.bool_] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> SpecifiedModel:
    """Fit every specification of a model, and test some factors over all of them.

    Parameters
    ----------
    declared : Specifications
        [specifications] of the study.
    dataset, model : Dataset, Model
        All governments, and the model.
    samples : mapping of name to np.ndarray
        Shape (n,), bool: the governments of each option of the decision on the sample.
    tested : collection of str
        Factors that the joint test is made for: it fits everything again in every draw.
    stars : mapping
        The legend.
    complete : callable
        Imputes a sample for the option "imputed": see `analysis.specifications.cases.Completion`.
    beta : mapping of factor to float, optional
        The main table's standardised coefficients, whose sign specifications are compared with.
    cases : np.ndarray, optional
        Shape (n,), bool: whoever is complete, where the study wants more than outcome and factors of this model.
    progress : callable, optional
        Told how many specifications are done, of how many.

    Raises
    ------
    NotComputableError
        As `plan_specifications`; where values are to be imputed and cannot be.
    """
    planned = partial(
        plan_specifications, outcome=model.outcome, factors=model.factors, families=FAMILIES, completions=[IMPUTED]
    )
    plan = planned(declared)
    everybody = np.ones(len(dataset.governments), dtype=bool)
    material = Material(
        dataset.matrix([model.outcome], everybody)[:, 0],
        dataset.matrix(model.factors, everybody),
        {option.take: samples[option.take] for option in declared.sample.options},
        {IMPUTED: complete},
        cases,
    )
    multiverse = fit_specifications(plan, material, families=FAMILIES, progress=progress)
    linear = _linear(declared)
    drawn = fit_specifications(planned(linear), material) if isinstance(linear, Specifications) else linear
    see = partial(_see, multiverse, drawn, material, declared=declared, tested=tested, stars=stars, beta=beta or {})
    some = 0 < plan.count_defensible < plan.count
    return SpecifiedModel(
        plan=plan,
        multiverse=multiverse,
        every=see(only_defensible=False),
        defensible=see(only_defensible=True) if some else None,
        joint_left_out=_imputed_linear(plan),
        shared=cases is not None,
    )


def _see(
    multiverse: Multiverse,
    drawn: Multiverse | Words,
    material: Material,
    *,
    declared: Specifications,
    tested: Collection[str],
    stars: Mapping[str, float],
    beta: Mapping[str, float],
    only_defensible: bool,
) -> Seen:
    """The same of all specifications, or of the defensible ones; `drawn` has the linear ones, or why there are none."""
    factors = multiverse.plan.factors
    joint: dict[str, JointTest] = {}
    refused: list[tuple[str, Words]] = []
    for factor in (factor for factor in factors if factor in tested):
        if not isinstance(drawn, Multiverse):
            refused.append((factor, drawn))
            continue
        try:
            joint[factor] = joint_test(
                drawn,
                material,
                factor,
                draws=declared.draws,
                level=declared.level,
                seed=declared.seed,
                only_defensible=only_defensible,
            )
        except NotComputableError as error:
            refused.append((factor, error.words))
    limits = tuple(stars.values())
    curve = partial(
        specification_curve, multiverse, level=declared.level, stars=limits, only_defensible=only_defensible
    )
    return Seen(
        curves=tuple(curve(factor, main=beta.get(factor)) for factor in factors),
        joint=tuple(joint.get(factor) for factor in factors),
        shares=tuple(decision_shares(multiverse, factor, only_defensible=only_defensible) for factor in factors),
        refused=tuple(refused),
    )


def _linear(declared: Specifications) -> Specifications | Words:
    """The linear specifications with classical errors, which can be drawn from cross-products; or why there are none.

    The level of a joint test does not rest on the errors: t is compared with t under the null. What is imputed would
    have to be imputed again in every draw.
    """
    family = [option for option in declared.family.options if option.take == "ols"]
    missing = [option for option in declared.missing.options if option.take != IMPUTED]
    if not family:
        return message("no specification is linear, and joint tests are made over linear ones")
    if not missing:
        return message("every specification imputes, which no draw of a joint test does again")
    only = {
        "family": Decision(options=tuple(family)),
        "errors": Decision.model_validate(["classical"]),
        "missing": Decision(options=tuple(missing)),
    }
    return declared.model_copy(update=only)


def _imputed_linear(plan: Plan) -> int:
    cells = [
        cell
        for cell in range(len(plan.cells))
        if plan.option(cell, "missing") == IMPUTED and plan.option(cell, "family") == "ols"
    ]
    return len(cells) * len(plan.member)
