"""Patterns of missing values, beside mice's md.pattern (r/incomplete.R)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.incomplete.patterns import tabulate_patterns
from civicreach.records.column import Column
from civicreach.records.errors import NotComputableError
from civicreach.records.missing import Missing


@pytest.mark.parametrize("part", ["nhanes", "airquality", "boys", "twin"])
def test_patterns_are_those_of_mice(part: str, r_columns, r_incomplete) -> None:
    data = r_columns(part)
    ids = [str(i) for i in range(len(next(iter(data.values()))))]
    table = tabulate_patterns({name: Column.numbers(values) for name, values in data.items()}, ids=ids)
    expected = {frozenset(name.split("+")) - {"nothing"}: n for name, n in r_incomplete[part, "pattern"].items()}
    assert {frozenset(pattern.lacking): pattern.n for pattern in table.patterns} == expected
    assert dict(zip(table.names, table.n_missing.tolist(), strict=True)) == r_incomplete[part, "n_missing"]
    assert table.n_complete == expected[frozenset()]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=12))
def test_every_government_stands_under_one_pattern(gaps: list[list[bool]]) -> None:
    names = ("age", "budget", "likes")
    columns = {
        name: Column.numbers([None if row[j] else 1.0 for row in gaps], Missing.DECLARED)
        for j, name in enumerate(names)
    }
    ids = [f"S{i}" for i in range(len(gaps))]
    table = tabulate_patterns(columns, ids=ids)
    assert sorted(i for pattern in table.patterns for i in pattern.ids) == sorted(ids)
    for pattern in table.patterns:
        for id in pattern.ids:
            assert [name in pattern.lacking for name in names] == gaps[ids.index(id)]
    lacks = table.n_missing.tolist()
    assert [table.reasons.get(name, {}).get(Missing.DECLARED, 0) for name in names] == lacks
    assert np.array_equal(np.diag(table.jointly), len(gaps) - table.n_missing)


def test_variables_that_are_never_there_together_are_named() -> None:
    columns = {"a": Column.numbers([1, None]), "b": Column.numbers([None, 1]), "c": Column.numbers([1, 2])}
    assert tabulate_patterns(columns, ids=["A", "B"]).never_together == (("a", "b"),)


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(NotComputableError, match="budget: 1"):
        tabulate_patterns({"budget": Column.numbers([1])}, ids=["A", "B"])
