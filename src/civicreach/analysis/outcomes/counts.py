"""A fitted count model, and its standard errors: by the model, or robust ones with the leverage of its own weights."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.leverage import FULL_LEVERAGE
from civicreach.analysis.tails import two_sided_normal, two_sided_t
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .design import Design
from .information import inverse_information
from .iteration import linear_predictor, negative_binomial_likelihood

Floats = NDArray[np.float64]

Family = Literal["poisson", "quasi-poisson", "negative binomial"]
Errors = Literal["model", "HC0", "HC1", "HC2", "HC3"]


@dataclass(frozen=True, slots=True, eq=False)
class CountFit:
    """A count model with a log link.

    Attributes
    ----------
    outcome, names : str, tuple of str
        The outcome and the k factors.
    n, n_zero : int
        Rows counted, and how many of them have a count of 0.
    family : str
        ``"poisson"``, ``"quasi-poisson"`` or ``"negative binomial"`` (NB2: variance mu + alpha mu squared).
    errors : str
        ``"model"``, or ``"HC0"`` to ``"HC3"``.
    estimate, std_error, statistic, p : np.ndarray
        Shape (k + 1,), the constant first. exp(estimate) is the ratio of counts for one unit more. The
        two-sided p is of the normal, or of t with n - k - 1 degrees of freedom where `df` says so.
    covariance : np.ndarray
        Shape (k + 1, k + 1), of the estimates; alpha is taken as known in it.
    df : int or None
        Degrees of freedom of t for quasi-Poisson; None for the normal.
    counts, fitted, leverage : np.ndarray
        Shape (n,): counts, fitted counts, and the diagonal of the weighted hat matrix
        W^1/2 X (X'WX)^-1 X' W^1/2.
    score, weight : np.ndarray
        Shape (n,): derivative of a case's log-likelihood by its linear predictor, and its expected information.
    design : Design
        What it was fitted to.
    exposed : bool
        Whether counts are per exposure.
    log_likelihood, aic, bic : float
        NaN for quasi-Poisson, which has no likelihood. Alpha counts as a parameter.
    deviance, pearson : float
        Twice what the log-likelihood lacks to that of the counts themselves; sum of squared Pearson residuals.
    dispersion : float
        Pearson by degrees of freedom: about 1 where the family's variance is right.
    alpha, alpha_std_error : float
        0 for Poisson; the error is NaN where alpha is 0.
    steps : int
        Steps of the iteration.
    note : Message or None
        What the reader must know: alpha at its limit 0.
    """

    outcome: str
    names: tuple[str, ...]
    n: int
    n_zero: int
    family: Family
    errors: Errors
    estimate: Floats
    std_error: Floats
    statistic: Floats
    p: Floats
    covariance: Floats
    df: int | None
    counts: Floats
    fitted: Floats
    leverage: Floats
    score: Floats
    weight: Floats
    design: Design
    exposed: bool
    log_likelihood: float
    aic: float
    bic: float
    deviance: float
    pearson: float
    dispersion: float
    alpha: float
    alpha_std_error: float
    steps: int
    note: Message | None

    def p_of(self, statistics: Floats) -> Floats:
        """Two-sided p of statistics of this model, shape of `statistics`: by t, or by the normal where `df` is None."""
        each = statistics.tolist()
        return np.array([two_sided_normal(t) if self.df is None else two_sided_t(t, self.df) for t in each])


def count_fit(
    y: Floats,
    design: Design,
    coefficients: Floats,
    *,
    outcome: str,
    family: Family,
    errors: Errors,
    exposed: bool,
    steps: int,
    alpha: float = 0.0,
    alpha_std_error: float = math.nan,
    note: Message | None = None,
) -> CountFit:
    """Everything that follows from the coefficients of the standardised columns, shape (k + 1,), and alpha."""
    n, p = design.columns.shape
    mu = np.exp(linear_predictor(design.columns[None], coefficients[None], design.offset))[0]
    weight = mu / (1 + alpha * mu)
    inverse, usable = inverse_information(design.columns.T @ (weight[:, None] * design.columns))
    if not usable:
        raise NotComputableError(
            message(
                "the fitted counts of {outcome} are so near 0 in most cases that some "
                "coefficients cannot be told apart",
                outcome=outcome,
            ),
            found=message("{value} of {n} fitted counts below one in a million", value=int((mu < 1e-06).sum()), n=n),
            right=message("use fewer factors, or look for one that nearly foretells where counts are 0"),
        )
    pearson = float(np.sum((y - mu) ** 2 / (mu * (1 + alpha * mu))))
    likelihood = math.nan if family == "quasi-poisson" else _log_likelihood(y, mu, alpha)
    parameters = p + (family == "negative binomial")
    unknown = np.full(p, np.nan)
    fit = CountFit(
        outcome=outcome,
        names=design.names,
        n=n,
        n_zero=int((y == 0).sum()),
        family=family,
        errors=errors,
        estimate=design.back @ coefficients,
        std_error=unknown,
        statistic=unknown,
        p=unknown,
        covariance=np.full((p, p), np.nan),
        df=n - p if family == "quasi-poisson" else None,
        counts=y,
        fitted=mu,
        leverage=weight * np.einsum("ij,jk,ik->i", design.columns, inverse, design.columns),
        score=(y - mu) / (1 + alpha * mu),
        weight=weight,
        design=design,
        exposed=exposed,
        log_likelihood=likelihood,
        aic=2 * parameters - 2 * likelihood,
        bic=math.log(n) * parameters - 2 * likelihood,
        deviance=_deviance(y, mu, alpha),
        pearson=pearson,
        dispersion=pearson / (n - p),
        alpha=alpha,
        alpha_std_error=alpha_std_error,
        steps=steps,
        note=note,
    )
    return with_errors(fit, errors)


def with_errors(fit: CountFit, errors: Errors) -> CountFit:
    """The same fit with standard errors of another kind, for a table that shows them side by side.

    ``"model"`` trusts the family's variance (quasi-Poisson: times the dispersion). HC0 to HC3 do not: with the
    score s and the leverage h of a case, the middle of the sandwich is X' diag(v) X with v = s^2, s^2 n / (n - k - 1),
    s^2 / (1 - h) and s^2 / (1 - h)^2. Alpha is held at its estimate, as R's sandwich does for MASS::glm.nb.

    Raises
    ------
    NotComputableError
        Where the kind is none of these, or where HC2 or HC3 meet a case that fixes a coefficient alone.

    References
    ----------
    Cameron & Trivedi (2013), Regression Analysis of Count Data, section 3.2; Zeileis (2006), Journal of Statistical
    Software 16(9), doi:10.18637/jss.v016.i09.
    """
    if errors not in get_args(Errors):
        raise NotComputableError(
            message("there is no such kind of standard errors for counts"),
            found=repr(errors),
            right=message("model, HC0, HC1, HC2, HC3"),
        )
    X = fit.design.columns
    inverse, _ = inverse_information(X.T @ (fit.weight[:, None] * X))
    if errors == "model":
        squares = fit.weight * (fit.dispersion if fit.family == "quasi-poisson" else 1.0)
    else:
        squares = robust_squares(fit.score, fit.leverage, errors, X.shape[1])
        if not np.isfinite(squares).all():
            raise NotComputableError(
                message(
                    "{errors} divides by 1 - leverage, and a case of the model of {outcome} has a leverage of 1",
                    errors=errors,
                    outcome=fit.outcome,
                ),
                found=message(
                    "{value} cases that fix a coefficient alone", value=int((fit.leverage > FULL_LEVERAGE).sum())
                ),
                right=message("use HC0 or HC1, or leave out the factor that only these cases have"),
            )
    # Row i: what case i adds to each coefficient; products of it with itself cannot come out below 0.
    parts = (np.sqrt(squares)[:, None] * X) @ (inverse @ fit.design.back.T)
    covariance = parts.T @ parts
    std_error = np.sqrt(np.diag(covariance))
    statistic = fit.estimate / std_error
    return replace(
        fit, errors=errors, covariance=covariance, std_error=std_error, statistic=statistic, p=fit.p_of(statistic)
    )


def robust_squares(score: Floats, leverage: Floats, errors: Errors, p: int) -> Floats:
    """Squared scores as HC0 to HC3 weigh them, any shape whose last axis are the cases; infinite at leverage 1.

    >>> robust_squares(np.array([2.0]), np.array([0.5]), "HC3", 1).tolist()
    [16.0]
    """
    n = score.shape[-1]
    if errors == "HC0":
        return np.asarray(score**2)
    if errors == "HC1":
        return np.asarray(score**2 * (n / (n - p)))
    left = np.where(leverage > FULL_LEVERAGE, 0.0, 1 - leverage)
    power = 1 if errors == "HC2" else 2
    return np.asarray(np.divide(score**2, left**power, out=np.full_like(score, np.inf), where=left > 0))


def _log_likelihood(y: Floats, mu: Floats, alpha: float) -> float:
    log_alpha = math.log(alpha) if alpha > 0 else -math.inf
    factorials = math.fsum(math.lgamma(value + 1) for value in y.tolist())
    return float(negative_binomial_likelihood(y, mu[None, :], np.array([log_alpha]))[0]) - factorials


def _deviance(y: Floats, mu: Floats, alpha: float) -> float:
    ratio = np.log(np.where(y > 0, y, 1.0) / np.where(y > 0, mu, 1.0))
    if alpha == 0:
        return float(2 * np.sum(y * ratio - (y - mu)))
    # (y + 1/alpha) log((1 + alpha y) / (1 + alpha mu)), in a form that a small alpha does not hurt
    both = (y + 1 / alpha) * np.log1p(alpha * (y - mu) / (1 + alpha * mu))
    return float(2 * np.sum(y * ratio - both))
