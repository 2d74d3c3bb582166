"""What an archive says of itself: its versions, its contents, and what a check of it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an archive.

    Attributes
    ----------
    number : int
        0 is the empty archive.
    at : datetime
        When it was committed, by the clock of the machine that wrote.
    run : str
        The collection, import or entry that wrote it.
    rows : mapping of str to int
        Records that it added, by table.
    """

    number: int
    at: datetime
    run: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Held:
    """Records of one kind of one platform.

    Attributes
    ----------
    platform, what : str
        ``facebook`` and ``likes``, or ``posts``.
    accounts, records, missing : int
        Accounts; dated counts or posts (each once); those without a value.
    first, last : datetime, optional
        When the first and the last was seen.
    """

    platform: str
    what: str
    accounts: int
    records: int
    missing: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Contents:
    """One version of an archive, counted.

    Attributes
    ----------
    version : int
    held : tuple of Held
        Posts of each platform, then its measures.
    walks : tuple of (platform, edge, status, accounts)
        How the last walk of each account ended.
    quarantine : tuple of (platform, reason, items)
    payloads, size : int
        Raw answers kept, and bytes of all files of this version.
    """

    version: int
    held: tuple[Held, ...]
    walks: tuple[tuple[str, str, str, int], ...]
    quarantine: tuple[tuple[str, str, int], ...]
    payloads: int
    size: int


@dataclass(frozen=True, slots=True)
class Merged:
    """Files of one table that are put together.

    Attributes
    ----------
    table : str
    files, into : int
        How many there are, and how many they become.
    rows, size : int
        Their records and bytes.
    """

    table: str
    files: int
    into: int
    rows: int
    size: int


Check = Literal["log", "files", "rows", "keys", "payloads", "evidence", "secrets"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check of an archive.

    Attributes
    ----------
    check : Check
        ``log``: every entry can be read; ``files``: each is there in its size; ``rows``: as many as the log says;
        ``keys``: no record twice;
        ``payloads``: the body has its hash; ``evidence``: kept screenshots have theirs; ``secrets``: nothing looks
        like one.
    looked_at, faults : int
        How many files, records, payloads or screenshots were looked at, and how many are wrong.
    found : tuple of str
        The first of what is wrong.
    """

    check: Check
    looked_at: int
    faults: int
    found: tuple[str, ...]
