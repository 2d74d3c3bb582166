"""Why officials say they use social media: the purposes they name, and the strategies behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError

Floats = NDArray[np.float64]
Counts = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class YesNoTable:
    """Yes, no and missing answers to k questions, on the bases that both tables share.

    Attributes
    ----------
    n : int
        Governments asked, those without an answer included.
    yes, no, missing : np.ndarray
        Shape (k,), int; together `n` for each question.
    """

    n: int
    yes: Counts
    no: Counts
    missing: Counts

    @property
    def total(self) -> Counts:
        """Governments with an answer, shape (k,): yes and no."""
        return self.yes + self.no

    def percent(self, counts: Counts) -> Floats:
        """Counts of this table as percentages of all governments asked; NaN where nobody was asked."""
        return percent_of(counts, self.n)

    def valid_percent(self, counts: Counts) -> Floats:
        """Counts of this table as percentages of the valid answers to each question; NaN where there are none."""
        return percent_of(counts, self.total)


@dataclass(frozen=True, slots=True, eq=False)
class PurposeTable(YesNoTable):
    """How many governments name each purpose, on every base in use.

    Attributes
    ----------
    n, yes, no, missing
        As `YesNoTable`, to each purpose.
    items : tuple of str
        The k purposes.
    n_cases : int
        Governments that name at least one purpose: the cases of SPSS's MULT RESPONSE.
    n_responses : int
        Purposes named, all governments together.
    n_unanswered : int
        Governments without an answer to any of the purposes.
    """

    items: tuple[str, ...]
    n_cases: int
    n_responses: int
    n_unanswered: int

    @property
    def percent_of_responses(self) -> Floats:
        """Each purpose's share of all purposes named, in percent; they add up to 100."""
        return percent_of(self.yes, self.n_responses)

    @property
    def percent_of_cases(self) -> Floats:
        """Percentage of the governments naming any purpose that name this one; may add up to more than 100."""
        return percent_of(self.yes, self.n_cases)


@dataclass(frozen=True, slots=True, eq=False)
class StrategyTable(YesNoTable):
    """Which strategies the stated purposes belong to, and whether they are those that were expected.

    Attributes
    ----------
    n, yes, no, missing
        As `YesNoTable`, to each strategy.
    strategies : tuple of str
        The s strategies.
    purposes : tuple of tuple of str
        The purposes of each.
    follows : np.ndarray
        Shape (n, s): 1 where any purpose of the strategy is named, 0 where none is, NaN where none is
        named and an answer is missing.
    expected : str
        The strategy that the literature expects; empty where none is.
    only_expected, expected_and_others, only_others, none : int
        Governments that name purposes of the expected strategy and no other, of both, of others only,
        and of no strategy. All 0 where no strategy is expected.
    undetermined : int
        Governments that missing answers keep from being told; with the four above, `n`.
    """

    strategies: tuple[str, ...]
    purposes: tuple[tuple[str, ...], ...]
    follows: Floats
    expected: str
    only_expected: int
    expected_and_others: int
    only_others: int
    none: int
    undetermined: int


def tabulate_purposes(chosen: Floats, *, items: Sequence[str]) -> PurposeTable:
    """Count the purposes named.

    Parameters
    ----------
    chosen : np.ndarray
        Shape (n, k): 1 named, 0 not named, NaN no answer.
    items : sequence of str
        The k purposes.

    Examples
    --------
    >>> table = tabulate_purposes(np.array([[1, 0], [1, 1], [np.nan, np.nan]]), items=["promotion", "opinions"])
    >>> table.yes.tolist(), table.percent(table.yes).round(1).tolist(), table.valid_percent(table.yes).tolist()
    ([2, 1], [66.7, 33.3], [100.0, 50.0])
    """
    answers = _checked(chosen, items)
    yes, no = (answers == 1).sum(axis=0), (answers == 0).sum(axis=0)
    return PurposeTable(
        items=tuple(items),
        n=len(answers),
        yes=yes,
        no=no,
        missing=len(answers) - yes - no,
        n_cases=int((answers == 1).any(axis=1).sum()),
        n_responses=int(yes.sum()),
        n_unanswered=int(np.isnan(answers).all(axis=1).sum()),
    )


