"""Two ways to least squares with a constant: from moments, and from the rows by QR where moments lose digits.

Both give a `Solution` in the units of the variables. The first refines the coefficients once on their
residuals, the second refines coefficients, residuals and inverse together, with products formed in
doubled precision, until nothing changes any more.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError

from .doubled import dot, two_product, two_sum
from .moments import EPSILON, Moments

Floats = NDArray[np.float64]

#: One pass over the rows: takes the standardised coefficients (k,), gives the cross-products (k,) of
#: the standardised factors with the residuals of the standardised outcome, and the residuals' sum of squares.
ResidualPass = Callable[[Floats], tuple[Floats, float]]

#: Condition number of the factors' correlations up to which moments keep ten digits or more.
MOMENTS_CONDITION = 1e5
#: The least number of digits that a coefficient is returned with.
LEAST_DIGITS = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Least squares in the units of the variables.

    Attributes
    ----------
    constant, slopes : float, np.ndarray
        Coefficients; slopes of shape (k,).
    constant_root, slope_roots : float, np.ndarray
        Square roots of the diagonal of the inverse cross-products, so that a standard error is the
        residual standard error times its root.
    rss_root : float
        Square root of the residual sum of squares.
    residuals : np.ndarray or None
        Shape (n,); None where there were no rows.
    digits : float
        Digits that the arithmetic keeps, the data taken as exact; at most 15.
    """

    constant: float
    slopes: Floats
    constant_root: float
    slope_roots: Floats
    rss_root: float
    residuals: Floats | None
    digits: float


def solve_moments(m: Moments, *, condition: float, residual_pass: ResidualPass | None = None) -> Solution:
    """Least squares of the first variable of the moments on the others.

    Parameters
    ----------
    m : Moments
        Outcome first, then k factors, all with spread; n above k + 1.
    condition : float
        Of the factors' correlations.
    residual_pass : callable, optional
        Refines the coefficients once; without it, a nearly perfect fit loses the digits of its residuals.

    Raises
    ------
    NotComputableError
        Where fewer than six digits would hold.
    """
    digits = _digits(condition)
    among, with_outcome = m.correlation[1:, 1:], m.correlation[1:, 0]
    inverse = _inverse(among)
    beta: Floats = np.linalg.solve(among, with_outcome).astype(np.float64)
    if residual_pass is None:
        left = max(1.0 - float(beta @ with_outcome), EPSILON)
        digits = _digits(condition / left)
    else:
        products, squares = residual_pass(beta)
        step = np.linalg.solve(among, products / (m.n - 1))
        beta = beta + step
        # The step removes its own share from the residuals, so no second pass is needed for them.
        left = max(squares - float(step @ products), 0.0) / (m.n - 1)
    slopes = np.asarray(beta * (m.sd[0] / m.sd[1:]))
    ratios = (m.mean / m.sd)[1:]
    return Solution(
        constant=_constant(m.mean[:1], slopes, m.mean[1:]),
        slopes=slopes,
        constant_root=math.sqrt(1 / m.n + float(ratios @ inverse @ ratios) / (m.n - 1)),
        slope_roots=np.sqrt(np.diag(inverse) / (m.n - 1)) / m.sd[1:],
        rss_root=float(m.sd[0]) * math.sqrt((m.n - 1) * left),
        residuals=None,
        digits=digits,
    )


