"""A workbook as rows; imported only when an activity source names one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from civicreach.records.study import TableOptions
from civicreach.sources.identifiers import KEPT_DIGITS
from civicreach.sources.layout import Cell
from civicreach.sources.numbers import cell_text
from civicreach.sources.tables import RawTable, read_table

from .delimited import Row
from .files import ActivityFile


class WorkbookRows:
    """The rows of a sheet, each with its row number; dates in ISO form and whole numbers without a point."""

    encoding = ""

    def __init__(self, file: ActivityFile, names: Sequence[str], options: TableOptions, *, section: str = "") -> None:
        # `where` is applied by the engine, which counts what it passes over
        plain = TableOptions(sheet=options.sheet, header=options.header)
        self._table: RawTable = read_table(_folder(file), file.name, plain, section=section)
        self._cells = [self._table.cells(name) for name in names]
        self.notes = self._table.origin.notes

    def __iter__(self) -> Iterator[Row]:
        columns = [[_text(cell) for cell in cells] for cells in self._cells]
        for row, line in enumerate(self._table.lines):
            yield line, "", *(column[row] for column in columns)


def _text(cell: Cell) -> str:
    # a number of more digits than a sheet keeps must not look as if it were whole: it may be an id
    too_long = isinstance(cell, float) and abs(cell) >= 10**KEPT_DIGITS
    return repr(cell) if too_long else cell_text(cell)


def _folder(file: ActivityFile) -> Path:
    """The study folder: what is left of the path without the file's name in it."""
    return file.path.parents[len(Path(file.name).parts) - 1]
