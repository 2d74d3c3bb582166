"""How a file of posts is read, and the posts as columns of the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from civicreach.engine import named, quoted
from civicreach.records.activity import opening
from civicreach.records.harvest import AHEAD
from civicreach.sources.activity.files import ActivityFile
from civicreach.sources.activity.instants import EARLIEST

from .fields import PostFields


@dataclass(frozen=True, slots=True)
class PostReading:
    """One file, read in one way.

    Attributes
    ----------
    file : ActivityFile
        JSON lines, delimited text (both also as .gz), a workbook or Parquet.
    fields : PostFields
        Where the parts of a post stand.
    platform : str
        That they were published on.
    run : str
        Of the import.
    zone : str, optional
        Of times that name no zone; UTC without it.
    observed_at : datetime, optional
        When they were seen, where the file does not tell.
    keep_text : bool
        Whether texts are kept; else their hash is.
    """

    file: ActivityFile
    fields: PostFields
    platform: str
    run: str
    zone: str | None = None
    observed_at: datetime | None = None
    keep_text: bool = False

    @property
    def seen_sql(self) -> str:
        """The moment at which all posts were seen; empty where the file tells."""
        return f"TIMESTAMPTZ '{self.observed_at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00'" if self.observed_at else ""

    @property
    def earliest_sql(self) -> str:
        """The first moment that a post can have."""
        opened = opening(self.platform)
        return f"TIMESTAMPTZ '{opened:%Y-%m-%d} 00:00:00+00'" if opened else f"TIMESTAMPTZ '{EARLIEST} 00:00:00+00'"

    @property
    def text_column(self) -> str:
        """What is kept of texts: of one that is kept itself the hash can be made at any time."""
        return "text" if self.keep_text else "text_sha256"

    def text_sql(self, cell: str) -> str:
        """The same of the text in a cell."""
        return cell if self.keep_text else f"sha256(nullif({cell}, ''))"

    def posts_sql(self, rows: str, cells: Mapping[str, str], counts: Mapping[str, str]) -> str:
        """Rows with the columns of the archive.

        Parameters
        ----------
        rows : str
            A relation.
        cells : mapping of str to str
            SQL of account, post_id, created_at and observed_at, and of type and `text_column` where the file has them.
        counts : mapping of str to str
            SQL of each count.
        """
        columns = {
            "platform": _each_sql(self.platform),
            **{part: cells[part] for part in ("account", "post_id", "created_at", "observed_at")},
            "counts": _map_sql(counts),
            "method": _each_sql("import"),
            "run": _each_sql(self.run),
            "origin": _each_sql(self.file.name),
        }
        if "type" in cells:
            columns["type"] = cells["type"]
        if self.text_column in cells:
            columns[self.text_column] = cells[self.text_column]
        return f"SELECT {', '.join(f'{sql} AS {named(name)}' for name, sql in columns.items())} FROM {rows}"


def ahead_sql(created: str, seen: str) -> str:
    """Whether a post is later than the time at which it was seen, by more than clocks differ."""
    return f"{created} > {seen} + INTERVAL {int(AHEAD.total_seconds())} SECOND"


def _each_sql(text: str) -> str:
    # of a type with this one value, which Parquet files hold as text: the engine need not compare the texts of all rows
    return f"CAST({quoted(text)} AS ENUM({quoted(text)}))"


def _map_sql(counts: Mapping[str, str]) -> str:
    if not counts:
        return "CAST(MAP {} AS MAP(VARCHAR, BIGINT))"
    # the fastest of the ways to make a map, by far; the names of counts as `_each_sql`
    pairs = ", ".join(f"{quoted(part)}: {sql}" for part, sql in counts.items())
    return f"CAST({{{pairs}}} AS MAP(ENUM({', '.join(map(quoted, counts))}), BIGINT))"
