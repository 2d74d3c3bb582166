"""Answers of the right shape with values that no platform should send: each ends in a status, none as nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.sources.platforms.dialects import DIALECTS
from tests.sources.platforms.server import Answer, playing
from tests.sources.platforms.world import World, account

from .test_collect import POSTS, Ticking, collected

PAGED = [dialect for dialect in DIALECTS if dialect.paged and dialect.platform != "telegram"]


def each(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same change on every value of an answer, however deep it lies."""

    def changed(told: Any) -> Any:
        if isinstance(told, dict):
            return {key: changed(value) for key, value in told.items()}
        return [changed(value) for value in told] if isinstance(told, list) else change(told)

    return changed


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


CHANGES: dict[str, Callable[[Any], Any]] = {
    "half-characters": each(lambda value: f"{value}\ud83d" if isinstance(value, str) else value),
    "nul": each(lambda value: f"{value}\0" if isinstance(value, str) else value),
    "null": each(lambda value: None),
    "numbers-for-text": each(lambda value: int(value) if isinstance(value, str) and value.isdigit() else value),
    "text-for-numbers": each(lambda value: str(value) if _number(value) else value),
    "fractions": each(lambda value: value + 0.5 if _number(value) else value),
    "beyond-all-counts": each(lambda value: 10**30 if _number(value) else value),
    "below-zero": each(lambda value: -1 if _number(value) else value),
    "lists": each(lambda value: [value]),
    "year-1": each(lambda value: value.replace("2026-11", "0001-01") if isinstance(value, str) else value),
}
REFUSAL = {"error": {"code": 200, "message": "\ud83d\0"}, "title": "\ud83d", "message": "\ud83d", "detail": "\0"}


@pytest.mark.parametrize("name", [*CHANGES, "refusal"])
@pytest.mark.parametrize("dialect", PAGED, ids=lambda dialect: dialect.platform)
def test_odd_values_end_in_a_status(dialect: Any, name: str, tmp_path: Path) -> None:
    for edge in ("profile", *dialect.requests):

        def fault(n: int, answer: Answer) -> Answer:
            if name == "refusal":
                return Answer(json.dumps(REFUSAL).encode(), 400)
            return replace(answer, body=json.dumps(CHANGES[name](json.loads(answer.bytes))).encode())

        with playing(dialect, World([account("seoul")]), Ticking()) as server:
            server.faults[edge] = fault
            with collected(tmp_path / edge, server) as (result, archive):
                assert [one.edge for one in result.outcomes] == ["profile", "posts"]
                assert not any(one.reason == "internal" for one in result.outcomes), result.outcomes
                assert archive.execute("SELECT count(*) FROM {observations} WHERE value = 0") == [(0,)]
                # what is said to be complete is all there is; year 1 is what the platform says
                if result.outcomes[-1].status == "complete" and name not in ("half-characters", "nul"):
                    assert len({row[2] for row in archive.execute(POSTS)}) == 7
