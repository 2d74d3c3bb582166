"""What a report is made of, in reading order: sections of tables, figures and paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from civicreach.records.words import Words

from .locale import Locale
from .style import STYLES, Style
from .table import Table

if TYPE_CHECKING:
    from .prose.saying import Prose


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A figure: what it says in words, and how it is drawn in a language.

    Attributes
    ----------
    key : str
        Names its files.
    caption, alt : Words
        Under the figure; and what it shows, for those who do not see it.
    spec : callable
        Gives the Vega-Lite description in a language; called only by a writer that draws.
    number : int
        In the report.
    """

    key: str
    caption: Words
    alt: Words
    spec: Callable[[Locale], dict[str, Any]]
    notes: tuple[Words, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """A figure for which the study does not have what it needs, and what that is."""

    caption: Words
    reason: Words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    words: Words


Part = Table | Figure | Paragraph


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A part of the report under one heading."""

    key: str
    title: Words
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """A whole report, ready for any writer.

    Attributes
    ----------
    name : str
        Of the study folder.
    title, description : Words
        As the study gives them.
    languages : tuple of str
        In which it is to be written.
    synthetic : bool
        Whether the data are synthetic: then every page says so.
    headline : tuple of (words, words)
        The few figures to see first: what, and how much.
    sections : tuple of Section
        In reading order.
    versions : mapping
        Software that made it.
    style : Style
        How numbers and captions are written.
    columns : tuple of str
        What documents show of a model, by machine names; everything, where empty.
    prose : callable or None
        Gives what the tables say in sentences; called only by a writer that sets them.
    """

    name: str
    title: Words
    description: Words
    languages: tuple[str, ...]
    synthetic: bool
    headline: tuple[tuple[Words, Words], ...]
    sections: tuple[Section, ...]
    versions: Mapping[str, str]
    style: Style = STYLES["plain"]
    columns: tuple[str, ...] = ()
    prose: Callable[[], Prose] | None = None

    @property
    def made_with(self) -> str:
        """The software that made it, with its versions."""
        return ", ".join(f"{software} {version}" for software, version in self.versions.items())

    @property
    def tables(self) -> Mapping[str, Table]:
        """All tables by key, in order."""
        return tables_of(self.sections)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """All figures by key, in order."""
        return {part.key: part for part in self._parts() if isinstance(part, Figure)}

    def _parts(self) -> Iterator[Part]:
        for section in self.sections:
            yield from section.parts


def tables_of(sections: Iterable[Section]) -> dict[str, Table]:
    """The tables of some sections by key, in order."""
    return {part.key: part for section in sections for part in section.parts if isinstance(part, Table)}


def numbered(sections: tuple[Section, ...], *, main: Collection[str]) -> tuple[Section, ...]:
    """The sections with their main tables numbered from 1, other tables from A1, and figures from 1."""
    tables = supplements = figures = 0
    done: list[Section] = []
    for section in sections:
        parts: list[Part] = []
        for part in section.parts:
            if isinstance(part, Table) and part.key not in main:
                supplements += 1
                parts.append(replace(part, number=f"A{supplements}"))
            elif isinstance(part, Table):
                tables += 1
                parts.append(replace(part, number=str(tables)))
            elif isinstance(part, Figure):
                figures += 1
                parts.append(replace(part, number=str(figures)))
            else:
                parts.append(part)
        done.append(replace(section, parts=tuple(parts)))
    return tuple(done)
