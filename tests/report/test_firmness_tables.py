"""The tables that say how firm conclusions are."""

from __future__ import annotations

import numpy as np

from civicreach.analysis.firmness.conclusions import Check, Conclusion
from civicreach.records.words import message
from civicreach.report.locale import Locale
from civicreach.report.tables.firmness import checks_table, overview_table

LEGEND = {"*": 0.10, "**": 0.05}
CONCLUSION = Conclusion("likes", "age", 0.4, 0.02, "**")


def check(key: str, estimate: float, p: float, reason: str = "") -> Check:
    return Check(
        key, key.upper(), "assumes little", "Errors", np.array([1.0, estimate]), np.array([0.5, p]), 90, reason
    )


CHECKS = [check("a", 2.0, 0.01), check("b", 2.0, 0.07), check("c", 2.0, 0.3), check("d", -2.0, 0.001)]
CHECKS.append(check("e", np.nan, np.nan, "there is one cluster"))


def test_the_overview_counts_and_names() -> None:
    table = overview_table([(CONCLUSION, "Likes", CHECKS, 1)], {"age": "Age"}, LEGEND)
    (row,) = table.rows
    assert [cell.value for cell in row.cells[3:6]] == [1, 1, 2], "a check without a figure is not counted"
    say = Locale("en").say
    assert say(row.cells[6].value) == "C; D"


def test_every_check_stands_with_its_stars_and_what_it_assumes() -> None:
    table = checks_table("likes", "Likes", ["x", "age"], CHECKS, {}, LEGEND, [0.1, 0.4])
    assert [cell.stars for row in table.rows for cell in row.cells[2:]] == ["**", "*", "", "**†", ""]
    notes = [Locale("en").say(note) for note in table.notes]
    assert "E: there is one cluster" in notes and "A: assumes little" in notes
    assert Locale("ko").say(message("{check}: {about}", check="가", about="나")) == "가: 나"
