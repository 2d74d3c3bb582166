"""Numbers as people write them in tables, and why a cell is not one."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import product

from civicreach.records.errors import Sentence
from civicreach.records.words import Message, message

from .layout import Cell
from .sentences import together

# Full-width forms of East Asian typing, and the signs that stand for minus
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(map(ord, "−–‑‐﹣"), ord("-"))

#: What may stand between thousands as a pattern, by what the study declares.
SEPARATORS = {"": "", ",": ",", ".": r"\.", " ": "[ \u00a0\u2009\u202f]", "'": "['’]"}


def read_number(text: str, *, decimal: str = ".", thousands: str = "") -> float | None:
    """The number that a text writes; None if it is not one number and nothing else.

    Full-width digits, spaces around it and the hyphen, dash or minus sign are understood. Thousands must stand
    in groups of three. Infinity, NaN and percentages are not numbers here.

    >>> read_number(" −1.234,5 ", decimal=",", thousands="."), read_number("1,234")
    (-1234.5, None)
    """
    text = text.strip()
    if not text.isascii():
        text = text.translate(_PLAIN)
    match = _pattern(decimal, thousands).fullmatch(text)
    if match is None:
        return None
    if thousands or decimal != ".":
        sign, whole, rest, exponent = match.groups(default="")
        digits = "".join(char for char in whole if char.isdigit())
        text = f"{sign}{digits or '0'}.{rest.removeprefix(decimal) or '0'}{exponent}"
    value = float(text)
    return value if math.isfinite(value) else None


def cell_number(cell: Cell, *, decimal: str = ".", thousands: str = "") -> float | None:
    """The number in a cell of a text or a sheet; None if it holds anything else."""
    if isinstance(cell, str):
        return read_number(cell, decimal=decimal, thousands=thousands)
    return cell if isinstance(cell, float) else None


def cell_text(cell: Cell) -> str:
    """A cell as text, without spaces around it: whole numbers without a point, dates in ISO form.

    >>> cell_text(11110.0), cell_text(" Jongno-gu"), cell_text(0.1), cell_text(True), cell_text(date(2015, 6, 1))
    ('11110', 'Jongno-gu', '0.1', 'TRUE', '2015-06-01')
    """
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return str(int(cell)) if math.isfinite(cell) and float(cell).is_integer() else repr(float(cell))
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return cell.isoformat()


def why_not(
    cell: Cell, *, decimal: str, thousands: str, blank: Collection[str], under: Sentence
) -> tuple[Sentence, Sentence]:
    """Why a cell is not a number, and the mend: two parts of a sentence.

    >>> wrong, right = why_not("12,345", decimal=".", thousands="", blank=(), under=" under [statistics.p]")
    >>> str(wrong), str(right)
    ('is not a number', 'declare thousands = "," under [statistics.p], or mend the cell')
    """
    if isinstance(cell, datetime | date | time | timedelta):
        return message("is a date or a time where a number is expected"), message(
            "type the number again: spreadsheet programs take 1-2 or 1.5 for a date"
        )
    if isinstance(cell, bool):
        return message("is a truth value where a number is expected"), message("write 1 and 0")
    text = str(cell).strip().translate(_PLAIN)
    if text.endswith("%"):
        return message("is a percentage"), message(
            "write the number without the sign, in the unit that the study wants"
        )
    if text.startswith("#"):
        right = message("mend the formula, or {declare}", declare=_declare_blank(cell, blank, under))
        return message("is an error of the spreadsheet"), right
    for other_decimal, other_thousands in _others(decimal, thousands):
        if read_number(text, decimal=other_decimal, thousands=other_thousands) is not None:
            keys = [
                f'{key} = "{now}"'
                for key, now, before in (("decimal", other_decimal, decimal), ("thousands", other_thousands, thousands))
                if now != before
            ]
            right = message("declare {keys}{under}, or mend the cell", keys=together(keys), under=under)
            return message("is not a number"), right
    if any(char.isdigit() for char in text):
        return message("is not a number"), message("mend the cell")
    right = message("{declare}, or mend the cell", declare=_declare_blank(cell, blank, under))
    return message("is not a number"), right


def _declare_blank(cell: Cell, blank: Collection[str], under: Sentence) -> Message:
    texts = ", ".join(f'"{text}"' for text in (*blank, cell_text(cell)))
    return message("declare blank = [{texts}]{under} if it stands for no value", texts=texts, under=under)


def _others(decimal: str, thousands: str) -> Iterator[tuple[str, str]]:
    """Other ways to write numbers, those with the fewest changes first."""
    ways = [(d, t) for d, t in product(".,", SEPARATORS) if d != t and (d, t) != (decimal, thousands)]
    return iter(sorted(ways, key=lambda way: 2 * (way[0] != decimal) + (way[1] != thousands)))


@lru_cache
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    point, comma = re.escape(decimal), SEPARATORS[thousands]
    whole = rf"[0-9]{{1,3}}(?:{comma}[0-9]{{3}})+|[0-9]+" if thousands else "[0-9]+"
    return re.compile(rf"([+-]?)(?=[0-9]|{point}[0-9])({whole})?({point}[0-9]*)?([eE][+-]?[0-9]+)?")
