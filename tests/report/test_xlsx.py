"""The workbook, read back: numbers are numbers and read as everywhere else, text is text."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from tests.conftest import KOREA
from tests.report.awkward import ARABIC, EMOJI, EMPTY, FORMULA, HOSTILE, LONG, NUMBERS, WIDE, awkward_report, lines_of

from civicreach import read_study
from civicreach.report.document import Report
from civicreach.report.locale import Locale
from civicreach.report.numbers import is_number, legend, shown
from civicreach.report.style import STYLES, Style
from civicreach.report.table import Cell, Column, Table
from civicreach.report.writers.layout import Tail, clean, heading, name
from civicreach.report.writers.xlsx import report_xlsx
from civicreach.report.writers.xlsx.numbers import number_format
from civicreach.report.writers.xlsx.pen import sheet_name

ENGLISH, KOREAN = Locale("en"), Locale("ko")


@pytest.fixture(scope="module")
def report() -> Report:
    return read_study(KOREA).run().report()


@pytest.fixture(scope="module")
def awkward() -> Workbook:
    return opened(report_xlsx(awkward_report(synthetic=True), ENGLISH))


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def reading(value: float, format: str) -> str:
    """What a spreadsheet shows of a number under one of our formats, spaces that are kept free left out."""
    sections = re.findall(r'((?:"[^"]*"|[^;"])+)', format)
    section, sign = sections[0], value < 0
    limit = re.match(r"\[<([\d.]+)\]", section)
    if limit:
        section = section[limit.end() :] if value < float(limit[1]) else sections[1]
    elif len(sections) == 2 and value < 0:
        section, sign = sections[1], False
    section = re.sub(r"_.", "", section)
    literals = re.findall(r'"([^"]*)"', section)
    core = re.sub(r'"[^"]*"', "", section)
    minus = "−" if section.startswith('"−"') else ""
    literals = literals[1:] if minus else literals
    if not core:
        return "".join(literals)
    decimals = len(core.partition(".")[2])
    number = abs(Decimal(repr(float(value)))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{number:,.{decimals}f}"
    if core.startswith("#.") and text.startswith("0."):
        text = text[1:]
    return (minus or ("-" if sign else "")) + text + "".join(literals)


def cells_of(sheet: Any) -> list[list[Any]]:
    """The rows of a sheet up to the last cell that has something in it."""
    return [list(row) for row in sheet.iter_rows()]


def body_of(sheet: Any) -> list[list[Any]]:
    """The rows under the frozen heading."""
    return cells_of(sheet)[sheet[sheet.freeze_panes].row - 1 :]


@pytest.mark.parametrize(("locale", "style"), [(ENGLISH, "plain"), (KOREAN, "korean"), (ENGLISH, "apa")])
def test_every_table_says_what_the_report_says(report: Report, locale: Locale, style: str) -> None:
    book = opened(report_xlsx(report, locale, style=STYLES[style]))
    for table in report.tables.values():
        check(book[locale.say(name(table))], table, locale, STYLES[style])


def test_awkward_tables_too(awkward: Workbook) -> None:
    for table, title in ((HOSTILE, "Table 1"), (WIDE, "Table A1"), (NUMBERS, "Table 2")):
        check(awkward[title], table, ENGLISH, STYLES["plain"])


def check(sheet: Any, table: Table, locale: Locale, style: Style) -> None:
    """Every line of a table stands on the sheet; numbers are numbers, and read as their texts."""
    lines = lines_of(table, locale, style)
    rows = body_of(sheet)
    values = iter([*(row.cells for row in table.rows), *((cell,) for _, cell in table.summary)])
    for row, line in zip(rows, lines, strict=False):
        assert row[0].value == clean(line[0]) and row[0].data_type == "s"
        if len(line) == 1:
            continue
        assert len(row) >= len(line)
        for drawn, text, cell in zip(row[1:], line[1:], next(values), strict=False):
            if is_number(cell):
                # xlsxwriter writes sixteen digits, one more than a spreadsheet computes with
                assert drawn.data_type == "n" and drawn.value == pytest.approx(cell.value, rel=1e-15, abs=0)
                assert reading(drawn.value, drawn.number_format) == text
            else:
                assert drawn.data_type in ("s", "n") and (drawn.value or "") == clean(text)
    notes = [row[0].value for row in rows[len(lines) :]]
    assert notes == [*([legend(table, style)] if table.stars else []), *map(locale.say, table.notes)]


@pytest.mark.parametrize(
    ("cell", "column", "style", "format"),
    [
        (Cell(21439.578, stars="**"), Column("m", "", digits=2), "plain", '#,##0.00"**"'),
        (Cell(0.0004, stars="***"), Column("p", "", "p"), "plain", '[<0.001]"<0.001***";#,##0.000"***"'),
        (Cell(0.0004), Column("p", "", "p"), "apa", '[<0.001]"<.001";#.000'),
        (Cell(-0.0004), Column("b", ""), "plain", "#,##0.000;#,##0.000"),
        (Cell(-0.208), Column("b", "", bounded=True), "apa", '#.000;"−"#.000'),
        (Cell(74.561), Column("s", "", "percent", 1), "plain", "#,##0.0"),
        (Cell(12.0), Column("n", "", "count"), "plain", "#,##0"),
        (Cell(1e-40), Column("b", "", digits=-1), "plain", None),
    ],
)
def test_formats(cell: Cell, column: Column, style: str, format: str | None) -> None:
    assert number_format(shown(cell, column, ENGLISH, STYLES[style]), cell, column, STYLES[style]) == format


def shortened(value: float) -> float:
    """The value at twelve digits: how a spreadsheet rounds at its fifteenth is its own affair."""
    return float(f"{value:.12g}")


@given(
    value=(st.floats(-1e12, 1e12) | st.floats(-2, 2)).map(shortened) | st.integers(-(10**9), 10**9),
    kind=st.sampled_from(["count", "number", "percent", "p"]),
    digits=st.integers(-1, 6),
    stars=st.sampled_from(["", "*", "***"]),
    bounded=st.booleans(),
    style=st.sampled_from(sorted(STYLES)),
)
@settings(max_examples=300, deadline=None)
def test_a_number_reads_the_same_under_its_format(
    value: float, kind: Any, digits: int, stars: str, bounded: bool, style: str
) -> None:
    # a probability with fewer than three decimals cannot be told from one below 0.001
    digits = max(digits, 3) if kind == "p" else digits
    cell, column = (
        Cell(abs(value) if kind == "p" else value, stars=stars),
        Column("c", "", kind, digits, bounded=bounded),
    )
    text = shown(cell, column, ENGLISH, STYLES[style])
    format = number_format(text, cell, column, STYLES[style], Tail(6, 3))
    if format is not None:
        assert cell.value is not None and reading(cell.value, format) == text  # type: ignore[arg-type]


def test_points_align_in_a_column(awkward: Workbook) -> None:
    rows = body_of(awkward["Table 2"])
    assert [row[3].number_format for row in rows[:5]] == [
        '[<0.001]"<0.001***";#,##0.000"***"',
        '#,##0.000"**"_*',
        "#,##0.000_*_*_*",
        "#,##0.000_*_*_*",
        "#,##0.000_*_*_*",
    ]
    assert rows[1][1].number_format == "#,##0.0" + "_0" * 8


def test_nothing_is_a_formula(awkward: Workbook) -> None:
    with ZipFile(BytesIO(report_xlsx(awkward_report(), ENGLISH))) as file:
        sheets = [file.read(each) for each in file.namelist() if each.startswith("xl/worksheets/sheet")]
    assert sheets and not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    texts = {cell.value for row in cells_of(awkward["Table 1"]) for cell in row}
    assert {FORMULA, LONG, ARABIC, EMOJI, "-2+3", "+1", "@sum", "two\nlines\tand a tab"} <= texts


def test_sheets_are_named_and_the_first_leads_to_them(report: Report) -> None:
    for locale in (ENGLISH, KOREAN):
        book = opened(report_xlsx(report, locale))
        first, *others = book.sheetnames
        assert others == [locale.say(name(table)) for table in report.tables.values()]
        contents = book[first]
        links = {cell.value: cell.hyperlink.location for row in cells_of(contents) for cell in row if cell.hyperlink}
        assert links == {title: f"'{title}'!A1" for title in others}
        captions = {row[1].value for row in cells_of(contents)}
        assert {locale.say(table.caption) for table in report.tables.values()} <= captions


@given(st.lists(st.text(max_size=40), max_size=12))
@settings(max_examples=100, deadline=None)
def test_sheet_names_are_valid_and_differ(wanted: list[str]) -> None:
    taken: list[str] = []
    for text in [
        *wanted,
        "Table 1",
        "table 1",
        "History",
        "'quoted'",
        "a/b:c*d?e[f]g\\h",
        "🎉" * 40,
        "x" * 40,
        "X" * 40,
    ]:
        taken.append(sheet_name(text, taken))
    assert len({each.lower() for each in taken}) == len(taken)
    for each in taken:
        assert 0 < len(each.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]", each) and each[0] != "'" != each[-1] and each.lower() != "history"


def test_headings_stay_and_are_printed_again(report: Report) -> None:
    book = opened(report_xlsx(report, ENGLISH))
    table = report.tables["purposes"]
    sheet = book["Table 1"]
    first = sheet[sheet.freeze_panes]
    assert first.column == 2
    rows = cells_of(sheet)[first.row - 3 : first.row - 1]
    assert [cell.value for cell in rows[1]] == [ENGLISH.say(w) for w in (table.stub, *(c.label for c in table.columns))]
    assert sheet.print_title_rows == f"${first.row - 2}:${first.row - 1}"
    spans = {str(merged) for merged in sheet.merged_cells.ranges if merged.min_row == first.row - 2}
    assert {span.translate({ord(d): None for d in "0123456789"}) for span in spans} == {"B:D", "E:F", "G:H"}
    # three lines: above and under the headings, and under the last row
    assert rows[0][0].border.top.style == "medium" and rows[1][0].border.bottom.style == "thin"
    last = len(table.rows) + len(table.summary) - 1
    assert body_of(sheet)[last][3].border.bottom.style == "medium"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0


def test_wide_tables_are_printed_lying(awkward: Workbook) -> None:
    assert awkward["Table A1"].page_setup.orientation == "landscape"
    assert awkward["Table A2"].page_setup.orientation in (None, "portrait")


def test_columns_are_as_wide_as_what_stands_in_them(report: Report) -> None:
    english, korean = (opened(report_xlsx(report, locale)) for locale in (ENGLISH, KOREAN))
    for book, locale in ((english, ENGLISH), (korean, KOREAN)):
        sheet = book[locale.say(name(report.tables["model-likes"]))]
        for row in body_of(sheet)[: len(report.tables["model-likes"].rows)]:
            for cell in row[1:7]:
                if isinstance(cell.value, float):
                    free = cell.number_format.count("_")
                    assert (
                        len(reading(cell.value, cell.number_format)) + free
                        <= sheet.column_dimensions[cell.column_letter].width
                    )
    label = max((KOREAN.say(row.label) for row in report.tables["confidence"].rows), key=len)
    assert korean["표 2"].column_dimensions["A"].width >= 2 * len(label.replace(" ", ""))


def test_rows_are_as_high_as_their_texts(awkward: Workbook) -> None:
    sheet = awkward["Table 1"]
    (row,) = [cell.row for cells in cells_of(sheet) for cell in cells[:1] if cell.value == LONG]
    assert sheet.row_dimensions[row].height > 13.5 * len(LONG) / sheet.column_dimensions["A"].width


def test_captions_and_their_translation(report: Report) -> None:
    sheet = opened(report_xlsx(report, KOREAN, style=STYLES["korean"]))["표 1"]
    texts = [row[0].value for row in cells_of(sheet)]
    table = report.tables["purposes"]
    assert texts[1:3] == [locale.say(heading(table, STYLES["korean"])) for locale in (KOREAN, ENGLISH)]


@pytest.mark.parametrize("synthetic", [True, False])
def test_synthetic_data_say_so_on_every_sheet(synthetic: bool) -> None:
    book = opened(report_xlsx(awkward_report(synthetic=synthetic), ENGLISH))
    for sheet in book.worksheets:
        top = " ".join(str(row[0].value) for row in cells_of(sheet)[:3])
        assert ("SYNTHETIC" in top) is synthetic
        assert ("SYNTHETIC" in (sheet.oddHeader.left.text or "")) is synthetic
    assert ("SYNTHETIC" in book.properties.title) is synthetic


def test_a_table_without_rows_says_so(awkward: Workbook) -> None:
    assert [row[0].value for row in body_of(awkward["Table A2"])] == ["There is nothing to list."]
    assert EMPTY.columns[0].label in [cell.value for row in cells_of(awkward["Table A2"]) for cell in row]


def test_the_same_report_gives_the_same_bytes() -> None:
    first, second = (report_xlsx(awkward_report(), KOREAN, style=STYLES["korean"]) for _ in range(2))
    assert first == second
    with ZipFile(BytesIO(first)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        dates = set(re.findall(rb"\d{4}-\d\d-\d\dT", file.read("docProps/core.xml")))
    assert dates == {b"1980-01-01T"}


def test_text_too_long_for_a_cell_ends_in_dots() -> None:
    report = awkward_report(description="x" * 40000)
    (text,) = [
        c.value
        for row in cells_of(opened(report_xlsx(report, ENGLISH)).worksheets[0])
        for c in row
        if str(c.value)[:2] == "xx"
    ]
    assert len(text) == 32767 and text.endswith("…")
