"""Exports of other tools into an archive: each file is recognised, read, told about, and written once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from civicreach.records.errors import Fault, InputError, NotRecognisedError, without_study
from civicreach.records.imports import Imported

if TYPE_CHECKING:
    from civicreach.archive import Archive
    from civicreach.sources.declared import PostFields
    from civicreach.sources.exports import Export


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
        Exports, or zip files of them; a file that cannot be read stops here, and what was imported before it stays.
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
    from civicreach.sources.exports import Export

    with without_study():
        # all of them are recognised before the first is written
        exports = [
            found
            for path in dict.fromkeys(files)
            for found in _exports_in(
                path, partial(Export, path, tool=tool, zone=zone, observed_at=observed_at, keep_text=keep_text)
            )
        ]
        if archive is None:
            for export, beside in exports:
                progress(f"reading {export.name}")
                for _ in export.batches():
                    pass
                yield Imported(export.report(), passed_over=beside)
            return
        from civicreach.archive import Archive

        with Archive.open_or_create(archive) as opened:
            for export, beside in exports:
                progress(f"importing {export.name}")
                yield replace(_written(export, opened), passed_over=beside)


def _exports_in(path: Path, opened: Callable[..., Export]) -> Iterator[tuple[Export, tuple[str, ...]]]:
    """The exports in a file, the first with the names of what else there is."""
    from civicreach.sources.exports import members

    found, exports = members(path), []
    unknown: dict[str, Sequence[Fault]] = {}
    for name in found.names:
        try:
            exports.append(opened(member=name))
        except NotRecognisedError as error:
            unknown[name] = error.faults
    if not exports:
        raise InputError(fault for faults in unknown.values() for fault in faults)
    for place, export in enumerate(exports):
        yield export, () if place else (*found.passed_over, *unknown)


def _written(export: Export, archive: Archive) -> Imported:
    from civicreach import __version__

    written: Counter[str] = Counter()
    repeated: Counter[str] = Counter()
    known, differing = True, 0
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
        differing += done.quarantined - (0 if done.known else sum(item.count for item in batch.quarantined))
        known = known and done.known
    return Imported(export.report(), archive.version, dict(written), dict(repeated), differing, known)


def import_posts(
    files: Sequence[Path],
    *,
    fields: PostFields,
    platform: str,
    archive: Path | None,
    zone: str | None = None,
    observed_at: datetime | None = None,
    keep_text: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[Imported]:
    """The posts of each file whose fields are named by hand, one file after the other.

    Parameters
    ----------
    files : sequence of Path
        JSON lines, delimited text (both also as .gz), workbooks or Parquet.
    fields : PostFields
        Where the parts of a post stand.
    platform : str
        That they were published on.
    archive, zone, observed_at, keep_text, progress
        As of `import_files`.

    Raises
    ------
    InputError
        A file cannot be read, or has no such fields.
    ArchiveError
        The archive cannot be opened or written.
    """
    from .hashes import Hashes

    files = tuple(dict.fromkeys(files))
    with without_study(), Hashes() as hashes, ExitStack() as stack:
        # while the first is being hashed, the engine is loaded
        for file in files[:1]:
            hashes.begin(file)
        from civicreach.archive import Archive
        from civicreach.engine import Engine
        from civicreach.sources.activity.files import file_at, refuse_cut
        from civicreach.sources.declared.reading import PostReading

        from .declared import told_posts, way_of_reading, written_posts

        # all files are found before the first is written
        readings = [PostReading(file_at(file), fields, platform, "", zone, observed_at, keep_text) for file in files]
        for reading in readings:
            # the engine would find it out when the archive is there already
            refuse_cut(reading.file)
        opened = stack.enter_context(Archive.open_or_create(archive)) if archive is not None else None
        for unnamed in readings:
            hashes.begin(unnamed.file.path)
            reading = replace(unnamed, run=way_of_reading(unnamed))
            progress(f"importing {reading.file.name}" if opened else f"reading {reading.file.name}")
            with Engine() as engine:
                yield (
                    told_posts(reading, hashes, engine=engine)
                    if opened is None
                    else written_posts(reading, opened, hashes, engine=engine)
                )
