"""Named SQL queries over files of any size, run by DuckDB within a bounded memory."""

from .duckdb import Engine, named, quoted
from .failures import EngineAbsentError, EngineError
from .queries import Query, queries

__all__ = ["Engine", "EngineAbsentError", "EngineError", "Query", "named", "queries", "quoted"]
