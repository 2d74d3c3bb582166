"""Chained equations: beside mice in distribution (r/incomplete.R), and on data with known answers.

Tolerances of the comparisons with mice are Monte-Carlo errors of both sides; 4.5 of them for the worst of many cells.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.incomplete.chained import impute
from civicreach.analysis.incomplete.plan import NEVER_IMPUTED, Unsupported, plan_imputation
from civicreach.records.column import Column
from civicreach.records.errors import FormulaError, NotComputableError
from civicreach.records.missing import Missing

FAR = 4.5


def columns_of(data) -> dict[str, Column]:
    return {name: Column.numbers(values) for name, values in data.items()}


def ids_of(columns) -> list[str]:
    return [f"S{i}" for i in range(len(next(iter(columns.values()))))]


@pytest.mark.parametrize(("part", "target"), [("pmm", "Ozone"), ("logreg", "purpose_pull")])
def test_every_cell_is_drawn_from_the_distribution_of_mice(part: str, target: str, r_columns, r_incomplete) -> None:
    columns = columns_of(r_columns(part))
    mean, sd = r_incomplete[part, "mean"], r_incomplete[part, "sd"]
    theirs, m = int(r_incomplete[part, "m"][""]), 4000
    done = impute(columns, ids=ids_of(columns), m=m, iterations=1, seed=3)
    drawn = done.matrix([target])[:, [int(row) - 1 for row in mean], 0]
    spread = np.array(list(sd.values()))
    error = np.sqrt(spread**2 / theirs + drawn.var(axis=0) / m)
    away = (drawn.mean(axis=0) - list(mean.values())) / error
    # mice matches on coefficients with a smaller ridge, takes R's random numbers, and breaks ties in another way
    assert np.abs(away).max() < FAR
    assert np.abs(away).mean() < 1.3
    np.testing.assert_allclose(drawn.std(axis=0, ddof=1), spread, rtol=0.15)


def test_normal_draws_have_the_mean_and_variance_of_a_prediction(r_columns) -> None:
    columns = columns_of(r_columns("pmm"))
    done = impute(columns, ids=ids_of(columns), m=4000, iterations=1, numbers="normal", seed=8)
    gaps = done.plan.treatments["Ozone"].fill
    y, X = (np.column_stack([columns[name].values for name in names]) for names in (["Ozone"], list(columns)[1:]))
    design = np.column_stack([np.ones(len(X)), X])
    known, asked = design[~gaps], design[gaps]
    inverse = np.linalg.inv(known.T @ known)
    beta = inverse @ known.T @ y[~gaps, 0]
    df = len(known) - 4
    s2 = ((y[~gaps, 0] - known @ beta) ** 2).sum() / df
    variance = s2 * df / (df - 2) * (1 + np.einsum("ij,jk,ik->i", asked, inverse, asked))
    drawn = done.matrix(["Ozone"])[:, gaps, 0]
    assert np.abs((drawn.mean(axis=0) - asked @ beta) / np.sqrt(variance / 4000)).max() < FAR
    # the variance of a variance of 4000 nearly normal draws
    assert np.abs(drawn.var(axis=0) / variance - 1).max() < FAR * np.sqrt(2 / 4000)


def test_chained_variables_are_those_of_mice_on_average(r_columns, r_incomplete) -> None:
    columns = columns_of(r_columns("nhanes"))
    done = impute(columns, ids=ids_of(columns), m=400, iterations=10, seed=4)
    for name in ("bmi", "chl"):
        drawn = done.matrix([name])[:, done.plan.treatments[name].fill, 0]
        for found, quantity in ((drawn.mean(axis=1), "mean"), (drawn.std(axis=1, ddof=1), "sd")):
            error = r_incomplete["chained", "error" if quantity == "mean" else "sd_error"][name]
            away = (found.mean() - r_incomplete["chained", quantity][name]) / np.hypot(error, found.std() / 20)
            assert abs(away) < FAR, (name, quantity, away)


def test_the_same_seed_gives_the_same_and_another_another(r_columns) -> None:
    columns = columns_of(r_columns("airquality"))
    one, two, other = (impute(columns, ids=ids_of(columns), m=3, iterations=2, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.values, two.values)
    assert not np.array_equal(one.values, other.values)


def test_only_gaps_are_filled_and_only_with_values_that_were_observed(r_columns) -> None:
    data = r_columns("twin")
    columns = columns_of(data)
    done = impute(columns, ids=ids_of(columns), m=4, iterations=3, seed=1)
    for j, (name, values) in enumerate(data.items()):
        there = ~np.isnan(values)
        assert (done.values[:, there, j] == values[there]).all()
        assert np.isin(done.values[:, ~there, j], values[there]).all()
        assert sum(done.plan.treatments[name].imputed.values()) == (~there).sum()
    assert done.n_imputed == sum(np.isnan(values).sum() for values in data.values())
    assert done.n_left == 0


def survey(rng, n=120):
    size = rng.normal(size=n)
    promotion = (rng.random(n) < 1 / (1 + np.exp(-size))).astype(float)
    information = (rng.random(n) < 0.4).astype(float)
    operation = np.array(["own", "new entity", "contracted out"], dtype=object)[rng.integers(3, size=n)]
    budget = np.exp(2 + size + (operation == "new entity"))
    return {"size": size, "promotion": promotion, "information": information, "operation": operation, "budget": budget}


def gappy(values, gaps, reason=Missing.BLANK) -> Column:
    made = Column.texts(values) if values.dtype == object else Column.numbers(values)
    missing = np.where(gaps, np.uint8(reason), np.uint8(0)).astype(np.uint8)
    return Column(np.where(gaps, None if made.is_text else np.nan, made.values), missing)


def test_formulas_are_recomputed_from_what_was_imputed() -> None:
    rng = np.random.default_rng(5)
    data = survey(rng)
    gaps = rng.random(120) < 0.2
    columns = {
        "size": Column.numbers(data["size"]),
        "promotion": gappy(data["promotion"], gaps),
        "information": gappy(data["information"], gaps),
        "operation": gappy(data["operation"], np.roll(gaps, 7)),
        "budget": gappy(data["budget"], np.roll(gaps, 3)),
        "push": gappy(np.maximum(data["promotion"], data["information"]), gaps),
        "new_operation": gappy((data["operation"] == "new entity").astype(float), np.roll(gaps, 7)),
        "both": gappy(
            np.maximum(data["promotion"], data["information"]) * (data["operation"] == "new entity"),
            gaps | np.roll(gaps, 7),
        ),
    }
    formulas = {
        "size": "statistics.size",
        "both": "push * new_operation",
        "push": "any(promotion, information)",
        "new_operation": "operation == 'new entity'",
    }
    done = impute(columns, ids=ids_of(columns), m=6, iterations=4, seed=2, formulas=formulas)
    methods = {name: t.method for name, t in done.plan.treatments.items()}
    assert methods == {
        "size": "none", "promotion": "logistic", "information": "logistic", "operation": "multinomial",
        "budget": "matched", "push": "formula", "new_operation": "formula", "both": "formula",
    }  # fmt: skip
    assert set(done.plan.treatments["both"].predictors) == {
        "push",
        "new_operation",
        "promotion",
        "information",
        "operation",
    }
    assert not {"push", "both"} & set(done.plan.treatments["promotion"].predictors)
    values = {name: done.matrix([name])[:, :, 0] for name in columns}
    levels = done.plan.treatments["operation"].levels
    assert np.array_equal(values["push"], np.maximum(values["promotion"], values["information"]))
    assert np.array_equal(values["new_operation"], (values["operation"] == levels.index("new entity")).astype(float))
    assert np.array_equal(values["both"], values["push"] * values["new_operation"])
    assert not np.isnan(done.values).any()


def test_answers_in_words_are_drawn_as_often_as_they_should_be() -> None:
    rng = np.random.default_rng(6)
    n = 3000
    x = rng.normal(size=n)
    eta = np.column_stack([np.zeros(n), 0.5 + x, -0.5 - x])
    p = np.exp(eta) / np.exp(eta).sum(axis=1, keepdims=True)
    code = (rng.random(n)[:, None] > p.cumsum(axis=1)).sum(axis=1)
    words = np.array(["a", "b", "c"], dtype=object)[code]
    gaps = rng.random(n) < 1 / (1 + np.exp(1 - x))
    columns = {"x": Column.numbers(x), "word": gappy(words, gaps)}
    done = impute(columns, ids=ids_of(columns), m=20, iterations=1, seed=1)
    drawn = done.matrix(["word"])[:, gaps, 0]
    for level in range(3):
        error = np.sqrt((p[gaps, level] * (1 - p[gaps, level])).sum()) / gaps.sum()
        assert abs((drawn == level).mean() - p[gaps, level].mean()) < FAR * error


@pytest.mark.parametrize("reason", sorted(NEVER_IMPUTED))
def test_what_a_rule_excludes_is_not_imputed_and_is_counted(reason: Missing) -> None:
    columns = {
        "likes": Column(np.array([5.0, np.nan, 7, 8, 9, 4, 3]), np.array([0, reason, 0, 0, 0, 0, 0], dtype=np.uint8)),
        "budget": Column.numbers([1, None, None, 5, 6, 2, 2]),
        "age": Column.numbers([40, 41, 45, 38, 50, 44, 47]),
    }
    done = impute(columns, ids=list("ABCDEFG"), m=3, iterations=2, seed=1)
    assert done.plan.left_out == ("B",)
    assert np.isnan(done.values[:, 1, :2]).all()
    assert not np.isnan(done.values[:, [0, 2, 3, 4, 5, 6]]).any()
    assert done.plan.treatments["likes"].left == {reason: 1}
    assert done.plan.treatments["budget"].left == {Missing.BLANK: 1}
    assert (done.n_imputed, done.n_left) == (1, 2)


def test_a_government_of_which_nothing_is_known_is_left_out() -> None:
    columns = {"a": Column.numbers([1, 2, 3, None, 5, 6]), "b": Column.numbers([1, 3, None, None, 2, 4])}
    done = impute(columns, ids=list("ABCDEF"), m=2, iterations=1, seed=1)
    assert done.plan.left_out == ("D",)


def test_a_group_without_any_value_is_named() -> None:
    columns = {
        "tier": Column.numbers([1, 1, 0, 0, 0, 0, 0, 0]),
        "province": Column.texts(["x", "x", "x", "y", "y", "y", "z", "x"]),
        "budget": Column.numbers([None, None, 3, 4, 5, 9, None, 2]),
    }
    plan = plan_imputation(columns, ids=list("ABCDEFGH"), predictors={"budget": ["tier", "province"]}, never=())
    assert plan.unsupported == (Unsupported("budget", "tier", "1", 2), Unsupported("budget", "province", "z", 1))


def test_perfect_separation_is_drawn_with_finite_odds() -> None:
    x = np.arange(40.0)
    yes = (x > 19).astype(float)
    yes[[5, 15, 25, 35]] = np.nan
    columns = {"x": Column.numbers(x), "yes": Column.numbers(yes)}
    done = impute(columns, ids=ids_of(columns), m=200, iterations=1, seed=1)
    drawn = done.matrix(["yes"])[:, [5, 15, 25, 35], 0].mean(axis=0)
    assert done.unfinished == 0
    assert drawn[0] < 0.1 and drawn[3] > 0.9
    assert 0 < drawn[1] < 0.5 < drawn[2] < 1


def test_a_constant_is_filled_with_itself_and_predicts_nothing() -> None:
    columns = {
        "same": Column.numbers([2, 2, None, 2, 2, 2]),
        "word": Column.texts(["a", "a", "a", "", "a", "a"]),
        "age": Column.numbers([1, 2, 3, 4, None, 6]),
    }
    done = impute(columns, ids=list("ABCDEF"), m=3, iterations=2, seed=1)
    assert {name: t.method for name, t in done.plan.treatments.items()} == {
        "same": "constant", "word": "constant", "age": "matched",
    }  # fmt: skip
    assert done.plan.treatments["age"].predictors == ()
    assert (done.matrix(["same"]) == 2).all() and (done.matrix(["word"]) == 0).all()


def test_tied_variables_do_not_stop_it() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=60)
    y = x + rng.normal(size=60)
    y[:15] = np.nan
    columns = columns_of({"x": x, "twice": 2 * x, "minus": 5 - x, "y": y})
    done = impute(columns, ids=ids_of(columns), m=50, iterations=1, seed=1)
    alone = impute({k: columns[k] for k in ("x", "y")}, ids=ids_of(columns), m=50, iterations=1, seed=1)
    means = [d.matrix(["y"])[:, :15, 0].mean() for d in (done, alone)]
    assert means[0] == pytest.approx(means[1], abs=0.15)


def test_a_chain_that_cannot_settle_is_said_not_to() -> None:
    # two variables that all but equal each other and miss together: each imputes the other's last imputation
    rng = np.random.default_rng(1)
    a = rng.normal(size=60)
    b = a + rng.normal(0, 0.01, 60)
    a[20:], b[20:] = np.nan, np.nan
    z = rng.normal(size=60)
    columns = columns_of({"z": z, "a": a, "b": b})
    done = impute(columns, ids=ids_of(columns), m=20, iterations=20, seed=3)
    assert done.trace.verdict == "not settled"
    assert done.trace.unsettled == ("a", "b")


def test_an_easy_chain_settles_and_a_short_one_gives_no_verdict(r_columns) -> None:
    columns = columns_of(r_columns("airquality"))
    done = impute(columns, ids=ids_of(columns), m=20, iterations=20, seed=1)
    assert (done.trace.verdict, done.trace.unsettled) == ("settled", ())
    assert done.trace.means.shape == (20, 20, 2)
    assert done.trace.rhat_mean.max() < 1.1
    assert impute(columns, ids=ids_of(columns), m=20, iterations=5, seed=1).trace.verdict == "too short to tell"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.integers(8, 30), st.floats(0.0, 0.5))
def test_whatever_is_missing_is_filled_or_refused(seed: int, n: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    data = survey(rng, n)
    columns = {name: gappy(values, rng.random(n) < share) for name, values in data.items()}
    try:
        done = impute(columns, ids=ids_of(columns), m=2, iterations=2, seed=seed)
    except NotComputableError as error:
        assert "cannot be imputed" in str(error)
        return
    assert not np.isnan(done.values[:, done.plan.rows]).any()
    assert done.n_imputed + done.n_left == sum((~column.present).sum() for column in columns.values())


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"a": [1, 2, 3, 4], "b": [None] * 4}, "b has no value at all"),
        ({"a": [1, None, 3, 4], "b": [2, 1, 4, 5], "c": [1, 2, 2, 9]}, "a has 3 values and 2 predictors"),
    ],
)
def test_what_cannot_be_imputed_is_refused_by_name(columns, says: str) -> None:
    made = {name: Column.numbers(values) for name, values in columns.items()}
    with pytest.raises(NotComputableError, match=says):
        impute(made, ids=list("ABCD"), seed=1)


def test_too_many_different_words_are_refused() -> None:
    words = Column.texts([f"w{i}" for i in range(29)] + [""])
    with pytest.raises(NotComputableError, match="word has 29 different answers, more than 12"):
        impute({"x": Column.numbers(range(30)), "word": words}, ids=[str(i) for i in range(30)], seed=1)


def test_predictors_that_are_not_there_are_refused() -> None:
    columns = {"a": Column.numbers([1, 2, None, 4, 5]), "b": Column.numbers([1, 2, 3, 4, 7])}
    with pytest.raises(NotComputableError, match="a cannot be predicted from c"):
        impute(columns, ids=list("ABCDE"), seed=1, predictors={"a": ["c"]})


def test_formulas_in_a_circle_or_undefined_are_refused() -> None:
    columns = {name: Column.numbers([1, 2, None, 4, 5]) for name in ("a", "b")} | {"c": Column.numbers([5, 1, 0, 2, 8])}
    with pytest.raises(FormulaError, match="defined by itself: a -> b -> a"):
        impute(columns, ids=list("ABCDE"), seed=1, formulas={"a": "b + 1", "b": "a - 1"})
    with pytest.raises(NotComputableError, match="formula of a is not defined for values that are imputed"):
        impute(columns, ids=list("ABCDE"), seed=1, formulas={"a": "log(c)"})


@pytest.mark.parametrize("options", [{"m": 1}, {"iterations": 0}, {"donors": 0}])
def test_options_out_of_range_are_refused(options) -> None:
    with pytest.raises(NotComputableError, match="two or more datasets"):
        impute({"a": Column.numbers([1, None, 3])}, ids=list("ABC"), seed=1, **options)


def test_nothing_missing_gives_the_data_m_times() -> None:
    columns = {"a": Column.numbers([1, 2, 3]), "b": Column.texts(["x", "y", "x"])}
    done = impute(columns, ids=list("ABC"), m=2, seed=1)
    assert done.values.tolist() == [[[1, 0], [2, 1], [3, 0]]] * 2
    assert (done.n_imputed, done.plan.visits) == (0, ())
