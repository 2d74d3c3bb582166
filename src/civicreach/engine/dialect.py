"""DuckDB's SQL in the words of Spark, with the values of its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlglot
from sqlglot import exp

from .duckdb import quoted
from .failures import EngineError

#: Functions that SQLGlot leaves as they are, by what Spark calls them.
_CALLED = {"hash": "xxhash64", "strlen": "octet_length", "epoch_us": "unix_micros"}


def to_spark(sql: str, parameters: Mapping[str, Any] | None = None) -> str:
    """A query of DuckDB's dialect as one of Spark's.

    Parameters
    ----------
    sql : str
        One SELECT.
    parameters : mapping, optional
        Text, numbers, truth values and moments, by the names that stand after ``$``.

    Raises
    ------
    EngineError
        A query that cannot be said in Spark's words, or a parameter without a value.

    Notes
    -----
    Moments without a zone are TIMESTAMP_NTZ: a session's time zone must not move them. Every figure is given a name:
    some servers name figures by what they are made of, and two that are alike would have one name.

    Examples
    --------
    >>> to_spark("SELECT count(*) FROM posts WHERE moment >= $opens", {"opens": datetime(2015, 6, 1)})
    "SELECT COUNT(*) AS c0 FROM posts WHERE moment >= CAST('2015-06-01 00:00:00' AS TIMESTAMP_NTZ)"
    """
    values = parameters or {}

    def rewritten(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Placeholder | exp.Parameter):
            if node.name not in values:
                raise EngineError(f"the query needs a value for {node.name}")
            return sqlglot.parse_one(literal_of(values[node.name]), read="duckdb")
        if isinstance(node, exp.RegexpFullMatch):
            # a dollar sign would also match before a line break at the end
            whole = rf"\A(?:{node.expression.name})\z"
            return exp.RegexpLike(this=node.this, expression=exp.Literal.string(whole))
        if isinstance(node, exp.Anonymous) and node.name.lower() == "isfinite":
            (number,) = node.expressions
            return exp.paren(
                exp.EQ(this=exp.Sub(this=number, expression=number.copy()), expression=exp.Literal.number(0))
            )
        if isinstance(node, exp.Anonymous) and node.name.lower() in _CALLED:
            return exp.Anonymous(this=_CALLED[node.name.lower()], expressions=node.expressions)
        return node

    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
        # what stands within is written anew before what it stands in
        for node in reversed(list(tree.find_all(exp.Placeholder, exp.Parameter, exp.RegexpFullMatch, exp.Anonymous))):
            node.replace(rewritten(node))
        if isinstance(tree, exp.Select):
            named = [
                column if isinstance(column, exp.Star) or column.output_name else exp.alias_(column, f"c{place}")
                for place, column in enumerate(tree.expressions)
            ]
            tree.set("expressions", named)
        return tree.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.errors.SqlglotError as error:
        raise EngineError(f"the query cannot be said in Spark's words: {str(error).splitlines()[0]}") from error


def literal_of(value: str | bool | int | float | datetime) -> str:
    """A value as a literal of DuckDB's dialect.

    >>> literal_of("O'Brien"), literal_of(True), literal_of(datetime(2015, 6, 1, tzinfo=UTC))
    ("'O''Brien'", 'true', "TIMESTAMPTZ '2015-06-01 00:00:00+00:00'")
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        kind = "TIMESTAMP" if value.tzinfo is None else "TIMESTAMPTZ"
        shown = value if value.tzinfo is None else value.astimezone(UTC)
        return f"{kind} '{shown.isoformat(sep=' ')}'"
    return quoted(value) if isinstance(value, str) else repr(value)
