"""Dates as platforms and people write them; what could mean several days is left out, not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.engine import Engine, quoted
from civicreach.sources.activity.instants import with_moments
from civicreach.sources.activity.reasons import Reason

SEOUL = ZoneInfo("Asia/Seoul")


def read(engine: Engine, texts: Sequence[str], zone: ZoneInfo = SEOUL) -> list[tuple[datetime | None, Reason]]:
    """Each text as an instant, or why it is none."""
    listed = ", ".join(quoted(text) for text in texts)
    rows = engine.execute(
        f"SELECT moment, undated FROM {with_moments(f'(SELECT unnest([{listed}]) AS written)', zone)}"
    )
    return [(moment if undated or moment is None else moment.replace(tzinfo=UTC), Reason(undated))
            for moment, undated in rows]  # fmt: skip


# 2015-06-01 09:30 in Seoul is 00:30 in UTC
@pytest.mark.parametrize(
    "text",
    [
        "2015-06-01 09:30",
        "2015-06-01 09:30:00",
        "2015-06-01T09:30:00",
        "2015-06-01T00:30:00Z",
        "2015-06-01T00:30:00+0000",
        "2015-06-01T00:30:00+00:00",
        "2015-06-01T09:30+09",
        "2015-06-01T09:30:00.000+09:00",
        "2015-05-31T20:00:00-04:30",
        "2015-06-01 09:30:00 KST",
        "2015-05-31 20:30:00 EDT",
        "2015-06-01 09:30:00 +0900",
        "2015/6/1 9:30",
        "2015.06.01 09:30",
        "2015. 6. 1. 오전 9:30",
        "2015. 6. 1. 9:30",
        "2015-06-01 오전 9:30",
        "2015년 6월 1일 오전 9시 30분",
        "2015년 6월 1일 9시 30분 0초",
        "2015-06-01 9:30 AM",
        "2015-06-01 9:30:00 am",
        "20150601093000",
        "Mon Jun 01 00:30:00 +0000 2015",
        "Mon Jun 01 09:30:00 +0900 2015",
        "Mon, 1 Jun 2015 09:30:00 +0900",
        "Mon, 01 Jun 2015 00:30:00 GMT",
        "1433118600",
        "1433118600.0",
        "1433118600000",
    ],
)
def test_one_instant_in_many_ways(engine: Engine, text: str) -> None:
    assert read(engine, [text]) == [(datetime(2015, 6, 1, 0, 30, tzinfo=UTC), Reason.NONE)]


@pytest.mark.parametrize("text", ["2015-06-01", "2015/6/1", "2015.06.01", "2015. 6. 1.", "2015년 6월 1일", "20150601"])
def test_a_date_without_a_time_is_the_beginning_of_the_day(engine: Engine, text: str) -> None:
    assert read(engine, [text]) == [(datetime(2015, 6, 1, tzinfo=SEOUL), Reason.NONE)]


@pytest.mark.parametrize(
    ("text", "hour"),
    [("오전 12:30", 0), ("오전 1:30", 1), ("오후 12:30", 12), ("오후 1:30", 13), ("오후 11:30", 23), ("0:30", 0)],
)
def test_halves_of_the_day(engine: Engine, text: str, hour: int) -> None:
    assert read(engine, [f"2015-06-01 {text}"]) == [(datetime(2015, 6, 1, hour, 30, tzinfo=SEOUL), Reason.NONE)]


@pytest.mark.parametrize(
    "text", ["03/04/2015", "25/04/2015 11:00", "3-4-2015", "1.6.2015", "15.06.01", "1/2/15, 3:04 PM"]
)
def test_the_order_of_day_and_month_is_not_guessed(engine: Engine, text: str) -> None:
    assert read(engine, [text]) == [(None, Reason.UNCERTAIN_DATE)]


@pytest.mark.parametrize(
    "text",
    ["soon", "0", "2015", "2015-06", "2015-02-30", "2015-13-01", "2015-06-01T25:00:00", "2015-06-01 오후 13:30",
     "2015-06-01 09:30:00 CST", "2015-06-01 09:30:00 or so", "2015-06-01T09:30:00+25:00", "20159901", "1.43E+9",
     "Mon Juin 01 2015", "2015-06-01 11:", "-2015-06-01", "9999-12-31T00:00:00Z", "42 days ago"],
)  # fmt: skip
def test_what_is_no_date_is_left_out(engine: Engine, text: str) -> None:
    assert read(engine, [text])[0][1] is Reason.UNREADABLE_DATE


def test_a_date_before_there_were_computers_is_too_early(engine: Engine) -> None:
    assert [reason for _, reason in read(engine, ["1855-08-01T08:00:00+0000", "1969-12-31"])] == [Reason.TOO_EARLY] * 2


@pytest.mark.parametrize("zone", ["Asia/Seoul", "Europe/Berlin", "America/New_York", "UTC"])
@settings(max_examples=8, deadline=None)
@given(
    moments=st.lists(st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1)), min_size=1, max_size=20),  # noqa: DTZ001
    ahead=st.integers(-11 * 60, 14 * 60),
)
def test_what_is_written_is_read(engine: Engine, zone: str, moments: list[datetime], ahead: int) -> None:
    whole = [moment.replace(microsecond=0) for moment in moments]
    local = [moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for moment in whole]
    fixed = [moment.replace(tzinfo=timezone(timedelta(minutes=ahead))) for moment in whole]
    naive = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y. %m. %d. %H:%M:%S", "%Y%m%d%H%M%S")
    zoned = ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z", "%a %b %d %H:%M:%S %z %Y", "%a, %d %b %Y %H:%M:%S %z")
    texts = [moment.strftime(form) for form in naive for moment in whole]
    texts += [moment.strftime(form) for form in zoned for moment in fixed]
    texts += [str(int(moment.timestamp()) * factor) for factor in (1, 1000) for moment in fixed]
    expected = [*local * len(naive), *fixed * (len(zoned) + 2)]
    assert read(engine, texts, ZoneInfo(zone)) == [(moment, Reason.NONE) for moment in expected]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(st.sampled_from("0123456789-/.: T+Z년월일오전후APMm"), max_size=24), min_size=1, max_size=30))
def test_no_text_is_an_error(engine: Engine, texts: list[str]) -> None:
    for moment, reason in read(engine, texts):
        assert (reason is Reason.NONE) <= (moment is not None)
