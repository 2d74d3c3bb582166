"""`civicreach archive`: what it prints, in both languages and as json, and its exit codes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from civicreach.archive import Archive
from civicreach.cli.app import app
from civicreach.records.errors import ArchiveError, CivicreachError, OptionError
from civicreach.records.harvest import Coverage, Observation, Post, Quarantined

SEEN = datetime(2026, 11, 1, 1, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "seen"
    with Archive.create(path) as made:
        made.append(
            run="r1",
            observations=[
                Observation(
                    platform="facebook",
                    account="1",
                    measure="likes",
                    value=4147,
                    observed_at=SEEN,
                    method="api",
                    run="r1",
                )
            ],
            coverage=[
                Coverage(
                    run="r1",
                    platform="facebook",
                    account="1",
                    edge="posts",
                    started_at=SEEN,
                    ended_at=SEEN,
                    status="partial_rate",
                    reason="rate_limit",
                )
            ],
        )
    return path


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["archive", *map(str, arguments)])


def test_show_in_both_languages(archive: Path) -> None:
    english = call("show", archive).output
    assert "What the archive holds at version 1" in english
    assert "stopped by a rate limit" in english
    korean = call("show", archive, "--lang", "ko", "--zone", "Asia/Seoul").output
    assert "버전 1의 아카이브 내용" in korean
    assert "호출 한도로 중단" in korean
    assert "2026-11-01 10:00" in korean
    told = json.loads(call("show", archive, "--json").output)
    assert (told["held"][0]["what"], told["versions"][1]["rows"]) == ("likes", {"observations": 1, "coverage": 1})
    assert json.loads(call("show", archive, "--version", 0, "--json").output)["held"] == []


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Fifty accounts, of which thirty were refused, each with an item in quarantine."""
    path = tmp_path / "large"
    run = {"platform": "facebook", "run": "r1"}
    with Archive.create(path) as made:
        made.append(
            run="r1",
            observations=[
                Observation(account=f"시청{n}", measure="likes", value=1000 + n, observed_at=SEEN, method="api", **run)
                for n in range(50)
            ],
            coverage=[
                Coverage(account=f"시청{n}", edge="posts", started_at=SEEN, ended_at=SEEN, **run,
                         status="denied" if n < 30 else "complete", reason="permission" if n < 30 else "")
                for n in range(50)
            ],
            quarantine=[
                Quarantined(account=f"시청{n}", reason="no id", observed_at=SEEN, item="시작" + "가" * 100, **run)
                for n in range(50)
            ],
        )  # fmt: skip
    return path


def test_show_stays_short_and_says_what_is_more(large: Path) -> None:
    shown = call("show", large).output
    assert "Accounts that need a look: 30 of 50" in shown
    assert "10 more: --limit 0 shows all." in shown
    assert "The key does not give the right to read this account." in shown
    assert shown.count("시청") == 20
    assert call("show", large, "--limit", 0).output.count("시청") == 30
    every = call("show", large, "--accounts", "--limit", 0).output
    assert every.count("Likes 1,0") == 50
    assert "what it did is missing, not zero" in every
    odd = call("show", large, "--quarantine", "--limit", 3, "--lang", "ko").output
    assert "47개 더 있음" in odd
    assert odd.count("시작") == 3
    one = call("show", large, "--account", "시청7").output
    assert "Never complete before." in one
    assert "시청8" not in one
    wrong = call("show", large, "--account", "군청", "--json")
    assert (wrong.exit_code, json.loads(wrong.output)["error"]) == (3, "GivenError")
    assert isinstance(call("show", large, "--account", "x", "--accounts").exception, CivicreachError)
    assert isinstance(call("show", large, "--zone", "Seoul").exception, CivicreachError)


def test_show_as_json_tells_all_of_it(large: Path) -> None:
    told = json.loads(call("show", large, "--json").output)
    assert set(told) == {
        "version", "held", "walks", "quarantine", "payloads", "size", "accounts", "quarantined", "versions",
    }  # fmt: skip
    assert (len(told["accounts"]), len(told["quarantined"])) == (50, 50)
    first = told["accounts"][0]
    assert set(first) == {
        "platform", "account", "names", "first", "last", "counts", "posts", "posts_from", "posts_to", "walks",
        "stale", "failed",
    }  # fmt: skip
    assert (first["failed"], first["walks"][0]["asked_from"], first["walks"][0]["completed_at"]) == (True, None, None)
    assert set(first["counts"][0]) == {"measure", "value", "at", "asked_at", "reason"}
    one = json.loads(call("show", large, "--account", "시청7", "--json").output)
    assert ([account["account"] for account in one["accounts"]], len(one["quarantined"])) == (["시청7"], 1)


