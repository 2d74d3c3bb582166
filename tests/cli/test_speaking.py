"""What a command says is in the language that was chosen, before the command or behind it."""

from __future__ import annotations

import json

import pytest
from tests.cli.test_commands import run

NO_STUDY = "여기에 연구 파일이 없다"


@pytest.mark.parametrize("arguments", [("--lang", "ko", "run", "nowhere"), ("--lang", "ko", "show", "nowhere")])
def test_a_fault_is_told_in_korean(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2 and done.stderr.startswith("civicreach: 오류 1건") and NO_STUDY in done.stderr


def test_a_command_s_own_language_comes_before() -> None:
    assert NO_STUDY in run("show", "nowhere", "--lang", "ko").stderr
    assert "there is no study file here" in run("--lang", "ko", "show", "nowhere", "--lang", "en").stderr
    assert "there is no study file here" in run("show", "nowhere").stderr


def test_a_failure_as_json_says_the_same() -> None:
    failure = json.loads(run("--lang", "ko", "check", "nowhere", "--json").stdout)
    assert failure["faults"][0]["wrong"] == NO_STUDY and NO_STUDY in failure["message"]


def test_a_language_that_is_not_known() -> None:
    done = run("--lang", "xx", "check", "nowhere")
    assert done.returncode == 2 and "is not a language of civicreach" in done.stderr
