"""Delimited text taken apart into records, each with the line on which it begins."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from civicreach.records.errors import InputError
from civicreach.records.words import Message, message

from .files import InputFile

#: Tried in this order where several fit equally well: a comma is the likeliest to be part of a number or a text.
DELIMITERS = {
    "\t": message("delimiter found: tab"),
    ";": message("delimiter found: semicolon"),
    "|": message("delimiter found: vertical bar"),
    ",": message("delimiter found: comma"),
}

_SAMPLE = 200
_SEP = re.compile(r"\ufeff?sep=(.)[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
# what spreadsheets and offices write to keep a code from becoming a number: '0111 and ="0111"
_GUARDED = re.compile(r"""'(?=[0-9])[^']*|="([^"]*)\"""")


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """The cells of a delimited file; an empty line is an empty record.

    Attributes
    ----------
    rows : list of list of str
        Records in order.
    lines : list of int
        The line on which each begins, from 1; a cell with line breaks makes a record longer than a line.
    delimiter : str
        As declared or found.
    guarded : mapping of int to int
        By column, how many codes were written `'0111` or `="0111"`, to keep a spreadsheet program from taking
        them for numbers; they are read as 0111.
    notes : tuple of Message
        What was found or passed over.
    """

    rows: list[list[str]]
    lines: list[int]
    delimiter: str
    guarded: Mapping[int, int]
    notes: tuple[Message, ...] = ()


def split_records(file: InputFile, text: str, delimiter: str | None = None) -> Records:
    """The records of delimited text.

    Parameters
    ----------
    file : InputFile
        Where the text is from, for the sentences of faults.
    text : str
        Lines ended by any of the three conventions; quotes doubled within quoted cells.
    delimiter : str, optional
        As declared; else the one of tab, semicolon, vertical bar and comma that divides most records into
        the same number of cells.

    Raises
    ------
    InputError
        A quoted cell that is not closed, or text after its closing quote; a delimiter of several characters.

    Examples
    --------
    >>> records = split_records(InputFile("a.csv", b""), "id;name\\n'01;a b\\n2;c")
    >>> records.rows, records.lines
    ([['id', 'name'], ['01', 'a b'], ['2', 'c']], [1, 2, 3])
    """
    notes, skipped = [], 0
    if (first := _SEP.match(text)) and delimiter in (None, first[1]):
        delimiter, skipped, text = first[1], 1, text[first.end() :]
    if delimiter is None:
        delimiter = find_delimiter(text, prefer="\t" if file.path.lower().endswith((".tsv", ".tab")) else "")
        notes.append(DELIMITERS[delimiter])
    if len(delimiter) != 1 or delimiter in '"\r\n':
        wrong, right = message("is declared with a delimiter that is not one character"), f'delimiter = ";"{file.under}'
        raise file.refusal(wrong, found=repr(delimiter), right=right)
    rows: list[list[str]] = []
    ends: list[int] = []
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=delimiter != " "
    )
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error as error:
        line = (ends[-1] if ends else 0) + 1 + skipped
        raise _unbalanced(file, text, line - skipped, line, str(error)) from None
    guarded = _unguard(text, rows)
    lines = [skipped + 1, *(end + skipped + 1 for end in ends[:-1])]
    return Records(rows, lines[: len(rows)], delimiter, guarded, tuple(notes))


def find_delimiter(text: str, *, prefer: str = "") -> str:
    """The delimiter that divides most of the first records into the same number of cells.

    >>> find_delimiter("name;share\\na;1,5\\nb;2,5\\n")
    ';'
    """
    best, best_score = ",", 0.0
    for delimiter in sorted(DELIMITERS, key=lambda candidate: candidate != prefer):
        reader = csv.reader(io.StringIO(text[:1_000_000], newline=""), delimiter=delimiter, skipinitialspace=True)
        try:
            widths = [len(row) for row in islice(reader, _SAMPLE) if row]
        except csv.Error:
            continue
        several = Counter(width for width in widths if width > 1)
        if not several:
            continue
        width, support = max(several.items(), key=lambda item: (item[1], item[0]))
        # the header is the record that a wrong delimiter is least likely to divide in the same way
        score = support / len(widths) - 0.2 * (widths[0] != width)
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return best


def _unguard(text: str, rows: list[list[str]]) -> Counter[int]:
    """Take the marks off guarded codes, in place; how many there were in each column."""
    guarded: Counter[int] = Counter()
    if "'" not in text and '="' not in text:
        return guarded
    for row in rows:
        for place, cell in enumerate(row):
            if cell[:1] in ("'", "=") and _GUARDED.fullmatch(cell):
                row[place] = cell[2:-1] if cell[0] == "=" else cell[1:]
                guarded[place] += 1
    return guarded


def _unbalanced(file: InputFile, text: str, record: int, line: int, error: str) -> InputError:
    opened = "expected after" not in error
    wrong = (
        message("opens a quoted cell that is not closed")
        if opened
        else message("holds text after the closing quote of a cell")
    )
    found = next(islice(io.StringIO(text, newline=""), record - 1, None), "").strip()
    right = message('quotes in pairs, and a quote inside a quoted cell doubled: "the ""smart"" city"')
    return file.refusal(wrong, at=message("line {line}", line=str(line)), found=found[:80], right=right)
