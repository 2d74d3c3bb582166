"""Collections against the loopback server: each for itself, gone on with after any stop, zero only after the end."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicreach.archive import Archive
from civicreach.records.errors import ArchiveError, InputError
from civicreach.sources.platforms import platform
from civicreach.sources.platforms.connection import Connection, Patience, Secret
from civicreach.sources.platforms.platform import Client, Platform
from civicreach.workflow.collect import Collection, collect, plan_collection, read_accounts
from civicreach.workflow.collect.covered import windows
from tests.sources.platforms.dialects import DIALECTS
from tests.sources.platforms.faults import CASES
from tests.sources.platforms.server import Answer, PlatformServer, playing
from tests.sources.platforms.world import NOON, Clock, World, account

every_platform = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.platform)


class Ticking(Clock):
    """A clock on which a millisecond passes at every look."""

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment


def connecting(*servers: PlatformServer) -> Callable[[Platform, str], Client]:
    by_name = {server.dialect.platform: server for server in servers}

    def connect(kind: Platform, run: str) -> Client:
        server = by_name[kind.name]
        token = server.dialect.token
        return kind.connect(
            Connection(
                run=run,
                base_url=server.url,
                token=Secret(token) if token else None,
                clock=server.clock.now,
                sleep=server.clock.sleep,
                patience=Patience(answer=0.4, largest=2_000_000),
            )
        )

    return connect


def written(folder: Path, *servers: PlatformServer) -> Path:
    lines = ["platform,account,government"]
    for server in servers:
        for number, one in enumerate(server.world.accounts):
            lines.append(f"{server.dialect.platform},{server.dialect.written(one.name)},{number}")
    path = folder / "accounts.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def collected(folder: Path, server: PlatformServer, **options: Any) -> tuple[Collection, Archive]:
    place = folder / "archive"
    archive = Archive.open(place) if place.exists() else Archive.create(place)
    accounts = read_accounts(written(folder, server))
    return collect(accounts, archive, connecting(server), clock=server.clock.now, **options), archive


def posts_of(archive: Archive) -> list[tuple[Any, ...]]:
    return archive.execute(
        "SELECT platform, account, post_id, epoch_us(created_at), text_sha256, CAST(counts AS VARCHAR), repost, type "
        "FROM {posts} ORDER BY ALL"
    )


def observations_of(archive: Archive) -> list[tuple[Any, ...]]:
    return archive.execute("SELECT platform, account, measure, value, low, high, reason FROM {observations} ORDER BY ALL")


@every_platform
def test_everything_arrives(dialect: Any, tmp_path: Path) -> None:
    accounts = [account("seoul"), account("busan", 4, number=1), account("jeju", 0, number=2)]
    with playing(dialect, World(accounts), Ticking()) as server:
        result, archive = collected(tmp_path, server)
    assert [(one.edge, one.status) for one in result.outcomes] == [("profile", "complete"), ("posts", "complete")] * 3
    assert len(posts_of(archive)) == 11
    assert not result.failed and not result.resumed and result.n_requests == len(server.asked)
    assert len(archive.files("payloads")) == 1
    assert [row[0] for row in archive.execute("SELECT count(*) FROM {payloads}")] == [len(server.asked)]
    # what was seen is covered up to the moment at which it began
    assert all(len(own) == 1 and own[0].since is None for own in windows(archive).values())
    assert len(windows(archive)) == 3
