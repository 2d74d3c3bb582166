"""What checks make of conclusions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreach.analysis.firmness.conclusions import Check, Conclusion, Verdict, conclusions_of, judge

LEGEND = {"*": 0.10, "**": 0.05, "***": 0.01}
FIRM = Conclusion("likes", "age", 0.4, 0.02, "**")


def check(estimate: float, p: float) -> Check:
    return Check("hc3", "HC3", "", "errors", np.array([0.0, estimate]), np.array([1.0, p]), 90)


def test_conclusions_are_the_coefficients_with_stars() -> None:
    beta, p = np.array([0.1, -0.2, 0.3]), np.array([0.0999, 0.1, np.nan])
    assert [(c.factor, c.stars) for c in conclusions_of("m", ["a", "b", "c"], beta, p, LEGEND)] == [("a", "*")]


@pytest.mark.parametrize(
    ("estimate", "p", "verdict"),
    [
        (9.0, 0.049, Verdict.HOLDS),
        (9.0, 0.001, Verdict.HOLDS),
        (9.0, 0.05, Verdict.WEAKER),
        (9.0, 0.10, Verdict.FALLS),
        (-9.0, 0.001, Verdict.TURNS),
        (-9.0, 0.5, Verdict.TURNS),
        (np.nan, 0.001, Verdict.CANNOT_TELL),
        (9.0, np.nan, Verdict.CANNOT_TELL),
    ],
)
def test_a_check_is_judged_by_sign_and_stars(estimate: float, p: float, verdict: Verdict) -> None:
    assert judge(FIRM, check(estimate, p), 1, LEGEND) is verdict


@given(st.floats(0, 1), st.floats(-5, 5).filter(bool))
def test_a_conclusion_holds_against_itself(p: float, beta: float) -> None:
    for conclusion in conclusions_of("m", ["a"], np.array([beta]), np.array([p]), LEGEND):
        own = Check("same", "", "", "", np.array([beta]), np.array([p]), 1)
        assert judge(conclusion, own, 0, LEGEND) is Verdict.HOLDS


def test_draws_that_are_few_cannot_tell_many_stars() -> None:
    few = Check("joint", "", "", "", np.array([0.0, 1.0]), np.array([1.0, 0.02]), 90, "", least=0.02)
    assert judge(Conclusion("m", "age", 0.4, 0.001, "***"), few, 1, LEGEND) is Verdict.CANNOT_TELL
    assert judge(FIRM, few, 1, LEGEND) is Verdict.HOLDS


def test_levels_are_compared_and_not_lengths_of_marks() -> None:
    legend = {"†": 0.10, "*": 0.05}
    strong = Conclusion("m", "age", 0.4, 0.01, "*")
    weak = Check("hc3", "", "", "", np.array([0.0, 1.0]), np.array([1.0, 0.08]), 90)
    assert judge(strong, weak, 1, legend) is Verdict.WEAKER
