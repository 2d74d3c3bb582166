"""Parquet files: the columns that are asked for, of any type that can hold them, read where they lie."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from civicreach.engine import Engine, EngineError, RunsSQL, file_sql, named, quoted
from civicreach.records.errors import Fault, InputError
from civicreach.records.refusals import refusal_of
from civicreach.records.words import message
from civicreach.sources.sentences import counted

from .asked import Asked
from .files import ActivityFile, not_parquet

#: From here on, floating-point numbers of so many bits leave whole numbers out.
HELD = {"FLOAT": (32, 2**24), "DOUBLE": (64, 2**53)}

#: Ids from here on are long; that one of them ends in as many zeros by chance has a probability of a millionth.
LONG, ZEROS = 10**11, 10**6

IDS_AS = "ids as text or as whole numbers"


@dataclass(frozen=True, slots=True)
class ParquetColumn:
    """A column, or a field within one: how SQL names it, and its type in DuckDB's words."""

    sql: str
    type: str


def parquet_sql(files: Sequence[ActivityFile]) -> str:
    """SQL of all rows of files of one schema, with `filename` and `file_row_number` (from 0)."""
    paths = ", ".join(file_sql(file.path) for file in files)
    # text that was written without saying that it is text is read as text all the same
    return f"read_parquet([{paths}], filename = true, file_row_number = true, binary_as_string = true)"


def file_number_sql(files: Sequence[ActivityFile]) -> str:
    """SQL of the place of a row's file among the files, from 0."""
    if len(files) == 1:
        return "0"
    return f"list_position([{', '.join(quoted(str(file.path)) for file in files)}], filename) - 1"


def find_columns(
    files: Sequence[ActivityFile], names: Sequence[str], engine: Engine, *, section: str = ""
) -> list[ParquetColumn]:
    """The columns of some names, the same in all files; ``from.id`` is the column of that name, or a field of `from`.

    Raises
    ------
    InputError
        All at once: a file is not Parquet or is damaged, a column is not there, its type differs between files.
    """
    from civicreach.sources.columns import find_column  # brings numpy along

    faults: list[Fault] = []
    found: dict[str, list[ParquetColumn]] = {}
    for file in files:
        try:
            schema = _schema(f"read_parquet({file_sql(file.path)}, binary_as_string = true)", engine)
        except EngineError as error:
            faults.append(refused(file.name, error, [file.path]))
            continue
        places = [find_column(list(schema), name, path=file.name, section=section) for name in names]
        missing = [fault for fault in places if isinstance(fault, Fault)]
        faults += missing
        if not missing:
            found[file.name] = [schema[name] for name in names]
    for place, name in enumerate(names):
        types = {columns[place].type: file for file, columns in found.items()}
        if len(types) > 1:
            shown = ", ".join(f"{type} in {file}" for type, file in types.items())
            right = message("files of one schema, or a source for each")
            faults.append(
                Fault(
                    files[0].name,
                    message("column {name} is of several types", name=repr(name)),
                    found=shown,
                    right=right,
                )
            )
    if faults:
        raise InputError(faults)
    return next(iter(found.values()))


def refused(name: str, error: EngineError, paths: Iterable[Path] = ()) -> Fault:
    """What an engine refused to read, in plain words; with what stands in files of it that are on this machine."""
    refusal = refusal_of(str(error))
    files = (file for path in paths for file in (path.rglob("*.parquet") if path.is_dir() else [path]))
    odd = next((text for text in map(not_parquet, filter(Path.is_file, files)) if text), "")
    # the file of one name is not named twice
    found = "" if str(refusal.found).endswith(name.rpartition("/")[2]) else refusal.found
    return Fault(name, refusal.wrong, odd or found, refusal.right)


