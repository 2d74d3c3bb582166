"""The language that the command line speaks: chosen before the command for all of it, or by a command's own option."""

from __future__ import annotations

from contextvars import ContextVar

from civicreach.records.errors import CivicreachError
from civicreach.records.words import Words

_LANGUAGE = ContextVar("language", default="en")


def choose(language: str) -> str:
    """The language asked for, or where none is, the one chosen before; from here on everything is said in it.

    >>> choose("ko"), choose(""), choose("en")
    ('ko', 'ko', 'en')
    """
    if language:
        _LANGUAGE.set(language)
    return _LANGUAGE.get()


def say(words: Words) -> str:
    """Words in the language chosen."""
    from civicreach.report.locale import Locale  # only what is said needs it

    return Locale(_LANGUAGE.get()).say(words)


def refusal(error: CivicreachError) -> str:
    """How a command that was refused ends: whose words they are, and the sentence."""
    return f"civicreach: {say(error.words)}"
