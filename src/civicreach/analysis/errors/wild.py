"""Wild bootstrap: factors stay, residuals are multiplied at random, and every null hypothesis is imposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .cluster import cancelled_note, sums_within, without_rounding
from .design import Design, Scale, clusters
from .null import NullDraws
from .result import Draws, Errors, by_t, generator
from .robust import safe_weights
from .slices import blocks, product

Floats = NDArray[np.float64]

Multipliers = Literal["rademacher", "webb"]

_VALUES = {
    "rademacher": np.array([-1.0, 1.0]),
    "webb": np.concatenate([-np.sqrt([1.5, 1.0, 0.5]), np.sqrt([0.5, 1.0, 1.5])]),
}


@dataclass(frozen=True, slots=True, eq=False)
class Wild:
    """Draws of a wild bootstrap, from which t under any hypothesis about a coefficient follows.

    Attributes
    ----------
    design : Design
        The model.
    std_error : np.ndarray
        Shape (k,): what t is divided by, HC3 or HC1 of rows, CR1 of clusters; NaN where residuals cancel.
    divided_by : str
        Which of them.
    constant, slope : np.ndarray
        Shape (draws, k): with b0 the coefficient under the hypothesis, a drawn coefficient is off by
        constant - b0 slope.
    squares : np.ndarray
        Shape (3, draws, k): its squared error is squares[0] - 2 b0 squares[1] + b0² squares[2].
    multipliers : str
        ``"rademacher"`` or ``"webb"``.
    n_clusters : int or None
        Clusters whose rows were multiplied together.
    draws : Draws
        How many.
    """

    design: Design
    std_error: Floats
    divided_by: str
    constant: Floats
    slope: Floats
    squares: Floats
    multipliers: Multipliers
    n_clusters: int | None
    draws: Draws

    @property
    def null(self) -> NullDraws:
        """t of every factor with its own null hypothesis imposed."""
        t = self.design.estimate / self.std_error
        with np.errstate(divide="ignore", invalid="ignore"):
            null = np.nan_to_num(self.constant / np.sqrt(self.squares[0]), nan=0.0)
        return NullDraws(self.design.names, "wild", self.design.n, t, null, self.draws)

    def p_at(self, j: int, value: float) -> float:
        """Probability of factor j's coefficient under the hypothesis that it is `value`."""
        drawn = (self.constant[:, j] - value * self.slope[:, j]) ** 2
        squares = self.squares[0, :, j] - 2 * value * self.squares[1, :, j] + value**2 * self.squares[2, :, j]
        observed = ((self.design.estimate[j] - value) / self.std_error[j]) ** 2
        # multiplied out, so that a draw without any error counts as far off
        beyond = int((drawn >= observed * np.maximum(squares, 0.0) * (1 - 1e-9)).sum())
        return (beyond + 1) / (len(drawn) + 1)


def wild_bootstrap(
    design: Design,
    *,
    seed: int | None,
    draws: int = 9_999,
    multipliers: Multipliers = "rademacher",
    groups: Sequence[object] | None = None,
    given: Floats | None = None,
) -> Wild:
    """Multiply the residuals of the model without a factor at random, and fit the whole model to each draw.

    Parameters
    ----------
    design : Design
        From `prepare`.
    seed : int or None
        Of the generator. None only where multipliers are given.
    draws : int
        How many.
    multipliers : str
        Signs (Rademacher), or the six values of Webb where clusters are fewer than about twelve.
    groups : sequence, optional
        Of every row given to `prepare`: clusters whose residuals are multiplied together.
    given : np.ndarray, optional
        Shape (draws, n), or (draws, clusters): multipliers instead of random ones.

    Raises
    ------
    NotComputableError
        Where there are fewer than two clusters.

    References
    ----------
    Davidson & Flachaire (2008), doi:10.1016/j.jeconom.2008.08.003; Cameron, Gelbach & Miller (2008),
    doi:10.1162/rest.90.3.414; Webb (2023), doi:10.1111/caje.12661.
    """
    random = generator(seed, given=given)
    members, n_units = clusters(design, groups)
    if n_units < 2:
        raise NotComputableError("all rows are in one cluster", right="at least two clusters to draw for")
    if given is not None and (given.ndim != 2 or given.shape[1] != n_units):
        raise NotComputableError(
            "the multipliers given do not have the rows of the model", found=f"{given.shape} for {n_units} rows"
        )
    values = _VALUES[multipliers]
    asked = draws if given is None else len(given)
    if groups is None:
        divided_by, omega = safe_weights(design)
    else:
        divided_by = "CR1"
        omega = np.full(n_units, n_units / (n_units - 1) * (design.n - 1) / design.df)
    only = design.rows / (design.rows**2).sum(axis=1)[:, None]
    without = design.residuals + design.estimate[:, None] * only
    constant, slope = np.empty((asked, design.k)), np.empty((asked, design.k))
    squares = np.empty((3, asked, design.k))

    def scores(row: Floats, multiplied: Floats) -> Floats:
        """What each row or cluster adds to the error of a drawn coefficient, shape (draws, units)."""
        left = multiplied - product(design.basis, product(design.basis.T, multiplied.T)).T
        return left * row if groups is None else sums_within(left * row, members, n_units)

    for first, last in blocks(asked, design.n):
        v = values[random.integers(0, len(values), (last - first, n_units))] if given is None else given[first:last]
        v = v[:, members]
        for j, row in enumerate(design.rows):
            at, per = v * without[j], v * only[j]
            constant[first:last, j], slope[first:last, j] = at @ row, per @ row
            s0, s1 = scores(row, at), scores(row, per)
            squares[:, first:last, j] = (s0 * s0) @ omega, (s0 * s1) @ omega, (s1 * s1) @ omega
    own = design.rows * design.residuals
    own = own if groups is None else sums_within(own, members, n_units)
    return Wild(
        design=design,
        std_error=without_rounding(design, own**2 @ omega)[0],
        divided_by=divided_by,
        constant=constant,
        slope=slope,
        squares=squares,
        multipliers=multipliers,
        n_clusters=None if groups is None else n_units,
        draws=Draws(asked, asked, 0, seed if given is None else None),
    )


