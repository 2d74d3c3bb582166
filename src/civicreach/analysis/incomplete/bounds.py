"""What the findings could be at worst, whatever those who did not answer would have said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

Floats = NDArray[np.float64]

_ASSUMES = message(
    "Bounds assume nothing about those that did not answer but the range that an answer can have. They are not an "
    "interval of confidence: they hold for the governments counted, and every value between them is possible."
)


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Means of k variables at worst and at best.

    Attributes
    ----------
    names : tuple of str
        The k variables.
    n : int
        Governments counted, those without an answer included.
    n_missing : np.ndarray
        Shape (k,): governments without an answer.
    observed : np.ndarray
        Shape (k,): mean of the answers that are there; NaN where there are none.
    low, high : np.ndarray
        Shape (k,): mean if every missing answer were the lowest, or the highest, that is possible.
    """

    names: tuple[str, ...]
    n: int
    n_missing: NDArray[np.intp]
    observed: Floats
    low: Floats
    high: Floats

    @property
    def assumes(self) -> Message:
        """What the bounds take for granted."""
        return _ASSUMES

    def above(self, threshold: float) -> tuple[bool | None, ...]:
        """Whether each mean is above a value, whatever the missing answers; None where they decide it.

        >>> bound_means(np.array([[1.0], [1.0], [np.nan]]), names=["push"]).above(0.5)
        (True,)
        """
        return tuple(
            True if low > threshold else False if high <= threshold else None
            for low, high in zip(self.low.tolist(), self.high.tolist(), strict=True)
        )


def bound_means(values: Floats, *, names: Sequence[str], low: float = 0.0, high: float = 1.0) -> Bounds:
    """Worst-case bounds of means, and of shares where values are 0 and 1.

    Parameters
    ----------
    values : np.ndarray
        Shape (n, k), NaN where missing.
    names : sequence of str
        The k variables.
    low, high : float
        The range that an answer can have; 0 to 1 for shares.

    Raises
    ------
    NotComputableError
        No governments; a range that is none; an answer outside the range.

    References
    ----------
    Manski (2003), Partial Identification of Probability Distributions, chapter 1.

    Examples
    --------
    >>> found = bound_means(np.array([[1.0, 0.0], [1.0, np.nan], [0.0, np.nan], [1.0, 1.0]]), names=["push", "pull"])
    >>> found.low.tolist(), found.high.tolist(), found.n_missing.tolist()
    ([0.75, 0.25], [0.75, 0.75], [0, 2])
    """
    table = _table(values, names, low, high)
    lacking = np.isnan(table)
    n_missing = lacking.sum(axis=0)
    there = len(table) - n_missing
    sums = np.where(lacking, 0.0, table).sum(axis=0)
    observed = np.full(len(names), np.nan)
    np.divide(sums, there, out=observed, where=there > 0)
    n = len(table)
    return Bounds(tuple(names), n, n_missing, observed, (sums + low * n_missing) / n, (sums + high * n_missing) / n)


@dataclass(frozen=True, slots=True, eq=False)
class OrderBounds:
    """Which of k means is larger, whatever the missing answers.

    Attributes
    ----------
    names : tuple of str
        The k variables.
    low, high : np.ndarray
        Shape (k, k): least and largest difference, mean of the row less mean of the column.
    best_rank, worst_rank : np.ndarray
        Shape (k,): places that a variable can take, 1 the largest mean; ties take the better place.
    """

    names: tuple[str, ...]
    low: Floats
    high: Floats
    best_rank: NDArray[np.intp]
    worst_rank: NDArray[np.intp]

    @property
    def firm(self) -> bool:
        """Whether no missing answer could change the order of the variables."""
        return bool((self.best_rank == self.worst_rank).all())


def bound_order(values: Floats, *, names: Sequence[str], low: float = 0.0, high: float = 1.0) -> OrderBounds:
    """Whether the order of means, such as which purpose is named most, could change with the missing answers.

    Parameters and errors are those of `bound_means`. Differences are bounded government by government: one that
    answered neither question can move both. Ranks are bounded by pairs, so that two of them need not be reached at
    once.

    Examples
    --------
    >>> table = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, np.nan], [1.0, np.nan]])
    >>> found = bound_order(table, names=["push", "pull"])
    >>> found.low[0, 1].item(), found.high[0, 1].item(), found.firm
    (0.5, 1.0, True)
    """
    table = _table(values, names, low, high)
    least, most = np.where(np.isnan(table), low, table), np.where(np.isnan(table), high, table)
    lowest = least.mean(axis=0)[:, None] - most.mean(axis=0)
    highest = most.mean(axis=0)[:, None] - least.mean(axis=0)
    np.fill_diagonal(lowest, 0.0)
    np.fill_diagonal(highest, 0.0)
    k = len(names)
    # rounding is no difference
    tiny = 8 * np.finfo(np.float64).eps * max(abs(low), abs(high))
    best = 1 + (highest < -tiny).sum(axis=1)
    others = ~np.eye(k, dtype=bool)
    worst = 1 + ((lowest < -tiny) & others).sum(axis=1)
    return OrderBounds(tuple(names), lowest, highest, best, worst)


