"""Who is analysed: from the first case to the last, excluded by rule and missing kept apart."""

from __future__ import annotations

from civicreach.records.caseflow import CaseFlow, Step
from civicreach.records.words import joined, message
from civicreach.report.claim import Cited, Claim, TableName
from civicreach.report.table import Table

from .words import at, number


def case_flow_claims(table: Table, flow: CaseFlow) -> tuple[Claim, ...]:
    """The case flow step by step, with the reasons for which cases are missing.

    Parameters
    ----------
    table : Table
        Of `caseflow_table`.
    flow : CaseFlow
        Of which it was made.
    """
    started = Cited(flow.started_from, at(table, "start", "n"))
    opening = message("{table} starts from {n} {started}.", table=TableName(table.key), started=started,
                      n=at(table, "start", "n"))  # fmt: skip
    claims = [Claim(opening)]
    for place, step in enumerate(flow.steps, 1):
        claims += _step(table, f"step-{place}", step)
    return tuple(claims)


def _step(table: Table, row: str, step: Step) -> list[Claim]:
    rule = Cited(step.rule, at(table, row, "n"))
    excluded, missing, left = (at(table, row, column) for column in ("excluded", "missing", "n"))
    out, unknown = number(table, row, "excluded"), number(table, row, "missing")
    if not out and not unknown:
        return [Claim(message("The step “{rule}” leaves all {n}.", rule=rule, n=left))]
    if not unknown:
        text = message("The step “{rule}” excludes {excluded} by rule and leaves {n}.", rule=rule,
                       excluded=excluded, n=left)  # fmt: skip
        return [Claim(text)]
    if not out:
        text = message("The step “{rule}” loses {missing} for missing values and leaves {n}.", rule=rule,
                       missing=missing, n=left)  # fmt: skip
    else:
        text = message(
            "The step “{rule}” excludes {excluded} by rule, loses {missing} more for missing values and leaves {n}.",
            rule=rule, excluded=excluded, missing=missing, n=left,
        )  # fmt: skip
    return [Claim(text), *_reasons(table, row, step)]


def _reasons(table: Table, row: str, step: Step) -> list[Claim]:
    reasons = [departure.reason for departure in step.departures if departure.because == "missing"]
    said = Cited(joined(reasons, "; "), at(table, row, "reasons"))
    return [Claim(message("Why they are missing: {reasons}.", reasons=said))] if reasons else []
