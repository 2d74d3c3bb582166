"""Posts are counted once each, in the window, and every other row is listed with its reason."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from civicreach.engine import Engine
from civicreach.records.errors import InputError
from civicreach.records.study import ActivitySource
from civicreach.sources.activity import count_activity
from tests.conftest import KOREA, SHARED

from .conftest import Counter, left_out, values, words

MESSY = """page,id,time
a,1,2015-06-01 00:00:00
a,1,2015-06-01 00:00:00
a,2
b,3,03/04/2015
,4,2015-07-01
c,5,
c,6,soon
c,7,2003-01-01
c,8,2015-09-01

d,9,"2015-
07-01"
d,10,2015-07-01,x
d,"11"x,2015-07-01
d,12,2015-08-31 23:59:59
"""


def test_every_row_has_one_reason(count: Counter) -> None:
    activity = count(MESSY)
    assert values(activity) == {"a": 1, "d": 1}
    assert activity.seen == {"a", "b", "c", "d"}
    assert (activity.n_read, activity.n_counted) == (13, 2)
    assert activity.by_month == (("2015-06", 1), ("2015-08", 1), ("2015-09", 1))
    assert left_out(activity) == {
        "the line is": (3, (
            ("line 4", "2 cells where there are 3 column names"),
            ("line 14", "4 cells where there are 3 column names"),
            ("line 15", "text after the closing quote of a cell"),
        )),
        "without the account": (1, (("line 6", "2015-07-01"),)),
        "without a date": (1, (("line 7", "c"),)),
        "day, month and": (1, (("line 5", "03/04/2015"),)),
        "a date that": (2, (("line 8", "soon"), ("line 12", "2015-\n07-01"))),
        "dated before the": (1, (("line 9", "2003-01-01"),)),
        "outside the window": (1, (("line 10", "2015-09-01"),)),
        "the same post": (1, (("line 3", "a 1"),)),
    }  # fmt: skip
    assert {entry.source for entry in activity.left_out} == {"activity.posts"}


@pytest.mark.parametrize(("zone", "counted"), [("Asia/Seoul", 2), ("UTC", 1), ("America/New_York", 1)])
def test_the_window_is_of_the_studys_zone(count: Counter, zone: str, counted: int) -> None:
    # the first and the last second of summer in Seoul, and of summer in UTC
    times = ["2015-05-31T15:00:00Z", "2015-08-31T14:59:59Z", "2015-05-31T14:59:59Z", "2015-08-31T15:00:00Z"]
    rows = "\n".join(f"a,{id},{time}" for id, time in enumerate(times))
    assert values(count(f"page,id,time\n{rows}", zone=zone)) == {
        "a": {"Asia/Seoul": 2, "UTC": 2, "America/New_York": 2}[zone]
    }
    assert counted


def test_times_without_a_zone_are_of_the_source_or_else_of_the_study(count: Counter) -> None:
    rows = "page,id,time\na,1,2015-05-31 15:00:00\nb,2,2015-06-01 00:00:00"
    assert values(count(rows)) == {"b": 1}
    assert values(count(rows, timezone="UTC")) == {"a": 1, "b": 1}


def test_months_are_of_the_studys_zone(count: Counter) -> None:
    rows = "page,id,time\na,1,2015-06-30T15:00:00Z\na,2,2015-06-30T14:59:59Z"
    assert count(rows).by_month == (("2015-06", 1), ("2015-07", 1))
    assert count(rows, zone="UTC").by_month == (("2015-06", 2),)


def test_the_same_post_is_the_same_account_and_id(count: Counter) -> None:
    rows = "page,id,time\na,1,2015-06-01\nb,1,2015-06-01\na,1,2015-07-09\na,,2015-06-01\na,,2015-06-01"
    activity = count(rows)
    assert values(activity) == {"a": 3, "b": 1}
    assert left_out(activity) == {"the same post": (1, (("line 4", "a 1"),))}
    assert activity.by_month == (("2015-06", 4),)
    assert any("2 posts in the window without an id" in note for note in map(str, activity.origins[0].notes))


def test_copies_out_of_the_window_are_not_looked_for(count: Counter) -> None:
    activity = count("page,id,time\na,1,2015-01-01\na,1,2015-01-01\na,1,2015-06-01")
    assert values(activity) == {"a": 1}
    assert left_out(activity) == {"outside the window": (2, (("line 2", "2015-01-01"), ("line 3", "2015-01-01")))}


def test_without_ids_copies_cannot_be_found(count: Counter) -> None:
    activity = count("page,time\na,2015-06-01\na,2015-06-01", id="")
    assert values(activity) == {"a": 2}
    assert "no id column is named, so that a post harvested twice is counted twice" in map(
        str, activity.origins[0].notes
    )


@pytest.mark.parametrize("at_a_time", [1, 14, 1000])
def test_copies_are_found_in_parts(
    count: Counter, engine: Engine, monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(engine, "at_a_time", at_a_time)
    rows = [f"{account},{id},2015-06-0{1 + id % 9}" for account in "가cab" for id in (1, 2, 1, 3, 3, 3)]
    activity = count("page,id,time\n" + "\n".join(rows))
    assert values(activity) == {"가": 3, "a": 3, "b": 3, "c": 3}
    assert left_out(activity)["the same post"][0] == 12
    assert [item for item, _ in left_out(activity)["the same post"][1][:4]] == ["line 4", "line 6", "line 7", "line 10"]


def test_of_copies_the_earliest_counts_whatever_the_order(count: Counter) -> None:
    for rows, line in (("a,1,2015-07-02\na,1,2015-06-02", "line 2"), ("a,1,2015-06-02\na,1,2015-07-02", "line 3")):
        activity = count(f"page,id,time\n{rows}")
        assert activity.by_month == (("2015-06", 1),)
        assert left_out(activity)["the same post"] == (1, ((line, "a 1"),))


def test_accounts_that_differ_in_space_and_composition_are_one(count: Counter, tmp_path: Path, engine: Engine) -> None:
    spellings = ["서울", " 서울", "서울\u00a0", "\u1109\u1165\u110b\u116e\u11af"]
    text = count(
        "page,id,time\n" + "\n".join(f"{name},{id},2015-06-01" for id, name in enumerate([*spellings, "서울"]))
    )
    assert values(text) == {"서울": 5}
    listed = ", ".join(f"('{name}', '{id % 4}', TIMESTAMPTZ '2015-06-01 00:00:00+09')" for id, name in enumerate(
        [*spellings, "서울"]))  # fmt: skip
    engine.write_parquet(f"SELECT * FROM (VALUES {listed}) AS p(page, id, time)", tmp_path / "b.parquet")
    typed = count({}, file="b.parquet")
    assert values(typed) == {"서울": 4}
    assert left_out(typed) == {"the same post": (1, (("row 5", "서울 0"),))}


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_a_date_may_stand_for_none(count: Counter, kind: str) -> None:
    rows = {
        "csv": "page,id,time\na,1,2015-06-01\na,2, None \na,3,2015-06-02\n",
        "ndjson": "\n".join(f'{{"page":"a","id":{i},"time":"{time}"}}' for i, time in enumerate(
            ["2015-06-01", " None ", "2015-06-02"])),
    }  # fmt: skip
    activity = count({f"a.{kind}": rows[kind]}, blank=["None", "2015-06-01"])
    assert values(activity) == {"a": 1}
    assert left_out(activity)["without a date"][0] == 2


def test_rows_passed_over_are_counted(count: Counter) -> None:
    rows = "page,id,time,level,kind\na,1,2015-06-01,1,post\nb,2,2015-06-01,2,post\na,3,2015-06-01,1.0,story\n"
    activity = count(rows, where={"level": 1, "kind": ["post", "reel"]})
    assert values(activity) == {"a": 1}
    assert activity.seen == {"a"}
    assert left_out(activity) == {
        "passed over by": (2, (("line 3", "level = 2, kind = post"), ("line 4", "level = 1.0, kind = story")))
    }
    with pytest.raises(InputError, match="no row has level = 3") as caught:
        count(rows, where={"level": 3})
    assert "level = 1; level = 2" in str(caught.value.faults[0].found)


def test_a_thousand_rows_of_a_reason_are_listed_and_all_are_counted(count: Counter) -> None:
    rows = "\n".join(f"a,{id},2014-01-01" for id in range(1500))
    (entry,) = count(f"page,id,time\n{rows}", complete=True).left_out
    assert (entry.count, len(entry.items), tuple(map(str, entry.items[-1]))) == (
        1500,
        1000,
        ("line 1001", "2014-01-01"),
    )
    assert words(entry) == "outside the window 2015-06-01 – 2015-08-31"


def test_a_complete_file_may_hold_nothing_of_the_window(count: Counter) -> None:
    activity = count("page,id,time\na,1,2014-06-01\na,2,soon", complete=True)
    assert (dict(activity.counts), activity.seen, activity.n_counted) == ({}, {"a"}, 0)


def test_ids_that_a_spreadsheet_has_shortened_are_refused(count: Counter) -> None:
    with pytest.raises(InputError, match="shortened") as caught:
        count("page,id,time\n1.46577E+14,1,2015-06-01\n123,2,2015-06-01")
    assert str(caught.value.faults[0].where) == "a.csv, column 'page'"
    with pytest.raises(InputError, match="shortened") as caught:
        count("page,id,time\na,1,2015-06-01\n\na,1.46577E+14,2015-06-01\n")
    assert [str(fault.where) for fault in caught.value.faults] == ["a.csv line 4, column 'id'"]
    with pytest.raises(InputError, match="cut them"):
        count("page,id,time\n1194759472087990000,1,2015-06-01\n2616215901000000000,1,2015-06-01")


def test_a_government_column_takes_the_place_of_the_account(count: Counter) -> None:
    activity = count({"a.tsv": "code\tid\ttime\n'011\t1\t2015-06-01\n"}, government="code")
    assert values(activity) == {"011": 1}


def test_several_files_are_one_source(count: Counter) -> None:
    files = {f"p/{name}.jsonl.gz": gzip.compress(text.encode()) for name, text in {
        "a": '{"page":"a","id":1,"time":"2015-06-01"}\n\n{"page":"a","id":2,"time":"x"}\n',
        "b": '{"page":"a","id":1,"time":"2015-06-01"}\n{"page":"a","id":3,"time":"2015-06-01"}',
    }.items()}  # fmt: skip
    activity = count(files, file="p/*.gz")
    assert values(activity) == {"a": 2}
    assert left_out(activity) == {
        "a date that": (1, (("p/a.jsonl.gz line 3", "x"),)),
        "the same post": (1, (("p/b.jsonl.gz line 1", "a 1"),)),
    }
    assert [(origin.path, origin.rows) for origin in activity.origins] == [("p/a.jsonl.gz", 2), ("p/b.jsonl.gz", 2)]


def test_the_name_of_a_source_may_be_anything(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "a.csv").write_text("page,id,time\na,1,2015-06-01", encoding="utf-8")
    spec = ActivitySource(file="a.csv", account="page", id="id", time="time", window=("2015-06-01", "2015-08-31"))
    said: list[str] = []
    for name in ("좋아요 ../'x\"", "posts"):
        activity = count_activity(name, spec, folder=tmp_path, zone="UTC", engine=engine, progress=said.append)
        assert (activity.name, activity.n_counted) == (name, 1)
    assert said == ["reading a.csv", "counting 좋아요 ../'x\"", "reading a.csv", "counting posts"]


def test_threads_change_nothing(tmp_path: Path) -> None:
    rows = [
        f"page{i % 7},{i % 900},{datetime.fromtimestamp(1433000000 + i * 9000, UTC):%Y-%m-%d %H:%M}"
        for i in range(2000)
    ]
    (tmp_path / "a.csv").write_text("page,id,time\n" + "\n".join(rows), encoding="utf-8")
    spec = ActivitySource(file="a.csv", account="page", id="id", time="time", window=("2015-06-01", "2015-08-31"))
    counted = []
    for threads in (1, 4, 4):
        with Engine(threads=threads) as engine:
            counted.append(count_activity("posts", spec, folder=tmp_path, zone="UTC", opened=None, engine=engine))
    assert counted[0] == counted[1] == counted[2]
    assert list(counted[0].counts) == sorted(counted[0].counts)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not beside the project")
def test_a_genuine_facepager_export(engine: Engine) -> None:
    spec = ActivitySource(
        file="facebooknews.csv", account="from.id", id="object_id", time="created_time",
        window=("2022-01-01", "2022-02-28"), delimiter=";", blank=("None",),
        where={"level": "1", "object_type": "data"},
    )  # fmt: skip
    activity = count_activity("posts", spec, folder=SHARED / "data" / "facepager", zone="UTC", engine=engine)
    assert values(activity) == {"7382473689": 100}
    assert activity.seen == {"7382473689"}
    assert (activity.n_read, activity.n_counted) == (11_446, 100)
    assert left_out(activity)["passed over by"][0] == 11_346


def test_the_posts_of_korea_2015(engine: Engine) -> None:
    spec = ActivitySource(
        file="posts.parquet", account="page", id="post_id", time="created_at", timezone="UTC",
        window=("2015-06-01", "2015-08-31"),
    )  # fmt: skip
    activity = count_activity("posts", spec, folder=KOREA, zone="Asia/Seoul", opened=date(2004, 2, 4), engine=engine)
    out = left_out(activity)
    assert {reason: n for reason, (n, _) in out.items() if reason != "outside the window"} == {
        "without a date": 19, "dated before the": 6, "the same post": 100,
    }  # fmt: skip
    assert sum(values(activity).values()) == activity.n_counted
