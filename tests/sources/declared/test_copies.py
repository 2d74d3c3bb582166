"""Rows that repeat the key of an earlier one: which they are, and whether they tell another thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreach.engine import Engine
from civicreach.sources.declared.copies import AGAIN, CHANGED, later_rows

ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.none() | st.integers(0, 1)), max_size=12)


@pytest.mark.parametrize("at_a_time", [4_000_000, 3])
def test_the_first_row_of_each_key_stands(at_a_time: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicreach.sources.declared.copies._AT_A_TIME", at_a_time)

    @given(ROWS)
    def compared(rows: list[tuple[str, int, int | None]]) -> None:
        first: dict[tuple[str, int], int | None] = {}
        expected = {}
        for row, (account, post, likes) in enumerate(rows):
            if (account, post) in first:
                expected[row] = AGAIN if first[account, post] == likes else CHANGED
            first.setdefault((account, post), likes)
        values = ", ".join(
            f"({row}, '{account}', {post}, {'NULL' if likes is None else likes})"
            for row, (account, post, likes) in enumerate(rows)
        )
        relation = f"(SELECT * FROM (VALUES {values or '(0, NULL, NULL, NULL)'}) AS v(row, account, post, likes))"
        found = later_rows(relation, "account, post", "likes", engine)
        assert bool(found) == bool(expected)
        assert not found or dict(engine.execute(f"SELECT row, reason FROM {found}")) == expected

    with Engine() as engine:
        compared()
