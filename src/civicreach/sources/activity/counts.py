"""Dated counts, such as Likes or followers: the one of each account that the window asks for."""

from __future__ import annotations

import re
from collections import Counter

from civicreach.engine import RunsQueries
from civicreach.records.activity import AccountActivity, Activity
from civicreach.records.errors import Fault, InputError, Sentence
from civicreach.records.provenance import LeftOut
from civicreach.records.words import message
from civicreach.sources.identifiers import EXAMPLES
from civicreach.sources.sentences import counted, listed

from .entries import Entries, left_out_for, left_out_of, seen_accounts
from .reasons import LISTED, Reason, reason_words
from .uncounted import refuse_uncounted

#: A number with separators between thousands.
_SEPARATED = re.compile(r"-?\d{1,3}([,.'][0-9]{3})+")


#: What is said of rows whose value is a number.
_NUMBERS = (Reason.NONE, Reason.BELOW_ZERO, Reason.OUT_OF_WINDOW)


def take_counts(entries: Entries, *, engine: RunsQueries) -> Activity:
    """One count of each account: the last, the first or the largest in the window.

    Of several counts of an account at one moment the largest is taken, whatever the order of the rows; the others are
    left out and listed.

    Parameters
    ----------
    entries : Entries
        A source of dated counts whose relations are defined in `engine`.

    Raises
    ------
    InputError
        Accounts that a spreadsheet program has shortened; nothing that `where` asks for; text where numbers are needed;
        no row that can be counted.
    """
    reasons: Counter[Reason] = Counter()
    for reason, _, count in engine.run("entries_by_reason"):
        reasons[Reason(reason)] += count
    left_out = left_out_of(reasons, entries, engine)
    if reasons[Reason.NOT_A_NUMBER] and not entries.spec.thousands:
        _refuse_separators(left_out, entries)
    if reasons[Reason.NOT_A_NUMBER] and not any(reasons[reason] for reason in _NUMBERS):
        raise InputError([_no_number(left_out, entries)])
    seen = seen_accounts(entries, engine)
    refuse_uncounted(reasons, left_out, entries, engine)
    window = {"opens": entries.opens, "closes": entries.closes}
    n_counted = reasons[Reason.NONE]
    if engine.keep("repeated", "repeated_observations", **window):
        for same, count in sorted(engine.run("repeated_observations_by_kind"), reverse=True):
            rows = engine.run("repeated_observations_first", same=same, most=LISTED)
            first = [
                (file, line, f"{account} {value:.15g}" + ("" if same else f", taken: {taken:.15g}"))
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
            account: AccountActivity(account, value, clock.instant(moment).astimezone(entries.zone).isoformat())
            for account, value, moment in taken
        },
        seen=seen,
        refused=frozenset(),
        by_month=(),
        n_read=sum(reasons.values()),
        n_counted=n_counted,
        left_out=tuple(left_out),
        origins=tuple(reading.origin() for reading in entries.prepared.readings),
    )


def _no_number(left_out: list[LeftOut], entries: Entries) -> Fault:
    """The fault of a column of which no value is a number: most likely it is another one that is meant."""
    (entry,) = _not_numbers(left_out, entries)
    shown = list(dict.fromkeys(str(found) for _, found in entry.items))
    where = message("{where}, column {value}", where=", ".join(entries.spec.file), value=repr(entries.spec.value))
    right = message(
        "a column of numbers; decimal and thousands under [activity.{name}] say how they are written", name=entries.name
    )
    wrong = message("has no number in {rows} that could be counted", rows=counted(entry.count, "row"))
    return Fault(where, wrong, listed(shown, EXAMPLES), right)


def _not_numbers(left_out: list[LeftOut], entries: Entries) -> list[LeftOut]:
    words = reason_words(Reason.NOT_A_NUMBER, entries.spec).text
    return [entry for entry in left_out if getattr(entry.reason, "text", "") == words]


def _refuse_separators(left_out: list[LeftOut], entries: Entries) -> None:
    """Large counts written as 4,147 would all be left out, and the small ones would stay: that is not a sample."""
    found: dict[str, list[tuple[Sentence, str]]] = {}
    for entry in _not_numbers(left_out, entries):
        for place, shown in entry.items:
            written = next((part for part in str(shown).split() if _SEPARATED.fullmatch(part)), "")
            if written:
                mark = next(sign for sign in written if not sign.isdigit() and sign != "-")
                found.setdefault(mark, []).append((place, written))
    names, value, faults = ", ".join(entries.spec.file), repr(entries.spec.value), []
    for mark, items in found.items():
        where = message("{where}, column {value}", where=names, value=value)
        if entries.prepared.unit:
            where = message("{where} {place}, column {value}", where=names, place=items[0][0], value=value)
        n, shown_mark = counted(len(items), "number"), repr(mark)
        wrong = message("holds {numbers} with {mark} between thousands", numbers=n, mark=shown_mark)
        if len(items) >= LISTED:
            wrong = message("holds at least {numbers} with {mark} between thousands", numbers=n, mark=shown_mark)
        right = message("thousands = {mark} under [activity.{name}]", mark=shown_mark, name=entries.name)
        shown = listed(dict.fromkeys(written for _, written in items), EXAMPLES)
        faults.append(Fault(where, wrong, shown, right))
    if faults:
        raise InputError(faults)
