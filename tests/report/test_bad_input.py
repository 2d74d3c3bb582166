"""What nobody would type, in the writers whose own tests do not see it: laid out whole, or refused with a sentence."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from rich.console import Console
from tests.report.awkward import EMPTY, FORMULA, FORTY, HOSTILE, NUMBERS, ODD, awkward_report, odd_report

from civicreach.records.errors import OutputError
from civicreach.report.locale import Locale
from civicreach.report.numbers import shown
from civicreach.report.style import STYLES
from civicreach.report.table import Column, Table
from civicreach.report.writers import typefaces
from civicreach.report.writers.csv import table_csv
from civicreach.report.writers.docx import report_docx
from civicreach.report.writers.html import report_html
from civicreach.report.writers.json import table_json
from civicreach.report.writers.layout import NOTHING, clean
from civicreach.report.writers.terminal import table_terminal
from civicreach.report.writers.xlsx import report_xlsx

TABLES = (HOSTILE, NUMBERS, FORTY, ODD, EMPTY)
LANGUAGES = ("en", "ko")


def texts_of(table: Table, locale: Locale, style: str = "plain") -> Iterator[str]:
    """Everything that a reader must find of a table."""
    yield locale.say(table.caption)
    yield from (locale.say(column.label) for column in table.columns)
    yield from (locale.say(row.label) for row in table.rows)
    cells = [(cell, column) for _, column, cell in table.cells()] + [(cell, head) for head, cell in table.summary]
    yield from (shown(cell, column, locale, STYLES[style]) for cell, column in cells)
    yield from map(locale.say, table.notes)
    if not table.rows:
        yield locale.say(NOTHING)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", STYLES)
def test_the_page_loses_nothing(language: str, style: str) -> None:
    for report in (awkward_report(style=STYLES[style]), odd_report()):
        page = report_html(report)
        assert "<script" not in page and "<b>h</b>" not in page
        text = squeezed(html.unescape(re.sub(r"<[^>]*>", "", page)))
        for table in report.tables.values():
            for words in texts_of(table, Locale(language), report.style.name):
                assert squeezed(clean(words)) in text, words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.key))
def test_the_terminal_loses_nothing(table: Table, language: str) -> None:
    console = Console(width=4000, file=io.StringIO(), record=True)
    console.print(table_terminal(table, Locale(language), synthetic=True))
    text = squeezed(console.export_text())
    # no letter of a label is an order to the terminal
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text)
    for words in texts_of(table, Locale(language)):
        for line in clean(words).splitlines():
            assert squeezed(line) in text, words


def test_brackets_in_a_heading_are_no_markup_of_the_terminal() -> None:
    console = Console(width=200, file=io.StringIO(), record=True)
    table = Table("t", "", "[red]Stub[/red]", (Column("a", "[bold]Head"),), ())
    console.print(table_terminal(table, Locale("en"), synthetic=False))
    text = console.export_text()
    assert "[red]Stub[/red]" in text and "[bold]Head" in text


def test_csv_and_json_hold_the_words_and_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(table_csv(HOSTILE, synthetic=False))))
    assert [row[1] for row in rows[1:]][:1] == [f"'{FORMULA}"]
    assert all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    data = json.loads(table_json(HOSTILE, LANGUAGES, synthetic=False))
    assert data["rows"][0]["label"] == {"en": FORMULA, "ko": FORMULA}
    assert list(csv.reader(io.StringIO(table_csv(EMPTY, synthetic=True)))) == [["row", "label", "n", "why", "data"]]


def test_a_wide_sheet_is_printed_side_by_side_and_not_shrunk() -> None:
    with ZipFile(io.BytesIO(report_xlsx(odd_report(FORTY), Locale("en")))) as file:
        sheet, book = file.read("xl/worksheets/sheet2.xml").decode(), file.read("xl/workbook.xml").decode()
    assert re.search(r'<pageSetup [^>]*orientation="landscape"[^>]*fitToWidth="[2-4]"', sheet) or re.search(
        r'fitToWidth="[2-4]"[^>]*orientation="landscape"', sheet
    )
    # the names of the rows come again on each page, and the heading too
    assert re.search(r"Print_Titles\"[^>]*>[^<]*\$A:\$A,[^<]*\$\d+:\$\d+<", book)


def test_word_with_figures_says_which_typefaces_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typefaces, "PACKAGE", "no_such_package")
    report = awkward_report(drawn=True)
    from civicreach.report.writers import charts

    charts._typefaces.cache_clear()
    with pytest.raises(OutputError, match="lettered in the Korean typefaces"):
        report_docx(report, Locale("ko"))
    # without figures, Word needs none
    assert report_docx(awkward_report(), Locale("ko"))


def test_no_writer_hides_a_template_without_styles(tmp_path: Path) -> None:
    import docx

    empty = docx.Document()
    for style in list(empty.styles):
        if style.name not in ("Normal", "Default Paragraph Font", "Normal Table", "No List"):
            style.delete()
    empty.save(str(tmp_path / "bare.docx"))
    made = docx.Document(io.BytesIO(report_docx(awkward_report(), Locale("ko"), template=tmp_path / "bare.docx")))
    assert "Table Caption" in made.core_properties.comments
    assert made.styles["Table Caption"].base_style is not None
    assert len(made.tables) >= 5
