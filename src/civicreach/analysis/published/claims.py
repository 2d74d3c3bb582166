"""Checks of what the prose says against the cells that it speaks of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from civicreach.records.printed_number import PrintedNumber, read_printed_number
from civicreach.records.printed_study import Claim, PrintedStudy, Term
from civicreach.records.words import Words, message

from .blocks import Figures
from .check import AGREES, CANNOT_BE, CANNOT_TELL, Check, Verdict
from .interval import Interval, of, shown
from .model import Model, p_interval, probability, statistic_of


@dataclass(frozen=True, slots=True)
class _Side:
    """What a claim about a quantity amounts to."""

    claim: Claim
    interval: Interval
    printed: str


def check_claims(study: PrintedStudy, models: Sequence[Model]) -> Iterator[Check]:
    """The checks of all claims, one by one, and of those about one quantity with one another."""
    together: dict[str, list[_Side]] = {}
    for claim in study.claims:
        value = read_printed_number(claim.value) if claim.value else None
        if claim.value and value is None:
            yield _said(claim, "", CANNOT_TELL, message("unreadable"))
            continue
        yield from _cells(study, claim, value)
        yield from _significance(study, claim, models)
        amount = _amount(study, claim)
        if claim.sum and amount is None:
            yield _said(claim, "", CANNOT_TELL, message("a cell that the claim names is not there or unreadable"))
        elif amount is not None and value is not None:
            found = of(value)
            verdict = AGREES if found.meets(amount) else CANNOT_BE
            why = message("from the cells that the claim names")
            yield _said(claim, shown(amount, max(value.decimals, 0) + 1), verdict, why)
        side = of(value) if value is not None else amount
        if claim.quantity and side is not None:
            printed = claim.value or shown(side, 0 if side.low == side.high and side.low.is_integer() else 1)
            together.setdefault(claim.quantity, []).append(_Side(claim, side, printed))
    for quantity, sides in together.items():
        yield from _together(quantity, sides)


def _said(
    claim: Claim, recomputed: str, verdict: Verdict, reason: Words, *, name: str = "claim", printed: str = ""
) -> Check:
    columns = tuple(dict.fromkeys(column for _, _, column in claim.cells))
    return Check(claim.where, claim.says, columns, name, printed or claim.value, recomputed, verdict, reason)


def _cells(study: PrintedStudy, claim: Claim, value: PrintedNumber | None) -> Iterator[Check]:
    """A number of the prose beside the same number of a table."""
    if value is None:
        return
    for cell in claim.cells:
        text = _text(study, cell)
        number = read_printed_number(text) if text is not None else None
        if text is None or number is None:
            yield _said(claim, "", CANNOT_TELL, message("{cell} is not there or unreadable", cell=" ".join(cell)))
            continue
        if value.relation != "=" or number.relation != "=":
            verdict = AGREES if of(value).meets(of(number)) else CANNOT_BE
            yield _said(claim, text, verdict, message("{cell} prints {text}", cell=" ".join(cell), text=text))
            continue
        same = _one_number(value, number)
        if same:
            why = message("{cell} prints {text}", cell=" ".join(cell), text=text)
        elif _is_cut(value, number):
            why = message("{cell} prints {text}: the prose cuts it, and does not round", cell=" ".join(cell), text=text)
        else:
            why = message("{cell} prints {text}: no one number rounds to both", cell=" ".join(cell), text=text)
        yield _said(claim, text, AGREES if same else CANNOT_BE, why)


def _one_number(first: PrintedNumber, second: PrintedNumber) -> bool:
    """Whether one number can be printed both ways.

    Printed with the same decimals, one number reads one way only: 15.04 and 15.05 have but 15.045 in common, which no
    one rule rounds to both.
    """
    assert first.low is not None and first.high is not None and second.low is not None and second.high is not None
    if first.decimals == second.decimals:
        return first.middle == second.middle
    return max(first.low, second.low) <= min(first.high, second.high)


def _is_cut(prose: PrintedNumber, cell: PrintedNumber) -> bool:
    """Whether the prose prints the first digits of the cell without rounding."""
    if prose.middle is None or cell.middle is None or prose.decimals >= cell.decimals:
        return False
    unit = Fraction(10) ** prose.decimals
    return Fraction(math.trunc(cell.middle * unit)) / unit == prose.middle


def _text(study: PrintedStudy, cell: tuple[str, str, str]) -> str | None:
    table = study.table(cell[0])
    if table is None:
        return None
    if cell[1].casefold() == "model":
        return table.model.get(cell[2]) or table.cells.get("model", {}).get(cell[2])
    return table.cells.get(cell[1], {}).get(cell[2])


def _significance(study: PrintedStudy, claim: Claim, models: Sequence[Model]) -> Iterator[Check]:
    """Whether a factor is significant at a level, and has a sign, as the prose says."""
    level = claim.significant_at or claim.not_significant_at
    limit = read_printed_number(level) if level else None
    if not level and not claim.sign:
        return
    for cell in claim.cells:
        table = study.table(cell[0])
        model = next((m for m in models if table is not None and m.block.table.key == table.key
                      and cell[1] in m.block.rows), None)  # fmt: skip
        if model is None:
            yield _said(claim, "", CANNOT_TELL, message("{cell} is not there or unreadable", cell=" ".join(cell)))
            continue
        figures = model.block.rows[cell[1]]
        if claim.sign:
            yield from _sign(claim, figures)
        if limit is None or limit.middle is None:
            continue
        p = _p(model, figures)
        if p is None:
            yield _said(claim, "", CANNOT_TELL, message("neither p nor t can be read"))
            continue
        bound = float(limit.middle)
        holds = p.low <= bound if claim.significant_at else p.high >= bound
        why = message("p of {row} is {p}", row=cell[1], p=shown(p, 4))
        yield _said(claim, shown(p, 4), AGREES if holds else CANNOT_BE, why, printed=f"p < {level}"
                    if claim.significant_at else f"p ≥ {level}")  # fmt: skip


def _p(model: Model, figures: Figures) -> Interval | None:
    printed = p_interval(figures["p"]) if "p" in figures else None
    statistic = statistic_of(figures)
    if statistic is None or model.test is None or (model.df is None and model.test.endswith("t")):
        return printed
    recomputed = probability(statistic, model.df, model.test)
    return recomputed if printed is None else printed.within(recomputed) or printed


def _sign(claim: Claim, figures: Figures) -> Iterator[Check]:
    found = next((f for role in ("beta", "b", "t", "z") if role in figures and (f := figures[role].interval)), None)
    if found is None:
        yield _said(claim, "", CANNOT_TELL, message("unreadable"), printed=claim.sign)
        return
    holds = found.high > 0 if claim.sign == "positive" else found.low < 0
    why = message("the coefficient is {value}", value=shown(found, 4))
    yield _said(claim, shown(found, 4), AGREES if holds else CANNOT_BE, why, printed=claim.sign)


def _amount(study: PrintedStudy, claim: Claim) -> Interval | None:
    """What the cells of a claim come to; None where there are none, or one cannot be read."""
    if not claim.sum:
        return None
    total = Interval(0.0, 0.0)
    for terms, sign in ((claim.sum, 1.0), (claim.less, -1.0)):
        for term in terms:
            found = _term(study, term)
            if found is None:
                return None
            total += found * sign
    if not claim.base:
        return total
    base = Interval(0.0, 0.0)
    for term in claim.base:
        found = _term(study, term)
        if found is None:
            return None
        base += found
    return total / base * 100.0 if base.low > 0 else None


def _term(study: PrintedStudy, term: Term) -> Interval | None:
    text = term if isinstance(term, str) else _text(study, term)
    number = read_printed_number(text) if text is not None else None
    if number is None or number.low is None or number.high is None:
        return None
    if number.percent:
        return of(number) * 0.01
    return Interval(float(number.whole), float(number.whole)) if number.whole is not None else of(number)


def _together(quantity: str, sides: Sequence[_Side]) -> Iterator[Check]:
    """Claims about one quantity against the first of them."""
    for side in sides[1:]:
        first = sides[0]
        verdict = AGREES if side.interval.meets(first.interval) else CANNOT_BE
        why = message("{quantity}: elsewhere {value} ({where})", quantity=quantity, value=first.printed,
                      where=first.claim.where or first.claim.says)  # fmt: skip
        yield _said(side.claim, first.printed, verdict, why, name="claims-together", printed=side.printed)
