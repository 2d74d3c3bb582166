"""Cells moved until every printed figure comes out: a barrier inside the intervals, and steps of least norm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .demand import Demand
from .quantities import Floats

#: Up to here, in half printed units, the barrier is -log(1 - d²); beyond it goes on as a parabola. Where figures stay
#: outside, the parabola becomes steeper: the intervals may have little room in common.
_EDGES = (0.8, 0.95, 0.99)

#: Farther away a steeper parabola does not help.
_NEAR = 30.0

#: Longest step of a cell, on the scale on which it moves.
_LONGEST = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """Sums over some cases of one column that are to be whole multiples of its step.

    Attributes
    ----------
    column : int
        Of the data.
    groups : np.ndarray
        Ones for the cases of each sum, shape (g, n).
    wanted : np.ndarray
        The sums, shape (g,).
    half, size : float
        How far from them is near enough, and their own size.
    """

    column: int
    groups: Floats
    wanted: Floats
    half: float
    size: float


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """Columns after the search, the largest distance of an aim in half printed units, and the steps taken."""

    columns: Floats
    worst: float
    steps: int


@dataclass(slots=True, eq=False)
class _State:
    values: Floats
    gap: Floats
    merit: float
    slopes: Floats = field(default_factory=lambda: np.empty(0))


def solve(
    demand: Demand,
    columns: Floats,
    free: NDArray[np.bool_],
    *,
    totals: Sequence[Totals] = (),
    widths: Sequence[float] = (0.0,),
    steps: int = 200,
    enough: float = 0.6,
) -> Solved:
    """Data near to the given ones whose figures lie inside the rounding intervals.

    Parameters
    ----------
    demand : Demand
        What is wanted.
    columns : np.ndarray
        To start from, shape (n, p).
    free : np.ndarray of bool
        Cells that may move, shape (n, p). They stay strictly between the least and the greatest value.
    totals : sequence of Totals
        Sums that are to be met besides.
    widths : sequence of float
        Half widths of the intervals at least, relative to the size of the figure: one search after the other. From far
        away, wide ones first keep the tightest figures from deciding alone.
    steps : int
        At most, for each width.
    enough : float
        Stops where every distance is below it and the barrier is nearly at its lowest.

    Notes
    -----
    Gauss-Newton on the barrier with a ridge on the steps (Levenberg-Marquardt), in the dual form: one row per aim, not
    per cell. Cells with two bounds move on the logistic scale, the others in sds.
    """
    if not demand.aims and not totals:
        return Solved(columns, 0.0, 0)
    found, taken = Solved(columns, math.inf, 0), 0
    for width in widths:
        found = _solve(demand, found.columns, free, totals, width, _EDGES[0], steps, enough)
        taken += found.steps
    for edge in _EDGES[1:]:
        if not 1.0 <= found.worst < _NEAR:
            break
        found = _solve(demand, found.columns, free, totals, widths[-1], edge, steps, enough)
        taken += found.steps
    return Solved(found.columns, found.worst, taken)


def _solve(
    demand: Demand,
    columns: Floats,
    free: NDArray[np.bool_],
    totals: Sequence[Totals],
    width: float,
    edge: float,
    steps: int,
    enough: float,
) -> Solved:
    move = _Moves(demand, free)
    picked = demand.combination
    middle = np.array([aim.middle for aim in demand.aims])
    half = np.array([max(aim.half, width * aim.size) for aim in demand.aims])

    def look(values: Floats, *, slopes: bool) -> _State:
        found, by_covariance, by_mean, centred = demand.quantities(values)
        gaps = [(picked @ found - middle) / half]
        gaps += [
            (part.groups @ values[:, part.column] - part.wanted) / max(part.half, width * part.size) for part in totals
        ]
        gap = np.concatenate(gaps)
        state = _State(values, gap, float(_height(gap, edge).sum()))
        if slopes:
            p = values.shape[1]
            by_covariance = (picked @ by_covariance.reshape(len(found), -1)).reshape(-1, p, p) / half[:, None, None]
            by_mean = picked @ by_mean / half[:, None]
            state.slopes = move.slopes(values, centred, by_covariance, by_mean, totals, width)
        return state

    radius, failed = _LONGEST, 0
    state = look(columns, slopes=True)
    taken = 0
    while taken < steps and failed < 6:
        taken += 1
        steps_of = _Steps(state, edge)
        step, expected = steps_of.within(radius)
        try:
            tried = look(move.moved(state.values, step), slopes=False)
        except np.linalg.LinAlgError:
            radius, failed = radius / 4, failed + 1
            continue
        gain = state.merit - tried.merit
        if not np.isfinite(gain) or gain <= 0:
            radius, failed = min(radius, float(np.abs(step).max(initial=0.0))) / 4, failed + 1
            continue
        failed = 0
        if gain < 0.25 * expected:
            radius /= 2
        elif gain > 0.6 * expected:
            radius = min(2 * radius, 2 * _LONGEST)
        state = tried
        if (np.abs(state.gap).max() < enough and gain < 0.5) or gain < 1e-6 * state.merit:
            break
        state = look(state.values, slopes=True)
    return Solved(state.values, float(np.abs(state.gap).max()), taken)


class _Steps:
    """Steps from one state, longer or shorter: the kernel of the aims is taken apart once."""

    def __init__(self, state: _State, edge: float) -> None:
        self.rows = state.slopes
        slope, bend = _slope_and_bend(state.gap, edge)
        self.root = np.sqrt(bend)
        kernel = (self.rows @ self.rows.T) * self.root * self.root[:, None]
        self.values, self.vectors = np.linalg.eigh(kernel)
        self.values = np.maximum(self.values, 0.0)
        self.wanted = self.vectors.T @ (slope / self.root)

    def _step(self, ridge: float) -> Floats:
        weights = self.root * (self.vectors @ (self.wanted / (self.values + ridge)))
        return np.asarray(-(self.rows.T @ weights))

    def within(self, radius: float) -> tuple[Floats, float]:
        """The best step that moves no cell by more than the radius, and the gain that it promises."""
        least = 1e-12 * float(self.values.max(initial=1.0)) + 1e-9
        ridge = least
        step = self._step(ridge)
        if np.abs(step).max(initial=0.0) > radius:
            low, high = math.log(least), math.log(float(self.values.max()) * 1e3 + 1.0)
            for _ in range(12):
                middle = (low + high) / 2
                step = self._step(math.exp(middle))
                low, high = (middle, high) if np.abs(step).max(initial=0.0) > radius else (low, middle)
            ridge = math.exp(high)
            step = self._step(ridge)
        kept = self.wanted * ridge / (self.values + ridge)
        return step, float(self.wanted @ self.wanted - kept @ kept) / 2


def _height(gap: Floats, edge: float) -> Floats:
    size = np.abs(gap)
    inside = np.minimum(size, edge)
    over = size - inside
    slope, bend = 2 * edge / (1 - edge**2), 2 * (1 + edge**2) / (1 - edge**2) ** 2
    return np.asarray(-np.log(1 - inside**2) + slope * over + bend * over**2 / 2)


def _slope_and_bend(gap: Floats, edge: float) -> tuple[Floats, Floats]:
    inside = np.clip(gap, -edge, edge)
    bend = 2 * (1 + inside**2) / (1 - inside**2) ** 2
    return 2 * inside / (1 - inside**2) + bend * (gap - inside), bend


class _Moves:
    """How cells move: which, and on what scale."""

    def __init__(self, demand: Demand, free: NDArray[np.bool_]) -> None:
        self.free = free
        self.columns = [int(j) for j in np.nonzero(free.any(0))[0]]
        self.low = np.array([v.low for v in demand.variables])
        self.high = np.array([v.high for v in demand.variables])
        self.sd = np.array([v.sd for v in demand.variables])
        self.bounded = np.isfinite(self.low) & np.isfinite(self.high)
        self.n = len(free)

    def rates(self, values: Floats, column: int) -> Floats:
        """How a column changes with its cells' scale."""
        if not self.bounded[column]:
            return np.full(self.n, self.sd[column])
        low, high = self.low[column], self.high[column]
        return np.asarray((values[:, column] - low) * (high - values[:, column]) / (high - low))

    def slopes(
        self,
        values: Floats,
        centred: Floats,
        by_covariance: Floats,
        by_mean: Floats,
        totals: Sequence[Totals],
        width: float,
    ) -> Floats:
        """Change of every aim and total with every free cell, shape (aims + totals, free cells)."""
        more = sum(len(part.wanted) for part in totals)
        found = []
        for j in self.columns:
            change = 2 / (self.n - 1) * (by_covariance[:, :, j] @ centred.T) + by_mean[:, j : j + 1] / self.n
            if more:
                parts = [part.groups * (part.column == j) / max(part.half, width * part.size) for part in totals]
                change = np.vstack([change, *parts])
            where = self.free[:, j]
            found.append(change[:, where] * self.rates(values, j)[where])
        return np.concatenate(found, axis=1) if found else np.zeros((len(by_mean) + more, 0))

    def moved(self, values: Floats, step: Floats) -> Floats:
        """The data after a step of the free cells."""
        new = values.copy()
        start = 0
        for j in self.columns:
            where = self.free[:, j]
            size = int(where.sum())
            part, start = step[start : start + size], start + size
            if self.bounded[j]:
                low, high = self.low[j], self.high[j]
                width = high - low
                share = np.clip((values[where, j] - low) / width, 1e-9, 1 - 1e-9)
                odds = np.log(share) - np.log1p(-share) + part
                new[where, j] = low + width * np.clip(1 / (1 + np.exp(-odds)), 1e-9, 1 - 1e-9)
            else:
                new[where, j] = values[where, j] + self.sd[j] * part
                if np.isfinite(self.low[j]) or np.isfinite(self.high[j]):
                    new[where, j] = np.clip(new[where, j], self.low[j], self.high[j])
        return new
