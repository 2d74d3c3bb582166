"""Exports of other tools into an archive: each file is recognised, read, told about, and written once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from civicreach.records.errors import without_study
from civicreach.sources.exports import Export, ExportReport

if TYPE_CHECKING:
    from civicreach.archive import Archive


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
    known : bool
        Whether all of the file had been imported before in the same way; then nothing was compared again.
    """

    report: ExportReport
    version: int | None = None
    written: Mapping[str, int] = field(default_factory=dict)
    repeated: Mapping[str, int] = field(default_factory=dict)
    known: bool = False


def import_files(
    files: Sequence[Path],
    *,
    archive: Path | None,
    tool: str | None = None,
    zone: str | None = None,
    observed_at: datetime | None = None,
    keep_text: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[Imported]:
    """Each file as it was imported, one after the other.

    Parameters
    ----------
    files : sequence of Path
        Exports; a file that cannot be read stops here, and what was imported before it stays.
    archive : Path or None
        Folder of the archive, made where there is none; None only tells what would be read.
    tool, zone, observed_at, keep_text
        As of `Export`.
    progress : callable
        Is told of what is being done.

    Raises
    ------
    InputError
        A file cannot be read, or is of no tool that is known.
    ArchiveError
        The archive cannot be opened or written.
    """
    with without_study():
        # all of them are recognised before the first is written
        exports = [
            Export(path, tool=tool, zone=zone, observed_at=observed_at, keep_text=keep_text)
            for path in dict.fromkeys(files)
        ]
        if archive is None:
            for export in exports:
                progress(f"reading {export.name}")
                for _ in export.batches():
                    pass
                yield Imported(export.report())
            return
        from civicreach.archive import Archive

        with Archive.open_or_create(archive) as opened:
            for export in exports:
                progress(f"importing {export.name}")
                yield _written(export, opened)


def _written(export: Export, archive: Archive) -> Imported:
    from civicreach import __version__

    written: Counter[str] = Counter()
    repeated: Counter[str] = Counter()
    known = True
    for number, batch in enumerate(export.batches()):
        done = archive.append(
            run=export.run,
            posts=batch.posts,
            observations=batch.observations,
            quarantine=batch.quarantined,
            # a later version of this program may read more of the same file
            batch=f"{export.run} {number} {__version__}",
        )
        written.update(done.written)
        repeated.update(done.repeated)
        known = known and done.known
    return Imported(export.report(), archive.version, dict(written), dict(repeated), known)
