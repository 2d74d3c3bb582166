"""Logistic and multinomial regression for many datasets at once, each with its own design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MOST_STEPS = 50
#: Added to the diagonal of the information, relative to it: tied factors share their coefficient.
_RIDGE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class LogitFit:
    """m logistic (two classes) or multinomial fits; class 0 is the reference.

    Attributes
    ----------
    coefficients : np.ndarray
        Shape (m, classes - 1, q).
    root : np.ndarray
        Shape (m, (classes - 1) q, (classes - 1) q): lower Cholesky factor of the information.
    settled : np.ndarray
        Shape (m,), bool.
    """

    coefficients: Floats
    root: Floats
    settled: NDArray[np.bool_]


def fit_logits(
    X: Floats,
    classes: NDArray[np.intp],
    *,
    k: int,
    weights: Floats,
    start: Floats | None = None,
    settled_below: float = 1e-5,
) -> LogitFit:
    """Maximum likelihood by Newton's method with halved steps, all datasets together.

    Parameters
    ----------
    X : np.ndarray
        Shape (m, N, q), with a column of ones.
    classes : np.ndarray
        Shape (N,): 0 to k - 1, the same in all datasets.
    k : int
        Classes, two or more.
    weights : np.ndarray
        Shape (N,): of the rows.
    start : np.ndarray, optional
        Shape (m, k - 1, q): coefficients to begin with.
    settled_below : float
        Largest Newton step at which a fit has settled; what is left is of the size of its square.
    """
    m, _, q = X.shape
    chosen = (classes[:, None] == np.arange(1, k)).astype(np.float64)
    beta = np.zeros((m, k - 1, q)) if start is None else start.copy()
    p, likelihood = _probabilities(X, beta, chosen, weights)
    settled = np.zeros(m, dtype=bool)
    for _ in range(_MOST_STEPS):
        score = np.swapaxes(weights[:, None] * (chosen - p), 1, 2) @ X
        step = np.linalg.solve(_information(X, p, weights), score.reshape(m, -1, 1)).reshape(beta.shape)
        settled = np.abs(step).max(axis=(1, 2)) < settled_below
        share = np.ones((m, 1, 1))
        for _ in range(20):
            trial = beta + share * step
            new_p, new_likelihood = _probabilities(X, trial, chosen, weights)
            worse = new_likelihood < likelihood - 1e-9 * np.abs(likelihood)
            if not worse.any():
                break
            share[worse] /= 2
        beta, p, likelihood = trial, new_p, new_likelihood
        if settled.all():
            break
    root = np.linalg.cholesky(_information(X, p, weights))
    return LogitFit(beta, np.asarray(root, dtype=np.float64), settled)


def probabilities(X: Floats, coefficients: Floats) -> Floats:
    """Probability of every class, shape (m, N, k), the reference first."""
    eta = np.concatenate([np.zeros((*X.shape[:2], 1)), X @ np.swapaxes(coefficients, 1, 2)], axis=2)
    eta -= eta.max(axis=2, keepdims=True)
    odds: Floats = np.exp(eta)
    return np.asarray(odds / odds.sum(axis=2, keepdims=True))


def _probabilities(X: Floats, beta: Floats, chosen: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Probabilities of the classes but the first, shape (m, N, k - 1), and the log likelihood, shape (m,)."""
    eta = X @ np.swapaxes(beta, 1, 2)
    largest = np.maximum(eta.max(axis=2, keepdims=True), 0.0)
    odds = np.exp(eta - largest)
    total = np.exp(-largest) + odds.sum(axis=2, keepdims=True)
    log_total = np.log(total)[..., 0] + largest[..., 0]
    likelihood = (weights * ((chosen * eta).sum(axis=2) - log_total)).sum(axis=1)
    return odds / total, likelihood


def _information(X: Floats, p: Floats, weights: Floats) -> Floats:
    m, _, q = X.shape
    others = p.shape[2]
    information = np.empty((m, others, q, others, q))
    turned = np.swapaxes(X, 1, 2)
    for a in range(others):
        for b in range(a, others):
            w = weights * p[:, :, a] * ((a == b) - p[:, :, b])
            block = (turned * w[:, None, :]) @ X
            information[:, a, :, b, :] = block
            information[:, b, :, a, :] = block
    square = information.reshape(m, others * q, others * q)
    diagonal = np.einsum("mii->mi", square)
    diagonal += _RIDGE * diagonal + np.finfo(np.float64).tiny
    return square
