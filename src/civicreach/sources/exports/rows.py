"""The rows of a table and the objects of JSON lines, one after the other, each with its line."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from civicreach.records.study import TableOptions
from civicreach.records.words import Message
from civicreach.sources.activity.delimited import DelimitedRows
from civicreach.sources.activity.files import ActivityFile
from civicreach.sources.identifiers import KEPT_DIGITS
from civicreach.sources.layout import Cell
from civicreach.sources.numbers import cell_text

from .layout import Layout

#: Line, the row by its columns or the object, and what is wrong with it; empty where it is whole.
Row = tuple[int, Mapping[str, Any], str]


@dataclass(frozen=True, slots=True)
class Table:
    """A delimited table whose layout is known.

    Attributes
    ----------
    file : ActivityFile
        Where it lies.
    layout : Layout
        What it is.
    columns : tuple of str
        All of them, without quotes and spaces around.
    places : mapping of str to int
        Where those stand that are read, by the names of the layout.
    encoding : str
        As found.
    notes : tuple of str
        What was found or passed over.
    unquoted : bool
        Whether a quote is a character like any other.
    """

    file: ActivityFile
    layout: Layout
    columns: tuple[str, ...]
    places: Mapping[str, int]
    encoding: str
    notes: tuple[Message, ...]
    unquoted: bool = False

    def rows(self, names: Sequence[str] | None = None) -> Iterator[Row]:
        """Rows, with the columns that the layout reads, or only some of them."""
        names = tuple(self.places) if names is None else names
        escape = "" if self.unquoted else self.layout.escape
        options = TableOptions(encoding=self.encoding)
        found = DelimitedRows(self.file, (), options, escape=escape, unquoted=self.unquoted)
        # by their places: a tool that writes behind a table of others may have a name twice
        found.places = tuple(self.places[name] for name in names)
        told = self.layout.told(self.columns) if self.layout.told else {}
        for line, wrong, *cells in found:
            if self.unquoted:
                cells = [without_quotes(str(cell)) for cell in cells]
            yield int(line), dict(zip(names, cells, strict=True), **told), str(wrong)

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that are not read."""
        return _unused(self.columns, self.places)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook whose layout is known; attributes as of `Table`, and its cells with their rows."""

    file: ActivityFile
    layout: Layout
    columns: tuple[str, ...]
    places: Mapping[str, int]
    notes: tuple[Message, ...]
    cells: Sequence[Sequence[Cell]]
    lines: Sequence[int]
    encoding: str = ""

    def rows(self, names: Sequence[str] | None = None) -> Iterator[Row]:
        """Rows, with the columns that the layout reads, or only some of them."""
        names = tuple(self.places) if names is None else names
        told = self.layout.told(self.columns) if self.layout.told else {}
        for line, row in zip(self.lines, self.cells, strict=True):
            yield line, {**{name: _written(row[self.places[name]]) for name in names}, **told}, ""

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that are not read."""
        return _unused(self.columns, self.places)


@dataclass(frozen=True, slots=True)
class Lines:
    """JSON lines, or one list of objects, whose layout is known; attributes as of `Table`."""

    file: ActivityFile
    layout: Layout
    columns: tuple[str, ...] = ()
    encoding: str = "utf-8"
    notes: tuple[Message, ...] = ()
    listed: bool = False

    def rows(self, names: Sequence[str] | None = None) -> Iterator[Row]:
        """Objects, whole ones only without a fault."""
        for line, found in (items if self.listed else objects)(self.file, self.encoding):
            if isinstance(found, Mapping):
                yield line, found, ""
            else:
                yield line, {}, found

    @property
    def places(self) -> Mapping[str, int]:
        """Objects have no columns: none."""
        return {}

    @property
    def unused(self) -> tuple[str, ...]:
        """Objects have no columns: none."""
        return ()


def without_quotes(cell: str) -> str:
    """A cell that was read with its quotes, without them."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def objects(file: ActivityFile, encoding: str) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Each line that is not empty: its object, or what is wrong with it."""
    with file.open() as data, io.TextIOWrapper(data, encoding=encoding, errors="replace", newline="\n") as lines:
        for number, text in enumerate(lines, start=1):
            if not text.strip():
                continue
            try:
                found = json.loads(text)
            except (ValueError, RecursionError) as error:
                yield number, f"{error} in {text[:200].strip()}"
                continue
            yield number, found if isinstance(found, dict) else "not an object"


def items(file: ActivityFile, encoding: str) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Each item of one list, numbered from 1: the object, or what is wrong with it.

    Raises
    ------
    ValueError, RecursionError
        The text is no list in JSON.
    """
    now = file.path.stat()
    for number, found in enumerate(_parsed(file, encoding, now.st_mtime_ns, now.st_size), start=1):
        yield number, found if isinstance(found, dict) else "not an object"


# a list is gone through several times; of several files only the one at hand is held
@lru_cache(maxsize=1)
def _parsed(file: ActivityFile, encoding: str, changed: int, size: int) -> Any:
    with file.open() as data:
        return json.loads(data.read().decode(encoding, "replace"))


def _written(cell: Cell) -> str:
    """A cell of a sheet as a csv of it would have it: long ids that were taken for numbers have lost digits."""
    if isinstance(cell, float) and abs(cell) >= 10**KEPT_DIGITS:
        return f"{cell:.5E}"
    return cell_text(cell)


def _unused(columns: Sequence[str], places: Mapping[str, int]) -> tuple[str, ...]:
    used = set(places.values())
    return tuple(name for place, name in enumerate(columns) if name and place not in used)
