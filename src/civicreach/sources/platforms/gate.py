"""The door to one host: so many at once, and nobody before the time that the host has told."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from civicreach.records.errors import PlatformError

from .connection import Connection


class Gate:
    """Lets requests to one host through, for all threads that ask it.

    Parameters
    ----------
    connection : Connection
        Its clock, sleep and patience.
    at_once : int
        Requests under way at the same time.
    """

    def __init__(self, connection: Connection, at_once: int) -> None:
        self._connection = connection
        self._room = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._opens: datetime | None = None

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Wait until the host takes a request, and hold a place while it lasts."""
        with self._room:
            self._wait()
            yield

    def hold(self, seconds: float) -> None:
        """Let nobody through for so long.

        Raises
        ------
        PlatformError
            ``partial_rate``: the wait is longer than patience allows. The gate stays shut all the same.
        """
        moment = self._connection.clock()
        opens = moment + timedelta(seconds=seconds)
        with self._lock:
            self._opens = max(opens, self._opens or opens)
        self._refuse_too_long(opens, moment)

    def _wait(self) -> None:
        while True:
            with self._lock:
                opens = self._opens
            moment = self._connection.clock()
            if opens is None or opens <= moment:
                return
            self._refuse_too_long(opens, moment)
            seconds = (opens - moment).total_seconds()
            # not all come back at one moment; what the platform asked for is told as it asked
            self._connection.sleep(seconds + random.uniform(0, min(1.0, 0.1 * seconds)))

    def _refuse_too_long(self, opens: datetime, moment: datetime) -> None:
        patience = self._connection.patience
        seconds = (opens - moment).total_seconds()
        if seconds > patience.wait if patience.deadline is None else opens > patience.deadline:
            raise PlatformError("partial_rate", "rate_limit", f"asked to wait {seconds:.0f} s")
