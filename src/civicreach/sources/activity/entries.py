"""The relations that named queries read: entries with their reasons, posts, observations; and what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicreach.engine import RunsQueries
from civicreach.engine.clock import Clock, month_sql
from civicreach.records.errors import Fault, InputError, Sentence
from civicreach.records.provenance import LeftOut
from civicreach.records.words import joined, message
from civicreach.sources.identifiers import ruined_ids, why_all_ruined, why_ruined

from .asked import Asked
from .cells import ruined_sql, selected_sql, shown_sql
from .instants import EARLIEST, LATEST
from .prepared import Prepared
from .reasons import LISTED, REFUSED, Reason, reason_words

if TYPE_CHECKING:
    from civicreach.records.study import ActivitySource


class Flaw(IntEnum):
    """What is wrong with the id of a post, so that copies of it cannot be told; 0 where nothing is."""

    NONE = 0
    ABSENT = 1
    SHORTENED = 2


@dataclass(frozen=True, slots=True)
class Entries:
    """A source whose relations are defined in an engine.

    Attributes
    ----------
    name : str
        As the study names it.
    spec : ActivitySource
        As declared.
    prepared : Prepared
        Its files.
    zone : ZoneInfo
        Of the study: of days and months.
    opens, closes : datetime
        The window as `moment` is written, to be given to queries.
    """

    name: str
    spec: ActivitySource
    prepared: Prepared
    zone: ZoneInfo
    opens: datetime
    closes: datetime


#: Rows up to which a source is kept in memory rather than computed anew for every query.
KEPT = 200_000


def define_entries(
    name: str, spec: ActivitySource, prepared: Prepared, *, zone: ZoneInfo, opened: date | None, engine: RunsQueries
) -> Entries:
    """Define the relations `entries`, and `posts` or `observations`, of a source."""
    clock = prepared.clock
    cells = {column: f"w{place}" for place, column in enumerate(Asked.by(spec).where)}
    start, end = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (EARLIEST, LATEST))
    if opened:
        start = max(start, datetime(opened.year, opened.month, opened.day, tzinfo=zone))
    window = [clock.shows(bound) for bound in spec.window.bounds(zone.key)]
    passed = selected_sql(spec.where, cells)
    rows = f"(SELECT *, {passed} AS passed FROM {prepared.relation})" if spec.where else prepared.relation
    small = sum(reading.rows for reading in prepared.readings) <= KEPT
    month = _month_sql(prepared.relation, clock, zone, start, end, engine)
    reason = _reason_sql(spec, clock, start if opened else None, zone)
    account = "CASE WHEN passed THEN account END" if spec.where else "account"
    engine.define(
        "entries",
        f"SELECT file, line, {account} AS account, written, moment, amount, {shown_sql(cells)} AS asked, broken,"
        f" {month} AS month, {reason} AS reason FROM {rows}",
        kept=small,
    )
    usable = f"account IS NOT NULL AND moment >= {clock.literal(start)} AND moment < {clock.literal(end)}"
    usable += " AND passed" if spec.where else ""
    if spec.is_posts:
        flaw = (
            f"CASE WHEN post IS NULL THEN {Flaw.ABSENT:d} WHEN {ruined_sql('post')} THEN {Flaw.SHORTENED:d} ELSE 0 END"
        )
        engine.define(
            "posts",
            f"SELECT file, line, shelf, account, post, moment, {month} AS month, hash(account, post) AS fingerprint,"
            f" {flaw} AS flaw FROM {rows} WHERE {usable}",
            kept=small,
        )
    else:
        engine.define(
            "observations", f"SELECT file, line, account, moment, value FROM {rows} WHERE {usable} AND value >= 0"
        )
    return Entries(name, spec, prepared, zone, *window)


def seen_accounts(entries: Entries, engine: RunsQueries) -> frozenset[str]:
    """Every account that a source holds anything of.

    Raises
    ------
    InputError
        Accounts that a spreadsheet program has shortened: what were several may have become one.
    """
    seen = sorted(account for (account,) in engine.run("accounts_seen"))
    where = message(
        "{file}, column {account}", file=", ".join(entries.spec.file), account=repr(Asked.by(entries.spec).account)
    )
    if ruined := [account for account in seen if why_ruined(account)]:
        raise InputError([ruined_ids(where, ruined, n=len(ruined))])
    if cut := why_all_ruined(seen):
        raise InputError([Fault(where, cut[0], found=repr(cut[1]), right=cut[2])])
    return frozenset(seen)


def left_out_of(counts: Mapping[Reason, int], entries: Entries, engine: RunsQueries) -> list[LeftOut]:
    """What cannot be counted, by reason in their order, with the first rows of each.

    Raises
    ------
    InputError
        No row has what `where` asks for.
    """
    left_out = []
    for reason in sorted(reason for reason, count in counts.items() if count and reason):
        found = engine.run("entries_left_out", reason=int(reason), most=LISTED)
        rows = [(file, line, _found(reason, *shown)) for file, line, *shown in found]
        left_out.append(left_out_for(reason, counts[reason], rows, entries))
    n_read = sum(counts.values())
    if counts.get(Reason.PASSED_OVER) and n_read == counts[Reason.PASSED_OVER] + counts.get(Reason.BROKEN, 0):
        asked = " and ".join(f"{column} = {value!r}" for column, value in entries.spec.where.items())
        shown = list(dict.fromkeys(found for entry in left_out for _, found in entry.items))
        right = message("values that occur together in one row, under [activity.{name}] where", name=entries.name)
        fault = Fault(
            ", ".join(entries.spec.file),
            message("no row has {asked}", asked=asked),
            found=joined(shown[:5], "; "),
            right=right,
        )
        raise InputError([fault])
    return left_out


def left_out_for(reason: Reason, count: int, rows: Sequence[tuple[int, int, str]], entries: Entries) -> LeftOut:
    """Rows left out for one reason, given how many there are and the file, line and finding of the first."""
    several = len(entries.prepared.files) > 1
    places = located(rows, entries.prepared)
    items = [
        (joined([entries.prepared.files[file].name, place], " ") if several else place, found or "")
        for (file, _, found), place in zip(rows, places, strict=True)
    ]
    source = f"activity.{entries.name}"
    return LeftOut(source, reason_words(reason, entries.spec), count, tuple(items), reason in REFUSED)


def located(rows: Sequence[tuple[int, int, str]], prepared: Prepared) -> Sequence[Sentence]:
    """Where rows stand in their files, ``line 12``; the name of a table, whose rows have no places."""
    if not prepared.unit:
        return [prepared.files[file].name for file, _, _ in rows]
    lines: dict[int, Mapping[int, int]] = {}
    for file in {file for file, _, _ in rows}:
        lines[file] = prepared.lines(file, [line for other, line, _ in rows if other == file])
    numbers = [str(lines[file][line]) for file, line, _ in rows]
    if prepared.unit == "line":
        return [message("line {line}", line=number) for number in numbers]
    return [message("row {row}", row=number) for number in numbers]


def _month_sql(relation: str, clock: Clock, zone: ZoneInfo, start: datetime, end: datetime, engine: RunsQueries) -> str:
    """SQL of the month, over the months that the source has; before and after these there is nothing usable."""
    low, high = clock.literal(start), clock.literal(end)
    within = f"min(moment) >= {low} AND max(moment) < {high}"
    bounds = f"SELECT CAST(min(moment) AS VARCHAR), CAST(max(moment) AS VARCHAR), {within} FROM {relation}"
    # without a condition DuckDB looks up the smallest and the largest value in the footer of a file
    ((first, last, usable),) = engine.execute(bounds)
    if usable is False:
        ((first, last, _),) = engine.execute(f"{bounds} WHERE moment >= {low} AND moment < {high}")
    if first is None:
        return "CAST(NULL AS INTEGER)"
    return month_sql("moment", clock, zone, clock.instant(first), clock.instant(last))


def _reason_sql(spec: ActivitySource, clock: Clock, opened: datetime | None, zone: ZoneInfo) -> str:
    opens, closes = (clock.literal(bound) for bound in spec.window.bounds(zone.key))
    cases = [
        ("broken IS NOT NULL", Reason.BROKEN),
        *([("NOT passed", Reason.PASSED_OVER)] if spec.where else []),
        ("account IS NULL", Reason.NO_ACCOUNT),
        *(
            (f"undated = {reason:d}", reason)
            for reason in (Reason.NO_DATE, Reason.UNCERTAIN_DATE, Reason.UNREADABLE_DATE, Reason.TOO_EARLY)
        ),
        *([(f"moment < {clock.literal(opened)}", Reason.TOO_EARLY)] if opened else []),
    ]
    if not spec.is_posts:
        cases += [
            ("amount IS NULL", Reason.NO_VALUE),
            ("value IS NULL", Reason.NOT_A_NUMBER),
            ("value < 0", Reason.BELOW_ZERO),
        ]
    cases.append((f"moment < {opens} OR moment >= {closes}", Reason.OUT_OF_WINDOW))
    return "CASE " + " ".join(f"WHEN {condition} THEN {reason:d}" for condition, reason in cases) + " ELSE 0 END"


def _found(reason: Reason, account: str, written: str, amount: str, asked: str, broken: str) -> str:
    """What to show of a row, by the reason why it cannot be counted."""
    if reason in (Reason.NO_DATE, Reason.NO_VALUE):
        return " ".join(filter(None, (account, written)))
    shown = {
        Reason.BROKEN: broken,
        Reason.PASSED_OVER: asked,
        Reason.NOT_A_NUMBER: amount,
        Reason.BELOW_ZERO: amount,
    }
    return shown.get(reason, written) or ""
