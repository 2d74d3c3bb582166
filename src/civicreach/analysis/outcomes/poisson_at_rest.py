"""Quasi-Poisson models over a table that stays where it is: each step is one pass, and only sums come back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.at_rest import POWERS, moments_at_rest
from civicreach.analysis.factors.leverage import FULL_LEVERAGE
from civicreach.analysis.factors.ols import check_model
from civicreach.analysis.relations import at_rest
from civicreach.analysis.tails import two_sided_t
from civicreach.engine import RunsSQL
from civicreach.engine.poisson_sums import Asked, PoissonSums, information_above, poisson_spread, poisson_sums
from civicreach.engine.sums import Counts
from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

from .counts import Errors
from .design import unstandardise
from .information import inverse_information

Floats = NDArray[np.float64]

#: Passes after which a model counts as not converged.
MOST_PASSES = 60
#: Newton's decrement after which one more step changes nothing visible.
_SETTLED = 1e-13

#: Log of a fitted count, beside the mean, from which on down it is next to nothing.
_NOTHING = -20.0


@dataclass(frozen=True, slots=True, eq=False)
class PoissonAtRest:
    """A quasi-Poisson model fitted where its rows are.

    Attributes
    ----------
    outcome, names : str, tuple of str
        The outcome and the k factors.
    n : int
        Rows counted.
    errors : str
        ``"model"``, or ``"HC0"`` to ``"HC3"``.
    estimate, std_error, t, p : np.ndarray
        Shape (k + 1,), the constant first; p is two-sided with n - k - 1 degrees of freedom.
    covariance : np.ndarray
        Shape (k + 1, k + 1).
    df : int
        n - k - 1.
    deviance, pearson, dispersion : float
        As of `counts.CountFit`.
    passes : int
        Over the rows, those for errors among them, those for moments not.
    counts : Counts
        Rows read, complete, and what the others lack.
    """

    outcome: str
    names: tuple[str, ...]
    n: int
    errors: Errors
    estimate: Floats
    std_error: Floats
    t: Floats
    p: Floats
    covariance: Floats
    df: int
    deviance: float
    pearson: float
    dispersion: float
    passes: int
    counts: Counts


def fit_poisson_at_rest(
    engine: RunsSQL,
    relation: str,
    *,
    outcome: str,
    factors: Sequence[str],
    exposure: str | None = None,
    errors: Errors = "HC3",
) -> PoissonAtRest:
    """Fit log mean counts by maximum quasi-likelihood where the rows are, by Newton's steps of one pass each.

    Parameters
    ----------
    engine, relation
        As `moments_at_rest`.
    outcome, factors : str, sequence of str
        Columns.
    exposure : str, optional
        Column of what counts are per, above 0.
    errors : str
        ``"model"`` (variance mu times the dispersion), or ``"HC0"`` to ``"HC3"``: see `counts.with_errors`.

    Raises
    ------
    NotComputableError
        Negative or all-zero counts, an exposure of 0, factors without spread or tied, no convergence, fitted counts
        that go to 0 because some factors foretell where counts are 0 (separation), a leverage of 1 with HC2 and HC3.

    Examples
    --------
    >>> rows = "(VALUES (2, -1), (3, -1), (6, 0), (7, 0), (8, 1), (9, 1)) AS t(posts, age)"
    >>> from civicreach.engine import Engine
    >>> with Engine() as engine:
    ...     fit = fit_poisson_at_rest(engine, rows, outcome="posts", factors=["age"], errors="model")
    >>> fit.estimate.round(4).tolist(), round(fit.dispersion, 4)
    ([1.6691, 0.5388], 0.2887)
    """
    if errors not in get_args(Errors):
        raise NotComputableError(
            message("there is no such kind of standard errors for counts"),
            found=repr(errors),
            right=message("model, HC0, HC1, HC2, HC3"),
        )
    names = [outcome, *factors, *([] if exposure is None else [exposure])]
    with at_rest(engine, relation, names):
        return _fit_poisson_at_rest(engine, relation, names, outcome, factors, exposure, errors)


def _fit_poisson_at_rest(
    engine: RunsSQL,
    relation: str,
    names: Sequence[str],
    outcome: str,
    factors: Sequence[str],
    exposure: str | None,
    errors: Errors,
) -> PoissonAtRest:
    m, counts = moments_at_rest(engine, relation, names=names)
    k = len(factors)
    _check(m.minimum, m.maximum, names, exposed=exposure is not None)
    check_model(m.take([outcome, *factors]))
    _, usable = inverse_information(m.correlation[1 : k + 1, 1 : k + 1])
    if not usable:
        raise NotComputableError(
            message("factors of the model of {outcome} are combinations of one another", outcome=outcome),
            found=", ".join(factors),
            right=message("leave out one of them, or of each set"),
        )
    centre, sd = m.mean[1 : k + 1], m.sd[1 : k + 1]
    asked = Asked(relation, tuple(names), tuple(centre.tolist()), tuple(sd.tolist()), exposure is not None)
    level = float(m.mean[0]) / (1.0 if exposure is None else float(m.mean[-1]))
    start = np.zeros(k + 1)
    start[0] = math.log(level)
    coefficients, sums, passes = _iterate(engine, asked, start, outcome)
    inverse = _inverse(sums.information, outcome)
    if (least := math.log(level) + _NOTHING) > sums.lowest:
        # coefficients that only such rows tell apart are on their way to infinity, however slowly their errors tell
        _inverse(information_above(engine, asked, coefficients, least), outcome)
        passes += 1
    df = m.n - k - 1
    dispersion = sums.pearson / df
    covariance = inverse * dispersion
    if errors != "model":
        root = np.linalg.inv(np.linalg.cholesky(sums.information))
        spread, largest = poisson_spread(
            engine, asked, coefficients, root=root, power=POWERS[errors], full_leverage=FULL_LEVERAGE
        )
        passes += 1
        if POWERS[errors] and largest > FULL_LEVERAGE:
            raise NotComputableError(
                message(
                    "{errors} divides by 1 - leverage, and a case of the model of {outcome} has a leverage of 1",
                    errors=errors,
                    outcome=outcome,
                ),
                right=message("use HC0 or HC1, or leave out the factor that only few cases have"),
            )
        covariance = root.T @ spread @ root * (m.n / df if errors == "HC1" else 1.0)
    back = unstandardise(centre, sd)
    covariance = back @ covariance @ back.T
    estimate, std_error = back @ coefficients, np.sqrt(np.diag(covariance))
    t = estimate / std_error
    p = np.array([two_sided_t(value, df) for value in t.tolist()])
    return PoissonAtRest(
        outcome, tuple(factors), m.n, errors, estimate, std_error, t, p, covariance, df, sums.deviance, sums.pearson,
        dispersion, passes, counts,
    )  # fmt: skip


def _iterate(engine: RunsSQL, asked: Asked, start: Floats, outcome: str) -> tuple[Floats, PoissonSums, int]:
    """Coefficients of the columns, the sums at them, and the passes taken."""
    coefficients, sums = start, poisson_sums(engine, asked, start)
    step = _step(sums, outcome)
    for passes in range(2, MOST_PASSES + 1):
        decrement = float(step @ sums.score)
        new = poisson_sums(engine, asked, coefficients + step)
        # near the top, rounding makes the likelihood rise and fall by its last digits
        if new.likelihood < sums.likelihood - 1e-13 * (1 + abs(sums.likelihood)):
            step = step / 4
            continue
        coefficients, sums = coefficients + step, new
        if decrement <= _SETTLED:
            return coefficients, sums, passes
        step = _step(sums, outcome)
    raise NotComputableError(
        message(
            "the Poisson model of {outcome} does not converge in {most_passes} passes",
            outcome=outcome,
            most_passes=MOST_PASSES,
        ),
        right=message("look for factors that foretell where counts are 0, or for a few counts far above all others"),
    )


def _step(sums: PoissonSums, outcome: str) -> Floats:
    return _inverse(sums.information, outcome) @ sums.score


def _inverse(information: Floats, outcome: str) -> Floats:
    inverse, usable = inverse_information(information)
    if not usable:
        raise NotComputableError(
            message(
                "the fitted counts of {outcome} go to 0 in all rows that tell some coefficients apart", outcome=outcome
            ),
            right=message(
                "leave out a factor that foretells where counts are 0 (separation), or these rows, and say so"
            ),
        )
    return inverse


def _check(minimum: Floats, maximum: Floats, names: Sequence[str], *, exposed: bool) -> None:
    if minimum[0] < 0:
        raise NotComputableError(
            message("{names}: counts cannot be negative", names=names[0]),
            found=message("the least is {minimum}", minimum=f"{minimum[0]:.15g}"),
            right=message("use the count before subtractions, or least squares"),
        )
    if maximum[0] == 0:
        raise NotComputableError(
            message("{names}: all counts are 0", names=names[0]),
            right=message("look whether the counts were collected at all: what was not observed is missing and not 0"),
        )
    if exposed and not minimum[-1] > 0:
        raise NotComputableError(
            message("an exposure must be above 0, since its logarithm is taken"),
            found=message("the least {names} is {minimum}", names=names[-1], minimum=f"{minimum[-1]:.15g}"),
            right=message("take these cases out first, and count them"),
        )
