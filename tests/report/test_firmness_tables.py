"""The tables that say how firm conclusions are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.conftest import KOREA

from civicreach import read_study
from civicreach.analysis.diagnostics.influence import measure_influence
from civicreach.analysis.errors.design import prepare
from civicreach.analysis.errors.detectable import detectable_curve, detectable_effects
from civicreach.analysis.errors.robust import robust
from civicreach.analysis.errors.together import correct
from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.firmness.conclusions import Check, Conclusion
from civicreach.analysis.firmness.further import Further
from civicreach.analysis.firmness.model import examine_model
from civicreach.analysis.firmness.specifications import Seen, SpecifiedModel
from civicreach.analysis.firmness.study import Firmness
from civicreach.analysis.incomplete.chained import impute
from civicreach.analysis.incomplete.models import fit_imputed
from civicreach.analysis.incomplete.patterns import tabulate_patterns
from civicreach.analysis.specifications.curve import specification_curve
from civicreach.analysis.specifications.decisions import plan_specifications
from civicreach.analysis.specifications.joint import joint_test
from civicreach.analysis.specifications.multiverse import Material, fit_specifications
from civicreach.analysis.specifications.variance import decision_shares
from civicreach.records.column import Column
from civicreach.records.firmness import FirmnessOptions
from civicreach.records.missing import Missing
from civicreach.records.specifications import Specifications
from civicreach.records.words import message
from civicreach.report.figures.power import power_figure
from civicreach.report.firmness import firmness_section
from civicreach.report.locale import Locale
from civicreach.report.tables.checked import intervals_table
from civicreach.report.tables.firmness import checks_table, overview_table
from civicreach.report.tables.incomplete import imputed_table
from civicreach.report.tables.power import power_table
from civicreach.report.tables.specifications import specifications_table

LEGEND = {"*": 0.10, "**": 0.05}
CONCLUSION = Conclusion("likes", "age", 0.4, 0.02, "**")


def check(key: str, estimate: float, p: float, reason: str = "") -> Check:
    return Check(
        key, key.upper(), "assumes little", "Errors", np.array([1.0, estimate]), np.array([0.5, p]), 90, reason
    )


CHECKS = [check("a", 2.0, 0.01), check("b", 2.0, 0.07), check("c", 2.0, 0.3), check("d", -2.0, 0.001)]
CHECKS.append(check("e", np.nan, np.nan, "there is one cluster"))


def test_the_overview_counts_and_names() -> None:
    table = overview_table([(CONCLUSION, "Likes", CHECKS, 1)], {"age": "Age"}, LEGEND)
    (row,) = table.rows
    assert [cell.value for cell in row.cells[3:6]] == [1, 1, 2], "a check without a figure is not counted"
    say = Locale("en").say
    assert [say(cell.value) for cell in row.cells[6:8]] == ["B", "C; D"]
    assert any("near-twins" in say(note) for note in table.notes)


def test_the_overview_names_conclusions_that_missing_outcomes_could_turn() -> None:
    entries = [(CONCLUSION, "Likes", CHECKS, 1)]
    told = overview_table(entries, {"age": "Age"}, LEGEND, [("likes", "age"), ("likes", "x")])
    assert "Missing outcomes alone could change the sign of Age (Likes): see the bounds." in said(told)
    assert "Missing outcomes" not in said(overview_table(entries, {"age": "Age"}, LEGEND, [("posts", "age")]))


def test_every_check_stands_with_its_stars_and_what_it_assumes() -> None:
    table = checks_table("likes", "Likes", ["x", "age"], CHECKS, {}, LEGEND, [0.1, 0.4])
    assert [cell.stars for row in table.rows for cell in row.cells[2:]] == ["**", "*", "", "**†", ""]
    notes = [Locale("en").say(note) for note in table.notes]
    assert "E: there is one cluster" in notes and "A: assumes little" in notes
    assert Locale("ko").say(message("{check}: {about}", check="가", about="나")) == "가: 나"


def korea(**more):
    """The study's first model under its checks, with few draws."""
    study = read_study(KOREA).run()
    (fitted, *_) = study.findings.models
    table = study.dataset.matrix([fitted.model.outcome, *fitted.model.factors], fitted.rows)
    return examine_model(
        table[:, 0], table[:, 1:], model="likes", fit=fitted.result, ids=study.dataset.ids(fitted.rows), legend=LEGEND,
        options=FirmnessOptions(draws=999), importance_draws=20, **more,
    )  # fmt: skip


