"""Joint tests of a specification curve: could all of its specifications together look so if there were nothing?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.elimination import MOST_FACTORS, conditional
from civicreach.analysis.factors.moments import moments
from civicreach.analysis.factors.resampling import resampled_cross
from civicreach.analysis.tails_each import critical_t_each
from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

from .cases import Cases
from .curve import on_curve
from .decisions import Plan
from .families import FAMILIES, Family
from .multiverse import Material, Multiverse, Progress, fit_cases, grouped_cases
from .standing import Standing

Floats = NDArray[np.float64]

#: What to read beside every joint test.
NULL = message(
    "The hypothesis is that the factor goes with nothing in any specification. Where a specification leaves out what "
    "the factor and the outcome have in common, its coefficient is not zero, and the tests say so too: they do not "
    "tell an effect from what was left out."
)

#: Figures of specifications held at once: larger arrays are given back to the system and taken again each time.
_HELD = 500_000
#: Matrices that stay in the processor's cache.
_TOGETHER = 2**15


@dataclass(frozen=True, slots=True, eq=False)
class JointTest:
    """Three tests of one factor over all its specifications.

    Attributes
    ----------
    factor, outcome : str
        What was tested.
    method : str
        "bootstrap" or "permutation".
    median, share, stouffer : float
        As observed: median standardised coefficient; share of specifications that are significant in the direction in
        which more of them are; sum of the normal deviates of all t, divided by the root of their number.
    p_median, p_share, p_stouffer : float
        Share of draws under the null at least as extreme, in either direction, the data themselves counted as one.
    null_median, null_share, null_stouffer : np.ndarray
        Shape (draws,): the same in each draw.
    level : float
        Below which p counts as significant.
    n_specifications, n_draws : int
        How many.
    n_not_fitted : int
        Fits in draws that had no figure, of specifications times draws: resampled rows can make factors combinations of
        others. They are left out of their draw.
    seed : int
        Of the draws.
    """

    factor: str
    outcome: str
    method: str
    median: float
    share: float
    stouffer: float
    p_median: float
    p_share: float
    p_stouffer: float
    null_median: Floats
    null_share: Floats
    null_stouffer: Floats
    level: float
    n_specifications: int
    n_draws: int
    n_not_fitted: int
    seed: int


#: Standardised coefficients, t and degrees of freedom of the specifications of one group of cells, shapes (draws, s).
_Drawn = tuple[Floats, Floats, Floats]
#: Gives them for draws of all governments: counts or orders, shape (draws, governments).
_Draw = Callable[[Floats], _Drawn]


def joint_test(
    multiverse: Multiverse,
    material: Material,
    factor: str,
    *,
    method: Literal["bootstrap", "permutation"] = "bootstrap",
    draws: int = 500,
    level: float = 0.05,
    seed: int = 1,
    only_defensible: bool = False,
    errors: str | None = None,
    families: Mapping[str, Family] = FAMILIES,
    progress: Progress | None = None,
) -> JointTest:
    """Test one factor over all the specifications that hold it.

    Parameters
    ----------
    multiverse, material : Multiverse, Material
        The specifications, and what they were fitted on.
    factor : str
        One of the plan's.
    method : {"bootstrap", "permutation"}
        "bootstrap": governments are drawn again with replacement, the same for all specifications, from data from which
        each specification's own coefficient was taken out; for data that were observed. "permutation": the factor's
        values are exchanged between governments, which also breaks its link with the other factors; for a factor that
        was assigned by chance.
    draws, seed : int
        How many, and from where.
    level : float
        Below which p counts as significant.
    only_defensible : bool
        Leave out every specification with an option that is not marked defensible.
    errors : str, optional
        Test the specifications with these standard errors only. Draws with "classical" errors take a hundredth of the
        time of others, and the level of the test does not rest on the errors: t is compared with t under the null.
    families : mapping
        As the plan was made with.
    progress : callable, optional
        Told how many draws are done, of how many.

    Raises
    ------
    NotComputableError
        Where the plan does not have the factor, or no specification with it was fitted.

    Notes
    -----
    Taking b x out of the outcome of a linear specification that holds x lowers its coefficient by b in every resample
    and leaves residuals as they are, so nothing is fitted twice: t in a draw is (b* - b) / se*. For other families the
    same holds nearly. Cases, transforms, rules for outliers and imputed values are those of the data, not chosen again
    in a draw; each completion is drawn on its own rows, the same governments in all, and they are pooled in every draw.
    Least squares with classical errors needs cross-products only; other families and errors are fitted anew in each
    draw. Normal deviates of t follow Wallace (1959), doi:10.1214/aoms/1177706094.

    References
    ----------
    Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, doi:10.1038/s41562-020-0912-z, supplement 1.

    Examples
    --------
    >>> from civicreach.records.specifications import Specifications
    >>> from .decisions import plan_specifications
    >>> from .multiverse import fit_specifications
    >>> rng = np.random.default_rng(3)
    >>> X = rng.normal(size=(60, 3))
    >>> material = Material(X[:, 0] + rng.normal(size=60), X, {"study": np.ones(60, dtype=bool)}, {})
    >>> plan = plan_specifications(Specifications(), outcome="likes", factors=["age", "level", "budget"])
    >>> test = joint_test(fit_specifications(plan, material), material, "age", draws=199)
    >>> test.n_specifications, test.share, test.p_median < 0.05
    (4, 1.0, True)
    """
    plan = multiverse.plan
    fitted = on_curve(multiverse, factor, only_defensible=only_defensible) & (multiverse.standing == Standing.FITTED)
    if errors is not None:
        fitted &= np.array([plan.option(cell, "errors") == errors for cell in range(len(plan.cells))])[:, None]
    cells, subsets = np.nonzero(fitted)
    if not len(cells):
        raise NotComputableError(f"no specification with {factor} was fitted, so there is nothing to test")
    j = plan.factors.index(factor)
    beta = multiverse.beta[cells, subsets, j]
    t = multiverse.estimate[cells, subsets, j] / multiverse.std_error[cells, subsets, j]
    df = multiverse.df[cells, subsets, j]
    observed = _statistics(beta[None], t[None], df[None], level)
    parts = list(_parts(multiverse, material, families, fitted, j, method))
    n_governments = len(material.outcome)
    used = np.zeros(n_governments, dtype=bool)
    for _, rows in parts:
        used[rows] = True
    rng = np.random.default_rng(seed)
    null = np.empty((3, draws))
    n_not_fitted = 0
    together = max(1, min(draws, _HELD // len(cells)))
    for start in range(0, draws, together):
        count = min(together, draws - start)
        if method == "bootstrap":
            drawn = np.zeros((count, n_governments))
            drawn[:, used] = rng.multinomial(used.sum(), np.full(used.sum(), 1 / used.sum()), size=count)
        else:
            drawn = rng.random((count, n_governments))
        found = [draw(drawn) for draw, _ in parts]
        b, t_null, df_null = (np.concatenate([one[i] for one in found], axis=1) for i in range(3))
        n_not_fitted += int(np.isnan(t_null).sum())
        null[:, start : start + count] = _statistics(b, t_null, df_null, level)
        if progress is not None:
            progress(start + count, draws)
    p_median, p_share, p_stouffer = (
        _share_as_extreme(float(value[0]), many) for value, many in zip(observed, null, strict=True)
    )
    return JointTest(
        factor=factor,
        outcome=plan.outcome,
        method=method,
        median=float(observed[0][0]),
        share=float(observed[1][0]),
        stouffer=float(observed[2][0]),
        p_median=p_median,
        p_share=p_share,
        p_stouffer=p_stouffer,
        null_median=null[0],
        null_share=null[1],
        null_stouffer=null[2],
        level=level,
        n_specifications=len(cells),
        n_draws=draws,
        n_not_fitted=n_not_fitted,
        seed=seed,
    )


def _share_as_extreme(observed: float, null: Floats) -> float:
    known = np.abs(null[~np.isnan(null)])
    return float((1 + (known >= abs(observed) * (1 - 1e-12)).sum()) / (1 + len(known)))


def _statistics(beta: Floats, t: Floats, df: Floats, level: float) -> tuple[Floats, Floats, Floats]:
    """Median, share and Stouffer's sum of each row; what is NaN is left out of its row."""
    gaps = bool(np.isnan(t).any())
    limit = critical_t_each(1 - level, df)
    with np.errstate(invalid="ignore"):
        up, down = t > limit, t < -limit
        z = np.sign(t) * ((8 * df + 1) / (8 * df + 3)) * np.sqrt(df * np.log1p(t * t / df))
    # of infinite degrees of freedom t is the deviate
    np.copyto(z, t, where=np.isinf(df))
    if not gaps:
        number = np.full(len(t), float(t.shape[1]))
        median, total = np.median(beta, axis=1), z.sum(axis=1)
    else:
        number = (~np.isnan(t)).sum(axis=1).astype(np.float64)
        number[number == 0] = np.nan
        some = ~np.isnan(number)
        median = np.full(len(t), np.nan)
        median[some] = np.nanmedian(np.where(np.isnan(t), np.nan, beta)[some], axis=1)
        total = np.nansum(z, axis=1)
    return median, np.maximum(up.sum(axis=1), down.sum(axis=1)) / number, total / np.sqrt(number)


def _parts(
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
