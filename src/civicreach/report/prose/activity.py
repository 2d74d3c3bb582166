"""How far activity differs: the middle, the ends, and how much the most active hold."""

from __future__ import annotations

from collections.abc import Mapping

from civicreach.analysis.reality.activity_range import ActivityRange
from civicreach.records.words import message
from civicreach.report.claim import Claim, Statistic, TableName
from civicreach.report.table import Table

from .words import at, number


def activity_claims(table: Table, ranges: Mapping[str, ActivityRange]) -> tuple[Claim, ...]:
    """Each measure over the governments of the sample, and those of which nothing is known.

    Parameters
    ----------
    table : Table
        Of `range_table`.
    ranges : mapping
        Of which it was made; they tell which maximum looks like a limit of the download.
    """
    claims = []
    for row in table.rows:
        if not number(table, row.key, "n"):
            continue
        cells = {column: at(table, row, column) for column in ("min", "lower", "median", "upper", "max")}
        text = message(
            "{measure} ({n}; {table}): the median is {median}, the quartiles are {lower} and {upper}, and the range is "
            "from {min} to {max}.",
            measure=row.label, n=Statistic("n", at(table, row, "n")), table=TableName(table.key), **cells,
        )  # fmt: skip
        claims.append(Claim(text))
        if number(table, row.key, "top") is not None:
            top = at(table, row, "top")
            claims.append(
                Claim(message("The most active tenth of the governments holds {top}% of the total.", top=top))
            )
        if number(table, row.key, "zero"):
            zero = at(table, row, "zero")
            claims.append(Claim(message("Observed with none, which is a count and not missing: {zero}.", zero=zero)))
        if number(table, row.key, "missing"):
            text = message("Left out because their count is not known: {missing}.", missing=at(table, row, "missing"))
            claims.append(Claim(text))
        if row.key in ranges and ranges[row.key].capped:
            text = message(
                "Several governments stand exactly at the maximum of {max}, which looks like a limit of the download.",
                max=cells["max"],
            )
            claims.append(Claim(text))
    return tuple(claims)
