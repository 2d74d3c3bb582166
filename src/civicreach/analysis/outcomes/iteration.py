"""Maximum likelihood of Poisson and negative binomial models with a log link, for many sets of columns at once.

One model is a batch of one. All models of a batch have the same counts and as many columns as each other, and each
leaves the batch when it has settled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .gamma import digamma_trigamma_rises, log_rising

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Steps after which a model counts as not converged.
MOST_STEPS = 200
#: Newton's decrement (the squared step in standard errors) after which one more step changes nothing visible.
_SETTLED = 1e-13
#: Longest step of a linear predictor, so that a bad start does not throw a model out of reach.
_LONGEST = 5.0
#: Size of a linear predictor beyond which exp and its square leave float64.
_FURTHEST = 300.0
#: Alpha below which the negative binomial cannot be told from Poisson in float64.
_LEAST_ALPHA = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Where the steps ended.

    Attributes
    ----------
    coefficients : np.ndarray
        Shape (b, p), of the columns.
    log_alpha : np.ndarray
        Shape (b,): logarithm of alpha; minus infinity where the best alpha is 0.
    converged : np.ndarray
        Shape (b,), bool.
    steps : np.ndarray
        Shape (b,): steps taken.
    """

    coefficients: Floats
    log_alpha: Floats
    converged: Bools
    steps: NDArray[np.int64]


def iterate_poisson(y: Floats, columns: Floats, offset: Floats) -> Batch:
    """Poisson coefficients of b sets of columns, shape (b, n, p), by Newton's steps."""
    b = len(columns)
    converged, steps = np.zeros(b, dtype=bool), np.zeros(b, dtype=np.int64)
    # The first step is a regression of log counts: weights and working outcome as if the counts were fitted.
    start = y + 0.1 * max(float(y.mean()), 1e-300)
    working = np.log(start) - offset
    beta = _solve(_cross(columns, np.broadcast_to(start, columns.shape[:2])), _times(columns, start * working))
    active = np.arange(b)

    def likelihood(X: Floats, beta: Floats) -> Floats:
        eta = linear_predictor(X, beta, offset)
        return np.asarray(np.sum(y * eta - np.exp(eta), axis=1))

    value = likelihood(columns, beta)
    for _ in range(MOST_STEPS):
        X, at = columns[active], beta[active]
        mu = np.exp(linear_predictor(X, at, offset))
        score = _times(X, y - mu)
        step = _limited(X, _solve(_cross(X, mu), score))
        decrement = np.sum(score * step, axis=1)
        moved, new = _uphill(likelihood, X, at, step, value[active])
        beta[active], value[active] = moved, new
        steps[active] += 1
        settled = decrement <= _SETTLED
        converged[active[settled]] = True
        active = active[~settled & np.isfinite(decrement)]
        if not len(active):
            break
    return Batch(beta, np.full(b, -np.inf), converged, steps)


def iterate_negative_binomial(y: Floats, columns: Floats, offset: Floats) -> Batch:
    """NB2 coefficients and alpha of b sets of columns, shape (b, n, p).

    From the Poisson fit: scoring steps, in which coefficients and alpha move apart from each other, until the steps
    are small, then Newton's steps in both together. Where the counts spread no more than Poisson's, alpha is 0.
    """
    poisson = iterate_poisson(y, columns, offset)
    b, _, p = columns.shape
    mu = np.exp(linear_predictor(columns, poisson.coefficients, offset))
    # The derivative of the likelihood by alpha at alpha = 0, twice (Dean & Lawless 1989).
    excess = np.sum((y - mu) ** 2 - y, axis=1)
    alpha = np.clip(excess / np.maximum(np.sum(mu * mu, axis=1), 1e-300), 1e-3, 1e3)
    state = np.column_stack([poisson.coefficients, np.log(alpha)])
    converged, steps = poisson.converged.copy(), poisson.steps.copy()
    active = np.flatnonzero((excess > 0) & poisson.converged)
    state[np.setdiff1d(np.arange(b), active), p] = -np.inf
    converged[active] = False
    decrement = np.full(b, np.inf)
    value = np.full(b, -np.inf)

    def likelihood(X: Floats, state: Floats) -> Floats:
        return negative_binomial_likelihood(y, np.exp(linear_predictor(X, state[:, :p], offset)), state[:, p])

    value[active] = likelihood(columns[active], state[active])
    for _ in range(MOST_STEPS):
        if not len(active):
            break
        X, at = columns[active], state[active]
        together = decrement[active] < 0.1
        score, information = _derivatives(y, X, offset, at, together)
        step = _limited(X, _solve(information, score))
        # A step in log alpha beyond this is a guess about a flat place.
        step[:, p] = np.clip(step[:, p], -2.0, 2.0)
        now = np.sum(score * step, axis=1)
        # A step downhill in both together says that the top is not near yet: the next one is a scoring step again.
        uphill = now >= -_SETTLED
        step[~uphill] = 0.0
        moved, new = _uphill(likelihood, X, at, step, value[active])
        state[active], value[active] = moved, new
        decrement[active] = np.where(uphill, now, np.inf)
        steps[active] += 1
        vanished = moved[:, p] < np.log(_LEAST_ALPHA)
        state[active[vanished], p] = -np.inf
        state[active[vanished], :p] = poisson.coefficients[active[vanished]]
        settled = uphill & (now <= _SETTLED) | vanished
        converged[active[settled]] = True
        active = active[~settled & np.isfinite(now)]
    return Batch(state[:, :p], state[:, p], converged, steps)


