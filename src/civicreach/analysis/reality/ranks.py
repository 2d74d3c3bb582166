"""Rank tests for several groups and for two measures, each with its effect size or its reason for none.

Ranks are used because counts of Likes and posts are far from normal: a few governments hold most of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.tails import critical_t, two_sided_normal, two_sided_t, upper_chi2
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effect:
    """The size of a difference or an association.

    Attributes
    ----------
    name : str
        Which measure.
    value : float
        Its value.
    conf_low, conf_high : float or None
        Confidence interval at `level`; None where the method gives none, for the `reason` given.
    level : float
        Of the interval.
    method : str
        How the interval was made, with its source; empty where there is none.
    reason : Message or None
        Why there is no interval, where the method would give one.
    """

    name: Literal["epsilon squared", "Cliff's delta", "Somers' d", "Spearman's rho"]
    value: float
    conf_low: float | None = None
    conf_high: float | None = None
    level: float = 0.95
    method: str = ""
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class RankTest:
    """A rank test, or the reason why it cannot be made.

    Attributes
    ----------
    test : str
        Which test.
    how : str
        Where p comes from.
    groups, n : tuple of str, tuple of int
        The groups compared and how many governments each had; for Spearman, the one number of pairs.
    n_missing : int
        Values that were missing and left out, all groups together.
    too_small : tuple of (str, int)
        Groups left out because fewer than two governments were in them.
    statistic, df, z, p : float or None
        H, U of the first group, J or rho; degrees of freedom; standardised statistic; two-sided p.
        None where the test has none of it.
    effect : Effect or None
        The size of the effect.
    reason : Message or None
        Why there is no p.
    """

    test: Literal["Kruskal-Wallis", "Mann-Whitney", "Jonckheere-Terpstra", "Spearman"]
    how: Literal["chi-square", "normal", "exact", "t", ""]
    groups: tuple[str, ...]
    n: tuple[int, ...]
    n_missing: int
    too_small: tuple[tuple[str, int], ...] = ()
    statistic: float | None = None
    df: int | None = None
    z: float | None = None
    p: float | None = None
    effect: Effect | None = None
    reason: Message | None = None


def kruskal_wallis(groups: Mapping[str, Floats]) -> RankTest:
    """Whether groups differ in rank: Kruskal-Wallis, corrected for ties, p from chi-square.

    Parameters
    ----------
    groups : mapping of str to np.ndarray
        Each group's values; NaN is left out and counted. A group of fewer than two is left out and named.

    Notes
    -----
    The effect is epsilon squared, H (n + 1) / (n² - 1) = H / (n - 1), from 0 to 1 (Tomczak & Tomczak 2014,
    Trends in Sport Sciences 1(21), 19-25).

    Examples
    --------
    >>> test = kruskal_wallis({"push": np.array([1.0, 2.0, 4.0]), "pull": np.array([3.0, 5.0, 6.0])})
    >>> round(test.statistic, 4), round(test.p, 4), round(test.effect.value, 4)
    (2.3333, 0.1266, 0.4667)
    """
    kept, n_missing, too_small = _usable(groups)
    sizes = tuple(len(values) for values in kept.values())
    if (reason := _no_comparison(kept)) is not None:
        return RankTest("Kruskal-Wallis", "", tuple(kept), sizes, n_missing, too_small, reason=reason)
    ranks = midranks(np.concatenate(list(kept.values())))
    n, middle = len(ranks), (len(ranks) + 1) / 2
    between = sum(len(part) * (float(part.mean()) - middle) ** 2 for part in np.split(ranks, np.cumsum(sizes)[:-1]))
    # As a share of the ranks' variance, which ties reduce, H needs no separate correction for them.
    h = (n - 1) * between / float(((ranks - middle) ** 2).sum())
    df = len(sizes) - 1
    return RankTest(
        "Kruskal-Wallis",
        "chi-square",
        tuple(kept),
        sizes,
        n_missing,
        too_small,
        statistic=h,
        df=df,
        p=float(upper_chi2(h, df)),
        effect=Effect("epsilon squared", h / (n - 1)),
    )


def jonckheere(groups: Mapping[str, Floats]) -> RankTest:
    """Whether values rise or fall along ordered groups: Jonckheere-Terpstra, corrected for ties, p from the normal.

    Parameters
    ----------
    groups : mapping of str to np.ndarray
        Each group's values, the groups in their order; NaN is left out and counted. A group of fewer than
        two is left out and named.

    Notes
    -----
    J counts the pairs from two groups in which the later group has the larger value, ties as a half. The
    effect is Somers' d: the share of pairs that rise along the order minus the share that falls, from -1
    to 1. Variance with ties: Hollander, Wolfe & Chicken (2014), Nonparametric Statistical Methods, section 6.2.

    Examples
    --------
    >>> test = jonckheere({"unsure": np.array([1.0, 2.0]), "sure": np.array([2.0, 5.0]), "very": np.array([4.0, 7.0])})
    >>> test.statistic, round(test.z, 4), test.effect.value
    (10.5, 1.817, 0.75)
    """
    kept, n_missing, too_small = _usable(groups)
    sizes = tuple(len(values) for values in kept.values())
    if (reason := _no_comparison(kept)) is not None:
        return RankTest("Jonckheere-Terpstra", "", tuple(kept), sizes, n_missing, too_small, reason=reason)
    parts = list(kept.values())
    j = sum(greater_pairs(later, earlier) for i, later in enumerate(parts) for earlier in parts[:i])
    n = np.array(sizes, dtype=np.float64)
    pairs = (n.sum() ** 2 - (n**2).sum()) / 2
    z = (j - pairs / 2) / math.sqrt(_variance_of_j(n, np.concatenate(parts)))
    return RankTest(
        "Jonckheere-Terpstra",
        "normal",
        tuple(kept),
        sizes,
        n_missing,
        too_small,
        statistic=j,
        z=float(z),
        p=float(two_sided_normal(z)),
        effect=Effect("Somers' d", float(2 * j / pairs - 1)),
    )


def spearman(first: Floats, second: Floats, *, level: float = 0.95) -> RankTest:
    """Whether two measures rise together: Spearman's rho, p from t with n - 2 degrees of freedom.

    Parameters
    ----------
    first, second : np.ndarray
        Shape (n,); a pair with NaN in either is left out and counted.
    level : float
        Of the confidence interval: Fisher's z with the standard error of Bonett & Wright (2000),
        Psychometrika 65(1), doi:10.1007/BF02294183.

    Examples
    --------
    >>> test = spearman(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.array([2.0, 1.0, 4.0, 3.0, 5.0]))
    >>> round(test.statistic, 4), round(test.p, 4)
    (0.8, 0.1041)
    """
    x, y = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1:
        raise NotComputableError("the two measures are not of the same governments", found=f"{x.shape} and {y.shape}")
    both = ~np.isnan(x) & ~np.isnan(y)
    n, n_missing = int(both.sum()), int((~both).sum())
    if n < 3:
        reason = message("only {n} governments have both measures", n=n)
        return RankTest("Spearman", "", (), (n,), n_missing, reason=reason)
    u, v = (midranks(z[both]) - (n + 1) / 2 for z in (x, y))
    if not u.any() or not v.any():
        reason = message("all governments have the same value of one of the measures")
        return RankTest("Spearman", "", (), (n,), n_missing, reason=reason)
    rho = float(np.clip(u @ v / math.sqrt(float(u @ u) * float(v @ v)), -1.0, 1.0))
    if 1 - abs(rho) < 1e-14:
        reason = message("the two orders agree completely, where the t approximation has no value")
        effect = Effect("Spearman's rho", round(rho), level=level, reason=reason)
        return RankTest("Spearman", "", (), (n,), n_missing, statistic=round(rho), effect=effect, reason=reason)
    t = rho * math.sqrt((n - 2) / ((1 - rho) * (1 + rho)))
    return RankTest(
        "Spearman",
        "t",
        (),
        (n,),
        n_missing,
        statistic=rho,
        df=n - 2,
        p=float(two_sided_t(t, n - 2)),
        effect=_rho_interval(rho, n, level),
    )


def midranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing the mean of theirs.

    >>> midranks(np.array([10.0, 30.0, 10.0])).tolist()
    [1.5, 3.0, 1.5]
    """
    in_order = np.sort(values)
    below, up_to = np.searchsorted(in_order, values, "left"), np.searchsorted(in_order, values, "right")
    return np.asarray((below + up_to + 1) / 2)


