"""Spark itself, where it is there: SPARK_HOME names it, such as the folder of the package pyspark elsewhere."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import KOREA, StudyMaker
from tests.servers import Server, spark

from civicreach import read_study
from civicreach.analysis.factors.at_rest import fit_at_rest
from civicreach.engine import Engine, EngineAbsentError, EngineError
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
            f"SELECT *, 'p' || (hash(y) % 9) AS region FROM read_csv('{tmp_path / 'rows.csv'}', columns = {columns})",
            tmp_path / "rows.parquet",
        )
        here = f"read_parquet('{tmp_path / 'rows.parquet'}')"
        server.open("resting", [str(tmp_path / "rows.parquet")], format="parquet")
        for errors, cluster in (("HC3", None), ("CR2", "region")):
            ours, theirs = (
                fit_at_rest(at, relation, outcome="y", factors=["a", "b"], errors=errors, cluster=cluster)
                for at, relation in ((engine, here), (server, "resting"))
            )
            np.testing.assert_allclose(theirs.ols.estimate, ours.ols.estimate, rtol=1e-10)
            np.testing.assert_allclose(theirs.std_error, ours.std_error, rtol=1e-10)
            np.testing.assert_allclose(theirs.df, ours.df, rtol=1e-10)
            assert math.isclose(theirs.ols.r_squared, ours.ols.r_squared, rel_tol=1e-10)


def test_what_it_refuses_is_a_sentence(spark_server: Server, tmp_path: Path) -> None:
    with Engine(threads=1) as engine, Spark(spark_server.address) as server:
        engine.write_parquet("SELECT 'a' AS page, 1 AS id", tmp_path / "one.parquet")
        engine.write_parquet("SELECT 'b' AS page, [1] AS id", tmp_path / "two.parquet")
        with pytest.raises(EngineError, match=r"nowhere\.parquet") as caught:
            server.open("found", [str(tmp_path / "nowhere.parquet")], format="parquet")
        assert not isinstance(caught.value, EngineAbsentError)
        server.open("found", [str(tmp_path / f"{name}.parquet") for name in ("one", "two")], format="parquet")
        with pytest.raises(EngineError) as caught:
            server.execute("SELECT * FROM found")
        assert "\n" not in str(caught.value) and len(str(caught.value)) <= 300
        with pytest.raises(EngineError, match="CAST_INVALID_INPUT"):
            server.execute("SELECT CAST(a AS DOUBLE) FROM (VALUES ('x')) AS t(a)")
        # and it goes on answering
        assert server.execute("SELECT 1 AS one") == [(1,)]


def test_a_server_that_dies_while_it_is_asked(spark_home: Path, make_study: StudyMaker, tmp_path: Path) -> None:
    with spark(spark_home, tmp_path) as doomed:
        engine = Spark(doomed.address)
        engine.define("many", "SELECT * FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) AS t(a)")
        timer = threading.Timer(3.0, os.killpg, (doomed.process.pid, signal.SIGKILL))
        timer.start()
        factors = ", ".join(f"many AS m{place}" for place in range(12))
        total = " + ".join(f"m{place}.a" for place in range(12))
        with pytest.raises(EngineAbsentError, match="went away while it was asked; start it again"):
            engine.execute(f"SELECT sum({total}) FROM {factors}")
        timer.join()
        engine.close()
        out = tmp_path / "out"
        arguments = ["run", str(make_study()), "--out", str(out), "--engine", f"{doomed.address}/;token=verysecret"]
        run = subprocess.run([sys.executable, "-m", "civicreach", *arguments], capture_output=True, text=True)
    assert (run.returncode, run.stdout, out.exists()) == (8, "", False)
    assert "no server answers at 127.0.0.1:" in run.stderr
    assert "Traceback" not in run.stderr and "verysecret" not in run.stderr
