"""Count models as families of a multiverse, beside least squares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.elimination import Members
from civicreach.analysis.outcomes.counts import Errors
from civicreach.analysis.outcomes.counts import Family as CountFamily
from civicreach.analysis.outcomes.subsets import Status, fit_subsets
from civicreach.analysis.specifications.families import FAMILIES as LINEAR
from civicreach.analysis.specifications.families import Estimates, Family, df_of_residuals
from civicreach.analysis.specifications.standing import Standing
from civicreach.records.errors import NotComputableError

Floats = NDArray[np.float64]

_STANDING: Mapping[Status, Standing] = {
    "converged": Standing.FITTED,
    "alpha at 0": Standing.FITTED,
    "tied": Standing.TIED,
    "leverage of 1": Standing.LEVERAGE,
    "separated": Standing.REFUSED,
    "not converged": Standing.REFUSED,
    "singular": Standing.REFUSED,
}


def fit_counts(
    outcome: Floats,
    factors: Floats,
    *,
    names: Sequence[str],
    member: Members,
    errors: Sequence[str],
    family: CountFamily,
) -> Estimates:
    """A count model on every subset; see `specifications.families.Fit`.

    `beta` is the coefficient for one standard deviation of the factor, on the logarithm of the expected count; there is
    no R². An outcome that is no count is refused in every specification.
    """
    s, k = member.shape
    shape = (len(errors), s, k)
    estimate, std_error = np.full((s, k), np.nan), np.full(shape, np.nan)
    standing = np.full((len(errors), s), Standing.REFUSED, dtype=np.uint8)
    # a specification without factors has no coefficient to show
    some = member.any(axis=1)
    for place, kind in enumerate(errors):
        try:
            fits = fit_subsets(outcome, factors, names=names, family=family, errors=_KINDS[kind], subsets=member[some])
        except NotComputableError:
            continue
        estimate[some] = fits.estimate[:, 1:]
        std_error[place, some] = fits.std_error[:, 1:]
        standing[place, some] = [_STANDING[status] for status in fits.status]
    n = len(outcome)
    return Estimates(
        estimate=estimate,
        beta=estimate * factors.std(axis=0, ddof=1),
        std_error=std_error,
        # only where a dispersion is estimated does its uncertainty count, as in a single fit
        df=df_of_residuals(n, member, len(errors)) if family == "quasi-poisson" else np.full(shape, np.inf),
        n=np.full(s, n),
        fit=np.full(s, np.nan),
        standing=standing,
    )


#: Kinds of errors by the names that a study file gives them.
_KINDS: Mapping[str, Errors] = {"classical" if kind == "model" else kind: kind for kind in get_args(Errors)}

_COUNTS: Mapping[str, CountFamily] = {"poisson": "quasi-poisson", "negative-binomial": "negative binomial"}

#: Least squares and the count models, by the names that a study file gives them.
FAMILIES: Mapping[str, Family] = {
    **LINEAR,
    **{
        name: Family(partial(fit_counts, family=family), errors=tuple(_KINDS), transforms=("none",))
        for name, family in _COUNTS.items()
    },
}
