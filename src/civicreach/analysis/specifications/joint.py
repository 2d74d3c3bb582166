"""Joint tests of a specification curve: could all of its specifications together look so if there were nothing?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.tails_each import critical_t_each
from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

from .curve import on_curve
from .families import FAMILIES, Family
from .joint_draws import ways_of_drawing
from .multiverse import Material, Multiverse, Progress
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
    parts = list(ways_of_drawing(multiverse, material, families, fitted, j, method))
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
