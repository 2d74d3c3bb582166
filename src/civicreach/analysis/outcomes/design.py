"""What a count model is fitted to: counts, standardised factors with a constant, and what is known of the exposure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.collinearity import condition_of, rounding_noise
from civicreach.analysis.factors.moments import moments
from civicreach.analysis.factors.ols import check_model, check_ties, same_rows
from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

Floats = NDArray[np.float64]

#: Condition number of the factors' correlations from which the slower search for ties is worth its time.
_TIES_CONDITION = 1e5
#: Length of a combination of factors, each of length one, below which cross-products keep too few digits.
_LEAST_LENGTH = 1e-6
#: The same as a condition number of correlations.
TIED = _LEAST_LENGTH**-2


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Factors with a constant, standardised so that their sizes do not matter to the arithmetic.

    Attributes
    ----------
    names : tuple of str
        The k factors.
    factors : np.ndarray
        Shape (n, k), in the units of the variables.
    columns : np.ndarray
        Shape (n, k + 1): ones, then the factors with mean 0 and sd 1.
    mean, sd : np.ndarray
        Shape (k,).
    offset : np.ndarray
        Shape (n,): logarithm of the exposure; zeros where there is none.
    """

    names: tuple[str, ...]
    factors: Floats
    columns: Floats
    mean: Floats
    sd: Floats
    offset: Floats

    @property
    def back(self) -> Floats:
        """Shape (k + 1, k + 1): takes coefficients of `columns` to the units of the variables."""
        return unstandardise(self.mean, self.sd)


def unstandardise(mean: Floats, sd: Floats) -> Floats:
    """The matrix that takes coefficients of standardised factors, the constant first, to their units.

    >>> unstandardise(np.array([3.0]), np.array([2.0])).tolist()
    [[1.0, -1.5], [0.0, 0.5]]
    """
    matrix = np.diag(np.concatenate([[1.0], 1 / sd]))
    matrix[0, 1:] = -mean / sd
    return matrix


def linear_design(
    outcome: Floats, factors: Floats, *, names: Sequence[str], outcome_name: str, ties: bool = True
) -> tuple[Floats, Design]:
    """The outcome and the design of its factors, without exposure, or the reason why no model fits them.

    Parameters
    ----------
    outcome, factors : np.ndarray
        Shapes (n,) and (n, k); complete rows.
    ties : bool
        Refuse factors that are combinations of one another.

    Raises
    ------
    NotComputableError
        The sentence names what was wrong and the mend.
    """
    y, X = same_rows(outcome, factors)
    m = moments(np.column_stack([y, X]), names=[outcome_name, *names])
    check_model(m)
    standardised = ((X - m.mean[1:]) - m.mean_rest[1:]) / m.sd[1:]
    # Singular values of the rows show a tie that squares in correlations would hide.
    if ties and condition_of(m.correlation[1:, 1:]) > min(_TIES_CONDITION, rounding_noise(m.take(names)) ** -2):
        check_ties(standardised / math.sqrt(m.n - 1), m, least=_LEAST_LENGTH)
    columns = np.column_stack([np.ones(m.n), standardised])
    return y, Design(tuple(names), X, columns, m.mean[1:], m.sd[1:], np.zeros(m.n))


def count_design(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    outcome_name: str,
    exposure: Floats | None,
    whole: bool,
    ties: bool = True,
) -> tuple[Floats, Design]:
    """The counts and their design, or the reason why no count model fits them.

    Parameters
    ----------
    outcome, factors : np.ndarray
        Shapes (n,) and (n, k); complete rows.
    exposure : np.ndarray or None
        Shape (n,), above 0: inhabitants, days of observation.
    whole : bool
        Refuse what is not a whole number.
    ties : bool
        Refuse factors that are combinations of one another.

    Raises
    ------
    NotComputableError
        The sentence names what was wrong and the mend.
    """
    _check_counts(np.asarray(outcome, dtype=np.float64), outcome_name, whole=whole)
    y, design = linear_design(outcome, factors, names=names, outcome_name=outcome_name, ties=ties)
    return y, replace(design, offset=_offset(exposure, len(y)))


def _check_counts(y: Floats, name: str, *, whole: bool) -> None:
    if (y < 0).any():
        raise NotComputableError(
            message("{name}: counts cannot be negative", name=name),
            found=message(
                "{value} of {n} values below 0, the least {y}", value=int((y < 0).sum()), n=len(y), y=f"{y.min():.15g}"
            ),
            right=message("use the count before subtractions, or least squares"),
        )
    if len(y) and not y.any():
        raise NotComputableError(
            message("{name}: all {n} counts are 0", name=name, n=len(y)),
            right=message("look whether the counts were collected at all: what was not observed is missing and not 0"),
        )
    # What is missing or infinite is for the next check to name.
    broken = np.isfinite(y) & (y != np.floor(y))
    if whole and broken.any():
        raise NotComputableError(
            message("{name}: the model is one of whole numbers", name=name),
            found=message(
                "{broken} of {n} values with a fraction, the first {y}",
                broken=int(broken.sum()),
                n=len(y),
                y=f"{y[broken][0]:.15g}",
            ),
            right=message("give the count and its exposure instead of a rate, or use quasi-Poisson"),
        )


def _offset(exposure: Floats | None, n: int) -> Floats:
    if exposure is None:
        return np.zeros(n)
    size = np.asarray(exposure, dtype=np.float64)
    if size.shape != (n,):
        raise NotComputableError(
            message("the exposure does not have the rows of the outcome"),
            found=message("{shape}, not ({n},)", shape=str(size.shape), n=str(n)),
        )
    bad = ~(np.isfinite(size) & (size > 0))
    if bad.any():
        raise NotComputableError(
            message("an exposure must be above 0, since its logarithm is taken"),
            found=message(
                "{bad} of {n} values that are 0, negative or missing, the first in row {bad2}",
                bad=int(bad.sum()),
                n=n,
                bad2=int(np.flatnonzero(bad)[0]) + 1,
            ),
            right=message("take these cases out first, and count them"),
        )
    return np.log(size)
