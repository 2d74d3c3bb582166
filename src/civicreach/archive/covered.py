"""Whether walks over an account's posts cover a window without a gap; only then is silence a zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from civicreach.records.harvest import Coverage, Status

from .archive import Archive
from .rows import EPOCH, coverage_of, coverage_sql

#: What is said of an account that no walk has covered, and none has failed to.
NOT_COLLECTED = "not_collected"

_FIRST = datetime.min.replace(tzinfo=UTC)


def coverage_over(
    archive: Archive, platform: str, edge: str, opens: datetime, closes: datetime
) -> Mapping[str, Status | str]:
    """For each account that was asked for: ``complete``, or why the window is not covered.

    Parameters
    ----------
    edge : str
        ``posts`` or ``profile``.
    opens, closes : datetime
        The window, from and to before.
    """
    asked = {"platform": platform, "edge": edge}
    of_edge = "FROM {coverage} WHERE platform = $platform AND edge = $edge"
    # a walk that ends before the window or begins behind it says nothing of it: an archive holds years of them
    met = (
        "coalesce(epoch_us(asked_from) < $closes, true) AND coalesce(epoch_us(asked_to) > $opens, true)"
        if edge == "posts"
        else "epoch_us(started_at) >= $opens AND epoch_us(started_at) < $closes"
    )
    ends = {name: (at - EPOCH) // timedelta(microseconds=1) for name, at in (("opens", opens), ("closes", closes))}
    rows = archive.execute(f"SELECT {coverage_sql()} {of_edge} AND {met} ORDER BY ended_at, run", asked | ends)
    accounts = archive.execute(f"SELECT DISTINCT account {of_edge}", asked)
    walks: dict[str, list[Coverage]] = {account: [] for (account,) in accounts}
    for walk in map(coverage_of, rows):
        walks[walk.account].append(walk)
    judged = covered if edge == "posts" else asked_within
    return {account: judged(of_account, opens, closes) for account, of_account in walks.items()}


def asked_within(walks: Iterable[Coverage], opens: datetime, closes: datetime) -> Status | str:
    """How the last walk in the window ended; ``not_collected`` where there was none. A profile shows one moment."""
    ends = [walk.status for walk in walks if opens <= walk.started_at < closes]
    return ends[-1] if ends else NOT_COLLECTED


def covered(walks: Iterable[Coverage], opens: datetime, closes: datetime) -> Status | str:
    """``complete`` where the complete walks together leave no gap in the window.

    A walk knows nothing of what came after it had begun, whatever was asked for. Where there is a gap, the status of
    the last walk that met the window and was not complete says why, else ``not_collected``.
    """
    reached, why = opens, NOT_COLLECTED
    spans = []
    for walk in walks:
        begin = walk.asked_from or _FIRST
        end = min(walk.asked_to or walk.started_at, walk.started_at)
        if walk.status == "complete":
            spans.append((begin, end))
        elif begin < closes and (walk.asked_to is None or walk.asked_to > opens):
            why = walk.status
    for begin, end in sorted(spans):
        if begin <= reached:
            reached = max(reached, end)
    return "complete" if reached >= closes else why
