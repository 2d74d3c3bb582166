"""What officials say they want: the purposes and strategies in order of frequency, with their base."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.records.words import Words, message
from civicreach.report.claim import Claim, TableName
from civicreach.report.table import Row, Table

from .words import at, extremes, listed, number


def purposes_claims(table: Table) -> tuple[Claim, ...]:
    """Who answered, what they named in order of frequency, and what the percentages are of."""
    asked, cases, unanswered = (at(table, "model", column) for column in ("asked", "cases", "unanswered"))
    if not number(table, "model", "asked"):
        return ()
    first = message(
        "As {table} shows, {cases} of {asked} asked named at least one purpose; {unanswered} answered none of the "
        "questions.",
        table=TableName(table.key),
        cases=cases,
        asked=asked,
        unanswered=unanswered,
    )
    ranked = _ranked(table)
    order = message("In order of frequency, they named {purposes}.",
                    purposes=listed([_named(table, row, row.label) for row in ranked]))  # fmt: skip
    return (Claim(first), Claim(order), *_base(table, ranked[0].label))


def strategies_claims(table: Table, *, labels: Mapping[str, Words], expected: str) -> tuple[Claim, ...]:
    """How many follow each strategy, and how the expected one stands beside the others.

    Parameters
    ----------
    table : Table
        Of `strategies_table`, whose rows are called by strategy and purposes.
    labels : mapping
        Names of the strategies alone.
    expected : str
        The strategy that the literature expects; empty where none is.
    """
    if not number(table, "model", "asked"):
        return ()
    named = [_named(table, row, labels.get(row.key, row.key)) for row in _ranked(table)]
    first = message(
        "As {table} shows, purposes of these strategies were named, of {asked} asked: {strategies}.",
        table=TableName(table.key),
        asked=at(table, "model", "asked"),
        strategies=listed(named),
    )
    claims = [Claim(first)]
    if expected:
        cells = {
            column: at(table, "model", column)
            for column in ("only_expected", "expected_and_others", "only_others", "none", "undetermined")
        }
        text = message(
            "The literature expects {expected}: purposes of it alone were named by {only_expected}, of it and others "
            "by {expected_and_others}, of others only by {only_others} and of no strategy by {none}; missing answers "
            "leave {undetermined} open.",
            expected=labels.get(expected, expected),
            **cells,
        )
        claims.append(Claim(text))
    top = _ranked(table)[0].key
    return (*claims, *_base(table, labels.get(top, top)))


def _ranked(table: Table) -> list[Row]:
    return sorted(table.rows, key=lambda row: -(number(table, row.key, "yes_n") or 0.0))


def _named(table: Table, row: Row, label: Words) -> Any:
    return message("{name} ({n}, {percent}%)", name=label, n=at(table, row, "yes_n"),
                   percent=at(table, row, "yes_percent"))  # fmt: skip


def _base(table: Table, first: Words) -> list[Claim]:
    """What the percentages are of, where missing answers make a difference."""
    keys = [row.key for row in table.rows]
    if not any(number(table, key, "missing_n") for key in keys):
        return [Claim(message("Percentages are of all {asked} asked.", asked=at(table, "model", "asked")))]
    least, greatest = extremes(table, keys, "missing_n")
    top = _ranked(table)[0]
    values = {"asked": at(table, "model", "asked"), "first": first, "valid": at(table, top, "yes_valid_percent")}
    if number(table, least.row, "missing_n") == number(table, greatest.row, "missing_n"):
        text = message(
            "Percentages are of all {asked} asked, with the {missing} whose answer is missing; of the valid answers, "
            "{valid}% named {first}.", missing=greatest, **values,
        )  # fmt: skip
    else:
        text = message(
            "Percentages are of all {asked} asked, with those whose answer is missing ({least} to {greatest}); of the "
            "valid answers, {valid}% named {first}.", least=least, greatest=greatest, **values,
        )  # fmt: skip
    return [Claim(text)]
