"""What printed numbers leave open: figures that differ from one twin to the next."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from civicreach.analysis.factors.leverage import FULL_LEVERAGE, cooks_distance
from civicreach.analysis.reality.ranks import midranks
from civicreach.analysis.tails import two_sided_t
from civicreach.records.words import Words, message

from .demand import Demand
from .quantities import Floats


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure over several twins.

    Attributes
    ----------
    measure : str
        One of `MEASURES`.
    table : str
        Of the regression; empty where it is about variables only.
    row : str
        Factor or outcome; two names joined by a comma for a pair.
    values : tuple of float
        One a twin that has the figure.
    n_without : int
        Twins that do not: nothing varies, no model can be fitted, or a case has leverage 1.
    """

    measure: str
    table: str
    row: str
    values: tuple[float, ...]
    n_without: int = 0

    @property
    def least(self) -> float:
        """Over the twins that have the figure; NaN where none has."""
        return min(self.values, default=math.nan)

    @property
    def median(self) -> float:
        """Over the twins that have the figure; NaN where none has."""
        return float(np.median(self.values)) if self.values else math.nan

    @property
    def greatest(self) -> float:
        """Over the twins that have the figure; NaN where none has."""
        return max(self.values, default=math.nan)


#: Table, row and figure; NaN where the data do not have it.
Found = Iterator[tuple[str, str, float]]


def spread(demand: Demand, twins: Sequence[Floats], measures: Sequence[str]) -> tuple[Spread, ...]:
    """Figures over twins, each as often as there are twins.

    Parameters
    ----------
    demand : Demand
        Of the twins.
    twins : sequence of np.ndarray
        Their data, shape (n, p).
    measures : sequence of str
        Of `MEASURES`. Twins whose data do not have a figure, such as the correlation of a constant, are counted.
    """
    made: dict[tuple[str, str, str], list[float]] = {}
    for columns in twins:
        for measure in measures:
            for table, row, value in MEASURES[measure].take(demand, columns):
                made.setdefault((measure, table, row), []).append(value)
    found = []
    for key, values in made.items():
        known = tuple(value for value in values if math.isfinite(value))
        found.append(Spread(*key, known, len(values) - len(known)))
    return tuple(found)


def _hc3(demand: Demand, columns: Floats) -> Found:
    """Two-sided p of each factor with HC3 errors and t with the residual degrees of freedom."""
    for place, fit in _fits(demand, columns):
        model = demand.models[place]
        p = np.full(len(model.factors), math.nan)
        # an error that divides by nothing is none
        if fit is not None and (fit.leverage <= FULL_LEVERAGE).all():
            weighted = fit.X * (fit.residuals / (1 - fit.leverage))[:, None]
            errors = np.sqrt(np.maximum(np.diag(fit.inverse @ (weighted.T @ weighted) @ fit.inverse), 0.0))
            b = fit.inverse @ fit.X.T @ columns[:, model.outcome]
            n, k = fit.X.shape
            p = np.array([two_sided_t(float(b[i] / errors[i]), n - k) if errors[i] > 0 else math.nan
                          for i in range(1, k)])  # fmt: skip
        for factor, value in zip(model.factors, p.tolist(), strict=True):
            yield _table(demand, place), demand.names[factor], value


def _cook(demand: Demand, columns: Floats) -> Found:
    for place, fit in _fits(demand, columns):
        most = math.nan
        if fit is not None:
            most = float(cooks_distance(fit.residuals, fit.leverage, coefficients=fit.X.shape[1]).max())
        yield _table(demand, place), demand.names[demand.models[place].outcome], most


def _below(demand: Demand, columns: Floats) -> Found:
    for place, fit in _fits(demand, columns):
        outcome = demand.models[place].outcome
        low = demand.variables[outcome].low
        if math.isfinite(low):
            below = math.nan
            if fit is not None:
                below = float((columns[:, outcome] - fit.residuals < low).sum())
            yield _table(demand, place), demand.names[outcome], below


def _rank(demand: Demand, columns: Floats) -> Found:
    ranks = np.column_stack([midranks(column) for column in columns.T])
    with np.errstate(all="ignore"):
        correlations = np.atleast_2d(np.corrcoef(ranks, rowvar=False))
    for place, model in enumerate(demand.models):
        for factor in model.factors:
            yield _table(demand, place), demand.names[factor], float(correlations[model.outcome, factor])


def _outcomes(demand: Demand, columns: Floats) -> Found:
    outcomes = list(dict.fromkeys(model.outcome for model in demand.models))
    for i, a in enumerate(outcomes):
        for b in outcomes[i + 1 :]:
            with np.errstate(all="ignore"):
                r = float(np.corrcoef(columns[:, a], columns[:, b])[0, 1])
            yield "", f"{demand.names[a]}, {demand.names[b]}", r


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that differs between twins: its words, how many decimals it is shown with, and how it is taken."""

    words: Words
    digits: int
    take: Callable[[Demand, Floats], Found]


#: By the name with which it is asked for.
MEASURES: Mapping[str, Measure] = {
    "hc3": Measure(message("p with HC3 errors"), 3, _hc3),
    "rank": Measure(message("rank correlation with the outcome (Spearman)"), 2, _rank),
    "cook": Measure(message("largest Cook's distance"), 2, _cook),
    "outcomes": Measure(message("correlation of the outcomes (Pearson)"), 2, _outcomes),
    "fitted": Measure(message("fitted values below the least printed one"), 0, _below),
}

#: Taken where nothing is asked for.
USUAL = ("hc3", "rank", "cook", "outcomes")


def _table(demand: Demand, place: int) -> str:
    block = demand.printed_models[place].block
    return f"{block.table.key} {block.group}".strip()


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """A design with a constant, its inverse cross-products, and residuals and leverages of the cases."""

    X: Floats
    inverse: Floats
    residuals: Floats
    leverage: Floats


def _fits(demand: Demand, columns: Floats) -> Iterator[tuple[int, _Fit | None]]:
    """Each model by its place, and its fit; None where it cannot be fitted."""
    for place, model in enumerate(demand.models):
        x = columns[:, list(model.factors)]
        y = columns[:, model.outcome]
        sds = x.std(0)
        if not np.all(sds > 0) or np.ptp(y) == 0 or len(x) <= x.shape[1] + 1:
            yield place, None
            continue
        X = np.column_stack([np.ones(len(x)), (x - x.mean(0)) / sds])
        try:
            inverse = np.linalg.inv(X.T @ X)
        except np.linalg.LinAlgError:
            yield place, None
            continue
        residuals = y - X @ (inverse @ (X.T @ y))
        yield place, _Fit(X, inverse, residuals, np.einsum("ij,jk,ik->i", X, inverse, X))
