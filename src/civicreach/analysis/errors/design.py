"""One fitted model, taken apart once into what every kind of error is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.leverage import FULL_LEVERAGE
from civicreach.analysis.factors.moments import check_table
from civicreach.analysis.factors.ols import OLSResult, fit_ols, same_rows
from civicreach.records.errors import NotComputableError

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
#: Coefficients in the units of the variables, or per standard deviations.
Scale = Literal["units", "standardised"]


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A model with a constant, its rows multiplied by the roots of their weights.

    Attributes
    ----------
    outcome, names : str, tuple of str
        The outcome and the k factors.
    n, df : int
        Rows counted; n - k - 1.
    places : np.ndarray
        Shape (n,): which of the rows given they are.
    n_weightless : int
        Rows left out because their weight is 0.
    table : np.ndarray
        Shape (n, k + 1): the factors, then the outcome, from their means and in their standard deviations.
    weights : np.ndarray
        Shape (n,), mean 1.
    sd : np.ndarray
        Shape (k + 1,): the standard deviations of the columns of `table`.
    estimate, std_error : np.ndarray
        Shape (k,): coefficients and classical standard errors in the units of the variables.
    basis : np.ndarray
        Shape (n, k + 1): orthonormal columns that span the constant and the factors.
    rows : np.ndarray
        Shape (k, n): the coefficients are `rows` times the outcome.
    leverage, residuals : np.ndarray
        Shape (n,).
    fit : OLSResult or None
        The model as published tables print it; None where there are weights.
    """

    outcome: str
    names: tuple[str, ...]
    n: int
    df: int
    places: Places
    n_weightless: int
    table: Floats
    weights: Floats
    sd: Floats
    estimate: Floats
    std_error: Floats
    basis: Floats
    rows: Floats
    leverage: Floats
    residuals: Floats
    fit: OLSResult | None

    @property
    def k(self) -> int:
        """How many factors there are."""
        return len(self.names)

    @property
    def standardised(self) -> Floats:
        """What turns coefficients into standardised ones, shape (k,)."""
        return np.asarray(self.sd[:-1] / self.sd[-1])

    def unit(self, scale: Scale) -> Floats:
        """What turns coefficients in the units of the variables into those of a scale, shape (k,)."""
        return self.standardised if scale == "standardised" else np.ones(self.k)

    @property
    def full_leverage(self) -> Places:
        """Rows that the model reproduces whatever their outcome is, as places among the rows given."""
        return self.places[self.leverage > FULL_LEVERAGE]


def prepare(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    outcome_name: str = "outcome",
    weights: Floats | None = None,
) -> Design:
    """Take a model apart for its errors.

    Parameters
    ----------
    outcome : np.ndarray
        Shape (n,).
    factors : np.ndarray
        Shape (n, k), without a column for the constant.
    names : sequence of str
        The k factors.
    outcome_name : str
        For the result, and for sentences about it.
    weights : np.ndarray, optional
        Shape (n,), of inverse variances or of sampling; only their ratios count. A row of weight 0 is left out and
        counted.

    Raises
    ------
    NotComputableError
        Whatever `fit_ols` refuses, a perfect fit, and weights that are missing, infinite or negative.

    Examples
    --------
    >>> likes, age, level = [5.0, 7.0, 6.0, 12.0, 9.0], [30.0, 41.0, 35.0, 44.0, 39.0], [0.0, 0.0, 1.0, 1.0, 0.0]
    >>> design = prepare(np.array(likes), np.array([age, level]).T, names=["age", "level"])
    >>> design.n, design.df, design.leverage.sum().round(6).item()
    (5, 2, 3.0)
    """
    y, X = same_rows(outcome, factors)
    n_given = len(y)
    w = np.ones(n_given) if weights is None else _checked_weights(weights, n_given)
    places = np.flatnonzero(w > 0)
    check_table(np.column_stack([y, X])[places], [outcome_name, *names])
    y, X, w = y[places], X[places], w[places]
    # everything that no method could fit is refused here, whatever the weights are
    fit = fit_ols(y, X, names=names, outcome_name=outcome_name)
    if fit.undefined:
        raise NotComputableError(
            f"the factors reproduce {outcome_name} exactly, so there are no residuals to judge them by",
            right="an outcome that is not computed from its factors",
        )
    n, df = fit.n, fit.df_residual
    w = w * (n / w.sum())
    table = np.column_stack([X, y])
    for _ in range(2):  # the mean of what is left is the rounding of the first mean
        table = table - (w @ table) / n
    sd = np.sqrt(w @ table**2 / (n - 1))
    table = table / sd
    root = np.sqrt(w)
    Q, R = np.linalg.qr(table[:, :-1] * root[:, None])
    inverse = np.linalg.inv(R)
    target = table[:, -1] * root
    beta = inverse @ (Q.T @ target)
    beta = beta + inverse @ (Q.T @ (target - (table[:, :-1] @ beta) * root))
    residuals = target - (table[:, :-1] @ beta) * root
    estimate, residuals = beta * sd[-1] / sd[:-1], residuals * sd[-1]
    if weights is None and fit.residuals is not None:
        estimate, residuals = fit.estimate, fit.residuals
    rows = (inverse @ Q.T) / sd[:-1, None]
    basis = np.column_stack([root / np.sqrt(n), Q])
    return Design(
        outcome=outcome_name,
        names=tuple(names),
        n=n,
        df=df,
        places=places,
        n_weightless=n_given - n,
        table=table,
        weights=w,
        sd=sd,
        estimate=estimate,
        std_error=np.sqrt(residuals @ residuals / df) * np.linalg.norm(rows, axis=1),
        basis=basis,
        rows=rows,
        leverage=np.minimum((basis**2).sum(axis=1), 1.0),
        residuals=residuals,
        fit=fit if weights is None else None,
    )


def _checked_weights(weights: Floats, n: int) -> Floats:
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (n,):
        raise NotComputableError("the weights do not have the rows of the outcome", found=f"{w.shape} and {(n,)}")
    bad = ~np.isfinite(w) | (w < 0)
    if bad.any():
        raise NotComputableError(
            "a weight is missing, infinite or negative",
            found=f"{bad.sum()} of {n}, the first in row {int(np.flatnonzero(bad)[0]) + 1}",
            right="weights of 0 or more; 0 leaves a row out",
        )
    return w


def clusters(design: Design, groups: Sequence[object] | None) -> tuple[Places, int]:
    """Which cluster each row counted is in, from 0, and how many clusters there are; each row is one without groups.

    Raises
    ------
    NotComputableError
        Where a row has no cluster, or the clusters are not of the rows given.
    """
    if groups is None:
        return np.arange(design.n), design.n
    if len(groups) != len(design.places) + design.n_weightless:
        raise NotComputableError(
            "the clusters do not have the rows of the outcome",
            found=f"{len(groups)} and {len(design.places) + design.n_weightless}",
        )
    own = [groups[place] for place in design.places.tolist()]
    missing = sum(value is None or value != value for value in own)
    if missing:
        raise NotComputableError(
            "rows without a cluster",
            found=str(missing),
            right="a cluster for every row; one of its own where it is alone",
        )
    numbers: dict[object, int] = {}
    members = np.array([numbers.setdefault(value, len(numbers)) for value in own], dtype=np.intp)
    return members, len(numbers)
