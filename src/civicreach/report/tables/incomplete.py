"""Missing answers: who lacks what together, and the models with the gaps filled in."""

from __future__ import annotations

import math
from collections.abc import Mapping

from civicreach.analysis.incomplete.chained import Imputations
from civicreach.analysis.incomplete.little import LittleTest
from civicreach.analysis.incomplete.models import ImputedModel
from civicreach.analysis.incomplete.patterns import PatternTable
from civicreach.records.rounding import as_text
from civicreach.records.words import Message, Words, joined, message
from civicreach.report.naming import listed
from civicreach.report.numbers import in_words
from civicreach.report.table import Cell, Column, Row, Table

from .regression import digits_of

_VERDICTS: Mapping[str, Words] = {
    "settled": message("The chains settled."),
    "not settled": message("The chains did not settle: more iterations are needed before these figures are relied on."),
    "too short to tell": message("Too few iterations or datasets to tell whether the chains settled."),
}

#: Governments that a cell names.
NAMED = 8


def patterns_table(
    found: PatternTable, little: LittleTest | None, labels: Mapping[str, Words], names: Mapping[str, Words]
) -> Table:
    """Which variables of the models are missing together, and for whom."""
    rows = [
        Row(
            f"pattern-{place}",
            joined([labels.get(name, name) for name in pattern.lacking]) or message("nothing is missing"),
            (
                Cell(pattern.n),
                Cell(listed(pattern.ids, names, most=NAMED) if pattern.lacking else "–"),
            ),
        )
        for place, pattern in enumerate(found.patterns, 1)
    ]
    sample = message("Over the {n} governments of the sample; excluded by rule is not missing.", n=found.n)
    notes: list[Words] = [sample]
    if little is not None:
        notes += [
            message(
                "Little's test of missing completely at random: χ² = {chi2}, df = {df}, p = {p}.",
                chi2=as_text(little.chi2, 1),
                df=little.df,
                p=in_words(little.p, 3, kind="p"),
            ),
            little.assumes,
        ]
    columns = (Column("n", message("Governments"), "count"), Column("ids", message("Who"), "text"))
    caption = message("Missing answers: patterns over the variables of the models")
    return Table("missing-patterns", caption, message("Missing"), columns, tuple(rows), tuple(notes))


def imputed_table(
    name: str,
    found: ImputedModel,
    imputations: Imputations,
    outcome: Words,
    labels: Mapping[str, Words],
    names: Mapping[str, Words],
) -> Table:
    """A model over imputed answers, beside complete cases."""
    pooled, complete = found.coefficients, found.complete
    digits = [digits_of(error) for error in pooled.std_error.tolist()]
    own = [digits_of(error) for error in complete.std_error.tolist()] if complete else digits
    rows = [
        Row(
            factor,
            labels.get(factor, factor),
            (
                Cell.number(complete.estimate[place] if complete else math.nan, digits=own[place]),
                Cell.number(complete.p[place] if complete else math.nan),
                Cell.number(pooled.estimate[place], digits=digits[place]),
                Cell.number(pooled.std_error[place], digits=digits[place]),
                Cell.number(pooled.df[place]),
                Cell.number(pooled.p[place]),
                Cell.number(pooled.fmi[place]),
            ),
        )
        for place, factor in enumerate(found.names)
    ]
    whole, filled = message("Complete cases"), message("Imputed")
    columns = (
        Column("estimate", message("b"), spanner=whole),
        Column("p", message("p"), "p", spanner=whole),
        Column("pooled", message("b"), spanner=filled),
        Column("std_error", message("Std. error"), spanner=filled),
        Column("df", message("df"), digits=1, spanner=filled),
        Column("pooled_p", message("p"), "p", spanner=filled),
        Column("fmi", message("Missing information"), bounded=True, spanner=filled),
    )
    notes: list[Words] = [
        message(
            "{n} governments, {complete} of them the complete cases of the main table; {values} values filled in {m} "
            "times. {verdict}",
            n=found.n,
            complete=found.n_complete,
            values=imputations.n_imputed,
            m=imputations.m,
            verdict=_VERDICTS[imputations.trace.verdict],
        ),
    ]
    if found.complete_refused:
        notes.append(message("Complete cases: {reason}", reason=found.complete_refused))
    notes += [*_not_imputed(imputations, labels, names), imputations.assumes]
    caption = message("The model of {outcome} with missing answers imputed", outcome=outcome)
    return Table(f"imputed-{name}", caption, message("Factor"), columns, tuple(rows), tuple(notes))


def _not_imputed(imputations: Imputations, labels: Mapping[str, Words], names: Mapping[str, Words]) -> list[Words]:
    """What the imputation left missing, and what it filled in on weak grounds."""
    notes: list[Words] = []
    unknown = imputations.plan.unknown
    barred = [one for one in imputations.plan.left_out if one not in unknown]
    for left_out, one, several in (
        (
            barred,
            message("One government takes no part, because a value of it does not exist: {governments}."),
            message("{n} governments take no part, because a value of theirs does not exist: {governments}."),
        ),
        (
            unknown,
            message("One government takes no part, because nothing at all is known of it: {governments}."),
            message("{n} governments take no part, because nothing at all is known of them: {governments}."),
        ),
    ):
        if left_out:
            text = one if len(left_out) == 1 else several
            governments = listed(left_out, names, most=NAMED)
            notes.append(Message(text.text, {"n": len(left_out), "governments": governments}))
    if imputations.plan.left_out:
        lost = imputations.n_left
        one, several = (
            message("One value of those who take no part stays missing."),
            message("{n} values of those who take no part stay missing."),
        )
        notes.append(Message((one if lost == 1 else several).text, {"n": lost}))
    notes += [
        message(
            "{variable}: none of the {n} governments with {group} = {answer} has a value; theirs are learned from "
            "others alone.",
            variable=labels.get(one.name, one.name),
            n=one.n,
            group=labels.get(one.group, one.group),
            answer=one.answer,
        )
        for one in imputations.plan.unsupported
    ]
    if imputations.unfinished:
        notes.append(
            message(
                "{n} logistic fits within the imputation did not settle; their last step was used.",
                n=imputations.unfinished,
            )
        )
    return notes
