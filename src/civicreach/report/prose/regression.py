"""What goes with an outcome: significance by the table's own legend, direction by the sign of the coefficient."""

from __future__ import annotations

from collections.abc import Sequence

from civicreach.records.stars import stars
from civicreach.records.words import Message, Words, joined, message
from civicreach.report.claim import Cited, Claim, Statistic, TableName
from civicreach.report.table import Row, Table

from .associations import at_the_edge, by_level, level_at, loosest, p_of, statistic, without_levels
from .words import at, figures_of, listed, number

#: Fewer cases than this for each factor leave coefficients imprecise (Harrell 2015, Regression Modeling
#: Strategies, section 4.4, asks for 10 to 20).
CASES_A_FACTOR = 10

#: From here on nine tenths of a factor's variance are shared with the other factors.
HIGH_VIF = 10.0


def regression_claims(
    table: Table, *, outcome: Words, flow: Table | None = None, printed: Sequence[str] = ()
) -> tuple[Claim, ...]:
    """The model as a whole, its factors by level and direction, and what limits the reading.

    Parameters
    ----------
    table : Table
        Of `regression_table`. A factor counts as significant at the level of the table's legend that its p,
        with all its digits, lies below; without a p or a legend nothing is called significant.
    outcome : Words
        What the model is about.
    flow : Table, optional
        The case flow that led to its cases.
    printed : sequence of str
        The columns that documents show, all where empty. The coefficient told is one of these where there is one;
        p and a high VIF are told in any case, for what is said rests on them.
    """
    factors = [row for row in table.rows if row.key != "constant"]
    tell = by_level if table.stars else without_levels
    return (
        *_model(table, outcome),
        *_cases(table, flow),
        *tell(table, factors, outcome, printed),
        *at_the_edge(table, factors),
        *_limits(table, factors),
    )


def _model(table: Table, outcome: Words) -> list[Claim]:
    adjusted = Statistic(message("adjusted R²"), at(table, "model", "adjusted_r2"))
    n, r2 = statistic(table, "model", "n"), statistic(table, "model", "r2")
    claims = [
        Claim(
            message(
                "{table} gives the regression of {outcome} ({figures}).",
                table=TableName(table.key),
                outcome=outcome,
                figures=figures_of([s for s in (n, r2, adjusted) if number(table, "model", s.at.column) is not None]),
            )
        )
    ]
    p = number(table, "model", "significance")
    if p is not None and table.stars:
        test = figures_of([statistic(table, "model", "f"), p_of(table, "model", "significance")])
        mark = stars(p, table.stars)
        if mark:
            text = message("The model as a whole is significant at the {level} level ({test}).",
                           level=level_at(table, mark), test=test)  # fmt: skip
        else:
            text = message(
                "The model as a whole is not significant even at the {level} level ({test}); its coefficients are to "
                "be read with that in mind.", level=level_at(table, loosest(table)), test=test,
            )  # fmt: skip
        claims.append(Claim(text))
    if (number(table, "model", "adjusted_r2") or 0.0) < 0:
        claims.append(
            Claim(
                message(
                    "The adjusted R² is below zero ({adjusted}): the factors go with less of the outcome's variance "
                    "than as many arbitrary ones would be expected to.",
                    adjusted=at(table, "model", "adjusted_r2"),
                )
            )
        )
    return claims


def _cases(table: Table, flow: Table | None) -> list[Claim]:
    """How many cases there were to begin with, and how many left at which step."""
    steps = [row for row in flow.rows if row.key != "start"] if flow is not None else []
    if flow is None or not steps:
        return []
    parts = [_step(flow, row) for row in steps]
    text = message(
        "The model rests on {n} of {start} cases ({steps}; the reasons stand in {flow}).",
        n=at(flow, steps[-1], "n"),
        start=at(flow, "start", "n"),
        steps=joined(parts, "; "),
        flow=TableName(flow.key),
    )
    return [Claim(text)]


def _limits(table: Table, factors: Sequence[Row]) -> list[Claim]:
    claims = []
    n = statistic(table, "model", "n")
    cases = number(table, "model", "n")
    tied = [row for row in factors if (number(table, row.key, "vif") or 0.0) > HIGH_VIF]
    if tied:
        factors_tied = listed(
            [
                message("{factor} ({figures})", factor=row.label, figures=statistic(table, row.key, "vif"))
                for row in tied
            ]
        )
        text = message(
            "Most of what varies in {factors} varies with the other factors, so that their coefficients can hardly be "
            "told apart.", factors=factors_tied,
        )  # fmt: skip
        claims.append(Claim(text))
    if cases is not None and cases < CASES_A_FACTOR * len(factors):
        claims.append(
            Claim(message("With fewer than ten cases for each factor ({n}), coefficients are imprecise.", n=n))
        )
    if cases is not None:
        text = message(
            "Coefficients describe associations among these cases ({n}) with the other factors held constant, not "
            "causes; p is not corrected for the number of factors.", n=n,
        ) if len(factors) > 1 else message(
            "The coefficient describes an association among these cases ({n}), not a cause.", n=n
        )  # fmt: skip
        claims.append(Claim(text))
    return claims


def _step(flow: Table, row: Row) -> Message:
    """Who left at a step; of none nothing is said."""
    rule = Cited(row.label, at(flow, row, "n"))
    excluded, missing = at(flow, row, "excluded"), at(flow, row, "missing")
    match bool(number(flow, row.key, "excluded")), bool(number(flow, row.key, "missing")):
        case True, True:
            return message(
                "{rule}: {excluded} excluded, {missing} missing", rule=rule, excluded=excluded, missing=missing
            )
        case True, False:
            return message("{rule}: {excluded} excluded", rule=rule, excluded=excluded)
        case False, True:
            return message("{rule}: {missing} missing", rule=rule, missing=missing)
    return message("{rule}: nobody left", rule=rule)
