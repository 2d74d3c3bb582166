"""Words that a reader will see: the study's own labels, and messages of the catalogue, in every language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: Text as its author gave it, by language: ``{"en": "Population", "ko": "인구"}``.
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the catalogue with its values; the language is chosen when it is shown.

    `text` is the English sentence and the key of the catalogue. Values may be words themselves.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)


#: Anything that can be shown: a name as it stands, the author's labels, or a message of the catalogue.
Words = str | Labels | Message


def message(text: str, /, **values: Any) -> Message:
    """A message of the catalogue; the extraction of strings for translation looks for calls of this function.

    >>> message("{n} governments", n=114).text
    '{n} governments'
    """
    return Message(text, values)


def joined(parts: Sequence[Words], between: str = ", ") -> Words:
    """Several words in a row, each in the language of the reader.

    >>> joined(["a", "b"]).values["part1"]
    'b'
    """
    if len(parts) < 2:
        return parts[0] if parts else ""
    text = between.join(f"{{part{place}}}" for place in range(len(parts)))
    return Message(text, {f"part{place}": part for place, part in enumerate(parts)})
