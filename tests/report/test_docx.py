"""The Word document, read back: its tables say what the report says, and Word finds what it looks for."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from tests.conftest import KOREA
from tests.report.awkward import (
    ARABIC,
    EMOJI,
    FIGURE,
    FORMULA,
    FORTY,
    HEBREW,
    HOSTILE,
    LONG,
    WIDE,
    awkward_report,
    lines_of,
    odd_report,
)

from civicreach import read_study
from civicreach.records.errors import InputError
from civicreach.report.document import Report
from civicreach.report.locale import Locale
from civicreach.report.style import STYLES
from civicreach.report.table import Table
from civicreach.report.writers.docx import missing_styles, report_docx
from civicreach.report.writers.docx.figures import SMALLEST
from civicreach.report.writers.layout import clean, heading

ENGLISH, KOREAN = Locale("en"), Locale("ko")


@pytest.fixture(scope="module")
def report() -> Report:
    return read_study(KOREA).run().report()


Maker = Callable[[Locale, str], Document]


@pytest.fixture(scope="module")
def make(report: Report) -> Maker:
    """Gives the study's document in a language and a style; drawn once each."""
    return cache(lambda locale, style: opened(report_docx(report, locale, style=STYLES[style])))


@pytest.fixture(scope="module")
def document(make: Maker) -> Document:
    return make(ENGLISH, "plain")


@pytest.fixture(scope="module")
def awkward() -> Document:
    return opened(report_docx(awkward_report(drawn=True), ENGLISH))


def opened(data: bytes) -> Document:
    return docx.Document(BytesIO(data))


def text_of(element: Any) -> str:
    """What is read in an element: text, line breaks and tabs, without the instructions of fields."""
    marks = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(e.text if e.tag == qn("w:t") else marks[e.tag] for e in element.iter(qn("w:t"), *marks))


def instructions(element: Any) -> list[str]:
    return [e.text.strip() for e in element.iter(qn("w:instrText"))]


def styled(document: Document, name: str) -> list[Any]:
    """All paragraphs of a style, in tables too."""
    id = next(style.style_id for style in document.styles if style.name.lower() == name.lower())
    return [p for p in document.element.body.iter(qn("w:p")) if p.pPr is not None and p.pPr.style == id]


def tables_named(document: Document, caption: str) -> list[Any]:
    """The table of a caption, panel by panel."""
    return [
        t
        for t in document.element.body.iter(qn("w:tbl"))
        if t.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == caption
    ]


def rows_of(table: Any, *, head: bool = False) -> list[list[str]]:
    rows = [row for row in table.iter(qn("w:tr")) if bool(row.findall(".//" + qn("w:tblHeader"))) == head]
    return [[text_of(cell) for cell in row.iter(qn("w:tc"))] for row in rows]


def section_of(document: Document, element: Any) -> Any:
    """The section that an element of the body stands in: the next one that ends."""
    for later in element.itersiblings():
        for section in later.iter(qn("w:sectPr")):
            return section
    raise AssertionError("no section ends")


def lies(section: Any) -> bool:
    return section.find(qn("w:pgSz")).get(qn("w:orient")) == "landscape"


@pytest.mark.parametrize(("locale", "style"), [(ENGLISH, "plain"), (KOREAN, "korean"), (ENGLISH, "apa")])
def test_every_table_says_what_the_report_says(make: Maker, report: Report, locale: Locale, style: str) -> None:
    made = make(locale, style)
    for table in report.tables.values():
        (drawn,) = tables_named(made, locale.say(table.caption))
        # the summary's number stands under the first column; nothing stands under the others
        got = [row[:2] if row[2:] == [""] else row for row in rows_of(drawn)]
        expected = [row[:2] if row[2:] == [""] else row for row in lines_of(table, locale, STYLES[style])]
        assert got == expected
        labels = [locale.say(words) for words in (table.stub, *(column.label for column in table.columns))]
        heads = rows_of(drawn, head=True)
        assert len(heads) == (2 if table.spanned else 1)
        texts = [text for row in heads for text in row if text]
        assert sorted(texts) == sorted([*labels, *spanner_texts(table, locale)])


def spanner_texts(table: Table, locale: Locale) -> list[str]:
    texts = dict.fromkeys(locale.say(column.spanner) for column in table.columns)
    return [text for text in texts if text]


