"""Posts of declared fields: what is plain is read as what is looked at row by row, and nothing is lost."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from civicreach.engine import Engine, EngineError, quoted
from civicreach.linking.handles import normal_account
from civicreach.records.errors import InputError
from civicreach.records.harvest import text_hash
from civicreach.records.words import Message
from civicreach.sources.activity.files import file_at
from civicreach.sources.declared import PostFields
from civicreach.sources.declared.careful import LISTED, Careful, read_carefully
from civicreach.sources.declared.plain import plain_sql
from civicreach.sources.declared.raw import raw_rows
from civicreach.sources.declared.reading import PostReading

SEEN = datetime(2015, 9, 1, tzinfo=UTC)
FIELDS = PostFields("from.id", "id", "created_time", text="message", counts={"likes": "likes.total"})
FLAT = PostFields("page", "id", "time", type="kind", counts={"likes": "likes"})

Rows = list[tuple[Any, ...]]

GOOD: dict[str, Any] = {
    "from": {"id": "a"}, "id": 1, "created_time": "2015-06-01T09:30:00+0900", "message": "가 나", "likes": {"total": 3},
}  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(threads=2) as engine:
        yield engine


def reading(file: Path, fields: PostFields = FIELDS, **given: Any) -> PostReading:
    return PostReading(file_at(file), fields, "facebook", "run", **{"observed_at": SEEN, **given})


def carefully(asked: PostReading, engine: Engine) -> Careful:
    return read_carefully(asked, raw_rows(asked.file, asked.fields.names, engine), normal_account, engine=engine)


def rows_of(sql: str, engine: Engine) -> Rows:
    columns = "account, post_id, epoch_us(created_at) // 1000000, counts['likes'], epoch_us(observed_at) // 1000000"
    found = engine.execute(f"SELECT {columns}, platform, method, run, origin FROM ({sql})")
    return sorted(found, key=repr)


def plainly(asked: PostReading, engine: Engine) -> Rows | None:
    """The posts, or nothing where the file is not plain."""
    sql = plain_sql(asked, raw_rows(asked.file, asked.fields.names, engine))
    if sql is None:
        return None
    try:
        return rows_of(sql, engine)
    except EngineError:
        return None


def written(folder: Path, records: list[Any], name: str = "posts.ndjson") -> Path:
    file = folder / name
    file.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in records),
        encoding="utf-8",
    )
    return file


def test_a_plain_file_is_read_at_once(tmp_path: Path, engine: Engine) -> None:
    other = {**GOOD, "id": "2", "message": "", "likes": {}}
    asked = reading(written(tmp_path, [GOOD, other]))
    expected = [
        ("a", "1", 1433118600, 3, int(SEEN.timestamp()), "facebook", "import", "run", "posts.ndjson"),
        ("a", "2", 1433118600, None, int(SEEN.timestamp()), "facebook", "import", "run", "posts.ndjson"),
    ]
    assert plainly(asked, engine) == expected
    careful = carefully(asked, engine)
    assert rows_of(careful.sql, engine) == expected and careful.left_out == careful.remarks == ()


def test_texts_are_kept_or_hashed(tmp_path: Path, engine: Engine) -> None:
    file = written(tmp_path, [GOOD, {**GOOD, "id": 2, "message": ""}, {**GOOD, "id": 3, "message": None}])
    for keep in (True, False):
        asked = reading(file, keep_text=keep)
        plain = plain_sql(asked, raw_rows(asked.file, FIELDS.names, engine))
        column = "text" if keep else "text_sha256"
        for sql in (plain, carefully(asked, engine).sql):
            found = [value for (value,) in engine.execute(f"SELECT {column} FROM ({sql}) ORDER BY post_id")]
            assert found == (["가 나", "", None] if keep else [text_hash("가 나"), None, None])
        # what is not kept does not lie about where a process was killed
        between = engine.execute(f"SELECT words FROM '{engine.scratch / 'looked-at.parquet'}'")
        assert (("가 나",) in between) is keep


@pytest.mark.parametrize("empty", ["", "\n\n"])
def test_what_is_refused_is_listed(tmp_path: Path, engine: Engine, empty: str) -> None:
    bad = [
        "{broken",
        "[]",
        {"id": 3, "created_time": "2015-06-01"},
        "{}",
        {**GOOD, "id": None},
        {**GOOD, "id": "1.2E+15"},
        {**GOOD, "created_time": None},
        {**GOOD, "created_time": "03/04/2015"},
        {**GOOD, "created_time": "yesterday"},
        {**GOOD, "created_time": "2015-10-01T00:00:00Z"},
    ]
    file = written(tmp_path, [GOOD, *([empty] if empty else []), *bad, {**GOOD, "id": 9}])
    assert plainly(reading(file), engine) is None
    careful = carefully(reading(file), engine)
    assert (careful.n_read, careful.n_kept) == (12, 2)
    assert careful.n_read == careful.n_kept + sum(entry.count for entry in careful.left_out)
    first = 5 if empty else 2
    told = {entry.reason.text[:20]: (entry.count, entry.items[0][0]) for entry in careful.left_out
            if isinstance(entry.reason, Message)}  # fmt: skip
    assert told == {
        "the line is not a wh": (2, f"line {first}"),
        "without the account ": (2, f"line {first + 2}"),
        "without an id": (1, f"line {first + 4}"),
        "an id that a spreads": (1, f"line {first + 5}"),
        "without a date": (1, f"line {first + 6}"),
        "day, month and year ": (1, f"line {first + 7}"),
        "a date that cannot b": (1, f"line {first + 8}"),
        "later than the time ": (1, f"line {first + 9}"),
    }
    assert [(item.count, item.reason[:20]) for item in careful.quarantined] == [
        (count, reason) for reason, (count, _) in told.items()
    ]


def test_lines_that_are_broken_beside_lines_without_fields(tmp_path: Path, engine: Engine) -> None:
    # by turns, more than are listed of each
    file = written(
        tmp_path, [line for _ in range(LISTED + 20) for line in ("{broken", "{}", {**GOOD, "from": {}})] + [GOOD]
    )
    careful = carefully(reading(file), engine)
    broken, without = careful.left_out
    assert (broken.count, without.count, careful.n_kept) == (LISTED + 20, 2 * (LISTED + 20), 1)
    assert [where for where, _ in broken.items] == [f"line {3 * n + 1}" for n in range(LISTED)]
    assert [where for where, _ in without.items] == [f"line {n + n // 2 + 2}" for n in range(LISTED)]


def test_many_broken_lines_are_counted_and_not_held(tmp_path: Path) -> None:
    file, many = tmp_path / "posts.ndjson", 400_000
    file.write_text(json.dumps(GOOD) + "\n" + "{broken\n" * many, encoding="utf-8")
    with Engine(threads=2) as engine:
        asked = reading(file)
        raw = raw_rows(asked.file, asked.fields.names, engine)
        tracemalloc.start()
        try:
            careful = read_carefully(asked, raw, normal_account, engine=engine)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    (broken,) = careful.left_out
    assert (careful.n_kept, broken.count, len(broken.items)) == (1, many, LISTED)
    assert most < 20e6


def test_what_is_kept_and_read_otherwise_is_told(tmp_path: Path, engine: Engine) -> None:
    file = written(
        tmp_path,
        [
            {**GOOD, "from": {"id": "https://www.facebook.com/A/"}, "likes": {"total": "1,234"}},
            {**GOOD, "id": 2, "likes": {"total": False}},
            {**GOOD, "id": 3, "created_time": "2015-06-01 10:00", "likes": {"total": 1.5}},
            {**GOOD, "id": 4, "likes": {"total": "N/A"}},
        ],
    )
    careful = carefully(reading(file, zone="Asia/Seoul"), engine)
    assert [row[:4] for row in rows_of(careful.sql, engine)] == [
        ("a", "1", 1433118600, 1234),
        ("a", "2", 1433118600, None),
        ("a", "3", 1433120400, None),
        ("a", "4", 1433118600, None),
    ]
    (odd, zone) = careful.remarks
    assert (odd.count, odd.items) == (2, (("likes.total", "false"),))
    assert (zone.count, zone.items) == (1, (("created_time", "2015-06-01 10:00"),))


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "ndjson"])
def test_every_kind_of_file_gives_the_same_posts(tmp_path: Path, engine: Engine, kind: str) -> None:
    rows = [("seoul", "11", "2015-06-01T09:30:00+0900", "photo", "1234"), ("@Seoul", "12", "2015-06-02 09:30", "", "")]
    file = tmp_path / f"posts.{kind}"
    if kind == "csv":
        file.write_text("page,id,time,kind,likes\n" + "".join(f"{','.join(row)}\n" for row in rows), encoding="cp949")
    elif kind == "xlsx":
        book = Workbook()
        for row in (FLAT.names, *rows):
            book.active.append(list(row))
        book.save(file)
    elif kind == "parquet":
        values = ", ".join(f"({', '.join(map(quoted, row))})" for row in rows)
        engine.execute(
            f"COPY (SELECT * REPLACE (TRY_CAST(likes AS DOUBLE) AS likes) FROM (VALUES {values})"
            f" AS t(page, id, time, kind, likes)) TO {quoted(str(file))}"
        )
    else:
        written(tmp_path, [dict(zip(FLAT.names, row, strict=True)) for row in rows], file.name)
    careful = carefully(reading(file, FLAT, zone="Asia/Seoul"), engine)
    assert [row[:4] for row in rows_of(careful.sql, engine)] == [
        ("seoul", "11", 1433118600, 1234),
        ("seoul", "12", 1433205000, None),
    ]


def test_when_it_was_seen_may_stand_in_the_file(tmp_path: Path, engine: Engine) -> None:
    fields = PostFields("page", "id", "time", observed_at="seen")
    row = {"page": "a", "id": "1", "time": "2015-06-01T09:30:00Z", "seen": "2015-06-01T09:35:00Z"}
    asked = reading(written(tmp_path, [row]), fields, observed_at=None)
    plain = plainly(asked, engine)
    assert plain is not None and plain == rows_of(carefully(asked, engine).sql, engine) and plain[0][4] == 1433151300
    later = {**row, "id": "2", "time": "2015-06-01T09:50:00Z"}
    unseen = {**row, "id": "3", "seen": ""}
    careful = carefully(reading(written(tmp_path, [row, later, unseen]), fields, observed_at=None), engine)
    assert [entry.count for entry in careful.left_out] == [1, 1] and careful.n_kept == 1


def test_names_of_zones(tmp_path: Path, engine: Engine) -> None:
    times = ["2015-06-01 09:30:00 CDT", "2015-01-05 09:30:00 CST", "2015-06-01 09:30:00 MSK", "2015-06-01 09:30:00 IST"]
    file = written(tmp_path, [{**GOOD, "id": place, "created_time": time} for place, time in enumerate(times)])
    careful = carefully(reading(file, zone="America/Chicago"), engine)
    assert [row[2] for row in rows_of(careful.sql, engine)] == [1433169000, 1420471800, 1433140200]
    (refused,) = careful.left_out
    assert isinstance(refused.reason, Message) and "several zones bear" in refused.reason.text
    assert carefully(reading(file), engine).n_kept == 2


def test_ids_that_were_numbers_with_decimals(tmp_path: Path, engine: Engine) -> None:
    file = tmp_path / "posts.csv"
    file.write_text("page,id,time,kind,likes\n1001.0,100012345678901.0,2015-06-01T00:00:00Z,,3\n1001,7,2015-06-01,,\n")
    careful = carefully(reading(file, FLAT), engine)
    assert [row[:2] for row in rows_of(careful.sql, engine)] == [("1001", "100012345678901"), ("1001", "7")]


def test_a_file_without_rows(tmp_path: Path, engine: Engine) -> None:
    file = tmp_path / "posts.csv"
    file.write_text("page,id,time,kind,likes\n")
    with pytest.raises(InputError, match="has no rows"):
        carefully(reading(file, FLAT), engine)


def test_a_field_that_no_line_has(tmp_path: Path, engine: Engine) -> None:
    file = written(tmp_path, [{"from": {"id": "a"}, "id": 1, "created_time": "2015-06-01"}])
    with pytest.raises(InputError) as caught:
        raw_rows(file_at(file), FIELDS.names, engine)
    assert [str(fault.wrong) for fault in caught.value.faults] == [
        "has no field 'message'",
        "has no field 'likes.total'",
    ]


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "from": st.fixed_dictionaries({"id": st.sampled_from(["a", "b", "@B", "facebook.com/C", 7, "", None])}),
            "id": st.sampled_from([1, "2", "3 ", "1E+15", "가", None]),
            "created_time": st.sampled_from(
                ["2015-06-01T09:30:00+0900", "2015-06-01T09:30:00+0000", "2015-06-01", 1433118600, "2015-13-01", None,
                 "2015-06-31T09:30:00+0900", "2015-10-01T09:30:00+0900"]
            ),
            "message": st.just(""),
            "likes": st.one_of(
                st.none(),
                st.fixed_dictionaries(
                    {"total": st.sampled_from([0, 3, "4", "1,234", 1.5, True, False, -1, 10**19, []])}
                ),
            ),
        }
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


@given(RECORDS)
def test_plain_and_careful_agree(engine: Engine, records: list[dict[str, Any]]) -> None:
    # fields that no line has are a fault of their own
    lines = [GOOD, *records]
    with TemporaryDirectory() as folder:
        asked = reading(written(Path(folder), lines))
        careful = carefully(asked, engine)
        kept = rows_of(careful.sql, engine)
        assert careful.n_read == len(lines) == len(kept) + sum(entry.count for entry in careful.left_out)
        plain = plainly(asked, engine)
        if plain is not None:
            # of a file in which a post stands twice the archive takes nothing that was read at once
            once = [row for row in kept if row in plain]
            assert once == kept and len(plain) == len(lines) and not careful.remarks
            assert {row[:2] for row in plain} == {row[:2] for row in kept}
            assert {str(entry.reason).partition(" at ")[0] for entry in careful.left_out} <= {
                "the same once more",
                "the same post",
            }
        elif len({record["created_time"] for record in lines}) == 1 and not careful.left_out and not careful.remarks:
            accounts = {str(record["from"]["id"]) for record in records}
            assert accounts & {"@B", "facebook.com/C"} or any(
                record["id"] in ("3 ", "가") or (record["likes"] or {}).get("total") == "1,234" for record in records
            ), "a file without anything odd was not plain"


@pytest.mark.parametrize("name", FLAT.ids)
def test_ids_in_short_floating_point_numbers_are_refused(tmp_path: Path, engine: Engine, name: str) -> None:
    types = {field: "FLOAT" if field == name else "BIGINT" for field in FLAT.names}
    cells = ", ".join(f"CAST(16777217 AS {type}) AS {field}" for field, type in types.items())
    engine.write_parquet(f"SELECT {cells}", tmp_path / "a.parquet")
    with pytest.raises(InputError, match="rounded from 16,777,216"):
        raw_rows(file_at(tmp_path / "a.parquet"), FLAT.names, engine, ids=FLAT.ids)
