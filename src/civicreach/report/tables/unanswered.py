"""Weighted models, and what missing outcomes and answers could do at worst."""

from __future__ import annotations

from collections.abc import Mapping

from civicreach.analysis.errors.result import Errors
from civicreach.analysis.factors.ols import OLSResult
from civicreach.analysis.firmness.further import Weighted
from civicreach.analysis.firmness.unanswered import AnswerBounds, OutcomeBounds, WeightedCases
from civicreach.records.words import Words, joined, message
from civicreach.report.numbers import in_words
from civicreach.report.table import Cell, Column, Row, Table

from .regression import digits_of


def weights_table(
    model: str,
    fit: OLSResult,
    unweighted: Errors,
    weighted: Weighted | None,
    response: WeightedCases | None,
    outcome: Words,
    labels: Mapping[str, Words],
    names: Mapping[str, Words],
) -> Table | None:
    """Coefficients under weights beside those of the main table; None where there are no weights.

    `unweighted` are the errors of the main table's model of the kind that stands under the weights, so that a reader
    sees what the weights alone move.
    """
    ways = []
    notes: list[Words] = []
    if weighted is not None:
        label = message("Weighted by {weight}", weight=labels.get(weighted.weight, weighted.weight))
        errors = weighted.errors
        ways.append(("weighted", label, errors.estimate, errors.std_error, errors.p))
        notes.append(message("{label}: {n} governments, HC3 errors.", label=label, n=errors.n))
        if weighted.n_weightless:
            notes.append(message("Left out, because their weight is 0: {n}.", n=weighted.n_weightless))
        notes += [errors.undefined] if errors.undefined else []
    if response is not None:
        found, fitted = response.response, response.model
        label = message("Weighted for response, {errors}", errors=fitted.errors)
        ways.append(("response", label, fitted.estimate[1:], fitted.std_error[1:], fitted.p[1:]))
        known = joined(
            [
                message("{variable} {value}", variable=labels.get(name, name), value=in_words(value, 3))
                for name, value in zip(found.names, found.coefficients[1:].tolist(), strict=True)
            ]
        )
        notes += [
            message(
                "{label}: {complete} of {n} governments of the sample are complete; weights of this spread carry as "
                "much information as {effective} equal ones. Log odds of being complete for one unit more: {known}.",
                label=label,
                complete=found.n_complete,
                n=found.n,
                effective=in_words(found.effective_n, 1),
                known=known,
            ),
            found.assumes,
        ]
        if found.extreme:
            far = joined([names.get(id, id) for id in found.extreme])
            notes.append(message("Four times the mean weight or more: {governments}.", governments=far))
    if not ways:
        return None
    main = message("Main table")
    columns = [Column("estimate", message("b"), spanner=main), Column("p", message("p"), "p", spanner=main)]
    alone = message("Unweighted, {errors}", errors=unweighted.method)
    columns += [
        Column("unweighted-std_error", message("Std. error"), spanner=alone),
        Column("unweighted-p", message("p"), "p", spanner=alone),
    ]
    notes.append(
        message(
            "The main table has classical errors. Its coefficients with {errors} errors stand beside it, so that the"
            " rest of a difference is that of the weights.",
            errors=unweighted.method,
        )
    )
    notes += [unweighted.undefined] if unweighted.undefined else []
    for key, label, *_ in ways:
        columns += [
            Column(f"{key}-estimate", message("b"), spanner=label),
            Column(f"{key}-std_error", message("Std. error"), spanner=label),
            Column(f"{key}-p", message("p"), "p", spanner=label),
        ]
    rows = []
    for place, factor in enumerate(fit.names):
        digits = digits_of(fit.std_error[place])
        cells = [Cell.number(fit.estimate[place], digits=digits), Cell.number(fit.p[place])]
        cells += [Cell.number(unweighted.std_error[place], digits=digits), Cell.number(unweighted.p[place])]
        for _, _, estimate, std_error, p in ways:
            cells += [Cell.number(estimate[place], digits=digits), Cell.number(std_error[place], digits=digits)]
            cells.append(Cell.number(p[place]))
        rows.append(Row(factor, labels.get(factor, factor), tuple(cells)))
    caption = message("The model of {outcome} with weighted governments", outcome=outcome)
    return Table(f"weights-{model}", caption, message("Factor"), tuple(columns), tuple(rows), tuple(notes))


