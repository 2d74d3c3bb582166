"""Whatever a file holds: rows read are rows counted and rows left out, as a plain reading in Python has them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.engine import Engine, quoted
from civicreach.records.errors import InputError
from civicreach.records.study import ActivitySource
from civicreach.sources.activity import count_activity
from civicreach.sources.activity.reasons import Reason, reason_words

WINDOW = ("2015-06-01", "2015-06-30")

TIMES = {
    "": Reason.NO_DATE, "soon": Reason.UNREADABLE_DATE, "01/02/2015": Reason.UNCERTAIN_DATE,
    "2003-05-05": Reason.TOO_EARLY, "2015-05-31 23:59:59": Reason.OUT_OF_WINDOW, "2015-07-01": Reason.OUT_OF_WINDOW,
    "2015-06-01": Reason.NONE,
    "2015-06-30 23:59": Reason.NONE, "2015-06-30T14:59:59Z": Reason.NONE, "2015-06-30T15:00:00Z": Reason.OUT_OF_WINDOW,
    "1433200000": Reason.NONE,
}  # fmt: skip

VALUES = {"": Reason.NO_VALUE, "x": Reason.NOT_A_NUMBER, "-1": Reason.BELOW_ZERO, "7": Reason.NONE, "8.5": Reason.NONE}

Row = tuple[str, str, str, str, str] | None

ROWS = st.lists(
    st.one_of(
        st.none(),
        st.tuples(
            st.sampled_from(["", "a", "b", "서울"]),
            st.sampled_from(["", "1", "2"]),
            st.sampled_from(sorted(TIMES)),
            st.sampled_from(["keep", "keep", "skip"]),
            st.sampled_from(sorted(VALUES)),
        ),
    ),
    min_size=1,
    max_size=25,
)
NAMES = ("page", "id", "time", "kind", "value")


def expected(rows: Sequence[Row], *, posts: bool) -> tuple[Counter[Reason], Counter[str]]:
    """How many rows there are of each reason, and posts (or rows) of each account."""
    reasons: Counter[Reason] = Counter()
    accounts: Counter[str] = Counter()
    before: set[tuple[str, str]] = set()
    for row in rows:
        if row is None:
            reasons[Reason.BROKEN] += 1
            continue
        page, id, time, kind, value = row
        reason = (
            Reason.PASSED_OVER if kind != "keep"
            else Reason.NO_ACCOUNT if not page
            else TIMES[time] if TIMES[time] not in (Reason.NONE, Reason.OUT_OF_WINDOW)
            else VALUES[value] if not posts and VALUES[value]
            else TIMES[time]
        )  # fmt: skip
        if posts and not reason and id and (page, id) in before:
            reason = Reason.REPEATED
        if posts and not reason and id:
            before.add((page, id))
        reasons[reason] += 1
        accounts[page] += reason is Reason.NONE
    return reasons, +accounts


def as_csv(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(NAMES)
    for row in rows:
        writer.writerow(("only", "two") if row is None else row)
    return text.getvalue().encode()


def as_json_lines(rows: Sequence[Row]) -> bytes:
    lines = [
        "{broken" if row is None else json.dumps(dict(zip(NAMES, row, strict=True)), ensure_ascii=False) for row in rows
    ]
    return "\n\n".join(lines).encode()


def as_parquet(rows: Sequence[Row], engine: Engine) -> bytes:
    listed = ", ".join(f"({', '.join(map(quoted, row))})" for row in rows if row is not None)
    target = engine.scratch / "law.parquet"
    engine.write_parquet(f"SELECT * FROM (VALUES {listed}) AS rows({', '.join(NAMES)})", target)
    return target.read_bytes()


def check(activity: Any, spec: ActivitySource, rows: Sequence[Row]) -> None:
    reasons, accounts = expected(rows, posts=spec.is_posts)
    assert activity.n_read == len(rows)
    assert activity.n_read == activity.n_counted + sum(entry.count for entry in activity.left_out)
    assert all(len(entry.items) == min(entry.count, 1000) for entry in activity.left_out)
    assert set(activity.counts) == set(accounts)
    assert activity.seen == {row[0] for row in rows if row and row[0] and row[3] == "keep"}
    found = {entry.reason.text: entry.count for entry in activity.left_out}
    known = {reason_words(reason, spec).text: n for reason, n in reasons.items() if n and reason}
    if spec.is_posts:
        assert {account: entry.value for account, entry in activity.counts.items()} == accounts
        assert activity.n_counted == reasons[Reason.NONE] == sum(accounts.values())
        assert sum(n for month, n in activity.by_month if month == "2015-06") == activity.n_counted
        assert found == known
    else:
        assert activity.n_counted <= reasons[Reason.NONE]


@pytest.mark.parametrize("value", ["", "value"])
@pytest.mark.parametrize("kind", ["csv", "ndjson", "parquet"])
@settings(max_examples=30, deadline=None)
@given(rows=ROWS)
def test_nothing_is_lost(engine: Engine, kind: str, value: str, rows: list[Row]) -> None:
    if kind == "parquet":
        rows = [row for row in rows if row is not None]
    kept = [row for row in rows if row is not None]
    if not kept:
        return
    data = {"csv": as_csv, "ndjson": as_json_lines, "parquet": lambda rows: as_parquet(rows, engine)}[kind](rows)
    spec = ActivitySource(
        file=f"a.{kind}", account="page", id="" if value else "id", time="time", value=value, window=WINDOW,
        where={"kind": "keep"}, header=1 if kind == "csv" else None, delimiter="," if kind == "csv" else None,
    )  # fmt: skip
    opened = datetime(2004, 2, 4, tzinfo=UTC).date()
    with TemporaryDirectory() as folder:
        (Path(folder) / f"a.{kind}").write_bytes(data)
        try:
            activity = count_activity(
                "posts", spec, folder=Path(folder), zone="Asia/Seoul", opened=opened, engine=engine
            )
        except InputError as error:
            if "has no number" in str(error):
                reasons, _ = expected(rows, posts=spec.is_posts)
                assert value and reasons[Reason.NOT_A_NUMBER]
                assert not reasons[Reason.NONE] + reasons[Reason.BELOW_ZERO] + reasons[Reason.OUT_OF_WINDOW]
                return
            if "has nothing that could be counted" in str(error):
                reasons, _ = expected(rows, posts=spec.is_posts)
                assert not reasons[Reason.NONE]
                assert f"in {len(rows)} rows" in str(error)
                return
            assert all(row[3] != "keep" for row in kept)
            assert "no row has kind" in str(error)
            return
    check(activity, spec, rows)
