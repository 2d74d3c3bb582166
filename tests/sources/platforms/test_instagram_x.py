"""Instagram: hidden likes and one's own account. X: words in change, caps, and problems beside data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from civicreach.records.errors import PlatformError
from civicreach.sources.platforms import platform
from civicreach.sources.platforms.connection import Connection, Secret
from civicreach.sources.platforms.x.errors import judge

from .dialects.graph import Instagram
from .dialects.x import X
from .server import Answer, playing
from .test_contract import connected, harvested
from .world import NOON, FakeAccount, FakePost, World, account

PROBLEMS = "https://api.x.com/2/problems/"


def test_hidden_likes_are_missing() -> None:
    with playing(Instagram(), World([account("seoul")], quirks=frozenset({"hidden_likes"}))) as server:
        harvest = harvested(server)
    assert harvest.end.complete and harvest.end.total == 7
    assert {post.counts["likes"] for post in harvest.posts} == {None}
    assert [post.counts["comments"] for post in harvest.posts] == [0, 1, 2, 3, 4, 5, 6]


def test_ones_own_account_is_asked_once_or_told() -> None:
    with playing(Instagram(), World([account("seoul")])) as server:
        harvested(server)
        assert sum(edge == "own" for edge, _ in server.asked) == 1
        client = platform("instagram").connect(
            Connection(run="r", base_url=server.url, token=Secret(f"{Instagram.own}={Instagram.token}"))
        )
        found = platform("instagram").find("seoul")
        assert found is not None and client.profile(found).handle == "seoul"
        client.close()
        assert sum(edge == "own" for edge, _ in server.asked) == 1


def test_a_token_without_an_own_account() -> None:
    with playing(Instagram(), World([account("seoul")])) as server:
        server.faults["own"] = lambda n, answer: Answer({"data": [{"id": "1"}]})
        harvest = harvested(server)
    assert harvest.error is not None and harvest.error.reason == "no_own_account" and not harvest.error.of_account


def test_an_account_without_posts() -> None:
    with playing(Instagram(), World([account("seoul", 0)])) as server:

        def without_media(n: int, answer: Answer) -> Answer:
            return replace(answer, body={"business_discovery": {"id": "1", "media_count": 0}})

        server.faults["posts"] = without_media
        harvest = harvested(server)
        assert harvest.end.complete and harvest.end.total == 0
        # an account that has posts and lists none has not been read
        server.faults["posts"] = lambda n, answer: replace(answer, body={"business_discovery": {"media_count": 9}})
        assert harvested(server).end.reason == "unexpected"


@pytest.mark.parametrize("noun", ["tweet", "post"])
def test_either_words_are_read_and_recorded(noun: str) -> None:
    with playing(X(noun), World([account("seoul")])) as server:
        harvest = harvested(server)
        asked = [asked for edge, asked in server.asked if edge == "posts"]
    assert harvest.profile is not None and harvest.end.complete
    told = {one.measure: one.value for one in harvest.profile.observations}
    assert told == {"followers": 12345, "following": 12, "posts_total": 7}
    own = [post for post in harvest.posts if not post.repost]
    assert [post.counts["shares"] for post in own] == [0, 1, 2, 0, 2, 0] and len(harvest.posts) == 7
    assert {post.api_version for post in harvest.posts} == {f"2 {noun}"}
    # the old words are asked once; what was refused is kept as well
    assert len(asked) == 3 + (noun == "post") and len(harvest.payloads) == 1 + len(asked)


@pytest.mark.parametrize(("n", "status"), [(2999, "complete"), (3000, "partial_cap")])
def test_the_reach_of_a_timeline(n: int, status: str) -> None:
    posts = tuple(FakePost(id=str(9000 - i), at=account("x").posts[0].at, text="x") for i in range(n))
    with playing(X(), World([FakeAccount(name="seoul", id="70000", posts=posts)], size=100)) as server:
        harvest = harvested(server)
    assert harvest.end.status == status and len(harvest.posts) == n


def test_only_what_is_asked_is_paid() -> None:
    with playing(X(), World([account("seoul")])) as server:
        client = connected(server)
        found = platform("x").find("seoul")
        assert found is not None
        since = server.world.accounts[0].posts[2].at
        client.posts(replace(found, id="70000"), since=since, until=None, cursor="")
        client.close()
        assert server.asked[-1][1].one("start_time") == "2026-11-18T12:00:00Z"


def test_a_quiet_account_is_asked_for_the_fewest_older_posts() -> None:
    with playing(X(), World([account("seoul")])) as server:
        client = connected(server)
        found = platform("x").find("seoul")
        assert found is not None
        page = client.posts(replace(found, id="70000"), since=NOON, until=None, cursor="")
        client.close()
    (_, first), (_, second) = server.asked[-2:]
    assert first.one("start_time") and not second.one("start_time") and second.one("max_results") == "5"
    assert len(page.payloads) == 2 and page.received and not page.cursor
    assert all(post.created_at and post.created_at < NOON for post in page.posts)


@pytest.mark.parametrize(
    ("status", "body", "reason", "of_account"),
    [
        (402, {"title": "CreditsDepleted", "type": "about:blank"}, "spending_limit", False),
        (429, {"title": "UsageCapExceeded", "type": f"{PROBLEMS}usage-capped"}, "spending_limit", False),
        (403, {"title": "Client Forbidden", "type": f"{PROBLEMS}client-forbidden"}, "permission", False),
        (401, {"title": "Unauthorized", "type": "about:blank"}, "token", False),
        (200, {"errors": [{"type": f"{PROBLEMS}not-authorized-for-resource", "detail": "no"}]}, "protected", True),
        (
            200,
            {"errors": [{"title": "Forbidden", "detail": "User has been suspended: [x].", "type": f"{PROBLEMS}x"}]},
            "gone",
            True,
        ),
        (
            400,
            {"errors": [{"parameters": {"pagination_token": ["x"]}}], "type": f"{PROBLEMS}invalid-request"},
            "bad_cursor",
            True,
        ),
        (503, {"title": "Service Unavailable", "type": "about:blank"}, "server", True),
    ],
)
def test_problems(status: int, body: dict[str, object], reason: str, of_account: bool) -> None:
    trouble = judge(status, body, {})
    assert trouble is not None and (trouble.reason, trouble.of_account) == (reason, of_account)


def test_problems_beside_data_are_of_other_things() -> None:
    aside = {"errors": [{"type": f"{PROBLEMS}resource-not-found", "resource_type": "tweet"}]}
    assert judge(200, {"data": [], "meta": {"result_count": 0}, **aside}, {}) is None

    def fault(n: int, answer: Answer) -> Answer:
        return replace(answer, body={**answer.body, **aside})

    with playing(X(), World([account("seoul")])) as server:
        server.faults["posts"] = fault
        assert len(harvested(server).posts) == 7


def test_no_token_at_all() -> None:
    with playing(X(), World([account("seoul")])) as server:
        client = platform("x").connect(Connection(run="r", base_url=server.url))
        found = platform("x").find("seoul")
        assert found is not None
        with pytest.raises(PlatformError, match="token"):
            client.profile(found)
        client.close()
