"""Laws of count models on generated data, and subsets beside single fits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.outcomes.counts import with_errors
from civicreach.analysis.outcomes.iteration import negative_binomial_likelihood
from civicreach.analysis.outcomes.margins import average_marginal_effects
from civicreach.analysis.outcomes.negative_binomial import fit_negative_binomial
from civicreach.analysis.outcomes.poisson import fit_poisson
from civicreach.analysis.outcomes.subsets import fit_subsets
from civicreach.records.errors import NotComputableError

NAMES = ("age", "level", "budget")


def drawn(seed: int, n: int = 60, spread: float = 0.5):
    """Counts of a known model: coefficients 2, 0.5, -0.4, 0.3 and alpha `spread`."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([rng.normal(size=n), rng.integers(0, 2, n), rng.normal(size=n) ** 2])
    mu = np.exp(2 + X @ [0.5, -0.4, 0.3])
    return rng.negative_binomial(1 / spread, 1 / (1 + spread * mu)).astype(float), X


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["poisson", "negative binomial"]), st.sampled_from([1e-6, 1.0, 1e7]))
def test_the_unit_of_a_factor_and_the_order_of_rows_do_not_matter(seed: int, family: str, unit: float) -> None:
    y, X = drawn(seed)
    order = np.random.default_rng(seed).permutation(len(y))

    def fit(y, X):
        found = fit_poisson(y, X, names=NAMES) if family == "poisson" else fit_negative_binomial(y, X, names=NAMES)
        return with_errors(found, "HC3")

    first, other = fit(y, X), fit(y[order], X[order] * [unit, 1, 1] + [0, 0, 5])
    np.testing.assert_allclose(other.estimate[1:] * [unit, 1, 1], first.estimate[1:], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(other.std_error[1:] * [unit, 1, 1], first.std_error[1:], rtol=1e-7)
    np.testing.assert_allclose(other.fitted, first.fitted[order], rtol=1e-8)
    np.testing.assert_allclose(other.alpha, first.alpha, rtol=1e-7)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_scores_vanish_and_leverages_add_up(seed: int) -> None:
    y, X = drawn(seed)
    for found in (fit_poisson(y, X, names=NAMES, family="poisson"), fit_negative_binomial(y, X, names=NAMES)):
        scores = found.design.columns.T @ found.score
        information = np.einsum("ij,i->j", found.design.columns**2, found.weight)
        np.testing.assert_allclose(scores / np.sqrt(information), 0, atol=1e-6)
        assert found.leverage.sum() == pytest.approx(4)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.001, 1000))
def test_an_exposure_moves_the_constant_only(seed: int, size: float) -> None:
    y, X = drawn(seed)
    plain = fit_negative_binomial(y, X, names=NAMES)
    exposed = fit_negative_binomial(y, X, names=NAMES, exposure=np.full(len(y), size))
    assert exposed.exposed
    np.testing.assert_allclose(exposed.estimate[0], plain.estimate[0] - np.log(size), rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(exposed.estimate[1:], plain.estimate[1:], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(
        average_marginal_effects(exposed).estimate, average_marginal_effects(plain).estimate, rtol=1e-7, atol=1e-8
    )


def test_a_known_model_is_recovered() -> None:
    y, X = drawn(7, n=20_000)
    found = fit_negative_binomial(y, X, names=NAMES)
    np.testing.assert_array_less(np.abs(found.estimate - [2, 0.5, -0.4, 0.3]) / found.std_error, 3.5)
    assert abs(found.alpha - 0.5) < 3.5 * found.alpha_std_error


def test_alpha_near_0_keeps_its_digits() -> None:
    # thirty counts whose variance is just above their mean
    y = np.array([6.0, 3, 2, 3, 4, 6, 2, 2, 7, 5, 4, 5, 6, 3, 4, 3, 4, 10, 2, 4, 9, 2, 6, 2, 6, 4, 3, 4, 2, 7])
    found = fit_negative_binomial(y, np.tile([0.0, 1.0], 15)[:, None], names=["level"])
    assert 1e-4 < found.alpha < 3e-4
    at = np.log(found.alpha) + np.array([-1e-3, 1e-3])
    low, high = negative_binomial_likelihood(y, np.tile(found.fitted, (2, 1)), at)
    # by differences, the slope of the likelihood in log alpha is 0 beside its curvature
    assert abs(high - low) / 2e-3 < 1e-9


@pytest.mark.parametrize("family", ["poisson", "quasi-poisson", "negative binomial"])
@pytest.mark.parametrize("errors", ["model", "HC0", "HC1", "HC2", "HC3"])
def test_a_subset_is_as_its_single_fit(family: str, errors: str, data) -> None:
    one = data("quine")
    fits = fit_subsets(one.y, one.X, names=one.names, family=family, errors=errors)
    assert len(fits.subsets) == 2 ** len(one.names) - 1
    assert len(np.unique(fits.subsets, axis=0)) == len(fits.subsets)
    assert fits.counted == {"converged": 2 ** len(one.names) - 1}
    for row in (0, 17, len(fits.subsets) - 1):
        inside = fits.subsets[row]
        names = [name for name, is_in in zip(one.names, inside, strict=True) if is_in]
        if family == "negative binomial":
            single = fit_negative_binomial(one.y, one.X[:, inside], names=names, errors=errors)
        else:
            single = fit_poisson(one.y, one.X[:, inside], names=names, family=family, errors=errors)
        places = np.concatenate([[True], inside])
        for quantity in ("estimate", "std_error", "p"):
            np.testing.assert_allclose(getattr(fits, quantity)[row, places], getattr(single, quantity), rtol=1e-8)
            assert np.isnan(getattr(fits, quantity)[row, ~places]).all()
        for quantity in ("alpha", "log_likelihood", "aic", "dispersion"):
            np.testing.assert_allclose(getattr(fits, quantity)[row], getattr(single, quantity), rtol=1e-9)


def test_a_larger_negative_binomial_model_never_fits_worse(data) -> None:
    one = data("warpbreaks")
    fits = fit_subsets(one.y, one.X, names=one.names)
    for i, small in enumerate(fits.subsets):
        for j, large in enumerate(fits.subsets):
            if (small <= large).all():
                assert fits.log_likelihood[i] <= fits.log_likelihood[j] + 1e-9


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_few_cases_and_wild_counts_give_a_fit_or_a_sentence(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(6, 15))
    X = np.column_stack([rng.normal(size=n) * 1e6, rng.integers(0, 2, n), rng.exponential(size=n)])
    y = np.floor(rng.exponential(size=n) ** 3 * 10.0 ** rng.integers(0, 6))
    try:
        found = fit_negative_binomial(y, X, names=NAMES)
    except NotComputableError as refusal:
        assert len(str(refusal)) > 40
        return
    assert np.isfinite([*found.estimate, *found.std_error, *found.p, found.alpha]).all()
