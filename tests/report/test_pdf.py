"""The PDF holds every number, is fit for an archive and for a reader aloud, and stays whole under odd tables."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import KOREA
from tests.report.awkward import (
    ARABIC,
    BARE,
    EMPTY,
    FORTY,
    HEBREW,
    KOREAN,
    LONG,
    MARKUP,
    NARROW,
    ODD,
    SEVENTY,
    odd_report,
)

from civicreach import read_study
from civicreach.records.errors import OutputError
from civicreach.report.document import Paragraph, Report, Section
from civicreach.report.locale import Locale
from civicreach.report.numbers import is_number, shown
from civicreach.report.style import STYLES
from civicreach.report.table import Cell, Column, Row, Table
from civicreach.report.writers import typefaces
from civicreach.report.writers.charts import chart_pdf
from civicreach.report.writers.pdf import report_pdf
from civicreach.report.writers.pdf_document import document

pytest.importorskip("typst", reason="the extra civicreach[documents] is not installed")
pytest.importorskip(typefaces.PACKAGE, reason="the extra civicreach[documents] is not installed")
pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

LANGUAGES = ("en", "ko")
PLAIN = STYLES["plain"]

Files = dict[str, Path]


def poppler(tool: str, pdf: Path, *options: str) -> str:
    command = [tool, *options, str(pdf), *(["-"] if tool == "pdftotext" else [])]
    return subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=True).stdout


def squeezed(text: str) -> str:
    """Without white and without the places where a line may break."""
    return re.sub(r"[\s\u200b\u200e\u200f\u202a-\u202e\f]", "", text)


@pytest.fixture(scope="module")
def report() -> Report:
    return read_study(KOREA).run().report()


@pytest.fixture(scope="module")
def korea(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Files:
    return written(report, tmp_path_factory.mktemp("korea"))


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return written(odd_report(), tmp_path_factory.mktemp("odd"))


def written(report: Report, folder: Path) -> Files:
    files = {language: folder / f"{language}.pdf" for language in LANGUAGES}
    for language, file in files.items():
        file.write_bytes(report_pdf(report, Locale(language), PLAIN))
    return files


def numbers(report: Report, language: str) -> Counter[str]:
    """Every number of every table as it is shown, as often as it is."""
    found: Counter[str] = Counter()
    for table in report.tables.values():
        cells = [(cell, column) for _, column, cell in table.cells()] + [(cell, head) for head, cell in table.summary]
        found.update(shown(cell, column, Locale(language), PLAIN) for cell, column in cells if is_number(cell))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_every_table_is_there_as_often_as_it_is_shown(
    report: Report, korea: Files, language: str
) -> None:
    wanted = numbers(report, language)
    assert wanted.total() > 400 and "0.053*" in wanted and "<0.001***" in wanted
    assert wanted - Counter(poppler("pdftotext", korea[language]).split()) == Counter()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_every_table_and_caption_is_there(report: Report, korea: Files, language: str) -> None:
    locale = Locale(language)
    text = squeezed(poppler("pdftotext", korea[language]))
    for table in report.tables.values():
        assert squeezed(locale.say(PLAIN.heading(table))) in text
        for note in table.notes:
            assert squeezed(locale.say(note)) in text
    for row in report.tables["model-likes"].rows:
        assert squeezed(locale.say(row.label)) in text
    for figure in report.figures.values():
        assert squeezed(locale.say(figure.caption)) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_type_is_embedded_and_none_is_the_machines(korea: Files, language: str) -> None:
    lines = poppler("pdffonts", korea[language]).splitlines()[2:]
    assert lines
    for line in lines:
        embedded, subset, unicode_map = line.split()[-5:-2]
        assert (embedded, subset, unicode_map) == ("yes", "yes", "yes")
    families = {re.match(r"[A-Z]{6}\+([A-Za-z]+)", line)[1] for line in lines}  # type: ignore[index]
    assert families <= {"NotoSerifKR", "NotoSansKR", "LibertinusSerif", "NewComputerModern", "DejaVuSansMono"}
    # the figures' letters
    assert "NotoSansKR" in families


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_says_that_it_is_fit_for_archives_and_readers_aloud(korea: Files, language: str) -> None:
    names = {"rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "dc": "http://purl.org/dc/elements/1.1/"}
    packet = poppler("pdfinfo", korea[language], "-meta")
    xmp = ElementTree.fromstring(re.sub(r"<\?xpacket.*?\?>", "", packet).strip())
    text = ElementTree.tostring(xmp, encoding="unicode")
    assert re.search(r"pdf/?a/ns/id/.*", text) and re.search(r":part>2<", text) and re.search(r":conformance>B<", text)
    assert re.search(r"pdfua/ns/id/.*", text) and re.search(r":part>1<", text)
    assert [li.text for li in xmp.iterfind(".//dc:language//rdf:li", names)] == [language]
    info = poppler("pdfinfo", korea[language])
    assert re.search(r"Tagged: +yes", info) and re.search(r"Title: +SYNTHETIC · ", info)
    assert "1970" in info and str(Path.home()) not in packet


@pytest.mark.parametrize("language", LANGUAGES)
def test_bookmarks_and_the_contents_name_every_section(report: Report, korea: Files, language: str) -> None:
    titles = [Locale(language).say(section.title) for section in report.sections]
    outline = re.search(r"<outline>.*</outline>", poppler("pdftohtml", korea[language], "-xml", "-i", "-stdout"), re.S)
    assert outline is not None
    assert re.findall(r"<item page=\"\d+\">(.*?)</item>", outline[0]) == titles
    first = poppler("pdftotext", korea[language], "-l", "1")
    assert all(re.search(rf"{re.escape(title)}\s*\.", first) for title in titles)
    # the list of tables, each with its page
    assert len(
        re.findall(r"^(?:Table|표) A?\d+\..*\d$", poppler("pdftotext", korea[language], "-l", "1", "-layout"), re.M)
    ) == (len(report.tables))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_synthetic_and_only_where_the_data_are(korea: Files, language: str, tmp_path: Path) -> None:
    pages = poppler("pdftotext", korea[language]).split("\f")[:-1]
    assert 6 <= len(pages) <= 24
    assert all("SYNTHETIC" in page[:200] for page in pages)
    file = tmp_path / "real.pdf"
    file.write_bytes(report_pdf(odd_report(BARE, synthetic=False), Locale(language), PLAIN))
    assert "SYNTHETIC" not in poppler("pdftotext", file)


def test_the_structure_tags_headings_tables_and_pictures(report: Report, tmp_path: Path) -> None:
    parts = (report.tables["purposes"], report.figures["say-do"])
    file = tmp_path / "tagged.pdf"
    file.write_bytes(report_pdf(replace(report, sections=(Section("s", "S", parts),)), Locale("en"), PLAIN))
    tree = poppler("pdfinfo", file, "-struct")
    for tag in ("H1", "Caption", "Table (block)", "THead", "TH ", "/Scope /Column", "TBody", "TD", "Figure"):
        assert tag in tree, tag
    # eight columns and the stub, under their spanners
    assert tree.count("/Scope /Column") == 9 + 5


def test_the_same_report_gives_the_same_bytes(report: Report, korea: Files) -> None:
    assert report_pdf(report, Locale("ko"), PLAIN) == korea["ko"].read_bytes()
    for figure in report.figures.values():
        assert chart_pdf(figure, Locale("ko")) == chart_pdf(figure, Locale("ko"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_lettered_in_the_typeface_of_the_document(report: Report, language: str, tmp_path: Path) -> None:
    file = tmp_path / "figure.pdf"
    file.write_bytes(chart_pdf(report.figures["say-do"], Locale(language)))
    fonts = poppler("pdffonts", file).splitlines()[2:]
    assert len(fonts) == 1 and "NotoSansKR" in fonts[0] and fonts[0].split()[-5] == "yes"
    answer = report.tables["say-do-confidence"].rows[0].label
    assert squeezed(Locale(language).say(answer)) in squeezed(poppler("pdftotext", file))


def test_a_korean_journal_has_its_brackets_and_the_second_caption(tmp_path: Path) -> None:
    file = tmp_path / "korean.pdf"
    file.write_bytes(report_pdf(odd_report(FORTY), Locale("ko"), STYLES["korean"]))
    text = poppler("pdftotext", file)
    assert re.search(r"<\S+ 1> 마흔 개의 열\n+<Table 1> Forty columns", text)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_qpdf_finds_nothing_wrong(korea: Files, odd: Files, language: str) -> None:
    for file in (korea[language], odd[language]):
        assert "No syntax or stream encoding errors" in poppler("qpdf", file, "--check")


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_the_alternative_text_of_every_figure_is_in_its_tag(report: Report, korea: Files, tmp_path: Path) -> None:
    plain = tmp_path / "plain.pdf"
    subprocess.run(["qpdf", "--qdf", "--object-streams=disable", str(korea["en"]), str(plain)], check=True)
    alternatives = re.findall(rb"/Alt \(([^)]*)", plain.read_bytes())
    wanted = [Locale("en").say(figure.alt) for figure in report.figures.values()]
    assert [text.decode("latin-1")[:20] for text in alternatives] == [text[:20] for text in wanted]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_reaches_over_the_edge_of_its_page(korea: Files, odd: Files, language: str) -> None:
    for file in (korea[language], odd[language]):
        boxes = poppler("pdftotext", file, "-bbox")
        for page in re.findall(r"<page .*?</page>", boxes, re.S):
            width, height = (float(size) for size in re.findall(r'(?:width|height)="([\d.]+)"', page)[:2])
            words = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', page)
            assert words
            margin = 60
            for left, top, right, bottom in (map(float, word) for word in words):
                assert left >= margin and right <= width - margin + 1, (file, left, right, width)
                assert top >= 20 and bottom <= height - 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_forty_columns_go_on_in_parts_across_the_page(odd: Files, language: str) -> None:
    report = odd_report(FORTY)
    assert numbers(report, language) - Counter(poppler("pdftotext", odd[language]).split()) == Counter()
    text = poppler("pdftotext", odd[language])
    names = [Locale(language).say(row.label) for row in FORTY.rows]
    assert all(text.count(name) == 4 for name in names)
    across = [page for page in re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', poppler(
        "pdftotext", odd[language], "-bbox")) if float(page[0]) > float(page[1])]  # fmt: skip
    assert across


def test_a_lead_lies_and_stays_with_its_table(tmp_path: Path) -> None:
    """Whatever stands above: the lead of a table is on the page where the table begins."""
    across = replace(FORTY, key="across", caption="Across the page")
    upright = replace(SEVENTY, key="upright", caption="Upright")
    # six lines further down each time, over the height of a page: the room that is left is once too little for a table
    for lines in range(6, 54, 6):
        filler = [Paragraph("filler")] * lines
        parts = (*filler, Paragraph("Leads upright."), upright, Paragraph("Leads across."), across)
        report = replace(odd_report(), sections=(Section("odd", "Odd", parts),))
        file = tmp_path / "lead.pdf"
        file.write_bytes(report_pdf(report, Locale("en"), PLAIN))
        pages = poppler("pdftotext", file).split("\f")
        for lead, caption in (("Leads upright.", "Upright"), ("Leads across.", "Across the page")):
            (page,) = [page for page in pages if lead in page]
            assert caption in page and not re.search(r"Leads \w+\.\s*$", page), (lines, lead)
            assert "Town" in page or caption != "Upright"


def test_a_small_table_between_two_that_lie_across_lies_as_they_do() -> None:
    parts = (FORTY, replace(BARE, key="small"), replace(FORTY, key="again"))
    report = replace(odd_report(), sections=(Section("odd", "Odd", parts),))
    (sheet,) = document(report, Locale("en"), PLAIN)["sheets"]
    assert sheet["across"] and [part["kind"] for part in sheet["parts"]] == ["heading", "table", "table", "table"]
    long = replace(report, sections=(Section("odd", "Odd", (FORTY, SEVENTY, replace(FORTY, key="again"))),))
    assert [sheet["across"] for sheet in document(long, Locale("en"), PLAIN)["sheets"]] == [True, False, True]


def test_the_heading_of_a_long_table_comes_again_on_every_page(odd: Files) -> None:
    pages = [page for page in poppler("pdftotext", odd["en"]).split("\f") if "Town 3" in page or "Town 69" in page]
    assert len(pages) >= 2
    assert all("that comes again" in page for page in pages)
    assert numbers(odd_report(SEVENTY), "en") - Counter(" ".join(pages).split()) == Counter()


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_text_whatever_they_say(odd: Files, language: str) -> None:
    text = squeezed(poppler("pdftotext", odd[language]))
    for words in (LONG, NARROW, KOREAN, *MARKUP[1:], HEBREW[::-1], "plain #text", "One & two_three"):
        assert squeezed(words) in text or squeezed(words)[::-1] in text, words
    assert ("#evil[$]" in text) == (language == "en")
    assert any(letter in text for letter in ARABIC) or any("\ufb50" <= letter <= "\ufeff" for letter in text)
    # nobody has these letters: they stand as what they are, and the 1 under the keycap stays a 1
    assert "[U+1F389]party1[U+FE0F][U+20E3]x[U+1F3FD]가[U+200D][U+1F389]é[U+1AB0]" in text
    # a machine may well have a typeface for this one, and no document depends on it
    assert "한글漢字[U+4F60]好" in text
    assert "[U+202E]evil[U+0000]linebreak--" in text


def test_an_empty_table_keeps_its_heading(tmp_path: Path) -> None:
    file = tmp_path / "empty.pdf"
    file.write_bytes(report_pdf(odd_report(EMPTY, BARE), Locale("en"), PLAIN))
    text = poppler("pdftotext", file)
    assert "Why" in text and "only a name" in text and "There is nothing to list." in text


@given(st.text(max_size=40), st.text(alphabet="$#*_`@<>=-/\\[]{}\"'~%&^|1 가", max_size=20))
@settings(max_examples=25, deadline=None)
def test_any_label_can_be_set(label: str, heading: str) -> None:
    table = Table("any", label, heading, (Column("a", heading, "text"),), (Row("r", label, (Cell(label),)),))
    assert report_pdf(odd_report(table), Locale("ko"), PLAIN).startswith(b"%PDF-1.7")


def test_missing_korean_type_is_refused_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typefaces, "PACKAGE", "no_such_package_of_type")
    with pytest.raises(OutputError, match=r"Korean typefaces .* pip install pylopdf-fonts-ko"):
        report_pdf(odd_report(BARE), Locale("en"), PLAIN)


def test_a_missing_typst_is_refused_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(OutputError, match=r"typst, which is not installed; pip install \"civicreach\[documents\]\""):
        report_pdf(odd_report(BARE), Locale("en"), PLAIN)


def test_a_figure_without_alternative_text_is_refused(report: Report) -> None:
    silent = replace(report.figures["say-do"], alt="")
    with pytest.raises(OutputError, match="missing alt text"):
        report_pdf(replace(report, sections=(Section("s", "S", (silent,)),)), Locale("en"), PLAIN)


def test_the_package_of_typefaces_is_not_imported() -> None:
    code = "import sys; from civicreach.report.writers.typefaces import *; typefaces(); print(PACKAGE in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_all_tables_of_the_odd_report_are_in_it() -> None:
    assert list(odd_report().tables) == [table.key for table in (FORTY, SEVENTY, ODD, EMPTY, BARE)]
