"""Where every value came from, and what was decided on the way."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import Sentence
from .words import Message, Words


@dataclass(frozen=True, slots=True)
class FileOrigin:
    """One file as it was read.

    Attributes
    ----------
    path : str
        As the study names it, relative to the study folder, with forward slashes.
    sha256 : str
        Of the bytes read; empty where another machine read them.
    size : int, optional
        In bytes; None where only another machine sees them.
    rows : int
        Data rows read, title and header lines not counted.
    encoding : str
        As declared or found; empty for binary formats.
    notes : tuple of Message
        What a reader should know of the reading: title lines passed over, delimiter, sheet.
    """

    path: str
    sha256: str
    size: int | None
    rows: int
    encoding: str = ""
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice with its reason and what else could have been chosen; every report lists them."""

    choice: Words
    reason: Words = ""
    alternatives: Words = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Items of an input that were not counted, for one reason.

    Attributes
    ----------
    source : str
        Which input of the study: ``activity.posts``.
    reason : Words
        Why they were not counted.
    count : int
        How many, all of them.
    items : tuple of tuple of Sentence
        The first of them, each (line or id, what was found).
    refused : bool
        Whether they might have counted, had they been written otherwise.
    """

    source: str
    reason: Words
    count: int
    items: tuple[tuple[Sentence, Sentence], ...] = ()
    refused: bool = False
