"""What the printed numbers demand of data: variables of a type each, and an interval for every figure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from civicreach.analysis.published.audit import Audit
from civicreach.analysis.published.blocks import Block, Entry
from civicreach.analysis.published.descriptives import Row, rows_of
from civicreach.analysis.published.granularity import binary_counts, sums_of, whole_data
from civicreach.analysis.published.interval import Interval
from civicreach.analysis.published.model import Model, p_interval
from civicreach.analysis.tails import critical_t, upper_f
from civicreach.records.errors import Fault, InputError, NotComputableError
from civicreach.records.printed_number import PrintedNumber, is_blank
from civicreach.records.printed_study import TwinWishes
from civicreach.records.words import Words, message

from .quantities import Floats, Regression, figures_and_slopes, moments

Kind = Literal["zeros and ones", "steps", "continuous"]

#: More columns or cases than this take longer than anyone waits.
MOST_CASES, MOST_COLUMNS = 20_000, 60

#: A variable whose step is a larger part of its sd than this is settled before all others.
COARSE = 0.15

#: Inferred steps are not made finer than this part of the sd.
_FINEST = 1e-7

#: Half of an interval that is a point, relative to the figure.
_POINT = 1e-13


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of the data.

    Attributes
    ----------
    name : str
        As printed.
    kind : {"zeros and ones", "steps", "continuous"}
        Type; `steps` are multiples of `step`.
    step : float
        0 where it is continuous.
    low, high : float
        Least and greatest value, both of which occur; infinite where none is printed.
    mean, sd : float
        To start from.
    ones : tuple of int
        Numbers of ones that mean and sd allow; empty for other kinds.
    inferred : bool
        Whether the step is taken from the print of least and greatest value rather than declared.
    """

    name: str
    kind: Kind
    step: float
    low: float
    high: float
    mean: float
    sd: float
    ones: tuple[int, ...] = ()
    inferred: bool = False

    @property
    def coarse(self) -> bool:
        """Whether its step is so large a part of its sd that values are settled before all others."""
        return self.kind == "zeros and ones" or self.step > COARSE * self.sd


