"""One variable over the governments of a study: values, and the reason wherever there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .missing import Missing


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Values of one variable in the order of the governments.

    Attributes
    ----------
    values : np.ndarray
        Shape (n,): float64 with NaN where missing, or objects (str) with None where missing.
    missing : np.ndarray
        Shape (n,), uint8: a `Missing`; 0 where the value is there.
    """

    values: NDArray[Any]
    missing: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.values)

    @property
    def is_text(self) -> bool:
        """Whether the values are text rather than numbers."""
        return self.values.dtype == object

    @property
    def present(self) -> NDArray[np.bool_]:
        """Where a value is there, shape (n,)."""
        return np.asarray(self.missing == Missing.PRESENT)

    def take(self, rows: NDArray[np.intp] | Sequence[int]) -> Column:
        """The same variable for the rows named, in their order; -1 gives no row and is not allowed."""
        return Column(self.values[rows], self.missing[rows])

    @classmethod
    def numbers(cls, values: Iterable[float | None], reason: Missing = Missing.BLANK) -> Column:
        """Numbers; None and NaN are missing for the reason given.

        >>> Column.numbers([1, None]).missing.tolist()
        [0, 1]
        """
        array = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        return cls(array, np.where(np.isnan(array), np.uint8(reason), np.uint8(0)).astype(np.uint8))

    @classmethod
    def texts(cls, values: Iterable[str | None], reason: Missing = Missing.BLANK) -> Column:
        """Text; None and the empty string are missing for the reason given.

        >>> Column.texts(["sure", ""]).values.tolist()
        ['sure', None]
        """
        array = np.array([value or None for value in values] or [], dtype=object)
        absent = np.array([value is None for value in array], dtype=bool)
        return cls(array, np.where(absent, np.uint8(reason), np.uint8(0)).astype(np.uint8))

    @classmethod
    def absent(cls, n: int, reason: Missing, *, text: bool = False) -> Column:
        """A variable of which nothing is known, for the reason given."""
        values = np.full(n, None, dtype=object) if text else np.full(n, np.nan)
        return cls(values, np.full(n, reason, dtype=np.uint8))
