"""The smallest effects of a design: recovered by drawing, the same on the curve, and refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from civicreach.analysis import tails
from civicreach.analysis.errors.detectable import detectable_curve, detectable_effects
from civicreach.analysis.errors.intervals import percentile
from civicreach.analysis.errors.pairs import pairs_bootstrap
from civicreach.analysis.errors.robust import robust
from civicreach.analysis.power import detectable_partial_r, detectable_t
from civicreach.records.errors import NotComputableError


def test_effects_of_a_design(case_of) -> None:
    design = case_of("twin").design
    effects = detectable_effects(design)
    np.testing.assert_allclose(effects.units, detectable_t(78) * design.std_error)
    np.testing.assert_allclose(effects.standardised, effects.units * design.standardised)
    assert effects.partial_r == detectable_partial_r(90, 78)
    # a true effect of this size is found in 80 of 100 studies with these factors
    generator = np.random.default_rng(8)
    sigma = design.std_error[0] / np.linalg.norm(design.rows[0])
    outcomes = generator.normal(scale=sigma, size=(4000, 90))
    b = outcomes @ design.rows[0] + effects.units[0]
    left = (outcomes**2).sum(axis=1) - ((outcomes @ design.basis) ** 2).sum(axis=1)
    t = b / (np.sqrt(left / 78) * np.linalg.norm(design.rows[0]))
    found = (np.abs(t) > tails.critical_t(0.95, 78)).mean()
    assert found == pytest.approx(0.8, abs=3 * math.sqrt(0.8 * 0.2 / 4000))


def test_effects_with_other_errors(case_of) -> None:
    design = case_of("swiss").design
    hc3 = detectable_effects(design, robust(design))
    np.testing.assert_allclose(hc3.units, detectable_t(design.df) * robust(design).std_error)
    standardised = detectable_effects(design, robust(design, scale="standardised"))
    np.testing.assert_allclose(standardised.units, hc3.units)
    own = detectable_effects(design, robust(design, method="HC2-BM"))
    assert (own.noncentrality > hc3.noncentrality).all()
    without = detectable_effects(design, percentile(pairs_bootstrap(design, seed=1, draws=99)))
    assert np.isnan(without.units).all()
    assert without.method == "pairs percentile"


def test_the_curve_passes_through_this_study(case_of) -> None:
    design = case_of("twin").design
    curve, effects = detectable_curve(design, [13, 90, 360]), detectable_effects(design)
    np.testing.assert_allclose(curve.standardised[1], effects.standardised, rtol=1e-9)
    assert curve.partial_r[1] == pytest.approx(effects.partial_r)
    assert curve.r_squared[1] == pytest.approx(effects.r_squared)
    assert (np.diff(curve.standardised, axis=0) < 0).all()


def test_what_is_no_test_is_refused(case_of) -> None:
    design = case_of("swiss").design
    with pytest.raises(NotComputableError, match="level < power"):
        detectable_effects(design, alpha=0.9)
    with pytest.raises(NotComputableError, match="a model of 5 factors needs at least 7 rows"):
        detectable_curve(design, [6, 90])
    with pytest.raises(NotComputableError, match="needs at least 7 rows"):
        detectable_curve(design, [])
