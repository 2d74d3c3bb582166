"""The tables of a report as one workbook, with a first sheet that leads to the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from civicreach.records.words import message
from civicreach.report.document import Paragraph, Report
from civicreach.report.locale import Locale
from civicreach.report.style import STYLES, Style
from civicreach.report.table import Table
from civicreach.report.writers.layout import SYNTHETIC, clean, name

from .pen import Pen, lines
from .tables import draw_table

#: Typefaces that have the letters of a language; others borrow them.
_FACES = {"ko": "Malgun Gothic"}

#: Widths of the two columns of the first sheet, in digits.
_WIDTHS = (26, 84)


def report_xlsx(report: Report, locale: Locale, *, style: Style = STYLES["plain"]) -> bytes:
    """The tables of a report in a language as an .xlsx workbook, the same bytes for the same report.

    The first sheet leads to the others. A number is a number, whose format makes it read as in the other
    documents, stars included; text is text, whatever it begins with. Figures are named with what they
    show, and not drawn.

    Parameters
    ----------
    report : Report
        What is written.
    locale : Locale
        In which language.
    style : Style
        The journal's habits: captions, leading zeros, small probabilities.
    """
    out = BytesIO()
    face = {"font_name": _FACES.get(locale.language, "Arial"), "font_size": 10}
    options = {"in_memory": True, "default_format_properties": face}
    with xlsxwriter.Workbook(out, options) as book:
        title = clean(locale.say(report.title))
        properties = {
            "title": f"{SYNTHETIC}: {title}" if report.synthetic else title,
            "author": f"civicreach {report.versions.get('civicreach', '')}".strip(),
            "keywords": SYNTHETIC if report.synthetic else "",
            # when it was written is no part of what it says
            "created": datetime(1980, 1, 1),  # noqa: DTZ001
        }
        book.set_properties(properties)
        pen = Pen(book, report, locale, style)
        contents = pen.sheet(locale.say(message("Contents")))
        sheets = {table.key: draw_table(table, pen) for table in report.tables.values()}
        _contents(contents, sheets, pen)
    return out.getvalue()


def _contents(sheet: Any, sheets: Mapping[str, str], pen: Pen) -> None:
    """The first sheet: title, the figures to see first, running text, and the way to every table."""
    report = pen.report
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    title = pen.say(report.title)
    row = pen.across(sheet, 0, _WIDTHS, title, bold=True, font_size=16)
    # its letters are half as large again as others
    sheet.set_row(0, 26 * lines(title, sum(_WIDTHS) * 10 // 16))
    row = pen.mark(sheet, row, _WIDTHS)
    if report.description:
        row = pen.across(sheet, row, _WIDTHS, pen.say(report.description))
    for what, much in report.headline:
        row = _entry(sheet, row, pen.say(much), pen.say(what), pen)
    for section in report.sections:
        row = pen.across(sheet, row + 1, _WIDTHS, pen.say(section.title), bold=True, font_size=12)
        for part in section.parts:
            if isinstance(part, Paragraph):
                row = pen.across(sheet, row, _WIDTHS, pen.say(part.words))
            elif isinstance(part, Table):
                label = pen.say(name(part)) if part.number else sheets[part.key]
                row = _entry(sheet, row, label, pen.say(part.caption), pen, to=sheets[part.key])
            else:
                text = f"{pen.say(part.caption)}. {pen.say(part.alt)}"
                row = _entry(sheet, row, pen.say(name(part)), text, pen)
    pen.across(sheet, row + 1, _WIDTHS, f"{pen.say(message('Made with'))} {report.made_with}.", font_size=9)


def _entry(sheet: Any, row: int, label: str, text: str, pen: Pen, *, to: str = "") -> int:
    """A line of the first sheet, whose label may lead to another sheet; gives the next row."""
    if to:
        quoted = to.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{quoted}'!A1", pen.look(font_color="#0563C1", underline=1), label)
    else:
        pen.write(sheet, row, 0, 0, label, bold=True)
    pen.write(sheet, row, 1, 1, text, text_wrap=True)
    pen.raise_to(sheet, row, lines(text, _WIDTHS[1]))
    return row + 1
