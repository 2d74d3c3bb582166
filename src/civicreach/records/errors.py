"""Everything that civicreach refuses, as one family.

CivicreachError                  catch this one
├── FaultsError                  carries a list of faults, all of them at once
│   ├── StudyError               study.toml does not describe a study
│   ├── OptionError              an option of a command is not one that it knows
│   └── InputError               a file that the study names cannot be used as the study says
│       ├── GivenError           what a command was given, with no study about it, cannot be used
│       └── NotRecognisedError   a file has nothing of an export of a tool that is known
├── PlatformError                a platform did not give what was asked for
├── UnfitError                   a value that a file of the user gives cannot stand where it does
├── FormulaError                 a formula that is not arithmetic on this study's variables
├── NotComputableError           the data do not carry the number that was asked for
├── RecordError                  an item that was collected, imported or entered is not of the shape it should be
├── ArchiveError                 an archive cannot be opened, read or written as asked
│   └── NoArchiveError           there is no archive in a folder, or none of that version
├── ServerError                  the engine that the study names is not there, or went away
└── OutputError                  the output folder cannot be written
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .words import Message, Words, joined, message, said

#: What an error says of a thing: a message of the catalogue, or text that is the same in every language.
Sentence = str | Message


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, where it is, and the mend.

    Attributes
    ----------
    where : Sentence
        File with key, line or cell: ``study.toml [activity.likes] window``, ``posts.csv line 12``.
    wrong : Sentence
        The sentence: what is wrong.
    found : Sentence
        What was found there; empty where there was nothing to find.
    right : Sentence
        What would be right.
    """

    where: Sentence
    wrong: Sentence
    found: Sentence = ""
    right: Sentence = ""

    @property
    def words(self) -> Words:
        """All of it, for the person at the keyboard."""
        parts: list[Words] = [joined([self.where, self.wrong], ": ")]
        if self.found:
            parts.append(message("found: {found}", found=self.found))
        if self.right:
            parts.append(message("right would be: {right}", right=self.right))
        return joined(parts, "\n    ")

    def __str__(self) -> str:
        return said(self.words)


class CivicreachError(Exception):
    """Anything that civicreach refuses.

    Attributes
    ----------
    words : Words
        The sentence for the person at the keyboard, who may read it in any language; `str` gives it in English.
    """

    exit_code = 1

    def __init__(self, words: Words = "") -> None:
        self.words = words
        super().__init__(said(words))


#: Faults that a message spells out.
SHOWN = 40


class FaultsError(CivicreachError):
    """All the faults of one reading, so that they can be mended in one go."""

    subject = message("cannot be used")

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        number = message("{n} fault", n=count) if count == 1 else message("{n} faults", n=count)
        shown = [joined(["- ", fault.words], "") for fault in self.faults[:SHOWN]]
        more = [message("… and {n} more, all in --json", n=count - SHOWN)] if count > SHOWN else []
        super().__init__(joined([joined([number, self.subject], ": "), *shown, *more], "\n"))


class StudyError(FaultsError):
    """The study file does not describe a study."""

    exit_code = 2
    subject = message("the study file does not describe a study that can run")


class OptionError(FaultsError):
    """An option of a command is not one that it knows."""

    exit_code = 2
    subject = message("an option cannot be what was given")


class InputError(FaultsError):
    """A file that the study names cannot be used as the study says."""

    exit_code = 3
    subject = message("an input file cannot be used as the study says")


class GivenError(InputError):
    """What a command was given, with no study about it, cannot be used."""

    subject = message("what was given cannot be used")


class NotRecognisedError(InputError):
    """A file has nothing of an export of a tool that is known: what may lie beside exports in a zip file."""


@contextmanager
def without_study() -> Iterator[None]:
    """Raise a `GivenError` for an `InputError`: no study says anything of the files that are read here.

    Examples
    --------
    >>> with without_study():
    ...     raise InputError([Fault("counts.csv", "has no column 'value'")])
    Traceback (most recent call last):
    civicreach.records.errors.GivenError: 1 fault: what was given cannot be used
    - counts.csv: has no column 'value'
    """
    try:
        yield
    except InputError as error:
        raise GivenError(error.faults) from error


def _sentence(wrong: Sentence, found: Sentence, right: Sentence) -> Words:
    parts = [wrong, message("found: {found}", found=found) if found else "", right]
    return joined([part for part in parts if part], "; ")


class PlatformError(CivicreachError):
    """A platform did not give what was asked for.

    Attributes
    ----------
    status : str
        What the coverage of the account says: ``denied``, ``not_found``, ``partial_rate`` or ``error``.
    reason : str
        Why, as one word of `civicreach.sources.platforms.diagnosis`.
    detail : str
        What the platform said, cut short and without secrets.
    of_account : bool
        False where every account of the platform would fare the same, as with a key that is not valid.
    payloads : tuple
        The answers that led to it.
    """

    def __init__(
        self, status: str, reason: str, detail: str = "", *, of_account: bool = True, payloads: tuple[Any, ...] = ()
    ) -> None:
        self.status, self.reason, self.detail = status, reason, detail
        self.of_account, self.payloads = of_account, payloads
        super().__init__(f"{status}: {reason}" + (f" ({detail})" if detail else ""))


class UnfitError(CivicreachError, ValueError):
    """A value that a file of the user gives cannot stand where it does; pydantic gathers it with its own faults."""

    def __init__(self, wrong: Sentence, right: Sentence = "") -> None:
        self.wrong, self.right = wrong, right
        super().__init__(message("{wrong}; right would be {right}", wrong=wrong, right=right) if right else wrong)


class FormulaError(CivicreachError):
    """A formula that is not arithmetic, or that names what the study does not have."""

    exit_code = 2

    def __init__(self, formula: str, wrong: Sentence, *, found: Sentence = "", right: Sentence = "") -> None:
        self.formula, self.wrong, self.found, self.right = formula, wrong, found, right
        super().__init__(message("formula {formula}: {wrong}", formula=repr(formula), wrong=wrong))


class _SentenceError(CivicreachError):
    """What is wrong, what was found and what would be right, in one sentence."""

    def __init__(self, wrong: Sentence, *, found: Sentence = "", right: Sentence = "") -> None:
        self.wrong, self.found, self.right = wrong, found, right
        super().__init__(_sentence(wrong, found, right))


class NotComputableError(_SentenceError):
    """The data do not carry the number that was asked for; the reason is said instead of a number."""

    exit_code = 4


class RecordError(CivicreachError):
    """An item that was collected, imported or entered is not of the shape it should be; it belongs into quarantine."""

    exit_code = 3

    def __init__(self, what: Sentence, right: Sentence, *, found: Sentence) -> None:
        self.what, self.right, self.found = what, right, found
        super().__init__(message("{what}: found {found}; right would be {right}", what=what, found=found, right=right))


class ServerError(_SentenceError):
    """The engine that the study names is not there, or went away; nothing was written."""

    exit_code = 8


class ArchiveError(_SentenceError):
    """An archive cannot be opened, read or written as asked; what it held before is untouched."""

    exit_code = 6


class NoArchiveError(ArchiveError):
    """There is no archive in a folder, or it has no such version: what is wrong is the name, not the archive."""


class OutputError(CivicreachError):
    """The output folder cannot be written; what was there before is untouched."""

    exit_code = 5


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise an `OutputError` for an `OSError`: what was to be written, and why it cannot be."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            message("{path} cannot be written: {strerror}", path=path, strerror=error.strerror or error)
        ) from None
