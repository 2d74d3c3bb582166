"""One account: asked for its profile, then walked through its posts, in pieces that can each be written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from civicreach.records.errors import PlatformError, RecordError
from civicreach.records.harvest import Coverage
from civicreach.records.secrets import has_secret, without_secrets
from civicreach.sources.platforms.platform import Account, Client, Page
from civicreach.sources.platforms.walk import Fingerprint, Standing, walk

from .covered import Window
from .plan import Task, standing_of
from .profiles import Profiles

#: How a walk that was gone on with may end for the window after it to be asked: a page that cannot be read must not
#: keep newer posts out for ever; a limit or a stop holds for them too.
GOES_ON = ("complete", "error")

#: Reasons of walks that are gone on with in the same run: cut off in the midst, and stopped by the user.
NOT_ENDED = ("interrupted", "stopped")


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """What one step brought.

    Attributes
    ----------
    task : Task
        Whose step it was.
    account : Account
        The account, with its id as soon as it is known.
    edge : str
        ``profile``, ``posts``, or ``address`` for the id that an address led to.
    standing : Standing
        How far the edge is after it, with the page.
    started_at, ended_at : datetime
        Of the step.
    window : Window or None
        Of posts.
    last : bool
        Whether nothing more will come of this edge.
    """

    task: Task
    account: Account
    edge: str
    standing: Standing
    started_at: datetime
    ended_at: datetime
    window: Window | None = None
    last: bool = True

    @property
    def size(self) -> int:
        """Bytes of the answers that came with it."""
        page = self.standing.page
        return sum(len(payload.body) for payload in page.payloads) if page is not None else 0


@dataclass(slots=True)
class Harvester:
    """Asks accounts of one platform.

    Attributes
    ----------
    client : Client
        Of the platform.
    profiles : Profiles
        Of its accounts.
    clock : callable
        This moment.
    stopped : callable
        Whether to stop after the page at hand.
    profiled : frozenset of str
        Ids of accounts whose profile this run has read before it was interrupted.
    known : mapping of str to str
        By the ids that are known before: where in the file the account stands first.
    """

    client: Client
    profiles: Profiles
    clock: Callable[[], datetime]
    stopped: Callable[[], PlatformError | None]
    profiled: frozenset[str] = frozenset()
    known: Mapping[str, str] = field(default_factory=dict)
    _refused: PlatformError | None = field(default=None, init=False)
    _taken: dict[str, str] = field(default_factory=dict, init=False)

    def harvest(self, task: Task, seen: Callable[[Coverage], dict[str, Fingerprint]]) -> Iterator[Piece]:
        """The pieces of one account.

        A refusal that is not of this account (a key that is not valid, a quota that is used up) is remembered: the
        accounts after it are not asked, and say the same.

        Parameters
        ----------
        seen : callable
            Posts that an unfinished walk has kept.
        """
        account, total = task.account, task.total
        if not account.id or account.id not in self.profiled:
            with self.profiles.turn(account):
                started = self.clock()
                try:
                    page = self._ask(lambda: self.profiles.of(account))
                except PlatformError as error:
                    standing = _refused(error)
                    yield self._piece(task, account, "profile", standing, started)
                    if task.window or task.unfinished:
                        yield self._piece(task, account, "posts", replace(standing, page=None), started)
                    return
                if account.id != page.account:
                    account = replace(account, id=page.account)
                    yield self._piece(task, account, "address", Standing("complete", "", cursor=account.id), started)
                told = _told(page, task.account)
                total = told.total
                yield self._piece(task, account, "profile", told, started)
        if not self._is_first(account.id, task):
            return
        if task.unfinished is not None and task.unfinished.asked_to is not None:
            window = Window(task.unfinished.asked_from, task.unfinished.asked_to)
            last = None
            for last in self._walk(task, account, window, total, standing_of(task.unfinished), seen(task.unfinished)):
                yield last
            if last is None or last.standing.reason in NOT_ENDED or last.standing.status not in GOES_ON:
                return
        if task.window is not None:
            yield from self._walk(task, account, task.window, total, None, {})

    def _is_first(self, id_: str, task: Task) -> bool:
        """Whether the posts of this account are read here: one may be written in several ways, and is read once."""
        # one step, also for several threads
        return self._taken.setdefault(id_, self.known.get(id_, task.listed.where)) == task.listed.where

    def _walk(
        self,
        task: Task,
        account: Account,
        window: Window,
        total: int | None,
        start: Standing | None,
        seen: dict[str, Fingerprint],
    ) -> Iterator[Piece]:
        def turn(cursor: str) -> Page:
            return self._ask(lambda: self.client.posts(account, since=window.since, until=window.until, cursor=cursor))

        started = self.clock()
        for standing in walk(turn, since=window.since, until=window.until, start=start, seen=seen):
            standing = _doubted(standing, total)
            over = standing.reason != "interrupted" or standing.page is None
            yield self._piece(task, account, "posts", standing, started, window, over)
            started = self.clock()

    def _ask(self, question: Callable[[], Page]) -> Page:
        if (stop := self.stopped()) is not None:
            raise stop
        if self._refused is not None:
            raise self._refused
        try:
            return question()
        except PlatformError as error:
            if not error.of_account:
                self._refused = PlatformError(error.status, error.reason, error.detail)
            raise
        except RecordError as error:
            raise PlatformError("error", "unexpected", without_secrets(str(error))) from error
        except Exception as error:
            # a fault of ours must not stop the accounts after this one
            raise PlatformError("error", "internal", without_secrets(f"{type(error).__name__}: {error}")) from error

    def _piece(
        self,
        task: Task,
        account: Account,
        edge: str,
        standing: Standing,
        started: datetime,
        window: Window | None = None,
        last: bool = True,
    ) -> Piece:
        window = window or (task.window if edge == "posts" else None)
        return Piece(task, account, edge, standing, started, self.clock(), window, last)


def coverage_of(piece: Piece, run: str, started_at: datetime) -> Coverage:
    """What is written down of a piece; `started_at` is when the stretch began that is written at once."""
    at = piece.standing
    # an address is known by what was written; everything else by the id, once there is one
    name = piece.account.address if piece.edge == "address" else piece.account.id or piece.account.address
    return Coverage(
        run=run,
        platform=piece.account.platform,
        account=name,
        edge=piece.edge,
        asked_from=piece.window.since if piece.window else None,
        asked_to=piece.window.until if piece.window else None,
        started_at=started_at,
        ended_at=piece.ended_at,
        received=at.received,
        kept=at.kept,
        platform_total=at.total,
        status=at.status,
        reason=at.reason,
        detail=without_secrets(at.detail),
        pages=at.pages,
        cursor="" if has_secret(at.cursor) else at.cursor,
    )


def _refused(error: PlatformError) -> Standing:
    page = Page(error.payloads) if error.payloads else None
    return Standing(error.status, error.reason, error.detail[:300], page=page)  # type: ignore[arg-type]


def _told(page: Page, asked: Account) -> Standing:
    """A profile that came, with what a reader of the coverage should know."""
    total = next((one.value for one in page.observations if one.measure == "posts_total"), None)
    notes = [page.note] if page.note else []
    known = {asked.address.lower(), asked.name.lower(), asked.id.lower()}
    if page.handle and page.handle.lower() not in known:
        notes.append(f"asked as {asked.address}, bears {page.handle}")
    if page.skew:
        notes.append(f"the platform's clock is {page.skew:+.0f} s from ours")
    kept = len(page.observations)
    return Standing(
        "complete", "", "; ".join(notes), pages=1, received=page.received, kept=kept, total=total, page=page
    )


def _doubted(at: Standing, total: int | None) -> Standing:
    """How a walk ended, given the posts that the profile told of: where the list shows none, that is not zero posts.

    Posts may be for followers only, private or hidden, and a platform may count what was deleted: which, it does not
    say. Posts before or after the window, which are shown and not kept, are no contradiction.
    """
    told = max(total or 0, at.total or 0)
    # a post without a date is kept, so that one that was shown was kept or has left its date
    if not at.complete or at.kept or at.reached is not None or not told:
        return at
    listed = f"{at.received} in the list and none shown" if at.received else "the list gave none"
    return replace(at, status="error", reason="contradicts", detail=f"posts in all: {told}; {listed}")
