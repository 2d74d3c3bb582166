"""Table 2: how sure officials are that their aims are met."""

from __future__ import annotations

from collections.abc import Mapping

from civicreach.analysis.reality.confidence import ConfidenceTable
from civicreach.records.words import Words, joined, message
from civicreach.report.table import Cell, Column, Row, Table

from .purposes import percent

COLUMNS = (
    Column("n", message("Frequency"), "count"),
    Column("percent", message("Percent"), "percent", 1),
    Column("valid_percent", message("Valid percent"), "percent", 1),
)


def confidence_table(table: ConfidenceTable, labels: Mapping[str, Words]) -> Table:
    """The answers, valid and invalid, on both bases."""

    def row(key: str, label: Words, count: int, *, valid: bool = True, total: bool = False) -> Row:
        share = percent(float(table.valid_percent(count))) if valid else Cell()
        return Row(key, label, (Cell(count), percent(float(table.percent(count))), share), total=total)

    rows = [
        row(answer, labels.get(answer, answer), int(count))
        for answer, count in zip(table.answers, table.counts, strict=True)
    ]
    rows.append(row("valid", message("Valid, total"), table.n_valid, total=True))
    reasons = table.missing if len(table.missing) > 1 else {}
    rows += [
        row(f"invalid-{reason.name.lower()}", reason.words, count, valid=False) for reason, count in reasons.items()
    ]
    rows.append(row("invalid", message("Invalid"), table.n_missing, valid=False))
    rows.append(row("total", message("Total"), table.n, valid=False, total=True))
    if table.positive:
        answers = joined([labels.get(answer, answer) for answer in table.positive])
        rows.append(row("all-positive", message("Positive: {answers}", answers=answers), table.n_positive))
    return Table(
        "confidence",
        message("Confidence of officials that their objectives are met"),
        message("Answer"),
        COLUMNS,
        tuple(rows),
    )
