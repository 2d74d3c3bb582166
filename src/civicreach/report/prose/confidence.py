"""How sure officials are: every answer on its base, and those without one."""

from __future__ import annotations

from typing import Any

from civicreach.analysis.reality.confidence import ConfidenceTable
from civicreach.records.words import message
from civicreach.report.claim import Claim, TableName
from civicreach.report.table import Row, Table

from .words import at, listed, number


def confidence_claims(table: Table, result: ConfidenceTable) -> tuple[Claim, ...]:
    """How many are sure, on both bases; all answers; and how many gave none.

    Parameters
    ----------
    table : Table
        Of `confidence_table`.
    result : ConfidenceTable
        Of which it was made; it tells which rows are answers.
    """
    if not result.n_valid:
        return ()
    claims = []
    if result.positive:
        text = message(
            "As {table} shows, {k} of {n} asked ({percent}%) are sure that their aims are met; of the {valid} valid "
            "answers that is {share}%.",
            table=TableName(table.key),
            k=at(table, "all-positive", "n"),
            percent=at(table, "all-positive", "percent"),
            n=at(table, "total", "n"),
            valid=at(table, "valid", "n"),
            share=at(table, "all-positive", "valid_percent"),
        )
        claims.append(Claim(text))
    answers = [row for row in table.rows[: len(result.answers)] if number(table, row.key, "n") is not None]
    claims.append(
        Claim(message("The answers were {answers}.", answers=listed([_given(table, row) for row in answers])))
    )
    if result.n_missing:
        text = message(
            "No valid answer came from {missing}; the percentages behind the answers count them, those of valid "
            "answers do not.", missing=at(table, "invalid", "n"),
        )  # fmt: skip
        claims.append(Claim(text))
    return tuple(claims)


def _given(table: Table, row: Row) -> Any:
    return message("{name} ({n}, {percent}%)", name=row.label, n=at(table, row, "n"), percent=at(table, row, "percent"))
