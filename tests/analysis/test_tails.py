"""Tail probabilities beside R's pt, pf, pchisq and pnorm."""

from __future__ import annotations

import numpy as np
import pytest

from civicreach.analysis.tails import (
    critical_t,
    two_sided_normal,
    two_sided_t,
    upper_chi2,
    upper_f,
)
from civicreach.analysis.tails_each import critical_t_each, judged_by_t, two_sided_t_each

# 2*pt(-t, 78), pf(f, 11, 78, lower=F), pchisq(x, 3, lower=F), 2*pnorm(-z) in R 4.2.2, printed with 17 digits.
T = {8.5: 1.0086348850055950e-12, 10: 1.2614840754214600e-15, 20: 1.9325641435165846e-32, 40: 9.7583358149249615e-54}
F = {14.812: 5.3730320639863809e-15, 100: 2.8827400877547081e-41, 2000: 8.7844383672140120e-91}
CHI2 = {5: 1.7179714429673321e-01, 80: 3.0692774861724176e-17, 300: 9.9487583463277080e-65}
NORMAL = {2: 4.5500263896358424e-02, 10: 1.5239706048321054e-23, 30: 9.8134278542963744e-198}


@pytest.mark.parametrize(
    ("function", "values"),
    [
        (lambda t: two_sided_t(t, 78), T),
        (lambda t: two_sided_t(-t, 78), T),
        (lambda f: upper_f(f, 11, 78), F),
        (lambda x: upper_chi2(x, 3), CHI2),
        (two_sided_normal, NORMAL),
        (lambda z: two_sided_normal(-z), NORMAL),
    ],
)
def test_tails_are_as_in_r(function, values) -> None:
    np.testing.assert_allclose([function(float(at)) for at in values], list(values.values()), rtol=1e-12)


def test_no_probability_is_zero_where_it_is_only_small() -> None:
    tails = [two_sided_t(t, 78) for t in (8.5, 9.0, 10.0, 12.0, 37.0)]
    assert min(tails) > 0
    assert (np.diff(tails) < 0).all()


def test_what_is_not_a_number_has_no_probability() -> None:
    assert np.isnan(two_sided_t(np.nan, 78))
    assert np.isnan(upper_f(np.nan, 11, 78))


def test_a_t_of_many_degrees_of_freedom_is_a_normal_deviate() -> None:
    assert two_sided_t(1.96, np.inf) == two_sided_normal(1.96)
    # 2*pt(-1.96, 1e6) in R 4.2.2
    np.testing.assert_allclose(two_sided_t(1.96, 1e6), 4.9996067585269796e-02, rtol=1e-8)
    np.testing.assert_allclose(two_sided_t(1.96, 1e9), two_sided_normal(1.96), rtol=1e-8)


def test_critical_values_of_few_degrees_of_freedom() -> None:
    # qt(0.975, c(0.2, 1.5, 80.25)) in R 4.2.2
    found = [critical_t(0.95, df) for df in (0.2, 1.5, 80.25)]
    np.testing.assert_allclose(found, [7.6884847970124753e05, 6.0166631044279288e00, 1.9899682526188600e00], rtol=1e-9)
    assert critical_t(0.95, 0.005) == np.inf


@pytest.mark.parametrize("df", [1, 2, 3, 5, 10, 78, 79, 400, 401, 5000, 0.7, 12.3, 77.5])
def test_many_t_at_once_are_as_one_by_one(df: float) -> None:
    t = np.concatenate([np.linspace(-12, 12, 401), [1e-9, 40.0, 1e6]])
    one_by_one = np.array([two_sided_t(value, df) for value in t.tolist()])
    # 1 - series keeps 15 digits of 1, so 11 of the smallest p that it is used for
    np.testing.assert_allclose(two_sided_t_each(t, df), one_by_one, rtol=1e-10)


def test_many_t_with_their_own_degrees_of_freedom() -> None:
    t = np.array([[1.969, -10.0, np.nan], [np.inf, 0.0, 3.0]])
    df = np.array([[78.0, 78.0, 3.0], [4.0, 5.5, 77.25]])
    expected = [[two_sided_t(x, n) for x, n in zip(*row, strict=True)] for row in zip(t, df, strict=True)]
    np.testing.assert_allclose(two_sided_t_each(t, df), expected, rtol=1e-10)
    np.testing.assert_allclose(two_sided_t_each(np.array(list(T)), 78), list(T.values()), rtol=1e-10)


@pytest.mark.parametrize("level", [0.5, 0.95, 0.9999])
def test_limits_of_many_degrees_of_freedom_are_those_of_each(level: float) -> None:
    rng = np.random.default_rng(0)
    df = np.concatenate([rng.uniform(0.3, 30, 300), rng.uniform(30, 90, 300), rng.uniform(90, 1e4, 100), [30, 78, 1e4]])
    one_by_one = [critical_t(level, value) for value in df.tolist()]
    np.testing.assert_allclose(critical_t_each(level, df), one_by_one, rtol=1e-9)
    whole = np.arange(1.0, 200.0).reshape(-1, 1)
    assert critical_t_each(level, whole).ravel().tolist() == [critical_t(level, value) for value in range(1, 200)]
    assert np.isinf(critical_t_each(0.95, np.array([1e-3]))).all()
    assert np.isnan(critical_t_each(0.95, np.array([0.0, -1.0, np.nan]))).all()


def test_a_t_without_an_error_is_none() -> None:
    t, p = judged_by_t(np.array([[2.0, 1.0], [3.0, np.nan]]), np.array([[1.0, 0.0], [np.nan, 1.0]]), 78)
    assert np.isnan(t).tolist() == np.isnan(p).tolist() == [[False, True], [True, True]]
    assert p[0, 0] == pytest.approx(two_sided_t(2.0, 78), rel=1e-10)


def test_infinite_degrees_of_freedom_are_a_normal_deviates() -> None:
    t, df = np.array([1.96, -8.0, 0.0, 1.96]), np.array([np.inf, np.inf, np.inf, 78.0])
    expected = [two_sided_normal(value) for value in t[:3].tolist()] + [two_sided_t(1.96, 78)]
    np.testing.assert_allclose(two_sided_t_each(t, df), expected, rtol=1e-10)
    assert critical_t_each(0.95, df)[0] == critical_t(0.95, None)
