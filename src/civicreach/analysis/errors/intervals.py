"""Errors from resampled coefficients: percentile, studentised, and bias-corrected accelerated intervals."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.tails import lower_normal, normal_quantile
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .pairs import Resampled
from .result import Errors, by_t, without_figures

Floats = NDArray[np.float64]


def percentile(resampled: Resampled, *, level: float = 0.95) -> Errors:
    """Intervals between quantiles of the resampled coefficients; p is twice the smaller share beyond zero.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap Methods and their Application, section 5.2; Efron & Tibshirani (1993).

    Examples
    --------
    >>> from civicreach.analysis.errors.design import prepare
    >>> from civicreach.analysis.errors.pairs import pairs_bootstrap
    >>> x, y = np.arange(12.0), np.array([1.0, 3.0, 2.0, 5.0, 4.0, 8.0, 5.0, 9.0, 7.0, 8.0, 12.0, 9.0])
    >>> errors = percentile(pairs_bootstrap(prepare(y, x[:, None], names=["age"]), seed=1, draws=999))
    >>> bool(errors.conf_low[0] < errors.estimate[0] < errors.conf_high[0]), errors.p.tolist()
    (True, [0.002])
    """
    tail = (1 - level) / 2
    if reason := _why_nothing(resampled, tail):
        return _nothing("pairs percentile", resampled, reason, level)
    limits = np.array([quantiles(column, (tail, 1 - tail)) for column in resampled.values.T])
    p = [_both_sides(column, 0.0) for column in resampled.values.T]
    return _result("pairs percentile", resampled, limits, p, level, _reach(resampled, tail))


def bootstrap_t(resampled: Resampled, *, level: float = 0.95) -> Errors:
    """Studentised intervals: t of each resample about the estimate, with HC1 errors, takes the place of Student's t.

    Raises
    ------
    NotComputableError
        Where the resamples were not studentised.
    """
    if resampled.std_error is None or resampled.resampled_error is None:
        raise NotComputableError("the resamples have no standard errors", right="pairs_bootstrap(..., studentise=True)")
    tail = (1 - level) / 2
    if reason := _why_nothing(resampled, tail):
        return _nothing("pairs t", resampled, reason, level)
    limits, p = [], []
    for j, (values, errors) in enumerate(zip(resampled.values.T, resampled.resampled_error.T, strict=True)):
        estimate, std_error = resampled.estimate[j], resampled.std_error[j]
        # a resample that fits perfectly has no error to be divided by, and is as far off as can be
        t = np.divide(
            values - estimate, errors, out=np.copysign(np.inf, values - estimate), where=errors > 1e-12 * std_error
        )
        low, high = quantiles(t, (tail, 1 - tail))
        limits.append((estimate - std_error * high, estimate - std_error * low))
        p.append(_both_sides(t, float(estimate / std_error)))
    return _result("pairs t", resampled, np.array(limits), p, level, _reach(resampled, tail))


def bca(resampled: Resampled, *, level: float = 0.95) -> Errors:
    """Bias-corrected accelerated intervals: percentiles moved by the bias and the skew of the estimate.

    The bias comes from the share of resamples below the estimate, the acceleration from leaving out each row or
    cluster once. p is the level at which the interval would just reach zero.

    Returns
    -------
    Errors
        Without figures where a factor cannot be estimated without some row, or where all resamples lie on one side.

    References
    ----------
    Efron (1987), doi:10.1080/01621459.1987.10478410.
    """
    method, tail = "pairs BCa", (1 - level) / 2
    if reason := _why_nothing(resampled, tail):
        return _nothing(method, resampled, reason, level)
    if resampled.left_out is None:
        return _nothing(method, resampled, _NO_ACCELERATION, level)
    limits, p, notes = [], [], list[Message]()
    B = len(resampled.values)
    outermost = []
    for j, values in enumerate(resampled.values.T):
        below = float((values < resampled.estimate[j]).sum()) / B
        if not 0 < below < 1:
            limits.append((math.nan, math.nan))
            p.append(math.nan)
            notes.append(message("all draws lie on one side of the estimate: {name}", name=resampled.design.names[j]))
            continue
        bias, acceleration = normal_quantile(below), _acceleration(resampled.left_out[:, j])
        shares = []
        for z in (normal_quantile(tail), normal_quantile(1 - tail)):
            moved = bias + z
            # beyond this, the limits would change places
            slope = max(1 - acceleration * moved, 1e-9)
            shares.append(lower_normal(bias + moved / slope))
        limits.append(quantiles(values, (shares[0], shares[1])))
        outermost.append(min(shares[0], 1 - shares[1]))
        # the same formula, solved for the level whose limit is zero
        beyond = min(max(float((values <= 0).sum()) / B, 1 / (B + 1)), B / (B + 1))
        distance = normal_quantile(beyond) - bias
        z = distance / (1 + acceleration * distance) - bias
        p.append(min(1.0, 2 * min(lower_normal(z), lower_normal(-z))))
    extreme = _reach(resampled, min(outermost, default=tail))
    return _result(method, resampled, np.array(limits), p, level, (*notes, *extreme))


def quantiles(values: Floats, shares: tuple[float, float]) -> tuple[float, float]:
    """Two quantiles of resampled values, between draws on the scale of the normal distribution.

    Davison & Hinkley (1997), equation 5.8, as R's boot computes them; beyond the outermost draws, these.

    >>> quantiles(np.arange(1.0, 40.0), (0.025, 0.975))
    (1.0, 39.0)
    """
    ordered, n = np.sort(values), len(values)
    found = []
    for share in shares:
        rank = (n + 1) * share
        k = math.floor(rank)
        if k < 1 or k >= n:
            found.append(float(ordered[0 if k < 1 else -1]))
            continue
        low, high = normal_quantile(k / (n + 1)), normal_quantile((k + 1) / (n + 1))
        weight = (normal_quantile(share) - low) / (high - low)
        found.append(
            float(ordered[k - 1] + weight * (ordered[k] - ordered[k - 1])) if weight else float(ordered[k - 1])
        )
    return found[0], found[1]


def _acceleration(left_out: Floats) -> float:
    influence = left_out.mean() - left_out
    return float((influence**3).sum() / (6 * (influence**2).sum() ** 1.5))


def _both_sides(values: Floats, at: float) -> float:
    """Twice the smaller share of values beyond `at`, the observed one counted with them."""
    fewer = min(int((values <= at).sum()), int((values >= at).sum()))
    return min(1.0, 2 * (fewer + 1) / (len(values) + 1))


def _reach(resampled: Resampled, tail: float) -> tuple[Message, ...]:
    if (resampled.draws.used + 1) * tail >= 1:
        return ()
    return (
        message(
            "{used} draws are too few for this level: the outermost draws are the limits", used=resampled.draws.used
        ),
    )


def _result(
    method: str, resampled: Resampled, limits: Floats, p: list[float], level: float, notes: tuple[Message, ...]
) -> Errors:
    std_error = resampled.values.std(axis=0, ddof=1)
    if method == "pairs t" and resampled.std_error is not None:
        std_error = resampled.std_error
    plain = by_t(
        method, resampled.design, std_error, resampled.design.df, level=level, scale=resampled.scale,
        estimate=resampled.estimate, n_clusters=resampled.n_clusters, draws=resampled.draws,
        notes=(*resampled.notes, *notes),
    )  # fmt: skip
    return replace(
        plain,
        df=np.full(resampled.design.k, np.nan),
        p=np.array(p),
        conf_low=limits[:, 0],
        conf_high=limits[:, 1],
    )


def _why_nothing(resampled: Resampled, tail: float) -> Message | None:
    """Why the draws carry no interval: there are none, or they are the same few samples again and again.

    G clusters can be drawn in (2G-1)! / (G! (G-1)!) ways, 3 of 2 clusters and 10 of 3; where all ways but a few leave a
    factor without spread, those few are all there is, and what they differ by is rounding.
    """
    used = resampled.draws.used
    if used < 2:
        return _SINGULAR
    size = np.abs(resampled.values).max(axis=0)
    # equal samples give equal coefficients up to rounding
    parts = np.round(resampled.values / np.where(size > 0, size, 1.0), 9)
    distinct = len(np.unique(parts, axis=0))
    least = math.ceil(1 / tail - 1e-9)
    if distinct < min(used, least):
        return message(
            "only {distinct} of the {used} draws that could be fitted differ from one another, and limits at this level"
            " need {least} at least",
            distinct=distinct,
            used=used,
            least=least,
        )
    return None


def _nothing(method: str, resampled: Resampled, reason: Message, level: float) -> Errors:
    return without_figures(
        method, resampled.design, reason, level=level, scale=resampled.scale, n_clusters=resampled.n_clusters,
        draws=resampled.draws,
    )  # fmt: skip


_SINGULAR = message("in every draw some factor did not vary or was a combination of others")
_NO_ACCELERATION = message(
    "without one of the rows or clusters some factor no longer varies or is a combination of others, so the"
    " acceleration is not defined"
)
