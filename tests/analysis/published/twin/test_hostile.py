"""Tables that nobody can have meant: refused in a sentence or searched in vain, and nothing crashes."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.analysis.published.test_hostile import TABLE, TEXTS
from tests.analysis.published.twin.test_search import SMALL

from civicreach.analysis.published.audit import audit_study
from civicreach.analysis.published.twin.spread import MEASURES, spread
from civicreach.analysis.published.twin.twin import Twins, search_twins
from civicreach.records.errors import CivicreachError
from civicreach.report.locale import Locale
from civicreach.sources.printed_tables.layouts import study_of

CELLS = [(table, row, column) for table, held in SMALL["tables"].items() for row, cells in held["cells"].items()
         for column in cells]  # fmt: skip


def searched(data: dict[str, Any]) -> Twins | None:
    try:
        found = search_twins(audit_study(study_of(data, "test")), most_starts=1)
    except CivicreachError as error:
        assert str(error)
        return None
    assert len(found.twins) == 1
    for words in found.taken:
        assert Locale("en").say(words) and Locale("ko").say(words)
    if found.demand is not None:
        spread(found.demand, [twin.columns for twin in found.twins], tuple(MEASURES))
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(TABLE, min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(["survey", "regression"]), st.sampled_from(["5", "12", "30", "x", ""])),
)
def test_nothing_crashes(tables: list[dict[str, Any]], n: dict[str, str]) -> None:
    searched({"tables": {f"table{i}": table for i, table in enumerate(tables, 1)}, "n": n})


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(CELLS), TEXTS)
@example(("means", "first_tier", "n"), "1E30")
@example(("means", "posts", "max"), "1E200")
def test_one_cell_that_is_anything(cell: tuple[str, str, str], text: str) -> None:
    data = copy.deepcopy(SMALL)
    table, row, column = cell
    data["tables"][table]["cells"][row][column] = text
    searched(data)


@pytest.mark.parametrize("size", ["1", "2", "3", "4", "2000", "1000000"])
def test_any_number_of_cases(size: str) -> None:
    data: dict[str, Any] = {"tables": {"a": {"n": size, "cells": {"x": {"b": "1.52", "t": "2.14"},
                                                                  "y": {"b": "0.52", "t": "1.14"}}}}}  # fmt: skip
    searched(data)
