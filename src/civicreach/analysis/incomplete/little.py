"""Little's test: could the answers that are missing be missing completely at random?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.tails import upper_chi2
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

Floats = NDArray[np.float64]

#: Largest change of a mean or covariance, in standard deviations, at which EM has settled.
_SETTLED = 1e-11
_MOST_STEPS = 20_000
#: Smallest eigenvalue of the correlations below which variables are combinations of one another.
_TIED = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class LittleTest:
    """Little's test of missing completely at random.

    Attributes
    ----------
    chi2, df, p : float, int, float
        Statistic, degrees of freedom, and probability of a chi-square at least as large.
    names : tuple of str
        The k variables.
    n : int
        Rows with at least one value.
    n_empty : int
        Rows left out for want of any value: they say nothing about the test.
    n_patterns : int
        Patterns of missing values among the n rows.
    mean, covariance : np.ndarray
        Shapes (k,) and (k, k): maximum likelihood under the normal model, divisor n.
    steps : int
        EM steps until nothing changed any more.
    """

    chi2: float
    df: int
    p: float
    names: tuple[str, ...]
    n: int
    n_empty: int
    n_patterns: int
    mean: Floats
    covariance: Floats
    steps: int

    @property
    def assumes(self) -> Message:
        """What the test takes for granted, and what it cannot tell."""
        return _ASSUMES


_ASSUMES = message(
    "Little's test compares the means of governments that lack different variables, takes the variables as jointly "
    "normal with the same covariances everywhere, and its chi-square holds for many governments. A small p speaks "
    "against missing completely at random; a large p does not show it, and no test of these data can tell whether "
    "answers are missing because of what they would have been."
)


def little_test(values: Floats, *, names: Sequence[str]) -> LittleTest:
    """Test whether values are missing completely at random.

    Parameters
    ----------
    values : np.ndarray
        Shape (n, k), NaN where missing.
    names : sequence of str
        The k variables, two or more.

    Raises
    ------
    NotComputableError
        Nothing is missing; a variable has no value or one value only; two variables are never there together;
        variables are combinations of one another or more than the rows; EM does not settle.

    Notes
    -----
    The sum over patterns of n_j (m_j - mu)' S_j^-1 (m_j - mu), with mean mu and covariance S by EM under the
    normal model; df is the number of observed variables summed over patterns, less k. S has divisor n, as in
    the R packages BaylorEdPsych and naniar.

    References
    ----------
    Little (1988), JASA 83(404), doi:10.1080/01621459.1988.10478722.

    Examples
    --------
    >>> table = np.array([[1.0, 2.0], [2.0, 1.5], [3.0, 4.0], [4.0, 3.0], [9.0, np.nan], [8.0, np.nan]])
    >>> test = little_test(table, names=["age", "budget"])
    >>> round(test.chi2, 3), test.df, round(test.p, 3), test.n_patterns
    (5.383, 1, 0.02, 2)
    """
    table = np.asarray(values, dtype=np.float64)
    there = ~np.isnan(table)
    some = there.any(axis=1)
    n_empty = int((~some).sum())
    table, there = table[some], there[some]
    _check(table, there, names)
    centre, scale = np.nanmean(table, axis=0), np.nanstd(table, axis=0)
    q = (table - centre) / scale
    parts = _parts(q, there)
    mean, covariance, steps = _em(parts, len(q), names)
    chi2, observed = 0.0, 0
    for part in parts:
        away = part.mean - mean[part.seen]
        chi2 += part.n * float(away @ np.linalg.solve(covariance[np.ix_(part.seen, part.seen)], away))
        observed += len(part.seen)
    df = observed - table.shape[1]
    return LittleTest(
        chi2, df, upper_chi2(chi2, df), tuple(names), len(q), n_empty, len(parts),
        centre + scale * mean, covariance * np.outer(scale, scale), steps,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Rows with the same variables: all that EM needs of them."""

    seen: NDArray[np.intp]
    lacking: NDArray[np.intp]
    n: int
    mean: Floats
    cross: Floats


