"""Checks of tables of means: ranges, exact counts of zeros and ones, and what whole numbers allow."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from civicreach.records.printed_number import PrintedNumber
from civicreach.records.words import Words, message

from .blocks import Block, Figures
from .check import AGREES, CANNOT_BE, CANNOT_TELL, Check, compared
from .granularity import binary_counts, sd_range, sums_of, whole_data
from .interval import Interval, of, shown, span

#: How near to that of zeros and ones an sd must be for a row that prints 0 and 1 to be taken for one.
_NEAR = 0.10


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of a variable that could be read."""

    name: str
    figures: Figures
    n: int | None
    whole: bool
    binary: bool

    def number(self, role: str) -> PrintedNumber | None:
        """A figure; None where it is not printed, is unreadable or only a bound."""
        entry = self.figures.get(role)
        number = entry.number if entry is not None else None
        return number if number is not None and number.low is not None and number.high is not None else None

    def ends(self, number: PrintedNumber) -> Interval:
        """The interval of a least or greatest value: of whole numbers, the value itself."""
        return Interval(number.whole, number.whole) if self.whole and number.whole is not None else of(number)

    def text(self, *roles: str) -> str:
        """The figures as printed."""
        return ", ".join(self.figures[role].text.strip() for role in roles)

    def columns(self, *roles: str) -> tuple[str, ...]:
        """Their columns as printed."""
        return tuple(self.figures[role].column for role in roles)


def rows_of(block: Block, n: int | None) -> Iterator[Row]:
    """The variables of a table of means.

    A row holds zeros and ones where the file says so, or where it prints 0 and 1 without decimals and an sd
    near to the one of zeros and ones; an index between 0 and 1 is not near. A row holds whole numbers only
    where the file says so: least and greatest values are printed without decimals for many other reasons.
    """
    for name, figures in block.rows.items():
        own = figures["n"].number if "n" in figures else None
        cases = own.whole if own is not None else n
        declared = name in block.table.binary
        row = Row(name, figures, cases, declared or name in block.table.whole, declared)
        near = not declared and not block.weighted and _near_binary(row)
        yield Row(name, figures, cases, True, True) if near else row


def _near_binary(row: Row) -> bool:
    low, high, mean, sd = (row.number(role) for role in ("min", "max", "mean", "sd"))
    if not (low and high and mean and sd) or (low.whole, high.whole) != (0, 1):
        return False
    share = min(max(float(mean.middle or 0), 0.0), 1.0)
    expected = math.sqrt(share * (1 - share))
    found = float(sd.middle or 0)
    return mean.decimals > 0 and abs(found - expected) <= _NEAR * max(expected, 0.05)


def check_descriptives(block: Block, n: int | None) -> Iterator[Check]:
    """The checks of a table of means, one variable after the other.

    Parameters
    ----------
    block : Block
        With means, standard deviations, least and greatest values, n.
    n : int or None
        Cases, for rows that print none.
    """
    for row in rows_of(block, n):
        yield from _order(block, row)
        yield from _spread(block, row)
        if row.binary:
            yield from _zeros_and_ones(block, row)
        elif not block.weighted:
            yield from _whole(block, row)
        yield from _redundant(block, row)


def _order(block: Block, row: Row) -> Iterator[Check]:
    low, high = row.number("min"), row.number("max")
    for role in ("mean", "median"):
        number = row.number(role)
        if number is None or (low is None and high is None):
            continue
        span = Interval(
            -math.inf if low is None else row.ends(low).low, math.inf if high is None else row.ends(high).high
        )
        if span.low > span.high:
            span = Interval(span.high, span.low)
        roles = [held for held in ("min", role, "max") if row.number(held)]
        why = message("between the least and the greatest value")
        yield compared(of(number), span, table=block.table.key, row=row.name, columns=row.columns(*roles),
                       name="mean-range", printed=row.text(*roles), reason=why, decimals=number.decimals)  # fmt: skip
    if low is not None and high is not None and of(low).low > of(high).high:
        why = message("the least value is above the greatest")
        columns, printed = row.columns("min", "max"), row.text("min", "max")
        yield Check(block.table.key, row.name, columns, "mean-range", printed, "", CANNOT_BE, why)


