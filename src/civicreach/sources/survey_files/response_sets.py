"""Questions that allow several answers, however the file holds them, as one 0/1 column an answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import Fault, Sentence
from civicreach.records.missing import Missing
from civicreach.records.survey import Code, Question, ResponseSet
from civicreach.records.words import Message, message
from civicreach.sources.numbers import cell_text, read_number
from civicreach.sources.sentences import counted as counted_words
from civicreach.sources.sentences import listed

# How a ticked and an unticked answer are written where nobody says it
_YES = {"1", "yes", "y", "true", "x", "✓", "✔", "checked", "selected", "ticked", "예", "네", "선택", "ja", "wahr"}
_NO = {
    "0",
    "no",
    "n",
    "false",
    "unchecked",
    "not checked",
    "not selected",
    "아니오",
    "아니요",
    "미선택",
    "nein",
    "falsch",
}


@dataclass(frozen=True, slots=True, eq=False)
class ReadSet:
    """A set as read, and what a reader should know of the reading."""

    set: ResponseSet
    notes: tuple[Message, ...] = ()


def dichotomous(
    name: str,
    label: str,
    questions: Sequence[Question],
    counted: Code | None,
    *,
    where: Sentence,
    from_file: bool = False,
    by_value: bool = False,
) -> ReadSet | Fault:
    """A set that is held as one variable an answer.

    The counted value is 1, any other valid answer 0, and no answer NaN. Where no other answer than the counted
    one occurs in the whole set, only ticks were recorded: then blanks beside a tick are 0, and a response
    without any tick stays NaN, for it cannot be told from no answer.

    Parameters
    ----------
    name, label : str
        Of the set.
    questions : sequence of Question
        Its variables.
    counted : code, optional
        The value, or its label, that means chosen; found where it is None and the answers are the usual ones
        (1 and 0, yes and no) or every variable has one value only.
    where : str
        Place of the declaration, for the sentence of a fault.
    from_file : bool
        Whether the file declares it: then it may be that nobody has the counted value.
    by_value : bool
        Whether the items are called after the labels of the counted value, rather than of the variables.

    Returns
    -------
    ReadSet, or the fault of a counted value that never occurs or cannot be found.
    """
    codes: Sequence[Code | None] | None
    codes = _usual(questions) if counted is None else [_code(question, counted) for question in questions]
    values = sorted({cell_text(value) for question in questions for value in _valid(question)})
    if codes is None:
        wrong, right = message("does not say which value means chosen"), message('counted = "the value"')
        return Fault(where, wrong, found=message("values {values}", values=listed(values, 10)), right=right)
    occurs = any(code in _valid(question) for code, question in zip(codes, questions, strict=True))
    if counted is not None and values and not occurs and not from_file:
        wrong = message("counted = {counted} never occurs in the variables of the set", counted=repr(counted))
        return Fault(
            where,
            wrong,
            found=message("values {values}", values=listed(values, 10)),
            right=message("one of these values"),
        )
    chosen = np.stack([_chosen(question, code) for question, code in zip(questions, codes, strict=True)], axis=1)
    notes = []
    if np.any(chosen == 1) and not np.any(chosen == 0) and np.any(np.isnan(chosen)):
        blank = np.stack([question.answers.missing == Missing.BLANK for question in questions], axis=1)
        chosen[blank & np.any(chosen == 1, axis=1)[:, None]] = 0
        silent = int(np.sum(np.all(np.isnan(chosen), axis=1)))
        notes.append(
            message(
                "set {name} records ticks only: blanks beside a tick are read as not chosen, and {responses} without "
                "any tick as missing",
                name=repr(name),
                responses=counted_words(silent, "response"),
            )
        )
    items = tuple(question.name for question in questions)
    labels, unlabelled = _item_labels(questions, codes, by_value)
    if unlabelled:
        notes.append(
            message(
                "set {name}: no label in the file for {answers}: [labels] names them, or else their variable",
                name=repr(name),
                answers=listed(unlabelled),
            )
        )
    return ReadSet(ResponseSet(name, label, "dichotomous", items, labels, chosen), tuple(notes))


def category(
    name: str, label: str, questions: Sequence[Question], labels: Mapping[Code, str], *, where: Sentence
) -> ReadSet | Fault:
    """A set that is held as several variables with codes: first answer, second answer and so on.

    The items are the labels of the codes, in the order of the codes; labelled codes that nobody chose are
    among them. A response is NaN if all its variables are missing.

    Parameters
    ----------
    labels : mapping of code to str
        What the codes mean, those of missing answers left out.

    Returns
    -------
    ReadSet, or the fault of codes without a label; a code that is text needs none.
    """
    found = {value for question in questions for value in _valid(question)}
    bare = sorted(cell_text(code) for code in found if code not in labels and not isinstance(code, str))
    if bare:
        right = f'[survey.labels.{questions[0].name}] {bare[0]} = "what it means"'
        return Fault(where, message("has codes without a label"), found=listed(bare), right=right)
    codes = sorted(found | set(labels), key=lambda code: (isinstance(code, str), code))
    items = _names([(cell_text(code), labels.get(code, cell_text(code))) for code in codes])
    answers = [[question.answers.values == code for question in questions] for code in codes]
    chosen = np.array([np.any(answer, axis=0) for answer in answers], dtype=np.float64).T
    chosen = chosen.reshape(len(questions[0].answers), len(codes))
    chosen[~np.any([question.answers.present for question in questions], axis=0)] = np.nan
    return ReadSet(ResponseSet(name, label, "category", items, items, chosen))


def delimited(name: str, label: str, question: Question, separator: str | None, *, where: Sentence) -> ReadSet | Fault:
    """A set that is held as one cell with the answers in a row: ``promotion; information``.

    The items are the answers found, or their labels; labelled ones come first, in the order of their labels.

    Parameters
    ----------
    separator : str, optional
        Between the answers; a semicolon where it is None.

    Returns
    -------
    ReadSet, or the fault of an empty separator, or of an undeclared one that is found in no cell while another is.
    """
    answers_and_gaps = zip(question.answers.values, question.answers.present, strict=True)
    cells = [cell_text(value) if there else None for value, there in answers_and_gaps]
    texts = [cell for cell in cells if cell is not None]
    others = [mark for mark in (",", "|", "\n") if 4 * sum(mark in text for text in texts) > len(texts)]
    if separator == "" or (separator is None and others and not any(";" in text for text in texts)):
        right = "separator = " + json.dumps((others or [";"])[0])
        longest = repr(max(texts, key=len)) if texts else ""
        return Fault(
            where,
            message("no cell holds the separator {separator}", separator=repr(separator or ";")),
            found=longest,
            right=right,
        )
    separator = separator or ";"
    answers = [None if cell is None else {part.strip() for part in cell.split(separator)} - {""} for cell in cells]
    known = {cell_text(code): meaning for code, meaning in question.labels.items()}
    found = {part for answer in answers for part in answer or ()}
    codes = [code for code in known if code in found] + sorted(found - set(known), key=_order)
    items = _names([(code, known.get(code, code)) for code in codes])
    chosen = np.full((len(cells), len(codes)), np.nan)
    for row, answer in enumerate(answers):
        if answer:
            chosen[row] = [code in answer for code in codes]
    return ReadSet(ResponseSet(name, label, "delimited", items, items, chosen))


def _valid(question: Question) -> set[Code]:
    return set(question.answers.values[question.answers.present].tolist())


def _code(question: Question, counted: Code) -> Code:
    if isinstance(counted, str):
        for code, label in question.labels.items():
            if label == counted.strip():
                return code
    if question.answers.is_text:
        return cell_text(counted)
    number = read_number(counted) if isinstance(counted, str) else float(counted)
    return counted if number is None else number


def _usual(questions: Sequence[Question]) -> list[Code | None] | None:
    """The value of each variable that means chosen, where that can be told; None if it cannot."""
    codes: list[Code | None] = []
    for question in questions:
        yes = {value for value in _valid(question) if _is(question, value, _YES)}
        no = {value for value in _valid(question) if _is(question, value, _NO)}
        if len(yes) > 1 or _valid(question) - yes - no:
            break
        codes.append(next(iter(yes), None))
    else:
        return codes
    if all(len(_valid(question)) <= 1 for question in questions):
        return [next(iter(_valid(question)), None) for question in questions]
    return None


def _is(question: Question, value: Code, words: set[str]) -> bool:
    label = question.labels.get(value, "").strip().casefold()
    return (label if label in _YES | _NO else cell_text(value).casefold()) in words


def _chosen(question: Question, code: Code | None) -> NDArray[np.float64]:
    equal = np.array([value == code for value in question.answers.values], dtype=np.float64)
    return np.where(question.answers.present, equal, np.nan)


def _item_labels(
    questions: Sequence[Question], codes: Sequence[Code | None], by_value: bool
) -> tuple[tuple[str, ...], list[str]]:
    """What to call each variable: its label, or its counted value's if that tells the variables apart."""
    of_values = [
        "" if code is None else question.labels.get(code, "") for question, code in zip(questions, codes, strict=True)
    ]
    tells = by_value or len(set(of_values)) == len(questions) > 1
    labels, unlabelled = [], []
    for question, of_value in zip(questions, of_values, strict=True):
        own = of_value if tells else ""
        found = own or question.label if by_value else question.label or own
        labels.append(found or question.name)
        if not found:
            unlabelled.append(question.name)
    return tuple(labels), unlabelled


def _names(items: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Labels, with the code where two codes have the same label."""
    times = Counter(label for _, label in items)
    return tuple(f"{label} ({code})" if times[label] > 1 else label for code, label in items)


def _order(text: str) -> tuple[bool, float, str]:
    number = read_number(text)
    return (number is None, number or 0.0, text)
