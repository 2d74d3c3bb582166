"""Twins from file to terminal, folder and json: SYNTHETIC stands everywhere, and nothing half-written is left."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import ROOT

from civicreach.cli.twinning import twin_file
from civicreach.records.errors import InputError, NotComputableError, OutputError, StudyError
from civicreach.workflow.twin import PrintedTwins, find_twins

GALLERY = ROOT / "docs" / "examples" / "printed-paper" / "printed.toml"


@pytest.fixture(scope="module")
def paper() -> PrintedTwins:
    return find_twins(GALLERY, number=2, seed=1)


def test_the_paper_comes_out_as_text(paper: PrintedTwins) -> None:
    assert [(twin.n_same, twin.n_cells) for twin in paper.found.twins] == [(192, 192)] * 2
    # the prose contradicts the tables in eight places, and the tables do not contradict themselves
    assert paper.found.impossible == () and len(paper.found.audit.failed) == 8


def test_every_file_says_synthetic(paper: PrintedTwins, tmp_path: Path) -> None:
    out = paper.write(tmp_path / "twins")
    files = [path for path in out.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {
        "index.html", "twin.json", "SYNTHETIC-cases-1.csv", "SYNTHETIC-answers-2.csv", "nearness.csv", "spread.csv",
    }  # fmt: skip
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert "SYNTHETIC" in text, path
        if path.suffix == ".csv":
            assert all("SYNTHETIC" in line for line in text.splitlines()[1:]), path
        if path.parent.name == "data":
            assert "합성" in text and "SYNTHETIC" in path.name
    assert "합성" in (out / "index.html").read_text(encoding="utf-8")
    assert not list(tmp_path.glob(".twins*"))


def test_the_data_are_the_numbers_and_rows_belong_together(paper: PrintedTwins, tmp_path: Path) -> None:
    out = paper.write(tmp_path / "twins")
    with (out / "data" / "SYNTHETIC-cases-1.csv").open(encoding="utf-8", newline="") as file:
        cases = {row["case"]: row for row in csv.DictReader(file)}
    with (out / "data" / "SYNTHETIC-answers-1.csv").open(encoding="utf-8", newline="") as file:
        answers = list(csv.DictReader(file))
    assert (len(cases), len(answers)) == (90, 114)
    assert {row["case"] for row in answers if row["complete"] == "1"} == cases.keys()
    for row in answers:
        if row["complete"] == "1":
            case = cases[row["case"]]
            push = row["promotion"] == "1" or row["information"] == "1"
            assert row["table2"] in ("very sure", "sure") and case["purpose_push"] == str(int(push))
            assert case["purpose_pull"] == row["gathering_opinions"]
    assert round(np.mean([float(case["N_like"]) for case in cases.values()]), 2) == 21439.58
    assert {case["median_age"] for case in cases.values()} >= {"35.3", "53.4"}


def test_a_folder_that_no_run_made_is_left_alone(paper: PrintedTwins, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("")
    with pytest.raises(OutputError):
        paper.write(tmp_path / "mine")
    assert paper.write(paper.write(tmp_path / "again")).is_dir()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A file with one table of means."""
    path = tmp_path / "small.toml"
    path.write_text(
        '[tables.a]\ncells.age = { min = "34.1", max = "52.8", mean = "42.91", sd = "4.52", n = "40" }\n',
        encoding="utf-8",
    )
    return path


def test_json_and_terminal_in_both_languages(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("en", "ko"):
        options = {"number": 2, "seed": 4, "spread": None, "language": language}
        twin_file(small, out=tmp_path / language, as_json=True, **options)  # type: ignore[arg-type]
        found = json.loads(capsys.readouterr().out)
        assert (found["data"], found["exact"], found["seed"]) == ("SYNTHETIC", 2, 4)
        assert found["twins"][0]["tables"] == [
            {"table": "a", "numbers": 5, "as_text": 5, "not_searched": 0,
             "worst_in_half_units": pytest.approx(0.5, abs=0.5)}
        ]  # fmt: skip
        assert any("0.1" in line for line in found["taken_for_granted"])
        twin_file(small, out=None, as_json=False, **options)  # type: ignore[arg-type]
        shown = capsys.readouterr().out
        assert "SYNTHETIC" in shown and ("쌍둥이" in shown) == (language == "ko")


def test_refusals(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StudyError, match="is not compared over twins"):
        find_twins(small, measures=("hc3", "beauty"))
    with pytest.raises(StudyError):
        find_twins(small, number=0)
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(small.read_text() + '[twin]\nstep = 1\nsteps = { age = "often" }\nexclusive = ["a"]\nkeep = 3\n')
    with pytest.raises(InputError) as refused:
        find_twins(wrong)
    assert len(refused.value.faults) == 4
    empty = tmp_path / "empty.toml"
    empty.write_text('[tables.a]\ncells.x = { "odds ratio" = "1.5" }\n')
    with pytest.raises(NotComputableError):
        find_twins(empty)
    with pytest.raises(BaseException) as stopped:
        twin_file(empty, number=1, seed=1, spread="none", out=None, language="en", as_json=True)
    assert type(stopped.value).__name__ == "Exit"
    assert json.loads(capsys.readouterr().out)["error"] == "NotComputableError"
