"""An engine that runs elsewhere: a server that speaks Spark Connect (Spark itself, Databricks, Sail, ...).

The rows stay where the server reads them; queries go there, and what they count comes back.
"""

from __future__ import annotations

import atexit
import logging
import os
import re
import socket
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlsplit

from .duckdb import Rows, named
from .failures import EngineAbsentError, EngineError
from .queries import queries

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession
    from pyspark.sql.dataframe import DataFrame

Answer = TypeVar("Answer")

#: What an address looks like.
ADDRESS = "spark://host:port, such as spark://localhost:15002"

#: Where Spark Connect listens unless told otherwise.
PORT = 15002

#: Seconds in which a server must take a connection.
PATIENCE = 5.0

#: Tries after a connection breaks; a server that has gone is not waited for.
RETRIES = 3

#: Milliseconds: a server that is silent is asked for a sign of life, which it gives while it works, however long; it is
#: taken for gone where none comes. A Spark that reports no progress of a query calls for fewer after some: the client
#: then asks half as often and goes on with the query.
LIFE = [
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.max_pings_without_data", 2),
    ("grpc.min_reconnect_backoff_ms", 5_000),
]

#: What every session is set to: moments in UTC, and casts that fail rather than give another number.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.binaryAsString": "true",
}

#: Types in DuckDB's words.
_TYPES = {
    "string": "VARCHAR",
    "varchar": "VARCHAR",
    "char": "VARCHAR",
    "byte": "TINYINT",
    "short": "SMALLINT",
    "integer": "INTEGER",
    "long": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "timestamp_ntz": "TIMESTAMP",
}


