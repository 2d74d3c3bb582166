"""The officials' answers, with labels and missing codes kept apart from the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .column import Column
from .provenance import FileOrigin

Code = float | str


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One variable of the survey file.

    Attributes
    ----------
    name, label : str
        As the file names and describes it; the label may be empty.
    answers : Column
        Codes as they stand in the file (numbers or text); declared codes and blanks are missing, apart.
    labels : mapping of code to text
        What the codes mean; codes of missing answers included.
    declared : tuple of str
        The codes and ranges that the survey declares missing, as text: ``"9"``, ``"-999 to 0"``.
    declared_counts : mapping of str to int
        How many answers carry each declared code, by label or code.
    """

    name: str
    label: str
    answers: Column
    labels: Mapping[Code, str] = field(default_factory=dict)
    declared: tuple[str, ...] = ()
    declared_counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def labelled(self) -> Column:
        """The answers as their labels, where the question has labels; otherwise as they stand.

        A code without a label keeps its code, as text.
        """
        if not self.labels:
            return self.answers
        texts = [
            self.label_of(value) if there else None
            for value, there in zip(self.answers.values, self.answers.present, strict=True)
        ]
        return Column(np.array([*texts, None], dtype=object)[:-1], self.answers.missing)

    def label_of(self, code: Any) -> str:
        """What a code means; the code itself where the survey does not say.

        >>> Question("q", "", Column.numbers([1.0]), {1.0: "sure"}).label_of(1.0)
        'sure'
        """
        if code in self.labels:
            return self.labels[code]
        return f"{code:.15g}" if isinstance(code, float) else str(code)


@dataclass(frozen=True, slots=True, eq=False)
class ResponseSet:
    """A question that allows several answers.

    Attributes
    ----------
    name, label : str
        Of the set.
    kind : str
        How the file holds it: one 0/1 variable an answer, several variables with codes, or one cell
        with the answers in a row.
    items : tuple of str
        Machine names of the possible answers: the variable's name (dichotomous) or the label (others).
    item_labels : tuple of str
        What the survey calls them.
    chosen : np.ndarray
        Shape (n, items): 1 chosen, 0 not chosen, NaN no answer.
    """

    name: str
    label: str
    kind: Literal["dichotomous", "category", "delimited"]
    items: tuple[str, ...]
    item_labels: tuple[str, ...]
    chosen: NDArray[np.float64]

    def item(self, name: str) -> Column:
        """One possible answer as a variable: 1, 0 or missing."""
        return Column.numbers(self.chosen[:, self.items.index(name)])


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """A survey file as read: one row a response, in the order of the file.

    Attributes
    ----------
    n : int
        Responses.
    questions : mapping of name to Question
        All variables of the file.
    sets : mapping of name to ResponseSet
        Multiple-response sets, from the file or declared by the study.
    origin : FileOrigin
        The file.
    """

    n: int
    questions: Mapping[str, Question]
    sets: Mapping[str, ResponseSet]
    origin: FileOrigin
