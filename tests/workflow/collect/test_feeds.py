"""Feeds over several collections: what lies behind them stays open, what comes in time is complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.sources.platforms.dialects.feeds import Feed, NaverBlog
from tests.sources.platforms.dialects.x import X
from tests.sources.platforms.server import playing
from tests.sources.platforms.world import World, account

from civicreach.workflow.collect.covered import high_water, windows

from .test_collect import Ticking, collected


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
            assert own.since == whole.posts[7].at
        # two more posts; the feed reaches back behind the overlap
        server.world = World([whole])
        clock.moment += timedelta(hours=1)
        with collected(tmp_path, server, overlap=timedelta(days=4)) as (second, archive):
            assert [one.status for one in second.outcomes] == ["complete", "complete"]
            assert archive.execute("SELECT count(DISTINCT post_id) FROM {posts}") == [(8,)]
            (known,) = windows(archive).values()
            assert high_water(known, whole.posts[7].at) == second.started_at
        # so many since that the feed has turned over: what lay between may be lost, and is not said to be nothing
        newer = tuple(replace(post, id=f"n{post.id}", at=post.at + timedelta(days=60)) for post in whole.posts)
        server.world = World([replace(whole, posts=newer)])
        clock.moment += timedelta(days=60)
        with collected(tmp_path, server) as (third, archive):
            assert third.outcomes[-1].reason == "platform_cap"
            (known,) = windows(archive).values()
            assert high_water(known, whole.posts[7].at) == second.started_at
            assert high_water(known, newer[5].at) == third.started_at


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
