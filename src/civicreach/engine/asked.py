"""What is asked of an engine: SQL at least; named queries over relations; columns, and rows in pieces, where it can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from .arrow import Floats


class RunsSQL(Protocol):
    """Gives the rows of a query: all that `sums` and what rests on it need, whatever the engine is.

    The SQL that it is given means the same in every dialect: SELECT from nested queries with arithmetic, CASE, CAST AS
    DOUBLE, comparisons, `exp`, `ln`, `power`, `sum`, `avg`, `count`, `min`, `max`, GROUP BY and LIMIT, names in double
    quotes.
    """

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        ...


class RunsQueries(RunsSQL, Protocol):
    """Runs named queries over relations that were defined before: DuckDB in the process, or a server elsewhere.

    Sources write the SQL of their relations in DuckDB's dialect, of which a server is told what it means.
    """

    at_a_time: int | None
    """Rows of a window that are looked at together where all of them would not fit; None where that is no question."""

    def run(self, name: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a named query."""
        ...

    def keep(self, table: str, name: str, **parameters: Any) -> int:
        """Keep the rows of a named query as a table for later queries; how many there are."""
        ...

    def define(self, relation: str, sql: str, *, kept: bool = False) -> None:
        """Define a relation that named queries read: computed for each of them, or once where it is kept."""
        ...


@runtime_checkable
class KnowsColumns(RunsSQL, Protocol):
    """An engine that also tells the columns of a relation, before anything is asked of its rows."""

    def columns(self, relation: str) -> dict[str, tuple[str, str]]:
        """SQL and type, in DuckDB's words, of each column by its name."""
        ...


@runtime_checkable
class ReadsPieces(RunsSQL, Protocol):
    """An engine that also hands over rows, in pieces that the caller adds up by products of matrices."""

    def pieces(self, relation: str, columns: Sequence[str]) -> Iterator[Sequence[Floats]]:
        """One array of float64 for each column, shape (rows of the piece,); NaN stands for what is missing.

        Every row comes once, in no order. A piece is the caller's until it asks for the next one, and until the last
        one came the engine answers nothing else.
        """
        ...
