"""What figures show beyond the tables: beside R (r/pictures.R), and laws on generated data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.factors.correlations import correlate
from civicreach.analysis.factors.distributions import distribution, histogram
from civicreach.analysis.factors.missingness import missing_pattern
from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.factors.standardised import standardise
from civicreach.analysis.reality.paired import pair_activity
from civicreach.records.column import Column
from civicreach.records.errors import NotComputableError
from civicreach.records.missing import Missing

FACTORS = (
    "median_age", "population_total", "level", "f_independence", "budget", "purpose_push",
    "purpose_pull", "purpos_interaction", "new_operation", "contract_operation", "system_legal",
)  # fmt: skip

# lm of scaled variables keeps 13 digits on the twin; ten are asked, and as many places of an end near zero
TEN_DIGITS = {"rtol": 1e-10, "atol": 1e-12}

values = st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=60)


# intervals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["N_like", "N_Post"])
@pytest.mark.parametrize("level", [0.95, 0.9])
def test_intervals_are_those_of_confint_on_scaled_variables(twin, r_pictures, outcome: str, level: float) -> None:
    result = standardise(fit_ols(twin(outcome), twin(*FACTORS), names=FACTORS, outcome_name=outcome), level=level)
    assert (result.n, result.df, result.level) == (90, 78, level)
    for end, ours in (("low", result.low), ("high", result.high)):
        np.testing.assert_allclose(ours, list(r_pictures[outcome, f"{end}_{level}"].values()), **TEN_DIGITS)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_an_interval_leaves_out_zero_where_p_is_small(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(25, k))
    result = fit_ols(X @ rng.normal(size=k) + 2 * rng.normal(size=25), X, names=[f"x{j}" for j in range(k)])
    shown = standardise(result)
    assert (shown.without_zero == (result.p < 0.05)).all()
    np.testing.assert_allclose(shown.beta / shown.std_error, result.t, rtol=1e-8)


def test_a_perfect_fit_has_no_intervals() -> None:
    x = np.arange(6.0)
    result = standardise(fit_ols(2 * x + 1, x[:, None], names=["x"]))
    assert result.undefined is not None
    assert np.isnan(result.low).all() and not result.without_zero.any()


# correlations ------------------------------------------------------------------------------------------------


def test_correlations_are_those_of_r(twin, r_pictures) -> None:
    result = correlate(twin(*FACTORS), names=FACTORS)
    assert (result.n, result.n_missing) == (90, 0)
    for row, name in zip(result.r, FACTORS, strict=True):
        np.testing.assert_allclose(row, list(r_pictures["correlation", name].values()), **TEN_DIGITS)


def test_incomplete_rows_and_constants_are_counted_and_named() -> None:
    matrix = np.array([[1.0, 5.0, 2.0], [2.0, 5.0, 1.0], [4.0, 5.0, 7.0], [np.nan, 5.0, 3.0]])
    result = correlate(matrix, names=["a", "b", "c"])
    assert (result.n, result.n_missing) == (3, 1)
    assert np.isnan(result.r[1]).all() and np.isnan(result.r[:, 1]).all()
    assert [pair[:2] for pair in result.strongest(5)] == [("a", "c")]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_the_strongest_pairs_come_first(seed: int) -> None:
    result = correlate(np.random.default_rng(seed).normal(size=(12, 5)), names=list("abcde"))
    sizes = [abs(r) for _, _, r in result.strongest(10)]
    assert len(sizes) == 10 and sizes == sorted(sizes, reverse=True)
    assert (np.abs(result.r) <= 1).all()


# missingness -------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from([0, 0, 1, 4]), min_size=9, max_size=9), min_size=1, max_size=5))
def test_a_pattern_counts_every_missing_value_once(codes: list[list[int]]) -> None:
    columns = {
        f"v{j}": Column(np.where(np.array(row) > 0, np.nan, 1.0), np.array(row, dtype=np.uint8))
        for j, row in enumerate(codes)
    }
    ids = [f"g{i}" for i in range(9)]
    pattern = missing_pattern(columns, ids=ids)
    assert pattern.absent.sum() == sum(code > 0 for row in codes for code in row)
    assert pattern.n_complete + len(pattern.ids) == 9 == pattern.n
    for (name, reason), absent in zip(pattern.rows, pattern.absent, strict=True):
        found = {ids[i] for i in np.flatnonzero(columns[name].missing == reason)}
        assert {id for id, there in zip(pattern.ids, absent, strict=True) if there} == found
    # governments with the same pattern stand together
    shapes = [tuple(column) for column in pattern.absent.T]
    assert len([i for i in range(1, len(shapes)) if shapes[i] != shapes[i - 1]]) == len(set(shapes)) - bool(shapes)


def test_the_reasons_of_one_variable_are_rows_of_their_own() -> None:
    column = Column(np.array([np.nan, np.nan, 1.0]), np.array([4, 1, 0], dtype=np.uint8))
    assert missing_pattern({"likes": column}, ids=["a", "b", "c"]).rows == (
        ("likes", Missing.BLANK),
        ("likes", Missing.NO_ACCOUNT),
    )


# distributions -----------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(values)
def test_every_value_is_in_a_bin_or_counted_as_left_out(numbers: list[float | None]) -> None:
    array = np.array([np.nan if x is None else x for x in numbers])
    d = distribution(array)
    before, after = d.before.n if d.before else 0, d.after.n if d.after else 0
    assert before + d.n_missing == len(numbers)
    assert after + d.n_zero + d.n_negative == before
    for h in (d.before, d.after):
        if h is not None:
            assert h.counts.sum() == h.n and len(h.counts) <= 40 and (np.diff(h.edges) > 0).all()
            assert h.edges[0] <= h.minimum <= h.median <= h.maximum <= h.edges[-1]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=50))
def test_bins_count_as_numpy_does(numbers: list[int]) -> None:
    h = histogram(np.array(numbers, dtype=float))
    assert h is not None
    assert h.counts.tolist() == np.histogram(numbers, h.edges)[0].tolist()


def test_a_logarithm_is_undone_for_the_picture_before() -> None:
    d = distribution(np.log([2.0, 8.0, 4.0]), logged="log")
    assert d.before is not None and d.after is not None and d.logged
    assert (d.before.minimum, d.before.maximum) == pytest.approx((2.0, 8.0))
    assert d.after.maximum == pytest.approx(np.log(8.0))


def test_what_is_out_of_reach_is_not_drawn() -> None:
    assert distribution(np.array([800.0, 1.0]), logged="log").before is None
    assert distribution(np.zeros(3)).after is None
    assert distribution(np.array([np.nan])).before is None


# pairs -------------------------------------------------------------------------------------------------------


def test_the_association_is_that_of_r(twin, r_pictures) -> None:
    pair = pair_activity(twin("N_Post"), twin("N_like"), ids=[str(i) for i in range(90)])
    assert pair.association.effect is not None
    assert pair.association.effect.value == pytest.approx(r_pictures["association", "rho"][""], rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 9))] * 2), max_size=30))
def test_pairs_and_missing_are_all_governments(pairs: list[tuple[int | None, int | None]]) -> None:
    x, y = (np.array([np.nan if p[j] is None else p[j] for p in pairs], dtype=float) for j in (0, 1))
    pair = pair_activity(x, y, ids=[f"g{i}" for i in range(len(pairs))])
    assert pair.n + pair.n_missing == len(pairs) == len(pair.ids) + pair.n_missing
    assert pair.n_zero == sum(None not in p and 0 in p for p in pairs)


def test_ids_must_match() -> None:
    with pytest.raises(NotComputableError, match="1 ids, 2 and 2 values"):
        pair_activity(np.ones(2), np.ones(2), ids=["a"])
