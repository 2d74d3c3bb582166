"""Worst cases, beside every way of filling the gaps counted out."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.incomplete.bounds import bound_coefficients, bound_means, bound_order
from civicreach.records.errors import NotComputableError

ANSWER = st.sampled_from([0.0, 1.0, np.nan])


def fills(table):
    gaps = np.argwhere(np.isnan(table))
    for values in product((0.0, 1.0), repeat=len(gaps)):
        filled = table.copy()
        filled[tuple(gaps.T)] = values
        yield filled


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(ANSWER, min_size=3, max_size=3), min_size=1, max_size=4))
def test_bounds_are_reached_and_never_passed(rows) -> None:
    table = np.array(rows)
    assume(np.isnan(table).sum() <= 8)
    names = ["push", "pull", "talk"]
    means = np.array([filled.mean(axis=0) for filled in fills(table)])
    found = bound_means(table, names=names)
    np.testing.assert_allclose(found.low, means.min(axis=0))
    np.testing.assert_allclose(found.high, means.max(axis=0))
    order = bound_order(table, names=names)
    differences = means[:, :, None] - means[:, None, :]
    np.testing.assert_allclose(order.low, differences.min(axis=0), atol=1e-12)
    np.testing.assert_allclose(order.high, differences.max(axis=0), atol=1e-12)
    above = 1 + (differences < -1e-9).sum(axis=2)
    assert (order.best_rank <= above.min(axis=0)).all()
    assert (order.worst_rank >= above.max(axis=0)).all()
    if order.firm:
        assert (above == above[0]).all()


def test_a_share_that_could_fall_below_the_half() -> None:
    table = np.array([[1.0, 1.0]] * 6 + [[0.0, np.nan]] * 2 + [[np.nan, np.nan]] * 3)
    found = bound_means(table, names=["push", "pull"])
    assert found.above(0.5) == (True, True)
    assert found.above(0.6) == (None, None)
    assert found.above(0.9) == (False, None)
    assert found.observed.tolist() == [0.75, 1.0]


def test_a_variable_that_nobody_answered_is_bounded_by_the_range() -> None:
    found = bound_means(np.array([[np.nan], [np.nan]]), names=["x"], low=1, high=5)
    assert np.isnan(found.observed[0])
    assert (found.low[0], found.high[0]) == (1, 5)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_coefficients_are_bounded_by_the_ends_of_the_range(seed: int, lacking: int) -> None:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(12, 2)) * [1, 1000]
    y = rng.random(12)
    y[:lacking] = np.nan
    found = bound_coefficients(y, X, names=["a", "b"], low=0, high=1)
    estimates = []
    for values in product((0.0, 1.0), repeat=lacking):
        y[:lacking] = values
        fit = fit_ols(y, X, names=["a", "b"])
        estimates.append([fit.constant.estimate, *fit.estimate])
    np.testing.assert_allclose(found.low, np.min(estimates, axis=0), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.high, np.max(estimates, axis=0), rtol=1e-9, atol=1e-12)
    for sign, low, high in zip(found.sign, found.low, found.high, strict=True):
        assert sign == (1 if low > 0 else -1 if high < 0 else 0)
    assert found.n_missing == lacking


@pytest.mark.parametrize(
    ("values", "low", "high", "says"),
    [
        ([[2.0]], 0, 1, "outside the range"),
        ([[1.0]], 1, 1, "lower and a higher end"),
        ([[1.0]], 0, np.inf, "lower and a higher end"),
        (np.empty((0, 1)), 0, 1, "governments and variables"),
    ],
)
def test_ranges_that_are_none_are_refused(values, low, high, says: str) -> None:
    with pytest.raises(NotComputableError, match=says):
        bound_means(np.array(values), names=["x"], low=low, high=high)


@pytest.mark.parametrize(
    ("X", "says"),
    [
        ([[1.0], [np.nan], [2.0], [4.0]], "missing factors: x"),
        ([[1.0], [1.0], [1.0], [1.0]], "the same in all"),
        ([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [5.0, 10.0]], "combinations"),
        ([[1.0, 2.0, 3.0], [2.0, 4.0, 1.0], [3.0, 5.0, 1.0], [5.0, 10.0, 0.0]], "4 coefficients and 4 governments"),
    ],
)
def test_coefficients_that_cannot_be_bounded_are_refused(X, says: str) -> None:
    X = np.array(X)
    with pytest.raises(NotComputableError, match=says):
        bound_coefficients(np.array([0.0, 1.0, np.nan, 1.0]), X, names=["x", "z", "w"][: X.shape[1]], low=0, high=1)
