"""Cases that a fit leaves nothing of, and how far each case moves it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: A leverage above this is one: the case fixes a coefficient alone, and what is left of its residual is rounding.
#: Products of weighted columns, which count models take it from, keep no more digits.
FULL_LEVERAGE = 1 - 1e-8


def cooks_distance(residuals: Floats, leverage: Floats, *, coefficients: int) -> Floats:
    """How far all fitted values of least squares move without each case, by their squared error, shape (n,).

    NaN for a case of leverage 1, without which there is no fit, and where the fit is perfect.

    Parameters
    ----------
    residuals, leverage : np.ndarray
        Shape (n,).
    coefficients : int
        Of the fit, the constant among them; fewer than n.

    References
    ----------
    Cook (1977), Technometrics 19(1), doi:10.1080/00401706.1977.10489493.

    Examples
    --------
    >>> cooks_distance(np.array([0.0, -1.0, 1.0]), np.array([1.0, 0.5, 0.5]), coefficients=2).tolist()
    [nan, 0.5, 0.5]
    """
    left = np.where(leverage > FULL_LEVERAGE, np.nan, 1 - leverage)
    variance = float(residuals @ residuals) / (len(residuals) - coefficients)
    if not variance > 0:
        return np.full(len(residuals), np.nan)
    return np.asarray(residuals**2 * leverage / (left**2 * variance * coefficients))
