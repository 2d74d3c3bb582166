"""One search for a twin from one start: cells first move freely, then settle on their steps column by column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .continuous import Totals, solve
from .demand import Demand
from .quantities import Floats
from .start import COARSE, draw
from .whole import REACHED, Outcome, _intervals, group_totals, search_outcome, settle, whole_totals

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


def attempt(demand: Demand, seed: int, start: int) -> Attempt:
    """Search from one random start.

    Parameters
    ----------
    demand : Demand
        What is wanted.
    seed, start : int
        Make the start; the same numbers give the same data.
    """
    rng = np.random.default_rng([seed, start])
    columns, free = draw(demand, rng)
    return _Attempt(demand, columns, free, rng).run()


class _Attempt:
    def __init__(self, demand: Demand, columns: Floats, free: NDArray[np.bool_], rng: np.random.Generator) -> None:
        self.demand, self.columns, self.free, self.rng = demand, columns, free, rng
        outcomes = {model.outcome for model in demand.models}
        used = {place for model in demand.models for place in model.factors}
        self.outcomes = sorted(outcomes - used)
        variables = demand.variables
        ratio = {j: v.step / v.sd for j, v in enumerate(variables) if v.step and v.kind == "steps"}
        self.coarse = [j for j, r in ratio.items() if r > COARSE]
        rest = [j for j in ratio if j not in self.coarse and j not in self.outcomes]
        self.medium = sorted((j for j in rest if ratio[j] > _FINE), key=lambda j: -ratio[j])
        self.fine = [j for j in rest if ratio[j] <= _FINE]
        self.stepped = [j for j in self.outcomes if j in ratio and j not in self.coarse]
        self.rough = [j for j in self.stepped if ratio[j] > _FINE]
        self.groups = np.zeros(demand.n, dtype=int)
        self.totals: list[Totals] = []

    def run(self) -> Attempt:
        """All stages; the first that fails ends it."""
        for column in self.coarse:
            made = settle(self.demand, column, self.columns[:, column], self._inside(column), self.rng)
            if made is None:
                return self._end("settling")
            self.columns[:, column] = made
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
        for column in self.fine + [j for j in self.medium]:
            self.free[:, column] = False
        if self.outcomes and not self._solve(widths=(1e-4, 0.0)):
            return self._end("outcomes")
        for column in self.stepped:
            if column in self.rough:
                self._search(column)
                continue
            made = settle(self.demand, column, self.columns[:, column], self.free[:, column], self.rng)
            if made is None:
                return self._end("settling")
            self.columns[:, column] = made
        return self._end("whole steps")

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
            bounds = None if mean is None else (mean[0] * variable.step * self.demand.n, mean[1] * variable.step * self.demand.n)
            sums = whole_totals(members @ self.columns[:, column], variable.step, bounds)
            self.totals.append(Totals(column, members, sums, 0.02 * variable.step, variable.sd))

    def _search(self, column: int) -> None:
        variable = self.demand.variables[column]
        made = group_totals(self.columns[:, column], self.groups, variable.step)
        outcome = Outcome(self.demand, self.columns, column)
        free = self.free[:, column]
        made = np.where(free, made, self.columns[:, column])
        self.columns[:, column], _ = search_outcome(outcome, made, free, self.groups, self.rng)
