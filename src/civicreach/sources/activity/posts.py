"""Posts counted in the window of a source, each once, however often it was harvested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from civicreach.engine import RunsQueries
from civicreach.records.activity import AccountActivity, Activity
from civicreach.records.errors import Fault, InputError
from civicreach.records.words import message
from civicreach.sources.identifiers import EXAMPLES, ruined_ids
from civicreach.sources.sentences import counted

from .entries import Entries, Flaw, left_out_for, left_out_of, located, seen_accounts
from .reasons import LISTED, Reason
from .uncounted import refuse_uncounted


def count_posts(entries: Entries, *, engine: RunsQueries) -> Activity:
    """The posts of each account in the window, without copies.

    Parameters
    ----------
    entries : Entries
        A source of posts whose relations are defined in `engine`.

    Returns
    -------
    Activity
        `by_month` counts posts out of the window too, copies among these included: they are not looked for there.

    Raises
    ------
    InputError
        Accounts or ids that a spreadsheet program has shortened; nothing that `where` asks for; no row that
        can be counted, unless the file is said to be complete and holds posts out of the window.
    """
    reasons: Counter[Reason] = Counter()
    months: Counter[int] = Counter()
    for reason, month, count in engine.run("entries_by_reason"):
        reasons[Reason(reason)] += count
        if reason in (Reason.NONE, Reason.OUT_OF_WINDOW):
            months[month] += count
    left_out = left_out_of(reasons, entries, engine)
    seen = seen_accounts(entries, engine)
    refuse_uncounted(reasons, left_out, entries, engine)
    posts: Counter[str] = Counter(dict(engine.run("posts_in_window", opens=entries.opens, closes=entries.closes)))
    n_counted, readings = reasons[Reason.NONE], entries.prepared.readings
    if entries.spec.id and n_counted:
        n_copies, n_unnamed, first = _take_out_copies(entries, posts, months, engine)
        if n_copies:
            left_out.append(left_out_for(Reason.REPEATED, n_copies, first, entries))
        n_counted -= n_copies
        if n_unnamed:
            note = message(
                "{posts} in the window without an id, of which copies cannot be found", posts=counted(n_unnamed, "post")
            )
            readings = (replace(readings[0], notes=(*readings[0].notes, note)), *readings[1:])
    return Activity(
        name=entries.name,
        measure=entries.spec.measure,
        counts={account: AccountActivity(account, float(count)) for account, count in sorted(posts.items())},
        seen=seen,
        refused=_refused(reasons, engine),
        by_month=tuple((f"{month // 100}-{month % 100:02}", count) for month, count in sorted(months.items()) if count),
        n_read=sum(reasons.values()),
        n_counted=n_counted,
        left_out=tuple(left_out),
        origins=tuple(reading.origin() for reading in readings),
    )


def _refused(reasons: Counter[Reason], engine: RunsQueries) -> frozenset[str]:
    """Accounts of which a post may lie in the window, if its date could be read."""
    undated = (Reason.NO_DATE, Reason.UNCERTAIN_DATE, Reason.UNREADABLE_DATE)
    if not any(reasons[reason] for reason in undated):
        return frozenset()
    rows = engine.run("accounts_refused", lowest=int(undated[0]), highest=int(undated[-1]))
    return frozenset(account for (account,) in rows)


def _take_out_copies(
    entries: Entries, posts: Counter[str], months: Counter[int], engine: RunsQueries
) -> tuple[int, int, list[tuple[int, int, str]]]:
    """Take copies out of the posts of accounts and months; how many, how many posts have no id, the first copies.

    The earliest copy is the one that counts; of those of one moment, the first in the order of the files. What is
    compared first is a number made of account and id (a fingerprint), which takes a fifth of the memory of the texts;
    where numbers are equal, the texts decide.
    """
    n_copies, n_unnamed, first = 0, 0, list[tuple[int, int, str]]()
    n_ruined, ruined = 0, list[tuple[int, int, str]]()
    window = {"opens": entries.opens, "closes": entries.closes}
    for lowest, highest in _ranges(posts, engine.at_a_time):
        bounds = {**window, "first": lowest, "last": highest}
        if not engine.keep("examined", "posts_to_examine", **bounds):
            continue
        flaws: dict[int, int] = dict(engine.run("examined_by_flaw"))
        if Flaw.SHORTENED in flaws:
            n_ruined += flaws[Flaw.SHORTENED]
            ruined = sorted([*ruined, *engine.run("shortened_ids", **bounds, most=EXAMPLES)])[:EXAMPLES]
        if n_ruined:
            continue
        n_unnamed += flaws.get(Flaw.ABSENT, 0)
        if Flaw.NONE not in flaws:
            continue
        n_copies += engine.keep("repeated", "repeated_posts", **bounds)
        for account, month, count in engine.run("repeated_posts_by_month"):
            posts[account] -= count
            months[month] -= count
        listed = engine.run("repeated_posts_first", most=LISTED)
        first = sorted([*first, *((file, line, f"{account} {post}") for file, line, account, post in listed)])[:LISTED]
    if n_ruined:
        raise InputError([_ruined(ruined, n_ruined, entries)])
    return n_copies, n_unnamed, first


def _ranges(posts: Counter[str], at_a_time: int | None) -> list[tuple[str, str]]:
    """Ranges of accounts with about so many posts in the window each.

    Files are often sorted by account: then each range lies in a part of the file, and no more than that is read.
    """
    ranges, first, last, size = list[tuple[str, str]](), "", "", 0
    for account, count in sorted(posts.items()):
        if size and at_a_time is not None and size + count > at_a_time:
            ranges.append((first, last))
            first, size = account, 0
        size, last = size + count, account
    return [*ranges, (first, last)]


def _ruined(rows: Sequence[tuple[int, int, str]], n: int, entries: Entries) -> Fault:
    """The fault of ids that a program has ruined, at the first of them."""
    ((file, _, _),) = rows[:1]
    name, (place, *_) = entries.prepared.files[file].name, located(rows[:1], entries.prepared)
    where = message("{where}, column {value}", where=name, value=repr(entries.spec.id))
    if entries.prepared.unit:
        where = message("{where} {place}, column {value}", where=name, place=place, value=repr(entries.spec.id))
    return ruined_ids(where, [post for _, _, post in rows], n=n)
