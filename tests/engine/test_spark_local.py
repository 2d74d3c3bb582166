"""Spark itself, where it is there: SPARK_HOME names it, such as the folder of the package pyspark elsewhere."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import KOREA
from tests.servers import Server

from civicreach import read_study
from civicreach.analysis.factors.at_rest import fit_at_rest
from civicreach.engine import Engine
from civicreach.engine.spark import Spark

pytestmark = pytest.mark.slow


def test_korea_2015_has_all_its_printed_numbers(spark_server: Server) -> None:
    run = read_study(KOREA).run(engine=spark_server.address)
    assert run.reproduced is not None
    assert (run.reproduced.n_same, run.reproduced.n) == (192, 192)


def test_a_model_where_its_rows_are(spark_server: Server, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    X = rng.normal(size=(5_000, 2)) + 1e6
    table = np.column_stack([X @ [1.0, -0.5] + rng.normal(size=len(X)), X])
    np.savetxt(tmp_path / "rows.csv", table, fmt="%.17g", delimiter=",")
    with Engine(threads=1) as engine, Spark(spark_server.address) as server:
        columns = "{'y': 'DOUBLE', 'a': 'DOUBLE', 'b': 'DOUBLE'}"
        engine.write_parquet(
            f"FROM read_csv('{tmp_path / 'rows.csv'}', columns = {columns})", tmp_path / "rows.parquet"
        )
        here = f"read_parquet('{tmp_path / 'rows.parquet'}')"
        server.open("resting", [str(tmp_path / "rows.parquet")], format="parquet")
        ours, theirs = (
            fit_at_rest(at, relation, outcome="y", factors=["a", "b"])
            for at, relation in ((engine, here), (server, "resting"))
        )
    np.testing.assert_allclose(theirs.ols.estimate, ours.ols.estimate, rtol=1e-10)
    np.testing.assert_allclose(theirs.std_error, ours.std_error, rtol=1e-10)
    assert math.isclose(theirs.ols.r_squared, ours.ols.r_squared, rel_tol=1e-10)
