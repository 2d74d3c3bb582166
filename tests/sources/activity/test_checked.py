"""Posts out of JSON lines: what is written is what was read, and what is not written is listed."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from civicreach.engine import Engine, quoted
from civicreach.records.errors import InputError
from civicreach.sources.activity.checked import PostFields, write_checked_posts

from .conftest import words

FIELDS = PostFields(
    account="from.id", id="id", time="created_time", texts={"message": "message"}, numbers={"likes": "likes.total"}
)

GOOD = [
    {
        "from": {"id": "a"},
        "id": 1,
        "created_time": "2015-06-01T09:30:00+0900",
        "message": "가 나",
        "likes": {"total": 3},
    },
    {"from": {"id": "b"}, "id": "2", "created_time": 1433118600},
]

SELECT = "SELECT account, post_id, CAST(created_at AS VARCHAR), message, likes FROM read_parquet({})"


def test_what_is_written_is_what_was_read(tmp_path: Path, engine: Engine) -> None:
    source, target = tmp_path / "posts.ndjson.gz", tmp_path / "posts.parquet"
    source.write_bytes(gzip.compress("\n".join(map(json.dumps, GOOD)).encode()))
    done = write_checked_posts(source, target, FIELDS, engine=engine)
    assert (done.n_read, done.n_written, done.refused) == (2, 2, ())
    assert done.origin().sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert done.origin().rows == 2
    assert engine.execute(SELECT.format(quoted(str(target)))) == [
        ("a", "1", "2015-06-01 00:30:00+00", "가 나", 3),
        ("b", "2", "2015-06-01 00:30:00+00", None, None),
    ]


@pytest.mark.parametrize("empty", ["", "\n\n"])
def test_what_is_refused_is_listed(tmp_path: Path, engine: Engine, empty: str) -> None:
    bad = [
        "{broken",
        "[]",
        json.dumps({"id": 3, "created_time": "2015-06-01"}),
        "{}",
        json.dumps({**GOOD[0], "created_time": None}),
        json.dumps({**GOOD[0], "created_time": "03/04/2015"}),
        json.dumps({**GOOD[0], "likes": {"total": "many"}}),
        json.dumps({**GOOD[0], "likes": {"total": 1.5}}),
    ]
    source, target = tmp_path / "posts.ndjson", tmp_path / "posts.parquet"
    source.write_text("\n".join([json.dumps(GOOD[0]), empty, *bad, json.dumps(GOOD[1])]), encoding="utf-8")
    done = write_checked_posts(source, target, FIELDS, engine=engine)
    assert (done.n_read, done.n_written) == (10, 2)
    assert done.n_read == done.n_written + sum(entry.count for entry in done.refused)
    first = 2 + len(empty) + 1 if empty else 3
    assert {" ".join(words(entry).split()[:3]): (entry.count, entry.items[0][0]) for entry in done.refused} == {
        "the line is": (2, f"line {first}"),
        "without the account": (2, f"line {first + 2}"),
        "without a date": (1, f"line {first + 4}"),
        "day, month and": (1, f"line {first + 5}"),
        "the value is": (2, f"line {first + 6}"),
    }
    assert len(engine.execute(SELECT.format(quoted(str(target))))) == 2


def test_a_field_that_no_line_has_is_refused_and_nothing_is_written(tmp_path: Path, engine: Engine) -> None:
    source, target = tmp_path / "posts.ndjson", tmp_path / "posts.parquet"
    source.write_text(json.dumps(GOOD[1]), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write_checked_posts(source, target, FIELDS, engine=engine)
    assert [fault.wrong for fault in caught.value.faults] == ["has no field 'message'", "has no field 'likes.total'"]
    assert not target.exists()


def test_order_is_kept(tmp_path: Path, engine: Engine) -> None:
    start = datetime(2015, 6, 1)  # noqa: DTZ001
    posts = [{**GOOD[0], "id": i, "created_time": str(start + timedelta(seconds=i))} for i in range(30_000)]
    source, target = tmp_path / "posts.ndjson", tmp_path / "posts.parquet"
    source.write_text("\n".join(map(json.dumps, posts)), encoding="utf-8")
    assert write_checked_posts(source, target, FIELDS, engine=engine).n_written == len(posts)
    ids = engine.execute(f"SELECT post_id FROM read_parquet({quoted(str(target))}) ORDER BY file_row_number")
    assert [int(id) for (id,) in ids] == list(range(30_000))
