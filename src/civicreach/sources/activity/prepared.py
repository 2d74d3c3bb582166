"""An activity source made ready for the engine, whatever the kind of its files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicreach.engine import Engine
from civicreach.engine.clock import Clock
from civicreach.records.errors import Fault, InputError
from civicreach.records.provenance import FileOrigin
from civicreach.records.words import Message, message

from .asked import Asked, remarks
from .files import ActivityFile, find_files
from .json_lines import line_numbers
from .parquet import file_number_sql, find_columns, parquet_sql, refuse_short_floats, refuse_types, row_counts
from .staging import Staged, check_json_fields, keep_broken, stage_delimited, stage_json_lines, stage_table
from .typed import UTC_CLOCK, clock_of, typed_sql, untyped_sql

if TYPE_CHECKING:
    from civicreach.records.study import ActivitySource

Progress = Callable[[str], None]

_WHOLE = "CAST(NULL AS VARCHAR) AS broken"


#: The columns of `Prepared.relation`, apart from w0, w1, ...
COLUMNS = (
    "file", "line", "shelf", "account", "post", "written", "moment", "undated", "amount", "value", "broken",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as it was read; `notes` say what a reader should know of it."""

    file: ActivityFile
    rows: int
    encoding: str
    notes: tuple[Message, ...]

    def origin(self) -> FileOrigin:
        """The same with the file's fingerprint, for which all of it is read once more."""
        return self.file.origin(self.rows, encoding=self.encoding, notes=self.notes)


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
    readings : tuple of Reading
        Of each file.
    unit : str
        ``line``, ``row`` where files have no lines, or empty where rows have no places.
    lines : callable
        Gives the lines in a file for numbers in the column `line`.
    """

    relation: str
    clock: Clock
    files: tuple[ActivityFile, ...]
    readings: tuple[Reading, ...]
    unit: str
    lines: Callable[[int, Collection[int]], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class _Task:
    """What the kinds of files have in common while they are read."""

    spec: ActivitySource
    files: tuple[ActivityFile, ...]
    zone: ZoneInfo
    section: str
    notes: tuple[Message, ...]
    scratch: Path
    engine: Engine
    progress: Progress

    def stage(self, stage: Callable[[ActivityFile, Path], Staged]) -> list[Staged]:
        """Every file read, or all their faults."""
        staged, faults = list[Staged](), list[Fault]()
        for place, file in enumerate(self.files):
            self.progress(f"reading {file.name}")
            try:
                staged.append(stage(file, self.scratch / f"{place}.parquet"))
            except InputError as error:
                faults += error.faults
        if faults:
            raise InputError(faults)
        return staged

    def readings(self, staged: Sequence[Staged]) -> tuple[Reading, ...]:
        """What is said of the files."""
        pairs = zip(self.files, staged, strict=True)
        return tuple(Reading(file, entry.rows, entry.encoding, (*entry.notes, *self.notes)) for file, entry in pairs)


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
    scratch = Path(mkdtemp(dir=engine.scratch))
    task = _Task(spec, files, own_zone, section, remarks(spec, own_zone), scratch, engine, progress)
    prepared = {"Parquet": _parquet, "JSON lines": _json_lines}.get(files[0].kind, _delimited)(task)
    if not any(reading.rows for reading in prepared.readings):
        raise InputError(
            [Fault(file.name, message("has no rows"), right=message("rows below the column names")) for file in files]
        )
    return prepared


def _delimited(task: _Task) -> Prepared:
    def stage(file: ActivityFile, target: Path) -> Staged:
        return stage_delimited(file, target, spec=task.spec, zone=task.zone, section=task.section, engine=task.engine)

    staged = task.stage(stage)
    unit = "row" if task.files[0].kind == "a workbook" else "line"
    return Prepared(f"({_rows_sql(staged)})", UTC_CLOCK, task.files, task.readings(staged), unit, _as_they_are)


def _json_lines(task: _Task) -> Prepared:
    def stage(file: ActivityFile, target: Path) -> Staged:
        return stage_json_lines(file, target, spec=task.spec, zone=task.zone, engine=task.engine)

    asked = Asked.by(task.spec)
    staged = task.stage(stage)
    if faults := check_json_fields(staged, asked, task.engine):
        raise InputError(faults)
    rows = f"SELECT *, file_row_number + 1 AS line FROM ({_rows_sql(staged)})"
    if keep_broken(staged, asked.names, "broken_lines", task.engine):
        on = "rows.file = broken_lines.file AND rows.line = broken_lines.row"
        rows = f"SELECT rows.*, wrong AS broken FROM ({rows}) AS rows LEFT JOIN broken_lines ON {on}"
    else:
        rows = f"SELECT *, {_WHOLE} FROM ({rows})"

    def lines(file: int, rows: Collection[int]) -> Mapping[int, int]:
        return line_numbers(staged[file].source, rows)

    return Prepared(f"({rows})", UTC_CLOCK, task.files, task.readings(staged), "line", lines)


def _parquet(task: _Task) -> Prepared:
    spec, files, engine = task.spec, task.files, task.engine
    asked = Asked.by(spec)
    columns = find_columns(files, asked.names, engine, section=task.section)
    refuse_types(asked, dict(zip(asked.names, columns, strict=True)), place=files[0].name)
    ids = {name: column for name, column in zip(asked.names, columns, strict=True) if name in (asked.account, asked.id)}
    refuse_short_floats(files, ids, engine)
    if asked.value and columns[asked.names.index(asked.value)].type != "VARCHAR":
        # numbers are numbers here, whatever the study says of how they are written
        spec = spec.model_copy(update={"decimal": ".", "thousands": ""})
    counts = row_counts(files, engine)
    readings = tuple(Reading(file, rows, "", task.notes) for file, rows in zip(files, counts, strict=True))
    time = columns[asked.names.index(asked.time)] if asked.time else None
    if time and (clock := clock_of(time, task.zone)):
        relation = f"(SELECT *, {_WHOLE} FROM {typed_sql(files, columns, spec, engine)})"
        return Prepared(relation, clock, files, readings, "row", _as_they_are)
    if time and time.type != "VARCHAR":
        wrong = message("column {time} holds neither times nor text", time=repr(asked.time))
        right = message("a column of time stamps, dates, text, or seconds since 1970")
        raise InputError([Fault(files[0].name, wrong, found=time.type, right=right)])
    target = task.scratch / "all.parquet"
    stage_table(untyped_sql(files, columns), target, spec=spec, zone=task.zone, engine=engine)
    rows = parquet_sql([ActivityFile(target.name, target, "Parquet")])
    relation = f"(SELECT *, account AS shelf, {_WHOLE} FROM {rows})"
    return Prepared(relation, UTC_CLOCK, files, readings, "row", _as_they_are)


def _rows_sql(staged: Sequence[Staged]) -> str:
    """SQL of the rows of staged files, with the place of each file."""
    files = [ActivityFile(entry.path.name, entry.path, "Parquet") for entry in staged]
    return f"SELECT *, {file_number_sql(files)} AS file, account AS shelf FROM {parquet_sql(files)}"


def _as_they_are(file: int, rows: Collection[int]) -> Mapping[int, int]:
    return {row: row for row in rows}
