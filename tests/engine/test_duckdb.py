"""The engine: bounded, deterministic, and quiet about what it cannot do only in its own kind of error."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicreach.engine import Engine, EngineError, named, quoted


def test_what_duckdb_refuses_is_an_engine_error() -> None:
    with Engine() as engine:
        with pytest.raises(EngineError, match="posts"):
            engine.run("posts_in_window", opens="2015-06-01", closes="2015-09-01")
        with pytest.raises(EngineError, match="No files found"):
            engine.execute("SELECT * FROM read_parquet('nowhere.parquet')")


def test_rows_are_written_in_their_order(tmp_path: Path) -> None:
    source, target = (quoted(str(tmp_path / name)) for name in ("source.parquet", "target.parquet"))
    # the first rows take longest, so that later ones are done before them
    slow = "md5(CASE WHEN i < 200000 THEN repeat(i::VARCHAR, 60) ELSE '' END)"
    with Engine(threads=4) as engine:
        engine.write_parquet("SELECT i FROM range(500000) AS numbers(i)", tmp_path / "source.parquet")
        n = engine.write_parquet(f"SELECT i, {slow} AS m FROM read_parquet({source})", tmp_path / "target.parquet")
        ordered = engine.execute(
            f"SELECT bool_and(i = file_row_number) FROM read_parquet({target}, file_row_number = true)"
        )
    assert (n, ordered) == (500_000, [(True,)])


def test_a_long_list_does_not_change_the_order(tmp_path: Path) -> None:
    source = tmp_path / "lines.ndjson"
    source.write_text("".join(f'{{"i": {i}, "text": "{"x" * 200}"}}\n' for i in range(200_000)), encoding="utf-8")
    columns = {"i": "BIGINT", "text": "VARCHAR"}
    lines = f"read_json({quoted(str(source))}, format = 'newline_delimited', columns = {columns})"
    words = ", ".join(quoted(f"word {place}") for place in range(20))
    with Engine(threads=2) as engine:
        target = tmp_path / "target.parquet"
        engine.write_parquet(f"SELECT i, text NOT IN ({words}) AS told FROM {lines}", target)
        ordered = engine.execute(
            f"SELECT bool_and(i = file_row_number) FROM read_parquet({quoted(str(target))}, file_row_number = true)"
        )
    assert ordered == [(True,)]


def test_ctrl_c_is_no_error_of_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    with Engine() as engine:
        for said, kind in (("Query interrupted", KeyboardInterrupt), ("something else", RuntimeError)):

            def fails(*_: object, said: str = said) -> None:
                raise RuntimeError(said)

            monkeypatch.setattr(engine, "_fetch", fails)
            with pytest.raises(kind):
                engine.execute("SELECT 1")
        monkeypatch.undo()
        assert engine.execute("SELECT 1") == [(1,)]


def test_a_query_that_does_not_fit_is_run_again_with_more_memory() -> None:
    large = "SELECT count(*) FROM (SELECT i, count(*) FROM range(3000000) AS numbers(i) GROUP BY i)"
    with Engine(memory="20MiB", threads=2) as engine:
        assert engine.execute(large) == [(3_000_000,)]
        assert engine.execute("SELECT current_setting('threads')") == [(2,)]
        assert engine.execute("SELECT current_setting('memory_limit')") == [("20.0 MiB",)]


def test_what_does_not_fit_at_all_is_an_engine_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicreach.engine.duckdb.MEMORY_AT_NEED", "4MiB")
    with Engine(memory="4MiB", threads=1) as engine, pytest.raises(EngineError, match="Out of Memory"):
        engine.execute("SELECT list(i) FROM range(30000000) AS numbers(i)")


def test_nothing_is_left_behind() -> None:
    with Engine() as engine:
        engine.write_parquet("SELECT 1 AS one", engine.scratch / "one.parquet")
        scratch = engine.scratch
    assert not scratch.exists()


def test_a_table_is_kept_for_later_queries() -> None:
    with Engine() as engine:
        engine.define(
            "posts", "SELECT * FROM (VALUES ('a', 201506), ('a', 201506), ('b', 201507)) AS p(account, month)"
        )
        assert engine.keep("months", "posts_by_month") == 2
        assert sorted(engine.execute("SELECT * FROM months")) == [("a", 201506, 2), ("b", 201507, 1)]


@pytest.mark.parametrize("text", ["", "O'Brien", "서울", "''", 'a"b', "a\\'b", "a\nb"])
def test_quoting(text: str) -> None:
    with Engine() as engine:
        assert engine.execute(f"SELECT {quoted(text)}") == [(text,)]
        if text:
            assert engine.execute(f"SELECT x.{named(text)} FROM (SELECT 7 AS {named(text)}) AS x") == [(7,)]


def test_a_relation_that_could_not_be_defined_is_defined_later() -> None:
    with Engine(threads=1) as engine:
        with pytest.raises(EngineError):
            engine.define("posts", "SELECT CAST('x' AS INTEGER) AS a", kept=True)
        engine.define("posts", "SELECT 1 AS a", kept=True)
        assert engine.execute("SELECT a FROM posts") == [(1,)]
