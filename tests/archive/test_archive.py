"""The archive: what is written is what is read, once, at its version."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.archive import Archive
from civicreach.archive.rows import moment
from civicreach.archive.store import Store
from civicreach.records.errors import ArchiveError

from .conftest import START, fetched, observed, odd, posted, walked


def test_what_is_written_is_what_is_read(archive: Archive) -> None:
    body = bytes(range(256)) * 3
    done = archive.append(
        run="r1",
        observations=[observed(), observed(2, None)],
        posts=[posted(text='시민 여러분, 안녕하세요 \U0001f600\n"x"')],
        coverage=[walked(asked_from=START, platform_total=7)],
        payloads=[fetched(body)],
        quarantine=[odd('{"a": 1}', count=4)],
    )
    assert done.version == archive.version == 1
    assert done.written == {"observations": 2, "posts": 1, "coverage": 1, "payloads": 1, "quarantine": 1}
    rows = archive.execute("SELECT account, value, reason, epoch_us(observed_at) FROM {observations} ORDER BY account")
    assert [(a, v, r, moment(t)) for a, v, r, t in rows] == [("1", 10, "", START), ("2", None, "hidden", START)]
    assert archive.execute("SELECT text, counts FROM {posts}") == [
        ('시민 여러분, 안녕하세요 \U0001f600\n"x"', {"likes": 3, "shares": None})
    ]
    assert archive.execute("SELECT asked_from = $at, asked_to, platform_total FROM {coverage}", {"at": START}) == [
        (True, None, 7)
    ]
    assert archive.payload(fetched(body).sha256) == body
    assert archive.execute("SELECT count, item FROM {quarantine}") == [(4, '{"a": 1}')]
    with Archive.open(archive.path) as again:
        assert again.all_stored == archive.all_stored


def test_the_same_batch_again_adds_nothing(archive: Archive) -> None:
    batch = {
        "observations": [observed(), observed(2)],
        "posts": [posted(), posted(2)],
        "coverage": [walked()],
        "payloads": [fetched()],
        "quarantine": [odd()],
    }
    archive.append(run="r1", **batch)
    before = sorted(path for path in archive.path.rglob("*.parquet"))
    again = archive.append(run="r1", **batch)
    assert (again.version, again.written) == (1, {})
    assert again.repeated == {"observations": 2, "posts": 2, "coverage": 1, "payloads": 1, "quarantine": 1}
    assert sorted(path for path in archive.path.rglob("*.parquet")) == before


def test_only_what_is_new_is_written(archive: Archive) -> None:
    archive.append(run="r1", observations=[observed(account) for account in range(5)])
    done = archive.append(run="r2", observations=[observed(account) for account in range(3, 8)])
    assert (done.written, done.repeated) == ({"observations": 3}, {"observations": 2})
    assert archive.execute("SELECT count(*), count(DISTINCT account) FROM {observations}") == [(8, 8)]


def test_another_value_of_the_same_moment_is_kept_apart(archive: Archive) -> None:
    archive.append(run="r1", observations=[observed(value=10)])
    done = archive.append(run="r2", observations=[observed(value=11), observed(value=10), observed(value=12, minute=1)])
    assert (done.written, done.repeated, done.quarantined) == (
        {"observations": 1, "quarantine": 1},
        {"observations": 1},
        1,
    )
    assert archive.execute("SELECT value FROM {observations} ORDER BY observed_at") == [(10,), (12,)]
    ((reason, item),) = archive.execute("SELECT reason, item FROM {quarantine}")
    assert "another value" in reason
    assert '"value":11' in item


def test_twice_in_one_batch_is_once(archive: Archive) -> None:
    done = archive.append(run="r1", posts=[posted(), posted(2), posted(), posted(counts={"likes": 9})])
    assert (done.written, done.repeated, done.quarantined) == ({"posts": 2, "quarantine": 1}, {"posts": 1}, 1)
    assert archive.execute("SELECT counts['likes'] FROM {posts}") == [(3,), (3,)]


def test_a_past_version_stays_what_it_was(archive: Archive) -> None:
    for minute in range(4):
        archive.append(run=f"r{minute}", observations=[observed(minute=minute)], coverage=[walked(minute=minute)])
    assert [version.number for version in archive.versions()] == [0, 1, 2, 3, 4]
    assert archive.versions()[2].run == "r1"
    assert archive.versions()[2].rows == {"observations": 1, "coverage": 1}
    with archive.at(2) as past:
        assert past.execute("SELECT count(*) FROM {observations}") == [(2,)]
        assert past.versions() == archive.versions()[:3]
        assert set(past.files("observations")) < set(archive.files("observations"))
        with pytest.raises(ArchiveError, match="past"):
            past.append(run="r", observations=[observed(9)])
    with pytest.raises(ArchiveError, match="versions 0 to 4"):
        archive.at(5)


def test_many_commits_are_all_readable_past_checkpoints(archive: Archive) -> None:
    for minute in range(105):
        archive.append(run="r", observations=[observed(minute=minute)])
    with Archive.open(archive.path, 3) as past, Archive.open(archive.path) as now:
        assert past.execute("SELECT count(*) FROM {observations}") == [(3,)]
        assert now.execute("SELECT count(*) FROM {observations}") == [(105,)]
        assert len(now.versions()) == 106
        assert now.all_stored == archive.all_stored


def test_a_named_batch_is_looked_at_once(archive: Archive) -> None:
    assert archive.append(run="r1", observations=[observed()], batch="file:abc").written == {"observations": 1}
    again = archive.append(run="r1", observations=[observed(2)], batch="file:abc")
    assert again.known
    assert archive.execute("SELECT count(*) FROM {observations}") == [(1,)]


def test_a_query_appends_and_its_flaws_are_counted(archive: Archive) -> None:
    sql = (
        "SELECT 'x' AS platform, CAST(i // 2 AS VARCHAR) AS account, 'likes' AS measure, 'import' AS method, "
        "'r' AS run, TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_days(CAST(i AS INTEGER)) AS observed_at, "
        "CASE WHEN i = 3 THEN -1 ELSE i END AS value, '' AS reason FROM range(10) AS t(i)"
    )
    done = archive.append(run="r", queries={"observations": sql})
    assert (done.written, done.quarantined) == ({"observations": 9, "quarantine": 1}, 1)
    assert archive.execute("SELECT account, count FROM {quarantine}") == [("1", 1)]
    again = archive.append(run="r", queries={"observations": sql})
    assert (again.written, again.repeated) == ({}, {"observations": 9, "quarantine": 1})
    with pytest.raises(ArchiveError, match="no column colour"):
        archive.append(run="r", queries={"observations": "SELECT 1 AS colour"})


BATCH = (
    "SELECT 'x' AS platform, CAST({account} AS {kind}) AS account, 'likes' AS measure, 'import' AS method, 'r' AS run, "
    "TIMESTAMPTZ '2026-01-01 00:00:00+00' AS observed_at, CAST({value} AS {of_value}) AS value, '' AS reason"
)


@pytest.mark.parametrize(
    ("account", "kind", "value", "of_value", "column"),
    [
        ("9007199254740993", "DOUBLE", "3", "BIGINT", "account"),
        ("16777217", "FLOAT", "3", "BIGINT", "account"),
        ("1.5", "DECIMAL(9, 2)", "3", "BIGINT", "account"),
        ("'nan'", "DOUBLE", "3", "BIGINT", "account"),
        ("7", "BIGINT", "3.5", "DOUBLE", "value"),
        ("7", "BIGINT", "1e17", "DOUBLE", "value"),
    ],
)
def test_a_query_whose_numbers_were_rounded_is_refused(
    archive: Archive, account: str, kind: str, value: str, of_value: str, column: str
) -> None:
    sql = BATCH.format(account=account, kind=kind, value=value, of_value=of_value)
    with pytest.raises(ArchiveError, match=rf"in the column {column} what a column of .* cannot hold exactly"):
        archive.append(run="r", queries={"observations": sql})
    assert archive.version == 0


@pytest.mark.parametrize("kind", ["DOUBLE", "FLOAT", "DECIMAL(9, 2)", "BIGINT", "VARCHAR"])
def test_a_query_whose_ids_are_whole_numbers_is_taken(archive: Archive, kind: str) -> None:
    archive.append(run="r", queries={"observations": BATCH.format(account=123, kind=kind, value=3, of_value="DOUBLE")})
    assert archive.execute("SELECT account, value FROM {observations}") == [("123", 3)]


def test_one_home_for_opening_and_creating(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("new", "empty"):
        for _ in range(2):
            with Archive.open_or_create(tmp_path / name) as archive:
                archive.append(run="r", observations=[observed()])
        assert archive.version == 1
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArchiveError, match="no archive"):
        Archive.open_or_create(tmp_path / "file")


def test_two_that_create_at_once_have_one_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create = Store.create

    def create_second(folder: Path) -> Store:
        create(folder).refresh()
        return create(folder)

    monkeypatch.setattr(Store, "create", create_second)
    with Archive.open_or_create(tmp_path / "archive") as archive:
        assert archive.append(run="r", observations=[observed()]).version == 1


def test_an_archive_that_is_just_being_created_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "archive"
    Archive.create(path).close()
    entry = path / "_delta_log" / f"{0:020}.json"
    hidden = entry.rename(path / "hidden")
    with monkeypatch.context() as patch:
        patch.setattr("civicreach.archive.archive.PATIENCE", 0.05)
        with pytest.raises(ArchiveError, match="cannot be read"):
            Archive.open_or_create(path)
    with ThreadPoolExecutor(1) as other:
        other.submit(lambda: (time.sleep(0.1), hidden.rename(entry)))
        with Archive.open_or_create(path) as archive:
            assert archive.version == 0


def test_the_order_of_counts_and_counts_that_were_not_told_make_no_difference(archive: Archive) -> None:
    archive.append(run="r1", posts=[posted(counts={"likes": 1, "shares": 2})])
    for counts in ({"shares": 2, "likes": 1}, {"shares": 2, "likes": 1, "comments": None}, {"likes": 1}, {}):
        done = archive.append(run="r2", posts=[posted(counts=counts)])
        assert (done.repeated, done.quarantined) == ({"posts": 1}, 0)
    assert archive.execute("SELECT counts FROM {posts}") == [({"likes": 1, "shares": 2},)]


def test_a_post_that_tells_another_count_or_one_more_goes_to_quarantine(archive: Archive) -> None:
    archive.append(run="r1", posts=[posted(counts={"likes": 1, "shares": None})])
    for counts in ({"likes": 2}, {"likes": 1, "shares": 0}, {"likes": 1, "comments": 5}):
        done = archive.append(run="r2", posts=[posted(counts=counts)])
        assert (done.written, done.repeated, done.quarantined) == ({"quarantine": 1}, {}, 1)


def test_a_post_not_known_to_be_a_repost_is_none(archive: Archive) -> None:
    sql = (
        "SELECT 'facebook' AS platform, '1' AS account, '1_1' AS post_id, $created AS created_at, "
        "$seen AS observed_at, 'import' AS method, 'r' AS run, {repost} AS repost"
    )
    moments = {"$created": START - timedelta(days=1), "$seen": START}
    for name, at in moments.items():
        sql = sql.replace(name, f"TIMESTAMPTZ '{at.isoformat(' ')}'")
    archive.append(run="r1", posts=[posted(counts={})])
    for repost, repeated in (("NULL", 1), ("false", 1), ("true", 0)):
        done = archive.append(run="r2", queries={"posts": sql.format(repost=repost)})
        assert (done.repeated.get("posts", 0), done.quarantined) == (repeated, 1 - repeated)


COUNTS = st.dictionaries(
    st.sampled_from(["likes", "shares", "comments", "views"]), st.none() | st.integers(0, 3), max_size=4
)


@settings(max_examples=25, deadline=None)
@given(held=COUNTS, came=COUNTS, data=st.data())
def test_a_record_is_known_again_however_its_counts_are_written(
    tmp_path_factory: pytest.TempPathFactory,
    held: dict[str, int | None],
    came: dict[str, int | None],
    data: st.DataObject,
) -> None:
    def otherwise(counts: dict[str, int | None]) -> dict[str, int | None]:
        more = dict.fromkeys(data.draw(st.sets(st.sampled_from(["quotes", "views", "saves"])))) | counts
        return {name: more[name] for name in data.draw(st.permutations(sorted(more)))}

    told = {name: count for name, count in came.items() if count is not None}
    same = all(held.get(name) == count for name, count in told.items())
    with Archive.create(tmp_path_factory.mktemp("laws") / "archive") as archive:
        archive.append(run="r0", posts=[posted(counts=held)])
        # in a batch of its own, and beside the same in one batch
        again = archive.append(run="r1", posts=[posted(counts=otherwise(held)), posted(counts=otherwise(held))])
        assert (again.repeated, again.quarantined) == ({"posts": 2}, 0)
        both = archive.append(run="r2", posts=[posted(2, counts=otherwise(held)), posted(2, counts=otherwise(came))])
        assert (both.repeated.get("posts", 0), both.quarantined) == ((1, 0) if same else (0, 1))
        done = archive.append(run="r3", posts=[posted(counts=otherwise(came))])
        assert (done.repeated.get("posts", 0), done.quarantined) == ((1, 0) if same else (0, 1))
        assert archive.execute("SELECT count(*) FROM {posts}") == [(2,)]


def test_the_cursor_of_the_last_walk(archive: Archive) -> None:
    assert archive.cursor("facebook", "1", "posts") == ""
    archive.append(run="r1", coverage=[walked(status="partial_rate", reason="rate_limit", cursor="abc")])
    assert archive.cursor("facebook", "1", "posts") == "abc"
    archive.append(run="r2", coverage=[walked(minute=5, run="r2")])
    assert archive.cursor("facebook", "1", "posts") == ""
    assert archive.last_walks()["facebook", "1", "posts"].run == "r2"


def test_what_is_no_archive_says_so(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(ArchiveError, match="new folder"):
        Archive.create(tmp_path / "full")
    for name in ("full", "nothing"):
        with pytest.raises(ArchiveError, match="no archive"):
            Archive.open(tmp_path / name)


@settings(max_examples=15, deadline=None)
@given(
    batches=st.lists(
        st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3), st.integers(0, 2)), max_size=6), max_size=4
    )
)
def test_in_whatever_batches_records_come_each_key_is_there_once(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[int, int, int]]]
) -> None:
    with Archive.create(tmp_path_factory.mktemp("laws") / "archive") as archive:
        first: dict[tuple[int, int], int] = {}
        came = quarantined = repeated = 0
        for batch in batches:
            done = archive.append(
                run="r", observations=[observed(account, value, minute) for account, minute, value in batch]
            )
            for account, minute, value in batch:
                first.setdefault((account, minute), value)
            came += len(batch)
            quarantined += done.quarantined
            repeated += done.repeated.get("observations", 0)
        rows = archive.execute(
            "SELECT account, epoch_us(observed_at - $at) // 60000000, value FROM {observations}", {"at": START}
        )
        held = {(int(account), minute): value for account, minute, value in rows}
        assert len(rows) == len(held)
        assert held == first
        assert came == len(rows) + quarantined + repeated
