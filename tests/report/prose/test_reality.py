"""What is said of purposes, confidence, activity and descriptives, over many made-up results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.prose.stray import stray

from civicreach.analysis.factors.descriptives import describe
from civicreach.analysis.reality.activity_range import activity_range
from civicreach.analysis.reality.confidence import tabulate_confidence
from civicreach.analysis.reality.purposes import tabulate_purposes, tabulate_strategies
from civicreach.analysis.reality.saydo import compare_activity, compare_chosen
from civicreach.records.caseflow import CaseFlow, Departure, Step
from civicreach.records.column import Column
from civicreach.report.claim import Claim
from civicreach.report.locale import Locale
from civicreach.report.prose.activity import activity_claims
from civicreach.report.prose.caseflow import case_flow_claims
from civicreach.report.prose.confidence import confidence_claims
from civicreach.report.prose.descriptives import descriptives_claims
from civicreach.report.prose.purposes import purposes_claims, strategies_claims
from civicreach.report.prose.saydo import answers_claims, named_claims, rank_tests_claims
from civicreach.report.prose.saying import Prose
from civicreach.report.style import STYLES
from civicreach.report.table import Table
from civicreach.report.tables.caseflow import caseflow_table
from civicreach.report.tables.confidence import confidence_table
from civicreach.report.tables.descriptives import descriptives_table, range_table
from civicreach.report.tables.purposes import purposes_table, strategies_table
from civicreach.report.tables.saydo import confidence_activity_table, confidence_tests_table, purpose_activity_table

NAMES = ("alpha", "beta", "gamma")
ANSWERS = ("yes", "perhaps", "no")
counts = st.lists(
    st.one_of(st.integers(0, 9).map(float), st.floats(0, 1e7).map(round).map(float), st.just(float("nan"))),
    min_size=1,
    max_size=25,
)
chosen = st.lists(
    st.tuples(*[st.sampled_from([0.0, 1.0, float("nan")])] * 3), min_size=1, max_size=25
).map(lambda rows: np.array(rows))  # fmt: skip


def say(table: Table, claims: Sequence[Claim], language: str = "en") -> list[str]:
    """The sentences, after every number in them was found in a cell that they name."""
    prose = Prose({table.key: tuple(claims)}, {table.key: replace(table, number="1")})
    for claim in claims:
        for each in ("en", "ko"):
            assert claim.cells and stray(prose, claim, Locale(each), "plain") == set()
    return [prose.sentence(claim, Locale(language), STYLES["plain"]) for claim in claims]


@settings(max_examples=40, deadline=None)
@given(chosen)
def test_purposes_come_in_order_of_frequency(answers: np.ndarray) -> None:
    result = tabulate_purposes(answers, items=list(NAMES))
    table = purposes_table(result, {})
    order = say(table, purposes_claims(table))[1]
    places = sorted(range(3), key=lambda j: order.index(NAMES[j]))
    assert [int(result.yes[j]) for j in places] == sorted(result.yes.tolist(), reverse=True)


@settings(max_examples=30, deadline=None)
@given(chosen, st.sampled_from(["", "pull"]))
def test_strategies(answers: np.ndarray, expected: str) -> None:
    strategy = {"push": ["alpha", "beta"], "pull": ["gamma"]}
    table = strategies_table(tabulate_strategies(answers, items=list(NAMES), strategy=strategy, expected=expected), {})
    said = " ".join(say(table, strategies_claims(table, labels={}, expected=expected)))
    assert ("The literature expects pull" in said) == bool(expected)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([*ANSWERS, None]), min_size=1, max_size=30), st.booleans())
def test_confidence_names_every_answer_and_those_without(answers: list[str | None], positive: bool) -> None:
    result = tabulate_confidence(Column.texts(answers), order=ANSWERS, positive=["yes"] if positive else [])
    table = confidence_table(result, {})
    said = " ".join(say(table, confidence_claims(table, result)))
    assert all(answer in said for answer in ANSWERS) or not result.n_valid
    assert ("No valid answer came from" in said) == bool(result.n_missing and result.n_valid)
    assert ("are sure that their aims are met" in said) == bool(positive and result.n_valid)


@settings(max_examples=40, deadline=None)
@given(counts)
def test_activity(values: list[float]) -> None:
    ranges = {"likes": activity_range(np.array(values), ids=[f"g{i}" for i in range(len(values))])}
    table = range_table(ranges, {}, {"likes": "w"})
    said = " ".join(say(table, activity_claims(table, ranges)))
    r = ranges["likes"]
    assert ("Left out because" in said) == bool(r.n and r.n_missing)
    assert ("Observed with none" in said) == bool(r.n_zero)
    assert ("limit of the download" in said) == r.capped


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-1e5, 1e5), st.sampled_from([0.0, 1.0, float("nan")])), min_size=1, max_size=20))
def test_descriptives_tell_on_which_side_the_mean_lies(rows: list[tuple[float, float]]) -> None:
    result = describe(np.array(rows), names=["alpha", "beta"])
    table = descriptives_table(result, {}, {})
    said = say(table, descriptives_claims(table, outcomes=["alpha"]))
    outcome = [s for s in said if s.startswith("The mean of alpha")]
    if outcome:
        side = (
            "above" if result.mean[0] > result.median[0] else "below" if result.mean[0] < result.median[0] else "equals"
        )
        assert side in outcome[0]
    ones = [s for s in said if "share of ones" in s]
    assert not ones or "beta" in ones[0]
    both = len({b for _, b in rows if b == b}) == 2
    assert not both or ones


def test_a_logarithm_is_not_told_with_fifteen_digits() -> None:
    values = np.log(np.array([[2.0], [3.0], [7.0], [9.0]]))
    table = descriptives_table(describe(values, names=["alpha"]), {}, {})
    assert say(table, descriptives_claims(table, outcomes=["alpha"]))[1] == (
        "The mean of alpha (M = 1.484, SD = 0.706) lies below the median (1.522)."
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(counts.map(lambda x: x[0]), st.sampled_from([*ANSWERS, None])), min_size=1, max_size=30))
def test_answers_and_tests(rows: list[tuple[float, str | None]]) -> None:
    values, answers = np.array([v for v, _ in rows]), [a for _, a in rows]
    by = {"likes": compare_activity(values, answers, order=ANSWERS, ordered=True)}
    table = confidence_activity_table(by, {}, {})
    for sentence in say(table, answers_claims(table)):
        if "lowest for" in sentence:
            low = sentence.split("lowest for ")[1].split(" (")[0]
            medians = {g.label: g.median for g in by["likes"].groups if g.median is not None}
            assert medians[low] == min(medians.values())
    tests = confidence_tests_table(by, {})
    said = " ".join(say(tests, rank_tests_claims(tests)))
    assert ("is not computed" in said) or ("p = " in said) or ("p < " in said)
    assert "significan" not in said


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(counts.map(lambda x: x[0]), st.sampled_from([0.0, 1.0])), min_size=1, max_size=30), st.booleans()
)
def test_named_have_a_direction_only_where_the_interval_is_clear_of_zero(
    rows: list[tuple[float, float]], apart: bool
) -> None:
    values, named = np.array([v for v, _ in rows]), np.array([c for _, c in rows])
    if apart:
        values = values + 1e9 * named
    comparison = compare_chosen(values, named)
    table = purpose_activity_table({"likes": {"alpha": comparison}}, {}, key="t", caption="T", stub="S")
    said = " ".join(say(table, named_claims(table)))
    effect = comparison.difference.effect
    if effect is None or comparison.difference.p is None:
        assert "nothing is said of alpha" in said
    elif effect.conf_low is None or effect.conf_high is None:
        assert "have no value in common for alpha" in said
    else:
        assert ("rank higher" in said) == (effect.conf_low > 0)
        assert ("rank lower" in said) == (effect.conf_high < 0)
        assert ("leaves the direction open" in said) == (effect.conf_low <= 0 <= effect.conf_high)
    assert "significan" not in said


def test_a_group_that_is_too_small_is_given_with_its_reason() -> None:
    table = purpose_activity_table(
        {"likes": {"alpha": compare_chosen(np.array([1.0, 2.0, 3.0]), np.array([1.0, 0.0, 0.0]))}}, {}, key="t",
        caption="T", stub="S",
    )  # fmt: skip
    assert say(table, named_claims(table)) == [
        "likes: nothing is said of alpha (a comparison needs two groups of at least two governments)."
    ]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step("rule", (), 5), "The step “rule” leaves all 5."),
        (Step("rule", (Departure("excluded by rule", "rule", ("a", "b")),), 3),
         "The step “rule” excludes 2 by rule and leaves 3."),
        (Step("rule", (Departure("missing", "left blank", ("a",)),), 4),
         "The step “rule” loses 1 for missing values and leaves 4. Why they are missing: left blank."),
        (Step("rule", (Departure("excluded by rule", "rule", ("a", "b")), Departure("missing", "blank", ("c",))), 2),
         "The step “rule” excludes 2 by rule, loses 1 more for missing values and leaves 2. Why they are missing: "
         "blank."),
    ],
)  # fmt: skip
def test_case_flow(step: Step, expected: str) -> None:
    flow = CaseFlow(5, "governments listed", (step,))
    table = caseflow_table(flow)
    said = say(table, case_flow_claims(table, flow))
    assert said[0] == "Table 1 starts from 5 governments listed."
    assert " ".join(said[1:]) == expected
