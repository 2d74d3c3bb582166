"""Activity files written to a study folder, to be counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from civicreach.engine import Engine
from civicreach.records.activity import Activity
from civicreach.records.provenance import LeftOut
from civicreach.records.study import ActivitySource
from civicreach.records.words import Message
from civicreach.sources.activity import count_activity

SUMMER = ("2015-06-01", "2015-08-31")

Counter = Callable[..., Activity]


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One engine for all tests: sources must not disturb each other."""
    with Engine(threads=2) as engine:
        yield engine


@pytest.fixture
def count(tmp_path: Path, engine: Engine) -> Counter:
    """Write files and count them: ``count({"a.csv": "..."}, account="page", ...)``; posts where no value is named."""

    def count_files(
        files: Mapping[str, str | bytes] | str,
        *,
        zone: str = "Asia/Seoul",
        opened: date | None = date(2004, 2, 4),
        engine: Engine = engine,
        same: Callable[[str], str] | None = None,
        **spec: Any,
    ) -> Activity:
        written = {"a.csv": files} if isinstance(files, str) else files
        for name, content in written.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        usual = {"file": list(written), "account": "page", "time": "time", "window": SUMMER}
        if "value" not in spec:
            usual["id"] = "id"
        if "government" in spec:
            del usual["account"]
        if "on" in spec:
            del usual["time"]
        source = ActivitySource(**{**usual, **spec})
        return count_activity("posts", source, folder=tmp_path, zone=zone, opened=opened, engine=engine, same=same)

    return count_files


def values(activity: Activity) -> dict[str, float]:
    """What was counted, by account."""
    return {account: entry.value for account, entry in activity.counts.items()}


def left_out(activity: Activity) -> dict[str, tuple[int, tuple[tuple[str, str], ...]]]:
    """How many rows were left out and the first of them, by the first words of the reason."""
    assert activity.n_read == activity.n_counted + sum(entry.count for entry in activity.left_out)
    return {
        " ".join(words(entry).split()[:3]): (entry.count, tuple((str(where), str(what)) for where, what in entry.items))
        for entry in activity.left_out
    }


def words(entry: LeftOut) -> str:
    """The reason in English."""
    assert isinstance(entry.reason, Message)
    return entry.reason.text.format(**entry.reason.values)
