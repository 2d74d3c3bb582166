"""Statistics of all factors under their null hypotheses, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .result import Draws

Floats = NDArray[np.float64]

#: Statistics that agree within rounding are ties, and ties count against the finding.
TIE = 1 - 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class NullDraws:
    """What t would be if a factor had no effect.

    Attributes
    ----------
    names : tuple of str
        The k factors.
    how : str
        ``"permutation"`` or ``"wild"``.
    n : int
        Rows.
    t : np.ndarray
        Shape (k,): as observed.
    null : np.ndarray
        Shape (used, k): in the draws, those of one row from the same draw.
    draws : Draws
        How many.
    """

    names: tuple[str, ...]
    how: str
    n: int
    t: Floats
    null: Floats
    draws: Draws

    @property
    def p(self) -> Floats:
        """Share of draws at least as far from zero as observed, the observation counted with them, shape (k,).

        NaN where t is.
        """
        p = ((np.abs(self.null) >= TIE * np.abs(self.t)).sum(axis=0) + 1) / (len(self.null) + 1)
        return np.where(np.isnan(self.t), np.nan, p)
