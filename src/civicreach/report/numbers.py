"""How the cells of a table read: the only place where a report turns numbers into text."""

from __future__ import annotations

import math

from civicreach.records.rounding import as_text, shortest

from .locale import Locale
from .style import STYLES, Style
from .table import Cell, Column, Kind, Table


def shown(cell: Cell, column: Column, locale: Locale, style: Style = STYLES["plain"]) -> str:
    """The text of a cell: number with its digits and stars, words, the reason for an absence, or nothing.

    >>> from civicreach.report.table import Cell, Column
    >>> shown(Cell(21439.578, stars="*"), Column("mean", "Mean", digits=2), Locale("en"))
    '21,439.58*'
    """
    if cell.absent:
        return locale.say(cell.absent)
    if cell.value is None:
        return ""
    if isinstance(cell.value, int | float):
        text = grouped(plain(cell, column))
        # a probability is never nothing, even where rounding leaves nothing of it
        if column.kind == "p" and 0 < cell.value < style.smallest_p:
            text = "<0.001"
        elif column.kind == "p" and cell.value > 0 and not text.strip("0."):
            text = f"<{text[:-1]}1"
        if (column.bounded or column.kind == "p") and not style.leading_zero:
            text = _bare(text)
        return text.replace("-", style.minus) + cell.stars
    return locale.say(cell.value)


def in_words(
    value: float | None,
    digits: int = -1,
    *,
    kind: Kind = "number",
    bounded: bool = False,
    style: Style = STYLES["plain"],
) -> str:
    """A number in running text or a drawing, as a column of a table would show it; a dash where there is none.

    It reads the same in every language. Without `digits` it has as many as it needs.

    >>> in_words(0.0002, 3, kind="p", style=STYLES["apa"]), in_words(21439.578, 1), in_words(0.25), in_words(None)
    ('<.001', '21,439.6', '0.25', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    return shown(Cell(value), Column("", "", kind, digits, bounded=bounded), Locale("en"), style)


def plain(cell: Cell, column: Column) -> str:
    """The number of a cell with its digits, without separators and stars."""
    assert isinstance(cell.value, int | float)
    digits = column.digits if cell.digits is None else cell.digits
    if column.kind == "count" and cell.digits is None:
        digits = 0
    return shortest(cell.value) if digits < 0 else as_text(cell.value, digits)


def grouped(text: str) -> str:
    """A number's text with commas between thousands.

    >>> grouped("-12479061.5")
    '-12,479,061.5'
    """
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, rest = digits.partition(".")
    return f"{sign}{int(whole):,}{point}{rest}"


def legend(table: Table, style: Style = STYLES["plain"]) -> str:
    """The star legend of a table, as printed under it.

    >>> stars = Table("t", "", "", (), (), stars={"*": 0.1, "**": 0.05})
    >>> legend(stars), legend(stars, STYLES["apa"])
    ('* p<0.10  ** p<0.05', '*p < .10.  **p < .05.')
    """
    by_length = sorted(table.stars.items(), key=lambda entry: len(entry[0]))
    return "  ".join(style.limit.format(stars=stars, limit=limit(value, style)) for stars, value in by_length)


def limit(value: float, style: Style = STYLES["plain"]) -> str:
    """A level of significance as a legend prints it.

    >>> limit(0.1), limit(0.001), limit(0.001, STYLES["apa"])
    ('0.10', '0.001', '.001')
    """
    text = shortest(value)
    text = text if len(text) > 3 else as_text(value, 2)
    return text if style.leading_zero else _bare(text)


def _bare(text: str) -> str:
    """A number without the zero before its point."""
    return text.replace("0.", ".", 1) if text.lstrip("<-").startswith("0.") else text


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number rather than words."""
    return isinstance(cell.value, int | float) and not cell.absent
