"""What follows from printed tables alone: collinearity, unique shares, corrected probabilities, sensitivity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civicreach.analysis.multiplicity import false_discovery, holm
from civicreach.analysis.power import detectable_partial_r

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
