"""What the template of the PDF sets: the report in one language, every word and number as text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from civicreach.records.words import Words, message
from civicreach.report.document import Figure, Paragraph, Part, Report
from civicreach.report.locale import Locale
from civicreach.report.numbers import is_number, legend, shown
from civicreach.report.style import Style
from civicreach.report.table import Cell, Column, Table

from .charts import chart_svg
from .layout import (
    NOTHING,
    SYNTHETIC,
    SYNTHETIC_SENTENCE,
    Tail,
    families,
    heading,
    longest_tail,
    other_locale,
    spanners,
    told,
)
from .paper import Lay, Panel, breakable, lay, padding

#: A run of upright tables with fewer lines lies as the pages around it do.
_MOST = 16

_WORDS = {"contents": message("Contents"), "tables": message("Tables"), "figures": message("Figures")}

# control characters, halves of pairs, private and unassigned letters; and those that turn the direction of all that
# follows
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def document(report: Report, locale: Locale, style: Style) -> dict[str, Any]:
    """The data of `templates/report.typ`, made of dicts, lists, text and numbers only."""
    title = _text(locale, report.title)
    return {
        "language": locale.language,
        "mark": SYNTHETIC if report.synthetic else "",
        "title": title,
        "description": _text(locale, report.description),
        "synthetic": _text(locale, SYNTHETIC_SENTENCE),
        "headline": [[_text(locale, what), _text(locale, much)] for what, much in report.headline],
        "words": {name: _text(locale, words) for name, words in _WORDS.items()},
        "tables": bool(report.tables),
        "figures": bool(report.figures),
        "sheets": list(_sheets(report, locale, style)),
        "made": f"{_text(locale, message('Made with'))} {clean(report.made_with)}.",
    }


def clean(text: str) -> str:
    """A text on one line; what cannot be seen in it, or changes how the rest is seen, as its code point.

    >>> clean("two" + chr(10) + "lines" + chr(0))
    'two lines[U+0000]'
    """
    line = " ".join(text.split())
    return "".join(
        f"[U+{ord(letter):04X}]" if letter in _TURNING or unicodedata.category(letter) in _UNSEEN else letter
        for letter in line
    )


def _sheets(report: Report, locale: Locale, style: Style) -> Iterator[dict[str, Any]]:
    """The parts in order, in runs that lie upright or across; a section's title, and a lead, lie as what follows."""
    parts: list[dict[str, Any]] = []
    for section in report.sections:
        drawn = _led([piece for part in section.parts for piece in _drawn(part, report, locale, style)])
        across = bool(drawn) and drawn[0]["across"]
        parts += [{"kind": "heading", "words": _text(locale, section.title), "across": across}, *drawn]
    runs = [(across, list(run)) for across, run in groupby(parts, key=lambda part: part["across"])]
    for (before, _), (_, run), (after, _) in zip(runs, runs[1:], runs[2:], strict=False):
        if before and after and sum(part.get("lines", _MOST) for part in run) < _MOST:
            # it would stand alone on a page between two that lie across
            for part in run:
                part["across"] = True
    for across, sheet in groupby(parts, key=lambda part: part["across"]):
        yield {"across": across, "parts": list(sheet)}


def _led(drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts of a section; a paragraph right before a table or a figure leads to it, and lies as that does."""
    return [
        {**piece, "kind": "lead", "across": after["across"]}
        if piece["kind"] == "paragraph" and not piece["told"] and after["kind"] in ("table", "figure")
        else piece
        for piece, after in zip(drawn, [*drawn[1:], {"kind": ""}], strict=True)
    ]


def _drawn(part: Part, report: Report, locale: Locale, style: Style) -> Iterator[dict[str, Any]]:
    """A part, and what is said of it in running text, which lies as its table does."""
    drawn = _part(part, report, locale, style)
    yield drawn
    for words in told(report, part, locale, style) if isinstance(part, Table) else []:
        yield {"kind": "paragraph", "across": drawn["across"], "told": True, "words": clean(words)}


def _part(part: Part, report: Report, locale: Locale, style: Style) -> dict[str, Any]:
    if isinstance(part, Paragraph):
        return {"kind": "paragraph", "across": False, "told": False, "words": _text(locale, part.words)}
    other = other_locale(report, locale, style)
    common: dict[str, Any] = {
        "caption": _text(locale, heading(part, style)),
        "second": [other.language, _text(other, heading(part, style))] if other else [],
        "notes": [_text(locale, note) for note in part.notes],
    }
    if isinstance(part, Figure):
        drawn = {"alt": _text(locale, part.alt), "svg": chart_svg(part, locale)}
        return {"kind": "figure", "across": False, **common, **drawn}
    lying = lay(part, locale, style)
    return {
        "kind": "table",
        "across": lying.across,
        **common,
        "legend": [legend(part, style)] if part.stars else [],
        "long": lying.lines > lying.one_page,
        "lines": lying.lines,
        "panels": [_panel(part, lying, place, locale, style) for place in range(len(lying.panels))],
    }


def _panel(table: Table, lying: Lay, place: int, locale: Locale, style: Style) -> dict[str, Any]:
    """One panel of a table; the summary block stands under the last."""
    panel, last = lying.panels[place], place == len(lying.panels) - 1
    columns = [table.columns[i] for i in panel.columns]
    part = message("Part {part} of {parts}", part=place + 1, parts=len(lying.panels))
    summary = table.summary if last else ()
    return {
        "label": _text(locale, part) if len(lying.panels) > 1 else "",
        "long": panel.lines > lying.one_page,
        "widths": list(panel.widths),
        "spanners": [[clean(text), width] for text, width in spanners(columns, locale)] if table.spanned else [],
        "heads": [
            {"text": _flow(locale.say(table.stub)), "words": True},
            *({"text": _flow(locale.say(column.label)), "words": column.kind == "text"} for column in columns),
        ],
        "rows": list(_rows(table, panel, locale, style)),
        "summary": [
            {"label": _flow(locale.say(head.label)), "cell": _cell(cell, head, None, locale, style)}
            for head, cell in summary
        ],
    }


def _rows(table: Table, panel: Panel, locale: Locale, style: Style) -> Iterator[dict[str, Any]]:
    """The rows of a panel, each group under its heading."""
    columns = [(i, table.columns[i]) for i in panel.columns]
    tails = [longest_tail([(row.cells[i], column) for row in table.rows], locale, style) for i, column in columns]
    if not table.rows:
        yield {"kind": "nothing", "label": _flow(locale.say(NOTHING))}
    for group, rows in families(table.rows, locale):
        if group:
            yield {"kind": "group", "label": _flow(group)}
        for row in rows:
            yield {
                "kind": "total" if row.total else "row",
                "label": _flow(locale.say(row.label)),
                "indented": bool(group),
                "cells": [
                    _cell(row.cells[i], column, longest, locale, style)
                    for (i, column), longest in zip(columns, tails, strict=True)
                ],
            }


def _cell(cell: Cell, column: Column, longest: Tail | None, locale: Locale, style: Style) -> dict[str, Any]:
    """A cell as it is shown, and the white after it that brings the points of its column in line."""
    text = shown(cell, column, locale, style)
    white = padding(text, longest) if longest and is_number(cell) else ""
    return {"text": _flow(text), "white": white, "absent": bool(cell.absent)}


def _text(locale: Locale, words: Words) -> str:
    return clean(locale.say(words))


def _flow(text: str) -> list[str | list[str]]:
    return breakable(clean(text))
