"""Ids stay as they were written, and ruined ones do not pass."""

from __future__ import annotations

import pytest

from civicreach.records.errors import Fault
from civicreach.sources.identifiers import why_ruined
from tests.sources.conftest import TableReader, sentence


def test_leading_zeros_and_long_ids_stay(table: TableReader) -> None:
    ids = table("id,x\n01110,1\n1194759472087998465,2\n 7A ,3\n5E10,4\n").ids("id")
    assert ids == ["01110", "1194759472087998465", "7A", "5E10"]


@pytest.mark.parametrize("cell", ["1.46577E+14", '"1,46577E+14"', "1E+15", "1.2e+09"])
def test_a_shortened_id(table: TableReader, cell: str) -> None:
    said = sentence(lambda: table(f"id,x\n1,1\n{cell},2\n").ids("id"))
    assert "a.csv line 3, column 'id': is an id that a spreadsheet program has shortened" in said
    assert cell.strip('"') in said and "do not open that in a spreadsheet" in said


def test_ids_cut_to_fifteen_digits(table: TableReader) -> None:
    said = sentence(lambda: table("id,x\n5,0\n1194759472087990000,1\n2616215901000000000,2\n").ids("id"))
    assert "line 3" in said and "all long ids end in zeros after 15 digits" in said and "1194759472087990000" in said
    one_is_whole = "id,x\n1194759472087990000,1\n2616215901000000001,2\n"
    assert len(table(one_is_whole).ids("id")) == 2
    by_chance = "id,x\n1194759472087990,1\n2616215901000000,2\n"
    assert len(table(by_chance).ids("id")) == 2


def test_long_ids_that_are_not_digits_alone(table: TableReader) -> None:
    assert len(table("id,x\nR_123456789012345000000,1\nR_123456789012346000000,2\n").ids("id")) == 2


def test_numbers_of_sixteen_digits_cannot_be_ids() -> None:
    assert why_ruined(999_999_999_999_999.0) is None and why_ruined(1_000_000_000_000_000.0) is not None


def test_blank_ids_are_all_named(table: TableReader) -> None:
    faults: list[Fault] = []
    assert table("id,x\na,1\n,2\n-,3\n", blank=("-",)).ids("id", faults) == ["a", "", ""]
    assert [str(fault.where) for fault in faults] == ["a.csv line 3, column 'id'", "a.csv line 4, column 'id'"]
    assert str(faults[0].wrong) == "has no id" and "delete the row if it is a total" in str(faults[0].right)


def test_a_column_that_is_not_there(table: TableReader) -> None:
    read = table("code,Population ,N like\n1,2,3\n")
    said = sentence(lambda: read.numbers("population"))
    assert "a.csv: has no column 'population'" in said and "'Population '?" in said
    assert "columns 'Population ', 'code', 'N like'" in said
    faults: list[Fault] = []
    assert read.ids("cod", faults) == [""] and read.texts("n_like", faults) == [""]
    assert read.numbers("xyz", faults).missing.tolist() == [1]
    assert [str(fault.right) for fault in faults] == [
        "'code'?",
        "'N like'?",
        "the name of a column, spelled as in the file",
    ]


def test_a_column_that_is_there_twice(table: TableReader) -> None:
    read = table("code,x,x\n1,2,3\n")
    assert read.ids("code") == ["1"]
    assert "has 2 columns named 'x'" in sentence(lambda: read.texts("x"))


def test_one_column_may_mean_another_delimiter(table: TableReader) -> None:
    assert 'delimiter = ";"' in sentence(lambda: table("code:name\n1:2\n").texts("code"))
