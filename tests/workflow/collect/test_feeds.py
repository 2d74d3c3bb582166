"""Feeds over several collections: what lies behind them stays open, what comes in time is complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.sources.platforms.dialects.feeds import Feed, NaverBlog
from tests.sources.platforms.dialects.x import X
from tests.sources.platforms.server import Answer, PlatformServer, playing
from tests.sources.platforms.world import World, account

from civicreach.archive import Archive
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.platform import Client, Platform
from civicreach.workflow.collect import Collection, collect, read_accounts
from civicreach.workflow.collect.covered import high_water, windows
from civicreach.workflow.collect.kept import kept_answers

from .test_collect import POSTS, Ticking, collected, written


@pytest.mark.parametrize("kind", [Feed, NaverBlog])
def test_a_feed_is_complete_from_its_oldest_post_on(kind: type[Feed], tmp_path: Path) -> None:
    whole, clock = account("seoul", 20), Ticking()
    with playing(kind(posts=6), World([replace(whole, posts=whole.posts[2:])]), clock) as server:
        with collected(tmp_path, server) as (first, archive):
            assert [(one.status, one.reason) for one in first.outcomes] == [
                ("complete", ""),
                ("partial_cap", "platform_cap"),
            ]
            ((own,),) = windows(archive).values()
            assert own.since == whole.posts[6].at
        # two more posts; the feed reaches back behind the overlap
        server.world = World([whole])
        clock.moment += timedelta(hours=1)
        with collected(tmp_path, server, overlap=timedelta(days=4)) as (second, archive):
            assert [one.status for one in second.outcomes] == ["complete", "complete"]
            assert archive.execute("SELECT count(DISTINCT post_id) FROM {posts}") == [(8,)]
            (known,) = windows(archive).values()
            assert high_water(known, whole.posts[6].at) == second.started_at
        # so many since that the feed has turned over: what lay between may be lost, and is not said to be nothing
        newer = tuple(replace(post, id=f"n{post.id}", at=post.at + timedelta(days=60)) for post in whole.posts)
        server.world = World([replace(whole, posts=newer)])
        clock.moment += timedelta(days=60)
        with collected(tmp_path, server) as (third, archive):
            assert third.outcomes[-1].reason == "platform_cap"
            (known,) = windows(archive).values()
            assert high_water(known, whole.posts[6].at) == second.started_at
            assert high_water(known, newer[4].at) == third.started_at


def test_what_a_platform_does_not_give_is_not_asked_and_paid_again(tmp_path: Path) -> None:
    whole, clock = account("seoul", 3205), Ticking()
    with playing(X(), World([replace(whole, posts=whole.posts[:3200])], size=100), clock) as server:
        with collected(tmp_path, server) as (first, _):
            assert first.outcomes[-1].reason == "platform_cap" and first.outcomes[-1].kept == 3200
        before = len(server.asked)
        clock.moment += timedelta(hours=1)
        with collected(tmp_path, server) as (second, _):
            assert second.outcomes[-1].status == "complete"
        # the profile, and the page of the last week
        assert len(server.asked) - before == 2


def daily(folder: Path, server: PlatformServer) -> Collection:
    """A collection that knows the answers of earlier ones, as the command makes it."""
    clock, place = server.clock, folder / "archive"
    with Archive.open(place) if place.exists() else Archive.create(place) as archive:
        kept = kept_answers(archive)

        def connect(kind: Platform, run: str) -> Client:
            return kind.connect(Connection(run=run, base_url=server.url, clock=clock.now, sleep=clock.sleep, kept=kept))

        return collect(read_accounts(written(folder, server)), archive, connect, clock=clock.now)


@pytest.mark.parametrize("kind", [Feed, NaverBlog])
@pytest.mark.parametrize("mark", ["ETag", "Last-Modified"])
def test_a_feed_that_has_not_changed_since_the_last_collection(kind: type[Feed], mark: str, tmp_path: Path) -> None:
    value = {"ETag": '"v1"', "Last-Modified": "Mon, 23 Nov 2026 01:00:00 GMT"}[mark]
    asks = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}[mark]
    whole, clock = account("seoul", 20), Ticking()
    with playing(kind(), World([whole]), clock) as server:
        marks: list[str] = []

        def fault(n: int, answer: Answer) -> Answer:
            came = server.asked[n - 1][1].headers.get(asks, "")
            marks.append(came)
            headers = {**answer.headers, mark: value}
            return Answer(b"", 304, headers) if came == value else replace(answer, headers=headers)

        server.faults["posts"] = fault
        first = daily(tmp_path, server)
        clock.moment += timedelta(days=1)
        second = daily(tmp_path, server)
        clock.moment += timedelta(days=1)
        third = daily(tmp_path, server)
        # once in full, then never again
        assert marks == ["", *[value] * 5]
        assert [one.status for one in first.outcomes] == ["complete", "partial_cap"]
        assert [one.status for one in (*second.outcomes, *third.outcomes)] == ["complete"] * 4
    with Archive.open(tmp_path / "archive") as archive:
        # every post of the week was seen on each day, as if it had been sent; what it stood in is kept
        seen = archive.execute("SELECT run, count(*), count(DISTINCT text_sha256) FROM {posts} GROUP BY 1 ORDER BY 1")
        assert [(n, texts) for _, n, texts in seen] == [(22, 22), (3, 3), (3, 3)]
        assert archive.execute(
            "SELECT count(*) FROM {posts} WHERE origin NOT IN (SELECT 'payload ' || sha256 FROM {payloads})"
        ) == [(0,)]
        assert archive.execute("SELECT http_status, count(*) FROM {payloads} GROUP BY 1 ORDER BY 1") == [
            (200, 1), (304, 5),
        ]  # fmt: skip
        assert len(archive.execute(POSTS)) == 28
        (known,) = windows(archive).values()
        assert high_water(known, whole.posts[-1].at) == third.started_at


def test_an_answer_that_nothing_was_known_for_is_not_taken_for_one(tmp_path: Path) -> None:
    with playing(Feed(), World([account("seoul")]), Ticking()) as server:
        server.faults["posts"] = lambda n, answer: Answer(b"", 304)
        result = daily(tmp_path, server)
    assert {(one.status, one.reason) for one in result.outcomes} == {("error", "unexpected")}
