"""What officials say beside what their pages do, without a verdict that the tables do not carry."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from civicreach.records.words import joined, message
from civicreach.report.claim import Cited, Claim, Statistic, TableName
from civicreach.report.table import Row, Table

from .words import DETAILED, at, extremes, figures_of, listed, number


def answers_claims(table: Table) -> tuple[Claim, ...]:
    """Between which medians activity runs over the answers; of `confidence_activity_table`."""
    claims = []
    for rows in _measures(table):
        known = [row for row in rows if number(table, row.key, "n")]
        if len(known) < 2:
            continue
        least, greatest = extremes(table, [row.key for row in known], "median")
        low, high = (next(row for row in known if row.key == end.row) for end in (least, greatest))
        values = {"table": TableName(table.key), "measure": rows[0].group}
        if number(table, low.key, "median") == number(table, high.key, "median"):
            text = message("{measure} ({table}): the median is the same for all answers ({median}).",
                           median=least, **values)  # fmt: skip
        else:
            text = message(
                "{measure} ({table}): the median is lowest for {low} ({low_median}, {low_n}) and highest for {high} "
                "({high_median}, {high_n}).",
                low=low.label, low_median=least, low_n=Statistic("n", at(table, low, "n")),
                high=high.label, high_median=greatest, high_n=Statistic("n", at(table, high, "n")), **values,
            )  # fmt: skip
        claims.append(Claim(text))
        lacking = [row for row in rows if number(table, row.key, "missing")]
        if lacking:
            left = [message("{name} ({figures})", name=r.label, figures=at(table, r, "missing")) for r in lacking]
            text = message("Left out because their activity is not known: {answers}.", answers=listed(left))
            claims.append(Claim(text))
    return tuple(claims)


def rank_tests_claims(table: Table) -> tuple[Claim, ...]:
    """Each test with its statistic, p, effect and n, or why it was not made; of `confidence_tests_table`."""
    claims = []
    for rows in _measures(table):
        values = {"measure": rows[0].group, "table": TableName(table.key)}
        made = [row for row in rows if number(table, row.key, "p") is not None]
        if made:
            tests = joined([_test(table, row) for row in made], "; ")
            claims.append(Claim(message("{measure} ({table}): {figures}.", figures=tests, **values)))
        for row in rows:
            if row not in made:
                reason = at(table, row, "p")
                text = message("{measure} ({table}): {test} is not computed ({reason}).", test=row.label, reason=reason,
                               **values)  # fmt: skip
                claims.append(Claim(text))
        if number(table, rows[0].key, "no_answer"):
            none = at(table, rows[0], "no_answer")
            claims.append(Claim(message("Left out for want of an answer: {n}.", n=none)))
    if any(number(table, row.key, "p") is not None for row in table.rows):
        first = next(row for row in table.rows if number(table, row.key, "p") is not None)
        cited = Cited(message("p values"), at(table, first, "p"))
        claims.append(
            Claim(message("These {p} are not corrected for the number of tests, and say nothing of causes.", p=cited))
        )
    return tuple(claims)


def _test(table: Table, row: Row) -> Any:
    """A test with its figures, as far as it has them."""
    figures = [Statistic(row.label, at(table, row, "statistic"))]
    figures += [Statistic("df", at(table, row, "df"))] if number(table, row.key, "df") is not None else []
    figures.append(Statistic("p", at(table, row, "p")))
    name = table.cell(row.key, "effect_name")
    if number(table, row.key, "effect") is not None and name is not None and isinstance(name.value, str):
        figures.append(Statistic(name.value, at(table, row, "effect")))
    return figures_of([*figures, Statistic("n", at(table, row, "n"))])


def named_claims(table: Table) -> tuple[Claim, ...]:
    """For which purposes or strategies the interval of Cliff's δ lies clear of zero; of `purpose_activity_table`."""
    claims = []
    for rows in _measures(table):
        measure = rows[0].group
        clear = [row for row in rows if _side(table, row) not in (0, None)]
        for side in (1, -1):
            members = [row for row in clear if _side(table, row) == side]
            values = {"measure": measure, "table": TableName(table.key)}
            if members and side > 0:
                text = message(
                    "{measure} ({table}): governments that name it rank higher than those that do not, the interval of "
                    "Cliff's δ lying above zero, for {items}.", items=_told(table, members), **values,
                )  # fmt: skip
                claims.append(Claim(text))
            elif members:
                text = message(
                    "{measure} ({table}): governments that name it rank lower than those that do not, the interval of "
                    "Cliff's δ lying below zero, for {items}.", items=_told(table, members), **values,
                )  # fmt: skip
                claims.append(Claim(text))
        claims += _open(table, rows)
        claims += _not_made(table, rows)
    return tuple(claims)


