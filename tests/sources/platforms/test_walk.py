"""Walks and the one post out of order that must not lead them astray: pinned, or dated by its author."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from civicreach.records.harvest import Post
from civicreach.sources.platforms.platform import Page
from civicreach.sources.platforms.walk import Standing, walk

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def page(*days_ago: int, cursor: str = "", capped: bool = False) -> Page:
    posts = tuple(
        Post(
            platform="bluesky",
            account="1",
            post_id=f"p{days}",
            created_at=NOON - timedelta(days=days),
            observed_at=NOON,
            method="api",
            run="r",
        )
        for days in days_ago
    )
    return Page((), posts=posts, received=len(posts), cursor=cursor, capped=capped)


def walked(*pages: Page, since_days: int | None = None) -> Standing:
    """The end of a walk over pages whose cursors are their numbers."""
    since = None if since_days is None else NOON - timedelta(days=since_days)
    return list(walk(lambda cursor: pages[int(cursor or 0)], since=since))[-1]


def test_one_old_post_alone_on_a_page_does_not_end_a_walk() -> None:
    end = walked(page(900, cursor="1"), page(1, 2, cursor="2"), page(40, 41), since_days=30)
    assert (end.status, end.kept) == ("complete", 2)
    # two of them do, without the page behind
    end = walked(page(1, 2, cursor="1"), page(40, 41, cursor="2"), since_days=30)
    assert (end.status, end.pages) == ("complete", 2)


def test_what_a_capped_walk_has_reached_is_not_what_one_post_says() -> None:
    # pinned posts stand first
    assert walked(page(900, 901, 1, 2, cursor="1"), page(3, 4, capped=True)).reached == NOON - timedelta(days=4)
    assert walked(page(900, 1, 2, capped=True)).reached == NOON - timedelta(days=2)
    assert walked(page(1, 2, cursor="1"), page(capped=True)).reached == NOON - timedelta(days=2)
    assert walked(page(5, capped=True)).reached == NOON - timedelta(days=5)
