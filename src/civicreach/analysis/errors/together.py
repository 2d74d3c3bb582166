"""All tests of a table corrected for one another, by their probabilities and by draws that all of them share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.multiplicity import false_discovery, holm
from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .null import TIE, NullDraws

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Corrected:
    """Every test of a table, corrected for all of them.

    Attributes
    ----------
    names : tuple of str
        The m tests.
    p, holm, false_discovery : np.ndarray
        Shape (m,): as given; and corrected after Holm, and after Benjamini and Hochberg. NaN where p is.
    westfall_young : np.ndarray or None
        Shape (m,), by step-down maxT; None where there are no joint draws.
    n_tests, n_without : int
        Tests that were counted, and tests without p, which correct nothing.
    draws : int or None
        Joint draws used.
    assumes : tuple of Message
        What has to hold for each correction, in the order above.
    """

    names: tuple[str, ...]
    p: Floats
    holm: Floats
    false_discovery: Floats
    westfall_young: Floats | None
    n_tests: int
    n_without: int
    draws: int | None
    assumes: tuple[Message, ...]


def correct(names: Sequence[str], p: Sequence[float], *, joint: Sequence[NullDraws] = ()) -> Corrected:
    """Correct the tests of a table.

    Parameters
    ----------
    names : sequence of str
        The m tests.
    p : sequence of float
        Their probabilities; NaN where a test could not be made.
    joint : sequence of NullDraws, optional
        Draws of the same tests in the same order, one for each model, all from the same seed and rows, so that what
        one draw did to one test it did to all.

    Raises
    ------
    NotComputableError
        Where names and figures do not match, or draws are not joint.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6; Benjamini & Hochberg (1995),
    doi:10.1111/j.2517-6161.1995.tb02031.x; Westfall & Young (1993), Resampling-Based Multiple Testing, section 2.6.

    Examples
    --------
    >>> table = correct(["age", "budget", "level"], [0.01, 0.04, float("nan")])
    >>> table.holm.tolist(), table.n_tests, table.n_without
    ([0.02, 0.04, nan], 2, 1)
    """
    values = np.asarray(p, dtype=np.float64)
    if values.shape != (len(names),):
        raise NotComputableError("names and probabilities do not match", found=f"{len(names)} and {values.shape}")
    if ((values < 0) | (values > 1)).any():
        raise NotComputableError(
            "a probability lies outside 0 and 1", found=str(values[(values < 0) | (values > 1)][0])
        )
    known = ~np.isnan(values)
    corrected = []
    for way in (holm, false_discovery):
        column = np.full(len(values), np.nan)
        column[known] = way(values[known].tolist())
        corrected.append(column)
    together, draws = None, None
    if joint:
        kinds = {(one.how, one.n, one.draws.used, one.draws.seed) for one in joint}
        if len(kinds) > 1 or joint[0].draws.seed is None:
            raise NotComputableError(
                "the draws of the models are not joint",
                found=", ".join(
                    f"{one.how} of {one.n} rows, {one.draws.used} draws of seed {one.draws.seed}" for one in joint
                ),
                right="the same method, rows, seed and number of draws for every model",
            )
        t, null = np.concatenate([one.t for one in joint]), np.hstack([one.null for one in joint])
        if len(t) != len(names):
            raise NotComputableError("names and joint draws do not match", found=f"{len(names)} and {len(t)}")
        together, draws = westfall_young(t, null), joint[0].draws.used
    return Corrected(
        names=tuple(names),
        p=values,
        holm=corrected[0],
        false_discovery=corrected[1],
        westfall_young=together,
        n_tests=int(known.sum()),
        n_without=int((~known).sum()),
        draws=draws,
        assumes=(_HOLM, _FALSE_DISCOVERY, *((_WESTFALL_YOUNG,) if joint else ())),
    )


def westfall_young(t: Floats, null: Floats) -> Floats:
    """Probabilities corrected by the largest statistic of each draw, step by step from the largest (maxT).

    Parameters
    ----------
    t : np.ndarray
        Shape (m,): as observed; the test is two-sided. A NaN stays one and corrects nothing.
    null : np.ndarray
        Shape (draws, m): under the null hypotheses.

    Examples
    --------
    >>> westfall_young(np.array([3.0, 1.0]), np.array([[0.5, 2.0], [1.5, 0.2], [3.5, 0.1]])).tolist()
    [0.5, 0.5]
    """
    size = np.abs(t)
    order = [j for j in np.argsort(-size, kind="stable").tolist() if not math.isnan(size[j])]
    corrected, highest = np.full(len(t), np.nan), 0.0
    # the largest among a test and all that are less significant
    largest = np.maximum.accumulate(np.abs(null[:, order[::-1]]), axis=1)[:, ::-1]
    for place, j in enumerate(order):
        p = (int((largest[:, place] >= TIE * size[j]).sum()) + 1) / (len(null) + 1)
        highest = max(highest, p)
        corrected[j] = highest
    return corrected


_HOLM = message("Holm: nothing beyond that each p is right; keeps the chance of any false finding below the level")
_FALSE_DISCOVERY = message(
    "Benjamini-Hochberg: tests are independent or hang together positively; keeps the share of false findings among"
    " the findings below the level"
)
_WESTFALL_YOUNG = message(
    "Westfall-Young: the draws show how the tests hang together if nothing has an effect; keeps the chance of any false"
    " finding below the level"
)
