"""What a study adds to a variable, and the answers that are left."""

from __future__ import annotations

import pytest

from civicreach.records.missing import Missing
from civicreach.sources.survey_files.questions import ask, with_labels, with_missing
from civicreach.sources.survey_files.variables import MissingRange, Variable

NUMBERS = Variable("q", "", [1.0, 2.0, 8.0, 9.0, None], True, {1.0: "sure", 8.0: "none", 9.0: "none"})
TEXTS = Variable("t", "", ["sure", "No answer", "x", None], False)


@pytest.mark.parametrize(
    ("codes", "declared", "reasons"),
    [
        ([9], ("9",), [0, 0, 0, 2, 1]),
        (["9"], ("9",), [0, 0, 0, 2, 1]),
        ([9.0, "9"], ("9",), [0, 0, 0, 2, 1]),
        (["none"], ("8", "9"), [0, 0, 2, 2, 1]),
        (["2 to 8"], ("2 to 8",), [0, 2, 2, 0, 1]),
        (["lowest to 1"], ("lowest to 1",), [2, 0, 0, 0, 1]),
        (["8 to highest"], ("8 to highest",), [0, 0, 2, 2, 1]),
        ([77], ("77",), [0, 0, 0, 0, 1]),
    ],
)
def test_codes_declared_missing(codes: list[str | int | float], declared: tuple[str, ...], reasons: list[int]) -> None:
    variable, faults = with_missing(NUMBERS, codes, where="here")
    question = ask(variable)
    assert not faults and question.declared == declared
    assert question.answers.missing.tolist() == reasons
    assert sum(question.declared_counts.values()) == reasons.count(Missing.DECLARED)


def test_codes_with_one_label_are_counted_apart() -> None:
    question = ask(with_missing(NUMBERS, ["none", 77], where="here")[0])
    assert question.declared_counts == {"none (8)": 1, "none (9)": 1, "77": 0}


@pytest.mark.parametrize("code", ["refused", "1 to x", "1 to .", ". to 1", ""])
def test_a_code_that_is_none(code: str) -> None:
    _, (fault,) = with_missing(NUMBERS, [code], where="study.toml [survey.missing] q")
    assert str(fault.where) == "study.toml [survey.missing] q" and "neither a code nor a label" in str(fault.wrong)
    assert str(fault.found) == repr(code) and "'sure'" in str(fault.right)


def test_text_declared_missing() -> None:
    assert ask(with_missing(TEXTS, ["No answer"], where="")[0]).answers.missing.tolist() == [0, 2, 0, 1]
    unused, faults = with_missing(TEXTS, ["refused", 99], where="")
    assert not faults and ask(unused).declared_counts == {"refused": 0, "99": 0}
    _, (fault,) = with_missing(TEXTS, ["no answer"], where="")
    assert "one of 'No answer'" in str(fault.right)


def test_labels() -> None:
    labelled, faults = with_labels(NUMBERS, {"1": "very sure", "2": "unsure"}, where="")
    assert not faults and labelled.labels == {1.0: "very sure", 2.0: "unsure", 8.0: "none", 9.0: "none"}
    assert with_labels(TEXTS, {"sure": "Sure"}, where="")[0].labels == {"sure": "Sure"}
    _, (fault,) = with_labels(NUMBERS, {"one": "sure"}, where="[survey.labels.q]")
    assert "not a number" in str(fault.wrong) and str(fault.found) == "one" and "1, 2, 8" in str(fault.right)


@pytest.mark.parametrize(
    ("limits", "covered", "left"),
    [
        (MissingRange(9.0, 9.0), [9.0], [8.0, "9", ".a"]),
        (MissingRange(float("-inf"), 0.0), [-5.0, 0.0], [1.0, "0"]),
        (MissingRange(".a", ".a"), [".a"], [".b", 1.0]),
        (MissingRange("2015-01-01", "2015-12-31"), ["2015-06-01"], ["2016-01-01"]),
    ],
)
def test_ranges(limits: MissingRange, covered: list[float | str], left: list[float | str]) -> None:
    assert all(limits.covers(code) for code in covered) and not any(limits.covers(code) for code in left)
