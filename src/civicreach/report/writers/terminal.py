"""Tables in a terminal, with the width of Korean letters counted right."""

from __future__ import annotations

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from civicreach.records.words import Words, message
from civicreach.report.locale import Locale
from civicreach.report.numbers import legend, shown
from civicreach.report.style import STYLES, Style
from civicreach.report.table import Table

from .layout import NOTHING, clean


def table_terminal(table: Table, locale: Locale, *, synthetic: bool, style: Style = STYLES["plain"]) -> RenderableType:
    """A table as rich draws it; numbers to the right, groups as lines of their own."""

    def say(words: Words) -> str:
        # a letter of a label is never an order to the terminal
        return clean(locale.say(words))

    kind = message("Table {number}", number=table.number) if table.number else ""
    title = Text(" ".join(filter(None, [say(kind), say(table.caption)])), style="bold")
    drawn = RichTable(box=box.SIMPLE_HEAD, show_footer=False, pad_edge=False)
    drawn.add_column(Text(say(table.stub)), overflow="fold")
    for column in table.columns:
        heading = " ".join(filter(None, [say(column.spanner), say(column.label)]))
        drawn.add_column(Text(heading), justify="left" if column.kind == "text" else "right", overflow="fold")
    # stars hang beside their number, so that the decimal points stay in line
    tails = [max((len(row.cells[j].stars) for row in table.rows), default=0) for j in range(len(table.columns))]
    group = ""
    for row in table.rows:
        if (heading := say(row.group)) != group:
            group = heading
            drawn.add_row(Text(heading, style="italic"))
        cells = (
            Text(clean(shown(cell, column, locale, style)) + " " * (width - len(cell.stars)))
            for cell, column, width in zip(row.cells, table.columns, tails, strict=True)
        )
        drawn.add_row(Text(say(row.label)), *cells, style="bold" if row.total else None)
    if not table.rows:
        drawn.add_row(Text(say(NOTHING)))
    if table.summary:
        drawn.add_section()
    for head, cell in table.summary:
        drawn.add_row(Text(say(head.label)), Text(clean(shown(cell, head, locale, style))))
    notes = [Text(legend(table, style))] if table.stars else []
    notes += [Text(say(note), style="dim") for note in table.notes]
    mark = (
        [
            Text(
                say(message("SYNTHETIC data: nothing but the printed numbers may be concluded from them.")),
                style="bold red",
            )
        ]
        if synthetic
        else []
    )
    return Group(*mark, title, drawn, *notes)


def print_table(table: Table, locale: Locale, *, synthetic: bool, style: Style = STYLES["plain"]) -> None:
    """Print a table on the terminal, as wide as it needs to be when the output is not a terminal."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=160)
    console.print(table_terminal(table, locale, synthetic=synthetic, style=style))
