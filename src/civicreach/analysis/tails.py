"""Probabilities in the tails, each from a survival function, so that small ones keep their digits."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import chdtrc, fdtrc, ndtr, stdtr


def two_sided_t(t: Any, df: float) -> Any:
    """Probability of a t at least as far from zero, on either side.

    Parameters
    ----------
    t : float or np.ndarray
        Any shape; NaN gives NaN.
    df : float
        Degrees of freedom, above 0.

    Notes
    -----
    Computed as twice the lower tail at -|t|; 2(1 - cdf) would be 0 from |t| of about 8.5.

    Examples
    --------
    >>> f"{two_sided_t(-10.0, 78):.3e}"
    '1.261e-15'
    """
    return 2.0 * stdtr(df, -np.abs(t))


def two_sided_normal(z: Any) -> Any:
    """Probability of a standard normal at least as far from zero, on either side; NaN gives NaN.

    >>> round(float(two_sided_normal(1.96)), 4)
    0.05
    """
    return 2.0 * ndtr(-np.abs(z))


def upper_f(f: Any, df1: float, df2: float) -> Any:
    """Probability of an F at least as large; NaN gives NaN.

    >>> round(float(upper_f(2.114, 11, 78)), 3)
    0.029
    """
    return fdtrc(df1, df2, f)


def upper_chi2(x: Any, df: float) -> Any:
    """Probability of a chi-square at least as large; NaN gives NaN.

    >>> round(float(upper_chi2(3.841, 1)), 3)
    0.05
    """
    return chdtrc(df, x)