def _parts(q: Floats, there: NDArray[np.bool_]) -> list[_Part]:
    patterns, member = np.unique(there, axis=0, return_inverse=True)
    parts = []
    for j, pattern in enumerate(patterns):
        seen, lacking = np.flatnonzero(pattern), np.flatnonzero(~pattern)
        rows = q[member.ravel() == j][:, seen]
        mean = rows.mean(axis=0)
        parts.append(_Part(seen, lacking, len(rows), mean, (rows - mean).T @ (rows - mean)))
    return parts


def _em(parts: Sequence[_Part], n: int, names: Sequence[str]) -> tuple[Floats, Floats, int]:
    """Mean and covariance by EM (Little & Rubin 2002, section 11.2), from standardised parts."""
    k = len(names)
    mean, covariance = np.zeros(k), np.eye(k)
    for step in range(1, _MOST_STEPS + 1):
        expected, means, extra = [], np.zeros(k), np.zeros((k, k))
        for part in parts:
            # regression of what is lacking on what is seen
            B = np.zeros((k, len(part.seen)))
            B[part.seen] = np.eye(len(part.seen))
            seen = covariance[np.ix_(part.seen, part.seen)]
            if len(part.lacking):
                between = covariance[np.ix_(part.seen, part.lacking)]
                slopes = np.linalg.solve(seen, between)
                B[part.lacking] = slopes.T
                left = covariance[np.ix_(part.lacking, part.lacking)] - between.T @ slopes
                extra[np.ix_(part.lacking, part.lacking)] += part.n * left
            filled = mean + B @ (part.mean - mean[part.seen])
            extra += B @ part.cross @ B.T
            means += part.n * filled
            expected.append((part.n, filled))
        new_mean = means / n
        for size, filled in expected:
            extra += size * np.outer(filled - new_mean, filled - new_mean)
        new_covariance = extra / n
        change = max(np.abs(new_mean - mean).max(), np.abs(new_covariance - covariance).max())
        mean, covariance = new_mean, new_covariance
        root = np.sqrt(np.diag(covariance))
        if np.linalg.eigvalsh(covariance / np.outer(root, root))[0] < _TIED:
            raise NotComputableError(
                "variables are combinations of one another where they are there, so Little's test has no covariances",
                found=", ".join(names),
                right="leave out one of those that go together, or test fewer variables",
            )
        if change < _SETTLED:
            return mean, covariance, step
    raise NotComputableError(
        "EM does not settle on the means and covariances that Little's test needs",
        found=f"still changing by {change:.1e} standard deviations after {_MOST_STEPS} steps",
        right="test fewer variables, or those that more governments have",
    )


def _check(table: Floats, there: NDArray[np.bool_], names: Sequence[str]) -> None:
    if table.ndim != 2 or table.shape[1] != len(names) or len(names) < 2:
        raise NotComputableError(
            "Little's test needs two or more variables", found=f"shape {table.shape} for {len(names)} names"
        )
    if there.all():
        raise NotComputableError("Little's test has nothing to test: no value is missing", found=f"{len(table)} rows")
    flat = [
        name
        for j, name in enumerate(names)
        if not there[:, j].any() or table[there[:, j], j].min() == table[there[:, j], j].max()
    ]
    if flat:
        raise NotComputableError(
            "Little's test needs variables that differ between governments",
            found=f"no value or one value only: {', '.join(flat)}",
            right="leave them out",
        )
    counts = there.astype(int).T @ there.astype(int)
    apart = [(names[i], names[j]) for i, j in zip(*np.nonzero(np.triu(counts == 0, 1)), strict=True)]
    if apart:
        raise NotComputableError(
            "Little's test needs every two variables together in some government",
            found="never together: " + "; ".join(" and ".join(pair) for pair in apart),
            right="leave out one of the two",
        )
    if len(table) <= len(names):
        raise NotComputableError(
            "Little's test has more variables than it has rows to learn their covariances from",
            found=f"{len(names)} variables, {len(table)} rows",
            right="fewer variables",
        )
