"""One line a variable: extremes, mean, standard deviation, and how many values there were and were not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civicreach.records.errors import NotComputableError
from civicreach.records.words import Message, message

from .moments import moments

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Descriptives:
    """Descriptive statistics of the columns of a table, each over the values it has.

    Attributes
    ----------
    names : tuple of str
        The k variables.
    n_rows : int
        Rows of the table.
    n, n_missing : np.ndarray
        Shape (k,), int: values counted, and missing; together `n_rows`.
    minimum, maximum, mean, median : np.ndarray
        Shape (k,); NaN where nothing was counted.
    sd : np.ndarray
        Shape (k,), with n - 1; NaN where fewer than two values were counted.
    skewness : np.ndarray
        Shape (k,), adjusted for n as SPSS and SAS print it (G1); NaN where fewer than three values were
        counted or all are the same.
    notes : mapping of str to Message
        By variable: why a figure is not there, or that all values are the same.
    """

    names: tuple[str, ...]
    n_rows: int
    n: NDArray[np.intp]
    n_missing: NDArray[np.intp]
    minimum: Floats
    maximum: Floats
    mean: Floats
    sd: Floats
    median: Floats
    skewness: Floats
    notes: Mapping[str, Message]


def describe(matrix: Floats, *, names: Sequence[str]) -> Descriptives:
    """Describe the columns of a table.

    Parameters
    ----------
    matrix : np.ndarray
        Shape (n, k); NaN is missing, is left out of that variable only, and is counted.
    names : sequence of str
        The k columns.

    Raises
    ------
    NotComputableError
        Where a value is infinite, or where names and columns do not match.

    References
    ----------
    Joanes & Gill (1998), The Statistician 47(1), doi:10.1111/1467-9884.00122, for skewness.

    Examples
    --------
    >>> d = describe(np.array([[2.0, 0.0], [4.0, 1.0], [9.0, np.nan]]), names=["posts", "level"])
    >>> d.mean.tolist(), d.n.tolist(), d.n_missing.tolist()
    ([5.0, 0.5], [3, 2], [0, 1])
    """
    z = np.asarray(matrix, dtype=np.float64)
    if z.ndim != 2 or z.shape[1] != len(names):
        raise NotComputableError(
            "the names do not match the columns of the table", found=f"{len(names)} names, a table of shape {z.shape}"
        )
    counts, figures, notes = [], [], []
    for name, column in zip(names, z.T, strict=True):
        values = column[~np.isnan(column)]
        m = moments(values[:, None], names=[name])
        counts.append(m.n)
        median = float(np.median(values)) if m.n else np.nan
        # Values that differ in their rounding only have no shape to speak of.
        skewness = np.nan if m.n < 3 or m.constant[0] else _skewness(values, m.mean[0], m.mean_rest[0], m.sd[0])
        figures.append([m.minimum[0], m.maximum[0], m.mean[0], m.sd[0], median, skewness])
        notes.append(note_of(m.n, bool(m.constant[0])))
    return gathered(names, len(z), counts, figures, notes)


def gathered(
    names: Sequence[str],
    n_rows: int,
    counts: Sequence[int],
    figures: Sequence[Sequence[float]],
    notes: Sequence[Message | None],
) -> Descriptives:
    """The result, of six figures a variable: minimum, maximum, mean, standard deviation, median and skewness."""
    n = np.array(counts, dtype=np.intp)
    minimum, maximum, mean, sd, median, skewness = np.array(figures, dtype=np.float64).reshape(-1, 6).T
    noted = {name: note for name, note in zip(names, notes, strict=True) if note is not None}
    return Descriptives(tuple(names), n_rows, n, n_rows - n, minimum, maximum, mean, sd, median, skewness, noted)


def _skewness(values: Floats, mean: float, rest: float, sd: float) -> float:
    n = len(values)
    return float(n / ((n - 1) * (n - 2)) * ((((values - mean) - rest) / sd) ** 3).sum())


def note_of(n: int, constant: bool) -> Message | None:
    """What to say beside a variable: why a figure is not there, or that all values are the same."""
    if n == 0:
        return message("no value is known")
    if n == 1:
        return message("only one value is known, so there is no standard deviation and no skewness")
    if constant:
        return message("all {n} values are the same", n=n)
    return message("only two values are known, so there is no skewness") if n == 2 else None
