"""A survey in a csv file or a workbook taken apart: which columns are numbers, and where a response stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from civicreach.records.study import TableOptions
from civicreach.records.survey import Code
from civicreach.records.words import Message, message
from civicreach.sources.identifiers import KEPT_DIGITS
from civicreach.sources.layout import Cell
from civicreach.sources.numbers import cell_number, cell_text
from civicreach.sources.sentences import counted
from civicreach.sources.tables import RawTable

from .variables import SurveySource, Variable

# A code such as 01110 or an id of many digits is text, however much it looks like a number
_CODE = re.compile(rf"0[0-9]+|[0-9]{{{KEPT_DIGITS + 1},}}")


def take_apart(table: RawTable, *, as_text: Sequence[str] = ()) -> SurveySource:
    """The variables of a survey that came as a table.

    A column is numbers if all its cells are, and none of them is a code with leading zeros or an id of many
    digits; else it is text. Exports of Qualtrics carry the questions in a second line, which become labels.
    A column without a name, or with the name of another, is left out and noted.

    Parameters
    ----------
    table : RawTable
        One row a response.
    as_text : sequence of str
        Columns that are text whatever they hold.
    """
    table, labels, notes = _without_questions(table)
    times = Counter(table.columns)
    variables = {}
    for place, name in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        if not name.strip() or times[name] > 1:
            if any(cell_text(cell) for cell in cells):
                why = (
                    message("{n} columns have the name {name}", n=times[name], name=repr(name))
                    if name.strip()
                    else message("it has no name")
                )
                notes.append(message("column {column} left out: {why}", column=str(place + 1), why=why))
            continue
        variables[name], note = _variable(name, labels.get(name, ""), cells, table.options, name in as_text)
        notes += note
    origin = replace(table.origin, notes=(*table.origin.notes, *notes))
    return SurveySource(len(table), variables, (), origin, table.locate, table.cells)


def _without_questions(table: RawTable) -> tuple[RawTable, dict[str, str], list[Message]]:
    for place, row in enumerate(table.rows[:2]):
        if any(isinstance(cell, str) and cell.lstrip().startswith('{"ImportId"') for cell in row):
            questions = table.rows[place - 1] if place else ()
            labels = {name: cell_text(cell) for name, cell in zip(table.columns, questions, strict=False)}
            rest = replace(table, rows=table.rows[place + 1 :], lines=table.lines[place + 1 :])
            return rest, labels, [message("an export of Qualtrics: the questions in its second line read as labels")]
    return table, {}, []


def _variable(
    name: str, label: str, cells: Sequence[Cell], options: TableOptions, as_text: bool
) -> tuple[Variable, list[Message]]:
    blank = {"", *options.blank}
    texts: list[str | None] = [None if (known := cell_text(cell)) in blank else known for cell in cells]
    if as_text:
        return Variable(name, label, texts, numeric=False), []
    numbers: list[Code | None] = [None] * len(cells)
    others: Counter[str] = Counter()
    for row, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        if text is not None:
            numbers[row] = cell_number(cell, decimal=options.decimal, thousands=options.thousands)
            if numbers[row] is None:
                others[text] += 1
    there = {text for text in texts if text is not None}
    if there and not others and not any(_CODE.fullmatch(text) for text in there):
        return Variable(name, label, numbers, numeric=True), []
    notes = []
    if others and 2 * others.total() < len(cells) - texts.count(None):
        shown = ", ".join(f"{text!r} ({n})" for text, n in others.most_common(3))
        notes.append(
            message(
                "column {name} read as text: {cells} without a number, such as {shown}",
                name=repr(name),
                cells=counted(others.total(), "cell"),
                shown=shown,
            )
        )
    return Variable(name, label, texts, numeric=False), notes
