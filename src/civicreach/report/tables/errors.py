"""A coefficient with its error and interval by one method: what tables of several methods are made of."""

from __future__ import annotations

from collections.abc import Mapping

from civicreach.analysis.errors.result import Errors
from civicreach.records.words import Words, message
from civicreach.report.table import Cell, Column, Row

_INTERVAL = message("95% interval")

ERRORS = (
    Column("estimate", message("b")),
    Column("std_error", message("Std. error")),
    Column("low", message("Lower limit"), spanner=_INTERVAL),
    Column("high", message("Upper limit"), spanner=_INTERVAL),
    Column("df", message("df"), digits=1),
    Column("p", message("p"), "p"),
)


def errors_row(errors: Errors, place: int, label: Words, labels: Mapping[str, Words], *, digits: int) -> Row:
    """The factor at a place of a model by one method, which the label names."""
    name = errors.names[place]
    figures = (errors.estimate, errors.std_error, errors.conf_low, errors.conf_high)
    cells = [Cell.number(values[place], digits=digits) for values in figures]
    cells += [Cell.number(errors.df[place]), Cell.number(errors.p[place])]
    return Row(f"{name}-{errors.method}", label, tuple(cells), group=labels.get(name, name))
