"""The tables that say how firm conclusions are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.conftest import KOREA

from civicreach import read_study
from civicreach.analysis.errors.together import correct
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
from civicreach.report.firmness import firmness_section
from civicreach.report.locale import Locale
from civicreach.report.tables.checked import intervals_table
from civicreach.report.tables.firmness import checks_table, overview_table
from civicreach.report.tables.incomplete import imputed_table
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
    assert say(row.cells[6].value) == "C; D"


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
    assert "1 governments take no part" in text and "1 values stay missing: G29" in text
    assert "none of the 4 governments with large = 1 has a value" in text
    assert "did not settle; their" not in text and "Complete cases:" not in text
    refused = replace(found, complete=None, complete_refused="too few of them")
    text = said(imputed_table("likes", refused, replace(done, unfinished=2), "Likes", {}, {}))
    assert "2 logistic fits within the imputation did not settle" in text and "Complete cases: too few of them" in text


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
