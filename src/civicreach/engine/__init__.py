"""Named SQL queries over files of any size, run by DuckDB within a bounded memory."""

from .asked import ReadsPieces, RunsSQL
from .duckdb import Engine, EngineError, named, quoted
from .queries import Query, queries

__all__ = ["Engine", "EngineError", "Query", "ReadsPieces", "RunsSQL", "named", "queries", "quoted"]
