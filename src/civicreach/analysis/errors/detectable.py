"""The smallest effects that a study of this size, with these factors, can find."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.power import detectable_partial_r, detectable_r_squared, detectable_t
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .design import Design
from .result import Errors

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class DetectableEffects:
    """The smallest effects that a study of this size, with these factors, finds with the wanted power.

    Attributes
    ----------
    names : tuple of str
        The k factors.
    n : int
        Rows.
    method : str
        The errors that the tests use.
    alpha, wanted : float
        Level, two-sided, and power.
    noncentrality : np.ndarray
        Shape (k,): the t that has to be expected; NaN where the errors have no degrees of freedom.
    units, standardised : np.ndarray
        Shape (k,): the coefficient in the units of the variables, and per standard deviations.
    partial_r : float
        The partial correlation of any one factor, with classical errors.
    r_squared : float
        Of all factors together, for the F test of the model.
    assumes : Message
        What has to hold, and what the figures are not.
    """

    names: tuple[str, ...]
    n: int
    method: str
    alpha: float
    wanted: float
    noncentrality: Floats
    units: Floats
    standardised: Floats
    partial_r: float
    r_squared: float
    assumes: Message


@dataclass(frozen=True, slots=True, eq=False)
class DetectableCurve:
    """The smallest effects found with the wanted power, over the number of rows, with classical errors.

    Attributes
    ----------
    names : tuple of str
        The k factors.
    sizes : np.ndarray
        Shape (m,): numbers of rows.
    standardised : np.ndarray
        Shape (m, k): standardised coefficients.
    partial_r, r_squared : np.ndarray
        Shape (m,): of any one factor; of all together.
    alpha, wanted : float
        Level, two-sided, and power.
    assumes : Message
        What has to hold.
    """

    names: tuple[str, ...]
    sizes: NDArray[np.intp]
    standardised: Floats
    partial_r: Floats
    r_squared: Floats
    alpha: float
    wanted: float
    assumes: Message


def detectable_effects(
    design: Design, errors: Errors | None = None, *, alpha: float = 0.05, wanted: float = 0.80
) -> DetectableEffects:
    """The smallest effect of each factor that is found with the wanted power at this n and with these factors.

    Parameters
    ----------
    design : Design
        From `errors.design.prepare`.
    errors : Errors, optional
        Of the design, with degrees of freedom, such as HC3; the classical ones where they are not given.
    alpha, wanted : float
        Level, two-sided, and power.

    Notes
    -----
    Effects follow from the standard errors alone, not from the coefficients found: power "at the effect found" would
    only repeat p (Hoenig & Heisey 2001, doi:10.1198/000313001300339897).

    Examples
    --------
    >>> from civicreach.analysis.errors.design import prepare
    >>> x, y = np.arange(12.0), np.array([1.0, 3.0, 2.0, 5.0, 4.0, 8.0, 5.0, 9.0, 7.0, 8.0, 12.0, 9.0])
    >>> effects = detectable_effects(prepare(y, x[:, None], names=["age"]))
    >>> effects.noncentrality.round(3).tolist(), round(effects.partial_r, 3)
    ([3.11], 0.668)
    """
    _check(alpha, wanted)
    std_error = design.std_error if errors is None else errors.std_error
    if errors is not None and errors.scale == "standardised":
        std_error = std_error / design.standardised
    df = np.full(design.k, float(design.df)) if errors is None else errors.df
    noncentrality = np.array([detectable_t(v, alpha=alpha, wanted=wanted) if v > 0 else np.nan for v in df.tolist()])
    units = noncentrality * std_error
    return DetectableEffects(
        names=design.names,
        n=design.n,
        method="classical" if errors is None else errors.method,
        alpha=alpha,
        wanted=wanted,
        noncentrality=noncentrality,
        units=units,
        standardised=units * design.standardised,
        partial_r=detectable_partial_r(design.n, design.df, alpha=alpha, wanted=wanted),
        r_squared=detectable_r_squared(design.n, design.k, alpha=alpha, wanted=wanted),
        assumes=_ASSUMES,
    )


def detectable_curve(
    design: Design, sizes: Sequence[int], *, alpha: float = 0.05, wanted: float = 0.80
) -> DetectableCurve:
    """How the smallest detectable effects fall as rows are added that are like those there are.

    Raises
    ------
    NotComputableError
        Where a size leaves no degrees of freedom.
    """
    _check(alpha, wanted)
    rows = np.array(sizes, dtype=np.intp)
    if not len(rows) or rows.min() < design.k + 2:
        raise NotComputableError(
            f"a model of {design.k} factors needs at least {design.k + 2} rows", found=str(rows.tolist())
        )
    standardised = design.std_error * design.standardised * math.sqrt(design.n - 1)
    freedom = [int(n) - design.k - 1 for n in rows.tolist()]
    t = np.array([detectable_t(df, alpha=alpha, wanted=wanted) for df in freedom])
    f2 = t**2 / rows
    return DetectableCurve(
        names=design.names,
        sizes=rows,
        standardised=np.outer(t / np.sqrt(rows - 1), standardised),
        partial_r=np.sqrt(f2 / (1 + f2)),
        r_squared=np.array([detectable_r_squared(int(n), design.k, alpha=alpha, wanted=wanted) for n in rows.tolist()]),
        alpha=alpha,
        wanted=wanted,
        assumes=message(
            "rows that come in are like those there are: the same spread of factors and residuals, and the same"
            " collinearity"
        ),
    )


def _check(alpha: float, wanted: float) -> None:
    if not 0 < alpha < wanted < 1:
        raise NotComputableError(
            "level and power do not make a test", found=f"{alpha:g} and {wanted:g}", right="0 < level < power < 1"
        )


_ASSUMES = message(
    "the spread of the residuals is about the one found here; this is what the study could find, not how likely what it"
    " found is"
)
