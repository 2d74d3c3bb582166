"""Take away what no version needs: files of batches that were cut off before they became part of the archive."""

from __future__ import annotations

import time
from dataclasses import dataclass

from civicreach.records.errors import ArchiveError

from .archive import Archive
from .evidence import EVIDENCE
from .store import PARTITION

#: Younger files may belong to a batch that another writer is about to commit.
OLDER_THAN = 3600.0


@dataclass(frozen=True, slots=True)
class Vacuumed:
    """What was taken away, or would be.

    Attributes
    ----------
    files : tuple of str
        Their names in the archive.
    size : int
        In bytes.
    kept : int
        Files that no version needs and that are too young to be sure.
    """

    files: tuple[str, ...]
    size: int
    kept: int


def vacuum(archive: Archive, *, older_than: float = OLDER_THAN, dry_run: bool = False) -> Vacuumed:
    """Remove files that no version of the archive needs.

    Every version can still be read: files that were put together into larger ones stay for the versions before.

    Parameters
    ----------
    older_than : float
        Seconds since the file was written.
    dry_run : bool
        Only say what would be removed.

    Raises
    ------
    ArchiveError
        The archive was opened at a past version, or an entry of its log cannot be read.
    """
    if archive.is_past:
        raise ArchiveError("a past version does not know what later ones need", right="open the archive at its last")
    before = time.time() - older_than
    # what lies there is listed first: what is committed after that is none of it
    lying = [path for path in archive.path.glob(f"{PARTITION}=*/*") if path.is_file()]
    lying += [*archive.path.glob("_delta_log/*.tmp*"), *archive.path.glob(f"{EVIDENCE}/*.part")]
    archive.refresh()
    needed = {file.name for file in archive.ever_stored}
    unneeded = [path for path in sorted(lying) if path.relative_to(archive.path).as_posix() not in needed]
    old = {path: path.stat() for path in unneeded if path.stat().st_mtime <= before}
    if not dry_run:
        for path in old:
            path.unlink()
    names = tuple(path.relative_to(archive.path).as_posix() for path in old)
    return Vacuumed(names, sum(stat.st_size for stat in old.values()), len(unneeded) - len(old))