def greater_pairs(first: Floats, second: Floats) -> float:
    """Pairs in which the first is larger, ties as a half."""
    in_order = np.sort(second)
    below, up_to = np.searchsorted(in_order, first, "left"), np.searchsorted(in_order, first, "right")
    return float((below + up_to).sum()) / 2


def tie_sizes(values: Floats) -> Floats:
    """How many values stand at each different value, in ascending order of these."""
    # not np.unique, which imports all of numpy.ma
    ordered = np.sort(values)
    ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], [True] * bool(len(ordered))))
    return np.diff(ends, prepend=-1).astype(np.float64)


def _usable(groups: Mapping[str, Floats]) -> tuple[dict[str, Floats], int, tuple[tuple[str, int], ...]]:
    known = {label: np.asarray(values, dtype=np.float64) for label, values in groups.items()}
    n_missing = sum(int(np.isnan(values).sum()) for values in known.values())
    known = {label: values[~np.isnan(values)] for label, values in known.items()}
    too_small = tuple((label, len(values)) for label, values in known.items() if len(values) < 2)
    return {label: values for label, values in known.items() if len(values) > 1}, n_missing, too_small


def _no_comparison(kept: Mapping[str, Floats]) -> Message | None:
    if len(kept) < 2:
        return message("a comparison needs two groups of at least two governments")
    together = np.concatenate(list(kept.values()))
    return message("all governments have the same value") if (together == together[0]).all() else None


def _variance_of_j(n: Floats, values: Floats) -> float:
    t, total = tie_sizes(values), n.sum()

    def first(m: Floats) -> float:
        return float((m * (m - 1) * (2 * m + 5)).sum())

    def second(m: Floats) -> float:
        return float((m * (m - 1) * (m - 2)).sum())

    def third(m: Floats) -> float:
        return float((m * (m - 1)).sum())

    variance = (total * (total - 1) * (2 * total + 5) - first(n) - first(t)) / 72
    variance += second(n) * second(t) / (36 * total * (total - 1) * (total - 2))
    return float(variance + third(n) * third(t) / (8 * total * (total - 1)))


def _rho_interval(rho: float, n: int, level: float) -> Effect:
    if n < 4:
        return Effect("Spearman's rho", rho, level=level, reason=message("an interval needs four governments or more"))
    reach = critical_t(level, None) * math.sqrt((1 + rho**2 / 2) / (n - 3))
    centre = math.atanh(rho)
    return Effect(
        "Spearman's rho",
        rho,
        math.tanh(centre - reach),
        math.tanh(centre + reach),
        level,
        "Fisher's z, Bonett & Wright (2000)",
    )
