"""A variable with what the study adds to it: labels, codes of missing answers, and then the answers apart."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from civicreach.records.column import Column
from civicreach.records.errors import Fault
from civicreach.records.missing import Missing
from civicreach.records.survey import Code, Question
from civicreach.records.words import message
from civicreach.sources.numbers import cell_text, read_number
from civicreach.sources.sentences import listed, nearest

from .variables import MissingRange, Variable

_RANGE = re.compile(r"(lowest|-?[0-9.]+) to (highest|-?[0-9.]+)")


def with_labels(variable: Variable, labels: Mapping[str, str], *, where: str) -> tuple[Variable, list[Fault]]:
    """The variable with the labels that the study declares, by the text of the code.

    >>> with_labels(Variable("q", "", [1.0], True), {"1": "sure"}, where="[survey.labels.q]")[0].labels
    {1.0: 'sure'}
    """
    declared: dict[Code, str] = {}
    faults = []
    for text, label in labels.items():
        code = read_number(text) if variable.numeric else text.strip()
        if code is None:
            right = message("codes of the question, such as {variable}", variable=_example(variable))
            faults.append(
                Fault(where, message("names a code that is not a number, and the answers are numbers"), text, right)
            )
        else:
            declared[code] = label
    return replace(variable, labels={**variable.labels, **declared}), faults


def with_missing(variable: Variable, codes: Sequence[str | int | float], *, where: str) -> tuple[Variable, list[Fault]]:
    """The variable with the codes that the study declares missing: a label, a code, or a range such as "90 to 99".

    >>> variable = Variable("q", "", [1.0, 9.0], True, {9.0: "no answer"})
    >>> [str(code) for code in with_missing(variable, ["no answer", 99], where="[survey.missing] q")[0].missing]
    ['9', '99']
    """
    added: list[MissingRange] = []
    faults = []
    for code in codes:
        found = _missing_codes(variable, code)
        if found is None:
            faults.append(_not_a_code(variable, code, where))
        else:
            added += [limits for limits in found if limits not in (*variable.missing, *added)]
    return replace(variable, missing=(*variable.missing, *added)), faults


def ask(variable: Variable) -> Question:
    """The question: answers that are there, and blank and declared ones missing, each for its reason.

    >>> ask(Variable("q", "", [1.0, 9.0, None], True, {9.0: "refused"}, (MissingRange(9.0, 9.0),))).declared_counts
    {'refused': 1}
    """
    n = len(variable.cells)
    missing = np.zeros(n, dtype=np.uint8)
    values = np.full(n, np.nan) if variable.numeric else np.full(n, None, dtype=object)
    counts: Counter[Code] = Counter()
    for row, cell in enumerate(variable.cells):
        if cell is None:
            missing[row] = Missing.BLANK
        elif any(limits.covers(cell) for limits in variable.missing):
            missing[row] = Missing.DECLARED
            counts[cell] += 1
        else:
            values[row] = cell
    for limits in variable.missing:
        if limits.is_single:
            counts[limits.low] += 0
    names = {code: variable.labels.get(code, cell_text(code)) for code in counts}
    twice = {name for name, n in Counter(names.values()).items() if n > 1}
    return Question(
        variable.name,
        variable.label,
        Column(values, missing),
        dict(variable.labels),
        tuple(str(limits) for limits in variable.missing),
        {f"{name} ({cell_text(code)})" if name in twice else name: counts[code] for code, name in names.items()},
    )


def _missing_codes(variable: Variable, code: str | int | float) -> list[MissingRange] | None:
    if isinstance(code, str):
        labelled = [key for key, label in variable.labels.items() if label == code.strip()]
        if labelled:
            return [MissingRange(key, key) for key in labelled]
    if not variable.numeric:
        text = cell_text(code)
        near = {known for known in nearest(text, variable.texts()) if known.casefold() == text.casefold()}
        # a text that nobody answered may be declared all the same, but not one that differs in its capitals alone
        return None if near and text not in near else [MissingRange(text, text)]
    if isinstance(code, str) and (span := _RANGE.fullmatch(code.strip())):
        low = -math.inf if span[1] == "lowest" else read_number(span[1])
        high = math.inf if span[2] == "highest" else read_number(span[2])
        return None if low is None or high is None else [MissingRange(low, high)]
    number = read_number(code) if isinstance(code, str) else float(code)
    return None if number is None else [MissingRange(number, number)]


def _not_a_code(variable: Variable, code: object, where: str) -> Fault:
    known = [*variable.labels.values()] or sorted({text for text in variable.texts() if text})
    near = nearest(str(code), known)
    right = listed([*near, *(text for text in known if text not in near)], 10)
    return Fault(
        where,
        message("is neither a code nor a label of the question"),
        repr(code),
        message("one of {right}", right=right),
    )


def _example(variable: Variable) -> str:
    return ", ".join(sorted({text for text in variable.texts() if text})[:3])
