"""Which decision moves which conclusion: the variance over specifications, shared out among the decisions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.elimination import MOST_FACTORS, conditional
from civicreach.analysis.importance.shares import shapley_weights
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .curve import on_curve
from .multiverse import Multiverse
from .standing import Standing

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class DecisionShares:
    """Shares of the variance of one factor's result over specifications.

    Attributes
    ----------
    factor, quantity : str
        Of what: "beta", or "significant" (1 where the coefficient is significant with the sign of the median, else 0).
    decisions : tuple of str
        Decisions with several options, by their names; and for each other factor that is in or out, its name.
    is_factor : np.ndarray
        Shape (d,), bool: which of them are factors.
    alone : np.ndarray
        Shape (d,): eta squared, the variance between the options of one decision beside all variance.
    share : np.ndarray
        Shape (d,): the Shapley share of each decision in what they explain together without interactions. In a grid
        where every option meets every other it equals `alone`.
    together : float
        Sum of the shares; the rest to one is decisions that work together.
    total : float
        Variance of the quantity.
    n_specifications : int
        Specifications counted.
    undefined : Message or None
        Why there are no shares.
    """

    factor: str
    quantity: str
    decisions: tuple[str, ...]
    is_factor: NDArray[np.bool_]
    alone: Floats
    share: Floats
    together: float
    total: float
    n_specifications: int
    undefined: Message | None


def decision_shares(
    multiverse: Multiverse,
    factor: str,
    *,
    quantity: Literal["beta", "significant"] = "beta",
    level: float = 0.05,
    only_defensible: bool = False,
) -> DecisionShares:
    """How much of what one factor's result varies by goes with each decision.

    Parameters
    ----------
    multiverse : Multiverse
        All specifications.
    factor : str
        One of the plan's.
    quantity : {"beta", "significant"}
        The standardised coefficient, or the conclusion.
    level : float
        Below which p counts as significant.
    only_defensible : bool
        Leave out every specification with an option that is not marked defensible.

    Raises
    ------
    NotComputableError
        Where the plan does not have the factor, or more than 20 decisions vary.

    Notes
    -----
    Least squares of the quantity on indicators of options, shared out over decisions by the Shapley value of R²
    (Lindeman, Merenda & Gold 1980), which asks nothing of the grid: specifications without figures may be left out.

    Examples
    --------
    >>> from civicreach.records.specifications import Specifications
    >>> from .decisions import plan_specifications
    >>> from .multiverse import Material, fit_specifications
    >>> declared = Specifications(transform=["none", "log"])
    >>> plan = plan_specifications(declared, outcome="likes", factors=["age", "level"])
    >>> y, X = np.array([5.0, 7, 6, 12, 9]), np.array([[30.0, 0], [41, 0], [35, 1], [44, 1], [39, 1]])
    >>> fits = fit_specifications(plan, Material(y, X, {"study": np.ones(5, dtype=bool)}, {}))
    >>> shares = decision_shares(fits, "age")
    >>> shares.decisions, shares.share.round(2).tolist(), round(shares.together, 2)
    (('transform', 'level'), [0.09, 0.91], 1.0)
    """
    plan = multiverse.plan
    held = on_curve(multiverse, factor, only_defensible=only_defensible) & (multiverse.standing == Standing.FITTED)
    cell, subset = np.nonzero(held)
    j = plan.factors.index(factor)
    beta = multiverse.beta[cell, subset, j]
    y = beta
    if quantity == "significant" and len(beta):
        y = ((multiverse.p[cell, subset, j] < level) & (np.sign(beta) == np.sign(np.median(beta)))).astype(np.float64)
    names, blocks = [], []
    for place, decision in enumerate(plan.decisions[:-1]):
        taken = plan.cells[cell, place]
        used = np.flatnonzero(np.bincount(taken, minlength=len(decision.options)))
        if len(used) > 1:
            names.append(decision.name)
            blocks.append((taken[:, None] == used[1:]).astype(np.float64))
    n_decisions = len(names)
    for place, name in enumerate(plan.factors):
        inside = plan.member[subset, place]
        if inside.any() and not inside.all():
            names.append(name)
            blocks.append(inside[:, None].astype(np.float64))
    if len(names) > MOST_FACTORS:
        raise NotComputableError(
            "more decisions vary than variance can be shared out among", found=str(len(names)), right=str(MOST_FACTORS)
        )
    is_factor = np.arange(len(names)) >= n_decisions
    total = float(y.var(ddof=1)) if len(y) > 1 else math.nan
    # a spread at the size of rounding is none
    if not names or not total > 1e-24 * max(1.0, float(np.square(y).max(initial=0.0))):
        why = (
            message("every specification gives the same")
            if len(y) > 1
            else message("there is one specification or none")
        )
        nothing = np.full(len(names), np.nan)
        return DecisionShares(
            factor, quantity, tuple(names), is_factor, nothing, nothing, math.nan, total, len(y), why
        )  # fmt: skip
    explained = _explained(y, blocks)
    share = explained @ shapley_weights(len(names))
    alone = explained[1 << np.arange(len(names))]
    return DecisionShares(
        factor, quantity, tuple(names), is_factor, alone, share, float(explained[-1]), total, len(y), None
    )  # fmt: skip


def _explained(y: Floats, blocks: list[Floats]) -> Floats:
    """R² of every set of blocks of indicators, shape (2**blocks,)."""
    table = np.column_stack([*blocks, y])
    table -= table.mean(axis=0)
    cross = table.T @ table
    size = np.sqrt(np.diag(cross))
    cross /= np.outer(size, size)
    # an indicator that others make up adds nothing to them
    widths = [block.shape[1] for block in blocks]
    return np.asarray(1 - conditional(cross[None], blocks=widths, repeated="nothing")[0, :, 0, 0])
