"""A study written as toml is the study that was read."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT

from civicreach.records.errors import OutputError
from civicreach.records.printed_study import PrintedStudy, StudyTable
from civicreach.sources.printed_tables import read_printed_study
from civicreach.sources.printed_tables.layouts import study_of
from civicreach.sources.printed_tables.written import study_toml
from civicreach.workflow.audit import write_printed

FILES = [ROOT / "docs/examples/printed-paper/printed.toml", ROOT / "tests/analysis/published/printed.json",
         ROOT / "studies/korea-2015/printed.json"]  # fmt: skip
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


def again(study: PrintedStudy) -> PrintedStudy:
    return study_of(tomllib.loads(study_toml(study), parse_float=str), study.title)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_files_of_the_project(path: Path) -> None:
    study = read_printed_study(path)
    assert again(study) == study


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(TEXTS.filter(lambda name: name != "model"), st.dictionaries(TEXTS, TEXTS, max_size=3), max_size=4)
)
def test_any_text(cells: dict[str, dict[str, str]]) -> None:
    study = PrintedStudy("A", (StudyTable("t 1", 'a "title"', cells, notes=("n",), whole=frozenset(cells)),))
    assert again(study) == study


def test_a_copied_table_becomes_a_file(tmp_path: Path) -> None:
    copied = tmp_path / "table4.csv"
    copied.write_text("Table 4. Likes\n,Beta,t,p\nage,0.208,1.969,0.053*\nR²,0.676,,\n*p<0.10\n", encoding="utf-8")
    study = read_printed_study(copied)
    path = write_printed(study, tmp_path / "printed.toml")
    assert read_printed_study(path) == study
    for wrong in (path, tmp_path / "printed.json", tmp_path / "no" / "printed.toml"):
        with pytest.raises(OutputError):
            write_printed(study, wrong)
