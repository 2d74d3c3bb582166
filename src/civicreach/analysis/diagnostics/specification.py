"""Whether a least squares model has the right form and an even spread, and how many counts it fits below zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.ols import fit_ols
from civicreach.analysis.outcomes.design import linear_design
from civicreach.analysis.tails import upper_chi2, upper_f
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .normality import FEWEST, MOST, ShapiroWilk, shapiro_wilk

Floats = NDArray[np.float64]

#: Singular value of auxiliary columns, beside the largest, below which one of them repeats others.
_REPEATS = 1e-9


@dataclass(frozen=True, slots=True)
class SpecificationTest:
    """A test of one assumption.

    Attributes
    ----------
    statistic, p : float
        NaN where `note` says why there is none.
    df, df_residual : int, int or None
        Degrees of freedom of chi-square, or both of F.
    note : Message or None
        Why there is no number.
    """

    statistic: float
    df: int
    df_residual: int | None
    p: float
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Specification:
    """Tests of one least squares model.

    Attributes
    ----------
    outcome, names, n : str, tuple of str, int
        The outcome, the k factors and the rows counted.
    reset : SpecificationTest
        Ramsey's: whether squares and cubes of the fitted values add anything. F.
    breusch_pagan : SpecificationTest
        Whether the spread of residuals goes with the factors; Koenker's form, which does not need normal residuals.
    white : SpecificationTest
        The same with the factors, their squares and products: many degrees of freedom, so weak at small n.
    white_short : SpecificationTest
        The same with the fitted values and their squares: two degrees of freedom.
    shapiro : ShapiroWilk or None
        Normality of residuals; None where `shapiro_note` says why.
    shapiro_note : Message or None
        Why there is no such test.
    negative : tuple of str
        Governments with a fitted value below 0, which no count can have; in the order of the rows.
    """

    outcome: str
    names: tuple[str, ...]
    n: int
    reset: SpecificationTest
    breusch_pagan: SpecificationTest
    white: SpecificationTest
    white_short: SpecificationTest
    shapiro: ShapiroWilk | None
    shapiro_note: Message | None
    negative: tuple[str, ...]

    @property
    def n_negative(self) -> int:
        """How many fitted values are below 0."""
        return len(self.negative)


def check_specification(
    outcome: Floats, factors: Floats, *, names: Sequence[str], ids: Sequence[str], outcome_name: str = "outcome"
) -> Specification:
    """Test form, spread and normality of a least squares model.

    A high p is no proof that the model is right: at n = 90 these tests find large faults only.

    Parameters
    ----------
    outcome : np.ndarray
        Shape (n,).
    factors : np.ndarray
        Shape (n, k), without a column for the constant; complete rows.
    names, ids : sequence of str
        The k factors and the n governments.
    outcome_name : str
        For the result, and for sentences about it.

    Raises
    ------
    NotComputableError
        As `factors.ols.fit_ols`; where the fit is perfect, so that there are no residuals to test.

    References
    ----------
    Ramsey (1969), JRSS B 31(2), doi:10.1111/j.2517-6161.1969.tb00796.x; Koenker (1981), Journal of Econometrics
    17(1), doi:10.1016/0304-4076(81)90062-2; White (1980), Econometrica 48(4), doi:10.2307/1912934; for its short
    form Wooldridge (2013), Introductory Econometrics, section 8.3.

    Examples
    --------
    >>> age = np.arange(1.0, 13.0)
    >>> likes = age**2 + np.tile([1.0, -1.0, 0.5], 4)
    >>> found = check_specification(likes, age[:, None], names=["age"], ids=list("ABCDEFGHIJKL"))
    >>> round(found.reset.p, 6), found.negative
    (0.0, ('A', 'B'))
    """
    fit = fit_ols(outcome, factors, names=names, outcome_name=outcome_name)
    y, design = linear_design(outcome, factors, names=names, outcome_name=outcome_name)
    n = len(y)
    if len(ids) != n:
        raise NotComputableError("the ids are not as many as the rows", found=f"{len(ids)} ids, {n} rows")
    if fit.residuals is None or fit.fitted is None or fit.undefined is not None:
        raise NotComputableError(
            f"the factors reproduce {outcome_name} exactly, so there are no residuals to test",
            right="look whether a factor was made from the outcome",
        )
    e, fitted = fit.residuals, fit.fitted
    X = design.columns[:, 1:]
    position = (fitted - fitted.mean()) / fitted.std() if fitted.std() > 0 else np.zeros(n)
    powers = np.column_stack([position, position**2])
    squares = [X[:, i] * X[:, j] for i, j in combinations_with_replacement(range(X.shape[1]), 2)]
    tested = FEWEST <= n <= MOST
    return Specification(
        outcome=outcome_name,
        names=design.names,
        n=n,
        reset=_reset(e, design.columns, np.column_stack([position**2, position**3])),
        breusch_pagan=_spread(e, X),
        white=_spread(e, np.column_stack([X, *squares])),
        white_short=_spread(e, powers),
        shapiro=shapiro_wilk(e) if tested else None,
        shapiro_note=None if tested else message("the test of normality is known for up to {most} cases", most=MOST),
        negative=tuple(one for one, value in zip(ids, fitted.tolist(), strict=True) if value < 0),
    )


def _reset(e: Floats, columns: Floats, added: Floats) -> SpecificationTest:
    """F test of columns added to a model with residuals e."""
    n, p = columns.shape
    # Only what the model does not have already can explain its residuals.
    q = np.linalg.qr(columns)[0]
    new = added - q @ (q.T @ added)
    new = new - q @ (q.T @ new)
    length = np.linalg.norm(added, axis=0)
    basis = _basis(new / np.where(length > 0, length, 1.0))
    df, df_residual = basis.shape[1], n - p - basis.shape[1]
    if df < added.shape[1] or df_residual < 1:
        return SpecificationTest(np.nan, df, df_residual, np.nan, _NO_ROOM)
    explained = float(np.sum((basis.T @ e) ** 2))
    left = e - basis @ (basis.T @ e)
    f = (explained / df) / (float(left @ left) / df_residual)
    return SpecificationTest(f, df, df_residual, float(upper_f(f, df, df_residual)))


def _spread(e: Floats, columns: Floats) -> SpecificationTest:
    """n R2 of the squared residuals on columns and a constant; chi-square."""
    n = len(e)
    squares = e**2 / float(np.mean(e**2))
    squares = squares - squares.mean()
    centred = columns - columns.mean(axis=0)
    length = np.linalg.norm(centred, axis=0)
    # The square of a factor of only 0 and 1 may be constant but for rounding, which is not to be blown up.
    varies = length > _REPEATS * np.linalg.norm(columns, axis=0)
    basis = _basis(centred[:, varies] / length[varies])
    df = basis.shape[1]
    if df < 1 or df >= n - 1:
        return SpecificationTest(np.nan, df, None, np.nan, _NO_ROOM)
    statistic = n * float(np.sum((basis.T @ squares) ** 2)) / float(squares @ squares)
    return SpecificationTest(statistic, df, None, upper_chi2(statistic, df))


def _basis(columns: Floats) -> Floats:
    """Columns at right angles that span the same, without what repeats."""
    u, s, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(u[:, s > _REPEATS * max(float(s[0]) if len(s) else 0.0, 1.0)])


_NO_ROOM = message("too few cases, or too few different values, for the columns that this test adds")
