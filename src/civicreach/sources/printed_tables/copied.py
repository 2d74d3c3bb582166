"""Tables as they were copied from a paper: csv, workbook, document or pasted text, turned into printed tables."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from civicreach.records.errors import Fault, InputError
from civicreach.records.printed_number import is_blank, read_pair, read_printed_number
from civicreach.records.printed_study import PrintedStudy, StudyTable
from civicreach.records.words import message
from civicreach.sources.encoding import decode
from civicreach.sources.files import InputFile

from .pasted import split_pasted

Grid = list[list[str]]

_LEGEND = re.compile(r"(?P<mark>[*∗＊†‡+#]+)\s*p?\s*(?P<sign><|≤|=)\s*(?P<limit>0?\.\d+)", re.I)
_N = re.compile(r"\bn\s*=\s*(?P<n>\d[\d,]*)\b", re.I)
_TITLE = re.compile(r"^[<\[(]?\s*(table|tab\.?|표)\s*[\dA-Z]+[.\d]*", re.I)
_NOTE = re.compile(r"^(notes?\b|source\b|주\s*[:)]|자료\s*[:)]|\*|∗|†|n\s*=|standard errors|s\.e\.|robust)", re.I)


def copied_study(name: str, data: bytes, suffix: str) -> PrintedStudy:
    """The tables of a file that holds them as they were copied.

    Parameters
    ----------
    name : str
        Of the file.
    data : bytes
        All of it.
    suffix : str
        Its ending in small letters.

    Notes
    -----
    The first row with a heading over figures names the columns; headings in two rows are joined. A line that begins
    with "Table" is the title of what follows, and lines such as "*p<0.05" or "n = 90" below are its legend and number
    of cases. What was taken for what is noted.

    Raises
    ------
    InputError
        No table in it.
    """
    if suffix == ".docx":
        from .documents import tables_of_document

        grids = tables_of_document(name, data)
    elif suffix in (".xlsx", ".xls", ".ods"):
        from .workbooks import tables_of_workbook

        grids = tables_of_workbook(name, data)
    else:
        file = InputFile(name if suffix != ".md" else f"{name}.txt", data)
        text = decode(file).text
        grids = split_pasted(text) if suffix in (".txt", ".md") else _separated(text, "\t" if suffix == ".tsv" else "")
    tables = [table for number, grid in enumerate(grids, 1) if (table := table_of(grid, number)) is not None]
    if not tables:
        right = message("a row of headings such as B, t, p or mean, sd, n, and rows of numbers below it")
        raise InputError([Fault(name, message("holds no table of printed numbers"), right=right)])
    notes = [f"{table.title}: columns {', '.join(_columns(table))}" for table in tables]
    return PrintedStudy(name, tuple(tables), notes=tuple(notes))


def table_of(grid: Sequence[Sequence[str]], number: int) -> StudyTable | None:
    """The printed table in a grid of cells; None where there are no headings over figures.

    >>> grid = [["Table 4. Likes"], ["", "Beta", "t", "p"], ["age", "0.208", "1.969", "0.053*"], ["*p<0.10"]]
    >>> table = table_of(grid, 1)
    >>> table.title, table.cells["age"]["p"], dict(table.stars)
    ('Table 4. Likes', '0.053*', {'*': 'p<0.10'})
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in grid]
    filled = [sum(not is_blank(cell) for cell in row) for row in rows]
    body = [i for i, row in enumerate(rows) if _figures(row[1:]) > 0 and row and row[0]]
    if not body:
        return None
    first = body[0]
    heads = [i for i in range(first) if filled[i] >= 2 or (filled[i] == 1 and len(rows[i]) > 1 and not rows[i][0])]
    if not heads:
        return None
    above = [row for i, row in enumerate(rows[:first]) if i not in heads]
    titles = [" ".join(filter(None, row)) for row in above if any(row)]
    width = max(len(row) for row in rows)
    columns = _headings([rows[i] for i in heads], width)
    cells: dict[str, dict[str, str]] = {}
    notes: list[str] = []
    group = ""
    for row in rows[first:]:
        text = " ".join(filter(None, row))
        if not text:
            continue
        if _figures(row[1:]) == 0 and (len([cell for cell in row if cell]) == 1 or _NOTE.match(text)):
            if _NOTE.match(text) or _LEGEND.search(text):
                notes.append(text)
            else:
                group = row[0]
            continue
        if not row[0] and cells:
            _beneath(cells, columns, row)
            continue
        name = row[0].rstrip(" =:") or group
        while name in cells:
            name = f"{name} ({group})" if group and f"{name} ({group})" not in cells else f"{name}'"
        cells[name] = {head: cell for head, cell in zip(columns[1:], row[1:], strict=False) if head and cell}
    said = " ".join((*titles, *notes))
    n = _N.search(said)
    return StudyTable(
        key=f"table{number}",
        title=next((title for title in titles if _TITLE.match(title)), titles[-1] if titles else f"Table {number}"),
        cells=cells,
        n=n["n"].replace(",", "") if n else "",
        stars=legend_in(" ".join(notes) or said),
        notes=tuple(notes),
    )


