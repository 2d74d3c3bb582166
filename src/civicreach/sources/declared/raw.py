"""The rows of a file of any kind as text: line, what is wrong with it, and c0, c1, ... of the fields asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicreach.engine import Engine
from civicreach.records.errors import InputError
from civicreach.records.words import Message
from civicreach.sources.activity.files import ActivityFile
from civicreach.sources.activity.json_lines import as_utf8, check_fields, json_lines_sql, line_numbers
from civicreach.sources.activity.parquet import find_columns, refuse_short_floats
from civicreach.sources.activity.rows import rows_sql, write_rows
from civicreach.sources.activity.typed import untyped_sql
from civicreach.sources.encoding import decode
from civicreach.sources.files import InputFile

if TYPE_CHECKING:
    from civicreach.sources.activity.delimited import DelimitedRows
    from civicreach.sources.activity.workbooks import WorkbookRows

#: Bytes by which the encoding of JSON lines is told.
_LOOKED_AT = 1 << 16


@dataclass(frozen=True, slots=True)
class RawRows:
    """The rows of a file.

    Attributes
    ----------
    sql : str
        A relation with the columns c0, c1, ... in the order asked for, and `line` and `broken` where `numbered`.
    file : ActivityFile
        What is read.
    encoding : str
        As found; empty for binary formats.
    notes : tuple of Message
        What was found or passed over.
    numbered : bool
        Whether rows come with their line; else they are numbered as they come, empty lines left out.
    """

    sql: str
    file: ActivityFile
    encoding: str = ""
    notes: tuple[Message, ...] = ()
    numbered: bool = True

    def lines(self, rows: Collection[int]) -> Mapping[int, int]:
        """The line of each of some rows."""
        return {row: row for row in rows} if self.numbered else line_numbers(self.file, rows)


def raw_rows(file: ActivityFile, names: Sequence[str], engine: Engine, *, ids: Collection[str] = ()) -> RawRows:
    """The rows of a file, with these fields, of which some are ids.

    Raises
    ------
    InputError
        The file cannot be read, has no such fields, or ids in floating-point numbers that may have rounded them.
    """
    if file.kind == "JSON lines":
        encoding, notes = _encoding(file)
        utf8 = as_utf8(file, encoding, engine.scratch / "declared.ndjson")
        if check_fields(utf8, names, ()) and (faults := check_fields(utf8, names, _held(utf8, names, engine))):
            raise InputError(faults)
        return RawRows(json_lines_sql(utf8, names), utf8, encoding, notes, numbered=False)
    if file.kind == "Parquet":
        columns = find_columns([file], names, engine)
        refuse_short_floats(
            [file], {name: column for name, column in zip(names, columns, strict=True) if name in ids}, engine
        )
        return RawRows(f"(SELECT *, NULL AS broken FROM {untyped_sql([file], columns)})", file)
    rows = _taken_apart(file, names)
    between = engine.scratch / "declared.csv"
    write_rows(rows, between)
    cells = [f"c{place}" for place in range(len(names))]
    return RawRows(rows_sql(between, ["line", "broken", *cells]), file, rows.encoding, tuple(rows.notes))


def _encoding(file: ActivityFile) -> tuple[str, tuple[Message, ...]]:
    """The encoding of JSON lines by the first of them, and a note where it was found; UTF-8 where none is certain."""
    with file.open() as data:
        head = data.read(_LOOKED_AT)
    # a character of UTF-16 has two bytes, and any other text is cut at the end of a line
    head = head[: len(head) // 2 * 2] if b"\0" in head else head[: head.rfind(b"\n") + 1] or head
    with suppress(InputError):
        found = decode(InputFile(file.name, head))
        if found.encoding in ("utf-16", "utf-16-le", "utf-16-be", "cp949"):
            return found.encoding, found.notes
    return "utf-8", ()


def _taken_apart(file: ActivityFile, names: Sequence[str]) -> DelimitedRows | WorkbookRows:
    from civicreach.records.study import TableOptions  # brings pydantic along
    from civicreach.sources.activity.delimited import DelimitedRows
    from civicreach.sources.activity.workbooks import WorkbookRows

    kind = WorkbookRows if file.kind == "a workbook" else DelimitedRows
    return kind(file, names, TableOptions())


def _held(file: ActivityFile, names: Sequence[str], engine: Engine) -> set[str]:
    """Which fields hold anything in any line."""
    counts = ", ".join(f"count(c{place})" for place in range(len(names)))
    (row,) = engine.execute(f"SELECT {counts} FROM {json_lines_sql(file, names)}")
    return {name for name, count in zip(names, row, strict=True) if count}
