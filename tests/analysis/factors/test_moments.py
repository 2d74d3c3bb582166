"""Laws of moments: parts add up, order does not matter, and no digits are lost far from zero."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from civicreach.analysis.factors.doubled import dot, two_product, two_sum
from civicreach.analysis.factors.moments import Moments, merge, moments
from civicreach.records.errors import NotComputableError

NAMES = ("likes", "posts", "age")
# Whole numbers times a tenth, with an offset: what surveys and statistics look like, far from zero or not.
tables = st.tuples(
    st.integers(0, 25).flatmap(
        lambda n: arrays(np.float64, (n, 3), elements=st.integers(-500, 500).map(lambda i: i / 10))
    ),
    st.sampled_from([0.0, 1e3, 1e7]),
).map(lambda pair: pair[0] + pair[1])


def same(a: Moments, b: Moments, tolerance: float = 1e-12) -> None:
    assert (a.n, a.names) == (b.n, b.names)
    np.testing.assert_array_equal(a.minimum, b.minimum)
    np.testing.assert_array_equal(a.maximum, b.maximum)
    # The mean of values on both sides of zero can be small beside their rounding.
    largest = float(np.max(np.abs([a.minimum, a.maximum]), initial=0.0)) if a.n else 0.0
    np.testing.assert_allclose(a.mean, b.mean, rtol=0, atol=4e-16 * largest)
    np.testing.assert_allclose(a.sd, b.sd, rtol=tolerance)
    np.testing.assert_allclose(a.cross, b.cross, rtol=0, atol=tolerance * max(a.n, 1))


@settings(max_examples=80, deadline=None)
@given(tables, st.data())
def test_the_moments_of_two_parts_are_those_of_the_whole(table, data) -> None:
    cut = data.draw(st.integers(0, len(table)))
    parts = (moments(table[:cut], names=NAMES), moments(table[cut:], names=NAMES))
    same(merge(*parts), moments(table, names=NAMES))
    same(merge(*reversed(parts)), moments(table, names=NAMES))


@settings(max_examples=40, deadline=None)
@given(tables, st.randoms(use_true_random=False), st.integers(1, 8))
def test_the_partitions_and_the_order_of_merging_do_not_matter(table, random, count) -> None:
    member = np.array([random.randrange(count) for _ in range(len(table))], dtype=int)
    parts = [moments(table[member == part], names=NAMES) for part in range(count)]
    while len(parts) > 1:
        # two parts in whatever order they come back, as from the machines of a cluster
        one, other = (parts.pop(random.randrange(len(parts))) for _ in range(2))
        parts.append(merge(one, other))
    same(parts[0], moments(table, names=NAMES))


@settings(max_examples=40, deadline=None)
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(table, random) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    same(moments(table[order], names=NAMES), moments(table, names=NAMES), 1e-13)


@settings(max_examples=40, deadline=None)
@given(tables)
def test_cross_products_are_those_of_standardised_columns(table) -> None:
    m = moments(table, names=NAMES)
    spread = m.sd > 0 if m.n > 1 else np.zeros(3, dtype=bool)
    np.testing.assert_array_equal(m.cross, m.cross.T)
    np.testing.assert_array_equal(np.diag(m.cross), np.where(spread, m.n - 1, 0))
    if m.n > 1:
        assert (np.abs(m.correlation) <= 1 + 1e-12).all()


def test_a_column_far_from_zero_loses_nothing() -> None:
    near = np.arange(7.0)[:, None] * np.array([[1.0, -2.0]]) + np.array([[0.0, 3.0]])
    near[3] += 0.5
    for shift in (1e7, 1e9, 1e12):
        far = moments(near + shift, names=["a", "b"])
        here = moments(near, names=["a", "b"])
        np.testing.assert_allclose(far.sd, here.sd, rtol=1e-15)
        np.testing.assert_allclose(far.cross, here.cross, rtol=1e-15)
        np.testing.assert_allclose((far.mean - shift) + far.mean_rest, here.mean, rtol=1e-14)


def test_none_and_one_row() -> None:
    none = moments(np.empty((0, 2)), names=["a", "b"])
    assert none.n == 0
    assert np.isnan(none.mean).all()
    assert np.isnan(none.correlation).all()
    one = moments(np.array([[3.0, 4.0]]), names=["a", "b"])
    assert one.mean.tolist() == [3.0, 4.0]
    assert np.isnan(one.sd).all()
    assert not one.cross.any()
    two = merge(merge(none, one), moments(np.array([[5.0, 4.0]]), names=["a", "b"]))
    np.testing.assert_allclose(two.sd, [np.sqrt(2), 0.0])
    assert two.mean.tolist() == [4.0, 4.0]


def test_very_large_and_very_small_values_keep_their_spread() -> None:
    table = np.array([[1e149, 1e-200], [3e149, 2e-200], [5e149, 6e-200]])
    m = moments(table, names=["a", "b"])
    np.testing.assert_allclose(m.sd, [2e149, np.sqrt(7) * 1e-200], rtol=1e-15)
    together = merge(moments(table[:1], names=["a", "b"]), moments(table[1:], names=["a", "b"]))
    np.testing.assert_allclose(together.sd, m.sd, rtol=1e-14)
    with pytest.raises(NotComputableError, match="too large"):
        moments(np.array([[1.0], [-1.1e150]]), names=["a"])


def test_a_column_of_one_value_is_told_from_one_that_varies() -> None:
    rounding = np.array([0.1 + 0.2, 0.3, 0.3])
    assert rounding.std() > 0
    m = moments(np.column_stack([rounding, np.full(3, 0.1), [1e9, 1e9 + 1, 1e9]]), names=NAMES)
    assert m.constant.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("table", "names", "sentence"),
    [
        (np.array([[1.0, np.nan], [np.inf, np.nan]]), ["a", "b"], r"found: a \(1\), b \(2\)"),
        (np.ones((2, 2)), ["a"], "names do not match"),
        (np.ones(2), ["a"], "names do not match"),
        (np.ones((2, 2)), ["a", "a"], "same name"),
    ],
)
def test_what_is_not_a_complete_table_is_refused(table, names, sentence) -> None:
    with pytest.raises(NotComputableError, match=sentence):
        moments(table, names=names)


def test_parts_of_different_variables_are_not_merged() -> None:
    one, other = moments(np.ones((2, 1)), names=["a"]), moments(np.ones((2, 1)), names=["b"])
    with pytest.raises(NotComputableError, match="found: a and b"):
        merge(one, other)


def test_some_variables_are_taken_in_the_order_named() -> None:
    table = np.array([[1.0, 5.0, 2.0], [2.0, 1.0, 2.5], [4.0, 0.0, 9.0]])
    taken = moments(table, names=NAMES).take(["age", "likes"])
    same(taken, moments(table[:, [2, 0]], names=["age", "likes"]))
    with pytest.raises(NotComputableError, match="no moments of votes"):
        taken.take(["votes"])


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.float64, 8, elements=st.floats(-1e30, 1e30).filter(lambda v: v == 0 or abs(v) > 1e-30)),
    arrays(np.float64, 8, elements=st.floats(-1e30, 1e30).filter(lambda v: v == 0 or abs(v) > 1e-30)),
)
def test_doubled_arithmetic_is_exact(a, b) -> None:
    from fractions import Fraction

    for total, rest, x, y in zip(*two_sum(a, b), a, b, strict=True):
        assert Fraction(total) + Fraction(rest) == Fraction(x) + Fraction(y)
    for product, rest, x, y in zip(*two_product(a, b), a, b, strict=True):
        assert Fraction(product) + Fraction(rest) == Fraction(x) * Fraction(y)
    assert dot(a, b) == float(sum(Fraction(x) * Fraction(y) for x, y in zip(a, b, strict=True)))
