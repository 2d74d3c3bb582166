"""Quantile regression, at the median unless another quantile is named: exact, with the proof of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.moments import EPSILON
from civicreach.analysis.tails_each import judged_by_t
from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

from .design import linear_design

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: How far a subgradient may pass its bounds by rounding.
_ROUNDING = 1e-9
#: Sizes of the shifts that break ties, beside the mean deviation of the outcome; the next is for what the first spoils.
_SHIFTS = (1e-7, 1e-10)


@dataclass(frozen=True, slots=True, eq=False)
class QuantileFit:
    """A linear model of a quantile.

    Attributes
    ----------
    outcome, names : str, tuple of str
        The outcome and the k factors.
    n : int
        Rows counted.
    quantile : float
        Of the outcome, given the factors.
    errors : str
        ``"nid"``: sandwich with densities from fits at two quantiles nearby (Hendricks & Koenker 1992).
        ``"powell"``: sandwich with densities from a normal kernel on the residuals (Powell 1991).
    estimate, std_error, t, p : np.ndarray
        Shape (k + 1,), the constant first; two-sided p of t with n - k - 1 degrees of freedom.
    residuals : np.ndarray
        Shape (n,); k + 1 of them or more are 0.
    objective : float
        Sum of the residuals' losses, the least there is.
    unique : bool
        Whether no other coefficients do as well; False where the check leaves it open.
    steps : int
        Vertices visited.
    n_without_density : int
        Cases whose density came out at 0 or below and was set to 0; many of them spoil the errors.
    """

    outcome: str
    names: tuple[str, ...]
    n: int
    quantile: float
    errors: Literal["nid", "powell"]
    estimate: Floats
    std_error: Floats
    t: Floats
    p: Floats
    residuals: Floats
    objective: float
    unique: bool
    steps: int
    n_without_density: int


def fit_quantile(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    outcome_name: str = "outcome",
    quantile: float = 0.5,
    errors: Literal["nid", "powell"] = "nid",
) -> QuantileFit:
    """Fit the median, or another quantile, as a linear function of the factors.

    A few governments with very many Likes move a mean and hardly a median.

    Parameters
    ----------
    outcome : np.ndarray
        Shape (n,).
    factors : np.ndarray
        Shape (n, k), without a column for the constant; complete rows.
    names : sequence of str
        The k factors.
    outcome_name : str
        For the result, and for sentences about it.
    quantile : float
        Above 0 and below 1.
    errors : str
        Both kinds use the bandwidth of Hall & Sheather (1988).

    Raises
    ------
    NotComputableError
        As `factors.ols.fit_ols`; also where densities leave no errors.

    Notes
    -----
    From vertex to vertex along the steepest edge, each as far as the loss falls (Barrodale & Roberts 1973; Koenker &
    d'Orey 1987), until the subgradient holds 0, which is checked and proves the optimum. Ties in the residuals are
    broken by shifts of at most 1e-7 of the spread, which are taken out again at the last vertex.

    References
    ----------
    Koenker (2005), Quantile Regression, sections 2.2, 3.4 and 6.2.

    Examples
    --------
    >>> likes, age = np.array([1.0, 2.5, 2.0, 4.0, 3.5, 50.0]), np.arange(1.0, 7.0)[:, None]
    >>> fit = fit_quantile(likes, age, names=["age"], errors="powell")
    >>> np.abs(fit.estimate.round(6)).tolist(), fit.unique
    ([0.0, 1.0], True)
    """
    if not 0 < quantile < 1:
        raise NotComputableError(message("a quantile lies above 0 and below 1"), found=f"{quantile:.15g}")
    y, design = linear_design(outcome, factors, names=names, outcome_name=outcome_name)
    X = design.columns
    vertex = _solve(y, X, quantile)
    densities, without = _nid(y, X, quantile) if errors == "nid" else _powell(vertex.residuals, quantile)
    covariance = _sandwich(X, densities, quantile, outcome_name)
    back = design.back
    estimate = back @ vertex.coefficients
    std_error = np.sqrt(np.diag(back @ covariance @ back.T))
    n, k = X.shape
    t, p = judged_by_t(estimate, std_error, n - k)
    losses = vertex.residuals * (quantile - (vertex.residuals < 0))
    return QuantileFit(
        outcome=outcome_name,
        names=design.names,
        n=n,
        quantile=quantile,
        errors=errors,
        estimate=estimate,
        std_error=std_error,
        t=t,
        p=p,
        residuals=vertex.residuals,
        objective=float(losses.sum()),
        unique=vertex.unique,
        steps=vertex.steps,
        n_without_density=without,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Vertex:
    coefficients: Floats
    residuals: Floats
    unique: bool
    steps: int


def _solve(y: Floats, X: Floats, quantile: float) -> _Vertex:
    middle = float(np.median(y))
    centred = y - middle
    scale = float(np.abs(centred).mean())
    # Regular shifts would make new ties among regular factors.
    shifts = scale * np.random.default_rng(0).random(len(y))
    for size in _SHIFTS:
        found = _walk(centred, centred + size * shifts, X, quantile)
        if found is not None:
            found.coefficients[0] += middle
            return found
    raise NotComputableError(
        message("the quantile regression does not come to an end that can be proved"),
        right=message("look for factors that are nearly tied, or for an outcome with few different values"),
    )


def _walk(y: Floats, shifted: Floats, X: Floats, quantile: float) -> _Vertex | None:
    """The best vertex for the shifted outcome, if it is the best for the outcome too."""
    n, p = X.shape
    basis = _first_basis(shifted, X)
    steps = 0
    while steps < 50 * (n + p):
        steps += 1
        inverse = np.linalg.inv(X[basis])
        residuals = shifted - X @ (inverse @ shifted[basis])
        residuals[basis] = 0.0
        pull = np.where(residuals > 0, quantile, quantile - 1)
        pull[basis] = 0.0
        gradient = (pull @ X) @ inverse
        # How fast the loss rises if a case of the basis comes to lie below, or above, its fitted value.
        below, above = (1 - quantile) - gradient, quantile + gradient
        fastest = int(np.argmin(np.minimum(below, above)))
        slope = float(min(below[fastest], above[fastest]))
        if slope >= -_ROUNDING:
            break
        direction = inverse[:, fastest] * (1.0 if below[fastest] < above[fastest] else -1.0)
        basis[fastest] = _furthest(residuals, X @ direction, slope, basis)
    else:
        return None
    coefficients = inverse @ y[basis]
    true = y - X @ coefficients
    true[basis] = 0.0
    true[np.abs(true) <= 64 * EPSILON * (np.abs(y) + np.abs(X) @ np.abs(coefficients))] = 0.0
    # A residual of 0 may pull either way, so the proof holds unless one has changed sides.
    if (true * residuals < 0).any():
        return None
    return _Vertex(coefficients, true, bool(min(below.min(), above.min()) > _ROUNDING), steps)


def _first_basis(y: Floats, X: Floats) -> Ints:
    """Cases near the least squares fit whose rows are independent."""
    residuals = np.abs(y - X @ np.linalg.lstsq(X, y, rcond=None)[0])
    rows: list[int] = []
    left = X.copy()
    size = np.linalg.norm(X, axis=1)
    for _ in range(X.shape[1]):
        length = np.linalg.norm(left, axis=1)
        usable = length > 1e-3 * size
        # A row that is nearly a combination of those chosen would make a vertex far away.
        if not usable.any():
            usable = length >= length.max()
        chosen = int(np.flatnonzero(usable)[np.argmin(residuals[usable])])
        rows.append(chosen)
        unit = left[chosen] / length[chosen]
        left = left - np.outer(left @ unit, unit)
        left[rows] = 0.0
    return np.array(rows)


def _furthest(residuals: Floats, along: Floats, slope: float, basis: Ints) -> int:
    """The case at which the loss stops falling on the way along an edge."""
    moving = np.abs(along) > EPSILON * np.abs(along).max()
    moving[basis] = False
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(moving, residuals / along, -1.0)
    ahead = np.flatnonzero(reach > 0)
    order = ahead[np.argsort(reach[ahead], kind="stable")]
    rising = slope + np.cumsum(np.abs(along[order]))
    return int(order[np.searchsorted(rising, 0.0)])


def _bandwidth(quantile: float, n: int) -> float:
    """Hall & Sheather (1988), halved until both sides stay within 0 and 1."""
    from statistics import NormalDist

    normal = NormalDist()
    x = normal.inv_cdf(quantile)
    h = n ** (-1 / 3) * normal.inv_cdf(0.975) ** (2 / 3) * (1.5 * normal.pdf(x) ** 2 / (2 * x * x + 1)) ** (1 / 3)
    while quantile - h < 0 or quantile + h > 1:
        h /= 2
    return float(h)


def _nid(y: Floats, X: Floats, quantile: float) -> tuple[Floats, int]:
    h = _bandwidth(quantile, len(y))
    upper, lower = (_solve(y, X, quantile + side * h).coefficients for side in (1, -1))
    distance = X @ (upper - lower)
    with np.errstate(divide="ignore"):
        densities = np.maximum(0.0, 2 * h / (distance - math.sqrt(EPSILON)))
    return np.asarray(densities), int((distance <= 0).sum())


def _powell(residuals: Floats, quantile: float) -> tuple[Floats, int]:
    from statistics import NormalDist

    inverse = NormalDist().inv_cdf
    h = _bandwidth(quantile, len(residuals))
    quartiles = np.quantile(residuals, [0.25, 0.75])
    spread = min(float(residuals.std(ddof=1)), float(quartiles[1] - quartiles[0]) / 1.34)
    width = (inverse(quantile + h) - inverse(quantile - h)) * spread
    if width <= 0:
        raise NotComputableError(
            message("half of the residuals or more are equal, so there is no density at the quantile"),
            right=message('errors="nid"'),
        )
    return np.exp(-((residuals / width) ** 2) / 2) / (math.sqrt(2 * math.pi) * width), 0


def _sandwich(X: Floats, densities: Floats, quantile: float, outcome_name: str) -> Floats:
    # In units of their mean: densities are small where the outcome is large.
    mean = float(densities.mean())
    information = X.T @ ((densities / (mean or 1.0))[:, None] * X)
    values = np.linalg.eigvalsh(information)
    if not values[0] > values[-1] * 1e-12:
        raise NotComputableError(
            message(
                "the densities around the quantile of {outcome_name} leave too few cases for standard errors",
                outcome_name=outcome_name,
            ),
            found=message("{value} of {n} cases with a density", value=int((densities > 0).sum()), n=len(densities)),
            right=message('errors="powell", a bootstrap, or fewer factors'),
        )
    inverse = np.linalg.inv(information)
    return np.asarray(quantile * (1 - quantile) * inverse @ (X.T @ X) @ inverse / mean**2)
