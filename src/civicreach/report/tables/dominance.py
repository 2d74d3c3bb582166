"""Which factor adds more than which, and the importance of groups of factors."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from civicreach.analysis.importance.dominance import Dominance
from civicreach.analysis.importance.intervals import ImportanceIntervals
from civicreach.records.words import Words, joined, message
from civicreach.report.table import Cell, Column, Row, Table


def dominance_table(
    model: str, found: Dominance, importance: ImportanceIntervals | None, outcome: Words, labels: Mapping[str, Words]
) -> Table:
    """General, conditional and complete dominance, a row a factor."""
    rows = []
    for i, factor in enumerate(found.factors):
        first = [Cell(100 * float(importance.most_important[i]))] if importance is not None else []
        cells = [
            Cell.number(found.general[i]),
            *first,
            _named([labels.get(other, other) for j, other in enumerate(found.factors) if found.complete[i, j] == 1]),
            _named(
                [
                    labels.get(other, other)
                    for j, other in enumerate(found.factors)
                    if j != i and (found.conditional[i] > found.conditional[j]).all() and found.complete[i, j] < 1
                ]
            ),
        ]
        rows.append(Row(factor, labels.get(factor, factor), tuple(cells)))
    share = [Column("first", message("Largest share (% of resamples)"), "percent", digits=1)]
    more = message("Adds more than")
    columns = (
        Column("general", message("General dominance"), bounded=True),
        *(share if importance is not None else []),
        Column("complete", message("in every model"), "text", spanner=more),
        Column("conditional", message("at every number of factors, though not in every model"), "text", spanner=more),
    )
    notes = (
        message(
            "General dominance is the mean gain in R² over all orders, which is the share of R² (LMG). A factor adds "
            "more than another in every model where it does so beside every set of the others."
        ),
    )
    caption = message("Dominance of factors for {outcome}", outcome=outcome)
    return Table(f"dominance-{model}", caption, message("Factor"), columns, tuple(rows), notes)


def groups_table(model: str, found: ImportanceIntervals, outcome: Words, labels: Mapping[str, Words]) -> Table:
    """Shares of R² of groups of factors that come in together, and of each factor in its group."""
    shares = found.importance
    alone, together = [], []
    for place, group in enumerate(shares.groups):
        own = np.flatnonzero(shares.group_of == place).tolist()
        label = labels.get(group, group)
        whole = _cells(shares.group_share[place], found.group_low[place], found.group_high[place])
        if shares.factors[own[0]] == group:
            alone.append(Row(group, label, whole))
            continue
        together.append(Row(group, message("together"), whole, group=label, total=True))
        for j in own:
            cells = _cells(shares.share[j], found.conf_low[j], found.conf_high[j])
            together.append(
                Row(shares.factors[j], labels.get(shares.factors[j], shares.factors[j]), cells, group=label)
            )
    interval = message("95% interval")
    columns = (
        Column("share", message("Share of R²"), bounded=True),
        Column("low", message("Lower limit"), spanner=interval, bounded=True),
        Column("high", message("Upper limit"), spanner=interval, bounded=True),
    )
    notes = (
        message(
            "Owen values: the mean gain in R² over the orders in which a group is not interrupted. Factors of a group "
            "add up to its share, and all shares to R². {n} resamples.",
            n=found.n_draws,
        ),
    )
    caption = message("Importance of groups of factors for {outcome}", outcome=outcome)
    return Table(f"groups-{model}", caption, message("Group or factor"), columns, (*alone, *together), notes)


def _cells(*values: float) -> tuple[Cell, ...]:
    return tuple(Cell.number(value) for value in values)


def _named(names: list[Words]) -> Cell:
    return Cell(joined(names) or "–")
