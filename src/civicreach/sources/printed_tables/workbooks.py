"""Tables of a workbook, every sheet, with numbers as text; imported only when a workbook is read."""

from __future__ import annotations

import io

from python_calamine import CalamineError, CalamineWorkbook

from civicreach.records.errors import Fault, InputError
from civicreach.records.words import message
from civicreach.sources.numbers import cell_text

from .copied import tables_apart

Grid = list[list[str]]


def tables_of_workbook(name: str, data: bytes) -> list[Grid]:
    """The tables of all sheets as grids of text.

    A workbook keeps numbers without their trailing zeros: 0.10 comes back as 0.1, with a wider rounding interval.
    Cells formatted as text keep what was typed.

    Raises
    ------
    InputError
        A damaged workbook, or one with a password.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in book.sheet_names]
    except CalamineError as error:
        right = message("open it in a spreadsheet program and save it again as .xlsx, without a password")
        raise InputError([Fault(name, message("is a damaged workbook, or none"), str(error), right)]) from None
    return [grid for rows in sheets for grid in tables_apart([[cell_text(cell) for cell in row] for row in rows])]
