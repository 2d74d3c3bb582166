"""Months and offsets written into SQL are those of the zone's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.engine import Engine, quoted
from civicreach.engine.clock import Clock, month_sql, offsets_of, step_sql, to_utc_sql

# no changes of clocks, in the north, in the south, by half an hour, at midnight, around Ramadan; half-hour offsets
ZONES = ["Asia/Seoul", "UTC", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Asia/Beirut",
         "Africa/Casablanca", "America/St_Johns", "Pacific/Apia"]  # fmt: skip

CLOCKS = [Clock(), Clock(ZoneInfo("UTC")), Clock(ZoneInfo("Asia/Seoul"))]

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as engine:
        yield engine


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=8, deadline=None)
@given(moments=st.lists(MOMENTS, min_size=1, max_size=50))
def test_wall_clocks_in_utc(engine: Engine, zone: str, moments: list[datetime]) -> None:
    changes = [change + timedelta(minutes=m) for change in offsets_of(ZoneInfo(zone))[0][-4:] for m in (-300, 0, 300)]
    every = [moment.replace(microsecond=0) for moment in (*moments, *changes)]
    texts = f"unnest([{', '.join(quoted(str(moment)) for moment in every)}])"
    sql = f"SELECT {to_utc_sql('t', ZoneInfo(zone))} FROM (SELECT CAST({texts} AS TIMESTAMP) AS t)"
    expected = [moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None) for moment in every]
    assert [row for (row,) in engine.execute(sql)] == expected


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/Santiago", "America/St_Johns"])
@settings(max_examples=8, deadline=None)
@given(moments=st.lists(MOMENTS.map(lambda moment: moment.replace(tzinfo=UTC)), min_size=1, max_size=50))
def test_months(engine: Engine, zone: str, clock: Clock, moments: list[datetime]) -> None:
    midnights = [datetime(m.year, m.month, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC) for m in moments]
    every = [*moments, *(m for m in midnights if min(moments) <= m), *(m - timedelta(seconds=1) for m in midnights)]
    # a month that began a moment ago does not end because clocks are put back over midnight, as in Newfoundland in 2009
    every = [moment for moment in every if not moment.astimezone(ZoneInfo(zone)).fold]
    first, last = min(every), max(every)
    shown = ", ".join(clock.literal(moment) for moment in every)
    month = month_sql("t", clock, ZoneInfo(zone), first, last)
    found = [row for (row,) in engine.execute(f"SELECT {month} FROM (SELECT unnest([{shown}]) AS t)")]
    assert found == [(local := m.astimezone(ZoneInfo(zone))).year * 100 + local.month for m in every]


def test_steps_are_found_by_halving() -> None:
    starts, values = [str(i) for i in range(1, 1024)], [str(i) for i in range(1024)]
    sql = step_sql("x", starts, values)
    depths = accumulate({"WHEN": 1, "END": -1}.get(word, 0) for word in sql.split())
    assert max(depths) == 10


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_reads_what_it_shows(engine: Engine, clock: Clock) -> None:
    instant = datetime(2015, 6, 1, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    ((shown, equal),) = engine.execute(
        f"SELECT CAST({clock.literal(instant)} AS VARCHAR), {clock.literal(instant)} = $shown",
        {"shown": clock.shows(instant)},
    )
    assert clock.instant(shown) == instant
    assert equal
