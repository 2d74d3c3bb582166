"""Cases whose count of 0 some combination of factors foretells, so that no finite coefficients fit best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError
from civicreach.records.words import message

from .design import Design

Floats = NDArray[np.float64]

_SETTLED = 1e-10


def separated(y: Floats, columns: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Which cases are separated, and the combination of columns that does it.

    A case is separated where a combination of columns is 0 in every case with a count above 0, nowhere below 0,
    and above 0 in that case: its fitted count then goes to 0 without end, and the likelihood has no maximum.

    Parameters
    ----------
    y : np.ndarray
        Shape (n,), counts.
    columns : np.ndarray
        Shape (n, p), standardised, the constant first.

    Returns
    -------
    cases : np.ndarray
        Shape (n,), bool.
    combination : np.ndarray
        Shape (p,); zeros where nothing is separated.

    References
    ----------
    Correia, Guimarães & Zylkin (2019), arXiv 1903.01633, whose iterative rectifier is run here in the null
    space of the cases with counts above 0.

    Examples
    --------
    >>> X = np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    >>> separated(np.array([0.0, 0.0, 3.0, 5.0]), X)[0].tolist()
    [True, True, False, False]
    """
    n, p = columns.shape
    zero = y == 0
    _, s, vt = np.linalg.svd(columns[~zero], full_matrices=bool((~zero).sum() < p))
    rank = int((s > s[0] * 1e-9).sum()) if len(s) else 0
    none = np.zeros(n, dtype=bool), np.zeros(p)
    if rank == p or not zero.any():
        return none
    free = vt[rank:].T
    within = columns[zero] @ free
    solver = np.linalg.pinv(within)
    target = np.ones(len(within))
    weights = np.zeros(p - rank)
    for _ in range(1000):
        weights = solver @ target
        fitted = within @ weights
        if fitted.min(initial=0.0) > -_SETTLED * max(fitted.max(initial=0.0), _SETTLED):
            break
        target = np.maximum(fitted, 0.0)
    fitted = within @ weights
    top = fitted.max(initial=0.0)
    if top <= 1e-6 or fitted.min(initial=0.0) < -1e-6 * top:
        return none
    cases = np.zeros(n, dtype=bool)
    cases[np.flatnonzero(zero)[fitted > 1e-6 * top]] = True
    return cases, free @ weights


def refuse_separated(y: Floats, design: Design, outcome_name: str) -> None:
    """Raise where no finite coefficients fit best, with the factors and the number of cases."""
    cases, combination = separated(y, design.columns)
    if cases.any():
        used = [
            name
            for name, weight in zip(design.names, combination[1:].tolist(), strict=True)
            if abs(weight) > 1e-6 * np.abs(combination).max()
        ]
        raise NotComputableError(
            message(
                "the factors foretell the 0 of {cases} of {n} cases of {outcome_name}, so that "
                "the best coefficients are infinite (separation)",
                cases=int(cases.sum()),
                n=len(y),
                outcome_name=outcome_name,
            ),
            found=message("by {used}", used=", ".join(used)),
            right=message("leave out these factors, or these cases, and say so"),
        )
