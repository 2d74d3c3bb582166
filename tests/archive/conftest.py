"""Records of a harvest for tests of the archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from civicreach.archive import Archive
from civicreach.records.harvest import Coverage, Observation, Payload, Post, Quarantined

START = datetime(2026, 11, 23, 3, 0, 0, 123456, tzinfo=UTC)


def observed(account: int = 1, value: int | None = 10, minute: int = 0, **more: Any) -> Observation:
    settings: dict[str, Any] = {
        "platform": "facebook",
        "account": str(account),
        "measure": "likes",
        "value": value,
        "observed_at": START + timedelta(minutes=minute),
        "method": "api",
        "run": "r1",
        "reason": "" if value is not None else "hidden",
    }
    return Observation(**settings | more)


def posted(post: int = 1, minute: int = 0, **more: Any) -> Post:
    settings: dict[str, Any] = {
        "platform": "facebook",
        "account": "1",
        "post_id": f"1_{post}",
        "created_at": START - timedelta(days=post),
        "observed_at": START + timedelta(minutes=minute),
        "method": "api",
        "run": "r1",
        "counts": {"likes": 3, "shares": None},
    }
    return Post(**settings | more)


def walked(account: int = 1, minute: int = 0, **more: Any) -> Coverage:
    settings: dict[str, Any] = {
        "run": "r1",
        "platform": "facebook",
        "account": str(account),
        "edge": "posts",
        "started_at": START + timedelta(minutes=minute),
        "ended_at": START + timedelta(minutes=minute + 1),
        "status": "complete",
        "received": 1,
        "kept": 1,
    }
    return Coverage(**settings | more)


def fetched(body: bytes = b'{"data": []}', minute: int = 0) -> Payload:
    return Payload.of(
        body, url="https://g.test/1", http_status=200, fetched_at=START + timedelta(minutes=minute), headers={"a": "b"}
    )


def odd(item: str = "{}", **more: Any) -> Quarantined:
    settings = {"platform": "facebook", "account": "1", "reason": "no id", "observed_at": START, "run": "r1"}
    return Quarantined(**settings | {"item": item} | more)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "archive") as made:
        yield made
