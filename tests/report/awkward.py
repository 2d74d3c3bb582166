"""A report of everything that a document may trip over, and what its tables must read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from civicreach.records.words import message
from civicreach.report.document import Figure, Paragraph, Report, Section, numbered
from civicreach.report.locale import Locale
from civicreach.report.numbers import shown
from civicreach.report.style import Style
from civicreach.report.table import Cell, Column, Row, Table

LONG = "A label of two hundred letters that somebody once typed into a codebook " * 3
LONG = LONG[:199] + "."
ARABIC, HEBREW, EMOJI = "وسائل التواصل الاجتماعي", "רשתות חברתיות", "👩‍💻 민원 🎉"
UNBROKEN = "0123456789abcdef" * 16
FORMULA = "=cmd|' /C calc'!A0"

HOSTILE = Table(
    "hostile",
    {"en": "Labels | that *mean* <something> & more", "ko": "뜻이 있는 | 이름표"},
    "Label",
    (Column("n", "+1", "count"), Column("text", "@sum", "text"), Column("mean", "Mean", digits=2)),
    (
        Row("formula", FORMULA, (Cell(1), Cell("-2+3"), Cell(-1234.565))),
        Row("long", LONG, (Cell(absent=message("left blank")), Cell(LONG), Cell(2.0))),
        Row("unbroken", UNBROKEN, (Cell(2), Cell("short"), Cell(1234567.5))),
        Row("arabic", ARABIC, (Cell(3), Cell(f"about {HEBREW} in 2015"), Cell())),
        Row("emoji", EMOJI, (Cell(4), Cell("a|b*c_d`e [f](g) <b>h</b> \\ #1"), Cell(0.285))),
        Row("control", "bell \x07 and half a pair \ud83d", (Cell(5), Cell("two\nlines\tand a tab"), Cell(1e9))),
    ),
    notes=("1. A note that begins like a list.", "- and one more, with a | in it"),
)

NUMBERS = Table(
    "numbers",
    "Numbers",
    "Which",
    (
        Column("b", "b", digits=-1),
        Column("beta", "β", bounded=True),
        Column("p", "p", "p"),
        Column("share", "Share", "percent", 1),
    ),
    (
        Row("tiny", "tiny", (Cell(1.49e-07), Cell(-0.0004), Cell(0.00001, stars="***"), Cell(0.0))),
        Row("large", "large", (Cell(-12479061.5), Cell(-1.25, stars="*"), Cell(0.0496, stars="**"), Cell(100.0))),
        Row("none", "none", (Cell(absent="–"), Cell(), Cell(1.0), Cell(absent=message("nobody answered")))),
        Row("half", "half", (Cell(0.285, digits=2), Cell(0.5), Cell(0.0005), Cell(74.55)), total=True),
        Row("zero", "zero", (Cell(0), Cell(0.0), Cell(0.0), Cell(12.25))),
    ),
    stars={"*": 0.1, "**": 0.05, "***": 0.01},
    summary=(
        (Column("r2", "R²", bounded=True), Cell(0.676)),
        (Column("p", "p of F", "p"), Cell(1e-9, stars="***")),
        (Column("why", "Why not more", "text"), Cell("because")),
        (Column("n", "n", "count"), Cell(12345)),
    ),
)

WIDE = Table(
    "wide",
    "Forty columns",
    "Government",
    tuple(Column(f"c{i}", f"Month {i}", digits=1, spanner=f"Year {i // 12}" if i < 36 else "") for i in range(40)),
    tuple(
        Row(f"r{k}", f"Government {k}", tuple(Cell(1000.0 * k + i) for i in range(40)), group=f"Group {k // 3}")
        for k in range(6)
    ),
    notes=("Under the last part.",),
)

LONG_TABLE = Table(
    "long-table",
    "Two hundred rows",
    "Row",
    (Column("n", "n", "count"),),
    tuple(Row(f"r{k}", f"Row {k}", (Cell(k),)) for k in range(200)),
)

EMPTY = Table(
    "empty", "Nothing in it", "Row", (Column("n", "n", "count"), Column("why", "Why", "text")), (), number="4"
)


#: Without a place to break; of letters that are all alike; and of Korean.
NARROW = "x" * 200
KOREAN = "한" * 200
MARKUP = (
    "#evil[$]",
    "= heading",
    r"\input{x} & 5% of_it ~ ^ {}",
    "`raw` @ref <label> // c /* d */",
    "=cmd|' /C calc'!A0",
)
# on some of these letters sits something that no typeface can show; the letters themselves are everywhere in a report
MARKS = "🎉 party 1\ufe0f\u20e3 x🏽 가\u200d🎉 é\u1ab0"

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
    (Column("a", MARKUP[3]), Column("b", "Text", "text"), Column("c", NARROW, "text")),
    (
        Row("1", LONG, (Cell(1.5), Cell(MARKUP[1]), Cell("https://example.org/" + "a" * 180))),
        Row("2", ARABIC, (Cell(absent=message("no activity is known")), Cell(MARKS), Cell(f"{HEBREW} 한글 漢字 你好"))),
        Row("3", NARROW, (Cell(-3), Cell(MARKUP[2]), Cell("\u202eevil \x00 line\nbreak -- --- ..."))),
        Row("4", KOREAN, (Cell(None), Cell("α β ² ³ → – — “q” × − ≤ é ł €"), Cell(MARKUP[3])), total=True),
        Row("5", "[4pt] * starts as an option does", (Cell(0.25), Cell("[U+0031]"), Cell("*"))),
    ),
    number="3",
)

BARE = Table("bare", "No columns", "Stub", (), (Row("a", "only a name", ()),), number="5")


def chart(locale: Locale) -> dict[str, Any]:
    """A small chart with a title in the language."""
    return {
        "data": {"values": [{"x": 1, "y": 2}, {"x": 2, "y": 5}]},
        "title": locale.say({"en": "Figure", "ko": "그림"}),
        "mark": "point",
        "encoding": {axis: {"field": axis, "type": "quantitative"} for axis in "xy"},
        "width": 200,
        "height": 120,
    }


FIGURE = Figure(
    "points",
    {"en": "Two points", "ko": "점 둘"},
    {"en": 'A "rising" pair & more', "ko": "오르는 점 둘"},
    chart,
    ("A note.",),
)


def awkward_report(*, drawn: bool = False, **changes: Any) -> Report:
    """The report, with a figure where it is to be drawn, and some of its attributes exchanged."""
    said = Paragraph("Table 1 says so, Table A1 does not; Table 12 is not here.")
    sections = (
        Section("one", "One", (said, HOSTILE, FIGURE) if drawn else (said, HOSTILE)),
        Section("two", {"en": "Two", "ko": "둘"}, (WIDE, NUMBERS, EMPTY, LONG_TABLE)),
    )
    report = Report(
        name="awkward",
        title={"en": "Awkward & <long>", "ko": "어려운 보고서"},
        description="",
        languages=("en", "ko"),
        synthetic=False,
        headline=(("governments", "114 → 90"),),
        sections=numbered(sections, main={"hostile", "numbers"}),
        versions={"civicreach": "0.0"},
    )
    return replace(report, **changes)


def odd_report(*tables: Table, synthetic: bool = True) -> Report:
    """A report in both languages of these tables, or of all of them."""
    parts = tables or (FORTY, SEVENTY, ODD, EMPTY, BARE)
    section = Section("odd", "One & two_three", (*parts, Paragraph("plain #text")))
    title = {"en": "Odd & co. #1 $x$", "ko": "별난 보고서"}
    return Report("odd", title, "", ("en", "ko"), synthetic, (("what", "5 of 6"),), (section,), {"civicreach": "0"})


def lines_of(table: Table, locale: Locale, style: Style) -> list[list[str]]:
    """What the rows of a table must read, headings of groups and the block of the model included."""
    lines, group = [], ""
    for row in table.rows:
        heading = locale.say(row.group)
        if heading and heading != group:
            lines.append([heading])
        group = heading
        cells = zip(row.cells, table.columns, strict=True)
        lines.append([locale.say(row.label), *(shown(cell, column, locale, style) for cell, column in cells)])
    lines += [[locale.say(column.label), shown(cell, column, locale, style)] for column, cell in table.summary]
    return lines
