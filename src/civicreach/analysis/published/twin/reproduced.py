"""How near data come to print: every cell recomputed from the data, and compared as text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from civicreach.analysis.factors.ols import OLSResult, fit_ols
from civicreach.analysis.published.audit import Audit
from civicreach.analysis.published.blocks import Block, Entry, whole_of
from civicreach.analysis.published.roles import row_role
from civicreach.analysis.tails import critical_t, two_sided_normal, two_sided_t
from civicreach.records.errors import CivicreachError
from civicreach.records.printed_number import PrintedNumber
from civicreach.records.rounding import as_text

from .aims import level_of
from .answers import Answers
from .demand import Demand
from .quantities import Floats
from .survey import SurveyDemand


@dataclass(frozen=True, slots=True)
class CellFound:
    """One printed number beside the one that the data give.

    Attributes
    ----------
    table, row, column, printed : str
        As printed.
    value : float
        From the data; NaN where the data do not hold it.
    same : bool
        Whether it is printed so.
    distance : float
        From the printed number, in half printed units; infinite where the data do not hold it.
    """

    table: str
    row: str
    column: str
    printed: str
    value: float
    same: bool
    distance: float


@dataclass(frozen=True, slots=True)
class TableFound:
    """How near the data come to one table.

    Attributes
    ----------
    table, title : str
        Key, and as printed.
    n, n_same : int
        Numbers that it prints, and those that come out as text.
    worst : float
        Largest distance in half printed units of the numbers that the data hold.
    n_absent : int
        Numbers that the search is not about: medians, models that are not linear, other numbers of cases.
    """

    table: str
    title: str
    n: int
    n_same: int
    worst: float
    n_absent: int


def compare_with_print(
    audit: Audit, demand: Demand | None, columns: Floats, survey: SurveyDemand, answers: Answers | None
) -> tuple[CellFound, ...]:
    """Every printed number beside the one that the data give.

    Parameters
    ----------
    audit : Audit
        Of the study.
    demand : Demand or None
        Its variables and models.
    columns : np.ndarray
        The data, shape (n, p).
    survey, answers : SurveyDemand, Answers or None
        Of the frequency tables.
    """
    names, n = (demand.names, demand.n) if demand is not None else ((), 0)
    values = {name: columns[:, j] for j, name in enumerate(names)}
    found: list[CellFound] = []
    fits = {} if demand is None else {
        id(m.block): _fit(demand, place, columns) for place, m in enumerate(demand.printed_models)
    }  # fmt: skip
    models = {id(m.block): m for m in audit.models}
    for block in audit.taken.blocks:
        if block.kind == "descriptives":
            found += _descriptives(
                block, values, n, demand is not None and demand.by_n, weighted=block.weighted or bool(block.group)
            )
        elif block.kind == "correlations":
            found += _correlations(block, values)
        elif block.kind == "regression":
            model = models.get(id(block))
            test = model.test if model is not None else None
            found += _regression(block, fits.get(id(block)), n, test or "two-sided t")
        elif block.kind == "frequencies":
            found += _frequencies(block, survey, answers)
    return tuple(found)


def by_table(audit: Audit, cells: Sequence[CellFound]) -> tuple[TableFound, ...]:
    """The comparison of each table, in the order of print."""
    made = []
    for table in audit.study.tables:
        mine = [cell for cell in cells if cell.table == table.key]
        held = [cell.distance for cell in mine if math.isfinite(cell.distance)]
        if mine:
            made.append(TableFound(table.key, table.title or table.key, len(mine), sum(c.same for c in mine),
                                   max(held, default=math.nan), len(mine) - len(held)))  # fmt: skip
    return tuple(made)


def _cell(block: Block, row: str, entry: Entry, value: float | None) -> Iterator[CellFound]:
    number = entry.number
    if number is None or number.relation == "ns":
        return
    if value is None or not math.isfinite(value):
        yield CellFound(block.table.key, row, entry.column, entry.text, math.nan, False, math.inf)
        return
    same, distance = _compared(value, number)
    yield CellFound(block.table.key, row, entry.column, entry.text, value, same, distance)


def _compared(value: float, number: PrintedNumber) -> tuple[bool, float]:
    if number.relation == "<":
        below = number.high is not None and value < float(number.high)
        return below, 0.0 if below else math.inf
    if number.relation == ">":
        above = number.low is not None and value > float(number.low)
        return above, 0.0 if above else math.inf
    if number.low is None or number.high is None:
        return False, math.inf
    low, high = float(number.low), float(number.high)
    middle = float(number.middle or 0)
    # of very large figures a double does not hold the last printed digit
    half = (high - low) / 2
    distance = abs(value - middle) / half if half > 0 else 0.0 if value == middle else math.inf
    if number.decimals < 0 or (number.middle is not None and number.middle * 10**number.decimals % 1 != 0):
        return low <= value <= high, distance
    return as_text(value, number.decimals) == as_text(middle, number.decimals), distance


def _descriptives(
    block: Block, values: Mapping[str, Floats], n: int, by_n: bool, *, weighted: bool
) -> Iterator[CellFound]:
    for row, figures in block.rows.items():
        column = values.get(row)
        own = figures["n"].number if "n" in figures else None
        if own is not None and own.whole is not None and own.whole != n:
            column = None
        for role, entry in figures.items():
            yield from _cell(block, row, entry, None if column is None else _described(role, column, entry, by_n=by_n))


def _described(role: str, column: Floats, entry: Entry, *, by_n: bool) -> float | None:
    n = len(column)
    sd = float(column.std(ddof=0 if by_n else 1))
    share = float(column.mean())
    if role == "sd" and entry.number is not None and set(np.unique(column)) <= {0.0, 1.0}:
        # sds of zeros and ones may have been divided by n
        other = math.sqrt(share * (1 - share))
        return other if not _compared(sd, entry.number)[0] and _compared(other, entry.number)[0] else sd
    # the steps of the data end in figures that doubles do not hold exactly
    made = {
        "mean": math.fsum(column) / n, "sd": sd, "variance": sd**2, "min": column.min(), "max": column.max(),
        "sum": math.fsum(column), "se": sd / math.sqrt(n), "n": n,
    }.get(role)  # fmt: skip
    return None if made is None else float(made)


def _correlations(block: Block, values: Mapping[str, Floats]) -> Iterator[CellFound]:
    rows = list(block.rows)
    for row, figures in block.rows.items():
        for column, entry in figures.items():
            other = column if column in rows else (
                rows[int(column) - 1] if column.isdigit() and 1 <= int(column) <= len(rows) else "")  # fmt: skip
            if other == row:
                continue
            both = row in values and other in values
            yield from _cell(block, row, entry, float(np.corrcoef(values[row], values[other])[0, 1]) if both else None)


def _fit(demand: Demand, place: int, columns: Floats) -> tuple[OLSResult | None, tuple[str, ...]]:
    model = demand.models[place]
    names = tuple(demand.names[j] for j in model.factors)
    try:
        return fit_ols(columns[:, model.outcome], columns[:, list(model.factors)], names=names), names
    except CivicreachError:
        return None, names


def _regression(
    block: Block, fit: tuple[OLSResult | None, tuple[str, ...]] | None, n: int, test: str
) -> Iterator[CellFound]:
    result, names = fit if fit is not None else (None, ())
    level = level_of(block)
    for row, figures in (*block.rows.items(), ("constant", block.constant)):
        for role, entry in figures.items():
            if role == "stars":
                continue
            value = None
            if result is not None and row == "constant":
                c = result.constant
                value = _of_row(role, c.estimate, c.std_error, math.nan, math.nan, result.df_residual, test, level)
            elif result is not None and row in names:
                j = names.index(row)
                value = _of_row(role, float(result.estimate[j]), float(result.std_error[j]), float(result.beta[j]),
                                float(result.vif[j]), result.df_residual, test, level)  # fmt: skip
            yield from _cell(block, row, entry, value)
    for role, entry in block.fit.items():
        if role == "stars":
            continue
        value = None
        if result is not None:
            value = {"r2": result.r_squared, "adjusted_r2": result.adjusted_r_squared, "f": result.f,
                     "significance": result.p_f, "n": n, "df1": result.df_model, "df2": result.df_residual,
                     "k": result.df_model, "sigma": result.residual_std_error}.get(role)  # fmt: skip
        yield from _cell(block, "model", entry, value)


def _of_row(role: str, b: float, se: float, beta: float, vif: float, df: int, test: str, level: float) -> float | None:
    t = b / se
    p = two_sided_t(t, df) if test.endswith(" t") else two_sided_normal(t)
    reach = critical_t(level, df) * se
    return {"b": b, "se": se, "beta": beta, "t": t, "p": p / 2 if test.startswith("one") else p, "vif": vif,
            "tolerance": 1 / vif if vif else None, "lower": b - reach, "upper": b + reach}.get(role)  # fmt: skip


def _frequencies(block: Block, survey: SurveyDemand, answers: Answers | None) -> Iterator[CellFound]:
    key = block.table.key
    question = next((q for q in survey.questions if q.table == key), None)
    items = next((i for i in survey.items if i.table == key), None)
    counts: dict[str, int] = {}
    asked = valid = 0
    if answers is not None and question is not None:
        given = answers.columns[key]
        held = Counter(given)
        counts = {answer: held[answer] for answer in question.counts}
        asked, valid = question.asked, sum(counts.values())
    elif answers is not None and items is not None:
        asked = items.asked
        for item in items.chosen:
            given = answers.columns[item]
            valid = sum(text != "" for text in given)
            yes = sum(text == "1" for text in given)
            counts[item] = {"no": valid - yes}.get(block.group, yes)
            role = row_role(block.group)
            if role:
                counts[item] = asked - valid if role == "missing" else valid
    for row, figures in block.rows.items():
        role = row_role(row)
        count = counts.get(row)
        if count is None and counts and role and not block.group:
            count = {"total": asked, "valid": valid, "missing": asked - valid}.get(role)
            if role == "total" and "missing" not in map(row_role, block.rows) and whole_of(figures, "n") == valid:
                count = valid
        for figure, entry in figures.items():
            yield from _cell(block, row, entry, _share(figure, count, asked, valid, entry))


def _share(figure: str, count: int | None, asked: int, valid: int, entry: Entry) -> float | None:
    if count is None:
        return None
    if figure == "n":
        return float(count)
    if figure not in ("percent", "valid_percent") or not asked or not valid or entry.number is None:
        return None
    # a percentage may be of those asked or of those who answered
    bases = (asked, valid) if figure == "percent" else (valid, asked)
    made = [100.0 * count / base for base in bases]
    return next((value for value in made if _compared(value, entry.number)[0]), made[0])
