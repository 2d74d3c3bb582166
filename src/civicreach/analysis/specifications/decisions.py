"""The plan: every specification that the study's decisions allow, counted before anything is fitted."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.elimination import Members
from civicreach.records.errors import NotComputableError
from civicreach.records.specifications import Decision, Option, Specifications
from civicreach.records.words import Message, Words, joined, message

from .families import FAMILIES, Family
from .subsets import all_subsets

#: The decisions beside the factors, in the order in which they vary: the last changes first.
DECISIONS = ("sample", "missing", "transform", "outliers", "family", "errors")
#: More results than this do not fit into a gigabyte.
MOST_RESULTS = 2_000_000


@dataclass(frozen=True, slots=True)
class PlannedOption:
    """One way to decide: name, how it is shown, why it is there, and whether the authors would defend it."""

    name: str
    label: Words
    reason: Words
    defensible: bool


@dataclass(frozen=True, slots=True)
class PlannedDecision:
    """A decision with its options, and why there is more than one."""

    name: str
    reason: Words
    options: tuple[PlannedOption, ...]

    @property
    def label(self) -> Message:
        """What is decided."""
        return _LABELS[self.name]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """All specifications of one outcome: cells of decisions, times subsets of factors.

    Attributes
    ----------
    outcome, factors : str, tuple of str
        The outcome and the k factors.
    decisions : tuple of PlannedDecision
        The d of `DECISIONS`, and the factors as the last.
    cells : np.ndarray
        Shape (c, d), int: the option of each decision.
    member : np.ndarray
        Shape (s, k), bool: the subsets of the factors.
    defensible_cells, defensible_subsets : np.ndarray
        Shapes (c,) and (s,), bool: every option is marked so; the subset holds what is needed and is one of a kind that
        is marked so.
    set_aside : int
        Combinations that are no specification, because the family does not take the transform or has not the errors.
    """

    outcome: str
    factors: tuple[str, ...]
    decisions: tuple[PlannedDecision, ...]
    cells: NDArray[np.intp]
    member: Members
    defensible_cells: NDArray[np.bool_]
    defensible_subsets: NDArray[np.bool_]
    set_aside: int

    @property
    def count(self) -> int:
        """How many specifications there are."""
        return len(self.cells) * len(self.member)

    @property
    def count_defensible(self) -> int:
        """How many have nothing but options that are marked defensible."""
        return int(self.defensible_cells.sum()) * int(self.defensible_subsets.sum())

    def option(self, cell: int, decision: str) -> str:
        """The name of the option that a cell takes.

        >>> plan = plan_specifications(Specifications(), outcome="likes", factors=["age"])
        >>> plan.option(0, "errors")
        'classical'
        """
        place = DECISIONS.index(decision)
        return self.decisions[place].options[int(self.cells[cell, place])].name

    def lines(self, labels: Mapping[str, Words] | None = None) -> tuple[Words, ...]:
        """The plan in sentences, to be printed before it is run; the outcome under its label, where there is one."""
        outcome = (labels or {}).get(self.outcome, self.outcome)
        shown: list[Words] = [
            message(
                "{n} specifications of {outcome}, {defensible} of them defensible",
                n=f"{self.count:,}", outcome=outcome, defensible=f"{self.count_defensible:,}",
            )
        ]  # fmt: skip
        for decision in self.decisions:
            n = len(self.member) if decision.name == "factors" else len(decision.options)
            options = joined([option.label for option in decision.options])
            shown.append(message("{decision}: {n} ({options})", decision=decision.label, n=n, options=options))
        if self.set_aside:
            shown.append(
                message(
                    "{n} combinations are no specification: the family does not take the transform or the errors",
                    n=f"{self.set_aside:,}",
                )
            )
        return tuple(shown)


def plan_specifications(
    specifications: Specifications,
    *,
    outcome: str,
    factors: Sequence[str],
    families: Mapping[str, Family] = FAMILIES,
    completions: Iterable[str] = (),
) -> Plan:
    """The plan of all specifications of one outcome.

    Parameters
    ----------
    specifications : Specifications
        As the study file declares them.
    outcome, factors : str, sequence of str
        Of the model.
    families : mapping
        The families that can be fitted, by name.
    completions : iterable of str
        Names of the ways to impute that are there, beside "joint" and "each".

    Raises
    ------
    NotComputableError
        A family, kind of errors or imputation that is not there, no specification at all, or too many.

    Examples
    --------
    >>> declared = Specifications(transform=["log1p", "asinh"], errors=["classical", "HC3"])
    >>> plan_specifications(declared, outcome="likes", factors=["age", "population"]).count
    12
    """
    names = tuple(factors)
    _check(specifications, families, completions)
    decisions = tuple(_planned(name, getattr(specifications, name)) for name in (*DECISIONS, "factors"))
    by_name = dict(zip((*DECISIONS, "factors"), decisions, strict=True))
    cells, set_aside = [], 0
    for choice in itertools.product(*(range(len(decision.options)) for decision in decisions[:-1])):
        taken = {name: by_name[name].options[place].name for name, place in zip(DECISIONS, choice, strict=True)}
        family = families[taken["family"]]
        takes = family.transforms is None or taken["transform"] in family.transforms
        if takes and taken["errors"] in family.errors:
            cells.append(choice)
        else:
            set_aside += 1
    member, defensible_subsets = _subsets(specifications, names)
    count = len(cells) * len(member)
    if not cells:
        raise NotComputableError(
            "no combination of the decisions is a specification",
            right="a transform and errors that one of the families takes",
        )
    if count > MOST_RESULTS:
        raise NotComputableError(
            f"the decisions make more specifications of {outcome} than can be held",
            found=f"{count:,}",
            right=f"at most {MOST_RESULTS:,}: fewer options, or factors that are always in",
        )
    table = np.array(cells, dtype=np.intp)
    defensible = np.all(
        [
            np.array([option.defensible for option in decision.options])[table[:, place]]
            for place, decision in enumerate(decisions[:-1])
        ],
        axis=0,
    )
    return Plan(outcome, names, decisions, table, member, defensible, defensible_subsets, set_aside * len(member))


def _check(specifications: Specifications, families: Mapping[str, Family], completions: Iterable[str]) -> None:
    kinds = dict.fromkeys(kind for family in families.values() for kind in family.errors)
    known = {"family": list(families), "errors": list(kinds), "missing": ["joint", "each", *completions]}
    for name, allowed in known.items():
        decision: Decision = getattr(specifications, name)
        if unknown := [option.take for option in decision.options if option.take not in allowed]:
            raise NotComputableError(
                f"[specifications.{name}] has options that are not there",
                found=", ".join(unknown),
                right=", ".join(allowed),
            )


def _planned(name: str, decision: Decision) -> PlannedDecision:
    def option(declared: Option) -> PlannedOption:
        label = declared.label or _OPTIONS.get((name, declared.take)) or declared.take
        return PlannedOption(declared.take, label, declared.reason, declared.defensible)

    return PlannedDecision(name, decision.reason, tuple(option(declared) for declared in decision.options))


def _subsets(specifications: Specifications, names: tuple[str, ...]) -> tuple[Members, NDArray[np.bool_]]:
    """The subsets of all options without repetition, and which of them are defensible."""
    decision = specifications.factors
    if absent := [name for name in (*decision.always, *decision.needed) if name not in names]:
        raise NotComputableError(
            "[specifications.factors] names factors that the model does not have", found=", ".join(absent)
        )
    k = len(names)
    always = [names.index(name) for name in decision.always]
    needed = [names.index(name) for name in decision.needed]
    free = [j for j in range(k) if j not in always]
    held: dict[bytes, tuple[NDArray[np.bool_], bool]] = {}
    for option in decision.options:
        if option.take == "subsets":
            table = all_subsets(k, always=always)
        elif option.take == "declared":
            table = np.ones((1, k), dtype=bool)
        else:
            table = np.ones((len(free), k), dtype=bool)
            if option.take == "one-alone":
                table[:, free] = False
            table[np.arange(len(free)), free] = option.take == "one-alone"
            table = table[table.any(axis=1)]
        for row in table:
            before = held.get(row.tobytes(), (row, False))[1]
            held[row.tobytes()] = row, before or (option.defensible and bool(row[needed].all()))
    member = np.array([row for row, _ in held.values()]).reshape(-1, k)
    return member, np.array([defensible for _, defensible in held.values()], dtype=bool)


_LABELS = {
    "sample": message("Sample"),
    "missing": message("Missing values"),
    "transform": message("Form of the outcome"),
    "outliers": message("Outliers"),
    "family": message("Family"),
    "errors": message("Standard errors"),
    "factors": message("Factors"),
}

_OPTIONS: Mapping[tuple[str, str], Message] = {
    ("sample", "study"): message("the study's sample"),
    ("sample", "all"): message("all governments"),
    ("missing", "joint"): message("complete in all factors"),
    ("missing", "each"): message("complete in its own factors"),
    ("missing", "imputed"): message("imputed several times"),
    ("transform", "none"): message("as counted"),
    ("transform", "log"): message("logarithm"),
    ("transform", "log1p"): message("logarithm of 1 + count"),
    ("transform", "asinh"): message("inverse hyperbolic sine"),
    ("transform", "sqrt"): message("square root"),
    ("transform", "rank"): message("ranks"),
    ("outliers", "keep"): message("all kept"),
    ("outliers", "winsorise"): message("drawn in to the 2.5th and 97.5th percentile"),
    ("outliers", "drop-largest"): message("without the largest"),
    ("outliers", "drop-3-sd"): message("without those beyond 3 sd"),
    ("outliers", "drop-influential"): message("without Cook's distance above 4/n"),
    ("family", "ols"): message("linear regression"),
    ("family", "poisson"): message("Poisson"),
    ("family", "negative-binomial"): message("negative binomial"),
    ("errors", "classical"): message("classical errors"),
    ("factors", "subsets"): message("every subset"),
    ("factors", "declared"): message("all factors"),
    ("factors", "one-left-out"): message("each factor left out in turn"),
    ("factors", "one-alone"): message("each factor alone"),
}
