"""Every specification: how often a factor keeps sign and stars, the joint tests, and which decision matters."""

from __future__ import annotations

import math
from collections.abc import Mapping

from civicreach.analysis.firmness.specifications import Seen, SpecifiedModel, cases_by_sample
from civicreach.analysis.specifications.curve import Curve
from civicreach.analysis.specifications.joint import NULL, JointTest
from civicreach.records.words import Words, joined, message
from civicreach.report.numbers import grouped
from civicreach.report.table import Cell, Column, Row, Table


def specifications_table(name: str, found: SpecifiedModel, outcome: Words, labels: Mapping[str, Words]) -> Table:
    """One row a factor: its coefficient over all specifications that hold it, and over the defensible ones."""
    rows = [
        Row(curve.factor + suffix, labels.get(curve.factor, curve.factor), _cells(curve, joint), group)
        for suffix, group, seen in _sets(found)
        for curve, joint in zip(seen.curves, seen.joint, strict=True)
    ]
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
    notes: list[Words] = [_SAME]
    notes += found.plan.lines(labels)
    notes += _about_cases(found)
    notes += [message("{reason}: {n}", reason=reason, n=n) for reason, n in found.multiverse.left_out]
    notes += _about_joint(found, labels)
    caption = message("Every specification of the model of {outcome}", outcome=outcome)
    return Table(f"specifications-{name}", caption, message("Factor"), columns, tuple(rows), tuple(notes))


def _about_cases(found: SpecifiedModel) -> list[Words]:
    """Governments of each option of the sample, and who counts as complete."""
    told = [
        message("{sample} {n}", sample=label, n=grouped(str(least)))
        if least == most
        else message("{sample} {n} to {most}", sample=label, n=grouped(str(least)), most=grouped(str(most)))
        for label, least, most in cases_by_sample(found)
    ]
    notes: list[Words] = [message("Governments by sample: {samples}.", samples=joined(told, "; "))] if told else []
    if found.shared:
        notes.append(
            message("Complete in all factors are those complete in all variables of the models, as in the main table.")
        )
    return notes


_SAME = message(
    "Same sign: that of the coefficient in the main table; and significant: of this sign, with p below the level."
)


def _sets(found: SpecifiedModel) -> list[tuple[str, Words, Seen]]:
    """What is shown of all specifications and of the defensible ones: end of the rows' keys, heading, results."""
    if found.defensible is None:
        return [("", "", found.every)]
    return [
        ("", message("All specifications"), found.every),
        ("-defensible", message("Defensible specifications"), found.defensible),
    ]


def _cells(curve: Curve, joint: JointTest | None) -> tuple[Cell, ...]:
    tested = (joint.p_median, joint.p_share, joint.p_stouffer) if joint else (math.nan,) * 3
    return (
        Cell(curve.n_specifications),
        Cell.number(curve.median),
        Cell.number(100 * curve.share_same_sign),
        Cell.number(100 * curve.share_significant_same_sign),
        *(Cell.number(value) for value in tested),
    )


def _about_joint(found: SpecifiedModel, labels: Mapping[str, Words]) -> list[Words]:
    """How many draws the joint tests rest on, what they leave out, and which could not be made."""
    notes: list[Words] = []
    joint = [test for _, _, seen in _sets(found) for test in seen.joint if test is not None]
    if joint:
        notes += [
            message("Joint tests for conclusions only, {n} draws under the null.", n=joint[0].n_draws),
            NULL,
        ]
        if found.joint_left_out:
            notes.append(
                message(
                    "Joint tests leave out {n} linear specifications with imputed values, which would have to be"
                    " imputed again in every draw.",
                    n=grouped(str(found.joint_left_out)),
                )
            )
        if without := sum(test.n_not_fitted for test in joint):
            notes.append(
                message(
                    "{n} of {all} fits in the draws had no figure, because a factor did not vary among the governments "
                    "drawn or was a combination of others; they are left out of their draw.",
                    n=grouped(str(without)),
                    all=grouped(str(sum(test.n_specifications * test.n_draws for test in joint))),
                )
            )
    notes += [
        message("No joint test of {factor}: {reason}", factor=_named(factor, group, labels), reason=reason)
        for _, group, seen in _sets(found)
        for factor, reason in seen.refused
    ]
    return notes


def _named(factor: str, group: Words, labels: Mapping[str, Words]) -> Words:
    shown = labels.get(factor, factor)
    return message("{factor} ({what})", factor=shown, what=group) if group else shown


def shares_table(name: str, found: SpecifiedModel, outcome: Words, labels: Mapping[str, Words]) -> Table:
    """Which decision moves which coefficient, over all specifications and over the defensible ones."""
    told = [
        (suffix, group, shares)
        for suffix, group, seen in _sets(found)
        for shares in seen.shares
        if shares.undefined is None
    ]
    decided = {decision.name: decision.label for decision in found.plan.decisions}
    choices = dict.fromkeys(
        decision
        for _, _, shares in told
        for decision, is_factor in zip(shares.decisions, shares.is_factor.tolist(), strict=True)
        if not is_factor
    )
    columns = [Column(choice, decided.get(choice, choice), bounded=True) for choice in choices]
    columns += [
        Column("factors", message("Which other factors are in"), bounded=True),
        Column("rest", message("Decisions together"), bounded=True),
    ]
    rows = []
    for suffix, group, shares in told:
        own = dict(zip(shares.decisions, shares.share.tolist(), strict=True))
        cells = [Cell.number(own.get(choice, math.nan)) for choice in choices]
        cells += [Cell.number(float(shares.share[shares.is_factor].sum())), Cell.number(1 - shares.together)]
        rows.append(Row(shares.factor + suffix, labels.get(shares.factor, shares.factor), tuple(cells), group))
    notes = [
        message("Shares of the variance of each coefficient over the specifications; they add up to 1."),
        *(
            message("{factor}: {reason}", factor=_named(shares.factor, group, labels), reason=shares.undefined)
            for _, group, seen in _sets(found)
            for shares in seen.shares
            if shares.undefined is not None
        ),
    ]
    caption = message("Which decision moves the coefficients of {outcome}", outcome=outcome)
    return Table(f"decisions-{name}", caption, message("Factor"), tuple(columns), tuple(rows), tuple(notes))


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
