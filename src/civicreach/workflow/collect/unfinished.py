"""The note beside an archive that says which run is under way, so that a run that was killed is gone on with."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from civicreach.records.errors import ArchiveError
from civicreach.records.words import message

#: Folder in the archive; Delta Lake passes over names that begin with an underscore.
FOLDER = "_collecting"

#: A run that stopped longer ago is not gone on with: its counts would be of different days.
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Run:
    """A run under way: its name, when it began, whether it goes on with one that stopped, and its note."""

    name: str
    started_at: datetime
    resumed: bool
    note: Path

    def finish(self) -> None:
        """Say that it came to its end: the next one is a new run."""
        self.note.unlink(missing_ok=True)


@contextmanager
def run_of(archive: Path, accounts: str, *, now: datetime) -> Iterator[Run]:
    """The run that collects a list of accounts: the one that stopped in the midst, else a new one.

    Parameters
    ----------
    archive : Path
        Folder of the archive.
    accounts : str
        What is collected, such as the hash of the accounts file: different lists are different runs.

    Raises
    ------
    ArchiveError
        Another process is collecting the same accounts.
    """
    digest = hashlib.sha256(accounts.encode()).hexdigest()[:16]
    folder = archive / FOLDER
    folder.mkdir(exist_ok=True)
    note, lock = folder / f"{digest}.json", folder / f"{digest}.lock"
    with _locked(lock):
        run = _read(note, now)
        if run is None:
            run = Run(f"{now:%Y-%m-%dT%H%M%S.%f}-{digest[:8]}", now, resumed=False, note=note)
            _write(note, {"run": run.name, "started_at": now.isoformat()})
        yield run


def _read(note: Path, now: datetime) -> Run | None:
    try:
        held = json.loads(note.read_text(encoding="utf-8"))
        started = datetime.fromisoformat(held["started_at"])
        run = Run(str(held["run"]), started, resumed=True, note=note)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return run if now - started < LONGEST else None


def _write(note: Path, held: dict[str, str]) -> None:
    part = note.with_suffix(".part")
    part.write_text(json.dumps(held), encoding="utf-8")
    part.replace(note)


@contextmanager
def _locked(lock: Path) -> Iterator[None]:
    # a lock of the system goes when its process goes, however that ends
    try:
        import fcntl
    except ImportError:
        yield
        return
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ArchiveError(
                message("another process is collecting the same accounts into this archive"),
                found=os.fspath(lock),
                right=message("wait until it has ended, or end it"),
            ) from None
        yield
