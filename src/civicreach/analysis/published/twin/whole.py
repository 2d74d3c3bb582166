"""Values on their steps: rounding that keeps means and sds, and the search for an outcome in whole steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .demand import Demand, Variable
from .quantities import Factors, Floats, factors_of, figures, moments

#: Distances in half printed units that are counted as reached: text has halves that go either way.
REACHED = 0.97

#: Moves that are compared before one is made.
_SAMPLE = 400

#: Cells that a repair looks at.
_LOOKED_AT = 300


def settle(
    demand: Demand, column: int, values: Floats, free: NDArray[np.bool_], rng: np.random.Generator
) -> Floats | None:
    """Values of one column on its steps, with the printed mean and sd.

    Parameters
    ----------
    demand : Demand
        With the variable's step and the intervals of mean and sd.
    column : int
        Which.
    values : np.ndarray
        Near to the wanted ones, shape (n,).
    free : np.ndarray of bool
        Cells that may move.
    rng : numpy.random.Generator
        Chooses among moves that are as good.

    Returns
    -------
    np.ndarray or None
        None where no move leads to the printed mean and sd.
    """
    variable = demand.variables[column]
    made = np.rint(values / variable.step)
    low, high = np.ceil(variable.low / variable.step - 1e-6), np.floor(variable.high / variable.step + 1e-6)
    made = np.where(free, np.clip(made, low, high), made)
    mean, sd = _intervals(demand, column)
    cells = np.nonzero(free)[0]
    if len(cells) > _LOOKED_AT:
        cells = rng.choice(cells, _LOOKED_AT, replace=False)
    if mean is not None:
        first, last = math.ceil(mean[0] * demand.n - 1e-9), math.floor(mean[1] * demand.n + 1e-9)
        if first > last:
            return None
        total = int(made.sum())
        wanted = min(max(total, first), last)
        if (first + last) % 2 == 0 and not first < total < last:
            wanted = (first + last) // 2
        if not _shift(made, wanted - total, low, high, rng.permutation(np.nonzero(free)[0])):
            return None
    if sd is not None and not _spread(made, sd, low, high, cells):
        return None
    return np.asarray(made * variable.step)


def _intervals(demand: Demand, column: int) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """Of mean and sd, in steps; None where they are not printed."""
    p, step = len(demand.variables), demand.variables[column].step
    found: list[tuple[float, float] | None] = [None, None]
    for aim in demand.aims:
        for which, place in enumerate((column, p + column)):
            if aim.terms == ((place, 1.0),):
                found[which] = (aim.low / step, aim.high / step)
    return found[0], found[1]


def _shift(made: Floats, by: int, low: float, high: float, cells: NDArray[np.int_]) -> bool:
    """Change the total by single steps, one cell after the other."""
    sign = 1 if by > 0 else -1
    left = abs(by)
    while left:
        able = [i for i in cells if low <= made[i] + sign <= high][:left]
        if not able:
            return False
        made[able] += sign
        left -= len(able)
    return True


def _spread(made: Floats, sd: tuple[float, float], low: float, high: float, cells: NDArray[np.int_]) -> bool:
    """Change the sum of squares by moving pairs of cells apart or together."""
    n = len(made)
    wanted = (max(sd[0], 0.0) ** 2 * (n - 1), sd[1] ** 2 * (n - 1))
    middle = sum(wanted) / 2
    for _ in range(400):
        squares = float(((made - made.mean()) ** 2).sum())
        if wanted[0] <= squares <= wanted[1]:
            return True
        part = made[cells]
        size = max(1.0, float(round(abs(middle - squares) / (4 * n * max(sd[1], 1.0)))))
        change = 2 * size * (part[:, None] - part) + 2 * size**2
        change[part + size > high, :] = np.inf
        change[:, part - size < low] = np.inf
        np.fill_diagonal(change, np.inf)
        up, down = np.unravel_index(np.argmin(np.abs(change - (middle - squares))), change.shape)
        if not abs(squares + change[up, down] - middle) < abs(squares - middle):
            return False
        made[cells[up]] += size
        made[cells[down]] -= size
    return False


class Outcome:
    """The printed figures of one outcome while its factors stay."""

    def __init__(self, demand: Demand, columns: Floats, column: int) -> None:
        self.demand, self.column = demand, column
        p = len(demand.variables)
        means, covariances, self.centred = moments(columns)
        self.means, self.n = means, demand.n
        self.models = [(place, model) for place, model in enumerate(demand.models) if model.outcome == column]
        self.factors: list[Factors] = [factors_of(model, demand.n, means, covariances) for _, model in self.models]
        self.slopes = [f.inverse @ self.centred[:, list(model.factors)].T / (demand.n - 1)
                       for f, (_, model) in zip(self.factors, self.models, strict=True)]  # fmt: skip
        places = [column, p + column]
        pairs = [i for i, pair in enumerate(demand.pairs) if column in pair]
        self.others = [a if b == column else b for a, b in (demand.pairs[i] for i in pairs)]
        self.sds = np.sqrt(np.diag(covariances))
        places += [2 * p + i for i in pairs]
        for place, model in self.models:
            start = demand.offsets[place]
            places += range(start, start + model.size)
        at = {place: i for i, place in enumerate(places)}
        mine = [aim for aim in demand.aims if all(place in at for place, _ in aim.terms)]
        self.picked = np.zeros((len(mine), len(places)))
        for i, aim in enumerate(mine):
            for place, factor in aim.terms:
                self.picked[i, at[place]] += factor
        self.middle = np.array([aim.middle for aim in mine])
        self.half = np.array([aim.half for aim in mine])

    def distances(self, values: Floats) -> Floats:
        """In half printed units, of one set of values or of many, shape (..., n)."""
        mean = values.mean(-1)
        centred = values - mean[..., None]
        variance = (centred**2).sum(-1) / (self.n - 1)
        return self.of_sums(mean, variance, centred @ self.centred / (self.n - 1))

    def of_sums(self, mean: Floats, variance: Floats, with_others: Floats) -> Floats:
        """The same from mean, variance and covariances with all columns."""
        sd = np.sqrt(variance)
        found = [mean[..., None], sd[..., None]]
        if self.others:
            found.append(with_others[..., self.others] / self.sds[self.others] / sd[..., None])
        for f, (_, model) in zip(self.factors, self.models, strict=True):
            c = with_others[..., list(model.factors)]
            b = c @ f.inverse
            found.append(figures(f, self.n, b, variance - (b * c).sum(-1), variance, mean))
        return np.asarray((np.concatenate(found, axis=-1) @ self.picked.T - self.middle) / self.half)


def search_outcome(
    outcome: Outcome,
    values: Floats,
    free: NDArray[np.bool_],
    groups: NDArray[np.int_],
    rng: np.random.Generator,
    *,
    rounds: int = 800,
) -> tuple[Floats, float]:
    """Values in whole steps whose figures are the printed ones.

    Parameters
    ----------
    outcome : Outcome
        Which figures.
    values : np.ndarray
        On their steps, near to a solution, shape (n,).
    free : np.ndarray of bool
        Cells that may move.
    groups : np.ndarray of int
        Moves pair cells of one group, so that totals of groups stay.
    rng : numpy.random.Generator
        Draws the moves that are compared.
    rounds : int
        At most.

    Returns
    -------
    values, worst : np.ndarray, float
        The best that were found, and their largest distance in half printed units.
    """
    variable: Variable = outcome.demand.variables[outcome.column]
    step, n = variable.step, len(values)
    pairs = _pairs(free, groups, rng)
    values = values.copy()
    best, worst = values.copy(), float(np.abs(outcome.distances(values)).max(initial=0.0))
    if not len(pairs):
        return best, worst
    merit = float(_merit(outcome.distances(values)))
    still = 0
    for _ in range(rounds):
        if worst < REACHED:
            break
        chosen = pairs[rng.integers(0, len(pairs), min(_SAMPLE, 4 * len(pairs)))]
        up, down = chosen[:, 0], chosen[:, 1]
        able = (values[up] + step <= variable.high + step / 4) & (values[down] - step >= variable.low - step / 4)
        up, down = up[able], down[able]
        if not len(up):
            break
        mean = float(values.mean())
        centred = values - mean
        squares: Floats = centred @ centred + 2 * step * (values[up] - values[down]) + 2 * step**2
        sums = centred @ outcome.centred + step * (outcome.centred[up] - outcome.centred[down])
        distance = outcome.of_sums(np.full(len(up), mean), squares / (n - 1), sums / (n - 1))
        merits: Floats = _merit(distance)
        pick = int(np.argmin(merits))
        if merits[pick] < merit or still > 8:
            values[up[pick]] += step
            values[down[pick]] -= step
            merit, still = float(merits[pick]), 0
            if (size := float(np.abs(distance[pick]).max())) < worst:
                best, worst = values.copy(), size
        else:
            still += 1
    return best, worst


def _merit(distance: Floats) -> Floats:
    return np.asarray((np.maximum(np.abs(distance) - 0.85, 0.0) ** 2).sum(-1))


def _pairs(free: NDArray[np.bool_], groups: NDArray[np.int_], rng: np.random.Generator) -> NDArray[np.int_]:
    """Ordered pairs of free cells of one group; some of them where there are very many."""
    found: list[NDArray[np.int_]] = []
    for group in np.unique(groups):
        cells = np.nonzero(free & (groups == group))[0]
        if len(cells) > _LOOKED_AT:
            cells = rng.choice(cells, _LOOKED_AT, replace=False)
        a, b = np.meshgrid(cells, cells)
        different = a != b
        found.append(np.stack([a[different], b[different]], axis=1))
    return np.concatenate(found) if found else np.zeros((0, 2), dtype=int)


def group_totals(made: Floats, groups: NDArray[np.int_], step: float) -> Floats:
    """Values rounded to their steps, so that each group keeps the total that it has, rounded."""
    steps = made / step
    low = np.floor(steps + 1e-9)
    for group in np.unique(groups):
        cells = np.nonzero(groups == group)[0]
        up = round(float(steps[cells].sum() - low[cells].sum()))
        rest = steps[cells] - low[cells]
        low[cells[np.argsort(-rest, kind="stable")[: max(up, 0)]]] += 1
    return np.asarray(low * step)


def whole_totals(totals: Sequence[float], step: float, wanted: tuple[float, float] | None) -> Floats:
    """Totals of groups in whole steps, nearest to the given ones; their sum within bounds where there are any."""
    exact = np.asarray(totals) / step
    made = np.rint(exact)
    if wanted is not None:
        low, high = math.ceil(wanted[0] / step - 1e-9), math.floor(wanted[1] / step + 1e-9)
        goal = min(max(made.sum(), low), high) if low <= high else made.sum()
        while made.sum() != goal:
            sign = 1 if goal > made.sum() else -1
            made[int(np.argmax(sign * (exact - made)))] += sign
    return np.asarray(made * step)
