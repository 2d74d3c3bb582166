"""Every writer draws the same table: the numbers are the same text, the words in the reader's language."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest
from tests.conftest import KOREA

from civicreach import read_study
from civicreach.records.stars import stars
from civicreach.records.words import message
from civicreach.report.document import Report
from civicreach.report.locale import Locale
from civicreach.report.numbers import shown
from civicreach.report.table import Cell, Column, Row, Table
from civicreach.report.writers.csv import table_csv
from civicreach.report.writers.html import report_html
from civicreach.report.writers.json import table_json
from civicreach.report.writers.svg import figure_svg


@pytest.fixture(scope="module")
def report() -> Report:
    return read_study(KOREA).run().report()


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return report_html(report)


class Cells(HTMLParser):
    """The texts of all table cells of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            self.cells.append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[-1] += data


def test_the_page_shows_every_cell_of_every_table_in_both_languages(report: Report, page: str) -> None:
    parser = Cells()
    parser.feed(page)
    seen = set(parser.cells)
    for language in ("en", "ko"):
        locale = Locale(language)
        for table in report.tables.values():
            for _, column, cell in table.cells():
                assert shown(cell, column, locale) in seen
            for column, cell in table.summary:
                assert shown(cell, column, locale) in seen


def test_the_page_needs_nothing_from_outside(page: str) -> None:
    addresses = re.findall(r'(?:src|href|url)\s*[=(]\s*["\']?([^"\')\s>]+)', page)
    assert [a for a in addresses if not a.startswith("#")] == []
    assert "<script" not in page and "@import" not in page
    assert set(re.findall(r"https?://[^\"'\s<]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_stars_stay_side_by_side(page: str) -> None:
    """In a box without width Korean text breaks anywhere: three stars, one over the other, would read as one."""
    rule = re.search(r"sup\.stars {([^}]*)}", page)
    assert rule and "white-space: nowrap" in rule[1] and "overflow-wrap: normal" in rule[1]


def test_the_page_has_no_id_twice(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_every_link_inside_the_page_has_its_target(page: str) -> None:
    ids = set(re.findall(r'\sid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= ids


def test_a_link_into_a_language_shows_the_page_in_it_until_one_is_chosen(page: str) -> None:
    assert " checked" not in page.split("<main>")[0].split("</style>")[1], "a choice would outweigh the link"
    unchosen = "body:not(:has(.switch input:checked))"
    into = {one: f":has(.block:lang({one}):target, .block:lang({one}) :target)" for one in ("en", "ko")}
    hides = {one: f".block:lang({one}) {{ display: none; }}" for one in ("en", "ko")}
    assert f"{unchosen}{into['ko']} {hides['en']}" in page
    assert f"{unchosen}:not({into['ko']}) {hides['ko']}" in page
    assert f"body:has(#show-en:checked) {hides['ko']}" in page


def test_the_contents_lead_to_every_table_and_figure(report: Report, page: str) -> None:
    contents = page.split("<main>")[0]
    for key in (*report.tables, *report.figures):
        assert f'href="#{key}-ko"' in contents and f'href="#{key}-en"' in contents


def test_every_figure_says_what_it_shows(report: Report, page: str) -> None:
    for figure in report.figures.values():
        for language in ("en", "ko"):
            alt = Locale(language).say(figure.alt)
            assert len(alt) > 40 and alt.replace("'", "&#x27;") in page


def test_the_korean_page_has_no_english_sentences(report: Report) -> None:
    """Names of tests, statistics and machine names stay; sentences do not."""
    korean = Locale("ko")
    for table in report.tables.values():
        if table.key in ("codebook", "origins", "left-out"):
            continue  # what the files themselves say
        for note in (*table.notes, table.caption):
            assert re.search(r"[가-힣]", korean.say(note)), korean.say(note)


def test_csv_has_all_digits(report: Report) -> None:
    table = report.tables["model-likes"]
    rows = list(csv.DictReader(io.StringIO(table_csv(table, synthetic=True))))
    for row, line in zip(table.rows, rows, strict=True):
        assert line["row"] == row.key and line["data"] == "SYNTHETIC"
        cell = row.cells[0]
        assert isinstance(cell.value, float) and float(line["estimate"]) == cell.value


def test_json_gives_value_and_text(report: Report) -> None:
    data = json.loads(table_json(report.tables["descriptives"], ("en", "ko"), synthetic=True))
    mean = data["rows"][0]["cells"]["mean"]
    assert mean["text"] == "21,439.58" and abs(mean["value"] - 21439.58) < 0.005
    assert data["data"] == "SYNTHETIC" and data["caption"]["ko"] == "기술통계"


def test_figures_are_drawn_alike_twice(report: Report) -> None:
    for figure in report.figures.values():
        assert figure_svg(figure, Locale("ko")) == figure_svg(figure, Locale("ko"))


@pytest.mark.parametrize(
    ("cell", "column", "text"),
    [
        (Cell(1234567.891), Column("a", "", digits=2), "1,234,567.89"),
        (Cell(-0.0004), Column("a", ""), "0.000"),
        (Cell(0.0004), Column("p", "", "p"), "<0.001"),
        (Cell(0.0), Column("p", "", "p"), "0.000"),
        (Cell(0.04), Column("p", "", "p", 1), "<0.1"),
        (Cell(0.0004, stars="***"), Column("p", "", "p"), "<0.001***"),
        (Cell(12), Column("n", "", "count"), "12"),
        (Cell(absent=message("left blank")), Column("n", "", "count"), "left blank"),
        (Cell(), Column("n", "", "count"), ""),
        (Cell(4.60), Column("m", "", digits=-1), "4.6"),
    ],
)
def test_how_cells_read(cell: Cell, column: Column, text: str) -> None:
    assert shown(cell, column, Locale("en")) == text


def test_text_that_looks_like_a_formula_stays_text() -> None:
    table = Table(
        "t", "", "", (Column("a", "", "text"),), (Row("=cmd", "+a1", (Cell("@x"),)), Row("-1.5", "-b", (Cell("+2"),)))
    )
    assert table_csv(table, synthetic=False).splitlines()[1:] == ["'=cmd,'+a1,'@x", "-1.5,'-b,+2"]


@pytest.mark.parametrize(
    ("p", "mark"), [(0.2, ""), (0.0999, "*"), (0.05, "*"), (0.049, "**"), (0.001, "***"), (float("nan"), "")]
)
def test_stars_follow_the_legend(p: float, mark: str) -> None:
    assert stars(p, {"*": 0.10, "**": 0.05, "***": 0.01}) == mark


def test_names_with_markup_are_shown_as_they_stand(report: Report) -> None:
    from dataclasses import replace

    odd = replace(report, title={"en": "<b>&\"'", "ko": "<i>"}, sections=())
    assert "&lt;b&gt;&amp;&#34;&#39;" in report_html(odd)
