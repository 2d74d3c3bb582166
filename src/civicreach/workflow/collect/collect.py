"""A collection: accounts of several platforms asked side by side, each for itself, and written down in one place."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from civicreach.archive import Archive
from civicreach.archive.verify import check_whole
from civicreach.records.collection import Collection
from civicreach.records.errors import PlatformError
from civicreach.records.harvest import Coverage
from civicreach.sources import platforms
from civicreach.sources.platforms.connection import now
from civicreach.sources.platforms.platform import Client, Platform
from civicreach.sources.platforms.walk import Fingerprint

from .accounts import AccountList
from .harvest import GOES_ON, NOT_ENDED, Harvester, Piece
from .outcomes import Ending, outcomes
from .plan import OVERLAP, CollectionPlan, Task, plan_collection
from .profiles import Profiles
from .seen import kept_posts
from .unfinished import Run, run_of
from .writing import PAGES, SECONDS, SIZE, Writing

#: Makes the client of a platform for a run of this name.
Connect = Callable[[Platform, str], Client]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a collection is: accounts that came to their end, of how many, and answers so far."""

    done: int
    of: int
    requests: int


def collect(
    accounts: AccountList,
    archive: Archive,
    connect: Connect,
    *,
    since: datetime | None = None,
    overlap: timedelta = OVERLAP,
    budget: timedelta | None = None,
    clock: Callable[[], datetime] = now,
    cancelled: threading.Event | None = None,
    progress: Callable[[Progress], None] = lambda at: None,
    pages: int = PAGES,
    seconds: float = SECONDS,
) -> Collection:
    """Ask all accounts for their profiles and posts, and write what comes into the archive.

    A run that was killed or cancelled is gone on with: what it has brought to its end is not asked again, and walks
    go on at their last committed cursor. A failure of one account is written into its coverage and stops no other.

    Parameters
    ----------
    accounts : AccountList
        From `read_accounts`.
    archive : Archive
        Open for writing.
    connect : callable
        Platform and name of the run to a client.
    since : datetime, optional
        No older posts are asked for.
    overlap : timedelta
        How far before the high-water mark posts are read again.
    budget : timedelta, optional
        Time after which no new page is asked for; the rest is gone on with the next time.
    clock : callable
        This moment, with its zone.
    cancelled : threading.Event, optional
        Set, it stops every walk after the page at hand; what is complete is written.
    progress : callable
        Told after every account.
    pages, seconds : int and float
        How many pages are written at once, and after how long fewer are.

    Raises
    ------
    ArchiveError
        The archive is damaged or cannot be written, or the same accounts are being collected by another process.
    """
    cancelled = cancelled or threading.Event()
    began = clock()
    check_whole(archive)
    key = "\n".join(f"{one.account.platform} {one.account.address}" for one in accounts.accounts) + f"\n{since}"
    with run_of(archive.path, key, now=began) as run:
        archive.refresh()
        plan = plan_collection(accounts, archive, until=run.started_at, since=since, overlap=overlap)
        ended = _ended(archive, run) if run.resumed else {}
        tasks = [task for task in plan.tasks if not _is_done(task, ended)]
        writing = Writing(archive, run.name, clock, pages=pages, seconds=seconds)

        def stopped() -> PlatformError | None:
            if cancelled.is_set():
                return PlatformError("error", "stopped")
            late = budget is not None and clock() - began >= budget
            return PlatformError("partial_cap", "out_of_time") if late else None

        seen = kept_posts(archive, (task.unfinished for task in tasks if task.unfinished is not None))
        profiled = frozenset((platform, name) for platform, name, edge in ended if edge == "profile")
        crew = _Crew(tasks, plan, connect, run, stopped, clock, profiled, seen)
        endings = _gather(crew, writing, cancelled, progress, done=len(plan.tasks) - len(tasks), of=len(plan.tasks))
        stopped_early = cancelled.is_set()
        if not stopped_early:
            run.finish()
    return Collection(
        run=run.name,
        resumed=run.resumed,
        cancelled=stopped_early,
        outcomes=outcomes(endings, plan, ended),
        n_accounts=len(plan.tasks),
        n_before=len(plan.tasks) - len(tasks),
        n_requests=writing.n_requests,
        started_at=run.started_at,
        ended_at=clock(),
        version=archive.version,
    )


