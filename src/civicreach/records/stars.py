"""Stars by the study's own legend."""

from __future__ import annotations

from collections.abc import Mapping


def stars(p: float, legend: Mapping[str, float]) -> str:
    """The stars of a probability: those of the smallest limit that it lies below; none for NaN.

    >>> stars(0.03, {"*": 0.10, "**": 0.05, "***": 0.01})
    '**'
    >>> stars(0.03, {"†": 0.10, "*": 0.05})
    '*'
    """
    reached = {limit: mark for mark, limit in legend.items() if p < limit}
    return reached[min(reached)] if reached else ""
