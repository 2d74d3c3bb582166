"""What no count model fits is refused with the reason, or counted."""

from __future__ import annotations

import numpy as np
import pytest

from civicreach.analysis.outcomes.counts import with_errors
from civicreach.analysis.outcomes.dispersion import compare_families, dispersion_test
from civicreach.analysis.outcomes.negative_binomial import fit_negative_binomial
from civicreach.analysis.outcomes.poisson import fit_poisson
from civicreach.analysis.outcomes.separation import separated
from civicreach.analysis.outcomes.subsets import fit_subsets
from civicreach.records.errors import NotComputableError

Y = np.array([3.0, 0, 7, 2, 9, 4, 0, 12, 5, 1])
X = np.column_stack([np.arange(10.0), [0, 1, 1, 0, 1, 0, 0, 1, 1, 0]])
NAMES = ("age", "level")

FITS = {
    "poisson": lambda y, X, names, **more: fit_poisson(
        y, X, names=names, outcome_name="Likes", family="poisson", **more
    ),
    "quasi-poisson": lambda y, X, names, **more: fit_poisson(y, X, names=names, outcome_name="Likes", **more),
    "negative binomial": lambda y, X, names, **more: fit_negative_binomial(
        y, X, names=names, outcome_name="Likes", **more
    ),
    "subsets": lambda y, X, names, **more: fit_subsets(y, X, names=names, outcome_name="Likes", **more),
}


def changed(values, at, to):
    copy = np.array(values)
    copy[at] = to
    return copy


@pytest.fixture(params=FITS)
def fit(request):
    return request.param, FITS[request.param]


@pytest.mark.parametrize(
    ("y", "X", "sentence"),
    [
        (changed(Y, 3, -1), X, "Likes: counts cannot be negative.*1 of 10 values below 0, the least -1"),
        (np.zeros(10), X, "Likes: all 10 counts are 0.*missing and not 0"),
        (np.full(10, 5000.0), X, "all 10 governments have the same value 5000"),
        (changed(Y, 3, np.nan), X, r"missing or infinite.*Likes \(1\)"),
        (changed(Y, 3, np.inf), X, r"missing or infinite.*Likes \(1\)"),
        (Y, changed(X, (slice(None), 1), 1.0), r"same value in all 10 cases.*level \(1\)"),
        (Y[:3], X[:3], "too few complete cases"),
        (Y, X[:9], "do not have the same rows"),
    ],
)
def test_what_cannot_be_fitted_is_named(fit, y, X, sentence: str) -> None:
    with pytest.raises(NotComputableError, match=sentence):
        fit[1](y, X, NAMES)


def test_fractions_are_for_quasi_poisson_only(fit) -> None:
    name, call = fit
    y = changed(Y, 3, 2.5)
    if name == "quasi-poisson":
        assert np.isfinite(call(y, X, NAMES).p).all()
        return
    with pytest.raises(NotComputableError, match=r"1 of 10 values with a fraction, the first 2\.5.*quasi-Poisson"):
        call(y, X, NAMES)


@pytest.mark.parametrize("value", [0.0, -3.0, np.nan, np.inf])
def test_an_exposure_of_0_is_refused(fit, value: float) -> None:
    with pytest.raises(NotComputableError, match="1 of 10 values that are 0, negative or missing, the first in row 5"):
        fit[1](Y, X, NAMES, exposure=changed(np.arange(1.0, 11.0), 4, value))


def test_an_exposure_of_other_rows_is_refused(fit) -> None:
    with pytest.raises(NotComputableError, match="exposure does not have the rows"):
        fit[1](Y, X, NAMES, exposure=np.ones(9))


def test_tied_factors_are_named_or_marked(fit) -> None:
    name, call = fit
    tied = np.column_stack([X, 2 * X[:, 0] - X[:, 1]])
    if name == "subsets":
        fits = call(Y, tied, (*NAMES, "sum"))
        assert fits.counted == {"converged": 6, "tied": 1}
        assert np.isnan(fits.estimate[-1]).all()
        return
    with pytest.raises(NotComputableError, match="age, level, sum"):
        call(Y, tied, (*NAMES, "sum"))


def test_separated_cases_are_counted_with_their_factor(fit) -> None:
    name, call = fit
    with_pages = np.where(Y == 0, 1.0, 0.0)
    apart = np.column_stack([X, with_pages])
    if name == "subsets":
        fits = call(Y, apart, (*NAMES, "closed"))
        assert fits.counted == {"converged": 3, "separated": 4}
        assert [bool(row[2]) for row in fits.subsets] == [status == "separated" for status in fits.status]
        return
    with pytest.raises(NotComputableError, match=r"0 of 2 of 10 cases of Likes.*separation.*by closed"):
        call(Y, apart, (*NAMES, "closed"))


def test_separation_by_a_combination_is_found_and_near_separation_is_not() -> None:
    columns = np.column_stack([np.ones(6), [0, 1, 2, 3, 4, 5], [5, 4, 3, 3, 1, 0]])
    y = np.array([0, 0, 0, 4, 0, 0.0])
    assert separated(y, columns)[0].sum() >= 4
    y = np.array([1, 0, 2, 4, 0, 1.0])
    assert not separated(y, columns)[0].any()
    assert not separated(np.ones(6), columns)[0].any()


def test_a_case_that_fixes_a_coefficient_alone_has_no_hc3(fit) -> None:
    name, call = fit
    alone = np.column_stack([X[:, 0], changed(np.zeros(10), 4, 1.0)])
    if name == "subsets":
        fits = fit_subsets(Y, alone, names=NAMES, errors="HC3")
        assert fits.counted == {"converged": 1, "leverage of 1": 2}
        assert np.isfinite(fits.estimate[-1]).all()
        assert np.isnan(fits.std_error[-1]).all()
        return
    found = call(Y, alone, NAMES)
    assert np.isfinite(with_errors(found, "HC1").std_error).all()
    for errors in ("HC2", "HC3"):
        with pytest.raises(NotComputableError, match="1 cases that fix a coefficient alone"):
            with_errors(found, errors)
    with pytest.raises(NotComputableError, match="no such kind"):
        with_errors(found, "HC9")


def test_subsets_must_be_subsets() -> None:
    for subsets in (np.zeros((1, 2), dtype=bool), np.ones((1, 3), dtype=bool)):
        with pytest.raises(NotComputableError, match="at least one"):
            fit_subsets(Y, X, names=NAMES, subsets=subsets)
    wide = np.random.default_rng(1).normal(size=(40, 16))
    with pytest.raises(NotComputableError, match="65,535 subsets"):
        fit_subsets(np.arange(40.0), wide, names=[f"x{j}" for j in range(16)])


def test_fits_of_other_counts_do_not_compare() -> None:
    first, other = (fit_poisson(y, X, names=NAMES, family="poisson") for y in (Y, Y + 1))
    with pytest.raises(NotComputableError, match="counts, factors and exposure are the same"):
        compare_families([first, other])
    with pytest.raises(NotComputableError, match="no fits"):
        compare_families([])
    with pytest.raises(NotComputableError, match="starts from a Poisson fit"):
        dispersion_test(fit_negative_binomial(Y, X, names=NAMES))
