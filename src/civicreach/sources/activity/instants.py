"""Moments as platforms, exports and people write them, read by SQL; what could mean several days is not guessed.

Read are, in every case with the year first or the month as a word:

- ``2015-06-01``, ``2015-06-01 09:30``, ``2015-06-01T09:30:00.5``; with ``Z``, ``+09:00``, ``+0900`` or ``+09``
- ``2015/6/1``, ``2015.06.01 11:00``, ``2015. 6. 1. 오전 9:30``, ``2015년 6월 1일 오후 3시 5분``, ``2015-06-01 9:30 PM``
- one of `OFFSETS` or an offset after a space: ``2015-06-01 09:30:00 KST``
- ``20150601``, ``20150601093000``
- ``Mon Jun 01 09:30:11 +0000 2015`` (Twitter), ``Mon, 01 Jun 2015 09:30:11 +0900`` (RSS)
- seconds or milliseconds since 1970: whole numbers of 10 or 13 digits
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from civicreach.engine import quoted
from civicreach.engine.clock import to_utc_sql
from civicreach.records.zones import OFFSETS

from .cells import text_sql
from .reasons import Reason

#: Nothing on a platform is older, and what is dated later is no date but stands for one that is missing.
EARLIEST, LATEST = "1970-01-01", "2100-01-01"

_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?"
_OFFSET = r"(Z|[+-][01]\d(:?[0-5]\d)?)"
_HALF = "오전|오후|AM|PM|am|pm"
_LOOSE = (
    r"(\d{4}) ?(?:[-/.]|년) ?(\d{1,2}) ?(?:[-/.]|월) ?(\d{1,2}) ?(?:\.|일)?"  # 2015. 6. 1.
    rf"(?:[T ] ?(?:({_HALF}) ?)?(\d{{1,2}})(?:시|(?: ?: ?|시 ?)(\d{{1,2}})(?:분|(?::|분 ?)(\d{{1,2}})(\.\d+)?초?)?)"
    rf" ?({_HALF})?)?"
    rf" ?({'|'.join(OFFSETS)}|[+-][01]\d:?[0-5]\d)?"
)
_PARTS = ("year", "month", "day", "before", "hour", "minute", "second", "fraction", "after", "zone")
_UNCERTAIN = r"\d{1,2} ?[-/.] ?\d{1,2} ?[-/.] ?(\d{4}|\d{2})\.?([T ,].*)?"
_TWITTER = r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2} [+-]\d{4} \d{4}"
_MAIL_DAY = r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} "
_MAIL, _MAIL_UTC = _MAIL_DAY + r"[+-]\d{4}", _MAIL_DAY + "(GMT|UTC|Z)"


def with_moments(relation: str, zone: ZoneInfo, blank: Sequence[str] = ()) -> str:
    """A relation with its text `written` read as `moment` (UTC), and why there is none as `undated`.

    Parameters
    ----------
    relation : str
        SQL of a relation with a column `written`: text as it stands.
    zone : ZoneInfo
        Of the times that name no zone. A date without a time is the beginning of that day.
    blank : sequence of str
        Texts that stand for no date.

    Returns
    -------
    str
        SQL of the relation with the columns `moment` (TIMESTAMP) and `undated` (a `Reason`, or 0) besides its own;
        `written` without spaces around it, and NULL where there is none.
    """
    parts = ", ".join(quoted(part) for part in _PARTS)
    # nearly all texts are of one of two forms, and each further pattern would cost as much as reading the date
    form = f"CASE WHEN {_matches(_DAY + _CLOCK + _OFFSET)} THEN 1 WHEN {_matches(f'{_DAY}({_CLOCK})?')} THEN 2 END"
    taken = f"regexp_extract(written, {quoted(f'^{_LOOSE}$')}, [{parts}])"
    # what is of such a form has no spaces around it, but may be a date that stands for none
    cleaned = (
        text_sql("written", blank) if blank else f"CASE WHEN form IS NULL THEN {text_sql('written')} ELSE written END"
    )
    trimmed = f"SELECT * REPLACE ({cleaned} AS written) FROM (SELECT *, {form} AS form FROM {relation})"
    again = f"coalesce(form, {form})"
    forms = f"SELECT * REPLACE ({again} AS form), CASE WHEN {again} IS NULL THEN {taken} END AS parts FROM ({trimmed})"
    # in UTC where the text says of which zone it is, else by the wall clock
    read = f"SELECT * EXCLUDE (form, parts), {_utc_sql()} AS utc, {_local_sql()} AS local FROM ({forms})"
    moment = f"CASE WHEN utc IS NULL THEN {to_utc_sql('local', zone)} ELSE utc END"
    moments = f"SELECT * EXCLUDE (utc, local), {moment} AS moment FROM ({read})"
    return f"(SELECT *, {_undated_sql('moment')} AS undated FROM ({moments}))"


def _undated_sql(moment: str) -> str:
    return (
        f"CASE WHEN {moment} >= TIMESTAMP '{EARLIEST}' AND {moment} < TIMESTAMP '{LATEST}' THEN 0"
        f" WHEN written IS NULL THEN {Reason.NO_DATE:d}"
        f" WHEN {moment} < TIMESTAMP '{EARLIEST}' THEN {Reason.TOO_EARLY:d}"
        f" WHEN regexp_full_match(written, {quoted(_UNCERTAIN)}) THEN {Reason.UNCERTAIN_DATE:d}"
        f" ELSE {Reason.UNREADABLE_DATE:d} END"
    )


def _utc_sql() -> str:
    """The instant of a text that names its zone, or counts from 1970."""

    def utc(sql: str) -> str:
        return f"make_timestamp(epoch_us({sql}))"

    number = "floor(TRY_CAST(written AS DOUBLE))"
    named = " ".join(f"WHEN {quoted(name)} THEN {minutes * 60}" for name, minutes in OFFSETS.items())
    digits = "replace(parts.zone, ':', '')"
    hours, minutes = (f"TRY_CAST(substr({digits}, {place}, 2) AS INTEGER)" for place in (2, 4))
    sign = "CASE WHEN left(parts.zone, 1) = '-' THEN -1 ELSE 1 END"
    offset = f"CASE parts.zone {named} ELSE ({sign}) * ({hours} * 3600 + {minutes} * 60) END"
    return _cases(
        # a cast to TIMESTAMP would pass over the offset without a word
        ("form = 1", utc("TRY_CAST(written AS TIMESTAMPTZ)")),
        ("form = 2", "NULL"),
        ("parts.zone <> ''", f"{_loose_sql()} - to_seconds({offset})"),
        (_matches(r"\d{10}(\.\d+)?"), f"make_timestamp(CAST({number} * 1000000 AS BIGINT))"),
        (_matches(r"\d{13}(\.0+)?"), f"make_timestamp(CAST({number} * 1000 AS BIGINT))"),
        (_matches(_TWITTER), utc("TRY_STRPTIME(written, '%a %b %d %H:%M:%S %z %Y')")),
        (_matches(_MAIL), utc("TRY_STRPTIME(written, '%a, %d %b %Y %H:%M:%S %z')")),
        (_matches(_MAIL_UTC), "TRY_STRPTIME(regexp_replace(written, ' [A-Z]+$', ''), '%a, %d %b %Y %H:%M:%S')"),
    )


def _local_sql() -> str:
    """What the wall clock showed, of a text that names no zone."""
    compact = "left(written, 4) || '-' || substr(written, 5, 2) || '-' || substr(written, 7, 2)"
    clock = "substr(written, 9, 2) || ':' || substr(written, 11, 2) || ':' || substr(written, 13, 2)"
    return _cases(
        ("form = 1", "NULL"),
        ("form = 2", "TRY_CAST(written AS TIMESTAMP)"),
        ("parts.year <> '' AND parts.zone = ''", _loose_sql()),
        (_matches(r"(19|20)\d{6}"), f"TRY_CAST({compact} AS TIMESTAMP)"),
        (_matches(r"(19|20)\d{12}"), f"TRY_CAST({compact} || ' ' || {clock} AS TIMESTAMP)"),
    )


def _loose_sql() -> str:
    """The date and time of a text whose parts were taken out by `_LOOSE`, whatever its zone."""
    half = "lower(parts.before || parts.after)"
    given = "TRY_CAST(parts.hour AS INTEGER)"
    hour = (
        f"CASE WHEN parts.hour = '' THEN '0' WHEN {half} = '' THEN parts.hour"
        f" WHEN {half} IN ('오후', 'pm') AND {given} < 12 THEN CAST({given} + 12 AS VARCHAR)"
        f" WHEN {half} IN ('오후', 'pm') AND {given} = 12 THEN '12'"
        f" WHEN {half} IN ('오전', 'am') AND {given} < 12 THEN parts.hour"
        f" WHEN {half} IN ('오전', 'am') AND {given} = 12 THEN '0' END"
    )
    clock = f"lpad({hour}, 2, '0') || ':' || lpad(parts.minute, 2, '0') || ':' || lpad(parts.second, 2, '0')"
    date = "parts.year || '-' || parts.month || '-' || parts.day"
    return f"TRY_CAST({date} || ' ' || {clock} || parts.fraction AS TIMESTAMP)"


def _matches(pattern: str) -> str:
    return f"regexp_full_match(written, {quoted(pattern)})"


def _cases(*cases: tuple[str, str]) -> str:
    return "CASE " + " ".join(f"WHEN {condition} THEN {value}" for condition, value in cases) + " END"
