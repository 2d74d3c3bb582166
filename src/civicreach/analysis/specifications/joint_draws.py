"""One factor over many specifications, drawn again: from cross-products where that can be, else by fitting anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.elimination import MOST_FACTORS, conditional
from civicreach.analysis.factors.moments import moments
from civicreach.analysis.factors.resampling import resampled_cross
from civicreach.records.errors import NotComputableError

from .cases import Cases
from .decisions import Plan
from .families import Family
from .multiverse import Material, Multiverse, fit_cases, grouped_cases

Floats = NDArray[np.float64]

#: Matrices that stay in the processor's cache.
_TOGETHER = 2**15

#: Standardised coefficients, t and degrees of freedom of the specifications of one group of cells, shapes (draws, s).
_Drawn = tuple[Floats, Floats, Floats]
#: Gives them for draws of all governments: counts or orders, shape (draws, governments).
_Draw = Callable[[Floats], _Drawn]


def ways_of_drawing(
    multiverse: Multiverse,
    material: Material,
    families: Mapping[str, Family],
    fitted: NDArray[np.bool_],
    j: int,
    method: str,
) -> Iterator[tuple[_Draw, NDArray[np.intp]]]:
    """How each cell is drawn, in the order of the specifications, and the governments that it uses."""
    plan = multiverse.plan
    cases = {place: parts for places, parts in grouped_cases(plan, material) for place in places}
    for cell in np.flatnonzero(fitted.any(axis=1)).tolist():
        subsets = np.flatnonzero(fitted[cell])
        parts = cases[cell]
        few = len(subsets) * 8 < 2 ** (len(plan.factors) - 1)
        plain = plan.option(cell, "family") == "ols" and plan.option(cell, "errors") == "classical"
        if plain and len(parts) == 1 and not few and not np.isnan(parts[0].factors).any():
            draw = _by_moments(parts[0], plan, subsets, j, method)
        else:
            draw = _by_fitting(multiverse, parts, cell, subsets, j, method, families)
        # completions may have rows of their own
        yield draw, np.unique(np.concatenate([part.rows for part in parts]))


def _by_moments(cases: Cases, plan: Plan, subsets: NDArray[np.intp], j: int, method: str) -> _Draw:
    """Least squares with classical errors in every draw from cross-products: the factor and the outcome come last."""
    n, k = cases.factors.shape
    others = [place for place in range(k) if place != j]
    member = plan.member[subsets]
    table = np.column_stack([cases.factors[:, others], cases.factors[:, j], cases.outcome])
    m = moments(table, names=[str(place) for place in range(k + 1)])
    # a factor without spread is in none of these subsets
    unit = ((table - m.mean) - m.mean_rest) / np.where(m.constant, 1.0, m.sd)
    unit[:, m.constant] = 0.0
    varied = [place for place in range(k - 1) if not m.constant[place]]
    unit = unit[:, [*varied, k - 1, k]]
    codes = member[:, others][:, varied] @ (1 << np.arange(len(varied)))
    sizes = member.sum(axis=1)
    together = max(1, _TOGETHER // 2 ** len(varied))
    if len(varied) > MOST_FACTORS:
        raise NotComputableError("too many factors for a joint test", found=str(k), right=f"at most {MOST_FACTORS + 1}")

    def coefficients(correlations: Floats, spread: Floats, number: Floats) -> _Drawn:
        left = np.concatenate(
            [
                conditional(np.nan_to_num(correlations[start : start + together]), blocks=[1] * len(varied))[:, codes]
                for start in range(0, len(correlations), together)
            ]
        )
        own, both, outcome = left[..., 0, 0], left[..., 0, 1], left[..., 1, 1]
        df = number[:, None] - sizes - 1.0
        with np.errstate(invalid="ignore", divide="ignore"):
            own = np.where(own > 1e-9, own, np.nan)
            b = both / own
            rest = outcome - both * b
            ratio = (spread[:, -1] / spread[:, -2])[:, None]
            se = np.sqrt(np.where((rest > 1e-9) & (df > 0), rest, np.nan) / df / own)
        return b * ratio, se * ratio, df

    base, spread = resampled_cross(unit, np.ones((1, n)))
    observed = coefficients(base, spread, np.array([float(n)]))[0]

    def resampled(drawn: Floats) -> _Drawn:
        counts = drawn[:, cases.rows]
        b, se, df = coefficients(*resampled_cross(unit, counts), counts.sum(axis=1))
        return b - observed, (b - observed) / se, df

    def permuted(drawn: Floats) -> _Drawn:
        x = unit[:, -2][np.argsort(drawn[:, cases.rows], axis=1)]
        correlations = np.repeat(base, len(x), axis=0)
        correlations[:, -2, :] = x @ unit / (spread[0] * spread[0, -2])
        correlations[:, :, -2] = correlations[:, -2, :]
        correlations[:, -2, -2] = 1.0
        b, se, df = coefficients(correlations, np.repeat(spread, len(x), axis=0), np.full(len(x), float(n)))
        return b, b / se, df

    return resampled if method == "bootstrap" else permuted


def _by_fitting(
    multiverse: Multiverse,
    parts: tuple[Cases, ...],
    cell: int,
    subsets: NDArray[np.intp],
    j: int,
    method: str,
    families: Mapping[str, Family],
) -> _Draw:
    """Any family and errors: fitted anew in each draw."""
    plan = replace(multiverse.plan, member=multiverse.plan.member[subsets])
    family = families[plan.option(cell, "family")]
    errors = (plan.option(cell, "errors"),)
    estimate, beta = multiverse.estimate[cell, subsets, j], multiverse.beta[cell, subsets, j]
    unit = np.divide(beta, estimate, out=np.zeros_like(beta), where=estimate != 0)
    observed = estimate if method == "bootstrap" else np.zeros_like(estimate)

    def again(part: Cases, row: Floats) -> Cases:
        if method == "permutation":
            return replace(part, factors=_exchanged(part.factors, j, np.argsort(row[part.rows])))
        places = np.repeat(np.arange(len(part.rows)), row[part.rows].astype(np.intp))
        return replace(part, rows=part.rows[places], outcome=part.outcome[places], factors=part.factors[places])

    def one(row: Floats) -> _Drawn:
        found = fit_cases(tuple(again(part, row) for part in parts), family, plan, errors)
        moved = found.estimate[:, j] - observed
        with np.errstate(invalid="ignore", divide="ignore"):
            return moved * unit, moved / found.std_error[0, :, j], found.df[0, :, j]

    def drawn(rows: Floats) -> _Drawn:
        found = [one(row) for row in rows]
        b, t, df = (np.array([draw[i] for draw in found]) for i in range(3))
        return b, t, df

    return drawn


def _exchanged(factors: Floats, j: int, order: NDArray[np.intp]) -> Floats:
    exchanged = factors.copy()
    exchanged[:, j] = factors[order, j]
    return exchanged
