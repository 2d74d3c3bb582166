"""Rows taken apart in Python, on their way into the engine."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from civicreach.engine import file_sql, quoted


def write_rows(rows: Iterable[Sequence[str | int]], target: Path) -> int:
    """Write rows of as many cells each into a csv that `rows_sql` reads; how many there were."""
    count = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def rows_sql(source: Path, columns: Sequence[str]) -> str:
    """SQL of the rows that `write_rows` wrote, all of them text; empty text is NULL."""
    types = ", ".join(f"{quoted(column)}: 'VARCHAR'" for column in columns)
    # one thread: a cell may hold line breaks; and no cell is as long as a whole file of posts
    return (
        f"read_csv({file_sql(source)}, auto_detect = false, header = false, parallel = false, delim = ',',"
        f" quote = '\"', escape = '\"', nullstr = '', max_line_size = 16777216, columns = {{{types}}})"
    )
