"""`where` keeps the rows that a study is about, and says how many it passed over."""

from __future__ import annotations

import pytest

from tests.sources.conftest import TableReader, sentence

TEXT = "code,year,sex,member\n1,2014,계,TRUE\n1,2015,계,TRUE\n1,2015,남,FALSE\n2,2015.0,계,TRUE\n3,2016,계,\n"


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ({"year": "2015"}, ["1", "1"]),
        ({"year": 2015}, ["1", "1", "2"]),
        ({"year": 2015, "sex": "계"}, ["1", "2"]),
        ({"year": [2014, "2016"]}, ["1", "3"]),
        ({"member": False}, ["1"]),
    ],
)
def test_rows_that_equal(table: TableReader, where: dict[str, object], codes: list[str]) -> None:
    read = table(TEXT, where=where)
    assert read.ids("code") == codes and read.origin.rows == 5
    assert any(
        note.startswith(f"kept {len(codes)} row") and "of 5 where" in note for note in map(str, read.origin.notes)
    )


def test_lines_stay_those_of_the_file(table: TableReader) -> None:
    assert str(table(TEXT, where={"year": 2016}).locate(0, "code")) == "a.csv line 6, column 'code'"


def test_a_value_that_never_occurs(table: TableReader) -> None:
    said = sentence(lambda: table(TEXT, where={"year": 2011, "sex": "여"}))
    assert (
        "2 faults" in said and "no row has year = 2011" in said and "'2015'" in said and "no row has sex = '여'" in said
    )
    read = table(TEXT, where={"year": [2015, 2011]})
    assert "no row has year = 2011" in map(str, read.origin.notes) and len(read) == 3


def test_values_that_never_occur_together(table: TableReader) -> None:
    assert "has no row where year = 2014 and sex = '남'" in sentence(
        lambda: table(TEXT, where={"year": 2014, "sex": "남"})
    )


def test_a_column_that_is_not_there(table: TableReader) -> None:
    said = sentence(lambda: table(TEXT, where={"Year": 2015}))
    assert "has no column 'Year'" in said and "'year'?" in said
