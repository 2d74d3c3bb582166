"""Tables as json: everything a table says, with values, texts and words in each language."""

from __future__ import annotations

import json
from typing import Any

from ...records.words import Words
from ..locale import Locale
from ..numbers import is_number, shown
from ..table import Table


def table_json(table: Table, languages: tuple[str, ...], *, synthetic: bool) -> str:
    """A table as json text, the same for the same table."""
    locales = [Locale(language) for language in languages]

    def words(value: Words) -> dict[str, str]:
        return {locale.language: locale.say(value) for locale in locales}

    def cell(row: int, column: int) -> dict[str, Any]:
        it = table.rows[row].cells[column]
        entry: dict[str, Any] = {"value": it.value if is_number(it) else None}
        if it.value is not None and not it.absent:
            entry["text"] = shown(it, table.columns[column], locales[0])
        if it.absent:
            entry["absent"] = words(it.absent)
        return entry

    data = {
        "table": table.key,
        "number": table.number,
        "data": "SYNTHETIC" if synthetic else "as collected",
        "caption": words(table.caption),
        "columns": [{"key": c.key, "label": words(c.label), "kind": c.kind} for c in table.columns],
        "rows": [
            {
                "key": row.key,
                "label": words(row.label),
                "cells": {column.key: cell(i, j) for j, column in enumerate(table.columns)},
            }
            for i, row in enumerate(table.rows)
        ],
        "stars": dict(table.stars),
        "notes": [words(note) for note in table.notes],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
