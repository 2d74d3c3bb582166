"""One column of a table as numbers, text or ids, with every cell that is not what it should be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from civicreach.records.column import Column
from civicreach.records.errors import Fault
from civicreach.records.missing import Missing
from civicreach.records.study import TableOptions

from .identifiers import why_all_ruined, why_ruined
from .layout import Cell
from .numbers import cell_number, cell_text, why_not
from .sentences import capped, counted, listed, nearest, under

Locate = Callable[[int], str]


def find_column(
    columns: Sequence[str], name: str, *, path: str, section: str = "", thing: str = "column"
) -> int | Fault:
    """Where a column stands; the fault of one that is not there, or there twice.

    >>> find_column(["code", "name"], "name", path="a.csv")
    1
    >>> print(find_column(["code", "Name"], "name", path="a.csv"))
    a.csv: has no column 'name'
        found: columns 'Name', 'code'
        right would be: 'Name'?
    """
    times = list(columns).count(name)
    if times == 1:
        return list(columns).index(name)
    if times:
        wrong = f"has {times} {thing}s named {name!r}, and it cannot be told which one is meant"
        return Fault(path, wrong, right=f"give the {thing}s of the file different names")
    near = nearest(name, columns)
    named = [column for column in columns if column]
    right = f"{listed(near, 3)}?" if near else f"the name of a {thing}, spelled as in the file"
    if len(named) == 1:
        right += f'; a file with one column may have another delimiter: delimiter = ";"{under(section)}'
    found = f"{thing}s {listed([*near, *(column for column in named if column not in near)])}"
    return Fault(path, f"has no {thing} {name!r}", found=found, right=right)


def read_texts(cells: Sequence[Cell], options: TableOptions) -> list[str]:
    """Cells as text without spaces around it; empty where blank or declared blank."""
    blank = frozenset(options.blank)
    texts = [cell_text(cell) for cell in cells]
    return ["" if text in blank else text for text in texts] if blank else texts


def read_numbers(
    cells: Sequence[Cell], options: TableOptions, locate: Locate, *, section: str = ""
) -> tuple[Column, list[Fault]]:
    """The numbers in cells; blank and declared blank are missing, and anything else is a fault.

    Cells that hold the same text are one fault, at the first of them.
    """
    decimal, thousands = options.decimal, options.thousands
    values = np.full(len(cells), np.nan)
    if decimal == thousands:
        wrong = f"decimal and thousands are both {decimal!r}"
        return Column.numbers(values), [Fault(f"[{section}]" if section else locate(0), wrong, right="two characters")]
    blank = {"", *options.blank}
    others: dict[str, list[int]] = {}
    for row, cell in enumerate(cells):
        value = cell_number(cell, decimal=decimal, thousands=thousands)
        if value is not None and not (options.blank and cell_text(cell) in blank):
            values[row] = value
        elif value is None and (text := cell_text(cell)) not in blank:
            others.setdefault(text, []).append(row)
    faults = []
    for text, rows in others.items():
        wrong, right = why_not(
            cells[rows[0]], decimal=decimal, thousands=thousands, blank=options.blank, under=under(section)
        )
        more = f" (and {counted(len(rows) - 1, 'other cell')} like it)" if len(rows) > 1 else ""
        faults.append(Fault(locate(rows[0]), wrong + more, found=repr(text), right=right))
    return Column.numbers(values, Missing.BLANK), capped(faults)


def check_ids(cells: Sequence[Cell], ids: Sequence[str], locate: Locate) -> list[Fault]:
    """The faults of ids read from cells: blank, or ruined by a spreadsheet program."""
    faults = []
    for row, (cell, text) in enumerate(zip(cells, ids, strict=True)):
        if not text:
            right = "give the id, or delete the row if it is a total or a remark"
            faults.append(Fault(locate(row), "has no id", right=right))
        elif ruin := why_ruined(cell):
            faults.append(Fault(locate(row), ruin[0], found=repr(text), right=ruin[1]))
    if not faults and (cut := why_all_ruined(ids)):
        faults.append(Fault(locate(ids.index(cut[1])), cut[0], found=repr(cut[1]), right=cut[2]))
    return capped(faults)