def test_heads_repeat_and_spanners_are_merged(document: Document, report: Report) -> None:
    table = report.tables["purposes"]
    (drawn,) = tables_named(document, ENGLISH.say(table.caption))
    rows = list(drawn.iter(qn("w:tr")))
    assert [bool(row.findall(".//" + qn("w:tblHeader"))) for row in rows] == [True, True] + [False] * (len(rows) - 2)
    spans = [cell.grid_span for cell in rows[0].iter(qn("w:tc"))]
    assert spans == [1, 3, 2, 2, 1] and sum(spans) == len(table.columns) + 1
    merges = [cell.find(".//" + qn("w:vMerge")) for cell in rows[0].iter(qn("w:tc"))]
    assert merges[0] is not None and merges[0].get(qn("w:val")) == "restart"


def test_lines_are_the_style_s_own(document: Document) -> None:
    style = next(style for style in document.styles if style.name == "Journal Table")
    borders = style.element.find(".//" + qn("w:tblBorders"))
    assert {side.tag.partition("}")[2] for side in borders} == {"top", "bottom"}
    for table in document.element.body.iter(qn("w:tbl")):
        assert table.tblPr.find(qn("w:tblStyle")).get(qn("w:val")) == style.style_id
        assert table.tblPr.find(qn("w:tblBorders")) is None


@pytest.mark.parametrize(("locale", "style"), [(ENGLISH, "plain"), (KOREAN, "korean")])
def test_captions_are_counted_by_word(make: Maker, report: Report, locale: Locale, style: str) -> None:
    made = make(locale, style)
    captions = [p for name in ("Table Caption", "caption") for p in styled(made, name)]
    counting = [p for p in captions if any(code.startswith("SEQ") for code in instructions(p))]
    parts = [*report.tables.values(), *report.figures.values()]
    assert sorted(map(text_of, counting)) == sorted(locale.say(heading(part, STYLES[style])) for part in parts)
    # what Word will count is what stands there now
    counts: dict[str, int] = {}
    for paragraph in styled(made, "Table Caption"):
        for code in instructions(paragraph):
            if code.startswith("SEQ"):
                counts[code] = counts.get(code, 0) + 1
                prefix = "A" if "Table_A" in code else ""
                assert re.search(rf"\b{prefix}{counts[code]}\b", text_of(paragraph)), text_of(paragraph)
    assert counts == {"SEQ Table \\* ARABIC": 5, "SEQ Table_A \\* ARABIC": len(report.tables) - 5}


def test_the_other_language_stands_under_a_korean_caption(make: Maker, report: Report) -> None:
    made = make(KOREAN, "korean")
    texts = [text_of(p) for p in styled(made, "Table Caption")]
    place = texts.index(KOREAN.say(heading(report.tables["purposes"], STYLES["korean"])))
    assert texts[place + 1] == "<Table 1> Purposes of using social media"
    second = styled(made, "Table Caption")[place + 1]
    assert [code.split()[0] for code in instructions(second)] == ["REF"]
    assert {mark.get(qn("w:val")) for mark in second.iter(qn("w:lang"))} == {"en-US"}


@pytest.mark.parametrize(("locale", "style"), [(ENGLISH, "plain"), (KOREAN, "korean")])
def test_fields_refer_to_what_is_there(make: Maker, locale: Locale, style: str) -> None:
    body = make(locale, style).element.body
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    ids = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(set(marks)) == len(marks) and len(set(ids)) == len(ids)
    assert ids == [mark.get(qn("w:id")) for mark in sorted_ends(body, ids)]
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", mark) for mark in marks)
    targets = [code.split()[1] for code in instructions(body) if code.startswith("REF")]
    links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    assert targets and set(targets) <= set(marks) and links and set(links) <= set(marks)
    depth = 0
    for mark in body.iter(qn("w:fldChar")):
        depth += {"begin": 1, "separate": 0, "end": -1}[mark.get(qn("w:fldCharType"))]
        assert depth >= 0
    assert depth == 0


def sorted_ends(body: Any, ids: list[str]) -> list[Any]:
    return sorted(body.iter(qn("w:bookmarkEnd")), key=lambda mark: ids.index(mark.get(qn("w:id"))))


