"""What regression tables print, as functions of means and covariances, with their derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Figures of each factor, in the order in which they stand in the vector of a model; then those of the whole model.
OF_FACTORS = ("beta", "b", "se", "t", "vif", "tolerance")
OF_MODELS = ("r2", "adjusted_r2", "f", "sigma", "constant b", "constant se", "constant t")


@dataclass(frozen=True, slots=True)
class Regression:
    """A linear model with a constant and classical standard errors: places of its variables among the columns."""

    outcome: int
    factors: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many figures it has."""
        return len(OF_FACTORS) * len(self.factors) + len(OF_MODELS)

    def place(self, figure: str, factor: int | None = None) -> int:
        """Where a figure stands in the vector of the model."""
        k = len(self.factors)
        if factor is not None:
            return OF_FACTORS.index(figure) * k + self.factors.index(factor)
        return len(OF_FACTORS) * k + OF_MODELS.index(figure)


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """What belongs to the factors of a model alone, however its outcome changes.

    Attributes
    ----------
    inverse : np.ndarray
        Of the factors' covariances, shape (k, k).
    sds, means : np.ndarray
        Shape (k,).
    constant : float
        The constant's standard error over that of the residuals, squared.
    """

    inverse: Floats
    sds: Floats
    means: Floats
    constant: float


def factors_of(model: Regression, n: int, means: Floats, covariances: Floats) -> Factors:
    """The part of a model that its outcome does not touch.

    Raises
    ------
    numpy.linalg.LinAlgError
        Factors that determine one another.
    """
    x = list(model.factors)
    inverse = np.linalg.inv(covariances[np.ix_(x, x)])
    constant = 1 / n + float(means[x] @ inverse @ means[x]) / (n - 1)
    sds: Floats = np.sqrt(np.diag(covariances))
    return Factors(np.asarray(inverse, dtype=np.float64), sds[x], means[x], constant)


def figures(factors: Factors, n: int, b: Floats, residual: Floats, variance: Floats, mean: Floats) -> Floats:
    """All figures of a model, for one outcome or for many.

    Parameters
    ----------
    factors : Factors
        Of the model.
    n : int
        Cases.
    b : np.ndarray
        Coefficients, shape (..., k).
    residual, variance : np.ndarray
        Of residuals and outcome, both divided by n - 1, shape (...).
    mean : np.ndarray
        Of the outcome, shape (...).

    Returns
    -------
    np.ndarray
        Shape (..., size of the model).
    """
    k = b.shape[-1]
    df = n - k - 1
    diagonal = np.diag(factors.inverse)
    se = np.sqrt(np.maximum(residual, 1e-300)[..., None] * diagonal / df)
    vif = np.broadcast_to(diagonal * factors.sds**2, b.shape)
    beta = b * factors.sds / np.sqrt(variance)[..., None]
    r2 = 1 - residual / variance
    sigma = np.sqrt(np.maximum(residual, 1e-300) * (n - 1) / df)
    constant = mean - b @ factors.means
    error = sigma * np.sqrt(factors.constant)
    whole = np.stack(
        [r2, 1 - (1 - r2) * (n - 1) / df, (r2 / k) / ((1 - r2) / df), sigma, constant, error, constant / error], axis=-1
    )
    return np.concatenate([beta, b, se, b / se, vif, 1 / vif, whole], axis=-1)


def figures_and_slopes(model: Regression, n: int, means: Floats, covariances: Floats) -> tuple[Floats, Floats, Floats]:
    """All figures of a model, and how they change with covariances and means.

    Parameters
    ----------
    model : Regression
        Its variables.
    n : int
        Cases.
    means, covariances : np.ndarray
        Of all p columns.

    Returns
    -------
    values, by_covariance, by_mean : np.ndarray
        Shapes (m,), (m, p, p) and (m, p). The change of a figure is the sum over the products of `by_covariance` with
        the changes of the symmetric matrix, both triangles counted.
    """
    p, k = len(means), len(model.factors)
    x, y, df = list(model.factors), model.outcome, n - len(model.factors) - 1
    f = factors_of(model, n, means, covariances)
    b = f.inverse @ covariances[x, y]
    variance = float(covariances[y, y])
    residual = float(variance - b @ covariances[x, y])
    values = figures(f, n, b, np.array(residual), np.array(variance), np.array(means[y]))
    beta, _, se, t, vif, tolerance = values[: 6 * k].reshape(6, k)
    r2, _, _, sigma, _, error, t0 = values[6 * k :]
    a = np.zeros((k, p))
    a[:, x] = f.inverse
    w = np.zeros(p)
    w[y], w[x] = 1.0, -b
    diagonal = np.diag(f.inverse)
    d_b = a[:, :, None] * w
    d_b = (d_b + d_b.transpose(0, 2, 1)) / 2
    d_log_a = -a[:, :, None] * a[:, None, :] / diagonal[:, None, None]
    d_log_e = np.outer(w, w) / residual
    d_log_y = np.zeros((p, p))
    d_log_y[y, y] = 1 / variance
    d_log_x = np.zeros((k, p, p))
    d_log_x[np.arange(k), x, x] = 1 / f.sds**2
    d_se = se[:, None, None] * (d_log_e + d_log_a) / 2
    d_t = d_b / se[:, None, None] - t[:, None, None] * (d_log_e + d_log_a) / 2
    d_beta = d_b * (f.sds / np.sqrt(variance))[:, None, None] + beta[:, None, None] * (d_log_x - d_log_y) / 2
    d_vif = vif[:, None, None] * (d_log_a + d_log_x)
    d_tolerance = -tolerance[:, None, None] * (d_log_a + d_log_x)
    d_r2 = -(1 - r2) * (d_log_e - d_log_y)
    alpha = f.means @ a
    d_constant = -(np.outer(alpha, w) + np.outer(w, alpha)) / 2
    d_scale = -np.outer(alpha, alpha) / (n - 1) / f.constant
    d_error = error * (d_log_e + d_scale) / 2
    by_covariance = np.concatenate(
        [d_beta, d_b, d_se, d_t, d_vif, d_tolerance,
         np.stack([d_r2, d_r2 * (n - 1) / df, d_r2 * df / k / (1 - r2) ** 2, sigma * d_log_e / 2, d_constant, d_error,
                   d_constant / error - t0 * (d_log_e + d_scale) / 2])]
    )  # fmt: skip
    by_mean = np.zeros((len(values), p))
    h_error = error * alpha / (n - 1) / f.constant
    by_mean[6 * k + 4] = w
    by_mean[6 * k + 5] = h_error
    by_mean[6 * k + 6] = w / error - t0 * h_error / error
    return values, by_covariance, by_mean


def moments(columns: Floats) -> tuple[Floats, Floats, Floats]:
    """Means, covariances with n - 1, and the centred columns."""
    means = columns.mean(0)
    centred = columns - means
    return means, centred.T @ centred / (len(columns) - 1), centred


def models_with(models: Sequence[Regression], outcome: int) -> list[int]:
    """Places of the models of an outcome."""
    return [place for place, model in enumerate(models) if model.outcome == outcome]
