"""What a family of models gives for many subsets at once, and least squares as the first of them.

A family that is written elsewhere joins by a `Family` with its own `fit`; nothing else needs to change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.elimination import Members
from civicreach.analysis.tails_each import two_sided_t_each

from .subsets import fit_subsets

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Models of one outcome on s subsets of k factors; NaN where a factor is not in, or nothing could be fitted.

    Attributes
    ----------
    estimate, beta : np.ndarray
        Shape (s, k): coefficient in the family's own unit, and per standard deviations or what the family puts for it.
    std_error, p : np.ndarray
        Shape (e, s, k), one for each kind of standard error asked for.
    n, df : np.ndarray
        Shape (s,): rows, and degrees of freedom of the residuals.
    fit : np.ndarray
        Shape (s,): R², or the family's own share.
    standing : np.ndarray
        Shape (e, s), uint8: `Standing`.
    """

    estimate: Floats
    beta: Floats
    std_error: Floats
    p: Floats
    n: NDArray[np.intp]
    df: Floats
    fit: Floats
    standing: NDArray[np.uint8]


class Fit(Protocol):
    """Fits one outcome, shape (n,), on subsets of factors, shape (n, k): complete rows, `member` of shape (s, k)."""

    def __call__(
        self, outcome: Floats, factors: Floats, *, names: Sequence[str], member: Members, errors: Sequence[str]
    ) -> Estimates:
        """What it gives; it refuses nothing, but says so in the standing."""


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """A family of models.

    Attributes
    ----------
    fit : callable
        See `Fit`.
    errors : tuple of str
        Kinds of standard errors it has.
    transforms : tuple of str or None
        Transforms of the outcome that it takes; None where it takes all. A family for counts takes "none" only.
    """

    fit: Fit
    errors: tuple[str, ...]
    transforms: tuple[str, ...] | None = None


def fit_least_squares(
    outcome: Floats, factors: Floats, *, names: Sequence[str], member: Members, errors: Sequence[str]
) -> Estimates:
    """Least squares with a constant; see `subsets.fit_subsets`."""
    y = np.asarray(outcome, dtype=np.float64)[:, None]
    fits = fit_subsets(y, factors, names=names, outcome_names=[""], member=member, errors=errors)  # type: ignore[arg-type]
    return Estimates(
        fits.estimate[:, 0],
        fits.beta[:, 0],
        fits.std_error[:, :, 0],
        fits.p[:, :, 0],
        np.full(len(member), fits.n),
        fits.df.astype(np.float64),
        fits.r_squared[:, 0],
        fits.standing[:, :, 0],
    )


OLS = Family(fit_least_squares, errors=("classical", "HC0", "HC1", "HC2", "HC3", "HC4"))
#: The families that are here; others are given to `plan_specifications` and `fit_specifications` beside them.
FAMILIES: Mapping[str, Family] = {"ols": OLS}


def pooled(parts: Sequence[Estimates]) -> Estimates:
    """Estimates from several completions of the same data as one, by Rubin's rules.

    Degrees of freedom are those of Barnard & Rubin (1999), doi:10.1093/biomet/86.4.948. A specification stands as it
    does in the first completion in which it could not be fitted.
    """
    if len(parts) == 1:
        return parts[0]
    m = len(parts)
    estimates = np.array([part.estimate for part in parts])
    estimate = estimates.mean(axis=0)
    within = np.array([part.std_error for part in parts]) ** 2
    between = estimates.var(axis=0, ddof=1) * (1 + 1 / m)
    total = within.mean(axis=0) + between
    with np.errstate(divide="ignore", invalid="ignore"):
        share = between / total
        complete = parts[0].df[:, None]
        observed = (complete + 1) / (complete + 3) * complete * (1 - share)
        df = 1 / (share**2 / (m - 1) + 1 / observed)
        t = estimate / np.sqrt(total)
    p = np.full(t.shape, np.nan)
    there = ~np.isnan(t)
    p[there] = two_sided_t_each(t[there], df[there])
    standing = np.array([part.standing for part in parts])
    first = np.argmax(standing != 0, axis=0)
    return Estimates(
        estimate,
        np.mean([part.beta for part in parts], axis=0),
        np.sqrt(total),
        p,
        parts[0].n,
        parts[0].df,
        np.mean([part.fit for part in parts], axis=0),
        np.take_along_axis(standing, first[None], axis=0)[0],
    )
