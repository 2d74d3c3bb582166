"""Least squares over tables that stay where they are gives what least squares over arrays gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.errors.cluster import cluster_robust
from civicreach.analysis.errors.design import prepare
from civicreach.analysis.factors import at_rest
from civicreach.analysis.factors.at_rest import POWERS, fit_at_rest, moments_at_rest
from civicreach.analysis.factors.moments import moments
from civicreach.analysis.factors.ols import fit_ols
from civicreach.engine import Engine, cluster_blocks, sums
from civicreach.records.errors import NotComputableError

NAMES = ["a", "b", "c"]


def relation(table) -> str:
    """Rows as SQL; NaN stands for what is missing."""
    rows = (
        ", ".join("CAST(NULL AS DOUBLE)" if np.isnan(v) else f"CAST('{float(v)!r}' AS DOUBLE)" for v in row)
        for row in table
    )
    names = ", ".join(["y", *NAMES, "place"][: table.shape[1]])
    return f"(VALUES {', '.join(f'({row})' for row in rows)}) AS t({names})"


class OnlySQL:
    """An engine that reads no pieces."""

    def __init__(self, engine: Engine) -> None:
        self.execute = engine.execute


@given(st.integers(0, 10_000), st.floats(-1e4, 1e4), st.sampled_from(["HC0", "HC2", "HC3"]))
@settings(max_examples=15, deadline=None)
def test_pieces_and_sql_give_the_same(seed: int, mean: float, errors) -> None:
    table = data(seed, mean=mean)
    table[seed % 7 :: 9, seed % 4] = np.nan
    with Engine(threads=1) as engine:
        engine.define("t", f"SELECT * FROM {relation(table)}", kept=True)
        pieces, sql = (
            fit_at_rest(one, "t", outcome="y", factors=NAMES, errors=errors) for one in (engine, OnlySQL(engine))
        )
    for name in ("estimate", "std_error"):
        np.testing.assert_allclose(getattr(pieces.ols, name), getattr(sql.ols, name), rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(pieces.std_error, sql.std_error, rtol=1e-8)
    np.testing.assert_allclose(pieces.constant.std_error, sql.constant.std_error, rtol=1e-8)
    np.testing.assert_allclose(pieces.largest_leverage, sql.largest_leverage, rtol=1e-8)
    assert pieces.counts == sql.counts


@pytest.mark.parametrize("errors", ["CR0", "CR1", "CR2"])
@pytest.mark.parametrize("way", [lambda engine: engine, OnlySQL], ids=["pieces", "sql"])
def test_clustered_errors_are_those_of_the_rows(errors, way) -> None:
    table = data(5, n=60, mean=3.0)
    groups = [f"g{place % 7}" for place in range(60)]
    rows = prepare(table[:, 0], table[:, 1:], names=NAMES)
    expected = cluster_robust(rows, groups, method=errors)
    with Engine(threads=1) as engine:
        engine.define("t", clustered(table, groups), kept=True)
        fit = fit_at_rest(way(engine), "t", outcome="y", factors=NAMES, errors=errors, cluster="region")
    np.testing.assert_allclose(fit.std_error, expected.std_error, rtol=1e-10)
    np.testing.assert_allclose(fit.p, expected.p, rtol=1e-8)
    np.testing.assert_allclose(fit.df, expected.df, rtol=1e-9)
    assert (fit.n_clusters, fit.largest_leverage) == (7, None)
    if errors == "CR2":
        return
    assert fit.df.tolist() == [6, 6, 6]
    # the constant: of the same rows with the definition
    X = np.column_stack([np.ones(60), table[:, 1:]])
    inverse = np.linalg.inv(X.T @ X)
    e = table[:, 0] - X @ (inverse @ X.T @ table[:, 0])
    scores = np.array([X[np.array(groups) == g].T @ e[np.array(groups) == g] for g in sorted(set(groups))])
    variance = inverse @ scores.T @ scores @ inverse * (7 / 6 * 59 / 56 if errors == "CR1" else 1)
    np.testing.assert_allclose(fit.constant.std_error, np.sqrt(variance[0, 0]), rtol=1e-9)


def test_clusters_that_are_none_are_refused() -> None:
    table = data(5, n=12)
    with Engine(threads=1) as engine:

        def fit(groups, errors="CR1", cluster="region"):
            engine.define("t", clustered(table, groups), kept=True)
            return fit_at_rest(engine, "t", outcome="y", factors=NAMES, errors=errors, cluster=cluster)

        with pytest.raises(NotComputableError, match="2 complete rows without region"):
            fit([None, None, *"abcdefghij"])
        with pytest.raises(NotComputableError, match="all rows are in one cluster"):
            fit(["a"] * 12)
        with pytest.raises(NotComputableError, match="HC3, clusters in region"):
            fit(["a"] * 12, errors="HC3")
        with pytest.raises(NotComputableError, match="2 complete rows without region"):
            fit([None, None, *"abcdefghij"], errors="CR2")
        with pytest.raises(NotComputableError, match="all rows are in one cluster"):
            fit(["a"] * 12, errors="CR2")
        with pytest.raises(NotComputableError, match="CR1, no column of clusters"):
            fit(["a"] * 12, cluster=None)
        # what is not a number is no cluster either; a province may well be called Nan
        numbers = "(SELECT * REPLACE (CASE WHEN region = 'a' THEN 'NaN'::DOUBLE ELSE 1.0 END AS region) FROM t)"
        engine.define("t", clustered(table, ["a", "b"] * 6), kept=True)
        with pytest.raises(NotComputableError, match="6 complete rows without region"):
            fit_at_rest(engine, numbers, outcome="y", factors=NAMES, errors="CR1", cluster="region")
        assert fit(["Nan", "b", "c"] * 4).n_clusters == 3
        # factors that tell clusters apart: residuals cancel within each, and what is left is rounding
        table[:, 1:] = np.eye(4)[np.repeat(range(4), 3)][:, 1:]
        assert np.isnan(fit([*"aaabbbcccddd"]).std_error).all()


@given(st.integers(0, 10_000), st.floats(-1e3, 1e3), st.integers(2, 40))
@settings(max_examples=15, deadline=None)
def test_cr2_is_that_of_the_rows(seed: int, mean: float, n_clusters: int) -> None:
    table = data(seed, mean=mean)
    # clusters of one row, of many, and of fewer rows than there are factors
    groups = [f"g{place * place % n_clusters}" for place in range(len(table))]
    if len(set(groups)) < 2:
        groups[0] = "alone"
    expected = cluster_robust(prepare(table[:, 0], table[:, 1:], names=NAMES), groups, method="CR2")
    with Engine(threads=1) as engine:
        engine.define("t", clustered(table, groups), kept=True)
        fit = fit_at_rest(engine, "t", outcome="y", factors=NAMES, errors="CR2", cluster="region")
    np.testing.assert_allclose(fit.std_error, expected.std_error, rtol=1e-7)
    np.testing.assert_allclose(fit.df, expected.df, rtol=1e-7)
    assert fit.n_clusters == expected.n_clusters


def test_cr2_of_a_factor_that_one_cluster_alone_has() -> None:
    table = data(3)
    groups = ["a", "b", "c", "d"] * 10
    table[:, 3] = np.array(groups) == "d"
    expected = cluster_robust(prepare(table[:, 0], table[:, 1:], names=NAMES), groups, method="CR2")
    with Engine(threads=1) as engine:
        engine.define("t", clustered(table, groups), kept=True)
        fit = fit_at_rest(engine, "t", outcome="y", factors=NAMES, errors="CR2", cluster="region")
    np.testing.assert_allclose(fit.std_error, expected.std_error, rtol=1e-8)
    np.testing.assert_allclose(fit.df, expected.df, rtol=1e-8)
    assert np.isnan(fit.std_error[2]) == np.isnan(expected.std_error[2])


def test_more_clusters_than_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_blocks, "MOST_CLUSTERS", 4)
    passes: list[str] = []
    for name in ("moments_at_rest", "cluster_blocks"):
        monkeypatch.setattr(at_rest, name, noted(passes, getattr(at_rest, name)))
    table = data(5, n=12)
    with Engine(threads=1) as engine:
        for groups, refused in ((["a", "b", "c", "d"] * 3, False), (["a", "b", "c", "d", "e", "f"] * 2, True)):
            engine.define("t", clustered(table, groups), kept=True)
            fit = partial(fit_at_rest, engine, "t", outcome="y", factors=NAMES, errors="CR2", cluster="region")
            if not refused:
                assert fit().n_clusters == 4 and len(passes) > 1
                continue
            passes.clear()
            with pytest.raises(NotComputableError, match=r"(?s)region has more than 4\b.*CR1"):
                fit()
            # clusters are counted before anything is summed
            assert not passes


def noted(passes: list[str], function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **given: Any) -> Any:
        passes.append(function.__name__)
        return function(*args, **given)

    return run


def test_clusters_that_come_back_are_fewer_the_more_factors_there_are() -> None:
    assert cluster_blocks.most_clusters(3) == cluster_blocks.most_clusters(12) == cluster_blocks.MOST_CLUSTERS
    many = [cluster_blocks.most_clusters(k) for k in range(1, 200)]
    assert many == sorted(many, reverse=True) and min(many) > 100
    assert all(clusters * (k + 1) ** 2 <= cluster_blocks.MOST_PRODUCTS for k, clusters in enumerate(many, start=1))


def clustered(table, groups) -> str:
    """SQL of rows with a column of clusters, which are text."""
    members = ", ".join(f"({place}, {'NULL' if g is None else repr(g)})" for place, g in enumerate(groups))
    rows = relation(np.column_stack([table, np.arange(len(table))]))
    return f"SELECT t.*, region FROM {rows} JOIN (VALUES {members}) AS g(place, region) USING (place)"


def data(seed: int, n: int = 40, mean: float = 0.0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3)) * [1.0, 20.0, 0.3] + mean
    return np.column_stack([X @ [1.0, -0.1, 4.0] + rng.normal(size=n) * (1 + np.abs(X[:, 0] - mean)), X])


def hc(table, errors: str):
    """Robust errors of slopes and constant from their definition."""
    n = len(table)
    X = np.column_stack([np.ones(n), table[:, 1:] - table[:, 1:].mean(axis=0)])
    inverse = np.linalg.inv(X.T @ X)
    e = table[:, 0] - X @ (inverse @ X.T @ table[:, 0])
    h = np.einsum("ij,jk,ik->i", X, inverse, X)
    g = e / (1 - h) ** POWERS[errors]
    variance = inverse @ (X.T * g**2) @ X @ inverse * (n / (n - X.shape[1]) if errors == "HC1" else 1)
    back = np.concatenate([[1.0], -table[:, 1:].mean(axis=0)])
    return np.sqrt(np.diag(variance))[1:], np.sqrt(back @ variance @ back)


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_it_is_the_fit_of_the_same_rows(seed: int) -> None:
    table = data(seed)
    rows = fit_ols(table[:, 0], table[:, 1:], names=NAMES, outcome_name="y")
    with Engine(threads=1) as engine:
        there = fit_at_rest(engine, relation(table), outcome="y", factors=NAMES).ols
    for name in ("estimate", "std_error", "beta", "t", "vif", "r_squared", "f", "rss"):
        np.testing.assert_allclose(getattr(there, name), getattr(rows, name), rtol=1e-10)
    np.testing.assert_allclose(there.constant.estimate, rows.constant.estimate, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("way", [lambda engine: engine, OnlySQL], ids=["pieces", "sql"])
@pytest.mark.parametrize("errors", POWERS)
def test_robust_errors_are_what_they_are_called(errors, way) -> None:
    table = data(3, mean=5.0)
    with Engine(threads=1) as engine:
        fit = fit_at_rest(way(engine), relation(table), outcome="y", factors=NAMES, errors=errors)
    slopes, constant = hc(table, errors)
    np.testing.assert_allclose(fit.std_error, slopes, rtol=1e-10)
    np.testing.assert_allclose(fit.constant.std_error, constant, rtol=1e-10)


def test_ten_digits_hold_where_raw_sums_keep_one(tmp_path: Path) -> None:
    table = data(7, n=50_000, mean=1e6)
    path = tmp_path / "hard.parquet"
    with duckdb.connect() as database:
        columns = {name: table[:, place] for place, name in enumerate(["y", *NAMES])}
        np.savetxt(tmp_path / "hard.csv", table, fmt="%.17g", delimiter=",", header=",".join(columns), comments="")
        database.execute(f"COPY (FROM read_csv('{(tmp_path / 'hard.csv').as_posix()}')) TO '{path.as_posix()}'")
    with Engine(threads=2) as engine:
        fit = fit_at_rest(engine, f"read_parquet('{path.as_posix()}')", outcome="y", factors=NAMES)
    exact = table.astype(np.longdouble)
    X = exact[:, 1:] - exact[:, 1:].mean(axis=0)
    y = exact[:, 0] - exact[:, 0].mean()
    # Newton's step in extended precision, from float64's solution
    slopes = np.linalg.lstsq(X.astype(float), y.astype(float), rcond=None)[0].astype(np.longdouble)
    slopes += np.linalg.solve((X.T @ X).astype(float), (X.T @ (y - X @ slopes)).astype(float))
    assert np.abs(fit.ols.estimate / slopes.astype(float) - 1).max() < 1e-10
    std_error, _ = hc(table, "HC3")
    np.testing.assert_allclose(fit.std_error, std_error, rtol=1e-9)


def test_a_centre_far_from_the_mean_is_left_for_the_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    # the first rows are all alike and far from the others: as where a table is sorted
    monkeypatch.setattr(sums, "FIRST_LOOK", 5)
    passes = []
    products = at_rest.products
    monkeypatch.setattr(at_rest, "products", lambda *given: passes.append(given[-1]) or products(*given))
    rows = "(SELECT CASE WHEN i < 5 THEN -1e9 ELSE i * 1e-3 END AS a, i % 7 AS b FROM range(3000) AS r(i))"
    with Engine(threads=1) as engine:
        m, _ = moments_at_rest(engine, rows, names=["a", "b"])
        table = np.array(engine.execute(f"SELECT * FROM {rows}"), dtype=np.float64)
    assert len(passes) == 2 and passes[0][0] == -1e9 and abs(passes[1][0] - table[:, 0].mean()) < 1
    exact = moments(table, names=["a", "b"])
    np.testing.assert_allclose(m.sd, exact.sd, rtol=1e-13)
    np.testing.assert_allclose(m.cross, exact.cross, rtol=1e-12)


def test_incomplete_rows_are_counted_by_what_they_lack() -> None:
    table = data(1)
    table[[0, 1], 1] = np.nan
    table[[1, 2, 3], 2] = np.nan, np.inf, -np.inf
    with Engine(threads=1) as engine:
        m, counts = moments_at_rest(engine, relation(table), names=["y", *NAMES])
    whole = np.isfinite(table).all(axis=1)
    np.testing.assert_allclose(m.mean, table[whole].mean(axis=0), rtol=1e-12)
    assert (counts.n_read, counts.n_complete, counts.without) == (40, 36, (("a", 2), ("b", 3)))


def test_whole_numbers_and_truth_values_are_numbers() -> None:
    rows = "(VALUES (true, 1, 2.5), (false, 2, 3.5), (true, 3, 9.0), (false, 9, 1.0)) AS t(y, a, b)"
    with Engine(threads=1) as engine:
        m, _ = moments_at_rest(engine, rows, names=["y", "a", "b"])
    assert m.mean.tolist() == [0.5, 3.75, 4.0] and m.minimum.tolist() == [0, 1, 1]


def test_what_cannot_be_fitted_is_refused() -> None:
    table = data(1, n=6)
    with Engine(threads=1) as engine:
        nothing = np.column_stack([np.full(6, np.nan), table[:, 1:]])
        with pytest.raises(NotComputableError, match=r"no row is complete.*without a number: y \(6\)"):
            fit_at_rest(engine, relation(nothing), outcome="y", factors=NAMES)
        with pytest.raises(NotComputableError, match="too few complete cases"):
            fit_at_rest(engine, relation(table[:4]), outcome="y", factors=NAMES)
        constant = np.column_stack([table[:, :3], np.ones(6)])
        with pytest.raises(NotComputableError, match="c"):
            fit_at_rest(engine, relation(constant), outcome="y", factors=NAMES)
        alone = table.copy()
        alone[:, 3] = [1, 0, 0, 0, 0, 0]
        with pytest.raises(NotComputableError, match="leverage of 1"):
            fit_at_rest(engine, relation(alone), outcome="y", factors=NAMES)
        assert (
            fit_at_rest(engine, relation(alone), outcome="y", factors=NAMES, errors="HC0").largest_leverage > 1 - 1e-9
        )
