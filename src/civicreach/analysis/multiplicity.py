"""Probabilities corrected for how many tests were made, from the probabilities alone."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p: Sequence[float]) -> list[float]:
    """Probabilities corrected for their number, step by step from the smallest (Holm 1979).

    >>> [round(value, 3) for value in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p)), key=lambda i: p[i])
    corrected, highest = [0.0] * len(p), 0.0
    for place, i in enumerate(order):
        highest = max(highest, min((len(p) - place) * p[i], 1.0))
        corrected[i] = highest
    return corrected


def false_discovery(p: Sequence[float]) -> list[float]:
    """Probabilities corrected for the rate of false discoveries (Benjamini & Hochberg 1995).

    >>> [round(value, 3) for value in false_discovery([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    order = sorted(range(len(p)), key=lambda i: -p[i])
    corrected, lowest = [0.0] * len(p), 1.0
    for place, i in enumerate(order):
        lowest = min(lowest, p[i] * (len(p) / (len(p) - place)))
        corrected[i] = lowest
    return corrected
