"""Workbooks are read as a reader sees them: merged text, dates, errors, sheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from civicreach.records.errors import Fault
from civicreach.records.study import TableOptions
from civicreach.sources import spreadsheets
from civicreach.sources.spreadsheets import column_letters
from civicreach.sources.tables import RawTable, read_table
from tests.sources.conftest import TableReader, sentence

Workbook = Callable[..., Path]


def read(folder: Path, name: str = "book.xlsx", **options: Any) -> RawTable:
    return read_table(folder, name, TableOptions(**options), section="statistics.population")


def fill(rows: list[list[Any]], name: str = "Sheet1", top: int = 0, left: int = 0) -> Callable[[Any], None]:
    def write(book: Any) -> None:
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            sheet.write_row(top + place, left, row)

    return write


def test_cells_keep_what_they_hold(workbook: Workbook) -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet()
        day, minute = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["code", "share", "name", "day", "at", "member"])
        sheet.write_row(1, 0, [11110, 0.1, " 종로구 "])
        sheet.write_datetime(1, 3, date(2015, 6, 1), day)
        sheet.write_datetime(1, 4, datetime(2015, 6, 1, 9, 30), minute)  # noqa: DTZ001
        sheet.write_boolean(1, 5, True)

    table = read(workbook(write))
    texts = [table.texts(column)[0] for column in table.columns]
    assert texts == ["11110", "0.1", "종로구", "2015-06-01", "2015-06-01T09:30:00", "TRUE"]
    assert table.ids("code") == ["11110"] and table.numbers("share").values.tolist() == [0.1]


def test_a_table_that_begins_in_the_middle(workbook: Workbook) -> None:
    rows = [["Population by town"], [], ["code", "name"], ["A", 1], ["B", 2]]
    table = read(workbook(fill(rows, "People 2010", top=2, left=2)))
    assert [row[2:] for row in table.rows] == [["A", 1.0], ["B", 2.0]]
    assert table.locate(1, "name") == "book.xlsx 'People 2010'!D7"
    assert any("above the names passed over (3: 'Population by town')" in note for note in map(str, table.origin.notes))


def test_the_sheet(workbook: Workbook) -> None:
    def write(book: Any) -> None:
        book.add_worksheet("empty")
        book.add_chartsheet("chart")
        hidden = book.add_worksheet("secret")
        hidden.write_column(0, 0, ["a", 1])
        hidden.hide()
        book.add_worksheet("one").write_column(0, 0, ["b", 2])
        book.add_worksheet("two").write_column(0, 0, ["c", 3])

    folder = workbook(write)
    table = read(folder)
    assert (table.sheet, table.columns) == ("one", ("b",))
    assert any(
        "sheet 'one'" in note and "not read: 'empty', 'secret', 'two'" in note for note in map(str, table.origin.notes)
    )
    assert read(folder, sheet="secret").columns == ("a",)
    said = sentence(lambda: read(folder, sheet="Two"))
    assert "has no such sheet" in said and "sheet = 'Two'" in said and "one of 'two'" in said


def test_a_workbook_with_nothing_to_see(workbook: Workbook) -> None:
    assert "no visible sheet with anything in it" in sentence(lambda: read(workbook(fill([]))))
    assert "has column names and no rows" in sentence(lambda: read(workbook(fill([["a", "b"]]))))


def test_merged_text_stands_in_every_row_and_merged_numbers_do_not(workbook: Workbook) -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["region", "town", "budget"])
        sheet.write_column(1, 1, ["A", "B", "C"])
        sheet.merge_range("A2:A3", "North")
        sheet.write(3, 0, "South")
        sheet.merge_range("C2:C3", 500)
        sheet.write(3, 2, 7)

    table = read(workbook(write))
    assert table.texts("region") == ["North", "North", "South"]
    assert table.texts("budget") == ["500", "", "7"]
    assert "text of merged cells repeated in 1 cell below" in map(str, table.origin.notes)


def test_names_below_cells_that_span_columns(workbook: Workbook) -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:D1", "Population 2010")
        sheet.merge_range("A2:A3", "town")
        sheet.merge_range("B2:C2", "people")
        sheet.merge_range("D2:D3", "households")
        sheet.write_row(2, 1, ["men", "women"])
        sheet.write_row(3, 0, ["A", 1, 2, 3])

    assert read(workbook(write)).columns == ("town", "men", "women", "households")


def test_a_full_line_with_a_cell_that_spans_columns_is_above_the_names(workbook: Workbook) -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["place", "", "", "time"])
        sheet.merge_range("B1:C1", "people")
        sheet.write_row(1, 0, ["town", "men", "women", "year"])
        sheet.write_row(2, 0, ["A", 1, 2, 2010])
        sheet.merge_range("A4:A5", "B")

    assert read(workbook(write)).columns == ("town", "men", "women", "year")


def test_remarks_beside_the_table_are_noted(workbook: Workbook) -> None:
    rows = [["id", "x"], ["a", 1], ["b", 2, "", "checked by Kim"], ["c", 3]]
    table = read(workbook(fill(rows)))
    assert table.columns == ("id", "x") and len(table) == 3
    assert "cells to the right of the table passed over in 1 row, the first 3" in map(str, table.origin.notes)


def test_footnotes_set_off_by_an_empty_row(workbook: Workbook) -> None:
    table = read(workbook(fill([["id", "x"], ["a", 1], ["b"], [], ["Source: KOSIS"]])))
    assert table.texts("id") == ["a", "b"]
    assert any("below the table passed over (5: 'Source: KOSIS')" in note for note in map(str, table.origin.notes))


def test_errors_of_formulas_are_not_blank(workbook: Workbook) -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet("a & b")
        sheet.write_row(0, 0, ["id", "x"])
        sheet.write_column(1, 0, ["a", "b"])
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 1, "=1+1", None, 2)

    folder = workbook(write)
    table = read(folder)
    faults: list[Fault] = []
    table.numbers("x", faults)
    assert "'a & b'!B2: is an error of the spreadsheet" in str(faults[0]) and "#DIV/0!" in str(faults[0].found)
    assert 'blank = ["#DIV/0!"]' in str(faults[0].right)
    assert any("1 cell with a spreadsheet error" in note for note in map(str, table.origin.notes))
    assert read(folder, blank=("#DIV/0!",)).numbers("x").missing.tolist() == [1, 0]


def test_dates_where_numbers_or_ids_should_be(workbook: Workbook) -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "d-mmm"})
        sheet.write_row(0, 0, ["id", "x"])
        sheet.write_datetime(1, 0, date(2015, 2, 1), day)
        sheet.write_datetime(1, 1, date(2015, 2, 1), day)

    table = read(workbook(write))
    assert "Sheet1!A2: is a date or a time where an id" in sentence(lambda: table.ids("id"))
    assert "Sheet1!B2: is a date or a time where a number" in sentence(lambda: table.numbers("x"))


def test_ids_stored_as_numbers(workbook: Workbook) -> None:
    rows = [["id", "page"], [1110, 1194759472087998465], [1120, 5], ["", "1.46577E+14"], [1.5, 7]]
    table = read(workbook(fill(rows)))
    faults: list[Fault] = []
    assert table.ids("id", faults) == ["1110", "1120", "", "1.5"]
    table.ids("page", faults)
    said = [str(fault) for fault in faults]
    assert "Sheet1!A4: has no id" in said[0] and "Sheet1!A5: is a number with decimals where an id" in said[1]
    assert "Sheet1!B2: is an id of more than 15 digits stored as a number" in said[2]
    assert "Sheet1!B4: is an id that a spreadsheet program has shortened" in said[3]
    assert all("format the column as text" in str(fault.right) for fault in faults[1:])


def test_a_stray_cell_far_below_costs_no_rows(workbook: Workbook) -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, ["id", "a"])
        sheet.write_column(0, 1, ["x", 1])
        sheet.write(20_000, 5, " ")

    assert len(read(workbook(write))) == 1


def test_a_damaged_workbook(workbook: Workbook) -> None:
    folder = workbook(fill([["a", "b"], [1, 2]]))
    whole = (folder / "book.xlsx").read_bytes()
    (folder / "book.xlsx").write_bytes(whole[: len(whole) // 2])
    said = sentence(lambda: read(folder))
    assert "book.xlsx: is a damaged workbook, or none" in said and "save it again" in said


class PanicException(BaseException):
    """What the library raises where it gives up."""


@pytest.mark.parametrize(("error", "is_said"), [(PanicException("out of range"), True), (KeyboardInterrupt(), False)])
def test_a_workbook_that_makes_the_library_panic(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch, error: BaseException, is_said: bool
) -> None:
    class Panicking:
        @staticmethod
        def from_filelike(file: object) -> None:
            raise error

    folder = workbook(fill([["a", "b"], [1, 2]]))
    monkeypatch.setattr(spreadsheets, "CalamineWorkbook", Panicking)
    if is_said:
        said = sentence(lambda: read(folder))
        assert "is a damaged workbook, or none" in said and "out of range" in said
    else:
        with pytest.raises(KeyboardInterrupt):
            read(folder)


def test_any_zip_is_not_a_workbook(table: TableReader) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inside:
        inside.writestr("a.csv", "a,b\n1,2\n")
    assert "is a damaged workbook, or none" in sentence(lambda: table(archive.getvalue(), "a.xlsx"))


def test_a_password(table: TableReader) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    said = sentence(lambda: table(locked, "a.xlsx"))
    assert "a.xlsx: is protected by a password" in said and "save a copy without a password" in said


def test_a_workbook_under_another_workbooks_ending(workbook: Workbook) -> None:
    folder = workbook(fill([["a", "b"], [1, 2]]), "book.xlsx")
    (folder / "book.xlsx").rename(folder / "book.xls")
    assert read(folder, "book.xls").columns == ("a", "b")


def test_open_document(table: TableReader) -> None:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="인구"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>code</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>people</text:p></table:table-cell></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="string"><text:p>0110</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="12"><text:p>12</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inside:
        inside.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        inside.writestr("content.xml", content)
        inside.writestr("META-INF/manifest.xml", "<manifest/>")
    read = table(archive.getvalue(), "a.ods")
    assert read.ids("code") == ["0110"] and read.numbers("people").values.tolist() == [12.0]
    assert read.locate(0, "people") == "a.ods 인구!B2"


@pytest.mark.parametrize("place", [0, 25, 26, 51, 52, 701, 702, 16383])
def test_letters_of_columns(place: int) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter.utility")
    assert column_letters(place) == xlsxwriter.xl_col_to_name(place)
