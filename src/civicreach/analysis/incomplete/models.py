"""A linear model over imputed datasets, beside the one over complete cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.ols import OLSResult, fit_ols
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Words

from .chained import Imputations
from .pooling import Pooled, PooledRSquared, pool, pool_r_squared


@dataclass(frozen=True, slots=True, eq=False)
class ImputedModel:
    """A model fitted to every imputed dataset and pooled.

    Attributes
    ----------
    outcome, names : str, tuple of str
        The outcome and the k factors.
    n : int
        Governments in every fit.
    n_complete : int
        Those of them that are complete.
    coefficients, constant : Pooled
        Of the k factors, and of the constant.
    beta : np.ndarray
        Shape (k,): mean of the coefficients per standard deviations.
    r_squared : PooledRSquared
        Of the model.
    fits : tuple of OLSResult
        One a dataset.
    complete : OLSResult or None
        Over complete cases; None where they do not carry the model.
    complete_refused : Words
        Why not; empty where they do.
    """

    outcome: str
    names: tuple[str, ...]
    n: int
    n_complete: int
    coefficients: Pooled
    constant: Pooled
    beta: NDArray[np.float64]
    r_squared: PooledRSquared
    fits: tuple[OLSResult, ...]
    complete: OLSResult | None
    complete_refused: Words


def fit_imputed(
    imputations: Imputations,
    *,
    outcome: str,
    factors: Sequence[str],
    rows: NDArray[np.bool_] | None = None,
    complete: NDArray[np.bool_] | None = None,
    level: float = 0.95,
) -> ImputedModel:
    """Fit a linear model to every imputed dataset and pool it by Rubin's rules.

    Parameters
    ----------
    imputations : Imputations
        Of all the model's variables.
    outcome, factors : str, sequence of str
        Names among them; numbers, not answers in words.
    rows : np.ndarray, optional
        Shape (n,), bool: governments of the model; without it, all that took part in the imputation.
    complete : np.ndarray, optional
        Shape (n,), bool: governments taken as complete, such as those complete in all models of a study;
        without it, those that lack none of this model's variables.
    level : float
        Of the intervals.

    Raises
    ------
    NotComputableError
        As `fit_ols`, for the first dataset that cannot be fitted, which is named; a variable that was not imputed.
    """
    own = [outcome, *factors]
    strange = [name for name in own if name not in imputations.names or imputations.plan.treatments[name].levels]
    if strange:
        raise NotComputableError(
            f"the model of {outcome} has variables that the imputation does not hold as numbers",
            found=", ".join(strange),
            right="impute them along with the others",
        )
    used = imputations.plan.rows if rows is None else rows & imputations.plan.rows
    tables = imputations.matrix(own)[:, used]
    filled = np.column_stack([imputations.plan.treatments[name].fill for name in own]).any(axis=1)
    whole = np.asarray(~filled if complete is None else ~filled & complete)[used]
    fits = []
    for place, table in enumerate(tables, 1):
        try:
            fits.append(fit_ols(table[:, 0], table[:, 1:], names=factors, outcome_name=outcome))
        except NotComputableError as error:
            raise NotComputableError(f"imputed dataset {place} of {len(tables)}: {error}") from error
    refused: Words = ""
    without = None
    try:
        without = fit_ols(tables[0, whole, 0], tables[0, whole, 1:], names=factors, outcome_name=outcome)
    except NotComputableError as error:
        refused = error.words
    df = fits[0].df_residual
    estimates, errors = (np.array([getattr(fit, part) for fit in fits]) for part in ("estimate", "std_error"))
    constant = np.array([[fit.constant.estimate, fit.constant.std_error] for fit in fits])
    return ImputedModel(
        outcome=outcome,
        names=tuple(factors),
        n=int(used.sum()),
        n_complete=int(whole.sum()),
        coefficients=pool(estimates, errors**2, names=factors, df_complete=df, level=level),
        constant=pool(constant[:, :1], constant[:, 1:] ** 2, names=["constant"], df_complete=df, level=level),
        beta=np.mean([fit.beta for fit in fits], axis=0),
        r_squared=pool_r_squared([fit.r_squared for fit in fits], n=int(used.sum()), level=level),
        fits=tuple(fits),
        complete=without,
        complete_refused=refused,
    )
