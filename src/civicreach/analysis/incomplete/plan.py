"""What an imputation will do: which values it fills, how, from what, and which it leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.records.column import Column
from civicreach.records.errors import FormulaError, NotComputableError
from civicreach.records.formula import Formula
from civicreach.records.missing import Missing

from .patterns import count_reasons

#: Reasons for which there is no value to be filled in: nothing happened that could have been seen.
NEVER_IMPUTED = frozenset({Missing.NO_ACCOUNT, Missing.UNDEFINED, Missing.COUNTED_ELSEWHERE})

#: Answers of one question beyond which a multinomial model would be made of single governments.
MOST_LEVELS = 12

Method = Literal["matched", "normal", "logistic", "multinomial", "formula", "constant", "none"]

#: Methods that draw values anew in every iteration.
DRAWN: frozenset[Method] = frozenset({"matched", "normal", "logistic", "multinomial"})


@dataclass(frozen=True, slots=True, eq=False)
class Treatment:
    """How one variable is treated.

    Attributes
    ----------
    name : str
        The variable.
    method : str
        ``"matched"`` by predictive mean, ``"normal"`` around it, ``"logistic"`` for 0 and 1, ``"multinomial"``
        for answers in words, ``"formula"`` recomputed from its parts, ``"constant"`` where all others have one
        value, ``"none"`` where nothing is to be filled.
    levels : tuple of str
        The answers in words, whose places are the codes; empty for numbers.
    predictors : tuple of str
        What it is predicted from; all that a formula depends on.
    formula : Formula or None
        Of a variable that is recomputed.
    fill : np.ndarray
        Shape (n,), bool: values to be filled.
    imputed, left : mapping of Missing to int
        Values to be filled and values left missing, by reason.
    """

    name: str
    method: Method
    levels: tuple[str, ...]
    predictors: tuple[str, ...]
    formula: Formula | None
    fill: NDArray[np.bool_]
    imputed: Mapping[Missing, int]
    left: Mapping[Missing, int]


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A group of governments none of which has a value, so that theirs are learned from other groups alone."""

    name: str
    group: str
    answer: str
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class ImputationPlan:
    """An imputation before it is run.

    Attributes
    ----------
    treatments : mapping of name to Treatment
        In the order of the columns.
    visits : tuple of str
        Variables drawn in every iteration, in order: the one that lacks least first.
    rows : np.ndarray
        Shape (n,), bool: governments that take part.
    left_out : tuple of str
        Governments that do not: a value of theirs is missing for a reason that leaves nothing to be
        filled in, or nothing at all is known of them.
    unknown : tuple of str
        Of those, the ones of which nothing at all is known, and no reason forbids to fill it in.
    unsupported : tuple of Unsupported
        Groups without any value of a variable.
    """

    treatments: Mapping[str, Treatment]
    visits: tuple[str, ...]
    rows: NDArray[np.bool_]
    left_out: tuple[str, ...]
    unknown: tuple[str, ...]
    unsupported: tuple[Unsupported, ...]


def plan_imputation(
    columns: Mapping[str, Column],
    *,
    ids: Sequence[str],
    formulas: Mapping[str, str] | None = None,
    predictors: Mapping[str, Sequence[str]] | None = None,
    numbers: Literal["matched", "normal"] = "matched",
    never: Collection[Missing] = NEVER_IMPUTED,
) -> ImputationPlan:
    """Decide how every missing value is treated.

    Parameters
    ----------
    columns : mapping of name to Column
        Variables of the models and whatever helps to predict them, over the n governments analysed. Leave
        out governments that a sample rule excludes: they are not missing, and nothing is imputed for them.
    ids : sequence of str
        The n governments.
    formulas : mapping of name to str, optional
        As the study defines its variables. Where all parts are among the columns, the variable is
        recomputed from them; where not, it is imputed itself.
    predictors : mapping of name to sequence of str, optional
        What a variable is predicted from; without it, all others but those computed from it.
    numbers : str
        ``"matched"`` takes numbers from the nearest donors; ``"normal"`` draws them from a normal distribution, which
        invents values but reaches where donors are scarce.
    never : collection of Missing
        Reasons for which nothing is filled in.

    Raises
    ------
    NotComputableError
        All variables that cannot be imputed, at once: without any value, with fewer values than predictors,
        or with too many different answers.

    Examples
    --------
    >>> columns = {"budget": Column.numbers([5, 8, None, 9, 7]), "sure": Column.numbers([1, 0, 1, None, 1])}
    >>> plan = plan_imputation(columns, ids=list("ABCDE"))
    >>> [(t.name, t.method, t.predictors) for t in plan.treatments.values()], plan.visits
    ([('budget', 'matched', ('sure',)), ('sure', 'logistic', ('budget',))], ('budget', 'sure'))
    """
    if not columns or any(len(column) != len(ids) for column in columns.values()):
        raise NotComputableError("an imputation needs variables over the same governments", found=f"{len(ids)} ids")
    known = np.column_stack([column.present for column in columns.values()])
    barred = np.column_stack([np.isin(column.missing, [int(r) for r in never]) for column in columns.values()])
    rows = np.asarray(known.any(axis=1) & ~barred.any(axis=1))
    passive = _passive(columns, formulas or {})
    dependents = {name: {other for other, parts in passive.items() if name in parts[1]} for name in columns}
    flat = {name for name, column in columns.items() if _distinct(column, rows) < 2}
    treatments, faults = {}, []
    for name, column in columns.items():
        usual = [other for other in columns if other != name and other not in dependents[name] | flat]
        chosen = (predictors or {}).get(name, usual)
        strange = [other for other in chosen if other not in columns or other == name]
        if strange:
            faults.append(f"{name} cannot be predicted from {', '.join(strange)}")
            continue
        treatment = _treatment(
            name, column, rows, tuple(other for other in chosen if other not in flat), passive, numbers
        )
        faults += _faults(treatment, column, rows, columns)
        treatments[name] = treatment
    if faults:
        raise NotComputableError(
            "missing values cannot be imputed as asked",
            found="; ".join(faults),
            right="leave the variable out of the imputation, or name fewer predictors for it",
        )
    drawn = [t for t in treatments.values() if t.method in DRAWN]
    visits = tuple(t.name for t in sorted(drawn, key=lambda t: int(t.fill.sum())))
    left_out = tuple(id for id, part in zip(ids, rows.tolist(), strict=True) if not part)
    nothing = np.asarray(~known.any(axis=1) & ~barred.any(axis=1))
    unknown = tuple(id for id, lost in zip(ids, nothing.tolist(), strict=True) if lost)
    return ImputationPlan(treatments, visits, rows, left_out, unknown, _unsupported(columns, treatments, rows))


