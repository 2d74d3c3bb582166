"""Parts of the sentences in which a reading says what is wrong: names, likely names, how many more."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from civicreach.records.errors import Fault, Sentence
from civicreach.records.words import Message, message

#: Faults of one kind, or names in one list, that are shown; the others are counted.
SHOWN = 20


def under(section: str) -> Message:
    """Where a key is declared, to end a sentence with.

    >>> str(under("statistics.population"))
    ' under [statistics.population]'
    """
    return message(" under [{section}]", section=section) if section else message(" for this file in study.toml")


_THINGS: Mapping[str, tuple[Message, Message]] = {
    "row": (message("{n} row"), message("{n} rows")),
    "such row": (message("{n} such row"), message("{n} such rows")),
    "line": (message("{n} line"), message("{n} lines")),
    "empty line": (message("{n} empty line"), message("{n} empty lines")),
    "cell": (message("{n} cell"), message("{n} cells")),
    "other cell": (message("{n} other cell"), message("{n} other cells")),
    "column name": (message("{n} column name"), message("{n} column names")),
    "post": (message("{n} post"), message("{n} posts")),
    "response": (message("{n} response"), message("{n} responses")),
}


def counted(n: int, thing: str) -> Message:
    """A number with its noun.

    >>> str(counted(1, "row")), str(counted(1200, "row"))
    ('1 row', '1,200 rows')
    """
    one, several = _THINGS[thing]
    return replace(one if n == 1 else several, values={"n": n})


def capped(faults: Sequence[Fault], limit: int = SHOWN) -> list[Fault]:
    """The first faults of a reading, and how many more there are.

    >>> [str(fault) for fault in capped([Fault(f"line {i}", "is bad") for i in range(4)], limit=2)]
    ['line 0: is bad', 'line 1: is bad', 'line 2: ... and 2 more faults like these']
    """
    if len(faults) <= limit + 1:
        return list(faults)
    more = Fault(faults[limit].where, message("... and {n} more faults like these", n=len(faults) - limit))
    return [*faults[:limit], more]


def listed(names: Iterable[str], limit: int = SHOWN) -> str | Message:
    """Names in quotes, the first of them where there are many.

    >>> str(listed(["code", "name", "year"], limit=2))
    "'code', 'name' and 1 more"
    """
    every = list(names)
    shown = ", ".join(repr(name) for name in every[:limit])
    return message("{names} and {n} more", names=shown, n=len(every) - limit) if len(every) > limit else shown


def together(parts: Sequence[Sentence]) -> Sentence:
    """Several things that go together.

    >>> str(together(["a = 1", "b = 2"]))
    'a = 1 and b = 2'
    """
    first, *rest = parts
    for part in rest:
        first = message("{some} and {more}", some=first, more=part)
    return first


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Names that may have been meant, the likeliest first: other case, spaces or accents, then similar spelling.

    >>> nearest("Population", ["code", "populatoin", " population "])
    [' population ', 'populatoin']
    """
    wanted = _plain(name)
    plain = {entry: _plain(entry) for entry in dict.fromkeys(known) if entry}
    near = [entry for entry, letters in plain.items() if letters == wanted]
    for match in get_close_matches(wanted, set(plain.values()) - {wanted}, n=5, cutoff=0.6):
        near += [entry for entry, letters in plain.items() if letters == match]
    return near


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
