"""How a collection came out, for the reader: one outcome an account and edge, in the order of the accounts file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from civicreach.records.collection import Outcome
from civicreach.records.harvest import Coverage
from civicreach.sources.platforms.walk import Standing

from .plan import CollectionPlan, Task

#: Reason of a profile of an account that stands in the file before, in another spelling; its posts are told there.
SAME_ACCOUNT = "same_account"


@dataclass(frozen=True, slots=True, eq=False)
class Ending:
    """How one edge of an account ended; `id` is empty where the account was not found."""

    task: Task
    id: str
    edge: str
    end: Standing | Coverage


def outcomes(
    endings: Iterable[Ending], plan: CollectionPlan, ended: Mapping[tuple[str, str, str], Coverage]
) -> tuple[Outcome, ...]:
    """Outcomes in the order of the accounts file, those of the interrupted part of the run included.

    An account that stands in the file in several spellings is told of where it stands first, whichever was asked first.

    Parameters
    ----------
    endings : iterable of Ending
        In the order of their coming.
    ended : mapping
        What the interrupted part of the run has brought to its end, by platform, account and edge.
    """
    now = tuple(endings)
    every = (*_before(now, plan, ended), *now)
    place = {task.listed.where: i for i, task in enumerate(plan.tasks)}
    first: dict[tuple[str, str], Task] = {}
    for one in sorted(every, key=lambda one: place[one.task.listed.where]):
        if one.id:
            first.setdefault((one.task.account.platform, one.id), one.task)
    last: dict[tuple[str, str], Outcome] = {}
    for one in every:
        owner = first.get((one.task.account.platform, one.id), one.task)
        outcome = _outcome(one.task if one.edge == "profile" else owner, one)
        if one.edge == "profile" and owner is not one.task and outcome.status == "complete":
            outcome = replace(outcome, reason=SAME_ACCOUNT, detail=owner.listed.where)
        key = outcome.where, outcome.edge
        # an unfinished walk that is gone on with and the window after it are one edge to the reader
        last[key] = _together(last[key], outcome) if key in last and one.edge == "posts" else outcome
    return tuple(sorted(last.values(), key=lambda one: (place[one.where], one.edge == "posts")))


def _before(
    now: Iterable[Ending], plan: CollectionPlan, ended: Mapping[tuple[str, str, str], Coverage]
) -> Iterable[Ending]:
    told = {(one.task.listed.where, one.edge) for one in now}
    read = {(one.task.account.platform, one.id, one.edge) for one in now if one.edge == "posts"}
    for task in plan.tasks:
        account = task.account
        for edge in ("profile", "posts"):
            names = dict.fromkeys(name for name in (account.id, account.address) if name)
            walk = next((ended[key] for name in names if (key := (account.platform, name, edge)) in ended), None)
            key = account.platform, account.id, edge
            if walk is None or (task.listed.where, edge) in told or (account.id and key in read):
                continue
            if edge == "posts":
                read.add(key)
            yield Ending(task, account.id, edge, walk)


def _outcome(task: Task, one: Ending) -> Outcome:
    listed, end = task.listed, one.end
    return Outcome(
        platform=listed.account.platform,
        account=listed.account.address,
        governments=listed.governments,
        where=listed.where,
        edge=one.edge,
        status=end.status,
        reason=end.reason,
        detail=end.detail,
        received=end.received,
        kept=end.kept,
        pages=end.pages,
    )


def _together(before: Outcome, after: Outcome) -> Outcome:
    return replace(
        after,
        received=before.received + after.received,
        kept=before.kept + after.kept,
        pages=before.pages + after.pages,
    )
