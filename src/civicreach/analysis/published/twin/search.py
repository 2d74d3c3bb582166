"""One search for a twin from one start: cells first move freely, then settle on their steps column by column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .continuous import Totals, solve
from .demand import Demand
from .joint import correlated_pairs, exchange, relaxed
from .quantities import Floats
from .start import draw
from .whole import Outcome, _intervals, group_totals, search_outcome, settle, whole_totals

#: Half widths of the intervals, one search after the other.
_WIDTHS = (0.1, 0.01, 1e-3, 1e-4, 0.0)

#: A column whose step is a smaller part of its sd than this settles at the end, all at once.
_FINE = 1e-3

#: To which multiples of a step are rounded.
_DECIMALS = 9


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """What came of one start.

    Attributes
    ----------
    columns : np.ndarray
        The data, shape (n, p).
    worst : float
        Largest distance of a printed figure in half printed units; below 1 all are met.
    stage : str
        Where the search ended: `exact`, or the stage at which it could not go on.
    """

    columns: Floats
    worst: float
    stage: str

    @property
    def exact(self) -> bool:
        """Whether every figure is met."""
        return self.worst < 1.0


def attempt(demand: Demand, seed: int, start: int, *, loosely: bool = False) -> Attempt:
    """Search from one random start.

    Parameters
    ----------
    demand : Demand
        What is wanted.
    seed, start : int
        Make the start; the same numbers give the same data.
    loosely : bool
        Whether zeros and ones first move as if they were continuous, to learn how figures tie them together. It takes
        longer, and helps where few other factors are there.
    """
    rng = np.random.default_rng([seed, start])
    columns, free = draw(demand, rng)
    search = _Attempt(demand, columns, free, rng)
    try:
        with np.errstate(all="ignore"):
            return search.run(loosely=loosely)
    except np.linalg.LinAlgError:
        # factors that determine one another have no figures at all
        return Attempt(search.columns, np.inf, "moving freely")


class _Attempt:
    def __init__(self, demand: Demand, columns: Floats, free: NDArray[np.bool_], rng: np.random.Generator) -> None:
        self.demand, self.columns, self.free, self.rng = demand, columns, free, rng
        outcomes = {model.outcome for model in demand.models}
        used = {place for model in demand.models for place in model.factors}
        self.outcomes = sorted(outcomes - used)
        variables = demand.variables
        ratio = {j: v.step / v.sd for j, v in enumerate(variables) if v.step and v.kind == "steps"}
        self.coarse = [j for j in ratio if variables[j].coarse]
        rest = [j for j in ratio if j not in self.coarse and j not in self.outcomes]
        self.medium = sorted((j for j in rest if ratio[j] > _FINE), key=lambda j: -ratio[j])
        self.fine = [j for j in rest if ratio[j] <= _FINE]
        self.stepped = [j for j in self.outcomes if j in ratio and j not in self.coarse]
        self.rough = [j for j in self.stepped if ratio[j] > _FINE]
        self.groups = np.zeros(demand.n, dtype=int)
        self.totals: list[Totals] = []

    def run(self, *, loosely: bool) -> Attempt:
        """All stages; the first that fails ends it."""
        for column in self.coarse:
            made = settle(self.demand, column, self.columns[:, column], self._inside(column), self.rng)
            if made is None:
                return self._end("settling")
            self.columns[:, column] = made
        if not self._join(loosely=loosely):
            return self._end("moving freely")
        self._group()
        if not self._solve(widths=_WIDTHS):
            return self._end("moving freely")
        for place, column in enumerate(self.medium):
            made = settle(self.demand, column, self.columns[:, column], self.free[:, column], self.rng)
            if made is None:
                return self._end("settling")
            self.columns[:, column] = made
            self.free[:, column] = False
            if place == 0:
                self._fix_totals()
            if not self._solve(widths=(1e-4, 0.0)):
                return self._end("settling")
        if not self.medium:
            self._fix_totals()
            if self.totals and not self._solve(widths=(1e-4, 0.0)):
                return self._end("totals of groups")
        for column in self.fine:
            made = settle(self.demand, column, self.columns[:, column], self.free[:, column], self.rng)
            if made is None:
                return self._end("settling")
            self.columns[:, column] = made
        for column in [*self.fine, *self.medium]:
            self.free[:, column] = False
        if self.outcomes and not self._solve(widths=(1e-4, 0.0)):
            return self._end("outcomes")
        for column in self.stepped:
            if column in self.rough:
                self._search(column, group_totals(self.columns[:, column], self.groups, self._step(column)))
                continue
            made = settle(self.demand, column, self.columns[:, column], self.free[:, column], self.rng)
            if made is None:
                return self._end("settling")
            self._search(column, made)
        return self._end("whole steps")

    def _join(self, *, loosely: bool) -> bool:
        """Bring zeros and ones and coarse steps together as print wants it; False where that is not found."""
        coarse = [j for j, v in enumerate(self.demand.variables) if v.coarse and j not in self.outcomes]
        if not coarse:
            return True
        low, high = correlated_pairs(self.demand, self.columns, coarse)
        if loosely:
            self.columns, wanted = relaxed(self.demand, self.columns, coarse, _WIDTHS[:-1])
            steps = np.array([self.demand.variables[j].step for j in coarse])
            room = 0.75 * np.outer(steps, steps)
            open_ = ~np.isfinite(low)
            low, high = np.where(open_, wanted - room, low), np.where(open_, wanted + room, high)
        made, met = exchange(self.columns[:, coarse], low, high, self.rng)
        self.columns[:, coarse] = made
        return met or loosely

    def _inside(self, column: int) -> NDArray[np.bool_]:
        """Cells of a coarse column that do not hold its least or greatest value."""
        values, variable = self.columns[:, column], self.demand.variables[column]
        return np.asarray((values > variable.low) & (values < variable.high))

    def _group(self) -> None:
        """Cases that are equal in all zeros and ones and coarse steps, as long as such groups hold several cases."""
        fixed = [j for j, v in enumerate(self.demand.variables)
                 if (v.kind == "zeros and ones" or j in self.coarse) and j not in self.outcomes]  # fmt: skip
        kinds = np.unique(self.columns[:, fixed], axis=0, return_inverse=True)[1].reshape(-1) if fixed else self.groups
        if int(kinds.max(initial=0)) + 1 <= self.demand.n / 2:
            self.groups = np.asarray(kinds)

    def _end(self, stage: str) -> Attempt:
        for j, variable in enumerate(self.demand.variables):
            if variable.step:
                # a multiple of 0.1 is the double nearest to it, as a file would give it
                self.columns[:, j] = np.round(self.columns[:, j], _DECIMALS)
        gaps = np.abs(self.demand.distances(self.columns))
        worst = float(gaps.max(initial=0.0))
        return Attempt(self.columns, worst, "exact" if worst < 1.0 else stage)

    def _solve(self, *, widths: tuple[float, ...]) -> bool:
        found = solve(self.demand, self.columns, self.free, totals=self.totals, widths=widths)
        self.columns = found.columns
        return found.worst < 1.0

    def _fix_totals(self) -> None:
        """From here on the totals of rough outcomes over equal cases are whole."""
        wanted = np.unique(self.groups)
        for column in self.rough:
            variable = self.demand.variables[column]
            members = (self.groups == wanted[:, None]).astype(float)
            mean, _ = _intervals(self.demand, column)
            bounds = (
                None
                if mean is None
                else (mean[0] * variable.step * self.demand.n, mean[1] * variable.step * self.demand.n)
            )
            sums = whole_totals(members @ self.columns[:, column], variable.step, bounds)
            self.totals.append(Totals(column, members, sums, 0.02 * variable.step, variable.sd))

    def _step(self, column: int) -> float:
        return self.demand.variables[column].step

    def _search(self, column: int, made: Floats) -> None:
        """Whole steps from values near by; those of a fine outcome mostly fit as they are."""
        outcome = Outcome(self.demand, self.columns, column)
        free = self.free[:, column]
        made = np.where(free, made, self.columns[:, column])
        self.columns[:, column], _ = search_outcome(outcome, made, free, self.groups, self.rng)
