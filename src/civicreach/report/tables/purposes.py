"""Table 1 and the strategies behind it: what officials say they want."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from civicreach.analysis.reality.purposes import PurposeTable, StrategyTable, YesNoTable
from civicreach.records.words import Words, joined, message
from civicreach.report.table import Cell, Column, Row, Table


def percent(value: float) -> Cell:
    """A percentage; nothing asked is nothing to divide by."""
    return Cell.number(value, absent=message("nobody answered"))


def _columns(spans: tuple[tuple[str, Words], ...]) -> tuple[Column, ...]:
    made: list[Column] = []
    for key, spanner in spans:
        made.append(Column(f"{key}_n", message("Frequency"), "count", spanner=spanner))
        made.append(Column(f"{key}_percent", message("Percent"), "percent", 1, spanner=spanner))
        if key == "yes":
            made.append(Column("yes_valid_percent", message("Valid percent"), "percent", 1, spanner=spanner))
    made.append(Column("missing_n", message("Frequency"), "count", spanner=message("Missing")))
    return tuple(made)


_SPANS = (("yes", message("Yes")), ("no", message("No")), ("total", message("Total")))


def _cells(table: YesNoTable, j: int) -> tuple[Cell, ...]:
    counts: list[np.ndarray[Any, Any]] = [table.yes, table.no, table.total]
    cells: list[Cell] = []
    for place, count in enumerate(counts):
        cells += [Cell(int(count[j])), percent(table.percent(count)[j])]
        if place == 0:
            cells.append(percent(table.valid_percent(count)[j]))
    return (*cells, Cell(int(table.missing[j])))


def purposes_table(table: PurposeTable, labels: Mapping[str, Words]) -> Table:
    """The purposes named: yes, no, total and missing, on both bases."""
    rows = tuple(Row(item, labels.get(item, item), _cells(table, j)) for j, item in enumerate(table.items))
    notes = (
        message(
            "Several answers were possible. Percent: of all asked, missing answers included. "
            "Valid percent: of those who answered."
        ),
    )
    summary = _summary(
        ("asked", message("Asked"), table.n),
        ("cases", message("Named at least one purpose"), table.n_cases),
        ("responses", message("Purposes named in all"), table.n_responses),
        ("unanswered", message("Without an answer to any"), table.n_unanswered),
    )
    return Table(
        "purposes",
        message("Purposes of using social media"),
        message("Purpose"),
        _columns(_SPANS),
        rows,
        notes,
        summary=summary,
    )


def _summary(*counts: tuple[str, Words, int]) -> tuple[tuple[Column, Cell], ...]:
    """Counts that speak of the table as a whole."""
    return tuple((Column(key, label, "count"), Cell(count)) for key, label, count in counts)


def strategies_table(table: StrategyTable, labels: Mapping[str, Words]) -> Table:
    """The strategies that the purposes belong to, beside the one that the literature expects."""
    rows = tuple(Row(name, _strategy(table, j, labels), _cells(table, j)) for j, name in enumerate(table.strategies))
    summary = _summary(("asked", message("Asked"), table.n))
    if table.expected:
        expected = labels.get(table.expected, table.expected)
        summary += _summary(
            ("only_expected", message("Only {expected}, as expected", expected=expected), table.only_expected),
            ("expected_and_others", message("{expected} and others", expected=expected), table.expected_and_others),
            ("only_others", message("Only others"), table.only_others),
            ("none", message("No strategy"), table.none),
            ("undetermined", message("Left open by missing answers"), table.undetermined),
        )
    return Table(
        "strategies",
        message("Purposes by strategy, beside the strategy that was expected"),
        message("Strategy"),
        _columns(_SPANS),
        rows,
        summary=summary,
    )


def _strategy(table: StrategyTable, j: int, labels: Mapping[str, Words]) -> Words:
    """A strategy with its purposes, and whether it is the one that was expected."""
    strategy = labels.get(table.strategies[j], table.strategies[j])
    purposes = joined([labels.get(item, item) for item in table.purposes[j]])
    if table.strategies[j] == table.expected:
        return message("{strategy} (expected): {purposes}", strategy=strategy, purposes=purposes)
    return message("{strategy}: {purposes}", strategy=strategy, purposes=purposes)
