"""A model with every case and without each of them in turn, whatever its family."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Refits:
    """What least squares and count models have in common without each of their cases.

    Attributes
    ----------
    outcome, names : str, tuple of str
        The outcome and the k factors.
    ids : tuple of str
        The n governments, in the order of the rows.
    estimate, p : np.ndarray
        Shape (k + 1,), the constant first: of the fit with every case.
    estimate_without, p_without : np.ndarray
        Shape (n, k + 1): of the refit without the case; NaN where there is none.
    """

    outcome: str
    names: tuple[str, ...]
    ids: tuple[str, ...]
    estimate: Floats
    p: Floats
    estimate_without: Floats
    p_without: Floats

    @property
    def n(self) -> int:
        """Rows counted."""
        return len(self.ids)
