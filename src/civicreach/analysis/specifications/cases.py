"""The cases of a specification: which governments, which values, and what was left out on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.collinearity import rounding_noise, tied_factors
from civicreach.analysis.factors.leverage import cooks_distance
from civicreach.analysis.factors.moments import moments
from civicreach.analysis.reality.ranks import midranks
from civicreach.records.words import Message, message

from .standing import Standing

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]

#: Completes a sample, shape (n,), bool: its outcome and factors, one pair for each imputation; NaN where nothing can be
#: filled in.
Completion = Callable[[Rows], Sequence[tuple[Floats, Floats]]]


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Rows ready for a family.

    Attributes
    ----------
    rows : np.ndarray
        Places of the governments in the dataset, shape (n,).
    outcome : np.ndarray
        Shape (n,), transformed.
    factors : np.ndarray
        Shape (n, k); NaN only where each subset takes the rows that are complete in its own factors.
    n_sample, n_incomplete, n_outliers : int
        Governments in the sample, those left out because values are missing, and those that the rule for outliers left
        out.
    standing : Standing
        FITTED, or why no specification can be fitted on these cases.
    notes : tuple of Message
        What was found on the way, with names and numbers.
    """

    rows: NDArray[np.intp]
    outcome: Floats
    factors: Floats
    n_sample: int
    n_incomplete: int
    n_outliers: int
    standing: Standing
    notes: tuple[Message, ...]


def take_cases(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    sample: Rows,
    missing: str = "joint",
    transform: str = "none",
    outliers: str = "keep",
    completions: Mapping[str, Completion] | None = None,
    complete: Rows | None = None,
) -> tuple[Cases, ...]:
    """The cases of the specifications that share these choices; several only where missing values are imputed.

    Parameters
    ----------
    outcome, factors : np.ndarray
        Shapes (n,) and (n, k), untransformed; NaN is missing.
    names : sequence of str
        The k factors.
    sample : np.ndarray
        Shape (n,), bool.
    missing : str
        "joint": rows complete in outcome and all factors. "each": rows that have the outcome; each subset leaves out
        the incomplete ones of its own. Any other: a name in `completions`, of which rows are taken that are complete
        then.
    transform, outliers : str
        Keys of `TRANSFORMS` and `OUTLIERS`. The rule for outliers sees the transformed outcome.
    complete : np.ndarray, optional
        Shape (n,), bool: of "joint" only these rows are taken, so that all models of a study have the same ones.

    Examples
    --------
    >>> y, x = np.array([5.0, 7.0, 0.0, 12.0]), np.array([[30.0], [41.0], [35.0], [np.nan]])
    >>> (cases,) = take_cases(y, x, names=["age"], sample=np.ones(4, dtype=bool), transform="log1p")
    >>> cases.outcome.round(2).tolist(), cases.n_incomplete
    ([1.79, 2.08, 0.0], 1)
    """
    rows = np.flatnonzero(sample)
    y, X = np.asarray(outcome, dtype=np.float64)[rows], np.asarray(factors, dtype=np.float64)[rows]
    parts: Sequence[tuple[Floats, Floats]] = [(y, X)]
    if missing not in ("joint", "each"):
        parts = (completions or {})[missing](np.asarray(sample, dtype=bool))
    found = []
    for y, X in parts:
        known = ~np.isnan(y) if missing == "each" else ~np.isnan(y) & ~np.isnan(X).any(axis=1)
        if missing == "joint" and complete is not None:
            known &= complete[rows]
        found.append(
            _cases(y[known], X[known], rows[known], len(rows), names=names, transform=transform, outliers=outliers)
        )
    return tuple(found)


def _cases(
    y: Floats,
    X: Floats,
    rows: NDArray[np.intp],
    n_sample: int,
    *,
    names: Sequence[str],
    transform: str,
    outliers: str,
) -> Cases:
    n_incomplete = n_sample - len(rows)
    if len(y) == 0:
        return Cases(rows, y, X, n_sample, n_incomplete, 0, Standing.NO_ROWS, ())
    change, least = TRANSFORMS[transform]
    outside = int((y <= least).sum()) if transform == "log" else int((y < least).sum())
    if outside:
        note = message(
            "{n} of {all} values of the outcome are too small for the transform {transform}",
            n=outside, all=len(y), transform=transform,
        )  # fmt: skip
        return Cases(rows, y, X, n_sample, n_incomplete, 0, Standing.TRANSFORM, (note,))
    y = change(y)
    y, stay = OUTLIERS[outliers](y, X)
    y, X, rows = y[stay], X[stay], rows[stay]
    return Cases(rows, y, X, n_sample, n_incomplete, int((~stay).sum()), Standing.FITTED, _findings(X, names))