def test_text_that_names_a_table_refers_to_it(awkward: Document) -> None:
    paragraph = next(p for p in styled(awkward, "Body Text") if "says so" in text_of(p))
    assert text_of(paragraph) == "Table 1 says so, Table A1 does not; Table 12 is not here."
    marks = {mark.get(qn("w:name")): mark for mark in awkward.element.body.iter(qn("w:bookmarkStart"))}
    shown = [text_of_bookmark(marks[code.split()[1]]) for code in instructions(paragraph)]
    assert shown == ["Table 1", "Table A1"]


def text_of_bookmark(start: Any) -> str:
    text = ""
    for element in start.itersiblings():
        if element.tag == qn("w:bookmarkEnd") and element.get(qn("w:id")) == start.get(qn("w:id")):
            return text
        text += text_of(element)
    raise AssertionError("the bookmark does not end")


def test_lists_are_filled_in(document: Document, report: Report) -> None:
    codes = [code for code in instructions(document.element.body) if code.startswith("TOC")]
    assert [re.search(r'\\c "(\w+)"', code)[1] for code in codes] == ["Table", "Table_A", "Figure"]  # type: ignore[index]
    lines = [text_of(p) for p in styled(document, "table of figures")]
    tables = sorted(
        report.tables.values(), key=lambda table: (table.number.startswith("A"), int(table.number.strip("A")))
    )
    assert lines == [ENGLISH.say(heading(part, STYLES["plain"])) for part in (*tables, *report.figures.values())]


@pytest.mark.parametrize(("locale", "style"), [(ENGLISH, "plain"), (KOREAN, "korean")])
def test_figures_are_sharp_and_say_what_they_show(make: Maker, report: Report, locale: Locale, style: str) -> None:
    made = make(locale, style)
    drawings = list(made.element.body.iter(qn("wp:inline")))
    assert [d.docPr.get("descr") for d in drawings] == [locale.say(figure.alt) for figure in report.figures.values()]
    assert len({d.docPr.id for d in drawings}) == len(drawings)
    for inline in drawings:
        picture = made.part.related_parts[inline.graphic.graphicData.pic.blipFill.blip.embed].blob
        pixels = struct.unpack(">II", picture[16:24])
        for dots, length in zip(pixels, (inline.extent.cx, inline.extent.cy), strict=True):
            # a drawing made smaller to fit the page has more
            assert 299 < dots / (length / 914400) < 300 / SMALLEST + 1


@pytest.mark.parametrize(("locale", "tag"), [(ENGLISH, "en-US"), (KOREAN, "ko-KR")])
def test_every_letter_has_its_typeface_and_language(locale: Locale, tag: str) -> None:
    made = opened(report_docx(awkward_report(), locale))
    fonts = list(made.styles.element.iter(qn("w:rFonts")))
    assert all(font.get(qn("w:eastAsia")) in ("Batang", "Malgun Gothic") for font in fonts) and len(fonts) > 5
    assert not any("Theme" in key for font in fonts for key in font.attrib)
    language = made.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    # Latin letters are English and Hangul Korean in either
    assert (language.get(qn("w:val")), language.get(qn("w:eastAsia"))) == ("en-US", "ko-KR")
    assert made.core_properties.language == tag


def test_wide_tables_lie_on_their_side_and_come_in_panels(awkward: Document) -> None:
    panels = tables_named(awkward, "Forty columns")
    assert len(panels) > 1
    # nothing is lost: stub and all forty columns, row by row
    bodies = [[row for row in rows_of(panel) if len(row) > 1] for panel in panels]
    joined = [[rows[0][0], *(text for row in rows for text in row[1:])] for rows in zip(*bodies, strict=True)]
    assert joined == [row for row in lines_of(WIDE, ENGLISH, STYLES["plain"]) if len(row) > 1]
    for panel in panels:
        section = section_of(awkward, panel)
        assert lies(section) and width_of(panel) <= room_of(section)
    again = [text_of(p) for p in styled(awkward, "Table Continued")]
    assert again == ["Table A1 (continued)"] * (len(panels) - 1)
    (narrow,) = tables_named(awkward, "Numbers")
    assert not lies(section_of(awkward, narrow))


def test_the_last_page_is_upright_again() -> None:
    sections = awkward_report().sections[1:]
    made = opened(report_docx(awkward_report(sections=(replace(sections[0], parts=(WIDE,)),)), ENGLISH))
    assert [lies(section._sectPr) for section in made.sections] == [False, True, False]