class _Crew:
    """Threads that each take the next account of their platform, and hand over pieces."""

    def __init__(
        self,
        tasks: list[Task],
        plan: CollectionPlan,
        connect: Connect,
        run: Run,
        stopped: Callable[[], PlatformError | None],
        clock: Callable[[], datetime],
        profiled: frozenset[tuple[str, str]],
        seen: Callable[[Coverage], dict[str, Fingerprint]],
    ) -> None:
        # as many pieces wait as one commit holds: asking goes on while one is written
        self._pieces: queue.Queue[Piece | Task | BaseException | None] = queue.Queue(maxsize=PAGES)
        self._seen = seen
        self._halted = threading.Event()
        self._room = threading.Lock()
        self._waiting = 0
        self._working = 0
        self._clients: list[Client] = []
        self.threads: list[threading.Thread] = []
        # ids are of their platform: another may have the same
        known: dict[str, dict[str, str]] = {}
        for task in plan.tasks:
            if task.account.id:
                known.setdefault(task.account.platform, {}).setdefault(task.account.id, task.listed.where)
        waiting: dict[str, deque[Task]] = {}
        for task in tasks:
            waiting.setdefault(task.account.platform, deque()).append(task)
        for name, own in waiting.items():
            platform = platforms.platform(name)
            client = connect(platform, run.name)
            self._clients.append(client)
            read = frozenset(id_ for of, id_ in profiled if of == name)
            profiles = Profiles(client, platform.terms, (one.account for one in own if one.account.id not in read))
            harvester = Harvester(client, profiles, clock, stopped, read, known.get(name, {}))
            for _ in range(min(platform.terms.workers, len(own))):
                self._working += 1
                named = f"collecting {name}"
                self.threads.append(threading.Thread(target=self._work, args=(harvester, own), name=named, daemon=True))

    def _work(self, harvester: Harvester, own: deque[Task]) -> None:
        try:
            while harvester.stopped() is None:
                try:
                    task = own.popleft()
                except IndexError:
                    return
                for piece in harvester.harvest(task, self._seen):
                    if not self._hand_over(piece):
                        return
                self._hand_over(task)
        except BaseException as error:
            self._hand_over(error)
        finally:
            with self._room:
                self._working -= 1
                last = not self._working
            if last:
                # also where nobody waits for the threads any more
                for client in self._clients:
                    client.close()
            self._hand_over(None)

    def _hand_over(self, piece: Piece | Task | BaseException | None) -> bool:
        """Wait until there is room for a piece; False where nobody takes pieces any more."""
        size = piece.size if isinstance(piece, Piece) else 0
        while not self._halted.is_set():
            with self._room:
                # one piece is let in however large it is
                if not self._waiting or self._waiting + size <= SIZE:
                    try:
                        self._pieces.put_nowait(piece)
                    except queue.Full:
                        pass
                    else:
                        self._waiting += size
                        return True
            self._halted.wait(0.02)
        return False

    def next(self) -> Piece | Task | BaseException | None:
        """What a thread hands over next; None where one has ended."""
        piece = self._pieces.get()
        with self._room:
            self._waiting -= piece.size if isinstance(piece, Piece) else 0
        return piece

    def halt(self) -> None:
        """Take no more pieces: every thread ends when it has its answer."""
        self._halted.set()


def _gather(
    crew: _Crew,
    writing: Writing,
    cancelled: threading.Event,
    progress: Callable[[Progress], None],
    *,
    done: int,
    of: int,
) -> list[Ending]:
    """Write all pieces until every thread has ended; how each edge came out."""
    endings: list[Ending] = []
    working = len(crew.threads)
    for thread in crew.threads:
        thread.start()
    progress(Progress(done, of, 0))
    try:
        while working:
            try:
                piece = crew.next()
            except KeyboardInterrupt:
                # a second one ends at once; what was committed stays
                if cancelled.is_set():
                    raise
                cancelled.set()
                continue
            match piece:
                case None:
                    working -= 1
                case Piece():
                    writing.add(piece)
                    if piece.last and piece.edge != "address":
                        endings.append(Ending(piece.task, piece.account.id, piece.edge, piece.standing))
                case Task():
                    done += 1
                    progress(Progress(done, of, writing.n_requests))
                case error:
                    raise error
        writing.commit()
    finally:
        # what is to stop is this collection: the next of a schedule may go well
        crew.halt()
    return endings


def _ended(archive: Archive, run: Run) -> Mapping[tuple[str, str, str], Coverage]:
    """What an interrupted run has brought to its end, by platform, account and edge."""
    return {
        key: walk
        for key, walk in archive.last_walks().items()
        if walk.run == run.name and walk.reason not in NOT_ENDED and not _before_the_window(walk, run)
    }


def _before_the_window(walk: Coverage, run: Run) -> bool:
    """Whether it came to the end of an older walk that it went on with, and had the run's own window before it."""
    older = walk.asked_to is not None and walk.asked_to < run.started_at
    return older and walk.status in GOES_ON


def _is_done(task: Task, ended: Mapping[tuple[str, str, str], Coverage]) -> bool:
    account = task.account
    edges = platforms.platform(account.platform).edges
    names = {name for name in (account.id, account.address) if name}
    return all(any((account.platform, name, edge) in ended for name in names) for edge in edges)
