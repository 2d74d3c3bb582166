"""Twins of small printed studies: exact, of the declared types, the same for the same seed, and refused in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.published.simulation import study

from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.published.audit import audit_study
from civicreach.analysis.published.twin.from_print import demand_of
from civicreach.analysis.published.twin.joint import exchange
from civicreach.analysis.published.twin.quantities import Regression, figures_and_slopes, moments
from civicreach.analysis.published.twin.spread import MEASURES, spread
from civicreach.analysis.published.twin.twin import Twins, search_twins
from civicreach.analysis.published.twin.whole import settle
from civicreach.records.errors import CivicreachError, NotComputableError
from civicreach.report.locale import Locale
from civicreach.report.tables.twin import STAGES, spread_table
from civicreach.sources.printed_tables.layouts import study_of

SMALL: dict[str, Any] = {
    "n": {"survey": "60", "regression": "40"},
    "tables": {
        "means": {
            "cells": {
                "posts": {"min": "3", "max": "99", "mean": "41.20", "sd": "22.31", "n": "40"},
                "age": {"min": "34.1", "max": "52.8", "mean": "42.91", "sd": "4.52", "n": "40"},
                "first_tier": {"min": "0", "max": "1", "mean": "0.30", "sd": "0.464", "n": "40"},
            },
            "whole": ["posts"],
            "binary": ["first_tier"],
        },
        "model": {
            "outcome": "posts",
            "cells": {
                "age": {"beta": "-0.210", "t": "-1.363", "p": "0.181"},
                "first_tier": {"beta": "0.305", "t": "1.980", "p": "0.055"},
            },
        },
        "sure": {"cells": {"yes": {"n": "45", "percent": "75.0"}, "no": {"n": "12", "percent": "20.0"},
                           "no answer": {"n": "3", "percent": "5.0"}, "total": {"n": "60", "percent": "100.0"}}},
    },
    "twin": {"keep": {"sure": ["yes"]}},
}  # fmt: skip


def twins_of(data: dict[str, Any], **options: Any) -> Twins:
    return search_twins(audit_study(study_of(data, "test")), **options)


def changed(path: str, value: Any) -> dict[str, Any]:
    import copy

    data = copy.deepcopy(SMALL)
    *way, last = path.split(".")
    place = data
    for part in way:
        place = place.setdefault(part, {})
    place[last] = value
    return data


def test_a_small_study_comes_out_as_text() -> None:
    found = twins_of(SMALL, wanted=2, seed=3)
    assert found.n_exact == 2 and [(t.n, t.n_same) for t in found.twins[0].tables] == [(15, 15), (6, 6), (8, 8)]
    posts, age, tier = found.twins[0].columns.T
    assert np.array_equal(posts, np.rint(posts)) and (posts.min(), posts.max()) == (3, 99)
    assert np.array_equal(age, np.round(age, 1)) and set(tier) == {0, 1} and tier.sum() == 12
    assert not np.array_equal(posts, found.twins[1].columns[:, 0])
    answers = found.twins[0].answers
    assert answers is not None and len(answers.complete) == 40
    assert {answers.columns["sure"][i] for i in answers.complete} == {"yes"}


def test_the_same_seed_gives_the_same_twins() -> None:
    one, two, other = twins_of(SMALL, wanted=2, seed=5), twins_of(SMALL, wanted=1, seed=5), twins_of(SMALL, seed=6)
    assert np.array_equal(one.twins[0].columns, two.twins[0].columns)
    assert not np.array_equal(one.twins[0].columns, other.twins[0].columns)


# studies with correlations, counts, scales, dummies, VIFs, intervals and steps of models, of both divisors of sds
@pytest.mark.parametrize("seed", [0, 5, 10, 14, 16, 23])
def test_other_ways_to_print(seed: int) -> None:
    found = twins_of(study(seed), seed=1)
    assert found.n_exact == 1, found.stages


def test_figures_are_those_of_the_models() -> None:
    rng = np.random.default_rng(1)
    columns = rng.normal(size=(40, 5)) @ rng.normal(size=(5, 5)) * [1, 100, 1, 0.01, 5] + [3, 50, -7, 0, 9]
    model, n = Regression(0, (2, 1, 4)), 40
    means, covariances, centred = moments(columns)
    values, by_covariance, by_mean = figures_and_slopes(model, n, means, covariances)
    fit = fit_ols(columns[:, 0], columns[:, [2, 1, 4]], names=["a", "b", "c"])
    c = fit.constant
    expected = np.concatenate(
        [fit.beta, fit.estimate, fit.std_error, fit.t, fit.vif, fit.tolerance, [fit.r_squared, fit.adjusted_r_squared,
         fit.f, fit.residual_std_error, c.estimate, c.std_error, c.t]]
    )  # fmt: skip
    np.testing.assert_allclose(values, expected, rtol=1e-9)
    for j in range(5):
        # central differences: their error is about the cube root of that of doubles
        step = 1e-5 * columns[:, j].std()
        ends = []
        for sign in (1, -1):
            moved = columns.copy()
            moved[7, j] += sign * step
            ends.append(figures_and_slopes(model, n, *moments(moved)[:2])[0])
        slope = 2 / (n - 1) * by_covariance[:, :, j] @ centred[7] + by_mean[:, j] / n
        # a shift of the means alone moves no covariance
        np.testing.assert_allclose(slope, (ends[0] - ends[1]) / (2 * step), rtol=1e-4, atol=1e-6 / step)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_values_on_their_steps_keep_mean_and_sd(seed: int) -> None:
    demand = demand_of(audit_study(study_of(SMALL, "test")), audit_study(study_of(SMALL, "test")).study.twin)
    rng = np.random.default_rng(seed)
    values = np.clip(rng.normal(41.2, 22.3, 40), 3, 99)
    values = np.clip(41.2 + (values - values.mean()) * 22.31 / values.std(ddof=1), 3, 99)
    made = settle(demand, 0, values, np.ones(40, dtype=bool), rng)
    if made is not None:
        assert np.array_equal(made, np.rint(made))
        assert abs(made.mean() - 41.2) <= 0.005 + 1e-12 and abs(made.std(ddof=1) - 22.31) <= 0.005 + 1e-12
        assert made.min() >= 3 and made.max() <= 99


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_exchanges_keep_every_column(seed: int) -> None:
    rng = np.random.default_rng(seed)
    columns = (rng.random((30, 3)) < [0.3, 0.5, 0.6]).astype(float)
    wanted = (rng.permutation(columns[:, 0]) @ columns[:, 1]) * np.ones((3, 3))
    low, high = np.full((3, 3), -np.inf), np.full((3, 3), np.inf)
    low[0, 1] = low[1, 0] = wanted[0, 0] - 0.25
    high[0, 1] = high[1, 0] = wanted[0, 0] + 0.25
    made, met = exchange(columns, low, high, rng)
    assert met and made[:, 0] @ made[:, 1] == wanted[0, 0]
    assert np.array_equal(made.sum(0), columns.sum(0))


def test_what_differs_between_twins_is_what_statsmodels_says() -> None:
    import statsmodels.api as sm
    from scipy.stats import spearmanr

    found = twins_of(SMALL, seed=2)
    assert found.demand is not None
    columns = found.twins[0].columns
    taken = {(s.measure, s.row): s.median for s in spread(found.demand, [columns], tuple(MEASURES))}
    fit = sm.OLS(columns[:, 0], sm.add_constant(columns[:, 1:])).fit()
    robust = fit.get_robustcov_results("HC3", use_t=True)
    np.testing.assert_allclose([taken["hc3", "age"], taken["hc3", "first_tier"]], robust.pvalues[1:], rtol=1e-8)
    assert taken["cook", "posts"] == pytest.approx(fit.get_influence().cooks_distance[0].max(), rel=1e-8)
    assert taken["rank", "age"] == pytest.approx(spearmanr(columns[:, 0], columns[:, 1])[0], rel=1e-10)
    assert taken["fitted", "posts"] == (fit.fittedvalues < 3).sum()


def test_figures_that_twins_do_not_have_are_counted_and_said() -> None:
    found = twins_of(SMALL, seed=2)
    assert found.demand is not None
    sound = found.twins[0].columns
    # one case alone is of the first tier: its leverage is 1; and a twin in which nobody is
    alone, nobody = sound.copy(), sound.copy()
    alone[:, 2], nobody[:, 2] = 0, 0
    alone[5, 2] = 1
    taken = {(s.measure, s.row): s for s in spread(found.demand, [sound, alone, nobody], tuple(MEASURES))}
    assert {key: one.n_without for key, one in taken.items()} == {
        ("hc3", "age"): 2, ("hc3", "first_tier"): 2, ("cook", "posts"): 2, ("fitted", "posts"): 1,
        ("rank", "age"): 0, ("rank", "first_tier"): 1,
    }  # fmt: skip
    assert all(len(one.values) + one.n_without == 3 for one in taken.values())
    (only,) = spread(found.demand, [nobody], ["cook"])
    assert only.values == () and np.isnan(only.median) and only.n_without == 1
    table = spread_table([taken["cook", "posts"], only], {}, 3)
    assert table.rows[1].cells[0].absent
    notes = " ".join(Locale("en").say(note) for note in table.notes)
    assert "largest Cook's distance, posts: 2 of 3 twins do not have it" in notes


def test_frequency_tables_alone() -> None:
    data = {"tables": {"why": {"cells": {
        "promotion": {"yes_n": "30", "no_n": "15", "missing_n": "5", "yes_percent": "60.0"},
        "opinions": {"yes_n": "9", "no_n": "36", "missing_n": "5", "yes_percent": "18.0"},
    }}}}  # fmt: skip
    found = twins_of(data, wanted=2)
    assert found.demand is None and found.n_exact == 2 and found.twins[0].n_cells == 8
    answers = found.twins[0].answers
    assert answers is not None and answers.columns["promotion"].count("1") == 30


def test_variables_that_come_from_items() -> None:
    data = changed("tables.why", {"cells": {
        "province": {"yes_n": "14", "no_n": "43", "missing_n": "3"}, "metropolis": {"yes_n": "6", "no_n": "51",
                                                                                     "missing_n": "3"}}})  # fmt: skip
    data["twin"]["items"] = {"first_tier": ["province", "metropolis"]}
    found = twins_of(data)
    answers = found.twins[0].answers
    assert answers is not None and found.n_exact == 1
    chosen = [
        answers.columns["province"][i] == "1" or answers.columns["metropolis"][i] == "1" for i in answers.complete
    ]
    assert np.array_equal(np.array(chosen, dtype=float), found.twins[0].columns[:, 2])
    data["twin"]["items"] = {"first_tier": ["metropolis"]}
    with pytest.raises(NotComputableError, match="12 ones cannot come from its items"):
        twins_of(data)


def test_numbers_that_cannot_be_are_named_and_the_nearest_is_given() -> None:
    found = twins_of(changed("tables.means.cells.first_tier.sd", "0.564"))
    assert found.impossible and found.n_exact == 0 and len(found.twins) == 1
    assert [(c.row, c.column) for c in found.twins[0].cells if not c.same] == [("first_tier", "sd")]
    found = twins_of(changed("tables.model.cells.age.beta", "-0.910"), most_starts=3)
    assert found.n_exact == 0 and found.n_starts == 3 and not found.twins[0].exact and sum(found.stages.values()) == 3


def test_every_end_of_a_search_has_words() -> None:
    import re
    from pathlib import Path

    from civicreach.analysis.published.twin import search

    said = set(re.findall(r'_end\("([^"]+)"\)', Path(search.__file__).read_text(encoding="utf-8")))
    assert said and said | {"text"} == STAGES.keys()


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("twin.exclusive", [["first_tier", "nobody"]], "names no variable.*nobody"),
        ("twin.keep", {"nothing": ["yes"]}, "names no table.*nothing"),
        ("twin.keep", {"sure": ["perhaps"]}, "names no answer of sure.*perhaps"),
        ("twin.keep", {"sure": ["no"]}, "fewer gave the answers.*12 and 40"),
        ("twin.items", {"nobody": ["yes"]}, "names no variable of zeros and ones.*nobody"),
        ("twin.items", {"first_tier": ["x"]}, "names no item.*x"),
    ],
)
def test_declarations_that_do_not_fit(path: str, value: Any, sentence: str) -> None:
    with pytest.raises(CivicreachError, match=f"(?s){sentence}"):
        twins_of(changed(path, value))


@pytest.mark.parametrize(
    "tables",
    [
        {"a": {"cells": {"x": {"odds ratio": "1.50", "z": "2.10"}}, "n": "50"}},
        {"a": {"cells": {"x": {"b": "1.5", "t": "2.1"}}, "n": "50", "errors": "robust"}},
        {"a": {"cells": {"x": {"b": "1.5", "t": "2.1"}}}},
        {"a": {"cells": {"x": {"something": "else"}}}},
        {"a": {"cells": {"x": {"mean": "n.s.", "sd": "?"}}, "n": "50"}},
    ],
)
def test_what_cannot_be_searched_for_is_refused_in_a_sentence(tables: dict[str, Any]) -> None:
    with pytest.raises(NotComputableError):
        twins_of({"tables": tables})


@pytest.mark.parametrize(
    "tables",
    [
        {"a": {"cells": {"x": {"mean": "3.41"}, "y": {"mean": "12.0"}}, "n": "50"}},
        {"a": {"cells": {"x": {"b": "1.52", "se": "0.71"}, "constant": {"b": "2.02"}}, "n": "50"}},
        {"a": {"cells": {"x": {"b": "1.52", "p": "< .001"}, "z": {"b": "-0.52", "p": ".432"}}, "n": "50", "k": "4"}},
        {"a": {"cells": {"x": {"y": ".31"}, "y": {}}, "kind": "correlations", "n": "50"}},
        {"a": {"cells": {"x": {"min": "1", "max": "5", "mean": "3.40", "sd": "1.05", "median": "3"}}, "n": "50"}},
        {"a": {"cells": {"x": {"min": "9", "max": "5", "mean": "3.40", "sd": "0.00"}}, "n": "50"}},
    ],
)
def test_one_table_is_enough_and_what_is_not_stated_is_said(tables: dict[str, Any]) -> None:
    found = twins_of({"tables": tables, "n": {"regression": "50"}}, most_starts=4)
    assert len(found.twins) == 1 and found.twins[0].columns.shape[0] == 50
    assert found.taken
    if "9" not in str(tables):
        assert found.n_exact == 1
