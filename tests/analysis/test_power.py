"""Power and the smallest effects that can be found, beside R's noncentral t and F (r/errors.R)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from civicreach.analysis import tails
from civicreach.analysis.errors.intervals import percentile
from civicreach.analysis.errors.pairs import pairs_bootstrap
from civicreach.analysis.errors.robust import robust
from civicreach.analysis.power import (
    detectable_curve,
    detectable_effects,
    detectable_partial_r,
    detectable_r_squared,
    detectable_t,
    power,
    power_f,
)
from civicreach.records.errors import NotComputableError

#: R's pt and pf at a noncentrality keep about eleven digits.
CLOSE = 1e-8


def read(name: str) -> list[float]:
    return [float(part) for part in name.split("|")]


def test_power_is_as_in_r(r_errors) -> None:
    for name, value in r_errors["power", "t"].items():
        noncentrality, df, alpha = read(name)
        assert power(noncentrality, df, alpha=alpha) == pytest.approx(value, rel=CLOSE)
    for name, value in r_errors["power", "f"].items():
        noncentrality, df1, df2 = read(name)
        assert power_f(noncentrality, df1, df2) == pytest.approx(value, rel=CLOSE)
    assert len(r_errors["power", "t"]) == 48


def test_detectable_effects_are_as_in_r(r_errors) -> None:
    for name, value in r_errors["power", "detectable_t"].items():
        df, alpha = read(name)
        assert detectable_t(df, alpha=alpha) == pytest.approx(value, rel=CLOSE)
    for name, value in r_errors["power", "detectable_r_squared"].items():
        df1, df2 = read(name)
        assert detectable_r_squared(int(df1 + df2 + 1), int(df1)) == pytest.approx(value, rel=CLOSE)


def test_quantiles_are_as_in_r(r_errors) -> None:
    for name, value in r_errors["quantile", "normal"].items():
        assert tails.normal_quantile(float(name)) == pytest.approx(value, rel=1e-12, abs=1e-15)
    for name, value in r_errors["quantile", "f"].items():
        assert tails.critical_f(0.05, *read(name)) == pytest.approx(value, rel=1e-10)
    assert (tails.normal_quantile(0), tails.normal_quantile(1)) == (-math.inf, math.inf)
    for z in (-8.0, -1.0, 0.0, 2.5):
        assert tails.lower_normal(z) + tails.lower_normal(-z) == pytest.approx(1)
        assert tails.normal_quantile(tails.lower_normal(z)) == pytest.approx(z, abs=1e-10)


def test_ends() -> None:
    assert power(0, 78) == pytest.approx(0.05)
    assert power(60, 78) == pytest.approx(1)
    assert power_f(5000, 3, 78) == pytest.approx(1)
    assert power(37, 1) == pytest.approx(0.9964, abs=1e-3)


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
