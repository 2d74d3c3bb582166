"""Words in a language: the study's labels as their author gave them, and the catalogue's messages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from civicreach.records.missing import Missing
from civicreach.records.words import Words, said

#: Every language that a report can be written in, with its own name for itself.
LANGUAGES: Mapping[str, str] = {"en": "English", "ko": "한국어"}

_HERE = Path(__file__).parent


class Locale:
    """One language: says words in it.

    >>> from civicreach.records.words import message
    >>> Locale("en").say(message("{n} governments", n=114))
    '114 governments'
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, words: Words | Missing) -> str:
        """The words in this language; an author's label that is not given in it falls back to English, then to any."""
        return words if isinstance(words, str) else said(words, self.language, catalogue(self.language))


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """English sentence to sentence in the language; English itself needs none."""
    path = _HERE / f"{language}.po"
    if not path.exists():
        return {}
    # a table on the screen in English must not wait for Babel
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        entries = read_po(file, locale=language)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string and not entry.fuzzy}
