"""Activity by what officials say, and the governments whose words and deeds lie far apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.reality.gap import say_do_gap
from civicreach.analysis.reality.saydo import compare_activity, compare_chosen
from civicreach.records.errors import NotComputableError

NAN = np.nan
ORDER = ("very sure", "sure", "unsure")
rows = st.lists(
    st.tuples(st.one_of(st.integers(0, 9).map(float), st.just(NAN)), st.sampled_from([*ORDER, "other", None])),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(rows)
def test_every_government_is_somewhere(cases) -> None:
    activity, answers = np.array([a for a, _ in cases]), [b for _, b in cases]
    c = compare_activity(activity, answers, order=ORDER, ordered=True)
    assert c.n + c.n_no_activity + c.n_no_answer == c.n_total == len(cases)
    assert sum(group.n for group in c.groups) == c.n
    assert sum(group.n_missing for group in c.groups) == c.n_no_activity
    assert sum(c.difference.n) <= c.n
    assert (c.difference.p is None) == (c.difference.reason is not None)
    gap = say_do_gap(activity, answers, ids=[f"g{i:02}" for i in range(len(cases))], positive=ORDER[:2])
    assert gap.n + gap.n_no_activity + gap.n_no_answer == gap.n_total == len(cases)
    assert gap.n_sure + gap.n_unsure == gap.n
    assert len(gap.sure_but_quiet) <= gap.n_sure
    assert len(gap.unsure_but_active) <= gap.n_unsure


def test_groups_are_described_and_compared() -> None:
    activity = np.array([10.0, 20, 30, 5, NAN, 15, 7, 100])
    answers = ["sure", "sure", "sure", "unsure", "unsure", "unsure", None, "very sure"]
    c = compare_activity(activity, answers, order=ORDER, ordered=True)
    assert [(g.label, g.n, g.n_missing, g.median, g.mean) for g in c.groups] == [
        ("very sure", 1, 0, 100.0, 100.0),
        ("sure", 3, 0, 20.0, 20.0),
        ("unsure", 2, 1, 10.0, 10.0),
    ]
    sure = c.groups[1]
    assert (sure.minimum, sure.lower_quartile, sure.upper_quartile, sure.maximum) == (10, 15, 25, 30)
    assert (c.n_total, c.n, c.n_no_activity, c.n_no_answer) == (8, 6, 1, 1)
    assert c.difference.test == "Kruskal-Wallis"
    assert c.difference.too_small == (("very sure", 1),)
    assert c.trend is not None
    assert c.trend.groups == ("sure", "unsure")
    assert c.trend.effect.value < 0  # activity falls along the order


def test_two_answers_take_the_two_group_test() -> None:
    activity = np.arange(6.0)
    c = compare_activity(activity, ["sure", "unsure"] * 3, order=ORDER)
    assert c.difference.test == "Mann-Whitney"
    assert c.difference.groups == ("sure", "unsure")
    assert c.trend is None
    assert [g.n for g in c.groups] == [0, 3, 3]
    assert c.groups[0].median is None


def test_answers_beyond_the_order_are_compared_and_not_in_the_trend() -> None:
    c = compare_activity(np.arange(8.0), [*ORDER, "zz"] * 2, order=ORDER, ordered=True)
    assert [g.label for g in c.groups] == [*ORDER, "zz"]
    assert c.difference.groups == (*ORDER, "zz")
    assert c.trend is not None
    assert c.trend.groups == ORDER


def test_yes_and_no_to_a_purpose() -> None:
    c = compare_chosen(np.array([1.0, 2, 3, 4, NAN]), np.array([0.0, 0, 1, 1, 1]))
    assert [(g.label, g.n, g.n_missing) for g in c.groups] == [("yes", 2, 1), ("no", 2, 0)]
    assert c.difference.effect.value == 1


def test_the_gap_names_the_widest_first() -> None:
    activity = np.array([3.0, 1, 2, 50, 90, 80, 60, 40, NAN, 0])
    answers = ["sure", "sure", "unsure", "sure", "unsure", "unsure", "sure", "unsure", "sure", None]
    gap = say_do_gap(activity, answers, ids=list("abcdefghij"), positive=["sure"])
    assert (gap.n, gap.n_no_activity, gap.n_no_answer, gap.n_sure, gap.n_unsure) == (8, 1, 1, 4, 4)
    assert (gap.lower_quartile, gap.upper_quartile) == (2.75, 65.0)
    assert gap.sure_but_quiet == ("b",)
    assert gap.unsure_but_active == ("e", "f")


def test_ties_stand_in_the_order_of_the_ids_whatever_the_rows() -> None:
    activity, answers = np.array([0.0, 0, 9, 9]), ["sure", "sure", "no", "no"]
    for ids in (list("abcd"), list("badc")):
        gap = say_do_gap(activity, answers, ids=ids, positive=["sure"])
        assert (gap.sure_but_quiet, gap.unsure_but_active) == (("a", "b"), ("c", "d"))


@pytest.mark.parametrize(
    ("activity", "words"), [([20.0] * 6, "meet at the same activity"), ([1, 2, 3, NAN, NAN, NAN], "only {n}")]
)
def test_no_quarters_no_names(activity, words: str) -> None:
    gap = say_do_gap(np.array(activity), ["sure", "unsure"] * 3, ids=list("abcdef"), positive=["sure"])
    assert gap.reason is not None
    assert words in gap.reason.text
    assert gap.sure_but_quiet == gap.unsure_but_active == ()


def test_lengths_must_match() -> None:
    with pytest.raises(NotComputableError, match="lengths 2, 1"):
        compare_activity(np.ones(2), ["sure"])
    with pytest.raises(NotComputableError, match="infinite"):
        compare_activity(np.array([np.inf]), ["sure"])
