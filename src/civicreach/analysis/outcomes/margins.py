"""What one unit more of a factor does to the count itself, on average over the cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .counts import CountFit, Errors, Family

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class MarginalEffects:
    """Average marginal effects of a count model.

    Attributes
    ----------
    outcome, names : str, tuple of str
        The outcome and the k factors.
    n : int
        Cases averaged over, each with its own exposure.
    family, errors : str
        Of the fit.
    estimate, std_error, statistic, p : np.ndarray
        Shape (k,), in counts per unit of the factor; two-sided p of the normal, or of t where the fit has it.
    discrete : np.ndarray
        Shape (k,), bool: the change from 0 to 1 instead of a slope, for factors of only 0 and 1.
    """

    outcome: str
    names: tuple[str, ...]
    n: int
    family: Family
    errors: Errors
    estimate: Floats
    std_error: Floats
    statistic: Floats
    p: Floats
    discrete: NDArray[np.bool_]


def average_marginal_effects(fit: CountFit) -> MarginalEffects:
    """Average marginal effects with errors by the delta method, from the errors that the fit has.

    The values of the factors are taken as fixed: the errors are those for these governments.

    References
    ----------
    Cameron & Trivedi (2013), Regression Analysis of Count Data, section 3.5; Greene (2018), Econometric Analysis,
    section 17.3.2.

    Examples
    --------
    >>> from civicreach.analysis.outcomes.poisson import fit_poisson
    >>> posts, level = np.array([2.0, 4.0, 3.0, 7.0, 8.0, 12.0]), np.array([[0.0], [0], [0], [1], [1], [1]])
    >>> effects = average_marginal_effects(fit_poisson(posts, level, names=["level"]))
    >>> effects.estimate.round(6).tolist(), effects.discrete.tolist()
    ([6.0], [True])
    """
    X = np.column_stack([np.ones(fit.n), fit.design.factors])
    k = len(fit.names)
    discrete = np.array([set(np.unique(column)) <= {0.0, 1.0} for column in fit.design.factors.T], dtype=bool)
    estimate, gradient = np.empty(k), np.empty((k, k + 1))
    for j in range(k):
        if discrete[j]:
            estimate[j], gradient[j] = 0.0, 0.0
            for sign, value in ((1, 1.0), (-1, 0.0)):
                changed = X.copy()
                changed[:, j + 1] = value
                mu = np.exp(np.log(fit.fitted) + fit.estimate[j + 1] * (value - X[:, j + 1]))
                estimate[j] += sign * mu.mean()
                gradient[j] += sign * (mu @ changed) / fit.n
        else:
            mean = fit.fitted.mean()
            estimate[j] = mean * fit.estimate[j + 1]
            gradient[j] = fit.estimate[j + 1] * (fit.fitted @ X) / fit.n
            gradient[j, j + 1] += mean
    std_error = np.sqrt(np.einsum("ij,jk,ik->i", gradient, fit.covariance, gradient))
    statistic = estimate / std_error
    return MarginalEffects(
        outcome=fit.outcome,
        names=fit.names,
        n=fit.n,
        family=fit.family,
        errors=fit.errors,
        estimate=estimate,
        std_error=std_error,
        statistic=statistic,
        p=fit.p_of(statistic),
        discrete=discrete,
    )
