"""Whether the chains of an imputation have settled on the same answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: R-hat above which chains do not tell the same (van Buuren 2018, section 6.5.2, and Gelman et al. 2013).
SETTLED_BELOW = 1.1
#: Iterations and datasets below which no verdict is given.
LEAST_ITERATIONS = 16
LEAST_DATASETS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """How the imputed values of each variable went from iteration to iteration.

    Attributes
    ----------
    names : tuple of str
        The t variables imputed by a model.
    means, sds : np.ndarray
        Shape (iterations, m, t): of the imputed values of a dataset; sds NaN where one value is imputed.
    rhat_mean, rhat_sd : np.ndarray
        Shape (t,): split R-hat over the second half of the iterations; NaN where nothing varies.
    verdict : str
        ``"settled"``, ``"not settled"``, or ``"too short to tell"``.
    unsettled : tuple of str
        Variables with an R-hat of 1.1 or more.
    """

    names: tuple[str, ...]
    means: Floats
    sds: Floats
    rhat_mean: Floats
    rhat_sd: Floats
    verdict: Literal["settled", "not settled", "too short to tell"]
    unsettled: tuple[str, ...]


def judge(names: tuple[str, ...], means: Floats, sds: Floats) -> Trace:
    """The verdict on traces of shape (iterations, m, variables).

    >>> rng = np.random.default_rng(1)
    >>> steady = rng.normal(size=(20, 10, 1))
    >>> judge(("age",), steady, steady + 5).verdict
    'settled'
    >>> judge(("age",), steady + np.arange(10)[:, None], steady + 5).unsettled
    ('age',)
    """
    kept = len(means) // 2
    rhat_mean, rhat_sd = (split_rhat(trace[kept:]) for trace in (means, sds))
    if len(means) < LEAST_ITERATIONS or means.shape[1] < LEAST_DATASETS:
        return Trace(names, means, sds, rhat_mean, rhat_sd, "too short to tell", ())
    far = (np.nan_to_num(rhat_mean) >= SETTLED_BELOW) | (np.nan_to_num(rhat_sd) >= SETTLED_BELOW)
    unsettled = tuple(name for name, over in zip(names, far.tolist(), strict=True) if over)
    return Trace(names, means, sds, rhat_mean, rhat_sd, "not settled" if unsettled else "settled", unsettled)


def split_rhat(trace: Floats) -> Floats:
    """R-hat of each variable, every chain cut in two so that a common drift shows as well.

    Parameters
    ----------
    trace : np.ndarray
        Shape (iterations, chains, variables); an odd last iteration is left out.

    Returns
    -------
    np.ndarray
        Shape (variables,); NaN where the chains do not vary or a value is missing.
    """
    half = len(trace) // 2
    if half < 2:
        return np.full(trace.shape[2], np.nan)
    chains = np.concatenate([trace[:half], trace[half : 2 * half]], axis=1)
    within = chains.var(axis=0, ddof=1).mean(axis=0)
    between = chains.mean(axis=0).var(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(within > 0, np.sqrt((half - 1) / half + between / within), np.nan))