def test_show_prints_the_files_of_a_version(archive: Path) -> None:
    with Archive.open(archive) as opened:
        expected = [str(file.resolve()) for file in opened.files("observations")]
    assert expected and call("show", archive, "--files", "observations").output.splitlines() == expected
    assert json.loads(call("show", archive, "--files", "observations", "--json").output) == expected
    assert call("show", archive, "--files", "observations", "--version", 0).output == ""
    for wrong in (["--files", "likes"], ["--files", "posts", "--accounts"]):
        assert isinstance(call("show", archive, *wrong).exception, OptionError)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [50, 80, 120])
@pytest.mark.parametrize("asked", [[], ["--accounts"], ["--quarantine"], ["--account", "시청7"]])
def test_lines_fit_the_terminal(
    large: Path, monkeypatch: pytest.MonkeyPatch, language: str, width: int, asked: list[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    shown = re.sub(r"\x1b\[[0-9;]*m", "", call("show", large, *asked, "--lang", language).output)
    rules = {cell_len(line) for line in shown.splitlines() if set(line.strip()) == {"─"}}
    assert rules and max(rules) <= width
    # every row of a table is as wide as its rule
    assert all(cell_len(line) in rules for line in shown.splitlines() if line.startswith(" ") and line.endswith(" "))


def test_compact(archive: Path) -> None:
    with Archive.open(archive) as opened:
        for day in range(12):
            at = SEEN + timedelta(days=day + 1)
            one = Observation(
                platform="facebook", account="1", measure="likes", value=day, observed_at=at, method="api", run="r"
            )
            opened.append(run="r", observations=[one])
    planned = call("compact", archive, "--dry-run", "--lang", "ko")
    assert (planned.exit_code, "하나로 합칠 파일" in planned.output) == (0, True)
    told = json.loads(call("compact", archive, "--dry-run", "--json").output)
    assert (told["put_together"], told["tables"][0]["files"], told["tables"][0]["into"]) == (False, 13, 1)
    done = call("compact", archive)
    assert "What is put together" in done.output
    assert "Version 14 has 2 files" in done.output
    assert "There is nothing to list." in call("compact", archive).output
    assert call("verify", archive).exit_code == 0
    assert "compact: 13 files" in call("show", archive).output


def test_a_broken_log(archive: Path) -> None:
    entry = archive / "_delta_log" / f"{1:020}.json"
    entry.write_bytes(entry.read_bytes()[:40])
    done = call("verify", archive)
    assert done.exit_code == 6
    assert entry.name in done.output.replace("\n", "")
    assert isinstance(call("show", archive).exception, ArchiveError)


def test_verify_ends_with_a_code_of_its_own(archive: Path) -> None:
    assert call("verify", archive).exit_code == 0
    next(archive.glob("record=observations/*")).unlink()
    done = call("verify", archive, "--lang", "ko")
    assert done.exit_code == ArchiveError.exit_code == 6
    assert "모든 파일이 제 크기로 있음" in done.output


def test_export_and_vacuum(archive: Path, tmp_path: Path) -> None:
    done = call("export", archive, "--out", tmp_path / "out", "--formats", "csv,sqlite")
    assert done.exit_code == 0
    assert (tmp_path / "out" / "archive.sqlite").is_file()
    assert "Removed 0 files" in call("vacuum", archive, "--older-than", "7d").output
    wrong = call("vacuum", archive, "--older-than", "soon")
    assert isinstance(wrong.exception, CivicreachError) and "is not a length of time" in str(wrong.exception)
    refused = call("export", archive, "--out", tmp_path / "out", "--json")
    assert (refused.exit_code, json.loads(refused.output)["error"]) == (6, "ArchiveError")


def test_enter(archive: Path, tmp_path: Path) -> None:
    one = ["enter", archive, "--zone", "Asia/Seoul", "--platform", "facebook", "--account", "1", "--by", "me"]
    one += ["--measure", "followers", "--value", "5000", "--seen-at", "2026-11-02 10:00"]
    assert "Entered 1 counts" in call(*one).output
    assert "1 were there already" in call(*one).output
    other = [*one, "--value", "5001"]
    assert "1 differ" in call(*other).output
    refused = call("enter", archive, "--zone", "Asia/Seoul")
    assert isinstance(refused.exception, CivicreachError)
    assert "either --csv or --value" in str(refused.exception)


def test_posts_that_nobody_looked_for_are_no_zero(tmp_path: Path) -> None:
    entered = ("--measure", "likes", "--seen-at", "2026-09-20T10:30", "--zone", "Asia/Seoul", "--by", "minji")
    path, of = tmp_path / "seen", ("--platform", "facebook", "--value", 4147, "--account")
    call("enter", path, *of, "seoul", *entered)
    one = call("show", path, "--account", "seoul").output
    assert re.search(r"Posts +– +no walk over its posts was complete: missing, not zero", one)
    assert re.search(r"Likes 4,147, 2026-09-20 +– ", call("show", path, "--accounts").output)
    assert json.loads(call("show", path, "--json").output)["accounts"][0]["posts"] is None


def test_a_window_stands_beside_its_posts(tmp_path: Path) -> None:
    run = {"platform": "facebook", "run": "r1", "edge": "posts", "started_at": SEEN, "ended_at": SEEN}
    with Archive.create(tmp_path / "seen") as made:
        window = {"asked_from": SEEN - timedelta(days=9), "asked_to": SEEN}
        made.append(run="r1", coverage=[Coverage(account="a", status="complete", **run, **window)])
    assert "complete since 2026-10-23" in call("show", tmp_path / "seen", "--accounts").output
    told = " ".join(call("show", tmp_path / "seen", "--account", "a").output.split())
    assert "complete since 2026-10-23: everything of that time came" in told


def test_a_mistyped_account_is_told(archive: Path) -> None:
    entered = ("--platform", "facebook", "--measure", "likes", "--value", 5, "--seen-at", "2026-09-20T10:30")
    by = ("--zone", "Asia/Seoul", "--by", "minji")
    first = call("enter", archive, *entered, *by, "--account", "seoul").output
    assert "facebook seoul was not in this archive before.\n" in first
    again = call("enter", archive, *entered, *by, "--account", "SEOUL").output
    assert "not in this archive" not in again
    korean = call("enter", archive, *entered, *by, "--account", "seol", "--lang", "ko").output
    assert "facebook seol" in korean and "seoul" in korean and "not in" not in korean


def many(path: Path) -> Path:
    """An archive with a checkpoint at its last version."""
    with Archive.create(path) as made:
        for day in range(6):
            one = Observation(platform="facebook", account="1", measure="likes", value=day, method="api", run="r",
                              observed_at=SEEN + timedelta(days=day))  # fmt: skip
            made.append(run="r", observations=[one])
        made._store._table.create_checkpoint()
    return path


@pytest.mark.parametrize("asked", [["show"], ["show", "--json"], ["export"]])
def test_a_broken_entry_before_a_checkpoint(tmp_path: Path, asked: list[str]) -> None:
    path = many(tmp_path / "seen")
    (path / "_delta_log" / f"{5:020}.json").write_text("{\n")
    out = ["--out", tmp_path / "out"] if asked == ["export"] else []
    done = call(asked[0], path, *asked[1:], *out)
    if "--json" in asked:
        assert (done.exit_code, json.loads(done.output)["error"]) == (6, "ArchiveError")
    else:
        assert isinstance(done.exception, ArchiveError)
        assert "cannot be read" in str(done.exception)


def test_verify_gives_its_table_where_the_last_entry_is_gone(tmp_path: Path) -> None:
    path = many(tmp_path / "seen")
    (path / "_delta_log" / f"{6:020}.json").unlink()
    done = call("verify", path)
    assert (done.exit_code, "The archive, checked" in done.output) == (6, True)
    assert f"{6:020}.json" in done.output


def test_the_list_of_quarantine_does_not_name_itself(large: Path) -> None:
    assert "--quarantine lists them." in call("show", large).output
    assert "lists them" not in call("show", large, "--quarantine").output
    with Archive.open(large) as opened:
        at = SEEN + timedelta(days=1)
        post = Post(
            platform="facebook", account="a", post_id="1", created_at=SEEN, observed_at=at, method="api", run="r"
        )
        opened.append(run="r", posts=[post])
    assert "Post records 1" in call("show", large).output
