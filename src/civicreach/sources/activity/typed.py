"""Parquet with a column of time stamps, dates or numbers of seconds: read where it lies, without a copy.

The column of moments is compared as it stands, so that DuckDB passes over those parts of a file that cannot hold any
of the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicreach.engine import Engine
from civicreach.engine.clock import Clock

from .asked import Asked
from .cells import amount_sql, number_as_text_sql, text_sql
from .files import ActivityFile
from .instants import EARLIEST, LATEST
from .parquet import ParquetColumn, file_number_sql, parquet_sql
from .reasons import Reason

if TYPE_CHECKING:
    from civicreach.records.study import ActivitySource

UTC_CLOCK = Clock(ZoneInfo("UTC"))

_WALL_CLOCKS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATE")
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
#: Types of columns that write large numbers with exponents.
FLOATS = ("FLOAT", "DOUBLE")


def clock_of(column: ParquetColumn, zone: ZoneInfo) -> Clock | None:
    """How a column of moments is written; None for text, which has to be read, and for what is no time at all."""
    if column.type == "TIMESTAMP WITH TIME ZONE":
        return Clock()
    if column.type in _WALL_CLOCKS:
        return Clock(zone)
    return UTC_CLOCK if column.type in (*_WHOLE, *FLOATS) else None


def cell_text_sql(column: ParquetColumn) -> str:
    """SQL of a column of any type as text."""
    if column.type == "VARCHAR":
        return column.sql
    return number_as_text_sql(column.sql) if column.type in FLOATS else f"CAST({column.sql} AS VARCHAR)"


def untyped_sql(files: Sequence[ActivityFile], columns: Sequence[ParquetColumn]) -> str:
    """SQL of the rows of Parquet files as text: file, line and c0, c1, ..."""
    cells = ", ".join(f"{cell_text_sql(column)} AS c{place}" for place, column in enumerate(columns))
    place = file_number_sql(files)
    return f"(SELECT {place} AS file, file_row_number + 1 AS line, {cells} FROM {parquet_sql(files)})"


def typed_sql(
    files: Sequence[ActivityFile], columns: Sequence[ParquetColumn], spec: ActivitySource, engine: Engine
) -> str:
    """SQL of the rows of Parquet files whose moments are such: the relation that `Prepared` describes."""
    asked = Asked.by(spec)
    of = dict(zip(asked.names, columns, strict=True))
    account, time = of[asked.account], of[asked.time]
    amount = cell_text_sql(of[asked.value]) if asked.value else "CAST(NULL AS VARCHAR)"
    shelf, named = _account_sql(files, account, spec, engine)
    cells = {
        "file": file_number_sql(files),
        "line": "file_row_number + 1",
        "shelf": shelf,
        "account": named,
        # ids are compared as they stand: to trim fifty million of them takes longer than all the rest
        "post": f"nullif({cell_text_sql(of[asked.id])}, '')" if asked.id else "CAST(NULL AS VARCHAR)",
        "written": time.sql,
        "moment": moment_sql(time),
        "amount": text_sql(amount, spec.blank) if asked.value else amount,
        **{f"w{place}": text_sql(cell_text_sql(of[name])) for place, name in enumerate(asked.where)},
    }
    chosen = ", ".join(f"{sql} AS {name}" for name, sql in cells.items())
    value, undated = amount_sql(spec), undated_sql(absent_sql("written", time))
    return f"(SELECT *, {value} AS value, {undated} AS undated FROM (SELECT {chosen} FROM {parquet_sql(files)}))"


def undated_sql(absent: str) -> str:
    """SQL of why `moment` is none (a `Reason`, or 0), given the SQL of whether there is nothing that could be read."""
    return (
        f"CASE WHEN moment >= TIMESTAMP '{EARLIEST}' AND moment < TIMESTAMP '{LATEST}' THEN 0"
        f" WHEN moment < TIMESTAMP '{EARLIEST}' THEN {Reason.TOO_EARLY:d}"
        f" WHEN {absent} THEN {Reason.NO_DATE:d} ELSE {Reason.UNREADABLE_DATE:d} END"
    )


def _account_sql(
    files: Sequence[ActivityFile], column: ParquetColumn, spec: ActivitySource, engine: Engine
) -> tuple[str, str]:
    """SQL of the account as it stands and as it is meant; the same where no account needs to be cleaned.

    A function of nothing but the column is worked out once for each different account of a piece of the file, and
    not once for each post. What cleans accounts is more than that, so whether there is anything to clean is asked
    first, of the different accounts.
    """
    raw = cell_text_sql(column)
    clean = text_sql("account", spec.blank)
    distinct = f"SELECT {raw} AS account FROM {parquet_sql(files)} GROUP BY {raw}"
    ((unclean,),) = engine.execute(f"SELECT count(*) FROM ({distinct}) WHERE account IS DISTINCT FROM {clean}")
    if unclean:
        return text_sql(raw, spec.blank), text_sql(raw, spec.blank)
    return raw, f"nfc_normalize({raw})"


def moment_sql(column: ParquetColumn) -> str:
    """SQL of a column of moments as `clock_of` says it is written."""
    if column.type in ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE"):
        return column.sql
    if column.type in _WALL_CLOCKS:
        return f"CAST({column.sql} AS TIMESTAMP)"
    number = f"floor({column.sql})" if column.type in FLOATS else column.sql
    # what Spark makes of it carries a zone, if it is not cast
    seconds, milliseconds = (
        f"CAST(make_timestamp(CAST({number} AS BIGINT) * {unit}) AS TIMESTAMP)" for unit in (1_000_000, 1_000)
    )
    return (
        f"CASE WHEN {column.sql} >= {10**9} AND {column.sql} < {10**10} THEN {seconds}"
        f" WHEN {column.sql} >= {10**12} AND {column.sql} < {10**13} THEN {milliseconds} END"
    )


def absent_sql(name: str, column: ParquetColumn) -> str:
    """SQL of whether a cell of a column of moments is empty."""
    return f"{name} IS NULL OR isnan({name})" if column.type in FLOATS else f"{name} IS NULL"