def linear_predictor(X: Floats, beta: Floats, offset: Floats) -> Floats:
    """Logarithms of fitted counts, shape (b, n), within what float64 can take to exp and square."""
    return np.asarray(np.clip(np.matmul(X, beta[:, :, None])[:, :, 0] + offset, -_FURTHEST, _FURTHEST))


def negative_binomial_likelihood(y: Floats, mu: Floats, log_alpha: Floats) -> Floats:
    """Log-likelihood of counts but for the sum of log y!, shape (b,), of fitted counts (b, n); Poisson's at alpha 0."""
    poisson = np.asarray(np.sum(y * np.log(mu) - mu, axis=1))
    inside = np.isfinite(log_alpha)
    if not inside.any():
        return poisson
    theta = np.exp(-np.where(inside, log_alpha, 0.0))
    spread = (y + theta[:, None]) * np.log1p(mu / theta[:, None])
    value = np.sum(log_rising(y, theta) + y * np.log(mu) - spread, axis=1)
    return np.asarray(np.where(inside, value, poisson))


def alpha_curvature(y: Floats, mu: Floats, theta: Floats) -> Floats:
    """Minus the second derivative of the log-likelihood by theta = 1 / alpha with fitted counts held, shape (b,)."""
    _, second = _theta_derivatives(y, mu, theta)
    return np.asarray(-second)


def _theta_derivatives(y: Floats, mu: Floats, theta: Floats) -> tuple[Floats, Floats]:
    rise, slope_rise = digamma_trigamma_rises(y, theta)
    t = theta[:, None]
    both = mu + t
    first = np.sum(rise - np.log1p(mu / t) + (mu - y) / both, axis=1)
    # 1 / theta - 2 / both + (y + theta) / both^2, with the large terms taken out by hand
    second = np.sum(slope_rise + (mu * mu / t + y) / both**2, axis=1)
    return first, second


def _derivatives(y: Floats, X: Floats, offset: Floats, state: Floats, together: Bools) -> tuple[Floats, Floats]:
    """Score (b, p + 1) and information (b, p + 1, p + 1): observed where `together`, else its expected blocks."""
    b, _, p = X.shape
    t = np.exp(-state[:, p])
    theta = t[:, None]
    mu = np.exp(linear_predictor(X, state[:, :p], offset))
    share = theta / (mu + theta)
    first, second = _theta_derivatives(y, mu, t)
    score = np.column_stack([_times(X, (y - mu) * share), -t * first])
    information = np.zeros((b, p + 1, p + 1))
    weight = mu * share
    weight[together] *= ((y + theta) / (mu + theta))[together]
    information[:, :p, :p] = _cross(X, weight)
    curvature = -(t * t * second + t * first)
    # Where the likelihood is not yet curved downwards in log alpha, the step follows the slope alone.
    information[:, p, p] = np.where(together | (curvature > 0), curvature, np.maximum(np.abs(t * first), 1e-300))
    mixed = _times(X, theta * mu * (y - mu) / (mu + theta) ** 2) * together[:, None]
    information[:, :p, p] = information[:, p, :p] = mixed
    return score, information


def _uphill(
    likelihood: Callable[[Floats, Floats], Floats], X: Floats, at: Floats, step: Floats, value: Floats
) -> tuple[Floats, Floats]:
    """The steps taken, each halved until the likelihood does not fall, and where it then stands."""
    moved = at + step
    new = likelihood(X, moved)
    # Near the top, rounding makes the likelihood rise and fall by its last digits.
    slack = 1e-13 * (1 + np.abs(value))
    short = np.flatnonzero(~(new >= value - slack))
    size = 1.0
    while len(short) and size > 1e-6:
        size /= 2
        moved[short] = at[short] + size * step[short]
        new[short] = likelihood(X[short], moved[short])
        short = short[~(new[short] >= value[short] - slack[short])]
    moved[short], new[short] = at[short], value[short]
    return moved, new


def _limited(X: Floats, step: Floats) -> Floats:
    """The steps, shortened where a fitted count would move by more than a factor of exp(_LONGEST)."""
    p = X.shape[2]
    reach = np.abs(np.matmul(X, step[:, :p, None])[:, :, 0]).max(axis=1)
    return np.asarray(step * np.minimum(1.0, _LONGEST / np.maximum(reach, 1e-300))[:, None])


def _times(X: Floats, e: Floats) -> Floats:
    """X'e of each model, shape (b, p)."""
    return np.asarray(np.matmul(np.broadcast_to(e, X.shape[:2])[:, None, :], X)[:, 0, :])


def _cross(X: Floats, weight: Floats) -> Floats:
    """X'WX of each model, shape (b, p, p)."""
    return np.asarray(np.matmul(X.transpose(0, 2, 1) * weight[:, None, :], X))


def _solve(matrix: Floats, right: Floats) -> Floats:
    """Solutions of each model; NaN for all of a model whose matrix is singular."""
    try:
        return np.asarray(np.linalg.solve(matrix, right[:, :, None])[:, :, 0])
    except np.linalg.LinAlgError:
        solved = np.full_like(right, np.nan)
        for place, (one, side) in enumerate(zip(matrix, right, strict=True)):
            try:
                solved[place] = np.linalg.solve(one, side)
            except np.linalg.LinAlgError:
                continue
        return solved
