"""SHA-256 of files, made beside what else is done with them."""

from __future__ import annotations

import hashlib
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from civicreach.records.errors import Fault, InputError
from civicreach.records.words import message

_AT_A_TIME = 1 << 18


class Hashes:
    """The hashes of files in a thread of their own, and whether they stayed as they were.

    To hash a large file takes as long as to load the engine and a third of the reading together.

    Examples
    --------
    >>> with Hashes() as hashes:
    ...     hashes.begin(Path(__file__))
    ...     len(hashes.of(Path(__file__)))
    64
    """

    def __init__(self) -> None:
        self._ended = Event()
        self._thread = ThreadPoolExecutor(1)
        self._begun: dict[Path, tuple[tuple[int, ...], Future[str]]] = {}

    def begin(self, file: Path) -> None:
        """Begin with a file that is about to be read; again is no more than once."""
        # a pipe would be waited for, and what is not there is refused by its reader
        if file.is_file() and file not in self._begun:
            self._begun[file] = _state(file), self._thread.submit(self._hash, file)

    def of(self, file: Path) -> str:
        """The hash of a file that was begun with; asked for when the file has been read.

        Raises
        ------
        InputError
            The file was written to meanwhile: what was read may be neither what it was nor what it is.
        OSError
            It cannot be read.
        """
        before, hashed = self._begun[file]
        found = hashed.result()
        if _state(file) != before:
            right = message("a file that nothing writes to; import it again")
            raise InputError([Fault(file.name, message("was changed while it was read"), right=right)])
        return found

    def _hash(self, file: Path) -> str:
        digest, held = hashlib.sha256(), memoryview(bytearray(_AT_A_TIME))
        with file.open("rb", buffering=0) as data:
            while n_bytes := data.readinto(held):
                if self._ended.is_set():
                    raise CancelledError
                digest.update(held[:n_bytes])
        return digest.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # nobody waits for the hash of a file that was not read to its end
        self._ended.set()
        self._thread.shutdown(cancel_futures=True)


def _state(file: Path) -> tuple[int, ...]:
    state = file.stat()
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns
