"""Who says much and does little, and who says little and does much: governments by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.words import Message, message

from .saydo import checked_activity

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SayDoGap:
    """Governments whose confidence and activity lie far apart.

    Attributes
    ----------
    positive : tuple of str
        The answers that count as sure.
    n_total, n : int
        Governments looked at, and those with both an answer and a known activity.
    n_no_activity, n_no_answer : int
        The others: with an answer but no known activity, and without an answer.
    n_sure, n_unsure : int
        Of the n, with a positive answer and with another.
    lower_quartile, upper_quartile : float or None
        Of the activity of the n.
    sure_but_quiet, unsure_but_active : tuple of str
        Ids: sure, and at or below the lower quartile; not sure, and at or above the upper quartile.
        From the widest gap to the narrowest, ties in the order of the ids.
    reason : Message or None
        Why no government can be named.
    """

    positive: tuple[str, ...]
    n_total: int
    n: int
    n_no_activity: int
    n_no_answer: int
    n_sure: int
    n_unsure: int
    lower_quartile: float | None
    upper_quartile: float | None
    sure_but_quiet: tuple[str, ...]
    unsure_but_active: tuple[str, ...]
    reason: Message | None


def say_do_gap(
    activity: Floats, answers: Sequence[str | None], *, ids: Sequence[str], positive: Sequence[str]
) -> SayDoGap:
    """Name the governments that are sure and hardly active, and those that are not sure and most active.

    Parameters
    ----------
    activity : np.ndarray
        Shape (n,); NaN is missing and is counted.
    answers : sequence of str or None
        One a government; None where there is no answer.
    ids : sequence of str
        Governments, in the same order.
    positive : sequence of str
        The answers that count as sure.

    Notes
    -----
    This describes the governments at hand; quarters always have members, so it tests nothing. Where the
    quartiles are equal, as under a download cap, activity does not set quarters apart and nobody is named.

    Examples
    --------
    >>> gap = say_do_gap(
    ...     np.array([1.0, 5.0, 6.0, 9.0]), ["sure", "sure", "unsure", "unsure"],
    ...     ids=["a", "b", "c", "d"], positive=["sure"],
    ... )
    >>> gap.sure_but_quiet, gap.unsure_but_active
    (('a',), ('d',))
    """
    values = checked_activity(activity, len(answers), len(ids))
    answered = np.array([answer is not None for answer in answers], dtype=bool)
    sure = np.array([answer in positive for answer in answers], dtype=bool)
    both = answered & ~np.isnan(values)
    n = int(both.sum())
    low, high = np.quantile(values[both], [0.25, 0.75]).tolist() if n else (None, None)
    reason: Message | None = None
    quiet: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    if n < 4:
        reason = message("only {n} governments have both an answer and a known activity", n=n)
    elif low == high:
        reason = message("the lowest and the highest quarter meet at the same activity of {value}", value=f"{low:.15g}")
    else:
        falling = sorted(np.flatnonzero(both).tolist(), key=lambda i: (-values[i], ids[i]))
        rising = sorted(falling, key=lambda i: (values[i], ids[i]))
        quiet = tuple(ids[i] for i in rising if sure[i] and values[i] <= low)
        active = tuple(ids[i] for i in falling if not sure[i] and values[i] >= high)
    return SayDoGap(
        positive=tuple(positive),
        n_total=len(values),
        n=n,
        n_no_activity=int(answered.sum()) - n,
        n_no_answer=int((~answered).sum()),
        n_sure=int((sure & both).sum()),
        n_unsure=int((~sure & both).sum()),
        lower_quartile=low,
        upper_quartile=high,
        sure_but_quiet=quiet,
        unsure_but_active=active,
        reason=reason,
    )
