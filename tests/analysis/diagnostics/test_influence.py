"""Influence beside R's lm, and every refit beside a refit (r/diagnostics.R)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.diagnostics.collinearity import weak_dependencies
from civicreach.analysis.diagnostics.influence import measure_influence
from civicreach.analysis.diagnostics.reliance import reliance_on_cases
from civicreach.analysis.factors.collinearity import condition_indices
from civicreach.analysis.factors.ols import fit_ols
from civicreach.records.errors import NotComputableError

PARTS = ("likes", "posts", "longley", "mtcars", "warpbreaks")
# Longley's condition number takes three digits of the coefficients on both sides.
EIGHT_DIGITS = {"rtol": 1e-8, "atol": 1e-13}


@pytest.fixture(params=PARTS)
def case(request, r_data, r_diagnostics):
    part = request.param
    y, X, names = r_data(part)
    ids = [str(place) for place in range(1, len(y) + 1)]
    r = {quantity: values for (one, quantity), values in r_diagnostics.items() if one == part}
    return measure_influence(y, X, names=names, ids=ids, outcome_name=part), r


@pytest.mark.parametrize("quantity", ["leverage", "standardised", "studentised", "cook", "dffits"])
def test_influence_is_as_in_r(case, quantity: str) -> None:
    found, r = case
    assert tuple(r[quantity]) == found.ids
    np.testing.assert_allclose(getattr(found, quantity), list(r[quantity].values()), **EIGHT_DIGITS)


@pytest.mark.parametrize("quantity", ["dfbetas", "estimate_without", "p_without"])
def test_every_coefficient_without_every_case_is_as_in_r(case, quantity: str) -> None:
    found, r = case
    compared = 0
    for j, name in enumerate(found.names, start=1):
        if f"{quantity}:{name}" in r:
            expected = list(r[f"{quantity}:{name}"].values())
            np.testing.assert_allclose(getattr(found, quantity)[:, j], expected, **EIGHT_DIGITS)
            compared += 1
    assert compared == (0 if found.outcome == "posts" and quantity != "p_without" else len(found.names))


LEGEND = {"*": 0.10, "**": 0.05, "***": 0.01}


def test_conclusions_rest_on_the_cases_that_refits_name(case) -> None:
    found, r = case
    for reliance in reliance_on_cases(found, legend=LEGEND):
        p = r[f"p_without:{reliance.name}"]

        def marks(value: float) -> int:
            return sum(value < limit for limit in LEGEND.values())

        here = marks(reliance.p)
        assert len(reliance.stars) == here
        assert {one.id for one in reliance.falls} == {one for one, value in p.items() if marks(value) < here}
        assert {one.id for one in reliance.rises} == {one for one, value in p.items() if marks(value) > here}
        assert {one.id for one in reliance.lost} == {one for one, value in p.items() if here and not marks(value)}
        assert reliance.n_refits == found.n
        values = [one.p for one in reliance.falls]
        assert values == sorted(values, reverse=True)


def test_the_sign_turns_where_the_refit_says_so(r_data) -> None:
    y, X, names = r_data("likes")
    ids = [f"G{place:02}" for place in range(90)]
    found = measure_influence(y, X, names=names, ids=ids)
    by_name = {reliance.name: reliance for reliance in reliance_on_cases(found, legend={"*": 0.05})}
    turned = by_name["budget"].turns
    assert turned
    for one in turned:
        keep = np.arange(90) != ids.index(one.id)
        refit = fit_ols(y[keep], X[keep], names=names)
        at = names.index("budget")
        assert refit.estimate[at] == pytest.approx(one.estimate)
        assert refit.p[at] == pytest.approx(one.p)
        assert refit.estimate[at] * by_name["budget"].estimate < 0
    assert by_name["level"].stars == "*"
    assert not by_name["level"].falls


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_closed_form_and_refit_agree_whatever_the_units(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(8, 40))
    X = np.column_stack([rng.normal(size=n) * 1e6 + 1e7, rng.exponential(size=n) * 1e-4])
    y = rng.normal(size=n) * 1e4 + X[:, 0] / 100
    found = measure_influence(y, X, names=["population", "share"], ids=[str(i) for i in range(n)])
    assert found.leverage.sum() == pytest.approx(3)
    left_out = int(rng.integers(n))
    keep = np.arange(n) != left_out
    refit = fit_ols(y[keep], X[keep], names=["population", "share"])
    np.testing.assert_allclose(found.estimate_without[left_out, 1:], refit.estimate, rtol=1e-7)
    np.testing.assert_allclose(found.std_error_without[left_out, 1:], refit.std_error, rtol=1e-7)
    np.testing.assert_allclose(found.std_error_without[left_out, 0], refit.constant.std_error, rtol=1e-7)


def test_a_government_that_fixes_a_coefficient_alone_is_named() -> None:
    rng = np.random.default_rng(3)
    X = np.column_stack([rng.normal(size=12), np.eye(12)[4]])
    found = measure_influence(rng.normal(size=12), X, names=["age", "capital"], ids=list("ABCDEFGHIJKL"))
    assert found.alone == ("E",)
    assert found.leverage[4] == pytest.approx(1)
    assert np.isnan(found.cook[4])
    assert np.isnan(found.p_without[4]).all()
    assert np.isfinite(np.delete(found.p_without, 4, axis=0)).all()
    age, capital = reliance_on_cases(found, legend=LEGEND)
    assert age.n_refits == capital.n_refits == 11


def test_what_influence_refuses() -> None:
    X = np.arange(4.0)[:, None] ** 2
    with pytest.raises(NotComputableError, match="3 ids, 4 rows"):
        measure_influence(np.array([1.0, 2, 4, 3]), X, names=["a"], ids=list("ABC"))
    with pytest.raises(NotComputableError, match="3 cases, 2 coefficients; at least 4 cases"):
        measure_influence(np.array([1.0, 2, 4]), X[:3], names=["a"], ids=list("ABC"))
    with pytest.raises(NotComputableError, match="a perfect fit"):
        measure_influence(3 * X[:, 0] + 1, X, names=["a"], ids=list("ABCD"))


@pytest.mark.parametrize("part", PARTS)
def test_condition_indices_and_all_proportions_are_as_in_r(part: str, r_data, r_diagnostics) -> None:
    _, X, names = r_data(part)
    found = condition_indices(X, names=names)
    np.testing.assert_allclose(found.indices, list(r_diagnostics[part, "index"].values()), rtol=1e-9)
    for row in range(len(found.names)):
        expected = list(r_diagnostics[part, f"proportions:{row + 1}"].values())
        np.testing.assert_allclose(found.proportions[row], expected, rtol=1e-7, atol=1e-12)


def test_weak_dependencies_are_those_of_longley(r_data) -> None:
    _, X, names = r_data("longley")
    found = condition_indices(X, names=names)
    first, second = weak_dependencies(found)
    assert first.names == ("", "GNP", "Unemployed", "Year")
    assert second.names == ("GNP.deflator", "Population")
    assert first.index > 40_000
    assert weak_dependencies(found, index=1e6) == ()


def test_an_exact_tie_is_a_dependency_without_shares() -> None:
    x = np.arange(6.0)
    (tie,) = weak_dependencies(condition_indices(np.column_stack([x, 2 * x]), names=["a", "b"]))
    assert tie.index == np.inf
    assert tie.names == ()
