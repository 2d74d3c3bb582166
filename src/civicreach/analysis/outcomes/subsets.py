"""The same count model with every subset of the factors, batched by size."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.leverage import FULL_LEVERAGE
from civicreach.analysis.tails_each import judged_by_t
from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

from .counts import Errors, Family, robust_squares
from .design import TIED, Design, count_design, unstandardise
from .information import inverse_information
from .iteration import Batch, iterate_negative_binomial, iterate_poisson, linear_predictor, negative_binomial_likelihood
from .separation import separated

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

Status = Literal["converged", "alpha at 0", "separated", "tied", "not converged", "singular", "leverage of 1"]

#: Factors beyond which all subsets are more than anyone reads.
MOST_FACTORS = 15
#: Numbers held by one batch of columns: about 16 MB.
_BATCH = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class SubsetFits:
    """Count models of one outcome on s subsets of k factors.

    Attributes
    ----------
    outcome, names : str, tuple of str
        The outcome and the k factors.
    n : int
        Rows counted, the same in all.
    family, errors : str
        As in `counts.CountFit`.
    subsets : np.ndarray
        Shape (s, k), bool: which factors a model has.
    estimate, std_error, p : np.ndarray
        Shape (s, k + 1), the constant first; NaN for factors that a model has not, and where it has no fit.
    alpha, log_likelihood, aic, dispersion : np.ndarray
        Shape (s,); NaN where there is no fit. Quasi-Poisson has no likelihood.
    status : tuple of str
        What became of each: ``"converged"``; ``"alpha at 0"``, the fit is Poisson's; without a fit ``"separated"``,
        ``"tied"``, ``"not converged"``; without errors ``"leverage of 1"`` (HC2 and HC3), and ``"singular"``, where
        fitted counts near 0 leave coefficients that cannot be told apart.
    """

    outcome: str
    names: tuple[str, ...]
    n: int
    family: Family
    errors: Errors
    subsets: Bools
    estimate: Floats
    std_error: Floats
    p: Floats
    alpha: Floats
    log_likelihood: Floats
    aic: Floats
    dispersion: Floats
    status: tuple[Status, ...]

    @property
    def counted(self) -> dict[str, int]:
        """How many models ended in each way, for those that occur."""
        found = Counter(self.status)
        return {status: found[status] for status in get_args(Status) if found[status]}


def fit_subsets(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    outcome_name: str = "outcome",
    exposure: Floats | None = None,
    family: Family = "negative binomial",
    errors: Errors = "model",
    subsets: Bools | None = None,
) -> SubsetFits:
    """Fit a count model with every subset of the factors, or with those given.

    Leaving factors out changes what the coefficients of the others mean; a curve of them says so beside it.

    Parameters
    ----------
    outcome, factors, names, outcome_name, exposure, family, errors
        As for `fit_poisson` and `fit_negative_binomial`.
    subsets : np.ndarray, optional
        Shape (s, k), bool, at least one factor each; all 2^k - 1 otherwise, for up to 15 factors.

    Returns
    -------
    SubsetFits
        What cannot be fitted is counted by its reason and never stops the others.

    Raises
    ------
    NotComputableError
        Where no model at all could be fitted: counts, exposure or single factors that cannot be used.

    Examples
    --------
    >>> posts = np.array([2.0, 13.0, 6.0, 7.0, 8.0, 49.0])
    >>> X = np.array([[-1.0, 0.0], [-1.0, 1.0], [0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> fits = fit_subsets(posts, X, names=["age", "level"])
    >>> fits.estimate.round(2).tolist()
    [[2.47, 0.69, nan], [1.67, nan, 1.46], [1.54, 0.69, 1.4]]
    >>> fits.counted
    {'converged': 3}
    """
    whole = family != "quasi-poisson"
    y, design = count_design(
        outcome, factors, names=names, outcome_name=outcome_name, exposure=exposure, whole=whole, ties=False
    )
    k = len(design.names)
    chosen = _all_subsets(k) if subsets is None else np.asarray(subsets, dtype=bool)
    if chosen.ndim != 2 or chosen.shape[1] != k or not chosen.any(axis=1).all():
        raise NotComputableError(
            message("subsets must be rows that say of each factor whether it is in, with at least one that is"),
            found=message("shape {shape} for {k} factors", shape=str(chosen.shape), k=k),
        )
    s = len(chosen)
    estimate, std_error = (np.full((s, k + 1), np.nan) for _ in range(2))
    alpha, likelihood, aic, dispersion = (np.full(s, np.nan) for _ in range(4))
    status: NDArray[np.object_] = np.full(s, "converged", dtype=object)
    _mark_without_fit(y, design, chosen, status)
    factorials = math.fsum(math.lgamma(value + 1) for value in y.tolist())
    sizes = chosen.sum(axis=1)
    for size in np.unique(sizes).tolist():
        of_size = np.flatnonzero((sizes == size) & (status == "converged"))
        step = max(_BATCH // (len(y) * (size + 1)), 1)
        for start in range(0, len(of_size), step):
            at = of_size[start : start + step]
            which = np.nonzero(chosen[at])[1].reshape(len(at), size)
            places = np.column_stack([np.zeros(len(at), dtype=np.int64), which + 1])
            columns = np.ascontiguousarray(design.columns[:, places].transpose(1, 0, 2))
            iterate = iterate_negative_binomial if family == "negative binomial" else iterate_poisson
            batch = iterate(y, columns, design.offset)
            found = _figures(y, columns, design, batch, which, family, errors)
            rows = at[:, None]
            estimate[rows, places], std_error[rows, places] = found.estimate, found.std_error
            alpha[at], dispersion[at] = found.alpha, found.dispersion
            if whole:
                likelihood[at] = found.log_likelihood - factorials
                aic[at] = 2 * (size + 1 + (family == "negative binomial")) - 2 * likelihood[at]
            if family == "negative binomial":
                status[at[found.alpha == 0]] = "alpha at 0"
            status[at[found.alone]] = "leverage of 1"
            status[at[found.singular]] = "singular"
            unsettled = at[~batch.converged]
            status[unsettled] = "not converged"
            for values in (estimate, std_error, alpha, likelihood, aic, dispersion):
                values[unsettled] = np.nan
    df = len(y) - sizes - 1
    _, p = judged_by_t(estimate, std_error, np.inf if whole else df[:, None])
    return SubsetFits(
        outcome=outcome_name,
        names=design.names,
        n=len(y),
        family=family,
        errors=errors,
        subsets=chosen,
        estimate=estimate,
        std_error=std_error,
        p=p,
        alpha=alpha,
        log_likelihood=likelihood,
        aic=aic,
        dispersion=dispersion,
        status=tuple(status.tolist()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Figures:
    """What follows from a batch, in the units of the variables."""

    estimate: Floats
    std_error: Floats
    alpha: Floats
    log_likelihood: Floats
    dispersion: Floats
    alone: Bools
    singular: Bools


def _figures(
    y: Floats,
    columns: Floats,
    design: Design,
    batch: Batch,
    which: NDArray[np.int64],
    family: Family,
    errors: Errors,
) -> _Figures:
    b, n, p = columns.shape
    mu = np.exp(linear_predictor(columns, batch.coefficients, design.offset))
    alpha = np.exp(batch.log_alpha)
    spread = 1 + alpha[:, None] * mu
    weight, score = mu / spread, (y - mu) / spread
    weighted = columns * weight[:, :, None]
    inverse, usable = inverse_information(np.matmul(columns.transpose(0, 2, 1), weighted))
    dispersion = np.sum((y - mu) * score / mu, axis=1) / (n - p)
    alone = np.zeros(b, dtype=bool)
    if errors == "model":
        squares = weight * (dispersion[:, None] if family == "quasi-poisson" else 1.0)
    else:
        leverage = np.sum(np.matmul(weighted, inverse) * columns, axis=2)
        alone = (leverage > FULL_LEVERAGE).any(axis=1)
        squares = np.where(alone[:, None], np.nan, robust_squares(score, leverage, errors, p))
    back = np.stack([unstandardise(design.mean[one], design.sd[one]) for one in which])
    parts = np.matmul(columns * np.sqrt(squares)[:, :, None], np.matmul(inverse, back.transpose(0, 2, 1)))
    return _Figures(
        estimate=np.matmul(back, batch.coefficients[:, :, None])[:, :, 0],
        std_error=np.sqrt(np.sum(parts * parts, axis=1)),
        alpha=alpha,
        log_likelihood=negative_binomial_likelihood(y, mu, batch.log_alpha),
        dispersion=dispersion,
        alone=alone,
        singular=~usable,
    )


def _all_subsets(k: int) -> Bools:
    if k > MOST_FACTORS:
        raise NotComputableError(
            message("{k} factors have {value} subsets", k=k, value=2**k - 1),
            right=message("name the subsets, or use at most {most_factors} factors", most_factors=MOST_FACTORS),
        )
    members = [one for size in range(1, k + 1) for one in combinations(range(k), size)]
    chosen = np.zeros((len(members), k), dtype=bool)
    for row, one in enumerate(members):
        chosen[row, list(one)] = True
    return chosen


def _mark_without_fit(y: Floats, design: Design, chosen: Bools, status: NDArray[np.object_]) -> None:
    """Find the subsets that are tied or separated; none is where all factors together are neither."""
    X = design.columns[:, 1:]
    if _tied(X):
        for row in np.flatnonzero(chosen.sum(axis=1) > 1).tolist():
            if _tied(X[:, chosen[row]]):
                status[row] = "tied"
    if separated(y, design.columns)[0].any():
        for row in np.flatnonzero(status == "converged").tolist():
            if separated(y, design.columns[:, np.concatenate([[True], chosen[row]])])[0].any():
                status[row] = "separated"


def _tied(X: Floats) -> bool:
    values = np.linalg.eigvalsh(X.T @ X)
    return bool(values[0] <= values[-1] / TIED)
