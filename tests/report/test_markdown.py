"""The report as Markdown, rendered: its tables say what the report says, and no text means anything else."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from tests.conftest import KOREA
from tests.report.awkward import HOSTILE, awkward_report, lines_of

from civicreach import read_study
from civicreach.report.document import Report
from civicreach.report.locale import Locale
from civicreach.report.numbers import legend
from civicreach.report.style import STYLES
from civicreach.report.writers.layout import clean, heading
from civicreach.report.writers.markdown import escaped, report_markdown

ENGLISH, KOREAN = Locale("en"), Locale("ko")


class Page(HTMLParser):
    """The tables of a rendered page as texts, its other blocks, its pictures, and every element that it has."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.blocks: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.elements: set[str] = set()
        self.feed(MarkdownIt("commonmark").enable("table").render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag in ("p", "h1", "h2", "li"):
            self.blocks.append("")
        elif tag == "img":
            self.pictures.append(dict(attrs))
        self.inside = tag if tag in ("td", "th", "p", "h1", "h2", "li") else getattr(self, "inside", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("td", "th"):
            self.tables[-1][-1][-1] += data
        elif self.inside:
            self.blocks[-1] += data


@pytest.fixture(scope="module")
def report() -> Report:
    return read_study(KOREA).run().report()


@pytest.mark.parametrize(("locale", "style"), [(ENGLISH, "plain"), (KOREAN, "korean"), (ENGLISH, "apa")])
def test_every_table_says_what_the_report_says(report: Report, locale: Locale, style: str) -> None:
    page = Page(report_markdown(report, locale, style=STYLES[style]))
    assert len(page.tables) == len(report.tables)
    for drawn, table in zip(page.tables, report.tables.values(), strict=True):
        got = [row[: len(line)] for row, line in zip(drawn[1:], lines_of(table, locale, STYLES[style]), strict=True)]
        assert got == [[" ".join(text.split()) for text in line] for line in lines_of(table, locale, STYLES[style])]
        heads = [": ".join(filter(None, map(locale.say, (c.spanner, c.label)))) for c in table.columns]
        assert drawn[0] == [locale.say(table.stub), *heads]
        texts = page.blocks
        assert any(text.startswith(locale.say(heading(table, STYLES[style]))) for text in texts)
        if table.stars:
            assert " ".join(legend(table, STYLES[style]).split()) in texts
        assert {" ".join(locale.say(note).split()) for note in table.notes} <= set(texts)


def test_no_letter_of_a_label_means_anything() -> None:
    page = Page(report_markdown(awkward_report(synthetic=True), ENGLISH))
    (drawn, *_) = page.tables
    lines = lines_of(HOSTILE, ENGLISH, STYLES["plain"])
    assert drawn[1:] == [[" ".join(clean(text).split()) for text in line] for line in lines]
    assert page.elements <= {
        "h1",
        "h2",
        "p",
        "strong",
        "blockquote",
        "ul",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert {"1. A note that begins like a list.", "- and one more, with a | in it"} <= set(page.blocks)


def test_figures_lie_beside_the_page(report: Report) -> None:
    for locale in (ENGLISH, KOREAN):
        page = Page(report_markdown(report, locale))
        assert [(picture["src"], picture["alt"]) for picture in page.pictures] == [
            (f"figures/{figure.key}-{locale.language}.svg", locale.say(figure.alt))
            for figure in report.figures.values()
        ]


def test_the_other_language_stands_under_a_korean_caption(report: Report) -> None:
    text = report_markdown(report, KOREAN, style=STYLES["korean"])
    assert "\\<Table 1\\> Purposes of using social media\n" in text
    assert "Purposes of using" not in report_markdown(report, KOREAN)


@pytest.mark.parametrize("synthetic", [True, False])
def test_synthetic_data_say_so(synthetic: bool) -> None:
    assert ("> **SYNTHETIC**" in report_markdown(awkward_report(synthetic=synthetic), ENGLISH)) is synthetic


def test_a_table_without_rows_has_its_headings() -> None:
    page = Page(report_markdown(awkward_report(), ENGLISH))
    assert [["Row", "n", "Why"], ["There is nothing to list.", "", ""]] in page.tables


@pytest.mark.parametrize(
    "text", ["1. a", "2) b", "- c", "+", "---", "===", "# d", "> e", "&lt;", "a  b", "0.676", "-0.5"]
)
def test_a_paragraph_stays_one(text: str) -> None:
    page = Page(escaped(text))
    assert page.blocks == [" ".join(text.split())] and page.elements == {"p"}
