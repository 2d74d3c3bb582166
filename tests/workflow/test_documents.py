"""A run writes every format it is asked for, and says what is missing where a format needs a package."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import StudyMaker

from civicreach import read_study
from civicreach.records.errors import OutputError
from civicreach.records.study import Format
from civicreach.workflow.documents import FORMATS, document_files


def test_the_study_file_knows_every_format() -> None:
    assert Format.__args__ == FORMATS  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_alike_twice(make_study: StudyMaker, name: str) -> None:
    report = read_study(make_study()).run().report()
    first, second = dict(document_files(report, [name])), dict(document_files(report, [name]))
    assert first and first == second
    assert all(content for content in first.values())


def test_a_package_that_is_not_there(make_study: StudyMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = read_study(make_study()).run()
    real = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name.startswith("civicreach.report.writers.docx"):
            raise ModuleNotFoundError("No module named 'docx'", name="docx")
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(OutputError, match=r"docx, which is not installed: pip install 'civicreach\[documents\]'"):
        result.write(tmp_path / "out", formats=["docx"])
    assert not (tmp_path / "out").exists()