def _spread(block: Block, row: Row) -> Iterator[Check]:
    sd = row.number("sd")
    if sd is None:
        return
    low, high, mean = (row.number(role) for role in ("min", "max", "mean"))
    if of(sd).high < 0:
        yield Check(block.table.key, row.name, row.columns("sd"), "sd-range", row.text("sd"), "≥ 0", CANNOT_BE,
                    message("a standard deviation is not below zero"))  # fmt: skip
    if low is None or high is None or mean is None or row.n is None or row.n < 2 or block.weighted:
        return
    ends = row.ends(low).low, row.ends(high).high
    middle = of(mean).within(Interval(*ends)) if ends[0] <= ends[1] else None
    if middle is None:
        return
    _, most = sd_range(*ends, middle.ends, row.n)
    inner = row.ends(low).high, row.ends(high).low
    least = sd_range(*inner, of(mean).ends, row.n)[0] if inner[0] < inner[1] else 0.0
    roles = ("min", "max", "mean", "sd")
    why = message("what the least and greatest value, the mean and n = {n} allow", n=row.n)
    yield compared(of(sd), Interval(least, most), table=block.table.key, row=row.name, columns=row.columns(*roles),
                   name="sd-range", printed=row.text("sd"), reason=why, decimals=sd.decimals + 1)  # fmt: skip


def _zeros_and_ones(block: Block, row: Row) -> Iterator[Check]:
    mean, sd = row.number("mean"), row.number("sd")
    if mean is None or row.n is None or row.n < 1:
        return
    roles = ("mean",) if sd is None else ("mean", "sd")
    counts = binary_counts(mean, sd, row.n)
    text = span(f"{counts[0]}", f"{counts[-1]}") if counts else ""
    if counts:
        verdict, why = AGREES, message("ones among {n}", n=row.n)
    else:
        verdict, why = CANNOT_BE, message("no number of ones among {n} gives this mean and sd", n=row.n)
        text = _expected_sd(mean, row.n, sd)
    yield Check(block.table.key, row.name, row.columns(*roles), "debit", row.text(*roles), text, verdict, why)


def _expected_sd(mean: PrintedNumber, n: int, sd: PrintedNumber | None) -> str:
    counts = binary_counts(mean, None, n)
    if sd is None or not counts or n < 2:
        return ""
    found = [math.sqrt(c * (n - c) / n / (n - 1)) for c in counts]
    return "sd " + shown(Interval(min(found), max(found)), sd.decimals)


