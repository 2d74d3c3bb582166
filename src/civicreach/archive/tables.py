"""What an archive holds: five kinds of records, their columns, and the key by which a record is known again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TEXT, NUMBER, MOMENT, FLAG = "VARCHAR", "BIGINT", "TIMESTAMPTZ", "BOOLEAN"
COUNTS, TEXTS, BYTES = "MAP(VARCHAR, BIGINT)", "MAP(VARCHAR, VARCHAR)", "BLOB"


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of records.

    Attributes
    ----------
    name : str
        ``observations``, ``posts``, ``coverage``, ``payloads`` or ``quarantine``.
    columns : mapping of str to str
        Type of each, as DuckDB names it.
    key : tuple of str
        What makes two records the same one. A key holds the moment of observation: what is seen again is a new record.
    when : str
        The moment in the key, by which files are passed over that cannot hold a record.
    content : tuple of str
        Columns, or SQL of a ``{record}``, in which two records of one key must agree; which run brought a record does
        not matter. Counts agree where the held record tells each that the incoming one tells, with the same value:
        their order and counts that were not told make no difference, and no count that is told is ever lost.
    required : tuple of str
        Columns besides the key that are never empty.
    valid : str
        SQL of what must hold besides.
    group : int
        Records of a row group in a file.
    """

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...]
    when: str
    content: tuple[str, ...]
    required: tuple[str, ...] = ("run",)
    valid: str = "true"
    group: int = 100_000

    @property
    def flawed(self) -> str:
        """SQL that is true for a record that may not be written."""
        filled = [f"{column} IS NOT NULL" for column in (*self.key, *self.required)]
        return f"NOT coalesce({' AND '.join([*filled, self.valid])}, false)"


OBSERVATIONS = Table(
    "observations",
    {
        "platform": TEXT,
        "account": TEXT,
        "measure": TEXT,
        "observed_at": MOMENT,
        "value": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "reason": TEXT,
        "method": TEXT,
        "api_version": TEXT,
        "run": TEXT,
        "origin": TEXT,
    },
    key=("platform", "account", "measure", "observed_at", "method"),
    when="observed_at",
    content=("value", "low", "high", "reason"),
    valid=(
        "(value IS NULL) = (coalesce(reason, '') <> '') AND coalesce(value, 0) >= 0 AND (low IS NULL) = (high IS NULL)"
    ),
)
POSTS = Table(
    "posts",
    {
        "platform": TEXT,
        "account": TEXT,
        "post_id": TEXT,
        "created_at": MOMENT,
        "observed_at": MOMENT,
        "type": TEXT,
        "text": TEXT,
        "text_sha256": TEXT,
        "counts": COUNTS,
        "edited_at": MOMENT,
        "repost": FLAG,
        "method": TEXT,
        "api_version": TEXT,
        "run": TEXT,
        "origin": TEXT,
    },
    key=("platform", "account", "post_id", "observed_at"),
    when="observed_at",
    # imports that keep a text need not keep its hash
    content=(
        "created_at",
        "type",
        "coalesce(nullif({record}.text_sha256, ''), sha256(nullif({record}.text, '')))",
        "counts",
        "edited_at",
        # where it was not told, a post is its account's own
        "coalesce({record}.repost, false)",
    ),
    required=("run", "method"),
    # texts are long: of as many rows as usual the processor's caches hold a part only while they are written
    group=20_480,
)
COVERAGE = Table(
    "coverage",
    {
        "run": TEXT,
        "platform": TEXT,
        "account": TEXT,
        "edge": TEXT,
        "asked_from": MOMENT,
        "asked_to": MOMENT,
        "started_at": MOMENT,
        "ended_at": MOMENT,
        "received": NUMBER,
        "kept": NUMBER,
        "platform_total": NUMBER,
        "status": TEXT,
        "reason": TEXT,
        "detail": TEXT,
        "pages": NUMBER,
        "cursor": TEXT,
    },
    key=("run", "platform", "account", "edge", "started_at"),
    when="started_at",
    content=("asked_from", "asked_to", "received", "kept", "platform_total", "status", "reason", "pages", "cursor"),
    required=("ended_at", "status"),
)
PAYLOADS = Table(
    "payloads",
    {
        "sha256": TEXT,
        "url_without_secrets": TEXT,
        "http_status": NUMBER,
        "headers": TEXTS,
        "fetched_at": MOMENT,
        "body": BYTES,
        "run": TEXT,
    },
    key=("sha256", "url_without_secrets", "fetched_at"),
    when="fetched_at",
    content=("http_status",),
    required=("body",),
    group=500,
)
QUARANTINE = Table(
    "quarantine",
    {
        "platform": TEXT,
        "account": TEXT,
        "reason": TEXT,
        "observed_at": MOMENT,
        "count": NUMBER,
        "payload": TEXT,
        "item": TEXT,
        "run": TEXT,
    },
    key=("platform", "account", "reason", "observed_at", "payload", "item"),
    when="observed_at",
    content=("count",),
)
TABLES: Mapping[str, Table] = {table.name: table for table in (OBSERVATIONS, POSTS, COVERAGE, PAYLOADS, QUARANTINE)}
