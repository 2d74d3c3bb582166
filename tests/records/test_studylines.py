"""Lines of keys in a study file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreach.records.errors import StudyError
from civicreach.records.studyfile import parse_study
from civicreach.records.studylines import line_of

TEXT = '''[study]
title = "T"
description = """
[governments]
file = "not a key"
"""
[governments] # the cases
"file" = 'g.csv'
survey.missing."확신" = 1

[[models]]
outcome = "a"
[[models]]
factors = [
  "b",
]
'''


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (["study", "title", "en"], 2),
        (["governments"], 7),
        (["governments", "file"], 8),
        (["governments", "survey", "missing", "확신"], 9),
        (["models", 0, "outcome"], 12),
        (["models", 1, "factors", 0], 14),
        (["models", 1, "outcome"], 13),
        (["survey", "file"], None),
    ],
)
def test_a_key_is_found_in_its_line(location: list[str | int], line: int | None) -> None:
    assert line_of(location, TEXT) == line


def test_a_fault_says_its_line() -> None:
    with pytest.raises(StudyError) as caught:
        parse_study('[study]\ntitle = "T"\ntimezone = "UTC"\n[governments]\nfile = "g.csv"\nid = "code"\nlevl = "x"')
    assert [fault.where for fault in caught.value.faults] == ["study.toml line 7, [governments] levl"]


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    assert line_of(["study", "title"], text) is None or "study" in text or "title" in text
