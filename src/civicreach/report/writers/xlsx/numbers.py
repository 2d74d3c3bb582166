"""Number formats under which a workbook shows a number as every other document of the report does."""

from __future__ import annotations

import re

from civicreach.report.style import Style
from civicreach.report.table import Cell, Column
from civicreach.report.writers.layout import Tail, tail

#: Decimals that a number format can hold.
MOST_DECIMALS = 30

_PROBABILITY = re.compile(r"<(?P<limit>0?\.\d+)")


def number_format(text: str, cell: Cell, column: Column, style: Style, longest: Tail = Tail()) -> str | None:  # noqa: B008
    """The format under which a cell's number reads as its text does; None where no format can do that.

    Parameters
    ----------
    text : str
        As `shown` gives it.
    cell, column, style
        From which it was made.
    longest : Tail
        The longest tail of its column: what is missing is kept free, so that the points of a column align.

    Examples
    --------
    >>> from civicreach.report.style import STYLES
    >>> number_format("21,439.58**", Cell(21439.578, stars="**"), Column("mean", "", digits=2), STYLES["plain"])
    '#,##0.00"**"'
    >>> number_format("<0.001", Cell(0.0004), Column("p", "", "p"), STYLES["plain"])
    '[<0.001]"<0.001";#,##0.000'
    """
    assert isinstance(cell.value, int | float)
    mine = tail(text)
    if mine.decimals > MOST_DECIMALS:
        return None
    bare = not style.leading_zero and (column.bounded or column.kind == "p") and mine.decimals > 0
    core = "#" if bare else "#,##0"
    core += f".{'0' * mine.decimals}" if mine.decimals else ""
    room = _room(mine, longest)
    rest = (f'"{cell.stars}"' if cell.stars else "") + room
    small = _PROBABILITY.match(text)
    if small:
        # a value put in later reads as itself, unless it is as small; a format takes no exponent
        limit = small["limit"] if small["limit"].startswith("0") else f"0{small['limit']}"
        return f'[<{limit}]"{text}"{room};{core}{rest}'
    if cell.value < 0 and not text.startswith("-"):
        # a spreadsheet would write -0.000 for what rounds to nothing, and a hyphen for a minus
        minus = f'"{style.minus}"' if text.startswith(style.minus) else ""
        return f"{core}{rest};{minus}{core}{rest}"
    return core + rest


def _room(mine: Tail, longest: Tail) -> str:
    """Space as wide as the point, digits and stars that longer numbers of the column have."""
    point = "_." if longest.decimals and not mine.decimals else ""
    digits = max(longest.decimals - mine.decimals, 0)
    return point + "_0" * digits + "_*" * max(longest.stars - mine.stars, 0)
