"""One contract for all platforms, against the loopback server with its faults."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

import pytest

from civicreach.records.errors import PlatformError
from civicreach.records.harvest import Payload, Post
from civicreach.sources.platforms import NAMES, platform
from civicreach.sources.platforms.connection import Connection, Patience, Secret
from civicreach.sources.platforms.diagnosis import DIAGNOSES
from civicreach.sources.platforms.platform import Client, Page
from civicreach.sources.platforms.walk import Standing, walk

from .dialects import DIALECTS
from .faults import CASES, Case
from .server import Dialect, PlatformServer, playing
from .world import Clock, World, account

DOCS = Path(__file__).parents[3] / "docs" / "how-to"

every_platform = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.platform)


@dataclass
class Harvest:
    """What came of one account."""

    profile: Page | None = None
    end: Standing = field(default_factory=Standing)
    posts: list[Post] = field(default_factory=list)
    payloads: list[Payload] = field(default_factory=list)
    error: PlatformError | None = None


def connected(server: PlatformServer, **patience: float) -> Client:
    clock = server.clock
    return platform(server.dialect.platform).connect(
        Connection(
            run="r1",
            base_url=server.url,
            token=Secret(server.dialect.token) if server.dialect.token else None,
            clock=clock.now,
            sleep=clock.sleep,
            patience=Patience(**({"largest": 2_000_000} | patience)),  # type: ignore[arg-type]
        )
    )


def harvested(server: PlatformServer, **patience: float) -> Harvest:
    """Profile and posts of the first account of the world."""
    kind = platform(server.dialect.platform)
    found = kind.find(server.dialect.written(server.world.accounts[0].name))
    assert found is not None
    client, harvest = connected(server, **patience), Harvest()
    try:
        harvest.profile = page = client.profile(found)
        harvest.payloads += page.payloads
        known = replace(found, id=page.account)
        since = server.dialect.since
        turn = lambda cursor: client.posts(known, since=since, until=None, cursor=cursor)  # noqa: E731
        for standing in walk(turn, since=since):
            harvest.end = standing
            if standing.page is not None:
                harvest.posts += standing.page.posts
                harvest.payloads += standing.page.payloads
    except PlatformError as error:
        harvest.error = error
        harvest.payloads += error.payloads
    finally:
        client.close()
    return harvest


def test_every_platform_is_played() -> None:
    assert sorted(dialect.platform for dialect in DIALECTS) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_platform_is_described(name: str) -> None:
    kind = platform(name)
    page = (DOCS / "platforms" / f"{name}.md").read_text(encoding="utf-8")
    assert kind.name == name and page.startswith(f"# {kind.title}\n")
    assert all(f"| {row} |" in page for row in ("Permission", "Cost", "Limit", "An account is written"))
    assert f"platforms/{name}.md" in (DOCS / "collect.md").read_text(encoding="utf-8")
    if kind.token != "none":
        assert f"CIVICREACH_{name.upper().replace('-', '_')}_TOKEN" in page


@pytest.mark.parametrize("name", NAMES)
def test_every_way_round_is_of_a_reason_that_is_diagnosed(name: str) -> None:
    assert set(platform(name).ways_round) <= set(DIAGNOSES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize(
    ("dialect", "edge"),
    [pytest.param(d, edge, id=f"{d.platform}-{edge}") for d in DIALECTS for edge in d.requests],
)
def test_fault_ends_in_its_status(dialect: Dialect, edge: str, case: Case, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    clock, world = Clock(), World([account("seoul")])
    with playing(dialect, world, clock) as server:
        server.faults[edge] = case.make(dialect, clock)
        # a busy machine is slow as well: only where the fault is slowness does the time count
        harvest = harvested(server, **({"answer": 1.0} if case.name == "slow-drip" else {}))
    expected = dialect.expected.get(case.name, (case.status, case.reason))
    assert (harvest.end.status, harvest.end.reason) == expected, harvest.end.detail
    assert harvest.error is None
    ids = [post.post_id for post in harvest.posts]
    assert len(ids) == len(set(ids))
    assert (len(ids) == len(world.accounts[0].posts)) == harvest.end.complete
    assert sum(clock.slept) >= case.slept
    # an account whose walk may be gone on with says where
    assert bool(harvest.end.cursor) == (dialect.paged and harvest.end.status in ("partial_rate", "error"))
    if dialect.token:
        no_token(dialect.token, harvest, caplog)


@every_platform
def test_profile_refused(dialect: Dialect) -> None:
    with playing(dialect, World([account("seoul")])) as server:
        # a feed tells both at once
        server.faults = dict.fromkeys(("profile", "posts"), lambda n, answer: dialect.refusal("unauthorised"))
        harvest = harvested(server)
    assert harvest.error is not None and harvest.error.status == "denied"
    # where every account has a server of its own, one refusal says nothing of the others
    assert harvest.error.of_account == ("{host}" in dialect.base)


@every_platform
def test_deleted_account(dialect: Dialect) -> None:
    with playing(dialect, World([replace(account("seoul"), deleted=True)])) as server:
        harvest = harvested(server)
    assert harvest.error is not None and harvest.error.status == "not_found" and harvest.error.of_account
    assert harvest.payloads


@every_platform
def test_renamed_account_is_found_by_its_id_or_said_not_to_be(dialect: Dialect) -> None:
    with playing(dialect, World([account("seoul")])) as server:
        before = harvested(server).profile
        assert before is not None
        server.world = World([replace(account("seoul"), name="seoulcity")])
        client = connected(server)
        found = platform(dialect.platform).find(dialect.written("seoul"))
        assert found is not None
        known = replace(found, id=before.account)
        if not dialect.lasting:
            with pytest.raises(PlatformError, match="not_found"):
                client.profile(known)
            client.close()
            return
        after = client.profile(known)
        client.close()
    assert before.account == after.account and before.handle != after.handle


@every_platform
@pytest.mark.parametrize(
    ("quirk", "status", "again"),
    [("empty_page", "complete", 0), ("duplicates", "complete", 0), ("edited", "complete", 2),
     ("repeated_cursor", "error", None)],
)  # fmt: skip
def test_odd_pages(dialect: Dialect, quirk: str, status: str, again: int | None) -> None:
    if not dialect.paged:
        return
    with playing(dialect, World([account("seoul")], quirks=frozenset({quirk}))) as server:
        harvest = harvested(server)
    assert harvest.end.status == status
    if again is None:
        assert harvest.end.reason == "repeated_cursor"
    else:
        assert len({post.post_id for post in harvest.posts}) == 7
        assert len(harvest.posts) == 7 + again
        assert harvest.end.kept == len(harvest.posts)


@every_platform
def test_numbers_as_text_are_numbers(dialect: Dialect) -> None:
    if not dialect.counts:
        return

    def figures(quirks: frozenset[str]) -> list[object]:
        with playing(dialect, World([account("seoul")], quirks=quirks)) as server:
            harvest = harvested(server)
        assert harvest.profile is not None
        return [*(one.value for one in harvest.profile.observations), *(post.counts for post in harvest.posts)]

    plain = figures(frozenset())
    assert plain == figures(frozenset({"text_numbers"}))
    assert any(isinstance(figure, int) and figure > 1000 for figure in plain)


@every_platform
@pytest.mark.parametrize("quirk", ["null_counts", "hidden_counts"])
def test_untold_counts_are_missing_with_a_reason(dialect: Dialect, quirk: str) -> None:
    if not dialect.counts or (quirk == "hidden_counts" and not dialect.hides):
        return
    with playing(dialect, World([account("seoul")], quirks=frozenset({quirk}))) as server:
        harvest = harvested(server)
    assert harvest.profile is not None
    followers = next(one for one in harvest.profile.observations if one.measure in ("followers", "likes"))
    assert followers.value is None and followers.reason
    assert not any(value for post in harvest.posts for value in post.counts.values())
    assert harvest.end.complete and len(harvest.posts) == 7


@every_platform
@pytest.mark.parametrize("skew", [300.0, -300.0])
def test_clock_five_minutes_off(dialect: Dialect, skew: float) -> None:
    clock = Clock()
    with playing(dialect, World([account("seoul")]), clock, skew=skew) as server:
        moment = str(int(clock.now().timestamp() + skew + 60))

        def fault(n: int, answer: object) -> object:
            refusal = dialect.refusal("rate_limit")
            return replace(refusal, headers={**refusal.headers, "X-RateLimit-Reset": moment}) if n == 2 else answer

        server.faults["posts"] = fault  # type: ignore[assignment]
        harvest = harvested(server)
    assert harvest.end.complete and harvest.end.page is not None
    assert harvest.end.page.skew == pytest.approx(skew, abs=70)
    # the reset is by the server's clock: a minute, and neither six nor none
    assert 58 <= sum(clock.slept) <= 70


@every_platform
def test_wait_beyond_patience_stops_with_a_cursor(dialect: Dialect) -> None:
    with playing(dialect, World([account("seoul")])) as server:

        def fault(n: int, answer: object) -> object:
            refusal = dialect.refusal("rate_limit")
            return replace(refusal, headers={**refusal.headers, "Retry-After": "7200"}) if n >= 2 else answer

        server.faults["posts"] = fault  # type: ignore[assignment]
        harvest = harvested(server)
        assert server.clock.slept == []
        assert (harvest.end.status, harvest.end.reason) == ("partial_rate", "rate_limit")
        # gone on with where it stopped, nothing is missing and nothing comes twice
        server.faults.clear()
        client = connected(server)
        assert harvest.profile is not None
        known = replace(platform(dialect.platform).find(dialect.written("seoul")), id=harvest.profile.account)  # type: ignore[type-var]
        rest = list(
            walk(
                lambda cursor: client.posts(known, since=dialect.since, until=None, cursor=cursor),  # type: ignore[arg-type]
                since=dialect.since,
                start=replace(harvest.end, page=None),
            )
        )
        client.close()
    ids = [post.post_id for post in harvest.posts]
    ids += [post.post_id for standing in rest if standing.page for post in standing.page.posts]
    assert rest[-1].complete and len(ids) == len(set(ids)) == 7 == rest[-1].kept


def no_token(token: str, harvest: Harvest, caplog: pytest.LogCaptureFixture) -> None:
    """The token stands in nothing that is logged, raised or kept."""
    said = [caplog.text, repr(harvest)]
    said += ["".join(traceback.format_exception(harvest.error))] if harvest.error else []
    for payload in harvest.payloads:
        said += [payload.body.decode("utf-8", "replace"), payload.url_without_secrets, str(payload.headers)]
    assert not any(form in text for text in said for form in (token, quote(token, safe="")))
