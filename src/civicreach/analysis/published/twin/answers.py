"""Synthetic answers behind printed frequency tables, joined with the cases of the regressions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import Fault, InputError, NotComputableError
from civicreach.records.printed_study import TwinWishes

from .survey import Items, Question, SurveyDemand

_WHERE = "[twin]"


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Synthetic answers.

    Attributes
    ----------
    n : int
        Respondents.
    complete : np.ndarray of int
        Rows that are the cases of the regressions, in the order of those.
    columns : mapping of name to tuple of str
        Answers as text, empty where there is none; items are 1 and 0.
    """

    n: int
    complete: NDArray[np.int_]
    columns: Mapping[str, tuple[str, ...]]


def answers_of(
    survey: SurveyDemand,
    factors: Mapping[str, NDArray[np.bool_]],
    n_complete: int,
    wishes: TwinWishes,
    rng: np.random.Generator,
) -> Answers:
    """Answers that give every frequency table, and that say of the complete cases what the regressions say.

    Parameters
    ----------
    survey : SurveyDemand
        From `survey_demand`.
    factors : mapping of name to np.ndarray of bool
        Variables of zeros and ones over the complete cases.
    n_complete : int
        Cases of the regressions.
    wishes : TwinWishes
        Which items make a variable, and which answers all complete cases gave.
    rng : numpy.random.Generator
        Places answers where the tables leave them open.

    Raises
    ------
    NotComputableError
        A declaration that the counts rule out; names are looked at by `check_wishes`.
    """
    return _Answering(survey, factors, n_complete, wishes, rng).answers()


class _Answering:
    def __init__(
        self, survey: SurveyDemand, factors: Mapping[str, NDArray[np.bool_]], n_complete: int, wishes: TwinWishes,
        rng: np.random.Generator,
    ) -> None:  # fmt: skip
        self.survey, self.factors, self.wishes, self.rng = survey, factors, wishes, rng
        if n_complete > survey.n:
            raise NotComputableError(
                "the frequency tables have fewer respondents than the regressions have cases",
                found=f"{survey.n} and {n_complete}",
            )
        self.complete = np.sort(rng.choice(survey.n, n_complete, replace=False))
        self.rest = rng.permutation(np.setdiff1d(np.arange(survey.n), self.complete))
        self.columns: dict[str, tuple[str, ...]] = {}

    def answers(self) -> Answers:
        """One column a question and an item."""
        kept = np.zeros(self.survey.n, dtype=bool)
        for question in self.survey.questions:
            column = self._question(question)
            if question.table in self.wishes.keep:
                kept |= np.isin(column, self.wishes.keep[question.table])
            self.columns[question.table] = tuple(column)
        # a case that was kept and is not complete lacks something: an unanswered question goes there first
        self.rest = self.rest[np.argsort(~kept[self.rest], kind="stable")]
        for items in self.survey.items:
            self._items(items)
        return Answers(self.survey.n, self.complete, self.columns)

    def _question(self, question: Question) -> list[str]:
        pool = [answer for answer, count in question.counts.items() for _ in range(count)]
        pool += [""] * (question.asked - len(pool))
        order = [pool[i] for i in self.rng.permutation(len(pool))]
        kept = self.wishes.keep.get(question.table)
        # those who are complete come first in the list, and so do the answers that they may have given
        order.sort(key=lambda answer: (kept is not None and answer not in kept, answer == "" and kept is not None))
        if kept is None:
            order.sort(key=lambda answer: answer == "")
        first = list(self.rng.permutation(len(order[: len(self.complete)])))
        column = [""] * self.survey.n
        for place, i in zip(self.complete, first, strict=False):
            column[place] = order[i]
        others = order[len(self.complete) :]
        for place, i in zip(self.rest, self.rng.permutation(len(others)), strict=False):
            column[place] = others[i]
        return column

    def _items(self, items: Items) -> None:
        silent = items.asked - items.answered
        joined = any(name in items.chosen for names in self.wishes.items.values() for name in names)
        if silent > len(self.rest) and joined:
            raise NotComputableError("more respondents left a question out than there are incomplete cases",
                                     found=f"{items.table}: {silent} and {len(self.rest)}")  # fmt: skip
        # complete cases answered what their variables come from; of other questions nothing is known
        order = np.concatenate([self.rest, self.rng.permutation(self.complete)])
        silent_rows = order[:silent]
        answering, complete = np.setdiff1d(self.rest, silent_rows), np.setdiff1d(self.complete, silent_rows)
        unanswered = set(silent_rows.tolist())
        held: dict[str, NDArray[np.bool_]] = {}
        for factor, names in self.wishes.items.items():
            mine = [name for name in names if name in items.chosen]
            if mine:
                held.update(self._any_of(factor, mine, items, len(answering)))
        for item, count in items.chosen.items():
            chosen = np.zeros(self.survey.n, dtype=bool)
            if item in held:
                chosen[self.complete] = held[item]
                chosen[self.rng.permutation(answering)[: count - int(held[item].sum())]] = True
            else:
                among = np.concatenate([complete, answering])
                chosen[self.rng.permutation(among)[:count]] = True
            self.columns[item] = tuple("" if i in unanswered else str(int(chosen[i])) for i in range(self.survey.n))

    def _any_of(self, factor: str, names: Sequence[str], items: Items, others: int) -> dict[str, NDArray[np.bool_]]:
        """Which complete cases chose each item, where the variable says that they chose at least one, or none."""
        ones = np.nonzero(self.factors[factor])[0]
        share = len(self.complete) / max(items.answered, 1)
        least = [max(0, items.chosen[name] - others) for name in names]
        most = [min(items.chosen[name], len(ones)) for name in names]
        count = [int(np.clip(round(items.chosen[name] * share), low, high))
                 for name, low, high in zip(names, least, most, strict=True)]  # fmt: skip
        if any(low > high for low, high in zip(least, most, strict=True)) or sum(most) < len(ones):
            text = ", ".join(f"{name} {items.chosen[name]}" for name in names)
            raise NotComputableError(f"{factor}: {len(ones)} ones cannot come from its items", found=text)
        for i in range(len(names)):
            count[i] = min(most[i], count[i] + max(0, len(ones) - sum(count)))
        # every one gets an item first; what is left goes to those who have not chosen it yet
        made = {name: np.zeros(len(self.complete), dtype=bool) for name in names}
        order = self.rng.permutation(ones)
        start = 0
        for name, wanted in zip(names, count, strict=True):
            first = min(wanted, len(ones) - start)
            made[name][order[start : start + first]] = True
            start += first
            able = self.rng.permutation(ones[~made[name][ones]])
            made[name][able[: wanted - first]] = True
        return made


