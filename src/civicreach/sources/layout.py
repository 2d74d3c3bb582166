"""The table within a sheet or a text: titles above, the line of names, the rows, footnotes below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from civicreach.records.errors import Fault, InputError, Sentence
from civicreach.records.words import Message, joined, message

from .files import InputFile
from .sentences import capped, counted

Cell = str | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A table found among lines.

    Attributes
    ----------
    columns : tuple of str
        Names as they stand; empty for a column without one.
    rows : list
        Cells, as many in each row as there are columns.
    lines : list of int
        The line, or the row of the sheet, on which each row begins.
    notes : tuple of Message
        Lines passed over, above, between and below.
    """

    columns: tuple[str, ...]
    rows: list[Sequence[Cell]]
    lines: list[int]
    notes: tuple[Message, ...]


def lay_out(
    file: InputFile,
    rows: Sequence[Sequence[Cell]],
    lines: Sequence[int],
    *,
    header: int | None = None,
    spread: Collection[int] = (),
    sheet: str = "",
) -> Layout:
    """The table within the lines of a text or the rows of a sheet.

    The names stand in the first line that is as long as most lines are and mostly filled; what is above are
    titles. Footnotes are lines at the end with nothing but a first cell, shorter than the table or set off
    by an empty line. Empty lines are passed over. All of it is noted.

    Parameters
    ----------
    file : InputFile
        Where the lines are from, for the sentences of faults.
    rows, lines
        Cells, and the number of each line.
    header : int, optional
        The line of the names, as declared.
    spread : collection of int
        Lines with a cell that spans several columns: these cannot be the line of the names.
    sheet : str
        Name of the sheet; empty for a text. In a sheet, a cell to the right of the names is a remark beside
        the table (noted); in a text it shows that a row is out of step (a fault).

    Raises
    ------
    InputError
        No names, no rows, or rows with more or fewer cells than there are names.
    """
    unit = message("{sheet} row", sheet=sheet) if sheet else message("line")
    extents = [_extent(row) for row in rows]
    top = _names_at(file, rows, lines, extents, header, spread, unit)
    width = extents[top]
    columns = tuple(_name(cell) for cell in rows[top][:width])
    bottom, footnotes = _without_footnotes(rows, lines, extents, top, width)

    kept: list[Sequence[Cell]] = []
    kept_lines: list[int] = []
    faults: list[Fault] = []
    beside: list[int] = []
    for row, line, extent in zip(
        rows[top + 1 : bottom], lines[top + 1 : bottom], extents[top + 1 : bottom], strict=True
    ):
        if not extent:
            continue
        if len(row) != width:
            if extent > width and sheet:
                beside.append(line)
            elif extent > width or len(row) < width:
                faults.append(_ragged(joined([file.path, unit, str(line)], " "), row, width))
                continue
            row = row[:width]
        kept.append(row)
        kept_lines.append(line)
    if faults:
        raise InputError(capped(faults))
    if not kept:
        raise file.refusal(
            message("has column names and no rows"),
            at=joined([unit, str(lines[top])], " "),
            found=", ".join(columns)[:80],
        )
    empty = bottom - top - 1 - len(kept)
    notes = [
        *_passed_over(message("above the names"), rows[:top], lines[:top]),
        *([message("{lines} between the rows passed over", lines=counted(empty, "empty line"))] if empty else []),
        *footnotes,
        *(
            [
                message(
                    "cells to the right of the table passed over in {rows}, the first {row}",
                    rows=counted(len(beside), "row"),
                    row=str(beside[0]),
                )
            ]
            if beside
            else []
        ),
    ]
    return Layout(columns, kept, kept_lines, tuple(notes))


def _extent(row: Sequence[Cell]) -> int:
    """How many cells there are up to the last that is filled."""
    for place in range(len(row), 0, -1):
        cell = row[place - 1]
        if cell != "" and not (isinstance(cell, str) and cell.isspace()):
            return place
    return 0


def _filled(row: Sequence[Cell]) -> int:
    return sum(_extent((cell,)) for cell in row)


def _names_at(
    file: InputFile,
    rows: Sequence[Sequence[Cell]],
    lines: Sequence[int],
    extents: Sequence[int],
    header: int | None,
    spread: Collection[int],
    unit: Message,
) -> int:
    if header is not None:
        if header in lines and extents[place := list(lines).index(header)]:
            return place
        last = lines[-1] if lines else 0
        wrong = message(
            "has no column names in {unit} {header}, where header says that they are", unit=unit, header=str(header)
        )
        raise file.refusal(
            wrong,
            right=message(
                "the number of a line that is not empty, from 1 to {last}{under}", last=str(last), under=file.under
            ),
        )
    lengths = Counter(extent for extent in extents if extent > 1)
    several = lengths.total() > 1
    usual = max(lengths.items(), key=lambda item: (item[1], item[0]))[0] if several else 1
    for place, (row, extent) in enumerate(zip(rows, extents, strict=True)):
        if extent >= usual and 2 * _filled(row) >= usual and lines[place] not in spread:
            return place
    raise file.refusal(
        message("has no line that could hold the column names"),
        right=message("declare header = the line{under}", under=file.under),
    )


def _name(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a year over a column of a sheet
    return str(cell)


def _without_footnotes(
    rows: Sequence[Sequence[Cell]], lines: Sequence[int], extents: Sequence[int], top: int, width: int
) -> tuple[int, list[Message]]:
    bottom = len(rows)
    while bottom > top + 1 and extents[bottom - 1] <= min(1, width - 1):
        bottom -= 1
    while bottom < len(rows) and extents[bottom] == 1 and len(rows[bottom]) >= width:
        bottom += 1  # a full row that happens to hold nothing but its first cell
    below = slice(bottom, len(rows))
    return bottom, _passed_over(message("below the table"), rows[below], lines[below])


def _passed_over(place: Message, rows: Sequence[Sequence[Cell]], lines: Sequence[int]) -> list[Message]:
    shown = [(line, next(cell for cell in row if _extent((cell,)))) for row, line in zip(rows, lines, strict=True)
             if _extent(row)]  # fmt: skip
    if not shown:
        return []
    first = "; ".join(f"{line}: {str(cell).strip()[:60]!r}" for line, cell in shown[:3])
    first += "; ..." if len(shown) > 3 else ""
    return [
        message("{lines} {place} passed over ({first})", lines=counted(len(shown), "line"), place=place, first=first)
    ]


def _ragged(where: Sentence, row: Sequence[Cell], width: int) -> Fault:
    found = " | ".join(str(cell) for cell in row)[:80]
    if len(row) < width:
        right = message("fill up the row, or delete the line if it is a remark")
    else:
        right = message("put a cell that holds the delimiter in quotes")
    wrong = message(
        "has {cells} where there are {column_names}",
        cells=counted(len(row), "cell"),
        column_names=counted(width, "column name"),
    )
    return Fault(where, wrong, found=found, right=right)
