"""A study that reads an archive: zeros only where walks were complete, and the same bytes at the same version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import StudyMaker
from tests.servers import Server

from civicreach import read_study
from civicreach.archive import Archive
from civicreach.records.errors import ArchiveError, InputError, StudyError
from civicreach.records.harvest import Coverage, Observation, Post
from civicreach.records.missing import Missing
from civicreach.report.locale import Locale

SEEN = datetime(2015, 9, 20, 1, tzinfo=UTC)
POSTS = ('file = "posts.csv"\naccount = "page"\nid = "id"\ntime = "time"', 'archive = "seen"\nversion = 1')
LIKES = (
    'file = "likes.csv"\naccount = "page"\nvalue = "likes"\ntime = "time"',
    'archive = "seen"\nversion = 1\nmeasure = "likes"',
)


def post(town: int, number: int, **more: Any) -> Post:
    settings: dict[str, Any] = {
        "platform": "facebook",
        "account": f"town{town}",
        "post_id": f"{town}-{number}",
        "created_at": datetime(2015, 7, number + 1, 1, tzinfo=UTC),
        "observed_at": SEEN,
        "method": "api",
        "run": "r",
    }
    return Post(**settings | more)


def like(town: int, *, hidden: bool = False, **more: Any) -> Observation:
    settings: dict[str, Any] = {
        "platform": "facebook",
        "account": f"town{town}",
        "measure": "likes",
        "value": 100 * town**2 + 7 * (town % 3) + 50,
        "observed_at": SEEN,
        "method": "api",
        "run": "r",
    }
    return Observation(**settings | ({"value": None, "reason": "hidden"} if hidden else {}) | more)


def walk(town: int, edge: str = "posts", status: str = "complete", **more: Any) -> Coverage:
    settings: dict[str, Any] = {
        "run": "r",
        "platform": "facebook",
        "account": f"town{town}",
        "edge": edge,
        "started_at": SEEN,
        "ended_at": SEEN,
        "status": status,
        "reason": "" if status == "complete" else status,
    }
    return Coverage(**settings | more)


@pytest.fixture
def archived(make_study: StudyMaker) -> Path:
    """The small study with an archive: town 5 has no posts, town 6 was cut off, town 7 denied, town 8 never asked."""
    folder = make_study(POSTS, LIKES)
    towns = [number for number in range(12) if number != 3]
    statuses = {6: "partial_rate", 7: "denied"}
    posts = [post(town, k) for town in towns if town not in (5, 7) for k in range(town + 1)]
    # seen again later, and on another platform: neither is another post
    posts += [post(1, 0, observed_at=SEEN + timedelta(days=1), counts={"likes": 9}), post(1, 0, platform="x")]
    coverage = [walk(town, "posts", statuses.get(town, "complete")) for town in towns if town != 8]
    coverage += [walk(town, "profile", "not_found" if town == 9 else "complete") for town in towns]
    likes = [like(town) for town in towns if town not in (4, 9)] + [like(4, hidden=True)]
    likes += [like(9, measure="followers")]
    with Archive.create(folder / "seen") as archive:
        archive.append(run="r", posts=posts, observations=likes, coverage=coverage)
    return folder


def values(folder: Path, name: str) -> dict[str, float | str]:
    result = read_study(folder).run()
    column = result.material.activity[name]
    return {
        id: value if not code else Missing(code).name
        for id, value, code in zip(result.dataset.governments.ids, column.values, column.missing.tolist(), strict=True)
    }


def test_zero_only_after_a_complete_walk(archived: Path) -> None:
    assert values(archived, "posts") == {
        **{f"G{town:02}": town + 1 for town in range(12)},
        "G03": "NO_ACCOUNT",
        "G05": 0,
        "G06": "WALK_LIMITED",
        "G07": "WALK_DENIED",
        "G08": "NOT_COLLECTED",
    }


def test_what_is_left_out_is_told(archived: Path) -> None:
    activity = read_study(archived).run().material.left_out
    told = {Locale("en").say(entry.reason): entry.count for entry in activity if entry.source == "activity.posts"}
    assert told == {"posts of accounts that were not collected over the whole window": 7 + 9}


def test_likes_are_never_followers_and_hidden_ones_are_missing(archived: Path) -> None:
    found = values(archived, "likes")
    assert (found["G04"], found["G09"], found["G10"]) == ("NOT_OBSERVED", "WALK_NOT_FOUND", 10057)


def rewritten(folder: Path, file: str, *exchanges: tuple[str, str]) -> None:
    text = (folder / file).read_text("utf-8")
    for old, new in exchanges:
        assert old in text
        text = text.replace(old, new)
    (folder / file).write_text(text, "utf-8")


@pytest.fixture
def under_ids(make_study: StudyMaker) -> Path:
    """Accounts as people write them, and an archive that knows them by their ids: town 8 is not in it."""
    folder = make_study(POSTS, LIKES)
    towns = [number for number in range(12) if number not in (3, 8)]
    coverage = [walk(town, "address", account=f"town{town}", cursor=f"90000{town:02}") for town in towns]
    coverage += [walk(town, edge, account=f"90000{town:02}") for town in towns for edge in ("posts", "profile")]
    # the handle was tried before it was there
    coverage += [walk(1, "posts", "not_found")]
    with Archive.create(folder / "seen") as archive:
        archive.append(
            run="r",
            posts=[post(town, k, account=f"90000{town:02}") for town in towns if town != 5 for k in range(town + 1)],
            # town 2 was read off by hand, under its handle
            observations=[like(town, account="town2" if town == 2 else f"90000{town:02}") for town in towns],
            coverage=coverage,
        )
    return folder


def test_accounts_are_found_by_what_is_written(under_ids: Path) -> None:
    found = values(under_ids, "posts")
    assert found == {**{f"G{n:02}": n + 1 for n in range(12)}, "G03": "NO_ACCOUNT", "G05": 0, "G08": "NOT_IN_ARCHIVE"}
    likes = values(under_ids, "likes")
    assert (likes["G02"], likes["G08"], likes["G10"]) == (464, "NOT_IN_ARCHIVE", 10057)


def test_an_address_and_an_id_are_found_too(under_ids: Path) -> None:
    accounts = under_ids / "accounts.csv"
    before = values(under_ids, "posts")
    accounts.write_text(
        accounts.read_text("utf-8").replace("town11", "https://www.facebook.com/Town11/").replace("town10", "9000010"),
        "utf-8",
    )
    assert values(under_ids, "posts") == before


def test_two_names_of_one_account(under_ids: Path) -> None:
    accounts = under_ids / "accounts.csv"
    accounts.write_text(accounts.read_text("utf-8").replace("town11", "9000010"), "utf-8")
    with pytest.raises(InputError, match="names one account of the archive in two ways"):
        read_study(under_ids).run()


def test_a_study_without_a_file_of_its_archive(archived: Path) -> None:
    next((archived / "seen").glob("record=posts/*")).unlink()
    with pytest.raises(ArchiveError, match=r"(?s)record=posts/.*civicreach archive verify .*seen") as caught:
        read_study(archived).run()
    assert caught.value.exit_code == 6


def test_a_study_with_a_broken_file_of_its_archive(archived: Path) -> None:
    file = next((archived / "seen").glob("record=coverage/*"))
    file.write_bytes(b"PAR1" + bytes(200))
    with pytest.raises(ArchiveError, match=r"civicreach archive verify .*seen"):
        read_study(archived).run()


@pytest.mark.parametrize("number", [0, 1])
def test_a_study_with_a_broken_log_of_its_archive(archived: Path, number: int) -> None:
    entry = archived / "seen" / "_delta_log" / f"{number:020}.json"
    entry.write_bytes(entry.read_bytes()[:50])
    with pytest.raises(
        ArchiveError, match=rf"_delta_log/{number:020}.json; civicreach archive verify .*seen"
    ) as caught:
        read_study(archived).run()
    assert caught.value.exit_code == 6


@pytest.fixture
def imported(make_study: StudyMaker) -> Path:
    """Posts of exports: town 5 has none in the window, town 6 has one from elsewhere, town 8 is in no export."""
    folder = make_study(POSTS, LIKES)
    towns = [number for number in range(12) if number not in (3, 5, 8)]
    posts = [post(town, k, method="import") for town in towns for k in range(town + 1)]
    posts += [post(5, 0, method="import", created_at=datetime(2015, 1, 1, tzinfo=UTC)), post(6, 20)]
    with Archive.create(folder / "seen") as archive:
        archive.append(run="r", posts=posts, observations=[like(town) for town in towns])
    return folder


def test_an_export_does_not_say_what_it_lacks_unless_the_study_does(imported: Path) -> None:
    found = values(imported, "posts")
    assert (found["G02"], found["G05"], found["G06"], found["G08"]) == (
        "EXPORTED", "EXPORTED", "NOT_COLLECTED", "NOT_IN_ARCHIVE",
    )  # fmt: skip
    rewritten(imported, "study.toml", ("version = 1\nwindow", "version = 1\ncomplete = true\nwindow"))
    found = values(imported, "posts")
    assert (found["G02"], found["G05"], found["G06"], found["G08"]) == (3, 0, "NOT_COLLECTED", "NOT_IN_ARCHIVE")


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_same_bytes_after_later_collections(archived: Path, tmp_path: Path) -> None:
    read_study(archived).run().write(tmp_path / "before")
    with Archive.open(archived / "seen") as archive:
        archive.append(
            run="later",
            posts=[post(town, 29, observed_at=SEEN + timedelta(days=3)) for town in range(12)],
            observations=[like(town, value=999_000 + town, observed_at=SEEN + timedelta(days=2)) for town in range(12)],
            coverage=[walk(8, started_at=SEEN + timedelta(days=3), ended_at=SEEN + timedelta(days=3))],
        )
    read_study(archived).run().write(tmp_path / "after")
    before, after = contents(tmp_path / "before"), contents(tmp_path / "after")
    assert before == after
    study = archived / "study.toml"
    study.write_text(study.read_text("utf-8").replace("version = 1", "version = 2"), "utf-8")
    assert values(archived, "posts")["G08"] == 10
    assert values(archived, "likes")["G02"] == 999_002


def test_the_same_bytes_after_files_were_put_together(archived: Path, tmp_path: Path) -> None:
    from civicreach.archive.compact import compact, plan_compaction

    with Archive.open(archived / "seen") as archive:
        for number in range(12):
            archive.append(run="later", posts=[post(1, 20, observed_at=SEEN + timedelta(days=number))])
    read_study(archived).run().write(tmp_path / "before")
    with Archive.open(archived / "seen") as archive:
        assert compact(archive, plan_compaction(archive)).groups
    read_study(archived).run().write(tmp_path / "after")
    assert contents(tmp_path / "before") == contents(tmp_path / "after")
    study = archived / "study.toml"
    found = {}
    for version in (13, 14):
        study.write_text(re.sub(r"version = [0-9]+", f"version = {version}", study.read_text("utf-8")), "utf-8")
        found[version] = values(archived, "posts")
    assert found[13] == found[14]


def test_origins_name_the_version_and_its_files(archived: Path) -> None:
    result = read_study(archived).run()
    origins = [
        origin for held in result.material.origins.values() for origin in held if origin.path.startswith("seen/")
    ]
    assert {note for origin in origins for note in map(str, origin.notes)} == {
        "posts of version 1",
        "observations of version 1",
        "coverage of version 1",
    }
    assert all(len(origin.sha256) == 64 and origin.rows for origin in origins)


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (("version = 1\nwindow", "window"), "names an archive and no version"),
        (("version = 1\nwindow", 'version = 1\nfile = "x.csv"\nwindow'), "says file"),
        (('measure = "likes"', 'measure = "likes"\ncomplete = true'), "says complete"),
        (('file = "people.csv"', 'file = "people.csv"\nversion = 3'), "version"),
    ],
)
def test_a_study_file_that_cannot_be(make_study: StudyMaker, exchange: tuple[str, str], said: str) -> None:
    with pytest.raises(StudyError, match=said):
        read_study(make_study(POSTS, LIKES, exchange))


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (("version = 1\nwindow", "version = 9\nwindow"), "no version 9"),
        (('archive = "seen"\nversion = 1\nwindow', 'archive = "none"\nversion = 1\nwindow'), "no archive"),
        (("version = 1\nwindow", 'version = 1\nplatform = "youtube"\nwindow'), "holds nothing of youtube posts"),
        (('measure = "likes"', 'measure = "views_total"'), "holds nothing of facebook views_total"),
    ],
)
def test_an_archive_that_has_not_what_is_asked(archived: Path, exchange: tuple[str, str], said: str) -> None:
    study = archived / "study.toml"
    text = study.read_text("utf-8")
    assert exchange[0] in text
    study.write_text(text.replace(*exchange), "utf-8")
    with pytest.raises(InputError, match=said):
        read_study(archived).run()


def seen_by(folder: Path, engine: str | None) -> Any:
    """All that was counted from the archive, and what was left out of it."""
    run = read_study(folder).run(engine=engine)
    columns = {name: (repr(c.values), c.missing.tolist()) for name, c in run.material.activity.items()}
    told = [
        (entry.source, Locale("en").say(entry.reason), entry.count)
        for entry in run.material.left_out
        if entry.source.startswith("activity.")
    ]
    return columns, sorted(told), run.material.origins


MADE = [("archived", 1), ("archived", 2), ("under_ids", 1), ("under_ids", 2), ("imported", 1), ("imported", 2)]


@pytest.mark.parametrize(("made", "version"), MADE)
def test_a_server_counts_the_files_of_the_version(
    request: pytest.FixtureRequest, sail_server: Server, made: str, version: int
) -> None:
    same_at_a_server(request, sail_server, made, version)


@pytest.mark.slow
@pytest.mark.parametrize(("made", "version"), [("archived", 2), ("under_ids", 1), ("imported", 1)])
def test_spark_counts_them_too_without_delta(
    request: pytest.FixtureRequest, spark_server: Server, made: str, version: int
) -> None:
    same_at_a_server(request, spark_server, made, version)


def same_at_a_server(request: pytest.FixtureRequest, server: Server, made: str, version: int) -> None:
    """What a server counts in the archive is what DuckDB counts, at a version and not after it."""
    folder: Path = request.getfixturevalue(made)
    with Archive.open(folder / "seen") as archive:
        # what no version of the study holds, and a post whose kind was told before and not again
        archive.append(
            run="later",
            posts=[post(2, k, observed_at=SEEN + timedelta(days=3), type="") for k in (0, 1, 11)],
            observations=[like(2, value=777, observed_at=SEEN + timedelta(days=2))],
            coverage=[walk(8, started_at=SEEN + timedelta(days=3), ended_at=SEEN + timedelta(days=3))],
        )
    if version == 2:
        rewritten(folder, "study.toml", ("version = 1", "version = 2"))
    (here, left_out, origins), (there, told, seen_there) = seen_by(folder, None), seen_by(folder, server.address)
    assert there == here and told == left_out
    assert [(o.path, o.sha256) for o in seen_there["activity.posts"]] == [
        (o.path, o.sha256) for o in origins["activity.posts"]
    ]
    assert tuple(map(str, seen_there["activity.posts"][0].notes)) == (
        f"posts of version {version}", "counted where it lies by a Spark Connect server",
    )  # fmt: skip


@pytest.mark.parametrize("table", ["posts", "coverage"])
@pytest.mark.parametrize("harm", ["gone", "cut", "overwritten"])
def test_a_broken_archive_is_the_archive_s_fault_at_a_server(
    archived: Path, sail_server: Server, table: str, harm: str
) -> None:
    file = next((archived / "seen" / f"record={table}").rglob("*.parquet"))
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-9] if harm == "cut" else b"x" * file.stat().st_size)
    for engine in ("duckdb", sail_server.address):
        with pytest.raises(ArchiveError, match=r"civicreach archive verify .*seen") as caught:
            read_study(archived).run(engine=engine)
        assert caught.value.exit_code == 6 and file.name in str(caught.value)


def test_a_server_that_cannot_read_the_archive(archived: Path, sail_server: Server) -> None:
    file = next((archived / "seen").glob("record=posts/*"))
    file.write_bytes(b"PAR1" + bytes(200))
    with pytest.raises(ArchiveError, match="civicreach archive verify"):
        read_study(archived).run(engine=sail_server.address)


def test_a_server_that_does_not_see_the_archive(
    archived: Path, sail_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from civicreach.engine.spark import Spark

    opened = Spark.open

    def elsewhere(self: Spark, relation: str, paths: Sequence[str], *, format: str) -> Any:
        return opened(self, relation, [f"/elsewhere{path}" for path in paths], format=format)

    monkeypatch.setattr(Spark, "open", elsewhere)
    with pytest.raises(InputError, match=r"archive: is here, and the server does not see it") as caught:
        read_study(archived).run(engine=sail_server.address)
    assert "both machines see the same files" in str(caught.value.faults[0].right)
