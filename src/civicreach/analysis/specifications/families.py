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
from civicreach.analysis.incomplete.pooling import rubin

from .subsets import fit_subsets

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Models of one outcome on s subsets of k factors; NaN where a factor is not in, or nothing could be fitted.

    Attributes
    ----------
    estimate, beta : np.ndarray
        Shape (s, k): coefficient in the family's own unit, and per standard deviations or what the family puts for it.
    std_error : np.ndarray
        Shape (e, s, k), one for each kind of standard error asked for.
    df : np.ndarray
        Shape (e, s, k): degrees of freedom of each t; infinite where it is a normal deviate.
    n : np.ndarray
        Shape (s,): rows; the fewest of any completion where several are pooled.
    fit : np.ndarray
        Shape (s,): R², or the family's own share.
    standing : np.ndarray
        Shape (e, s), uint8: `Standing`.
    """

    estimate: Floats
    beta: Floats
    std_error: Floats
    df: Floats
    n: NDArray[np.intp]
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
        df_of_residuals(fits.n, member, len(errors)),
        np.full(len(member), fits.n),
        fits.r_squared[:, 0],
        fits.standing[:, :, 0],
    )


def df_of_residuals(n: int, member: Members, kinds: int) -> Floats:
    """Rows beyond the coefficients of each subset, the constant among them, shape (kinds, s, k).

    >>> df_of_residuals(9, np.array([[True, False], [True, True]]), 1).tolist()
    [[[7.0, 7.0], [6.0, 6.0]]]
    """
    df = n - 1.0 - member.sum(axis=1)
    return np.broadcast_to(df[None, :, None], (kinds, *member.shape))


OLS = Family(fit_least_squares, errors=("classical", "HC0", "HC1", "HC2", "HC3", "HC4"))
#: The families that are here; others are given to `plan_specifications` and `fit_specifications` beside them.
FAMILIES: Mapping[str, Family] = {"ols": OLS}


def pooled(parts: Sequence[Estimates]) -> Estimates:
    """Estimates from several completions of the same data as one, by Rubin's rules.

    Each completion has its own rows where a rule for outliers chose among completed values; degrees of freedom, those
    of Barnard & Rubin (1999), doi:10.1093/biomet/86.4.948, are then of the completion with the fewest. A specification
    stands as it does in the first completion in which it could not be fitted.
    """
    if len(parts) == 1:
        return parts[0]
    estimates, errors = np.array([part.estimate for part in parts]), np.array([part.std_error for part in parts])
    estimates = np.broadcast_to(estimates[:, None], errors.shape)
    found = rubin(estimates, errors**2, df_complete=np.min([part.df for part in parts], axis=0))
    standing = np.array([part.standing for part in parts])
    first = np.argmax(standing != 0, axis=0)
    return Estimates(
        found.estimate[0],
        np.mean([part.beta for part in parts], axis=0),
        found.std_error,
        found.df,
        np.min([part.n for part in parts], axis=0),
        np.mean([part.fit for part in parts], axis=0),
        np.take_along_axis(standing, first[None], axis=0)[0],
    )
