"""Which printed numbers a run reproduces, compared as text."""

from __future__ import annotations

from collections.abc import Mapping

from civicreach.records.printed import Comparison, PrintedTable, Reproduction
from civicreach.records.rounding import as_printed
from civicreach.report.table import Table


def reproduce(printed: Mapping[str, PrintedTable], tables: Mapping[str, Table]) -> Reproduction:
    """Every printed number beside the number of the same table, row and column of this run.

    The computed number is rounded to the decimals that were printed, so that ``93`` is compared with ``93``
    and ``100.0`` with ``100.0``; commas between thousands, a missing leading zero and the printer's minus are
    written as they were printed.
    """
    comparisons = [
        Comparison(key, row, column, text, _computed(tables.get(key), row, column, text))
        for key, table in printed.items()
        for row, cells in table.cells.items()
        for column, text in cells.items()
    ]
    return Reproduction({key: table.title for key, table in printed.items()}, tuple(comparisons))


def _computed(table: Table | None, row: str, column: str, printed: str) -> str:
    cell = table.cell(row, column) if table is not None else None
    if cell is None or cell.absent or not isinstance(cell.value, int | float):
        return ""
    return as_printed(cell.value, printed)