@dataclass(frozen=True, slots=True, eq=False)
class CoefficientBounds:
    """Coefficients of a linear model at worst and at best, where the outcome is missing for some.

    Attributes
    ----------
    names : tuple of str
        ``"constant"`` and the k factors.
    n, n_missing : int
        Governments, and those without an outcome.
    low, high : np.ndarray
        Shape (k + 1,): least and largest coefficient; each is reached by some outcomes in the range.
    sign : tuple of int
        1 or -1 where no outcome could change the sign of a coefficient, 0 where some could.
    """

    names: tuple[str, ...]
    n: int
    n_missing: int
    low: Floats
    high: Floats
    sign: tuple[int, ...]

    @property
    def assumes(self) -> Message:
        """What the bounds take for granted."""
        return _ASSUMES


def bound_coefficients(
    outcome: Floats, factors: Floats, *, names: Sequence[str], low: float, high: float
) -> CoefficientBounds:
    """Exact bounds of least squares coefficients over all values that missing outcomes could have.

    A coefficient is a sum of outcomes with known signs, so its extremes lie where every missing outcome is at one
    end of the range. Where factors are missing no such sum exists, and nothing is bounded.

    Parameters
    ----------
    outcome, factors : np.ndarray
        Shapes (n,), NaN where missing, and (n, k), complete.
    names : sequence of str
        The k factors.
    low, high : float
        The range that an outcome can have.

    Raises
    ------
    NotComputableError
        A factor that is missing somewhere, too few rows, factors that are constant or combinations of one
        another, a range that is none, an outcome outside it.

    Examples
    --------
    >>> likes, age = np.array([0.0, 1.0, np.nan, 3.0]), np.array([[1.0], [2.0], [3.0], [4.0]])
    >>> found = bound_coefficients(likes, age, names=["age"], low=0, high=10)
    >>> found.low.round(3).tolist(), found.high.round(3).tolist(), found.sign
    ([-1.0, 0.8], [-1.0, 1.8], (-1, 1))
    """
    y = _table(np.asarray(outcome, dtype=np.float64)[:, None], ["outcome"], low, high)[:, 0]
    X = np.asarray(factors, dtype=np.float64)
    n, k = X.shape
    gaps = [name for j, name in enumerate(names) if np.isnan(X[:, j]).any()]
    if gaps:
        raise NotComputableError(
            "bounds of coefficients are computed for missing outcomes only",
            found=f"missing factors: {', '.join(gaps)}",
            right="leave out governments without them, and say so",
        )
    if n <= k + 1:
        raise NotComputableError(f"{k + 1} coefficients and {n} governments", right=f"at least {k + 2} governments")
    centre, scale = X.mean(axis=0), X.std(axis=0)
    if (scale == 0).any():
        raise NotComputableError("a factor is the same in all governments", right="leave it out")
    Q, R = np.linalg.qr(np.column_stack([np.ones(n), (X - centre) / scale]))
    if np.abs(np.diag(R)).min() < 1e-9 * np.abs(np.diag(R)).max():
        raise NotComputableError("factors are combinations of one another", found=", ".join(names))
    share = np.linalg.solve(R, Q.T)
    share[1:] /= scale[:, None]
    share[0] -= centre @ share[1:]
    lacking = np.isnan(y)
    fixed = share[:, ~lacking] @ y[~lacking]
    free = share[:, lacking]
    least = fixed + np.where(free > 0, free * low, free * high).sum(axis=1)
    most = fixed + np.where(free > 0, free * high, free * low).sum(axis=1)
    sign = tuple(1 if a > 0 else -1 if b < 0 else 0 for a, b in zip(least.tolist(), most.tolist(), strict=True))
    return CoefficientBounds(("constant", *names), n, int(lacking.sum()), least, most, sign)


def _table(values: Floats, names: Sequence[str], low: float, high: float) -> Floats:
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != len(names) or not len(table):
        raise NotComputableError(
            "bounds need governments and variables", found=f"shape {table.shape} for {len(names)} names"
        )
    if not low < high or not np.isfinite([low, high]).all():
        raise NotComputableError("the range of an answer needs a lower and a higher end", found=f"{low:g} to {high:g}")
    outside = (table < low) | (table > high)
    if outside.any():
        raise NotComputableError(
            "an answer lies outside the range that is said to be possible",
            found=f"{table[outside][0]:g}, range {low:g} to {high:g}",
            right="the range of the question",
        )
    return table
