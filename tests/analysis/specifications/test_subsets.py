"""Every subset of factors beside R's lm and sandwich (r/specifications.R), and beside single fits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.factors.elimination import conditional, members, swept
from civicreach.analysis.factors.moments import merge, moments
from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.specifications.standing import Standing
from civicreach.analysis.specifications.subsets import SubsetFits, all_subsets, fit_subsets, fit_subsets_of_moments
from civicreach.records.errors import NotComputableError

FACTORS = (
    "median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
    "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal",
)  # fmt: skip
# Cross-products keep 13 digits on the twin, and sums over a thousand subsets lose one or two of them.
NINE_DIGITS = {"rtol": 1e-9, "atol": 0.0}
EVERY = ("classical", "HC0", "HC1", "HC2", "HC3", "HC4")


@pytest.fixture(scope="module")
def fits(twin) -> SubsetFits:
    y = np.column_stack([twin("N_like"), np.log(twin("N_like"))])
    return fit_subsets(y, twin(*FACTORS), names=FACTORS, outcome_names=["N_like", "log_like"], errors=EVERY)


@pytest.mark.parametrize("outcome", [0, 1])
@pytest.mark.parametrize("quantity", ["estimate", "std_error", "p", "hc3", "hc3_p"])
def test_subsets_are_as_in_r(fits: SubsetFits, r_specifications, outcome: int, quantity: str) -> None:
    name = fits.outcomes[outcome]
    table = {
        "estimate": fits.estimate, "std_error": fits.std_error[0], "p": fits.p[0],
        "hc3": fits.std_error[4], "hc3_p": fits.p[4],
    }[quantity][:, outcome]  # fmt: skip
    expected = r_specifications[name, f"sum_{quantity}"]
    np.testing.assert_allclose(np.nansum(table, axis=0), list(expected.values()), **NINE_DIGITS)
    some = {part: values for (part, what), values in r_specifications.items() if what == quantity and "~" in part}
    compared = 0
    for part, values in some.items():
        if part.startswith(f"{name}~"):
            code = int(part.split("~")[1])
            assert [FACTORS[j] for j in np.flatnonzero(fits.member[code - 1])] == list(values)
            found = table[code - 1][fits.member[code - 1]]
            np.testing.assert_allclose(found, list(values.values()), **NINE_DIGITS)
            compared += 1
    assert compared == 21


def test_r_squared_and_all_errors_are_as_in_r(fits: SubsetFits, r_specifications) -> None:
    for j, name in enumerate(fits.outcomes):
        assert fits.r_squared[:, j].sum() == pytest.approx(r_specifications[name, "sum_r_squared"][""], rel=1e-12)
    for place, kind in enumerate(EVERY[1:], 1):
        expected = list(r_specifications["full", kind].values())
        np.testing.assert_allclose(fits.std_error[place, -1, 1], expected, **NINE_DIGITS)


@given(
    n=st.integers(8, 30), k=st.integers(1, 5), m=st.integers(1, 3), seed=st.integers(0, 10_000),
    shift=st.sampled_from([0.0, 1e6]),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_subsets_are_single_fits(n: int, k: int, m: int, seed: int, shift: float) -> None:
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(n, k)) + shift, rng.normal(size=(n, m))
    names, outcomes = [f"x{j}" for j in range(k)], [f"y{j}" for j in range(m)]
    found = fit_subsets(Y, X, names=names, outcome_names=outcomes)
    assert (found.standing == Standing.FITTED).all()
    assert len(found.member) == 2**k - 1
    p = found.p
    for s, inside in enumerate(found.member):
        for o in range(m):
            one = fit_ols(Y[:, o], X[:, inside], names=[x for x, there in zip(names, inside, strict=True) if there])
            for quantity in ("estimate", "beta"):
                expected = getattr(one, quantity)
                size = np.abs(expected).max()
                values = getattr(found, quantity)[s, o]
                np.testing.assert_allclose(values[inside], expected, rtol=1e-7, atol=1e-9 * size)
                assert np.isnan(values[~inside]).all()
            np.testing.assert_allclose(found.std_error[0, s, o, inside], one.std_error, rtol=1e-7)
            np.testing.assert_allclose(p[0, s, o, inside], one.p, rtol=1e-5, atol=1e-12)
            assert found.r_squared[s, o] == pytest.approx(one.r_squared, abs=1e-9)
            assert found.df[s] == one.df_residual


def test_some_subsets_and_many_factors() -> None:
    rng = np.random.default_rng(7)
    X, Y = rng.normal(size=(60, 14)), rng.normal(size=(60, 1))
    names = [f"x{j}" for j in range(14)]
    every = fit_subsets(Y, X, names=names, outcome_names=["y"], errors=["classical", "HC3"])
    assert len(every.member) == 2**14 - 1
    # few of them, most of them in another order, and one block of high factors beside all low ones
    order = rng.permutation(2**14 - 1)
    for places in ([5, 16_000, 16_382], order[:9000], order):
        some = fit_subsets(
            Y, X, names=names, outcome_names=["y"], member=every.member[places], errors=["classical", "HC3"]
        )
        for quantity in ("estimate", "std_error", "p"):
            whole = getattr(every, quantity)
            expected = whole[places] if quantity == "estimate" else whole[:, places]
            np.testing.assert_allclose(getattr(some, quantity), expected, rtol=1e-8)
    one = fit_ols(Y[:, 0], X, names=names)
    np.testing.assert_allclose(every.p[0, -1, 0], one.p, rtol=1e-9)


def test_what_cannot_be_fitted_is_said() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(2, 12))
    only = np.zeros(12)
    only[3] = 1.0
    X = np.column_stack([a, b, a + b, np.full(12, 0.1), a * 3 + 7, only])
    names = ["a", "b", "sum", "same", "again", "only"]
    Y = np.column_stack([rng.normal(size=12), np.full(12, 5.0), 2 * a + 1])
    found = fit_subsets(Y, X, names=names, outcome_names=["y", "cap", "line"], errors=["classical", "HC0", "HC3"])
    where = {tuple(np.array(names)[inside]): s for s, inside in enumerate(found.member)}

    def standing(*chosen: str, outcome: int = 0, errors: int = 0) -> Standing:
        return Standing(found.standing[errors, where[chosen], outcome])

    assert standing("a", "b") == standing("b", "sum") == Standing.FITTED
    assert standing("a", "b", "sum") == standing("a", "again") == standing("a", "again", "only") == Standing.TIED
    assert standing("same") == standing("a", "same") == Standing.FACTOR_FIXED
    assert standing("a", outcome=1) == Standing.OUTCOME_FIXED
    assert standing("a", outcome=2) == Standing.PERFECT
    assert standing("b", outcome=2) == Standing.FITTED
    assert standing("only") == standing("a", "only", errors=1) == Standing.FITTED
    assert standing("only", errors=2) == standing("a", "only", errors=2) == Standing.LEVERAGE
    # a perfect fit keeps its coefficient, and has no standard error
    assert found.estimate[where[("a",)], 2, 0] == pytest.approx(2.0)
    bad = found.standing != Standing.FITTED
    assert np.isnan(found.std_error[bad]).all()
    assert np.isnan(found.p[bad]).all()
    assert not np.isnan(found.p[~bad]).all(axis=-1).any()


@pytest.mark.parametrize(("n", "expected"), [(0, Standing.NO_ROWS), (1, Standing.FEW_ROWS), (3, Standing.FEW_ROWS)])
def test_too_few_rows(n: int, expected: Standing) -> None:
    rng = np.random.default_rng(1)
    found = fit_subsets(rng.normal(size=(n, 1)), rng.normal(size=(n, 2)), names=["a", "b"], outcome_names=["y"])
    assert found.standing[0, -1, 0] == expected
    assert np.isnan(found.p[0, -1]).all()


def test_too_many_subsets_are_refused() -> None:
    with pytest.raises(NotComputableError, match="too many subsets"):
        all_subsets(21)
    assert len(all_subsets(21, always=range(18))) == 8


def test_both_kernels_say_the_same() -> None:
    rng = np.random.default_rng(4)
    R = np.corrcoef(rng.normal(size=(40, 7)).T)
    ((_, _, _, left),) = swept(R[:6, :6], R[:6, 6:], member=members(6))
    np.testing.assert_allclose(conditional(R[None], blocks=[1] * 6)[0, :, 0, 0], left[:, 0], rtol=1e-12)
    blocks = conditional(R[None], blocks=[2, 1, 3])[0, :, 0, 0]
    np.testing.assert_allclose(blocks, left[[0, 3, 4, 7, 56, 59, 60, 63], 0], rtol=1e-12)


def test_moments_alone_give_the_classical_figures() -> None:
    rng = np.random.default_rng(8)
    X, y = rng.normal(size=(50, 4)) + 30.0, rng.normal(size=(50, 2))
    names, outcomes = ["a", "b", "c", "d"], ["y", "z"]
    rows = fit_subsets(y, X, names=names, outcome_names=outcomes)
    # formed in parts, merged, in an order of their own
    parts = [
        moments(np.column_stack([y, X])[some], names=[*outcomes, *names]) for some in np.split(np.arange(50), [9, 31])
    ]
    m = merge(parts[2], merge(parts[0], parts[1]))
    found = fit_subsets_of_moments(m, outcomes=outcomes, factors=names)
    assert (found.outcomes, found.factors, found.n, found.errors) == (("y", "z"), tuple(names), 50, ("classical",))
    for figure in ("estimate", "beta", "std_error", "p", "r_squared"):
        np.testing.assert_allclose(getattr(found, figure), getattr(rows, figure), rtol=1e-9, err_msg=figure)
    assert not found.standing.any()
