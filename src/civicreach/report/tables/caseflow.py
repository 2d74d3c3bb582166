"""How the governments asked became those analysed."""

from __future__ import annotations

from collections.abc import Mapping

from civicreach.records.caseflow import CaseFlow, Departure, Step
from civicreach.records.words import Words, joined, message
from civicreach.report.naming import listed
from civicreach.report.table import Cell, Column, Row, Table

COLUMNS = (
    Column("excluded", message("Excluded by rule"), "count"),
    Column("missing", message("Missing"), "count"),
    Column("n", message("n after"), "count"),
    Column("reasons", message("Who, and why"), "text"),
)

CAPTION = message("Case flow: who is analysed")

#: Governments that a cell names; all of them are in data/case-flow.csv.
NAMED = 12


def caseflow_table(
    flow: CaseFlow, names: Mapping[str, Words] | None = None, *, key: str = "case-flow", caption: Words = CAPTION
) -> Table:
    """The case flow, one row a step; being excluded by a rule and being missing are counted apart.

    Who leaves is told by `names`, or by id.
    """
    rows = [Row("start", flow.started_from, (Cell(), Cell(), Cell(flow.start), Cell("")))]
    for place, step in enumerate(flow.steps, 1):
        parts = [
            message("{reason}: {ids}", reason=_reason(d, step), ids=listed(d.ids, names or {}, most=NAMED))
            for d in step.departures
        ]
        cells = (
            Cell(len(step.left("excluded by rule"))),
            Cell(len(step.left("missing"))),
            Cell(step.n_after),
            Cell(joined(parts, "; ")),
        )
        rows.append(Row(f"step-{place}", step.rule, cells))
    return Table(
        key,
        caption,
        message("Step"),
        COLUMNS,
        tuple(rows),
        (
            message(
                "Excluded by a rule of the study and missing are different things and are never added up. "
                "A government may be missing for several reasons at one step."
            ),
        ),
    )


def _reason(departure: Departure, step: Step) -> Words:
    """Why they left; that the rule itself excludes them needs no repeating of the rule."""
    return message("excluded") if departure.reason == step.rule else departure.reason
