"""Sums of one pass for a model of counts with a log link, over rows that stay where they are.

Said twice, side by side: in SQL for every engine, and by products of matrices where an engine reads pieces.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .asked import ReadsPieces, RunsSQL
from .sums import centred_rows, combined, listed, literal
from .sums_in_pieces import complete_blocks, symmetric, weighed

Floats = NDArray[np.float64]

#: Size of a linear predictor beyond which exp and its square leave float64.
FURTHEST = 300.0


@dataclass(frozen=True, slots=True, eq=False)
class PoissonSums:
    """Sums over rows with count y, fitted count mu, score s = y - mu and columns v: ones and the standardised factors.

    Attributes
    ----------
    likelihood : float
        Sum of y log mu - mu.
    deviance, pearson : float
        Twice the sum of y log(y / mu) - s; sum of s² / mu.
    score, information : np.ndarray
        Shapes (k + 1,) and (k + 1, k + 1): sums of v s and of v v' mu.
    lowest : float
        The least log mu.
    """

    likelihood: float
    deviance: float
    pearson: float
    score: Floats
    information: Floats
    lowest: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What a pass is made over.

    Attributes
    ----------
    relation : str
        SQL of it.
    columns : tuple of str
        The counts, the k factors, and the exposure if there is one.
    centre, sd : tuple of float
        Of the k factors.
    exposed : bool
        Whether the last column is an exposure, all above 0.
    """

    relation: str
    columns: tuple[str, ...]
    centre: tuple[float, ...]
    sd: tuple[float, ...]
    exposed: bool

    @property
    def taken_from(self) -> Floats:
        """What the columns are taken from: factors from their means, counts and exposure from nothing."""
        return np.array([0.0, *self.centre, *([0.0] if self.exposed else [])])


def poisson_sums(engine: RunsSQL, asked: Asked, coefficients: Floats) -> PoissonSums:
    """One pass with the coefficients of the columns v, shape (k + 1,)."""
    k = len(asked.sd)
    if isinstance(engine, ReadsPieces):
        totals, triangle = np.zeros(3, dtype=np.longdouble), np.zeros((k + 1, k + 1), dtype=np.longdouble)
        slopes, lowest = np.zeros(k + 1, dtype=np.longdouble), math.inf
        for y, v, eta in _blocks(engine, asked, coefficients):
            mu = np.exp(eta)
            s = y - mu
            log_ratio = np.log(np.where(y > 0, y, 1.0)) - np.where(y > 0, eta, 0.0)
            totals += y @ eta - mu.sum(), 2 * (y @ log_ratio - s.sum()), (s * s) @ (1 / mu)
            slopes += v @ s
            triangle += (v * mu) @ v.T
            lowest = min(lowest, float(eta.min(initial=math.inf)))
        likelihood, deviance, pearson = totals.astype(np.float64).tolist()
        return PoissonSums(likelihood, deviance, pearson, slopes.astype(np.float64), symmetric(triangle), lowest)
    table = f"(SELECT {_names(k)}, y, eta, exp(eta) AS mu FROM {_rows(asked, coefficients)})"
    pairs = [(i, j) for i in range(k + 1) for j in range(i, k + 1)]
    ratio = "CASE WHEN y > 0E0 THEN y * (ln(CASE WHEN y > 0E0 THEN y ELSE 1E0 END) - eta) ELSE 0E0 END"
    figures = ["sum(y * eta - mu)", f"2E0 * sum({ratio} - (y - mu))", "sum((y - mu) * (y - mu) / mu)"]
    figures += [f"sum(v{i} * (y - mu))" for i in range(k + 1)] + [f"sum(v{i} * v{j} * mu)" for i, j in pairs]
    ((*row, lowest),) = engine.execute(f"SELECT {listed([*figures, 'min(eta)'])} FROM {table}")
    return PoissonSums(
        float(row[0]), float(row[1]), float(row[2]), np.array(row[3 : 4 + k], dtype=np.float64),
        _symmetric(pairs, row[4 + k :]), float(lowest),
    )  # fmt: skip


def information_above(engine: RunsSQL, asked: Asked, coefficients: Floats, least: float) -> Floats:
    """Sums of v v' mu, shape (k + 1, k + 1), over the rows whose log mu is at least `least`: one pass."""
    k = len(asked.sd)
    if isinstance(engine, ReadsPieces):
        total = np.zeros((k + 1, k + 1), dtype=np.longdouble)
        for _, v, eta in _blocks(engine, asked, coefficients):
            total += (v * np.where(eta >= least, np.exp(eta), 0.0)) @ v.T
        return symmetric(total)
    pairs = [(i, j) for i in range(k + 1) for j in range(i, k + 1)]
    rows = f"(SELECT * FROM {_rows(asked, coefficients)} WHERE eta >= {literal(least)})"
    (row,) = engine.execute(f"SELECT {listed([f'sum(v{i} * v{j} * exp(eta))' for i, j in pairs])} FROM {rows}")
    return _symmetric(pairs, [value or 0.0 for value in row])


