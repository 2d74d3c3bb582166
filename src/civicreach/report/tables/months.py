"""Posts by month, in and out of the window: whether the harvest has holes."""

from __future__ import annotations

from collections.abc import Mapping

from civicreach.records.words import Words, message
from civicreach.report.table import Cell, Column, Row, Table

#: Months of a source that the page shows; the first and the last years of a long harvest say enough.
SHOWN = 36


def months_table(by_month: Mapping[str, tuple[tuple[str, int], ...]], labels: Mapping[str, Words]) -> Table:
    """One row a month of each source of posts; posts left out for a reason other than the window are not in it."""
    rows = []
    notes: list[Words] = []
    for name, months in by_month.items():
        half = SHOWN // 2
        shown = months if len(months) <= SHOWN else (*months[:half], *months[-half:])
        rows += [Row(f"{name}.{month}", month, (Cell(count),), group=labels.get(name, name)) for month, count in shown]
        if len(shown) < len(months):
            hidden = len(months) - len(shown)
            notes.append(
                message("{measure}: {n} months in between are not shown.", measure=labels.get(name, name), n=hidden)
            )
    columns = (Column("n", message("Posts"), "count"),)
    return Table("posts-by-month", message("Posts by month"), message("Month"), columns, tuple(rows), tuple(notes))
