"""Two groups compared by rank: Mann-Whitney's test and Cliff's delta."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.tails import critical_t, two_sided_normal
from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

from .ranks import Effect, RankTest, greater_pairs, tie_sizes

Floats = NDArray[np.float64]

#: Both groups smaller than this, and no ties: the distribution of U is counted out.
_EXACT_BELOW = 50


def mann_whitney(
    first: Floats,
    second: Floats,
    *,
    labels: tuple[str, str] = ("first", "second"),
    how: Literal["auto", "normal", "exact"] = "auto",
    level: float = 0.95,
) -> RankTest:
    """Whether one of two groups ranks higher: Mann-Whitney (Wilcoxon's rank sum), two-sided.

    Parameters
    ----------
    first, second : np.ndarray
        Values of the two groups; NaN is left out and counted.
    labels : tuple of str
        What the groups are called.
    how : str
        ``"normal"``, corrected for ties and continuity; ``"exact"``, which ties do not allow; ``"auto"``
        takes the exact distribution where both groups are below 50 and nothing is tied.
    level : float
        Of the confidence interval of the effect.

    Returns
    -------
    RankTest
        The statistic is U of the first group: pairs in which it is the larger, ties as a half. The effect
        is Cliff's delta, which equals the rank-biserial correlation 2U / (n1 n2) - 1.

    Examples
    --------
    >>> test = mann_whitney(np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0, 6.0]), labels=("no", "yes"))
    >>> test.how, test.statistic, round(test.p, 4), round(test.effect.value, 4)
    ('exact', 1.0, 0.2, -0.7778)
    """
    known = [values[~np.isnan(values)] for values in (np.asarray(first, float), np.asarray(second, float))]
    x, y = known
    n_missing = len(first) + len(second) - len(x) - len(y)
    sizes = (len(x), len(y))
    if min(sizes) < 2:
        reason = message("a comparison needs two groups of at least two governments")
        small = tuple((label, size) for label, size in zip(labels, sizes, strict=True) if size < 2)
        return RankTest("Mann-Whitney", "", labels, sizes, n_missing, small, reason=reason)
    ties = tie_sizes(np.concatenate(known))
    if len(ties) == 1:
        reason = message("all governments have the same value")
        return RankTest("Mann-Whitney", "", labels, sizes, n_missing, reason=reason)
    u = greater_pairs(x, y)
    tied = len(ties) < sum(sizes)
    if how == "exact" and tied:
        raise NotComputableError("ties leave no exact distribution of U", right="how = 'normal', or 'auto'")
    effect = cliffs_delta(x, y, level=level)
    if how == "exact" or (how == "auto" and not tied and max(sizes) < _EXACT_BELOW):
        p = _exact_p(int(u), *sizes)
        return RankTest("Mann-Whitney", "exact", labels, sizes, n_missing, statistic=u, p=p, effect=effect)
    n1, n2, n = *sizes, sum(sizes)
    variance = n1 * n2 / 12 * ((n + 1) - float((ties**3 - ties).sum()) / (n * (n - 1)))
    distance = u - n1 * n2 / 2
    z = (distance - math.copysign(0.5, distance) if distance else 0.0) / math.sqrt(variance)
    p = float(two_sided_normal(z))
    return RankTest("Mann-Whitney", "normal", labels, sizes, n_missing, statistic=u, z=z, p=p, effect=effect)


def cliffs_delta(first: Floats, second: Floats, *, level: float = 0.95) -> Effect:
    """Cliff's delta: the share of pairs in which the first is larger minus the share in which it is smaller.

    Parameters
    ----------
    first, second : np.ndarray
        Two or more values each, none missing.
    level : float
        Of the interval.

    Notes
    -----
    The interval uses Cliff's unbiased variance and is not symmetric, so that it stays within -1 and 1
    (Cliff 1993, Psychological Bulletin 114(3), doi:10.1037/0033-2909.114.3.494; Feng & Cliff 2004,
    Journal of Modern Applied Statistical Methods 3(2)).

    Examples
    --------
    >>> effect = cliffs_delta(np.array([1.0, 4.0, 5.0, 7.0]), np.array([2.0, 3.0, 6.0]))
    >>> round(effect.value, 4), round(effect.conf_low, 4), round(effect.conf_high, 4)
    (0.1667, -0.6161, 0.7838)
    """
    n1, n2 = len(first), len(second)
    rows, tied = _dominance(first, second)
    columns = -_dominance(second, first)[0]
    d = float(rows.mean())
    if abs(d) == 1:
        reason = message("the two groups do not overlap, which leaves the interval no width")
        return Effect("Cliff's delta", d, level=level, reason=reason)
    squares = n1 * n2 * (1 - d**2) - tied
    spread = n2**2 * float(((rows - d) ** 2).sum()) + n1**2 * float(((columns - d) ** 2).sum()) - squares
    # The unbiased variance can fall below what any data of this size allow.
    variance = max(spread / (n1 * n2 * (n1 - 1) * (n2 - 1)), (1 - d**2) / (n1 * n2 - 1))
    z = critical_t(level, None)
    reach = z * math.sqrt(variance) * math.sqrt((1 - d**2) ** 2 + z**2 * variance)
    scale = 1 - d**2 + z**2 * variance
    low, high = ((d - d**3 + side * reach) / scale for side in (-1, 1))
    return Effect("Cliff's delta", d, max(low, -1.0), min(high, 1.0), level, "Cliff (1993), Feng & Cliff (2004)")


def _dominance(these: Floats, those: Floats) -> tuple[Floats, int]:
    """For each of these, the share of those below it minus the share above it; and how many pairs are tied."""
    in_order = np.sort(those)
    below, up_to = np.searchsorted(in_order, these, "left"), np.searchsorted(in_order, these, "right")
    return np.asarray((below + up_to) / len(those) - 1), int((up_to - below).sum())


def _exact_p(u: int, n1: int, n2: int) -> float:
    """Two-sided p of U without ties, by counting the ways in which n1 of the ranks can be the first group's."""
    ways = np.zeros((n1 + 1, n1 * n2 + 1))
    ways[0, 0] = 1.0
    # Adding the rank r as the i-th smallest of the first group adds r - i to U.
    for rank in range(1, n1 + n2 + 1):
        for i in range(min(rank, n1), 0, -1):
            step = rank - i
            ways[i, step:] += ways[i - 1, : n1 * n2 + 1 - step]
    chances = ways[n1] / ways[n1].sum()
    return min(1.0, 2.0 * min(float(chances[: u + 1].sum()), float(chances[u:].sum())))