def width_of(table: Any) -> int:
    return sum(int(column.get(qn("w:w"))) for column in table.find(qn("w:tblGrid")))


def room_of(section: Any) -> int:
    size, margin = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    return int(size.get(qn("w:w"))) - int(margin.get(qn("w:left"))) - int(margin.get(qn("w:right")))


def test_no_table_is_wider_than_its_page(document: Document, awkward: Document) -> None:
    for made in (document, awkward):
        for table in made.element.body.iter(qn("w:tbl")):
            assert width_of(table) == room_of(section_of(made, table))
            grid = [int(column.get(qn("w:w"))) for column in table.find(qn("w:tblGrid"))]
            assert min(grid) > 250
            for row in table.iter(qn("w:tr")):
                assert sum(cell.grid_span for cell in row.iter(qn("w:tc"))) == len(grid)
                assert sum(int(w.get(qn("w:w"))) for w in row.iter(qn("w:tcW"))) == width_of(table)


def test_awkward_labels_stay_what_they_are(awkward: Document) -> None:
    (drawn,) = tables_named(awkward, "Labels | that *mean* <something> & more")
    texts = [text for row in rows_of(drawn) for text in row]
    assert {FORMULA, LONG, ARABIC, EMOJI, f"about {HEBREW} in 2015", "two\nlines\tand a tab"} <= set(texts)
    assert "bell \ufffd and half a pair \ufffd" in texts
    assert rows_of(drawn) == [list(map(clean, line)) for line in lines_of(HOSTILE, ENGLISH, STYLES["plain"])]


def test_text_from_right_to_left_is_marked_as_such(awkward: Document) -> None:
    marked = [
        "".join(t.text for t in run.iter(qn("w:t")))
        for run in awkward.element.body.iter(qn("w:r"))
        if run.findall(f"{qn('w:rPr')}/{qn('w:rtl')}")
    ]
    assert marked == [ARABIC, HEBREW]
    turned = [
        text_of(p)
        for p in awkward.element.body.iter(qn("w:p"))
        if p.pPr is not None and p.pPr.find(qn("w:bidi")) is not None
    ]
    assert turned == [ARABIC]


def test_a_table_without_rows_says_so(awkward: Document) -> None:
    (drawn,) = tables_named(awkward, "Nothing in it")
    assert rows_of(drawn) == [["There is nothing to list."]]


def test_members_of_groups_are_set_in_and_totals_off(awkward: Document) -> None:
    styles = {style.style_id: style.name for style in awkward.styles}
    first = tables_named(awkward, "Forty columns")[0]
    labels = [next(row.iter(qn("w:p"))) for row in first.iter(qn("w:tr"))][2:]
    assert [styles[p.pPr.style] for p in labels] == ["Table Group", *["Table Member"] * 3] * 2
    (drawn,) = tables_named(awkward, "Numbers")
    strong = [text_of(run.getparent().getparent()) for run in drawn.iter(qn("w:rStyle"))]
    assert strong == ["half", "0.29", "0.500", "0.001", "74.6"]


def test_what_belongs_together_stays_on_a_page(awkward: Document) -> None:
    def kept(paragraphs: Any) -> list[bool]:
        return [p.pPr.find(qn("w:keepNext")) is not None for p in paragraphs]

    # a short table with its notes; the last note ends it
    (short,) = tables_named(awkward, "Labels | that *mean* <something> & more")
    assert all(kept(short.iter(qn("w:p"))))
    assert kept([p for p in short.itersiblings() if p.tag == qn("w:p")][:2]) == [True, False]
    # a long table is broken between its rows, but neither after the first nor before the last, nor inside one
    (long,) = tables_named(awkward, "Two hundred rows")
    rows = [kept(row.iter(qn("w:p"))) for row in long.iter(qn("w:tr"))]
    assert all(rows[0]) and all(rows[1]) and not any(map(any, rows[5:190])) and all(rows[-2]) and not any(rows[-1])
    assert len(list(long.iter(qn("w:cantSplit")))) == len(rows)


