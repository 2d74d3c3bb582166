"""Least squares of one outcome on factors and a constant, with the figures that published tables print."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.tails import two_sided_t, upper_f
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .collinearity import condition_of, rounding_noise, tied_factors
from .leastsquares import MOMENTS_CONDITION, ResidualPass, Solution, solve_moments, solve_rows
from .moments import EPSILON, Moments, moments

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Constant:
    """The constant of a model; `t` and `p` are NaN where the fit is perfect."""

    estimate: float
    std_error: float
    t: float
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class OLSResult:
    """A fitted model.

    Attributes
    ----------
    outcome, names : str, tuple of str
        The outcome and the k factors.
    n : int
        Rows counted, all complete; what was incomplete was left out by the caller.
    estimate, std_error, beta, t, p : np.ndarray
        Shape (k,): coefficient b and its classical standard error in the units of the variables,
        coefficient per standard deviations, t and its two-sided p with `df_residual` degrees of freedom.
    vif, tolerance : np.ndarray
        Shape (k,): variance inflation factor, at least 1, and its inverse.
    constant : Constant
        The constant.
    r_squared, adjusted_r_squared : float
        Share of the outcome's variance, in [0, 1], and with degrees of freedom taken into account.
    f, df_model, df_residual, p_f : float, int, int, float
        Test of all factors together.
    residual_std_error, rss : float
        With n - k - 1, in the outcome's unit; residual sum of squares.
    fitted, residuals : np.ndarray or None
        Shape (n,), in the order of the rows; None where the model was fitted from moments alone.
    undefined : Message or None
        Why t, p and F are NaN: the fit is perfect. None otherwise.
    method : str
        ``"moments"`` or ``"qr"``.
    condition : float
        Condition number of the standardised factors.
    digits : float
        Digits that the arithmetic keeps at least, the data taken as exact; between 6 and 15.
    """

    outcome: str
    names: tuple[str, ...]
    n: int
    estimate: Floats
    std_error: Floats
    beta: Floats
    t: Floats
    p: Floats
    vif: Floats
    tolerance: Floats
    constant: Constant
    r_squared: float
    adjusted_r_squared: float
    f: float
    df_model: int
    df_residual: int
    p_f: float
    residual_std_error: float
    rss: float
    fitted: Floats | None
    residuals: Floats | None
    undefined: Message | None
    method: Literal["moments", "qr"]
    condition: float
    digits: float


def fit_ols(outcome: Floats, factors: Floats, *, names: Sequence[str], outcome_name: str = "outcome") -> OLSResult:
    """Fit a linear model with a constant by least squares.

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

    Returns
    -------
    OLSResult

    Raises
    ------
    NotComputableError
        Where a value is missing or infinite, rows are too few, the outcome or a factor does not vary, or
        factors are combinations of one another. The sentence names them and the mend.

    Notes
    -----
    Centred, scaled moments with one refinement on the residuals where they keep ten digits; QR with
    refinement in doubled precision where they do not; refused where fewer than six digits would hold.

    Examples
    --------
    >>> likes, age, level = [5.0, 7.0, 6.0, 12.0], [30.0, 41.0, 35.0, 44.0], [0.0, 0.0, 1.0, 1.0]
    >>> fit = fit_ols(np.array(likes), np.array([age, level]).T, names=["age", "level"], outcome_name="likes")
    >>> fit.estimate.round(4).tolist(), round(fit.r_squared, 4), fit.n
    ([0.3762, 1.495], 0.8033, 4)
    """
    y, X = same_rows(outcome, factors)
    table = np.column_stack([y, X])
    m = moments(table, names=[outcome_name, *names])
    check_model(m)
    q = ((table - m.mean) - m.mean_rest) / m.sd
    squared = condition_of(m.correlation[1:, 1:])
    if squared <= MOMENTS_CONDITION and squared <= rounding_noise(m.take(names)) ** -2:
        solution = solve_moments(m, condition=squared, residual_pass=_residual_pass(q))
        residuals = m.sd[0] * (q[:, 0] - q[:, 1:] @ (solution.slopes * (m.sd[1:] / m.sd[0])))
        return _result(m, solution, math.sqrt(squared), "moments", outcome=y, residuals=residuals)
    condition = check_ties(q[:, 1:] / math.sqrt(m.n - 1), m)
    solution = solve_rows(y, X, m)
    return _result(m, solution, condition, "qr", outcome=y, residuals=solution.residuals)


def fit_moments(
    m: Moments, *, outcome: str, factors: Sequence[str], residual_pass: ResidualPass | None = None
) -> OLSResult:
    """Fit a linear model with a constant from moments, wherever they were formed.

    Parameters
    ----------
    m : Moments
        Of the outcome, the factors, and others if need be.
    outcome, factors : str, sequence of str
        Names in the moments.
    residual_pass : callable, optional
        One pass over the rows, for one refinement of the coefficients: see `leastsquares.ResidualPass`.

    Returns
    -------
    OLSResult
        Without fitted values and residuals.

    Raises
    ------
    NotComputableError
        As `fit_ols`, and where moments alone do not carry six digits: nearly tied factors, and nearly
        perfect fits without a residual pass.

    Examples
    --------
    >>> table = np.array([[5.0, 30.0], [7.0, 41.0], [6.0, 35.0], [12.0, 44.0]])
    >>> fit = fit_moments(moments(table, names=["likes", "age"]), outcome="likes", factors=["age"])
    >>> fit.estimate.round(4).tolist(), fit.residuals is None
    ([0.4274], True)
    """
    chosen = m.take([outcome, *factors])
    check_model(chosen)
    squared = condition_of(chosen.correlation[1:, 1:])
    squared = squared if squared <= rounding_noise(chosen.take(factors)) ** -2 else math.inf
    solution = solve_moments(chosen, condition=squared, residual_pass=residual_pass)
    return _result(chosen, solution, math.sqrt(squared), "moments")


def _residual_pass(q: Floats) -> ResidualPass:
    """One pass over standardised rows in memory, the outcome first."""

    def residual_pass(beta: Floats) -> tuple[Floats, float]:
        e = q[:, 0] - q[:, 1:] @ beta
        return q[:, 1:].T @ e, float(e @ e)

    return residual_pass


def same_rows(outcome: Floats, factors: Floats) -> tuple[Floats, Floats]:
    """The outcome, shape (n,), and the factors, shape (n, k), as numbers; refused where rows differ."""
    y, X = np.asarray(outcome, dtype=np.float64), np.asarray(factors, dtype=np.float64)
    if y.ndim != 1 or X.ndim != 2 or len(y) != len(X):
        raise NotComputableError(
            message("outcome and factors do not have the same rows"),
            found=message("{shape} and {shape2}", shape=str(y.shape), shape2=str(X.shape)),
        )
    return y, X


def check_model(m: Moments) -> None:
    """Refuse what no method could fit: too few rows, no factors, an outcome or factors without spread."""
    outcome, k = m.names[0], len(m.names) - 1
    if k == 0:
        raise NotComputableError(
            message("the model of {outcome} has no factors", outcome=outcome), right=message("name at least one")
        )
    if m.n <= k + 1:
        raise NotComputableError(
            message(
                "the model of {outcome} has {k} coefficients and too few complete cases to estimate them",
                outcome=outcome,
                k=k + 1,
            ),
            found=message("{n} complete cases", n=m.n),
            right=message("at least {k} cases, or fewer factors", k=k + 2),
        )
    constant = m.constant
    if constant[0]:
        value = float(m.minimum[0])
        cap = ": this looks like a download cap" if value > 0 else ""
        raise NotComputableError(
            message(
                "{outcome}: all {n} governments have the same value {value}{cap}",
                outcome=outcome,
                n=m.n,
                value=f"{value:.15g}",
                cap=cap,
            ),
            right=message("an outcome that differs between governments"),
        )
    if constant.any():
        fixed = [f"{m.names[j]} ({float(m.minimum[j]):.15g})" for j in np.flatnonzero(constant)]
        raise NotComputableError(
            message("a factor has the same value in all {n} cases of the model of {outcome}", n=m.n, outcome=outcome),
            found=", ".join(fixed),
            right=message("leave it out of the factors, or widen the sample"),
        )


def check_ties(standardised: Floats, m: Moments, *, least: float = 0.0) -> float:
    """The condition number of the factors; refuse those that are combinations of one another.

    A combination whose length is at most `least`, beside columns of length one, counts as vanished too.
    """
    condition, sets = tied_factors(standardised, max(rounding_noise(m.take(m.names[1:])), least))
    if sets:
        tied = "; ".join(", ".join(m.names[1 + j] for j in together) for together in sets)
        raise NotComputableError(
            message(
                "factors of the model of {names} are combinations of one another, exactly or so nearly "
                "that fewer than six digits of their coefficients would hold",
                names=m.names[0],
            ),
            found=tied,
            right=message("leave out one of them, or of each set"),
        )
    return condition


def _result(
    m: Moments,
    solution: Solution,
    condition: float,
    method: Literal["moments", "qr"],
    *,
    outcome: Floats | None = None,
    residuals: Floats | None = None,
) -> OLSResult:
    """Everything that follows from coefficients, roots and the residual sum of squares."""
    k = len(m.names) - 1
    df = m.n - k - 1
    largest = np.maximum(np.abs(m.minimum), np.abs(m.maximum))
    size = float(largest[0] + np.abs(solution.slopes) @ largest[1:])
    # Residuals of the size of rounding say nothing: neither do the ratios that divide by them.
    perfect = solution.rss_root <= 16 * EPSILON * size * math.sqrt(m.n)
    rss_root = 0.0 if perfect else solution.rss_root
    sigma = rss_root / math.sqrt(df)
    left = min((rss_root / (float(m.sd[0]) * math.sqrt(m.n - 1))) ** 2, 1.0)
    std_error, constant_error = sigma * solution.slope_roots, sigma * solution.constant_root
    if perfect:
        t, constant_t, f = np.full(k, np.nan), math.nan, math.nan
    else:
        t, constant_t = solution.slopes / std_error, solution.constant / constant_error
        f = ((1 - left) / k) / (left / df)
    vif = np.maximum((solution.slope_roots * m.sd[1:]) ** 2 * (m.n - 1), 1.0)
    return OLSResult(
        outcome=m.names[0],
        names=m.names[1:],
        n=m.n,
        estimate=solution.slopes,
        std_error=std_error,
        beta=solution.slopes * (m.sd[1:] / m.sd[0]),
        t=t,
        p=np.array([two_sided_t(value, df) for value in t.tolist()]),
        vif=vif,
        tolerance=1 / vif,
        constant=Constant(solution.constant, constant_error, constant_t, float(two_sided_t(constant_t, df))),
        r_squared=1 - left,
        adjusted_r_squared=1 - left * (m.n - 1) / df,
        f=f,
        df_model=k,
        df_residual=df,
        p_f=float(upper_f(f, k, df)),
        residual_std_error=sigma,
        rss=rss_root**2,
        fitted=None if outcome is None or residuals is None else outcome - residuals,
        residuals=residuals,
        undefined=_PERFECT if perfect else None,
        method=method,
        condition=condition,
        digits=solution.digits,
    )


_PERFECT = message("the factors reproduce the outcome exactly, so there are no residuals to divide by")
