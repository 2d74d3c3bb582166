"""What printed numbers demand of data: variables of a type each, and an interval for every figure."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from civicreach.analysis.published.model import Model
from civicreach.records.words import Words, message

from .quantities import Floats, Regression, figures_and_slopes, moments

Kind = Literal["zeros and ones", "steps", "continuous"]

#: A variable whose step is a larger part of its sd than this is settled before all others.
COARSE = 0.15

#: Inferred steps are not made finer than this part of the sd.
_FINEST = 1e-7


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of the data.

    Attributes
    ----------
    name : str
        As printed.
    kind : {"zeros and ones", "steps", "continuous"}
        Type; `steps` are multiples of `step`.
    step : float
        0 where it is continuous.
    low, high : float
        Least and greatest value, both of which occur; infinite where none is printed.
    mean, sd : float
        To start from.
    ones : tuple of int
        Numbers of ones that mean and sd allow; empty for other kinds.
    inferred : bool
        Whether the step is taken from the print of least and greatest value rather than declared.
    """

    name: str
    kind: Kind
    step: float
    low: float
    high: float
    mean: float
    sd: float
    ones: tuple[int, ...] = ()
    inferred: bool = False

    @property
    def coarse(self) -> bool:
        """Whether its step is so large a part of its sd that values are settled before all others."""
        return self.kind == "zeros and ones" or self.step > COARSE * self.sd


@dataclass(frozen=True, slots=True)
class Aim:
    """One printed figure: the interval in which a sum of quantities must lie.

    Attributes
    ----------
    table, row, column, text : str
        Where it stands, and as printed.
    low, high : float
        Ends of the interval.
    terms : tuple of (int, float)
        Places in the vector of quantities, and factors.
    size : float
        Of the figure: the sd for means and sds, else the figure itself, and at least 1.
    """

    table: str
    row: str
    column: str
    text: str
    low: float
    high: float
    terms: tuple[tuple[int, float], ...]
    size: float = 1.0

    @property
    def half(self) -> float:
        """Half a printed unit."""
        return (self.high - self.low) / 2

    @property
    def middle(self) -> float:
        """The printed number."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Everything that data must fulfil.

    Attributes
    ----------
    n : int
        Cases.
    variables : tuple of Variable
        Columns, in order.
    models : tuple of Regression
        Their regressions.
    printed_models : tuple of Model
        The same as printed.
    aims : tuple of Aim
        Every printed figure that is searched for.
    pairs : tuple of (int, int)
        Columns whose correlation is printed.
    exclusive : tuple of tuple of int
        Columns of zeros and ones of which no case has two.
    taken : tuple of Words
        What was taken for granted.
    left : tuple of (str, Words)
        Tables and rows that are not searched for, and why.
    by_n : bool
        Whether sds are taken to be divided by n, not by n - 1.
    """

    n: int
    variables: tuple[Variable, ...]
    models: tuple[Regression, ...]
    printed_models: tuple[Model, ...]
    aims: tuple[Aim, ...]
    pairs: tuple[tuple[int, int], ...]
    exclusive: tuple[tuple[int, ...], ...]
    taken: tuple[Words, ...]
    left: tuple[tuple[str, Words], ...]
    by_n: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns."""
        return tuple(variable.name for variable in self.variables)

    def quantities(self, columns: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """All quantities of data, how they change with covariances and means, and the centred columns."""
        means, covariances, centred = moments(columns)
        p = len(means)
        eye = np.eye(p)
        sds = np.sqrt(np.maximum(np.diag(covariances), 1e-300))
        values: list[Floats] = [means, sds]
        by_covariance: list[Floats] = [np.zeros((p, p, p))]
        by_mean: list[Floats] = [eye, np.zeros((p, p))]
        own = np.zeros((p, p, p))
        own[np.arange(p), np.arange(p), np.arange(p)] = 0.5 / sds
        by_covariance.append(own)
        if self.pairs:
            u, v = np.array(self.pairs).T
            r = covariances[u, v] / sds[u] / sds[v]
            change = np.zeros((len(u), p, p))
            at = np.arange(len(u))
            change[at, u, v] = change[at, v, u] = 0.5 / sds[u] / sds[v]
            change[at, u, u] = -r / 2 / sds[u] ** 2
            change[at, v, v] = -r / 2 / sds[v] ** 2
            values.append(r)
            by_covariance.append(change)
            by_mean.append(np.zeros((len(u), p)))
        for model in self.models:
            figures, slopes, own_means = figures_and_slopes(model, self.n, means, covariances)
            values.append(figures)
            by_covariance.append(slopes)
            by_mean.append(own_means)
        return np.concatenate(values), np.concatenate(by_covariance), np.concatenate(by_mean), centred

    @property
    def offsets(self) -> list[int]:
        """Where the figures of each model begin in the vector of quantities."""
        places = [2 * len(self.variables) + len(self.pairs)]
        for model in self.models:
            places.append(places[-1] + model.size)
        return places[:-1]

    @property
    def combination(self) -> Floats:
        """From quantities to aims, shape (aims, quantities)."""
        width = 2 * len(self.variables) + len(self.pairs) + sum(model.size for model in self.models)
        matrix = np.zeros((len(self.aims), width))
        for i, aim in enumerate(self.aims):
            for place, factor in aim.terms:
                matrix[i, place] += factor
        return matrix

    def refined(self) -> Demand | None:
        """The same with finer steps where they were only inferred; None where there is nothing to refine."""
        finer = [v.inferred and v.step > _FINEST * v.sd for v in self.variables]
        if not any(finer):
            return None
        made = tuple(replace(v, step=v.step / 10) if fine else v for v, fine in zip(self.variables, finer, strict=True))
        notes = [message("{name}: in steps of {step}, for no data in larger ones were found", name=v.name,
                         step=f"{v.step:g}") for v, fine in zip(made, finer, strict=True) if fine]  # fmt: skip
        return replace(self, variables=made, taken=(*self.taken, *notes))

    def divided_by_n(self) -> Demand:
        """The same with printed sds taken to be divided by n."""
        p = len(self.variables)
        longer = math.sqrt(self.n / (self.n - 1))
        aims = tuple(
            replace(aim, low=aim.low * longer, high=aim.high * longer)
            if len(aim.terms) == 1 and p <= aim.terms[0][0] < 2 * p else aim
            for aim in self.aims
        )  # fmt: skip
        note = message("sds are divided by n, for no data with n - 1 were found")
        return replace(self, aims=aims, taken=(*self.taken, note), by_n=True)

    def distances(self, columns: Floats) -> Floats:
        """How far each aim is from the printed number, in half printed units."""
        values, *_ = self.quantities(columns)
        found = self.combination @ values
        return np.array([(v - aim.middle) / aim.half for v, aim in zip(found, self.aims, strict=True)])
