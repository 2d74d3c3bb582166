"""Synthetic twins of a printed study as tables: how near they come, what was taken for granted, what is left open."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from civicreach.analysis.published.twin.spread import MEASURES, Spread
from civicreach.analysis.published.twin.twin import Twin, Twins
from civicreach.records.words import Words, message
from civicreach.report.table import Cell, Column, Row, Table
from civicreach.report.tables.audit import CHECKS

#: Where a search ended that found nothing exact.
STAGES: Mapping[str, Words] = {
    "moving freely": message("no figures inside all intervals, even off the steps"),
    "settling": message("values could not be put on their steps"),
    "totals of groups": message("totals of groups could not be made whole"),
    "outcomes": message("no outcome for these factors"),
    "whole steps": message("no outcome in whole steps"),
    "text": message("inside all intervals, and a figure is printed otherwise"),
}


def nearness_table(found: Twins) -> Table:
    """How many numbers of each printed table come out as text."""
    columns = (
        Column("numbers", message("Numbers in print"), "count"),
        Column("same", message("As text in every twin"), "count"),
        Column("left", message("Not searched for"), "count"),
        Column("worst", message("Largest distance, in half printed units"), "number", 2),
    )
    rows = []
    for place, table in enumerate(found.twins[0].tables if found.twins else ()):
        mine = [twin.tables[place] for twin in found.twins]
        worst = [one.worst for one in mine if math.isfinite(one.worst)]
        rows.append(Row(table.table, table.title, (
            Cell(table.n), Cell(min(one.n_same for one in mine)), Cell(table.n_absent),
            Cell(max(worst)) if worst else Cell(absent="–"),
        )))  # fmt: skip
    if found.twins:
        total = (Cell(found.twins[0].n_cells), Cell(min(twin.n_same for twin in found.twins)),
                 Cell(sum(table.n_absent for table in found.twins[0].tables)), Cell(absent="–"))  # fmt: skip
        rows.append(Row("all", message("All"), total, total=True))
    notes = (
        message("A number is printed so where its distance is below 1."),
        message("{exact} of {wanted} twins, from {starts} random starts, seed {seed}.", exact=found.n_exact,
                wanted=found.wanted, starts=found.n_starts, seed=found.seed),
    )  # fmt: skip
    return Table("nearness", message("How near the twins come to print"), message("Table in print"), columns,
                 tuple(rows), notes)  # fmt: skip


def misses_table(twin: Twin) -> Table:
    """The numbers that do not come out as text in one twin."""
    columns = (
        Column("column", message("Column"), "text"),
        Column("printed", message("As printed"), "text"),
        Column("found", message("In the twin"), "number", -1),
        Column("distance", message("Distance, in half printed units"), "number", 2),
    )
    titles = {table.table: table.title for table in twin.tables}
    rows = [
        Row(f"{i + 1}", cell.row, (
            Cell(cell.column), Cell(cell.printed),
            Cell.number(float(f"{cell.value:.7g}"), absent=message("not searched for")),
            Cell.number(cell.distance),
        ), group=titles.get(cell.table, cell.table))
        for i, cell in enumerate(twin.cells) if not cell.same
    ]  # fmt: skip
    return Table("misses", message("Numbers that do not come out"), message("Row in print"), columns, tuple(rows))


def impossible_table(found: Twins) -> Table:
    """The printed numbers that no data give, as the audit says."""
    columns = (
        Column("columns", message("Column"), "text"),
        Column("check", message("Check"), "text"),
        Column("printed", message("As printed"), "text"),
        Column("recomputed", message("Recomputed"), "text"),
        Column("reason", message("Reason"), "text"),
    )
    titles = {table.key: table.title for table in found.audit.study.tables}
    rows = tuple(
        Row(f"{i + 1}", check.row or message("the table"), (
            Cell(", ".join(check.columns)), Cell(CHECKS[check.name]), Cell(check.printed), Cell(check.recomputed),
            Cell(check.reason),
        ), group=titles.get(check.table, check.table))
        for i, check in enumerate(found.impossible)
    )  # fmt: skip
    return Table("cannot-be", message("Numbers that no data give"), message("Row in print"), columns, rows)


def ends_table(found: Twins) -> Table:
    """Where the searches ended that found nothing exact."""
    rows = tuple(Row(stage.replace(" ", "-"), STAGES.get(stage, stage), (Cell(count),))
                 for stage, count in found.stages.items())  # fmt: skip
    return Table("ends", message("Starts that did not arrive"), message("Where the search ended"),
                 (Column("starts", message("Starts"), "count"),), rows)  # fmt: skip


def taken_table(found: Twins) -> Table:
    """What was taken for granted where the printed numbers and the file do not say it."""
    rows = tuple(Row(f"{i + 1}", f"{i + 1}", (Cell(words),)) for i, words in enumerate(found.taken))
    return Table("taken", message("What was taken for granted"), message("Number"),
                 (Column("what", message("What"), "text"),), rows)  # fmt: skip


def spread_table(spreads: Sequence[Spread], titles: Mapping[str, str], n: int) -> Table:
    """What the printed numbers leave open: least, median and greatest over the twins."""
    columns = (
        Column("least", message("Least"), "number", 3),
        Column("median", message("Median"), "number", 3),
        Column("greatest", message("Greatest"), "number", 3),
    )
    rows = []
    for one in spreads:
        measure = MEASURES[one.measure]
        key = " ".join(filter(None, (one.measure, one.table, one.row)))
        title = next((t for k, t in titles.items() if one.table == k or one.table.startswith(f"{k} ")), one.table)
        group: Words = measure.words if not title else message("{measure}: {table}", measure=measure.words, table=title)
        cells = tuple(Cell.number(value, digits=measure.digits) for value in (one.least, one.median, one.greatest))
        rows.append(Row(key, one.row, cells, group=group))
    notes = (
        message("Over {n} twins. All print the same numbers: where a range is wide, print does not decide.", n=n),
        message("The true range is at least as wide: it is what was found, not a bound, and no probability."),
        *(message("{measure}, {row}: {n} of {all} twins do not have it, because nothing varies, no model can be fitted"
                  " or a case decides its own fit.", measure=MEASURES[one.measure].words, row=one.row, n=one.n_without,
                  all=one.n_without + len(one.values))
          for one in spreads if one.n_without),
    )  # fmt: skip
    return Table("spread", message("What the printed numbers leave open"), message("Variable"), columns, tuple(rows),
                 notes)  # fmt: skip
