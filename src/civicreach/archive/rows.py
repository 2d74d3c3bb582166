"""Records to rows of a file that DuckDB reads at once, and rows back to records."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from civicreach.engine import file_sql, quoted
from civicreach.records.harvest import Coverage, Observation, Payload, Post, Quarantined

from .tables import BYTES, COVERAGE, MOMENT, Table

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Record = Observation | Post | Coverage | Payload | Quarantined


def write_rows(records: Iterable[Record], target: Path) -> int:
    """Write records as lines of JSON; how many there were."""
    count = 0
    # half a character, which JSON may spell and UTF-8 may not, becomes a question mark
    with target.open("w", encoding="utf-8", errors="replace") as lines:
        for record in records:
            row = {name.name: getattr(record, name.name) for name in fields(record)}
            lines.write(json.dumps(row, default=_written, ensure_ascii=False) + "\n")
            count += 1
    return count


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return dict(value)


def rows_sql(table: Table, source: Path) -> str:
    """SQL that reads such lines with the columns of a table."""
    # base64 keeps the bytes of a payload whole
    kinds = {column: "VARCHAR" if kind == BYTES else kind for column, kind in table.columns.items()}
    columns = ", ".join(f"{column}: {quoted(kind)}" for column, kind in kinds.items())
    chosen = ", ".join(
        f'from_base64("{column}") AS "{column}"' if kind == BYTES else f'"{column}"'
        for column, kind in table.columns.items()
    )
    options = f"format = 'newline_delimited', columns = {{{columns}}}, maximum_object_size = 268435456"
    return f"SELECT {chosen} FROM read_json({file_sql(source)}, {options})"


def coverage_sql() -> str:
    """SQL of the columns that `coverage_of` takes."""
    return ", ".join(
        f"epoch_us({column}) AS {column}" if kind == MOMENT else column for column, kind in COVERAGE.columns.items()
    )


def coverage_of(row: Sequence[Any]) -> Coverage:
    """A record of coverage from a row of `coverage_sql`."""
    held: dict[str, Any] = {
        column: moment(value) if kind == MOMENT else value
        for (column, kind), value in zip(COVERAGE.columns.items(), row, strict=True)
    }
    return Coverage(**held)


def moment(microseconds: int | None) -> datetime | None:
    """A moment from what ``epoch_us`` of DuckDB gives, in UTC.

    >>> moment(1)
    datetime.datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=datetime.timezone.utc)
    """
    return None if microseconds is None else EPOCH + timedelta(microseconds=microseconds)
