"""Checks of the rows of a printed regression: t, p, stars, intervals, standardised coefficients, ratios."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Set
from itertools import product

from civicreach.analysis.tails import critical_t
from civicreach.records.words import Words, message

from .blocks import Entry, Figures
from .check import AGREES, CANNOT_BE, CANNOT_TELL, Check, compared
from .interval import Interval, shown
from .model import TEST_WORDS, Model, p_interval, probability, statistic_of

_LEVELS = (0.95, 0.90, 0.99)
_SIGNED = ("beta", "b", "t", "z")


def check_rows(model: Model, legend: Mapping[str, Interval], sds: Mapping[str, Interval]) -> Iterator[Check]:
    """The checks of every row of a regression.

    Parameters
    ----------
    model : Model
        The regression.
    legend : mapping of mark to Interval
        The limit below which a probability gets each mark.
    sds : mapping of variable to Interval
        Standard deviations over the same cases, where a table prints them.
    """
    everywhere = (*model.block.rows.values(), model.block.constant)
    starred = {role for figures in everywhere for role, entry in figures.items() if entry.number and entry.number.stars}
    for row, figures in (*model.block.rows.items(), ("constant", model.block.constant)):
        if figures:
            yield from _ranges(model, row, figures)
            yield from _t(model, row, figures)
            yield from _p(model, row, figures)
            yield from _starring(model, row, figures, legend, starred)
            yield from _signs(model, row, figures)
            yield from _limits(model, row, figures)
            yield from _ratios(model, row, figures)
            yield from _standardised(model, row, figures, sds)


def _check(
    model: Model, row: str, figures: Figures, name: str, found: str, recomputed: Interval, why: Words, *others: str
) -> Check:
    entry = figures[found]
    columns = tuple(figures[role].column for role in (*others, found))
    decimals = entry.number.decimals if entry.number is not None else 3
    return compared(entry.interval, recomputed, table=model.block.table.key, row=row, columns=columns, name=name,
                    printed=entry.text, reason=why, decimals=max(decimals, 0) + 1)  # fmt: skip


def _ranges(model: Model, row: str, figures: Figures) -> Iterator[Check]:
    for role, low, high, why in (
        ("p", 0.0, 1.0, message("a probability lies between 0 and 1")),
        ("se", 0.0, math.inf, message("a standard error is not below zero")),
        ("vif", 1.0, math.inf, message("a VIF is not below 1")),
        ("tolerance", 0.0, 1.0, message("a tolerance lies between 0 and 1")),
        ("or", 0.0, math.inf, message("a ratio is not below zero")),
        ("irr", 0.0, math.inf, message("a ratio is not below zero")),
    ):
        entry = figures.get(role)
        if entry is None or entry.number is None or (found := entry.interval) is None:
            continue
        middle = entry.number.middle
        # a figure printed beyond its limit cannot be, though half a unit may reach over it
        beyond = middle is not None and (middle < low or middle > high) and not (middle == 0 and low == 0)
        if not found.meets(Interval(low, high)) or (beyond and role == "p"):
            columns = (entry.column,)
            yield Check(model.block.table.key, row, columns, "range", entry.text, "", CANNOT_BE, why)


def _t(model: Model, row: str, figures: Figures) -> Iterator[Check]:
    role = next((role for role in ("t", "z") if role in figures), None)
    if role is None or not {"b", "se"} <= figures.keys():
        return
    b, se = figures["b"].interval, figures["se"].interval
    if b is None or se is None or not b.bounded or not se.bounded:
        return
    quotient = b / se if se.low > 0 else _quotient(b, se)
    yield _check(model, row, figures, "t", role, quotient, message("b divided by its standard error"), "b", "se")


def _quotient(b: Interval, se: Interval) -> Interval:
    """b/se where the standard error may have been anything down to nothing."""
    if se.high <= 0:
        return Interval(-math.inf, math.inf)
    low = b.low / se.high if b.low > 0 else -math.inf
    high = b.high / se.high if b.high < 0 else math.inf
    return Interval(low, high)


def _p(model: Model, row: str, figures: Figures) -> Iterator[Check]:
    entry = figures.get("p")
    statistic = statistic_of(figures)
    if entry is None or statistic is None or entry.interval is None or p_interval(entry) is None:
        return
    role = next((role for role in ("t", "z") if role in figures), "b")
    columns = (figures[role].column, entry.column)
    key = model.block.table.key
    if model.df is None and model.statistic == "t":
        # with any degrees of freedom, p lies between that of the normal and that of one degree
        least, most = probability(statistic, None, "one-sided normal"), probability(statistic, 1, "two-sided t")
        check = compared(entry.interval, Interval(least.low, most.high), table=key, row=row, columns=columns, name="p",
                         printed=entry.text, decimals=4,
                         reason=message("degrees of freedom are not printed"))  # fmt: skip
        verdict = CANNOT_BE if check.verdict == CANNOT_BE else CANNOT_TELL
        yield Check(key, row, columns, "p", entry.text, check.recomputed, verdict, check.reason)
        return
    test = "two-sided normal" if model.statistic == "z" and model.test is None else model.test
    if test is None:
        return
    recomputed = probability(statistic, model.df, test)
    name = TEST_WORDS[test]
    why = message("{test}, {df} degrees of freedom", test=name, df=model.df or 0) if test.endswith("t") else name
    decimals = max(entry.number.decimals if entry.number else 3, 3) + 1
    check = compared(entry.interval, recomputed, table=key, row=row, columns=columns, name="p", printed=entry.text,
                     reason=why, decimals=decimals)  # fmt: skip
    if check.verdict == CANNOT_BE and model.other_df is not None:
        low, high = model.other_df
        why = message("all p values of the table follow from t with {low} to {high} degrees of freedom, not with {df}",
                      low=low, high=high, df=model.df)  # fmt: skip
        check = Check(key, row, columns, "p", entry.text, check.recomputed, CANNOT_TELL, why)
    yield check


def _stars(figures: Figures) -> str:
    """Stars of a row, wherever they stand."""
    for entry in figures.values():
        if entry.number is not None and entry.number.stars:
            return entry.number.stars
    return ""


def _starring(
    model: Model, row: str, figures: Figures, legend: Mapping[str, Interval], starred: Set[str]
) -> Iterator[Check]:
    stars = _stars(figures)
    entry = figures.get("stars") or next((e for e in figures.values() if e.number and e.number.stars), None)
    holder: Entry | None = entry or figures.get("p") or next(iter(figures.values()), None)
    # a row without the figure at which others have their stars has no place for one
    place = starred & figures.keys() or ("stars" in starred and "p" in figures)
    if holder is None or not (stars or place):
        return
    yield from check_stars(
        model.block.table.key, row, holder, stars, _p_of(model, figures), legend, p_text=figures.get("p")
    )


def check_stars(
    table: str, row: str, holder: Entry, stars: str, p: Interval | None, legend: Mapping[str, Interval],
    *, p_text: Entry | None = None,
) -> Iterator[Check]:  # fmt: skip
    """The check of a row's stars against its probability and the legend."""
    columns = (holder.column,) if p_text is None or p_text is holder else (p_text.column, holder.column)
    printed = " ".join(dict.fromkeys(filter(None, (p_text.text if p_text else "", holder.text if stars else ""))))
    if stars and stars not in legend:
        why = message("no legend says what {stars} means", stars=stars)
        yield Check(table, row, columns, "stars", printed, "", CANNOT_TELL, why)
        return
    if not legend:
        return
    if p is None:
        why = message("neither p nor t can be read")
        yield Check(table, row, columns, "stars", printed, "", CANNOT_TELL, why)
        return
    possible = possible_stars(p, legend)
    text = " / ".join(mark or "–" for mark in possible)
    why = message("p of {p} under the legend", p=shown(p, 4))
    yield Check(table, row, columns, "stars", printed, text, AGREES if stars in possible else CANNOT_BE, why)


