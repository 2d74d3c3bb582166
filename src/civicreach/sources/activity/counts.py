"""Dated counts, such as Likes or followers: the one of each account that the window asks for."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

from civicreach.engine import Engine
from civicreach.records.activity import AccountActivity, Activity

from .entries import Entries, left_out_for, left_out_of, seen_accounts
from .reasons import LISTED, Reason


def take_counts(entries: Entries, *, zone: ZoneInfo, engine: Engine) -> Activity:
    """One count of each account: the last, the first or the largest in the window.

    Of several counts of an account at one moment the largest is taken, whatever the order of the rows; the others are
    left out and listed.

    Parameters
    ----------
    entries : Entries
        A source of dated counts whose relations are defined in `engine`.
    zone : ZoneInfo
        In which the moment of each count is given.

    Raises
    ------
    InputError
        Accounts that a spreadsheet program has shortened; nothing that `where` asks for.
    """
    reasons: Counter[Reason] = Counter()
    for reason, _, count in engine.run("entries_by_reason"):
        reasons[Reason(reason)] += count
    left_out = left_out_of(reasons, entries, engine)
    seen = seen_accounts(entries, engine)
    window = {"opens": entries.opens, "closes": entries.closes}
    n_counted = reasons[Reason.NONE]
    if engine.keep("repeated", "repeated_observations", **window):
        for same, count in sorted(engine.run("repeated_observations_by_kind"), reverse=True):
            rows = engine.run("repeated_observations_first", same=same, most=LISTED)
            first = [
                (file, line, f"{account} {value:g}" + ("" if same else f", taken: {taken:g}"))
                for file, line, account, value, taken in rows
            ]
            left_out.append(left_out_for(Reason.REPEATED if same else Reason.OUTDONE, count, first, entries))
            n_counted -= count
    clock = entries.prepared.clock
    taken = sorted(engine.run(f"{entries.spec.take}_observation", **window))
    return Activity(
        name=entries.name,
        measure=entries.spec.measure,
        counts={
            account: AccountActivity(account, value, clock.instant(moment).astimezone(zone).isoformat())
            for account, value, moment in taken
        },
        seen=seen,
        by_month=(),
        n_read=sum(reasons.values()),
        n_counted=n_counted,
        left_out=tuple(left_out),
        origins=entries.prepared.origins,
    )
