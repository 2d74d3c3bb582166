"""Which variable is missing for which governments, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.column import Column
from civicreach.records.missing import Missing


@dataclass(frozen=True, slots=True, eq=False)
class MissingPattern:
    """What is missing, one row for a variable and a reason, one column for a government that lacks something.

    Attributes
    ----------
    n, n_complete : int
        Governments looked at, and those of them that lack nothing.
    names : tuple of str
        The k variables looked at.
    rows : tuple of (str, Missing)
        The m pairs of a variable and a reason that occur, in the order of the variables.
    ids : tuple of str
        The n - n_complete governments that lack something, those with the same pattern together.
    absent : np.ndarray
        Shape (m, n - n_complete), bool: missing for that reason.
    """

    n: int
    n_complete: int
    names: tuple[str, ...]
    rows: tuple[tuple[str, Missing], ...]
    ids: tuple[str, ...]
    absent: NDArray[np.bool_]


def missing_pattern(columns: Mapping[str, Column], *, ids: Sequence[str]) -> MissingPattern:
    """What is missing in variables over the same governments.

    Parameters
    ----------
    columns : mapping of str to Column
        The variables, each with one entry a government.
    ids : sequence of str
        The governments, in the same order.

    Examples
    --------
    >>> age, budget = Column.numbers([40.0, 41.0, None]), Column.numbers([None, 2.0, None])
    >>> pattern = missing_pattern({"age": age, "budget": budget}, ids=["a", "b", "c"])
    >>> pattern.ids, pattern.n_complete, pattern.absent.tolist()
    (('c', 'a'), 1, [[True, False], [True, True]])
    """
    rows: list[tuple[str, Missing]] = []
    found: list[NDArray[np.bool_]] = []
    for name, column in columns.items():
        for code in sorted(set(column.missing.tolist()) - {0}):
            rows.append((name, Missing(code)))
            found.append(column.missing == code)
    absent = np.array(found, dtype=bool).reshape(len(rows), len(ids))
    lacking = np.flatnonzero(absent.any(axis=0)).tolist()
    # the first rows decide first: each variable's governments stand in as few runs as can be
    lacking.sort(key=lambda place: (tuple(~absent[:, place]), place))
    return MissingPattern(
        n=len(ids),
        n_complete=len(ids) - len(lacking),
        names=tuple(columns),
        rows=tuple(rows),
        ids=tuple(ids[place] for place in lacking),
        absent=absent[:, lacking],
    )
