"""Names that may have been meant where one is not known, and names in a sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from .words import Message, message

#: Faults of one kind, or names in one list, that are shown; the others are counted.
SHOWN = 20


def listed(names: Iterable[str], limit: int = SHOWN, *, n: int | None = None) -> str | Message:
    """Names in quotes, the first of them where there are many; `n` where there are more than are given.

    >>> str(listed(["code", "name", "year"], limit=2))
    "'code', 'name' and 1 more"
    """
    every = list(names)
    shown = ", ".join(map(repr, every[:limit]))
    more = (len(every) if n is None else n) - min(len(every), limit)
    return message("{names} and {n} more", names=shown, n=more) if more > 0 else shown


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
