"""Poisson, quasi-Poisson and negative binomial models beside R's glm, MASS and sandwich (r/outcomes.R)."""

from __future__ import annotations

import numpy as np
import pytest

from civicreach.analysis.outcomes.counts import CountFit, with_errors
from civicreach.analysis.outcomes.dispersion import compare_families, dispersion_test
from civicreach.analysis.outcomes.margins import average_marginal_effects
from civicreach.analysis.outcomes.negative_binomial import fit_negative_binomial
from civicreach.analysis.outcomes.poisson import fit_poisson

PARTS = ("twin_likes", "twin_posts", "twin_exposure", "quine", "warpbreaks", "mtcars")
FAMILIES = ("poisson", "quasi-poisson", "negative binomial")
ERRORS = ("model", "HC0", "HC1", "HC2", "HC3")

# Both stop where nothing changes in the 13th digit; R's hat values carry 11 digits, because glm's weights are those
# of the step before the last.
EIGHT_DIGITS = {"rtol": 1e-8, "atol": 0.0}
TEN_DIGITS = {"rtol": 1e-10, "atol": 0.0}


def fit(one, family: str) -> CountFit:
    if family == "negative binomial":
        return fit_negative_binomial(one.y, one.X, names=one.names, outcome_name="counts", exposure=one.exposure)
    return fit_poisson(one.y, one.X, names=one.names, outcome_name="counts", exposure=one.exposure, family=family)


@pytest.fixture(
    params=[
        (part, family) for part in PARTS for family in FAMILIES if (part, family) != ("mtcars", "negative binomial")
    ],
    ids=lambda param: "-".join(param),
)
def model(request, data, r_outcomes):
    part, family = request.param
    of_model = {q: values for (one, q), values in r_outcomes.items() if one == f"{part}:{family}"}
    return fit(data(part), family), of_model


def test_coefficients_fitted_counts_and_leverage_are_as_in_r(model) -> None:
    found, r = model
    assert tuple(r["estimate"]) == ("", *found.names)
    np.testing.assert_allclose(found.estimate, list(r["estimate"].values()), **TEN_DIGITS)
    np.testing.assert_allclose(found.fitted, list(r["fitted"].values()), **TEN_DIGITS)
    np.testing.assert_allclose(found.leverage, list(r["leverage"].values()), **TEN_DIGITS)


@pytest.mark.parametrize("errors", ERRORS)
def test_standard_errors_of_every_kind_are_as_in_r(model, errors: str) -> None:
    found, r = model
    with_kind = with_errors(found, errors)
    assert with_kind.errors == errors
    np.testing.assert_allclose(with_kind.std_error, list(r[f"std_error:{errors}"].values()), **TEN_DIGITS)


def test_the_robust_errors_differ_from_each_other(model) -> None:
    found, _ = model
    kinds = [with_errors(found, errors).std_error for errors in ERRORS]
    for i, one in enumerate(kinds):
        for other in kinds[:i]:
            assert np.abs(one / other - 1).max() > 1e-4


@pytest.mark.parametrize("quantity", ["deviance", "pearson", "dispersion", "log_likelihood", "aic", "bic"])
def test_the_fit_is_as_in_r(model, quantity: str) -> None:
    found, r = model
    if found.family == "quasi-poisson" and quantity in ("log_likelihood", "aic", "bic"):
        assert np.isnan(getattr(found, quantity))
        return
    np.testing.assert_allclose(getattr(found, quantity), r[quantity][""], **TEN_DIGITS)


def test_p_of_quasi_poisson_is_that_of_t(model) -> None:
    found, r = model
    if found.family == "quasi-poisson":
        np.testing.assert_allclose(found.p, list(r["p"].values()), rtol=1e-9)
    else:
        assert found.df is None


def test_alpha_is_one_by_theta(model) -> None:
    found, r = model
    if found.family != "negative binomial":
        assert found.alpha == 0
        return
    np.testing.assert_allclose(1 / found.alpha, r["theta"]["theta"], **TEN_DIGITS)
    np.testing.assert_allclose(found.alpha_std_error / found.alpha**2, r["theta"]["SE"], **TEN_DIGITS)


@pytest.mark.parametrize("errors", ["model", "HC3"])
def test_average_marginal_effects_are_as_by_hand_in_r(model, errors: str) -> None:
    found, r = model
    effects = average_marginal_effects(with_errors(found, errors))
    np.testing.assert_allclose(effects.estimate, list(r["margin"].values()), **TEN_DIGITS)
    np.testing.assert_allclose(effects.std_error, list(r[f"margin_error:{errors}"].values()), **EIGHT_DIGITS)


@pytest.mark.parametrize("part", PARTS[:-1])
def test_glm_nb_is_met_as_far_as_it_goes(part: str, data, r_outcomes) -> None:
    found = fit(data(part), "negative binomial")
    r = r_outcomes[part, "glm.nb"]
    np.testing.assert_allclose(1 / found.alpha, r["theta"], rtol=1e-9)
    np.testing.assert_allclose(found.alpha_std_error / found.alpha**2, r["SE.theta"], rtol=1e-5)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("form", "in_r"), [("linear", "constant"), ("quadratic", "proportional")])
def test_tests_of_dispersion_are_as_in_r(part: str, form: str, in_r: str, data, r_outcomes) -> None:
    found = dispersion_test(fit(data(part), "poisson"), form=form)
    r = r_outcomes[part, f"cameron_trivedi:{in_r}"]
    np.testing.assert_allclose([found.estimate, found.statistic], [r["estimate"], r["t"]], **TEN_DIGITS)
    assert (found.p < 0.5) == (found.statistic > 0)


def test_counts_less_dispersed_than_poisson_have_alpha_0_and_a_note(data) -> None:
    one = data("mtcars")
    found, poisson = fit(one, "negative binomial"), fit(one, "poisson")
    assert found.alpha == 0
    assert found.note is not None
    assert np.isnan(found.alpha_std_error)
    np.testing.assert_array_equal(found.estimate, poisson.estimate)
    np.testing.assert_array_equal(found.std_error, poisson.std_error)
    compared = compare_families([poisson, found])
    assert (compared.lr, compared.p) == (0, 1)
    assert compared.rows[1].aic == pytest.approx(compared.rows[0].aic + 2)


def test_families_are_compared_on_the_same_counts(data) -> None:
    fits = [fit(data("quine"), family) for family in FAMILIES]
    compared = compare_families(fits)
    assert [row.family for row in compared.rows] == list(FAMILIES)
    assert compared.lr == pytest.approx(2 * (fits[2].log_likelihood - fits[0].log_likelihood))
    assert 0 < compared.p < 1e-200
    # nine pupils were never absent: Poisson expects none, the negative binomial six
    assert compared.n_zero == 9
    assert compared.rows[0].zeros < 0.1
    assert 5 < compared.rows[2].zeros < 8
    np.testing.assert_allclose(
        compared.rows[2].zeros, ((1 + fits[2].alpha * fits[2].fitted) ** (-1 / fits[2].alpha)).sum(), rtol=1e-12
    )
