"""Models and descriptives where the rows are give the same on a server as in DuckDB, to ten digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from tests.servers import Server

from civicreach.analysis.factors.at_rest import POWERS, fit_at_rest, moments_at_rest
from civicreach.analysis.factors.descriptives_at_rest import describe_at_rest, quantiles_at_rest
from civicreach.analysis.factors.moments import moments
from civicreach.analysis.importance.shares import relative_importance
from civicreach.analysis.outcomes.poisson_at_rest import fit_poisson_at_rest
from civicreach.analysis.specifications.subsets import fit_subsets, fit_subsets_of_moments
from civicreach.engine import Engine
from civicreach.engine.spark import Spark
from civicreach.records.errors import NotComputableError

NAMES = ["a", "b", "c"]

#: Both add up in an order of their own.
DIGITS = 1e-10


@pytest.fixture(scope="module")
def server(sail_server: Server) -> Iterator[Spark]:
    with Spark(sail_server.address) as server:
        yield server


@pytest.fixture(scope="module", params=[0.0, 1e6], ids=["usual", "mean a million times the sd"])
def relations(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server: Spark) -> Iterator[str]:
    """A table of 20,000 rows, some of them incomplete, under the name that both engines know."""
    rng = np.random.default_rng(11)
    X = rng.normal(size=(20_000, 3)) * [1.0, 2.0, 0.5] + request.param
    y = X @ [1.0, -0.1, 4.0] + rng.normal(size=len(X)) * (1 + np.abs(X[:, 0] - request.param))
    table = np.column_stack([y, X])
    table[:5, 1], table[5:8, 2], table[9, 3] = np.nan, np.inf, -np.inf
    path = tmp_path_factory.mktemp("rest") / "rows.parquet"
    with Engine(threads=1) as engine:
        np.savetxt(path.with_suffix(".csv"), table, fmt="%.17g", delimiter=",")
        columns = "{'y': 'DOUBLE', 'a': 'DOUBLE', 'b': 'DOUBLE', 'c': 'DOUBLE'}"
        rows = f"read_csv('{path.with_suffix('.csv').as_posix()}', columns = {columns})"
        more = "'p' || (hash(y, a) % 17) AS province, CAST(CAST(hash(y) % 9 AS DOUBLE) AS INTEGER) AS posts"
        engine.write_parquet(f"SELECT *, {more} FROM {rows}", path)
    server.open("resting", [str(path)], format="parquet")
    yield str(path)


def here(path: str) -> str:
    return f"read_parquet('{Path(path).as_posix()}')"


@pytest.mark.parametrize("errors", [*POWERS, "CR0", "CR1", "CR2"])
def test_the_same_model(server: Spark, relations: str, errors: str) -> None:
    cluster = "province" if errors.startswith("CR") else None
    with Engine(threads=1) as engine:
        ours = fit_at_rest(engine, here(relations), outcome="y", factors=NAMES, errors=errors, cluster=cluster)
    there = fit_at_rest(server, "resting", outcome="y", factors=NAMES, errors=errors, cluster=cluster)
    for name in ("estimate", "std_error", "beta", "t", "vif", "r_squared", "f", "rss"):
        np.testing.assert_allclose(getattr(there.ols, name), getattr(ours.ols, name), rtol=DIGITS, err_msg=name)
    np.testing.assert_allclose(there.std_error, ours.std_error, rtol=DIGITS)
    np.testing.assert_allclose(there.constant.std_error, ours.constant.std_error, rtol=DIGITS)
    np.testing.assert_allclose(there.df, ours.df, rtol=DIGITS)
    assert (there.counts, there.n_clusters) == (ours.counts, ours.n_clusters)
    assert there.counts.without == (("a", 5), ("b", 3), ("c", 1))


@pytest.mark.parametrize("errors", ["model", "HC0", "HC3"])
def test_the_same_poisson_model(server: Spark, relations: str, errors: str) -> None:
    with Engine(threads=1) as engine:
        ours = fit_poisson_at_rest(engine, here(relations), outcome="posts", factors=NAMES, errors=errors)
    there = fit_poisson_at_rest(server, "resting", outcome="posts", factors=NAMES, errors=errors)
    for name in ("estimate", "std_error", "deviance", "pearson", "dispersion"):
        np.testing.assert_allclose(getattr(there, name), getattr(ours, name), rtol=DIGITS, err_msg=name)
    assert (there.n, there.counts) == (ours.n, ours.counts)


def test_the_same_descriptives(server: Spark, relations: str) -> None:
    with Engine(threads=1) as engine:
        ours = describe_at_rest(engine, here(relations), names=NAMES)
        quartiles = quantiles_at_rest(engine, here(relations), "y", shares=[0.0, 0.25, 0.9, 1.0])
    there = describe_at_rest(server, "resting", names=NAMES)
    for field in fields(ours):
        found, expected = getattr(there, field.name), getattr(ours, field.name)
        if isinstance(expected, np.ndarray) and expected.dtype.kind == "f":
            np.testing.assert_allclose(found, expected, rtol=DIGITS, atol=1e-12, err_msg=field.name)
        else:
            assert np.array_equal(found, expected), field.name
    assert quantiles_at_rest(server, "resting", "y", shares=[0.0, 0.25, 0.9, 1.0]).tolist() == quartiles.tolist()


def test_the_same_moments(server: Spark, relations: str) -> None:
    with Engine(threads=1) as engine:
        ours, counts = moments_at_rest(engine, here(relations), names=["y", *NAMES])
    there, counted = moments_at_rest(server, "resting", names=["y", *NAMES])
    assert counted == counts
    for name in ("mean", "sd", "minimum", "maximum"):
        np.testing.assert_allclose(getattr(there, name), getattr(ours, name), rtol=DIGITS, err_msg=name)
    np.testing.assert_allclose(there.cross, ours.cross, rtol=DIGITS, atol=DIGITS * ours.n)


def test_all_subsets_and_shares_come_from_moments(server: Spark, relations: str) -> None:
    with Engine(threads=1) as engine:
        ours, _ = moments_at_rest(engine, here(relations), names=["y", *NAMES])
        rows = np.array(engine.execute(f"SELECT y, a, b, c FROM {here(relations)}"), dtype=np.float64)
    there, _ = moments_at_rest(server, "resting", names=["y", *NAMES])
    rows = rows[np.isfinite(rows).all(axis=1)]
    subsets, expected = (fit_subsets_of_moments(m, outcomes=["y"], factors=NAMES) for m in (there, ours))
    of_rows = fit_subsets(rows[:, :1], rows[:, 1:], names=NAMES, outcome_names=["y"])
    for figure in ("estimate", "beta", "std_error", "p", "r_squared"):
        found = getattr(subsets, figure)
        np.testing.assert_allclose(found, getattr(expected, figure), rtol=DIGITS, atol=1e-300, err_msg=figure)
        np.testing.assert_allclose(found, getattr(of_rows, figure), rtol=1e-9, atol=1e-300, err_msg=figure)
    shares, of_ours, of_all = (
        relative_importance(m, outcome="y", factors=NAMES) for m in (there, ours, moments(rows, names=["y", *NAMES]))
    )
    np.testing.assert_allclose(shares.share, of_ours.share, rtol=DIGITS)
    np.testing.assert_allclose(shares.share, of_all.share, rtol=1e-9)


def test_truth_values_whole_numbers_and_nothing_at_all(server: Spark) -> None:
    rows = (
        "(SELECT * FROM (VALUES (true, 1, 2.5), (false, 2, 3.5), (true, 3, 9.0), (false, 9, 1.0)) AS v(y, a, b)) AS t"
    )
    m, _ = moments_at_rest(server, rows, names=["y", "a", "b"])
    assert m.mean.tolist() == [0.5, 3.75, 4.0] and m.minimum.tolist() == [0, 1, 1]
    nothing = "(SELECT CAST(NULL AS DOUBLE) AS y, 1 AS a) AS t"
    with pytest.raises(NotComputableError, match=r"no row is complete.*without a number: y \(1\)"):
        moments_at_rest(server, nothing, names=["y", "a"])
