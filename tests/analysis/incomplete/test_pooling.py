"""Rubin's rules on the datasets that mice imputed, beside mice's own pooling (r/incomplete.R)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.incomplete.pooling import pool, pool_r_squared
from civicreach.records.errors import NotComputableError

MODELS = {
    "nhanes": ("chl", ("age", "bmi"), 5),
    "airquality": ("Ozone", ("Solar.R", "Wind", "Temp"), 10),
    "boys": ("wgt", ("age", "hgt", "hc"), 5),
    "twin": ("N_like", ("median_age", "population_total", "f_independence", "budget", "purpose_pull"), 10),
}

# As asked of deterministic numbers; R's lm and ours both keep more.
EIGHT_DIGITS = {"rtol": 1e-8}


@pytest.fixture(params=MODELS)
def pooled(request, r_columns, r_incomplete):
    """The model pooled over mice's datasets, its R2, and what R printed."""
    outcome, factors, m = MODELS[request.param]
    data = r_columns(request.param)
    fits = []
    for i in range(1, m + 1):
        filled = {name: values.copy() for name, values in data.items()}
        for name in filled:
            for cell, value in r_incomplete.get((request.param, f"imputed:{name}"), {}).items():
                dataset, row = cell.split(".")
                if int(dataset) == i:
                    filled[name][int(row) - 1] = value
        X = np.column_stack([filled[name] for name in factors])
        fits.append(fit_ols(filled[outcome], X, names=factors, outcome_name=outcome))
    estimates = np.array([[fit.constant.estimate, *fit.estimate] for fit in fits])
    errors = np.array([[fit.constant.std_error, *fit.std_error] for fit in fits])
    result = pool(estimates, errors**2, names=["constant", *factors], df_complete=fits[0].df_residual)
    r2 = pool_r_squared([fit.r_squared for fit in fits], n=fits[0].n)
    return result, r2, {quantity: found for (part, quantity), found in r_incomplete.items() if part == request.param}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("estimate", "estimate"), ("std_error", "std.error"), ("t", "statistic"), ("df", "df"), ("p", "p.value"),
        ("riv", "riv"), ("missing_share", "lambda"), ("fmi", "fmi"), ("within", "ubar"), ("between", "b"),
        ("conf_low", "2.5 %"), ("conf_high", "97.5 %"),
    ],
)  # fmt: skip
def test_pooling_is_as_in_mice(pooled, ours: str, theirs: str) -> None:
    result, _, r = pooled
    np.testing.assert_allclose(getattr(result, ours), list(r[f"pooled:{theirs}"].values()), **EIGHT_DIGITS)


def test_degrees_of_freedom_had_nothing_been_missing(pooled) -> None:
    result, _, r = pooled
    assert result.df_complete == r["dfcom"][""]


def test_r_squared_is_as_in_mice(pooled) -> None:
    _, r2, r = pooled
    found = [r2.estimate, r2.conf_low, r2.conf_high, r2.fmi]
    np.testing.assert_allclose(found, list(r["r_squared"].values()), **EIGHT_DIGITS)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-100, 100), min_size=2, max_size=30),
    st.floats(1e-6, 1e4),
    st.sampled_from([3, 20, 78, math.inf]),
)
def test_laws(estimates: list[float], variance: float, df: float) -> None:
    q = np.array(estimates)[:, None]
    result = pool(q, np.full_like(q, variance), names=["b"], df_complete=df)
    turned = pool(-q[::-1], np.full_like(q, variance), names=["b"], df_complete=df)
    assert result.estimate[0] == pytest.approx(-turned.estimate[0], abs=1e-12)
    assert result.std_error[0] ** 2 >= variance * (1 - 1e-12)
    assert 0 <= result.missing_share[0] <= 1
    assert result.missing_share[0] <= result.fmi[0] * (1 + 1e-9) or result.riv[0] < 1e-12
    assert 0 <= result.df[0] <= df
    assert result.conf_low[0] <= result.estimate[0] <= result.conf_high[0]


def test_nothing_missing_gives_the_complete_answer() -> None:
    result = pool([[2.0], [2.0]], [[0.25], [0.25]], names=["b"])
    assert (result.df[0], result.fmi[0], result.riv[0]) == (math.inf, 0, 0)
    np.testing.assert_allclose(result.conf_high - result.estimate, 1.959963984540054 * 0.5)


def test_next_to_no_degrees_of_freedom_give_an_interval_without_end() -> None:
    result = pool([[0.0], [1.0]], [[1e-9], [1e-9]], names=["b"], df_complete=3)
    assert result.df[0] < 1e-6
    assert (result.conf_low[0], result.conf_high[0]) == (-math.inf, math.inf)


def test_estimates_without_any_error_have_no_t() -> None:
    result = pool([[1.0], [1.0]], [[0.0], [0.0]], names=["b"], df_complete=10)
    assert math.isnan(result.t[0]) and math.isnan(result.p[0])
    assert (result.conf_low[0], result.conf_high[0]) == (1, 1)


@pytest.mark.parametrize(
    ("estimates", "variances", "says"),
    [
        ([[1.0]], [[1.0]], "one imputed dataset"),
        ([[1.0], [np.nan]], [[1.0], [1.0]], "not there in every imputed dataset; found: b"),
        ([[1.0], [1.0]], [[1.0], [-1.0]], "not there in every imputed dataset; found: b"),
        ([[1.0, 2.0], [1.0, 2.0]], [[1.0], [1.0]], "do not fit together"),
    ],
)
def test_what_cannot_be_pooled_is_refused(estimates, variances, says: str) -> None:
    with pytest.raises(NotComputableError, match=says):
        pool(estimates, variances, names=["b"])


@pytest.mark.parametrize("values", [[0.5], [0.5, 1.0], [0.5, -0.1]])
def test_r_squared_out_of_range_is_refused(values) -> None:
    with pytest.raises(NotComputableError, match="R2"):
        pool_r_squared(values, n=90)
