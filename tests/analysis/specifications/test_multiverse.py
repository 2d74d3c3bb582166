"""The plan counted, every specification as a single fit gives it, and nothing left out in silence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.incomplete.pooling import pool
from civicreach.analysis.specifications.cases import OUTLIERS, TRANSFORMS, take_cases
from civicreach.analysis.specifications.decisions import DECISIONS, plan_specifications
from civicreach.analysis.specifications.families import FAMILIES, Family, fit_least_squares, pooled
from civicreach.analysis.specifications.multiverse import Material, fit_specifications
from civicreach.analysis.specifications.standing import Standing
from civicreach.records.errors import NotComputableError
from civicreach.records.specifications import Specifications

from .conftest import NAMES


def said(pairs) -> dict[str, int]:
    return {words.text: count for words, count in pairs}


def test_every_specification_is_a_single_fit(data, fitted) -> None:
    y, X = data
    X = X.copy()
    X[[3, 8], 1] = np.nan
    sample = np.arange(40) < 35
    found, _ = fitted(
        y, X, {"study": np.ones(40, dtype=bool), "first": sample},
        transform=["none", "log", "rank"], outliers=list(OUTLIERS), missing=["joint", "each"],
        sample=["study", {"take": "first", "keep": "age < 3"}], errors=["classical", "HC3"],
    )  # fmt: skip
    plan = found.plan
    assert plan.count == 3 * 5 * 2 * 2 * 2 * 15 == found.n_fitted
    rng = np.random.default_rng(0)
    for _ in range(60):
        c, s = int(rng.integers(len(plan.cells))), int(rng.integers(15))
        taken = {name: plan.option(c, name) for name in DECISIONS}
        inside = plan.member[s]
        rows = sample.copy() if taken["sample"] == "first" else np.ones(40, dtype=bool)
        rows &= ~np.isnan(X[:, inside]).any(axis=1) if taken["missing"] == "each" else ~np.isnan(X).any(axis=1)
        # what the rule for outliers sees: every row with the outcome, or complete rows
        seen = (sample if taken["sample"] == "first" else np.ones(40, dtype=bool)) & (
            np.ones(40, dtype=bool) if taken["missing"] == "each" else ~np.isnan(X).any(axis=1)
        )
        changed, stay = OUTLIERS[taken["outliers"]](TRANSFORMS[taken["transform"]][0](y[seen]), X[seen])
        whole = np.full(40, np.nan)
        whole[np.flatnonzero(seen)[stay]] = changed[stay]
        rows &= ~np.isnan(whole)
        names = [name for name, there in zip(NAMES, inside, strict=True) if there]
        one = fit_ols(whole[rows], X[rows][:, inside], names=names)
        np.testing.assert_allclose(found.estimate[c, s, inside], one.estimate, rtol=1e-9)
        np.testing.assert_allclose(found.beta[c, s, inside], one.beta, rtol=1e-9)
        assert (found.n[c, s], found.fit[c, s]) == (one.n, pytest.approx(one.r_squared))
        if taken["errors"] == "classical":
            np.testing.assert_allclose(found.p[c, s, inside], one.p, rtol=1e-8)
        else:
            assert (found.std_error[c, s, inside] != one.std_error).all()


def test_the_plan_is_counted_and_printed_before_it_runs() -> None:
    declared = Specifications.model_validate(
        {
            "transform": [{"take": "none", "defensible": False}, "log1p"],
            "errors": {"reason": "skewed outcomes", "options": ["classical", "HC3"]},
            "factors": {"options": ["subsets"], "always": ["age"], "needed": ["level"]},
        }
    )
    plan = plan_specifications(declared, outcome="likes", factors=NAMES)
    assert (plan.count, plan.count_defensible) == (2 * 2 * 8, 1 * 2 * 4)
    assert plan.member[:, 0].all()
    assert plan.lines({"likes": "Likes"})[0].values["outcome"] == "Likes"
    first, *others = plan.lines()
    assert (first.values["n"], first.values["defensible"]) == ("32", "8")
    assert len(others) == 7
    assert plan.decisions[DECISIONS.index("errors")].reason == {"en": "skewed outcomes"}


def test_kinds_of_subsets_are_not_counted_twice() -> None:
    def members(*options, **more):
        declared = Specifications.model_validate({"factors": {"options": list(options), **more}})
        plan = plan_specifications(declared, outcome="likes", factors=NAMES)
        return plan.member.sum(axis=1).tolist(), plan.count_defensible

    assert members("declared") == ([4], 1)
    assert members("one-left-out") == ([3] * 4, 4)
    assert members("one-alone", always=["age"]) == ([2] * 3, 3)
    assert members("declared", "one-left-out", "subsets")[0].count(4) == 1
    assert len(members("declared", "one-left-out", "subsets")[0]) == 15
    assert members({"take": "subsets", "defensible": False}, "declared")[1] == 1


def test_a_family_from_elsewhere(data) -> None:
    y, X = data
    seen = []

    def fit(outcome, factors, *, names, member, errors):
        seen.append((outcome.copy(), errors))
        return replace(fit_least_squares(np.log(outcome), factors, names=names, member=member, errors=["HC0"]))

    families = {**FAMILIES, "counts": Family(fit, errors=("HC0",), transforms=("none",))}
    declared = Specifications.model_validate(
        {"transform": ["none", "log"], "family": ["ols", "counts"], "errors": ["classical", "HC0"]}
    )
    plan = plan_specifications(declared, outcome="likes", factors=NAMES, families=families)
    assert (len(plan.cells), plan.set_aside) == (5, 3 * 15)
    material = Material(y, X, {"study": np.ones(40, dtype=bool)}, {})
    done: list[tuple[int, int]] = []
    found = fit_specifications(
        plan, material, families=families, progress=lambda now, all_of_them: done.append((now, all_of_them))
    )
    assert done[-1] == (75, 75)
    assert [errors for _, errors in seen] == [("HC0",)]
    np.testing.assert_array_equal(seen[0][0], y)
    cell = {tuple(plan.option(c, name) for name in ("transform", "family", "errors")): c for c in range(5)}
    np.testing.assert_allclose(
        found.std_error[cell["none", "counts", "HC0"]], found.std_error[cell["log", "ols", "HC0"]], rtol=1e-12
    )


def test_imputations_are_pooled(data, fitted) -> None:
    y, X = data
    gaps = X.copy()
    gaps[::7, 2] = np.nan

    def complete(sample):
        return [(y[sample], np.where(np.isnan(gaps), fill, gaps)[sample]) for fill in (-1.0, 0.0, 1.5)]

    found, _ = fitted(y, gaps, None, {"three": complete}, transform=["log"], missing=["joint", "three"])
    assert (found.n[0] == 34).all()
    assert (found.n[1] == 40).all()
    fits = [fit_ols(np.log(y), filled, names=NAMES) for _, filled in complete(np.ones(40, dtype=bool))]
    estimates, squares = np.array([f.estimate for f in fits]), np.array([f.std_error for f in fits]) ** 2
    between = estimates.var(axis=0, ddof=1) * 4 / 3
    np.testing.assert_allclose(found.estimate[1, -1], estimates.mean(axis=0), rtol=1e-10)
    np.testing.assert_allclose(found.std_error[1, -1] ** 2, squares.mean(axis=0) + between, rtol=1e-9)
    from scipy import stats

    share = between / (squares.mean(axis=0) + between)
    observed = 36 / 38 * 35 * (1 - share)
    df = 1 / (share**2 / 2 + 1 / observed)
    t = found.estimate[1, -1] / found.std_error[1, -1]
    np.testing.assert_allclose(found.p[1, -1], 2 * stats.t.sf(np.abs(t), df), rtol=1e-8)


def test_one_imputation_is_itself() -> None:
    rng = np.random.default_rng(1)
    one = fit_least_squares(
        rng.normal(size=9), rng.normal(size=(9, 1)), names=["a"], member=np.ones((1, 1), dtype=bool), errors=["HC3"]
    )
    assert pooled([one]) is one


def test_what_cannot_be_fitted_is_counted_with_its_reason(data, fitted) -> None:
    y, X = data
    y, X = y.copy(), X.copy()
    y[4] = 0
    X[:, 1], X[:, 2] = 0.1, X[:, 0] * 2
    none, few = np.zeros(40, dtype=bool), np.arange(40) < 3
    found, _ = fitted(
        y, X, {"study": np.ones(40, dtype=bool), "nobody": none, "few": few},
        transform=["none", "log"],
        sample=["study", {"take": "nobody", "keep": "age > 9"}, {"take": "few", "keep": "age > 2"}],
    )  # fmt: skip
    counts = said(found.left_out)
    assert sum(counts.values()) + found.n_fitted == found.plan.count == 90
    assert counts["the outcome has values that the transform does not take"] == 15
    assert counts["no government is left in the sample"] == 30
    assert counts["a factor of the specification has the same value everywhere"] > 0
    assert counts["factors of the specification are combinations of one another"] > 0
    assert counts["fewer governments than coefficients and one more"] > 0
    assert np.isnan(found.p[found.standing != Standing.FITTED]).all()
    study = found.cases[0]
    texts = [note.text.format(**note.values) for note in study.notes]
    assert texts == ["the same value in all 40 cases: level", "combinations of one another: age, budget"]
    logs = next(cell for c, cell in enumerate(found.cases) if found.plan.option(c, "transform") == "log")
    assert logs.notes[0].values == {"n": 1, "all": 40, "transform": "log"}


def test_outliers_and_missing_values_are_counted(data) -> None:
    y, X = data
    y, X = y.copy(), X.copy()
    y[0], y[1], X[2, 3] = 1e6, np.nan, np.nan
    every = np.ones(40, dtype=bool)
    (cases,) = take_cases(y, X, names=NAMES, sample=every, outliers="drop-3-sd")
    assert (cases.n_sample, cases.n_incomplete, cases.n_outliers, len(cases.outcome)) == (40, 2, 1, 37)
    assert cases.rows.tolist() == list(range(3, 40))
    (cases,) = take_cases(y, X, names=NAMES, sample=every, outliers="drop-influential", missing="each")
    assert (cases.n_incomplete, 0 in cases.rows, 2 in cases.rows) == (1, False, True)
    (cases,) = take_cases(y, X, names=NAMES, sample=every, outliers="winsorise")
    assert cases.n_outliers == 0
    assert cases.outcome.max() == np.quantile(np.delete(y, [1, 2]), 0.975)


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        ({"family": ["magic"]}, "family.*options that are not there.*magic.*ols"),
        ({"errors": ["HC9"]}, "errors.*HC9.*HC3"),
        ({"missing": ["mice"]}, "missing.*mice.*joint"),
        ({"factors": {"options": ["subsets"], "needed": ["nothing"]}}, "does not have.*nothing"),
    ],
)
def test_a_plan_that_cannot_be(declared, sentence: str) -> None:
    with pytest.raises(NotComputableError, match=sentence):
        plan_specifications(Specifications.model_validate(declared), outcome="likes", factors=NAMES)


def test_a_plan_that_is_too_large_or_empty() -> None:
    every = {"transform": ["none", "log", "asinh"], "outliers": list(OUTLIERS), "errors": ["HC0", "HC3"]}
    with pytest.raises(NotComputableError, match=r"found: 3,932,130"):
        plan_specifications(Specifications.model_validate(every), outcome="y", factors=[f"x{j}" for j in range(17)])
    counts = {"ols": replace(FAMILIES["ols"], transforms=("log",))}
    with pytest.raises(NotComputableError, match="no combination"):
        plan_specifications(Specifications(), outcome="y", factors=["x"], families=counts)


def test_material_that_does_not_fit(data, fitted) -> None:
    y, X = data
    with pytest.raises(NotComputableError, match=r"not prepared.*first"):
        fitted(y, X, sample=["study", {"take": "first", "keep": "age < 1"}])
    plan = plan_specifications(Specifications(), outcome="likes", factors=NAMES)
    with pytest.raises(NotComputableError, match="do not belong together"):
        fit_specifications(plan, Material(y, X[:, :2], {"study": np.ones(40, dtype=bool)}, {}))


@pytest.mark.parametrize(("name", "rtol"), [("swiss", 1e-9), ("airquality", 1e-9), ("longley", 1e-6)])
def test_other_data_are_as_in_r(r_specifications, name: str, rtol: float) -> None:
    """Every subset, classical errors and HC3; Longley's data are nearly tied, and cross-products keep six digits."""
    columns = {what: list(values.values()) for (part, what), values in r_specifications.items() if part == name}
    outcome, *names = columns
    y, X = np.array(columns[outcome]), np.column_stack([columns[factor] for factor in names])
    declared = Specifications.model_validate({"errors": ["classical", "HC3"], "missing": ["each"]})
    plan = plan_specifications(declared, outcome=outcome, factors=names)
    found = fit_specifications(plan, Material(y, X, {"study": np.ones(len(y), dtype=bool)}, {}))
    assert found.n_fitted == plan.count == 2 * (2 ** len(names) - 1)
    for s, inside in enumerate(plan.member):
        part = f"{name}~{s + 1}"

        def of(what: str, part: str = part) -> list[float]:
            return list(r_specifications[part, what].values())

        assert found.n[0, s] == of("n")[0]
        np.testing.assert_allclose(found.fit[:, s], of("r_squared") * 2, rtol=rtol)
        for cell in range(2):
            kind = plan.option(cell, "errors")
            np.testing.assert_allclose(found.estimate[cell, s, inside], of("estimate"), rtol=rtol)
            np.testing.assert_allclose(found.std_error[cell, s, inside], of(kind), rtol=rtol)
            np.testing.assert_allclose(found.p[cell, s, inside], of(f"{kind}_p"), rtol=rtol)


