"""What of a batch is new: written once, checked where it lies, and only then compared with what the archive holds.

A batch goes to its file as it comes. The checks read only the key columns of that file; it is written a second time
only where something in it is flawed, stands in it twice, or stands in the archive already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from civicreach.engine import Engine, file_sql, named, quoted
from civicreach.records.errors import ArchiveError
from civicreach.records.harvest import Quarantined
from civicreach.records.words import message

from .rows import moment
from .store import PARTITION, StoredFile
from .tables import COUNTS, NUMBER, TEXT, Table

#: Keys that are compared at a time: 64 bits each, within the memory of the engine.
AT_A_TIME = 4_000_000

FLAWED = message("a record without what every record has").text
DIFFERING = message("another value than the one held of the same moment").text

#: Columns of ids; as numbers they may have been rounded.
IDS = ("account", "post_id")

#: Types of numbers that need not be whole.
FRACTIONAL = ("FLOAT", "DOUBLE", "DECIMAL")

#: What quarantine does not show: the words of people, and bytes.
NOT_SHOWN = ("text", "body")


@dataclass(frozen=True, slots=True)
class Staged:
    """Records of one table, in a file that is no part of the archive yet.

    Attributes
    ----------
    file : StoredFile, optional
        None where nothing is left to write.
    repeated : int
        Records that came and were known already, with all that they tell.
    odd : tuple of Quarantined
        Records that came and were flawed, or differ from what is known: counted, with the first of each account.
    suspect : bool
        Whether something in the file is flawed, or stands in it twice.
    """

    file: StoredFile | None
    repeated: int = 0
    odd: tuple[Quarantined, ...] = ()
    suspect: bool = False


def stage(engine: Engine, table: Table, sql: str, folder: Path) -> Staged:
    """Write the rows of a query to a new file of a table, and look whether each is whole and stands there once.

    Parameters
    ----------
    sql : str
        Its columns bear the names of the table's; those that are not there stay empty.
    folder : Path
        Of the archive.
    """
    file = _written(engine, table, _cast_sql(engine, table, sql), folder)
    if file is None:
        return Staged(None)
    source = _read([file], folder)
    with _gone_unless_done(folder / file.name):
        flawed = engine.execute(f"SELECT count(*) FROM {source} WHERE {table.flawed}")[0][0]
        return Staged(file, suspect=bool(flawed) or not _all_distinct(engine, table, source, file.rows))


def without_known(
    engine: Engine, table: Table, staged: Staged, known: Sequence[StoredFile], folder: Path, *, run: str
) -> Staged:
    """The same with the first record of each key, without those that are flawed or that these files hold.

    Parameters
    ----------
    known : sequence of StoredFile
        Of the archive.
    run : str
        Of what goes to quarantine.
    """
    file = staged.file
    if file is None:
        return staged
    near = [other for other in known if other.table == table.name and other.overlaps(file.first, file.last)]
    if not staged.suspect:
        incoming = f"{_read([file], folder)} AS incoming"
        if (
            not near
            or not engine.execute(
                f"SELECT count(*) FROM {incoming} SEMI JOIN {_read(near, folder)} AS held ON {_agree(table.key)}"
            )[0][0]
        ):
            return staged
    left = _rewritten(engine, table, folder, file, near, run=run)
    return replace(left, repeated=staged.repeated + left.repeated, odd=(*staged.odd, *left.odd))


def _rewritten(
    engine: Engine, table: Table, folder: Path, file: StoredFile, near: Sequence[StoredFile], *, run: str
) -> Staged:
    """A file written again with the first record of each key that is whole and not in other files."""
    keys = ", ".join(f"incoming.{named(column)}" for column in table.key)
    incoming = f"read_parquet({file_sql(folder / file.name)}, file_row_number = true)"
    whole = f"(SELECT * FROM {incoming} WHERE NOT ({table.flawed}))"
    unknown = f"{whole} AS incoming"
    if near:
        unknown += f" ANTI JOIN {_read(near, folder)} AS held ON {_agree(table.key)}"
    # two tables of one connection: only the numbers of rows are held, and what is compared are the few that go
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE first AS SELECT min(file_row_number) AS place FROM {unknown} GROUP BY {keys}"
    )
    columns = ", ".join(named(column) for column in table.columns)
    chosen = "file_row_number IN (SELECT place FROM first)"
    left = _written(engine, table, f"SELECT {columns} FROM {incoming} WHERE {chosen}", folder)
    with _gone_unless_done(folder / left.name) if left else nullcontext():
        odd = _odd(engine, table, f"SELECT * FROM {incoming} WHERE {table.flawed}", FLAWED, file, run)
        standing = [*near, left] if left else [*near]
        if standing:
            engine.execute(f"CREATE OR REPLACE TEMP TABLE later AS SELECT * FROM {whole} WHERE NOT ({chosen})")
            both = f"{_read(standing, folder)} AS held SEMI JOIN later AS incoming ON {_agree(table.key)}"
            held = f"(SELECT held.* FROM {both})"
            differing = f"SELECT * FROM later AS incoming ANTI JOIN {held} AS held ON "
            odd += _odd(engine, table, f"{differing}{_agree(table.key)} AND {_same(table)}", DIFFERING, file, run)
    (folder / file.name).unlink()
    repeated = file.rows - (left.rows if left else 0) - sum(item.count for item in odd)
    return Staged(left, repeated, tuple(odd))


def _odd(engine: Engine, table: Table, sql: str, reason: str, file: StoredFile, run: str) -> list[Quarantined]:
    """The rows of a query counted by account, with the first of them."""
    shown = ", ".join(f"{named(column)} := {named(column)}" for column in table.columns if column not in NOT_SHOWN)
    owner = ", ".join(
        f"coalesce({column}, '') AS {column}" if column in table.columns else f"'' AS {column}"
        for column in ("platform", "account")
    )
    rows = engine.execute(
        f"SELECT platform, account, count(*), epoch_us(min(moment)), arg_min(item, place) FROM (SELECT {owner}, "
        f"{table.when} AS moment, CAST(to_json(struct_pack({shown})) AS VARCHAR) AS item, file_row_number AS place "
        f"FROM ({sql})) GROUP BY platform, account ORDER BY platform, account",
    )
    return [
        Quarantined(
            platform=platform,
            account=account,
            reason=reason,
            observed_at=moment(at) or file.first,
            run=run,
            count=count,
            item=item,
        )
        for platform, account, count, at, item in rows
    ]


def _all_distinct(engine: Engine, table: Table, source: str, rows: int) -> bool:
    """Whether no two rows have one key, by their hashes: a false alarm costs time and nothing else."""
    parts = -(-rows // AT_A_TIME)
    key = f"hash({', '.join(named(column) for column in table.key)})"
    found = 0
    for part in range(parts):
        chosen = f" WHERE {key} % {parts} = {part}" if parts > 1 else ""
        found += engine.execute(f"SELECT count(DISTINCT {key}) FROM {source}{chosen}")[0][0]
    return found == rows


def _cast_sql(engine: Engine, table: Table, sql: str) -> str:
    """The query with the columns of the table and their types."""
    given = {row[0]: str(row[1]) for row in engine.execute(f"DESCRIBE {sql}")}
    if unknown := [name for name in given if name not in table.columns]:
        known = f"columns: {', '.join(table.columns)}"
        raise ArchiveError(f"{table.name} have no column {', '.join(unknown)}", found=f"it in a query; {known}")
    _refuse_rounded(engine, table, sql, given)
    columns = ", ".join(
        f"{_typed(column, kind, given.get(column, 'NULL'))} AS {named(column)}"
        for column, kind in table.columns.items()
    )
    return f"SELECT {columns} FROM ({sql})"


def _typed(column: str, kind: str, given: str) -> str:
    """SQL of a column with its type; what is of a few texts stays so, which files hold as any text, but faster."""
    few = "ENUM(", ")"
    begin, end = {TEXT: few, COUNTS: (f"MAP({few[0]}", f"{few[1]}, {NUMBER})")}.get(kind, ("-", ""))
    if given.startswith(begin) and given.endswith(end):
        return named(column)
    return f"CAST({_exact(column, given)} AS {kind})"


def _exact(column: str, given: str) -> str:
    """SQL of a column as it is given; NULL where it is not, and ids that are numbers without their point."""
    if given == "NULL":
        return given
    return f"CAST({named(column)} AS HUGEINT)" if column in IDS and given.startswith(FRACTIONAL) else named(column)


def _refuse_rounded(engine: Engine, table: Table, sql: str, given: Mapping[str, str]) -> None:
    """Refuse ids and counts that are no whole numbers, or larger than their floating-point numbers can hold."""
    for column, kind in table.columns.items():
        type = given.get(column, "")
        if not type.startswith(FRACTIONAL) or (column not in IDS and kind != NUMBER):
            continue
        held, name = 2**24 if type == "FLOAT" else 2**53, named(column)
        # DECIMAL holds every digit
        beyond = "" if type.startswith("DECIMAL") else f" OR abs({name}) >= {held}"
        n, first = engine.execute(f"SELECT count(*), min({name}) FROM ({sql}) WHERE {name} <> floor({name}){beyond}")[0]
        if n:
            raise ArchiveError(
                f"{table.name} have {n} times in the column {column} what a column of {type} cannot hold exactly",
                found=str(first),
                right="ids as text, counts as whole numbers",
            )


def _written(engine: Engine, table: Table, sql: str, folder: Path) -> StoredFile | None:
    """The rows of a query in a new file; None where there are none."""
    name = f"{PARTITION}={table.name}/{uuid4().hex}.parquet"
    target = folder / name
    target.parent.mkdir(exist_ok=True)
    # level 1 takes half the time of the usual level, for files that are a few percent larger
    options = f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {table.group}"
    with _gone_unless_done(target):
        rows = engine.execute(f"COPY ({sql}) TO {quoted(str(target))} ({options})")[0][0]
        bounds = (
            f"SELECT epoch_us(min({table.when})), epoch_us(max({table.when})) FROM read_parquet({file_sql(target)})"
        )
        first, last = map(moment, engine.execute(bounds)[0])
    if not rows:
        target.unlink()
        return None
    if first is None or last is None:  # every record is flawed
        first = last = datetime.now(UTC)
    return StoredFile(table.name, name, rows, target.stat().st_size, first, last)


@contextmanager
def _gone_unless_done(target: Path) -> Iterator[None]:
    """Delete a file where what is done meanwhile fails or is stopped: nobody else knows of it yet."""
    try:
        yield
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _read(files: Sequence[StoredFile], folder: Path) -> str:
    paths = ", ".join(file_sql(folder / file.name) for file in files)
    return f"read_parquet([{paths}], hive_partitioning = false)"


def _agree(key: Sequence[str]) -> str:
    """SQL that is true for two records of one key."""
    return " AND ".join(f"incoming.{named(column)} = held.{named(column)}" for column in key)


def _same(table: Table) -> str:
    """SQL that is true where the held record tells all that the incoming one tells.

    Nothing and empty text are one: imports have the one where collectors have the other. A count that only the held
    record tells makes no difference; one that only the incoming record tells does, or it would be lost.
    """
    return " AND ".join(
        _counts_sql(named(part))
        if table.columns.get(part) == COUNTS
        else f"{_content_sql(part, 'incoming')} = {_content_sql(part, 'held')}"
        for part in table.content
    )


def _counts_sql(column: str) -> str:
    other = f"told.value IS NOT NULL AND held.{column}[told.key] IS DISTINCT FROM told.value"
    return f"coalesce(len(list_filter(map_entries(incoming.{column}), lambda told: {other})), 0) = 0"


def _content_sql(part: str, record: str) -> str:
    value = part.format(record=record) if "{record}" in part else f"{record}.{named(part)}"
    return f"coalesce(CAST({value} AS VARCHAR), '')"