def test_points_align_in_a_column(awkward: Document) -> None:
    (drawn,) = tables_named(awkward, "Numbers")
    indents = {}
    for row in list(drawn.iter(qn("w:tr")))[1:6]:
        cell = list(row.iter(qn("w:tc")))[3]
        indent = cell.find(f".//{qn('w:ind')}")
        indents[text_of(cell)] = 0 if indent is None else int(indent.get(qn("w:right")))
    # in digits of 90: three stars at most, and as many decimals everywhere
    assert indents == {"<0.001***": 0, "0.050**": 90, "1.000": 270, "0.001": 270, "0.000": 270}


@pytest.mark.parametrize("synthetic", [True, False])
def test_synthetic_data_say_so_on_every_page(synthetic: bool) -> None:
    made = opened(report_docx(awkward_report(synthetic=synthetic), ENGLISH))
    heads = [text_of(section.header._element) for section in made.sections]
    assert len(heads) > 2 and {"SYNTHETIC" in head for head in heads} == {synthetic}
    assert (len(styled(made, "Synthetic")) == 1) is synthetic
    assert ("SYNTHETIC" in made.core_properties.title) is synthetic


def test_the_same_report_gives_the_same_bytes() -> None:
    first, second = (report_docx(awkward_report(drawn=True), KOREAN, style=STYLES["korean"]) for _ in range(2))
    assert first == second
    with ZipFile(BytesIO(first)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms" not in file.read("docProps/core.xml").partition(b">")[2].partition(b">")[2]
        assert not any("thumbnail" in name for name in file.namelist())


def template(path: Path, change: Any = lambda document: None) -> Path:
    """A template as Word comes with, changed."""
    document = docx.Document()
    document.add_paragraph("Instructions to authors, which are no part of a report.")
    document.sections[0].header.paragraphs[0].text = "The Journal"
    change(document)
    document.save(str(path))
    return path


def test_a_template_keeps_its_own_styles_and_page(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        document.styles["Caption"].font.color.rgb = RGBColor(1, 2, 3)
        document.styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH).font.name = "Georgia"
        document.sections[0].page_width = Cm(20)

    path = template(tmp_path / "journal.docx", change)
    made = opened(report_docx(awkward_report(synthetic=True), ENGLISH, template=path))
    assert made.styles["Caption"].font.color.rgb == RGBColor(1, 2, 3)
    assert made.styles["Table Text"].font.name == "Georgia"
    assert made.styles["Heading 1"].font.name != "Arial"
    assert abs(made.sections[0].page_width - Cm(20)) < Pt(1)
    assert "Instructions" not in text_of(made.element.body)
    assert text_of(made.sections[-1].header._element).replace("  ", " ") == "SYNTHETIC The Journal"
    names = missing_styles(path)
    assert "Table Note" in names and "Journal Table" in names
    assert "Table Text" not in names and "caption" not in map(str.lower, names)
    comments = made.core_properties.comments
    assert all(name in comments for name in names)
    for table in made.element.body.iter(qn("w:tbl")):
        assert width_of(table) == room_of(section_of(made, table))


def test_a_first_page_of_its_own_stays_the_only_one(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        document.sections[0].different_first_page_header_footer = True
        document.sections[0].first_page_header.paragraphs[0].text = "First"

    path = template(tmp_path / "t.docx", change)
    made = opened(report_docx(awkward_report(synthetic=True), ENGLISH, template=path))
    assert [section.different_first_page_header_footer for section in made.sections] == [True, False, False]
    first = made.sections[0]
    assert text_of(first.first_page_header._element) == "SYNTHETIC  First"
    assert text_of(first.header._element) == "SYNTHETIC  The Journal"


@pytest.mark.parametrize(
    ("face", "points", "panels"),
    [("Times New Roman", 9, 6), ("Verdana", 9, 7), ("Times New Roman", 14, 8), (None, None, 7)],
)
def test_a_template_s_type_decides_how_many_columns_fit(
    tmp_path: Path, face: str | None, points: int | None, panels: int
) -> None:
    def change(document: Document) -> None:
        for name in ("Table Text", "Table Number") if face else ():
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.font.name, style.font.size = face, Pt(points or 0)

    path = template(tmp_path / "t.docx", change)
    made = opened(report_docx(odd_report(FORTY), ENGLISH, template=path))
    assert len(made.tables) == panels


def test_styles_that_are_added_stand_on_the_template_s_own(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        # as a Korean Word writes them: ids that say nothing, and one that we would have given
        document.styles["Caption"].element.set(qn("w:styleId"), "a6")
        document.styles["Quote"].element.set(qn("w:styleId"), "TableNote")

    made = opened(report_docx(awkward_report(), ENGLISH, template=template(tmp_path / "t.docx", change)))
    ids = [style.style_id for style in made.styles]
    assert len(ids) == len(set(ids))
    assert made.styles["Table Caption"].base_style.style_id == "a6"
    for tag in ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next"):
        for root in (made.element, made.styles.element):
            assert {e.get(qn("w:val")) for e in root.iter(qn(tag))} <= set(ids)


def test_a_dotx_is_a_template_too(tmp_path: Path) -> None:
    path = template(tmp_path / "t.docx")
    with ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    with ZipFile(tmp_path / "t.dotx", "w") as file:
        for name, data in members.items():
            file.writestr(name, data.replace(b"document.main+xml", b"template.main+xml"))
    assert report_docx(awkward_report(), ENGLISH, template=tmp_path / "t.dotx") == report_docx(
        awkward_report(), ENGLISH, template=path
    )


def test_a_template_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        document.styles.add_style("Table Note", WD_STYLE_TYPE.CHARACTER)
        document.styles.add_style("journal table", WD_STYLE_TYPE.PARAGRAPH)

    with pytest.raises(InputError) as refused:
        report_docx(awkward_report(), ENGLISH, template=template(tmp_path / "t.docx", change))
    faults = {fault.wrong: (fault.found, fault.right) for fault in refused.value.faults}
    assert faults == {
        "the style “Table Note” is of another kind than a report needs": ("a character style", "a paragraph style"),
        "the style “Journal Table” is of another kind than a report needs": ("a paragraph style", "a table style"),
    }
    (tmp_path / "no.docx").write_text("not a document")
    with ZipFile(tmp_path / "zip.docx", "w") as file:
        file.writestr("word.txt", "not a document either")
    for name in ("no.docx", "zip.docx", "absent.docx"):
        with pytest.raises(InputError, match="the template cannot be read"):
            report_docx(awkward_report(), ENGLISH, template=tmp_path / name)


#: What ECMA-376 wants of the order inside the elements that are written here; Word repairs or refuses what differs.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore pBdr shd tabs autoSpaceDE autoSpaceDN bidi spacing ind "
    "contextualSpacing jc outlineLvl sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs rtl lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan vMerge tcBorders vAlign",
    "tcBorders": "top bottom insideH",
    "tbl": "tblPr tblGrid tr",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr tblStylePr",
}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_elements_stand_in_the_order_that_word_wants(language: str) -> None:
    data = report_docx(awkward_report(synthetic=True, drawn=True), Locale(language), style=STYLES["korean"])
    with ZipFile(BytesIO(data)) as file:
        roots = [
            parse_xml(file.read(name))
            for name in file.namelist()
            if re.match(r"word/(doc|sty|head|foot)\w*\.xml", name)
        ]
    assert len(roots) >= 4
    for root in roots:
        for tag, order in ORDER.items():
            for element in root.iter(qn(f"w:{tag}")):
                places = [order.split().index(child.tag.partition("}")[2]) for child in element]
                assert places == sorted(places), (tag, [child.tag for child in element])


def test_figures_in_a_narrow_template_fit(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        document.sections[0].page_width, document.sections[0].page_height = Cm(9), Cm(9.5)

    path = template(tmp_path / "t.docx", change)
    sections = awkward_report(drawn=True).sections[:1]
    made = opened(report_docx(awkward_report(sections=sections), ENGLISH, template=path))
    (inline,) = made.element.body.iter(qn("wp:inline"))
    section = section_of(made, next(p for p in styled(made, "Figure")))
    assert inline.extent.cx <= room_of(section) * 635
    assert inline.docPr.get("descr") == FIGURE.alt["en"]  # type: ignore[index]


def test_an_unnumbered_report_has_no_counted_captions() -> None:
    sections = tuple(
        replace(s, parts=tuple(replace(p, number="") for p in s.parts if not hasattr(p, "words")))
        for s in awkward_report().sections
    )
    made = opened(report_docx(awkward_report(sections=sections), ENGLISH))
    assert not [code for code in instructions(made.element.body) if not code.startswith("PAGE")]
    assert "Numbers" in [text_of(p) for p in styled(made, "Table Caption")]