def solve_rows(outcome: Floats, factors: Floats, m: Moments) -> Solution:
    """Least squares by Householder QR on centred, scaled columns, refined in doubled precision.

    Solves E + X B = F, X'E = G at once for the coefficients (F the outcome, G = 0) and for the columns of
    the inverse cross-products (F = 0), whose square roots are then lengths: sums without cancellation.

    Parameters
    ----------
    outcome, factors : np.ndarray
        Shapes (n,) and (n, k); complete rows of full rank, n above k + 1.
    m : Moments
        Of the outcome and the factors, in this order.

    References
    ----------
    Björck (1967), BIT 7(4), doi:10.1007/BF01939321; Demmel, Hida, Riedy & Li (2009), ACM TOMS 35(4),
    doi:10.1145/1462173.1462177.
    """
    n, k = factors.shape
    z = np.column_stack([outcome, factors])
    # Powers of two scale without rounding, and a constant column lets any centre near the mean do.
    unit = np.exp2(-np.round(np.log2(m.sd)))
    high, low = two_sum(z, np.broadcast_to(-m.mean, z.shape))
    high, low = high * unit, low * unit
    X = np.column_stack([np.ones(n), high[:, 1:]])
    X_low = np.column_stack([np.zeros(n), low[:, 1:]])
    F, F_low = np.zeros((n, k + 2)), np.zeros((n, k + 2))
    F[:, 0], F_low[:, 0] = high[:, 0], low[:, 0]
    # Column 1 asks for the constant, which lies at the mean of the factors' zero; the others for the slopes.
    G = np.zeros((k + 1, k + 2))
    G[0, 1], G[1:, 1] = 1.0, -(m.mean * unit)[1:]
    G[1:, 2:] = np.eye(k)
    E, B, change = _refine(X, X_low, F, F_low, G)
    slopes = B[1:, 0] * unit[1:] / unit[0]
    lengths = np.linalg.norm(E[:, 1:], axis=0)
    residuals = E[:, 0] / unit[0]
    return Solution(
        constant=_constant(np.array([m.mean[0], B[0, 0] / unit[0]]), slopes, m.mean[1:]),
        slopes=slopes,
        constant_root=float(lengths[0]),
        slope_roots=lengths[1:] * unit[1:],
        rss_root=float(np.linalg.norm(residuals)),
        residuals=residuals,
        digits=min(15.0, -math.log10(max(change, EPSILON))),
    )


def _digits(growth: float) -> float:
    """Digits that hold where rounding grows by so much; refused below six."""
    digits = 15.0 if growth <= 1 else -math.log10(EPSILON * growth)
    if digits < LEAST_DIGITS:
        raise NotComputableError(
            "moments alone do not carry this model: fewer than six digits of its figures would hold",
            right="fit it from the rows, or leave out factors that are nearly combinations of others",
        )
    return min(digits, 15.0)


def _inverse(correlations: Floats) -> Floats:
    """Inverse by Cholesky, whose diagonal is a sum of squares and so never below one."""
    root = np.linalg.inv(np.linalg.cholesky(correlations))
    return np.asarray(root.T @ root)


def _constant(at_centre: Floats, slopes: Floats, centre: Floats) -> float:
    """The constant, its terms added exactly: they may be far larger than their sum.

    `at_centre` are the terms of the outcome's level where the factors have the values `centre`.
    """
    return dot(np.concatenate([at_centre, centre]), np.concatenate([np.ones(len(at_centre)), -slopes]))


def _refine(X: Floats, X_low: Floats, F: Floats, F_low: Floats, G: Floats) -> tuple[Floats, Floats, float]:
    """E and B of E + X B = F, X'E = G, and the last relative change of B."""
    Q, R = np.linalg.qr(X)
    E, B = np.zeros_like(F), np.zeros_like(G)
    change = before = math.inf
    for _ in range(10):
        f = _rows_left(X, X_low, F, F_low, E, B)
        g = _columns_left(X, X_low, G, E)
        h, d = np.linalg.solve(R.T, g), Q.T @ f
        step = np.linalg.solve(R, d - h)
        B, E = B + step, E + (f - Q @ (d - h))
        change = float((np.linalg.norm(step, axis=0) / np.maximum(np.linalg.norm(B, axis=0), EPSILON)).max())
        if change <= 2 * EPSILON or not change < before:
            break
        before = change
    if not change <= 10.0**-LEAST_DIGITS:
        raise NotComputableError(
            "the factors are so nearly combinations of one another that refinement does not settle",
            right="leave out one of them, or measure them from their means before taking powers",
        )
    return E, B, change


def _rows_left(X: Floats, X_low: Floats, F: Floats, F_low: Floats, E: Floats, B: Floats) -> Floats:
    """F - E - X B, formed in doubled precision and rounded once, shape (n, right-hand sides)."""
    high, low = two_sum(F, -E)
    low = low + F_low
    for j in range(X.shape[1]):
        product, rest = two_product(X[:, j, None], -B[None, j, :])
        high, lost = two_sum(high, product)
        low = low + (lost + rest - X_low[:, j, None] * B[None, j, :])
    return high + low


def _columns_left(X: Floats, X_low: Floats, G: Floats, E: Floats) -> Floats:
    """G - X'E, formed in doubled precision and rounded once, shape (k + 1, right-hand sides)."""
    left = np.empty_like(G)
    for i, j in np.ndindex(*G.shape):
        column = np.concatenate([[G[i, j]], X[:, i], X_low[:, i]])
        left[i, j] = dot(column, np.concatenate([[1.0], -E[:, j], -E[:, j]]))
    return left
