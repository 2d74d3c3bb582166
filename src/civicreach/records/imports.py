"""What a file held that was brought into an archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .provenance import FileOrigin, LeftOut
from .words import Words


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What one export held.

    Attributes
    ----------
    tool : str
        That wrote it.
    what : Words
        What its rows are.
    origin : FileOrigin
        The file, with its fingerprint and rows.
    run : str
        Of the import: the same for the same file.
    n_kept : int
        Rows that gave at least one record; `origin.rows` = `n_kept` + all of `left_out`.
    n_posts, n_observations, n_accounts : int
        Records, and accounts that they are of.
    n_reposts : int
        Posts of these that somebody else wrote.
    first, last : datetime or None
        Of the posts.
    left_out : tuple of LeftOut
        By reason; `refused` are those in quarantine.
    remarks : tuple of LeftOut
        Cells that were read in some way that a reader should know of; their rows are kept.
    unused : tuple of str
        Columns that are not read.
    """

    tool: str
    what: Words
    origin: FileOrigin
    run: str
    n_kept: int
    n_posts: int
    n_observations: int
    n_accounts: int
    n_reposts: int
    first: datetime | None
    last: datetime | None
    left_out: tuple[LeftOut, ...]
    remarks: tuple[LeftOut, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """One file that was imported.

    Attributes
    ----------
    report : ExportReport
        What it held.
    version : int or None
        Of the archive after it; None where nothing was to be written.
    written, repeated : mapping of str to int
        Records that were new, and that the archive held already, by table.
    differing : int
        Posts and counts that are not written because the archive holds another value of the same moment: in quarantine.
    known : bool
        Whether all of the file had been imported before in the same way; then nothing was compared again.
    was_read : bool
        Whether its rows were read; else the report tells what the archive holds of the import before.
    passed_over : tuple of str
        Other files in the zip file, which are no exports; told with the first export of it.
    """

    report: ExportReport
    version: int | None = None
    written: Mapping[str, int] = field(default_factory=dict)
    repeated: Mapping[str, int] = field(default_factory=dict)
    differing: int = 0
    known: bool = False
    was_read: bool = True
    passed_over: tuple[str, ...] = ()
