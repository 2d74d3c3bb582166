"""A deep run: every conclusion computed in other careful ways, and a page that says what became of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import KOREA, STUDY, StudyMaker
from tests.report.prose.stray import stray

from civicreach import read_study
from civicreach.analysis.firmness.conclusions import Verdict, conclusions_of, judge
from civicreach.analysis.firmness.study import Firmness
from civicreach.records.errors import NotComputableError, StudyError
from civicreach.report.locale import Locale
from civicreach.report.table import Table
from civicreach.workflow.run import StudyRun

LEGEND = {"*": 0.10, "**": 0.05, "***": 0.01}


@pytest.fixture(scope="module")
def deep() -> StudyRun:
    return read_study(KOREA).run(deep=True)


@pytest.fixture(scope="module")
def firmness(deep: StudyRun) -> Firmness:
    assert deep.firmness is not None
    return deep.firmness


def test_every_check_has_a_figure_for_every_factor_or_says_why(firmness: Firmness) -> None:
    for model in firmness.models:
        keys = [check.key for check in model.checks]
        assert len(keys) == len(set(keys)) and {"HC3", "permutation", "log", "median", "imputed", "holm"} < set(keys)
        for check in model.checks:
            assert check.p.shape == check.estimate.shape == (len(model.fit.names),)
            known = np.isfinite(check.p)
            assert known.all() or check.reason or check.key == "specifications", check.key
            assert ((check.p[known] >= 0) & (check.p[known] <= 1)).all()
    assert firmness.refused == () and all(model.refused == () for model in firmness.models)


def test_the_overview_says_what_the_checks_say(deep: StudyRun, firmness: Firmness) -> None:
    table = deep.report().tables["firmness"]
    rows = iter(table.rows)
    for model in firmness.models:
        for conclusion in conclusions_of(model.model, model.fit.names, model.fit.beta, model.fit.p, LEGEND):
            place = model.fit.names.index(conclusion.factor)
            verdicts = [judge(conclusion, check, place, LEGEND) for check in model.checks]
            row = next(rows)
            falls = verdicts.count(Verdict.FALLS) + verdicts.count(Verdict.TURNS)
            counted = [verdicts.count(Verdict.HOLDS), verdicts.count(Verdict.WEAKER), falls]
            assert row.key == f"{conclusion.model}-{conclusion.factor}"
            assert [cell.value for cell in row.cells[3:6]] == counted
    assert next(rows, None) is None


def test_the_main_tables_are_the_same_as_without(deep: StudyRun) -> None:
    plain = read_study(KOREA).run()
    assert plain.firmness is None and "firmness" not in plain.report().tables
    assert deep.reproduced is not None and deep.reproduced.n_same == deep.reproduced.n == 192
    for key in ("model-likes", "model-posts", "descriptives"):
        assert deep.report().tables[key].rows == plain.report().tables[key].rows


def test_excluded_by_rule_is_not_imputed(firmness: Firmness) -> None:
    assert firmness.patterns.n == 96 and firmness.patterns.n_complete == 90
    assert firmness.imputations is not None and len(firmness.imputations.ids) == 96
    assert all(model.n <= 96 for model in firmness.imputed.values())


def test_every_word_of_the_page_is_in_both_languages(deep: StudyRun) -> None:
    (section,) = [section for section in deep.report().sections if section.key == "firmness"]
    english, korean = Locale("en"), Locale("ko")
    assert (english.say(section.title), korean.say(section.title)) == ("How firm is it?", "결론은 얼마나 강건한가?")
    figures = [part.key for part in section.parts if hasattr(part, "spec")]
    assert "curve-likes-level" in figures and "curve-posts-purpose_pull" in figures
    assert not [key for key in figures if "budget" in key], "curves are drawn for conclusions"


def test_each_conclusion_is_told_with_its_cells_and_nothing_is_counted_that_is_not_there(deep: StudyRun) -> None:
    report = deep.report()
    assert report.prose is not None
    prose = report.prose()
    overview = report.tables["firmness"]
    cited = {at.row for claim in prose.claims["firmness"] for at in claim.cells if at.table == "firmness"}
    assert cited == {row.key for row in overview.rows}
    for key in ("firmness", "firmness-likes", "governments-likes", "form-likes", "importance-likes", "decisions-posts"):
        for claim in prose.claims[key]:
            for language in ("en", "ko"):
                assert not stray(prose, claim, Locale(language), "plain"), prose.sentence(
                    claim, Locale(language), report.style
                )
                said = prose.sentence(claim, Locale(language), report.style)
                assert not re.search(r"(?<![\d.,])0(곳|개| checks?| left out)", said), said


def test_machine_names_and_ids_stand_in_no_note_of_the_page(deep: StudyRun) -> None:
    (section,) = [section for section in deep.report().sections if section.key == "firmness"]
    tables = [part for part in section.parts if isinstance(part, Table)]
    for language in ("en", "ko"):
        say = Locale(language).say
        text = " ".join(say(note) for table in tables for note in table.notes)
        text += " ".join(say(cell.value) for table in tables for _, column, cell in table.cells()
                         if column.kind == "text" and not isinstance(cell.value, int | float | None))  # fmt: skip
        assert not re.search(r"median_age|N_like|N_Post|quasi-poisson|\bS\d{3}\b", text)


def test_the_same_seed_gives_the_same_page(make_study: StudyMaker) -> None:
    declared = '[specifications]\nseed = 5\ndraws = 99\nsample = ["all", { take = "L", keep = "likes > 60" }]\n'
    folder = make_study(("[report]", declared + "[report]"))
    once, again = (read_study(folder).run(deep=True).report().tables for _ in range(2))
    assert once.keys() == again.keys() and all(once[key].rows == again[key].rows for key in once)
    assert "specifications-likes" in once


def test_a_sample_that_is_no_rule_is_a_fault_of_the_study_file(make_study: StudyMaker) -> None:
    wrong = '[specifications]\nsample = [{ take = "large", keep = "populatoin > 3" }]\n[report]'
    with pytest.raises(StudyError, match=r"\[specifications.sample\] large, keep: .*\n.*found: populatoin"):
        read_study(make_study(("[report]", wrong))).run(deep=True)


def test_without_models_there_is_nothing_to_check(make_study: StudyMaker) -> None:
    model = STUDY[STUDY.index("[[models]]") : STUDY.index("[report]")]
    with pytest.raises(NotComputableError, match="no conclusions to check"):
        read_study(make_study((model, ""))).run(deep=True)


def test_the_command_writes_the_page(make_study: StudyMaker, tmp_path: Path) -> None:
    program = str(Path(sys.executable).parent / "civicreach")
    out = tmp_path / "out"
    asked = [program, "run", str(make_study()), "--deep", "--formats", "html,csv", "--out", str(out)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "How firm is it?" in page and "결론은 얼마나 강건한가?" in page


def test_a_plain_run_waits_for_no_check() -> None:
    code = (
        "import sys, civicreach.workflow.study_folder, civicreach.cli.running\n"
        "slow = ('analysis.firmness', 'analysis.errors', 'report.firmness', 'report.further', 'workflow.deepen')\n"
        "print([name for name in sys.modules if any(one in name for one in slow)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
