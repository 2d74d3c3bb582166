"""One variable drawn from the others, in all imputed datasets at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .logit import LogitFit, fit_logits, probabilities

Floats = NDArray[np.float64]

#: Added to the cross-products of the factors, relative to their diagonal, so that tied factors share a coefficient.
_RIDGE = 1e-5
#: Newton step after which coefficients are near enough to draw around them.
_CLOSE = 1e-3
#: Cells of one block of distances between recipients and donors.
_BLOCK = 4_000_000


def draw_matched(observed: Floats, X: Floats, lacking: Floats, *, donors: int, rng: np.random.Generator) -> Floats:
    """Values of donors whose predictions are nearest: predictive mean matching.

    Parameters
    ----------
    observed : np.ndarray
        Shape (o,): values of the donors.
    X, lacking : np.ndarray
        Shapes (m, o, q) and (m, r, q): predictors of donors and of recipients, without a constant.
    donors : int
        How many of the nearest donors one is drawn from.
    rng : np.random.Generator
        For coefficients and donors.

    Returns
    -------
    np.ndarray
        Shape (m, r): values that were observed.

    Notes
    -----
    Type 1 matching: donors are predicted with the estimated coefficients, recipients with coefficients drawn
    from their posterior (van Buuren 2018, section 3.4.2). Equal distances are broken at random.
    """
    prediction = _predict(observed, X, lacking, rng=rng)
    donors = min(donors, len(observed))
    return observed[_nearest(prediction.fitted, prediction.drawn, donors=donors, rng=rng)]


def draw_normal(observed: Floats, X: Floats, lacking: Floats, *, rng: np.random.Generator) -> Floats:
    """Values from a normal distribution around predictions with drawn coefficients, shape (m, r).

    Parameters are those of `draw_matched`. Values can lie where no observed value does, below zero for instance.
    """
    prediction = _predict(observed, X, lacking, rng=rng)
    noise = rng.standard_normal(prediction.drawn.shape)
    return np.asarray(prediction.drawn + prediction.sigma[:, None] * noise)


@dataclass(frozen=True, slots=True, eq=False)
class _Prediction:
    """Linear predictions: of the observed (m, o) as estimated, of the lacking (m, r) and sigma (m,) as drawn."""

    fitted: Floats
    drawn: Floats
    sigma: Floats


def _predict(observed: Floats, X: Floats, lacking: Floats, *, rng: np.random.Generator) -> _Prediction:
    """Bayesian linear regression in every dataset, with a constant."""
    m, n, q = X.shape
    centre = X.mean(axis=1, keepdims=True)
    Xc, Rc = X - centre, lacking - centre
    squares = (Xc**2).sum(axis=1)
    varies = squares > 1e-12 * n
    # a predictor without spread among the donors tells nothing about the recipients
    Xc, Rc = Xc * varies[:, None, :], Rc * varies[:, None, :]
    level = observed.mean()
    A = np.swapaxes(Xc, 1, 2) @ Xc
    diagonal = np.einsum("mii->mi", A)
    diagonal += np.where(varies, _RIDGE * diagonal, 1.0)
    root = np.linalg.cholesky(A)
    turned = np.swapaxes(root, 1, 2)
    products = np.swapaxes(Xc, 1, 2) @ (observed - level)
    beta = np.linalg.solve(turned, np.linalg.solve(root, products[..., None]))
    fitted = level + (Xc @ beta)[..., 0]
    rss = ((observed - fitted) ** 2).sum(axis=1)
    sigma = np.sqrt(rss / rng.chisquare(max(n - q - 1, 1), size=m))
    drawn = beta + sigma[:, None, None] * np.linalg.solve(turned, rng.standard_normal((m, q, 1)))
    drawn_level = level + sigma * rng.standard_normal(m) / np.sqrt(n)
    return _Prediction(fitted, drawn_level[:, None] + (Rc @ drawn)[..., 0], sigma)


def _nearest(fitted: Floats, wanted: Floats, *, donors: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """A random one of the nearest donors of each recipient, shape (m, r)."""
    (m, n), r = fitted.shape, wanted.shape[1]
    # in random order, whatever is taken among equal distances is taken at random
    order = rng.permuted(np.broadcast_to(np.arange(n), (m, n)), axis=1)
    fitted = np.take_along_axis(fitted, order, axis=1)
    pick = rng.integers(donors, size=(m, r))
    chosen = np.empty((m, r), dtype=np.intp)
    width = max(1, _BLOCK // (m * n))
    for start in range(0, r, width):
        part = slice(start, start + width)
        distance = np.abs(wanted[:, part, None] - fitted[:, None, :])
        near = np.argpartition(distance, donors - 1, axis=2)[..., :donors]
        chosen[:, part] = np.take_along_axis(near, pick[:, part, None], axis=2)[..., 0]
    return np.take_along_axis(order, chosen, axis=1)


def draw_classes(
    observed: NDArray[np.intp],
    X: Floats,
    lacking: Floats,
    *,
    k: int,
    rng: np.random.Generator,
    start: Floats | None = None,
) -> tuple[NDArray[np.intp], LogitFit]:
    """Classes drawn from a logistic or multinomial model whose coefficients are drawn first.

    Parameters
    ----------
    observed : np.ndarray
        Shape (o,): classes 0 to k - 1 of the observed rows, every one of them present.
    X, lacking : np.ndarray
        Shapes (m, o, q) and (m, r, q): predictors of observed and of lacking rows, without a constant.
    k : int
        Classes.
    rng : np.random.Generator
        For coefficients and classes.
    start : np.ndarray, optional
        Coefficients of the step before.

    Returns
    -------
    np.ndarray, LogitFit
        Classes of shape (m, r), and the fits.

    Notes
    -----
    A few observations of small weight are added, so that no combination of factors predicts a class for
    certain (White, Daniel & Royston 2010, doi:10.1016/j.csda.2010.04.005); coefficients are drawn from the
    normal distribution around the estimates.
    """
    m, n, q = X.shape
    added, classes, weight = _augmentation(X, lacking, k=k)
    design = _with_constant(np.concatenate([X, added], axis=1))
    weights = np.concatenate([np.ones(n), np.full(len(classes), weight)])
    fit = fit_logits(
        design, np.concatenate([observed, classes]), k=k, weights=weights, start=start, settled_below=_CLOSE
    )
    noise = np.linalg.solve(np.swapaxes(fit.root, 1, 2), rng.standard_normal((m, (k - 1) * (q + 1), 1)))
    p = probabilities(_with_constant(lacking), fit.coefficients + noise.reshape(fit.coefficients.shape))
    below = np.cumsum(p, axis=2)[..., :-1]
    return (rng.random(below.shape[:2])[..., None] > below).sum(axis=2), fit


def _augmentation(X: Floats, lacking: Floats, *, k: int) -> tuple[Floats, NDArray[np.intp], float]:
    """For each predictor and class, two rows half a standard deviation above and below the mean of all rows."""
    m, _, q = X.shape
    if q == 0:
        return np.empty((m, 0, 0)), np.empty(0, dtype=np.intp), 0.0
    everything = np.concatenate([X, lacking], axis=1)
    mean, sd = everything.mean(axis=1), everything.std(axis=1, ddof=1)
    low, high = everything.min(axis=1), everything.max(axis=1)
    side = np.tile([0.5, -0.5], k)
    shift = (np.eye(q)[:, None, :] * side[:, None]).reshape(-1, q)
    rows = np.clip(mean[:, None] + shift * sd[:, None], low[:, None], high[:, None])
    return rows, np.tile(np.repeat(np.arange(k), 2), q), (q + 1) / len(shift)


def _with_constant(X: Floats) -> Floats:
    return np.concatenate([np.ones((*X.shape[:2], 1)), X], axis=2)
