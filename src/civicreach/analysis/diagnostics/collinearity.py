"""Sets of coefficients that the data can hardly tell apart, read from condition indices as Belsley does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civicreach.analysis.factors.collinearity import Collinearity


@dataclass(frozen=True, slots=True)
class WeakDependency:
    """One near-dependency.

    Attributes
    ----------
    index : float
        Condition index; infinite for an exact tie.
    names : tuple of str
        Coefficients with more than the asked share of their variance on it; ``""`` is the constant. Empty for an
        exact tie, in which no share is defined.
    """

    index: float
    names: tuple[str, ...]


def weak_dependencies(found: Collinearity, *, index: float = 30.0, share: float = 0.5) -> tuple[WeakDependency, ...]:
    """Condition indices of `index` or more on which two coefficients or more have over `share` of their variance.

    Where the shares of several high indices compete, they are added up from the highest down, and each coefficient
    is named with the index that takes its sum over `share`.

    Parameters
    ----------
    found : Collinearity
        From `factors.collinearity.condition_indices`.
    index, share : float
        Belsley's: 30 and a half. Both are habits, not tests.

    Returns
    -------
    tuple of WeakDependency
        The highest index first.

    References
    ----------
    Belsley (1991), Conditioning Diagnostics, Wiley, chapter 5.

    Examples
    --------
    >>> from civicreach.analysis.factors.collinearity import condition_indices
    >>> x = np.array([[10.0, 10.1], [20.0, 20.2], [30.0, 29.9], [40.0, 40.1]])
    >>> [one.names for one in weak_dependencies(condition_indices(x, names=["age", "population"]))]
    [('age', 'population')]
    """
    dependencies = []
    summed = np.zeros(len(found.names))
    named = np.zeros(len(found.names), dtype=bool)
    for row in reversed(range(len(found.indices))):
        value = float(found.indices[row])
        if value < index:
            break
        if not np.isfinite(found.proportions).all():
            if np.isinf(value):
                dependencies.append(WeakDependency(value, ()))
            continue
        summed += found.proportions[row]
        over = (summed > share) & ~named
        named |= over
        if over.sum() > 1 or (over.any() and dependencies):
            names = tuple(name for name, is_over in zip(found.names, over.tolist(), strict=True) if is_over)
            dependencies.append(WeakDependency(value, names))
    return tuple(dependencies)
