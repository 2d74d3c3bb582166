"""Named SQL queries over files of any size: by DuckDB within a bounded memory, or by a server where the files lie."""

from .asked import KnowsColumns, ReadsPieces, RunsQueries, RunsSQL
from .duckdb import Engine, file_sql, named, quoted
from .failures import EngineAbsentError, EngineError
from .queries import Query, queries

__all__ = [
    "Engine", "EngineAbsentError", "EngineError", "KnowsColumns", "Query", "ReadsPieces", "RunsQueries",
    "RunsSQL", "file_sql", "named", "queries", "quoted",
]  # fmt: skip
