"""Parquet and Delta tables that a server reads where they lie, however large they are.

Rows of such a table have no places: files come in no order. Where a row has to be named, the table is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from civicreach.engine import Engine, EngineAbsentError, EngineError, quoted
from civicreach.records.errors import Fault, InputError
from civicreach.records.provenance import FileOrigin
from civicreach.records.words import Message, message
from civicreach.sources.encoding import composed

from .asked import Asked, remarks
from .cells import SPACES, amount_sql, number_sql
from .files import ActivityFile, find_files
from .parquet import ParquetColumn, find_columns, refuse_types, refused, short_floats
from .prepared import Prepared, Reading
from .typed import FLOATS, UTC_CLOCK, absent_sql, cell_text_sql, clock_of, moment_sql, undated_sql

if TYPE_CHECKING:
    from civicreach.engine.spark import Spark
    from civicreach.records.study import ActivitySource

#: The relation of the table itself.
_SOURCE = "source"

#: Texts that mean themselves: ASCII without spaces around it.
_PLAIN = "[!-~]([ -~]*[!-~])?"

#: Texts of one column that may have to be written otherwise before they can be compared.
UNCLEAN = 1000


@dataclass(frozen=True, slots=True)
class Table:
    """A table of an activity source.

    Attributes
    ----------
    name : str
        As the study names it.
    paths : tuple of str
        Where the server finds it.
    format : str
        Which of the two it is.
    size : int, optional
        In bytes; None where only the server sees the files.
    files : tuple of ActivityFile
        Those that are named one by one.
    relation : str
        What the server has them as already, where they were opened before.
    """

    name: str
    paths: tuple[str, ...]
    format: Literal["parquet", "delta"]
    size: int | None
    files: tuple[ActivityFile, ...] = ()
    relation: str = ""


def find_table(spec: ActivitySource, folder: Path, *, section: str = "") -> Table | None:
    """The table that a source names; None where its files have to be read on this machine.

    A name with ``://`` is an address that the server knows: a Delta table, unless it ends in ``.parquet``. Other names
    are paths in the study folder, which the server has to see as well.

    Raises
    ------
    InputError
        Addresses beside paths, several Delta tables, files that are not there.
    """
    name = ", ".join(spec.file)
    where = f"study.toml [{section}] file"
    remote = [place for place in spec.file if "://" in place]
    if remote and len(remote) < len(spec.file):
        raise InputError(
            [Fault(where, message("names addresses beside paths"), name, message("one of them, or a source for each"))]
        )
    folders = [folder / place for place in spec.file if not remote and (folder / place).is_dir()]
    delta = [path for path in folders if (path / "_delta_log").is_dir()]
    if remote:
        parquet = all(place.rstrip("/").endswith((".parquet", ".pq")) for place in remote)
        table = Table(name, spec.file, "parquet" if parquet else "delta", None)
    elif delta:
        table = Table(name, tuple(map(_absolute, folders)), "delta", _size(folders))
    elif folders and all(any(path.rglob("*.parquet")) for path in folders) and len(folders) == len(spec.file):
        table = Table(name, tuple(map(_absolute, folders)), "parquet", _size(folders))
    else:
        files = find_files(spec.file, folder, section=section)
        if not files or files[0].kind != "Parquet":
            return None
        paths = [file.path for file in files]
        table = Table(name, tuple(map(_absolute, paths)), "parquet", _size(paths), files)
    if table.format == "delta" and len(table.paths) > 1:
        raise InputError(
            [Fault(where, message("names several Delta tables"), name, message("one, or a source for each"))]
        )
    return table


def prepare_table(
    name: str, spec: ActivitySource, table: Table, *, zone: ZoneInfo, engine: Engine, server: Spark
) -> Prepared:
    """A table made ready for counting on a server: nothing of it is copied.

    Raises
    ------
    InputError
        A table that the server cannot read, a column that is not there or differs in type between files, moments
        that are text, no rows.
    """
    section = f"activity.{name}"
    if table.files:
        # a server says of such files only that it cannot read them together
        find_columns(table.files, Asked.by(spec).names, engine, section=section)
    own_zone = ZoneInfo(spec.timezone) if spec.timezone else zone
    columns = _find_columns(spec, table, server, section=section)
    asked = Asked.by(spec)
    refuse_types(asked, columns, place=table.name)
    ids = [name for name in (asked.account, asked.id) if name]
    if faults := [
        fault for name in ids for fault in short_floats(name, columns[name], _SOURCE, server, place=table.name)
    ]:
        raise InputError(faults)
    text = {column: _text_sql(found) for column, found in columns.items()}
    clock, moment, written = UTC_CLOCK, "", "CAST(NULL AS VARCHAR)"
    if spec.on is not None:
        day = datetime(spec.on.year, spec.on.month, spec.on.day, tzinfo=zone).astimezone(UTC)
        moment = f"TIMESTAMP '{day:%Y-%m-%d %H:%M:%S}'"
    else:
        time = columns[asked.time]
        found = clock_of(time, own_zone)
        if found is None:
            wrong = message("column {time} holds no moments that a server could compare", time=repr(asked.time))
            right = message("a column of time stamps, dates, or seconds since 1970; DuckDB reads text as well")
            raise InputError([Fault(table.name, wrong, found=time.type, right=right)])
        clock, moment, written = found, moment_sql(time), time.sql
        if clock.zone is None:
            written = f"CAST({time.sql} AS VARCHAR) || '+00'"
    account = _cleaned_sql(asked.account, text, spec, table, server)
    amount = _trimmed_sql(text[asked.value], spec) if asked.value else "CAST(NULL AS VARCHAR)"
    cells = {
        "file": "CAST(0 AS BIGINT)",
        "line": "CAST(0 AS BIGINT)",
        "shelf": account,
        "account": account,
        "post": f"nullif({text[asked.id]}, '')" if asked.id else "CAST(NULL AS VARCHAR)",
        "written": written,
        "moment": moment,
        "amount": amount,
        "broken": "CAST(NULL AS VARCHAR)",
        **{f"w{place}": _cleaned_sql(column, text, spec, table, server) for place, column in enumerate(asked.where)},
    }
    chosen = ", ".join(f"{sql} AS {column}" for column, sql in cells.items())
    value = _value_sql(columns[asked.value], spec) if asked.value else "CAST(NULL AS DOUBLE)"
    undated = undated_sql(absent_sql("written", columns[asked.time])) if asked.time else "0"
    relation = f"(SELECT *, {value} AS value, {undated} AS undated FROM (SELECT {chosen} FROM {_SOURCE}) AS cells)"
    ((rows,),) = server.execute(f"SELECT count(*) FROM {_SOURCE}")
    if not rows:
        raise InputError([Fault(table.name, message("has no rows"), right=message("a table with rows"))])
    place = ActivityFile(table.name, Path(table.paths[0]), "Parquet")
    reading = TableReading(place, rows, "", _notes(spec, own_zone, table), table.size)
    return Prepared(relation, clock, (place,), (reading,), "", _nowhere)


@dataclass(frozen=True, slots=True)
class TableReading(Reading):
    """A table as it was read; to take its fingerprint, all of it would have to come here."""

    size: int | None = None

    def origin(self) -> FileOrigin:
        """The same without a fingerprint."""
        return FileOrigin(self.file.name, "", self.size, self.rows, self.encoding, self.notes)


def open_table(relation: str, table: Table, server: Spark) -> dict[str, tuple[str, str]]:
    """Define a relation of a table where it lies; its columns, as `Spark.open` gives them.

    Raises
    ------
    InputError
        The server cannot read it, or does not see it.
    """
    try:
        return server.open(relation, table.paths, format=table.format)
    except EngineAbsentError:
        raise
    except EngineError as error:
        # a path with :// is an address, and nothing of this machine
        raise InputError([refused(table.name, error, [Path(path) for path in table.paths])]) from None


def _find_columns(spec: ActivitySource, table: Table, server: Spark, *, section: str) -> dict[str, ParquetColumn]:
    """The columns that a source asks for, by their names."""
    from civicreach.sources.columns import find_column  # brings numpy along

    if table.relation:
        server.define(_SOURCE, f"SELECT * FROM {table.relation}")
        schema = server.columns(_SOURCE)
    else:
        schema = open_table(_SOURCE, table, server)
    names = Asked.by(spec).names
    places = [find_column(list(schema), name, path=table.name, section=section) for name in names]
    if faults := [fault for fault in places if isinstance(fault, Fault)]:
        raise InputError(faults)
    return {name: ParquetColumn(*schema[name]) for name in names}


def _text_sql(column: ParquetColumn) -> str:
    """SQL of a column as text, numbers with exponents as DuckDB writes them."""
    text = cell_text_sql(column)
    if column.type not in FLOATS:
        return text
    # 1e20 with Sail, 1.0E20 with Spark: an id is known for shortened by 1e+20
    return f"replace(replace(replace(lower({text}), '.0e', 'e'), 'e', 'e+'), 'e+-', 'e-')"


def _cleaned_sql(column: str, text: Mapping[str, str], spec: ActivitySource, table: Table, server: Spark) -> str:
    """SQL of the texts of a column, composed, without spaces around them, and NULL where empty or declared blank.

    Servers know nothing of how letters are composed. The different texts that are not plain come here, and the few
    that have to be written otherwise are put into the query one by one.
    """
    raw = text[column]
    blank = {composed(entry.strip()) for entry in spec.blank}
    sql = f"SELECT DISTINCT {raw} AS text FROM {_SOURCE} WHERE NOT regexp_full_match({raw}, '{_PLAIN}')"
    found = {value for (value,) in server.execute(sql)} | blank
    meant = {value: composed(value.strip(SPACES)) for value in found}
    changed = {value: clean for value, clean in meant.items() if clean != value or not clean or clean in blank}
    if len(changed) > UNCLEAN:
        wrong = message(
            "column {column} has {n} different texts with spaces around them or composed otherwise",
            column=repr(column),
            n=len(changed),
        )
        right = message("at most {unclean}; write the table with trimmed texts in Unicode NFC", unclean=UNCLEAN)
        raise InputError([Fault(table.name, wrong, found=repr(min(changed)), right=right)])
    if not changed:
        return raw
    cases = " ".join(
        f"WHEN {quoted(value)} THEN {quoted(clean) if clean and clean not in blank else 'NULL'}"
        for value, clean in sorted(changed.items())
    )
    return f"CASE {raw} {cases} ELSE {raw} END"


def _trimmed_sql(text: str, spec: ActivitySource) -> str:
    """SQL of a number as text; digits are composed of nothing."""
    trimmed = f"nullif(trim({text}, {quoted(SPACES)}), '')"
    if not spec.blank:
        return trimmed
    return f"CASE WHEN {trimmed} NOT IN ({', '.join(quoted(entry.strip()) for entry in spec.blank)}) THEN {trimmed} END"


def _value_sql(column: ParquetColumn, spec: ActivitySource) -> str:
    if column.type == "VARCHAR":
        return amount_sql(spec)
    # numbers are numbers here, whatever the study says of how they are written
    return number_sql("amount")


def _notes(spec: ActivitySource, zone: ZoneInfo, table: Table) -> tuple[Message, ...]:
    kind = "Delta table" if table.format == "delta" else "Parquet"
    counted = message("{kind} counted where it lies by a Spark Connect server, without a fingerprint", kind=kind)
    return counted, *remarks(spec, zone)


def _absolute(path: Path) -> str:
    return str(path.resolve())


def _size(paths: Collection[Path]) -> int:
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path])]
    return sum(file.stat().st_size for file in files if file.is_file())


def _nowhere(file: int, rows: Collection[int]) -> Mapping[int, int]:
    return {row: row for row in rows}
