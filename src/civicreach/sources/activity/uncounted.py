"""A source of which no row can be counted: most likely another column, window or way of writing is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from civicreach.engine import RunsQueries
from civicreach.records.errors import Fault, InputError, Sentence
from civicreach.records.provenance import LeftOut
from civicreach.records.words import joined, message
from civicreach.sources.identifiers import EXAMPLES

from .asked import Asked
from .entries import Entries
from .reasons import Reason, reason_words

_TIME = (Reason.NO_DATE, Reason.UNCERTAIN_DATE, Reason.UNREADABLE_DATE, Reason.TOO_EARLY, Reason.OUT_OF_WINDOW)
_VALUE = (Reason.NO_VALUE, Reason.NOT_A_NUMBER, Reason.BELOW_ZERO)


def refuse_uncounted(
    counts: Mapping[Reason, int], left_out: Sequence[LeftOut], entries: Entries, engine: RunsQueries
) -> None:
    """Refuse a source that has rows and none that can be counted.

    A file of posts that is said to be complete may hold none of the window: silence in it is a zero. That is known only
    where there are rows whose dates could be read.

    Raises
    ------
    InputError
        With the reasons, the most frequent first, and how many rows each left out.
    """
    silent = entries.spec.is_posts and entries.spec.complete and counts.get(Reason.OUT_OF_WINDOW)
    if counts.get(Reason.NONE) or silent:
        return
    reasons = sorted((reason for reason, count in counts.items() if count), key=lambda reason: -counts[reason])
    shown: list[Sentence] = [_told(reason, counts[reason], left_out, entries, engine) for reason in reasons[:EXAMPLES]]
    if others := sum(counts[reason] for reason in reasons[EXAMPLES:]):
        shown.append(message("other reasons ({n})", n=others))
    where: Sentence = ", ".join(entries.spec.file)
    key, column = _column(reasons[0], entries)
    if column:
        where = message("{where}, column {value}", where=where, value=repr(column))
    wrong = message("has nothing that could be counted in {n} rows", n=sum(counts.values()))
    raise InputError([Fault(where, wrong, joined(shown, "; "), _right(reasons[0], key, entries))])


def _told(reason: Reason, count: int, left_out: Sequence[LeftOut], entries: Entries, engine: RunsQueries) -> Sentence:
    """A reason with its rows: from when to when they are where they lie outside the window, else the first of them."""
    words = reason_words(reason, entries.spec)
    if reason is Reason.OUT_OF_WINDOW:
        clock = entries.prepared.clock
        first, last = (
            clock.instant(moment).astimezone(entries.zone).date().isoformat()
            for moment in engine.run("first_and_last_entry", reason=int(reason))[0]
        )
        return message("{reason} ({n}), from {first} to {last}", reason=words, n=count, first=first, last=last)
    items = next((entry.items for entry in left_out if entry.reason == words), ())
    example = next((found for _, found in items if found), "")
    if not example:
        return message("{reason} ({n})", reason=words, n=count)
    return message("{reason} ({n}), the first {example}", reason=words, n=count, example=repr(str(example)))


def _column(reason: Reason, entries: Entries) -> tuple[str, str]:
    """The key of the study file that names the column a reason is about, and the column; empty where there is none."""
    asked = Asked.by(entries.spec)
    if reason in _TIME:
        return "time", asked.time
    if reason in _VALUE:
        return "value", asked.value
    if reason is Reason.NO_ACCOUNT:
        return "government" if entries.spec.government else "account", asked.account
    return "", ""


def _right(reason: Reason, key: str, entries: Entries) -> Sentence:
    if reason is Reason.OUT_OF_WINDOW:
        window = message("a window under [activity.{name}] in which the file has rows", name=entries.name)
        if not entries.spec.is_posts:
            return window
        return message("{window}; complete = true if the file has all posts, and there were none", window=window)
    if key:
        return message("the column that is meant, as {key} under [activity.{name}]", key=key, name=entries.name)
    return message("a file of whole rows that [activity.{name}] asks for", name=entries.name)