def _passive(columns: Mapping[str, Column], formulas: Mapping[str, str]) -> dict[str, tuple[Formula, set[str]]]:
    """Variables that are recomputed, each with all that it depends on; parts come before wholes."""
    direct = {}
    for name, text in formulas.items():
        formula = Formula.parse(text)
        if name in columns and formula.names and name not in formula.names and set(formula.names) <= set(columns):
            direct[name] = formula
    ordered: dict[str, tuple[Formula, set[str]]] = {}

    def add(name: str, under_way: tuple[str, ...]) -> set[str]:
        if name in under_way:
            raise FormulaError(direct[name].text, f"is defined by itself: {' -> '.join([*under_way, name])}")
        if name not in ordered:
            parts = set(direct[name].names)
            for part in direct[name].names:
                if part in direct:
                    parts |= add(part, (*under_way, name))
            ordered[name] = (direct[name], parts)
        return ordered[name][1]

    for name in direct:
        add(name, ())
    return ordered


def _treatment(
    name: str,
    column: Column,
    rows: NDArray[np.bool_],
    predictors: tuple[str, ...],
    passive: Mapping[str, tuple[Formula, set[str]]],
    numbers: Literal["matched", "normal"],
) -> Treatment:
    fill = rows & ~column.present
    levels = tuple(sorted(set(column.values[rows & column.present]))) if column.is_text else ()
    method: Method
    formula = None
    if not fill.any():
        method = "none"
    elif name in passive:
        method, formula = "formula", passive[name][0]
        predictors = tuple(sorted(passive[name][1]))
    elif _distinct(column, rows) == 1:
        method = "constant"
    elif column.is_text:
        method = "multinomial"
    else:
        yes_no = np.isin(column.values[rows & column.present], (0.0, 1.0)).all()
        method = "logistic" if yes_no else numbers
    left = column.missing * ~rows
    return Treatment(
        name, method, levels, predictors, formula, fill, count_reasons(column.missing[fill]), count_reasons(left)
    )


def _faults(
    treatment: Treatment, column: Column, rows: NDArray[np.bool_], columns: Mapping[str, Column]
) -> Iterable[str]:
    name, n = treatment.name, int((rows & column.present).sum())
    if not n:
        yield f"{name} has no value at all"
    if len(treatment.levels) > MOST_LEVELS:
        yield f"{name} has {len(treatment.levels)} different answers, more than {MOST_LEVELS}"
    if n and treatment.method in DRAWN:
        width = sum(max(_distinct(columns[p], rows) - 1, 1) if columns[p].is_text else 1 for p in treatment.predictors)
        if n < width + 2:
            yield f"{name} has {n} values and {width} predictors"


def _distinct(column: Column, rows: NDArray[np.bool_]) -> int:
    return len(set(column.values[rows & column.present].tolist()))


def _unsupported(
    columns: Mapping[str, Column], treatments: Mapping[str, Treatment], rows: NDArray[np.bool_]
) -> tuple[Unsupported, ...]:
    found = []
    for treatment in treatments.values():
        if treatment.method not in DRAWN:
            continue
        for group in treatment.predictors:
            column = columns[group]
            answers = sorted(set(column.values[rows & column.present].tolist()))
            if not column.is_text and not set(answers) <= {0.0, 1.0}:
                continue
            for answer in answers:
                members = rows & (column.values == answer)
                lacking = int((members & treatment.fill).sum())
                if lacking and lacking == int(members.sum()):
                    shown = answer if isinstance(answer, str) else f"{answer:g}"
                    found.append(Unsupported(treatment.name, group, shown, lacking))
    return tuple(found)