def completed(y, X, *, seed: int = 4):
    """Three completions of gaps in outcome and factors that differ by a lot, so that rules for outliers differ too."""
    rng = np.random.default_rng(seed)
    draws = [(rng.choice(y[~np.isnan(y)], len(y)) ** power, rng.normal(size=X.shape) * 4) for power in (0.5, 1.0, 1.6)]

    def complete(sample):
        return [(np.where(np.isnan(y), one, y)[sample], np.where(np.isnan(X), many, X)[sample]) for one, many in draws]

    return complete


@pytest.mark.parametrize("outliers", ["drop-3-sd", "drop-influential", "drop-largest"])
@pytest.mark.parametrize("errors", ["classical", "HC3"])
def test_every_completion_has_its_own_rows(data, fitted, outliers: str, errors: str) -> None:
    y, X = data
    y, X = y.copy(), X.copy()
    y[::5], X[1::6, 2] = np.nan, np.nan
    few = np.arange(40) < 35
    complete = completed(y, X)
    found, _ = fitted(
        y, X, {"few": few}, {"imputed": complete}, missing=["imputed"], outliers=[outliers],
        errors=[errors], sample=[{"take": "few", "keep": "age < 3"}], factors=["declared"],
    )  # fmt: skip
    estimates, variances, df, kept = [], [], [], []
    for whole, filled in complete(few):
        changed, stay = OUTLIERS[outliers](whole, filled)
        kept.append(tuple(np.flatnonzero(stay)))
        one = fit_least_squares(
            changed[stay], filled[stay], names=NAMES, member=np.ones((1, 4), dtype=bool), errors=[errors]
        )
        estimates.append(one.estimate[0])
        variances.append(one.std_error[0, 0] ** 2)
        df.append(int(stay.sum()) - 5)
    if outliers != "drop-largest":
        assert len(set(kept)) > 1, "the completions must differ in their rows, or nothing is shown"
    one = pool(estimates, variances, names=NAMES, df_complete=min(df))
    np.testing.assert_allclose(found.estimate[0, 0], one.estimate, rtol=1e-10)
    np.testing.assert_allclose(found.std_error[0, 0], one.std_error, rtol=1e-10)
    np.testing.assert_allclose(found.df[0, 0], one.df, rtol=1e-10)
    np.testing.assert_allclose(found.p[0, 0], one.p, rtol=1e-8)
    assert found.n[0, 0] == found.cases[0].n == min(df) + 5
    assert found.cases[0].n_outliers == 35 - min(df) - 5


def test_rows_that_no_completion_fills_are_left_out_and_counted(data, fitted) -> None:
    y, X = data
    X = X.copy()
    X[:4, 1] = np.nan
    found, _ = fitted(y, X, None, {"imputed": lambda sample: [(y[sample], X[sample])] * 2}, missing=["imputed"])
    assert (found.n == 36).all() and found.cases[0].n_incomplete == 4 and found.n_fitted == 15


def test_one_completion_that_cannot_be_fitted_is_not_averaged_away(data, fitted) -> None:
    y, X = data

    def complete(sample):
        return [(y[sample], X[sample]), (np.where(np.arange(40) == 7, -1.0, y)[sample], X[sample])]

    found, _ = fitted(y, X, None, {"imputed": complete}, transform=["log"], missing=["imputed"])
    assert said(found.left_out) == {"the outcome has values that the transform does not take": 15}
    assert np.isnan(found.p).all() and found.cases[0].notes[0].values["n"] == 1
