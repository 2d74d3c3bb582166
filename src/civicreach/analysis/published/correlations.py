"""Checks of a printed correlation matrix: range, symmetry, stars, and whether such a matrix exists at all."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from civicreach.records.words import message

from .blocks import Block, Entry
from .check import AGREES, CANNOT_BE, CANNOT_TELL, Check
from .coefficients import check_stars
from .interval import Interval
from .model import probability

_STEPS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Feasibility:
    """Whether correlations within printed intervals can be those of any data.

    Attributes
    ----------
    verdict : {"agrees", "cannot be", "cannot tell"}
        `agrees` where a matrix was found, `cannot be` where a weighted sum of the variables would have a variance
        below zero whatever the rounding.
    matrix : np.ndarray or None
        A correlation matrix within all intervals, shape (p, p).
    weights : np.ndarray or None
        The weights of that sum, shape (p,).
    """

    verdict: Literal["agrees", "cannot be", "cannot tell"]
    matrix: np.ndarray | None = None
    weights: np.ndarray | None = None


def correlation_matrix_exists(low: np.ndarray, high: np.ndarray) -> Feasibility:
    """Whether a correlation matrix lies between two bounds.

    Parameters
    ----------
    low, high : np.ndarray
        Bounds of each correlation, shape (p, p), symmetric, with ones on the diagonal.

    Notes
    -----
    Projections in turn on the matrices without negative eigenvalues and on the box, with Dykstra's correction;
    at every step the eigenvector of the least eigenvalue is tried as a proof of the contrary: for a matrix R that
    exists, w'Rw is not below zero, and over a box its greatest value is known.

    Examples
    --------
    >>> bounds = np.array([[1, .9, -.9], [.9, 1, .9], [-.9, .9, 1]])
    >>> correlation_matrix_exists(bounds - 0.005, bounds + 0.005).verdict
    'cannot be'
    """
    low, high = low.copy(), high.copy()
    np.fill_diagonal(low, 1.0)
    np.fill_diagonal(high, 1.0)
    middle, half = (low + high) / 2, (high - low) / 2
    current, correction = middle.copy(), np.zeros_like(middle)
    for _ in range(_STEPS):
        values, vectors = np.linalg.eigh(current)
        weights = vectors[:, 0]
        outer = np.outer(weights, weights)
        if float((middle * outer).sum() + (half * np.abs(outer)).sum()) < -1e-9:
            return Feasibility("cannot be", weights=weights)
        if values[0] >= -1e-10:
            return Feasibility("agrees", matrix=current)
        shifted = current - correction
        values, vectors = np.linalg.eigh(shifted)
        positive = (vectors * np.maximum(values, 1e-9)) @ vectors.T
        correction = positive - shifted
        current = np.clip(positive, low, high)
    return Feasibility("cannot tell")


def check_correlations(block: Block, n: int | None, legend: Mapping[str, Interval]) -> Iterator[Check]:
    """The checks of a correlation matrix, full or one triangle of it."""
    names = list(block.rows)
    place = {name: i for i, name in enumerate(names)} | {str(i + 1): i for i in range(len(names))}
    size = len(names)
    low, high = -np.ones((size, size)), np.ones((size, size))
    seen: dict[tuple[int, int], Entry] = {}
    key = block.table.key
    starred = any(e.number and e.number.stars for figures in block.rows.values() for e in figures.values())
    for row, figures in block.rows.items():
        for column, entry in figures.items():
            other = place.get(column, place.get(column.strip().rstrip(".")))
            found = entry.interval
            if other is None or entry.number is None or found is None:
                continue
            i, j = place[row], other
            columns = (column,)
            if not found.meets(Interval(-1.0, 1.0)):
                why = message("a correlation lies between -1 and 1")
                yield Check(key, row, columns, "correlation", entry.text, "-1 – 1", CANNOT_BE, why)
                continue
            if i == j:
                verdict = AGREES if found.meets(Interval(1.0, 1.0)) else CANNOT_TELL
                why = message("a variable's correlation with itself is 1; a reliability may stand there")
                yield Check(key, row, columns, "correlation", entry.text, "1", verdict, why)
                continue
            if (j, i) in seen:
                mirrored = seen[j, i].interval
                verdict = AGREES if mirrored is not None and mirrored.meets(found) else CANNOT_BE
                if verdict == CANNOT_BE and _triangles_differ(block, place):
                    verdict = CANNOT_TELL
                why = message("both triangles print one correlation")
                yield Check(key, row, columns, "correlation", entry.text, seen[j, i].text, verdict, why)
            seen[i, j] = entry
            low[i, j] = low[j, i] = max(low[i, j], found.low)
            high[i, j] = high[j, i] = min(high[i, j], found.high)
            if starred and n is not None and n > 2:
                yield from _stars(key, row, entry, found, n, legend)
    if size >= 3 and len(seen) >= 3 and np.all(low <= high + 1e-9):
        found_out = correlation_matrix_exists(np.minimum(low, high), np.maximum(low, high))
        if found_out.verdict == "cannot be" and found_out.weights is not None:
            heavy = sorted(range(size), key=lambda i: -abs(found_out.weights[i]))[:3]  # type: ignore[index]
            why = message("a weighted sum of {names} would have a variance below zero", names=[names[i] for i in heavy])
        elif found_out.verdict == "agrees":
            why = message("data with all these correlations exist")
        else:
            why = message("neither such data nor a proof against them were found")
        yield Check(key, "", tuple(names), "correlation", "", "", found_out.verdict, why)


def _triangles_differ(block: Block, place: Mapping[str, int]) -> bool:
    """Whether the two triangles hold different things, such as correlations above and partial ones below."""
    pairs = [(entry, other) for row, figures in block.rows.items() for column, entry in figures.items()
             if (j := place.get(column)) is not None and j > place[row]
             and (other := block.rows[list(block.rows)[j]].get(row)) is not None]  # fmt: skip
    differ = sum(not a.interval.meets(b.interval) for a, b in pairs if a.interval and b.interval)
    return differ > max(1, len(pairs) // 4)


def _stars(key: str, row: str, entry: Entry, r: Interval, n: int, legend: Mapping[str, Interval]) -> Iterator[Check]:
    assert entry.number is not None
    if abs(r.low) >= 1 or abs(r.high) >= 1:
        return
    t = r.through(lambda value: value * math.sqrt((n - 2) / (1 - value * value)))
    p = probability(t, n - 2, "two-sided t")
    for check in check_stars(key, row, entry, entry.number.stars, p, legend):
        if check.verdict == CANNOT_BE:
            # the cases may be fewer pair by pair, and the test one-sided
            wide = Interval(p.low / 2, p.high)
            yield from check_stars(key, row, entry, entry.number.stars, wide, legend)
        else:
            yield check
