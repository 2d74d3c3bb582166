"""A deep run: every conclusion computed in other careful ways, and a page that says what became of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import KOREA, STUDY, StudyMaker
from tests.report.prose.stray import stray

from civicreach import read_study
from civicreach.analysis.firmness.conclusions import Verdict, conclusions_of, judge
from civicreach.analysis.firmness.specifications import cases_by_sample
from civicreach.analysis.firmness.study import Firmness
from civicreach.records.errors import NotComputableError, StudyError
from civicreach.report.locale import Locale
from civicreach.report.table import Table
from civicreach.report.writers.layout import told
from civicreach.report.writers.paper import lay
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


def test_the_main_table_is_one_of_its_specifications(deep: StudyRun, firmness: Firmness) -> None:
    for model in firmness.models:
        found = firmness.specified[model.model]
        assert cases_by_sample(found)[0][1:] == (model.fit.n, model.fit.n) == (90, 90)
        whole = found.plan.member.all(axis=1)
        assert whole.sum() == 1 and found.multiverse.n[0][whole] == 90
        np.testing.assert_allclose(found.multiverse.beta[0][whole][0], model.fit.beta, rtol=1e-9)
        for curve, beta in zip(found.every.curves, model.fit.beta.tolist(), strict=True):
            assert curve.main == beta and curve.share_same_sign == (curve.beta * beta > 0).mean()
        text = notes_of(deep, f"specifications-{model.model}")
        assert "Governments by sample: the study's sample 90; all governments" in text
        assert "all variables of the models" in text


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


def test_a_conclusion_that_checks_only_weaken_is_not_said_to_hold_in_all(deep: StudyRun) -> None:
    report = deep.report()
    assert report.prose is not None
    prose, overview = report.prose(), report.tables["firmness"]
    counts = {row.key: [cell.value for cell in row.cells[3:6]] for row in overview.rows}
    kept = {key: weaker for key, (_, weaker, falls) in counts.items() if not falls and weaker}
    assert kept, "the study has one such conclusion"
    for language, wanted in (
        ("en", "but {} checks weaken it"),
        ("ko", "지지되지 않은 점검은 없으나 {}개에서 약화된다"),
    ):
        text = prose.paragraph("firmness", Locale(language), report.style)
        assert all(wanted.format(weaker) in text for weaker in kept.values())
        assert "모든 점검에서 지지된다" not in text


def test_each_conclusion_has_a_paragraph_of_its_own(deep: StudyRun) -> None:
    report = deep.report()
    locale = Locale("en")
    for model in ("likes", "posts"):
        own = [row for row in report.tables["firmness"].rows if row.key.startswith(model)]
        paragraphs = told(report, report.tables[f"firmness-{model}"], locale, report.style)
        names = [locale.say(row.label) for row in own]
        assert len(paragraphs) == len(own)
        assert all(text.startswith(name) for text, name in zip(paragraphs, names, strict=True))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_checks_stand_in_one_table_across_the_page(deep: StudyRun, language: str) -> None:
    report = deep.report()
    lying = lay(report.tables["firmness-likes"], Locale(language), report.style)
    assert lying.across and len(lying.panels) == 1


def test_a_marginal_effect_is_said_to_test_another_quantity(deep: StudyRun) -> None:
    notes = " ".join(Locale("en").say(note) for note in deep.report().tables["effects-likes"].notes)
    assert "the p of the coefficient" in notes and "another quantity" in notes


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


DECLARED = """
[specifications]
draws = 99
[specifications.factors]
options = ["declared"]
[specifications.missing]
options = ["joint", "imputed"]
[specifications.sample]
options = ["study", { take = "all", defensible = false }]
[specifications.transform]
options = ["none", "log1p"]
"""


@pytest.fixture(scope="module")
def declared_otherwise(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., StudyRun]:
    @cache
    def run(declared: str, report: str = "") -> StudyRun:
        folder = tmp_path_factory.mktemp("korea") / "study"
        shutil.copytree(KOREA, folder)
        text = (folder / "study.toml").read_text(encoding="utf-8")
        start, end = text.index("[specifications]"), text.index("[report]")
        rest = text[end:].replace("[report]", "[report]\n" + report, 1)
        (folder / "study.toml").write_text(text[:start] + declared + rest, encoding="utf-8")
        return read_study(folder).run(deep=True)

    return run


def test_models_of_different_governments_have_no_joint_draws_and_say_so(
    declared_otherwise: Callable[..., StudyRun], firmness: Firmness
) -> None:
    run = declared_otherwise("", 'complete_cases = "each"')
    assert run.firmness is not None and len({model.ids for model in run.firmness.models}) > 1
    for key in ("firmness-likes", "firmness-posts"):
        assert "Westfall-Young: the models do not have the same governments" in notes_of(run, key)
        row = run.report().tables[key].cell("westfall-young", "level")
        assert row is not None and row.absent
    (check,) = [check for check in firmness.models[0].checks if check.key == "westfall-young"]
    assert not check.reason and np.isfinite(check.p).all()


def test_a_study_imputes_as_one_of_its_options(declared_otherwise: Callable[..., StudyRun]) -> None:
    run = declared_otherwise(DECLARED)
    assert run.firmness is not None
    every, main = run.firmness.specified["likes"], run.firmness.imputed["likes"]
    plan, found = every.plan, every.multiverse
    taken = {"missing": "imputed", "sample": "study", "transform": "none"}
    (cell,) = [c for c in range(len(plan.cells)) if all(plan.option(c, name) == one for name, one in taken.items())]
    whole = int(plan.member.all(axis=1).argmax())
    # the same imputation as that of the table of imputed answers
    np.testing.assert_allclose(found.estimate[cell, whole], main.coefficients.estimate, rtol=1e-6)
    np.testing.assert_allclose(found.std_error[cell, whole], main.coefficients.std_error, rtol=1e-6)
    np.testing.assert_allclose(found.df[cell, whole], main.coefficients.df, rtol=1e-6)
    np.testing.assert_allclose(found.p[cell, whole], main.coefficients.p, rtol=1e-6)
    assert found.n[cell, whole] == main.n > 90
    everybody = [c for c in range(len(plan.cells)) if plan.option(c, "sample") == "all"]
    assert max(found.cases[c].n_sample for c in everybody) == 114
    said = notes_of(run, "specifications-likes")
    linear = len(plan.member) * len(plan.cells) // 2
    assert f"Joint tests leave out {linear} linear specifications with imputed values" in said


def test_all_and_defensible_specifications_are_told(declared_otherwise: Callable[..., StudyRun]) -> None:
    run = declared_otherwise(DECLARED)
    assert run.firmness is not None
    every = run.firmness.specified["likes"]
    assert every.defensible is not None
    tables = run.report().tables
    table = tables["specifications-likes"]
    for place, factor in enumerate(every.plan.factors):
        for suffix, seen in (("", every.every), ("-defensible", every.defensible)):
            cell = table.cell(factor + suffix, "n")
            assert cell is not None and cell.value == seen.curves[place].n_specifications
            joint, shown = seen.joint[place], table.cell(factor + suffix, "p_median")
            assert shown is not None and shown.value == (joint.p_median if joint else None)
    assert every.defensible.curves[0].n_specifications * 2 == every.every.curves[0].n_specifications
    shares = tables["decisions-likes"]
    assert {row.key for row in shares.rows} >= {"level", "level-defensible"}
    moved, same = shares.cell("level", "sample"), shares.cell("level-defensible", "sample")
    assert moved is not None and moved.value is not None
    assert same is not None and same.absent, "a decision with one defensible option moves nothing"
    (curve,) = [one for key, one in run.report().figures.items() if key == "curve-likes-level"]
    shown = " ".join(Locale("en").say(note) for note in curve.notes)
    assert (
        f"{every.defensible.curves[every.plan.factors.index('level')].n_specifications} of them are defensible" in shown
    )


def test_without_a_joint_test_the_reason_stands_on_the_page(declared_otherwise: Callable[..., StudyRun]) -> None:
    only = '[specifications]\ndraws = 99\nfactors = { options = ["declared"] }\nmissing = ["imputed"]\n'
    run = declared_otherwise(only)
    assert run.firmness is not None and all(one.every.refused for one in run.firmness.specified.values())
    assert "No joint test of New entity operates: every specification imputes" in notes_of(run, "specifications-likes")
    assert "every specification imputes" in notes_of(run, "firmness-likes")
    counts = '[specifications]\ndraws = 99\nfactors = { options = ["declared"] }\nfamily = ["poisson"]\n'
    assert "no specification is linear" in notes_of(declared_otherwise(counts), "specifications-likes")


def test_one_specification_says_why_there_are_no_shares(declared_otherwise: Callable[..., StudyRun]) -> None:
    counts = '[specifications]\ndraws = 99\nfactors = { options = ["declared"] }\nfamily = ["poisson"]\n'
    run = declared_otherwise(counts)
    assert run.report().tables["decisions-likes"].rows == ()
    assert "there is one specification or none" in notes_of(run, "decisions-likes")


def test_complete_cases_are_those_of_the_main_table(deep: StudyRun, firmness: Firmness) -> None:
    for model in firmness.models:
        imputed = firmness.imputed[model.model]
        assert imputed.complete is not None and imputed.n_complete == imputed.complete.n == model.fit.n == 90
        np.testing.assert_allclose(imputed.complete.p, model.fit.p, rtol=1e-9)
    table = deep.report().tables["imputed-likes"]
    small = [cell for _, column, cell in table.cells() if column.key == "pooled" and abs(cell.value or 1) < 0.01]
    assert small and all((cell.digits or 0) > 3 for cell in small), "coefficients do not read as 0.000"
    assert "90 of them the complete cases of the main table" in notes_of(deep, "imputed-likes")


def test_power_is_said_at_the_level_of_the_study(
    declared_otherwise: Callable[..., StudyRun],
) -> None:
    level = '[specifications]\nlevel = 0.01\ndraws = 99\nfactors = { options = ["declared"] }\n'
    run = declared_otherwise(level)
    assert run.firmness is not None and {model.effects.alpha for model in run.firmness.models} == {0.01}


def notes_of(run: StudyRun, key: str) -> str:
    return "\n".join(Locale("en").say(note) for note in run.report().tables[key].notes)
