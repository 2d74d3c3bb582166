"""Rows in pieces are the rows of the relation, with NaN for what is missing, and faults are the engine's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.engine import Engine, EngineError, ReadsPieces, quoted
from civicreach.engine.sums_in_pieces import ROWS_TOGETHER, complete_blocks


def gathered(engine: Engine, relation: str, columns: list[str]):
    """All rows, in their order by the first column."""
    table = np.column_stack(
        [np.concatenate(column) for column in zip(*map(copied, engine.pieces(relation, columns)), strict=True)]
    )
    return table[np.argsort(table[:, 0], kind="stable")]


def copied(piece):
    return [column.copy() for column in piece]


@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=False)), min_size=1, max_size=40), st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_what_is_missing_is_nan_and_the_rest_is_as_it_was(values, repeated) -> None:
    values = values * repeated
    rows = ", ".join(
        f"({place}, {'NULL' if value is None else quoted(repr(value))}::DOUBLE)" for place, value in enumerate(values)
    )
    with Engine(threads=1) as engine:
        found = gathered(engine, f"(VALUES {rows}) AS t(place, x)", ["place", "x"])
    np.testing.assert_array_equal(found[:, 1], np.array(values, dtype=np.float64))


def test_many_pieces_of_a_file_and_of_parts_of_it(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    with Engine(threads=2) as engine:
        assert isinstance(engine, ReadsPieces)
        odd = "CASE WHEN i % 7 = 0 THEN NULL ELSE i * 0.5 END AS x, i % 2 = 0 AS even"
        engine.write_parquet(f"SELECT i AS place, {odd} FROM range(400000) AS r(i)", path)
        relation = f"read_parquet({quoted(str(path))})"
        expected = np.arange(400_000) * 0.5
        expected[::7] = np.nan
        for what, some in [(relation, slice(None)), (f"(FROM {relation} WHERE place >= 123457)", slice(123_457, None))]:
            found = gathered(engine, what, ["place", "x", "even"])
            np.testing.assert_array_equal(found[:, 0], np.arange(400_000)[some])
            np.testing.assert_array_equal(found[:, 1], expected[some])
            np.testing.assert_array_equal(found[:, 2], (np.arange(400_000) % 2 == 0)[some])
        # blocks leave out what is not complete, and are of a bounded size
        blocks = [block.copy() for block in complete_blocks(engine, relation, ["place", "x"], np.array([0.0, 2.0]))]
        assert sum(block.shape[1] for block in blocks) == np.isfinite(expected).sum()
        assert 1000 < max(block.shape[1] for block in blocks) <= ROWS_TOGETHER
        np.testing.assert_array_equal(np.concatenate([2 * (b[2] + 2) - b[1] for b in blocks]), 0)


def test_an_engine_whose_pieces_were_not_all_taken_answers_again() -> None:
    with Engine(threads=2) as engine:
        taken = engine.pieces("range(3000000) AS r(i)", ["i"])
        assert len(next(taken)) == 1
        taken.close()
        assert engine.execute("SELECT 1") == [(1,)]


def test_no_rows_are_no_pieces() -> None:
    with Engine(threads=1) as engine:
        assert [len(piece[0]) for piece in engine.pieces("(SELECT 1.0 AS x WHERE false)", ["x"])] in ([], [0])


@pytest.mark.parametrize(
    ("relation", "sentence"),
    [("nowhere", "nowhere"), ("(SELECT 'text' AS x)", "text"),
     ("(SELECT CASE WHEN i < 1999999 THEN '1' ELSE 'word' END AS x FROM range(2000000) AS r(i))", "word")],
    ids=["no relation", "no number", "no number far down"],
)  # fmt: skip
def test_faults_are_those_of_the_engine(relation: str, sentence: str) -> None:
    with Engine(threads=1) as engine:
        with pytest.raises(EngineError, match=sentence):
            for _ in engine.pieces(relation, ["x"]):
                pass
        assert engine.execute("SELECT 1") == [(1,)]
