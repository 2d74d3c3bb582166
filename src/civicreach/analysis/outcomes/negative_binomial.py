"""Negative binomial models of counts: NB2, whose variance is mu + alpha mu squared."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

from .counts import CountFit, Errors, count_fit
from .design import count_design
from .iteration import MOST_STEPS, alpha_curvature, iterate_negative_binomial, linear_predictor
from .separation import refuse_separated

Floats = NDArray[np.float64]


def fit_negative_binomial(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    outcome_name: str = "outcome",
    exposure: Floats | None = None,
    errors: Errors = "model",
) -> CountFit:
    """Fit log mean counts and alpha by maximum likelihood.

    Parameters
    ----------
    outcome : np.ndarray
        Shape (n,), whole numbers of 0 or more.
    factors : np.ndarray
        Shape (n, k), without a column for the constant; complete rows.
    names : sequence of str
        The k factors.
    outcome_name : str
        For the result, and for sentences about it.
    exposure : np.ndarray, optional
        Shape (n,), above 0, such as inhabitants: its logarithm enters with a coefficient of 1.
    errors : str
        ``"model"``, from the expected information with alpha known (coefficients and alpha are independent in it),
        or ``"HC0"`` to ``"HC3"``: see `counts.with_errors`.

    Returns
    -------
    CountFit
        Where counts spread no more than Poisson's, the best alpha is 0, the fit is Poisson's, and its note says so.

    Raises
    ------
    NotComputableError
        Negative, broken, all-zero, constant or missing counts, an exposure of 0, factors without spread or tied,
        separated cases, no convergence. The sentence names them and the mend.

    References
    ----------
    Lawless (1987), Canadian Journal of Statistics 15(3), doi:10.2307/3314912; Cameron & Trivedi (2013), section 3.3.

    Examples
    --------
    >>> posts, age = np.array([2.0, 13.0, 6.0, 7.0, 8.0, 49.0]), np.array([[-1.0], [-1.0], [0.0], [0.0], [1.0], [1.0]])
    >>> fit = fit_negative_binomial(posts, age, names=["age"])
    >>> fit.estimate.round(4).tolist(), round(fit.alpha, 4)
    ([2.4725, 0.687], 0.5024)
    """
    y, design = count_design(outcome, factors, names=names, outcome_name=outcome_name, exposure=exposure, whole=True)
    refuse_separated(y, design, outcome_name)
    batch = iterate_negative_binomial(y, design.columns[None], design.offset)
    if not batch.converged[0]:
        raise NotComputableError(
            message(
                "the negative binomial model of {outcome_name} does not converge in {most_steps} steps",
                outcome_name=outcome_name,
                most_steps=MOST_STEPS,
            ),
            right=message("use fewer factors, or quasi-Poisson, which has no alpha to find"),
        )
    alpha = float(np.exp(batch.log_alpha[0]))
    alpha_std_error = math.nan
    if alpha > 0:
        mu = np.exp(linear_predictor(design.columns[None], batch.coefficients, design.offset))
        curvature = float(alpha_curvature(y, mu, np.array([1 / alpha]))[0])
        alpha_std_error = alpha**2 / math.sqrt(curvature) if curvature > 0 else math.nan
    return count_fit(
        y,
        design,
        batch.coefficients[0],
        outcome=outcome_name,
        family="negative binomial",
        errors=errors,
        exposed=exposure is not None,
        alpha=alpha,
        alpha_std_error=alpha_std_error,
        steps=int(batch.steps[0]),
        note=_AT_LIMIT if alpha == 0 else None,
    )


_AT_LIMIT = message("the counts spread no more than Poisson's, so alpha is 0 and the model is Poisson's")
