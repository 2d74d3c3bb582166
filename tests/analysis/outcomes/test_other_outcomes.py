"""Transformed outcomes, quantiles and ranks beside R's lm and quantreg (r/outcomes.R), and their laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.outcomes.quantile import fit_quantile
from civicreach.analysis.outcomes.ranks import fit_ranks
from civicreach.analysis.outcomes.transformed import fit_transformed
from civicreach.records.errors import NotComputableError

TEN_DIGITS = {"rtol": 1e-10, "atol": 0.0}
QUANTILE_PARTS = ("twin_likes", "twin_posts", "mtcars_mpg", "longley")


@pytest.mark.parametrize(
    ("part", "transform"),
    [(part, how) for part in ("twin_likes", "quine", "warpbreaks") for how in ("log", "log1p", "asinh")],
)
def test_transformed_outcomes_come_back_as_in_r(part: str, transform: str, data, r_outcomes) -> None:
    one = data(part)
    if (one.y == 0).any() and transform == "log":
        with pytest.raises(NotComputableError, match=r"9 of 146 values of 0 and 0 below.*count model"):
            fit_transformed(one.y, one.X, names=one.names, transform="log")
        return
    found = fit_transformed(one.y, one.X, names=one.names, transform=transform)
    r = {quantity: list(values.values()) for (p, quantity), values in r_outcomes.items() if p == f"{part}:{transform}"}
    np.testing.assert_allclose(found.ols.estimate, r["estimate"], **TEN_DIGITS)
    np.testing.assert_allclose(found.ols.std_error, r["std_error"], **TEN_DIGITS)
    np.testing.assert_allclose(found.fitted, r["fitted"], **TEN_DIGITS)
    np.testing.assert_allclose(found.effect, r["effect"], rtol=1e-9)
    np.testing.assert_allclose(found.semi_elasticity, r["semi_elasticity"], rtol=1e-9)
    assert found.n_zero == int((one.y == 0).sum())


def test_the_semi_elasticity_of_a_logarithm_is_its_coefficient(data) -> None:
    one = data("twin_likes")
    found = fit_transformed(one.y, one.X, names=one.names, transform="log")
    b = found.ols.estimate
    np.testing.assert_allclose(found.semi_elasticity, np.where(found.discrete, np.exp(b) - 1, b), rtol=1e-10)
    assert found.discrete.tolist() == [set(np.unique(column)) == {0, 1} for column in one.X.T]


def test_expected_outcomes_below_0_are_counted_and_leave_no_shares() -> None:
    y = np.array([0.0, 0, 0, 0, 0, 9, 0, 0])
    x = np.arange(8.0)[:, None] ** 2
    found = fit_transformed(y - 5, x, names=["age"], transform="asinh")
    assert found.n_negative == 8
    assert found.note is not None
    assert np.isnan(found.semi_elasticity).all()
    assert np.isfinite(found.effect).all()
    with pytest.raises(NotComputableError, match=r"7 of 8 values of 0|8 of 8|0 of 8 values of 0 and 7 below"):
        fit_transformed(y - 5, x, names=["age"], transform="log1p")


@pytest.mark.parametrize("part", QUANTILE_PARTS)
@pytest.mark.parametrize("quantile", [0.5, 0.25])
@pytest.mark.parametrize(("errors", "in_r"), [("nid", "nid"), ("powell", "ker")])
def test_quantiles_are_as_in_quantreg(part: str, quantile: float, errors: str, in_r: str, data, r_outcomes) -> None:
    one = data(part)
    found = fit_quantile(one.y, one.X, names=one.names, quantile=quantile, errors=errors)
    r = {q: np.array(list(v.values())) for (p, q), v in r_outcomes.items() if p == f"{part}:quantile{quantile}"}
    np.testing.assert_allclose(found.estimate, r["estimate"], **TEN_DIGITS)
    np.testing.assert_allclose(found.objective, r["objective"][0], rtol=1e-12)
    np.testing.assert_allclose(found.std_error, r[f"std_error:{in_r}"], rtol=1e-9)
    # R takes p as 1 - pt(|t|), which keeps 16 digits behind the point and not of the number
    np.testing.assert_allclose(found.p, r[f"p:{in_r}"], rtol=1e-9, atol=1e-13)
    # R warns of the same two: their solutions may not be unique
    assert found.unique == (part != "twin_likes")


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.1, 0.3, 0.5, 0.8]), st.booleans())
def test_a_quantile_fit_is_proved_by_its_subgradient(seed: int, quantile: float, ties: bool) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(12, 80))
    X = np.column_stack([rng.normal(size=n), rng.integers(0, 2, n), rng.exponential(size=n) * 1e5])
    y = rng.exponential(size=n) * 100
    if ties:
        y, X[:, 0] = np.round(y / 40), np.round(X[:, 0])
    try:
        found = fit_quantile(y, X, names=["a", "b", "c"], quantile=quantile, errors="powell")
    except NotComputableError as refusal:
        assert "half of the residuals" in str(refusal)
        return
    columns = np.column_stack([np.ones(n), X / [1, 1, 1e5]])
    zero = found.residuals == 0
    assert zero.sum() >= 4
    # zeros take any weight in [q - 1, q]: the best of them must bring the gradient to 0
    fixed = np.where(found.residuals > 0, quantile, quantile - 1)
    from scipy.optimize import lsq_linear

    best = lsq_linear(
        columns[zero].T, -(fixed[~zero] @ columns[~zero]), bounds=(quantile - 1 - 1e-9, quantile + 1e-9), tol=1e-14
    )
    assert best.cost < 1e-10


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_no_other_coefficients_do_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X = np.column_stack([rng.normal(size=40), rng.integers(0, 2, 40)])
    y = rng.normal(size=40) + X[:, 0]
    found = fit_quantile(y, X, names=["a", "b"], quantile=0.5)
    columns = np.column_stack([np.ones(40), X])
    for scale in (1e-6, 1e-3, 1.0):
        moved = found.estimate + scale * rng.normal(size=(200, 3))
        residuals = y - moved @ columns.T
        assert (0.5 * np.abs(residuals)).sum(axis=1).min() >= found.objective - 1e-12


def test_outlying_likes_do_not_move_the_median(data) -> None:
    one = data("twin_posts")
    highest = int(one.y.argmax())
    moved = one.y.copy()
    moved[highest] *= 1000
    first = fit_quantile(one.y, one.X, names=one.names)
    if first.residuals[highest] > 0:
        np.testing.assert_allclose(fit_quantile(moved, one.X, names=one.names).estimate, first.estimate, rtol=1e-9)
    else:
        pytest.fail("the case was chosen to lie above the median")


def test_what_quantile_regression_refuses() -> None:
    y, X = np.arange(10.0) ** 2, np.arange(10.0)[:, None]
    for quantile in (0.0, 1.0, 1.5):
        with pytest.raises(NotComputableError, match="above 0 and below 1"):
            fit_quantile(y, X, names=["a"], quantile=quantile)
    flat = np.array([5.0, 5, 5, 5, 5, 5, 5, 5, 5, 9])
    with pytest.raises(NotComputableError, match="half of the residuals or more are equal"):
        fit_quantile(flat, X, names=["a"], errors="powell")
    flat = np.array([5.0] * 40 + [9.0])
    with pytest.raises(NotComputableError, match="leave too few cases for standard errors"):
        fit_quantile(flat, np.arange(41.0)[:, None], names=["a"], errors="nid")


@pytest.mark.parametrize("part", ["twin_likes", "quine"])
def test_ranks_are_as_in_r(part: str, data, r_outcomes) -> None:
    one = data(part)
    found = fit_ranks(one.y, one.X, names=one.names)
    for quantity in ("estimate", "std_error", "p"):
        expected = list(r_outcomes[f"{part}:ranks", quantity].values())
        np.testing.assert_allclose(getattr(found.ols, quantity), expected, **TEN_DIGITS)
    np.testing.assert_allclose(found.ols.r_squared, r_outcomes[f"{part}:ranks", "r_squared"][""], **TEN_DIGITS)
    _, counts = np.unique(one.y, return_counts=True)
    assert found.n_tied == counts[counts > 1].sum()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_only_the_order_of_the_outcome_matters_to_ranks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, X = rng.normal(size=30), rng.normal(size=(30, 2))
    first = fit_ranks(y, X, names=["a", "b"]).ols
    other = fit_ranks(np.exp(3 * y), X, names=["a", "b"]).ols
    np.testing.assert_array_equal(first.estimate, other.estimate)
    # factors keep their units and their distances
    np.testing.assert_allclose(fit_ranks(y, 2 * X, names=["a", "b"]).ols.estimate, first.estimate / 2, rtol=1e-9)


def test_ranks_of_what_is_missing_are_refused() -> None:
    y, X = np.array([1.0, np.nan, 3, 4]), np.arange(4.0)[:, None]
    with pytest.raises(NotComputableError, match=r"missing or infinite.*likes \(1\)"):
        fit_ranks(y, X, names=["a"], outcome_name="likes")
