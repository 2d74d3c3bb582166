"""DuckDB in the process: one connection, bounded in memory and threads, with a folder of its own for what spills."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import duckdb

from .failures import EngineError
from .queries import queries
from .scratch import remove_abandoned, scratch_prefix

if TYPE_CHECKING:
    from .arrow import Floats

Rows = list[tuple[Any, ...]]

#: What the queries may hold; the process with its libraries stays below 600 MiB.
MEMORY = "480MiB"

#: Every thread that reads a file holds a piece of it: more threads would not fit into `MEMORY`.
THREADS = 4

#: Where that does not suffice.
MEMORY_AT_NEED = "2GiB"


#: Posts whose copies are looked for at a time; they have to fit into the memory.
AT_A_TIME = 2_000_000


class Engine:
    """Runs named queries over relations that were defined before.

    Results do not depend on the number of threads; rows come in no particular order unless the query orders them.
    Time stamps are in UTC, whatever the zone of the machine.

    Parameters
    ----------
    memory : str
        Bound of what the queries hold at a time, such as ``"2GiB"``; more spills to disk.
    threads : int, optional
        Where not given, as many as there are processors, up to `THREADS`.

    Examples
    --------
    >>> with Engine() as engine:
    ...     engine.define("posts", "SELECT 'seoul' AS account, TIMESTAMP '2015-06-01' AS moment")
    ...     engine.run("posts_in_window", opens="2015-06-01", closes="2015-09-01")
    [('seoul', 1)]
    """

    def __init__(self, *, memory: str = MEMORY, threads: int | None = None) -> None:
        self.at_a_time: int | None = AT_A_TIME
        remove_abandoned()
        self._folder = TemporaryDirectory(prefix=scratch_prefix())
        self._connection = duckdb.connect()
        self._defined: dict[str, str] = {}
        self._memory, self._threads = memory, threads or min(os.cpu_count() or 1, THREADS)
        self._set(
            memory_limit=memory,
            threads=self._threads,
            temp_directory=str(self.scratch / "spilled"),
            preserve_insertion_order=False,
            TimeZone="UTC",
            autoinstall_known_extensions=False,
            enable_progress_bar=False,
        )

    @property
    def scratch(self) -> Path:
        """A folder for files that live no longer than the engine."""
        return Path(self._folder.name)

    def run(self, name: str, **parameters: Any) -> Rows:
        """The rows of a named query.

        Raises
        ------
        EngineError
            DuckDB refuses: a file is gone, a column is of another type, there is no such relation.
        """
        return self.execute(queries()[name].sql, parameters)

    def keep(self, table: str, name: str, **parameters: Any) -> int:
        """Keep the rows of a named query as a table for later queries; how many there are."""
        self.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {queries()[name].sql}", parameters)
        count: int = self.execute(f"SELECT count(*) FROM {table}")[0][0]
        return count

    def write_parquet(
        self, sql: str, target: Path, *, compression: Literal["snappy", "zstd"] = "snappy", group: int = 100_000
    ) -> int:
        """Write the rows of any SQL to a Parquet file, in their order and in groups; how many there were."""
        self._set(preserve_insertion_order=True)
        try:
            # small groups: each thread holds one until it is full
            # a long list after IN becomes a join, which the setting alone does not hold to the order of rows
            options = f"FORMAT parquet, COMPRESSION {compression}, ROW_GROUP_SIZE {group}, PRESERVE_ORDER true"
            count: int = self.execute(f"COPY ({sql}) TO {quoted(str(target))} ({options})")[0][0]
        finally:
            self._set(preserve_insertion_order=False)
        return count

    def interrupt(self) -> None:
        """Stop what is computed, from another thread."""
        self._connection.interrupt()

    def define(self, relation: str, sql: str, *, kept: bool = False) -> None:
        """Define a relation that named queries read: computed for each of them, or once where it is kept."""
        before = self._defined.pop(relation, "")
        if before:
            self.execute(f"DROP {before} {relation}")
        kind = "TABLE" if kept else "VIEW"
        self.execute(f"CREATE TEMP {kind} {relation} AS {sql}")
        # not before: of a file that cannot be read there is nothing to drop
        self._defined[relation] = kind

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """The rows of any SQL.

        Where the memory does not suffice, the query is run once more with one thread and without a bound that is set
        for comfort: slow and large is better than nothing.
        """
        try:
            try:
                return self._fetch(sql, parameters)
            except duckdb.OutOfMemoryException:
                self._set(threads=1, memory_limit=MEMORY_AT_NEED)
                try:
                    return self._fetch(sql, parameters)
                finally:
                    self._set(threads=self._threads, memory_limit=self._memory)
        except RuntimeError as error:
            # so DuckDB says that somebody pressed Ctrl-C
            if "interrupted" in str(error):
                raise KeyboardInterrupt from None
            raise
        except duckdb.Error as error:
            raise EngineError(str(error).splitlines()[0]) from error

    def columns(self, relation: str) -> dict[str, tuple[str, str]]:
        """The columns of a relation by name: SQL and type.

        >>> with Engine() as engine:
        ...     engine.columns("(SELECT 1 AS likes)")
        {'likes': ('"likes"', 'INTEGER')}
        """
        return {name: (named(name), type) for name, type, *_ in self.execute(f"DESCRIBE SELECT * FROM {relation}")}

    def pieces(self, relation: str, columns: Sequence[str]) -> Iterator[Sequence[Floats]]:
        """Columns of a relation in pieces: see `ReadsPieces`.

        Raises
        ------
        EngineError
            As `execute`.
        """
        from .arrow import float_columns  # brings numpy along

        asked = ", ".join(f"CAST({named(column)} AS DOUBLE) AS c{place}" for place, column in enumerate(columns))
        try:
            stream = self._connection.sql(f"SELECT {asked} FROM {relation}").__arrow_c_stream__()
            yield from float_columns(stream)
        except (duckdb.Error, OSError) as error:
            raise EngineError(str(error).splitlines()[0]) from error

    def _fetch(self, sql: str, parameters: Mapping[str, Any] | None) -> Rows:
        result = self._connection.execute(sql, dict(parameters)) if parameters else self._connection.execute(sql)
        return result.fetchall()

    def _set(self, **settings: str | int | bool) -> None:
        for setting, value in settings.items():
            self._connection.execute(f"SET {setting} = {quoted(str(value))}")

    def close(self) -> None:
        """Forget everything, and remove what was spilled."""
        self._connection.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def quoted(text: str) -> str:
    """Text as a literal of SQL.

    >>> print(quoted("O'Brien"))
    'O''Brien'
    """
    return "'" + text.replace("'", "''") + "'"


def file_sql(path: PurePath) -> str:
    """A file to read as a literal of SQL: the one of this name, where DuckDB takes ``*``, ``?`` and ``[`` for more.

    >>> from pathlib import PurePosixPath
    >>> print(file_sql(PurePosixPath("posts[1].ndjson")))
    'posts[[]1].ndjson'
    """
    return quoted("".join(f"[{char}]" if char in "*?[" else char for char in str(path)))


def named(name: str) -> str:
    """A name as an identifier of SQL, whatever characters it has.

    >>> print(named('from.id'))
    "from.id"
    """
    return '"' + name.replace('"', '""') + '"'
