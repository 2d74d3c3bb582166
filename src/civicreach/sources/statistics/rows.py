"""Rows of named fields, as the Korean portals give them, turned into figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .answer import Answer, Figure, Step, number_or_reason


def figures_of_rows(
    rows: Iterable[Any],
    columns: Mapping[str, str],
    *,
    region: Mapping[str, str],
    period: str,
    further: tuple[Step, ...] = (),
) -> Answer:
    """One figure for each wanted field of each row.

    Parameters
    ----------
    rows : iterable
        Mappings of field to text; anything else is unusable.
    columns : mapping of field to column
        The wanted fields, and what they are called.
    region : mapping of column to field
        What names the region; the first of them has to be there.
    period : str
        The field of the period.
    further : tuple of Step
        Passed on.
    """
    figures, unusable = [], []
    first = next(iter(region.values()))
    for row in rows:
        if not isinstance(row, dict) or row.get(first) in (None, "") or row.get(period) in (None, ""):
            unusable.append(str(row)[:200])
            continue
        place = tuple((column, str(row.get(field, "")).strip()) for column, field in region.items())
        for field, column in columns.items():
            value, reason = number_or_reason(row[field]) if field in row else (None, f"no field {field}")
            figures.append(Figure(place, str(row[period]), column, value, reason))
    return Answer(tuple(figures), further, tuple(unusable))
