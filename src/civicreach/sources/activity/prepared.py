"""An activity source made ready for the engine, whatever the kind of its files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from civicreach.engine import Engine
from civicreach.engine.clock import Clock
from civicreach.records.errors import Fault, InputError
from civicreach.records.provenance import FileOrigin
from civicreach.records.study import ActivitySource

from .asked import Asked
from .files import ActivityFile, find_files
from .json_lines import line_numbers
from .parquet import file_number_sql, find_columns, parquet_sql, row_counts
from .staging import Staged, check_json_fields, keep_broken, stage_delimited, stage_json_lines, stage_table
from .typed import UTC_CLOCK, clock_of, typed_sql, untyped_sql

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A relation of all rows of a source.

    Attributes
    ----------
    relation : str
        SQL, with the columns file (its place among the files), line, shelf (what the rows of an account have in
        common and may be stored by), account, post, written (the date as text), moment, undated (a `Reason`, or 0),
        amount (the value as text), value, w0, w1, ... (the cells that `where` looks at) and broken (what is wrong
        with the line).
    clock : Clock
        How `moment` is written.
    files : tuple of ActivityFile
        In order.
    origins : tuple of FileOrigin
        Of each file.
    unit : str
        ``line``, or ``row`` where files have no lines.
    lines : callable
        Gives the lines in a file for numbers in the column `line`.
    """

    relation: str
    clock: Clock
    files: tuple[ActivityFile, ...]
    origins: tuple[FileOrigin, ...]
    unit: str
    lines: Callable[[int, Collection[int]], Mapping[int, int]]


def prepare(
    name: str, spec: ActivitySource, *, folder: Path, zone: ZoneInfo, engine: Engine, progress: Progress
) -> Prepared:
    """Read the files of a source, as far as they have to be read before anything can be asked of them.

    Raises
    ------
    InputError
        Files or columns that are not there, files that cannot be read as what they are, files without rows.
    """
    section = f"activity.{name}"
    files = find_files(spec.file, folder, section=section)
    own_zone = ZoneInfo(spec.timezone) if spec.timezone else zone
    notes = [f"times that name no zone are read as {own_zone.key}"] if spec.time else []
    if spec.is_posts and not spec.id:
        notes.append("no id column is named, so that a post harvested twice is counted twice")
    if files[0].kind == "Parquet":
        prepared = _parquet(name, spec, files, own_zone, section, notes, engine)
    else:
        prepared = _staged(name, spec, files, own_zone, section, notes, engine, progress)
    if not any(origin.rows for origin in prepared.origins):
        faults = [Fault(file.name, "has no rows", right="rows below the column names") for file in files]
        raise InputError(faults)
    return prepared


def _parquet(
    name: str,
    spec: ActivitySource,
    files: tuple[ActivityFile, ...],
    zone: ZoneInfo,
    section: str,
    notes: list[str],
    engine: Engine,
) -> Prepared:
    asked = Asked.by(spec)
    columns = find_columns(files, asked.names, engine, section=section)
    counts = row_counts(files, engine)
    origins = tuple(file.origin(rows, notes=notes) for file, rows in zip(files, counts, strict=True))
    time = columns[asked.names.index(asked.time)] if asked.time else None
    clock = clock_of(time, zone) if time else None
    if clock is not None:
        relation = f"(SELECT *, CAST(NULL AS VARCHAR) AS broken FROM {typed_sql(files, columns, spec, engine)})"
        return Prepared(relation, clock, files, origins, "row", _as_they_are)
    if time and time.type != "VARCHAR":
        wrong = f"column {asked.time!r} holds neither times nor text"
        right = "a column of time stamps, dates, text, or seconds since 1970"
        raise InputError([Fault(files[0].name, wrong, found=time.type, right=right)])
    target = engine.scratch / f"{name}.parquet"
    stage_table(untyped_sql(files, columns), target, spec=spec, zone=zone, engine=engine)
    staged = ActivityFile(target.name, target, "Parquet")
    relation = f"(SELECT *, account AS shelf, CAST(NULL AS VARCHAR) AS broken FROM {parquet_sql([staged])})"
    return Prepared(relation, UTC_CLOCK, files, origins, "row", _as_they_are)


def _staged(
    name: str,
    spec: ActivitySource,
    files: tuple[ActivityFile, ...],
    zone: ZoneInfo,
    section: str,
    notes: list[str],
    engine: Engine,
    progress: Progress,
) -> Prepared:
    as_json = files[0].kind == "JSON lines"
    staged: list[Staged] = []
    faults: list[Fault] = []
    for place, file in enumerate(files):
        progress(f"reading {file.name}")
        target = engine.scratch / f"{name}-{place}.parquet"
        try:
            if as_json:
                staged.append(stage_json_lines(file, target, spec=spec, zone=zone, engine=engine))
            else:
                staged.append(stage_delimited(file, target, spec=spec, zone=zone, section=section, engine=engine))
        except InputError as error:
            faults += error.faults
    if as_json:
        faults += check_json_fields(staged, Asked.by(spec), engine)
    if faults:
        raise InputError(faults)
    origins = tuple(
        file.origin(entry.rows, encoding=entry.encoding, notes=(*entry.notes, *notes))
        for file, entry in zip(files, staged, strict=True)
    )
    targets = [ActivityFile(entry.path.name, entry.path, "Parquet") for entry in staged]
    rows = f"SELECT *, {file_number_sql(targets)} AS file, account AS shelf FROM {parquet_sql(targets)}"
    if not as_json:
        unit = "row" if files[0].kind == "a workbook" else "line"
        return Prepared(f"({rows})", UTC_CLOCK, files, origins, unit, _as_they_are)
    rows = f"SELECT *, file_row_number + 1 AS line FROM ({rows})"
    broken = f"broken_{len(name)}_{name}"
    if keep_broken(staged, Asked.by(spec).names, broken, engine):
        on = "rows.file = broken.file AND rows.line = broken.row"
        rows = f"SELECT rows.*, broken.wrong AS broken FROM ({rows}) AS rows LEFT JOIN {broken} AS broken ON {on}"
    else:
        rows = f"SELECT *, CAST(NULL AS VARCHAR) AS broken FROM ({rows})"
    sources = [entry.source for entry in staged]
    return Prepared(
        f"({rows})", UTC_CLOCK, files, origins, "line", lambda file, lines: line_numbers(sources[file], lines)
    )


def _as_they_are(file: int, lines: Collection[int]) -> Mapping[int, int]:
    return {line: line for line in lines}
