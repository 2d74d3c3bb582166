"""Pieces of many accounts, written into the archive together: each stretch with the coverage that is true of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from civicreach.archive import Archive
from civicreach.records.harvest import Coverage
from civicreach.sources.platforms.platform import Account, Page

from .harvest import Piece, coverage_of

#: Pages that are written at once, and bytes and seconds after which fewer are.
PAGES = 1_000
SIZE = 64_000_000
SECONDS = 20.0


class Writing:
    """Gathers pieces and commits them.

    What a process loses that is killed is what it has gathered since the last commit; cursors move only with the
    commit, so it is asked again and nothing is missing.

    Parameters
    ----------
    archive : Archive
        Where to.
    run : str
        The collection.
    clock : callable
        This moment.
    pages, seconds : int and float
        When a commit is due.
    """

    def __init__(
        self,
        archive: Archive,
        run: str,
        clock: Callable[[], datetime],
        *,
        pages: int = PAGES,
        seconds: float = SECONDS,
    ) -> None:
        self._archive, self._run, self._clock = archive, run, clock
        self._pages, self._every = pages, timedelta(seconds=seconds)
        self._held: list[Page] = []
        self._rows: list[Coverage] = []
        self._open: dict[tuple[Account, str], tuple[Piece, datetime]] = {}
        self._committed = clock()
        self._size = 0
        self.n_requests = 0

    def add(self, piece: Piece) -> None:
        """Take a piece, and commit if it is time."""
        if piece.standing.page is not None:
            self._held.append(piece.standing.page)
            self._size += piece.size
            self.n_requests += len(piece.standing.page.payloads)
        key = piece.account, piece.edge
        _, started = self._open.pop(key, (piece, piece.started_at))
        if piece.last:
            self._rows += _rows(piece, self._run, started)
        else:
            self._open[key] = piece, started
        full = len(self._held) + len(self._rows) >= self._pages or self._size >= SIZE
        if full or self._clock() - self._committed >= self._every:
            self.commit()

    def commit(self) -> None:
        """Write everything gathered, as one version of the archive."""
        rows = [*self._rows, *(row for piece, start in self._open.values() for row in _rows(piece, self._run, start))]
        if self._held or rows:
            self._archive.append(
                run=self._run,
                observations=[one for page in self._held for one in page.observations],
                posts=[post for page in self._held for post in page.posts],
                payloads=[payload for page in self._held for payload in page.payloads],
                quarantine=[item for page in self._held for item in page.quarantined],
                coverage=rows,
            )
        self._held, self._rows, self._open, self._size = [], [], {}, 0
        self._committed = self._clock()


def _rows(piece: Piece, run: str, started: datetime) -> list[Coverage]:
    row = coverage_of(piece, run, started)
    at = piece.standing
    if at.reason != "platform_cap" or at.reached is None or piece.window is None or at.reached >= piece.window.until:
        return [row]
    # a platform that gives nothing older has given everything newer: that much is complete
    newer = replace(row, status="complete", reason="", detail="", asked_from=at.reached)
    return [newer, replace(row, started_at=started + timedelta(microseconds=1))]
