"""A whole report in sentences: every number is a cell that the claim names, in both languages and every style."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from tests.conftest import KOREA, StudyMaker, small_files
from tests.report.prose.stray import stray

from civicreach import read_study
from civicreach.records.words import message
from civicreach.report.claim import CellAt, Cited, Claim, Statistic, TableName
from civicreach.report.document import Report
from civicreach.report.locale import Locale
from civicreach.report.prose.saying import Prose
from civicreach.report.style import STYLES
from civicreach.report.table import Cell, Column, Row, Table
from civicreach.report.writers.docx import report_docx
from civicreach.report.writers.html import report_html
from civicreach.report.writers.json import table_json
from civicreach.report.writers.latex import report_latex
from civicreach.report.writers.layout import told
from civicreach.report.writers.markdown import escaped, report_markdown
from civicreach.report.writers.pdf_document import document

TEXT, TABLE, CODE = qn("w:t"), qn("w:tbl"), qn("w:instrText")
LANGUAGES = ("en", "ko")
TOLD = {
    "case-flow", "purposes", "strategies", "confidence", "activity", "say-do-confidence", "say-do-tests",
    "say-do-purpose", "say-do-strategy", "descriptives", "model-likes", "model-posts",
}  # fmt: skip


@pytest.fixture(scope="module")
def report() -> Report:
    return read_study(KOREA).run().report()


@pytest.fixture(scope="module")
def prose(report: Report) -> Prose:
    assert report.prose is not None
    return report.prose()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", list(STYLES))
def test_every_number_is_a_cell(prose: Prose, language: str, style: str) -> None:
    locale = Locale(language)
    assert set(prose.claims) == TOLD
    for claims in prose.claims.values():
        assert claims
        for claim in claims:
            assert claim.cells
            assert stray(prose, claim, locale, style) == set(), prose.sentence(claim, locale, STYLES[style])
            for at in claim.cells:
                assert prose.text(at, locale, STYLES[style])


def test_a_number_written_into_a_sentence_is_found() -> None:
    """The check above sees a number that rests on nothing."""
    table = Table("t", "T", "", (Column("n", "N", "count"),), (Row("a", "A", (Cell(12),)),), number="1")
    told = Prose({}, {"t": table})
    claim = Claim(message("{n} of 114 asked", n=CellAt("t", "a", "n")))
    assert stray(told, claim, Locale("en"), "plain") == {"114"}


def test_a_bare_number_is_refused() -> None:
    with pytest.raises(TypeError, match="no cell of a table"):
        Prose({}, {}).sentence(Claim(message("{n} asked", n=114)), Locale("en"), STYLES["plain"])


def test_a_cell_that_is_not_there_is_refused() -> None:
    table = Table("t", "T", "", (Column("n", "N", "count"),), (Row("a", "A", (Cell(12),)),))
    with pytest.raises(LookupError, match="no cell b, n in table t"):
        Prose({}, {"t": table}).sentence(Claim(message("{n}", n=CellAt("t", "b", "n"))), Locale("en"), STYLES["plain"])


def test_a_cell_reads_as_its_table_shows_it_without_stars() -> None:
    columns = (Column("p", "p", "p"), Column("beta", "β", bounded=True))
    table = Table("t", "T", "", columns, (Row("a", "A", (Cell(0.00001, stars="***"), Cell(-0.25))),),
                  stars={"*": 0.1}, number="3")  # fmt: skip
    claim = Claim(
        message("{table} {a} {b} {level}", table=TableName("t"), a=Statistic("p", CellAt("t", "a", "p")),
                b=Statistic("β", CellAt("t", "a", "beta")), level=CellAt("t", "legend", "*"))
    )  # fmt: skip
    prose = Prose({}, {"t": table})
    assert prose.sentence(claim, Locale("en"), STYLES["plain"]) == "Table 3 p < 0.001 β = -0.250 0.10"
    assert prose.sentence(claim, Locale("en"), STYLES["apa"]) == "Table 3 p < .001 β = −.250 .10"
    assert prose.sentence(claim, Locale("ko"), STYLES["korean"]) == "<표 3> p<0.001 β=-0.250 0.10"
    assert claim.cells == (CellAt("t", "a", "p"), CellAt("t", "a", "beta"), CellAt("t", "legend", "*"))


def test_korean_has_no_english_sentence_and_no_open_particle_after_hangul(prose: Prose) -> None:
    for claims in prose.claims.values():
        for claim in claims:
            said = prose.sentence(claim, Locale("ko"), STYLES["plain"])
            assert re.search(r"[가-힣]", said) and not re.search(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", said), said
            assert not re.search(r"[가-힣]\)?(은\(는\)|이\(가\)|을\(를\)|과\(와\)|\(으\)로)", said), said


def test_what_the_prose_of_the_paper_got_wrong(prose: Prose) -> None:
    """Each is read out of the tables here: the level of the pull strategy, the sd, the budget, who was sure."""
    say = {key: prose.paragraph(key, Locale("en"), STYLES["plain"]) for key in prose.claims}
    assert (
        "At the 0.10 level, and not at 0.05, there is a significant positive association with Posts for Purpose: pull"
        in (say["model-posts"])
    )
    assert "0.01 level" not in say["model-posts"]
    assert "Financial independence (%) (M = 22.42, SD = 15.04)" in say["descriptives"]
    assert "36,797,266.67" in say["descriptives"]
    assert "96 of 114 asked (84.2%)" in say["confidence"] and "Unsure (10, 8.8%)" in say["confidence"]
    assert "No valid answer came from 5" in say["confidence"]
    assert "excludes 13 by rule, loses 5 more for missing values" in say["case-flow"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paragraph_stands_under_its_table_in_text_documents(report: Report, language: str) -> None:
    locale, table = Locale(language), report.tables["confidence"]
    (words,) = told(report, table, locale, report.style)
    markdown, latex = report_markdown(report, locale), report_latex(report, locale)
    assert escaped(words) in markdown
    # the last of its rows, then the paragraph, then the next table
    place, after = (
        markdown.index(escaped(words)),
        markdown.index(escaped(locale.say(report.tables["activity"].caption))),
    )
    assert markdown.index("109") < place < after
    assert latex.index(r"\label{tab:confidence}") < latex.index(words[:12]) < latex.index(r"\label{tab:activity}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_and_in_word_and_pdf(report: Report, language: str) -> None:
    """Word has its table numbers as fields that refer to the captions; the PDF's paragraph lies as its table does."""
    locale = Locale(language)
    (words,) = told(report, report.tables["confidence"], locale, report.style)
    written = Document(BytesIO(report_docx(report, locale)))
    body = list(written.element.body)
    (place,) = [n for n, element in enumerate(body) if "".join(t.text or "" for t in element.iter(TEXT)) == words]
    tables = [n for n, element in enumerate(body) if element.tag == TABLE]
    above = body[max(n for n in tables if n < place)]
    assert "109" in [t.text for t in above.iter(TEXT)]
    assert any("REF _Ref" in (code.text or "") for code in body[place].iter(CODE))
    parts = [part for sheet in document(report, locale, report.style)["sheets"] for part in sheet["parts"]]
    (at,) = [n for n, part in enumerate(parts) if part["kind"] == "paragraph" and part["words"] == words]
    assert parts[at - 1]["kind"] == "table" and parts[at - 1]["across"] == parts[at]["across"]
    assert locale.say(report.tables["confidence"].caption) in parts[at - 1]["caption"]


