"""`civicreach archive`: what it prints, in both languages and as json, and its exit codes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from civicreach.archive import Archive
from civicreach.cli.app import app
from civicreach.records.errors import ArchiveError, CivicreachError
from civicreach.records.harvest import Coverage, Observation

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
