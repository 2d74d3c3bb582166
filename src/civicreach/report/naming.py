"""What things are called on a page: governments by name, and by name and id where one name is borne by several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from civicreach.records.government import Government
from civicreach.records.words import Message, Words, joined, message


def government_names(governments: Sequence[Government]) -> dict[str, Words]:
    """The words for each government by its id: its name, with the id behind it where another bears the name too.

    >>> rows = [Government("11", ("Seoul",)), Government("26", ("Jung",)), Government("21", ("Jung",))]
    >>> government_names(rows)["11"], government_names(rows)["26"].values["id"]
    ('Seoul', '26')
    """
    words: dict[str, Words] = {one.id: one.labels or one.name for one in governments}
    borne: Counter[tuple[str, str]] = Counter(name for one in words.values() for name in _by_language(one))
    return {
        id: message("{name} ({id})", name=one, id=id) if any(borne[name] > 1 for name in _by_language(one)) else one
        for id, one in words.items()
    }


def listed(ids: Sequence[str], names: Mapping[str, Words], *, most: int) -> Words:
    """The first of some governments by name, and how many more there are; a dash where there is none."""
    shown: list[Words] = [names.get(id, id) for id in ids[:most]]
    if len(ids) > most:
        shown.append(message("and {n} more", n=len(ids) - most))
    return joined(shown) or "–"


def in_words_of(words: Words, labels: Mapping[str, Words]) -> Words:
    """A sentence whose values are machine names, or several with commas between them, with the words for these.

    >>> tied = message("{n} are tied: {factors}", n=2, factors="age, level")
    >>> in_words_of(tied, {"age": "Age"}).values["factors"].text
    '{part0}, {part1}'
    """
    if isinstance(words, Message):
        return Message(words.text, {key: _named(value, labels) for key, value in words.values.items()})
    return words


def _named(value: Any, labels: Mapping[str, Words]) -> Any:
    if isinstance(value, Message):
        return in_words_of(value, labels)
    parts = value.split(", ") if isinstance(value, str) else list(value) if isinstance(value, tuple | list) else []
    if any(part in labels for part in parts):
        return joined([labels.get(part, part) for part in parts])
    return value


def _by_language(words: Words) -> list[tuple[str, str]]:
    return [(language, text) for language, text in words.items()] if isinstance(words, Mapping) else [("", str(words))]
