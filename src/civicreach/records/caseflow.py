"""How the governments asked became the governments analysed: rule by rule, with ids and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .words import Words

Because = Literal["excluded by rule", "missing"]


@dataclass(frozen=True, slots=True)
class Departure:
    """Governments that left the sample at one step, for one reason."""

    because: Because
    reason: Words
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One rule applied in order: who left, for which reasons, and how many stayed.

    A government may leave a rule in two ways that are never added up: the rule excludes it, or the
    rule cannot be decided because the answer it asks for is missing.
    """

    rule: Words
    departures: tuple[Departure, ...]
    n_after: int

    def left(self, because: Because) -> tuple[str, ...]:
        """Ids that left for this kind of reason, in the order of the governments."""
        return tuple(dict.fromkeys(i for d in self.departures if d.because == because for i in d.ids))


@dataclass(frozen=True, slots=True)
class CaseFlow:
    """From the first n to the last, one step a rule.

    Attributes
    ----------
    start : int
        Governments at the beginning.
    started_from : Words
        What they are: the survey's rows, or the list of governments.
    steps : tuple of Step
        In the order applied.
    """

    start: int
    started_from: Words
    steps: tuple[Step, ...] = ()

    @property
    def n(self) -> int:
        """Governments that stayed to the end."""
        return self.steps[-1].n_after if self.steps else self.start

    @property
    def counts(self) -> tuple[int, ...]:
        """How many there were at the start and after every step."""
        return (self.start, *(step.n_after for step in self.steps))

    def then(self, step: Step) -> CaseFlow:
        """The flow with one more step."""
        return CaseFlow(self.start, self.started_from, (*self.steps, step))


def missing_by_variable(ids: tuple[str, ...], reasons: Mapping[str, tuple[str, ...]]) -> tuple[Departure, ...]:
    """Departures of incomplete cases, one for each variable that was missing; an id may stand under several."""
    kept = set(ids)
    return tuple(
        Departure("missing", variable, tuple(i for i in absent if i in kept))
        for variable, absent in reasons.items()
        if any(i in kept for i in absent)
    )
