"""Words that a reader will see: the study's own labels, and messages of the catalogue, in every language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, overload

#: Text as its author gave it, by language: ``{"en": "Population", "ko": "인구"}``.
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the catalogue with its values; the language is chosen when it is shown.

    `text` is the English sentence and the key of the catalogue. Values may be words themselves.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """The sentence in English, for files and programs, which have one language.

        >>> str(message("{n} governments", n=1140))
        '1,140 governments'
        """
        return said(self)

    def __hash__(self) -> int:
        # of values that are labels by language no hash can be taken; those of one sentence are few
        return hash(self.text)


#: Anything that can be shown: a name as it stands, the author's labels, or a message of the catalogue.
Words = str | Labels | Message


def message(text: str, /, **values: Any) -> Message:
    """A message of the catalogue; the extraction of strings for translation looks for calls of this function.

    >>> message("{n} governments", n=114).text
    '{n} governments'
    """
    return Message(text, values)


@overload
def joined(parts: Sequence[str | Message], between: str = ", ") -> str | Message: ...


@overload
def joined(parts: Sequence[Words], between: str = ", ") -> Words: ...


def joined(parts: Sequence[Words], between: str = ", ") -> Words:
    """Several words in a row, each in the language of the reader.

    >>> joined(["a", "b"]).values["part1"]
    'b'
    """
    if len(parts) < 2:
        return parts[0] if parts else ""
    text = between.join(f"{{part{place}}}" for place in range(len(parts)))
    return Message(text, {f"part{place}": part for place, part in enumerate(parts)})


_NO_CATALOGUE: Mapping[str, str] = MappingProxyType({})


def said(words: Any, language: str = "en", catalogue: Mapping[str, str] = _NO_CATALOGUE) -> str:
    """Words in a language; an author's label that is not given in it falls back to English, then to any.

    Parameters
    ----------
    words : Words, or what has words
        A `Missing` has them. Numbers and lists are values of messages only.
    language : str
        Code of the language.
    catalogue : mapping of str to str
        From English sentences to those of the language.

    Examples
    --------
    >>> said(message("{n} of {unit}", n=3, unit={"en": "towns", "ko": "시"}), "ko", {"{n} of {unit}": "{unit} {n}개"})
    '시 3개'
    """
    words = getattr(words, "words", words)
    if isinstance(words, Message):
        text = catalogue.get(words.text, words.text)
        return text.format(**{name: said(value, language, catalogue) for name, value in words.values.items()})
    if isinstance(words, Mapping):
        return next((words[key] for key in (language, "en", *words) if words.get(key)), "")
    if isinstance(words, list | tuple):
        return ", ".join(said(part, language, catalogue) for part in words)
    if isinstance(words, int) and not isinstance(words, bool):
        return f"{words:,}"
    return str(words)
