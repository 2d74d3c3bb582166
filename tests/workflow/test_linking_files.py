"""The round of a review: proposals, decisions, log, and the accounts for a study."""

from __future__ import annotations

import csv
import errno
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civicreach.linking.handles import account_key
from civicreach.linking.proposals import Account
from civicreach.linking.review import Decided, Review, review_rows
from civicreach.records.errors import InputError, OutputError
from civicreach.workflow.linking import Linked, link_files

PROGRAM = str(Path(sys.executable).parent / "civicreach")
ACCOUNTS = "url,name,region,website\nfacebook.com/jongno,종로구청,서울특별시,\n=cmd|x,Leeds,,\n@nobody,,,\n@JONGNO,,,\n"
GOVERNMENTS = (
    "id,name_ko,name_en,parent,homepage,facebook\n11,서울특별시,Seoul,,,\n11110,종로구,Jongno-gu,11,,\nE35,,Leeds,,,\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    (tmp_path / "governments.csv").write_text(GOVERNMENTS, encoding="utf-8")
    return tmp_path


def linked(folder: Path, day: int = 1) -> Linked:
    return link_files(
        folder / "accounts.csv",
        folder / "governments.csv",
        review=folder / "review.csv",
        out=folder / "out.csv",
        now=datetime(2026, 11, day, tzinfo=UTC),
        say=lambda words: getattr(words, "text", ""),
    )


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def decide(folder: Path, **decisions: str) -> None:
    rows = table(folder / "review.csv")
    for row in rows:
        row["decision"] = decisions.get(row["account"].strip("'@=").split("/")[-1].split("|")[0], row["decision"])
    with (folder / "review.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_the_round(folder: Path) -> None:
    start = linked(folder)
    assert (start.n_accounts, start.n_with_proposal, start.n_without, start.n_new) == (3, 2, 1, 0)
    rows = table(folder / "review.csv")
    assert [(row["account"], row["government"]) for row in rows] == [
        ("facebook.com/jongno", "11110"), ("'=cmd|x", "E35"), ("'@nobody", ""),
    ]  # fmt: skip
    assert table(folder / "out.csv") == [] and not (folder / "review-log.csv").exists()

    decide(folder, jongno="yes", nobody="none")
    second = linked(folder, day=2)
    assert (second.n_with_proposal, second.n_without, second.n_new) == (1, 0, 2)
    assert table(folder / "out.csv") == [
        {"platform": "facebook", "account": "facebook.com/jongno", "government": "11110"}
    ]
    log = table(folder / "review-log.csv")
    assert [(row["government"], row["verdict"], row["decided_at"][:10]) for row in log] == [
        ("11110", "accepted", "2026-11-02"), ("", "none", "2026-11-02"),
    ]  # fmt: skip

    assert linked(folder, day=3).n_new == 0
    assert table(folder / "review-log.csv") == log
    decide(folder, jongno="no")
    assert linked(folder, day=4).n_new == 1
    assert [row["verdict"] for row in table(folder / "review-log.csv")] == ["accepted", "none", "rejected"]


def test_a_remark_without_a_decision_stays(folder: Path) -> None:
    linked(folder)
    rows = table(folder / "review.csv")
    rows[0]["remark"] = "ask them"
    with (folder / "review.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    linked(folder)
    assert [row["remark"] for row in table(folder / "review.csv")] == ["ask them", "", ""]


def test_a_full_disk_tears_neither_the_log_nor_the_review(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linked(folder)
    decide(folder, jongno="yes")
    linked(folder)
    decide(folder, nobody="none")
    before = {name: (folder / name).read_bytes() for name in ("review-log.csv", "review.csv")}

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OutputError, match="No space left"):
        patched.setattr(os, "fsync", full)
        linked(folder)
    assert {name: (folder / name).read_bytes() for name in before} == before
    assert not list(folder.glob(".*.new"))
    # a log that an older version left torn is mended by the next line beginning anew
    (folder / "review-log.csv").write_bytes(before["review-log.csv"].removesuffix(b"\n"))
    assert linked(folder).n_new == 1
    assert [row["verdict"] for row in table(folder / "review-log.csv")] == ["accepted", "none"]


def test_a_wrong_decision_writes_nothing(folder: Path) -> None:
    linked(folder)
    decide(folder, jongno="perhaps")
    before = (folder / "review.csv").read_bytes()
    with pytest.raises(InputError, match=r"review\.csv line 2"):
        linked(folder)
    assert (folder / "review.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("accounts.csv", "who,name\na,b\n", "has no column for the account"),
        ("accounts.csv", "account,name\na,b\n,c\n", "names no account"),
        ("governments.csv", "id,parent\n1,2\n", "has no column for the name"),
        ("governments.csv", "id,name\n1,a\n1,b\n", "names a government twice"),
    ],
)
def test_lists_that_cannot_be_used(folder: Path, file: str, text: str, said: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        linked(folder)


def test_the_command(folder: Path) -> None:
    command = [PROGRAM, "link", "accounts.csv", "governments.csv", "--review", "r.csv"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "3 accounts; decided: 0 with a government" in done.stdout and "to review: 2 with proposals, 1" in done.stdout
    korean = subprocess.run([*command, "--lang", "ko"], cwd=folder, capture_output=True, text=True, check=False)
    assert "계정" in korean.stdout


def test_the_register_in_place_of_a_list(folder: Path) -> None:
    done = subprocess.run(
        [PROGRAM, "link", "accounts.csv", "--country", "kr", "--at", "2015-07-01"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "3 accounts" in done.stdout
    found = {row["account"]: (row["government"], row["score"]) for row in table(folder / "review.csv")}
    # the name, in the region that the register says it lies in
    assert found["facebook.com/jongno"] == ("11110", "95") and found["'@nobody"] == ("", "")


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ((), 2, "GOVERNMENTS: is not given"),
        (("governments.csv", "--country", "kr", "--at", "2015-07-01"), 2, "is given, and a register too"),
        (("governments.csv", "--at", "2015-07-01"), 2, "is given, and a register too"),
        (("--country", "xx", "--at", "July"), 2, "--at: is not a day"),
        (("--country", "kr"), 2, "--at: is not given"),
        (("--country", "kr", "--at", "1990-01-01"), 3, "is not known to hold on the day"),
    ],
)
def test_no_register_like_that(folder: Path, options: tuple[str, ...], code: int, words: str) -> None:
    done = subprocess.run(
        [PROGRAM, "link", "accounts.csv", *options], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == code and words in done.stderr and "study" not in done.stderr
    assert not (folder / "review.csv").exists()


def test_a_review_of_thousands_of_decisions_is_written_in_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = [Account(f"@city{n}", "", "", "") for n in range(300)]
    review = Review(tuple(Decided(f"@city{n}", str(n), "accepted") for n in range(300)))
    calls = 0

    def counting(text: str, platform: str = "") -> str:
        nonlocal calls
        calls += 1
        return account_key(text, platform)

    monkeypatch.setattr("civicreach.linking.review.account_key", counting)
    rows = review_rows(accounts, [()] * 300, review, say=str)
    assert [row["decision"] for row in rows] == [str(n) for n in range(300)]
    assert calls < 10 * len(accounts)


def test_linked_accounts_are_for_collecting_and_a_study(folder: Path) -> None:
    text = "platform,account,name,region\ninstagram,@jongno,종로구청,서울특별시\n"
    (folder / "accounts.csv").write_text(text, encoding="utf-8")
    linked(folder)
    decide(folder, jongno="yes")
    linked(folder)
    assert table(folder / "out.csv") == [{"platform": "instagram", "account": "@jongno", "government": "11110"}]


def test_two_platforms_may_have_an_account_of_one_name(folder: Path) -> None:
    (folder / "accounts.csv").write_text(
        "platform,account,name\nx,@jongno,종로구청\ninstagram,@jongno,종로구청\n,https://t.me/jongno,종로구청\n",
        encoding="utf-8",
    )
    assert linked(folder).n_accounts == 3
    rows = table(folder / "review.csv")
    assert [row["platform"] for row in rows] == ["x", "instagram", "telegram"]
    # one is the district's, one is nobody's, one is open
    for row, decision in zip(rows, ("yes", "none", ""), strict=True):
        row["decision"] = decision
    with (folder / "review.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    second = linked(folder, day=2)
    assert (second.n_new, second.n_with_proposal, second.n_without) == (2, 1, 0)
    assert table(folder / "out.csv") == [{"platform": "x", "account": "@jongno", "government": "11110"}]
    decided = [(row["platform"], row["decision"]) for row in table(folder / "review.csv") if row["decision"]]
    assert decided == [("x", "yes"), ("instagram", "none")]
    assert [row["platform"] for row in table(folder / "review-log.csv")] == ["x", "instagram"]
    assert linked(folder, day=3).n_new == 0


def test_a_review_and_a_log_from_before_platforms_were_told_go_on(folder: Path) -> None:
    (folder / "review.csv").write_text(
        "account,name,parent,website,government,government_name,score,reason,decision,remark\n"
        "@jongno,,,,11110,종로구,90,,yes,\n",
        encoding="utf-8",
    )
    (folder / "review-log.csv").write_text(
        "decided_at,account,government,verdict,score,reason,remark\n2026-10-01T00:00:00+00:00,@jongno,11110,accepted,,,\n",
        encoding="utf-8",
    )
    result = linked(folder)
    assert (result.n_accounts, result.n_new) == (3, 0)
    assert table(folder / "out.csv") == [{"platform": "facebook", "account": "@jongno", "government": "11110"}]
    decide(folder, nobody="none")
    assert linked(folder, day=2).n_new == 1
    assert [row["account"] for row in table(folder / "review-log.csv")] == ["@jongno", "'@nobody"]


def test_decisions_on_accounts_that_left_the_list_are_kept_and_not_written(folder: Path) -> None:
    linked(folder)
    decide(folder, jongno="yes", nobody="none")
    assert linked(folder).not_listed == ()
    (folder / "accounts.csv").write_text("url,name\n@nobody,\n", encoding="utf-8")
    done = linked(folder, day=2)
    assert [entry.account for entry in done.not_listed] == ["facebook.com/jongno"]
    assert (done.n_withdrawn, table(folder / "out.csv")) == (0, [])
    kept = {row["account"]: row["decision"] for row in table(folder / "review.csv")}
    assert kept["facebook.com/jongno"] == "11110"


def test_a_withdrawn_decision_goes_to_the_log(folder: Path) -> None:
    linked(folder)
    decide(folder, jongno="yes")
    linked(folder, day=2)
    decide(folder, jongno="")
    assert (linked(folder, day=3).n_withdrawn, linked(folder, day=4).n_withdrawn) == (1, 0)
    log = table(folder / "review-log.csv")
    assert [(row["account"], row["government"], row["verdict"]) for row in log] == [
        ("facebook.com/jongno", "11110", "accepted"), ("facebook.com/jongno", "11110", "withdrawn"),
    ]  # fmt: skip
    decide(folder, jongno="yes")
    assert linked(folder, day=5).n_new == 1
    (folder / "review.csv").unlink()
    assert linked(folder, day=6).n_withdrawn == 0
