"""Tables 3 to 5 on the synthetic twin, Longley and a column far from zero, beside R's lm (r/models.R)."""

from __future__ import annotations

import numpy as np
import pytest

from civicreach.analysis.factors.collinearity import condition_indices
from civicreach.analysis.factors.descriptives import describe
from civicreach.analysis.factors.moments import merge, moments
from civicreach.analysis.factors.ols import OLSResult, fit_moments, fit_ols

FACTORS = (
    "median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
    "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal",
)  # fmt: skip
LONGLEY = ("GNP.deflator", "GNP", "Unemployed", "Armed.Forces", "Population", "Year")

# R's lm keeps 13 digits on Longley and more on the twin; ten are asked of both.
TEN_DIGITS = {"rtol": 1e-10, "atol": 0.0}

BY_FACTOR = ("estimate", "std_error", "beta", "t", "p", "vif")
BY_CONSTANT = ("estimate", "std_error", "t", "p")
BY_MODEL = ("r_squared", "adjusted_r_squared", "f", "df_model", "df_residual", "p_f", "residual_std_error", "rss")


def longley():
    from pathlib import Path

    rows = (Path(__file__).parent / "nist" / "longley.csv").read_text().splitlines()[1:]
    table = np.array([[float(cell) for cell in row.split(",")] for row in rows])
    # R prints the same data in thousands: employed people, armed forces, unemployed, population and GNP.
    return table[:, 0] / 1000, table[:, 1:] / [1, 1000, 10, 10, 1000, 1]


@pytest.fixture(params=["likes", "posts", "longley"])
def model(request, twin, r_models):
    if request.param == "longley":
        y, X = longley()
        return request.param, fit_ols(y, X, names=LONGLEY, outcome_name="Employed"), r_models
    outcome = {"likes": "N_like", "posts": "N_Post"}[request.param]
    return request.param, fit_ols(twin(outcome), twin(*FACTORS), names=FACTORS, outcome_name=outcome), r_models


@pytest.mark.parametrize("quantity", BY_FACTOR)
def test_every_factor_is_as_in_r(model, quantity: str) -> None:
    part, fit, r = model
    expected = r[part, quantity]
    assert tuple(expected) == fit.names
    np.testing.assert_allclose(getattr(fit, quantity), list(expected.values()), **TEN_DIGITS)


@pytest.mark.parametrize("quantity", BY_CONSTANT)
def test_the_constant_is_as_in_r(model, quantity: str) -> None:
    part, fit, r = model
    np.testing.assert_allclose(getattr(fit.constant, quantity), r[part, f"constant_{quantity}"][""], **TEN_DIGITS)


@pytest.mark.parametrize("quantity", BY_MODEL)
def test_the_model_is_as_in_r(model, quantity: str) -> None:
    part, fit, r = model
    np.testing.assert_allclose(getattr(fit, quantity), r[part, quantity][""], **TEN_DIGITS)


def test_fitted_and_residuals_are_as_in_r_in_the_order_of_the_rows(model) -> None:
    part, fit, r = model
    for found, quantity in ((fit.fitted, "fitted"), (fit.residuals, "residual")):
        np.testing.assert_allclose(found, list(r[part, quantity].values()), rtol=0, atol=1e-9 * fit.residual_std_error)


def test_table_3_is_as_in_r(twin, r_models) -> None:
    names = tuple(r_models["descriptives", "mean"])
    d = describe(twin(*names), names=names)
    for quantity in ("minimum", "maximum", "mean", "sd", "median", "skewness"):
        np.testing.assert_allclose(
            getattr(d, quantity), list(r_models["descriptives", quantity].values()), **TEN_DIGITS, err_msg=quantity
        )


def test_condition_indices_are_as_in_r(twin, r_models) -> None:
    c = condition_indices(twin(*FACTORS), names=FACTORS)
    np.testing.assert_allclose(c.indices, list(r_models["collinearity", "index"].values()), rtol=1e-10)
    np.testing.assert_allclose(
        c.proportions[-1], list(r_models["collinearity", "proportion_of_last"].values()), rtol=1e-9, atol=1e-12
    )
    np.testing.assert_allclose(c.proportions.sum(axis=0), 1.0)


def test_a_column_of_mean_1e7_and_sd_10_keeps_its_digits(r_models) -> None:
    r = r_models
    y, day, age = (np.array(list(r["far", name].values())) for name in ("y", "day", "age"))
    assert day.mean() > 9.9e6
    assert day.std() < 10
    fit = fit_ols(y, np.column_stack([day, age]), names=["day", "age"])
    for quantity in BY_FACTOR:
        np.testing.assert_allclose(getattr(fit, quantity), list(r["near", quantity].values()), rtol=1e-12)
    shifted = r["near", "constant_estimate"][""] - 1e7 * r["near", "estimate"]["day"]
    np.testing.assert_allclose(fit.constant.estimate, shifted, rtol=1e-12)


def test_moments_alone_and_in_parts_give_the_same_tables(twin, r_models) -> None:
    names = ("N_like", *FACTORS)
    table = twin(*names)
    parts = [moments(table[rows], names=names) for rows in (slice(0, 13), slice(13, 14), slice(14, 90))]
    together = merge(merge(parts[2], parts[0]), parts[1])
    fit = fit_moments(together, outcome="N_like", factors=FACTORS)
    for quantity in BY_FACTOR:
        np.testing.assert_allclose(getattr(fit, quantity), list(r_models["likes", quantity].values()), rtol=1e-10)
    assert fit.fitted is None
    assert fit.residuals is None
    assert together.minimum.tolist() == table.min(axis=0).tolist()
    assert together.maximum.tolist() == table.max(axis=0).tolist()


def test_a_residual_pass_from_elsewhere_gives_the_same(twin) -> None:
    names = ("N_like", *FACTORS)
    table = twin(*names)
    m = moments(table, names=names)
    q = (table - m.mean) / m.sd
    passes: list[int] = []

    def residual_pass(beta):
        passes.append(len(beta))
        e = q[:, 0] - q[:, 1:] @ beta
        return q[:, 1:].T @ e, float(e @ e)

    fit = fit_moments(m, outcome="N_like", factors=FACTORS, residual_pass=residual_pass)
    direct: OLSResult = fit_ols(table[:, 0], table[:, 1:], names=FACTORS)
    np.testing.assert_allclose(fit.estimate, direct.estimate, rtol=1e-13)
    np.testing.assert_allclose(fit.std_error, direct.std_error, rtol=1e-13)
    assert passes == [11]
