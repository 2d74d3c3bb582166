"""Models over imputed datasets: the study that comes with the project, and its SYNTHETIC twin with holes."""

from __future__ import annotations

import numpy as np
import pytest
from tests.conftest import KOREA

from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.incomplete.chained import impute
from civicreach.analysis.incomplete.models import fit_imputed
from civicreach.analysis.incomplete.patterns import tabulate_patterns
from civicreach.records.column import Column
from civicreach.records.errors import NotComputableError
from civicreach.records.missing import Missing


@pytest.fixture(scope="module")
def korea():
    """Variables over the governments in the sample, their ids and formulas, the models, and the sample."""
    from civicreach import read_study

    result = read_study(KOREA).run()
    dataset = result.dataset
    rows = np.flatnonzero(dataset.sampled)
    used = {name: variable for name, variable in dataset.variables.items() if name != "province"}
    columns = {name: variable.column.take(rows) for name, variable in used.items()}
    formulas = {name: variable.formula for name, variable in dataset.variables.items()}
    return columns, dataset.ids(dataset.sampled), formulas, result.findings.models, dataset.sampled


def test_the_six_incomplete_governments_of_the_study(korea) -> None:
    columns, ids, _, models, _ = korea
    table = tabulate_patterns(columns, ids=ids)
    assert (table.n, table.n_complete) == (96, models[0].result.n)
    assert sum(pattern.n for pattern in table.patterns if pattern.lacking) == 6
    assert table.reasons["N_like"] == {Missing.NO_ACCOUNT: 1, Missing.NOT_OBSERVED: 1}


def test_the_study_with_its_missing_answers_imputed(korea) -> None:
    columns, ids, formulas, models, sampled = korea
    done = impute(columns, ids=ids, seed=2015, formulas=formulas)
    # a government without an account has no Likes that could be filled in
    assert len(done.plan.left_out) == 1
    for published in models:
        model = fit_imputed(
            done, outcome=published.model.outcome, factors=published.model.factors, complete=published.rows[sampled]
        )
        assert (model.n, model.n_complete, len(model.fits)) == (95, 90, 20)
        assert model.complete is not None
        np.testing.assert_allclose(model.complete.estimate, published.result.estimate, rtol=1e-10)
        assert (model.coefficients.df < model.coefficients.df_complete).all()
        assert (model.coefficients.fmi < 0.4).all()
        assert model.r_squared.conf_low < model.r_squared.estimate < model.r_squared.conf_high


def test_pooled_coefficients_are_the_mean_of_the_fits(r_columns) -> None:
    columns = {name: Column.numbers(values) for name, values in r_columns("twin").items()}
    factors = ("median_age", "budget", "purpose_pull")
    done = impute(columns, ids=[f"S{i}" for i in range(90)], m=5, iterations=3, seed=1)
    model = fit_imputed(done, outcome="N_like", factors=factors)
    tables = done.matrix(["N_like", *factors])
    fits = [fit_ols(table[:, 0], table[:, 1:], names=factors) for table in tables]
    np.testing.assert_allclose(model.coefficients.estimate, np.mean([fit.estimate for fit in fits], axis=0))
    np.testing.assert_allclose(model.constant.estimate[0], np.mean([fit.constant.estimate for fit in fits]))
    np.testing.assert_allclose(model.beta, np.mean([fit.beta for fit in fits], axis=0))
    first = np.arange(90) < 45
    assert fit_imputed(done, outcome="N_like", factors=factors, rows=first).n == 45


def test_too_few_complete_cases_are_said_beside_the_pooled_model() -> None:
    rng = np.random.default_rng(1)
    table = rng.normal(size=(40, 4))
    for i in range(40):
        table[i, i % 4] = np.nan
    columns = {name: Column.numbers(table[:, j]) for j, name in enumerate("yabc")}
    done = impute(columns, ids=[str(i) for i in range(40)], m=5, iterations=5, seed=1)
    model = fit_imputed(done, outcome="y", factors=["a", "b", "c"])
    assert (model.n_complete, model.complete) == (0, None)
    assert model.complete_refused


def test_what_the_imputation_does_not_hold_as_numbers_is_refused() -> None:
    columns = {"y": Column.numbers([1, 2, 3, None, 4, 7]), "word": Column.texts(["a", "b", "a", "b", "a", "b"])}
    done = impute(columns, ids=list("ABCDEF"), m=2, iterations=1, seed=1)
    with pytest.raises(NotComputableError, match="found: word, age"):
        fit_imputed(done, outcome="y", factors=["word", "age"])


def test_the_dataset_that_cannot_be_fitted_is_named() -> None:
    columns = {"y": Column.numbers([1, 2, 3, None, 4, 7]), "x": Column.numbers([5, 5, 5, 5, 5, 5])}
    done = impute(columns, ids=list("ABCDEF"), m=2, iterations=1, seed=1)
    with pytest.raises(NotComputableError, match=r"imputed dataset 1 of 2: .*x"):
        fit_imputed(done, outcome="y", factors=["x"])
