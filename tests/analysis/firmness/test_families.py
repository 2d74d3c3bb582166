"""Count models in a multiverse."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from civicreach.analysis.firmness.families import FAMILIES
from civicreach.analysis.firmness.specifications import IMPUTED
from civicreach.analysis.outcomes.counts import with_errors
from civicreach.analysis.outcomes.negative_binomial import fit_negative_binomial
from civicreach.analysis.specifications.curve import specification_curve
from civicreach.analysis.specifications.decisions import plan_specifications
from civicreach.analysis.specifications.joint import joint_test
from civicreach.analysis.specifications.multiverse import Material, fit_specifications
from civicreach.analysis.tails import critical_t
from civicreach.records.specifications import Specifications, StudySpecifications


def material(n: int = 60) -> Material:
    rng = np.random.default_rng(4)
    X = np.column_stack([rng.normal(size=n), rng.integers(0, 2, n)])
    y = rng.poisson(np.exp(1 + 0.5 * X[:, 0] + rng.normal(scale=0.5, size=n))).astype(float)
    return Material(y, X, {"study": np.ones(n, dtype=bool)}, {})


def test_a_count_family_gives_what_the_single_fit_gives() -> None:
    declared = Specifications(
        family=["ols", "negative-binomial"], errors=["classical", "HC3"], transform=["none", "log1p"]
    )
    plan = plan_specifications(declared, outcome="likes", factors=["size", "tier"], families=FAMILIES)
    data = material()
    every = fit_specifications(plan, data, families=FAMILIES)
    cells = [c for c in range(len(plan.cells)) if plan.option(c, "family") == "negative-binomial"]
    assert {plan.option(c, "transform") for c in cells} == {"none"}, "counts are taken as they are"
    whole = int(np.flatnonzero(plan.member.all(axis=1))[0])
    fit = fit_negative_binomial(data.outcome, data.factors, names=["size", "tier"])
    for cell in cells:
        robust = fit if plan.option(cell, "errors") == "classical" else with_errors(fit, "HC3")
        np.testing.assert_allclose(every.estimate[cell, whole], fit.estimate[1:], rtol=1e-7)
        np.testing.assert_allclose(every.std_error[cell, whole], robust.std_error[1:], rtol=1e-6)
        np.testing.assert_allclose(every.p[cell, whole], robust.p[1:], rtol=1e-5)
    for factor in plan.factors:
        curve = specification_curve(every, factor)
        inside = (curve.conf_low <= 0) & (curve.conf_high >= 0)
        assert ((curve.p >= 0.05) == inside).all(), "an interval and its p are judged by the same distribution"
        of_counts = np.isin(curve.cell, cells)
        half = (curve.conf_high - curve.beta)[of_counts] * np.abs(curve.estimate / curve.beta)[of_counts]
        np.testing.assert_allclose(half, critical_t(0.95, None) * curve.std_error[of_counts], rtol=1e-9)


def test_a_joint_test_takes_t_of_a_likelihood_as_the_deviate() -> None:
    data = material()
    plan = plan_specifications(
        Specifications(family=["negative-binomial"]), outcome="likes", factors=["size", "tier"], families=FAMILIES
    )
    every = fit_specifications(plan, data, families=FAMILIES)
    test = joint_test(every, data, "size", draws=3, families=FAMILIES)
    t = (every.estimate / every.std_error)[0, plan.member[:, 0], 0]
    assert test.stouffer == pytest.approx(t.sum() / np.sqrt(len(t)), rel=1e-12)
    assert np.isfinite(test.null_stouffer).all()


def test_an_outcome_that_is_no_count_is_counted_with_its_reason() -> None:
    data = material()
    plan = plan_specifications(
        Specifications(family=["negative-binomial"]), outcome="likes", factors=["size", "tier"], families=FAMILIES
    )
    every = fit_specifications(plan, Material(data.outcome + 0.5, data.factors, data.samples, {}), families=FAMILIES)
    ((reason, n),) = every.left_out
    assert n == plan.count and reason.text == "the family could not be fitted" and every.n_fitted == 0


def test_a_study_file_may_name_every_family_and_its_errors_and_no_other() -> None:
    def words(decision: str) -> set[str]:
        (option,) = get_args(StudySpecifications.model_fields[decision].annotation.model_fields["options"].annotation)[
            :1
        ]
        return set(get_args(option.model_fields["take"].annotation))

    assert words("family") == set(FAMILIES)
    assert words("errors") == {kind for family in FAMILIES.values() for kind in family.errors}
    assert words("missing") == {"joint", "each", IMPUTED}
