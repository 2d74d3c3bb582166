"""What a journal prints of a report: of the tables of its models the columns that are wanted, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .document import Part, Report
from .table import Cell, Row, Table

#: Bear the stars where p itself is not printed, the first of them that is there.
_COEFFICIENTS = ("estimate", "beta", "t")


def as_printed(report: Report) -> Report:
    """The report whose models show the columns that it names; what is left out stays in csv and json."""

    def part(part: Part) -> Part:
        is_model = isinstance(part, Table) and part.key.startswith("model-")
        return with_columns(part, report.columns) if is_model and isinstance(part, Table) else part

    if not report.columns:
        return report
    sections = (replace(section, parts=tuple(map(part, section.parts))) for section in report.sections)
    return replace(report, sections=tuple(sections))


def with_columns(table: Table, wanted: Sequence[str]) -> Table:
    """A table with some of its columns, in the order wanted; one that has none of them stays as it is.

    Stars stand behind p. Where p is not wanted, they stand behind the coefficient.

    >>> from civicreach.report.table import Column
    >>> columns = tuple(Column(key, key) for key in ("estimate", "t", "p"))
    >>> row = Row("age", "Age", (Cell(0.5), Cell(2.5), Cell(0.02, stars="*")))
    >>> short = with_columns(Table("model-m", "", "", columns, (row,)), ["estimate", "t"])
    >>> [cell.stars for cell in short.rows[0].cells]
    ['*', '']
    """
    keys = [column.key for column in table.columns]
    places = [keys.index(key) for key in wanted if key in keys]
    if not places:
        return table
    chosen = [keys[place] for place in places]
    bearer = next((chosen.index(key) for key in _COEFFICIENTS if key in chosen), None) if "p" not in chosen else None

    def cells(row: Row) -> tuple[Cell, ...]:
        made = [row.cells[place] for place in places]
        stars = row.cells[keys.index("p")].stars if "p" in keys else ""
        if bearer is not None and stars:
            made[bearer] = replace(made[bearer], stars=stars)
        return tuple(made)

    rows = tuple(replace(row, cells=cells(row)) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in places), rows=rows)