def wild_errors(wild: Wild, *, level: float = 0.95, scale: Scale = "units") -> Errors:
    """p with the null hypothesis imposed, and the interval of all values that would not be rejected.

    Examples
    --------
    >>> from civicreach.analysis.errors.design import prepare
    >>> x, y = np.arange(12.0), np.array([1.0, 3.0, 2.0, 5.0, 4.0, 8.0, 5.0, 9.0, 7.0, 8.0, 12.0, 9.0])
    >>> errors = wild_errors(wild_bootstrap(prepare(y, x[:, None], names=["age"]), seed=1, draws=999))
    >>> errors.p.tolist(), bool(errors.conf_low[0] > 0)
    ([0.003], True)
    """
    design = wild.design
    limits = np.array([[_limit(wild, j, side, level) for side in (-1, 1)] for j in range(design.k)])
    unit = design.unit(scale)
    plain = by_t(
        "wild", design, wild.std_error, design.df, level=level, scale=scale, n_clusters=wild.n_clusters,
        draws=wild.draws, notes=_notes(wild, level, limits),
    )  # fmt: skip
    return replace(
        plain,
        df=np.full(design.k, np.nan),
        p=wild.null.p,
        conf_low=limits[:, 0] * unit,
        conf_high=limits[:, 1] * unit,
    )


def _limit(wild: Wild, j: int, side: int, level: float) -> float:
    """The outermost value on one side that is not rejected; infinite where none is within a hundred errors."""
    if np.isnan(wild.std_error[j]):
        return np.nan
    estimate, step = float(wild.design.estimate[j]), side * float(wild.std_error[j])
    inside, outside = 0.0, 1.0
    while wild.p_at(j, estimate + outside * step) > 1 - level:
        inside, outside = outside, outside * 1.5
        if outside > 100:
            return side * np.inf
    while outside - inside > 1e-7 * outside:
        middle = (inside + outside) / 2
        if wild.p_at(j, estimate + middle * step) > 1 - level:
            inside = middle
        else:
            outside = middle
    return estimate + inside * step


def _notes(wild: Wild, level: float, limits: Floats) -> tuple[Message, ...]:
    found = [message("t is divided by {method}", method=wild.divided_by)]
    if (cancelled := np.isnan(wild.std_error)).any():
        found.append(cancelled_note(wild.design, cancelled))
    units = wild.n_clusters or wild.design.n
    if wild.multipliers == "rademacher" and 2 ** min(units, 60) <= wild.draws.used:
        found.append(
            message(
                "{n} clusters or rows have only {patterns} patterns of signs: Webb's multipliers have more",
                n=units,
                patterns=2**units,
            )
        )
    if np.isinf(limits).any():
        found.append(
            message(
                "the interval has no end on a side where no value is rejected: {names}",
                names=", ".join(
                    name for name, own in zip(wild.design.names, limits, strict=True) if np.isinf(own).any()
                ),
            )
        )
    if 1 / (wild.draws.used + 1) > 1 - level:
        found.append(message("{used} draws are too few for this level", used=wild.draws.used))
    return tuple(found)
