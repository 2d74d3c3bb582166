"""Twins of a printed study: searched from one random start after the other until enough are exact."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from civicreach.analysis.published.audit import Audit
from civicreach.analysis.published.check import Check
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Words, message

from .answers import Answers, answers_of, check_wishes
from .demand import Demand
from .from_print import demand_of
from .quantities import Floats
from .reproduced import CellFound, TableFound, by_table, compare_with_print
from .search import Attempt, attempt
from .survey import SurveyDemand, survey_demand

#: Starts for each twin that is wanted, at most.
MOST_STARTS = 25

#: Starts that fail in one way before another is tried.
_PATIENCE = 3

#: Starts at most where the audit says that some numbers cannot be.
MOST_STARTS_IN_VAIN = 8


@dataclass(frozen=True, slots=True, eq=False)
class Twin:
    """One synthetic data set.

    Attributes
    ----------
    number : int
        From 1, in the order in which they were found.
    columns : np.ndarray
        Shape (n, p), in the order of the demand's variables; n is 0 where there are frequency tables only.
    answers : Answers or None
        Of the frequency tables.
    cells : tuple of CellFound
        Every printed number beside its own.
    tables : tuple of TableFound
        The same, table by table.
    start : int
        The random start from which it was found.
    """

    number: int
    columns: Floats
    answers: Answers | None
    cells: tuple[CellFound, ...]
    tables: tuple[TableFound, ...]
    start: int

    @property
    def exact(self) -> bool:
        """Whether every printed number that the search is about comes out as text."""
        return all(table.n_same == table.n - table.n_absent for table in self.tables)

    @property
    def n_same(self) -> int:
        """Printed numbers that come out as text."""
        return sum(table.n_same for table in self.tables)

    @property
    def n_cells(self) -> int:
        """Printed numbers."""
        return sum(table.n for table in self.tables)


@dataclass(frozen=True, slots=True, eq=False)
class Twins:
    """What a search for twins came to.

    Attributes
    ----------
    audit : Audit
        Of the printed study.
    demand : Demand or None
        What its tables of means and regressions demand; None where there are frequency tables only.
    survey : SurveyDemand
        What its frequency tables demand.
    twins : tuple of Twin
        Exact ones; where there is none, the nearest that was found.
    wanted, seed : int
        As asked for.
    n_starts : int
        Random starts that were searched.
    stages : mapping of stage to int
        Where those ended that were not exact.
    seconds : float
        Of the processor.
    taken : tuple of Words
        What was taken for granted, and what is not searched for.
    """

    audit: Audit
    demand: Demand | None
    survey: SurveyDemand
    twins: tuple[Twin, ...]
    wanted: int
    seed: int
    n_starts: int
    stages: dict[str, int]
    seconds: float
    taken: tuple[Words, ...]

    @property
    def impossible(self) -> tuple[Check, ...]:
        """What the audit says cannot be in the tables; sentences of the prose are no matter of the data."""
        return impossible_in(self.audit)

    @property
    def n_exact(self) -> int:
        """How many twins are exact."""
        return sum(twin.exact for twin in self.twins)


def impossible_in(audit: Audit) -> tuple[Check, ...]:
    """The checks of tables that cannot be."""
    return tuple(check for check in audit.failed if check.name not in ("claim", "claims-together"))


def search_twins(
    audit: Audit,
    *,
    wanted: int = 1,
    seed: int = 1,
    most_starts: int | None = None,
    progress: Callable[[int, int], None] = lambda found, starts: None,
) -> Twins:
    """Synthetic data that give every printed number of a study.

    Parameters
    ----------
    audit : Audit
        Of the study; what cannot be in print cannot be in a twin.
    wanted : int
        How many different ones.
    seed : int
        0 or more; the same seed gives the same twins, and further ones are added to fewer.
    most_starts : int, optional
        Random starts at most; `MOST_STARTS` for each twin where not said.
    progress : callable
        Told after every start how many were found and how many starts were made.

    Returns
    -------
    Twins
        With fewer than wanted where the starts were used up; with the nearest where none was exact.

    Raises
    ------
    InputError
        Declarations that name what the tables do not have.
    NotComputableError
        Nothing in print that can be searched for, or declarations that the counts rule out.
    """
    if wanted < 1 or seed < 0:
        raise NotComputableError("takes at least one twin and a seed that is not negative", found=f"{wanted}, {seed}")
    began = time.process_time()
    survey = survey_demand(audit)
    wishes = audit.study.twin
    demand: Demand | None = None
    try:
        demand = demand_of(audit, wishes)
    except NotComputableError:
        if not survey.n:
            raise
    names = () if demand is None else tuple(v.name for v in demand.variables if v.kind == "zeros and ones")
    check_wishes(survey, names, 0 if demand is None else demand.n, wishes)
    most = MOST_STARTS * wanted if most_starts is None else most_starts
    in_vain = bool(impossible_in(audit))
    if in_vain and most_starts is None:
        most = MOST_STARTS_IN_VAIN
    found: list[Twin] = []
    nearest: tuple[Attempt, int, Demand | None] | None = None
    stages: dict[str, int] = {}
    start = stuck = in_steps = 0
    while len(found) < wanted and start < most:
        start += 1
        if demand is None:
            tried = Attempt(np.zeros((0, 0)), 0.0, "exact")
        else:
            if in_steps >= _PATIENCE and (finer := demand.refined()) is not None:
                demand, in_steps = finer, 0
            if stuck >= 2 * _PATIENCE and not demand.by_n:
                demand, stuck = demand.divided_by_n(), 0
            tried = attempt(demand, seed, start, loosely=stuck >= _PATIENCE and start % 2 == 0)
        stage = tried.stage
        stuck = stuck + 1 if stage == "moving freely" else 0 if tried.exact else stuck
        in_steps = 0 if tried.exact else in_steps + (stage in ("settling", "outcomes", "whole steps"))
        if tried.exact:
            twin = _twin(len(found) + 1, audit, demand, survey, tried, seed, start)
            # what the audit says cannot be does not come out of any data
            if twin.exact or in_vain:
                found.append(twin)
                progress(len(found), start)
                continue
            stage = "text"
        stages[stage] = stages.get(stage, 0) + 1
        if nearest is None or tried.worst < nearest[0].worst:
            nearest = (tried, start, demand)
        progress(len(found), start)
    if not found and nearest is not None:
        tried, at, demand = nearest
        found = [_twin(1, audit, demand, survey, tried, seed, at)]
    return Twins(audit, demand, survey, tuple(found), wanted, seed, start, stages, time.process_time() - began,
                 _taken(demand, survey))  # fmt: skip


def _twin(
    number: int, audit: Audit, demand: Demand | None, survey: SurveyDemand, tried: Attempt, seed: int, start: int
) -> Twin:
    # answers have random numbers of their own, so that they change nothing in the search
    rng = np.random.default_rng([seed, start, 1])
    n = demand.n if demand is not None else 0
    binary = {} if demand is None else {
        v.name: tried.columns[:, j] == 1 for j, v in enumerate(demand.variables) if v.kind == "zeros and ones"
    }  # fmt: skip
    joined = n if n <= survey.n else 0
    answers = answers_of(survey, binary, joined, audit.study.twin, rng) if survey.n else None
    # figures beyond what doubles hold are as far from print as can be
    with np.errstate(all="ignore"):
        cells = compare_with_print(audit, demand, tried.columns, survey, answers)
    return Twin(number, tried.columns, answers, cells, by_table(audit, cells), start)


def _taken(demand: Demand | None, survey: SurveyDemand) -> tuple[Words, ...]:
    found: list[Words] = list(demand.taken) if demand is not None else []
    left = [*(demand.left if demand is not None else ()), *survey.left]
    found += [message("{where} is not searched for: {why}", where=where, why=why) for where, why in left]
    if demand is not None and survey.n and demand.n > survey.n:
        found.append(message("the {k} respondents and the {n} cases are not joined", k=survey.n, n=demand.n))
    elif demand is not None and survey.n:
        found.append(message("the {n} cases are among the {k} respondents", k=survey.n, n=demand.n))
    return tuple(found)
