"""Every specification: how often a factor keeps sign and stars, the joint tests, and which decision matters."""

from __future__ import annotations

import math
from collections.abc import Mapping

from civicreach.analysis.firmness.specifications import SpecifiedModel
from civicreach.analysis.specifications.joint import NULL
from civicreach.records.words import Words, message
from civicreach.report.table import Cell, Column, Row, Table


def specifications_table(name: str, found: SpecifiedModel, outcome: Words, labels: Mapping[str, Words]) -> Table:
    """One row a factor: its coefficient over all specifications that hold it."""
    rows = []
    for curve, joint in zip(found.curves, found.joint, strict=True):
        cells = [Cell(curve.n_specifications), _number(curve.median)]
        cells += [_percent(curve.share_same_sign), _percent(curve.share_significant_same_sign)]
        tested = (joint.p_median, joint.p_share, joint.p_stouffer) if joint else (math.nan,) * 3
        cells += [_number(value) for value in tested]
        rows.append(Row(curve.factor, labels.get(curve.factor, curve.factor), tuple(cells)))
    tests = message("Joint tests: p")
    columns = (
        Column("n", message("Specifications"), "count"),
        Column("median", message("Median β"), bounded=True),
        Column("same", message("Same sign (%)"), "percent", digits=1),
        Column("significant", message("and significant (%)"), "percent", digits=1),
        Column("p_median", message("Median"), "p", spanner=tests),
        Column("p_share", message("Share significant"), "p", spanner=tests),
        Column("p_stouffer", message("Stouffer"), "p", spanner=tests),
    )
    draws = next((joint.n_draws for joint in found.joint if joint), 0)
    notes: list[Words] = [*found.plan.lines(labels)]
    notes += [message("{reason}: {n}", reason=reason, n=n) for reason, n in found.multiverse.left_out]
    if draws:
        notes += [message("Joint tests for conclusions only, {n} draws under the null.", n=draws), NULL]
    caption = message("Every specification of the model of {outcome}", outcome=outcome)
    return Table(f"specifications-{name}", caption, message("Factor"), columns, tuple(rows), tuple(notes))


def shares_table(name: str, found: SpecifiedModel, outcome: Words, labels: Mapping[str, Words]) -> Table | None:
    """Which decision moves which coefficient; None where nothing varies."""
    told = [shares for shares in found.shares if shares.undefined is None]
    if not told:
        return None
    decided = {decision.name: decision.label for decision in found.plan.decisions}
    choices = [place for place, is_factor in enumerate(told[0].is_factor.tolist()) if not is_factor]
    columns = [
        Column(told[0].decisions[place], decided.get(told[0].decisions[place], told[0].decisions[place]), bounded=True)
        for place in choices
    ]
    columns += [
        Column("factors", message("Which other factors are in"), bounded=True),
        Column("rest", message("Decisions together"), bounded=True),
    ]
    rows = []
    for shares in told:
        own = dict(zip(shares.decisions, shares.share.tolist(), strict=True))
        cells = [_number(own.get(column.key, math.nan)) for column in columns[:-2]]
        cells += [_number(float(shares.share[shares.is_factor].sum())), _number(1 - shares.together)]
        rows.append(Row(shares.factor, labels.get(shares.factor, shares.factor), tuple(cells)))
    notes = (message("Shares of the variance of each coefficient over the specifications; they add up to 1."),)
    caption = message("Which decision moves the coefficients of {outcome}", outcome=outcome)
    return Table(f"decisions-{name}", caption, message("Factor"), tuple(columns), tuple(rows), notes)


def options_table(found: SpecifiedModel) -> Table | None:
    """Why there is more than one option, as the study's authors say; None where they say nothing."""
    rows = [
        Row(f"{decision.name}-{option.name}", option.label, (Cell(option.reason),), group=decision.label)
        for decision in found.plan.decisions
        for option in decision.options
        if option.reason
    ]
    notes = [
        message("{decision}: {reason}", decision=decision.label, reason=decision.reason)
        for decision in found.plan.decisions
        if decision.reason
    ]
    if not rows and not notes:
        return None
    columns = (Column("reason", message("Reason"), "text"),)
    caption = message("What could have been decided otherwise, and why")
    return Table("firmness-options", caption, message("Option"), columns, tuple(rows), tuple(notes))


def _number(value: float) -> Cell:
    return Cell(float(value)) if math.isfinite(value) else Cell(absent="–")


def _percent(share: float) -> Cell:
    return Cell(100 * share) if math.isfinite(share) else Cell(absent="–")
