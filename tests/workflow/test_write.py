"""The output folder: whole or not at all, and the same bytes for the same inputs."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import KOREA, StudyMaker

from civicreach import read_study
from civicreach.records.errors import OutputError
from civicreach.workflow import documents, write


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_same_inputs_same_bytes(make_study: StudyMaker, tmp_path: Path) -> None:
    folder = make_study()
    first = read_study(folder).run().write(tmp_path / "a", formats=("html", "csv", "json"))
    second = read_study(folder).run().write(tmp_path / "b", formats=("html", "csv", "json"))
    assert contents(first) == contents(second)
    assert "index.html" in contents(first)


def test_a_second_run_replaces_the_first_whole(make_study: StudyMaker, tmp_path: Path) -> None:
    result = read_study(make_study()).run()
    out = result.write(tmp_path / "out")
    (out / "tables" / "old.csv").write_text("left over")
    result.write(out, formats=("csv",))
    assert "tables/old.csv" not in contents(out)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_of_somebody_else_is_left_alone(make_study: StudyMaker, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("years of work")
    with pytest.raises(OutputError, match="holds something that no run made"):
        read_study(make_study()).run().write(tmp_path / "mine")
    assert contents(tmp_path / "mine") == {"thesis.docx": b"years of work"}


def test_a_failure_on_the_way_leaves_the_old_folder(
    make_study: StudyMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = read_study(make_study()).run()
    out = result.write(tmp_path / "out")
    before = contents(out)

    def full(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(documents, "table_csv", full)
    with pytest.raises(OutputError, match="No space left on device"):
        result.write(out)
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_file_in_the_place_of_the_folder(make_study: StudyMaker, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="is a file"):
        read_study(make_study()).run().write(tmp_path / "out")


def test_synthetic_stands_in_every_file(tmp_path: Path) -> None:
    out = read_study(KOREA).run().write(tmp_path / "out", formats=("html", "csv", "json"))
    for name, data in contents(out).items():
        if not name.endswith(".svg"):
            assert b"SYNTHETIC" in data, name


def test_the_dataset_says_who_is_in_the_sample(make_study: StudyMaker, tmp_path: Path) -> None:
    out = read_study(make_study()).run().write(tmp_path / "out")
    with (out / "data" / "dataset.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["in_sample"] for row in rows] == ["1"] * 10 + ["0"] * 2
    assert rows[3]["likes"] == "" and rows[4]["likes"] == "1657"


def test_the_mark_holds_origins_and_decisions(make_study: StudyMaker, tmp_path: Path) -> None:
    out = read_study(make_study()).run().write(tmp_path / "out")
    about = json.loads((out / write.MARK).read_text(encoding="utf-8"))
    assert {entry["path"] for entry in about["files"]} == {
        "governments.csv", "survey.csv", "accounts.csv", "posts.csv", "likes.csv", "people.csv",
    }  # fmt: skip
    assert about["case_flow"] == [12, 10, 9]
    assert any("window" in entry["alternatives"] for entry in about["decisions"])


def test_a_failed_exchange_puts_the_old_folder_back(
    make_study: StudyMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = read_study(make_study()).run()
    out = result.write(tmp_path / "out")
    before, replace, calls = contents(out), Path.replace, []

    def failing(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == 2:
            raise OSError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OutputError, match="Permission denied"):
        result.write(out)
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_unknown_formats_are_refused(make_study: StudyMaker, tmp_path: Path) -> None:
    result = read_study(make_study()).run()
    for formats in (["hmtl"], "csv"):
        with pytest.raises(OutputError, match="formats are a list of html, csv, json"):
            result.write(tmp_path / "out", formats=formats)


def test_same_bytes_in_another_process_with_other_hashes(tmp_path: Path) -> None:
    code = "import sys; from civicreach import read_study; read_study(sys.argv[1]).run().write(sys.argv[2])"
    for seed, zone in (("0", "UTC"), ("1", "America/New_York")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run([sys.executable, "-c", code, str(KOREA), str(tmp_path / seed)], env=environment, check=True)
    assert contents(tmp_path / "0") == contents(tmp_path / "1")


def test_the_dataset_marks_the_cases_of_each_model(tmp_path: Path) -> None:
    out = read_study(KOREA).run().write(tmp_path / "out", formats=("csv",))
    with (out / "data" / "dataset.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sum(row["in_sample"] == "1" for row in rows) == 96
    assert sum(row["in_model_likes"] == "1" for row in rows) == 90
    assert {row["certainty"] for row in rows} == {"very sure", "sure", "unsure", "very unsure", ""}
    with (out / "data" / "missing.csv").open(encoding="utf-8", newline="") as file:
        reasons = {(row["government"], row["variable"]): row["reason"] for row in csv.DictReader(file)}
    assert reasons["S034", "N_like"] == "no account is known"


def test_numbers_in_csv_stay_numbers(tmp_path: Path) -> None:
    out = read_study(KOREA).run().write(tmp_path / "out", formats=("csv",))
    assert ",-0.069,-0.069,True" in (out / "data" / "printed.csv").read_text(encoding="utf-8")
