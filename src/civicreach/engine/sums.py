"""Sums over the rows of a table that stays where it is: what least squares asks of rows that no memory holds.

Every query is one pass and gives one row. Only arithmetic, `sum`, `avg`, `count`, `min` and `max` are used, which mean
the same to every engine. Columns are taken from a centre near their means first: raw sums of squares lose their digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .asked import RunsSQL
from .duckdb import named

Floats = NDArray[np.float64]


#: Rows that a centre is taken from: it only has to be near the mean.
FIRST_LOOK = 20_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are, how many have a finite number in every column, and what the others lack.

    Attributes
    ----------
    n_read, n_complete : int
        Rows, and complete rows.
    without : tuple of (str, int)
        By column, rows in which it is missing or not finite; a row may lack several.
    """

    n_read: int
    n_complete: int
    without: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Products:
    """Sums of complete rows taken from a centre.

    Attributes
    ----------
    n : int
        Complete rows.
    sums : np.ndarray
        Shape (p,): sums of z - centre.
    products : np.ndarray
        Shape (p, p): sums of (z - centre)(z - centre)'.
    """

    n: int
    sums: Floats
    products: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ResidualSums:
    """Sums of one pass with residuals e and weights g = e / (1 - h)^power, where h is a row's leverage.

    Attributes
    ----------
    squares : float
        Sum of e².
    scores : np.ndarray
        Shape (k,): sums of z e, z the factors made uncorrelated.
    weights : float
        Sum of g².
    weighted, spread : np.ndarray
        Shapes (k,) and (k, k): sums of z g² and of z z' g².
    largest_leverage : float
        The largest h; 1 where a row is reproduced whatever it is.
    """

    squares: float
    scores: Floats
    weights: float
    weighted: Floats
    spread: Floats
    largest_leverage: float


@dataclass(frozen=True, slots=True, eq=False)
class ClusterSums:
    """Sums of one pass with residuals e that were added up within clusters.

    Attributes
    ----------
    n_clusters, n_without : int
        Clusters, and rows that are in none (missing or not a number): these were counted as one.
    squares : float
        Sum of e².
    scores : np.ndarray
        Shape (k,): sums of z e, z the factors made uncorrelated.
    between : np.ndarray
        Shape (k + 1, k + 1): sums over clusters of s s', s a cluster's sums of e and of z e.
    """

    n_clusters: int
    n_without: int
    squares: float
    scores: Floats
    between: Floats


def first_look(engine: RunsSQL, relation: str, columns: Sequence[str]) -> Floats:
    """A centre near the means, from some of the rows, shape (p,); 0 where these hold no number."""
    means = listed([f"avg({number(column)})" for column in columns])
    (row,) = engine.execute(
        f"SELECT {means} FROM (SELECT * FROM {complete_rows(relation, columns)} LIMIT {FIRST_LOOK})"
    )
    return np.array([value if value is not None else 0.0 for value in row], dtype=np.float64)


def count_rows(engine: RunsSQL, relation: str, columns: Sequence[str], *, n_complete: int) -> Counts:
    """What was left out, given how many rows are complete."""
    ((n_read,),) = engine.execute(f"SELECT count(*) FROM {relation}")
    if n_read == n_complete:
        return Counts(n_read, n_complete, ())
    lacking = listed([f"count(*) - count(CASE WHEN {finite(number(column))} THEN 1 END)" for column in columns])
    (row,) = engine.execute(f"SELECT {lacking} FROM {relation}")
    without = tuple((column, int(n)) for column, n in zip(columns, row, strict=True) if n)
    return Counts(n_read, n_complete, without)


def levels(engine: RunsSQL, relation: str, columns: Sequence[str]) -> tuple[Floats, Floats]:
    """Smallest and largest value of each column, shapes (p,)."""
    asked = listed([f"{which}({number(column)})" for column in columns for which in ("min", "max")])
    (row,) = engine.execute(f"SELECT {asked} FROM {relation}")
    found = np.array([np.nan if value is None else value for value in row], dtype=np.float64)
    return found[0::2], found[1::2]


