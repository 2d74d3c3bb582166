"""Windows of an archive: many that touch are one, and lead to the same mark as each for itself."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.archive.conftest import START, walked

from civicreach.archive import Archive
from civicreach.workflow.collect.covered import Window, high_water, windows


def day(number: int | None) -> datetime | None:
    return None if number is None else START + timedelta(days=number)


SPANS = st.lists(st.tuples(st.none() | st.integers(0, 8), st.integers(1, 4)), max_size=8)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=SPANS, since=st.none() | st.integers(0, 8))
def test_windows_that_touch_are_one(
    spans: list[tuple[int | None, int]], since: int | None, tmp_path_factory: object
) -> None:
    folder: Path = tmp_path_factory.mktemp("windows")  # type: ignore[attr-defined]
    each = [Window(day(first), START + timedelta(days=(first or 0) + length)) for first, length in spans]
    with Archive.create(folder / "archive") as archive:
        walks = [walked(minute=n, asked_from=one.since, asked_to=one.until, platform="x") for n, one in enumerate(each)]
        archive.append(run="r", coverage=[*walks, walked(2, asked_from=day(0), asked_to=day(1))])
        found = windows(archive)
    assert found["facebook", "2"] == (Window(day(0), START + timedelta(days=1)),)
    merged = found.get(("x", "1"), ())
    assert high_water(merged, day(since)) == high_water(each, day(since))
    assert all(a.until < b.since for a, b in itertools.pairwise(merged) if b.since is not None)
    assert all(one.since is not None for one in merged[1:])