def _whole(block: Block, row: Row) -> Iterator[Check]:
    mean, sd, low, high = (row.number(role) for role in ("mean", "sd", "min", "max"))
    printed_whole = low is not None and high is not None and low.whole is not None and high.whole is not None
    if mean is None or row.n is None or row.n < 2 or not (row.whole or printed_whole):
        return
    if not row.whole and low is not None and high is not None and (low.whole, high.whole) == (0, 1):
        return  # an index between 0 and 1
    failed = CANNOT_BE if row.whole else CANNOT_TELL
    unsure: Words = "" if row.whole else message("; nothing says that these are whole numbers")
    sums = sums_of(mean, row.n)
    key = block.table.key
    if not sums:
        why = message("no whole number divided by {n} is printed so{unsure}", n=row.n, unsure=unsure)
        yield Check(key, row.name, row.columns("mean"), "grim", row.text("mean"), "", failed, why)
        return
    text = span(f"{sums[0]:,}", f"{sums[-1]:,}")
    if row.n >= 10 ** max(mean.decimals, 0):
        why = message("any mean of {n} whole numbers may be printed so", n=row.n)
        yield Check(key, row.name, row.columns("mean"), "grim", row.text("mean"), text, CANNOT_TELL, why)
    else:
        yield Check(key, row.name, row.columns("mean"), "grim", row.text("mean"), text, AGREES,
                    message("total of {n} whole numbers", n=row.n))  # fmt: skip
    if sd is None:
        return
    ends = (low.whole, high.whole) if printed_whole and low and high else (None, None)
    data = whole_data(mean, sd, row.n, low=ends[0], high=ends[1])
    if not data.listed:
        return
    name = "grimmer" if whole_data(mean, sd, row.n).pairs == () or ends == (None, None) else "whole-data"
    roles = ("mean", "sd") if name == "grimmer" else ("min", "max", "mean", "sd")
    if data.pairs:
        squares = [square for _, first, last in data.pairs for square in (first, last)]
        text = span(f"{min(squares):,}", f"{max(squares):,}")
        why, verdict = message("sum of squares of {n} whole numbers", n=row.n), AGREES
    else:
        why = message("no {n} whole numbers have this mean, sd and range{unsure}", n=row.n, unsure=unsure)
        text, verdict = "", failed
    yield Check(key, row.name, row.columns(*roles), name, row.text(*roles), text, verdict, why)


def _redundant(block: Block, row: Row) -> Iterator[Check]:
    """Figures that follow from others of the row."""
    mean, sd, variance, total, error = (row.number(role) for role in ("mean", "sd", "variance", "sum", "se"))
    key = block.table.key
    if sd is not None and variance is not None:
        yield compared(of(variance), of(sd).square(), table=key, row=row.name, columns=row.columns("sd", "variance"),
                       name="variance", printed=row.text("variance"), reason=message("square of the sd"),
                       decimals=variance.decimals)  # fmt: skip
    if row.n is None or row.n < 1 or block.weighted:
        return
    if mean is not None and total is not None:
        yield compared(of(total), of(mean) * row.n, table=key, row=row.name, columns=row.columns("mean", "sum"),
                       name="total", printed=row.text("sum"), reason=message("mean times {n}", n=row.n),
                       decimals=max(total.decimals, 0))  # fmt: skip
    if sd is not None and error is not None:
        yield compared(of(error), of(sd) / math.sqrt(row.n), table=key, row=row.name, columns=row.columns("sd", "se"),
                       name="mean-error", printed=row.text("se"), decimals=error.decimals,
                       reason=message("sd divided by the root of {n}", n=row.n))  # fmt: skip


def moments(row: Row) -> tuple[Interval, Interval] | None:
    """Mean and sd of a variable: exact where they fix the number of ones; None where one is not printed."""
    mean, sd = row.number("mean"), row.number("sd")
    if mean is None or sd is None:
        return None
    counts = binary_counts(mean, sd, row.n) if row.binary and row.n is not None and row.n > 1 else ()
    if len(counts) != 1 or row.n is None:
        return of(mean), of(sd)
    share, spread = counts[0] / row.n, counts[0] * (row.n - counts[0]) / row.n
    # either divisor may have been used
    return Interval(share, share), Interval(math.sqrt(spread / row.n), math.sqrt(spread / (row.n - 1)))


def totals(block: Block, n: int | None) -> Mapping[str, tuple[range, bool]]:
    """The totals that each mean allows if the values are whole, and whether the file says that they are."""
    found = {}
    for row in rows_of(block, n):
        mean, low, high = row.number("mean"), row.number("min"), row.number("max")
        printed_whole = low is not None and high is not None and low.whole is not None and high.whole is not None
        if mean is not None and row.n is not None and not block.weighted and (row.whole or row.binary or printed_whole):
            sd = row.number("sd")
            if row.binary:
                counts = binary_counts(mean, sd, row.n)
                found[row.name] = (range(counts[0], counts[-1] + 1) if counts else range(0), True)
            else:
                found[row.name] = (sums_of(mean, row.n), row.whole)
    return found
