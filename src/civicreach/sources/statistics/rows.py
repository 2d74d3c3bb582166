"""Rows of named fields, as the Korean portals give them, turned into figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .answer import Answer, Figure, Step, number_or_reason


def figures_of_rows(
    rows: Sequence[Any],
    columns: Mapping[str, str],
    *,
    region: Mapping[str, str],
    period: str,
    further: tuple[Step, ...] = (),
    n_left: int | None = None,
) -> Answer:
    """One figure for each wanted field of each row.

    Parameters
    ----------
    rows : sequence
        Mappings of field to text; anything else is unusable.
    columns : mapping of field to column
        The wanted fields, and what they are called.
    region : mapping of column to field
        What names the region; the first of them has to be there.
    period : str
        The field of the period.
    further, n_left
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
    return Answer(tuple(figures), further, tuple(unusable), len(rows), n_left)


def next_page(step: Step, page: str, size: str, *, rows: int, total: int | None) -> tuple[Step, ...]:
    """The page after this one, where there are more rows.

    An office may give fewer rows on a page than were asked for: then as many are asked for from there on. Where it
    does not say how many there are, it is asked until a page is not full.

    Parameters
    ----------
    page, size : str
        The parameters of the number and the length of a page.
    rows : int
        On this page.
    total : int or None
        Of all pages, as the office says.

    Examples
    --------
    >>> first = Step("s", (("pageNo", "1"), ("numOfRows", "1000")))
    >>> [str(step) for step in next_page(first, "pageNo", "numOfRows", rows=100, total=243)]
    ['s?pageNo=2&numOfRows=100']
    >>> next_page(first, "pageNo", "numOfRows", rows=243, total=243)
    ()
    """
    asked = dict(step.params)
    number, length = int(asked[page]), int(asked[size])
    if number == 1 and total is not None and rows < min(length, total):
        length = rows
    more = rows == length if total is None else number * length < total
    return (step.with_params(**{page: number + 1, size: length}),) if rows and more else ()


def rows_left(step: Step, page: str, size: str, *, total: int | None) -> int | None:
    """Rows from a page to the last, where an office says how many there are in all.

    >>> rows_left(Step("s", (("pageNo", "3"), ("numOfRows", "100"))), "pageNo", "numOfRows", total=243)
    43
    """
    asked = dict(step.params)
    return None if total is None else max(0, total - (int(asked[page]) - 1) * int(asked[size]))


def count_of(told: Any) -> int | None:
    """How many rows there are, as an office says; None where it says nothing that is a number.

    >>> count_of("1,234"), count_of(""), count_of(None), count_of(0)
    (1234, None, None, 0)
    """
    value, _ = number_or_reason(told)
    return None if value is None else int(value)