def possible_stars(p: Interval, legend: Mapping[str, Interval]) -> tuple[str, ...]:
    """The marks that a probability may get under a legend; a probability on a limit may get either.

    >>> possible_stars(Interval(0.0495, 0.0505), {"*": Interval(0.05, 0.05), "**": Interval(0.01, 0.01)})
    ('', '*')
    """
    marks = ["", *sorted(legend, key=lambda mark: -legend[mark].high)]
    found = []
    for place, mark in enumerate(marks):
        above = legend[marks[place + 1]].low if place + 1 < len(marks) else -math.inf
        below = legend[mark].high if mark else math.inf
        if Interval(above, below).meets(p):
            found.append(mark)
    return tuple(found)


def _p_of(model: Model, figures: Figures) -> Interval | None:
    """The probability of a row, as narrow as p and t together make it."""
    printed = p_interval(figures["p"]) if "p" in figures else None
    statistic = statistic_of(figures)
    if statistic is None:
        return printed
    test = model.test or ("two-sided normal" if model.statistic == "z" else "two-sided t")
    if test.endswith("t") and model.df is None:
        return printed
    recomputed = probability(statistic, model.df, test)
    if model.test is None and printed is None:
        # nothing shows whether tests are one- or two-sided, or by t or by the normal
        normal = probability(statistic, None, "one-sided normal")
        return Interval(min(recomputed.low, normal.low), recomputed.high)
    return recomputed if printed is None else printed.within(recomputed) or printed


def _signs(model: Model, row: str, figures: Figures) -> Iterator[Check]:
    held = [(role, found) for role in _SIGNED if role in figures and (found := figures[role].interval) is not None]
    ratio = next((figures[r].interval for r in ("or", "irr") if r in figures), None)
    signs = [(role, 1 if found.low > 0 else -1) for role, found in held if found.low > 0 or found.high < 0]
    if ratio is not None and held and (ratio.low > 1 or ratio.high < 1):
        signs.append(("or" if "or" in figures else "irr", 1 if ratio.low > 1 else -1))
    if len(signs) < 2:
        return
    verdict = AGREES if len({sign for _, sign in signs}) == 1 else CANNOT_BE
    roles = [role for role, _ in signs]
    printed = ", ".join(figures[role].text for role in roles)
    columns = tuple(figures[role].column for role in roles)
    why = message("coefficient and test have one sign")
    yield Check(model.block.table.key, row, columns, "sign", printed, "", verdict, why)


