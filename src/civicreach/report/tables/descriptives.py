"""Table 3, and how far activity differs."""

from __future__ import annotations

import math
from collections.abc import Mapping

from civicreach.analysis.factors.descriptives import Descriptives
from civicreach.analysis.reality.activity_range import ActivityRange
from civicreach.records.rounding import decimals_of, shortest
from civicreach.records.words import Words, message
from civicreach.report.table import Cell, Column, Row, Table

COLUMNS = (
    Column("min", message("Minimum"), digits=-1),
    Column("max", message("Maximum"), digits=-1),
    Column("mean", message("Mean"), digits=2),
    Column("sd", message("Standard deviation"), digits=2),
    Column("median", message("Median"), digits=-1),
    Column("n", message("N"), "count"),
)

#: A value with more decimals was computed, as a logarithm is, and not recorded.
RECORDED = 4


def descriptives_table(result: Descriptives, labels: Mapping[str, Words], digits: Mapping[str, int]) -> Table:
    """Extremes, mean, spread and n of every variable of the models."""

    def number(value: float, places: int | None) -> Cell:
        return Cell.number(value, digits=places, absent=message("not defined"))

    rows = []
    for j, name in enumerate(result.names):
        places = digits.get(name)
        # a spread far below one needs more than two decimals to be read
        more = places if places is not None else 3 if 0 < result.sd[j] < 1 else None
        middle = [number(value[j], more) for value in (result.mean, result.sd)]
        observed = [
            number(value[j], _places(value[j], places, 2 if more is None else more))
            for value in (result.minimum, result.maximum, result.median)
        ]
        extremes, median = observed[:2], observed[2]
        rows.append(Row(name, labels.get(name, name), (*extremes, *middle, median, Cell(int(result.n[j])))))
    notes = tuple(
        message("{variable}: {note}", variable=labels.get(name, name), note=note) for name, note in result.notes.items()
    )
    return Table("descriptives", message("Descriptive statistics"), message("Variable"), COLUMNS, tuple(rows), notes)


def _places(value: float, declared: int | None, of_mean: int) -> int | None:
    """Decimals of a value of the data: all that were recorded, or those of the mean where it was computed."""
    if declared is not None or not math.isfinite(value) or decimals_of(shortest(value)) <= RECORDED:
        return declared
    return of_mean


QUARTILES = (
    Column("min", message("Minimum"), digits=-1),
    Column("lower", message("Lower quartile"), digits=1),
    Column("median", message("Median"), digits=1),
    Column("upper", message("Upper quartile"), digits=1),
    Column("max", message("Maximum"), digits=-1),
)

RANGE_COLUMNS = (
    Column("n", message("N"), "count"),
    Column("missing", message("Missing"), "count"),
    Column("zero", message("With none"), "count"),
    *QUARTILES,
    Column("ratio", message("Max / min"), digits=0),
    Column("top", message("Share of the top tenth, %"), "percent", 1),
)


def range_table(ranges: Mapping[str, ActivityRange], labels: Mapping[str, Words], windows: Mapping[str, str]) -> Table:
    """How far activity differs, one row a measure."""
    rows = [
        Row(
            name,
            labels.get(name, name),
            (
                Cell(r.n),
                Cell(r.n_missing),
                Cell(r.n_zero),
                Cell.number(r.minimum),
                Cell.number(r.lower_quartile),
                Cell.number(r.median),
                Cell.number(r.upper_quartile),
                Cell.number(r.maximum),
                Cell.number(r.ratio),
                Cell.number(None if r.top_share is None else 100.0 * r.top_share),
            ),
        )
        for name, r in ranges.items()
    ]
    notes: list[Words] = [
        message("{measure}: counted in the window {window}.", measure=labels.get(name, name), window=windows[name])
        for name in ranges
    ]
    notes += [r.verdict for r in ranges.values() if r.verdict is not None]
    notes += [r.reason for r in ranges.values() if r.reason is not None]
    return Table("activity", message("Range of activity"), message("Measure"), RANGE_COLUMNS, tuple(rows), tuple(notes))
