"""Which conclusions rest on one government: without it a star falls, comes, or the sign turns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from civicreach.records.stars import stars

from .without import Refits


@dataclass(frozen=True, slots=True)
class Without:
    """A coefficient without one government: its estimate, p, and the stars that the legend gives it."""

    id: str
    estimate: float
    p: float
    stars: str


@dataclass(frozen=True, slots=True)
class Reliance:
    """What a table says of one factor, and which governments that rests on.

    Attributes
    ----------
    outcome, name : str
        The outcome and the factor.
    estimate, p : float
        With every case; p with classical errors for least squares, and with those of the fit for counts.
    stars : str
        By the legend; empty without any.
    falls, rises : tuple of Without
        Governments without which there are fewer stars, and more; those that change p most come first.
    turns : tuple of Without
        Governments without which the sign is the other one, with or without stars.
    n_refits : int
        Refits that there are; the cases without one are in `Influence.alone` and `CountRefits.refused`.
    """

    outcome: str
    name: str
    estimate: float
    p: float
    stars: str
    falls: tuple[Without, ...]
    rises: tuple[Without, ...]
    turns: tuple[Without, ...]
    n_refits: int

    @property
    def lost(self) -> tuple[Without, ...]:
        """Of `falls`, those that leave no star at all."""
        return tuple(one for one in self.falls if not one.stars)


def reliance_on_cases(refits: Refits, *, legend: Mapping[str, float]) -> tuple[Reliance, ...]:
    """For every factor, the governments without which its stars or its sign change.

    Parameters
    ----------
    refits : Refits
        Of one model: `influence.Influence` of least squares, or `refits.CountRefits`.
    legend : mapping of str to float
        The p below which a table prints these stars.

    Examples
    --------
    >>> import numpy as np
    >>> from civicreach.analysis.diagnostics.influence import measure_influence
    >>> likes = np.array([1.0, 3.0, 2.0, 3.0, 1.0, 20.0])
    >>> age = np.array([[1.0], [2.0], [3.0], [4.0], [5.0], [9.0]])
    >>> influence = measure_influence(likes, age, names=["age"], ids=list("ABCDEF"))
    >>> (says,) = reliance_on_cases(influence, legend={"*": 0.1, "**": 0.05})
    >>> says.stars, [(one.id, one.stars) for one in says.falls]
    ('**', [('F', ''), ('C', '*'), ('D', '*'), ('B', '*'), ('A', '*')])
    """
    return tuple(_reliance(refits, place, legend) for place in range(1, len(refits.names) + 1))


def _reliance(found: Refits, place: int, legend: Mapping[str, float]) -> Reliance:
    estimate, p = float(found.estimate[place]), float(found.p[place])
    here = stars(p, legend)

    def level(marks: str) -> float:
        return legend.get(marks, math.inf)

    columns = (found.estimate_without[:, place].tolist(), found.p_without[:, place].tolist())
    refits = [
        Without(one, b, value, stars(value, legend))
        for one, b, value in zip(found.ids, *columns, strict=True)
        if not math.isnan(value)
    ]
    return Reliance(
        outcome=found.outcome,
        name=found.names[place - 1],
        estimate=estimate,
        p=p,
        stars=here,
        falls=tuple(sorted((one for one in refits if level(one.stars) > level(here)), key=lambda one: -one.p)),
        rises=tuple(sorted((one for one in refits if level(one.stars) < level(here)), key=lambda one: one.p)),
        turns=tuple(sorted((one for one in refits if one.estimate * estimate < 0), key=lambda one: one.p)),
        n_refits=len(refits),
    )
