"""One answer from several imputed datasets: Rubin's rules with the degrees of freedom of Barnard and Rubin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from civicreach.analysis.tails import critical_t, two_sided_t
from civicreach.records.errors import NotComputableError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """k estimates pooled over m imputed datasets.

    Attributes
    ----------
    names : tuple of str
        The k quantities.
    m : int
        Imputed datasets.
    estimate, std_error : np.ndarray
        Shape (k,): mean of the m estimates; root of the total variance.
    t, df, p : np.ndarray
        Shape (k,): estimate by standard error, degrees of freedom, two-sided p. NaN where the standard error is 0.
    conf_low, conf_high : np.ndarray
        Shape (k,): interval at `level`; infinite where the degrees of freedom are next to none.
    level : float
        Of the interval.
    within, between : np.ndarray
        Shape (k,): mean of the m variances, and variance of the m estimates.
    riv : np.ndarray
        Relative increase of variance through missing answers, at least 0.
    missing_share : np.ndarray
        Share of the total variance that missing answers make (lambda), in [0, 1].
    fmi : np.ndarray
        Fraction of missing information, which takes account of m being finite.
    df_complete : float
        Degrees of freedom had nothing been missing.
    """

    names: tuple[str, ...]
    m: int
    estimate: Floats
    std_error: Floats
    t: Floats
    df: Floats
    p: Floats
    conf_low: Floats
    conf_high: Floats
    level: float
    within: Floats
    between: Floats
    riv: Floats
    missing_share: Floats
    fmi: Floats
    df_complete: float


def pool(
    estimates: ArrayLike,
    variances: ArrayLike,
    *,
    names: Sequence[str],
    df_complete: float = math.inf,
    level: float = 0.95,
) -> Pooled:
    """Pool estimates and their variances over imputed datasets.

    Parameters
    ----------
    estimates, variances : array_like
        Shape (m, k): of each imputed dataset; variances are squared standard errors of any kind.
    names : sequence of str
        The k quantities.
    df_complete : float
        Degrees of freedom of the model had nothing been missing: n - k - 1. Infinite for large samples.
    level : float
        Of the interval.

    Raises
    ------
    NotComputableError
        Fewer than two datasets, shapes that do not fit, or an estimate that is not there in one of them.

    Notes
    -----
    Total variance is within + (1 + 1/m) between; degrees of freedom follow Barnard & Rubin (1999),
    doi:10.1093/biomet/86.4.948, the fraction of missing information Rubin (1987, equation 3.1.10). They are
    those of R's mice but where next to nothing is missing: mice takes a share below 0.0001 as 0.0001.

    Examples
    --------
    >>> pooled = pool([[1.0], [2.0], [3.0]], [[0.5], [0.5], [0.5]], names=["age"], df_complete=20)
    >>> pooled.estimate.tolist(), pooled.std_error.round(4).tolist(), pooled.df.round(3).tolist()
    ([2.0], [1.354], [2.149])
    """
    q, u = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    _check(q, u, names)
    m = len(q)
    found = rubin(q, u, df_complete=df_complete)
    estimate, std_error, df = found.estimate, found.std_error, found.df
    with np.errstate(divide="ignore", invalid="ignore"):
        riv = (1 + 1 / m) * found.between / found.within
        fmi = np.where(np.isinf(riv), 1.0, (riv + 2 / (df + 3)) / (riv + 1))
        t = np.where(std_error > 0, estimate / std_error, np.nan)
    p = [two_sided_t(value, freedom) if freedom > 0 else 1.0 for value, freedom in zip(t, df, strict=True)]
    far = np.array([_critical(level, freedom) for freedom in df.tolist()])
    reach = np.where(std_error > 0, far * std_error, 0.0)
    return Pooled(
        tuple(names), m, estimate, std_error, t, df, np.array(p), estimate - reach, estimate + reach, level,
        found.within, found.between, riv, found.missing_share, fmi, df_complete,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class RubinPool:
    """Rubin's rules on arrays; each part in the shape of one dataset's estimates, as `Pooled` describes it."""

    estimate: Floats
    std_error: Floats
    df: Floats
    within: Floats
    between: Floats
    missing_share: Floats


def rubin(estimates: Floats, variances: Floats, *, df_complete: float | Floats = math.inf) -> RubinPool:
    """Pool arrays of estimates and variances whose first axis is the m datasets, at least two; NaN gives NaN.

    `df_complete` goes with any one dataset's estimates.

    >>> found = rubin(np.array([[1.0], [2.0], [3.0]]), np.full((3, 1), 0.5), df_complete=20.0)
    >>> found.std_error.round(4).tolist(), found.df.round(3).tolist()
    ([1.354], [2.149])
    """
    m = len(estimates)
    within, between = variances.mean(axis=0), estimates.var(axis=0, ddof=1)
    added = (1 + 1 / m) * between
    total = within + added
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total == 0, 0.0, added / total)
    df = barnard_rubin(share, m=m, df_complete=df_complete)
    return RubinPool(estimates.mean(axis=0), np.sqrt(total), df, within, between, share)


def barnard_rubin(missing_share: Floats, *, m: int, df_complete: float | Floats) -> Floats:
    """Degrees of freedom of pooled t, from the share of variance that missing answers make; both of one shape.

    >>> barnard_rubin(np.array([0.0, 0.5]), m=5, df_complete=20).round(3).tolist()
    [18.261, 5.813]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        of_imputation = (m - 1) / missing_share**2
        complete = np.asarray(df_complete, dtype=np.float64)
        # without a limit there is nothing that missing answers could take from
        weight = np.where(np.isinf(complete), 1.0, (complete + 1) / (complete + 3))
        observed = np.where(np.isinf(complete), np.inf, weight * complete * (1 - missing_share))
        # the harmonic form holds where either is infinite or zero
        return np.asarray(1 / (1 / of_imputation + 1 / observed))


