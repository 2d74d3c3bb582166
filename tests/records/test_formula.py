"""Formulas: what they give, what is missing and why, and that nothing but arithmetic is read."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreach.records.column import Column
from civicreach.records.errors import FormulaError
from civicreach.records.formula import Formula, evaluate
from civicreach.records.missing import Missing

COLUMNS = {
    "likes": Column.numbers([10, 0, None, 4]),
    "posts": Column.numbers([0, 2, 3, None], Missing.NO_ACCOUNT),
    "answer": Column.texts(["sure", "unsure", None, "very sure"]),
    "code": Column.texts(["1", "2", None, "1"]),
    "opened": Column.texts(["2010-01-01", "2015-01-01T12:00:00+00:00", None, "2020-01-01"]),
    "survey.odd name": Column.numbers([1, 2, 3, 4]),
}


def lookup(name: str) -> Column | list[str]:
    return ["sure", "very sure"] if name == "positive" else COLUMNS[name]


def values(formula: str) -> list[float]:
    return evaluate(Formula.parse(formula), lookup, 4).values.tolist()


N = math.nan


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("likes + posts", [10, 2, N, N]),
        ("-likes / 2", [-5, 0, N, -2]),
        ("likes ** 2 - 1", [99, -1, N, 15]),
        ("log(likes)", [math.log(10), N, N, math.log(4)]),
        ("likes / posts", [N, 0, N, N]),
        ("any(likes, posts)", [1, 1, 1, 1]),
        ("all(likes, posts)", [0, 0, N, N]),
        ("likes and posts", [0, 0, N, N]),
        ("not likes", [0, 1, N, 0]),
        ("answer in positive", [1, 0, N, 1]),
        ("answer not in ['sure']", [0, 1, N, 1]),
        ("answer == 'sure'", [1, 0, N, 0]),
        ("code == 1", [1, 0, N, 1]),
        ("0 < likes <= 4", [0, 0, N, 1]),
        ("1 if likes > 3 else posts", [1, 2, N, 1]),
        ("mean(likes, posts)", [5, 1, N, N]),
        ("max(likes, 5)", [10, 5, N, 5]),
        ("missing(answer)", [0, 0, 1, 0]),
        ("round(likes / 3, 1)", [3.3, 0, N, 1.3]),
        ("years(opened, '2020-01-01')", [9.998631074606434, 4.9979466119096507, N, 0]),
        ('survey["odd name"] * 2', [2, 4, 6, 8]),
    ],
)
def test_gives(formula: str, expected: list[float]) -> None:
    np.testing.assert_allclose(values(formula), expected, rtol=1e-12)


def test_missing_keeps_its_reason() -> None:
    result = evaluate(Formula.parse("log(likes) + posts"), lookup, 4)
    assert [Missing(code) for code in result.missing] == [
        Missing.PRESENT,
        Missing.UNDEFINED,
        Missing.BLANK,
        Missing.NO_ACCOUNT,
    ]


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("__import__('os').system('true')", "is not a function of formulas"),
        ("open('x')", "is not a function of formulas"),
        ("().__class__.__bases__", "not arithmetic"),
        ("[x for x in likes]", "not arithmetic"),
        ("(lambda: 1)()", "is not a function of formulas"),
        ("likes := 3", "cannot be read"),
        ("f'{likes}'", "not arithmetic"),
        ("likes ^ 2", "uses ^ for a power"),
        ("log(likes, 2)", "gives log() 2 arguments"),
        ("likes if", "cannot be read"),
        ("", "cannot be read"),
        ("(" * 3000 + "likes" + ")" * 3000, "too long"),
        ("-" * 3000 + "1", "nested too deeply"),
        ("likes.real()", "is not a function of formulas"),
    ],
)
def test_reads_nothing_but_arithmetic(formula: str, sentence: str) -> None:
    with pytest.raises(
        FormulaError, match=r".*" + sentence.replace("(", r"\(").replace(")", r"\)").replace("^", r"\^")
    ):
        Formula.parse(formula)


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("answer + 1", "holds text"),
        ("answer < 'sure'", "compares text with < or >"),
        ("likes in posts", "is not a list"),
        ("positive + 1", "a list, as if it were a variable"),
        ("years(answer, opened)", "not dates"),
        ("answer if likes else 1", "text in one case"),
    ],
)
def test_says_what_cannot_be_calculated(formula: str, sentence: str) -> None:
    with pytest.raises(FormulaError, match=sentence):
        values(formula)


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=20))
def test_missing_in_is_missing_out(numbers: list[float | None]) -> None:
    column = Column.numbers(numbers)
    result = evaluate(Formula.parse("x * 2 + 1"), {"x": column}.__getitem__, len(numbers))
    assert (result.missing > 0).tolist() == [number is None for number in numbers]
    assert np.isnan(result.values).tolist() == [number is None for number in numbers]


@given(st.lists(st.sampled_from([0.0, 1.0, None]), min_size=2, max_size=2))
def test_or_and_and_are_three_valued(pair: list[float | None]) -> None:
    a, b = (Column.numbers([value]) for value in pair)
    names = {"a": a, "b": b}.__getitem__
    either = evaluate(Formula.parse("a or b"), names, 1).values[0]
    both = evaluate(Formula.parse("not (not a and not b)"), names, 1).values[0]
    np.testing.assert_equal(either, both)
    assert (either == 1) == (1.0 in pair)
