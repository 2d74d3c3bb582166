"""The table is found among titles, empty lines and footnotes, and rows out of step are named."""

from __future__ import annotations

import pytest

from civicreach.records.errors import InputError
from tests.sources.conftest import TableReader, sentence


def test_titles_above_the_names(table: TableReader) -> None:
    read = table('"Population, by town",,\n\nSource:,KOSIS,\ncode,name,population\n1,A,5\n2,B,6\n')
    assert read.columns == ("code", "name", "population")
    assert str(read.locate(1, "name")) == "a.csv line 6, column 'name'"
    assert any(
        "2 lines above the names passed over (1: 'Population, by town'; 3: 'Source:')" in n
        for n in map(str, read.origin.notes)
    )


def test_the_names_may_begin_with_an_empty_cell(table: TableReader) -> None:
    assert table('"","x"\n"1",2\n"2",3\n').columns == ("", "x")


def test_the_line_of_the_names_may_be_declared(table: TableReader) -> None:
    text = "a,b\nc,d\n1,2\n"
    assert table(text).columns == ("a", "b")
    read = table(text, header=2)
    assert read.columns == ("c", "d") and len(read) == 1
    assert any("1 line above the names passed over (1: 'a')" in note for note in map(str, read.origin.notes))


@pytest.mark.parametrize("header", [2, 9])
def test_a_declared_line_without_names(table: TableReader, header: int) -> None:
    said = sentence(lambda: table("a,b\n\n1,2\n", header=header))
    assert f"no column names in line {header}" in said and "from 1 to 3 under [statistics.population]" in said


def test_empty_lines_are_passed_over_and_counted(table: TableReader) -> None:
    read = table("a,b\n1,2\n\n , \n3,4\n\n\n")
    assert [list(row) for row in read.rows] == [["1", "2"], ["3", "4"]] and list(read.lines) == [2, 5]
    assert "2 empty lines between the rows passed over" in map(str, read.origin.notes)


def test_footnotes_are_passed_over_and_shown(table: TableReader) -> None:
    read = table("a,b,c\n1,2,3\n4,,\n\n* estimated,,\nSource: KOSIS\n")
    assert [row[0] for row in read.rows] == ["1", "4"]
    assert any(
        "2 lines below the table passed over (5: '* estimated'; 6: 'Source: KOSIS')" in note
        for note in map(str, read.origin.notes)
    )


def test_a_last_row_with_nothing_but_an_id_is_a_row(table: TableReader) -> None:
    assert [row[0] for row in table("id,a,b\nx,1,2\ny,,\n").rows] == ["x", "y"]


def test_rows_out_of_step_are_all_named(table: TableReader) -> None:
    with pytest.raises(InputError) as caught:
        table('a,b,c\n1,2\n"4\n4",5,6\n1,2,3,4\n7,8,9\n')
    short, long = caught.value.faults
    assert (str(short.where), str(short.wrong)) == ("a.csv line 2", "has 2 cells where there are 3 column names")
    assert "fill up the row" in str(short.right)
    assert (str(long.where), str(long.wrong)) == ("a.csv line 5", "has 4 cells where there are 3 column names")
    assert str(long.found) == "1 | 2 | 3 | 4" and "in quotes" in str(long.right)


def test_many_rows_out_of_step_are_counted(table: TableReader) -> None:
    said = sentence(lambda: table("a,b\n" + "1,2\n" * 60 + "1,2,3\n" * 50))
    assert "line 81: has 3 cells" in said and "... and 30 more faults like these" in said and "line 83" not in said


def test_empty_cells_beyond_the_names_are_no_fault(table: TableReader) -> None:
    read = table("a,b,,\n1,2,,\n3,4,,,,\n")
    assert read.columns == ("a", "b") and [list(row) for row in read.rows] == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("text", ["a,b\n", "a,b", "a,b\n\n\n", "a,b\n,\n"])
def test_a_table_without_rows(table: TableReader, text: str) -> None:
    said = sentence(lambda: table(text))
    assert "has column names and no rows" in said and "a, b" in said


def test_one_column(table: TableReader) -> None:
    assert table("id\n007\n\n008\n").texts("id") == ["007", "008"]


def test_a_line_of_few_words_is_no_line_of_names(table: TableReader) -> None:
    assert table("People,,,,2010\na,b,c,d,e\n1,2,3,4,5\n6,7,8,9,0\n").columns == ("a", "b", "c", "d", "e")


def test_names_in_two_lines(table: TableReader) -> None:
    text = "행정구역별,2010,2010\n행정구역별,총인구,남자\n종로구,5,2\n" + "중구,6,3\n" * 6
    said = sentence(lambda: table(text).numbers("총인구"))
    assert "has no column '총인구'" in said and "declare header = 2 under [statistics.population]" in said
    assert table(text, header=2).numbers("총인구").values.tolist() == [5.0, *[6.0] * 6]
