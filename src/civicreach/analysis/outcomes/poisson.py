"""Poisson and quasi-Poisson models of counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

from .counts import CountFit, Errors, count_fit
from .design import count_design
from .iteration import MOST_STEPS, iterate_poisson
from .separation import refuse_separated

Floats = NDArray[np.float64]


def fit_poisson(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    outcome_name: str = "outcome",
    exposure: Floats | None = None,
    family: Literal["poisson", "quasi-poisson"] = "quasi-poisson",
    errors: Errors = "model",
) -> CountFit:
    """Fit log mean counts by maximum (quasi-)likelihood.

    The coefficients of both families are the same, and right wherever the mean is right. Poisson's own errors
    assume that the variance equals the mean, which Likes and posts never come near: quasi-Poisson multiplies the
    variance by the dispersion, HC0 to HC3 assume no variance at all.

    Parameters
    ----------
    outcome : np.ndarray
        Shape (n,), counts of 0 or more; quasi-Poisson takes fractions too.
    factors : np.ndarray
        Shape (n, k), without a column for the constant; complete rows.
    names : sequence of str
        The k factors.
    outcome_name : str
        For the result, and for sentences about it.
    exposure : np.ndarray, optional
        Shape (n,), above 0, such as inhabitants: its logarithm enters with a coefficient of 1.
    family : str
        ``"poisson"`` or ``"quasi-poisson"``.
    errors : str
        ``"model"``, or ``"HC0"`` to ``"HC3"``: see `counts.with_errors`.

    Raises
    ------
    NotComputableError
        Negative, all-zero, constant or missing counts, fractions for Poisson, an exposure of 0, factors without
        spread or tied, separated cases, no convergence. The sentence names them and the mend.

    References
    ----------
    McCullagh & Nelder (1989), Generalized Linear Models, chapters 6 and 9.

    Examples
    --------
    >>> posts, age = np.array([2.0, 3.0, 6.0, 7.0, 8.0, 9.0]), np.array([[-1.0], [-1.0], [0.0], [0.0], [1.0], [1.0]])
    >>> fit = fit_poisson(posts, age, names=["age"])
    >>> fit.estimate.round(4).tolist(), round(fit.dispersion, 4)
    ([1.6691, 0.5388], 0.2887)
    """
    y, design = count_design(
        outcome, factors, names=names, outcome_name=outcome_name, exposure=exposure, whole=family == "poisson"
    )
    refuse_separated(y, design, outcome_name)
    batch = iterate_poisson(y, design.columns[None], design.offset)
    if not batch.converged[0]:
        raise NotComputableError(
            message(
                "the Poisson model of {outcome_name} does not converge in {most_steps} steps",
                outcome_name=outcome_name,
                most_steps=MOST_STEPS,
            ),
            right=message("look for factors of very different sizes among few cases, or use fewer factors"),
        )
    return count_fit(
        y,
        design,
        batch.coefficients[0],
        outcome=outcome_name,
        family=family,
        errors=errors,
        exposed=exposure is not None,
        steps=int(batch.steps[0]),
    )
