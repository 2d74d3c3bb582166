"""How far printed tables leave open which factor matters most: LMG over correlation matrices that fit them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from civicreach.analysis.importance.shares import lmg
from civicreach.records.errors import NotComputableError

from .across import common_vifs, narrowed_beta
from .model import Model

#: More factors have more subsets than is worth while.
MOST_FACTORS = 13

_STEPS = 60


@dataclass(frozen=True, slots=True, eq=False)
class ImportanceRanges:
    """Relative importance over sampled correlation matrices that fit the printed tables.

    Attributes
    ----------
    factors : tuple of str
        As printed.
    least, greatest : np.ndarray
        Of each factor's share of R², shape (k,). The true range is at least as wide.
    n_matrices, n_tried : int
        Matrices that fit, and starts that were tried.
    seed : int
        Of the sampler.
    """

    factors: tuple[str, ...]
    least: np.ndarray
    greatest: np.ndarray
    n_matrices: int
    n_tried: int
    seed: int


def importance_ranges(models: Sequence[Model], *, matrices: int = 100, seed: int = 0) -> ImportanceRanges:
    """The least and greatest LMG share of each factor in the first model, over matrices that fit all the models.

    Parameters
    ----------
    models : sequence of Model
        Linear models of the same factors and cases that print standardised coefficients, t and R². The shares are those
        of the first.
    matrices : int
        How many fitting matrices are wanted; at most four times as many starts are tried.
    seed : int
        Of the sampler.

    Notes
    -----
    Sampler: random correlation matrices (normalised Wishart, with degrees of freedom drawn between k + 1 and 6k), moved
    by damped Gauss-Newton steps of least norm until the diagonal of the inverse lies within the VIFs that the tables
    imply and beta'R beta within each R². A step that would leave the matrices of correlations is halved. The sample is
    not uniform, and means, sds and variables of zeros and ones exclude some of these matrices: ranges are what was
    found, not bounds. LMG is the mean gain of R² over all orders (Lindeman, Merenda & Gold 1980); it gives a share to a
    factor with beta 0 that is correlated with others.

    Raises
    ------
    NotComputableError
        A model without the figures, too many factors, or no matrix found that fits.
    """
    if not models:
        raise NotComputableError("no model prints standardised coefficients", right="at least one linear model")
    factors = models[0].block.factors
    vifs = common_vifs(models)
    betas = [[narrowed_beta(model, row, vifs) for row in factors] for model in models]
    if len(factors) > MOST_FACTORS or len(factors) < 2:
        raise NotComputableError("takes from 2 to 13 factors", found=str(len(factors)))
    if len(vifs) < len(factors) or any(b is None for row in betas for b in row) or any(m.r2 is None for m in models):
        raise NotComputableError("the tables do not imply a VIF for every factor", right="beta, t, R² and df in print")
    rng = np.random.default_rng(seed)
    target = np.array([vifs[row].middle for row in factors])
    low = np.array([vifs[row].low for row in factors])
    high = np.array([vifs[row].high for row in factors])
    spans = [(model.r2.low, model.r2.high) for model in models if model.r2 is not None]
    ends = [np.array([beta.ends for beta in row if beta is not None]) for row in betas]
    shares: list[np.ndarray] = []
    tried = 0
    while len(shares) < matrices and tried < 4 * matrices:
        tried += 1
        drawn = [rng.uniform(end[:, 0], end[:, 1]) for end in ends]
        found = _fitted(rng, np.clip(target, 1 + 1e-9, None), low, high, drawn, spans)
        if found is not None:
            shares.append(lmg(found, found @ drawn[0]))
    if not shares:
        raise NotComputableError("no correlation matrix was found that fits the tables", found=f"{tried} starts")
    made = np.array(shares)
    return ImportanceRanges(factors, made.min(0), made.max(0), len(shares), tried, seed)


def _fitted(
    rng: np.random.Generator,
    target: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    betas: Sequence[np.ndarray],
    spans: Sequence[tuple[float, float]],
) -> np.ndarray | None:
    """A correlation matrix from a random start that fits; None where the steps do not arrive."""
    k = len(target)
    rows, columns = np.tril_indices(k, -1)
    draw = rng.normal(size=(k, int(rng.integers(k + 1, 6 * k))))
    factor = np.linalg.cholesky(_normalised(draw @ draw.T))
    goal = np.concatenate([np.log(target), [sum(span) / 2 for span in spans]])
    previous = np.inf
    damping = 1e-3
    for _ in range(_STEPS):
        correlations = factor @ factor.T
        inverse = np.linalg.inv(correlations)
        value = np.concatenate([np.log(np.diag(inverse)), [b @ correlations @ b for b in betas]])
        if np.all((np.diag(inverse) >= low) & (np.diag(inverse) <= high)) and all(
            a <= v <= b for v, (a, b) in zip(value[k:], spans, strict=True)
        ):
            return np.asarray(correlations)
        miss = goal - value
        size = float(np.abs(miss).max())
        damping = max(damping / 3, 1e-9) if size < previous else min(damping * 4, 1.0)
        previous = size
        # how the diagonal of the inverse and each R² change with each correlation
        change = -2 * inverse[:, rows] * inverse[:, columns] / np.diag(inverse)[:, None]
        jacobian = np.vstack([change, *(2 * b[rows] * b[columns] for b in betas)])
        step = jacobian.T @ np.linalg.solve(jacobian @ jacobian.T + damping * np.eye(len(goal)), miss)
        # a step that leaves the matrices of correlations is halved
        for half in range(12):
            moved = correlations.copy()
            moved[rows, columns] += step / 2**half
            moved[columns, rows] = moved[rows, columns]
            try:
                factor = np.linalg.cholesky(moved)
                break
            except np.linalg.LinAlgError:
                continue
        else:
            return None
    return None


def _normalised(matrix: np.ndarray) -> np.ndarray:
    scale = np.sqrt(np.diag(matrix))
    return np.asarray(matrix / np.outer(scale, scale))
