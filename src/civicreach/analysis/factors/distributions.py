"""How the values of an outcome are spread, as they are and as logarithms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .descriptives import describe

Floats = NDArray[np.float64]

#: What was done to values before they came: nothing, log(x), log10(x), or log(1 + x).
Logged = Literal["", "log", "log10", "log1p"]

_UNDO = {
    "log": lambda x: np.exp(x),
    "log10": lambda x: 10.0**x,
    "log1p": lambda x: np.expm1(x),
}

#: More bars than this say no more on the width of a column.
_MOST_BINS = 40

_LARGEST = 1e150


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Values counted in bins of one width.

    Attributes
    ----------
    edges : np.ndarray
        Shape (b + 1,), rising.
    counts : np.ndarray
        Shape (b,), int; together `n`. A value on an edge counts above it, the largest in the last bin.
    n : int
        Values counted.
    minimum, median, maximum : float
        Of them.
    skewness : float
        G1, as in `describe`; NaN where it is not defined.
    """

    edges: Floats
    counts: NDArray[np.intp]
    n: int
    minimum: float
    median: float
    maximum: float
    skewness: float


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """One outcome before and after the logarithm.

    Attributes
    ----------
    before : Histogram or None
        Of all values that are there; None where there are none, or where logarithms are of numbers above 1e150.
    after : Histogram or None
        Of the logarithms that exist; None where none does.
    scale : str
        Which logarithm: ``"log"``, ``"log10"`` or ``"log1p"``.
    logged : bool
        Whether the outcome itself is the logarithm, so that `before` is what it is the logarithm of.
    n_missing : int
        Values that are not there.
    n_zero, n_negative : int
        Values that have no logarithm and are in `before` only.
    """

    before: Histogram | None
    after: Histogram | None
    scale: str
    logged: bool
    n_missing: int
    n_zero: int
    n_negative: int


def distribution(values: Floats, *, logged: Logged = "") -> Distribution:
    """Count the values of an outcome in bins, before and after the logarithm.

    Parameters
    ----------
    values : np.ndarray
        Shape (n,); NaN is missing, is left out and counted.
    logged : str
        Which logarithm the values are already; it is undone for the histogram before.

    Notes
    -----
    The number of bins is the larger of those of Freedman & Diaconis (1981) and Sturges (1926), and there
    are at most 40.

    Examples
    --------
    >>> d = distribution(np.array([1.0, 10.0, 100.0, 0.0, np.nan]))
    >>> d.before.n, d.after.n, d.n_zero, d.n_missing
    (4, 3, 1, 1)
    """
    known = np.asarray(values, dtype=np.float64)
    n_missing = int(np.isnan(known).sum())
    known = known[~np.isnan(known)]
    if logged:
        with np.errstate(over="ignore"):
            raw = _UNDO[logged](known)
        reachable = bool((np.abs(raw) < _LARGEST).all())
        return Distribution(histogram(raw) if reachable else None, histogram(known), logged, True, n_missing, 0, 0)
    n_zero, n_negative = int((known == 0).sum()), int((known < 0).sum())
    return Distribution(
        histogram(known), histogram(np.log(known[known > 0])), "log", False, n_missing, n_zero, n_negative
    )


def histogram(values: Floats) -> Histogram | None:
    """Count values in bins; None where there are none.

    >>> histogram(np.array([0.0, 1.0, 1.0, 4.0])).counts.tolist()
    [1, 2, 0, 1]
    """
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    bins = _bins(values, low, high)
    edges = np.linspace(low, high, bins + 1) if high > low else np.array([low - 0.5, low + 0.5])
    places = np.clip(np.searchsorted(edges, values, "right") - 1, 0, len(edges) - 2)
    described = describe(values[:, None], names=["x"])
    return Histogram(
        edges=edges,
        counts=np.bincount(places, minlength=len(edges) - 1),
        n=len(values),
        minimum=low,
        median=float(described.median[0]),
        maximum=high,
        skewness=float(described.skewness[0]),
    )


def _bins(values: Floats, low: float, high: float) -> int:
    n = len(values)
    sturges = math.ceil(math.log2(n)) + 1
    lower, upper = np.quantile(values, [0.25, 0.75]).tolist()
    width = 2 * (upper - lower) / n ** (1 / 3)
    # a width far below the range would ask for more bins than a float counts
    wanted = (high - low) / width if width > (high - low) / _MOST_BINS else _MOST_BINS if width > 0 else 0
    return max(1, min(_MOST_BINS, max(sturges, math.ceil(wanted))))
