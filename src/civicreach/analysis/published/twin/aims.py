"""Which interval each printed figure demands, and of which sum of quantities."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from civicreach.analysis.published.blocks import Block, Entry
from civicreach.analysis.published.descriptives import Row
from civicreach.analysis.published.interval import Interval
from civicreach.analysis.published.model import Model, p_interval
from civicreach.analysis.tails import critical_t, upper_f

from .demand import Aim, Demand

#: Half of an interval that is a point, relative to the figure.
_POINT = 1e-13


def aims_of_means(found: Demand, rows: Mapping[str, tuple[Block, Row]]) -> Iterator[Aim]:
    """Of tables of means and sds, given each variable's row; zeros and ones are settled by their number of ones."""
    p = len(found.variables)
    for i, variable in enumerate(found.variables):
        if variable.name not in rows or variable.kind == "zeros and ones":
            continue
        block, row = rows[variable.name]
        for role, place in (("mean", i), ("sd", p + i)):
            number = row.number(role)
            if number is not None and (interval := row.figures[role].interval) is not None:
                yield _aim(found, block, variable.name, row.figures[role], interval, ((place, 1.0),))


def aims_of_correlations(found: Demand, correlations: Sequence[tuple[Block, str, str, Entry]]) -> Iterator[Aim]:
    """Of printed correlations, each with the names of its two variables."""
    names, p = found.names, len(found.variables)
    for block, row, other, entry in correlations:
        assert entry.interval is not None
        place = 2 * p + found.pairs.index((names.index(row), names.index(other)))
        yield _aim(found, block, row, entry, entry.interval, ((place, 1.0),))


def aims_of_model(found: Demand, place: int, model: Model) -> Iterator[Aim]:
    """Of a printed regression, by its place among the models."""
    block, regression = model.block, found.models[place]
    offset, names = found.offsets[place], found.names
    df = found.n - len(regression.factors) - 1

    def aim(row: str, entry: Entry, terms: tuple[tuple[int, float], ...], interval: Interval | None) -> Iterator[Aim]:
        if interval is not None and math.isfinite(interval.low + interval.high):
            yield _aim(found, block, row, entry, interval, terms)

    for row, figures in (*block.rows.items(), ("constant", block.constant)):
        if row != "constant" and (row not in names or names.index(row) not in regression.factors):
            continue

        def at(figure: str, row: str = row) -> int:
            if row == "constant":
                return offset + regression.place(f"constant {figure}")
            return offset + regression.place(figure, names.index(row))

        tested = _t_of(figures, model, df) if "p" in figures else None
        for role in ("beta", "b", "se", "t", "vif", "tolerance"):
            if role in figures and not (row == "constant" and role in ("beta", "vif", "tolerance")):
                interval = figures[role].interval
                if role == "t" and interval is not None and tested is not None:
                    # a probability in print may leave only a part of what t rounds from
                    interval = interval.within(tested) or interval
                yield from aim(row, figures[role], ((at(role), 1.0),), interval)
        for role, side in (("lower", -1.0), ("upper", 1.0)):
            if role in figures:
                level = level_of(block)
                terms = ((at("b"), 1.0), (at("se"), side * critical_t(level, df)))
                yield from aim(row, figures[role], terms, figures[role].interval)
        if "p" in figures and "t" not in figures:
            yield from aim(row, figures["p"], ((at("t"), 1.0),), tested)
    for role in ("r2", "adjusted_r2", "f", "sigma"):
        if role in block.fit:
            entry = block.fit[role]
            interval = entry.interval
            if role == "f" and interval is not None and "significance" in block.fit:
                tested = _f_of(block.fit["significance"], len(regression.factors), df)
                interval = interval.within(tested) or interval
            yield from aim("model", entry, ((offset + regression.place(role), 1.0),), interval)
    if "significance" in block.fit and "f" not in block.fit:
        tested = _f_of(block.fit["significance"], len(regression.factors), df)
        yield from aim("model", block.fit["significance"], ((offset + regression.place("f"), 1.0),), tested)


def level_of(block: Block) -> float:
    """The level of the intervals that a table prints; 0.95 where it says none."""
    try:
        level = float(block.table.level or 0.95)
    except ValueError:
        return 0.95
    return level / 100 if level > 1 else level if 0.5 < level < 1 else 0.95


def _aim(
    found: Demand, block: Block, row: str, entry: Entry, interval: Interval, terms: tuple[tuple[int, float], ...]
) -> Aim:
    room = _POINT * max(abs(interval.low), abs(interval.high), 1e-6)
    size = (
        found.variables[found.names.index(row)].sd
        if terms[0][0] < 2 * len(found.variables)
        else max(1.0, abs(interval.middle))
    )
    low, high = (interval.low, interval.high) if interval.high - interval.low > 2 * room else (
        interval.low - room, interval.high + room)  # fmt: skip
    return Aim(block.table.key, row, entry.column, entry.text, low, high, terms, size)


def _t_of(figures: Mapping[str, Entry], model: Model, df: int) -> Interval | None:
    """The test statistics that a printed probability allows, on the side that the coefficient shows."""
    p = p_interval(figures["p"])
    if p is None or p.high <= 0:
        return None
    sides = 2.0 if model.test is not None and model.test.startswith("one") else 1.0
    degrees = None if model.test is not None and model.test.endswith("normal") else df
    low = critical_t(max(1 - sides * p.high, 0.0), degrees) if sides * p.high < 1 else 0.0
    high = critical_t(1 - sides * p.low, degrees) if p.low > 0 else low * 2 + 10
    shown = next((figures[role].interval for role in ("t", "beta", "b") if role in figures), None)
    negative = shown is not None and shown.low + shown.high < 0
    return Interval(-high, -low) if negative else Interval(low, high)


def _f_of(entry: Entry, k: int, df: int) -> Interval:
    """The F that a printed significance allows."""
    p = p_interval(entry)
    if p is None:
        return Interval(0.0, math.inf)

    def at(wanted: float) -> float:
        low, high = 0.0, 1e6
        while high - low > 1e-9 * max(high, 1e-3):
            middle = (low + high) / 2
            low, high = (middle, high) if upper_f(middle, k, df) > wanted else (low, middle)
        return high

    return Interval(at(p.high) if p.high < 1 else 0.0, at(p.low) if p.low > 0 else math.inf)
