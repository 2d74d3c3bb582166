"""Counts entered by hand: all faults at once, screenshots by their hash, nothing twice."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civicreach.archive import Archive
from civicreach.archive.export import export
from civicreach.archive.verify import verify
from civicreach.records.errors import InputError
from civicreach.workflow.entering import Entry, enter, entries_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEAD = "platform,account,measure,value,seen_at,by,screenshot\n"
GOOD = HEAD + (
    "facebook,서울시,likes,4147,2026-11-23 10:30,김민지,shot.png\n"
    "facebook,서울시,followers,5200,2026-11-23T01:30:00Z,김민지,\n"
)


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    (tmp_path / "shot.png").write_bytes(b"picture")
    (tmp_path / "counts.csv").write_text(GOOD, "utf-8")
    return tmp_path / "counts.csv"


def test_counts_with_their_evidence(csv: Path, tmp_path: Path) -> None:
    done = enter(entries_of(csv), tmp_path / "archive", zone="Asia/Seoul", keep=True, now=NOW)
    assert (done.appended.written, done.without_screenshot) == ({"observations": 2}, 1)
    sha256 = hashlib.sha256(b"picture").hexdigest()
    assert (tmp_path / "archive" / "evidence" / f"{sha256}.png").read_bytes() == b"picture"
    with Archive.open(tmp_path / "archive") as archive:
        rows = archive.execute(
            "SELECT account, measure, value, strftime(observed_at, '%H:%M'), method, origin "
            "FROM {observations} ORDER BY value"
        )
    assert rows == [
        ("서울시", "likes", 4147, "01:30", "hand", f"seen by 김민지; screenshot sha256:{sha256}, kept"),
        ("서울시", "followers", 5200, "01:30", "hand", "seen by 김민지; no screenshot"),
    ]


def test_screenshots_are_kept_by_choice_only(csv: Path, tmp_path: Path) -> None:
    enter(entries_of(csv), tmp_path / "archive", zone="Asia/Seoul", now=NOW)
    assert not (tmp_path / "archive" / "evidence").exists()


def test_the_same_file_again_adds_nothing_and_another_value_is_set_apart(csv: Path, tmp_path: Path) -> None:
    enter(entries_of(csv), tmp_path / "archive", zone="Asia/Seoul", now=NOW)
    again = enter(entries_of(csv), tmp_path / "archive", zone="Asia/Seoul", now=NOW).appended
    assert (again.written, again.repeated) == ({}, {"observations": 2})
    csv.write_text(GOOD.replace("4147", "4148"), "utf-8")
    other = enter(entries_of(csv), tmp_path / "archive", zone="Asia/Seoul", now=NOW).appended
    assert (other.written, other.quarantined) == ({"quarantine": 1}, 1)


def test_all_faults_at_once(csv: Path, tmp_path: Path) -> None:
    csv.write_text(
        HEAD + "facebok,a,likes,1,2026-11-23 10:30,me,\n"
        "facebook,,likes,1,2026-11-23 10:30,me,\n"
        "facebook,1.46577E+14,likes,1,2026-11-23 10:30,me,\n"
        "facebook,a,fans,1,2026-11-23 10:30,me,\n"
        "facebook,a,likes,1.2K,2026-11-23 10:30,me,\n"
        "facebook,a,likes,-3,2026-11-23 10:30,me,\n"
        "facebook,a,likes,3,23/11/2026,me,\n"
        "facebook,a,likes,3,2027-11-23 10:30,me,\n"
        "facebook,a,likes,3,1999-11-23 10:30,me,\n"
        "facebook,b,likes,3,2026-11-23 10:30,,\n"
        "facebook,b,likes,4,2026-11-23 10:30,me,none.png\n",
        "utf-8",
    )
    with pytest.raises(InputError) as caught:
        enter(entries_of(csv), tmp_path / "archive", zone="Asia/Seoul", now=NOW)
    faults = [(fault.where.split()[-2].strip(","), fault.where.split(", ")[-1]) for fault in caught.value.faults]
    assert faults == [
        ("2", "platform"), ("3", "account"), ("4", "account"), ("5", "measure"), ("6", "value"), ("7", "value"),
        ("8", "seen_at"), ("9", "seen_at"), ("10", "seen_at"), ("11", "by"), ("12", "screenshot"), ("12", "value"),
    ]  # fmt: skip
    said = str(caught.value)
    assert "facebook" in said
    assert "likes or followers: two measures" in said
    assert not (tmp_path / "archive").exists()


def test_columns_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text("platform,account,likes\nfacebook,a,3\n", "utf-8")
    with pytest.raises(InputError) as caught:
        entries_of(tmp_path / "counts.csv")
    assert {"measure", "value", "seen_at"} <= {word.strip("'\",") for word in str(caught.value).split()}


@pytest.mark.parametrize(("zone", "said"), [("Seoul", "not a time zone"), ("../x", "not a time zone")])
def test_no_zone(tmp_path: Path, zone: str, said: str) -> None:
    entry = Entry("enter", "facebook", "a", "likes", "3", "2026-11-23 10:30", "me")
    with pytest.raises(InputError, match=said):
        enter([entry], tmp_path / "archive", zone=zone, now=NOW)


def test_ways_of_writing_an_account_are_one_account(csv: Path, tmp_path: Path) -> None:
    rows = "".join(
        f"facebook,{account},likes,{value},2026-11-23 {hour}:30,me,\n"
        for account, value, hour in (
            ("https://www.facebook.com/Seoul/", 1, "08"), ("@Seoul", 2, "09"), ("seoul", 3, "10"), ("seoul", 1, "08"),
        )
    )  # fmt: skip
    csv.write_text(HEAD + rows, "utf-8")
    done = enter(entries_of(csv), tmp_path / "archive", zone="UTC", now=NOW)
    assert done.appended.written == {"observations": 3}
    other = Entry("enter", "facebook", "facebook.com/Seoul", "likes", "4", "2026-11-23 10:30", "me")
    assert enter([other], tmp_path / "archive", zone="UTC", now=NOW).appended.quarantined == 1
    with Archive.open(tmp_path / "archive") as archive:
        assert archive.execute("SELECT DISTINCT account FROM {observations}") == [("seoul",)]


def test_a_kept_screenshot_that_is_gone_is_noticed_and_those_that_are_there_are_exported(
    csv: Path, tmp_path: Path
) -> None:
    enter(entries_of(csv), tmp_path / "archive", zone="Asia/Seoul", keep=True, now=NOW)
    (kept,) = (tmp_path / "archive" / "evidence").iterdir()
    with Archive.open(tmp_path / "archive") as archive:
        files = export(archive, tmp_path / "out")
        assert (tmp_path / "out" / "evidence" / kept.name) in files
        told = {verdict.check: (verdict.looked_at, verdict.faults) for verdict in verify(archive)}
        assert told["evidence"] == (1, 0)
        kept.unlink()
        told = {verdict.check: (verdict.looked_at, verdict.faults) for verdict in verify(archive)}
        assert told["evidence"] == (1, 1)
