"""The variables of the models in a few sentences; the share of ones where a variable is zeros and ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from civicreach.records.words import message
from civicreach.report.claim import CellAt, Claim, Statistic, TableName
from civicreach.report.table import Row, Table

from .words import at, extremes, listed, number


def descriptives_claims(table: Table, *, outcomes: Sequence[str]) -> tuple[Claim, ...]:
    """How many cases there are, the outcomes with their middle and spread, and the factors.

    Parameters
    ----------
    table : Table
        Of `descriptives_table`.
    outcomes : sequence of str
        The variables that the models are about.
    """
    known = [row for row in table.rows if number(table, row.key, "mean") is not None]
    if not known:
        return ()
    least, greatest = extremes(table, [row.key for row in table.rows], "n")
    if number(table, least.row, "n") == number(table, greatest.row, "n"):
        text = message("{table} describes the variables of the models ({n}).", table=TableName(table.key),
                       n=Statistic("n", least))  # fmt: skip
    else:
        text = message(
            "{table} describes the variables of the models, each over the values it has "
            "(n from {least} to {greatest}).",
            table=TableName(table.key), least=least, greatest=greatest,
        )  # fmt: skip
    ones = [row for row in known if _zeros_and_ones(table, row)]
    claims = [Claim(text)]
    claims += [Claim(_outcome(table, row)) for row in known if row.key in outcomes and row not in ones]
    others = [row for row in known if row not in ones and row.key not in outcomes]
    if others:
        text = message("Means and standard deviations of the factors are {factors}.",
                       factors=listed([_factor(table, row) for row in others]))  # fmt: skip
        claims.append(Claim(text))
    if ones:
        shares = [message("{name} ({figures})", name=row.label, figures=at(table, row, "mean")) for row in ones]
        text = message("Of variables that are zero or one the mean is the share of ones: {factors}.",
                       factors=listed(shares))  # fmt: skip
        claims.append(Claim(text))
    return tuple(claims)


def _outcome(table: Table, row: Row) -> Any:
    mean, median = number(table, row.key, "mean"), number(table, row.key, "median")
    values: dict[str, Any] = {
        "outcome": row.label,
        "figures": _mean_and_sd(table, row),
        "median": at(table, row, "median"),
    }
    assert mean is not None and median is not None
    if mean > median:
        return message("The mean of {outcome} ({figures}) lies above the median ({median}).", **values)
    if mean < median:
        return message("The mean of {outcome} ({figures}) lies below the median ({median}).", **values)
    return message("The mean of {outcome} ({figures}) equals the median ({median}).", **values)


def _factor(table: Table, row: Row) -> Any:
    return message("{name} ({figures})", name=row.label, figures=_mean_and_sd(table, row))


def _mean_and_sd(table: Table, row: Row) -> CellAt | Any:
    if number(table, row.key, "sd") is None:
        return Statistic("M", at(table, row, "mean"))
    return message(
        "{mean}, {sd}", mean=Statistic("M", at(table, row, "mean")), sd=Statistic("SD", at(table, row, "sd"))
    )


def _zeros_and_ones(table: Table, row: Row) -> bool:
    """Only values of zero and one have the variance m (1 - m) n / (n - 1) between them."""
    low, high, mean, sd, n = (number(table, row.key, column) for column in ("min", "max", "mean", "sd", "n"))
    if low != 0 or high != 1 or mean is None or sd is None or not n or n < 2:
        return False
    return math.isclose(sd**2, mean * (1 - mean) * n / (n - 1), rel_tol=1e-9)
