"""What officials say beside what their pages do: activity by stated confidence, purpose or strategy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError

from .ranks import RankTest, jonckheere, kruskal_wallis
from .two_groups import mann_whitney

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GroupActivity:
    """Activity of the governments that gave one answer; figures are None where nobody was counted.

    Attributes
    ----------
    label : str
        The answer.
    n, n_missing : int
        Governments with a known activity, and without.
    minimum, lower_quartile, median, upper_quartile, maximum, mean : float or None
        Over the n; quartiles by linear interpolation (type 7).
    """

    label: str
    n: int
    n_missing: int
    minimum: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    maximum: float | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """One measure of activity by the answers to one question.

    Attributes
    ----------
    groups : tuple of GroupActivity
        In the order of the answers; answers that nobody gave stay, with 0.
    n_total : int
        Governments looked at; all of them are in one of the next three counts.
    n : int
        With an answer and a known activity: those compared.
    n_no_activity : int
        With an answer whose activity is not known.
    n_no_answer : int
        Without an answer, whatever their activity.
    difference : RankTest
        Mann-Whitney for two answers, Kruskal-Wallis for more; or the reason why there is none.
    trend : RankTest or None
        Jonckheere-Terpstra along the order of three or more answers; None where the answers have no order.
    """

    groups: tuple[GroupActivity, ...]
    n_total: int
    n: int
    n_no_activity: int
    n_no_answer: int
    difference: RankTest
    trend: RankTest | None


def compare_activity(
    activity: Floats, answers: Sequence[str | None], *, order: Sequence[str] = (), ordered: bool = False
) -> GroupComparison:
    """Compare activity between the answers to a question.

    Parameters
    ----------
    activity : np.ndarray
        Shape (n,); NaN is missing and is counted.
    answers : sequence of str or None
        One a government; None where there is no answer.
    order : sequence of str
        The possible answers in order; answers that it does not name come after it, in alphabetical order.
    ordered : bool
        Whether the order means more or less of something. A trend is then tested over the answers that
        the order names; its sign follows the order.

    Notes
    -----
    A group of fewer than two governments is shown, and left out of the tests, which name it.

    Examples
    --------
    >>> posts = np.array([5.0, 9.0, 1.0, np.nan, 2.0])
    >>> c = compare_activity(posts, ["sure", "sure", "unsure", "unsure", "unsure"], order=["sure", "unsure"])
    >>> [(g.label, g.n, g.n_missing, g.median) for g in c.groups], round(c.difference.p, 4)
    ([('sure', 2, 0, 7.0), ('unsure', 2, 1, 1.5)], 0.3333)
    """
    values = checked_activity(activity, len(answers))
    found = sorted({answer for answer in answers if answer is not None})
    parts = {label: values[[answer == label for answer in answers]] for label in dict.fromkeys([*order, *found])}
    groups = tuple(_group(label, part) for label, part in parts.items())
    n_no_answer = sum(answer is None for answer in answers)
    n = sum(group.n for group in groups)
    named = {label: parts[label] for label in dict.fromkeys(order)}
    return GroupComparison(
        groups=groups,
        n_total=len(values),
        n=n,
        n_no_activity=len(values) - n_no_answer - n,
        n_no_answer=n_no_answer,
        difference=_difference(parts),
        trend=jonckheere(named) if ordered and len(named) > 2 else None,
    )


def compare_chosen(activity: Floats, chosen: Floats) -> GroupComparison:
    """Compare activity between governments that name a purpose, or follow a strategy, and those that do not.

    Parameters
    ----------
    activity : np.ndarray
        Shape (n,); NaN is missing and is counted.
    chosen : np.ndarray
        Shape (n,): 1 named, 0 not named, NaN no answer. The groups are called ``yes`` and ``no``.

    Examples
    --------
    >>> c = compare_chosen(np.array([5.0, 9.0, 1.0, 2.0]), np.array([1.0, 1.0, 0.0, np.nan]))
    >>> [(g.label, g.n) for g in c.groups], c.n_no_answer, c.difference.reason.text
    ([('yes', 2), ('no', 1)], 1, 'a comparison needs two groups of at least two governments')
    """
    names = {1.0: "yes", 0.0: "no"}
    return compare_activity(activity, [names.get(value) for value in chosen.tolist()], order=("yes", "no"))


def _difference(parts: dict[str, Floats]) -> RankTest:
    # Answers that nobody gave are no group, so they do not turn two groups into three.
    given = {label: part for label, part in parts.items() if len(part)}
    if len(given) == 2:
        (first, x), (second, y) = given.items()
        return mann_whitney(x, y, labels=(first, second))
    return kruskal_wallis(given)


def _group(label: str, values: Floats) -> GroupActivity:
    known = values[~np.isnan(values)]
    quartiles = np.quantile(known, [0.25, 0.5, 0.75]).tolist() if len(known) else [None, None, None]
    return GroupActivity(
        label=label,
        n=len(known),
        n_missing=len(values) - len(known),
        minimum=float(known.min()) if len(known) else None,
        lower_quartile=quartiles[0],
        median=quartiles[1],
        upper_quartile=quartiles[2],
        maximum=float(known.max()) if len(known) else None,
        mean=float(known.mean()) if len(known) else None,
    )


def checked_activity(activity: Floats, *lengths: int) -> Floats:
    """Activity of as many governments as there are answers and ids, none of it infinite."""
    values = np.asarray(activity, dtype=np.float64)
    if values.ndim != 1 or any(length != len(values) for length in lengths):
        raise NotComputableError(
            "activity, answers and ids are not of the same governments",
            found=f"lengths {', '.join(str(length) for length in (len(values), *lengths))}",
        )
    if np.isinf(values).any():
        raise NotComputableError("activity cannot be infinite", found=f"{int(np.isinf(values).sum())} such values")
    return values