def tabulate_strategies(
    chosen: Floats, *, items: Sequence[str], strategy: Mapping[str, Sequence[str]], expected: str = ""
) -> StrategyTable:
    """Count the strategies that the purposes named belong to.

    Parameters
    ----------
    chosen : np.ndarray
        Shape (n, k): 1 named, 0 not named, NaN no answer.
    items : sequence of str
        The k purposes.
    strategy : mapping of str to sequence of str
        Each strategy's purposes. Purposes of no strategy are not looked at here.
    expected : str
        One of the strategies, or empty.

    Raises
    ------
    NotComputableError
        Where a strategy has no purposes, or names one that was not asked, or where the expected strategy
        is none of them.

    References
    ----------
    Mergel (2013), Government Information Quarterly 30(4), doi:10.1016/j.giq.2013.05.015, for push, pull
    and networking.

    Examples
    --------
    >>> chosen = np.array([[1, 0, 0], [0, 1, 1], [0, 0, np.nan]])
    >>> table = tabulate_strategies(
    ...     chosen, items=["promotion", "opinions", "affairs"],
    ...     strategy={"push": ["promotion"], "interaction": ["affairs"]}, expected="interaction",
    ... )
    >>> table.yes.tolist(), table.missing.tolist(), table.only_expected, table.only_others, table.undetermined
    ([1, 1], [0, 1], 1, 1, 1)
    """
    answers = _checked(chosen, items)
    _check_strategies(items, strategy, expected)
    follows = np.empty((len(answers), len(strategy)))
    for column, purposes in enumerate(strategy.values()):
        # max passes NaN on, as it must where no purpose is named; one that is named settles it.
        part = answers[:, [items.index(purpose) for purpose in purposes]]
        follows[:, column] = np.where((part == 1).any(axis=1), 1.0, part.max(axis=1))
    yes, no = (follows == 1).sum(axis=0), (follows == 0).sum(axis=0)
    names = tuple(strategy)
    counts = _against_expected(follows, names.index(expected)) if expected else (0, 0, 0, 0, 0)
    return StrategyTable(
        strategies=names,
        purposes=tuple(tuple(purposes) for purposes in strategy.values()),
        n=len(answers),
        follows=follows,
        yes=yes,
        no=no,
        missing=len(answers) - yes - no,
        expected=expected,
        only_expected=counts[0],
        expected_and_others=counts[1],
        only_others=counts[2],
        none=counts[3],
        undetermined=counts[4],
    )


def percent_of(counts: Counts, base: Counts | int) -> Floats:
    """Counts as percentages of a base, one for all or one for each; NaN where the base is 0."""
    part, whole = np.broadcast_arrays(np.asarray(counts, dtype=np.float64), np.asarray(base, dtype=np.float64))
    return np.asarray(np.divide(100.0 * part, whole, out=np.full(part.shape, np.nan), where=whole > 0))


def _against_expected(follows: Floats, at: int) -> tuple[int, int, int, int, int]:
    this, others = follows[:, at], np.delete(follows, at, axis=1)
    other = (others == 1).any(axis=1)
    no_other = (others == 0).all(axis=1)
    only, both = int(((this == 1) & no_other).sum()), int(((this == 1) & other).sum())
    only_others, none = int(((this == 0) & other).sum()), int(((this == 0) & no_other).sum())
    return only, both, only_others, none, len(follows) - only - both - only_others - none


def _checked(chosen: Floats, items: Sequence[str]) -> Floats:
    answers = np.asarray(chosen, dtype=np.float64)
    if answers.ndim != 2 or answers.shape[1] != len(items):
        raise NotComputableError(
            "the purposes do not match the answers", found=f"{len(items)} purposes, answers of shape {answers.shape}"
        )
    odd = sorted(set(answers[~np.isnan(answers) & (answers != 0) & (answers != 1)].tolist()))
    if odd:
        raise NotComputableError(
            "answers to purposes must say named (1) or not named (0)", found=", ".join(f"{v:g}" for v in odd[:5])
        )
    return answers


def _check_strategies(items: Sequence[str], strategy: Mapping[str, Sequence[str]], expected: str) -> None:
    for name, purposes in strategy.items():
        unknown = [purpose for purpose in purposes if purpose not in items]
        if unknown or not purposes:
            raise NotComputableError(
                f"strategy {name} needs purposes that were asked",
                found=", ".join(unknown) or "no purposes",
                right=f"some of {', '.join(items)}",
            )
    if expected and expected not in strategy:
        raise NotComputableError(
            "the expected strategy is none of the strategies", found=expected, right=f"one of {', '.join(strategy)}"
        )
