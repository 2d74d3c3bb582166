"""A report of tables that no layout likes: too wide, too long, empty, and with labels that mean to do harm."""

from __future__ import annotations

from civicreach.records.words import message
from civicreach.report.document import Paragraph, Report, Section
from civicreach.report.table import Cell, Column, Row, Table

LONG = ("A label of two hundred characters that goes on and on, " * 4)[:200]
UNBROKEN = "x" * 200
KOREAN = "한" * 200
MARKUP = (
    "#evil[$]",
    "= heading",
    r"\input{x} & 5% of_it ~ ^ {}",
    "`raw` @ref <label> // c /* d */",
    "=cmd|' /C calc'!A0",
)
ARABIC, HEBREW = "بلدية", "שלום"
# on some of these letters sits something that no typeface can show; the letters themselves are everywhere in a report
EMOJI = "🎉 party 1\ufe0f\u20e3 x🏽 가\u200d🎉 é\u1ab0"

FORTY = Table(
    "forty",
    {"en": "Forty columns", "ko": "마흔 개의 열"},
    {"en": "Government", "ko": "정부"},
    tuple(
        Column(
            f"c{j}", {"en": f"Column {j}", "ko": f"열 {j}"}, digits=2, spanner={"en": f"Span {j // 6}", "ko": "묶음"}
        )
        for j in range(40)
    ),
    tuple(
        Row(
            f"r{i}",
            {"en": f"Town number {i}", "ko": f"{i}번 도시"},
            tuple(Cell((i - 2) * 1234.5678 + j, stars="**" if i == j else "") for j in range(40)),
            group="North" if i < 3 else "South",
            total=i == 5,
        )
        for i in range(6)
    ),
    notes=("A note.",),
    stars={"**": 0.05},
    summary=((Column("r2", "R²", bounded=True), Cell(0.5)), (Column("p", "Significance", "p"), Cell(1e-9, stars="**"))),
    number="1",
)

SEVENTY = Table(
    "seventy",
    "Seventy rows",
    "Name",
    (Column("a", "Heading that comes again", digits=1), Column("b", "Second")),
    tuple(Row(f"r{i}", f"Town {i}", (Cell(10000.5 + i), Cell(i))) for i in range(70)),
    number="2",
)

ODD = Table(
    "odd",
    {"en": MARKUP[0], "ko": "한글 제목"},
    MARKUP[4],
    (Column("a", MARKUP[3]), Column("b", "Text", "text"), Column("c", UNBROKEN, "text")),
    (
        Row("1", LONG, (Cell(1.5), Cell(MARKUP[1]), Cell("https://example.org/" + "a" * 180))),
        Row("2", ARABIC, (Cell(absent=message("no activity is known")), Cell(EMOJI), Cell(f"{HEBREW} 한글 漢字 你好"))),
        Row("3", UNBROKEN, (Cell(-3), Cell(MARKUP[2]), Cell("\u202eevil \x00 line\nbreak -- --- ..."))),
        Row("4", KOREAN, (Cell(None), Cell("α β ² ³ → – — “q” × − ≤ é ł €"), Cell(MARKUP[3])), total=True),
        Row("5", "[4pt] * starts as an option does", (Cell(0.25), Cell("[U+0031]"), Cell("*"))),
    ),
    number="3",
)

EMPTY = Table("empty", "Nothing", "Stub", (Column("a", "First"), Column("b", "Second")), (), notes=("n",), number="4")
BARE = Table("bare", "No columns", "Stub", (), (Row("a", "only a name", ()),), number="5")


def odd_report(*tables: Table, synthetic: bool = True) -> Report:
    """A report in both languages of these tables, or of all of them."""
    parts = tables or (FORTY, SEVENTY, ODD, EMPTY, BARE)
    section = Section("odd", "One & two_three", (*parts, Paragraph("plain #text")))
    title = {"en": "Odd & co. #1 $x$", "ko": "별난 보고서"}
    return Report("odd", title, "", ("en", "ko"), synthetic, (("what", "5 of 6"),), (section,), {"civicreach": "0"})