def _limits(model: Model, row: str, figures: Figures) -> Iterator[Check]:
    if not {"lower", "upper"} <= figures.keys():
        return
    lower, upper = figures["lower"].interval, figures["upper"].interval
    centre = next((role for role in ("or", "irr", "b", "beta") if role in figures), None)
    if lower is None or upper is None or centre is None or (point := figures[centre].interval) is None:
        return
    logs = centre in ("or", "irr") and not (lower.low <= 0)
    if centre in ("or", "irr") and "b" in figures and not _holds(point, lower, upper):
        centre, logs, point = "b", False, figures["b"].interval or point
    printed = f"{figures['lower'].text}, {figures['upper'].text}"
    columns = (figures[centre].column, figures["lower"].column, figures["upper"].column)
    key, decimals = model.block.table.key, _decimals(figures["lower"]) + 1
    if not _holds(point, lower, upper):
        why = message("the interval does not hold its estimate")
        yield Check(key, row, columns, "interval", printed, "", CANNOT_BE, why)
        return
    if logs and not (point.low > 0 and lower.low > 0):
        return
    scale = math.log if logs else float
    a, m, b = (interval.through(scale) for interval in (lower, point, upper))
    se = figures["se"].interval if "se" in figures and centre == "b" else None
    if se is None and "se" in figures and logs and "b" in figures:
        se = figures["se"].interval
    statistic = statistic_of(figures) if {"t", "z"} & figures.keys() else None
    if se is None and statistic is not None and statistic.low * statistic.high > 0:
        se = (m / statistic).size()
    if se is None or se.low < 0 or not se.bounded:
        # whichever the level, the estimate lies half-way, on the scale on which the interval was made
        middle = (a + b) * 0.5
        verdict = AGREES if middle.meets(m) else CANNOT_TELL
        back = middle.through(math.exp) if logs else middle
        why = message("the estimate lies half-way between the limits")
        if verdict == CANNOT_TELL:
            why = message("the estimate does not lie half-way between the limits, as that of a bootstrap need not")
        yield Check(key, row, columns, "interval", printed, shown(back, decimals), verdict, why)
        return
    levels = (float(model.block.table.level),) if model.block.table.level else _LEVELS
    ways = [(level, df) for level, df in product(levels, (model.df, None)) if df is None or model.statistic == "t"]
    first: tuple[Interval, Interval] | None = None
    for level, df in ways:
        half = se * critical_t(level, df)
        low, high = m - half, m + half
        first = first or (low, high)
        if low.meets(a) and high.meets(b):
            why = message("{level} interval", level=f"{100 * level:g}%")
            text = _limits_text(low, high, logs, decimals)
            yield Check(key, row, columns, "interval", printed, text, AGREES, why)
            return
    assert first is not None
    text = _limits_text(*first, logs, decimals)
    why = message("neither limit at 90, 95 or 99% lies where estimate and standard error put it")
    verdict = CANNOT_TELL if model.block.robust and model.df_known is False else CANNOT_BE
    yield Check(key, row, columns, "interval", printed, text, verdict, why)


def _decimals(entry: Entry) -> int:
    return max(entry.number.decimals, 0) if entry.number is not None else 3


def _holds(point: Interval, lower: Interval, upper: Interval) -> bool:
    return lower.low <= point.high and point.low <= upper.high


def _limits_text(low: Interval, high: Interval, logs: bool, decimals: int) -> str:
    ends = (low.through(math.exp), high.through(math.exp)) if logs else (low, high)
    return "; ".join(shown(end, decimals) for end in ends)


def _ratios(model: Model, row: str, figures: Figures) -> Iterator[Check]:
    for role in ("or", "irr"):
        if role in figures and "b" in figures and (b := figures["b"].interval) is not None and b.high < 700:
            why = message("exponential of the coefficient")
            yield _check(model, row, figures, "ratio", role, b.through(math.exp), why, "b")
    if {"vif", "tolerance"} <= figures.keys():
        vif = figures["vif"].interval
        if vif is not None and vif.low > 0:
            why = message("one over the VIF")
            yield _check(model, row, figures, "tolerance", "tolerance", Interval(1.0, 1.0) / vif, why, "vif")


def _standardised(model: Model, row: str, figures: Figures, sds: Mapping[str, Interval]) -> Iterator[Check]:
    outcome = model.block.table.outcome
    if not {"beta", "b"} <= figures.keys() or row not in sds or outcome not in sds:
        return
    b, x, y = figures["b"].interval, sds[row], sds[outcome]
    if b is not None and y.low > 0:
        yield _check(model, row, figures, "beta", "beta", b * x / y, message("b times sd of the factor over sd of the "
                     "outcome"), "b")  # fmt: skip
