"""How far governments differ in what their pages do, from the least to the most active."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .ranks import tie_sizes

Floats = NDArray[np.float64]

#: Below this, many governments at the same largest count is what small counts do.
_LEAST_CAP = 10


@dataclass(frozen=True, slots=True, eq=False)
class ActivityRange:
    """One measure of activity over the governments, sorted.

    Figures are None where they cannot be computed; `reason` says why there are none at all.

    Attributes
    ----------
    values, ids : np.ndarray, tuple of str
        Shape (n,): from the least to the most active, and whose they are; ties in the order of the ids.
    n, n_missing : int
        Governments counted, and those whose activity is not known.
    missing_ids : tuple of str
        The latter.
    n_zero : int
        Governments observed with none.
    minimum, maximum, median, mean : float or None
        Over the n governments.
    lower_quartile, upper_quartile : float or None
        By linear interpolation (type 7 of Hyndman & Fan 1996).
    sd : float or None
        With n - 1.
    total : float or None
        Sum.
    ratio : float or None
        Largest over smallest; None where the smallest is not above 0.
    n_top : int
        Governments in the top tenth, rounded up.
    top_share : float or None
        Their share of the total, in [0, 1]; None where the total is not above 0.
    n_at_maximum : int
        Governments exactly at the maximum.
    capped : bool
        Whether the maximum looks like a limit of the download.
    verdict : Message or None
        The sentence where it does.
    reason : Message or None
        Why there are no figures.
    """

    values: Floats
    ids: tuple[str, ...]
    n: int
    n_missing: int
    missing_ids: tuple[str, ...]
    n_zero: int
    minimum: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    maximum: float | None
    mean: float | None
    sd: float | None
    total: float | None
    ratio: float | None
    n_top: int
    top_share: float | None
    n_at_maximum: int
    capped: bool
    verdict: Message | None
    reason: Message | None


def activity_range(values: Floats, *, ids: Sequence[str]) -> ActivityRange:
    """Sort and summarise one measure of activity.

    Parameters
    ----------
    values : np.ndarray
        Shape (n,): counts of posts, Likes or followers; NaN is missing and is counted, never 0.
    ids : sequence of str
        Governments, in the same order.

    Raises
    ------
    NotComputableError
        Where a count is negative or infinite, or ids and values do not match.

    Notes
    -----
    The maximum is taken for a download cap where it is at least 10, at least three governments and at
    least 5% of those with any activity are exactly there, and no other positive count is as frequent.
    Honest counts thin out towards the maximum; a limit such as the last 20 posts piles them up at it.

    Examples
    --------
    >>> r = activity_range(np.array([20.0, 3.0, 20.0, np.nan, 20.0, 0.0]), ids=["a", "b", "c", "d", "e", "f"])
    >>> r.ids, r.n_missing, r.n_at_maximum, r.capped
    (('f', 'b', 'a', 'c', 'e'), 1, 3, True)
    """
    counts = np.asarray(values, dtype=np.float64)
    if counts.ndim != 1 or len(counts) != len(ids):
        raise NotComputableError(
            "the ids do not match the activity", found=f"{len(ids)} ids, activity of shape {counts.shape}"
        )
    wrong = [name for name, value in zip(ids, counts.tolist(), strict=True) if value < 0 or math.isinf(value)]
    if wrong:
        raise NotComputableError("activity cannot be negative or infinite", found=f"at {', '.join(wrong[:5])}")
    known = np.flatnonzero(~np.isnan(counts))
    in_order = sorted(known.tolist(), key=lambda i: (counts[i], ids[i]))
    x = counts[in_order]
    n, total = len(x), math.fsum(x.tolist())
    n_top = math.ceil(n / 10)
    n_at_maximum = int((x == x[-1]).sum()) if n else 0
    capped = _looks_capped(x)
    quartiles = np.quantile(x, [0.25, 0.5, 0.75]).tolist() if n else [None, None, None]
    return ActivityRange(
        values=x,
        ids=tuple(ids[i] for i in in_order),
        n=n,
        n_missing=len(counts) - n,
        missing_ids=tuple(ids[i] for i in np.flatnonzero(np.isnan(counts)).tolist()),
        n_zero=int((x == 0).sum()),
        minimum=float(x[0]) if n else None,
        lower_quartile=quartiles[0],
        median=quartiles[1],
        upper_quartile=quartiles[2],
        maximum=float(x[-1]) if n else None,
        mean=total / n if n else None,
        sd=float(np.std(x, ddof=1)) if n > 1 else None,
        total=total if n else None,
        ratio=float(x[-1] / x[0]) if n and x[0] > 0 else None,
        n_top=n_top,
        top_share=math.fsum(x[n - n_top :].tolist()) / total if total > 0 else None,
        n_at_maximum=n_at_maximum,
        capped=capped,
        verdict=message(
            "{count} of {n} governments are exactly at the maximum of {maximum}: this looks like a download cap",
            count=n_at_maximum,
            n=n,
            maximum=f"{float(x[-1]):.15g}",
        )
        if capped
        else None,
        reason=None if n else message("no activity is known"),
    )


def _looks_capped(x: Floats) -> bool:
    positive = x[x > 0]
    if not len(positive) or positive[-1] < _LEAST_CAP:
        return False
    times = tie_sizes(positive)
    at_maximum = int(times[-1])
    return at_maximum >= 3 and at_maximum >= 0.05 * len(positive) and not (times[:-1] >= at_maximum).any()
