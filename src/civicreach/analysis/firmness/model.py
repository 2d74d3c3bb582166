"""One model of a study under every check, with what each check found beside its probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.diagnostics.collinearity import WeakDependency, weak_dependencies
from civicreach.analysis.diagnostics.influence import Influence, measure_influence
from civicreach.analysis.diagnostics.reliance import Reliance, reliance_on_cases
from civicreach.analysis.diagnostics.specification import Specification, check_specification
from civicreach.analysis.errors.comparison import BESIDE, ErrorComparison, compare_errors
from civicreach.analysis.errors.design import prepare
from civicreach.analysis.errors.detectable import DetectableEffects, detectable_effects
from civicreach.analysis.factors.collinearity import condition_indices
from civicreach.analysis.factors.ols import OLSResult
from civicreach.analysis.importance.intervals import ImportanceIntervals, importance_intervals
from civicreach.analysis.outcomes.dispersion import FamilyComparison
from civicreach.records.study import FirmnessOptions
from civicreach.records.words import Words, message

from .attempts import Refusals, attempt
from .conclusions import Check, Conclusion, conclusions_of
from .scales import on_other_scales

Floats = NDArray[np.float64]
ERRORS = message("Other errors")
SINGLE = message("Single governments")


@dataclass(frozen=True, slots=True, eq=False)
class ModelFirmness:
    """A model under its checks.

    Attributes
    ----------
    model, outcome : str
        As the study names them.
    ids : tuple of str
        The n governments fitted.
    fit : OLSResult
        The main table's.
    checks : tuple of Check
        Of the errors, the scale of the outcome, and single governments; others are added by the study.
    errors : ErrorComparison
        Standard errors and intervals by method: those of the checks, then others that are only shown beside them.
    influence, rests_on : Influence, tuple
        What changes without each government; None and empty where no model can be fitted without one.
    specification : Specification or None
        Tests of form, spread and normality.
    dependencies : tuple of WeakDependency
        Factors that nearly tie.
    families : FamilyComparison or None
        Count families beside one another; None where the outcome is no count.
    importance : ImportanceIntervals or None
        Shares of R²; None where there are too many factors.
    effects : DetectableEffects
        The smallest effects that this n finds.
    refused : tuple of (Words, Words)
        What could not be computed, and why.
    """

    model: str
    outcome: str
    ids: tuple[str, ...]
    fit: OLSResult
    checks: tuple[Check, ...]
    errors: ErrorComparison
    influence: Influence | None
    rests_on: tuple[Reliance, ...]
    specification: Specification | None
    dependencies: tuple[WeakDependency, ...]
    families: FamilyComparison | None
    importance: ImportanceIntervals | None
    effects: DetectableEffects
    refused: tuple[tuple[Words, Words], ...]

    def conclusions(self, legend: Mapping[str, float]) -> tuple[Conclusion, ...]:
        """The coefficients that carry stars."""
        return conclusions_of(self.model, self.fit.names, self.fit.beta, self.fit.p, legend)


def examine_model(
    outcome: Floats,
    factors: Floats,
    *,
    model: str,
    fit: OLSResult,
    ids: Sequence[str],
    legend: Mapping[str, float],
    alpha: float = 0.05,
    options: FirmnessOptions | None = None,
    seed: int = 1,
    importance_draws: int = 1_000,
) -> ModelFirmness:
    """Compute a model in every other careful way.

    Parameters
    ----------
    outcome, factors : np.ndarray
        Shapes (n,) and (n, k): complete rows, those of the main table.
    model, fit : str, OLSResult
        The study's name for it, and the main table's result.
    ids : sequence of str
        The n governments.
    legend : mapping
        Stars and their limits.
    alpha : float
        Level at which the smallest effect counts as found.
    options : FirmnessOptions, optional
        Which errors are checks, how often the random ones draw, and which power is wanted.
    seed, importance_draws : int
        Of everything random, and of the shares of R².

    Raises
    ------
    NotComputableError
        Only where the main table itself could not be computed; a check that the data do not carry is in `refused`.
    """
    names, name = fit.names, fit.outcome
    refused: Refusals = []
    options = options or FirmnessOptions()
    errors = compare_errors(
        outcome,
        factors,
        names=names,
        outcome_name=name,
        seed=seed,
        # HC3 is what power is told for, whatever is asked for
        methods=(*options.errors, "HC3", *BESIDE),
        draws=options.draws,
        multipliers=options.multipliers,
    )
    checks = [
        Check(
            one.method, METHODS.get(one.method, one.method), one.assumes, ERRORS, one.estimate, one.p, one.n,
            one.undefined or "",
        )
        for one in errors.methods
        if one.method in options.errors
    ]  # fmt: skip
    scales, families = on_other_scales(outcome, factors, names=names, outcome_name=name)
    checks += scales
    influence = attempt(
        refused,
        message("Influence of single governments"),
        partial(measure_influence, outcome, factors, names=names, ids=ids, outcome_name=name),
    )
    rests_on = reliance_on_cases(influence, legend=legend) if influence else ()
    if influence is not None:
        checks.append(_without_one(influence))
    specification = attempt(
        refused,
        message("Tests of the specification"),
        partial(check_specification, outcome, factors, names=names, ids=ids, outcome_name=name),
    )
    importance = attempt(
        refused,
        message("Shares of R²"),
        partial(
            importance_intervals, outcome, factors, names=names, outcome_name=name, draws=importance_draws, seed=seed
        ),
    )
    design = prepare(outcome, factors, names=names, outcome_name=name)
    # power is said with the errors that small samples ask for
    robust = errors.of("HC3")
    known = robust if np.isfinite(robust.std_error).all() else None
    return ModelFirmness(
        model=model,
        outcome=name,
        ids=tuple(ids),
        fit=fit,
        checks=tuple(checks),
        errors=errors,
        influence=influence,
        rests_on=rests_on,
        specification=specification,
        dependencies=weak_dependencies(condition_indices(factors, names=names)),
        families=families,
        importance=importance,
        effects=detectable_effects(design, known, alpha=alpha, wanted=options.power),
        refused=tuple(refused),
    )


#: What errors are called where their name is not one already, such as HC3.
METHODS: Mapping[str, Words] = {
    "classical": message("Classical"),
    "HC2-BM": message("HC2, Bell-McCaffrey"),
    "jackknife": message("Jackknife"),
    "pairs percentile": message("Pairs bootstrap"),
    "pairs t": message("Pairs bootstrap, t"),
    "pairs BCa": message("Pairs bootstrap, BCa"),
    "wild": message("Wild bootstrap"),
    "permutation": message("Permutation"),
}


def _without_one(influence: Influence) -> Check:
    """Of all refits without one government, for every factor the one with the largest p or the other sign."""
    estimate, p = influence.estimate_without[:, 1:].copy(), influence.p_without[:, 1:].copy()
    turned = estimate * influence.estimate[1:] < 0
    worst = np.where(np.isnan(p), -1.0, np.where(turned, 2.0 + np.abs(estimate), p)).argmax(axis=0)
    at = np.arange(p.shape[1])
    reason: Words = ""
    if influence.alone:
        # nothing can be said of all refits where one of them cannot be made
        estimate[:], p[:] = np.nan, np.nan
        reason = message("no model can be fitted without {ids}", ids=", ".join(influence.alone))
    return Check(
        "without-one",
        message("Without one government"),
        message("all refits without one government; for every factor the one that speaks most against its conclusion"),
        SINGLE,
        estimate[worst, at],
        p[worst, at],
        influence.n - 1,
        reason,
    )
