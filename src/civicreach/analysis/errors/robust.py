"""Errors that allow the spread of the residuals to differ from row to row: HC0 to HC4, and Bell and McCaffrey's."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.leverage import FULL_LEVERAGE
from civicreach.records.words import Message, message

from .design import Design, Scale
from .result import Errors, by_t, without_figures

Floats = NDArray[np.float64]

RobustMethod = Literal["HC0", "HC1", "HC2", "HC3", "HC4", "HC2-BM"]


def classical(design: Design, *, level: float = 0.95, scale: Scale = "units") -> Errors:
    """Classical errors, in the same form as the others."""
    return by_t("classical", design, design.std_error, design.df, level=level, scale=scale)


def robust(design: Design, *, method: RobustMethod = "HC3", level: float = 0.95, scale: Scale = "units") -> Errors:
    """Errors that are consistent where the residuals' spread differs from row to row.

    The variance of a coefficient is the sum over rows of a²e²ω, with a the row's share in the coefficient, e its
    residual, h its leverage, and ω = 1 (HC0), n/(n-k-1) (HC1), 1/(1-h) (HC2), 1/(1-h)² (HC3) or
    (1-h)^-min(4, nh/(k+1)) (HC4). t has n-k-1 degrees of freedom. ``HC2-BM`` is HC2 with the degrees of freedom of
    Bell and McCaffrey for each factor: few where few rows carry it, and then the honest choice.

    Parameters
    ----------
    design : Design
        From `prepare`.
    method : str
        Which; HC3 is the one for small samples.
    level, scale : float, str
        Of the interval and the coefficients; standard deviations are taken as known where standardised.

    Returns
    -------
    Errors
        Without figures where a leverage of 1 leaves nothing to divide by: HC2 to HC4 are not defined there.

    References
    ----------
    MacKinnon & White (1985), doi:10.1016/0304-4076(85)90158-7; Long & Ervin (2000),
    doi:10.1080/00031305.2000.10474549; Cribari-Neto (2004), doi:10.1016/S0167-9473(02)00366-3; Imbens & Kolesár
    (2016), doi:10.1162/REST_a_00552.

    Examples
    --------
    >>> from civicreach.analysis.errors.design import prepare
    >>> x = np.array([1.0, 2.0, 4.0, 5.0, 9.0])
    >>> design = prepare(np.array([2.0, 3.0, 9.0, 4.0, 12.0]), x[:, None], names=["age"])
    >>> robust(design).std_error.round(4).tolist(), design.std_error.round(4).tolist()
    ([0.2073], [0.4089])
    """
    if method not in ("HC0", "HC1") and len(design.full_leverage):
        return without_figures(method, design, _full_leverage(design), level=level, scale=scale)
    omega = _omega(design, method)
    std_error = np.sqrt(design.rows**2 @ (design.residuals**2 * omega))
    df: Floats | float = design.df
    if method == "HC2-BM":
        shares = design.rows * np.sqrt(omega)
        df = np.array([satterthwaite(share**2, design.basis * share[:, None]) for share in shares])
    return by_t(method, design, std_error, df, level=level, scale=scale)


def satterthwaite(squares: Floats, spanned: Floats) -> float:
    """Degrees of freedom of a variance that is a sum of squares, were the residuals normal with one spread.

    With P the matrix whose columns turn residuals into the terms of the sum, P'P = diag(squares) - spanned spanned',
    and the degrees of freedom are (tr P'P)² / tr (P'P)² (Bell & McCaffrey 2002), here without forming P'P.
    """
    lengths = (spanned**2).sum(axis=1)
    trace_of_square = (squares**2).sum() - 2 * squares @ lengths + ((spanned.T @ spanned) ** 2).sum()
    return float((squares - lengths).sum() ** 2 / trace_of_square) if trace_of_square > 0 else np.nan


def safe_weights(design: Design) -> tuple[str, Floats]:
    """HC3 where it is defined and HC1 where it is not, with its name: the errors that a drawn t is divided by."""
    method: RobustMethod = "HC1" if (design.leverage > FULL_LEVERAGE).any() else "HC3"
    return method, _omega(design, method)


def _omega(design: Design, method: RobustMethod) -> Floats:
    """What the squared residuals are multiplied by, shape (n,)."""
    left = 1 - design.leverage
    match method:
        case "HC0":
            return np.ones(design.n)
        case "HC1":
            return np.full(design.n, design.n / design.df)
        case "HC3":
            return 1 / left**2
        case "HC4":
            return np.asarray(left ** -np.minimum(4, design.n * design.leverage / (design.k + 1)))
    return 1 / left


def _full_leverage(design: Design) -> Message:
    rows = ", ".join(str(place + 1) for place in design.full_leverage.tolist()[:5])
    return message(
        "a leverage of 1 in {n} of the rows ({rows}): the model reproduces them whatever they are, and this error would"
        " divide by nothing",
        n=len(design.full_leverage),
        rows=rows,
    )