def _findings(X: Floats, names: Sequence[str]) -> tuple[Message, ...]:
    """Factors without spread, and factors that are combinations of one another, by name."""
    complete = X[~np.isnan(X).any(axis=1)]
    if len(complete) < 2:
        return ()
    m = moments(complete, names=names)
    notes = []
    if (fixed := m.constant).any():
        listed = ", ".join(name for name, out in zip(names, fixed, strict=True) if out)
        notes.append(message("the same value in all {n} cases: {factors}", n=m.n, factors=listed))
    varied = [name for name, out in zip(names, fixed, strict=True) if not out]
    if len(varied) > 1 and m.n >= len(varied):
        some = m.take(varied)
        places = [list(names).index(name) for name in varied]
        unit = ((complete[:, places] - some.mean) - some.mean_rest) / (some.sd * np.sqrt(m.n - 1))
        for together in tied_factors(unit, rounding_noise(some))[1]:
            listed = ", ".join(varied[j] for j in together)
            notes.append(message("combinations of one another: {factors}", factors=listed))
    return tuple(notes)


def _winsorised(y: Floats, X: Floats) -> tuple[Floats, Rows]:
    low, high = np.quantile(y, [0.025, 0.975])
    return np.clip(y, low, high), np.ones(len(y), dtype=bool)


def _without_largest(y: Floats, X: Floats) -> tuple[Floats, Rows]:
    stay = np.ones(len(y), dtype=bool)
    stay[np.argmax(y)] = False
    return y, stay


def _without_beyond_3_sd(y: Floats, X: Floats) -> tuple[Floats, Rows]:
    far = np.abs(y - y.mean()) > 3 * (y.std(ddof=1) if len(y) > 1 else np.inf)
    return y, ~far


def _without_influential(y: Floats, X: Floats) -> tuple[Floats, Rows]:
    """Cook's distance above 4 / n in least squares on all factors; incomplete rows stay."""
    stay = np.ones(len(y), dtype=bool)
    complete = np.flatnonzero(~np.isnan(X).any(axis=1))
    columns = np.column_stack([np.ones(len(complete)), X[complete]])
    spread = columns.std(axis=0)
    spread[0] = 1.0
    centre = columns.mean(axis=0)
    centre[0] = 0.0
    q, s, _ = np.linalg.svd((columns - centre) / np.where(spread > 0, spread, 1.0), full_matrices=False)
    # factors that repeat others add nothing to the fit
    q = q[:, s > 1e-9 * s[0]] if len(s) else q
    n, coefficients = q.shape
    if n <= coefficients:
        return y, stay
    h = (q * q).sum(axis=1)
    e = y[complete] - q @ (q.T @ y[complete])
    # a government that decides its own fit has no distance; it stays
    stay[complete[cooks_distance(e, h, coefficients=coefficients) > 4 / n]] = False
    return y, stay


#: Transform of the outcome, and the least value that it takes; the logarithm takes none at it.
TRANSFORMS: Mapping[str, tuple[Callable[[Floats], Floats], float]] = {
    "none": (lambda y: y, -np.inf),
    "log": (np.log, 0.0),
    "log1p": (np.log1p, 0.0),
    "asinh": (np.arcsinh, -np.inf),
    "sqrt": (np.sqrt, 0.0),
    "rank": (midranks, -np.inf),
}

#: What each rule does to the outcome, and which rows it leaves.
OUTLIERS: Mapping[str, Callable[[Floats, Floats], tuple[Floats, Rows]]] = {
    "keep": lambda y, X: (y, np.ones(len(y), dtype=bool)),
    "winsorise": _winsorised,
    "drop-largest": _without_largest,
    "drop-3-sd": _without_beyond_3_sd,
    "drop-influential": _without_influential,
}
