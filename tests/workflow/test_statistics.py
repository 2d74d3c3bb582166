"""Files of questions: every fault at once; keys that are missing are named, and a study reads what was fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicreach.records.errors import InputError
from civicreach.report.locale import Locale
from civicreach.workflow.statistics import fetch_statistics, plan_statistics, read_questions

GOOD = """
[population]
office = "kosis"
organisation = "101"
table = "DT_1B040A3"
items = { T20 = "population" }
first = "2015"

[independence]
office = "lofin365"
service = "JFIED"
columns = { rate1 = "independence" }
years = ["2015"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "questions.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plan_names_requests_and_missing_keys(tmp_path: Path) -> None:
    plan = plan_statistics(written(tmp_path, GOOD), environment={"CIVICREACH_KOSIS_KEY": "k"})
    text = str(plan)
    assert "population: KOSIS" in text and "tblId=DT_1B040A3" in text and "fyr=2015" in text
    assert plan.without_key == {"independence": "CIVICREACH_LOFIN365_KEY"}
    assert "the key is missing: set CIVICREACH_LOFIN365_KEY" in text
    assert any("키가 없다" in line for line in plan.lines(Locale("ko").say))


def test_a_missing_key_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"(?s)needs a key that is not set.*CIVICREACH_KOSIS_KEY.*CIVICREACH_LOFIN365_KEY"
    ):
        fetch_statistics(written(tmp_path, GOOD), tmp_path / "out", environment={})
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'office = "kosis"',
            'office = "cosis"',
            r"\[population\] office: is not an office.*'cosis'.*kosis, data.go.kr",
        ),
        ('first = "2015"', 'first = "15"', r"\[population\] first: is not a period.*'15'.*'2015'"),
        ('first = "2015"', 'first = "2015"\nlast = "2014"', r"goes from 2015 to 2014.*two periods"),
        ('table = "DT_1B040A3"\n', "", r"\[population\] table: is needed"),
        ('first = "2015"', 'first = "2015"\ncolour = 1', r"\[population\] colour: is not a key of this office"),
        ('{ T20 = "population" }', '{ T20 = "a", T21 = "a" }', r"two figures the same column"),
        ("[population]", "[Population of]", r"is not TOML"),
        ("[population]", "[Population]", r"cannot be a name"),
        ('years = ["2015"]', "years = 2015", r"\[independence\] years: is not a list.*2015.*such as \['2024'\]"),
        ('table = "DT_1B040A3"', "table = 3", r"\[population\] table: is not text.*3"),
        ('years = ["2015"]', "years = []", r"\[independence\] years"),
    ],
)
def test_faults_of_a_file_of_questions(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in GOOD
    with pytest.raises(InputError, match=f"(?s){told}"):
        read_questions(written(tmp_path, GOOD.replace(old, new)))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('first = "2015"', 'first = "15"').replace('years = ["2015"]', "years = []")
    with pytest.raises(InputError, match="2 faults"):
        read_questions(written(tmp_path, text))


def test_an_empty_file_and_none_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="asks nothing"):
        read_questions(written(tmp_path, ""))
    with pytest.raises(InputError, match="cannot be read"):
        read_questions(tmp_path / "none.toml")
