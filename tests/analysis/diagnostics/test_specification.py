"""Tests of form, spread and normality beside R's lmtest and shapiro.test (r/diagnostics.R)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.diagnostics.normality import shapiro_wilk
from civicreach.analysis.diagnostics.specification import check_specification
from civicreach.records.errors import NotComputableError

PARTS = ("likes", "posts", "longley", "mtcars", "warpbreaks")
TEN_DIGITS = {"rtol": 1e-10, "atol": 0.0}


@pytest.fixture(params=PARTS)
def case(request, r_data, r_diagnostics):
    part = request.param
    y, X, names = r_data(part)
    ids = [str(place) for place in range(1, len(y) + 1)]
    r = {quantity: values for (one, quantity), values in r_diagnostics.items() if one == part}
    return check_specification(y, X, names=names, ids=ids, outcome_name=part), r


@pytest.mark.parametrize(
    ("quantity", "in_r"),
    [("reset", "reset"), ("breusch_pagan", "koenker"), ("white", "white"), ("white_short", "white_short")],
)
def test_specification_tests_are_as_in_r(case, quantity: str, in_r: str) -> None:
    found, r = case
    test = getattr(found, quantity)
    if in_r not in r:
        assert (found.outcome, quantity) == ("longley", "white")
        assert np.isnan([test.statistic, test.p]).all()
        assert test.note is not None
        return
    assert test.note is None
    assert [test.df, *([] if test.df_residual is None else [test.df_residual])] == [
        value for name, value in r[in_r].items() if name.startswith("df")
    ]
    np.testing.assert_allclose([test.statistic, test.p], [r[in_r]["statistic"], r[in_r]["p"]], **TEN_DIGITS)


def test_shapiro_and_negative_fitted_counts_are_as_in_r(case) -> None:
    found, r = case
    assert found.shapiro is not None
    np.testing.assert_allclose(
        [found.shapiro.w, found.shapiro.p], [r["shapiro"]["statistic"], r["shapiro"]["p"]], **TEN_DIGITS
    )
    assert found.n_negative == len(found.negative) == r["negative_fitted"][""]


@pytest.mark.parametrize("n", [3, 4, 5, 6, 11, 12, 30, 100, 1000])
def test_shapiro_is_as_in_r_at_every_size(n: int, r_diagnostics) -> None:
    found = shapiro_wilk(np.array(list(r_diagnostics[f"shapiro{n}", "x"].values())))
    r = r_diagnostics[f"shapiro{n}", "shapiro"]
    assert found.n == n
    np.testing.assert_allclose([found.w, found.p], [r["statistic"], r["p"]], **TEN_DIGITS)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(-1000, 1000), min_size=3, max_size=60).filter(lambda x: len(set(x)) > 1),
    st.floats(0.01, 1e6),
    st.floats(-1e6, 1e6),
)
def test_shapiro_does_not_see_the_unit(values: list[int], unit: float, zero: float) -> None:
    x = np.array(values, dtype=float)
    first, other = shapiro_wilk(x), shapiro_wilk(x * unit + zero * unit)
    assert 0 < first.w <= 1
    assert 0 <= first.p <= 1
    np.testing.assert_allclose([other.w, other.p], [first.w, first.p], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([1.0, 2.0], "3 to 5000 values; found: 2 values"),
        (list(range(5001)), "found: 5001 values"),
        ([4.0, 4, 4], "3 times 4"),
        ([1.0, np.nan, 3.0], "none of them missing"),
    ],
)
def test_what_shapiro_refuses(values, sentence: str) -> None:
    with pytest.raises(NotComputableError, match=sentence):
        shapiro_wilk(np.array(values, dtype=float))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_units_of_factors_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X = np.column_stack([rng.normal(size=50), rng.integers(0, 2, 50), rng.exponential(size=50)])
    y = rng.normal(size=50) * (1 + X[:, 2]) + X[:, 0] ** 2
    ids = [str(i) for i in range(50)]
    first = check_specification(y, X, names=["a", "b", "c"], ids=ids)
    other = check_specification(1e5 * y, X * [1e6, 1, 1e-5] + [1e7, 0, 0], names=["a", "b", "c"], ids=ids)
    for quantity in ("reset", "breusch_pagan", "white", "white_short"):
        one, two = getattr(first, quantity), getattr(other, quantity)
        assert one.df == two.df
        np.testing.assert_allclose([two.statistic, two.p], [one.statistic, one.p], rtol=1e-6)


def test_a_single_dummy_leaves_nothing_to_add() -> None:
    x = np.tile([0.0, 1.0], 8)[:, None]
    found = check_specification(np.arange(16.0) ** 2, x, names=["level"], ids=[str(i) for i in range(16)])
    # with two fitted values, their squares are a line
    assert found.reset.note is not None
    assert np.isnan(found.reset.p)
    assert found.white.df == found.breusch_pagan.df == 1


def test_more_cases_than_shapiro_knows_leave_a_note() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(5001, 1))
    found = check_specification(rng.normal(size=5001), x, names=["a"], ids=[str(i) for i in range(5001)])
    assert found.shapiro is None
    assert found.shapiro_note is not None


def test_what_is_refused() -> None:
    x = np.arange(8.0)[:, None]
    with pytest.raises(NotComputableError, match="reproduce Likes exactly"):
        check_specification(2 * x[:, 0] + 3, x, names=["a"], ids=list("ABCDEFGH"), outcome_name="Likes")
    with pytest.raises(NotComputableError, match="7 ids, 8 rows"):
        check_specification(x[:, 0] ** 2, x, names=["a"], ids=list("ABCDEFG"))
