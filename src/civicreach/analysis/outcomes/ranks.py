"""Regression on ranks: least squares after the outcome has been replaced by its ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.ols import OLSResult, fit_ols
from civicreach.analysis.reality.ranks import midranks

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RankFit:
    """A linear model of the ranks of an outcome.

    Attributes
    ----------
    ols : OLSResult
        Of the ranks: b is in places per unit of a factor, and beta, t and p are what to read.
    n_tied : int
        Rows whose outcome is not the only one of its value; they share the mean of their ranks.
    """

    ols: OLSResult
    n_tied: int


def fit_ranks(outcome: Floats, factors: Floats, *, names: Sequence[str], outcome_name: str = "outcome") -> RankFit:
    """Fit the ranks of an outcome on the factors as they are.

    It asks whether governments with more of a factor stand higher in the outcome, whatever the distances between them
    in the outcome. The factors keep their units: only the scale of the outcome is another than in the main table.

    Parameters
    ----------
    outcome : np.ndarray
        Shape (n,).
    factors : np.ndarray
        Shape (n, k), without a column for the constant; complete rows.
    names : sequence of str
        The k factors.
    outcome_name : str
        For the result, and for sentences about it.

    Raises
    ------
    NotComputableError
        As `factors.ols.fit_ols`.

    References
    ----------
    Conover & Iman (1981), The American Statistician 35(3), doi:10.1080/00031305.1981.10479327, who rank factors too.

    Examples
    --------
    >>> likes, age = np.array([5.0, 70.0, 6.0, 900.0]), np.array([[1.0], [2.0], [4.0], [8.0]])
    >>> fit_ranks(likes, age, names=["age"]).ols.beta.round(6).tolist()
    [0.792355]
    """
    y, X = np.asarray(outcome, dtype=np.float64), np.asarray(factors, dtype=np.float64)
    if y.ndim == 1 and np.isfinite(y).all():
        _, counts = np.unique(y, return_counts=True)
        return RankFit(fit_ols(midranks(y), X, names=names, outcome_name=outcome_name), int(counts[counts > 1].sum()))
    # Ranks would hide what is missing: the sentence about it is that of least squares.
    return RankFit(fit_ols(y, X, names=names, outcome_name=outcome_name), 0)
