"""A csv file or a sheet as a table of raw cells, each of which knows where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from civicreach.records.column import Column
from civicreach.records.errors import Fault, InputError, Sentence
from civicreach.records.provenance import FileOrigin
from civicreach.records.study import TableOptions
from civicreach.records.words import message

from .columns import check_ids, find_column, read_numbers, read_texts
from .delimited import split_records
from .encoding import decode
from .files import InputFile, read_file
from .layout import Cell, lay_out
from .numbers import cell_text
from .selection import select_rows
from .sentences import under


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """A table as read: text where the file is text, and what the cells of a sheet hold.

    `texts`, `numbers` and `ids` put what is wrong into the list of faults that they are given, and raise it at
    once where they are given none. A column that is not there, or there twice, is such a fault, and reads as blank.

    Attributes
    ----------
    columns : tuple of str
        Names as they stand in the file; empty for a column without one.
    rows : sequence of sequences
        Cells, as many in each row as there are columns.
    lines : sequence of int
        The line of the file, or the row of the sheet, on which each row begins.
    options : TableOptions
        As declared.
    origin : FileOrigin
        The file, and what was passed over.
    sheet : str
        Name of the sheet; empty for a text.
    section : str
        Section of study.toml that names the file, for the sentences of faults.
    """

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    lines: Sequence[int]
    options: TableOptions
    origin: FileOrigin
    sheet: str = ""
    section: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def locate(self, row: int, column: str) -> Sentence:
        """Where a cell stands: ``population.csv line 12, column 'population'`` or ``survey.xlsx Sheet1!C7``."""
        if not self.sheet:
            line = str(self.lines[row])
            return message("{file} line {line}, column {column}", file=self.origin.path, line=line, column=repr(column))
        from .spreadsheets import column_letters

        sheet = self.sheet if self.sheet.replace("_", "a").isalnum() else f"'{self.sheet}'"
        return f"{self.origin.path} {sheet}!{column_letters(self.columns.index(column))}{self.lines[row]}"

    def cells(self, column: str, faults: list[Fault] | None = None) -> list[Cell]:
        """The cells of a column as they stand."""
        place = find_column(self.columns, column, path=self.origin.path, section=self.section)
        if isinstance(place, Fault):
            _hand_over([self._below(column, place)], faults)
            return [""] * len(self.rows)
        return [row[place] for row in self.rows]

    def texts(self, column: str, faults: list[Fault] | None = None) -> list[str]:
        """A column as text without spaces around it; empty where blank or declared blank."""
        return read_texts(self.cells(column, faults), self.options)

    def numbers(self, column: str, faults: list[Fault] | None = None) -> Column:
        """A column as numbers; blank and declared blank are missing, and any other text is a fault."""
        cells = self.cells(column, faults)
        numbers, found = read_numbers(cells, self.options, lambda row: self.locate(row, column), section=self.section)
        _hand_over(found, faults)
        return numbers

    def ids(self, column: str, faults: list[Fault] | None = None) -> list[str]:
        """A column as ids: text with its leading zeros; blank ones and ruined ones are faults."""
        found: list[Fault] = []
        cells = self.cells(column, found)
        ids = read_texts(cells, self.options)
        if not found:
            found = check_ids(cells, ids, lambda row: self.locate(row, column))
        _hand_over(found, faults)
        return ids

    def _below(self, column: str, fault: Fault) -> Fault:
        """The fault of an absent column, with a better mend where its name stands among the first rows."""
        for row, line in zip(self.rows[:5], self.lines, strict=False):
            if any(cell_text(cell) == column for cell in row):
                return replace(fault, right=f"declare header = {line}{under(self.section)}, for the name stands there")
        return fault


def read_table(folder: Path, file: str, options: TableOptions, *, section: str = "") -> RawTable:
    """The table in a csv file or a workbook of the study folder.

    Parameters
    ----------
    folder : Path
        The study folder.
    file : str
        Relative to it: .csv, .tsv, .tab, .txt, .xlsx, .xlsm, .xlsb, .xls or .ods.
    options : TableOptions
        What the study declares; whatever it does not is found, and noted in the origin.
    section : str
        Section of study.toml that names the file, for the sentences of faults.

    Returns
    -------
    RawTable
        Its origin counts the rows of the file, before `where` keeps some of them.

    Raises
    ------
    InputError
        The file, its encoding, its sheet or its rows cannot be read as declared; see `files`, `encoding`,
        `delimited`, `spreadsheets` and `layout`.
    """
    source = read_file(folder, file, section=section)
    if source.kind == "survey":
        raise source.refusal(
            message("is a survey file, and a table is expected"), right=message("a csv file or a workbook")
        )
    table = _from_workbook(source, options) if source.kind == "workbook" else _from_text(source, options)
    return _where(table) if options.where else table


def _from_text(source: InputFile, options: TableOptions) -> RawTable:
    decoded = decode(source, options.encoding)
    records = split_records(source, decoded.text, options.delimiter)
    layout = lay_out(source, records.rows, records.lines, header=options.header)
    guarded = [repr(name) for place, name in enumerate(layout.columns) if records.guarded.get(place)]
    more = [message('the apostrophe or ="" around codes dropped in columns {names}', names=guarded)] if guarded else []
    notes = (*decoded.notes, *records.notes, *layout.notes, *more)
    origin = source.origin(len(layout.rows), encoding=decoded.encoding, notes=notes)
    return RawTable(layout.columns, layout.rows, layout.lines, options, origin, section=source.section)


def _from_workbook(source: InputFile, options: TableOptions) -> RawTable:
    from .spreadsheets import read_sheet

    sheet = read_sheet(source, options.sheet)
    lines = range(1, len(sheet.rows) + 1)
    layout = lay_out(source, sheet.rows, lines, header=options.header, spread=sheet.spread, sheet=sheet.name)
    origin = source.origin(len(layout.rows), notes=(*sheet.notes, *layout.notes))
    return RawTable(layout.columns, layout.rows, layout.lines, options, origin, sheet.name, source.section)


def _where(table: RawTable) -> RawTable:
    where, faults = table.options.where, list[Fault]()
    texts = {column: [cell_text(cell) for cell in table.cells(column, faults)] for column in where}
    _hand_over(faults, None)
    chosen = select_rows(len(table), where, lambda column: [texts[column]], path=table.origin.path)
    if isinstance(chosen, list):
        raise InputError(chosen)
    rows, lines = [table.rows[row] for row in chosen.rows], [table.lines[row] for row in chosen.rows]
    origin = replace(table.origin, notes=(*table.origin.notes, *chosen.notes))
    return replace(table, rows=rows, lines=lines, origin=origin)


def _hand_over(found: Iterable[Fault], faults: list[Fault] | None) -> None:
    found = list(found)
    if faults is not None:
        faults.extend(found)
    elif found:
        raise InputError(found)
