"""One table in LaTeX: rules by booktabs, notes by threeparttable, over pages by longtable."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from civicreach.records.words import Words, message
from civicreach.report.document import Figure
from civicreach.report.locale import Locale
from civicreach.report.numbers import is_number, legend, shown
from civicreach.report.style import Style
from civicreach.report.table import Cell, Column, Table

from .latex_text import number, tex
from .layout import NOTHING, Tail, families, heading, longest_tail, spanners
from .paper import Lay, Panel, breakable, lay, padding

#: What a document must load for the tables. Columns have a share of the page: L the stub, T words, R numbers.
PREAMBLE = r"""\usepackage{kotex}
\usepackage{array,booktabs,longtable,threeparttable,threeparttablex,pdflscape,caption}
\newcolumntype{L}[2]{>{\raggedright\arraybackslash}#1{\dimexpr#2\linewidth-2\tabcolsep\relax}}
\newcolumntype{T}[2]{>{\raggedright\leftskip=0.6em\arraybackslash}#1{\dimexpr#2\linewidth-2\tabcolsep\relax}}
\newcolumntype{R}[2]{>{\raggedleft\arraybackslash}#1{\dimexpr#2\linewidth-2\tabcolsep\relax}}
"""


def fragment(table: Table, locale: Locale, style: Style, other: Locale | None) -> str:
    """The environment of a table, to stand as `lay` says: upright or in a landscape."""
    lying = lay(table, locale, style)
    heads = list(caption_lines(table, locale, style, other, f"tab:{table.key}"))
    notes = [legend(table, style)] if table.stars else []
    notes = [rf"\item {tex(text)}" for text in (*notes, *map(locale.say, table.notes))]
    drawn = _over_pages if lying.lines > lying.one_page else _on_a_page
    return "\n".join(drawn(table, lying, heads, notes, locale, style))


def caption_lines(
    part: Table | Figure, locale: Locale, style: Style, other: Locale | None, label: str
) -> Iterator[str]:
    """The caption, whose number LaTeX sets, and under it that in the other language."""
    yield rf"\caption{{{tex(locale.say(part.caption))}}}\label{{{label}}}"
    if other:
        yield rf"\caption*{{\normalfont\small {tex(other.say(heading(part, style)))}}}"


def _on_a_page(
    table: Table, lying: Lay, heads: list[str], notes: list[str], locale: Locale, style: Style
) -> Iterator[str]:
    yield r"\begin{table}"
    yield from heads
    yield r"\begin{threeparttable}"
    yield r"\small\setlength{\tabcolsep}{0.4em}"
    for place, panel in enumerate(lying.panels):
        yield r"\par\medskip" if place else ""
        yield rf"\begin{{tabular}}{{{_columns(table, panel)}}}"
        yield from _heading(table, lying, place, locale)
        yield from _rows(table, panel, locale, style)
        yield from _summary(table, lying, place, locale, style)
        yield r"\bottomrule"
        yield r"\end{tabular}"
    if notes:
        yield r"\begin{tablenotes}[flushleft]\footnotesize"
        yield from notes
        yield r"\end{tablenotes}"
    yield r"\end{threeparttable}"
    yield r"\end{table}"


def _over_pages(
    table: Table, lying: Lay, heads: list[str], notes: list[str], locale: Locale, style: Style
) -> Iterator[str]:
    yield r"\begin{ThreePartTable}"
    if notes:
        yield r"\begin{TableNotes}[flushleft]\footnotesize"
        yield from notes
        yield r"\end{TableNotes}"
    yield r"\small\setlength{\tabcolsep}{0.4em}"
    for place, panel in enumerate(lying.panels):
        heading = list(_heading(table, lying, place, locale))
        last = place == len(lying.panels) - 1
        if place:
            # a further panel is the same table
            yield r"\addtocounter{table}{-1}"
        yield rf"\begin{{longtable}}{{{_columns(table, panel)}}}"
        if not place:
            yield from (head + r" \\" for head in heads)
        yield from (*heading, r"\endfirsthead", *heading, r"\endhead", r"\bottomrule", r"\endfoot", r"\bottomrule")
        yield (r"\insertTableNotes " if notes and last else "") + r"\endlastfoot"
        yield from _rows(table, panel, locale, style)
        yield from _summary(table, lying, place, locale, style)
        yield r"\end{longtable}"
    yield r"\end{ThreePartTable}"


def _sides(table: Table, panel: Panel) -> list[str]:
    """Each column's side and share of the page, the stub's first: ``L{%s}{0.250}``."""
    sides = ["L", *("T" if table.columns[i].kind == "text" else "R" for i in panel.columns)]
    # rounded down, for a sum above 1 would be wider than the page
    return [f"{side}{{%s}}{{{int(width * 1000) / 1000:.3f}}}" for side, width in zip(sides, panel.widths, strict=True)]


def _columns(table: Table, panel: Panel) -> str:
    return "".join(side % "p" for side in _sides(table, panel))


def _heading(table: Table, lying: Lay, place: int, locale: Locale) -> Iterator[str]:
    """The heading of a panel between its rules, over it which part of the table it is."""
    panel = lying.panels[place]
    columns = [table.columns[i] for i in panel.columns]
    if len(lying.panels) > 1:
        part = message("Part {part} of {parts}", part=place + 1, parts=len(lying.panels))
        yield rf"\multicolumn{{{len(panel.widths)}}}{{l}}{{{tex(locale.say(part))}}} \\"
    yield r"\toprule"
    if table.spanned:
        spans = spanners(columns, locale)
        ends = list(accumulate((width for _, width in spans), initial=1))
        yield "".join(rf" & \multicolumn{{{width}}}{{c}}{{{tex(text)}}}" for text, width in spans) + r" \\"
        yield "".join(
            rf"\cmidrule(lr){{{start + 1}-{start + width}}}"
            for (text, width), start in zip(spans, ends[:-1], strict=True)
            if text
        )
    words = [table.stub, *(column.label for column in columns)]
    cells = zip(_sides(table, panel), words, strict=True)
    yield (
        " & ".join(rf"\multicolumn{{1}}{{{side % 'b'}}}{{{_flow(locale.say(said))}}}" for side, said in cells) + r" \\"
    )
    yield r"\midrule"


def _rows(table: Table, panel: Panel, locale: Locale, style: Style) -> Iterator[str]:
    columns = [(i, table.columns[i]) for i in panel.columns]
    tails = [longest_tail([(row.cells[i], column) for row in table.rows], locale, style) for i, column in columns]
    if not table.rows:
        yield rf"\multicolumn{{{len(panel.widths)}}}{{L{{p}}{{1}}}}{{{tex(locale.say(NOTHING))}}} \\"
    for place, (group, rows) in enumerate(families(table.rows, locale)):
        if group:
            words = rf"\multicolumn{{{len(panel.widths)}}}{{L{{p}}{{1}}}}{{\textit{{{_flow(group)}}}}}"
            yield (r"\addlinespace " if place else "") + words + r" \\*"
        for row in rows:
            if row.total:
                yield r"\midrule"
            cells = [
                _cell(row.cells[i], column, longest, locale, style)
                for (i, column), longest in zip(columns, tails, strict=True)
            ]
            yield " & ".join([_stub(locale, row.label, indented=bool(group)), *cells]) + r" \\"


def _summary(table: Table, lying: Lay, place: int, locale: Locale, style: Style) -> Iterator[str]:
    """What speaks of the table as a whole, under its last panel."""
    panel = lying.panels[place]
    if not table.summary or place < len(lying.panels) - 1:
        return
    yield r"\midrule"
    span, rest = len(panel.columns), 1 - panel.widths[0]
    for head, cell in table.summary:
        words = _cell(cell, head, None, locale, style)
        value = rf" & \multicolumn{{{span}}}{{L{{p}}{{{rest:.3f}}}}}{{{words}}}" if span else ""
        yield _stub(locale, head.label) + value + r" \\"


def _stub(locale: Locale, words: Words, *, indented: bool = False) -> str:
    text = _flow(locale.say(words))
    # after the end of a row, TeX would take these for its options
    guard = "{}" if text[:1] in ("[", "*") else ""
    return (r"\hspace{0.9em}" if indented else guard) + text


def _cell(cell: Cell, column: Column, longest: Tail | None, locale: Locale, style: Style) -> str:
    text = shown(cell, column, locale, style)
    if is_number(cell):
        return number(text, padding(text, longest) if longest else "")
    return _flow(text)


def _flow(text: str) -> str:
    """A text whose long words may break."""
    parts = breakable(text)
    return " ".join(tex(word) if isinstance(word, str) else r"\allowbreak{}".join(map(tex, word)) for word in parts)