def cubes(engine: RunsSQL, relation: str, column: str, *, centre: float, sd: float) -> float:
    """Sum of ((z - centre) / sd)³ over the finite values of a column."""
    q = f"(q0 / {literal(sd)})"
    centred = centred_rows(relation, [column], np.array([centre]))
    ((total,),) = engine.execute(f"SELECT sum({q} * {q} * {q}) FROM {centred}")
    return float(total)


def products(engine: RunsSQL, relation: str, columns: Sequence[str], centre: Floats) -> Products:
    """Sums and products of complete rows about a centre, in one pass."""
    p = len(columns)
    pairs = [(i, j) for i in range(p) for j in range(i, p)]
    asked = [f"sum(q{i})" for i in range(p)] + [f"sum(q{i} * q{j})" for i, j in pairs]
    (row,) = engine.execute(f"SELECT {listed(['count(*)', *asked])} FROM {centred_rows(relation, columns, centre)}")
    n, figures = int(row[0]), np.array([value or 0.0 for value in row[1:]], dtype=np.float64)
    full = np.zeros((p, p))
    for (i, j), value in zip(pairs, figures[p:], strict=True):
        full[i, j] = full[j, i] = value
    return Products(n, figures[:p], full)


def residual_sums(
    engine: RunsSQL,
    relation: str,
    columns: Sequence[str],
    *,
    centre: Floats,
    slopes: Floats,
    uncorrelating: Floats,
    n: int,
    power: float,
    full_leverage: float,
) -> ResidualSums:
    """One pass over complete rows with the residuals of a fitted model.

    Parameters
    ----------
    columns : sequence of str
        The outcome, then the k factors.
    centre : np.ndarray
        Shape (k + 1,): their means.
    slopes : np.ndarray
        Shape (k,), in units of the columns.
    uncorrelating : np.ndarray
        Shape (k, k), lower triangular: takes centred factors to z, whose products sum to n - 1 times the identity.
    n : int
        Complete rows.
    power : float
        0 for HC0 and HC1, 1/2 for HC2, 1 for HC3.
    full_leverage : float
        From where on a leverage counts as 1.
    """
    k = len(columns) - 1
    z = ", ".join(f"({combined(uncorrelating[i, : i + 1])}) AS z{i}" for i in range(k))
    rows = f"(SELECT q0 - ({combined(slopes)}) AS e, {z} FROM {centred_rows(relation, columns, centre)})"
    squares = " + ".join(f"z{i} * z{i}" for i in range(k))
    h = f"({squares}) * {literal(1 / (n - 1))} + {literal(1 / n)}"
    names = ", ".join(f"z{i}" for i in range(k))
    rows = f"(SELECT e, {names}, {h} AS h FROM {rows})"
    g = {0.0: "e", 1.0: "e / (1E0 - h)"}.get(power, f"e / power(1E0 - h, {literal(power)})")
    # a leverage of 1 leaves nothing to divide by; the caller is told by largest_leverage
    rows = f"(SELECT e, {names}, h, CASE WHEN h < {literal(full_leverage)} THEN {g} ELSE 0E0 END AS g FROM {rows})"
    weighted = ", ".join(f"z{i} * g AS w{i}" for i in range(k))
    rows = f"(SELECT e, {names}, h, g, {weighted} FROM {rows})"
    pairs = [(i, j) for i in range(k) for j in range(i, k)]
    asked = ["sum(e * e)", "sum(g * g)", "max(h)"]
    asked += [f"sum(z{i} * e)" for i in range(k)] + [f"sum(w{i} * g)" for i in range(k)]
    asked += [f"sum(w{i} * w{j})" for i, j in pairs]
    (row,) = engine.execute(f"SELECT {listed(asked)} FROM {rows}")
    figures = np.array(row, dtype=np.float64)
    spread = np.zeros((k, k))
    for (i, j), value in zip(pairs, figures[3 + 2 * k :], strict=True):
        spread[i, j] = spread[j, i] = value
    return ResidualSums(
        float(figures[0]), figures[3 : 3 + k], float(figures[1]), figures[3 + k : 3 + 2 * k], spread, float(figures[2])
    )