def said(table) -> str:
    return "\n".join(Locale("en").say(note) for note in table.notes)


def test_notes_of_the_errors_stand_under_their_table() -> None:
    model = korea()
    with_note = replace(model.errors.of("HC3"), notes=(message("one leverage is high"),))
    others = tuple(with_note if one.method == "HC3" else one for one in model.errors.methods)
    noted = replace(model, errors=replace(model.errors, methods=others))
    assert "HC3: one leverage is high" in said(intervals_table(noted, ["level"], "Likes", {}))


def test_what_an_imputation_left_out_stands_under_its_table() -> None:
    rng = np.random.default_rng(3)
    size = rng.normal(size=30)
    group = [1.0] * 4 + [0.0] * 26
    likes = [None if i < 4 else float(size[i] + rng.normal()) for i in range(30)]
    column = Column.numbers(likes)
    column.missing[29] = Missing.NO_ACCOUNT
    column.values[29] = np.nan
    columns = {"likes": column, "size": Column.numbers(size.tolist()), "large": Column.numbers(group)}
    done = impute(columns, ids=[f"G{i}" for i in range(30)], m=3, iterations=2, seed=1)
    assert done.plan.left_out == ("G29",) and done.n_left == 1 and done.plan.unsupported
    found = fit_imputed(done, outcome="likes", factors=["size"])
    text = said(imputed_table("likes", found, done, "Likes", {}, {}))
    assert "One government takes no part, because a value of it does not exist: G29." in text
    assert "One value of those who take no part stays missing." in text and "nothing at all is known" not in text
    assert "none of the 4 governments with large = 1 has a value" in text
    assert "did not settle; their" not in text and "Complete cases:" not in text
    refused = replace(found, complete=None, complete_refused="too few of them")
    text = said(imputed_table("likes", refused, replace(done, unfinished=2), "Likes", {}, {}))
    assert "2 logistic fits within the imputation did not settle" in text and "Complete cases: too few of them" in text


def test_governments_without_any_value_take_no_part_for_another_reason() -> None:
    rng = np.random.default_rng(3)
    size, likes = (rng.normal(size=30).tolist() for _ in range(2))
    columns = {"likes": Column.numbers([None, None, None, *likes[3:]]), "size": Column.numbers([None, None, *size[2:]])}
    columns["size"].missing[29], columns["size"].values[29] = Missing.UNDEFINED, np.nan
    done = impute(columns, ids=[f"G{i}" for i in range(30)], m=3, iterations=2, seed=1)
    assert done.plan.unknown == ("G0", "G1") and done.plan.left_out == ("G0", "G1", "G29")
    text = said(imputed_table("likes", fit_imputed(done, outcome="likes", factors=["size"]), done, "Likes", {}, {}))
    assert "One government takes no part, because a value of it does not exist: G29." in text
    assert "2 governments take no part, because nothing at all is known of them: G0, G1." in text
    assert "5 values of those who take no part stay missing." in text


