"""What a command says is in the language that was chosen, before the command or behind it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

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


@pytest.mark.parametrize("package", ["httpx", "deltalake", "feedparser"])
def test_a_package_that_is_not_installed_is_one_sentence(tmp_path: Path, package: str) -> None:
    program = (
        "import sys; from civicreach.cli import ending\n"
        "def app(): raise ModuleNotFoundError(name=sys.argv[1] + '.inner')\n"
        "ending.app = app; sys.exit(ending._run())"
    )
    done = subprocess.run([sys.executable, "-c", program, package], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert (
        done.stderr == f"civicreach: this needs {package}, which is not installed: pip install 'civicreach[collect]'\n"
    )


def test_statistics_without_its_extra(tmp_path: Path) -> None:
    (tmp_path / "q.toml").write_text("[a]\noffice = 'eurostat'\n", encoding="utf-8")
    program = "import sys; sys.modules['httpx'] = None; from civicreach.cli import main; main()"
    command = [sys.executable, "-c", program, "statistics", "q.toml", "--dry-run"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.startswith("civicreach: this needs httpx") and "civicreach[collect]" in done.stderr
