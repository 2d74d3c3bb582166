"""Turns of phrase that the modules share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from civicreach.records.words import joined, message
from civicreach.report.claim import CellAt
from civicreach.report.numbers import is_number, plain
from civicreach.report.table import Cell, Row, Table

#: So many things are told with all their figures; of more, only the first figure of each is.
DETAILED = 6


def listed(parts: Sequence[Any]) -> Any:
    """Things in a row, the last one joined as the language does it."""
    *first, last = parts
    return message("{first} and {last}", first=joined(first), last=last) if first else last


def figures_of(parts: Sequence[Any]) -> Any:
    """Figures as they stand in a bracket: ``β = 0.33, p < 0.001``."""
    return joined(parts)


def number(table: Table, row: str, column: str) -> float | None:
    """The number in a cell with all its digits; None where there is no cell or no number in it."""
    cell = table.cell(row, column)
    return float(cell.value) if cell is not None and is_number(cell) and isinstance(cell.value, int | float) else None


def at(table: Table, row: Row | str, column: str) -> CellAt:
    """The place of a cell."""
    return CellAt(table.key, row if isinstance(row, str) else row.key, column)


def reads_zero(table: Table, row: str, column: str) -> bool:
    """Whether nothing but zeros is left of a number with the digits of its table: it then shows no sign."""
    cell = table.cell(row, column)
    head = next((c for c in table.columns if c.key == column), None)
    assert isinstance(cell, Cell) and head is not None and is_number(cell)
    return not plain(cell, head).strip("-0.")


def extremes(table: Table, rows: Sequence[str], column: str) -> tuple[CellAt, CellAt]:
    """Where the smallest and the largest number of a column stand."""
    ranked = sorted(rows, key=lambda row: number(table, row, column) or 0.0)
    return at(table, ranked[0], column), at(table, ranked[-1], column)
