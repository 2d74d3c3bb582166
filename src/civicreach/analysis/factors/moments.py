"""Counts, means, spreads and cross-products of several variables, in a form that keeps its digits.

Cross-products are centred and scaled: C = sum q q', q = (z - mean) / sd, so that C / (n - 1) is the
matrix of correlations. Raw sums of squares lose every digit where a mean is large beside its sd.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError

from .doubled import two_sum

Floats = NDArray[np.float64]

#: Distance between 1 and the next float64.
EPSILON = float(np.finfo(np.float64).eps)
_LARGEST = 1e150


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """What least squares and descriptive tables need to know of a table of numbers.

    Attributes
    ----------
    names : tuple of str
        The p variables.
    n : int
        Rows counted; every row has every value.
    mean, mean_rest : np.ndarray
        Shape (p,). The mean is their sum; the rest is what float64 cannot hold beside the mean.
    sd : np.ndarray
        Shape (p,), with n - 1; NaN where n is below 2.
    minimum, maximum : np.ndarray
        Shape (p,); NaN where n is 0.
    cross : np.ndarray
        Shape (p, p): centred cross-products scaled by the sds; 0 where an sd is 0 or not defined.
    """

    names: tuple[str, ...]
    n: int
    mean: Floats
    mean_rest: Floats
    sd: Floats
    minimum: Floats
    maximum: Floats
    cross: Floats

    @property
    def correlation(self) -> Floats:
        """Correlations, shape (p, p); NaN where n is below 2, 0 in rows of a variable without spread."""
        return self.cross / (self.n - 1) if self.n > 1 else np.full_like(self.cross, np.nan)

    @property
    def constant(self) -> NDArray[np.bool_]:
        """Which variables hold one value only, up to the rounding of their last digit, shape (p,)."""
        largest = np.maximum(np.abs(self.minimum), np.abs(self.maximum))
        return np.asarray(self.maximum - self.minimum <= 4 * EPSILON * largest)

    def take(self, names: Sequence[str]) -> Moments:
        """The same for some of the variables, in the order named."""
        absent = [name for name in names if name not in self.names]
        if absent:
            raise NotComputableError(
                f"there are no moments of {', '.join(absent)}", found=f"moments of {', '.join(self.names)}"
            )
        at = [self.names.index(name) for name in names]
        return Moments(
            tuple(names),
            self.n,
            self.mean[at],
            self.mean_rest[at],
            self.sd[at],
            self.minimum[at],
            self.maximum[at],
            self.cross[np.ix_(at, at)],
        )


def moments(matrix: Floats, *, names: Sequence[str]) -> Moments:
    """Moments of the columns of a table, in two passes with a correction.

    Parameters
    ----------
    matrix : np.ndarray
        Shape (n, p); complete rows only. n may be 0.
    names : sequence of str
        The p columns.

    Raises
    ------
    NotComputableError
        Where a value is missing, infinite or above 1e150 in size, or where names and columns do not match.

    References
    ----------
    Chan, Golub & LeVeque (1983), The American Statistician 37(3), doi:10.1080/00031305.1983.10483115.

    Examples
    --------
    >>> m = moments(np.array([[1.0, 2.0], [3.0, 6.0], [5.0, 1.0]]), names=["likes", "posts"])
    >>> m.n, m.mean.tolist(), m.sd.tolist()
    (3, [3.0, 3.0], [2.0, 2.6457513110645907])
    """
    z = np.asarray(matrix, dtype=np.float64)
    check_table(z, names)
    n, p = z.shape
    if n == 0:
        nan = np.full(p, np.nan)
        return Moments(tuple(names), 0, nan, np.zeros(p), nan, nan, nan, np.zeros((p, p)))
    minimum, maximum = z.min(axis=0), z.max(axis=0)
    if max(-minimum.min(initial=0.0), maximum.max(initial=0.0)) > _LARGEST:
        raise NotComputableError(f"a value is too large for squares: above {_LARGEST:g}", right="use a larger unit")
    # Rounding can carry the mean of equal values beyond them.
    centre = np.clip(z.mean(axis=0), minimum, maximum)
    centred = z - centre
    # The mean of what is left after the first pass is the rounding of the first mean.
    correction = centred.mean(axis=0)
    mean, rest = two_sum(centre, correction)
    if n == 1:
        return Moments(tuple(names), 1, mean, rest, np.full(p, np.nan), minimum, maximum, np.zeros((p, p)))
    centred -= correction
    # Dividing by the largest deviation first keeps the squares of small ones from vanishing.
    largest = np.abs(centred).max(axis=0)
    unit = np.divide(centred, largest, out=np.zeros_like(centred), where=largest > 0)
    root = np.sqrt((unit**2).sum(axis=0) / (n - 1))
    q = np.divide(unit, root, out=np.zeros_like(unit), where=root > 0)
    cross = q.T @ q
    np.fill_diagonal(cross, np.where(root > 0, float(n - 1), 0.0))
    return Moments(tuple(names), n, mean, rest, largest * root, minimum, maximum, (cross + cross.T) / 2)


def merge(a: Moments, b: Moments) -> Moments:
    """Moments of two parts put together, without their rows.

    C = C_a + C_b + (n_a n_b / n) d d', with d the difference of the means (Chan, Golub & LeVeque 1983).

    Examples
    --------
    >>> first, second = (moments(np.array(rows), names=["likes"]) for rows in ([[1.0], [3.0]], [[8.0]]))
    >>> merge(first, second).mean.tolist()
    [4.0]
    """
    if a.names != b.names:
        raise NotComputableError(
            "the two parts do not hold the same variables", found=f"{', '.join(a.names)} and {', '.join(b.names)}"
        )
    if a.n == 0 or b.n == 0:
        return b if a.n == 0 else a
    n = a.n + b.n
    difference = (b.mean - a.mean) + (b.mean_rest - a.mean_rest)
    mean, rest = two_sum(a.mean, a.mean_rest + difference * (b.n / n))
    spread_a = a.sd if a.n > 1 else np.zeros_like(a.mean)
    spread_b = b.sd if b.n > 1 else np.zeros_like(b.mean)
    weight = a.n * b.n / n
    largest = np.maximum(np.maximum(spread_a, spread_b), np.abs(difference))
    scale = np.where(largest > 0, largest, 1.0)
    sa, sb, d = spread_a / scale, spread_b / scale, difference / scale
    root = np.sqrt(((a.n - 1) * sa**2 + (b.n - 1) * sb**2 + weight * d**2) / (n - 1))
    divisor = np.where(root > 0, root, 1.0)
    sa, sb, d = sa / divisor, sb / divisor, d / divisor
    cross = a.cross * np.outer(sa, sa) + b.cross * np.outer(sb, sb) + weight * np.outer(d, d)
    np.fill_diagonal(cross, np.where(root > 0, float(n - 1), 0.0))
    return Moments(
        a.names,
        n,
        mean,
        rest,
        scale * root,
        np.minimum(a.minimum, b.minimum),
        np.maximum(a.maximum, b.maximum),
        cross,
    )


def check_table(z: Floats, names: Sequence[str]) -> None:
    """Refuse a table that is not complete rows of finite numbers under different names."""
    if z.ndim != 2 or z.shape[1] != len(names):
        raise NotComputableError(
            "the names do not match the columns of the table", found=f"{len(names)} names, a table of shape {z.shape}"
        )
    if len(set(names)) != len(names):
        raise NotComputableError("two columns have the same name", found=", ".join(names))
    bad = (~np.isfinite(z)).sum(axis=0)
    if bad.any():
        listed = ", ".join(f"{name} ({count})" for name, count in zip(names, bad.tolist(), strict=True) if count)
        raise NotComputableError(
            "there are missing or infinite values among rows that must be complete",
            found=listed,
            right="take the incomplete rows out first, and count them",
        )
