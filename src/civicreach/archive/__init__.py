"""What was observed, append-only, with its coverage: Delta Lake tables that DuckDB and Spark read as well."""

from civicreach.records.archived import Version

from .appending import Appended
from .archive import Archive
from .store import StoredFile
from .tables import TABLES, Table

__all__ = ["TABLES", "Appended", "Archive", "StoredFile", "Table", "Version"]
