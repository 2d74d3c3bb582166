"""Random data of the right types to start a search from."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .demand import Demand, Variable
from .quantities import Floats


def draw(demand: Demand, rng: np.random.Generator) -> tuple[Floats, NDArray[np.bool_]]:
    """Data with the printed ranges and the exact numbers of ones, and which of their cells may move.

    Parameters
    ----------
    demand : Demand
        Variables and cases.
    rng : numpy.random.Generator
        Of this start.

    Returns
    -------
    columns, free : np.ndarray
        Shape (n, p). Zeros and ones, coarse steps and the cases that hold the least and greatest value stay.
    """
    n, p = demand.n, len(demand.variables)
    common = rng.normal(size=(n, 2))
    loadings = rng.uniform(-0.7, 0.7, size=(2, p))
    latent = common @ loadings + rng.normal(size=(n, p))
    columns, free = np.zeros((n, p)), np.ones((n, p), dtype=bool)
    for j, variable in enumerate(demand.variables):
        if variable.kind == "zeros and ones":
            score = latent[:, j].copy()
            for group in demand.exclusive:
                if j in group:
                    taken = columns[:, [other for other in group if other < j]].any(1)
                    score[taken] = -np.inf
            ones = int(rng.choice(variable.ones))
            columns[np.argsort(-score, kind="stable")[:ones], j] = 1.0
            free[:, j] = False
            continue
        order = np.argsort(latent[:, j], kind="stable")
        columns[order, j] = np.sort(_values(variable, n, rng))
        if math.isfinite(variable.low):
            columns[order[0], j], free[order[0], j] = variable.low, False
        if math.isfinite(variable.high):
            columns[order[-1], j], free[order[-1], j] = variable.high, False
        if variable.coarse:
            free[:, j] = False
    return columns, free


def _values(variable: Variable, n: int, rng: np.random.Generator) -> Floats:
    """n numbers of about the printed mean and sd: of a beta, or a lognormal where the beta would heap up at an end."""
    low, high, mean, sd = variable.low, variable.high, variable.mean, variable.sd
    if not (math.isfinite(low) and math.isfinite(high)):
        made = rng.normal(mean, sd, n)
        return np.clip(made, low, high)
    width = high - low
    mean = min(max(mean, low + 0.01 * width), high - 0.01 * width)
    share, spread = (mean - low) / width, sd / width
    size = share * (1 - share) / max(spread**2, 1e-12) - 1
    a, b = share * size, (1 - share) * size
    if min(a, b) >= 0.5:
        made = low + width * rng.beta(a, b, n)
    else:
        near, sign, start = (mean - low, 1.0, low) if share < 0.5 else (high - mean, -1.0, high)
        bend = math.log1p((sd / near) ** 2)
        made = start + sign * near * np.exp(rng.normal(-bend / 2, math.sqrt(bend), n))
    return np.asarray(np.clip(made, low + 1e-4 * width, high - 1e-4 * width))
