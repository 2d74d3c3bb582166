"""Facebook: stretches of time, tokens of Pages, the table of errors, and counts that are two."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.records.errors import PlatformError
from civicreach.sources.platforms import platform
from civicreach.sources.platforms.connection import Connection, Secret
from civicreach.sources.platforms.diagnosis import diagnosis
from civicreach.sources.platforms.facebook.stretches import MOST, Stretch
from civicreach.sources.platforms.graph import judge
from civicreach.sources.platforms.walk import walk

from .dialects.graph import Facebook, graph_error
from .server import Answer, playing
from .test_contract import harvested
from .world import NOON, FakeAccount, FakePost, World, account

MONTH = timedelta(days=31)


def test_likes_and_followers_are_two() -> None:
    with playing(Facebook(), World([account("seoul")])) as server:
        harvest = harvested(server)
    assert harvest.profile is not None and harvest.profile.note == "new Page experience"
    assert {one.measure: one.value for one in harvest.profile.observations} == {
        "likes": 12345,
        "followers": 13345,
        "talking_about": 3,
    }
    assert {one.api_version for one in harvest.profile.observations} == {"v26.0"}
    newest = harvest.posts[0].counts
    # the fake's post was never shared: Facebook leaves the field out
    assert newest["likes"] == 70 and newest["love"] == 2 and newest["reactions"] == 72 and newest["shares"] == 0


def page_of(days: list[int]) -> FakeAccount:
    """A Page with a post so many days before noon each."""
    posts = tuple(FakePost(id=str(1000 + day), at=NOON - timedelta(days=day), text=f"{day}일 전") for day in days)
    return FakeAccount(name="seoul", id="70000", posts=posts)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 3000), unique=True, max_size=12).map(sorted), st.integers(1, 5))
def test_every_month_is_reached_and_empty_years_cost_little(days: list[int], size: int) -> None:
    with playing(Facebook(), World([page_of(days)], size=size)) as server:
        harvest = harvested(server)
        asked = sum(edge == "posts" for edge, _ in server.asked)
    assert harvest.end.complete and len(harvest.posts) == len(days)
    # a page for each post, and behind each an empty month and the leap over it
    assert asked <= 3 * len(days) + 3


def test_a_full_month_is_asked_day_by_day() -> None:
    moments = [NOON - timedelta(minutes=30 * n) for n in range(MOST + 5)]
    posts = tuple(FakePost(id=str(n), at=at, text="x") for n, at in enumerate(moments))
    with playing(Facebook(), World([FakeAccount(name="seoul", id="70000", posts=posts)], size=100)) as server:
        harvest = harvested(server)
        lengths = [
            int(asked.one("until")) - int(asked.one("since"))
            for edge, asked in server.asked
            if edge == "posts" and "since" in asked.query
        ]
    assert harvest.end.complete and len(harvest.posts) == len(posts)
    assert lengths.count(24 * 3600 + 1) >= 20


def test_a_full_day_says_that_it_is_a_selection() -> None:
    posts = tuple(FakePost(id=str(n), at=NOON - timedelta(seconds=n), text="x") for n in range(MOST + 5))
    with playing(Facebook(), World([FakeAccount(name="seoul", id="70000", posts=posts)], size=100)) as server:
        harvest = harvested(server)
    assert (harvest.end.status, harvest.end.reason) == ("partial_cap", "selected")


@given(st.integers(0, 200_000), st.integers(0, 4000))
def test_months_lie_side_by_side(hours: int, days: int) -> None:
    until = datetime(2008, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    since = until - timedelta(days=days)
    at: Stretch | None = Stretch.first(since, until)
    covered = []
    while at is not None:
        covered.append(at)
        assert Stretch.read(str(at)) == at
        # one post a month, so that there is no leap
        at = at.after(1, "", since, at.since)
    assert covered[0].until == until and covered[-1].since == since
    for newer, older in pairwise(covered):
        assert older.until == newer.since and timedelta(0) < older.until - older.since <= MONTH


@pytest.mark.parametrize("cursor", ["x", "step=year&from=1&to=2&had=0", "step=day&from=a&to=2&had=0", "step=day"])
def test_a_cursor_that_is_not_ours(cursor: str) -> None:
    client = platform("facebook").connect(Connection(run="r", token=Secret("EAAB")))
    found = platform("facebook").find("104958162837")
    assert found is not None
    ends = list(walk(lambda at: client.posts(found, since=None, until=None, cursor=at or cursor)))
    client.close()
    assert (ends[-1].status, ends[-1].reason) == ("error", "bad_cursor")


def test_a_pages_own_token() -> None:
    world = World([account("seoul"), account("busan", number=1)])
    with playing(Facebook(), world) as server:
        kind = platform("facebook")
        own = Secret(f"seoul=EAAwrong,70001={Facebook.token}")
        client = kind.connect(Connection(run="r", base_url=server.url, token=own))
        busan, seoul, jeju = (kind.find(name) for name in ("70001", "seoul", "jeju"))
        assert busan is not None and seoul is not None and jeju is not None
        assert client.profile(busan).handle == "busan"
        with pytest.raises(PlatformError, match="token") as refused:
            client.profile(seoul)
        # the token of one Page says nothing of the others
        assert refused.value.of_account
        with pytest.raises(PlatformError, match="no_own_token"):
            client.profile(jeju)
        client.close()
    assert Facebook.token not in repr(refused.value.payloads) + repr(own)


def test_the_next_address_holds_no_token() -> None:
    with playing(Facebook(), World([account("seoul")])) as server:
        harvest = harvested(server)
    bodies = b"".join(payload.body for payload in harvest.payloads)
    assert b"access_token=REMOVED" in bodies


@pytest.mark.parametrize(
    ("code", "words", "status", "reason", "of_account"),
    [
        (1, "An unknown error occurred", "error", "server", True),
        (2, "Service temporarily unavailable", "error", "server", True),
        (4, "Application request limit reached", "partial_rate", "rate_limit", True),
        (10, "requires pages_read_engagement or Page Public Content Access", "denied", "permission", True),
        (17, "User request limit reached", "partial_rate", "rate_limit", True),
        (21, "Page ID 1 was migrated to page ID 2", "not_found", "moved", True),
        (32, "Page request limit reached", "partial_rate", "rate_limit", True),
        (100, "Object does not exist, or missing permission", "not_found", "unknown_or_hidden", True),
        (100, "requires either app secret proof or an app token", "denied", "app_secret", False),
        (100, "Invalid cursors values were provided", "error", "bad_cursor", True),
        (100, "Tried accessing nonexisting field", "error", "refused", True),
        (102, "Session key invalid", "denied", "token", False),
        (190, "Access token has expired", "denied", "token", False),
        (200, "Permissions error", "denied", "permission", True),
        (299, "Permissions error", "denied", "permission", True),
        (341, "Application limit reached", "partial_rate", "held_back", False),
        (368, "Temporarily blocked for policies violations", "partial_rate", "held_back", False),
        (613, "Custom-level throttling", "partial_rate", "rate_limit", True),
        (803, "Some of the aliases you requested do not exist", "not_found", "unknown_account", True),
        (80008, "Too many calls", "partial_rate", "rate_limit", True),
    ],
)
def test_the_table_of_errors(code: int, words: str, status: str, reason: str, of_account: bool) -> None:
    for http in (200, 400):
        body: Any = graph_error(http, code, words).body
        trouble = judge(http, body, {})
        assert trouble is not None
        assert (trouble.status, trouble.reason, trouble.of_account) == (status, reason, of_account)


def test_what_is_said_to_pass_is_tried_again() -> None:
    body = {"error": {"code": 190, "message": "odd", "is_transient": True}}
    with playing(Facebook(), World([account("seoul")])) as server:
        server.faults["posts"] = lambda n, answer: Answer(body, 400) if n == 2 else answer
        harvest = harvested(server)
    assert harvest.end.complete and len(harvest.posts) == 7


def test_a_share_without_its_count_is_missing() -> None:
    def fault(n: int, answer: Answer) -> Answer:
        data = [{**item, "shares": None} for item in answer.body["data"]]
        return replace(answer, body={**answer.body, "data": data})

    with playing(Facebook(), World([account("seoul")])) as server:
        server.faults["posts"] = fault
        harvest = harvested(server)
    assert {post.counts["shares"] for post in harvest.posts} == {None}


def test_the_proof_of_the_apps_secret_goes_with_every_request(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    secret = "very-secret-of-the-app"
    with playing(Facebook(), World([account("seoul")])) as server:
        token = server.dialect.token
        assert token is not None
        proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        # it comes back, as in the addresses of next pages
        server.faults["posts"] = lambda n, answer: replace(
            answer, body={**answer.body, "said": f"{proof} {secret} appsecret_proof={proof}"}
        )
        client = platform("facebook").connect(
            Connection(run="r", base_url=server.url, token=Secret(token), app_secret=Secret(secret))
        )
        found = platform("facebook").find("seoul")
        assert found is not None
        try:
            profile = client.profile(found)
            page = client.posts(replace(found, id=profile.account), since=None, until=None, cursor="")
        finally:
            client.close()
        assert [asked.one("appsecret_proof") for _, asked in server.asked] == [proof] * 2
    kept = [*profile.payloads, *page.payloads]
    said = [caplog.text, repr(page), *(f"{one.body!r} {one.url_without_secrets} {one.headers}" for one in kept)]
    assert not any(one in text for text in said for one in (proof, secret, token))


def test_a_proof_that_is_wanted_and_not_there_is_said() -> None:
    told = {"error": {"code": 100, "message": "API calls from the server require an appsecret_proof argument"}}
    with playing(Facebook(), World([account("seoul")])) as server:
        server.faults["profile"] = lambda n, answer: Answer(told, 400)
        harvest = harvested(server)
    assert harvest.error is not None
    assert (harvest.error.status, harvest.error.reason, harvest.error.of_account) == ("denied", "app_secret", False)
    assert "CIVICREACH_FACEBOOK_APP_SECRET" in diagnosis("facebook", "app_secret").way_round.text
