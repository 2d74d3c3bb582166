"""Zeros and ones and coarse steps together: which cases share them, found by exchanging values of two cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .continuous import solve
from .demand import Aim, Demand, Variable
from .quantities import Floats, moments

#: Exchanges that are compared before one is made, and rounds at most.
_SAMPLE, _ROUNDS = 300, 2_000


def correlated_pairs(demand: Demand, columns: Floats, coarse: Sequence[int]) -> tuple[Floats, Floats]:
    """Intervals of the sums of products of coarse columns, from printed correlations and from exclusions.

    Returns
    -------
    low, high : np.ndarray
        Shape (q, q), infinite where nothing is said.
    """
    q = len(coarse)
    low, high = np.full((q, q), -np.inf), np.full((q, q), np.inf)
    means, covariances, _ = moments(columns)
    sds = np.sqrt(np.diag(covariances))
    p, n = len(demand.variables), demand.n
    place = {column: i for i, column in enumerate(coarse)}
    for aim in demand.aims:
        at = aim.terms[0][0] - 2 * p
        if len(aim.terms) > 1 or not 0 <= at < len(demand.pairs):
            continue
        a, b = demand.pairs[at]
        if a in place and b in place:
            scale, base = (n - 1) * sds[a] * sds[b], n * means[a] * means[b]
            i, j = place[a], place[b]
            low[i, j] = low[j, i] = max(low[i, j], aim.low * scale + base)
            high[i, j] = high[j, i] = min(high[i, j], aim.high * scale + base)
    for group in demand.exclusive:
        for a in group:
            for b in group:
                if a != b and a in place and b in place:
                    low[place[a], place[b]], high[place[a], place[b]] = -0.5, 0.5
    return low, high


def exchange(columns: Floats, low: Floats, high: Floats, rng: np.random.Generator) -> tuple[Floats, bool]:
    """Columns whose sums of products lie within bounds, each column with the values that it had.

    Parameters
    ----------
    columns : np.ndarray
        Shape (n, q).
    low, high : np.ndarray
        Bounds, shape (q, q); infinite where there are none.
    rng : numpy.random.Generator
        Draws the exchanges that are compared.

    Returns
    -------
    columns, met : np.ndarray, bool
        The nearest that were found, and whether all bounds are met.
    """
    made = columns.copy()
    n = len(made)
    bounded = np.isfinite(low) & np.isfinite(high)
    np.fill_diagonal(bounded, False)
    if not bounded.any():
        return made, True
    middle = (np.where(bounded, low, 0.0) + np.where(bounded, high, 0.0)) / 2
    width = np.where(bounded, high, 0.0) - np.where(bounded, low, 0.0)
    half = np.where(bounded, np.maximum(width / 2, 1e-9), np.inf)
    active = np.nonzero(bounded.any(1))[0]
    products = made.T @ made

    def off(sums: Floats) -> Floats:
        return np.asarray(np.where(bounded, np.maximum(np.abs(sums - middle) / half - 1.0, 0.0), 0.0))

    merit = float((off(products) ** 2).sum())
    still = 0
    for _ in range(_ROUNDS):
        if merit == 0.0:
            return made, True
        a = rng.choice(active, _SAMPLE)
        i, j = rng.integers(0, n, (2, _SAMPLE))
        change = (made[j, a] - made[i, a])[:, None] * (made[i] - made[j])
        change[np.arange(_SAMPLE), a] = 0.0
        rows = products[a] + change
        weights = 2 * (np.where(bounded[a], np.maximum(np.abs(rows - middle[a]) / half[a] - 1.0, 0.0), 0.0) ** 2
                       - off(products)[a] ** 2).sum(1)  # fmt: skip
        weights[np.abs(change).sum(1) == 0] = np.inf
        pick = int(np.argmin(weights))
        if weights[pick] < 0 or (still > 5 and np.isfinite(weights[pick])):
            column = a[pick]
            made[[i[pick], j[pick]], column] = made[[j[pick], i[pick]], column]
            products = made.T @ made
            merit, still = float((off(products) ** 2).sum()), 0
        else:
            still += 1
    return made, merit == 0.0


def relaxed(demand: Demand, columns: Floats, coarse: Sequence[int], widths: Sequence[float]) -> tuple[Floats, Floats]:
    """Data in which coarse columns are continuous for once: they show how the printed figures tie them together.

    Returns
    -------
    columns, wanted : np.ndarray
        The data with the coarse values put back in the order of the continuous ones, shape (n, p), and the sums of
        products of the coarse columns that the continuous ones had, shape (q, q).
    """
    p, n = len(demand.variables), demand.n
    variables: list[Variable] = list(demand.variables)
    aims: list[Aim] = list(demand.aims)
    for j in coarse:
        mean, sd = float(columns[:, j].mean()), float(columns[:, j].std(ddof=1))
        variables[j] = replace(
            variables[j], kind="continuous", step=0.0, low=-math.inf, high=math.inf, sd=max(sd, 1e-9)
        )
        kept = {j, p + j}
        aims = [aim for aim in aims if not (len(aim.terms) == 1 and aim.terms[0][0] in kept)]
        for place, value in ((j, mean), (p + j, sd)):
            room = 1e-3 * max(sd, 1e-9)
            aims.append(Aim("", demand.names[j], "", "", value - room, value + room, ((place, 1.0),), max(sd, 1e-9)))
    loose = replace(demand, variables=tuple(variables), aims=tuple(aims))
    free = np.ones(columns.shape, dtype=bool)
    for j, variable in enumerate(variables):
        if math.isfinite(variable.low):
            free[int(np.argmin(columns[:, j])), j] = False
        if math.isfinite(variable.high):
            free[int(np.argmax(columns[:, j])), j] = False
    found = solve(loose, columns, free, widths=widths).columns
    wanted = found[:, list(coarse)].T @ found[:, list(coarse)]
    made = found.copy()
    for j in coarse:
        made[np.argsort(found[:, j], kind="stable"), j] = np.sort(columns[:, j])
    assert made.shape == (n, p)
    return made, np.asarray(wanted)
