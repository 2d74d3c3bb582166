"""Poisson models over tables that stay where they are give what those over arrays give, by SQL and in pieces."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.outcomes.poisson import fit_poisson
from civicreach.analysis.outcomes.poisson_at_rest import fit_poisson_at_rest
from civicreach.engine import Engine
from civicreach.records.errors import NotComputableError

NAMES = ["a", "b"]


class OnlySQL:
    """An engine that reads no pieces."""

    def __init__(self, engine: Engine) -> None:
        self.execute = engine.execute


WAYS = pytest.mark.parametrize("way", [lambda engine: engine, OnlySQL], ids=["pieces", "sql"])


def data(seed: int, n: int = 60):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2)) * [1.0, 20.0] + [0.0, 300.0]
    exposure = rng.uniform(0.5, 40.0, size=n)
    mean = np.exp(1.5 + 0.4 * X[:, 0] - 0.01 * (X[:, 1] - 300)) * exposure
    return np.column_stack([rng.negative_binomial(2, 2 / (2 + mean)), X, exposure])


def keep(engine: Engine, table) -> None:
    rows = ", ".join(
        "(" + ", ".join("NULL" if np.isnan(v) else f"CAST('{float(v)!r}' AS DOUBLE)" for v in row) + ")"
        for row in table
    )
    engine.define("t", f"SELECT * FROM (VALUES {rows}) AS t(y, a, b, size)", kept=True)


@WAYS
@pytest.mark.parametrize("errors", ["model", "HC0", "HC1", "HC2", "HC3"])
@pytest.mark.parametrize("exposure", [None, "size"])
def test_it_is_the_fit_of_the_same_rows(errors, exposure, way) -> None:
    table = data(3)
    expected = fit_poisson(
        table[:, 0], table[:, 1:3], names=NAMES, exposure=None if exposure is None else table[:, 3], errors=errors
    )
    with Engine(threads=1) as engine:
        keep(engine, table)
        fit = fit_poisson_at_rest(way(engine), "t", outcome="y", factors=NAMES, exposure=exposure, errors=errors)
    for name in ("estimate", "std_error", "covariance", "deviance", "pearson", "dispersion", "df"):
        np.testing.assert_allclose(getattr(fit, name), getattr(expected, name), rtol=1e-8, err_msg=name)
    np.testing.assert_allclose(fit.p, expected.p, rtol=1e-7)


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_pieces_and_sql_give_the_same(seed: int) -> None:
    table = data(seed)
    table[seed % 7 :: 9, 1 + seed % 2] = np.nan
    with Engine(threads=1) as engine:
        keep(engine, table)
        pieces, sql = (
            fit_poisson_at_rest(one, "t", outcome="y", factors=NAMES, exposure="size")
            for one in (engine, OnlySQL(engine))
        )
    np.testing.assert_allclose(pieces.estimate, sql.estimate, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(pieces.std_error, sql.std_error, rtol=1e-7)
    assert pieces.counts == sql.counts and pieces.counts.n_complete == pieces.n < 60


@WAYS
def test_what_cannot_be_fitted_is_refused(way) -> None:
    with Engine(threads=1) as engine:

        def fit(table, **more):
            keep(engine, table)
            return fit_poisson_at_rest(way(engine), "t", outcome="y", factors=NAMES, **more)

        table = data(1)
        table[0, 0] = -1
        with pytest.raises(NotComputableError, match="counts cannot be negative"):
            fit(table)
        with pytest.raises(NotComputableError, match="all counts are 0"):
            fit(table * [0, 1, 1, 1])
        table = data(1)
        table[5, 3] = 0
        with pytest.raises(NotComputableError, match="exposure must be above 0"):
            fit(table, exposure="size")
        with pytest.raises(NotComputableError, match="combinations of one another"):
            fit(np.column_stack([table[:, :2], 3 * table[:, 1], table[:, 3]]))
        with pytest.raises(NotComputableError, match="no such kind"):
            fit(table, errors="HC9")
        # a factor that foretells where counts are 0
        table[:, 1] = table[:, 2] > 300
        table[table[:, 1] == 1, 0] = 0
        with pytest.raises(NotComputableError, match=r"go to 0|does not converge"):
            fit(table)
        alone = data(1)
        alone[:, 1] = [1, *[0] * 59]
        alone[0, 0] = 7
        with pytest.raises(NotComputableError, match="leverage of 1"):
            fit(alone)
        assert np.isfinite(fit(alone, errors="HC0").std_error).all()


@WAYS
@pytest.mark.parametrize("n", [1_000, 30_000])
@pytest.mark.parametrize("n_alone", [1, 3])
def test_rows_that_all_have_no_count_are_told_however_many_others_there_are(way, n, n_alone) -> None:
    alone = f"CASE WHEN i < {n_alone} THEN 1.0 ELSE 0.0 END"
    sql = f"SELECT {{}} AS y, {alone} AS alone, CAST(hash(i) % 100 AS DOUBLE) AS x FROM range({n}) AS t(i)"
    counts = "CAST(hash(i, 1) % 5 AS DOUBLE)"
    with Engine(threads=1) as engine:
        engine.define("t", sql.format(f"CASE WHEN i < {n_alone} THEN 0.0 ELSE {counts} END"), kept=True)
        for errors in ("model", "HC0", "HC3"):
            with pytest.raises(NotComputableError, match="go to 0 in all rows that tell"):
                fit_poisson_at_rest(way(engine), "t", outcome="y", factors=["alone", "x"], errors=errors)


@WAYS
def test_one_row_far_off_is_no_separation(way) -> None:
    # the others tell the slope, and a count of 0 is what they foretell for it
    sql = "SELECT CASE WHEN i = 0 THEN -30.0 ELSE i / 50.0 END AS x FROM range(300) AS t(i)"
    with Engine(threads=1) as engine:
        engine.define("t", f"SELECT x, CASE WHEN x < 0 THEN 0.0 ELSE round(exp(x)) END AS y FROM ({sql})", kept=True)
        fit = fit_poisson_at_rest(way(engine), "t", outcome="y", factors=["x"], errors="HC0")
    assert fit.estimate[1] == pytest.approx(1.0, abs=0.02)


def test_a_distant_start_comes_home() -> None:
    # counts over many orders of size: a whole step of Newton's would overshoot
    rng = np.random.default_rng(4)
    X = rng.normal(size=(200, 2))
    table = np.column_stack([rng.poisson(np.exp(3 + 2.5 * X[:, 0])), X, np.ones(200)])
    with Engine(threads=1) as engine:
        keep(engine, table)
        fit = fit_poisson_at_rest(engine, "t", outcome="y", factors=NAMES)
    expected = fit_poisson(table[:, 0], X, names=NAMES, errors="HC3")
    np.testing.assert_allclose(fit.std_error, expected.std_error, rtol=1e-8)
    assert fit.passes < 30
