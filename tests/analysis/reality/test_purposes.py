"""Purposes and strategies: counts, bases, and what missing answers leave open."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from civicreach.analysis.reality.purposes import tabulate_purposes, tabulate_strategies
from civicreach.records.errors import NotComputableError

NAN = np.nan
ITEMS = ("promotion", "information", "opinions", "affairs")
STRATEGY = {"push": ("promotion", "information"), "pull": ("opinions",), "interaction": ("affairs",)}
answers = st.integers(0, 30).flatmap(
    lambda n: arrays(np.float64, (n, 4), elements=st.sampled_from([0.0, 1.0, 1.0, np.nan]))
)


@settings(max_examples=60, deadline=None)
@given(answers)
def test_every_government_is_counted_once_for_each_purpose(chosen) -> None:
    t = tabulate_purposes(chosen, items=ITEMS)
    assert (t.yes + t.no).tolist() == t.total.tolist()
    assert (t.total + t.missing == t.n).all()
    assert t.n_responses == t.yes.sum()
    if t.n:
        np.testing.assert_allclose(t.percent(t.yes) + t.percent(t.no) + t.percent(t.missing), 100)
    valid = t.total > 0
    np.testing.assert_allclose((t.valid_percent(t.yes) + t.valid_percent(t.no))[valid], 100)
    assert np.isnan(t.valid_percent(t.yes)[~valid]).all()
    if t.n_responses:
        np.testing.assert_allclose(t.percent_of_responses.sum(), 100)
        assert t.percent_of_cases.max() <= 100
        assert t.percent_of_cases.sum() >= 100 - 1e-9


@settings(max_examples=60, deadline=None)
@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_governments_does_not_matter(chosen, random) -> None:
    order = list(range(len(chosen)))
    random.shuffle(order)
    one = tabulate_strategies(chosen, items=ITEMS, strategy=STRATEGY, expected="interaction")
    other = tabulate_strategies(chosen[order], items=ITEMS, strategy=STRATEGY, expected="interaction")
    assert one.yes.tolist() == other.yes.tolist()
    np.testing.assert_array_equal(one.follows[order], other.follows)
    five = [(t.only_expected, t.expected_and_others, t.only_others, t.none, t.undetermined) for t in (one, other)]
    assert five[0] == five[1]
    assert sum(five[0]) == len(chosen)
    assert (one.yes + one.no + one.missing == one.n).all()


def test_any_purpose_named_settles_the_strategy_and_a_missing_one_leaves_it_open() -> None:
    pairs = np.array([[1, NAN], [NAN, 1], [1, 1], [1, 0], [0, NAN], [NAN, 0], [NAN, NAN], [0, 0]])
    t = tabulate_strategies(pairs, items=("a", "b"), strategy={"push": ("a", "b")})
    np.testing.assert_array_equal(t.follows[:, 0], [1, 1, 1, 1, NAN, NAN, NAN, 0])
    assert (t.yes.tolist(), t.no.tolist(), t.missing.tolist()) == ([4], [1], [3])


def test_governments_are_set_against_the_expected_strategy() -> None:
    #                push pull interaction
    chosen = np.array(
        [
            [0, 0, 0, 1],  # only the expected
            [1, 0, 0, 1],  # both
            [1, 0, 1, 0],  # others only
            [0, 0, 0, 0],  # none
            [1, 0, 0, NAN],  # open: the expected is missing
            [0, NAN, 0, 1],  # open: another could be named
            [0, 1, NAN, 1],  # both, whatever the missing one is
            [NAN, NAN, NAN, NAN],
        ]
    )
    t = tabulate_strategies(chosen, items=ITEMS, strategy=STRATEGY, expected="interaction")
    assert (t.only_expected, t.expected_and_others, t.only_others, t.none, t.undetermined) == (1, 2, 1, 1, 3)
    assert t.percent(t.yes).tolist() == [50.0, 12.5, 50.0]
    np.testing.assert_allclose(t.valid_percent(t.yes), [400 / 6, 100 / 6, 400 / 6])


def test_responses_and_cases_are_those_of_multiple_response_tables() -> None:
    t = tabulate_purposes(np.array([[1, 1], [1, 0], [0, 0], [NAN, NAN], [NAN, 1]]), items=("a", "b"))
    assert (t.n, t.n_cases, t.n_responses, t.n_unanswered) == (5, 3, 4, 1)
    assert t.percent_of_responses.tolist() == [50.0, 50.0]
    np.testing.assert_allclose(t.percent_of_cases, [200 / 3, 200 / 3])


def test_nobody_asked() -> None:
    t = tabulate_purposes(np.empty((0, 2)), items=("a", "b"))
    assert np.isnan([*t.percent(t.yes), *t.valid_percent(t.yes), *t.percent_of_cases]).all()


def test_what_cannot_be_tabulated_is_said() -> None:
    chosen = np.array([[1.0, 2.0]])
    with pytest.raises(NotComputableError, match="found: 2"):
        tabulate_purposes(chosen, items=("a", "b"))
    with pytest.raises(NotComputableError, match="do not match"):
        tabulate_purposes(chosen, items=("a",))
    zero = np.zeros((1, 2))
    with pytest.raises(NotComputableError, match="push needs purposes that were asked; found: c"):
        tabulate_strategies(zero, items=("a", "b"), strategy={"push": ("a", "c")})
    with pytest.raises(NotComputableError, match="no purposes"):
        tabulate_strategies(zero, items=("a", "b"), strategy={"push": ()})
    with pytest.raises(NotComputableError, match="found: network"):
        tabulate_strategies(zero, items=("a", "b"), strategy={"push": ("a",)}, expected="network")