@dataclass(frozen=True, slots=True)
class PooledRSquared:
    """R2 pooled over m imputed datasets, in [0, 1], with its interval and fraction of missing information."""

    estimate: float
    conf_low: float
    conf_high: float
    level: float
    fmi: float
    m: int
    n: int


def pool_r_squared(r_squared: ArrayLike, *, n: int, level: float = 0.95) -> PooledRSquared:
    """Pool R2 on the scale of Fisher's z of its root.

    Parameters
    ----------
    r_squared : array_like
        Shape (m,), in [0, 1).
    n : int
        Rows of each model; above 3.
    level : float
        Of the interval, which is normal on the scale of z.

    Raises
    ------
    NotComputableError
        Fewer than two datasets, n of 3 or less, or an R2 of 1.

    References
    ----------
    Harel (2009), Journal of Applied Statistics 36(10), doi:10.1080/02664760802553000.

    Examples
    --------
    >>> pooled = pool_r_squared([0.20, 0.25, 0.30], n=90)
    >>> round(pooled.estimate, 4), round(pooled.conf_low, 4), round(pooled.conf_high, 4)
    (0.2494, 0.0793, 0.4466)
    """
    values = np.asarray(r_squared, dtype=np.float64)
    if values.ndim != 1 or len(values) < 2 or n <= 3 or not ((values >= 0) & (values < 1)).all():
        raise NotComputableError(
            "R2 is pooled over two or more imputed datasets of more than 3 rows, none fitted perfectly",
            found=f"{len(values)} values of R2 up to {values.max(initial=0.0):g}, n = {n}",
        )
    z = np.arctanh(np.sqrt(values))
    pooled = pool(z[:, None], np.full((len(z), 1), 1 / (n - 3)), names=["z"], level=level)
    centre = float(pooled.estimate[0])
    reach = critical_t(level, None) * float(pooled.std_error[0])
    low, high = math.tanh(max(centre - reach, 0.0)) ** 2, math.tanh(centre + reach) ** 2
    return PooledRSquared(math.tanh(centre) ** 2, low, high, level, float(pooled.fmi[0]), len(z), n)


def _critical(level: float, df: float) -> float:
    return critical_t(level, df) if df > 0 else math.inf


def _check(q: Floats, u: Floats, names: Sequence[str]) -> None:
    if q.ndim != 2 or q.shape != u.shape or q.shape[1] != len(names):
        raise NotComputableError(
            "estimates and variances of imputed datasets do not fit together",
            found=f"shapes {q.shape} and {u.shape} for {len(names)} names",
            right="(datasets, names) both",
        )
    if len(q) < 2:
        raise NotComputableError(
            "one imputed dataset cannot tell how uncertain the imputation is", found=f"{len(q)}", right="at least 2"
        )
    fine = np.asarray(np.isfinite(q) & np.isfinite(u) & (u >= 0))
    bad = [name for j, name in enumerate(names) if not fine[:, j].all()]
    if bad:
        raise NotComputableError(
            "an estimate or its variance is not there in every imputed dataset",
            found=", ".join(bad),
        )
