"""Posts of declared fields into an archive: once, all or told why not, and as the command says it."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from civicreach.archive import Archive
from civicreach.cli.app import app
from civicreach.records.errors import ArchiveError, InputError, OptionError
from civicreach.records.imports import Imported
from civicreach.sources.declared import PostFields
from civicreach.workflow.hashes import Hashes
from civicreach.workflow.importing import import_posts

FIELDS = PostFields("page", "id", "time", text="text", counts={"likes": "likes"})
SEEN = datetime(2015, 9, 1, tzinfo=UTC)

POSTS = [
    {"page": "seoul", "id": str(place), "time": f"2015-06-0{place}T09:30:00+0900", "text": "민원", "likes": place}
    for place in range(1, 6)
]


def written(folder: Path, posts: Sequence[object], name: str = "posts.ndjson") -> Path:
    file = folder / name
    file.write_text("\n".join(map(json.dumps, posts)), encoding="utf-8")
    return file


def imported(file: Path, archive: Path | None, **given: Any) -> Imported:
    (done,) = import_posts([file], fields=FIELDS, platform="facebook", archive=archive, observed_at=SEEN, **given)
    return done


def held(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with Archive.open(archive) as opened:
        return opened.execute(sql)


def test_written_once(tmp_path: Path) -> None:
    file, archive = written(tmp_path, POSTS), tmp_path / "seen"
    first = imported(file, archive)
    assert (first.written, first.known, first.report.n_posts, first.report.n_accounts) == ({"posts": 5}, False, 5, 1)
    assert first.report.first == datetime(2015, 6, 1, 0, 30, tzinfo=UTC)
    again = imported(file, archive)
    assert again.known and not again.was_read and not again.written and again.version == first.version
    assert again.report.origin.sha256 == first.report.origin.sha256
    assert held(archive, "SELECT count(*), max(counts['likes']), min(origin) FROM {posts}") == [(5, 5, "posts.ndjson")]


def test_a_file_with_the_same_ends_is_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicreach.workflow.declared._ENDS", 10)
    archive = tmp_path / "seen"
    imported(written(tmp_path, POSTS), archive)
    changed = [POSTS[0], {**POSTS[1], "likes": 7}, *POSTS[2:]]
    done = imported(written(tmp_path, changed), archive)
    assert not done.known and (done.repeated, done.differing) == ({"posts": 4}, 1)
    again = imported(file_of := written(tmp_path, changed), archive)
    assert (
        again.known
        and again.report.n_posts == 0
        and again.report.run != imported(written(tmp_path, POSTS), archive).report.run
    )
    assert imported(written(tmp_path, POSTS), archive).report.n_posts == 5 and file_of.name == "posts.ndjson"


def test_two_files_with_the_same_ends_at_the_same_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicreach.workflow.declared._ENDS", 10)
    # as the one saw the archive before the other had written
    monkeypatch.setattr(Archive, "knows", lambda *_: False)
    archive = tmp_path / "seen"
    imported(written(tmp_path, POSTS), archive)
    others = [{**post, "page": "busan"} for post in POSTS]
    done = imported(written(tmp_path, others), archive)
    assert (done.report.n_kept, done.report.n_accounts, done.written) == (5, 1, {"posts": 5})
    assert held(archive, "SELECT count(DISTINCT run) FROM {posts}") == [(1,)]


def test_a_name_is_not_a_pattern(tmp_path: Path) -> None:
    written(tmp_path, POSTS, "posts1.ndjson")
    done = imported(written(tmp_path, POSTS[:2], "posts[1].ndjson"), tmp_path / "seen")
    assert (done.report.origin.path, done.report.n_posts) == ("posts[1].ndjson", 2)


def test_a_line_that_is_longer_than_most_is_read(tmp_path: Path) -> None:
    long = {**POSTS[1], "text": "민원" * 600_000}
    file, archive = written(tmp_path, [POSTS[0], long, *POSTS[2:]]), tmp_path / "seen"
    assert imported(file, archive, keep_text=True).written == {"posts": 5}
    assert held(archive, "SELECT max(length(text)), count(*) FROM {posts}") == [(1_200_000, 5)]


def test_columns_of_one_text_are_text_in_the_file(tmp_path: Path) -> None:
    archive = tmp_path / "seen"
    imported(written(tmp_path, POSTS), archive)
    with Archive.open(archive) as opened:
        described = opened.execute("DESCRIBE SELECT platform, method, run, origin, counts FROM {posts}")
        held_as_text = opened.execute(
            "SELECT name FROM parquet_schema($file) WHERE converted_type = 'UTF8'",
            {"file": str(opened.files("posts")[0])},
        )
    assert [kind for _, kind, *_ in described] == ["VARCHAR"] * 4 + ["MAP(VARCHAR, BIGINT)"]
    assert {"platform", "method", "run", "origin", "key"} <= {name for (name,) in held_as_text}


def test_another_name_or_another_way_of_reading_repeats_nothing(tmp_path: Path) -> None:
    archive = tmp_path / "seen"
    imported(written(tmp_path, POSTS), archive)
    copy = imported(written(tmp_path, [*POSTS, {**POSTS[0], "id": "9"}], "copy.ndjson"), archive)
    assert (copy.written, copy.repeated, copy.differing) == ({"posts": 1}, {"posts": 5}, 0)
    assert (copy.report.n_posts, copy.report.n_accounts) == (6, 1)
    # what is kept of a text differs, not the text
    words = imported(written(tmp_path, POSTS), archive, keep_text=True)
    assert (words.written, words.repeated, words.differing) == ({}, {"posts": 5}, 0)


def test_rows_that_are_refused_are_told_and_in_quarantine(tmp_path: Path) -> None:
    archive = tmp_path / "seen"
    odd = [{**POSTS[0], "page": ""}, {**POSTS[0], "id": "7", "time": "2016-01-01T00:00:00Z"}]
    file = written(tmp_path, [*POSTS, *odd, {**POSTS[0], "likes": 9}])
    told = imported(file, None)
    done = imported(file, archive)
    assert told.report == done.report and told.version is None
    assert [entry.count for entry in done.report.left_out] == [1, 1, 1]
    assert done.report.origin.rows == 8 == done.report.n_kept + 3
    assert (done.written, done.repeated, done.differing) == ({"posts": 5, "quarantine": 3}, {}, 0)
    reasons = held(archive, "SELECT reason, count, payload FROM {quarantine} ORDER BY reason")
    assert [(count, payload[-6:]) for _, count, payload in reasons] == [(1, "line 7"), (1, "line 8"), (1, "line 6")]


def test_rows_of_one_post_are_told_apart_from_posts(tmp_path: Path) -> None:
    archive = tmp_path / "seen"
    file = written(tmp_path, [*POSTS, *POSTS, {**POSTS[0], "likes": 9}])
    told, done = imported(file, None), imported(file, archive)
    assert told.report == done.report
    assert [(str(entry.reason)[:13], entry.count, entry.refused) for entry in done.report.left_out] == [
        ("the same once", 5, False),
        ("the same post", 1, True),
    ]
    assert (done.report.origin.rows, done.report.n_kept, done.report.n_posts) == (11, 5, 5)
    assert (done.written, done.repeated, done.differing) == ({"posts": 5, "quarantine": 1}, {}, 0)
    assert held(archive, "SELECT sum(counts['likes']) FROM {posts}") == [(15,)]
    # of what the archive held before only that is told
    more = imported(written(tmp_path, [*POSTS, {**POSTS[0], "id": "8"}, POSTS[1]], "more.ndjson"), archive)
    assert (more.written, more.repeated, more.report.left_out[0].count) == ({"posts": 1}, {"posts": 5}, 1)


def test_a_post_that_was_seen_again_is_one_post(tmp_path: Path) -> None:
    seen = [{**POSTS[0], "seen": f"2015-06-0{day}T09:30:00+0900"} for day in (2, 3, 4)]
    file, archive = written(tmp_path, [*seen, seen[0]]), tmp_path / "seen"
    fields = replace(FIELDS, observed_at="seen")
    for into in (None, archive):
        (done,) = import_posts([file], fields=fields, platform="facebook", archive=into)
        report = done.report
        assert (report.origin.rows, report.n_kept, report.n_posts, report.left_out[0].count) == (4, 3, 1, 1)
    assert done.written == {"posts": 3}


def test_nothing_but_refused_rows(tmp_path: Path) -> None:
    archive = tmp_path / "seen"
    done = imported(written(tmp_path, [{**POSTS[0], "time": "2016-01-01T00:00:00Z"}]), archive)
    assert (done.written, done.report.n_posts) == ({"quarantine": 1}, 0)
    assert imported(tmp_path / "posts.ndjson", archive).known


def test_a_full_disk_leaves_the_archive_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "seen"
    imported(written(tmp_path, POSTS), archive)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("civicreach.archive.store.Store.commit", full)
    with pytest.raises(ArchiveError, match="no space is left"):
        imported(written(tmp_path, [{**POSTS[0], "id": "11"}], "other.ndjson"), archive)
    monkeypatch.undo()
    assert held(archive, "SELECT count(*) FROM {posts}") == [(5,)]
    assert len(list((archive / "record=posts").iterdir())) == 1


def test_all_files_are_found_before_the_first_is_written(tmp_path: Path) -> None:
    archive = tmp_path / "seen"
    with pytest.raises(InputError, match="no such file"):
        list(
            import_posts(
                [written(tmp_path, POSTS), tmp_path / "absent.csv"], fields=FIELDS, platform="facebook", archive=archive
            )
        )
    assert not archive.exists()


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["import", *map(str, arguments)])


def test_a_file_is_hashed_as_it_is_read(tmp_path: Path) -> None:
    first, second = written(tmp_path, POSTS[:2]), written(tmp_path, POSTS[2:], "later.ndjson")
    archive = tmp_path / "seen"
    given: dict[str, Any] = {"fields": FIELDS, "platform": "facebook", "archive": archive, "observed_at": SEEN}
    done = import_posts([first, second], **given)
    next(done)
    changed = [{**post, "likes": 8} for post in POSTS[2:]]
    written(tmp_path, changed, "later.ndjson")
    assert next(done).report.n_posts == 3
    sha256 = hashlib.sha256(second.read_bytes()).hexdigest()
    assert held(archive, "SELECT max(counts['likes']) FROM {posts}") == [(8,)]
    (again,) = import_posts([second], **given)
    assert again.known and again.report.origin.sha256 == sha256


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, archive = written(tmp_path, POSTS), tmp_path / "seen"
    of = Hashes.of

    def late(self: Hashes, path: Path) -> str:
        os.utime(path, ns=(1, 1))
        return of(self, path)

    monkeypatch.setattr(Hashes, "of", late)
    with pytest.raises(InputError, match="was changed while it was read"):
        imported(file, archive)
    assert held(archive, "SELECT count(*) FROM {posts}") == [(0,)]


def test_the_command(tmp_path: Path) -> None:
    file, archive = written(tmp_path, POSTS), tmp_path / "seen"
    given = ["--platform", "facebook", "--observed", "2015-09-01T00:00:00Z", "--archive", archive]
    for part in ("account=page", "post_id=id", "created_at=time", "likes=likes"):
        given += ["--field", part]
    assert "5 rows kept: 5 posts" in call(file, *given).output
    again = call(file, *given, "--lang", "ko").output
    assert "전에 가져온 파일" in again and "5" in again
    told = json.loads(call(file, *given, "--json").output)["files"][0]
    assert told["archive"]["known"] and told["rows"] is None and told["posts"] == 5


def test_all_faults_of_the_options_at_once(tmp_path: Path) -> None:
    done = call(tmp_path / "a.csv", "--field", "account=page", "--tool", "minet", "--platform", "facebok")
    assert isinstance(done.exception, OptionError) and done.exception.exit_code == 2
    for words in ("--archive: is not given", "--tool", "facebook",
                  "does not say where these stand: post_id, created_at",
                  "nobody could tell when the posts were seen"):  # fmt: skip
        assert words in str(done.exception), words
    parts = [f"--field={part}=x" for part in ("account", "post_id", "created_at", "observed_at")]
    both = call(tmp_path / "a.csv", "--dry-run", "--platform", "x", "--observed", "2015-09-01T00:00:00Z", *parts)
    assert "--observed: is told by the file too" in str(both.exception)
    alone = call(tmp_path / "a.csv", "--platform", "x", "--dry-run")
    assert "--platform: is said by the files" in str(alone.exception)


@pytest.mark.parametrize("name", ["posts.ndjson.gz", "posts.csv.gz"])
@pytest.mark.parametrize("dry", [True, False])
def test_half_a_download_is_refused_before_there_is_an_archive(tmp_path: Path, name: str, dry: bool) -> None:
    rows = [{**POSTS[0], "id": f"{place:x}" * 9} for place in range(3000)]
    text = "\n".join(map(json.dumps, rows))
    if "csv" in name:
        text = "\n".join([",".join(POSTS[0]), *(",".join(map(str, row.values())) for row in rows)])
    packed = gzip.compress(text.encode())
    file, archive = tmp_path / name, tmp_path / "seen"
    file.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(InputError, match=f"{name}: cannot be opened: Compressed file ended") as refused:
        imported(file, None if dry else archive)
    assert refused.value.exit_code == 3 and not archive.exists()
    file.write_bytes(packed)
    assert imported(file, None if dry else archive).report.n_posts == 3000


@pytest.mark.parametrize("where", ["_all_distinct", "_odd"])
def test_an_import_that_is_stopped_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    archive = tmp_path / "seen"
    options = ["--platform", "facebook", "--observed", "2016-01-01T00:00:00Z", "--archive", archive]
    options += [
        "--field",
        "account=page",
        "--field",
        "post_id=id",
        "--field",
        "created_at=time",
        "--field",
        "likes=likes",
    ]
    assert call(written(tmp_path, POSTS), *options).exit_code == 0
    before = sorted(archive.rglob("*"))

    def stopped(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"civicreach.archive.staging.{where}", stopped)
    done = call(written(tmp_path, [{**POSTS[0], "id": "9"}, {**POSTS[1], "likes": 9}], "more.ndjson"), *options)
    assert (done.exit_code, done.stderr) == (
        130,
        "civicreach: stopped; nothing of the file that was being read was written\n",
    )
    assert sorted(archive.rglob("*")) == before


@pytest.mark.parametrize("odd", [{}, {"likes": "many"}])
def test_posts_from_before_the_platform_are_set_aside(tmp_path: Path, odd: dict[str, str]) -> None:
    early = {**POSTS[0], "id": "1970", "time": "2004-02-03T23:59:59+0000", **odd}
    done = imported(written(tmp_path, [*POSTS, early]), tmp_path / "seen")
    (left_out,) = done.report.left_out
    assert (str(left_out.reason), left_out.items[0][0], done.report.n_kept) == (
        "dated before the platform opened",
        "line 6",
        5,
    )
    first_day = {**early, "time": "2004-02-04T00:00:00+0000"}
    assert imported(written(tmp_path, [first_day], "first.ndjson"), tmp_path / "seen").report.n_kept == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"])
def test_json_lines_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    lines = [json.dumps({**post, "text": "민원 처리"}, ensure_ascii=False) for post in POSTS * 400]
    text = "\n".join(line.replace('"id": "', f'"id": "{place}-') for place, line in enumerate(lines))
    (tmp_path / "posts.ndjson").write_bytes(text.encode(encoding))
    report = imported(tmp_path / "posts.ndjson", tmp_path / "seen", keep_text=True).report
    assert (report.n_posts, report.origin.encoding) == (2000, encoding.removesuffix("-sig"))
    assert held(tmp_path / "seen", "SELECT DISTINCT text FROM {posts}") == [("민원 처리",)]


def test_half_a_character_costs_no_post(tmp_path: Path) -> None:
    texts = {"1": "민원 \ud83d", "2": "😀", "3": "\udc00 \\ud83d", "4": "\ud83d\n"}
    posts = [{**POSTS[0], "id": name, "text": text} for name, text in texts.items()]
    report = imported(written(tmp_path, posts), tmp_path / "seen", keep_text=True).report
    assert (report.n_kept, report.left_out) == (4, ())
    assert [(str(remark.reason)[:16], remark.count) for remark in report.remarks] == [("half a character", 3)]
    found = held(tmp_path / "seen", "SELECT text FROM {posts} ORDER BY post_id")
    assert found == [("민원 ?",), ("😀",), ("? \\ud83d",), ("?\n",)]