class Links(HTMLParser):
    """What stands in every cell with an id, and what every link in prose says and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}
        self.links: list[tuple[str, str]] = []
        self.inside, self.target, self.link = False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "p" and known.get("class") == "prose":
            self.inside = True
        if tag in ("td", "p") and "id" in known:
            self.target = known["id"]
            self.targets[self.target] = ""
        if tag == "a" and self.inside:
            self.link = known["href"]
            self.links.append((self.link, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "p"):
            self.target = ""
        if tag == "p":
            self.inside = False
        if tag == "a":
            self.link = ""

    def handle_data(self, data: str) -> None:
        if self.target:
            self.targets[self.target] += data
        if self.link:
            self.links[-1] = (self.link, self.links[-1][1] + data)


def test_every_number_on_the_page_leads_to_the_cell_that_shows_it(report: Report) -> None:
    parser = Links()
    parser.feed(report_html(report))
    assert len(parser.links) > 300
    for link, text in parser.links:
        shown = parser.targets[link.removeprefix("#")]
        if re.fullmatch(r"-?[\d,.]+", text):
            assert text in shown
    leading = {link for link, _ in parser.links}
    assert all(re.search(r"-(en|ko)$", link) for link in leading)
    assert {f"#{target}" for target in parser.targets if target.startswith("cell-")} == leading - {
        link for link in leading if "legend" in link
    }


def test_json_holds_the_claims_with_their_cells(report: Report, prose: Prose) -> None:
    table = report.tables["model-posts"]
    claims = json.loads(table_json(table, LANGUAGES, synthetic=True, prose=prose))["claims"]
    assert len(claims) == len(prose.claims["model-posts"])
    pull = next(claim for claim in claims if "Purpose: pull (" in claim["text"]["en"])
    assert {"table": "model-posts", "row": "purpose_pull", "column": "p"} in pull["cells"]
    assert "유의수준 0.10에서만" in pull["text"]["ko"]
    assert "claims" not in json.loads(table_json(table, LANGUAGES, synthetic=True))


def test_a_study_may_do_without(make_study: StudyMaker) -> None:
    folder = make_study(("[report]", "[report]\nprose = false"))
    report = read_study(folder).run().report()
    assert report.prose is None
    page = report_html(report)
    assert 'class="prose"' not in page and 'id="cell-' not in page
    assert told(report, report.tables["purposes"], Locale("en"), report.style) == []


def test_a_small_study_is_told_without_stray_numbers(make_study: StudyMaker) -> None:
    """No trend, few cases, own legend, one base: the other turns of the sentences."""
    folder = make_study(("[report]", '[report]\nstars = { "*" = 0.05 }\ncomplete_cases = "each"'))
    report = read_study(folder).run().report()
    assert report.prose is not None
    prose = report.prose()
    assert "case-flow-likes" in prose.claims
    for claims in prose.claims.values():
        for claim in claims:
            for language in LANGUAGES:
                locale = Locale(language)
                assert stray(prose, claim, locale, "plain") == set(), prose.sentence(claim, locale, report.style)
    assert "fewer than ten cases" in prose.paragraph("model-likes", Locale("en"), report.style)


def test_rows_of_one_name_are_not_spoken_of(make_study: StudyMaker) -> None:
    """An answer called as the table calls one of its own rows: which of the two would a sentence mean?"""
    survey = small_files()["survey.csv"].replace(",unsure", ",valid")
    folder = make_study(('order = ["sure", "unsure"]', 'order = ["sure", "valid"]'), files={"survey.csv": survey})
    report = read_study(folder).run().report()
    assert report.prose is not None and "confidence" not in report.prose().claims


def test_words_cite_a_cell_without_its_number() -> None:
    table = Table("t", "T", "", (Column("n", "N", "count"),), (Row("a", "A", (Cell(12),)),))
    prose = Prose({}, {"t": table})
    claim = Claim(message("{name}", name=Cited({"en": "Population", "ko": "인구"}, CellAt("t", "a", "n"))))
    assert [(p.text, p.at) for p in prose.pieces(claim, Locale("ko"), STYLES["plain"])] == [
        ("인구", CellAt("t", "a", "n"))
    ]


def test_a_report_says_nothing_of_tables_it_was_not_told_about(report: Report) -> None:
    assert told(report, report.tables["origins"], Locale("en"), report.style) == []
    assert told(replace(report, prose=None), report.tables["purposes"], Locale("en"), report.style) == []


def test_tables_alone_make_no_sentences(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom civicreach import read_study\n"
        f"read_study({str(KOREA)!r}).run().write({str(tmp_path / 'out')!r}, formats=['csv'])\n"
        "print([m for m in sys.modules if m.startswith(('civicreach.report.prose', 'civicreach.report.claim'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
