"""The study that comes with civicreach reproduces what its paper printed."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.conftest import KOREA

from civicreach import read_study
from civicreach.workflow.run import StudyRun


@pytest.fixture(scope="module")
def korea() -> StudyRun:
    return read_study(KOREA).run()


def test_every_printed_number(korea: StudyRun) -> None:
    assert korea.reproduced is not None
    assert [f"{c.table} {c.row} {c.column}: {c.printed} {c.computed}" for c in korea.reproduced.different] == []
    assert Counter(c.table for c in korea.reproduced.comparisons) == {
        "purposes": 35, "confidence": 14, "descriptives": 65, "model-likes": 39, "model-posts": 39,
    }  # fmt: skip


def test_every_printed_star(korea: StudyRun) -> None:
    import json

    printed = json.loads((KOREA / "printed.json").read_text(encoding="utf-8"))["stars_printed"]
    tables = korea.report().tables
    for key, rows in printed.items():
        for row, stars in rows.items():
            cell = tables[key].cell(row, "significance" if row == "model" else "p")
            assert cell is not None and cell.stars == stars, (key, row)


def test_the_case_flow(korea: StudyRun) -> None:
    flow = korea.findings.flow
    assert [flow.start, *(step.n_after for step in flow.steps)] == [114, 96, 90]
    confidence, complete = flow.steps
    assert len(confidence.left("excluded by rule")) == 13
    assert len(confidence.left("missing")) == 5
    assert complete.left("excluded by rule") == ()
    assert sorted(complete.left("missing")) == ["S006", "S009", "S034", "S061", "S081", "S095"]


def test_missing_is_never_zero(korea: StudyRun) -> None:
    place = korea.dataset.governments.ids.index("S095")
    posts = korea.dataset.variables["N_Post"].column
    assert posts.missing[place] and posts.values[place] != 0


def test_another_digit_in_print_is_found(korea: StudyRun) -> None:
    from civicreach.records.printed import PrintedTable
    from civicreach.workflow.reproduce import reproduce

    tables = korea.report().tables
    found = reproduce({"descriptives": PrintedTable("", {"N_like": {"mean": "21439.59", "sd": "42398.051"}})}, tables)
    assert [(c.column, c.computed) for c in found.different] == [("mean", "21439.58")]
    absent = reproduce(
        {"descriptives": PrintedTable("", {"nobody": {"mean": "1"}}), "none": PrintedTable("", {"a": {"b": "1"}})},
        tables,
    )
    assert absent.n == 2 and absent.n_same == 0