def test_a_smallest_effect_above_one_names_the_government_that_it_is_owed_to() -> None:
    rng = np.random.default_rng(7)
    X = rng.normal(size=(30, 2))
    X[4, 0] = 60.0
    y = X[:, 1] + rng.normal(size=30)
    y[4] += 40.0
    design = prepare(y, X, names=["large", "small"])
    ids = [f"G{i}" for i in range(30)]
    fit = fit_ols(y, X, names=["large", "small"])
    curve = detectable_curve(design, [15, 30, 60, 120])

    def table(method: str):
        effects = detectable_effects(design, robust(design, method=method))
        influence = measure_influence(y, X, names=["large", "small"], ids=ids)
        return effects, power_table(
            "likes", effects, curve, fit, "Likes", {}, influence=influence, names={"G4": "Tiny Town"}
        )

    effects, shown = table("HC3")
    assert effects.standardised[0] > 1 > effects.standardised[1]
    text = said(shown)
    assert "large: a smallest β above 1" in text and "comes from Tiny Town, whose leverage is 0.9" in text
    assert "small: a smallest" not in text and "above 1" not in said(table("HC0")[1])
    say = Locale("en").say
    assert {say(column.spanner) for column in shown.columns} == {
        "At this n, HC3 errors",
        "β by the number of governments, classical errors",
    }


def test_the_lines_of_conclusions_are_named_in_the_figure_of_power() -> None:
    rng = np.random.default_rng(7)
    X = rng.normal(size=(40, 4)) @ rng.normal(size=(4, 4))
    curve = detectable_curve(prepare(X[:, 0] + rng.normal(size=40), X, names=list("abcd")), [20, 40, 80])
    figure = power_figure("likes", curve, 40, "Likes", {}, concluded=("b", "d", "a"))
    layers = figure.spec(Locale("en"))["layer"]
    named = [row["text"] for one in layers for row in one["data"]["values"] if set(row) == {"text"}]
    assert sorted(named) == ["a", "b", "d"]
    looks = [(one["mark"]["color"], *one["mark"]["strokeDash"]) for one in layers
             if one["mark"]["type"] == "line" and "strokeDash" in one["mark"]]  # fmt: skip
    assert len(set(looks)) == 3 and len({look[1:] for look in looks}) == 3, "they differ in grey too"
    assert "classical errors" in Locale("en").say(figure.caption)


def test_draws_of_joint_tests_that_gave_nothing_are_counted_on_the_page() -> None:
    rng = np.random.default_rng(1)
    X = rng.normal(size=(20, 2))
    X[:, 1] = 0
    X[7, 1] = 1
    material = Material(X[:, 0] + rng.normal(size=20), X, {"study": np.ones(20, dtype=bool)}, {})
    plan = plan_specifications(Specifications(), outcome="likes", factors=["age", "rare"])
    fits = fit_specifications(plan, material)
    test = joint_test(fits, material, "age", draws=99)
    assert test.n_not_fitted > 0
    curves = tuple(specification_curve(fits, name) for name in plan.factors)
    shares = tuple(decision_shares(fits, name) for name in plan.factors)
    seen = Seen(curves, (test, None), shares, (("rare", "it is rare"),))
    text = said(specifications_table("likes", SpecifiedModel(plan, fits, seen, None, 0), "Likes", {}))
    assert f"{test.n_not_fitted} of {test.n_specifications * 99} fits in the draws had no figure" in text
    assert "No joint test of rare: it is rare" in text


def test_tables_without_rows_keep_their_notes_on_the_page() -> None:
    section = firmness_section(replace_models(korea()), legend=LEGEND, labels={}, names={}, synthetic=False)
    (table,) = [part for part in section.parts if getattr(part, "key", "") == "governments-likes"]
    assert table.rows == () and "Largest Cook's distances" in said(table)


def replace_models(model):
    """A study of this model, no conclusion of which rests on a government."""
    alone = replace(model, rests_on=())
    own = [f"likes: {name}" for name in model.fit.names]
    corrected = correct(own, model.fit.p.tolist())
    patterns = tabulate_patterns({"x": Column.numbers([1.0, 2.0])}, ids=["A", "B"])
    nothing = Further(None, (), None, None, None, None, None, None, (), ())
    return Firmness((alone,), corrected, patterns, None, None, {}, {}, {"likes": nothing}, None, (), 1)
