"""Tables 4 and 5: what explains an outcome."""

from __future__ import annotations

import math
from collections.abc import Mapping

from civicreach.analysis.factors.ols import OLSResult
from civicreach.records.stars import stars
from civicreach.records.words import Words, message
from civicreach.report.table import Cell, Column, Row, Table

COLUMNS = (
    Column("estimate", message("b"), digits=3),
    Column("std_error", message("Std. error"), digits=3),
    Column("beta", message("Standardized coefficient (β)"), bounded=True),
    Column("t", message("t")),
    Column("p", message("p"), "p"),
    Column("vif", message("VIF"), digits=2),
)


def regression_table(
    result: OLSResult,
    *,
    key: str,
    caption: Words,
    labels: Mapping[str, Words],
    legend: Mapping[str, float],
    notes: tuple[Words, ...] = (),
) -> Table:
    """A fitted model: one row a factor, the constant, and the block of the whole model."""

    def number(value: float, mark: str = "", digits: int | None = None) -> Cell:
        return Cell.number(value, digits=digits, stars=mark, absent=result.undefined or message("not defined"))

    rows = [
        Row(
            name,
            labels.get(name, name),
            (
                number(result.estimate[j], digits=digits_of(result.std_error[j])),
                number(result.std_error[j], digits=digits_of(result.std_error[j])),
                number(result.beta[j]),
                number(result.t[j]),
                number(result.p[j], stars(result.p[j], legend)),
                number(result.vif[j]),
            ),
        )
        for j, name in enumerate(result.names)
    ]
    constant = result.constant
    digits = digits_of(constant.std_error)
    rows.append(
        Row(
            "constant",
            message("(Constant)"),
            (
                number(constant.estimate, digits=digits),
                number(constant.std_error, digits=digits),
                Cell(),
                number(constant.t),
                number(constant.p, stars(constant.p, legend)),
                Cell(),
            ),
        )
    )
    summary = (
        (Column("r2", message("R²"), bounded=True), number(result.r_squared)),
        (Column("adjusted_r2", message("Adjusted R²"), bounded=True), number(result.adjusted_r_squared)),
        (Column("f", message("F ({k}, {df})", k=result.df_model, df=result.df_residual)), number(result.f)),
        (Column("significance", message("Significance of F"), "p"), number(result.p_f, stars(result.p_f, legend))),
        (Column("n", message("n"), "count"), Cell(result.n)),
    )
    return Table(key, caption, message("Factor"), COLUMNS, tuple(rows), notes, legend, summary)


def digits_of(std_error: float) -> int:
    """Decimals that show three figures of a standard error, so that b and its error never read as 0.000."""
    if not math.isfinite(std_error) or std_error <= 0:
        return 3
    return min(max(2 - math.floor(math.log10(std_error)), 0), 12)
