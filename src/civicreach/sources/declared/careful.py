"""Every row of a file looked at for itself, and refused with its reason where it cannot be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from civicreach.engine import Engine, file_sql, quoted
from civicreach.records.errors import Fault, InputError
from civicreach.records.harvest import Quarantined
from civicreach.records.provenance import LeftOut
from civicreach.records.words import message
from civicreach.records.zones import SEVERAL, own_names
from civicreach.sources.activity.cells import SPACES, ruined_sql, text_sql
from civicreach.sources.activity.instants import with_moments
from civicreach.sources.activity.json_lines import wrong_lines
from civicreach.sources.activity.reasons import Reason, reason_words
from civicreach.sources.activity.rows import rows_sql, write_rows

from .cells import count_sql, told_sql
from .copies import AGAIN, CHANGED, later_rows
from .halves import without_halves
from .raw import RawRows
from .reading import PostReading, ahead_sql

#: Rows that are listed of each reason; all are counted.
LISTED = 100

#: Rows whose numbers are asked for at a time.
_AT_ONCE = 100_000

NO_ID, RUINED, NOT_SEEN, LATER, WHICH_ZONE = 101, 102, 103, 104, 105
_REASONS = {
    NO_ID: message("without an id"),
    RUINED: message("an id that a spreadsheet program has ruined"),
    NOT_SEEN: message("without the time when it was seen; --observed gives it"),
    WHICH_ZONE: message("a date in a zone whose name several zones bear; name the zone with --zone"),
    LATER: message("later than the time at which it was seen: is --zone right?"),
    AGAIN: message("the same once more"),
    CHANGED: message("the same post at the same time with other counts: which of the two is later is not said"),
}

#: Nothing, or signs only.
_NO_NAME = r"account IS NULL OR NOT regexp_matches(account, '[\p{L}\p{N}]')"
_ZONED = r"[0-9].*([Zz]|[A-Za-z]{3,4}|[+-][0-9]{2}(:?[0-9]{2})?)|[0-9]{10}(\.[0-9]+)?|[0-9]{13}(\.0+)?|[A-Z].*"
_NO_ONE_ZONE = f".*[0-9] ?({'|'.join(sorted(SEVERAL))})"
_DAY = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"


@dataclass(frozen=True, slots=True)
class Careful:
    """What became of the rows of a file.

    Attributes
    ----------
    sql : str
        The posts that are kept, with the columns of the archive.
    n_read, n_kept : int
        Rows; `n_read` = `n_kept` + all of `left_out`.
    left_out, remarks : tuple of LeftOut
        Rows that are refused or say the same once more, and cells that were read in some way that a reader should know
        of.
    quarantined : tuple of Quarantined
        The refused ones, one record a reason.
    """

    sql: str
    n_read: int
    n_kept: int
    left_out: tuple[LeftOut, ...]
    remarks: tuple[LeftOut, ...]
    quarantined: tuple[Quarantined, ...]


@dataclass(frozen=True, slots=True)
class _Refused:
    """Rows of one reason; those that say the same once more are in no quarantine."""

    left_out: LeftOut
    quarantined: Quarantined | None


@dataclass(frozen=True, slots=True)
class _Suspects:
    """Lines of JSON in which nothing was found: how many are no records, the first of these, and of the others."""

    n_broken: int = 0
    broken: tuple[tuple[int, str], ...] = ()
    whole: tuple[int, ...] = ()


def read_carefully(reading: PostReading, raw: RawRows, same: Callable[[str], str], *, engine: Engine) -> Careful:
    """The posts of a file, written between; the query over them holds as long as the engine lives.

    Refused are rows that are not whole, without account, id or date, with a date that is uncertain or cannot be read,
    with an id that a spreadsheet program has ruined, and later than the time at which they were seen. A count that is
    none is not told, with a remark; the post stays. Of the rows of one post and moment the first is kept.

    Parameters
    ----------
    same : callable
        Gives the one form that all spellings of an account have in common.

    Raises
    ------
    InputError
        The file has no rows.
    """
    raw, halves = without_halves(raw, reading.fields.names, engine)
    between = engine.scratch / "looked-at.parquet"
    n_read = engine.write_parquet(_looked_at_sql(reading, raw), between)
    if not n_read:
        raise InputError(
            [Fault(reading.file.name, message("has no rows"), right=message("rows below the column names"))]
        )
    rows = f"(SELECT *, file_row_number + 1 AS row FROM read_parquet({file_sql(between)}, file_row_number = true))"
    first = _in_one_form(f"(SELECT * FROM {rows} WHERE reason = 0)", same, engine)
    if copies := later_rows(first, "account, post, seen", _told_columns(reading), engine):
        columns = f"SELECT rows.* REPLACE (coalesce(copies.reason, rows.reason) AS reason) FROM {rows} AS rows"
        rows = f"({columns} LEFT JOIN {copies} AS copies ON copies.row = rows.row)"
        first = f"(SELECT * FROM {first} WHERE row NOT IN (SELECT row FROM {copies}))"
    refused = _refused(rows, reading, raw, engine)
    kept = f"(SELECT * FROM {rows} WHERE reason = 0)"
    cells = {"account": "account", "post_id": "post", "created_at": "created", "observed_at": "seen"}
    cells |= {"type": "kind"} if reading.fields.type else {}
    cells |= {reading.text_column: "words"} if reading.fields.text else {}
    counts = {part: f"n{place}" for place, part in enumerate(reading.fields.counts)}
    sql = reading.posts_sql(first, cells, counts)
    n_kept = n_read - sum(entry.left_out.count for entry in refused)
    return Careful(
        sql,
        n_read,
        n_kept,
        tuple(entry.left_out for entry in refused),
        (*halves, *_remarks(kept, reading, engine)),
        tuple(entry.quarantined for entry in refused if entry.quarantined is not None),
    )


def _told_columns(reading: PostReading) -> str:
    """What a row tells of a post at a moment."""
    return ", ".join(["created", "kind", "words", *(f"n{place}" for place in range(len(reading.fields.counts)))])


def _looked_at_sql(reading: PostReading, raw: RawRows) -> str:
    """The rows with their cells read, and why each is refused."""
    fields, cell = reading.fields, reading.fields.cell
    texts = raw.file.kind in ("delimited text", "a workbook")
    cells = {
        "line": "CAST(line AS BIGINT)" if raw.numbered else "CAST(NULL AS BIGINT)",
        "broken": "broken" if raw.numbered else "CAST(NULL AS VARCHAR)",
        "account": _id_sql(cell(fields.account)),
        "post": _id_sql(cell(fields.post_id)),
        "created_written": cell(fields.created_at),
        "seen_written": cell(fields.observed_at),
        "kind": f"trim({cell(fields.type)}, {quoted(SPACES)})",
        # what is not kept does not go to a file either
        "words": reading.text_sql(cell(fields.text)),
        "nothing": " AND ".join(f"c{place} IS NULL" for place in range(len(fields.names))),
        **{f"n{place}": count_sql(cell(name), texts=texts) for place, name in enumerate(fields.counts.values())},
        **{
            f"a{place}": f"CASE WHEN {told_sql(cell(name))} THEN {cell(name)} END"
            for place, name in enumerate(fields.counts.values())
        },
    }
    rows = f"(SELECT {', '.join(f'{sql} AS {name}' for name, sql in cells.items())} FROM {raw.sql})"
    zone = ZoneInfo(reading.zone or "UTC")
    rows = _with_instant(rows, "created", zone)
    if reading.observed_at:
        rows = f"(SELECT *, {reading.seen_sql} AS seen, 0 AS seen_undated, false AS seen_bare FROM {rows})"
    else:
        rows = _with_instant(rows, "seen", zone)
    reason = (
        f"CASE WHEN broken <> '' THEN {Reason.BROKEN:d} WHEN {_NO_NAME} THEN {Reason.NO_ACCOUNT:d}"
        f" WHEN post IS NULL THEN {NO_ID} WHEN {ruined_sql('account')} OR {ruined_sql('post')} THEN {RUINED}"
        f" WHEN created_undated > 0 THEN created_undated"
        f" WHEN created < {reading.earliest_sql} THEN {Reason.TOO_EARLY:d}"
        f" WHEN seen_undated = {Reason.NO_DATE:d} THEN {NOT_SEEN}"
        f" WHEN seen_undated > 0 THEN seen_undated WHEN {ahead_sql('created', 'seen')} THEN {LATER} ELSE 0 END"
    )
    return f"SELECT *, {reason} AS reason, created_bare OR seen_bare AS bare FROM {rows}"


def _id_sql(cell: str) -> str:
    """An id as text; whole where a program had taken it for a number with decimals, which others write for gaps."""
    text = text_sql(cell)
    return f"CASE WHEN regexp_full_match({text}, '[0-9]{{1,15}}[.]0+') THEN split_part({text}, '.', 1) ELSE {text} END"


def _with_instant(rows: str, part: str, zone: ZoneInfo) -> str:
    """Rows with the text `<part>_written` read: as an instant, why there is none, and whether it names no zone."""
    written = f"{part}_written"
    if own := own_names(zone):
        # the name says no more than the zone does
        written = f"regexp_replace({written}, '([0-9]) ?({'|'.join(sorted(own))})$', '\\1')"
    read = with_moments(f"(SELECT *, {written} AS written FROM {rows})", zone)
    bare = f"(NOT regexp_full_match(written, '{_ZONED}') OR regexp_full_match(written, '{_DAY}'))"
    return (
        f"(SELECT * EXCLUDE (written, moment, undated), make_timestamptz(epoch_us(moment)) AS {part},"
        f" CASE WHEN undated > 0 AND regexp_full_match(written, '{_NO_ONE_ZONE}') THEN {WHICH_ZONE} ELSE undated END"
        f" AS {part}_undated, coalesce({bare}, false) AS {part}_bare FROM {read})"
    )


def _refused(rows: str, reading: PostReading, raw: RawRows, engine: Engine) -> list[_Refused]:
    """The rows that are refused, by reason, each listed with its line."""
    suspects = _Suspects() if raw.numbered else _suspects(rows, reading, raw, engine)
    counts: Counter[int] = Counter(
        dict(engine.execute(f"SELECT reason, count(*) FROM {rows} WHERE reason > 0 GROUP BY reason"))
    )
    # a line that is no record has no account either
    counts[Reason.NO_ACCOUNT] -= suspects.n_broken
    counts[Reason.BROKEN] += suspects.n_broken
    refused = []
    for reason in sorted(+counts):
        found: Sequence[tuple[int, str]] = suspects.broken if reason == Reason.BROKEN else ()
        found = found or _first_rows(rows, reason, suspects, raw, engine)
        lines = raw.lines([row for row, _ in found])
        items = tuple((f"line {lines[row]}", text[:80]) for row, text in found)
        words = _REASONS.get(reason) or reason_words(Reason(reason))
        again = reason == AGAIN
        quarantined = (
            None
            if again
            else Quarantined(
                platform=reading.platform,
                account="",
                reason=str(words),
                observed_at=reading.observed_at or datetime.now(UTC),
                run=reading.run,
                count=counts[reason],
                payload=f"{reading.file.name} {items[0][0]}",
                item=found[0][1],
            )
        )
        refused.append(_Refused(LeftOut(reading.file.name, words, counts[reason], items, not again), quarantined))
    return refused


def _suspects(rows: str, reading: PostReading, raw: RawRows, engine: Engine) -> _Suspects:
    """The rows in which nothing was found: a few of the first are held, however many there are."""
    broken: list[tuple[int, str]] = []
    whole: list[int] = []
    n_broken = 0
    for row, wrong in wrong_lines(raw.file, _empty_rows(rows, engine), reading.fields.names):
        n_broken += bool(wrong)
        if wrong and len(broken) < LISTED:
            broken.append((row, wrong))
        elif not wrong and len(whole) < LISTED:
            whole.append(row)
    return _Suspects(n_broken, tuple(broken), tuple(whole))


def _empty_rows(rows: str, engine: Engine) -> Iterator[int]:
    last = 0
    while found := engine.execute(
        f"SELECT row FROM {rows} WHERE nothing AND row > {last:d} ORDER BY row LIMIT {_AT_ONCE}"
    ):
        for (row,) in found:
            yield row
        last = found[-1][0]


def _first_rows(rows: str, reason: int, suspects: _Suspects, raw: RawRows, engine: Engine) -> Sequence[tuple[int, str]]:
    place = "line" if raw.numbered else "row"
    cells = ", ".join(f"coalesce({cell}, '-')" for cell in ("account", "post", "created_written"))
    # lines that are no records stand elsewhere
    records = "true" if raw.numbered else f"(NOT nothing OR row IN ({', '.join(map(str, suspects.whole)) or 0}))"
    return engine.execute(
        f"SELECT {place}, coalesce(nullif(broken, ''), concat_ws(' ', {cells})) FROM {rows}"
        f" WHERE reason = {reason:d} AND {records} ORDER BY {place} LIMIT {LISTED}"
    )


def _remarks(kept: str, reading: PostReading, engine: Engine) -> tuple[LeftOut, ...]:
    """Cells that are kept and were not read as they stand."""
    name, remarks = reading.file.name, []
    for place, field in enumerate(reading.fields.counts.values()):
        odd = f"a{place} IS NOT NULL AND n{place} IS NULL"
        ((count, first),) = engine.execute(f"SELECT count(*), arg_min(a{place}, row) FROM {kept} WHERE {odd}")
        if count:
            said = message("a count that is not a whole number from 0: not told")
            remarks.append(LeftOut(name, said, count, ((field, first[:80]),)))
    ((count, first),) = engine.execute(f"SELECT count(*), arg_min(created_written, row) FROM {kept} WHERE bare")
    if count:
        said = message("a time without a zone, read as UTC; --zone names another")
        if reading.zone:
            said = message("a time without a zone, read in {zone}", zone=reading.zone)
        remarks.append(LeftOut(name, said, count, ((reading.fields.created_at, first or ""),)))
    return tuple(remarks)


def _in_one_form(rows: str, same: Callable[[str], str], engine: Engine) -> str:
    """The rows with each account in the one form of all its spellings."""
    accounts = [account for (account,) in engine.execute(f"SELECT DISTINCT account FROM {rows}")]
    changed = [(account, form) for account in sorted(accounts) if (form := same(account)) != account]
    if not changed:
        return rows
    spellings = engine.scratch / "spellings.csv"
    write_rows(changed, spellings)
    return (
        f"(SELECT kept.* REPLACE (coalesce(form, account) AS account) FROM {rows} AS kept"
        f" LEFT JOIN {rows_sql(spellings, ['spelling', 'form'])} AS spellings ON spelling = account)"
    )
