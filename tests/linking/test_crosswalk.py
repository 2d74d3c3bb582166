"""The crosswalk: every fault at once, and a meaning for a text."""

from __future__ import annotations

import pytest

from civicreach.linking.crosswalk import crosswalk_from
from civicreach.records.errors import InputError
from civicreach.records.government import Government, Governments

PLACES = Governments((Government("A", ("Aford",)), Government("B", ("Bford",))))


def test_rows_become_meanings_by_key() -> None:
    rows: list[dict[str, str | None]] = [
        {"text": "City of A-ford", "government": "A", "parent": "North", "remark": "renamed"},
        {"text": " the ministry ", "government": ""},
    ]
    assert crosswalk_from(rows, PLACES, where="crosswalk.csv") == {
        ("city of a ford", "north"): "A",
        ("the ministry", ""): "",
    }


def test_saying_the_same_twice_is_no_fault() -> None:
    rows = [{"text": "a", "government": "A"}, {"text": "Á", "government": "A"}]
    assert crosswalk_from(rows, PLACES, where="crosswalk.csv") == {("a", ""): "A"}


def test_all_faults_are_told_at_once_with_their_lines() -> None:
    rows: list[dict[str, str | None]] = [
        {"text": "a", "government": "A"},
        {"text": "", "government": "B"},
        {"text": "c", "government": "C"},
        {"text": "A", "government": "B"},
        {"text": "A", "government": "B", "parent": "North"},
        {"text": "A", "government": None},
    ]
    with pytest.raises(InputError) as caught:
        crosswalk_from(rows, PLACES, where="crosswalk.csv")
    assert [str(fault.where) for fault in caught.value.faults] == [
        f"crosswalk.csv line {line}" for line in (3, 4, 5, 7)
    ]
    assert str(caught.value.faults[1].found) == "C"
    assert all("in line 2" in str(fault.wrong) for fault in caught.value.faults[2:])
