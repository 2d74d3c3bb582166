"""Profiles asked for together: one request for many, each account for itself, the answer kept once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.sources.platforms.dialects import DIALECTS
from tests.sources.platforms.server import Answer, PlatformServer, playing
from tests.sources.platforms.world import World, account

from civicreach.archive import Archive
from civicreach.sources.platforms import platform
from civicreach.workflow.collect import plan_collection, read_accounts

from .test_collect import Ticking, asked_on, collected, written

TOGETHER = [one for one in DIALECTS if platform(one.platform).terms.profiles_by_id > 1]
those_that_do = pytest.mark.parametrize("dialect", TOGETHER, ids=lambda dialect: dialect.platform)

N = 7


def known(folder: Path, server: PlatformServer) -> None:
    """A first collection, after which ids are known, and a day."""
    with collected(folder, server) as (result, _):
        assert not result.failed
    server.clock.moment += timedelta(days=1)
    server.asked.clear()


def cities() -> list[Any]:
    return [account(f"city{number}", 2, number=number) for number in range(N)]


def test_they_are_those_whose_interfaces_allow_it() -> None:
    told = {one.platform: platform(one.platform).terms for one in TOGETHER}
    assert {name: (terms.profiles_by_id, terms.profiles_by_name) for name, terms in told.items()} == {
        "bluesky": (25, 25),
        "x": (100, 100),
        "youtube": (50, 1),
    }


@those_that_do
def test_many_profiles_in_one_request(dialect: Any, tmp_path: Path) -> None:
    with playing(dialect, World(cities()), Ticking()) as server:
        known(tmp_path, server)
        with collected(tmp_path, server) as (result, archive):
            assert not result.failed and result.n_requests == len(server.asked)
            assert asked_on(server, "profile") == 1
            # every account has its own counts, of the one answer, which is kept once
            counts = archive.execute(
                "SELECT count(DISTINCT account), count(DISTINCT value), count(DISTINCT origin) FROM {observations} "
                "WHERE run = $run AND measure = 'followers'",
                {"run": result.run},
            )
            rounded = dialect.platform == "youtube"
            assert counts == [(N, 1 if rounded else N, 1)]
            assert archive.execute("SELECT count(*) FROM {payloads} WHERE run = $run", {"run": result.run}) == [
                (len(server.asked),)
            ]
            assert archive.execute(
                "SELECT count(*) FROM {observations} WHERE origin NOT IN (SELECT 'payload ' || sha256 FROM {payloads})"
            ) == [(0,)]


@those_that_do
def test_one_that_is_gone_is_one_that_is_gone(dialect: Any, tmp_path: Path) -> None:
    with playing(dialect, World(cities()), Ticking()) as server:
        known(tmp_path, server)
        server.world = World([replace(one, deleted=one.name == "city3") for one in cities()])
        with collected(tmp_path, server) as (result, _):
            assert {(one.where, one.status, one.reason) for one in result.failed} == {
                (result.outcomes[6].where, "not_found", "unknown_account")
            }
            assert "city3" in result.outcomes[6].account
            # the request for all, and one for that which was not in its answer
            assert asked_on(server, "profile") == 2


@those_that_do
@pytest.mark.parametrize("kind", ["error_body", "html", "500", "404"])
def test_a_request_for_many_that_is_refused_is_made_for_each(dialect: Any, kind: str, tmp_path: Path) -> None:
    answers = {"html": Answer(b"<html>"), "500": Answer(b"oops", 500), "404": Answer(b"", 404)}
    with playing(dialect, World(cities()), Ticking()) as server:
        known(tmp_path, server)

        def fault(n: int, answer: Answer) -> Answer:
            last = server.asked[-1][1]
            many = "," in (last.one("ids") + last.one("usernames") + last.one("id")) or "actors" in last.query
            return (answers.get(kind) or dialect.refusal(kind)) if many else answer

        server.faults["profile"] = fault
        with collected(tmp_path, server) as (result, archive):
            assert not result.failed and result.n_requests == len(server.asked)
            kept = archive.execute("SELECT count(*) FROM {payloads} WHERE run = $run", {"run": result.run})
            assert kept == [(len(server.asked),)]


@those_that_do
@pytest.mark.parametrize(
    ("kind", "status"), [("rate_limit", "partial_rate"), ("quota", "partial_rate"), ("unauthorised", "denied")]
)
def test_what_holds_for_all_is_said_of_all(dialect: Any, kind: str, status: str, tmp_path: Path) -> None:
    if kind == "quota" and dialect.platform == "bluesky":
        return
    with playing(dialect, World(cities()), Ticking()) as server:
        known(tmp_path, server)
        server.faults["profile"] = lambda n, answer: dialect.refusal(kind)
        with collected(tmp_path, server) as (result, archive):
            assert [(one.edge, one.status) for one in result.outcomes] == [("profile", status), ("posts", status)] * N
            seen = archive.execute("SELECT count(*) FROM {observations} WHERE run = $run", {"run": result.run})
            assert seen == [(0,)]


@those_that_do
def test_the_plan_counts_them_together(dialect: Any, tmp_path: Path) -> None:
    terms = platform(dialect.platform).terms
    with playing(dialect, World(cities()), Ticking()) as server:
        accounts = read_accounts(written(tmp_path, server))
        first = plan_collection(accounts, None, until=server.clock.now()).forecasts[0]
        assert first.requests == (1 if terms.profiles_by_name > 1 else N) + N * terms.requests_a_page
        known(tmp_path, server)
        with Archive.open(tmp_path / "archive") as archive:
            again = plan_collection(accounts, archive, until=server.clock.now()).forecasts[0]
        assert again.requests == 1 + N * terms.requests_a_page