def check_wishes(survey: SurveyDemand, factors: Iterable[str], n_complete: int, wishes: TwinWishes) -> None:
    """Whether declarations name what the tables have, and enough respondents gave the answers that they name.

    Raises
    ------
    InputError
        A declaration that names what no table has.
    NotComputableError
        Fewer answers than there are complete cases.
    """
    known_factors = tuple(factors)
    tables = {q.table for q in survey.questions}
    for table, kept in wishes.keep.items():
        if table not in tables:
            raise _declared("keep", "names no table of answers", table, sorted(tables))
        counts = next(q.counts for q in survey.questions if q.table == table)
        if unknown := [answer for answer in kept if answer not in counts]:
            raise _declared("keep", f"names no answer of {table}", ", ".join(unknown), counts)
        if sum(counts[answer] for answer in kept) < n_complete:
            found = f"{sum(counts[answer] for answer in kept)} and {n_complete}"
            raise NotComputableError(f"fewer gave the answers of {_WHERE} keep than there are complete cases",
                                     found=found)  # fmt: skip
    known = {item for items in survey.items for item in items.chosen}
    held: list[str] = []
    for factor, chosen in wishes.items.items():
        if factor not in known_factors:
            raise _declared("items", "names no variable of zeros and ones", factor, known_factors)
        if unknown := [item for item in chosen if item not in known]:
            raise _declared("items", "names no item of a table", ", ".join(unknown), sorted(known))
        held += chosen
    if len(held) != len(set(held)):
        raise _declared("items", "names an item twice", ", ".join(held), ())


def _declared(key: str, wrong: str, found: str, right: Iterable[str]) -> InputError:
    return InputError([Fault(f"{_WHERE} {key}", wrong, found, ", ".join(right))])
