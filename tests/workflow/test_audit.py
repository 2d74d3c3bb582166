"""The audit from file to terminal, folder and json."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT

from civicreach.analysis.published.check import NAMES
from civicreach.cli.auditing import audit_file
from civicreach.records.errors import OutputError
from civicreach.report.locale import Locale
from civicreach.report.tables.audit import CHECKS
from civicreach.workflow.audit import audit_printed

PAPER = ROOT / "tests" / "analysis" / "published" / "printed.json"
GALLERY = ROOT / "docs" / "examples" / "printed-paper" / "printed.toml"


def test_the_words_of_a_verdict_are_the_same_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("en", "ko"):
        audit_file(GALLERY, out=None, language=language, as_json=True)
        found = json.loads(capsys.readouterr().out, parse_constant=lambda text: pytest.fail(text))
        assert {check["verdict"] for check in found["checks"]} == {"agrees", "cannot be"}
        assert found["verdicts"]["cannot be"] == 8
        assert set(found["checks"][0]) == {"table", "row", "columns", "check", "printed", "recomputed", "verdict",
                                           "reason", "reference"}  # fmt: skip
        assert found["follows"]["models"][0]["df"] == 78
    assert any(check["reason"] != "" and not check["reason"].isascii() for check in found["checks"])


def test_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    audit_file(PAPER, out=None, language="en", as_json=False)
    out = capsys.readouterr().out
    assert "Table 5" in out and "cannot be" in out and "218" in out
    audit_file(GALLERY, out=None, language="ko", as_json=False)
    assert "있을 수 없음" in capsys.readouterr().out


def test_folder(tmp_path: Path) -> None:
    out = audit_printed(GALLERY).write(tmp_path / "audit")
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "purpose_pull" in page and "http" not in page.replace("http-equiv", "").split("<main>")[0]
    assert json.loads((out / "audit.json").read_text(encoding="utf-8"))["verdicts"]["cannot be"] == 8
    assert (out / "tables" / "checks.csv").read_text(encoding="utf-8").count("\n") == 251
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        audit_printed(PAPER).write(tmp_path / "file")


def test_a_refusal_is_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(BaseException) as stopped:
        audit_file(tmp_path / "a.json", out=None, language="en", as_json=True)
    assert type(stopped.value).__name__ == "Exit"
    assert json.loads(capsys.readouterr().out)["error"] == "InputError"


def test_every_check_has_words_in_every_language() -> None:
    assert CHECKS.keys() == NAMES.keys()
    for words in CHECKS.values():
        assert Locale("ko").say(words) != Locale("en").say(words)


def test_an_audit_waits_for_nothing_heavy() -> None:
    """Reading and auditing the paper loads none of the libraries that take time to load."""
    code = (
        "import sys; from pathlib import Path\n"
        "from civicreach.sources.printed_tables import read_printed_study\n"
        "from civicreach.analysis.published.audit import audit_study\n"
        "from civicreach.analysis.published.consequences import what_follows\n"
        f"found = audit_study(read_printed_study(Path({str(PAPER)!r}))); what_follows(found)\n"
        "assert not found.failed\n"
        "assert not {'numpy', 'scipy', 'duckdb', 'pydantic'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
