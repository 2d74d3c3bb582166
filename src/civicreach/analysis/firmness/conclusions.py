"""Conclusions of a main table, and what a check makes of each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from civicreach.records.stars import stars
from civicreach.records.words import Words

Floats = NDArray[np.float64]


class Verdict(Enum):
    """What a check makes of a conclusion."""

    HOLDS = "holds"
    WEAKER = "weaker"
    FALLS = "falls"
    TURNS = "turns"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A coefficient of a main table that carries stars.

    Attributes
    ----------
    model, factor : str
        As the study names them.
    beta, p : float
        As in the main table.
    stars : str
        By the study's legend.
    """

    model: str
    factor: str
    beta: float
    p: float
    stars: str


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """Another way to compute all coefficients of a model.

    Attributes
    ----------
    key : str
        A name that stays.
    label, about : Words
        What it is called, and what it asks and assumes.
    group : Words
        What it doubts: the errors, the scale of the outcome, the missing answers.
    estimate, p : np.ndarray
        Shape (k,), in the order of the model's factors; only the sign of the estimate is compared, since its scale
        may be another. NaN where there is no figure.
    n : int
        Cases.
    reason : Words
        Why there are no figures, where there are none.
    least : float
        The smallest p that it can give: draws that are few cannot tell a conclusion of more stars.
    """

    key: str
    label: Words
    about: Words
    group: Words
    estimate: Floats
    p: Floats
    n: int
    reason: Words = ""
    least: float = 0.0


def conclusions_of(
    model: str, factors: Sequence[str], beta: Floats, p: Floats, legend: Mapping[str, float]
) -> tuple[Conclusion, ...]:
    """The coefficients with stars, in the order of the table.

    >>> beta, p, legend = np.array([0.1, -0.4]), np.array([0.2, 0.03]), {"*": 0.1, "**": 0.05}
    >>> found = conclusions_of("likes", ["age", "level"], beta, p, legend)
    >>> found[0].factor, found[0].stars
    ('level', '**')
    """
    return tuple(
        Conclusion(model, factor, float(b), float(value), mark)
        for factor, b, value in zip(factors, beta, p, strict=True)
        if (mark := stars(float(value), legend))
    )


def judge(conclusion: Conclusion, check: Check, place: int, legend: Mapping[str, float]) -> Verdict:
    """What a check makes of a conclusion about the factor at a place.

    It holds where sign and at least as many stars are the same, is weaker with fewer stars, falls without any, and
    turns where the sign is the other one, with or without stars.
    """
    estimate, p = float(check.estimate[place]), float(check.p[place])
    if not (math.isfinite(estimate) and math.isfinite(p)):
        return Verdict.CANNOT_TELL
    if estimate * conclusion.beta < 0:
        return Verdict.TURNS
    wanted, reached = legend[conclusion.stars], legend.get(stars(p, legend))
    if reached is not None and reached <= wanted:
        return Verdict.HOLDS
    if p <= check.least:
        # as small as its draws allow, and not small enough to tell
        return Verdict.CANNOT_TELL
    return Verdict.FALLS if reached is None else Verdict.WEAKER