def poisson_spread(
    engine: RunsSQL, asked: Asked, coefficients: Floats, *, root: Floats, power: float, full_leverage: float
) -> tuple[Floats, float]:
    """Sums of u u' g², shape (k + 1, k + 1), and the largest leverage.

    Parameters
    ----------
    root : np.ndarray
        Shape (k + 1, k + 1), lower triangular, root' root the inverse information; u = root v.
    power : float
        g = s / (1 - h)^power with h = mu u'u: 0 for HC0 and HC1, 1/2 for HC2, 1 for HC3.
    full_leverage : float
        From where on a leverage counts as 1, and g as 0.
    """
    k = len(asked.sd)
    if isinstance(engine, ReadsPieces):
        total, largest = np.zeros((k + 1, k + 1), dtype=np.longdouble), 0.0
        for y, v, eta in _blocks(engine, asked, coefficients):
            mu, u = np.exp(eta), root @ v
            h = mu * np.einsum("ij,ij->j", u, u)
            largest = max(largest, float(h.max(initial=0.0)))
            weights = weighed(y - mu, h, power, full_leverage)
            total += (u * (weights * weights)) @ u.T
        return symmetric(total), largest
    turned = ", ".join(f"({combined(root[i, : i + 1], name='v', first=0)}) AS u{i}" for i in range(k + 1))
    names = ", ".join(f"u{i}" for i in range(k + 1))
    squares = " + ".join(f"u{i} * u{i}" for i in range(k + 1))
    rows = f"(SELECT y, exp(eta) AS mu, {turned} FROM {_rows(asked, coefficients)})"
    rows = f"(SELECT {names}, y - mu AS s, mu * ({squares}) AS h FROM {rows})"
    g = {0.0: "s", 1.0: "s / (1E0 - h)"}.get(power, f"s / power(1E0 - h, {literal(power)})")
    rows = f"(SELECT {names}, h, CASE WHEN h < {literal(full_leverage)} THEN {g} ELSE 0E0 END AS g FROM {rows})"
    pairs = [(i, j) for i in range(k + 1) for j in range(i, k + 1)]
    (row,) = engine.execute(
        f"SELECT {listed(['max(h)', *(f'sum(u{i} * g * u{j} * g)' for i, j in pairs)])} FROM {rows}"
    )
    return _symmetric(pairs, row[1:]), float(row[0])


def _blocks(engine: ReadsPieces, asked: Asked, coefficients: Floats) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Counts, columns v and linear predictor of some rows at a time."""
    k = len(asked.sd)
    scale = np.array([1.0, *asked.sd])[:, None]
    for rows in complete_blocks(engine, asked.relation, asked.columns, asked.taken_from):
        v = np.concatenate([rows[:1], rows[2 : k + 2]])
        v /= scale
        eta = coefficients @ v
        if asked.exposed:
            eta += np.log(rows[-1])
        yield rows[1], v, np.clip(eta, -FURTHEST, FURTHEST)


def _rows(asked: Asked, coefficients: Floats) -> str:
    """Rows with y, v0 ... vk and the linear predictor eta."""
    k = len(asked.sd)
    v = ", ".join(f"q{i + 1} / {literal(sd)} AS v{i + 1}" for i, sd in enumerate(asked.sd))
    offset = f"ln(q{k + 1})" if asked.exposed else "0E0"
    centred = centred_rows(asked.relation, asked.columns, asked.taken_from)
    rows = f"(SELECT q0 AS y, 1E0 AS v0, {v}, {offset} AS away FROM {centred})"
    eta = f"{combined(coefficients, name='v', first=0)} + away"
    rows = f"(SELECT {_names(k)}, y, {eta} AS far FROM {rows})"
    most = literal(FURTHEST)
    eta = f"CASE WHEN far > {most} THEN {most} WHEN far < -{most} THEN -{most} ELSE far END"
    return f"(SELECT {_names(k)}, y, {eta} AS eta FROM {rows})"


def _names(k: int) -> str:
    return ", ".join(f"v{i}" for i in range(k + 1))


def _symmetric(pairs: Sequence[tuple[int, int]], figures: Sequence[float]) -> Floats:
    size = max(i for i, _ in pairs) + 1
    full = np.zeros((size, size))
    for (i, j), value in zip(pairs, figures, strict=True):
        full[i, j] = full[j, i] = value
    return full