def legend_in(text: str) -> dict[str, str]:
    """The legend of stars in a note.

    >>> legend_in("* p < .05, ** p < .01; ***p<.001")
    {'*': 'p<.05', '**': 'p<.01', '***': 'p<.001'}
    """
    return {match["mark"].replace("∗", "*"): f"p<{match['limit']}" for match in _LEGEND.finditer(text)}


def _figures(cells: Iterable[str]) -> int:
    """How many cells hold a number, or two."""
    return sum(not is_blank(cell) and (read_printed_number(cell) is not None or read_pair(cell) is not None)
               for cell in cells)  # fmt: skip


def _headings(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Headings in several rows joined from above; a heading over several columns stands over each of them."""
    levels = [[*row, *[""] * (width - len(row))] for row in rows]
    for level in levels[:-1]:
        for place in range(2, width):
            if not level[place] and levels[-1][place]:
                level[place] = level[place - 1]
    names = [" ".join(filter(None, dict.fromkeys(level[place] for level in levels))) for place in range(width)]
    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if name and place and names.count(name) > 1:
            names[place] = f"{seen[name]} {name}"
    return names


def _beneath(cells: dict[str, dict[str, str]], columns: Sequence[str], row: Sequence[str]) -> None:
    """A line without a name below a row: standard errors or limits in brackets, which go with the figures above."""
    last = next(reversed(cells.values()))
    for head, cell in zip(columns[1:], row[1:], strict=False):
        if head and cell:
            last[head] = f"{last[head]} {cell}" if head in last and cell[:1] in "([" else last.get(head, cell)


def _columns(table: StudyTable) -> list[str]:
    return list(dict.fromkeys(column for cells in table.cells.values() for column in cells))


def _separated(text: str, delimiter: str) -> list[Grid]:
    """The tables of a csv file, apart by empty lines or titles."""
    if not delimiter:
        from civicreach.sources.delimited import find_delimiter

        delimiter = find_delimiter(text)
    return tables_apart(list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))


def tables_apart(rows: Sequence[Sequence[str]]) -> list[Grid]:
    """Rows cut into tables: at a title, and at an empty row behind which new headings stand."""
    grids: list[Grid] = [[]]
    gap = False
    for row in rows:
        cells = [str(cell).strip() for cell in row]
        if not any(cells):
            gap = True
            continue
        title = bool(_TITLE.match(cells[0])) and _figures(cells[1:]) == 0
        headings = gap and _figures(cells) == 0 and sum(map(bool, cells)) >= 2
        if (title or headings) and any(_figures(held[1:]) for held in grids[-1]):
            grids.append([])
        grids[-1].append(cells)
        gap = False
    return [grid for grid in grids if grid]
