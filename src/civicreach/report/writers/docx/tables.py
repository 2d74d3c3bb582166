"""Tables that Word can edit: header rows that repeat, merged spanners, groups, totals, and the block of the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from civicreach.records.words import Words, message
from civicreach.report.numbers import is_number, legend
from civicreach.report.table import Cell, Column, Row, Table
from civicreach.report.writers.layout import NOTHING, Tail, clean, families, lacking, longest_tail, name, spanners, tail
from civicreach.report.writers.paper import Lay

from .fields import Counted, caption
from .pages import EM, Room
from .setting import Setting
from .xml import Element, el

#: In twentieths of a point: a digit of the type of tables, and a line of it with its white.
DIGIT, LINE = EM // 2, 260


def draw_table(item: Counted, lying: Lay, setting: Setting, room: Room) -> Iterator[Element]:
    """A table with its caption and notes; one wider than the page comes in panels that repeat the stub."""
    table = item.part
    assert isinstance(table, Table)
    yield from caption(item, setting, style="Table Caption", keep=True)
    for place, part in enumerate(lying.panels):
        if place:
            words = message("{table} (continued)", table=name(table) if table.number else table.caption)
            yield setting.paragraph("Table Continued", setting.say(words), keep=True)
        last = place == len(lying.panels) - 1
        panel = replace(
            table,
            columns=tuple(table.columns[j] for j in part.columns),
            rows=tuple(replace(row, cells=tuple(row.cells[j] for j in part.columns)) for row in table.rows),
            summary=table.summary if last else (),
        )
        widths = _whole(part.widths, room.width)
        # half a page
        together = (part.lines + len(panel.summary)) * LINE < room.height // 2
        yield _Grid(panel, setting, widths).element(together=together, noted=last and bool(table.stars or table.notes))
    notes = [*([legend(table, setting.style)] if table.stars else []), *map(setting.say, table.notes)]
    for place, note in enumerate(notes, 1):
        yield setting.paragraph("Table Note", note, keep=place < len(notes))


def _whole(shares: Sequence[float], width: int) -> list[int]:
    """Shares of a width in whole numbers whose sum it is."""
    made = [int(share * width) for share in shares]
    made[0] += width - sum(made)
    return made


def room_beside(mine: Tail, longest: Tail) -> int:
    """How far a number with a short tail stands from the right edge, so that the points of its column align."""
    point = longest.decimals > 0 and mine.decimals == 0
    return lacking(mine, longest) * DIGIT - (DIGIT // 2 if point else 0)


class _Grid:
    """One table as Word has it, row by row, with its columns' widths in twentieths of a point."""

    def __init__(self, table: Table, setting: Setting, widths: Sequence[int]) -> None:
        self.table, self.setting, self.widths = table, setting, widths
        self.tails = [
            longest_tail(((row.cells[j], column) for row in table.rows), setting.locale, setting.style)
            for j, column in enumerate(table.columns)
        ]

    def element(self, *, together: bool, noted: bool) -> Element:
        """The whole table, kept on one page where it is to stand `together`; `noted` ties its last row to its notes."""
        rows = [*self.header(), *self.body(), *self.summary()]
        self._keep(rows, together=together, noted=noted)
        look = el(
            "tblPr",
            el("tblStyle", val=self.setting.ids["Journal Table"]),
            el("tblW", w=sum(self.widths), type="dxa"),
            el("tblLayout", type="fixed"),
            el("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
            el("tblCaption", val=clean(self.setting.say(self.table.caption))),
        )
        return el("tbl", look, el("tblGrid", *(el("gridCol", w=width) for width in self.widths)), *rows)

    def header(self) -> Iterator[Element]:
        """One row of headings, under a row of spanners where there are any; both repeat on every page."""
        table = self.table
        heads = [self._head(table.stub, number=False)]
        heads += [self._head(column.label, number=column.kind != "text") for column in table.columns]
        if not table.spanned:
            yield self._row([self._cell(j, head) for j, head in enumerate(heads)], head=True)
            return
        # the style's line under the head comes under the first row only, in some readers under each
        bare, line = {"bottom": 0}, {"bottom": 6}
        above = [self._cell(0, heads[0], merge="restart", lines=bare)]
        under, place = [self._cell(0, merge="continue", lines=line)], 1
        for text, width in spanners(table.columns, self.setting.locale):
            if text:
                spanner = self.setting.paragraph("Table Spanner", text)
                above.append(self._cell(place, spanner, span=width, lines=bare))
                under += [self._cell(j, heads[j], lines=line) for j in range(place, place + width)]
            else:
                above.append(self._cell(place, heads[place], merge="restart", lines=bare))
                under.append(self._cell(place, merge="continue", lines=line))
            place += width
        yield self._row(above, head=True)
        yield self._row(under, head=True)

    def _head(self, label: Words, *, number: bool) -> Element:
        return self.setting.paragraph("Table Head Number" if number else "Table Head", self.setting.say(label))

    def body(self) -> Iterator[Element]:
        """The rows, under lines with the names of their groups."""
        table, setting = self.table, self.setting
        for group, rows in families(table.rows, setting.locale):
            if group:
                yield self._row([self._across(setting.paragraph("Table Group", group))])
            for row in rows:
                yield self._line(row, "Table Member" if group else "Table Text")
        if not table.rows:
            yield self._row([self._across(setting.paragraph("Table Text", setting.say(NOTHING)))])

    def summary(self) -> Iterator[Element]:
        """The block that speaks of the table as a whole, under a thin line."""
        columns = len(self.table.columns)
        for place, (column, cell) in enumerate(self.table.summary):
            lines = {} if place else {"top": 4}
            label = self.setting.paragraph("Table Text", self.setting.say(column.label))
            cells = [self._cell(0, label, lines=lines)]
            text = self.setting.shown(cell, column)
            if is_number(cell) and columns > 1:
                cells.append(self._cell(1, self.setting.paragraph("Table Number", text), lines=lines))
                cells.append(self._cell(2, span=columns - 1, lines=lines))
            else:
                style = "Table Number" if is_number(cell) else "Table Text"
                cells.append(self._cell(1, self.setting.paragraph(style, text), span=columns, lines=lines))
            yield self._row(cells)

    def _line(self, row: Row, style: str) -> Element:
        label = self.setting.paragraph(style, self.setting.say(row.label), strong=row.total)
        cells = [self._cell(0, label)]
        for place, (cell, column) in enumerate(zip(row.cells, self.table.columns, strict=True)):
            cells.append(self._cell(place + 1, self._content(cell, column, place, strong=row.total)))
        return self._row(cells)

    def _content(self, cell: Cell, column: Column, place: int, *, strong: bool) -> Element:
        text = self.setting.shown(cell, column)
        if not is_number(cell):
            style = "Table Text" if column.kind == "text" else "Table Number"
            return self.setting.paragraph(style, text, strong=strong)
        # an indent looks alike in every reader; a decimal tab depends on the reader's own decimal sign
        right = room_beside(tail(text), self.tails[place])
        return self.setting.paragraph("Table Number", text, right=right, strong=strong)

    def _row(self, cells: Sequence[Element], *, head: bool = False) -> Element:
        return el("tr", el("trPr", el("cantSplit"), *([el("tblHeader")] if head else [])), *cells)

    def _across(self, content: Element) -> Element:
        return self._cell(0, content, span=len(self.widths))

    def _cell(
        self,
        place: int,
        content: Element | None = None,
        *,
        span: int = 1,
        merge: str = "",
        lines: Mapping[str, int] = MappingProxyType({}),
    ) -> Element:
        look = [el("tcW", w=sum(self.widths[place : place + span]), type="dxa")]
        if span > 1:
            look.append(el("gridSpan", val=span))
        if merge:
            look.append(el("vMerge", val=merge))
        if lines:
            borders = (
                el(side, val="single", sz=size, space=0, color="auto") if size else el(side, val="nil")
                for side, size in lines.items()
            )
            look += [el("tcBorders", *borders), *([el("vAlign", val="bottom")] if "bottom" in lines else [])]
        if content is None:
            content = self.setting.paragraph("Table Text", "")
        return el("tc", el("tcPr", *look), content)

    def _keep(self, rows: Sequence[Element], *, together: bool, noted: bool) -> None:
        """Hold a whole table together, or of a longer one the beginning, and the end with its notes."""
        for place, row in enumerate(rows):
            edge = place < 3 or place > len(rows) - 4
            if noted if place == len(rows) - 1 else together or edge:
                for look in row.iter("{*}pPr"):
                    look.insert(1, el("keepNext"))