def cluster_sums(
    engine: RunsSQL,
    relation: str,
    columns: Sequence[str],
    *,
    cluster: str,
    centre: Floats,
    slopes: Floats,
    uncorrelating: Floats,
) -> ClusterSums:
    """One pass over complete rows with the residuals of a fitted model, added up within clusters first.

    Only sums over clusters come back, however many there are. Parameters are those of `residual_sums`; `cluster` is a
    column of any type.
    """
    k = len(columns) - 1
    z = ", ".join(f"({combined(uncorrelating[i, : i + 1])}) AS z{i + 1}" for i in range(k))
    rows = centred_rows(relation, columns, centre, also=f"{named(cluster)} AS member")
    rows = f"(SELECT member, q0 - ({combined(slopes)}) AS e, {z} FROM {rows})"
    within = ", ".join(["sum(e) AS s0", *(f"sum(z{i} * e) AS s{i}" for i in range(1, k + 1))])
    groups = f"(SELECT member, count(*) AS size, sum(e * e) AS squares, {within} FROM {rows} GROUP BY member)"
    pairs = [(i, j) for i in range(k + 1) for j in range(i, k + 1)]
    asked = ["count(*)", f"sum(CASE WHEN {in_no_cluster('member')} THEN size ELSE 0 END)", "sum(squares)"]
    asked += [f"sum(s{i})" for i in range(1, k + 1)] + [f"sum(s{i} * s{j})" for i, j in pairs]
    (row,) = engine.execute(f"SELECT {listed(asked)} FROM {groups}")
    between = np.zeros((k + 1, k + 1))
    for (i, j), value in zip(pairs, row[3 + k :], strict=True):
        between[i, j] = between[j, i] = value
    return ClusterSums(int(row[0]), int(row[1]), float(row[2]), np.array(row[3 : 3 + k], dtype=np.float64), between)


def in_no_cluster(member: str) -> str:
    """SQL of whether a cluster is none: missing, or not a number."""
    # engines take what is not a number as equal to itself, and write it in two ways
    return f"{member} IS NULL OR CAST({member} AS VARCHAR) IN ('nan', 'NaN')"


def centred_rows(relation: str, columns: Sequence[str], centre: Floats, *, also: str = "") -> str:
    """Complete rows with the columns q0, q1, ... taken from a centre, and another column as it is."""
    taken = ", ".join(
        f"{number(column)} - ({literal(value)}) AS q{place}"
        for place, (column, value) in enumerate(zip(columns, centre.tolist(), strict=True))
    )
    taken = f"{taken}, {also}" if also else taken
    total = " + ".join(f"q{place}" for place in range(len(columns)))
    return f"(SELECT * FROM (SELECT {taken} FROM {relation}) WHERE {finite(f'({total})')})"


def complete_rows(relation: str, columns: Sequence[str]) -> str:
    """SQL of the rows that have a finite number in every column."""
    total = " + ".join(number(column) for column in columns)
    return f"(SELECT * FROM {relation} WHERE {finite(f'({total})')})"


def finite(sql: str) -> str:
    """Whether a sum is a number: what is missing stays missing, and infinity from infinity is not 0."""
    return f"{sql} - {sql} = 0E0"


def listed(asked: Sequence[str]) -> str:
    """Figures that are asked for, each under a name of its own: not every engine takes two that look alike."""
    return ", ".join(f"{figure} AS a{place}" for place, figure in enumerate(asked))


def combined(weights: Floats, *, name: str = "q", first: int = 1) -> str:
    """A sum of q1, q2, ... with weights."""
    return " + ".join(f"({literal(weight)}) * {name}{place}" for place, weight in enumerate(weights.tolist(), first))


def number(column: str) -> str:
    """A column as a float."""
    return f"CAST({named(column)} AS DOUBLE)"


def literal(value: float) -> str:
    """A float with all its digits; the exponent makes it one, where 0.1 would be a decimal number."""
    return f"{value:.17E}"
