"""Which conclusions rest on one government: without it a star falls, comes, or the sign turns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .influence import Influence


@dataclass(frozen=True, slots=True)
class Without:
    """A coefficient without one government: its estimate, p, and the least level that p stays below, or None."""

    id: str
    estimate: float
    p: float
    level: float | None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a table says of one factor, and which governments it rests on.

    Attributes
    ----------
    outcome, name : str
        The outcome and the factor.
    estimate, p : float
        With every case; p with classical errors.
    level : float or None
        The least level that p stays below: how many stars. None without any.
    falls, rises : tuple of Without
        Governments without which there are fewer stars, and more; the farthest from here first.
    turns : tuple of Without
        Governments without which the sign is the other one.
    n_refits : int
        Refits that there are; cases without one are in `Influence.alone`.
    """

    outcome: str
    name: str
    estimate: float
    p: float
    level: float | None
    falls: tuple[Without, ...]
    rises: tuple[Without, ...]
    turns: tuple[Without, ...]
    n_refits: int

    @property
    def lost(self) -> tuple[Without, ...]:
        """Of `falls`, those that leave no star at all."""
        return tuple(one for one in self.falls if one.level is None)


def influence_on_conclusions(
    influence: Influence, *, levels: Sequence[float] = (0.10, 0.05, 0.01)
) -> tuple[Conclusion, ...]:
    """For every factor, the governments without which its stars or its sign change.

    Parameters
    ----------
    influence : Influence
        Of one model.
    levels : sequence of float
        The p below which a table prints a star, in any order.

    Examples
    --------
    >>> import numpy as np
    >>> from civicreach.analysis.diagnostics.influence import measure_influence
    >>> likes = np.array([1.0, 3.0, 2.0, 3.0, 1.0, 20.0])
    >>> age = np.array([[1.0], [2.0], [3.0], [4.0], [5.0], [9.0]])
    >>> (age_says,) = influence_on_conclusions(measure_influence(likes, age, names=["age"], ids=list("ABCDEF")))
    >>> age_says.level, [(one.id, one.level) for one in age_says.falls]
    (0.05, [('F', None), ('C', 0.1), ('D', 0.1), ('B', 0.1), ('A', 0.1)])
    """
    said = []
    for j, name in enumerate(influence.names, start=1):
        estimate, p = float(influence.estimate[j]), float(influence.p[j])
        level = _least_level(p, levels)
        refits = [
            Without(one, b, p_one, _least_level(p_one, levels))
            for one, b, p_one in zip(
                influence.ids,
                influence.estimate_without[:, j].tolist(),
                influence.p_without[:, j].tolist(),
                strict=True,
            )
            if not math.isnan(p_one)
        ]
        here = level if level is not None else math.inf
        falls = [one for one in refits if (math.inf if one.level is None else one.level) > here]
        rises = [one for one in refits if (math.inf if one.level is None else one.level) < here]
        turns = [one for one in refits if one.estimate * estimate < 0]
        said.append(
            Conclusion(
                outcome=influence.outcome,
                name=name,
                estimate=estimate,
                p=p,
                level=level,
                falls=tuple(sorted(falls, key=lambda one: -one.p)),
                rises=tuple(sorted(rises, key=lambda one: one.p)),
                turns=tuple(sorted(turns, key=lambda one: -abs(one.estimate))),
                n_refits=len(refits),
            )
        )
    return tuple(said)


def _least_level(p: float, levels: Sequence[float]) -> float | None:
    return min((level for level in levels if p < level), default=None)
