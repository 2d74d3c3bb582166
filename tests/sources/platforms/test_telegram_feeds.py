"""Telegram: shortened counts as intervals, the bot beside the page. Feeds: what is lost, what has not changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreach.records.errors import PlatformError
from civicreach.sources.platforms import platform
from civicreach.sources.platforms.connection import Connection, Secret
from civicreach.sources.platforms.platform import Page
from civicreach.sources.platforms.telegram.preview import tree
from civicreach.sources.platforms.walk import Standing, walk

from .dialects.feeds import Feed
from .dialects.telegram import Telegram
from .server import Answer, PlatformServer, playing
from .test_contract import connected, harvested
from .world import NOON, World, account

BOT = "123456:AAvery-secret_token"


def test_shortened_counts_are_intervals() -> None:
    with playing(Telegram(), World([account("seoul", 70)], size=20)) as server:
        harvest = harvested(server)
    assert harvest.profile is not None and harvest.end.complete and len(harvest.posts) == 70
    followers = harvest.profile.observations[0]
    assert (followers.value, followers.low, followers.high) == (12300, 12250, 12399)
    assert followers.method == "html" and {post.method for post in harvest.posts} == {"html"}
    newest, oldest = harvest.posts[0], harvest.posts[-1]
    # 35,000 is shown as 35K, 50 as it is
    assert newest.counts == {"views": 35000, "views_low": 34500, "views_high": 35999, "reactions": 700}
    assert oldest.counts == {"views": 500, "reactions": 10}
    assert newest.post_id == "seoul/01070" and newest.created_at == NOON - timedelta(days=1)


def asked_with_bot(server: PlatformServer, token: str = BOT) -> Page:
    client = platform("telegram").connect(Connection(run="r", base_url=server.url, token=Secret(token)))
    found = platform("telegram").find("seoul")
    assert found is not None
    try:
        return client.profile(found)
    finally:
        client.close()


def test_a_bot_counts_exactly(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with playing(Telegram(BOT), World([account("seoul")])) as server:
        page = asked_with_bot(server)
    followers = page.observations[0]
    assert (followers.value, followers.low, followers.method) == (12345, None, "api") and not page.note
    said = [caplog.text, *(one.url_without_secrets for one in page.payloads), repr(page)]
    assert len(page.payloads) == 2 and not any("AAvery" in text for text in said)


def test_a_bot_that_may_not_see_the_channel_leaves_the_page() -> None:
    with playing(Telegram(BOT), World([account("seoul")])) as server:
        server.faults["bot"] = lambda n, answer: Answer(
            {"ok": False, "error_code": 403, "description": "Forbidden: bot was kicked"}, 403
        )
        page = asked_with_bot(server)
    assert page.observations[0].low == 12250 and "kicked" in page.note and len(page.payloads) == 2


def test_a_key_of_a_bot_that_is_not_valid() -> None:
    with playing(Telegram(BOT), World([account("seoul")])) as server, pytest.raises(PlatformError) as refused:
        asked_with_bot(server, "123:wrong")
    assert refused.value.reason == "token" and not refused.value.of_account and len(refused.value.payloads) == 2


def test_a_bot_that_has_to_wait() -> None:
    limit = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 7200}}
    with playing(Telegram(BOT), World([account("seoul")])) as server:
        server.faults["bot"] = lambda n, answer: Answer(limit, 429)
        page = asked_with_bot(server)
        assert server.clock.slept == [] and page.observations[0].low == 12250


def test_notices_and_odd_counts() -> None:
    def fault(n: int, answer: Answer) -> Answer:
        text = answer.bytes.decode()
        text = text.replace('js-widget_message"', 'service_message"', 1)
        return replace(answer, body=text.replace('_views">50<', '_views">many<').encode())

    with playing(Telegram(), World([account("seoul", 3)], size=2)) as server:
        server.faults = {"profile": fault}
        harvest = harvested(server)
    # one of the newest two is a notice that the channel has a new photo, or the like
    assert harvest.end.complete and len(harvest.posts) == 2 and harvest.end.received == 3

    def odd(n: int, answer: Answer) -> Answer:
        return replace(answer, body=answer.bytes.decode().replace('_views">', '_views">many ').encode())

    with playing(Telegram(), World([account("seoul", 2)])) as server:
        server.faults = {"profile": odd}
        found = platform("telegram").find("seoul")
        assert found is not None
        client = connected(server)
        page = client.posts(replace(found, id="seoul"), since=None, until=None, cursor="")
        client.close()
    assert [post.counts["views"] for post in page.posts] == [None, None] and len(page.quarantined) == 2


@given(st.text("<>/ab =\"'&;!-", max_size=60))
def test_any_page_is_a_tree(text: str) -> None:
    root = tree(text)
    assert isinstance(root.text, str) and root.first("nothing") is None


def feed_walk(server: PlatformServer, since: datetime | None) -> Standing:
    client = connected(server)
    found = platform("rss").find(server.dialect.written("seoul"))
    assert found is not None
    known = replace(found, id=found.name)
    turn = lambda cursor: client.posts(known, since=since, until=None, cursor=cursor)  # noqa: E731
    try:
        client.profile(found)
        return list(walk(turn, since=since))[-1]
    finally:
        client.close()


def test_a_full_feed_may_have_lost_posts() -> None:
    with playing(Feed(posts=7), World([account("seoul")])) as server:
        # it reaches behind the last collection: nothing can be missing
        reached = feed_walk(server, NOON - timedelta(days=6))
        lost = feed_walk(server, NOON - timedelta(days=60))
        first = feed_walk(server, None)
    assert (reached.status, reached.kept) == ("complete", 3)
    assert (lost.status, lost.reason, lost.kept) == ("partial_cap", "platform_cap", 7)
    assert (first.status, first.reason) == ("partial_cap", "platform_cap")
    # others of the moment of the last may have been cut off
    assert lost.reached == NOON - timedelta(days=11)


def test_an_empty_feed_says_nothing_of_the_window() -> None:
    with playing(Feed(posts=0), World([account("seoul")])) as server:
        assert feed_walk(server, NOON - timedelta(days=6)).status == "partial_cap"


def test_what_has_not_changed_is_not_sent_again() -> None:
    with playing(Feed(etag='"v1"'), World([account("seoul")])) as server:
        end = feed_walk(server, Feed.since)
        asked = [asked.headers.get("if-none-match") for _, asked in server.asked]
    assert asked == [None, '"v1"'] and end.complete and end.kept == 7
    assert end.page is not None and [one.http_status for one in end.page.payloads] == [304]


def test_a_feed_that_breaks_the_rules_is_read_and_not_complete() -> None:
    def fault(n: int, answer: Answer) -> Answer:
        return replace(answer, body=answer.bytes.replace(b"<title>x</title>", b"<title>x & y</title><br>"))

    with playing(Feed(), World([account("seoul")])) as server:
        server.faults["posts"] = fault
        end = feed_walk(server, Feed.since)
    assert (end.status, end.reason, end.kept) == ("partial_cap", "platform_cap", 7)
    assert end.page is not None and "not well-formed" in end.page.note


def test_a_feed_that_has_moved_says_where_to() -> None:
    with playing(Feed(), World([account("seoul")])) as server:
        server.faults["posts"] = lambda n, answer: Answer(b"", 301, {"Location": "https://new.example/feed"})
        with pytest.raises(PlatformError, match="moved") as refused:
            feed_walk(server, None)
    assert "https://new.example/feed" in refused.value.detail


def test_posts_of_atom_with_dates_of_their_own() -> None:
    atom = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>'
        "<entry><id>urn:1</id><title>소식</title><published>2026-11-20T09:00:00+09:00</published>"
        "<updated>2026-11-21T09:00:00+09:00</updated></entry>"
        "<entry><link href='https://seoul.example/2'/><title>둘</title><updated>2026-11-19T00:00:00Z</updated></entry>"
        "<entry><title>nothing that names it</title></entry></feed>"
    )
    with playing(Feed(), World([account("seoul")])) as server:
        server.faults["posts"] = lambda n, answer: Answer(
            atom.encode(), headers={"Content-Type": "application/atom+xml"}
        )
        end = feed_walk(server, None)
    assert end.page is not None
    first, second = end.page.posts
    assert first.created_at == datetime.fromisoformat("2026-11-20T00:00:00+00:00") and first.post_id == "urn:1"
    assert first.edited_at == datetime.fromisoformat("2026-11-21T00:00:00+00:00") and first.api_version == "atom10"
    assert second.post_id == "https://seoul.example/2" and second.edited_at is None
    assert second.created_at == datetime.fromisoformat("2026-11-19T00:00:00+00:00")
    assert end.received == 3 and len(end.page.quarantined) == 1
