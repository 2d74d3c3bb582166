"""Tables as csv: machine names and full digits, for R, a spreadsheet or another program."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from civicreach.report.locale import Locale
from civicreach.report.table import Cell, Table

from .layout import SYNTHETIC

_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?")


def table_csv(table: Table, *, synthetic: bool) -> str:
    """A table as csv text: row name, label, one column a column, stars where there are any.

    Numbers have all their digits; an absent number is an empty cell. Synthetic data say so in a
    column of their own, in every row.
    """
    english = Locale("en")
    starred = any(cell.stars for _, _, cell in table.cells())
    header = ["row", "label", *(column.key for column in table.columns)]
    header += ["stars"] if starred else []
    header += ["data"] if synthetic else []
    lines = [header]
    for row in table.rows:
        line = [safe(row.key), safe(english.say(row.label)), *(field(cell, english) for cell in row.cells)]
        line += [next((cell.stars for cell in row.cells if cell.stars), "")] if starred else []
        line += [SYNTHETIC] if synthetic else []
        lines.append(line)
    return csv_text(lines)


def summary_csv(table: Table, *, synthetic: bool) -> str:
    """The summary block of a table as csv text: one row, one column a figure."""
    english = Locale("en")
    head = [*(column.key for column, _ in table.summary), *(["data"] if synthetic else [])]
    line = [*(field(cell, english) for _, cell in table.summary), *([SYNTHETIC] if synthetic else [])]
    return csv_text([head, line])


def csv_text(lines: Iterable[Iterable[Any]]) -> str:
    """Lines of fields as csv text, the same on every system."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


def field(cell: Cell, locale: Locale) -> str:
    """A cell's number with all its digits, or its words."""
    if cell.absent or cell.value is None:
        return ""
    if isinstance(cell.value, int | float):
        return repr(cell.value)
    return safe(locale.say(cell.value))


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula; a number stays a number.

    >>> safe("=cmd"), safe("-0.069")
    ("'=cmd", '-0.069')
    """
    return f"'{text}" if text[:1] in _STARTS and not _NUMBER.fullmatch(text) else text
