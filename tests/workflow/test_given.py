"""Files that a command is given outside of a study: their faults do not speak of a study."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civicreach.cli.running import known_language
from civicreach.records.errors import GivenError, OptionError
from civicreach.workflow.collect import read_accounts
from civicreach.workflow.entering import enter, entries_of
from civicreach.workflow.importing import import_files
from civicreach.workflow.linking import link_files
from civicreach.workflow.statistics import fetch_statistics, plan_statistics

READINGS: dict[str, Callable[[Path, Path], object]] = {
    "enter": lambda file, folder: entries_of(file),
    "enter nothing": lambda file, folder: enter((), folder / "archive", zone="UTC"),
    "import": lambda file, folder: list(import_files([file], archive=None)),
    "collect": lambda file, folder: read_accounts(file),
    "link": lambda file, folder: link_files(
        file, file, review=folder / "review.csv", now=datetime(2026, 11, 23, tzinfo=UTC), say=str
    ),
    "plan statistics": lambda file, folder: plan_statistics(file),
    "statistics": lambda file, folder: fetch_statistics(file, folder),
}


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)
def test_faults_say_what_was_given(reading: Callable[[Path, Path], object], tmp_path: Path) -> None:
    file = tmp_path / "given.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(GivenError, match=r"^\d+ faults?: what was given cannot be used\n") as caught:
        reading(file, tmp_path)
    assert "study" not in str(caught.value).replace(str(tmp_path), "")


def test_an_option_is_not_the_study_file() -> None:
    with pytest.raises(OptionError, match=r"^1 fault: an option cannot be what was given\n- --lang: is not a language"):
        known_language("xx")
