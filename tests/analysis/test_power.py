"""Power and the smallest effects that can be found, beside R's noncentral t and F (r/errors.R)."""

from __future__ import annotations

import math

import pytest

from civicreach.analysis import tails
from civicreach.analysis.power import detectable_r_squared, detectable_t, power, power_f

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
    # as many rows as a misprint can have: the normal distribution
    assert power(2.8, 1e20) == pytest.approx(tails.lower_normal(2.8 - 1.959964), rel=1e-5)
    assert 0 < detectable_r_squared(10**20, 3) < 1e-15
    assert power(37, 1) == pytest.approx(0.9964, abs=1e-3)
