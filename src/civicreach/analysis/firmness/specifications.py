"""Every specification of one model that the study declares: its curves, joint tests, and which decision matters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.incomplete.chained import impute
from civicreach.analysis.specifications.curve import Curve, specification_curve
from civicreach.analysis.specifications.decisions import Plan, plan_specifications
from civicreach.analysis.specifications.joint import JointTest, joint_test
from civicreach.analysis.specifications.multiverse import Material, Multiverse, fit_specifications
from civicreach.analysis.specifications.variance import DecisionShares, decision_shares
from civicreach.records.column import Column
from civicreach.records.dataset import Dataset
from civicreach.records.errors import NotComputableError
from civicreach.records.specifications import Specifications
from civicreach.records.study import Model

Floats = NDArray[np.float64]

#: Datasets that the option "imputed" draws.
IMPUTED = 10


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
        Of each factor; None where it was not tested, or no specification with it has a figure.
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
        """Median standardised coefficient of each factor, shape (k,)."""
        return np.array([curve.median for curve in self.curves])

    @property
    def joint_p(self) -> Floats:
        """p of the median under the null, shape (k,)."""
        return np.array([test.p_median if test else np.nan for test in self.joint])

    @property
    def n(self) -> int:
        """The most governments of any specification."""
        return int(self.multiverse.n.max())


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
    plan = plan_specifications(declared, outcome=model.outcome, factors=model.factors, completions=["imputed"])
    everybody = np.ones(len(dataset.governments), dtype=bool)
    material = Material(
        dataset.matrix([model.outcome], everybody)[:, 0],
        dataset.matrix(model.factors, everybody),
        {option.take: samples[option.take] for option in declared.sample.options},
        {"imputed": lambda y, X: _completed(y, X, declared.seed)},
    )
    multiverse = fit_specifications(plan, material, progress=progress)
    limits = tuple(stars.values())
    kinds = [option.take for option in declared.errors.options]
    # classical errors are redrawn from cross-products; the level of the test does not rest on the errors
    errors = "classical" if "classical" in kinds else None
    test = partial(
        _joint, multiverse, material, draws=declared.draws, level=declared.level, seed=declared.seed, errors=errors
    )
    return SpecifiedModel(
        plan=plan,
        multiverse=multiverse,
        curves=tuple(
            specification_curve(multiverse, factor, level=declared.level, stars=limits) for factor in plan.factors
        ),
        joint=tuple(test(factor) if factor in tested else None for factor in plan.factors),
        shares=tuple(decision_shares(multiverse, factor) for factor in plan.factors),
    )


def _joint(
    multiverse: Multiverse,
    material: Material,
    factor: str,
    *,
    draws: int,
    level: float,
    seed: int,
    errors: str | None,
) -> JointTest | None:
    try:
        return joint_test(multiverse, material, factor, draws=draws, level=level, seed=seed, errors=errors)
    except NotComputableError:
        # no specification with this factor has a figure: its curve is empty and says why
        return None


def _completed(outcome: Floats, factors: Floats, seed: int) -> list[tuple[Floats, Floats]]:
    """Outcome and factors of a sample without gaps, several times."""
    table = np.column_stack([outcome, factors])
    columns = {
        f"v{place}": Column.numbers([None if value != value else value for value in column.tolist()])
        for place, column in enumerate(table.T)
    }
    done = impute(columns, ids=[str(row) for row in range(len(table))], seed=seed, m=IMPUTED)
    return [(values[:, 0], values[:, 1:]) for values in done.values]
