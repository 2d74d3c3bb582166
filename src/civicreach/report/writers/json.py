"""Tables as json: everything a table says, with values, texts and words in each language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from civicreach.records.words import Words
from civicreach.report.locale import Locale
from civicreach.report.numbers import is_number, shown
from civicreach.report.style import STYLES, Style
from civicreach.report.table import Cell, Column, Table

if TYPE_CHECKING:
    from civicreach.report.prose.saying import Prose


def table_json(
    table: Table,
    languages: tuple[str, ...],
    *,
    synthetic: bool,
    style: Style = STYLES["plain"],
    prose: Prose | None = None,
) -> str:
    """A table as json text, the same for the same table; numbers in the manner of a style, `prose` of its report."""
    locales = [Locale(language) for language in languages]

    def words(value: Words) -> dict[str, str]:
        return {locale.language: locale.say(value) for locale in locales}

    def entry(cell: Cell, column: Column) -> dict[str, Any]:
        made: dict[str, Any] = {"value": cell.value if is_number(cell) else None}
        if cell.value is not None and not cell.absent:
            texts = {locale.language: shown(cell, column, locale, style) for locale in locales}
            # a number reads the same in every language
            made["text"] = texts[locales[0].language] if is_number(cell) else texts
        if cell.absent:
            made["absent"] = words(cell.absent)
        return made

    data: dict[str, Any] = {
        "table": table.key,
        "number": table.number,
        "data": "SYNTHETIC" if synthetic else "as collected",
        "caption": words(table.caption),
        "columns": [{"key": c.key, "label": words(c.label), "kind": c.kind} for c in table.columns],
        "rows": [
            {
                "key": row.key,
                "label": words(row.label),
                "cells": {c.key: entry(cell, c) for c, cell in zip(table.columns, row.cells, strict=True)},
            }
            for row in table.rows
        ],
        "summary": {
            column.key: {"label": words(column.label), **entry(cell, column)} for column, cell in table.summary
        },
        "stars": dict(table.stars),
        "notes": [words(note) for note in table.notes],
    }
    if prose is not None:
        data["claims"] = [
            {
                "text": {locale.language: prose.sentence(claim, locale, style) for locale in locales},
                "cells": [{"table": at.table, "row": at.row, "column": at.column} for at in claim.cells],
            }
            for claim in prose.claims.get(table.key, ())
        ]
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
