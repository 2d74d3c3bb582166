"""Columns and tables that are not what a sum needs: one sentence, the same from DuckDB and from servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tests.servers import sail

from civicreach.analysis.factors.at_rest import fit_at_rest, moments_at_rest
from civicreach.analysis.factors.descriptives_at_rest import describe_at_rest, quantiles_at_rest
from civicreach.analysis.outcomes.poisson_at_rest import fit_poisson_at_rest
from civicreach.engine import Engine, EngineAbsentError, RunsSQL
from civicreach.engine.spark import Spark
from civicreach.records.errors import Fault, GivenError, ServerError

ROWS = "(SELECT * FROM (VALUES (1, 2.0, 'x'), (3, 5.0, 'y'), (4, 4.0, 'y')) AS r(likes, age, region))"


@pytest.fixture(scope="module", params=["duckdb", "sail", pytest.param("spark", marks=pytest.mark.slow)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine | Spark]:
    if request.param == "duckdb":
        with Engine(threads=1) as engine:
            yield engine
        return
    with Spark(request.getfixturevalue(f"{request.param}_server").address) as server:
        yield server


def faults_of(engine: RunsSQL, relation: str = ROWS, **names: str) -> list[tuple[Fault, ...]]:
    """What each of the functions says of a table, told to take these columns."""
    like, age, region = names.get("like", "likes"), names.get("age", "age"), names.get("region", "region")
    asked = {"outcome": like, "factors": [age]}
    found = []
    for call in (
        lambda: moments_at_rest(engine, relation, names=[like, age]),
        lambda: fit_at_rest(engine, relation, outcome=like, factors=[age], errors="CR1", cluster=region),
        lambda: fit_poisson_at_rest(engine, relation, **asked),  # type: ignore[arg-type]
        lambda: describe_at_rest(engine, relation, names=[like, age]),
        lambda: quantiles_at_rest(engine, relation, like, shares=[0.5]),
    ):
        with pytest.raises(GivenError) as caught:
            call()
        assert caught.value.exit_code == 3
        found.append(caught.value.faults)
    return found


def test_a_column_of_another_name(engine: Engine | Spark) -> None:
    for faults in faults_of(engine, like="like"):
        (fault,) = faults
        assert (str(fault.wrong), str(fault.found)) == ("has no column 'like'", "columns 'likes', 'age', 'region'")
        assert str(fault.right) == "'likes'?"
    with pytest.raises(GivenError, match="has no column 'regions'"):
        fit_at_rest(engine, ROWS, outcome="likes", factors=["age"], errors="CR1", cluster="regions")


def test_names_are_one_whatever_their_case() -> None:
    with Engine() as engine:
        found, _ = moments_at_rest(engine, "(SELECT i AS Likes FROM range(9) AS t(i))", names=["likes"])
    assert found.n == 9


def test_text_where_a_number_is_needed(engine: Engine | Spark) -> None:
    for faults in faults_of(engine, like="region"):
        (fault,) = faults
        assert (str(fault.wrong), str(fault.found)) == ("column 'region' holds no numbers", "VARCHAR")
        assert "CAST(region AS DOUBLE)" in str(fault.right)


def test_a_table_that_is_not_there(engine: Engine | Spark) -> None:
    for faults in faults_of(engine, "nowhere"):
        (fault,) = faults
        assert (str(fault.where), str(fault.wrong)) == ("nowhere", "is no table or view that the engine knows")
        assert "nowhere" in str(fault.found) and "SQLSTATE" not in str(fault.found)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "text.parquet").write_text("likes,age\n1,2\n", encoding="utf-8")
    duckdb.sql("SELECT md5(i::VARCHAR) AS a, i::DOUBLE AS likes FROM range(50000) AS r(i)").write_parquet(
        str(tmp_path / "damaged.parquet")
    )
    whole = (tmp_path / "damaged.parquet").read_bytes()
    (tmp_path / "damaged.parquet").write_bytes(whole[:-400_000] + b"\xff" * 390_000 + whole[-10_000:])
    for name, says in (
        ("text.parquet", "is not Parquet, or breaks off"),
        ("nowhere.parquet", "is not there, or a part of it"),
        ("damaged.parquet", "damaged"),
    ):
        with Engine(threads=1) as engine, pytest.raises(GivenError, match=says) as caught:
            moments_at_rest(engine, f"read_parquet('{tmp_path / name}')", names=["likes"])
        fault = caught.value.faults[0]
        # of damage within a file DuckDB does not always say in which
        assert name in str(fault.found) or says == "damaged"
        assert "Error" not in str(fault)


def test_a_server_that_goes_away() -> None:
    with sail() as doomed:
        engine = Spark(doomed.address)
        doomed.process.kill()
        doomed.process.wait()
        with pytest.raises(ServerError, match="went away while it was asked") as caught:
            moments_at_rest(engine, ROWS, names=["likes"])
        assert caught.value.exit_code == 8 and isinstance(caught.value.__cause__, EngineAbsentError)
        engine.close()
