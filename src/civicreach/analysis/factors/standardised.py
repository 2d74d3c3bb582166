"""Intervals of standardised coefficients, so that factors in different units can be seen side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.tails import critical_t
from civicreach.records.words import Message

from .ols import OLSResult

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class StandardisedCoefficients:
    """The standardised coefficients of one model with their intervals.

    Attributes
    ----------
    outcome, names : str, tuple of str
        The outcome and the k factors.
    n, df : int
        Rows counted, and the residual degrees of freedom of t.
    level : float
        Of the intervals, such as 0.95.
    beta, std_error, low, high : np.ndarray
        Shape (k,), in standard deviations of the outcome per standard deviation of the factor; all but beta
        are NaN where `undefined` says why.
    undefined : Message or None
        Why there are no intervals: the fit is perfect.
    """

    outcome: str
    names: tuple[str, ...]
    n: int
    df: int
    level: float
    beta: Floats
    std_error: Floats
    low: Floats
    high: Floats
    undefined: Message | None

    @property
    def without_zero(self) -> NDArray[np.bool_]:
        """Where the interval lies on one side of zero, shape (k,)."""
        return (self.low > 0) | (self.high < 0)


def standardise(result: OLSResult, *, level: float = 0.95) -> StandardisedCoefficients:
    """The intervals of a model's standardised coefficients.

    Parameters
    ----------
    result : OLSResult
        A fitted model.
    level : float
        Share of intervals that cover, in (0, 1).

    Notes
    -----
    They are the classical intervals of the same model fitted to standardised variables, whose residual
    variance is (1 - R²)(n - 1) / df, so that se(beta_j) = sqrt((1 - R²) VIF_j / df). The standard deviations
    are taken as known, as SPSS and ``confint(lm(scale(y) ~ scale(x)))`` in R do; an interval leaves out zero
    exactly where the p of the regression table is below 1 - level. How far the standard deviations themselves
    are uncertain is not in it (Yuan & Chan 2011, Psychometrika 76(4), doi:10.1007/s11336-011-9224-6).

    Examples
    --------
    >>> from civicreach.analysis.factors.ols import fit_ols
    >>> likes, age = np.array([5.0, 7.0, 6.0, 12.0]), np.array([[30.0], [41.0], [35.0], [44.0]])
    >>> s = standardise(fit_ols(likes, age, names=["age"]))
    >>> s.beta.round(3).tolist(), s.low.round(3).tolist(), s.high.round(3).tolist()
    ([0.858], [-0.702], [2.419])
    """
    share = max(1 - result.r_squared, 0.0)
    std_error = np.sqrt(share * result.vif / result.df_residual)
    if result.undefined is not None:
        std_error = np.full_like(result.beta, np.nan)
    half = critical_t(level, result.df_residual) * std_error
    return StandardisedCoefficients(
        outcome=result.outcome,
        names=result.names,
        n=result.n,
        df=result.df_residual,
        level=level,
        beta=result.beta,
        std_error=std_error,
        low=result.beta - half,
        high=result.beta + half,
        undefined=result.undefined,
    )
