"""The rows of a table and the objects of JSON lines, one after the other, each with its line."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from civicreach.records.errors import Fault, InputError
from civicreach.records.study import TableOptions
from civicreach.sources.activity.delimited import DelimitedRows
from civicreach.sources.activity.files import ActivityFile

from .layout import Layout
from .recognise import of_columns, of_object

#: Line, the row by its columns or the object, and what is wrong with it; empty where it is whole.
Row = tuple[int, Mapping[str, Any], str]

_SIGNS = (
    (b"PK\x03\x04", "is a workbook or a zip file", "the csv or JSON lines in it, unpacked, or saved as csv"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook", "the file as the tool wrote it: a spreadsheet program ruins ids"),
    (b"PAR1", "is a Parquet file", "the file as the tool wrote it"),
    (b"SQLite format 3", "is a database, as Facepager keeps it", "an export of it: Export Data in Facepager"),
)
_LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose layout is known.

    Attributes
    ----------
    file : ActivityFile
        Where it lies.
    layout : Layout
        What it is.
    columns : tuple of str
        All of them, without quotes and spaces around.
    encoding : str
        As found.
    notes : tuple of str
        What was found or passed over.
    written : tuple of str
        The columns as they stand.
    unquoted : bool
        Whether a quote is a character like any other.
    """

    file: ActivityFile
    layout: Layout
    columns: tuple[str, ...]
    encoding: str
    notes: tuple[str, ...]
    written: tuple[str, ...]
    unquoted: bool = False

    def rows(self, names: Sequence[str] | None = None) -> Iterator[Row]:
        """Rows, with the columns that the layout reads, or only some of them."""
        names = self.layout.used(self.columns) if names is None else names
        options = TableOptions(encoding=self.encoding)
        escape = "" if self.unquoted else self.layout.escape
        asked = [self.written[self.columns.index(name)] for name in names]
        for line, wrong, *cells in DelimitedRows(self.file, asked, options, escape=escape, unquoted=self.unquoted):
            if self.unquoted:
                cells = [_unquoted(str(cell)) for cell in cells]
            yield int(line), dict(zip(names, cells, strict=True)), str(wrong)

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that are not read."""
        used = set(self.layout.used(self.columns))
        return tuple(name for name in self.columns if name and name not in used)


@dataclass(frozen=True, slots=True)
class Lines:
    """JSON lines whose layout is known; attributes as of `Table`."""

    file: ActivityFile
    layout: Layout
    columns: tuple[str, ...] = ()
    encoding: str = "utf-8"
    notes: tuple[str, ...] = ()

    def rows(self, names: Sequence[str] | None = None) -> Iterator[Row]:
        """Objects, whole ones only without a fault."""
        for line, found in _objects(self.file, self.encoding):
            if isinstance(found, Mapping):
                yield line, found, ""
            else:
                yield line, {}, found

    @property
    def unused(self) -> tuple[str, ...]:
        """Objects have no columns: none."""
        return ()


def open_export(path: Path, *, tool: str | None = None) -> Table | Lines:
    """An export with its layout, found by its columns or fields.

    Raises
    ------
    InputError
        No such file, empty, of another kind, not to be decoded, or of no tool that is known.
    """
    file = ActivityFile(path.name, path, "delimited text")
    if path.is_dir():
        raise InputError([Fault(str(path), "is a folder, not a file", right="the files in it")])
    try:
        with file.open() as data:
            head = data.read(4096)
    except FileNotFoundError:
        raise InputError([Fault(str(path), "there is no such file", right="the path of an export")]) from None
    except (OSError, EOFError) as error:
        raise InputError([Fault(str(path), f"cannot be opened: {error}")]) from None
    for sign, wrong, right in _SIGNS:
        if head.startswith(sign):
            raise InputError([Fault(path.name, wrong, right=right)])
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise InputError([Fault(path.name, "is empty", right="an export with rows")])
    start, encoding = _start(head)
    if start == "[":
        right = "one object a line, as `jq -c '.[]' file.json > file.ndjson` makes it"
        raise InputError([Fault(path.name, "is a list and not one JSON object a line", right=right)])
    if start == "{":
        first = next(
            (found for _, found in islice(_objects(file, encoding), _LOOKED_AT) if isinstance(found, Mapping)), {}
        )
        return Lines(file, of_object(first, file=path.name, tool=tool), encoding=encoding)
    return _table(file, tool)


def _table(file: ActivityFile, tool: str | None) -> Table:
    found, unquoted = _quoted(file)
    columns = tuple(_unquoted(name).strip() for name in found.columns)
    layout = of_columns(columns, file=file.name, tool=tool)
    return Table(file, layout, columns, found.encoding, found.notes, tuple(found.columns), unquoted)


def _quoted(file: ActivityFile) -> tuple[DelimitedRows, bool]:
    """The rows, and whether quotes are characters of texts: so where a tab divides each line into as many cells."""
    try:
        found = DelimitedRows(file, (), TableOptions())
        if found.delimiter != "\t":
            return found, False
    except InputError:
        # a quote that is not closed
        found = None
    try:
        plain = DelimitedRows(file, (), TableOptions(), unquoted=True)
        if plain.delimiter == "\t" and _even(plain):
            return plain, True
    except InputError:
        pass
    return found or DelimitedRows(file, (), TableOptions()), False


def _even(rows: DelimitedRows) -> bool:
    return all(not wrong for _, wrong in islice(rows, 1000))


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _start(head: bytes) -> tuple[str, str]:
    """The first character that is no space, and the encoding of what might be JSON."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return head.decode(encoding, "replace").strip("\ufeff \t\r\n")[:1], encoding
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1").strip()[:1], "utf-8-sig"


def _objects(file: ActivityFile, encoding: str) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
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