def bounds_table(
    model: str,
    found: OutcomeBounds,
    fit: OLSResult,
    outcome: Words,
    labels: Mapping[str, Words],
    names: Mapping[str, Words],
) -> Table:
    """Every coefficient at worst and at best, whatever the missing outcomes are."""
    bounds = found.bounds
    rows = []
    for place, factor in enumerate(fit.names, 1):
        digits = digits_of(fit.std_error[place - 1])
        cells = [Cell.number(fit.estimate[place - 1], digits=digits)]
        cells += [Cell.number(bounds.low[place], digits=digits), Cell.number(bounds.high[place], digits=digits)]
        cells.append(Cell(message("yes") if bounds.sign[place] else message("no")))
        rows.append(Row(factor, labels.get(factor, factor), tuple(cells)))
    whatever = message("Whatever the missing outcomes are")
    columns = (
        Column("estimate", message("b"), spanner=message("Main table")),
        Column("low", message("b, least"), spanner=whatever),
        Column("high", message("b, largest"), spanner=whatever),
        Column("sign", message("Sign is certain"), "text", spanner=whatever),
    )
    notes: list[Words] = [
        message(
            "{n} governments of the sample with all factors known, {missing} of them without an outcome, which the "
            "study takes to lie between {low} and {high}.",
            n=bounds.n,
            missing=bounds.n_missing,
            low=in_words(found.low),
            high=in_words(found.high),
        ),
        message("The coefficient of the main table may lie outside: it is computed without these governments."),
        bounds.assumes,
    ]
    if found.left_out:
        governments = joined([names.get(id, id) for id in found.left_out])
        notes.append(message("Left out, because a factor is missing: {governments}.", governments=governments))
    caption = message("The coefficients of {outcome} at worst and at best", outcome=outcome)
    return Table(f"bounds-{model}", caption, message("Factor"), columns, tuple(rows), tuple(notes))


def answers_table(found: AnswerBounds, labels: Mapping[str, Words]) -> Table:
    """Each purpose's share and place at worst and at best."""
    shares, order = found.shares, found.order
    rows = []
    for place, name in enumerate(shares.names):
        observed, low, high = (float(values[place]) for values in (shares.observed, shares.low, shares.high))
        cells = [Cell(int(shares.n_missing[place]))]
        cells += [Cell.number(100 * value) for value in (observed, low, high)]
        cells += [Cell(int(order.best_rank[place])), Cell(int(order.worst_rank[place]))]
        rows.append(Row(name, labels.get(name, name), tuple(cells)))
    whatever = message("Whatever those without an answer would have said")
    columns = (
        Column("missing", message("Without an answer"), "count"),
        Column("observed", message("Of those who answered (%)"), "percent", digits=1),
        Column("low", message("Least (%)"), "percent", digits=1, spanner=whatever),
        Column("high", message("Largest (%)"), "percent", digits=1, spanner=whatever),
        Column("best", message("Highest place"), "count", spanner=whatever),
        Column("worst", message("Lowest place"), "count", spanner=whatever),
    )
    firm = (
        message("No missing answer could change the order of the purposes.")
        if order.firm
        else message("Missing answers could change the order of the purposes.")
    )
    notes = (message("Over the {n} governments asked.", n=shares.n), firm, shares.assumes)
    caption = message("Stated purposes at worst and at best")
    return Table("purposes-bounds", caption, message("Purpose"), columns, tuple(rows), notes)
