"""Weights for who is complete, and weighted fits, beside R's glm, lm and sandwich (r/incomplete.R)."""

from __future__ import annotations

import numpy as np
import pytest

from civicreach.analysis.incomplete.weights import fit_weighted, response_weights
from civicreach.records.errors import NotComputableError


@pytest.fixture
def twin_weights(r_columns):
    data = r_columns("twin")
    complete = ~np.isnan(np.column_stack(list(data.values()))).any(axis=1)
    X = np.column_stack([data["median_age"], data["f_independence"]])
    ids = [f"S{i}" for i in range(90)]
    return data, response_weights(complete, X, names=["median_age", "f_independence"], ids=ids)


def test_weights_are_as_in_r(twin_weights, r_incomplete) -> None:
    _, found = twin_weights
    np.testing.assert_allclose(found.coefficients, list(r_incomplete["weights", "coefficient"].values()), rtol=1e-8)
    weights = r_incomplete["weights", "weight"]
    np.testing.assert_allclose(found.weights[found.weights > 0], list(weights.values()), rtol=1e-8)
    np.testing.assert_allclose(found.effective_n, r_incomplete["weights", "effective_n"][""], rtol=1e-8)
    assert (found.n, found.n_complete, found.extreme) == (90, len(weights), ())


@pytest.mark.parametrize("errors", ["HC0", "HC1", "HC2", "HC3"])
def test_the_weighted_fit_is_as_in_r(twin_weights, r_incomplete, errors) -> None:
    data, found = twin_weights
    factors = ("median_age", "population_total", "budget")
    X = np.column_stack([data[name] for name in factors])
    fit = fit_weighted(data["N_like"], X, weights=found.weights, names=factors, errors=errors)
    np.testing.assert_allclose(fit.estimate, list(r_incomplete["weights", "estimate"].values()), rtol=1e-8)
    np.testing.assert_allclose(fit.std_error, list(r_incomplete["weights", errors].values()), rtol=1e-8)
    assert (fit.n, fit.df) == (found.n_complete, found.n_complete - 4)


def test_extreme_weights_are_named() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=400)
    complete = rng.random(400) < 1 / (1 + np.exp(-2.5 * x))
    found = response_weights(complete, x[:, None], names=["x"], ids=[f"S{i}" for i in range(400)])
    assert found.extreme
    assert found.effective_n < found.n_complete
    largest = [found.weights[int(i[1:])] for i in found.extreme]
    assert largest == sorted(largest, reverse=True) and largest[-1] >= 4


def test_weights_mend_what_complete_cases_bend() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=20_000)
    y = x + rng.normal(size=20_000)
    complete = rng.random(20_000) < 1 / (1 + np.exp(-x))
    found = response_weights(complete, x[:, None], names=["x"], ids=[str(i) for i in range(20_000)])
    assert y[complete].mean() > 0.35
    assert abs(np.average(y, weights=found.weights)) < 0.05


@pytest.mark.parametrize(
    ("complete", "X", "says"),
    [
        ([1, 1, 1, 1], [[1.0], [2.0], [3.0], [4.0]], "4 of 4 complete"),
        ([0, 0, 0, 0], [[1.0], [2.0], [3.0], [4.0]], "0 of 4 complete"),
        ([1, 1, 0, 0], [[4.0], [3.0], [2.0], [1.0]], "for certain who is complete"),
        ([1, 0, 1, 0], [[4.0], [np.nan], [2.0], [1.0]], "missing somewhere; found: x"),
        ([1, 0, 1, 0], [[4.0], [4.0], [4.0], [4.0]], "does not vary; found: x"),
        ([1, 0, 1, 1], [[4.0], [1.0], [3.0], [2.0]], "too many predictors"),
    ],
)
def test_weights_that_nothing_supports_are_refused(complete, X, says: str) -> None:
    with pytest.raises(NotComputableError, match=says):
        response_weights(np.array(complete, dtype=bool), np.array(X), names=["x"], ids=list("ABCD"))


@pytest.mark.parametrize(
    ("weights", "X", "says"),
    [
        ([1, 1, -1, 1], [[1.0], [2.0], [3.0], [5.0]], "1 that are not"),
        ([1, 1, 0, 0], [[1.0], [2.0], [3.0], [5.0]], "2 governments with a weight"),
        ([1, 1, 1, 1], [[1.0], [np.nan], [3.0], [5.0]], "lacks a value"),
        ([1, 1, 1, 0], [[1.0], [1.0], [1.0], [5.0]], "the same in all weighted governments; found: x"),
    ],
)
def test_weighted_fits_that_cannot_be_are_refused(weights, X, says: str) -> None:
    with pytest.raises(NotComputableError, match=says):
        fit_weighted(np.array([1.0, 2.0, 4.0, 3.0]), np.array(X), weights=np.array(weights), names=["x"])


def test_tied_factors_are_refused() -> None:
    x = np.arange(8.0)
    with pytest.raises(NotComputableError, match="combinations of one another; found: x, twice"):
        fit_weighted(x**2, np.column_stack([x, 2 * x]), weights=np.ones(8), names=["x", "twice"])