@dataclass(frozen=True, slots=True)
class Aim:
    """One printed figure: the interval in which a sum of quantities must lie.

    Attributes
    ----------
    table, row, column, text : str
        Where it stands, and as printed.
    low, high : float
        Ends of the interval.
    terms : tuple of (int, float)
        Places in the vector of quantities, and factors.
    size : float
        Of the figure: the sd for means and sds, else the figure itself, and at least 1.
    """

    table: str
    row: str
    column: str
    text: str
    low: float
    high: float
    terms: tuple[tuple[int, float], ...]
    size: float = 1.0

    @property
    def half(self) -> float:
        """Half a printed unit."""
        return (self.high - self.low) / 2

    @property
    def middle(self) -> float:
        """The printed number."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Everything that data must fulfil.

    Attributes
    ----------
    n : int
        Cases.
    variables : tuple of Variable
        Columns, in order.
    models : tuple of Regression
        Their regressions.
    printed_models : tuple of Model
        The same as printed.
    aims : tuple of Aim
        Every printed figure that is searched for.
    pairs : tuple of (int, int)
        Columns whose correlation is printed.
    exclusive : tuple of tuple of int
        Columns of zeros and ones of which no case has two.
    taken : tuple of Words
        What was taken for granted.
    left : tuple of (str, Words)
        Tables and rows that are not searched for, and why.
    by_n : bool
        Whether sds are taken to be divided by n, not by n - 1.
    """

    n: int
    variables: tuple[Variable, ...]
    models: tuple[Regression, ...]
    printed_models: tuple[Model, ...]
    aims: tuple[Aim, ...]
    pairs: tuple[tuple[int, int], ...]
    exclusive: tuple[tuple[int, ...], ...]
    taken: tuple[Words, ...]
    left: tuple[tuple[str, Words], ...]
    by_n: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns."""
        return tuple(variable.name for variable in self.variables)

    def quantities(self, columns: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """All quantities of data, how they change with covariances and means, and the centred columns."""
        means, covariances, centred = moments(columns)
        p = len(means)
        eye = np.eye(p)
        sds = np.sqrt(np.maximum(np.diag(covariances), 1e-300))
        values: list[Floats] = [means, sds]
        by_covariance: list[Floats] = [np.zeros((p, p, p))]
        by_mean: list[Floats] = [eye, np.zeros((p, p))]
        own = np.zeros((p, p, p))
        own[np.arange(p), np.arange(p), np.arange(p)] = 0.5 / sds
        by_covariance.append(own)
        if self.pairs:
            u, v = np.array(self.pairs).T
            r = covariances[u, v] / sds[u] / sds[v]
            change = np.zeros((len(u), p, p))
            at = np.arange(len(u))
            change[at, u, v] = change[at, v, u] = 0.5 / sds[u] / sds[v]
            change[at, u, u] = -r / 2 / sds[u] ** 2
            change[at, v, v] = -r / 2 / sds[v] ** 2
            values.append(r)
            by_covariance.append(change)
            by_mean.append(np.zeros((len(u), p)))
        for model in self.models:
            figures, slopes, own_means = figures_and_slopes(model, self.n, means, covariances)
            values.append(figures)
            by_covariance.append(slopes)
            by_mean.append(own_means)
        return np.concatenate(values), np.concatenate(by_covariance), np.concatenate(by_mean), centred

    @property
    def offsets(self) -> list[int]:
        """Where the figures of each model begin in the vector of quantities."""
        places = [2 * len(self.variables) + len(self.pairs)]
        for model in self.models:
            places.append(places[-1] + model.size)
        return places[:-1]

    @property
    def combination(self) -> Floats:
        """From quantities to aims, shape (aims, quantities)."""
        width = 2 * len(self.variables) + len(self.pairs) + sum(model.size for model in self.models)
        matrix = np.zeros((len(self.aims), width))
        for i, aim in enumerate(self.aims):
            for place, factor in aim.terms:
                matrix[i, place] += factor
        return matrix

    def refined(self) -> Demand | None:
        """The same with finer steps where they were only inferred; None where there is nothing to refine."""
        finer = [v.inferred and v.step > _FINEST * v.sd for v in self.variables]
        if not any(finer):
            return None
        made = tuple(replace(v, step=v.step / 10) if fine else v for v, fine in zip(self.variables, finer, strict=True))
        notes = [message("{name}: in steps of {step}, for no data in larger ones were found", name=v.name,
                         step=f"{v.step:g}") for v, fine in zip(made, finer, strict=True) if fine]  # fmt: skip
        return replace(self, variables=made, taken=(*self.taken, *notes))

    def divided_by_n(self) -> Demand:
        """The same with printed sds taken to be divided by n."""
        p = len(self.variables)
        longer = math.sqrt(self.n / (self.n - 1))
        aims = tuple(
            replace(aim, low=aim.low * longer, high=aim.high * longer)
            if len(aim.terms) == 1 and p <= aim.terms[0][0] < 2 * p else aim
            for aim in self.aims
        )  # fmt: skip
        note = message("sds are divided by n, for no data with n - 1 were found")
        return replace(self, aims=aims, taken=(*self.taken, note), by_n=True)

    def distances(self, columns: Floats) -> Floats:
        """How far each aim is from the printed number, in half printed units."""
        values, *_ = self.quantities(columns)
        found = self.combination @ values
        return np.array([(v - aim.middle) / aim.half for v, aim in zip(found, self.aims, strict=True)])


def demand_of(audit: Audit, wishes: TwinWishes) -> Demand:
    """What the tables of a printed study demand of data.

    Parameters
    ----------
    audit : Audit
        Of the study.
    wishes : TwinWishes
        What the file declares beside the numbers.

    Raises
    ------
    InputError
        A declaration that names no variable.
    NotComputableError
        No number of cases, no table of means or regression that can be searched for, or more than can be.
    """
    return _Reader(audit, wishes).demand()


class _Reader:
    """Collects variables and aims table by table."""

    def __init__(self, audit: Audit, wishes: TwinWishes) -> None:
        self.audit, self.wishes = audit, wishes
        self.taken: list[Words] = []
        self.left: list[tuple[str, Words]] = []
        self.n = self._cases()
        self.variables: dict[str, Variable] = {}
        self.raw: list[tuple[str, str, str, str, Interval, str]] = []

    def demand(self) -> Demand:
        """Read everything."""
        blocks = [b for b in self.audit.taken.blocks if b.kind == "descriptives"]
        rows = {row.name: (block, row) for block in blocks if not block.group and not block.weighted
                for row in rows_of(block, self.n)}  # fmt: skip
        for block in blocks:
            if block.group or block.weighted:
                why = message("groups of cases") if block.group else message("weighted figures")
                self.left.append((block.table.key, why))
        for name, (block, row) in rows.items():
            if row.n is not None and row.n != self.n:
                self.left.append((f"{block.table.key} {name}", message("{n} cases, not {most}", n=row.n, most=self.n)))
            elif (variable := self._described(row)) is not None:
                self.variables[name] = variable
        models = [model for model in self.audit.models if self._searched(model)]
        regressions = [self._regression(model) for model in models]
        correlations = self._correlations()
        if not self.variables or not (regressions or any(b.kind == "descriptives" for b in blocks) or correlations):
            raise NotComputableError(
                "nothing in print can be searched for", right="means and sds, or a linear regression"
            )
        if len(self.variables) > MOST_COLUMNS:
            raise NotComputableError("more variables than can be searched for", found=str(len(self.variables)),
                                     right=f"at most {MOST_COLUMNS}")  # fmt: skip
        names = list(self.variables)
        made = tuple(
            Regression(names.index(outcome), tuple(names.index(name) for name in factors))
            for outcome, factors in regressions
        )
        pairs = tuple(dict.fromkeys((names.index(a), names.index(b)) for _, a, b, _ in correlations))
        found = Demand(self.n, tuple(self.variables.values()), made, tuple(models), (), pairs, self._exclusive(names),
                       (), ())  # fmt: skip
        aims = [*self._of_means(found, rows), *self._of_correlations(found, correlations)]
        for place, model in enumerate(models):
            aims += self._of_model(found, place, model)
        return Demand(self.n, found.variables, made, tuple(models), tuple(aims), pairs, found.exclusive,
                      tuple(self.taken), tuple(self.left))  # fmt: skip

    # ---- cases and variables

    def _cases(self) -> int:
        counts = [model.n for model in self.audit.models if model.n is not None]
        if not counts:
            for block in self.audit.taken.blocks:
                if block.kind == "descriptives":
                    counts += [row.n for row in rows_of(block, None) if row.n is not None]
        if not counts:
            study = self.audit.study
            counts = [int(text) for text in study.n.values() if text.strip().isdigit()]
        if not counts:
            raise NotComputableError("no table says how many cases there are", right='n = { regression = "90" }')
        n = max(counts, key=lambda count: (counts.count(count), count))
        if not 3 <= n <= MOST_CASES:
            raise NotComputableError(f"takes from 3 to {MOST_CASES} cases", found=str(n))
        return n

    def _described(self, row: Row) -> Variable | None:
        mean, sd, low, high = (row.number(role) for role in ("mean", "sd", "min", "max"))
        if mean is None or mean.middle is None:
            self.left.append((row.name, message("no mean")))
            return None
        if row.binary:
            counts = tuple(c for c in binary_counts(mean, sd, self.n))
            if not counts:
                why = message("no number of ones among {n} gives this mean and sd", n=self.n)
                self.left.append((row.name, why))
                counts = (min(max(round(float(mean.middle) * self.n), 1), self.n - 1),)
            share = counts[0] / self.n
            return Variable(row.name, "zeros and ones", 1.0, 0.0, 1.0, share, math.sqrt(share * (1 - share)), counts)
        middle = float(mean.middle)
        spread = float(sd.middle) if sd is not None and sd.middle is not None else 0.0
        if spread <= 0:
            spread = abs(middle) / 2 or 1.0
            self.taken.append(message("{name}: no sd is printed, {sd} was taken to start from", name=row.name,
                                      sd=f"{spread:g}"))  # fmt: skip
        least = -math.inf if low is None or low.middle is None else float(low.middle)
        most = math.inf if high is None or high.middle is None else float(high.middle)
        if least >= most:
            self.left.append((row.name, message("the least value is not below the greatest")))
            least, most = -math.inf, math.inf
        step, inferred = self._step(row, spread)
        return Variable(row.name, "steps" if step else "continuous", step, least, most, middle, spread, (), inferred)

    def _step(self, row: Row, spread: float) -> tuple[float, bool]:
        """As declared; 1 for whole numbers; else as finely as the least and greatest values are printed."""
        declared = self.wishes.steps.get(row.name)
        if declared is not None:
            return declared, False
        if row.whole:
            return 1.0, False
        low, high, mean, sd = (row.number(role) for role in ("min", "max", "mean", "sd"))
        ends = [number for number in (low, high) if number is not None and number.middle is not None]
        if not ends or mean is None:
            self.taken.append(message("{name}: continuous", name=row.name))
            return 0.0, False
        decimals = max(max(number.decimals for number in ends), 0)
        while decimals > 0 and all((number.middle or 0) * 10 ** (decimals - 1) % 1 == 0 for number in ends):
            decimals -= 1
        step = 10.0**-decimals
        if step > COARSE * spread and not (step == 1.0 and _may_be_whole(mean, sd, low, high, self.n)):
            while step > COARSE * spread / 10:
                step /= 10
            self.taken.append(message("{name}: in steps of {step}", name=row.name, step=f"{step:g}"))
        else:
            self.taken.append(message("{name}: in steps of {step}, as the least and greatest values are printed",
                                      name=row.name, step=f"{step:g}"))  # fmt: skip
        return step, True

    def _undescribed(self, name: str) -> None:
        if name not in self.variables:
            self.variables[name] = Variable(name, "continuous", 0.0, -math.inf, math.inf, 0.0, 1.0)
            self.taken.append(message("{name}: continuous, for no table of means describes it", name=name))

    def _exclusive(self, names: Sequence[str]) -> tuple[tuple[int, ...], ...]:
        found = []
        for group in self.wishes.exclusive:
            if unknown := [name for name in group if name not in names]:
                fault = Fault(
                    "[twin] exclusive", "names no variable of the tables", ", ".join(unknown), ", ".join(names)
                )
                raise InputError([fault])
            found.append(tuple(names.index(name) for name in group))
        return tuple(found)

    # ---- regressions

    def _searched(self, model: Model) -> bool:
        block, why = model.block, None
        if not block.linear:
            why = message("not a linear model")
        elif block.robust:
            why = message("robust standard errors, which depend on more than moments")
        elif block.weighted:
            why = message("weighted figures")
        elif model.n != self.n:
            why = message("{n} cases, not {most}", n=model.n or "?", most=self.n)
        elif not block.factors:
            why = message("no coefficient is printed")
        elif self.n - len(block.factors) - 1 < 1:
            why = message("no degrees of freedom are left")
        elif block.beyond and not model.k_known:
            why = message("factors that are not listed, and whose number is not printed")
        if why is not None:
            self.left.append((f"{block.table.key} {block.group}".strip(), why))
        return why is None

    def _regression(self, model: Model) -> tuple[str, list[str]]:
        block = model.block
        outcome = block.table.outcome
        if not outcome:
            outcome = f"outcome of {block.table.title or block.table.key}"
            self.taken.append(message("{table}: no outcome is named", table=block.table.key))
        factors = [name for name in block.factors if name != outcome]
        extra = (model.k or 0) - len(factors) if model.k_known else 0
        if 0 < extra < self.n - len(factors) - 1:
            self.taken.append(message("{table}: {k} factors that are not listed", table=block.table.key, k=extra))
            factors += [f"not listed in {block.table.key} {i + 1}" for i in range(extra)]
        for name in (outcome, *factors):
            self._undescribed(name)
        return outcome, factors

    def _of_model(self, found: Demand, place: int, model: Model) -> Iterator[Aim]:
        block, regression = model.block, found.models[place]
        offset, names = found.offsets[place], found.names
        df = self.n - len(regression.factors) - 1

        def aim(
            row: str, entry: Entry, terms: tuple[tuple[int, float], ...], interval: Interval | None
        ) -> Iterator[Aim]:
            if interval is not None and math.isfinite(interval.low + interval.high):
                yield self._aim(block, row, entry, interval, terms)

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
                    level = _level(block)
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

    # ---- means and correlations

    def _of_means(self, found: Demand, rows: Mapping[str, tuple[Block, Row]]) -> Iterator[Aim]:
        p = len(found.variables)
        for i, variable in enumerate(found.variables):
            if variable.name not in rows or variable.kind == "zeros and ones":
                continue
            block, row = rows[variable.name]
            for role, place in (("mean", i), ("sd", p + i)):
                number = row.number(role)
                if number is not None and (interval := row.figures[role].interval) is not None:
                    yield self._aim(block, variable.name, row.figures[role], interval, ((place, 1.0),))

    def _correlations(self) -> list[tuple[Block, str, str, Entry]]:
        found = []
        for block in self.audit.taken.blocks:
            if block.kind != "correlations":
                continue
            rows = list(block.rows)
            for row, figures in block.rows.items():
                for column, entry in figures.items():
                    other = column if column in rows else _numbered(column, rows)
                    if other is None or other == row or is_blank(entry.text) or entry.interval is None:
                        continue
                    self._undescribed(row)
                    self._undescribed(other)
                    found.append((block, row, other, entry))
        return found

    def _of_correlations(self, found: Demand, correlations: Sequence[tuple[Block, str, str, Entry]]) -> Iterator[Aim]:
        names, p = found.names, len(found.variables)
        for block, row, other, entry in correlations:
            assert entry.interval is not None
            place = 2 * p + found.pairs.index((names.index(row), names.index(other)))
            yield self._aim(block, row, entry, entry.interval, ((place, 1.0),))

    def _aim(
        self, block: Block, row: str, entry: Entry, interval: Interval, terms: tuple[tuple[int, float], ...]
    ) -> Aim:
        room = _POINT * max(abs(interval.low), abs(interval.high), 1e-6)
        size = self.variables[row].sd if terms[0][0] < 2 * len(self.variables) else max(1.0, abs(interval.middle))
        low, high = (interval.low, interval.high) if interval.high - interval.low > 2 * room else (
            interval.low - room, interval.high + room)  # fmt: skip
        return Aim(block.table.key, row, entry.column, entry.text, low, high, terms, size)


def _may_be_whole(
    mean: PrintedNumber, sd: PrintedNumber | None, low: PrintedNumber | None, high: PrintedNumber | None, n: int
) -> bool:
    """Whether whole numbers have this mean, sd and range, and not any numbers would."""
    if n >= 10 ** max(mean.decimals, 0):
        return False
    ends = (low.whole, high.whole) if low is not None and high is not None else (None, None)
    return bool(whole_data(mean, sd, n, low=ends[0], high=ends[1]).pairs) if sd is not None else bool(sums_of(mean, n))


def _numbered(column: str, rows: Sequence[str]) -> str | None:
    return rows[int(column) - 1] if column.isdigit() and 1 <= int(column) <= len(rows) else None


def _level(block: Block) -> float:
    try:
        level = float(block.table.level or 0.95)
    except ValueError:
        return 0.95
    return level / 100 if level > 1 else level if 0.5 < level < 1 else 0.95


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
