"""Sets of answers: chosen, not chosen and not answered are three things."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.records.errors import Fault
from civicreach.records.survey import Code, Question
from civicreach.sources.survey_files.questions import ask
from civicreach.sources.survey_files.response_sets import ReadSet, category, delimited, dichotomous
from civicreach.sources.survey_files.variables import MissingRange, Variable

NAN = float("nan")
WHERE = "study.toml [survey.sets.aims]"


def question(name: str, *cells: Code | None, **labels: str) -> Question:
    numeric = all(cell is None or isinstance(cell, float) for cell in cells)
    keys: dict[Code, str] = {float(key[1:]) if numeric else key: label for key, label in labels.items()}
    return ask(Variable(name, "", list(cells), numeric, keys, (MissingRange(9.0, 9.0),)))


def read(found: ReadSet | Fault) -> list[list[float]]:
    assert isinstance(found, ReadSet), str(found)
    return [["n" if np.isnan(cell) else int(cell) for cell in row] for row in found.set.chosen.tolist()]


def dich(*questions: Question, counted: Code | None = None) -> ReadSet | Fault:
    return dichotomous("aims", "", questions, counted, where=WHERE)


def test_chosen_not_chosen_and_no_answer() -> None:
    found = dich(question("a", 1.0, 0.0, None, 9.0), question("b", 0.0, 1.0, None, 1.0), counted=1)
    assert read(found) == [[1, 0], [0, 1], ["n", "n"], ["n", 1]]


@pytest.mark.parametrize(
    ("cells", "labels", "chosen"),
    [
        ((1.0, 0.0), {}, [1, 0]),
        ((1.0, 2.0), {"c1": "Yes", "c2": "No"}, [1, 0]),
        ((1.0, 2.0), {"c1": "아니오", "c2": "예"}, [0, 1]),
        (("Yes", "no"), {}, [1, 0]),
        (("TRUE", "FALSE"), {}, [1, 0]),
        (("Y", "N"), {}, [1, 0]),
        (("Ja", "Nein"), {}, [1, 0]),
        ((0.0, 0.0), {}, [0, 0]),
    ],
)
def test_the_usual_ways_to_tick(cells: Sequence[Code], labels: dict[str, str], chosen: list[int]) -> None:
    assert read(dich(question("a", *cells, **labels))) == [[value] for value in chosen]


@pytest.mark.parametrize("cells", [(1.0, 2.0), ("often", "never"), (1.0, 5.0)])
def test_what_means_chosen_may_have_to_be_said(cells: Sequence[Code]) -> None:
    found = dich(question("a", *cells))
    assert isinstance(found, Fault) and str(found.where) == WHERE
    assert "does not say which value means chosen" in str(found.wrong) and "counted =" in str(found.right)
    assert str(cells[0]).removesuffix(".0") in str(found.found)


@pytest.mark.parametrize("counted", [1, "1", "Yes", 1.0])
def test_the_counted_value_by_code_or_label(counted: Code) -> None:
    assert read(dich(question("a", 1.0, 2.0, c1="Yes", c2="No"), counted=counted)) == [[1], [0]]


@pytest.mark.parametrize("counted", [3, "yes", "x"])
def test_a_counted_value_that_never_occurs(counted: Code) -> None:
    found = dich(question("a", 1.0, 2.0, c1="Yes", c2="No"), question("b", 2.0, 2.0), counted=counted)
    assert isinstance(found, Fault)
    assert f"counted = {counted!r} never occurs" in str(found.wrong) and str(found.found) == "values '1', '2'"


def test_a_value_that_nobody_gave_to_one_item() -> None:
    assert read(dich(question("a", 1.0, 0.0), question("b", 0.0, 0.0), counted=1)) == [[1, 0], [0, 0]]


def test_ticks_without_a_value_for_not_chosen() -> None:
    found = dich(question("a", "Promotion", None, None), question("b", "Information", "Information", None))
    assert read(found) == [[1, 1], [0, 1], ["n", "n"]]
    assert isinstance(found, ReadSet)
    assert "records ticks only" in str(found.notes[0]) and "1 response without any tick" in str(found.notes[0])
    assert read(dich(question("a", 1.0, 9.0, None), question("b", None, 1.0, 1.0))) == [[1, 0], ["n", 1], [0, 1]]

    assert "0 responses without any tick" in " ".join(notes(dich(question("a", 1.0, 9.0), question("b", None, 1.0))))


def notes(found: ReadSet | Fault) -> tuple[str, ...]:
    assert isinstance(found, ReadSet), str(found)
    return tuple(map(str, found.notes))


def test_blanks_beside_a_tick_stay_blank_where_not_chosen_is_recorded() -> None:
    assert read(dich(question("a", 1.0, 0.0), question("b", None, 1.0))) == [[1, "n"], [0, 1]]


def test_one_value_in_some_variables_is_not_enough() -> None:
    assert isinstance(dich(question("a", "often", "never"), question("b", "x", None)), Fault)


def test_what_the_items_are_called() -> None:
    a, b = question("a", 1.0, 0.0, c1="Promote"), question("b", 1.0, 0.0, c1="Inform")
    same = question("c", 1.0, 0.0, c1="Promote")
    own = Question(a.name, "Own label", a.answers, a.labels)
    named = {(a, b): ("Promote", "Inform"), (a, same): ("a", "c"), (own, b): ("Own label", "Inform"), (a,): ("a",)}
    for members, labels in named.items():
        found = dich(*members)
        assert isinstance(found, ReadSet) and found.set.item_labels == labels
    assert "no label in the file for 'a', 'c'" in notes(dich(a, same))[-1] and notes(dich(a, b)) == ()


def test_a_set_that_everybody_ticked_has_no_note_of_ticks() -> None:
    found = dich(question("a", 1.0, 1.0))
    assert isinstance(found, ReadSet) and not any("ticks" in note for note in map(str, found.notes))
    assert not any("ticks" in note for note in notes(dich(question("a", None, None), counted=1)))


def cat(*questions: Question, **labels: str) -> ReadSet | Fault:
    return category("aims", "", questions, {float(key[1:]): label for key, label in labels.items()}, where=WHERE)


def test_categories_in_the_order_of_codes() -> None:
    found = cat(
        question("first", 10.0, 2.0, None), question("second", 2.0, None, 9.0), c2="pull", c10="push", c3="other"
    )
    assert isinstance(found, ReadSet) and found.set.items == ("pull", "other", "push")
    assert read(found) == [[1, 0, 1], [1, 0, 0], ["n", "n", "n"]]


def test_categories_of_text_are_their_own_labels() -> None:
    found = category("aims", "", [question("a", "push", "pull"), question("b", None, "push")], {}, where=WHERE)
    assert isinstance(found, ReadSet) and found.set.items == ("pull", "push") and read(found) == [[0, 1], [1, 1]]


def test_codes_with_one_label_stay_apart() -> None:
    found = cat(question("a", 1.0, 2.0), c1="other", c2="other")
    assert isinstance(found, ReadSet) and found.set.items == ("other (1)", "other (2)")


def test_a_code_without_a_label() -> None:
    found = cat(question("a", 1.0, 4.0, 12.0), c1="push")
    assert (
        isinstance(found, Fault) and str(found.wrong) == "has codes without a label" and str(found.found) == "'12', '4'"
    )
    assert '[survey.labels.a] 12 = "what it means"' in str(found.right)


def test_delimited_cells() -> None:
    found = delimited("aims", "", question("a", "push; pull", "pull;", None, "1;2"), None, where=WHERE)
    assert isinstance(found, ReadSet) and found.set.items == ("1", "2", "pull", "push")
    assert read(found) == [[0, 0, 1, 1], [0, 0, 1, 0], ["n"] * 4, [1, 1, 0, 0]]


def test_delimited_codes_stand_in_the_order_of_numbers() -> None:
    found = delimited("aims", "", question("a", "10;2", "x"), None, where=WHERE)
    assert isinstance(found, ReadSet) and found.set.items == ("2", "10", "x")


def test_commas_within_answers_between_semicolons() -> None:
    found = delimited("aims", "", question("a", "x, y; z", "x, y"), None, where=WHERE)
    assert isinstance(found, ReadSet) and found.set.items == ("x, y", "z")


def test_delimited_codes_with_labels() -> None:
    cells = question("a", "2;1", "10", **{"1": "push", "2": "pull"})
    found = delimited("aims", "", cells, ";", where=WHERE)
    assert isinstance(found, ReadSet) and found.set.items == ("push", "pull", "10")
    assert read(found) == [[1, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize(("cell", "mark"), [("push, pull", '","'), ("push | pull", '"|"'), ("push\npull", '"\\n"')])
def test_a_separator_that_is_not_there(cell: str, mark: str) -> None:
    found = delimited("aims", "", question("a", cell, "push"), None, where=WHERE)
    assert isinstance(found, Fault) and "no cell holds the separator ';'" in str(found.wrong)
    assert str(found.right) == f"separator = {mark}" and str(found.found) == repr(cell)
    assert isinstance(delimited("aims", "", question("a", cell, "push"), ";", where=WHERE), ReadSet)
    empty = delimited("aims", "", question("a", cell), "", where=WHERE)
    assert isinstance(empty, Fault)


ANSWER = st.sets(st.sampled_from(["push", "pull", "interaction"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(ANSWER, min_size=1, max_size=8))
def test_the_three_kinds_hold_the_same_answers(answers: list[set[str]]) -> None:
    codes = {"push": 1.0, "pull": 2.0, "interaction": 3.0}
    silent = [not answer for answer in answers]
    flags = [question(item, *(None if no else float(item in a) for a, no in zip(answers, silent, strict=True)))
             for item in codes]  # fmt: skip
    places = [
        question(f"answer_{k}", *((sorted(codes[i] for i in a) + [None] * 3)[k] for a in answers)) for k in range(3)
    ]
    cells = question("cell", *("; ".join(sorted(answer)) or None for answer in answers))
    one = dichotomous("a", "", flags, 1.0, where=WHERE, from_file=True)
    two = category("a", "", places, {code: item for item, code in codes.items()}, where=WHERE)
    three = delimited("a", "", cells, ";", where=WHERE)
    assert isinstance(one, ReadSet) and isinstance(two, ReadSet) and isinstance(three, ReadSet)
    expected = np.array([[NAN if no else item in answer for item in codes]
                         for answer, no in zip(answers, silent, strict=True)])  # fmt: skip
    assert np.array_equal(one.set.chosen, expected, equal_nan=True)
    assert np.array_equal(two.set.chosen, expected, equal_nan=True)
    order = [list(codes).index(item) for item in three.set.items]
    assert np.array_equal(three.set.chosen, expected[:, order], equal_nan=True)
