"""Coverage of a window: by walks that leave no gap, and never by one that was cut off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreach.archive.covered import asked_within, covered
from civicreach.records.harvest import Coverage

from .conftest import START, walked


def day(number: int | None) -> object:
    return None if number is None else START + timedelta(days=number)


def walk(first: int | None, last: int | None, at: int, status: str = "complete") -> Coverage:
    reason = "" if status == "complete" else status
    return walked(
        asked_from=day(first), asked_to=day(last), started_at=day(at), ended_at=day(at), status=status, reason=reason
    )


@pytest.mark.parametrize(
    ("walks", "expected"),
    [
        ([], "not_collected"),
        ([walk(None, None, 10)], "complete"),
        ([walk(0, 10, 10)], "complete"),
        ([walk(0, 10, 9)], "not_collected"),  # it began before the window had ended
        ([walk(1, 10, 12)], "not_collected"),
        ([walk(5, 10, 12), walk(None, 5, 6)], "complete"),
        ([walk(6, 10, 12), walk(None, 5, 6)], "not_collected"),
        ([walk(0, 10, 12, "partial_rate")], "partial_rate"),
        ([walk(0, 10, 12, "partial_rate"), walk(0, 10, 13)], "complete"),
        ([walk(0, 10, 12), walk(0, 10, 13, "denied")], "complete"),
        ([walk(0, 10, 12, "denied"), walk(20, 30, 30, "partial_cap")], "denied"),
    ],
)
def test_cases(walks: list[Coverage], expected: str) -> None:
    assert covered(walks, START, START + timedelta(days=10)) == expected


@given(
    walks=st.lists(st.tuples(st.integers(-3, 12), st.integers(-3, 12), st.integers(-3, 15), st.booleans()), max_size=6)
)
def test_a_window_is_covered_where_each_of_its_days_is(walks: list[tuple[int, int, int, bool]]) -> None:
    made = [walk(first, last, at, "complete" if whole else "error") for first, last, at, whole in walks]
    days = all(
        any(whole and first <= day and day + 1 <= min(last, at) for first, last, at, whole in walks)
        for day in range(10)
    )
    assert (covered(made, START, START + timedelta(days=10)) == "complete") == days


def test_a_profile_is_of_its_moment() -> None:
    walks = [walk(None, None, 1), walk(None, None, 2, "denied"), walk(None, None, 20)]
    assert asked_within(walks, START, START + timedelta(days=10)) == "denied"
    assert asked_within(walks[2:], START, START + timedelta(days=10)) == "not_collected"
