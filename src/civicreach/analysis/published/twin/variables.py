"""What a variable of a printed study is: zeros and ones, steps, or continuous, and where it lies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from civicreach.analysis.published.descriptives import Row
from civicreach.analysis.published.granularity import binary_counts, sums_of, whole_data
from civicreach.records.errors import Fault, InputError
from civicreach.records.printed_number import PrintedNumber
from civicreach.records.printed_study import TwinWishes
from civicreach.records.words import Words, message

from .demand import COARSE, Variable


@dataclass(slots=True)
class Remarks:
    """What is said while tables are read: what was taken for granted, and what is left and why."""

    taken: list[Words] = field(default_factory=list)
    left: list[tuple[str, Words]] = field(default_factory=list)


def described(row: Row, n: int, wishes: TwinWishes, remarks: Remarks) -> Variable | None:
    """The variable that a row of a table of means describes; None where it prints no mean, which is remarked."""
    mean, sd, low, high = (row.number(role) for role in ("mean", "sd", "min", "max"))
    if mean is None or mean.middle is None:
        remarks.left.append((row.name, message("no mean")))
        return None
    if row.binary:
        counts = tuple(c for c in binary_counts(mean, sd, n))
        if not counts:
            why = message("no number of ones among {n} gives this mean and sd", n=n)
            remarks.left.append((row.name, why))
            counts = (min(max(round(float(mean.middle) * n), 1), n - 1),)
        share = counts[0] / n
        return Variable(row.name, "zeros and ones", 1.0, 0.0, 1.0, share, math.sqrt(share * (1 - share)), counts)
    middle = float(mean.middle)
    spread = float(sd.middle) if sd is not None and sd.middle is not None else 0.0
    if spread <= 0:
        spread = abs(middle) / 2 or 1.0
        remarks.taken.append(message("{name}: no sd is printed, {sd} was taken to start from", name=row.name,
                                  sd=f"{spread:g}"))  # fmt: skip
    least = -math.inf if low is None or low.middle is None else float(low.middle)
    most = math.inf if high is None or high.middle is None else float(high.middle)
    if least >= most:
        remarks.left.append((row.name, message("the least value is not below the greatest")))
        least, most = -math.inf, math.inf
    step, inferred = _step(row, spread, n, wishes, remarks)
    return Variable(row.name, "steps" if step else "continuous", step, least, most, middle, spread, (), inferred)


def undescribed(name: str, remarks: Remarks) -> Variable:
    """A variable that no table of means describes."""
    remarks.taken.append(message("{name}: continuous, for no table of means describes it", name=name))
    return Variable(name, "continuous", 0.0, -math.inf, math.inf, 0.0, 1.0)


def exclusive(wishes: TwinWishes, names: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Columns of which no case has two, as the file declares them."""
    found = []
    for group in wishes.exclusive:
        if unknown := [name for name in group if name not in names]:
            fault = Fault("[twin] exclusive", "names no variable of the tables", ", ".join(unknown), ", ".join(names))
            raise InputError([fault])
        found.append(tuple(names.index(name) for name in group))
    return tuple(found)


def _step(row: Row, spread: float, n: int, wishes: TwinWishes, remarks: Remarks) -> tuple[float, bool]:
    """As declared; 1 for whole numbers; else as finely as the least and greatest values are printed."""
    declared = wishes.steps.get(row.name)
    if declared is not None:
        return declared, False
    if row.whole:
        return 1.0, False
    low, high, mean, sd = (row.number(role) for role in ("min", "max", "mean", "sd"))
    ends = [number for number in (low, high) if number is not None and number.middle is not None]
    if not ends or mean is None:
        remarks.taken.append(message("{name}: continuous", name=row.name))
        return 0.0, False
    decimals = max(max(number.decimals for number in ends), 0)
    while decimals > 0 and all((number.middle or 0) * 10 ** (decimals - 1) % 1 == 0 for number in ends):
        decimals -= 1
    step = 10.0**-decimals
    if step > COARSE * spread and not (step == 1.0 and _may_be_whole(mean, sd, low, high, n)):
        while step > COARSE * spread / 10:
            step /= 10
        remarks.taken.append(message("{name}: in steps of {step}", name=row.name, step=f"{step:g}"))
    else:
        remarks.taken.append(message("{name}: in steps of {step}, as the least and greatest values are printed",
                                  name=row.name, step=f"{step:g}"))  # fmt: skip
    return step, True


def _may_be_whole(
    mean: PrintedNumber, sd: PrintedNumber | None, low: PrintedNumber | None, high: PrintedNumber | None, n: int
) -> bool:
    """Whether whole numbers have this mean, sd and range, and not any numbers would."""
    if n >= 10 ** max(mean.decimals, 0):
        return False
    ends = (low.whole, high.whole) if low is not None and high is not None else (None, None)
    return bool(whole_data(mean, sd, n, low=ends[0], high=ends[1]).pairs) if sd is not None else bool(sums_of(mean, n))
