"""Every specification of one model that the study declares: its curves, joint tests, and which decision matters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.specifications.curve import Curve, specification_curve
from civicreach.analysis.specifications.decisions import Plan, plan_specifications
from civicreach.analysis.specifications.joint import JointTest, joint_test
from civicreach.analysis.specifications.multiverse import Material, Multiverse, fit_specifications
from civicreach.analysis.specifications.standing import Standing
from civicreach.analysis.specifications.variance import DecisionShares, decision_shares
from civicreach.records.dataset import Dataset
from civicreach.records.errors import NotComputableError
from civicreach.records.specifications import Decision, Specifications
from civicreach.records.study import Model

from .families import FAMILIES

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SpecifiedModel:
    """A model in every specification.

    Attributes
    ----------
    plan, multiverse : Plan, Multiverse
        What was planned, and fitted.
    curves : tuple of Curve
        One a factor.
    joint : tuple of JointTest or None
        Of each factor over the linear specifications; None where it was not tested, or none with it has a figure.
    shares : tuple of DecisionShares
        Which decision moves each factor's coefficient.
    """

    plan: Plan
    multiverse: Multiverse
    curves: tuple[Curve, ...]
    joint: tuple[JointTest | None, ...]
    shares: tuple[DecisionShares, ...]

    @property
    def medians(self) -> Floats:
        """Median standardised coefficient of each factor that was tested, over linear specifications, shape (k,)."""
        return np.array([test.median if test else np.nan for test in self.joint])

    @property
    def joint_p(self) -> Floats:
        """p of these medians under the null, shape (k,)."""
        return np.array([test.p_median if test else np.nan for test in self.joint])

    @property
    def least_p(self) -> float:
        """The smallest p that so many draws can give."""
        return 1 / (1 + min((test.n_draws for test in self.joint if test), default=0))

    @property
    def n(self) -> int:
        """The most governments of any specification that was fitted."""
        return int(self.multiverse.n[self.multiverse.standing == Standing.FITTED].max(initial=0))


def specify_model(
    declared: Specifications,
    dataset: Dataset,
    model: Model,
    *,
    samples: Mapping[str, NDArray[np.bool_]],
    tested: Collection[str],
    stars: Mapping[str, float],
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
    progress : callable, optional
        Told how many specifications are done, of how many.

    Raises
    ------
    NotComputableError
        As `plan_specifications`.
    """
    planned = partial(plan_specifications, outcome=model.outcome, factors=model.factors, families=FAMILIES)
    plan = planned(declared)
    everybody = np.ones(len(dataset.governments), dtype=bool)
    material = Material(
        dataset.matrix([model.outcome], everybody)[:, 0],
        dataset.matrix(model.factors, everybody),
        {option.take: samples[option.take] for option in declared.sample.options},
        {},
    )
    multiverse = fit_specifications(plan, material, families=FAMILIES, progress=progress)
    limits = tuple(stars.values())
    linear = _linear(declared)
    joint: tuple[JointTest | None, ...] = (None,) * len(plan.factors)
    if linear is not None:
        drawn = fit_specifications(planned(linear), material)
        test = partial(_joint, drawn, material, draws=declared.draws, level=declared.level, seed=declared.seed)
        joint = tuple(test(factor) if factor in tested else None for factor in plan.factors)
    return SpecifiedModel(
        plan=plan,
        multiverse=multiverse,
        curves=tuple(
            specification_curve(multiverse, factor, level=declared.level, stars=limits) for factor in plan.factors
        ),
        joint=joint,
        shares=tuple(decision_shares(multiverse, factor) for factor in plan.factors),
    )


def _linear(declared: Specifications) -> Specifications | None:
    """The linear specifications with classical errors, which can be drawn from cross-products; None without any.

    The level of a joint test does not rest on the errors: t is compared with t under the null.
    """
    if "ols" not in [option.take for option in declared.family.options]:
        return None
    only = {"family": Decision.model_validate(["ols"]), "errors": Decision.model_validate(["classical"])}
    return declared.model_copy(update=only)


def _joint(
    multiverse: Multiverse, material: Material, factor: str, *, draws: int, level: float, seed: int
) -> JointTest | None:
    try:
        return joint_test(multiverse, material, factor, draws=draws, level=level, seed=seed)
    except NotComputableError:
        # no specification with this factor has a figure: its curve is empty and says why
        return None
