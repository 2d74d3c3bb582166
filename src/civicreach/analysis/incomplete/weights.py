"""Complete cases weighted by how unlikely it was that a government like them is complete."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.tails import critical_t
from civicreach.analysis.tails_each import judged_by_t
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .logit import fit_logits

Floats = NDArray[np.float64]
Robust = Literal["HC0", "HC1", "HC2", "HC3"]

#: Weight, relative to the mean of all weights, from which a government is named as extreme.
EXTREME = 4.0
#: Log odds beyond which a government is predicted to answer, or not, for certain.
_CERTAIN = 15.0


@dataclass(frozen=True, slots=True, eq=False)
class ResponseWeights:
    """Inverse probabilities of being complete.

    Attributes
    ----------
    names : tuple of str
        The q predictors of the response model, a logistic regression with a constant.
    coefficients : np.ndarray
        Shape (q + 1,): the constant first, per unit of the predictors.
    probability : np.ndarray
        Shape (n,): of being complete, in (0, 1).
    weights : np.ndarray
        Shape (n,): inverse probability, scaled to a mean of 1 over those that are complete; 0 for the others.
    n, n_complete : int
        Governments, and those that are complete.
    effective_n : float
        Governments that an unweighted sample of the same precision would have (Kish 1965).
    extreme : tuple of str
        Governments with a weight of 4 or more, largest first.
    """

    names: tuple[str, ...]
    coefficients: Floats
    probability: Floats
    weights: Floats
    n: int
    n_complete: int
    effective_n: float
    extreme: tuple[str, ...]

    @property
    def assumes(self) -> Message:
        """What the weights take for granted."""
        return _ASSUMES


_ASSUMES = message(
    "Weights assume that the logistic model of who is complete is right and leaves nobody without a chance of being "
    "complete. Standard errors take the weights as known, and where few governments carry large weights they are too "
    "small."
)


def response_weights(
    complete: NDArray[np.bool_], predictors: Floats, *, names: Sequence[str], ids: Sequence[str]
) -> ResponseWeights:
    """Weights for complete cases from a logistic model of being complete.

    Parameters
    ----------
    complete : np.ndarray
        Shape (n,), bool: has all variables of the model.
    predictors : np.ndarray
        Shape (n, q): known of every government, complete or not.
    names, ids : sequence of str
        The q predictors and the n governments.

    Raises
    ------
    NotComputableError
        All or none complete; a predictor that is missing somewhere, or constant; more predictors than the
        smaller group carries; predictors that tell for certain who is complete.

    Examples
    --------
    >>> complete = np.array([True, True, False, True, False, True, True, False])
    >>> size = np.array([[9.0], [8.0], [3.0], [4.0], [5.0], [7.0], [2.0], [1.0]])
    >>> found = response_weights(complete, size, names=["size"], ids=list("ABCDEFGH"))
    >>> found.n_complete, round(found.effective_n, 2), round(float(found.weights.sum()), 9)
    (5, 4.06, 5.0)
    """
    answered, X = np.asarray(complete, dtype=bool), np.asarray(predictors, dtype=np.float64)
    _check(answered, X, names)
    centre, scale = X.mean(axis=0), X.std(axis=0)
    design = np.column_stack([np.ones(len(X)), (X - centre) / scale])
    fit = fit_logits(design[None], answered.astype(np.intp), k=2, weights=np.ones(len(X)))
    beta = fit.coefficients[0, 0]
    log_odds = design @ beta
    if not fit.settled[0] or np.abs(log_odds).max() > _CERTAIN:
        raise NotComputableError(
            "the predictors tell for certain who is complete, so that no weight makes up for those who are not",
            found=", ".join(names),
            right="leave out the predictor that separates them",
        )
    probability = 1 / (1 + np.exp(-log_odds))
    weights = np.where(answered, 1 / probability, 0.0)
    weights /= weights[answered].mean()
    order = np.argsort(-weights, kind="stable")
    slopes = beta[1:] / scale
    return ResponseWeights(
        names=tuple(names),
        coefficients=np.concatenate([[beta[0] - slopes @ centre], slopes]),
        probability=probability,
        weights=weights,
        n=len(X),
        n_complete=int(answered.sum()),
        effective_n=float(weights.sum() ** 2 / (weights**2).sum()),
        extreme=tuple(ids[i] for i in order.tolist() if weights[i] >= EXTREME),
    )


@dataclass(frozen=True, slots=True, eq=False)
class WeightedModel:
    """A linear model by weighted least squares with heteroscedasticity-consistent errors.

    Attributes
    ----------
    names : tuple of str
        ``"constant"`` and the k factors.
    n : int
        Governments with a positive weight.
    estimate, std_error, t, p, conf_low, conf_high : np.ndarray
        Shape (k + 1,): the constant first; t with n - k - 1 degrees of freedom.
    df : int
        Degrees of freedom.
    errors : str
        Kind of the standard errors.
    level : float
        Of the intervals.
    """

    names: tuple[str, ...]
    n: int
    estimate: Floats
    std_error: Floats
    t: Floats
    p: Floats
    conf_low: Floats
    conf_high: Floats
    df: int
    errors: Robust
    level: float


def fit_weighted(
    outcome: Floats,
    factors: Floats,
    *,
    weights: Floats,
    names: Sequence[str],
    errors: Robust = "HC3",
    level: float = 0.95,
) -> WeightedModel:
    """Fit a linear model with a constant by weighted least squares.

    Parameters
    ----------
    outcome, factors, weights : np.ndarray
        Shapes (n,), (n, k) and (n,); rows of weight 0 are left out whatever they hold.
    names : sequence of str
        The k factors.
    errors : str
        ``"HC0"`` to ``"HC3"``, with leverages of the weighted hat matrix.
    level : float
        Of the intervals.

    Raises
    ------
    NotComputableError
        Weights that are negative or missing, too few rows, values missing in rows that count, or factors
        that are constant or combinations of one another.
    """
    w = np.asarray(weights, dtype=np.float64)
    if not (np.isfinite(w) & (w >= 0)).all():
        raise NotComputableError("weights must be zero or positive", found=f"{int((~(w >= 0)).sum())} that are not")
    used = w > 0
    y, X, w = np.asarray(outcome)[used], np.asarray(factors)[used], w[used]
    n, k = X.shape
    if n <= k + 1:
        raise NotComputableError(f"{k + 1} coefficients and {n} governments with a weight", right=f"at least {k + 2}")
    if np.isnan(X).any() or np.isnan(y).any():
        raise NotComputableError("a weighted government lacks a value of the model", right="a weight of 0 for it")
    centre, scale = np.average(X, axis=0, weights=w), X.std(axis=0)
    if (scale == 0).any():
        flat = [name for name, zero in zip(names, (scale == 0).tolist(), strict=True) if zero]
        raise NotComputableError("a factor is the same in all weighted governments", found=", ".join(flat))
    root = np.sqrt(w)
    design = np.column_stack([np.ones(n), (X - centre) / scale])
    Q, R = np.linalg.qr(design * root[:, None])
    if np.abs(np.diag(R)).min() < 1e-9 * np.abs(np.diag(R)).max():
        raise NotComputableError("factors are combinations of one another", found=", ".join(names))
    beta = np.linalg.solve(R, Q.T @ (root * y))
    residual = root * (y - design @ beta)
    leverage = (Q**2).sum(axis=1)
    squares = residual**2
    if errors == "HC1":
        squares = squares * n / (n - k - 1)
    elif errors != "HC0":
        with np.errstate(divide="ignore", invalid="ignore"):
            squares = squares / (1 - leverage) ** (1 if errors == "HC2" else 2)
    # back from standardised factors to their units
    turn = np.eye(k + 1)
    turn[1:, 1:] /= scale[:, None]
    turn[0, 1:] = -centre / scale
    half = turn @ np.linalg.solve(R, Q.T) * np.sqrt(squares)
    estimate, std_error = turn @ beta, np.sqrt((half**2).sum(axis=1))
    df = n - k - 1
    t, p = judged_by_t(estimate, std_error, df)
    reach = critical_t(level, df) * std_error
    return WeightedModel(
        ("constant", *names), n, estimate, std_error, t, p, estimate - reach, estimate + reach, df, errors, level
    )


def _check(answered: NDArray[np.bool_], X: Floats, names: Sequence[str]) -> None:
    n_complete, n = int(answered.sum()), len(answered)
    if n_complete in (0, n):
        raise NotComputableError(
            "weights need governments that are complete and others that are not", found=f"{n_complete} of {n} complete"
        )
    gaps = [name for j, name in enumerate(names) if np.isnan(X[:, j]).any()]
    if gaps:
        raise NotComputableError(
            "a predictor of who is complete is itself missing somewhere",
            found=", ".join(gaps),
            right="predictors that are known of every government",
        )
    flat = [name for name, same in zip(names, (X.min(axis=0) == X.max(axis=0)).tolist(), strict=True) if same]
    if flat:
        raise NotComputableError("a predictor of who is complete does not vary", found=", ".join(flat))
    if min(n_complete, n - n_complete) <= len(names):
        raise NotComputableError(
            "too many predictors of who is complete",
            found=f"{len(names)} predictors, {n_complete} complete and {n - n_complete} incomplete governments",
            right="fewer predictors than the smaller group has governments",
        )
    # a constant alone would give every government the same weight
    if not names or math.prod(X.shape) == 0:
        raise NotComputableError("weights need a predictor of who is complete", found="none")
