"""One column of a table as numbers, text or ids, with every cell that is not what it should be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from civicreach.records.column import Column
from civicreach.records.errors import Fault, Sentence
from civicreach.records.missing import Missing
from civicreach.records.study import TableOptions
from civicreach.records.words import Message, message

from .identifiers import why_all_ruined, why_ruined
from .layout import Cell
from .numbers import cell_number, cell_text, why_not
from .sentences import capped, counted, listed, nearest, under

#: What a name is looked for among.
COLUMN, VARIABLE = message("column"), message("variable")

Locate = Callable[[int], Sentence]


def find_column(
    columns: Sequence[str], name: str, *, path: str, section: str = "", thing: Message = COLUMN
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
        wrong = message(
            "has {times} {thing}s named {name}, and it cannot be told which one is meant",
            times=times,
            thing=thing,
            name=repr(name),
        )
        return Fault(path, wrong, right=message("give the {thing}s of the file different names", thing=thing))
    near = nearest(name, columns)
    named = [column for column in columns if column]
    right = (
        message("{names}?", names=listed(near, 3))
        if near
        else message("the name of a {thing}, spelled as in the file", thing=thing)
    )
    if len(named) == 1:
        right = message(
            '{right}; a file with one column may have another delimiter: delimiter = ";"{under}',
            right=right,
            under=under(section),
        )
    shown = listed([*near, *(column for column in named if column not in near)])
    found = message("{thing}s {names}", thing=thing, names=shown)
    return Fault(path, message("has no {thing} {name}", thing=thing, name=repr(name)), found=found, right=right)


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
        wrong = message("decimal and thousands are both {decimal}", decimal=repr(decimal))
        return Column.numbers(values), [
            Fault(f"[{section}]" if section else locate(0), wrong, right=message("two characters"))
        ]
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
        why, right = why_not(
            cells[rows[0]], decimal=decimal, thousands=thousands, blank=options.blank, under=under(section)
        )
        if len(rows) > 1:
            others_like_it = counted(len(rows) - 1, "other cell")
            why = message("{wrong} (and {cells} like it)", wrong=why, cells=others_like_it)
        faults.append(Fault(locate(rows[0]), why, found=repr(text), right=right))
    return Column.numbers(values, Missing.BLANK), capped(faults)


def check_ids(cells: Sequence[Cell], ids: Sequence[str], locate: Locate) -> list[Fault]:
    """The faults of ids read from cells: blank, or ruined by a spreadsheet program."""
    faults = []
    for row, (cell, text) in enumerate(zip(cells, ids, strict=True)):
        if not text:
            right = message("give the id, or delete the row if it is a total or a remark")
            faults.append(Fault(locate(row), message("has no id"), right=right))
        elif ruin := why_ruined(cell):
            faults.append(Fault(locate(row), ruin[0], found=repr(text), right=ruin[1]))
    if not faults and (cut := why_all_ruined(ids)):
        faults.append(Fault(locate(ids.index(cut[1])), cut[0], found=repr(cut[1]), right=cut[2]))
    return capped(faults)
