"""SHA-256 of files, made beside what else is done with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

_AT_A_TIME = 1 << 18


class Hashes:
    """The hashes of files, one after the other in a thread of their own.

    To hash a large file takes as long as to load the engine and a third of the reading together.

    Examples
    --------
    >>> with Hashes([Path(__file__)]) as hashes:
    ...     len(hashes.of(Path(__file__)))
    64
    """

    def __init__(self, files: Iterable[Path]) -> None:
        self._ended = Event()
        self._thread = ThreadPoolExecutor(1)
        # a pipe would be waited for, and what is not there is refused by its reader
        whole = (file for file in dict.fromkeys(files) if file.is_file())
        self._hashes = {file: self._thread.submit(self._hash, file) for file in whole}

    def of(self, file: Path) -> str:
        """The hash of one of the files, waited for; not of a pipe or folder.

        Raises
        ------
        OSError
            It cannot be read.
        """
        return self._hashes[file].result()

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
