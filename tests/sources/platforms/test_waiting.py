"""Limits as they are told, the gate that obeys them, and counts as they are shown."""

from __future__ import annotations

import threading
from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreach.records.errors import PlatformError
from civicreach.sources.platforms.connection import Connection, Patience, Secret
from civicreach.sources.platforms.counts import abbreviated, exact
from civicreach.sources.platforms.gate import Gate
from civicreach.sources.platforms.limits import read_limit
from tests.sources.platforms.world import NOON, Clock


@given(st.integers(0, 10_000_000))
def test_every_way_of_telling_means_the_same(seconds: int) -> None:
    at = NOON + timedelta(seconds=seconds)
    ways = [
        {"retry-after": str(seconds)},
        {"retry-after": format_datetime(at, usegmt=True)},
        {"x-ratelimit-reset": at.isoformat()},
        {"x-ratelimit-reset": at.replace(tzinfo=None).isoformat()},
        {"x-rate-limit-reset": str(int(at.timestamp()))},
        {"ratelimit-reset": str(int(at.timestamp() * 1000))},
        {"ratelimit": f"limit=10, remaining=0, reset={seconds}"},
        {"ratelimit": f'"default";r=0;t={seconds}'},
    ]
    assert {read_limit(way, NOON).seconds for way in ways} == {float(seconds)}


@given(st.dictionaries(st.sampled_from(["retry-after", "ratelimit", "x-app-usage", "x-ratelimit-reset"]), st.text()))
def test_nonsense_is_not_told(headers: dict[str, str]) -> None:
    seconds = read_limit(headers, NOON).seconds
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("headers", "remaining", "seconds"),
    [
        ({"x-app-usage": '{"call_count":28,"total_time":25,"total_cputime":25}'}, None, None),
        ({"x-app-usage": '{"call_count":96,"total_time":25,"total_cputime":25}'}, 0, 300.0),
        ({"x-app-usage": '{"call_count":85,"total_time":25,"total_cputime":25}'}, 0, 5.0),
        ({"x-app-usage": '{"call_count":80,"total_time":25,"total_cputime":25}'}, None, None),
        (
            {
                "x-business-use-case-usage": '{"1":[{"type":"pages","call_count":100,"total_cputime":20,'
                '"total_time":20,"estimated_time_to_regain_access":7}]}'
            },
            0,
            420.0,
        ),
        ({"x-business-use-case-usage": '{"1":"odd","2":[3]}'}, None, None),
        ({"retry-after": "soon"}, None, None),
        ({"retry-after": "-5"}, None, None),
        ({"x-ratelimit-remaining": "12"}, 12, None),
    ],
)
def test_limits(headers: dict[str, str], remaining: int | None, seconds: float | None) -> None:
    limit = read_limit(headers, NOON)
    assert (limit.remaining, limit.seconds) == (remaining, seconds)


def test_the_gate_holds_everybody_back() -> None:
    clock = Clock()
    gate = Gate(Connection(run="r", clock=clock.now, sleep=clock.sleep), at_once=2)
    gate.hold(60)
    with gate.passing(), gate.passing():
        assert timedelta(seconds=60) <= clock.now() - NOON <= timedelta(seconds=61.1)
    with gate.passing():
        assert len(clock.slept) == 1


def test_the_gate_does_not_wait_beyond_the_budget() -> None:
    clock = Clock()
    patience = Patience(wait=3600, deadline=NOON + timedelta(seconds=100))
    gate = Gate(Connection(run="r", clock=clock.now, sleep=clock.sleep, patience=patience), at_once=1)
    with pytest.raises(PlatformError, match="partial_rate"):
        gate.hold(101)
    # and it stays shut for whoever comes next
    with pytest.raises(PlatformError, match="partial_rate"), gate.passing():
        pass
    assert clock.slept == []


def test_so_many_at_once() -> None:
    gate = Gate(Connection(run="r"), at_once=3)
    inside, most, lock = 0, 0, threading.Lock()
    full = threading.Event()

    def pass_through() -> None:
        nonlocal inside, most
        with gate.passing():
            with lock:
                inside += 1
                most = max(most, inside)
                if inside == 3:
                    full.set()
            full.wait(5)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=pass_through) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 3


@pytest.mark.parametrize("value", [True, -1, 1.5, "1.5", "-3", "1,234", "", "x", [], "１２"])
def test_what_is_no_count(value: object) -> None:
    with pytest.raises(ValueError, match="is not a count"):
        exact(value)


@given(st.integers(1, 10**12), st.sampled_from([1, 2]))
def test_the_interval_of_an_abbreviated_count_holds_the_true_one(count: int, decimals: int) -> None:
    units = {"B": 10**9, "M": 10**6, "K": 10**3, "": 1}
    unit, times = next((unit, times) for unit, times in units.items() if count >= times)
    places = 0 if times == 1 else decimals
    step = times // 10**places
    for shown in (count // step, (count + step // 2) // step):
        whole, part = divmod(shown, 10**places)
        text = f"{whole}.{part:0{places}}{unit}" if places else f"{whole}{unit}"
        told = abbreviated(text)
        low, high = told.low or told.value, told.high or told.value
        assert low <= count <= high


def test_a_secret_does_not_show() -> None:
    secret = Secret("abc123")
    assert "abc123" not in repr(Connection(run="r", token=secret)) and secret.reveal() == "abc123"


def test_a_wait_that_is_too_long_is_told_as_the_platform_told_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: high)
    clock = Clock()
    gate = Gate(Connection(run="r", clock=clock.now, sleep=clock.sleep, patience=Patience(wait=60)), at_once=1)
    with pytest.raises(PlatformError) as first:
        gate.hold(36_000)
    with pytest.raises(PlatformError) as next_one, gate.passing():
        pass
    assert {first.value.detail, next_one.value.detail} == {"asked to wait 36000 s"}