def refuse_types(asked: Asked, columns: Mapping[str, ParquetColumn], *, place: str) -> None:
    """Refuse columns that hold what no text or number is made of: lists, fields, and times where ids are expected.

    Raises
    ------
    InputError
        Of all such columns.
    """
    faults = []
    for name, column in columns.items():
        if name == asked.time:
            continue
        nested = re.match(r"(?i)(STRUCT|MAP|ARRAY|LIST|UNION)\b|.*\[\d*\]$", column.type)
        if nested or (name not in asked.where and re.match(r"(?i)DATE|TIME|INTERVAL|BOOLEAN", column.type)):
            wrong, right = (
                message("column {name} cannot be a value", name=repr(name)),
                message("a column of text or whole numbers"),
            )
            if name == asked.value:
                wrong = message("column {name} cannot be a number", name=repr(name))
                right = message("a column of numbers, or of numbers as text")
            elif name in (asked.account, asked.id):
                wrong = message("column {name} cannot be an id", name=repr(name))
            if column.type.upper().startswith("STRUCT"):
                right = message("{column}, or a field of it: '{name}.…'", column=right, name=name)
            faults.append(Fault(place, wrong, found=column.type, right=right))
    if faults:
        raise InputError(faults)


def short_floats(name: str, column: ParquetColumn, source: str, engine: RunsSQL, *, place: str) -> list[Fault]:
    """The fault of a column of ids, in floating-point numbers, that hold some of them rounded."""
    if column.type not in HELD:
        return []
    bits, held = HELD[column.type]
    # engines take what is not a number as larger than any
    rounded = f"{column.sql} >= {held} AND NOT isnan({column.sql}) OR {column.sql} <= -{held}"
    ((n, most),) = engine.execute(f"SELECT count(*), max({column.sql}) FROM {source} WHERE {rounded}")
    if not n:
        return _cut_floats(name, column, source, engine, place=place)
    wrong = message(
        "column {name} holds ids as floating-point numbers of {bits} bits, which are rounded from {held}",
        name=repr(name), bits=bits, held=held,
    )  # fmt: skip
    found = message("{such_rows}, the largest {most}", such_rows=counted(n, "such row"), most=f"{most:.0f}")
    return [Fault(place, wrong, found=found, right=IDS_AS)]


def _cut_floats(name: str, column: ParquetColumn, source: str, engine: RunsSQL, *, place: str) -> list[Fault]:
    """The fault of such a column in which all long ids end in zeros: a program shortened them before."""
    long = f"{column.sql} >= {LONG} AND NOT isnan({column.sql})"
    cut = f"sum(CASE WHEN {column.sql} % {ZEROS} = 0 THEN 1 ELSE 0 END)"
    ((n, n_cut, least),) = engine.execute(f"SELECT count(*), {cut}, min({column.sql}) FROM {source} WHERE {long}")
    if not n or n_cut < n:
        return []
    wrong = message("column {name} holds ids that a program has shortened: all long ones end in zeros", name=repr(name))
    found = message("{such_rows}, the smallest {least}", such_rows=counted(n, "such row"), least=f"{least:.0f}")
    return [Fault(place, wrong, found=found, right=IDS_AS)]


def refuse_short_floats(files: Sequence[ActivityFile], ids: Mapping[str, ParquetColumn], engine: Engine) -> None:
    """Refuse files with such columns of ids.

    Raises
    ------
    InputError
        Of all such columns.
    """
    source, place = parquet_sql(files), files[0].name
    faults = [fault for name, of in ids.items() for fault in short_floats(name, of, source, engine, place=place)]
    if faults:
        raise InputError(faults)


def row_counts(files: Sequence[ActivityFile], engine: Engine) -> list[int]:
    """The rows of each file, as its own footer has them."""
    sql = "SELECT num_rows FROM parquet_file_metadata({})"
    return [engine.execute(sql.format(file_sql(file.path)))[0][0] for file in files]


def _schema(source: str, engine: Engine, within: str = "", above: str = "") -> dict[str, ParquetColumn]:
    """Columns by name, and fields of columns by their path with dots."""
    fields = f"unnest({within})" if within else "*"
    described = engine.execute(f"DESCRIBE SELECT {fields} FROM {source}")
    schema = {
        above + name: ParquetColumn(f"{within and within + '.'}{named(name)}", type) for name, type, *_ in described
    }
    for name, column in list(schema.items()):
        if column.type.startswith("STRUCT(") and not column.type.endswith("]"):
            # a column that is named like the path to a field is the column
            schema |= {path: field for path, field in _schema(source, engine, column.sql, f"{name}.").items()
                       if path not in schema}  # fmt: skip
    return schema
