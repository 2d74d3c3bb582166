"""Laws of least squares, and everything that it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.factors.leastsquares import MOMENTS_CONDITION
from civicreach.analysis.factors.moments import moments
from civicreach.analysis.factors.ols import fit_moments, fit_ols
from civicreach.records.errors import NotComputableError

SCALE_FREE = ("beta", "t", "p", "vif", "tolerance")


def data(seed: int = 1, n: int = 30, k: int = 3):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, k)) * 10.0 ** rng.integers(-3, 6, size=k)
    return X @ (rng.normal(size=k) / X.std(axis=0)) + rng.normal(size=n), X


def fit(y, X, **options):
    return fit_ols(y, X, names=[f"x{j}" for j in range(X.shape[1])], **options)


seeds = st.integers(0, 10_000)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 5), st.integers(0, 20))
def test_what_always_holds(seed: int, k: int, more: int) -> None:
    y, X = data(seed, k + 2 + more, k)
    f = fit(y, X)
    assert 0 <= f.r_squared <= 1
    assert f.adjusted_r_squared <= f.r_squared
    assert (f.vif >= 1).all()
    np.testing.assert_allclose(f.vif * f.tolerance, 1)
    assert ((f.p > 0) & (f.p <= 1)).all()
    assert f.df_model + f.df_residual + 1 == f.n == len(y)
    np.testing.assert_allclose(f.fitted + f.residuals, y)
    np.testing.assert_allclose(f.constant.estimate + X @ f.estimate, f.fitted, atol=1e-9)
    # Residuals know nothing of the constant and of the factors.
    size = np.linalg.norm(y)
    np.testing.assert_allclose(f.residuals.sum() / size, 0, atol=1e-11)
    np.testing.assert_allclose((X / np.linalg.norm(X, axis=0)).T @ f.residuals / size, 0, atol=1e-11)
    np.testing.assert_allclose(f.rss, (f.residuals**2).sum(), rtol=1e-9)
    np.testing.assert_allclose(f.f, f.r_squared / (1 - f.r_squared) * f.df_residual / f.df_model, rtol=1e-6)


@settings(max_examples=25, deadline=None)
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_factors_does_not_matter(seed: int, random) -> None:
    y, X = data(seed)
    rows, columns = list(range(30)), list(range(3))
    random.shuffle(rows)
    random.shuffle(columns)
    one = fit(y, X)
    other = fit_ols(y[rows], X[np.ix_(rows, columns)], names=[f"x{j}" for j in columns])
    for quantity in ("estimate", "std_error", *SCALE_FREE):
        np.testing.assert_allclose(getattr(other, quantity), getattr(one, quantity)[columns], rtol=1e-9)
    np.testing.assert_allclose(other.residuals, one.residuals[rows], atol=1e-9)
    np.testing.assert_allclose(other.constant.estimate, one.constant.estimate, rtol=1e-7, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(seeds, st.floats(1e-6, 1e6), st.floats(-1e3, 1e3))
def test_the_unit_of_a_factor_moves_only_its_coefficient(seed: int, unit: float, shift: float) -> None:
    y, X = data(seed)
    one = fit(y, X)
    changed = X.copy()
    changed[:, 1] = X[:, 1] * unit + shift * X[:, 1].std() * unit
    other = fit(y, changed)
    for quantity in SCALE_FREE:
        np.testing.assert_allclose(getattr(other, quantity), getattr(one, quantity), rtol=1e-8)
    np.testing.assert_allclose(other.estimate * [1, unit, 1], one.estimate, rtol=1e-8)
    np.testing.assert_allclose(other.std_error * [1, unit, 1], one.std_error, rtol=1e-8)


@pytest.mark.parametrize("ratio", [1e4, 1e6, 1e8])
def test_moments_and_rows_agree_far_from_zero(ratio: float) -> None:
    # whole numbers, so that moving them far from zero rounds nothing
    i = np.arange(60)
    X = np.column_stack([(i * 37) % 41, (i * 17) % 29, (i * 53) % 59]).astype(float)
    y = 3 * X[:, 0] - X[:, 1] + ((i * 23) % 31)
    near, far = fit(y, X), fit(y, X + np.round(ratio * X.std(axis=0)))
    assert far.method == "moments"
    for quantity in ("estimate", "std_error", *SCALE_FREE):
        np.testing.assert_allclose(getattr(far, quantity), getattr(near, quantity), rtol=1e-12, err_msg=quantity)


def test_both_methods_meet_where_one_takes_over() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(50, 2))
    y = x @ [1.0, 2.0] + rng.normal(size=50)
    for close in (0.5, 1.0, 2.0):
        tied = np.column_stack([x[:, 0], x[:, 0] + x[:, 1] * close * 2 / MOMENTS_CONDITION**0.5])
        f = fit(y, tied)
        # The second factor is the first plus a little of x1: the same space, so the same fit.
        direct = fit(y, x)
        np.testing.assert_allclose(f.rss, direct.rss, rtol=1e-9)
        np.testing.assert_allclose(f.t[1], direct.t[1], rtol=1e-8)
    assert fit(y, np.column_stack([x[:, 0], x[:, 0] + x[:, 1] * 1e-2])).method == "moments"
    assert fit(y, np.column_stack([x[:, 0], x[:, 0] + x[:, 1] * 1e-4])).method == "qr"


def refusal(y, X, names=None, **options) -> str:
    with pytest.raises(NotComputableError) as caught:
        fit_ols(np.asarray(y, float), np.asarray(X, float), names=names or ["men", "women", "total"], **options)
    return str(caught.value)


def test_tied_factors_are_named_with_the_mend() -> None:
    rng = np.random.default_rng(2)
    men, women, age = rng.integers(1, 9999, size=(3, 40)).astype(float)
    y = rng.normal(size=40)
    X = np.column_stack([men, age, women, men + women])
    sentence = refusal(y, X, ["men", "age", "women", "total"], outcome_name="likes")
    assert "found: men, women, total" in sentence
    assert "age" not in sentence
    assert "leave out one of them" in sentence
    assert "likes" in sentence


def test_two_ties_are_told_apart() -> None:
    rng = np.random.default_rng(3)
    a, b, c = rng.normal(size=(3, 40))
    X = np.column_stack([a, b, 2 * a, c, 1 - b])
    assert "found: a, a2; b, b2" in refusal(rng.normal(size=40), X, ["a", "b", "a2", "c", "b2"])


def test_dummies_that_add_up_to_one_are_tied() -> None:
    first = np.tile([1.0, 0.0], 10)
    X = np.column_stack([first, 1 - first, np.arange(20)])
    assert "found: upper, lower" in refusal(np.arange(20) ** 2, X, ["upper", "lower", "age"])


def test_a_sum_with_rounding_far_from_zero_is_still_a_tie() -> None:
    rng = np.random.default_rng(4)
    a, b = 1e8 + rng.normal(size=40), rng.normal(size=40)
    assert "found: a, b, sum" in refusal(rng.normal(size=40), np.column_stack([a, b, a + b]), ["a", "b", "sum"])


@pytest.mark.parametrize("far", [1e14, 4e14])
def test_a_sum_whose_last_digits_are_all_rounding_is_a_tie_to_both_ways(far: float) -> None:
    # Out here a step of the last digit is a visible part of the spread, so the columns look merely close.
    rng = np.random.default_rng(4)
    a, b, y = far + rng.normal(size=60), rng.normal(size=60), rng.normal(size=60)
    table = np.column_stack([y, a, b, a + b])
    assert "found: a" in refusal(y, table[:, 1:], ["a", "b", "sum"])
    with pytest.raises(NotComputableError, match="from the rows"):
        fit_moments(moments(table, names=["y", "a", "b", "sum"]), outcome="y", factors=["a", "b", "sum"])


def test_nearly_tied_factors_keep_six_digits_or_are_refused() -> None:
    rng = np.random.default_rng(6)
    x, z, y = rng.normal(size=(3, 40))
    refused = 0
    for small in 10.0 ** -np.arange(2, 14):
        X = np.column_stack([x, x + small * z])
        try:
            f = fit(y, X)
        except NotComputableError:
            refused += 1
            continue
        # What the data hold after rounding: (X2 - X1) is formed without error, so it is the exact other factor.
        right = fit(y, np.column_stack([x, X[:, 1] - X[:, 0]]))
        np.testing.assert_allclose(f.estimate[1], right.estimate[1], rtol=1e-6)
        np.testing.assert_allclose(f.std_error[1], right.std_error[1], rtol=1e-6)
    assert 3 <= refused <= 5


def test_an_outcome_without_spread_looks_like_a_cap() -> None:
    X = np.arange(24.0).reshape(12, 2) ** 2
    sentence = refusal(np.full(12, 20.0), X, ["a", "b"], outcome_name="posts")
    assert "posts: all 12 governments have the same value 20: this looks like a download cap" in sentence
    assert "cap" not in refusal(np.zeros(12), X, ["a", "b"])


def test_factors_without_spread_are_all_named() -> None:
    X = np.column_stack([np.ones(9), np.arange(9), np.full(9, 0.1)])
    sentence = refusal(np.arange(9) % 4, X, ["legal", "age", "share"])
    assert "found: legal (1), share (0.1)" in sentence


@pytest.mark.parametrize("n", [0, 1, 3, 4])
def test_too_few_cases(n: int) -> None:
    rng = np.random.default_rng(n)
    sentence = refusal(rng.normal(size=n), rng.normal(size=(n, 3)))
    assert f"found: {n} complete cases" in sentence
    assert "at least 5 cases" in sentence


def test_five_cases_for_three_factors_are_enough() -> None:
    y, X = data(1, 5, 3)
    assert fit(y, X).df_residual == 1


def test_missing_values_are_the_callers_to_take_out() -> None:
    y, X = data()
    X[3, 1] = np.nan
    y[0] = np.inf
    assert "found: outcome (1), women (1)" in refusal(y, X)


def test_shapes_that_do_not_match() -> None:
    y, X = data()
    assert "same rows" in refusal(y[:-1], X)
    assert "names do not match" in refusal(y, X, ["men"])


def test_a_model_without_factors_is_refused() -> None:
    with pytest.raises(NotComputableError, match="no factors"):
        fit_ols(np.arange(5.0), np.empty((5, 0)), names=[])


def test_moments_alone_refuse_what_they_cannot_carry() -> None:
    rng = np.random.default_rng(7)
    x, z, noise = rng.normal(size=(3, 40))
    names = ["y", "a", "b"]
    tied = moments(np.column_stack([noise, x, x + 1e-7 * z]), names=names)
    with pytest.raises(NotComputableError, match="from the rows"):
        fit_moments(tied, outcome="y", factors=["a", "b"])
    # Their difference is far above rounding, so the rows carry it.
    assert fit_ols(noise, np.column_stack([x, x + 1e-7 * z]), names=["a", "b"]).method == "qr"
    perfect = moments(np.column_stack([x + 2 * z, x, z]), names=names)
    with pytest.raises(NotComputableError, match="from the rows"):
        fit_moments(perfect, outcome="y", factors=["a", "b"])
    exact = moments(np.column_stack([noise, x, 3 * x]), names=names)
    with pytest.raises(NotComputableError, match="from the rows"):
        fit_moments(exact, outcome="y", factors=["a", "b"])


def test_a_perfect_fit_carries_its_reason() -> None:
    y, X = data()
    f = fit(X @ [1.0, 2.0, 3.0] + 4, X)
    assert f.undefined is not None
    assert f.r_squared == 1
    np.testing.assert_allclose(f.estimate, [1, 2, 3], rtol=1e-9)
    assert not f.std_error.any()
    assert np.isnan([*f.t, *f.p, f.f, f.p_f, f.constant.t]).all()
    # One part in a million of noise is data again.
    assert fit(X @ [1.0, 2.0, 3.0] + 1e-6 * y, X).undefined is None
