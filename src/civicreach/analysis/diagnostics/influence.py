"""How much each government decides a least squares model: every refit without one, in closed form and exact."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.leverage import FULL_LEVERAGE, cooks_distance
from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.outcomes.design import linear_design
from civicreach.analysis.tails_each import two_sided_t_each
from civicreach.records.errors import NotComputableError

from .without import Refits

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Influence(Refits):
    """A least squares model with every case, and without each of them in turn; p with classical errors.

    Attributes
    ----------
    outcome, names, ids, estimate, p, estimate_without, p_without
        As `without.Refits`.
    leverage : np.ndarray
        Shape (n,), between 1 / n and 1, with the mean (k + 1) / n: how far its factors lie from the others'.
    standardised, studentised : np.ndarray
        Shape (n,): residual by its standard error, with the residual standard error of all cases, and of all others.
    cook, dffits : np.ndarray
        Shape (n,): how far all fitted values move without the case, in units of the coefficients' errors; and
        its own fitted value, in its standard error.
    dfbetas : np.ndarray
        Shape (n, k + 1), the constant first: how far each coefficient moves, in standard errors.
    std_error_without : np.ndarray
        Shape (n, k + 1): of the refit without the case.
    alone : tuple of str
        Governments that fix a coefficient alone (leverage 1): no model can be fitted without them, so their row is
        NaN but for the leverage.
    """

    leverage: Floats
    standardised: Floats
    studentised: Floats
    cook: Floats
    dffits: Floats
    dfbetas: Floats
    std_error_without: Floats
    alone: tuple[str, ...]


def measure_influence(
    outcome: Floats, factors: Floats, *, names: Sequence[str], ids: Sequence[str], outcome_name: str = "outcome"
) -> Influence:
    """Leverage, residuals, and all that changes without each case.

    There is no line above which a case is wrong: the largest ones are those to look at. A case may also hide
    another one, which leaving out one at a time does not show.

    Parameters
    ----------
    outcome : np.ndarray
        Shape (n,).
    factors : np.ndarray
        Shape (n, k), without a column for the constant; complete rows.
    names, ids : sequence of str
        The k factors and the n governments.
    outcome_name : str
        For the result, and for sentences about it.

    Raises
    ------
    NotComputableError
        As `factors.ols.fit_ols`; where the fit is perfect, or leaves no degree of freedom for a refit.

    References
    ----------
    Belsley, Kuh & Welsch (1980), Regression Diagnostics, chapter 2; Cook (1977), Technometrics 19(1),
    doi:10.1080/00401706.1977.10489493.

    Examples
    --------
    >>> likes, age = np.array([1.0, 2.0, 3.0, 4.5, 20.0]), np.array([[1.0], [2.0], [3.0], [4.0], [5.0]])
    >>> found = measure_influence(likes, age, names=["age"], ids=list("ABCDE"))
    >>> found.ids[int(found.cook.argmax())], found.estimate_without[-1].round(4).tolist()
    ('E', [-0.25, 1.15])
    """
    fit = fit_ols(outcome, factors, names=names, outcome_name=outcome_name)
    y, design = linear_design(outcome, factors, names=names, outcome_name=outcome_name)
    n, p = design.columns.shape
    if len(ids) != n:
        raise NotComputableError("the ids are not as many as the rows", found=f"{len(ids)} ids, {n} rows")
    df = n - p - 1
    if df < 1 or fit.undefined is not None:
        raise NotComputableError(
            f"the model of {outcome_name} leaves nothing to tell influence by",
            found=f"{n} cases, {p} coefficients" + (", a perfect fit" if fit.undefined is not None else ""),
            right=f"at least {p + 2} cases that the factors do not reproduce exactly",
        )
    Q, R = np.linalg.qr(design.columns)
    leverage = np.einsum("ij,ij->i", Q, Q)
    # A second pass takes out what rounding left of the columns in the residuals.
    e = y - Q @ (Q.T @ y)
    e = e - Q @ (Q.T @ e)
    alone = leverage > FULL_LEVERAGE
    left = np.where(alone, np.nan, 1 - leverage)
    rss = float(e @ e)
    sigma = math.sqrt(rss / (n - p))
    sigma_without = np.sqrt(np.maximum(rss - e**2 / left, 0.0) / df)
    # Row i, column j: by how much coefficient j would rise for one unit more in the outcome of case i.
    per_unit = np.linalg.solve(R, Q.T).T @ design.back.T
    variance = np.einsum("ij,ij->j", per_unit, per_unit)
    estimate = np.concatenate([[fit.constant.estimate], fit.estimate])
    change = per_unit * (e / left)[:, None]
    std_error_without = sigma_without[:, None] * np.sqrt(variance + per_unit**2 / left[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        studentised = e / (sigma_without * np.sqrt(left))
        dfbetas = change / (sigma_without[:, None] * np.sqrt(variance))
        t = (estimate - change) / std_error_without
    return Influence(
        outcome=outcome_name,
        names=design.names,
        ids=tuple(ids),
        leverage=leverage,
        standardised=e / (sigma * np.sqrt(left)),
        studentised=studentised,
        cook=cooks_distance(e, leverage, coefficients=p),
        dffits=studentised * np.sqrt(leverage / left),
        dfbetas=dfbetas,
        estimate=estimate,
        p=np.concatenate([[fit.constant.p], fit.p]),
        estimate_without=estimate - change,
        std_error_without=std_error_without,
        p_without=two_sided_t_each(t, df),
        alone=tuple(one for one, is_alone in zip(ids, alone.tolist(), strict=True) if is_alone),
    )
