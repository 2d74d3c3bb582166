"""What follows from printed tables alone: collinearity, unique shares, corrected probabilities, sensitivity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civicreach.analysis.tails import critical_t, incomplete_beta

from .across import classical, common_vifs, vif
from .audit import Audit
from .descriptives import totals
from .interval import Interval
from .model import Model, p_interval, probability, statistic_of


@dataclass(frozen=True, slots=True)
class FactorFigures:
    """What follows for one factor of a printed regression; None where the tables do not say.

    Attributes
    ----------
    name : str
        As printed.
    vif : Interval or None
        Variance inflation factor; from all models with the same factors, where there are several.
    unique_r2 : Interval or None
        What R² would lose without the factor: t²(1-R²)/df.
    partial_r : Interval or None
        Correlation with the outcome, all other factors held: t/sqrt(t² + df).
    p, holm, fdr : Interval or None
        Probability, and corrected for all factors of the model after Holm (1979) and Benjamini & Hochberg (1995).
    """

    name: str
    vif: Interval | None
    unique_r2: Interval | None
    partial_r: Interval | None
    p: Interval | None
    holm: Interval | None
    fdr: Interval | None


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """What follows for a printed regression.

    Attributes
    ----------
    table, group : str
        Which.
    n, k, df : int or None
        Cases, factors, residual degrees of freedom.
    r2 : Interval or None
        As narrow as R² and F make it.
    factors : tuple of FactorFigures
        In the order of print.
    detectable_r : float or None
        The partial correlation that one factor must have in the population to be found at 0.05, two-sided, in 80 of
        100 studies of this size.
    """

    table: str
    group: str
    n: int | None
    k: int | None
    df: int | None
    r2: Interval | None
    factors: tuple[FactorFigures, ...]
    detectable_r: float | None


@dataclass(frozen=True, slots=True)
class Total:
    """The total that a printed mean stands for.

    Attributes
    ----------
    table, name : str
        Where.
    totals : range
        All that fit; of a 0/1 variable, the number of ones.
    known_whole : bool
        Whether the values are known to be whole; otherwise the totals hold if they are.
    """

    table: str
    name: str
    totals: range
    known_whole: bool


@dataclass(frozen=True, slots=True)
class Consequences:
    """Everything that follows from the tables of a study."""

    models: tuple[ModelFigures, ...]
    totals: tuple[Total, ...]


def what_follows(audit: Audit) -> Consequences:
    """What the printed tables of a study imply without being printed; nothing beyond it can be known from them."""
    found = []
    for block in audit.taken.blocks:
        if block.kind == "descriptives" and not block.group:
            found += [Total(block.table.key, name, sums, known) for name, (sums, known) in totals(block, None).items()]
    return Consequences(tuple(_model(model, audit.models) for model in audit.models), tuple(found))


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
        lowest = min(lowest, p[i] * len(p) / (len(p) - place))
        corrected[i] = lowest
    return corrected


def power(noncentrality: float, df: int, *, alpha: float = 0.05) -> float:
    """Probability that a two-sided t test finds what is there.

    Parameters
    ----------
    noncentrality : float
        Expected t.
    df : int
        Residual degrees of freedom.
    alpha : float
        Level.

    Notes
    -----
    t² has a noncentral F distribution: incomplete beta functions weighted by a Poisson distribution.

    Examples
    --------
    >>> round(power(2.8, 78), 3)
    0.79
    """
    critical = critical_t(1 - alpha, df)
    share = critical**2 / (critical**2 + df)
    half, missed, weight = noncentrality**2 / 2, 0.0, math.exp(-(noncentrality**2) / 2)
    for j in range(10_000):
        missed += weight * incomplete_beta(share, j + 0.5, df / 2, complement=1 - share)
        weight *= half / (j + 1)
        if weight < 1e-16 and j > half:
            break
    return 1.0 - missed


def detectable_partial_r(n: int, df: int, *, alpha: float = 0.05, wanted: float = 0.80) -> float:
    """The partial correlation of one factor that a study of this size finds with the wanted power.

    With Cohen's f² = r²/(1-r²) the expected t is sqrt(n f²).

    >>> round(detectable_partial_r(90, 78), 3)
    0.286
    """
    low, high = 0.0, 60.0
    while high - low > 1e-7:
        middle = (low + high) / 2
        low, high = (middle, high) if power(middle, df, alpha=alpha) < wanted else (low, middle)
    f2 = low * low / n
    return math.sqrt(f2 / (1 + f2))


def _model(model: Model, models: Sequence[Model]) -> ModelFigures:
    listed = set(model.block.factors)
    same = [m for m in models if set(m.block.factors) == listed and m.n == model.n and m.n is not None]
    vifs: Mapping[str, Interval] = common_vifs(same) if all(map(classical, same)) and len(same) > 1 else {}
    names = [name for name in model.block.factors if _p(model, name) is not None]
    ps = [p for name in names if (p := _p(model, name)) is not None]
    corrected = {}
    for key, correct in (("holm", holm), ("fdr", false_discovery)):
        lows, highs = correct([p.low for p in ps]), correct([p.high for p in ps])
        corrected[key] = {name: Interval(a, b) for name, a, b in zip(names, lows, highs, strict=True)}
    factors = []
    for name in model.block.factors:
        figures = model.block.rows[name]
        t = statistic_of(figures) if model.block.linear and model.statistic == "t" else None
        usable = t is not None and t.bounded and model.df is not None and classical(model)
        unique = partial = None
        if usable and t is not None and model.df is not None:
            df = model.df
            partial = t.through(lambda value, df=df: value / math.sqrt(value * value + df))  # type: ignore[misc]
            if model.r2 is not None:
                unique = t.square() * (Interval(1.0, 1.0) - model.r2) * (1.0 / df)
        factors.append(
            FactorFigures(
                name,
                vifs.get(name) or (vif(model, figures) if classical(model) else None),
                unique,
                partial,
                _p(model, name),
                corrected["holm"].get(name),
                corrected["fdr"].get(name),
            )
        )
    detectable = None
    if model.block.linear and model.n and model.df and model.df > 0:
        detectable = detectable_partial_r(model.n, model.df)
    return ModelFigures(
        model.block.table.key, model.block.group, model.n, model.k, model.df, model.r2, tuple(factors), detectable
    )


def _p(model: Model, name: str) -> Interval | None:
    """The probability of a factor, as narrow as p and t make it."""
    figures = model.block.rows[name]
    printed = p_interval(figures["p"]) if "p" in figures else None
    statistic = statistic_of(figures)
    if statistic is None or (model.df is None and model.statistic == "t"):
        return printed
    test = model.test or ("two-sided t" if model.statistic == "t" else "two-sided normal")
    recomputed = probability(statistic, model.df, test)
    if printed is None:
        return recomputed
    return printed.within(recomputed)
