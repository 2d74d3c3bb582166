"""Exports into an archive: once, whatever is run again."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civicreach.archive import Archive
from civicreach.records.errors import InputError
from civicreach.sources.exports import Export
from civicreach.workflow.importing import import_files

FILES = Path(__file__).parents[1] / "sources" / "exports" / "files"
PROGRAM = str(Path(sys.executable).parent / "civicreach")


def counted(archive: Path) -> dict[str, int]:
    with Archive.open(archive) as opened:
        return {
            name: opened.execute(f"SELECT count(*) FROM {{{name}}}")[0][0]
            for name in ("posts", "observations", "quarantine")
        }


def test_written_once(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    files = [FILES / "facepager.csv", FILES / "crowdtangle-facebook.csv", FILES / "zeeschuimer.ndjson"]
    first = list(import_files(files, archive=archive))
    held = counted(archive)
    assert held["posts"] == sum(done.report.n_posts for done in first) == 12
    assert held["observations"] == sum(done.report.n_observations for done in first) == 11
    assert sum(done.written["posts"] for done in first) == 12
    again = list(import_files(files, archive=archive))
    assert all(done.known and not done.written for done in again)
    assert counted(archive) == held


def test_the_same_rows_in_another_file_are_held_already(tmp_path: Path) -> None:
    list(import_files([FILES / "facepager.csv"], archive=tmp_path / "archive"))
    copy = tmp_path / "copy.csv"
    copy.write_bytes((FILES / "facepager.csv").read_bytes() + b"\n")
    (done,) = import_files([copy], archive=tmp_path / "archive")
    assert not done.known and done.repeated["posts"] == 2 and "posts" not in done.written


def test_in_batches_and_cut_off_in_between(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    file = FILES / "crowdtangle-facebook.csv"
    batches = Export.batches
    monkeypatch.setattr(Export, "batches", lambda self: batches(self, 1))
    list(import_files([file], archive=whole))
    append, calls = Archive.append, []

    def stops(self: Archive, **given: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return append(self, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(Archive, "append", stops)
    with pytest.raises(KeyboardInterrupt):
        list(import_files([file], archive=cut))
    assert counted(cut)["posts"] == 1
    list(import_files([file], archive=cut))
    assert counted(cut) == counted(whole)


def test_nothing_is_written_before_all_are_recognised(tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("a,b\n1,2\n")
    with pytest.raises(InputError):
        list(import_files([FILES / "facepager.csv", odd], archive=tmp_path / "archive"))
    assert not (tmp_path / "archive").exists()


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [PROGRAM, "import", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_command(tmp_path: Path) -> None:
    done = run(FILES / "facepager.csv", "--archive", tmp_path / "archive", "--zone", "Europe/Vienna")
    assert done.returncode == 0, done.stderr
    assert "3 rows kept: 2 posts and 2 counts of 1 accounts" in done.stdout
    assert "archive: version 1; 4 records new" in done.stdout
    again = ["--archive", tmp_path / "archive", "--zone", "Europe/Vienna", "--keep-text"]
    assert "texts of posts that the archive holds already are not added" in run(FILES / "facepager.csv", *again).stdout
    assert "says complete = true" in done.stdout
    korean = run(FILES / "facepager.csv", "--dry-run", "--lang", "ko")
    assert "게시물" in korean.stdout and "archive" not in korean.stdout
    told = json.loads(run(FILES / "hootsuite-facebook.csv", "--dry-run", "--json").stdout)
    assert told["files"][0]["kept"] == 1 and told["files"][0]["archive"] is None
    assert told["files"][0]["left_out"][0]["quarantined"] is True


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "--archive"),
        (["--dry-run", "--zone", "Seoul"], "is not a time zone"),
        (["--dry-run", "--observed", "2024-01-01"], "is not a time whose zone is known"),
        (["--dry-run", "--tool", "excel"], "is not a tool whose exports are read"),
        (["--dry-run", "--lang", "xx"], "is not a language"),
    ],
)
def test_the_command_refuses(options: list[str], said: str) -> None:
    done = run(FILES / "facepager.csv", *options)
    assert done.returncode in (2, 3) and said in done.stderr and "Traceback" not in done.stderr


def test_posts_later_than_they_were_seen_keep_their_date_and_are_set_apart(tmp_path: Path) -> None:
    seen = datetime(2000, 1, 1, tzinfo=UTC)
    (done,) = import_files([FILES / "crowdtangle-facebook.csv"], archive=tmp_path / "archive", observed_at=seen)
    (why,) = (entry for entry in done.report.left_out if "is --zone right?" in entry.reason.text)
    assert why.refused and why.count > 0 and done.report.n_posts == 0
    assert counted(tmp_path / "archive")["posts"] == 0


def packed(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "."), text)
    return path


def test_what_lies_beside_an_export_in_a_zip_file_is_passed_over_and_named(tmp_path: Path) -> None:
    csv = (FILES / "facepager.csv").read_text(encoding="utf-8-sig")
    beside = {
        "README__txt": 'Exported by "us".\n"All rights\n',
        "NOTES__txt": "[Note] made today\n",
        "empty__csv": "",
        "metadata__json": '{"made": "today"}',
        "notes__pdf": "%PDF",
        "pretty__json": '{\n  "made": "today"\n}\n',
    }
    (alone,) = import_files([FILES / "facepager.csv"], archive=None)
    for tool in (None, "facepager"):
        file = packed(tmp_path / "export.zip", **beside, posts__csv=csv)
        (done,) = import_files([file], archive=None, tool=tool)
        assert done.report.n_posts == alone.report.n_posts > 0
        assert sorted(done.passed_over) == sorted(name.replace("__", ".") for name in beside)


def test_a_zip_file_in_which_nothing_is_recognised_names_all_of_it(tmp_path: Path) -> None:
    file = packed(tmp_path / "export.zip", README__txt="a,b\n1,2\n", metadata__json='{"made": "today"}')
    with pytest.raises(InputError, match=r"(?s)2 faults.*export.zip/README.txt.*export.zip/metadata.json"):
        list(import_files([file], archive=None))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("posts__json", '[{"id": 1},', "is not JSON to its end"),
        ("posts__csv", "object_id;object_type;query_type\n1;data;x\n", "no column 'parent_id'"),
        ("posts__txt", 'channelId,videoId,publishedAt,likeCount\nUC,v,"2015,3\n', "not closed"),
    ],
)
def test_a_damaged_export_in_a_zip_file_is_not_passed_over(name: str, text: str, said: str, tmp_path: Path) -> None:
    csv = (FILES / "facepager.csv").read_text(encoding="utf-8-sig")
    with pytest.raises(InputError, match=said):
        list(import_files([packed(tmp_path / "export.zip", good__csv=csv, **{name: text})], archive=None))
