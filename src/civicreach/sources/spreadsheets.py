"""Cells of one sheet of a workbook, as they are stored; imported only when a workbook is read."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from civicreach.records.errors import InputError
from civicreach.records.words import Message, message

from .encoding import composed
from .files import InputFile
from .layout import Cell
from .sentences import counted, listed, nearest

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet.

    Attributes
    ----------
    name : str
        As the workbook calls it.
    rows : list of list
        All rows from the first of the sheet, all of one length: text, numbers, truth values and dates; an
        empty cell is empty text.
    spread : frozenset of int
        Rows, from 1, with a cell that spans several columns.
    notes : tuple of Message
        Which sheet was taken, and which cells were filled.
    """

    name: str
    rows: list[list[Cell]]
    spread: frozenset[int]
    notes: tuple[Message, ...]


def read_sheet(file: InputFile, sheet: str | None = None) -> Sheet:
    """The cells of a sheet: the one named, else the first visible one that is not empty.

    Text that spans several rows of a column stands in each of them, as a reader of the sheet sees it; a
    number does not, for it would be counted more than once. Errors such as #N/A, which the reader of
    workbooks takes for empty cells, are put back as text where the file is .xlsx.

    Raises
    ------
    InputError
        A workbook with a password, damaged or empty; no such sheet (the others are listed).
    """
    if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0" in file.data:
        raise _locked(file)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.data))
        found, notes = _choose(file, book, sheet)
        rows: list[list[Cell]] = found.to_python(skip_empty_area=False)
        merged = found.merged_cell_ranges or []
    except PasswordError:
        raise _locked(file) from None
    except CalamineError as error:
        raise _damaged(file, error) from None
    except BaseException as error:
        # a workbook that is cut short can make the library panic, which is no ordinary exception
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(file, error) from None
    for row in rows:
        row[:] = [
            composed(cell) if isinstance(cell, str) else float(cell) if type(cell) is int else cell for cell in row
        ]
    if errors := _put_errors_back(file, found.name, rows):
        notes.append(
            message("{cells} with a spreadsheet error such as #N/A, kept as text", cells=counted(errors, "cell"))
        )
    if filled := _fill_down(rows, merged):
        notes.append(message("text of merged cells repeated in {cells} below", cells=counted(filled, "cell")))
    spread = frozenset(first[0] + 1 for first, last in merged if last[1] > first[1])
    return Sheet(found.name, rows, spread, tuple(notes))


def column_letters(place: int) -> str:
    """The letters of a column, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _locked(file: InputFile) -> InputError:
    return file.refusal(message("is protected by a password"), right=message("save a copy without a password"))


def _damaged(file: InputFile, error: BaseException) -> InputError:
    right = message("open it in a spreadsheet program and save it again as .xlsx")
    return file.refusal(message("is a damaged workbook, or none"), found=str(error), right=right)


def _choose(file: InputFile, book: CalamineWorkbook, wanted: str | None) -> tuple[CalamineSheet, list[Message]]:
    tables = [entry for entry in book.sheets_metadata if entry.typ == SheetTypeEnum.WorkSheet]
    names = [entry.name for entry in tables]
    if wanted is not None:
        if wanted in names:
            return book.get_sheet_by_name(wanted), [message("sheet {name}", name=repr(wanted))]
        right = listed(nearest(wanted, names) or names)
        raise file.refusal(
            message("has no such sheet"),
            found=message("sheet = {wanted}", wanted=repr(wanted)),
            right=message("one of {right}{under}", right=right, under=file.under),
        )
    visible = [entry.name for entry in tables if entry.visible == SheetVisibleEnum.Visible]
    for name in visible:
        sheet = book.get_sheet_by_name(name)
        if sheet.end is not None:
            others = [other for other in names if other != name]
            if not others:
                return sheet, [message("sheet {name}", name=repr(name))]
            note = message(
                "sheet {name}, the first of {n}; not read: {others}",
                name=repr(name),
                n=len(names),
                others=listed(others),
            )
            return sheet, [note]
    right = (
        message("declare one of the hidden sheets: {names}", names=listed(names))
        if len(names) > len(visible)
        else message("a sheet with a table")
    )
    raise file.refusal(message("has no visible sheet with anything in it"), right=right)


def _fill_down(rows: list[list[Cell]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> int:
    filled = 0
    for (top, left), (bottom, right) in merged:
        if left != right or top >= len(rows) or left >= len(rows[top]):
            continue
        cell = rows[top][left]
        if isinstance(cell, str) and cell:
            for row in rows[top + 1 : bottom + 1]:
                row[left] = cell
                filled += 1
    return filled


def _put_errors_back(file: InputFile, name: str, rows: list[list[Cell]]) -> int:
    errors = 0
    for reference, text in _error_cells(file.data, name):
        place = re.fullmatch(r"([A-Z]+)([0-9]+)", reference)
        if place is None:
            continue
        row, column = int(place[2]) - 1, 0
        for letter in place[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        if row < len(rows) and column <= len(rows[row]):
            rows[row][column - 1] = text
            errors += 1
    return errors


def _error_cells(data: bytes, name: str) -> list[tuple[str, str]]:
    """Cells of an .xlsx sheet that hold an error, with its name; none for other kinds of workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return []
            sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
            key = next(sheet.get(_RELATION) for sheet in sheets if sheet.get("name") == name)
            relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            target = next(entry.get("Target", "") for entry in relations if entry.get("Id") == key)
            content = archive.read(posixpath.normpath(posixpath.join("/xl", target)).lstrip("/"))
    except (zipfile.BadZipFile, KeyError, StopIteration, ElementTree.ParseError):
        return []
    if b't="e"' not in content:
        return []
    cells = ElementTree.fromstring(content).iter(f"{_MAIN}c")
    return [(cell.get("r", ""), cell.findtext(f"{_MAIN}v", "")) for cell in cells if cell.get("t") == "e"]
