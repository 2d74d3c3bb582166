"""Ids of governments and accounts as text, and how spreadsheet programs ruin them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from civicreach.records.errors import Fault, Sentence
from civicreach.records.words import Message, message

from .layout import Cell
from .numbers import cell_text
from .sentences import counted, listed

#: Ruined ids that are shown; the others are counted.
EXAMPLES = 3

#: Digits that a spreadsheet program keeps; the rest become zeros.
KEPT_DIGITS = 15

_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2,3}")

#: What a floating-point number of more digits than it can hold looks like once it is text.
_FLOATING = re.compile(rf"[0-9]{{{KEPT_DIGITS + 1},}}[.][0-9]*")

_AS_TEXT = message(
    "format the column as text before the ids go in, or export it to csv and do not open that in a spreadsheet"
)


def why_ruined(cell: Cell) -> tuple[Message, Message] | None:
    """Why a cell is not an id any more, and the mend; None if nothing speaks against it.

    >>> str(why_ruined("1.46577E+14")[0])
    'is an id that a spreadsheet program has shortened'
    >>> str(why_ruined("9007199254740992.0")[0])
    'is an id of more than 15 digits stored as a number, which cannot hold it'
    >>> why_ruined(11110.0), why_ruined("1194759472087998465")
    (None, None)
    """
    if isinstance(cell, datetime | date | time | timedelta):
        return message("is a date or a time where an id is expected"), _AS_TEXT
    too_long = abs(cell) >= 10**KEPT_DIGITS if isinstance(cell, float) else _FLOATING.fullmatch(str(cell).strip())
    if too_long:
        wrong = message("is an id of more than {n} digits stored as a number, which cannot hold it", n=KEPT_DIGITS)
        return wrong, _AS_TEXT
    if isinstance(cell, float) and not cell.is_integer():
        return message("is a number with decimals where an id is expected"), _AS_TEXT
    if isinstance(cell, str) and _SHORTENED.fullmatch(cell.strip()):
        return message("is an id that a spreadsheet program has shortened"), _AS_TEXT
    return None


def ruined_ids(where: Sentence, shown: Sequence[str], *, n: int) -> Fault:
    """The one fault of a column of ids of which programs have ruined some: how many, and the first.

    >>> fault = ruined_ids("posts, column 'page'", ["1.46577E+14", "1.5E+14", "2E+16", "3E+16"], n=1200)
    >>> str(fault.wrong)
    'holds 1,200 ids that a program took for numbers, and shortened or rounded'
    >>> str(fault.found)
    "'1.46577E+14', '1.5E+14', '2E+16' and 1,197 more"
    """
    wrong = message("holds {ids} that a program took for numbers, and shortened or rounded", ids=counted(n, "id"))
    return Fault(where, wrong, found=listed(shown, EXAMPLES, n=n), right=_AS_TEXT)


def why_all_ruined(cells: Iterable[Cell]) -> tuple[Message, str, Message] | None:
    """Why long ids cannot all be true: every one has zeros where spreadsheet programs put them.

    Returns what is wrong, an example, and the mend; None unless chance is out of the question (below 1e-6).

    >>> why_all_ruined(["1194759472087990000", "2616215901000000000"])[1]
    '1194759472087990000'
    >>> why_all_ruined(["1194759472087998465", "2616215901000000000"]) is None
    True
    """
    long = [text for text in {cell_text(cell) for cell in cells} if text.isdecimal() and len(text) > KEPT_DIGITS]
    lost = [text[KEPT_DIGITS:] for text in long]
    if sum(map(len, lost)) < 6 or any(digits.strip("0") for digits in lost):
        return None
    return (
        message("all long ids end in zeros after {n} digits: a spreadsheet program has cut them", n=KEPT_DIGITS),
        min(long),
        _AS_TEXT,
    )
