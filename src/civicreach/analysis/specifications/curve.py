"""The specification curve of one factor: its coefficient in every specification that holds it, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.tails_each import critical_t_each
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .multiverse import Multiverse
from .standing import Standing

Floats = NDArray[np.float64]

#: What to read beside every curve.
CONTROLS = message(
    "A coefficient beside other factors answers another question than one without them: specifications with different "
    "factors do not estimate the same quantity, and their spread is not an error of estimation."
)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One factor over all specifications that hold it, from the smallest coefficient to the largest.

    Attributes
    ----------
    factor, outcome : str
        What the curve is of.
    cell, subset : np.ndarray
        Shape (n,), int: places of the specifications in the plan.
    estimate, beta, std_error, p : np.ndarray
        Shape (n,). The order is that of `beta`, which forms of the outcome share.
    conf_low, conf_high : np.ndarray
        Shape (n,): interval of `beta` by t, at one minus `level`.
    n_cases : np.ndarray
        Shape (n,): rows of each.
    sign : np.ndarray
        Shape (n,), int: -1, 0 or 1.
    star : np.ndarray
        Shape (n,), int: how many of the limits of the legend p is below.
    level : float
        Below it a coefficient counts as significant.
    median : float
        Of `beta`; NaN where there is no specification.
    main : float
        The main table's `beta`; NaN where none was given.
    share_positive, share_same_sign, share_significant, share_significant_same_sign : float
        Of the specifications: with a coefficient above 0; with the sign of `main`, or of the median where there is no
        main table; significant; both.
    n_specifications, n_left_out : int
        Specifications on the curve, and those with the factor that have no figure.
    left_out : tuple of (Message, int)
        Why, and how many.
    only_defensible : bool
        Whether the curve is of the defensible specifications only.
    """

    factor: str
    outcome: str
    cell: NDArray[np.intp]
    subset: NDArray[np.intp]
    estimate: Floats
    beta: Floats
    std_error: Floats
    p: Floats
    conf_low: Floats
    conf_high: Floats
    n_cases: NDArray[np.intp]
    sign: NDArray[np.intp]
    star: NDArray[np.intp]
    level: float
    median: float
    main: float
    share_positive: float
    share_same_sign: float
    share_significant: float
    share_significant_same_sign: float
    n_specifications: int
    n_left_out: int
    left_out: tuple[tuple[Message, int], ...]
    only_defensible: bool


def specification_curve(
    multiverse: Multiverse,
    factor: str,
    *,
    level: float = 0.05,
    stars: Sequence[float] = (),
    main: float | None = None,
    only_defensible: bool = False,
) -> Curve:
    """The curve of one factor.

    Parameters
    ----------
    multiverse : Multiverse
        All specifications.
    factor : str
        One of the plan's.
    level : float
        Below which p counts as significant.
    stars : sequence of float
        Limits of the legend, for `star`.
    main : float, optional
        The main table's standardised coefficient: specifications agree where they have its sign.
    only_defensible : bool
        Leave out every specification with an option that is not marked defensible.

    Raises
    ------
    NotComputableError
        Where the plan does not have the factor.

    References
    ----------
    Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, doi:10.1038/s41562-020-0912-z.

    Examples
    --------
    >>> from civicreach.records.specifications import Specifications
    >>> from .decisions import plan_specifications
    >>> from .multiverse import Material, fit_specifications
    >>> plan = plan_specifications(Specifications(), outcome="likes", factors=["age", "level"])
    >>> y, X = np.array([5.0, 7, 6, 12, 9]), np.array([[30.0, 0], [41, 0], [35, 1], [44, 1], [39, 1]])
    >>> fits = fit_specifications(plan, Material(y, X, {"study": np.ones(5, dtype=bool)}, {}))
    >>> curve = specification_curve(fits, "age")
    >>> curve.beta.round(3).tolist(), curve.share_positive, curve.share_significant
    ([0.738, 0.856], 1.0, 0.0)
    """
    held = on_curve(multiverse, factor, only_defensible=only_defensible)
    j = multiverse.plan.factors.index(factor)
    counts = np.bincount(multiverse.standing[held], minlength=len(Standing))
    cell, subset = np.nonzero(held & (multiverse.standing == Standing.FITTED))
    beta = multiverse.beta[cell, subset, j]
    order = np.argsort(beta, kind="stable")
    cell, subset, beta = cell[order], subset[order], beta[order]
    estimate, std_error = multiverse.estimate[cell, subset, j], multiverse.std_error[cell, subset, j]
    df = multiverse.df[cell, subset, j]
    # an estimate of nothing has no unit to read its error in
    unit = np.divide(beta, estimate, out=np.full_like(beta, np.nan), where=estimate != 0)
    half = critical_t_each(1 - level, df) * std_error * np.abs(unit)
    p = multiverse.p[cell, subset, j]
    sign = np.sign(beta).astype(np.intp)
    median = float(np.median(beta)) if len(beta) else np.nan
    same, significant = sign == np.sign(median if main is None else main), p < level

    def share(which: NDArray[np.bool_]) -> float:
        return float(which.mean()) if len(which) else np.nan

    return Curve(
        factor=factor,
        outcome=multiverse.plan.outcome,
        cell=cell,
        subset=subset,
        estimate=estimate,
        beta=beta,
        std_error=std_error,
        p=p,
        conf_low=beta - half,
        conf_high=beta + half,
        n_cases=multiverse.n[cell, subset],
        sign=sign,
        star=(p[:, None] < np.array(stars, dtype=np.float64)).sum(axis=1),
        level=level,
        median=median,
        main=np.nan if main is None else main,
        share_positive=share(sign > 0),
        share_same_sign=share(same),
        share_significant=share(significant),
        share_significant_same_sign=share(same & significant),
        n_specifications=len(beta),
        n_left_out=int(held.sum()) - len(beta),
        left_out=tuple((why.reason, int(counts[why])) for why in Standing if why and counts[why]),
        only_defensible=only_defensible,
    )


def on_curve(multiverse: Multiverse, factor: str, *, only_defensible: bool) -> NDArray[np.bool_]:
    """Which specifications hold the factor, shape (c, s); only the defensible ones where asked for."""
    plan = multiverse.plan
    if factor not in plan.factors:
        raise NotComputableError(
            f"no specification has the factor {factor}", found=factor, right=", ".join(plan.factors)
        )
    subsets = plan.member[:, plan.factors.index(factor)]
    cells = np.ones(len(plan.cells), dtype=bool)
    if only_defensible:
        subsets, cells = subsets & plan.defensible_subsets, plan.defensible_cells
    return np.asarray(cells[:, None] & subsets)
