"""What the checks of a model found, in tables of their own: intervals, single governments, form, importance, power."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from civicreach.analysis.diagnostics.specification import SpecificationTest
from civicreach.analysis.firmness.model import METHODS, ModelFirmness
from civicreach.analysis.importance.shares import MEANING
from civicreach.records.words import Words, joined, message
from civicreach.report.naming import listed
from civicreach.report.numbers import in_words
from civicreach.report.table import Cell, Column, Row, Table

from .counts import FAMILIES
from .errors import ERRORS, errors_row
from .regression import digits_of

#: Governments that a cell names.
NAMED = 8


def intervals_table(
    model: ModelFirmness, concluded: Collection[str], outcome: Words, labels: Mapping[str, Words]
) -> Table:
    """The conclusions of a model with their errors and intervals by every method."""
    rows = [
        errors_row(
            errors,
            place,
            message("Classical") if errors.method == "classical" else _label(model, errors.method),
            labels,
            digits=digits_of(model.fit.std_error[place]),
        )
        for place, name in enumerate(model.fit.names)
        if name in concluded
        for errors in model.errors.methods
    ]
    drawn = next((errors.draws for errors in model.errors.methods if errors.draws), None)
    notes: list[Words] = [message("Intervals hold the coefficient in 95 of 100 samples where the method applies.")]
    if drawn is not None:
        notes.append(message("Random methods draw {n} times, from seed {seed}.", n=drawn.asked, seed=str(drawn.seed)))
    counted = {check.key for check in model.checks}
    beside = [errors.method for errors in model.errors.methods[1:] if errors.method not in counted]
    if beside:
        methods = joined([METHODS.get(method, method) for method in beside], "; ")
        notes.append(message("Shown beside the checks and not counted among them: {methods}.", methods=methods))
    notes += [
        message("{check}: {about}", check=_label(model, errors.method), about=note)
        for errors in model.errors.methods
        for note in errors.notes
    ]
    caption = message("Errors and intervals of the conclusions about {outcome}", outcome=outcome)
    return Table(f"intervals-{model.model}", caption, message("Method"), ERRORS, tuple(rows), tuple(notes))


def governments_table(
    model: ModelFirmness, outcome: Words, labels: Mapping[str, Words], names: Mapping[str, Words]
) -> Table:
    """Which governments each conclusion rests on, and which move the model most."""
    rows = []
    for one in model.rests_on:
        if not one.stars and not one.rises:
            continue
        cells = (
            Cell(one.stars or "–"),
            _listed([w.id for w in one.lost], names),
            _listed([w.id for w in one.falls if w.stars], names),
            _listed([w.id for w in one.rises], names),
            _listed([w.id for w in one.turns], names),
        )
        rows.append(Row(one.name, labels.get(one.name, one.name), cells))
    columns = (
        Column("stars", message("Stars"), "text"),
        Column("lost", message("Falls without"), "text"),
        Column("weaker", message("Weaker without"), "text"),
        Column("rises", message("More stars without"), "text"),
        Column("turns", message("Other sign without"), "text"),
    )
    notes: list[Words] = [message("Each government is left out alone; pairs that hide one another are not seen so.")]
    if model.influence is not None:
        cook = model.influence.cook
        order = sorted(range(len(model.ids)), key=lambda i: -float(cook[i]) if cook[i] == cook[i] else math.inf)[:5]
        most = [
            message("{name} ({n})", name=names.get(model.ids[i], model.ids[i]), n=in_words(float(cook[i]), 2))
            for i in order
        ]
        notes.append(message("Largest Cook's distances: {governments}.", governments=joined(most)))
    if model.specification is not None and model.specification.negative and model.families is not None:
        ids = model.specification.negative
        notes.append(
            message(
                "{n} governments have a fitted value below 0, which no count can have: {governments}.",
                n=len(ids),
                governments=listed(ids, names, most=NAMED),
            )
        )
    caption = message("Single governments that the conclusions about {outcome} rest on", outcome=outcome)
    return Table(f"governments-{model.model}", caption, message("Factor"), columns, tuple(rows), tuple(notes))


def form_table(model: ModelFirmness, outcome: Words, labels: Mapping[str, Words]) -> Table | None:
    """Tests of form, spread and normality; None where none could be made."""
    found = model.specification
    if found is None:
        return None
    tests: list[tuple[str, Words, SpecificationTest]] = [
        ("reset", message("RESET: squares and cubes of fitted values"), found.reset),
        ("breusch-pagan", message("Breusch-Pagan, after Koenker: spread goes with the factors"), found.breusch_pagan),
        ("white", message("White: with squares and products"), found.white),
        ("white-short", message("White, short: with fitted values"), found.white_short),
    ]
    rows = [
        Row(
            key,
            label,
            (Cell.number(t.statistic), Cell(t.df), Cell.number(t.p, absent=t.note or "–")),
        )
        for key, label, t in tests
    ]
    if found.shapiro is not None:
        label = message("Shapiro-Wilk: normality of residuals")
        rows.append(Row("shapiro", label, (Cell.number(found.shapiro.w), Cell(), Cell.number(found.shapiro.p))))
    columns = (
        Column("statistic", message("Statistic")),
        Column("df", message("df"), "count"),
        Column("p", message("p"), "p"),
    )
    notes = [message("A high p is no proof that a model is right: at this n only large faults are found.")]
    if model.families is not None:
        shown = joined(
            [
                message(
                    "{family} {value}", family=FAMILIES.get(row.family, row.family), value=in_words(row.dispersion, 1)
                )
                for row in model.families.rows
            ],
            "; ",
        )
        notes.append(
            message("Spread beside what a count family expects (1 where it fits): {families}.", families=shown)
        )
    notes += [
        message(
            "Factors that nearly tie (condition index {index}): {names}.",
            index=in_words(tie.index, 0),
            names=joined([labels.get(name, name) if name else message("the constant") for name in tie.names]),
        )
        for tie in model.dependencies
    ]
    caption = message("Is the model of {outcome} well formed?", outcome=outcome)
    return Table(f"form-{model.model}", caption, message("Test"), columns, tuple(rows), tuple(notes))


def importance_table(model: ModelFirmness, outcome: Words, labels: Mapping[str, Words]) -> Table | None:
    """Shares of R² with intervals, and the smallest effects that this n finds."""
    found = model.importance
    if found is None:
        return None
    shares = found.importance
    figures = (shares.share, found.conf_low, found.conf_high, shares.alone, shares.last, model.effects.standardised,
               model.fit.beta)  # fmt: skip
    rows = [
        Row(
            name,
            labels.get(name, name),
            tuple(Cell.number(values[place]) for values in figures),
        )
        for place, name in enumerate(shares.factors)
    ]
    interval = message("95% interval")
    columns = (
        Column("share", message("Share of R²"), bounded=True),
        Column("low", message("Lower limit"), spanner=interval, bounded=True),
        Column("high", message("Upper limit"), spanner=interval, bounded=True),
        Column("alone", message("Alone"), bounded=True),
        Column("last", message("Beside all others"), bounded=True),
        Column("detectable", message("Smallest β found"), bounded=True),
        Column("beta", message("β"), bounded=True),
    )
    notes = (
        MEANING,
        message(
            "Intervals from {n} resamples; left out because a factor did not vary or was tied: {singular}.",
            n=found.n_draws,
            singular=found.n_singular,
        )
        if found.n_singular
        else message("Intervals from {n} resamples.", n=found.n_draws),
        message(
            "Smallest β found: what a study of this n, with these factors and {errors} errors, finds in {power} of 100 "
            "samples at the {alpha} level.",
            errors=_ERRORS.get(model.effects.method, model.effects.method),
            power=in_words(100 * model.effects.wanted, 0),
            alpha=in_words(model.effects.alpha),
        ),
    )
    caption = message("Importance of factors for {outcome}, and what this n can find", outcome=outcome)
    return Table(f"importance-{model.model}", caption, message("Factor"), columns, tuple(rows), notes)


_ERRORS: Mapping[str, Words] = {"classical": message("Classical")}


def _label(model: ModelFirmness, method: str) -> Words:
    return next((check.label for check in model.checks if check.key == method), METHODS.get(method, method))


def _listed(ids: list[str], names: Mapping[str, Words]) -> Cell:
    return Cell(listed(ids, names, most=NAMED))
