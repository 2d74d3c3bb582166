"""What goes with an outcome: significance by the table's own legend, direction by the sign of the coefficient."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from civicreach.records.stars import stars
from civicreach.records.words import Words, message
from civicreach.report.claim import CellAt, Cited, Claim, Statistic, TableName
from civicreach.report.numbers import limit, plain
from civicreach.report.table import Row, Table

from .words import DETAILED, at, extremes, figures_of, listed, number, reads_zero, separated

#: Fewer cases than this for each factor leave coefficients imprecise (Harrell 2015, Regression Modeling
#: Strategies, section 4.4, asks for 10 to 20).
CASES_A_FACTOR = 10

#: From here on nine tenths of a factor's variance are shared with the other factors.
HIGH_VIF = 10.0


def regression_claims(table: Table, *, outcome: Words, flow: Table | None = None) -> tuple[Claim, ...]:
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
    """
    factors = [row for row in table.rows if row.key != "constant"]
    return (
        *_model(table, outcome),
        *_cases(table, flow),
        *(_by_level(table, factors, outcome) if table.stars else _without_levels(table, factors, outcome)),
        *_at_the_edge(table, factors),
        *_limits(table, factors),
    )


def _model(table: Table, outcome: Words) -> list[Claim]:
    adjusted = Statistic(message("adjusted R²"), at(table, "model", "adjusted_r2"))
    n, r2 = _statistic(table, "model", "n"), _statistic(table, "model", "r2")
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
        test = figures_of([_statistic(table, "model", "f"), _p(table, "model", "significance")])
        mark = stars(p, table.stars)
        if mark:
            text = message("The model as a whole is significant at the {level} level ({test}).",
                           level=_level(table, mark), test=test)  # fmt: skip
        else:
            text = message(
                "The model as a whole is not significant even at the {level} level ({test}); its coefficients are to "
                "be read with that in mind.", level=_level(table, _loosest(table)), test=test,
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
    parts = [
        message(
            "{rule}: {excluded} excluded, {missing} missing",
            rule=Cited(row.label, at(flow, row, "n")),
            excluded=at(flow, row, "excluded"),
            missing=at(flow, row, "missing"),
        )
        for row in steps
    ]
    text = message(
        "The model rests on {n} of {start} cases ({steps}; the reasons stand in {flow}).",
        n=at(flow, steps[-1], "n"),
        start=at(flow, "start", "n"),
        steps=separated(parts, "; "),
        flow=TableName(flow.key),
    )
    return [Claim(text)]


def _by_level(table: Table, factors: Sequence[Row], outcome: Words) -> list[Claim]:
    claims = []
    for mark in sorted(table.stars, key=lambda mark: table.stars[mark]):
        for positive in (True, False):
            members = [
                row for row in factors if _mark(table, row) == mark and _sign(table, row) == (1 if positive else -1)
            ]
            if members:
                claims.append(Claim(_significant(table, mark, positive, members, outcome)))
    claims += _not_significant(table, [row for row in factors if _mark(table, row) == ""], outcome)
    return claims + _no_p(table, [row for row in factors if _mark(table, row) is None])


def _significant(table: Table, mark: str, positive: bool, members: Sequence[Row], outcome: Words) -> Any:
    values = {"outcome": outcome, "level": _level(table, mark), "factors": _told(table, members)}
    weak = mark == _loosest(table) and len(table.stars) > 1
    if not weak:
        if positive:
            return message(
                "At the {level} level there is a significant positive association with {outcome} for {factors}.",
                **values,
            )
        return message(
            "At the {level} level there is a significant negative association with {outcome} for {factors}.", **values
        )
    values["stricter"] = _level(table, sorted(table.stars, key=lambda mark: table.stars[mark])[-2])
    if positive:
        return message(
            "At the {level} level, and not at {stricter}, there is a significant positive association with {outcome} "
            "for {factors}.", **values,
        )  # fmt: skip
    return message(
        "At the {level} level, and not at {stricter}, there is a significant negative association with {outcome} "
        "for {factors}.", **values,
    )  # fmt: skip


def _not_significant(table: Table, members: Sequence[Row], outcome: Words) -> list[Claim]:
    if not members:
        return []
    least, greatest = extremes(table, [row.key for row in members], "p")
    values = {
        "outcome": outcome,
        "level": _level(table, _loosest(table)),
        "factors": listed([Cited(row.label, at(table, row, "p")) for row in members]),
    }
    if len(members) == 1:
        text = message(
            "Even at the {level} level no significant association with {outcome} is found for {factors} ({p}).",
            **values,
            p=Statistic("p", least),
        )
    else:
        text = message(
            "Even at the {level} level no significant association with {outcome} is found for {factors} "
            "({least} to {greatest}).",
            **values,
            least=Statistic("p", least),
            greatest=greatest,
        )
    return [Claim(text)]


def _without_levels(table: Table, factors: Sequence[Row], outcome: Words) -> list[Claim]:
    claims = []
    for sign in (1, -1):
        members = [row for row in factors if _sign(table, row) == sign]
        if members and sign > 0:
            text = message("The coefficient is positive for {factors}.", factors=_told(table, members))
            claims.append(Claim(text))
        elif members:
            text = message("The coefficient is negative for {factors}.", factors=_told(table, members))
            claims.append(Claim(text))
    with_p = [row for row in factors if number(table, row.key, "p") is not None]
    if with_p:
        cited = Cited(message("p values"), at(table, with_p[0], "p"))
        text = message("The study sets no level of significance, so none of the {p} is called significant.", p=cited)
        claims.append(Claim(text))
    return claims + _no_p(table, [row for row in factors if row not in with_p])


def _no_p(table: Table, members: Sequence[Row]) -> list[Claim]:
    if not members:
        return []
    text = message(
        "No p can be computed for {factors} ({reason}), and nothing is said of chance there.",
        factors=listed([Cited(row.label, at(table, row, "p")) for row in members]),
        reason=at(table, members[0], "p"),
    )
    return [Claim(text)]


def _at_the_edge(table: Table, factors: Sequence[Row]) -> list[Claim]:
    """A p that reads as a level itself: on which side of it the digits that are not shown lie."""
    claims = []
    column = next((column for column in table.columns if column.key == "p"), None)
    for row in factors:
        p, cell = number(table, row.key, "p"), table.cell(row.key, "p")
        if p is None or cell is None or column is None:
            continue
        for mark, level in table.stars.items():
            if math.isclose(float(plain(cell, column)), float(limit(level)), rel_tol=1e-9):
                values = {"factor": Cited(row.label, at(table, row, "p")), "p": _p(table, row.key, "p"),
                          "level": _level(table, mark)}  # fmt: skip
                if p < level:
                    text = message("Before rounding, the p of {factor} ({p}) lies just below {level}.", **values)
                else:
                    text = message("Before rounding, the p of {factor} ({p}) does not lie below {level}.", **values)
                claims.append(Claim(text))
    return claims


def _limits(table: Table, factors: Sequence[Row]) -> list[Claim]:
    claims = []
    n = _statistic(table, "model", "n")
    cases = number(table, "model", "n")
    tied = [row for row in factors if (number(table, row.key, "vif") or 0.0) > HIGH_VIF]
    if tied:
        factors_tied = listed(
            [
                message("{factor} ({figures})", factor=row.label, figures=_statistic(table, row.key, "vif"))
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


def _told(table: Table, members: Sequence[Row]) -> Any:
    """Factors with their figures; of many, with the coefficient alone."""
    made = []
    for row in members:
        figures = [_coefficient(table, row)]
        if len(members) <= DETAILED and number(table, row.key, "p") is not None:
            figures.append(_p(table, row.key, "p"))
        made.append(message("{factor} ({figures})", factor=row.label, figures=figures_of(figures)))
    return listed(made)


def _coefficient(table: Table, row: Row) -> Statistic:
    """β, or b or t where it is not there or no digit of it is left to show its sign."""
    for column, symbol in (("beta", "β"), ("estimate", "b"), ("t", "t")):
        if number(table, row.key, column) is not None and not reads_zero(table, row.key, column):
            return Statistic(symbol, at(table, row, column))
    return Statistic("b", at(table, row, "estimate"))


def _mark(table: Table, row: Row) -> str | None:
    """The stars that a factor's p has earned; None where there is no p."""
    p = number(table, row.key, "p")
    return None if p is None else stars(p, table.stars)


def _sign(table: Table, row: Row) -> int:
    estimate = number(table, row.key, "estimate") or 0.0
    return (estimate > 0) - (estimate < 0)


def _loosest(table: Table) -> str:
    return max(table.stars, key=lambda mark: table.stars[mark])


def _level(table: Table, mark: str) -> CellAt:
    return CellAt(table.key, "legend", mark)


def _p(table: Table, row: str, column: str) -> Statistic:
    return Statistic("p", at(table, row, column))


def _statistic(table: Table, row: str, column: str) -> Statistic:
    """A cell under the name that its heading gives it."""
    return Statistic(_heading(table, column), at(table, row, column))


def _heading(table: Table, column: str) -> Words:
    heads = (*table.columns, *(head for head, _ in table.summary))
    return next((head.label for head in heads if head.key == column), column)
