"""The commands as a person and as a script use them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import KOREA, StudyMaker, small_files

from civicreach.records.studyfile import parse_study

PROGRAM = str(Path(sys.executable).parent / "civicreach")


def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [PROGRAM, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


def test_demo_says_what_came_out_and_where_to_look(tmp_path: Path) -> None:
    done = run("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("SYNTHETIC")
    assert "case flow: 114 -> 96 -> 90" in lines
    assert "printed numbers reproduced: 192 of 192" in lines
    page = Path(lines[-1].removeprefix("Look at: "))
    assert page.is_file() and page.parent == (tmp_path / "civicreach-demo").resolve()


def test_check_prints_the_plan() -> None:
    done = run("check", KOREA)
    assert done.returncode == 0, done.stderr
    assert "calculate" in done.stdout and "Nothing is wrong" in done.stdout


def test_check_names_all_faults_and_no_traceback(make_study: StudyMaker) -> None:
    people = small_files()["people.csv"].replace("1274", "many")
    folder = make_study(
        ('population = "population"', 'population = "population", age = "age"'), files={"people.csv": people}
    )
    done = run("check", folder)
    assert done.returncode == 3
    assert "many" in done.stderr and "'age'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("exchange", "code"),
    [
        (('timezone = "Asia/Seoul"', 'timezone = "Nowhere"'), 2),
        (('file = "people.csv"', 'file = "nobody.csv"'), 3),
        (('keep = "certainty in positive"', 'keep = "population < 0"'), 4),
    ],
)
def test_exit_codes_and_no_folder(make_study: StudyMaker, tmp_path: Path, exchange: tuple[str, str], code: int) -> None:
    done = run("run", make_study(exchange), "--out", tmp_path / "out")
    assert done.returncode == code
    assert "Traceback" not in done.stderr and done.stderr.startswith("civicreach: ")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written(make_study: StudyMaker, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    assert run("run", make_study(), "--out", tmp_path / "out").returncode == 5


def test_json_for_scripts(make_study: StudyMaker, tmp_path: Path) -> None:
    done = run("run", make_study(), "--out", tmp_path / "out", "--json")
    result = json.loads(done.stdout)
    assert result["ok"] and result["case_flow"] == [12, 10, 9]
    assert "tables/model-likes.csv" in result["files"]
    failed = run("run", make_study(('file = "people.csv"', 'file = "nobody.csv"')), "--out", tmp_path / "no", "--json")
    assert failed.returncode == 3
    assert json.loads(failed.stdout)["faults"][0]["where"]


def test_formats(make_study: StudyMaker, tmp_path: Path) -> None:
    folder = make_study()
    assert run("run", folder, "--out", tmp_path / "a", "--formats", "html").returncode == 0
    assert (tmp_path / "a" / "index.html").exists() and not (tmp_path / "a" / "tables").exists()
    done = run("run", folder, "--out", tmp_path / "b", "--formats", "odt")
    assert done.returncode == 2 and "html, csv, json" in done.stderr


def test_show(make_study: StudyMaker) -> None:
    folder = make_study()
    assert "model-likes" in run("show", folder).stdout
    english, korean = run("show", folder, "confidence"), run("show", folder, "confidence", "--lang", "ko")
    assert "Frequency" in english.stdout and "빈도" in korean.stdout
    wrong = run("show", folder, "nothing")
    assert wrong.returncode == 2 and "confidence" in wrong.stderr
    assert run("show", folder, "confidence", "--lang", "xx").returncode == 2


def test_new_makes_a_study_that_checks(tmp_path: Path) -> None:
    assert run("new", "mine", cwd=tmp_path).returncode == 0
    assert run("check", "mine", cwd=tmp_path).returncode == 0
    again = run("new", "mine", cwd=tmp_path)
    assert again.returncode == 5 and "already there" in again.stderr
    assert run("new", "other", "--from", "nothing", cwd=tmp_path).returncode == 2


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom civicreach.cli.app import app\nsys.argv = ['civicreach', '--help']\n"
        "try:\n    app()\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('numpy', 'duckdb', 'scipy', 'pydantic', 'altair', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_tables_alone_import_nothing_to_draw_with(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom civicreach import read_study\n"
        f"read_study({str(KOREA)!r}).run().write({str(tmp_path / 'out')!r}, formats=['csv'])\n"
        "print([m for m in ('altair', 'jinja2', 'vl_convert', 'babel', 'pandas', 'statsmodels', 'scipy.stats') "
        "if m in sys.modules] + [m for m in sys.modules if m.startswith(('civicreach.report.figures', "
        "'civicreach.report.pictures', 'civicreach.analysis.depiction'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_blank_study_says_what_it_needs_and_holds_all_sections(tmp_path: Path) -> None:
    assert run("new", "mine", "--from", "blank", cwd=tmp_path).returncode == 0
    wrong = run("check", "mine", cwd=tmp_path)
    assert wrong.returncode == 3 and "governments.csv: there is no such file" in wrong.stderr
    text = (tmp_path / "mine" / "study.toml").read_text(encoding="utf-8")
    taken = re.sub(r"^# ?(?=\[|[\w]+ = |$)", "", text, flags=re.M)
    assert parse_study(taken).models[0].factors, "every section that is offered is right as it stands"


def test_demo_leaves_out_what_is_not_installed_and_says_so(tmp_path: Path) -> None:
    code = (
        "import sys\nfor name in ('docx', 'typst', 'xlsxwriter'):\n    sys.modules[name] = None\n"
        "from civicreach.cli import main\n"
        f"sys.argv = ['civicreach', 'demo', '--out', {str(tmp_path / 'out')!r}]\n"
        "sys.argv += ['--formats', 'csv,docx,xlsx,pdf']\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (said,) = [line for line in done.stdout.splitlines() if "left out" in line]
    assert "civicreach[documents]" in said and said.endswith("docx, xlsx, pdf")
    assert (tmp_path / "out" / "tables" / "purposes.csv").exists() and not list((tmp_path / "out").glob("report-*"))


def test_show_and_demo_know_the_deep_page(make_study: StudyMaker) -> None:
    folder = make_study()
    plain, deep = run("show", folder), run("show", folder, "--deep")
    assert "firmness-likes" in deep.stdout and "firmness-likes" not in plain.stdout
    done = run("show", folder, "firmness-likes", "--deep")
    assert done.returncode == 0 and "Jackknife" in done.stdout
    assert "--deep" in run("demo", "--help").stdout


def test_help_names_every_format() -> None:
    from civicreach.workflow.documents import FORMATS

    said = " ".join(run("run", "--help").stdout.split())
    assert ", ".join(FORMATS) in said
