"""Least squares on every subset of factors, for several outcomes at once, with classical or robust errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.collinearity import rounding_noise
from civicreach.analysis.factors.elimination import LEAST_LEFT, MOST_FACTORS, Members, members, swept
from civicreach.analysis.factors.moments import Moments, moments
from civicreach.analysis.tails_each import judged_by_t
from civicreach.records.errors import NotComputableError

from .standing import Standing

Floats = NDArray[np.float64]
Errors = Literal["classical", "HC0", "HC1", "HC2", "HC3", "HC4"]

#: Share of variance below which what is left of the outcome is rounding.
_NOTHING_LEFT = 1e-9
#: Subsets whose rows are formed together: their residuals and leverages stay in the processor's cache.
_ROWS_TOGETHER = 128


@dataclass(frozen=True, slots=True, eq=False)
class SubsetFits:
    """Least squares with a constant of each outcome on each subset of the factors.

    Attributes
    ----------
    outcomes, factors : tuple of str
        The m outcomes and the k factors.
    n : int
        Rows counted, the same for every subset.
    errors : tuple of str
        The e kinds of standard errors.
    member : np.ndarray
        Shape (s, k), bool: which factors each subset holds.
    df : np.ndarray
        Shape (s,): degrees of freedom of the residuals.
    estimate, beta : np.ndarray
        Shape (s, m, k): coefficient in the units of the variables, and per standard deviations; NaN where the factor is
        not in the subset or the subset is not fitted.
    std_error : np.ndarray
        Shape (e, s, m, k).
    r_squared : np.ndarray
        Shape (s, m).
    standing : np.ndarray
        Shape (e, s, m), uint8: `Standing` of each fit.
    """

    outcomes: tuple[str, ...]
    factors: tuple[str, ...]
    n: int
    errors: tuple[str, ...]
    member: Members
    df: NDArray[np.intp]
    estimate: Floats
    beta: Floats
    std_error: Floats
    r_squared: Floats
    standing: NDArray[np.uint8]

    @property
    def t(self) -> Floats:
        """Shape (e, s, m, k)."""
        return self.estimate / self.std_error

    @property
    def p(self) -> Floats:
        """Two-sided p of t with `df`, shape (e, s, m, k); formed each time that it is asked for."""
        shape = self.std_error.shape
        df = np.broadcast_to(self.df[:, None, None].astype(np.float64), shape)
        return judged_by_t(np.broadcast_to(self.estimate, shape), self.std_error, df)[1]


def all_subsets(k: int, *, always: Sequence[int] = (), empty: bool = False) -> Members:
    """Every subset of k factors that holds those of `always`, in the order of their binary numbers.

    Raises
    ------
    NotComputableError
        Where there are more than a million.

    Examples
    --------
    >>> all_subsets(3, always=[1]).astype(int).tolist()
    [[0, 1, 0], [1, 1, 0], [0, 1, 1], [1, 1, 1]]
    """
    if k - len(always) > MOST_FACTORS:
        raise NotComputableError(
            "there are too many subsets of the factors to fit them all",
            found=f"{k - len(always)} factors that may be in or out",
            right=f"at most {MOST_FACTORS}; name those that are always in",
        )
    free = [j for j in range(k) if j not in set(always)]
    table = np.zeros((2 ** len(free), k), dtype=bool)
    table[:, free] = members(len(free))
    table[:, list(always)] = True
    return table if empty else table[table.any(axis=1)]


def fit_subsets(
    outcomes: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    outcome_names: Sequence[str],
    member: Members | None = None,
    errors: Sequence[Errors] = ("classical",),
) -> SubsetFits:
    """Fit linear models of each outcome on each subset of the factors.

    Parameters
    ----------
    outcomes, factors : np.ndarray
        Shapes (n, m) and (n, k); complete rows, no column for the constant.
    names, outcome_names : sequence of str
        The k factors and the m outcomes.
    member : np.ndarray, optional
        Shape (s, k), bool: the subsets wanted; every one but the empty where not given.
    errors : sequence of {"classical", "HC0", "HC1", "HC2", "HC3", "HC4"}
        Standard errors wanted; t always has n minus coefficients degrees of freedom.

    Returns
    -------
    SubsetFits
        What cannot be fitted is there with NaN and its standing.

    Raises
    ------
    NotComputableError
        Where a value is missing or infinite, or there are too many subsets.

    Notes
    -----
    From centred and scaled cross-products by the symmetric sweep, each subset one step from a smaller one. Figures keep
    six digits at least: a subset in which a factor keeps less than a thousand-millionth of its variance beside the
    others counts as tied. HC weights as Long & Ervin (2000), doi:10.1080/00031305.2000.10474549, HC4 as Cribari-Neto
    (2004), doi:10.1016/S0167-9473(02)00366-3.

    Examples
    --------
    >>> y, x = np.array([[5.0], [7.0], [6.0], [12.0]]), np.array([[30.0, 0.0], [41.0, 0.0], [35.0, 1.0], [44.0, 1.0]])
    >>> fits = fit_subsets(y, x, names=["age", "level"], outcome_names=["likes"])
    >>> fits.estimate[:, 0].round(4).tolist()
    [[0.4274, nan], [nan, 3.0], [0.3762, 1.495]]
    """
    y, X = np.asarray(outcomes, dtype=np.float64), np.asarray(factors, dtype=np.float64)
    table = np.column_stack([X, y])
    m = moments(table, names=[*names, *outcome_names])
    return _fit(m, table, k=X.shape[1], member=member, errors=errors)


def fit_subsets_of_moments(
    m: Moments, *, outcomes: Sequence[str], factors: Sequence[str], member: Members | None = None
) -> SubsetFits:
    """The same with classical errors from moments alone, wherever they were formed: no rows are needed.

    Parameters
    ----------
    m : Moments
        Of the outcomes, the factors, and others if need be.
    outcomes, factors : sequence of str
        Names in the moments.
    member : np.ndarray, optional
        As `fit_subsets`.

    Examples
    --------
    >>> table = np.array([[5.0, 30, 0], [7, 41, 0], [6, 35, 1], [12, 44, 1]])
    >>> fits = fit_subsets_of_moments(moments(table, names=["likes", "age", "level"]), outcomes=["likes"],
    ...                               factors=["age", "level"])
    >>> fits.estimate[:, 0].round(4).tolist()
    [[0.4274, nan], [nan, 3.0], [0.3762, 1.495]]
    """
    return _fit(m.take([*factors, *outcomes]), None, k=len(factors), member=member, errors=("classical",))


def _fit(
    table: Moments, rows_given: Floats | None, *, k: int, member: Members | None, errors: Sequence[Errors]
) -> SubsetFits:
    """All subsets of the first k variables of the moments; robust errors take the rows too."""
    n, m = table.n, len(table.names) - k
    names, outcome_names = table.names[:k], table.names[k:]
    member = all_subsets(k) if member is None else member
    s, e = len(member), len(errors)
    sizes = member.sum(axis=1)
    df = n - 1 - sizes
    estimate, beta, std_error = (np.full((*kinds, s, m, k), np.nan) for kinds in ((), (), (e,)))
    r_squared, standing = np.full((s, m), np.nan), np.zeros((e, s, m), dtype=np.uint8)

    def result() -> SubsetFits:
        return SubsetFits(
            outcome_names, names, n, tuple(errors), member, df, estimate, beta, std_error, r_squared, standing
        )

    if n < 2:
        standing[:] = Standing.NO_ROWS if n == 0 else Standing.FEW_ROWS
        return result()
    fixed = table.constant
    scale = np.where(fixed, 1.0, table.sd)
    correlation = table.correlation
    correlation[fixed], correlation[:, fixed] = 0.0, 0.0
    least = LEAST_LEFT
    if not fixed[:k].all():
        varied = [name for name, out in zip(names, fixed[:k], strict=True) if not out]
        least = max(least, rounding_noise(table.take(varied)) ** 2)
    ratio = scale[k:, None] / scale[:k]
    kinds = [kind for kind in errors if kind != "classical"]
    if kinds and rows_given is not None:
        unit = ((rows_given - table.mean) - table.mean_rest) / (scale * np.sqrt(n - 1))
        unit[:, fixed] = 0.0
        rows = _Rows(unit[:, :k], unit[:, k:], kinds)
    among, with_outcomes = correlation[:k, :k], correlation[:k, k:]
    for places, inverse, coefficient, left in swept(among, with_outcomes, member=member, least=least):
        inside, freedom = member[places], df[places]
        # NaN outside of the subset, and on from there
        within = np.where(inside, 1.0, np.nan)
        b = coefficient.transpose(0, 2, 1) * within[:, None, :]
        left = np.maximum(left, 0.0)
        why = _standing(left, inside @ fixed[:k], fixed[k:], freedom < 1)
        gone = (why != Standing.FITTED) & (why != Standing.PERFECT)
        if gone.any():
            b[gone], left[gone] = np.nan, np.nan
        beta[places], r_squared[places] = b, 1 - left
        np.multiply(b, ratio, out=b)
        estimate[places] = b
        good = np.where(why == Standing.FITTED, 1.0, np.nan)
        if kinds:
            matrices = np.where(inside[:, :, None] & inside[:, None, :], -inverse, 0.0)
            robust = rows.deviations(matrices, beta[places], freedom)
        for place, kind in enumerate(errors):
            if kind == "classical":
                diagonal = -np.diagonal(inverse, axis1=1, axis2=2) * within
                with np.errstate(invalid="ignore", divide="ignore"):
                    deviation = diagonal[:, None, :] * (left * good / freedom[:, None])[:, :, None]
                    np.sqrt(deviation, out=deviation)
                standing[place, places] = why
            else:
                deviation, defined = robust[kind]
                deviation *= np.where(defined, 1.0, np.nan)[:, None, None] * good[:, :, None] * within[:, None, :]
                standing[place, places] = np.where((why == 0) & ~defined[:, None], Standing.LEVERAGE, why)
            deviation *= ratio
            std_error[place, places] = deviation
    return result()


def _standing(
    left: Floats, factor_fixed: NDArray[np.bool_], outcome_fixed: NDArray[np.bool_], few: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """How each fit stands, shape (s, m); of several reasons the one that the reader can mend first."""
    why = np.zeros(left.shape, dtype=np.uint8)
    why[left <= _NOTHING_LEFT] = Standing.PERFECT
    why[np.isnan(left)] = Standing.TIED
    why[factor_fixed] = Standing.FACTOR_FIXED
    why[:, outcome_fixed] = Standing.OUTCOME_FIXED
    why[few] = Standing.FEW_ROWS
    return why


class _Rows:
    """The rows behind the cross-products, of which robust errors need residuals and leverages."""

    def __init__(self, factors: Floats, outcomes: Floats, kinds: Sequence[str]) -> None:
        self.kinds, self.factors, self.outcomes = kinds, np.ascontiguousarray(factors.T), outcomes
        # each leverage is linear in the inverse: one product of matrices gives those of many subsets
        self.products = (self.factors[:, None] * self.factors[None]).reshape(-1, len(outcomes))

    def deviations(
        self, inverse: Floats, beta: Floats, df: NDArray[np.intp]
    ) -> dict[str, tuple[Floats, NDArray[np.bool_]]]:
        """Standard errors of standardised coefficients, shape (s, m, k), and where leverages let them be."""
        s, m, k = beta.shape
        n = len(self.outcomes)
        found = {kind: (np.empty((s, m, k)), np.empty(s, dtype=bool)) for kind in self.kinds}
        slopes = np.nan_to_num(beta)
        for start in range(0, s, _ROWS_TOGETHER):
            some = slice(start, start + _ROWS_TOGETHER)
            G = inverse[some]
            h = np.minimum(G.reshape(-1, k * k) @ self.products + 1 / n, 1.0)
            squares = (self.outcomes.T - slopes[some] @ self.factors) ** 2
            lines = (G.reshape(-1, k) @ self.factors).reshape(-1, k, n)
            lines *= lines
            for kind in self.kinds:
                weight, defined = _weight(kind, h, n, df[some])
                found[kind][0][some] = np.sqrt(
                    (lines @ (squares * weight[:, None]).transpose(0, 2, 1)).transpose(0, 2, 1)
                )
                found[kind][1][some] = defined
        return found


def _weight(kind: str, h: Floats, n: int, df: NDArray[np.intp]) -> tuple[Floats, NDArray[np.bool_]]:
    """What squared residuals are multiplied by, shape (s, n), and whether it is defined for the subset."""
    if kind == "HC0":
        return np.ones_like(h), np.ones(len(h), dtype=bool)
    if kind == "HC1":
        return np.broadcast_to((n / np.maximum(df, 1))[:, None], h.shape), np.ones(len(h), dtype=bool)
    kept = 1 - h
    defined = kept.min(axis=1) > _NOTHING_LEFT
    kept = np.maximum(kept, _NOTHING_LEFT)
    if kind == "HC2":
        return 1 / kept, defined
    if kind == "HC3":
        return 1 / (kept * kept), defined
    return kept ** -np.minimum(4.0, n * h / (n - df)[:, None]), defined
