"""Descriptives of columns that stay where they are, each over the values it has, with exact quantiles."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.relations import at_rest
from civicreach.engine import RunsSQL
from civicreach.engine.order_statistics import order_statistics, reach
from civicreach.engine.sums import cubes
from civicreach.records.errors import NotComputableError

from .at_rest import moments_at_rest
from .descriptives import Descriptives, gathered, note_of

Floats = NDArray[np.float64]


def describe_at_rest(engine: RunsSQL, relation: str, *, names: Sequence[str]) -> Descriptives:
    """Describe columns of a relation as `describe` does those of an array.

    Parameters
    ----------
    engine, relation
        As `moments_at_rest`.
    names : sequence of str
        The k columns. What is missing or not finite is left out of that variable only, and is counted.

    Notes
    -----
    Every column takes some seven passes of its own, most of them for its median.

    Examples
    --------
    >>> rows = "(VALUES (2, 0), (4, 1), (9, NULL)) AS t(posts, level)"
    >>> from civicreach.engine import Engine
    >>> with Engine() as engine:
    ...     d = describe_at_rest(engine, rows, names=["posts", "level"])
    >>> d.mean.tolist(), d.median.tolist(), d.n_missing.tolist()
    ([5.0, 0.5], [4.0, 0.5], [0, 1])
    """
    with at_rest(engine, relation, names):
        return _describe_at_rest(engine, relation, names)


def _describe_at_rest(engine: RunsSQL, relation: str, names: Sequence[str]) -> Descriptives:
    ((n_rows,),) = engine.execute(f"SELECT count(*) FROM {relation}")
    counts, figures, notes = [], [], []
    for name in names:
        try:
            m, _ = moments_at_rest(engine, relation, names=[name])
        except NotComputableError:
            # no value at all: a line of the table all the same
            counts.append(0)
            figures.append([math.nan] * 6)
            notes.append(note_of(0, False))
            continue
        constant = bool(m.constant[0])
        skewness = math.nan
        if m.n > 2 and not constant:
            centre = float(m.mean[0] + m.mean_rest[0])
            total = cubes(engine, relation, name, centre=centre, sd=float(m.sd[0]))
            skewness = m.n / ((m.n - 1) * (m.n - 2)) * total
        median = float(quantiles_at_rest(engine, relation, name, shares=[0.5])[0])
        counts.append(m.n)
        figures.append([m.minimum[0], m.maximum[0], m.mean[0], m.sd[0], median, skewness])
        notes.append(note_of(m.n, constant))
    return gathered(names, int(n_rows), counts, figures, notes)


def quantiles_at_rest(engine: RunsSQL, relation: str, name: str, *, shares: Sequence[float]) -> Floats:
    """Exact quantiles of the finite values of a column, shape of `shares`; NaN where there are none.

    Between two values the line is taken that joins them (definition 7 of Hyndman & Fan 1996,
    doi:10.1080/00031305.1996.10473566), as numpy, R and Excel do.

    Raises
    ------
    NotComputableError
        A share outside of 0 to 1.

    Examples
    --------
    >>> from civicreach.engine import Engine
    >>> with Engine() as engine:
    ...     quantiles_at_rest(engine, "(VALUES (3), (1), (8), (9)) AS t(likes)", "likes", shares=[0.0, 0.5]).tolist()
    [1.0, 5.5]
    """
    if wrong := [share for share in shares if not 0 <= share <= 1]:
        raise NotComputableError(
            "a quantile is asked for a share of the values", found=", ".join(map(str, wrong)), right="from 0 to 1"
        )
    with at_rest(engine, relation, [name]):
        n, _, _ = reach(engine, relation, name)
        if not n:
            return np.full(len(shares), np.nan)
        at = [(n - 1) * share for share in shares]
        around = {place for one in at for place in (math.floor(one), math.ceil(one))}
        values = order_statistics(engine, relation, name, sorted(around))
    low, high = (np.array([values[round_(one)] for one in at]) for round_ in (math.floor, math.ceil))
    part = np.array([one - math.floor(one) for one in at])
    return np.asarray(low * (1 - part) + high * part)
