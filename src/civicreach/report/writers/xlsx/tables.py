"""A table on a sheet of its own: caption, headings that stay in sight, rows, the block of the model, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from rich.cells import cell_len

from civicreach.report.numbers import is_number, legend
from civicreach.report.table import Cell, Column, Row, Table
from civicreach.report.writers.layout import (
    NOTHING,
    Tail,
    clean,
    families,
    heading,
    lacking,
    longest_tail,
    name,
    spanners,
    tail,
)

from .numbers import number_format
from .pen import Pen, lines

#: In digits: the widest column, what lies under a caption or note at least, and what an upright page and one that lies
#: hold in letters that can be read.
WIDEST, NOTE, UPRIGHT, LYING = 46, 70, 105, 240


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands in one cell, or in several that are made one."""

    first: int
    last: int
    content: str | float
    look: Mapping[str, Any]


def draw_table(table: Table, pen: Pen) -> str:
    """A table on a sheet of its own; gives the name of the sheet."""
    sheet = pen.sheet(pen.say(name(table)) if table.number else pen.say(table.caption))
    widths = _widths(table, pen)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    # notes run on over empty columns where the table is narrow
    wide = widths + [9] * max(0, -(-(NOTE - sum(widths)) // 9))
    row = _above(sheet, table, wide, pen)
    head, body = _head(table, pen), [*_body(table, pen), *_summary(table, pen)]
    sheet.freeze_panes(row + len(head), 1)
    sheet.repeat_rows(row, row + len(head) - 1)
    for place, line in enumerate([*head, *body]):
        edge = {}
        if place == 0:
            edge["top"] = 2
        if place == len(head) - 1:
            edge["bottom"] = 1
        if place == len(head) + len(body) - 1:
            edge["bottom"] = 2
        for piece in line:
            pen.write(sheet, row, piece.first, piece.last, piece.content, **{**piece.look, **edge})
        pen.raise_to(sheet, row, max(lines(piece.content, sum(wide[piece.first : piece.last + 1])) for piece in line))
        row += 1
    notes = [legend(table, pen.style)] if table.stars else []
    for note in [*notes, *map(pen.say, table.notes)]:
        row = pen.across(sheet, row, wide, note, font_size=9)
    if sum(wide) > UPRIGHT:
        sheet.set_landscape()
    if sum(wide) > LYING:
        # on several pages side by side, each with the rows' names
        sheet.fit_to_pages(ceil((sum(wide) - wide[0]) / (LYING - wide[0])), 0)
        sheet.repeat_columns(0)
    return str(sheet.name)


def _above(sheet: Any, table: Table, widths: Sequence[int], pen: Pen) -> int:
    """What stands over the table: SYNTHETIC, and the caption; gives the row where the table begins."""
    row = pen.mark(sheet, 0, widths)
    caption = heading(table, pen.style)
    row = pen.across(sheet, row, widths, pen.say(caption), bold=True)
    if pen.other is not None:
        row = pen.across(sheet, row, widths, clean(pen.other.say(caption)))
    return row


def _head(table: Table, pen: Pen) -> list[list[Piece]]:
    """The headings, under a line of spanners where there are any."""
    labels = [Piece(0, 0, pen.say(table.stub), {"text_wrap": True, "valign": "bottom"})]
    for place, column in enumerate(table.columns, 1):
        look = {**_side(column), "valign": "bottom", "text_wrap": True}
        labels.append(Piece(place, place, pen.say(column.label), look))
    if not table.spanned:
        return [labels]
    above, place = [Piece(0, 0, "", {})], 1
    for text, width in spanners(table.columns, pen.locale):
        line = {"align": "center", "bottom": 1} if text else {}
        above.append(Piece(place, place + width - 1, clean(text), line))
        place += width
    return [above, labels]


def _body(table: Table, pen: Pen) -> Iterator[list[Piece]]:
    """The rows, under lines with the names of their groups."""
    columns = len(table.columns)
    tails = _tails(table, pen)
    for group, rows in families(table.rows, pen.locale):
        if group:
            yield [Piece(0, columns, clean(group), {"bold": True})]
        for row in rows:
            yield _line(row, table.columns, tails, pen, indent=bool(group))
    if not table.rows:
        yield [Piece(0, columns, pen.say(NOTHING), {})]


def _line(row: Row, columns: Sequence[Column], tails: Sequence[Tail], pen: Pen, *, indent: bool) -> list[Piece]:
    bold = {"bold": True} if row.total else {}
    pieces = [Piece(0, 0, pen.say(row.label), {"text_wrap": True, "indent": int(indent), **bold})]
    for place, (cell, column, longest) in enumerate(zip(row.cells, columns, tails, strict=True), 1):
        pieces.append(_piece(place, cell, column, longest, pen, **bold))
    return pieces


def _piece(place: int, cell: Cell, column: Column, longest: Tail, pen: Pen, **look: Any) -> Piece:
    text = pen.shown(cell, column)
    if is_number(cell):
        format = number_format(text, cell, column, pen.style, longest)
        if format is not None:
            assert isinstance(cell.value, int | float)
            return Piece(place, place, cell.value, {"num_format": format, "align": "right", **look})
    return Piece(place, place, text, {**_side(column), "text_wrap": True, **look})


def _side(column: Column) -> Mapping[str, Any]:
    """Numbers stand at the right; words at the left, clear of the numbers before them."""
    return {"align": "left", "indent": 1} if column.kind == "text" else {"align": "right"}


def _summary(table: Table, pen: Pen) -> Iterator[list[Piece]]:
    """The block that speaks of the table as a whole, under a thin line."""
    columns = len(table.columns)
    for place, (column, cell) in enumerate(table.summary):
        line = {} if place else {"top": 1}
        made = [Piece(0, 0, pen.say(column.label), {"text_wrap": True, **line})]
        made.append(_piece(1, cell, column, Tail(), pen, **line))
        yield made + [Piece(after, after, "", line) for after in range(2, columns + 1)]


def _widths(table: Table, pen: Pen) -> list[int]:
    """The width of the stub and of every column, in digits; Korean letters count double."""
    labels = [pen.say(table.stub), *(pen.say(row.label) for row in table.rows)]
    labels += [pen.say(column.label) for column, _ in table.summary]
    made = [min(max(map(cell_len, labels)) + 4, WIDEST)]
    for place, (column, longest) in enumerate(zip(table.columns, _tails(table, pen), strict=True)):
        cells = [(row.cells[place], column) for row in table.rows]
        cells += [(cell, head) for head, cell in table.summary if place == 0]
        texts = [(pen.shown(cell, head), is_number(cell)) for cell, head in cells]
        numbers = [len(text) + lacking(tail(text), longest) for text, number in texts if number]
        words = [cell_len(text) for text, number in texts if not number]
        # headings and words may wrap, a number may not
        label = pen.say(column.label)
        heads = [max(map(cell_len, label.split()), default=0), min(cell_len(label), 12)]
        made.append(max([*numbers, min(max([*heads, *words]), WIDEST)]) + (4 if column.kind == "text" else 2))
    return made


def _tails(table: Table, pen: Pen) -> list[Tail]:
    return [
        longest_tail(((row.cells[place], column) for row in table.rows), pen.locale, pen.style)
        for place, column in enumerate(table.columns)
    ]
