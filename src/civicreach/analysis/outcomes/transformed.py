"""Least squares on the logarithm or the inverse hyperbolic sine of an outcome, and the way back to its own units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.ols import OLSResult, fit_ols
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

Floats = NDArray[np.float64]

Transform = Literal["log", "log1p", "asinh"]


@dataclass(frozen=True, slots=True, eq=False)
class TransformedFit:
    """A linear model of a transformed outcome.

    Attributes
    ----------
    transform : str
        ``"log"``, ``"log1p"`` (log of 1 + y) or ``"asinh"``.
    ols : OLSResult
        Of the transformed outcome; its coefficients are in the units of the transform.
    n_zero : int
        Rows with an outcome of 0.
    smearing : float
        Duan's factor: the mean of exp(residual). 1 where residuals are 0.
    fitted : np.ndarray
        Shape (n,): the expected outcome in its own units, by smearing.
    n_negative : int
        How many of these are below 0, which no count can be.
    effect : np.ndarray
        Shape (k,): average change of the expected outcome for one unit more of a factor, in the outcome's units;
        from 0 to 1 for factors of only 0 and 1, a slope for the others.
    semi_elasticity : np.ndarray
        Shape (k,): the same as a share of the expected outcome, averaged over cases: 0.1 is ten per cent.
        For the logarithm it is b, or exp(b) - 1 for factors of only 0 and 1. NaN where `note` says why.
    discrete : np.ndarray
        Shape (k,), bool: factors of only 0 and 1.
    note : Message or None
        Why there are no shares: an expected outcome of 0 or below.
    """

    transform: Transform
    ols: OLSResult
    n_zero: int
    smearing: float
    fitted: Floats
    n_negative: int
    effect: Floats
    semi_elasticity: Floats
    discrete: NDArray[np.bool_]
    note: Message | None


def fit_transformed(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    transform: Transform,
    outcome_name: str = "outcome",
) -> TransformedFit:
    """Fit a linear model to a transformed outcome and bring it back by smearing.

    Smearing averages the retransformed sums of a case's fitted value and every case's residual, so that no
    distribution is assumed; it takes residuals to spread alike for all cases, and is biased where they do not.
    Where counts of 0 occur, the size of an effect under ``"log1p"`` and ``"asinh"`` depends on the unit of the
    outcome: a count model does not have this fault.

    Parameters
    ----------
    outcome : np.ndarray
        Shape (n,); above 0 for ``"log"``, 0 or more for ``"log1p"``, any number for ``"asinh"``.
    factors : np.ndarray
        Shape (n, k), without a column for the constant; complete rows.
    names : sequence of str
        The k factors.
    transform : str
        Which.
    outcome_name : str
        For the result, and for sentences about it.

    Raises
    ------
    NotComputableError
        Outcomes that the transform does not take, and as `factors.ols.fit_ols`.

    References
    ----------
    Duan (1983), JASA 78(383), doi:10.1080/01621459.1983.10478017; Bellemare & Wichman (2020), Oxford Bulletin of
    Economics and Statistics 82(1), doi:10.1111/obes.12325; Chen & Roth (2024), Quarterly Journal of Economics
    139(2), doi:10.1093/qje/qjad054, on zeros.

    Examples
    --------
    >>> likes, level = np.array([1.0, 2.0, 4.0, 8.0]), np.array([[0.0], [0.0], [1.0], [1.0]])
    >>> fit = fit_transformed(likes, level, names=["level"], transform="log")
    >>> fit.semi_elasticity.round(6).tolist(), fit.fitted.round(6).tolist()
    ([3.0], [1.5, 1.5, 6.0, 6.0])
    """
    y, X = np.asarray(outcome, dtype=np.float64), np.asarray(factors, dtype=np.float64)
    _check(y, outcome_name, transform)
    z = {"log": np.log, "log1p": np.log1p, "asinh": np.arcsinh}[transform](y)
    ols = fit_ols(z, X, names=names, outcome_name=outcome_name)
    if ols.fitted is None or ols.residuals is None:
        raise AssertionError("rows were given, so there are residuals")
    up, down = float(np.exp(ols.residuals).mean()), float(np.exp(-ols.residuals).mean())
    if transform != "asinh":
        down = 0.0
    half = 0.5 if transform == "asinh" else 1.0
    shift = 1.0 if transform == "log1p" else 0.0

    def expected(eta: Floats) -> Floats:
        # sinh(eta + e) splits into two exponentials, so that smearing needs two means and no table of pairs
        return np.asarray(half * (np.exp(eta) * up - np.exp(-eta) * down) - shift)

    fitted = expected(ols.fitted)
    slope = half * (np.exp(ols.fitted) * up + np.exp(-ols.fitted) * down)
    k = len(ols.names)
    effect, share = np.empty(k), np.empty(k)
    discrete = np.array([set(np.unique(column)) <= {0.0, 1.0} for column in X.T], dtype=bool)
    positive = bool((fitted > 0).all())
    for j, b in enumerate(ols.estimate.tolist()):
        if discrete[j]:
            on, off = (expected(ols.fitted + b * (value - X[:, j])) for value in (1.0, 0.0))
            positive = positive and bool((off > 0).all())
            effect[j] = (on - off).mean()
            share[j] = (on / off).mean() - 1 if positive else math.nan
        else:
            effect[j] = b * slope.mean()
            share[j] = b * (slope / fitted).mean() if positive else math.nan
    return TransformedFit(
        transform=transform,
        ols=ols,
        n_zero=int((y == 0).sum()),
        smearing=up,
        fitted=fitted,
        n_negative=int((fitted < 0).sum()),
        effect=effect,
        semi_elasticity=share if positive else np.full(k, np.nan),
        discrete=discrete,
        note=None if positive else _NO_SHARE,
    )


_NO_SHARE = message("the expected outcome of some cases is 0 or below, so there is nothing to take a share of")


def _check(y: Floats, name: str, transform: Transform) -> None:
    if transform == "asinh":
        return
    least = y <= 0 if transform == "log" else y < 0
    if least.any():
        what = "log" if transform == "log" else "log of 1 +"
        raise NotComputableError(
            message("the {what} {name} does not exist for all cases", what=what, name=name),
            found=message(
                "{value} of {n} values of 0 and {value2} below",
                value=int((y == 0).sum()),
                n=len(y),
                value2=int((y < 0).sum()),
            ),
            right=(
                message("use a count model, which takes counts of 0 as they are")
                if transform == "log"
                else message("use asinh, or leave the outcome as it is")
            ),
        )
