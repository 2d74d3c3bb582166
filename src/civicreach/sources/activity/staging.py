"""Text, JSON lines and undated Parquet columns, read once into Parquet files of the engine's own.

Reading text is what costs; whatever is asked of the rows afterwards is asked of these files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicreach.engine import Engine, EngineError, file_sql
from civicreach.records.errors import Fault, InputError
from civicreach.records.words import Message, message

from .asked import Asked
from .cells import amount_sql, text_sql
from .delimited import DelimitedRows
from .files import ActivityFile
from .instants import with_moments
from .json_lines import as_utf8, broken_lines, check_fields, json_lines_sql
from .rows import rows_sql, write_rows

if TYPE_CHECKING:
    from civicreach.records.study import ActivitySource


@dataclass(frozen=True, slots=True)
class Staged:
    """One file of a source, read.

    Attributes
    ----------
    path : Path
        The Parquet file with its rows.
    rows : int
        How many.
    encoding : str
        As declared or found.
    notes : tuple of Message
        What was found or passed over.
    source : ActivityFile
        The file to look up lines in.
    """

    path: Path
    rows: int
    encoding: str
    notes: tuple[Message, ...]
    source: ActivityFile


def stage_rows(
    rows: Iterable[Sequence[str | int]], target: Path, *, spec: ActivitySource, zone: ZoneInfo, engine: Engine
) -> int:
    """Read rows of (line, what is wrong, cells in the order asked for) into a Parquet file; how many there were."""
    asked = Asked.by(spec)
    between = target.with_suffix(".csv")
    write_rows(rows, between)
    raw = rows_sql(between, ["line", "broken", *(asked.cell(name) for name in asked.names)])
    kept = "CAST(line AS BIGINT) AS line, broken"
    count = engine.write_parquet(_staged_sql(raw, kept, spec=spec, zone=zone), target)
    between.unlink()
    return count


def stage_delimited(
    file: ActivityFile, target: Path, *, spec: ActivitySource, zone: ZoneInfo, section: str, engine: Engine
) -> Staged:
    """Read delimited text or a workbook."""
    names = Asked.by(spec).names
    if file.kind == "a workbook":
        from .workbooks import WorkbookRows

        rows: DelimitedRows | WorkbookRows = WorkbookRows(file, names, spec, section=section)
    else:
        rows = DelimitedRows(file, names, spec, section=section)
    count = stage_rows(rows, target, spec=spec, zone=zone, engine=engine)
    return Staged(target, count, rows.encoding, rows.notes, file)


def stage_json_lines(
    file: ActivityFile, target: Path, *, spec: ActivitySource, zone: ZoneInfo, engine: Engine
) -> Staged:
    """Read JSON lines; the row of a line stands at its place in the target."""
    asked = Asked.by(spec)
    source = as_utf8(file, spec.encoding, target.with_suffix(".ndjson"))
    raw = json_lines_sql(source, asked.names)
    nothing = " AND ".join(f"{asked.cell(name)} IS NULL" for name in asked.names)
    try:
        count = engine.write_parquet(_staged_sql(raw, f"{nothing} AS nothing", spec=spec, zone=zone), target)
    except EngineError as error:
        raise InputError([Fault(file.name, message("cannot be read as JSON lines"), found=str(error))]) from None
    return Staged(target, count, "utf-8", (), source)


def stage_table(raw: str, target: Path, *, spec: ActivitySource, zone: ZoneInfo, engine: Engine) -> int:
    """Read a relation with the columns file, line and the cells asked for, as text; how many rows there were."""
    return engine.write_parquet(_staged_sql(raw, "file, line", spec=spec, zone=zone), target)


def keep_broken(staged: Sequence[Staged], names: Sequence[str], table: str, engine: Engine) -> int:
    """Keep which rows of JSON lines are not whole records as a table of file, row and what is wrong; how many."""

    def broken() -> Iterable[tuple[int, int, str]]:
        for place, entry in enumerate(staged):
            sql = f"SELECT file_row_number + 1 FROM read_parquet({file_sql(entry.path)}, file_row_number = true)"
            suspects = [row for (row,) in engine.execute(f"{sql} WHERE nothing ORDER BY 1")]
            for row, wrong in broken_lines(entry.source, suspects, names):
                yield place, row, wrong

    target = engine.scratch / f"{table}.csv"
    count = write_rows(broken(), target)
    cells = "CAST(file AS BIGINT) AS file, CAST(row AS BIGINT) AS row, wrong"
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {cells} FROM {rows_sql(target, ['file', 'row', 'wrong'])}"
    )
    return count


def check_json_fields(staged: Sequence[Staged], asked: Asked, engine: Engine) -> list[Fault]:
    """The faults of fields that a file has nowhere."""
    roles = {asked.account: "account", asked.time: "written", asked.id: "post", asked.value: "amount"}
    roles |= {name: f"w{place}" for place, name in enumerate(asked.where)}
    roles.pop("", None)
    faults = []
    for entry in staged:
        counts = ", ".join(f"count({column})" for column in roles.values())
        sql = f"SELECT {counts} FROM read_parquet({file_sql(entry.path)})"
        held = {name for name, n in zip(roles, engine.execute(sql)[0], strict=True) if n}
        if len(held) < len(roles):
            faults += check_fields(entry.source, asked.names, held)
    return faults


def _staged_sql(raw: str, kept: str, *, spec: ActivitySource, zone: ZoneInfo) -> str:
    """SQL of what is kept of rows: some columns as they stand, and the cells asked for as text, moment and number."""
    asked = Asked.by(spec)
    cells = {
        "account": text_sql(asked.cell(asked.account), spec.blank),
        "post": text_sql(asked.cell(asked.id), spec.blank) if asked.id else asked.cell(""),
        "written": asked.cell(asked.time),
        "amount": text_sql(asked.cell(asked.value), spec.blank) if asked.value else asked.cell(""),
        **{f"w{place}": text_sql(asked.cell(name)) for place, name in enumerate(asked.where)},
    }
    chosen = ", ".join(f"{sql} AS {name}" for name, sql in cells.items())
    texts = f"(SELECT {kept}, {chosen} FROM {raw})"
    value = amount_sql(spec)
    if spec.on is None:
        return f"SELECT *, {value} AS value FROM {with_moments(texts, zone, spec.blank)}"
    day = datetime(spec.on.year, spec.on.month, spec.on.day, tzinfo=zone).astimezone(UTC)
    return f"SELECT *, TIMESTAMP '{day:%Y-%m-%d %H:%M:%S}' AS moment, 0 AS undated, {value} AS value FROM {texts}"
