"""The one table object: described once, drawn by every writer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from civicreach.records.words import Words

#: What a column holds; decides alignment and, with `digits`, how its numbers are shown.
Kind = Literal["text", "count", "number", "percent", "p"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes
    ----------
    value : number, words or None
        None where there is nothing to say.
    digits : int or None
        Decimals, where they differ from the column's; -1 for as many as the number needs.
    stars : str
        Set behind the number.
    absent : Words
        Why there is no number; shown in its place.
    """

    value: float | int | Words | None = None
    digits: int | None = None
    stars: str = ""
    absent: Words = ""

    @classmethod
    def number(cls, value: float | None, *, digits: int | None = None, stars: str = "", absent: Words = "–") -> Cell:
        """A number, or `absent` where there is none, or only NaN or infinity.

        >>> Cell.number(0.25).value, Cell.number(float("nan")).absent
        (0.25, '–')
        """
        if value is None or not math.isfinite(value):
            return cls(absent=absent)
        return cls(float(value), digits=digits, stars=stars)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a machine name that stays, and a heading in every language.

    `bounded` says that its figures cannot exceed 1 in size; some journals drop their leading zero.
    """

    key: str
    label: Words
    kind: Kind = "number"
    digits: int = 3
    spanner: Words = ""
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a machine name that stays, the words of its stub, and one cell a column.

    `group` is the heading under which the row stands; `total` rows are set off from the others.
    """

    key: str
    label: Words
    cells: tuple[Cell, ...]
    group: Words = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report.

    Attributes
    ----------
    key : str
        Names its files: ``model-likes``.
    caption : Words
        Without the number.
    stub : Words
        Heading of the rows' names.
    columns, rows : tuples
        Every row has one cell a column.
    notes : tuple of Words
        Under the table, in order.
    stars : mapping of str to float
        The legend, where cells carry stars: ``{"*": 0.10}``.
    summary : tuple of (Column, Cell)
        The block under the rows that speaks of the table as a whole: R², F, n of a model.
    number : str
        In the report, such as 4 or A2; empty until the report is put together.
    """

    key: str
    caption: Words
    stub: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Words, ...] = ()
    stars: Mapping[str, float] = field(default_factory=dict)
    summary: tuple[tuple[Column, Cell], ...] = ()
    number: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            assert len(row.cells) == len(self.columns), f"{self.key}: row {row.key} has {len(row.cells)} cells"

    def cell(self, row: str, column: str) -> Cell | None:
        """The cell of a row and a column by their machine names; None where there is no such cell.

        The summary block is the row ``model``.
        """
        if row == "model":
            return next((cell for head, cell in self.summary if head.key == column), None)
        places = [i for i, c in enumerate(self.columns) if c.key == column]
        return next((r.cells[places[0]] for r in self.rows if r.key == row), None) if places else None

    def cells(self) -> Iterator[tuple[Row, Column, Cell]]:
        """All cells with their row and column."""
        for row in self.rows:
            for column, cell in zip(self.columns, row.cells, strict=True):
                yield row, column, cell

    @property
    def spanned(self) -> bool:
        """Whether any column stands under a spanner."""
        return any(column.spanner for column in self.columns)
