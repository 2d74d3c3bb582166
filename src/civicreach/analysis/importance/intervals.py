"""Bootstrap intervals of shares of R²."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.moments import moments
from civicreach.analysis.factors.resampling import resampled_cross
from civicreach.records.errors import NotComputableError

from .shares import Importance, owen_weights, r_squared_of_subsets, relative_importance

Floats = NDArray[np.float64]

#: Draws whose subsets are formed together: they stay in the processor's cache.
_TOGETHER = 2**15


@dataclass(frozen=True, slots=True, eq=False)
class ImportanceIntervals:
    """Shares of R² with percentile intervals from resampled governments.

    Attributes
    ----------
    importance : Importance
        The shares themselves.
    conf_low, conf_high : np.ndarray
        Shape (k,): of each factor's share.
    group_low, group_high : np.ndarray
        Of each group's share.
    most_important : np.ndarray
        Shape (k,): in which share of the draws the factor's share is the largest.
    level : float
        Of the intervals.
    n_draws, n_singular : int
        Draws counted, and draws left out because a factor did not vary in them or was a combination of others.
    seed : int
        Of the draws.
    """

    importance: Importance
    conf_low: Floats
    conf_high: Floats
    group_low: Floats
    group_high: Floats
    most_important: Floats
    level: float
    n_draws: int
    n_singular: int
    seed: int


def importance_intervals(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    outcome_name: str = "outcome",
    groups: Mapping[str, Sequence[str]] | None = None,
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 1,
) -> ImportanceIntervals:
    """Shares of R² with bootstrap intervals: rows are drawn again with replacement.

    A share cannot fall below zero, so the interval of a factor without importance does not hold zero: it is no test.

    Parameters
    ----------
    outcome, factors : np.ndarray
        Shapes (n,) and (n, k); complete rows.
    names, outcome_name : sequence of str, str
        The k factors and the outcome.
    groups : mapping, optional
        As `shares.relative_importance`.
    draws : int
        How many.
    level : float
        Of the intervals.
    seed : int
        Of the draws.

    Raises
    ------
    NotComputableError
        As `shares.relative_importance`, and where fewer than half of the draws can be counted.

    Examples
    --------
    >>> rng = np.random.default_rng(5)
    >>> x = rng.normal(size=(60, 2))
    >>> found = importance_intervals(x[:, 0] + rng.normal(size=60), x, names=["age", "level"], draws=200)
    >>> bool(found.conf_low[0] < found.importance.share[0] < found.conf_high[0]), found.n_singular
    (True, 0)
    """
    X, y = np.asarray(factors, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    table = np.column_stack([X, y])
    m = moments(table, names=[*names, outcome_name])
    importance = relative_importance(m, outcome=outcome_name, factors=names, groups=groups)
    n, k = X.shape
    unit = ((table - m.mean) - m.mean_rest) / m.sd
    weights = owen_weights(tuple(importance.group_of.tolist()))
    rng = np.random.default_rng(seed)
    shares = np.empty((draws, k))
    together = max(1, _TOGETHER // 2**k)
    for start in range(0, draws, together):
        count = min(together, draws - start)
        counts = rng.multinomial(n, np.full(n, 1 / n), size=count).astype(np.float64)
        correlations = resampled_cross(unit, counts)[0]
        shares[start : start + count] = r_squared_of_subsets(correlations) @ weights
    good = ~np.isnan(shares).any(axis=1)
    if good.sum() * 2 < draws:
        raise NotComputableError(
            f"in most draws the factors of the model of {outcome_name} are combinations of one another or do not vary",
            found=f"{int((~good).sum())} of {draws} draws",
            right="leave out factors that few governments have",
        )
    shares = shares[good]
    by_group = np.zeros((len(shares), len(importance.groups)))
    for j, group in enumerate(importance.group_of.tolist()):
        by_group[:, group] += shares[:, j]
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(shares, ends, axis=0)
    group_low, group_high = np.quantile(by_group, ends, axis=0)
    first = np.bincount(shares.argmax(axis=1), minlength=k) / len(shares)
    return ImportanceIntervals(
        importance, low, high, group_low, group_high, first, level, len(shares), draws - len(shares), seed
    )  # fmt: skip
