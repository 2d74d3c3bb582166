"""What an archive holds, account by account, as a study would count it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from civicreach.archive import Archive
from civicreach.records.errors import GivenError
from civicreach.records.harvest import Coverage, Observation, Post, Quarantined
from civicreach.workflow.showing import accounts_held, chosen, oddities

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)


def seen(account: str, value: int | None, days: int = 0, **more: Any) -> Observation:
    settings: dict[str, Any] = {"platform": "facebook", "measure": "likes", "method": "api", "run": "r"}
    settings |= {"observed_at": NOW - timedelta(days=days), "reason": "" if value is not None else "hidden"}
    return Observation(account=account, value=value, **settings | more)


def walk(account: str, edge: str = "posts", status: str = "complete", days: int = 0, **more: Any) -> Coverage:
    at = NOW - timedelta(days=days)
    settings: dict[str, Any] = {"run": "r", "platform": "facebook", "started_at": at, "ended_at": at, "status": status}
    return Coverage(account=account, edge=edge, reason="" if status == "complete" else "gone", **settings | more)


def post(account: str, number: int, days: int = 0) -> Post:
    at = NOW - timedelta(days=days)
    return Post(
        platform="facebook", account=account, post_id=f"{number}", created_at=at, observed_at=at, method="api", run="r"
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Seoul under its id, entered by hand under its name; Busan gone; Daegu not walked lately; Ulsan from a file."""
    with Archive.create(tmp_path / "seen") as archive:
        archive.append(
            run="r",
            coverage=[
                walk("seoul.city", "address", cursor="100"),
                walk("100", "profile"), walk("100", asked_from=NOW - timedelta(days=9), asked_to=NOW),
                walk("busan", "profile", "not_found"), walk("busan", "posts", "not_found"),
                walk("busan", "posts", days=30),
                walk("daegu", days=12), walk("daegu", "profile", days=12),
                walk("daegu", platform="x", days=400),
            ],
            observations=[
                seen("100", 10, 5), seen("100", None), seen("seoul.city", 8, 50, method="hand"),
                seen("100", 7, 1, measure="followers"), seen("busan", None, 30),
            ],
            posts=[post("100", 1, 4), post("100", 1), post("100", 2), post("ulsan", 1, 700)],
            quarantine=[
                Quarantined(platform="facebook", account=account, reason="no id", run="r",
                            observed_at=NOW - timedelta(days=days), payload="f.csv line 3", item='{"a": 1}', count=2)
                for account, days in (("100", 3), ("seoul.city", 1), ("", 2))
            ],
        )  # fmt: skip
    return tmp_path / "seen"


def test_accounts(path: Path) -> None:
    with Archive.open(path) as archive:
        held = accounts_held(archive)
    assert [(one.platform, one.account, one.failed, one.stale) for one in held] == [
        ("facebook", "busan", True, False),
        ("facebook", "daegu", False, True),
        ("facebook", "100", False, False),
        ("facebook", "ulsan", False, False),
        ("x", "daegu", False, False),
    ]
    busan, _, seoul, ulsan, _ = held
    assert (seoul.names, seoul.posts, seoul.first, seoul.last) == (("seoul.city",), 2, NOW - timedelta(days=50), NOW)
    assert [(count.measure, count.value, count.at, count.asked_at, count.reason) for count in seoul.counts] == [
        ("followers", 7, NOW - timedelta(days=1), NOW - timedelta(days=1), ""),
        ("likes", 10, NOW - timedelta(days=5), NOW, "hidden"),
    ]
    assert [(walk.edge, walk.status) for walk in seoul.walks] == [("posts", "complete"), ("profile", "complete")]
    assert seoul.walks[0].asked_from == NOW - timedelta(days=9)
    assert (busan.counts[0].value, busan.counts[0].at, busan.counts[0].reason) == (None, None, "hidden")
    assert [(walk.edge, walk.completed_at) for walk in busan.walks] == [
        ("posts", NOW - timedelta(days=30)),
        ("profile", None),
    ]
    assert (ulsan.walks, ulsan.asked_at, ulsan.posts, ulsan.counts) == ((), None, 1, ())


def test_what_is_stale_is_for_the_user_to_say(path: Path) -> None:
    with Archive.open(path) as archive:
        assert not any(one.stale for one in accounts_held(archive, stale=timedelta(days=13)))


@pytest.mark.parametrize("name", ["100", "https://www.facebook.com/Seoul.City/?ref=x", "@seoul.city"])
def test_an_account_is_found_by_what_people_write(path: Path, name: str) -> None:
    with Archive.open(path) as archive:
        (found,) = chosen(accounts_held(archive), name)
        assert found.account == "100"
        assert [one.at for one in oddities(archive, accounts=[found])] == [
            NOW - timedelta(days=1),
            NOW - timedelta(days=3),
        ]


def test_one_name_on_two_platforms_and_none(path: Path) -> None:
    with Archive.open(path) as archive:
        held = accounts_held(archive)
    assert {one.platform for one in chosen(held, "daegu")} == {"facebook", "x"}
    with pytest.raises(GivenError, match=r"(?s)names no account of the archive.*busam.*busan"):
        chosen(held, "busam")


def test_quarantine_comes_the_last_first(path: Path) -> None:
    with Archive.open(path) as archive:
        found = oddities(archive)
        assert [(one.account, one.count, one.place, one.run) for one in found] == [
            ("100", 2, "f.csv line 3", "r"), ("", 2, "f.csv line 3", "r"), ("100", 2, "f.csv line 3", "r"),
        ]  # fmt: skip
        assert oddities(archive, most=1) == found[:1]


def test_a_past_version_and_an_empty_archive(path: Path) -> None:
    with Archive.open(path, 0) as archive:
        assert accounts_held(archive) == ()
        assert oddities(archive) == ()


def test_posts_are_missing_where_nobody_looked(tmp_path: Path) -> None:
    since = NOW - timedelta(days=9)
    with Archive.create(tmp_path / "seen") as archive:
        archive.append(
            run="r",
            coverage=[
                walk("refused", status="denied"),
                walk("empty", asked_to=NOW),
                walk("later", asked_from=since, asked_to=NOW),
                walk("goes on", days=20), walk("goes on", asked_from=NOW - timedelta(days=21), asked_to=NOW),
                walk("with a gap", days=20), walk("with a gap", asked_from=since, asked_to=NOW),
                walk("cut", status="partial_rate"),
            ],
            observations=[seen("by hand", 1, method="hand")],
            posts=[post("cut", 1)],
        )  # fmt: skip
        held = {one.account: (one.posts, one.posts_from, one.posts_to) for one in accounts_held(archive)}
    assert held == {
        "refused": (None, None, None),
        "by hand": (None, None, None),
        "cut": (1, None, None),
        "empty": (0, None, NOW),
        "goes on": (0, None, NOW),
        "later": (0, since, NOW),
        "with a gap": (0, since, NOW),
    }
