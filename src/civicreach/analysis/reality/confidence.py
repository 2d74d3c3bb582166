"""How sure officials are that their aims are met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.column import Column
from civicreach.records.errors import NotComputableError
from civicreach.records.missing import Missing

from .purposes import percent_of


@dataclass(frozen=True, slots=True, eq=False)
class ConfidenceTable:
    """Answers to the question how sure officials are, with what is missing by reason.

    Attributes
    ----------
    answers : tuple of str
        In the study's order; answers that the order does not name come after it.
    counts : np.ndarray
        Shape (answers,), int.
    beyond_order : tuple of str
        Answers found that the order does not name.
    n : int
        Governments asked.
    n_valid, n_missing : int
        With an answer, and without; together `n`.
    missing : mapping of Missing to int
        Those without, by reason.
    positive : tuple of str
        The answers that count as positive.
    n_positive : int
        Governments that gave one of them.
    """

    answers: tuple[str, ...]
    counts: NDArray[np.intp]
    beyond_order: tuple[str, ...]
    n: int
    n_valid: int
    n_missing: int
    missing: Mapping[Missing, int]
    positive: tuple[str, ...]
    n_positive: int

    def percent(self, count: int | NDArray[np.intp]) -> NDArray[np.float64]:
        """Counts of this table as percentages of all governments asked; NaN where nobody was asked."""
        return percent_of(np.asarray(count, dtype=np.intp), self.n)

    def valid_percent(self, count: int | NDArray[np.intp]) -> NDArray[np.float64]:
        """Counts of this table as percentages of the valid answers; NaN where there are none."""
        return percent_of(np.asarray(count, dtype=np.intp), self.n_valid)


def tabulate_confidence(answers: Column, *, order: Sequence[str] = (), positive: Sequence[str] = ()) -> ConfidenceTable:
    """Count the answers.

    Parameters
    ----------
    answers : Column
        Labels, one a government, with the reason wherever there is none; codes are shown as text.
    order : sequence of str
        The answers from one end to the other; answers that nobody gave stay in the table with 0. Where
        empty, the positive answers come first and the others follow in alphabetical order.
    positive : sequence of str
        Which answers count as positive.

    Raises
    ------
    NotComputableError
        Where an order is given and a positive answer is not in it: it could never be counted.

    Examples
    --------
    >>> table = tabulate_confidence(
    ...     Column.texts(["sure", "unsure", "sure", None]), order=["sure", "unsure"], positive=["sure"]
    ... )
    >>> table.counts.tolist(), table.n_valid, table.n_missing, float(table.percent(table.n_positive))
    ([2, 1], 3, 1, 50.0)
    """
    given = labels_of(answers)
    unknown = [answer for answer in positive if order and answer not in order]
    if unknown:
        raise NotComputableError(
            "a positive answer is not among the answers to the question",
            found=", ".join(unknown),
            right=f"some of {', '.join(order)}",
        )
    first = tuple(dict.fromkeys(order or positive))
    found = {label for label in given if label is not None}
    beyond = tuple(sorted(found.difference(first)))
    shown = (*first, *beyond)
    counts = np.array([sum(label == answer for label in given) for answer in shown], dtype=np.intp)
    reasons = Counter(answers.missing[~answers.present].tolist())
    return ConfidenceTable(
        answers=shown,
        counts=counts,
        beyond_order=beyond if order else (),
        n=len(given),
        n_valid=int(counts.sum()),
        n_missing=len(given) - int(counts.sum()),
        missing={Missing(reason): times for reason, times in sorted(reasons.items())},
        positive=tuple(positive),
        n_positive=sum(label in positive for label in given if label is not None),
    )


def labels_of(answers: Column) -> tuple[str | None, ...]:
    """Answers as text, None where there is none; numbers as they are written.

    >>> labels_of(Column.numbers([1, None]))
    ('1', None)
    """
    return tuple(
        None if not there else value if isinstance(value, str) else f"{value:.15g}"
        for value, there in zip(answers.values.tolist(), answers.present.tolist(), strict=True)
    )
