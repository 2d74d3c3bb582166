"""The rows of a table that a study asks for with `where = { year = 2015 }`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from civicreach.records.errors import Fault
from civicreach.records.words import Message, message

from .numbers import read_number
from .sentences import counted, listed, nearest, together

Wanted = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows kept, in order, with notes of how many were passed over."""

    rows: list[int]
    notes: tuple[Message, ...] = ()


def select_rows(
    n: int,
    where: Mapping[str, Wanted | Sequence[Wanted]],
    texts: Callable[[str], Sequence[Sequence[str]]],
    *,
    path: str,
) -> Selection | list[Fault]:
    """The rows in which every column named has one of the values wanted.

    Parameters
    ----------
    n : int
        Rows.
    where : mapping of column to value or values
        Compared as text; a number also with a cell that writes the same number otherwise, such as 2015.0.
    texts : callable
        Gives the readings of a column: one text a row each, such as codes and labels. A value may equal any.
    path : str
        The file, for the sentences of faults.

    Returns
    -------
    Selection, or the faults where no row has a value that was asked for.

    >>> select_rows(3, {"year": [2014, 2015]}, lambda column: [["2015", "2016", "2014"]], path="a.csv").rows
    [0, 2]
    """
    if not where:
        return Selection(list(range(n)))
    rows = set(range(n))
    faults, notes = [], []
    for column, value in where.items():
        wanted = values_wanted(value)
        readings = texts(column)
        kept: set[int] = set()
        for entry in wanted:
            equal = {row for reading in readings for row, text in enumerate(reading) if _equal(text, entry)}
            if not equal:
                notes.append(message("no row has {column} = {value}", column=column, value=repr(entry)))
            kept |= equal
        if not kept:
            faults.append(_nowhere(path, column, wanted, readings))
        rows &= kept
    if faults:
        return faults
    asked = together([f"{column} = {value!r}" for column, value in where.items()])
    if not rows:
        return [
            Fault(
                path,
                message("has no row where {asked}", asked=asked),
                right=message("values that occur together in one row"),
            )
        ]
    kept_of = message("kept {rows} of {n} where {asked}", rows=counted(len(rows), "row"), n=n, asked=asked)
    return Selection(sorted(rows), (kept_of, *notes))


def values_wanted(value: Wanted | Sequence[Wanted]) -> list[Wanted]:
    """The values that a column may have, also where it is one alone."""
    return [value] if isinstance(value, str | int | float | bool) else list(value)


def _equal(text: str, wanted: Wanted) -> bool:
    if isinstance(wanted, bool):
        return text.casefold() == str(wanted).casefold()
    return text == str(wanted).strip() or (not isinstance(wanted, str) and read_number(text) == wanted)


def _nowhere(path: str, column: str, wanted: Sequence[Wanted], readings: Sequence[Sequence[str]]) -> Fault:
    values = sorted({text for reading in readings for text in reading if text})
    near = nearest(str(wanted[0]), values) if wanted else []
    found = message(
        "the column holds {value}", value=listed([*near, *(value for value in values if value not in near)], 10)
    )
    wrong = message(
        "no row has {column} = {wanted}", column=column, wanted=" or ".join(repr(entry) for entry in wanted)
    )
    return Fault(path, wrong, found=found, right=message("a value of the column, as it stands in the file"))
