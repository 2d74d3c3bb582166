"""Factors by level and direction: the level that p meets before rounding, the direction of the coefficient's sign."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from civicreach.records.stars import stars
from civicreach.records.words import Words, message
from civicreach.report.claim import CellAt, Cited, Claim, Statistic
from civicreach.report.numbers import limit, plain
from civicreach.report.table import Row, Table

from .words import DETAILED, at, extremes, figures_of, listed, number, reads_zero

#: What shows the direction of a factor, with its symbol, the first of them that can.
_COEFFICIENTS = {"beta": "β", "estimate": "b", "t": "t"}


def by_level(table: Table, factors: Sequence[Row], outcome: Words, printed: Sequence[str] = ()) -> list[Claim]:
    """Factors from the strictest level to the loosest, then those that meet none, and those without a p."""
    claims = []
    for mark in sorted(table.stars, key=lambda mark: table.stars[mark]):
        for positive in (True, False):
            members = [
                row for row in factors if _mark(table, row) == mark and _sign(table, row) == (1 if positive else -1)
            ]
            if members:
                told = _told(table, members, printed)
                claims.append(Claim(_significant(table, mark, positive, told, outcome)))
    claims += _not_significant(table, [row for row in factors if _mark(table, row) == ""], outcome)
    return claims + _no_p(table, [row for row in factors if _mark(table, row) is None])


def _significant(table: Table, mark: str, positive: bool, told: Any, outcome: Words) -> Any:
    values = {"outcome": outcome, "level": level_at(table, mark), "factors": told}
    weak = mark == loosest(table) and len(table.stars) > 1
    if not weak:
        if positive:
            return message(
                "At the {level} level there is a significant positive association with {outcome} for {factors}.",
                **values,
            )
        return message(
            "At the {level} level there is a significant negative association with {outcome} for {factors}.", **values
        )
    values["stricter"] = level_at(table, sorted(table.stars, key=lambda mark: table.stars[mark])[-2])
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
        "level": level_at(table, loosest(table)),
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


def without_levels(table: Table, factors: Sequence[Row], outcome: Words, printed: Sequence[str] = ()) -> list[Claim]:
    """Directions alone, where the study sets no level."""
    claims = []
    for sign in (1, -1):
        members = [row for row in factors if _sign(table, row) == sign]
        if members and sign > 0:
            text = message("The coefficient is positive for {factors}.", factors=_told(table, members, printed))
            claims.append(Claim(text))
        elif members:
            text = message("The coefficient is negative for {factors}.", factors=_told(table, members, printed))
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


def at_the_edge(table: Table, factors: Sequence[Row]) -> list[Claim]:
    """A p that reads as a level itself: on which side of it the digits that are not shown lie."""
    claims = []
    column = next((column for column in table.columns if column.key == "p"), None)
    for row in factors:
        p, cell = number(table, row.key, "p"), table.cell(row.key, "p")
        if p is None or cell is None or column is None:
            continue
        for mark, level in table.stars.items():
            if math.isclose(float(plain(cell, column)), float(limit(level)), rel_tol=1e-9):
                values = {"factor": Cited(row.label, at(table, row, "p")), "p": p_of(table, row.key, "p"),
                          "level": level_at(table, mark)}  # fmt: skip
                if p < level:
                    text = message("Before rounding, the p of {factor} ({p}) lies just below {level}.", **values)
                else:
                    text = message("Before rounding, the p of {factor} ({p}) does not lie below {level}.", **values)
                claims.append(Claim(text))
    return claims


def _told(table: Table, members: Sequence[Row], printed: Sequence[str]) -> Any:
    """Factors with their figures; of many, with the coefficient alone."""
    made = []
    for row in members:
        figures = [_coefficient(table, row, printed)]
        if len(members) <= DETAILED and number(table, row.key, "p") is not None:
            figures.append(p_of(table, row.key, "p"))
        made.append(message("{factor} ({figures})", factor=row.label, figures=figures_of(figures)))
    return listed(made)


def _coefficient(table: Table, row: Row, printed: Sequence[str]) -> Statistic:
    """β, or b or t where it is not there or no digit of it is left to show its sign; those printed come first."""
    # the sort leaves the order of those that are printed, and of those that are not
    symbols = sorted(_COEFFICIENTS.items(), key=lambda entry: bool(printed) and entry[0] not in printed)
    for column, symbol in symbols:
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


def loosest(table: Table) -> str:
    """The mark of the largest probability that still earns one."""
    return max(table.stars, key=lambda mark: table.stars[mark])


def level_at(table: Table, mark: str) -> CellAt:
    """Where the level of a mark stands: in the legend."""
    return CellAt(table.key, "legend", mark)


def p_of(table: Table, row: str, column: str) -> Statistic:
    """A p under its symbol."""
    return Statistic("p", at(table, row, column))


def statistic(table: Table, row: str, column: str) -> Statistic:
    """A cell under the name that its heading gives it."""
    return Statistic(_heading(table, column), at(table, row, column))


def _heading(table: Table, column: str) -> Words:
    heads = (*table.columns, *(head for head, _ in table.summary))
    return next((head.label for head in heads if head.key == column), column)