def _open(table: Table, rows: Sequence[Row]) -> list[Claim]:
    """Where the interval reaches over zero, the direction stays open."""
    members = [row for row in rows if _side(table, row) == 0]
    if not members:
        return []
    least, greatest = extremes(table, [row.key for row in members], "delta")
    values = {"measure": rows[0].group, "table": TableName(table.key),
              "items": listed([Cited(row.label, at(table, row, "delta_low")) for row in members])}  # fmt: skip
    if len(members) == 1:
        text = message(
            "{measure} ({table}): for {items} the interval of Cliff's δ includes zero ({delta}), which leaves the "
            "direction open.", delta=Statistic("δ", least), **values,
        )  # fmt: skip
    else:
        text = message(
            "{measure} ({table}): for {items} the interval of Cliff's δ includes zero ({least} to {greatest}), which "
            "leaves the direction open.", least=Statistic("δ", least), greatest=greatest, **values,
        )  # fmt: skip
    return [Claim(text)]


def _not_made(table: Table, rows: Sequence[Row]) -> list[Claim]:
    """Where there is no p, why; where two groups do not overlap, there is one and no interval."""
    without = [row for row in rows if _side(table, row) is None]
    apart = [row for row in without if number(table, row.key, "p") is not None]
    claims = []
    if apart:
        text = message(
            "{measure} ({table}): those that name it and those that do not have no value in common for {items}.",
            measure=rows[0].group, table=TableName(table.key), items=listed([_figures(table, row) for row in apart]),
        )  # fmt: skip
        claims.append(Claim(text))
    members = [row for row in without if row not in apart]
    if not members:
        return claims
    text = message(
        "{measure}: nothing is said of {items} ({reason}).",
        measure=rows[0].group,
        items=listed([Cited(row.label, at(table, row, "p")) for row in members]),
        reason=at(table, members[0], "p"),
    )
    return [*claims, Claim(text)]


def _figures(table: Table, row: Row) -> Any:
    figures = figures_of([Statistic("δ", at(table, row, "delta")), Statistic("p", at(table, row, "p"))])
    return message("{name} ({figures})", name=row.label, figures=figures)


def _told(table: Table, members: Sequence[Row]) -> Any:
    made = []
    for row in members:
        delta = Statistic("δ", at(table, row, "delta"))
        if len(members) <= DETAILED:
            figures = message("{delta}, from {low} to {high}, {p}", delta=delta, low=at(table, row, "delta_low"),
                              high=at(table, row, "delta_high"), p=Statistic("p", at(table, row, "p")))  # fmt: skip
        else:
            figures = figures_of([delta])
        made.append(message("{name} ({figures})", name=row.label, figures=figures))
    return listed(made)


def _side(table: Table, row: Row) -> int | None:
    """On which side of zero the interval of δ lies, 0 where it holds zero; None where there is no interval or p."""
    low, high = number(table, row.key, "delta_low"), number(table, row.key, "delta_high")
    if low is None or high is None or number(table, row.key, "p") is None:
        return None
    return 1 if low > 0 else -1 if high < 0 else 0


def _measures(table: Table) -> list[list[Row]]:
    return [list(rows) for _, rows in groupby(table.rows, key=lambda row: repr(row.group))]