class Spark:
    """Runs named queries over relations, as `Engine` does, on a server.

    Parameters
    ----------
    address : str
        ``spark://host:port`` or ``sc://host:port``; what Spark Connect takes after the port (``/;use_ssl=true``) is
        passed on.

    Raises
    ------
    EngineAbsentError
        Nothing answers there, or the packages of the extra ``spark`` are not installed.
    EngineError
        The address is none.

    Examples
    --------
    >>> with Spark("spark://localhost:15002") as engine:  # doctest: +SKIP
    ...     engine.execute("SELECT count(*) FROM (VALUES (1), (2)) AS t(a)")
    [(2,)]
    """

    def __init__(self, address: str) -> None:
        self._host, self._port, rest = parsed_address(address)
        # a server has a disk to sort on
        self.at_a_time: int | None = None
        self._kept: set[str] = set()
        self._gone = False
        session, policy = client_classes()
        if not self._answers():
            raise EngineAbsentError(
                f"no server answers at {self.address}", right="the address of a Spark Connect server that is running"
            )
        # what the client has to say of its tries is said in the error
        for name in ("pyspark", "SQLQueryContextLogger"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        warnings.filterwarnings("ignore", r"\[RETRIES_EXCEEDED\]", UserWarning)
        from pyspark.sql.connect.client import DefaultChannelBuilder

        try:
            builder = DefaultChannelBuilder(f"sc://{self.address}{rest}", LIFE)
            self._session: SparkSession = session(connection=builder)
            # at exit it would ask a server that may be gone; sessions are closed here
            atexit.unregister(self._session.client._on_exit)
            self._session.client.set_retry_policies([policy(max_retries=RETRIES, max_backoff=1000)])
            for setting, value in SETTINGS.items():
                self._session.conf.set(setting, value)
        except Exception as error:
            said = _sentence(error)
            if "timed out" in said or "timeout" in said:
                raise EngineAbsentError(
                    f"{self.address} takes connections, and nothing answered in time",
                    right="a server that is not stopped, frozen or starting",
                ) from error
            raise EngineAbsentError(
                f"what answers at {self.address} does not speak Spark Connect", found=_of_connection(said),
                right="the port of a Spark Connect server",
            ) from error  # fmt: skip

    @property
    def address(self) -> str:
        """Host and port as they were given, without what may follow as a secret."""
        return f"{_bracketed(self._host)}:{self._port}"

    def run(self, name: str, **parameters: Any) -> Rows:
        """The rows of a named query.

        Raises
        ------
        EngineError
            The server refuses, or has gone (`EngineAbsentError`).
        """
        return self.execute(queries()[name].sql, parameters)

    def keep(self, table: str, name: str, **parameters: Any) -> int:
        """Keep the rows of a named query as a table for later queries; how many there are."""
        self._define(table, queries()[name].sql, parameters, kept=True)
        count: int = self.execute(f"SELECT count(*) FROM {table}")[0][0]
        return count

    def define(self, relation: str, sql: str, *, kept: bool = False) -> None:
        """Define a relation that named queries read: computed for each of them, or once where it is kept."""
        self._define(relation, sql, {}, kept=kept)

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Rows:
        """The rows of any SELECT of DuckDB's dialect; all of them come here."""
        return self._asked(lambda: [tuple(row) for row in self._select(sql, parameters).collect()])

    def open(self, relation: str, paths: Sequence[str], *, format: str) -> dict[str, tuple[str, str]]:
        """Define a relation of files that the server reads where they lie: ``parquet``, or one table of ``delta``.

        Returns
        -------
        mapping of name to (SQL, type)
            Columns, and fields of columns by their path with dots; types in DuckDB's words.

        Raises
        ------
        EngineError
            The server cannot read it, or does not see it.
        """

        def opened() -> dict[str, tuple[str, str]]:
            frame = self._session.read.format(format).load(list(paths) if len(paths) > 1 else paths[0])
            columns = _columns(frame.schema)
            frame.createOrReplaceTempView(relation)
            return columns

        found = self._asked(opened)
        if not found:
            # Sail takes a path with nothing there for a table without columns
            raise EngineError(f"there is nothing at {', '.join(paths)} that it sees")
        return found

    def columns(self, relation: str) -> dict[str, tuple[str, str]]:
        """The columns of a relation that was defined before, or of a query in brackets, as `open` gives them."""
        return self._asked(lambda: _columns(self._select(f"SELECT * FROM {relation}", None).schema))

    def _define(self, relation: str, sql: str, parameters: Mapping[str, Any], *, kept: bool) -> None:
        def defined() -> None:
            frame = self._select(sql, parameters)
            self._forget(relation)
            frame.createOrReplaceTempView(relation)
            if kept:
                # by its name, which stands for what it was made of: the SQL may read a relation that is replaced before
                # this one is, and would mean another table, or none, where the server is told to let it go
                self._session.table(relation).cache()
                self._kept.add(relation)

        self._asked(defined)

    def _select(self, sql: str, parameters: Mapping[str, Any] | None) -> DataFrame:
        from .dialect import to_spark

        return self._session.sql(to_spark(sql, parameters))

    def _asked(self, ask: Callable[[], Answer]) -> Answer:
        try:
            return ask()
        except EngineError:
            raise
        except Exception as error:
            if _lost(error) or not self._answers():
                self._gone = True
                raise EngineAbsentError(
                    f"the server at {self.address} went away while it was asked",
                    right="start it again, and then the same command: nothing was written",
                ) from error
            raise EngineError(_sentence(error)) from error

    def _answers(self) -> bool:
        try:
            with socket.create_connection((self._host, self._port), timeout=PATIENCE):
                return True
        except OSError:
            return False

    def _forget(self, relation: str) -> None:
        if relation in self._kept:
            self._session.table(relation).unpersist()
            self._kept.remove(relation)

    def abandon(self) -> None:
        """Let go at once of whatever the server is asked, from any thread: it may never answer."""
        self._gone = True
        self._session.client._channel.close()

    def close(self) -> None:
        """Give back what the server keeps for this session."""
        if self._gone or not self._answers():
            self.abandon()
            return
        for relation in list(self._kept):
            self._forget(relation)
        self._session.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def parsed_address(address: str) -> tuple[str, int, str]:
    """Host, port, and what follows the port.

    Raises
    ------
    EngineError
        The address is none.

    >>> parsed_address("spark://cluster.example:15002/;use_ssl=true")
    ('cluster.example', 15002, '/;use_ssl=true')
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    # a token may hold what starts a query or a fragment elsewhere
    rest = "" if host is None else address.partition("://")[2][len(parts.netloc) :]
    # there is no path: what looks like one may be the end of a password
    if (
        host is None
        or parts.scheme not in ("spark", "sc")
        or parts.username is not None
        or rest.partition(";")[0] not in ("", "/")
    ):
        # what follows may be a secret, and so may a user with a password
        shown = "an address with @ in it" if "@" in address else repr(re.split("[;?#]", address, maxsplit=1)[0])
        raise EngineError(f"{shown} is not the address of a Spark Connect server; right would be {ADDRESS}")
    return host, PORT if port is None else port, rest


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def client_classes() -> tuple[type[SparkSession], Any]:
    """The classes of the client, loaded only where a server is named."""
    try:
        with warnings.catch_warnings(), _without_a_spark_of_its_own():
            # it warns of a version of pandas whose frames are not used here
            warnings.simplefilter("ignore")
            import sqlglot  # noqa: F401
            from pyspark.sql.connect.client.retries import DefaultPolicy
            from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        raise EngineAbsentError(
            f"a Spark engine needs {error.name or 'a package'}, which is not installed",
            right="pip install 'civicreach[spark]'",
        ) from None
    return SparkSession, DefaultPolicy


@contextmanager
def _without_a_spark_of_its_own() -> Iterator[None]:
    """In a program without a file (``python -c``, a notebook, a worker of tests) the client looks for a whole Spark
    while it is imported, and ends the process where there is none; it believes the environment instead."""
    # the library below it writes every handshake that fails to the terminal
    quiet = {name: value for name, value in (("SPARK_HOME", ""), ("GRPC_VERBOSITY", "NONE")) if name not in os.environ}
    os.environ.update(quiet)
    try:
        yield
    finally:
        for name in quiet:
            os.environ.pop(name, None)


def _columns(schema: Any, within: str = "", above: str = "") -> dict[str, tuple[str, str]]:
    """Columns by name, and fields of columns by their path with dots."""
    columns: dict[str, tuple[str, str]] = {}
    for field in schema.fields:
        sql = f"{within}{named(field.name)}"
        kind = field.dataType.typeName()
        columns[above + field.name] = sql, _TYPES.get(kind, field.dataType.simpleString().upper())
        if kind == "struct":
            for path, column in _columns(field.dataType, f"{sql}.", f"{above}{field.name}.").items():
                # a column that is named like the path to a field is the column
                columns.setdefault(path, column)
    return columns


def _lost(error: Exception) -> bool:
    """Whether the connection broke, as it does where no sign of life comes, and could not be made again."""
    from pyspark.errors.exceptions.connect import SparkConnectGrpcException

    return isinstance(error, SparkConnectGrpcException) and error.getGrpcStatusCode().name == "UNAVAILABLE"


def _of_connection(said: str) -> str:
    """What came of a connection, without the addresses that were tried: a name such as localhost may stand for several.

    >>> _of_connection("failed to connect to all addresses; last error: UNKNOWN: ipv6:%5B::1%5D:15002: Socket closed")
    'Socket closed'
    """
    said = re.sub(r"^failed to connect to all addresses; last error: ", "", said)
    said = re.sub(r"^[A-Z_]+: ipv[46]:\S+: ", "", said)
    if web := re.search(r"http1\.x server \(HTTP status (\d+)\)", said):
        return f"it answers as a web server does, with status {web[1]}"
    if "handshake failed" in said.lower():
        return "it does not speak TLS, which use_ssl=true and a token ask for"
    # refused at the last of these addresses, where another one took the connection
    return "it closes the connection" if "refused" in said else said


def _sentence(error: Exception) -> str:
    """The first line of what a server says, as long as a sentence may be; of a broken call what the client details."""
    if details := re.search(r'^\s*details = "(.+)"$', str(error), re.MULTILINE):
        return details[1][:300]
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:300]
