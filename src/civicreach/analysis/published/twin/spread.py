"""What printed numbers leave open: figures that differ from one twin to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

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
        One a twin.
    """

    measure: str
    table: str
    row: str
    values: tuple[float, ...]

    @property
    def least(self) -> float:
        """Over the twins."""
        return min(self.values)

    @property
    def median(self) -> float:
        """Over the twins."""
        return float(np.median(self.values))

    @property
    def greatest(self) -> float:
        """Over the twins."""
        return max(self.values)


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
        Of `MEASURES`. What data do not have, such as the correlation of a constant, is left out.
    """
    made: dict[tuple[str, str, str], list[float]] = {}
    for columns in twins:
        for measure in measures:
            for table, row, value in MEASURES[measure].take(demand, columns):
                if np.isfinite(value):
                    made.setdefault((measure, table, row), []).append(value)
    return tuple(Spread(*key, tuple(values)) for key, values in made.items())


def _hc3(demand: Demand, columns: Floats) -> Found:
    """Two-sided p of each factor with HC3 errors and t with the residual degrees of freedom."""
    for place, X, inverse, residuals, leverage in _fits(demand, columns):
        n, k = X.shape
        weighted = X * (residuals / np.maximum(1 - leverage, 1e-12))[:, None]
        errors = np.sqrt(np.diag(inverse @ (weighted.T @ weighted) @ inverse))
        model = demand.models[place]
        b = inverse @ X.T @ columns[:, model.outcome]
        for i, factor in enumerate(model.factors):
            yield _table(demand, place), demand.names[factor], two_sided_t(float(b[i + 1] / errors[i + 1]), n - k)


def _cook(demand: Demand, columns: Floats) -> Found:
    for place, X, _, residuals, leverage in _fits(demand, columns):
        n, k = X.shape
        variance = float(residuals @ residuals) / (n - k)
        distance = residuals**2 / variance / k * leverage / np.maximum(1 - leverage, 1e-12) ** 2
        yield _table(demand, place), demand.names[demand.models[place].outcome], float(distance.max())


def _below(demand: Demand, columns: Floats) -> Found:
    for place, _, _, residuals, _ in _fits(demand, columns):
        outcome = demand.models[place].outcome
        low = demand.variables[outcome].low
        if np.isfinite(low):
            fitted = columns[:, outcome] - residuals
            yield _table(demand, place), demand.names[outcome], float((fitted < low).sum())


def _rank(demand: Demand, columns: Floats) -> Found:
    ranks = np.column_stack([_ranks(column) for column in columns.T])
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


def _fits(demand: Demand, columns: Floats) -> Iterator[tuple[int, Floats, Floats, Floats, Floats]]:
    """Place, design, inverse cross-products, residuals and leverages of each model that can be fitted."""
    for place, model in enumerate(demand.models):
        x = columns[:, list(model.factors)]
        sds = x.std(0)
        if not np.all(sds > 0) or np.ptp(columns[:, model.outcome]) == 0:
            continue
        X = np.column_stack([np.ones(len(x)), (x - x.mean(0)) / sds])
        try:
            inverse = np.linalg.inv(X.T @ X)
        except np.linalg.LinAlgError:
            continue
        y = columns[:, model.outcome]
        residuals = y - X @ (inverse @ (X.T @ y))
        yield place, X, inverse, residuals, np.einsum("ij,jk,ik->i", X, inverse, X)


def _ranks(values: Floats) -> Floats:
    """Ranks from 1, equal values sharing the middle one."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray(((last - counts + 1 + last) / 2)[place.reshape(-1)])
