"""Posts of any file whose fields are named by hand, read by the engine: for what no tool of `exports` wrote."""

from .careful import Careful, read_carefully
from .fields import PostFields
from .plain import plain_sql
from .raw import RawRows, raw_rows
from .reading import PostReading

__all__ = [
    "Careful",
    "PostFields",
    "PostReading",
    "RawRows",
    "plain_sql",
    "raw_rows",
    "read_carefully",
]
