"""Which variables miss together, in how many governments, in which, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.column import Column
from civicreach.records.errors import NotComputableError
from civicreach.records.missing import Missing


@dataclass(frozen=True, slots=True)
class Pattern:
    """Governments that lack the same variables; `lacking` is empty for the complete ones."""

    lacking: tuple[str, ...]
    ids: tuple[str, ...]

    @property
    def n(self) -> int:
        """Governments with this pattern."""
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class PatternTable:
    """How missing values fall over governments and variables.

    Attributes
    ----------
    names : tuple of str
        The k variables, as given.
    n : int
        Governments counted.
    n_missing : np.ndarray
        Shape (k,): governments that lack each variable.
    reasons : mapping of name to mapping of Missing to int
        Governments by reason, for every variable that is missing anywhere.
    patterns : tuple of Pattern
        From the pattern that lacks least to the one that lacks most, larger ones first.
    jointly : np.ndarray
        Shape (k, k): governments that have both of two variables; the diagonal counts those that have one.
    """

    names: tuple[str, ...]
    n: int
    n_missing: NDArray[np.intp]
    reasons: Mapping[str, Mapping[Missing, int]]
    patterns: tuple[Pattern, ...]
    jointly: NDArray[np.intp]

    @property
    def n_complete(self) -> int:
        """Governments that lack nothing."""
        return sum(pattern.n for pattern in self.patterns if not pattern.lacking)

    @property
    def never_together(self) -> tuple[tuple[str, str], ...]:
        """Pairs of variables that no government has both of: nothing in the data says how they go together."""
        pairs = zip(*np.nonzero(np.triu(self.jointly == 0, 1)), strict=True)
        return tuple((self.names[int(i)], self.names[int(j)]) for i, j in pairs)


def tabulate_patterns(columns: Mapping[str, Column], *, ids: Sequence[str]) -> PatternTable:
    """Patterns of missing values over governments.

    Parameters
    ----------
    columns : mapping of name to Column
        Variables over the same n governments: those analysed. A government that a rule excludes is not
        missing; leave it out of the columns.
    ids : sequence of str
        The n governments.

    Raises
    ------
    NotComputableError
        Where there are no variables or the columns differ in length.

    Examples
    --------
    >>> columns = {"budget": Column.numbers([1, None, None]), "age": Column.numbers([40, 50, None])}
    >>> table = tabulate_patterns(columns, ids=["A", "B", "C"])
    >>> [(pattern.lacking, pattern.ids) for pattern in table.patterns]
    [((), ('A',)), (('budget',), ('B',)), (('budget', 'age'), ('C',))]
    >>> table.n_missing.tolist(), table.reasons["age"]
    ([2, 1], {<Missing.BLANK: 1>: 1})
    """
    names = tuple(columns)
    if not names or any(len(column) != len(ids) for column in columns.values()):
        raise NotComputableError(
            "patterns of missing values need variables over the same governments",
            found=", ".join(f"{name}: {len(column)}" for name, column in columns.items()) or "no variables",
            right=f"{len(ids)} values each",
        )
    missing = np.column_stack([column.missing for column in columns.values()])
    there = (missing == Missing.PRESENT).astype(np.intp)
    members: dict[tuple[bool, ...], list[str]] = {}
    for id, row in zip(ids, (there == 0).tolist(), strict=True):
        members.setdefault(tuple(row), []).append(id)
    ordered = sorted(members.items(), key=lambda item: (sum(item[0]), -len(item[1]), item[0]))
    return PatternTable(
        names=names,
        n=len(ids),
        n_missing=(there == 0).sum(axis=0),
        reasons={name: counted for j, name in enumerate(names) if (counted := count_reasons(missing[:, j]))},
        patterns=tuple(
            Pattern(tuple(name for name, lacks in zip(names, row, strict=True) if lacks), tuple(found))
            for row, found in ordered
        ),
        jointly=there.T @ there,
    )


def count_reasons(codes: NDArray[np.uint8]) -> dict[Missing, int]:
    """How often each reason stands among the codes of a column, present values not counted."""
    found, counts = np.unique(codes[codes > 0], return_counts=True)
    return {Missing(int(code)): int(count) for code, count in zip(found, counts, strict=True)}
