"""An outcome as a count: how well the families fit, and what a factor adds to the count itself."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from civicreach.analysis.firmness.counts import CountModels
from civicreach.analysis.outcomes.dispersion import DispersionTest
from civicreach.records.words import Words, joined, message
from civicreach.report.numbers import in_words
from civicreach.report.table import Cell, Column, Row, Table

from .regression import digits_of

FAMILIES: Mapping[str, Words] = {
    "poisson": message("Poisson"),
    "quasi-poisson": message("Quasi-Poisson"),
    "negative binomial": message("Negative binomial"),
}

_FIT = (
    Column("log_likelihood", message("Log-likelihood"), digits=1),
    Column("aic", message("AIC"), digits=1),
    Column("bic", message("BIC"), digits=1),
    Column("dispersion", message("Spread (1 where it fits)")),
    Column("alpha", message("α")),
    Column("zeros", message("Zeros expected"), digits=1),
    Column("observed", message("Zeros observed"), "count"),
)


def families_table(
    model: str, found: Sequence[CountModels], outcome: Words, labels: Mapping[str, Words], names: Mapping[str, Words]
) -> Table:
    """Count families beside one another, with and without an exposure."""
    rows = []
    notes: list[Words] = [
        message(
            "Lower AIC and BIC fit better, of families on the same counts. Spread: the sum of squared Pearson "
            "residuals by degrees of freedom. Quasi-Poisson has Poisson's coefficients and no likelihood."
        )
    ]
    for counts in found:
        group = _scale(counts, outcome, labels)
        for fit, row in zip(counts.fits, counts.comparison.rows, strict=True):
            cells = [Cell.number(value) for value in (row.log_likelihood, row.aic, row.bic, row.dispersion)]
            cells += [Cell.number(fit.alpha if fit.family == "negative binomial" else float("nan"))]
            cells += [Cell.number(row.zeros), Cell(counts.comparison.n_zero)]
            key = f"{row.family.replace(' ', '-')}{'-exposure' if counts.exposure else ''}"
            rows.append(Row(key, FAMILIES[row.family], tuple(cells), group=group))
        notes += _tests(counts, group)
        notes += _left_out(counts, labels, names)
        notes += [
            message("{what}: {reason}", what=joined([group, FAMILIES[family]]), reason=reason)
            for family, reason in counts.refused
        ]
    caption = message("Count models of {outcome}: how well the families fit", outcome=outcome)
    return Table(f"families-{model}", caption, message("Family"), _FIT, tuple(rows), tuple(notes))


def effects_table(
    model: str,
    counts: CountModels,
    main: Mapping[str, tuple[float, float]],
    outcome: Words,
    labels: Mapping[str, Words],
    names: Mapping[str, Words],
) -> Table | None:
    """Average marginal effects beside the coefficients of the main table; None where there are none.

    Parameters
    ----------
    main : mapping of factor to (float, float)
        Coefficient and standard error of the main table.
    """
    if not counts.effects:
        return None
    columns = [Column("estimate", message("b"), spanner=message("Main table"))]
    for effects in counts.effects:
        spanner, key = FAMILIES[effects.family], effects.family.replace(" ", "-")
        columns += [
            Column(f"{key}-effect", message("Marginal effect"), spanner=spanner),
            Column(f"{key}-std_error", message("Std. error"), spanner=spanner),
            Column(f"{key}-p", message("p"), "p", spanner=spanner),
        ]
    rows = []
    for place, factor in enumerate(counts.effects[0].names):
        estimate, error = main[factor]
        digits = digits_of(error)
        cells = [Cell.number(estimate, digits=digits)]
        for effects in counts.effects:
            cells += [
                Cell.number(effects.estimate[place], digits=digits),
                Cell.number(effects.std_error[place], digits=digits),
                Cell.number(effects.p[place]),
            ]
        rows.append(Row(factor, labels.get(factor, factor), tuple(cells)))
    notes: list[Words] = [
        message(
            "Average over {n} governments of what one unit more of a factor adds to the expected {outcome}; of a "
            "factor of only 0 and 1, what 1 adds to 0. Errors by the delta method, {errors}.",
            n=counts.n,
            outcome=outcome,
            errors=message("from those of the model, because HC3 is not defined") if counts.robust else "HC3",
        ),
        message(
            "The p of a marginal effect tests another quantity than that of the coefficient: the average change in the "
            "outcome itself, by the delta method. The two may differ; what counts among the checks is the p of the "
            "coefficient."
        ),
        *([counts.robust] if counts.robust else []),
        *_left_out(counts, labels, names),
    ]
    caption = message("Average marginal effects on {outcome}", outcome=outcome)
    if counts.exposure:
        exposure = labels.get(counts.exposure, counts.exposure)
        caption = message(
            "Average marginal effects on {outcome}, explained per {exposure}", outcome=outcome, exposure=exposure
        )
    key = f"{'exposure-' if counts.exposure else ''}effects-{model}"
    return Table(key, caption, message("Factor"), tuple(columns), tuple(rows), tuple(notes))


def _scale(counts: CountModels, outcome: Words, labels: Mapping[str, Words]) -> Words:
    if not counts.exposure:
        return outcome
    exposure = labels.get(counts.exposure, counts.exposure)
    return message("{outcome} per {exposure}", outcome=outcome, exposure=exposure)


def _left_out(counts: CountModels, labels: Mapping[str, Words], names: Mapping[str, Words]) -> list[Words]:
    if not counts.left_out:
        return []
    variable = labels.get(counts.exposure, counts.exposure)
    governments = joined([names.get(id, id) for id in counts.left_out])
    return [
        message("Left out, because {variable} is missing: {governments}.", variable=variable, governments=governments)
    ]


def _tests(counts: CountModels, group: Words) -> list[Words]:
    """The tests of Poisson's variance, and of Poisson in the negative binomial."""
    told = [_test(test) for test in counts.dispersion]
    if counts.comparison.lr == counts.comparison.lr:
        told.append(
            message(
                "likelihood ratio of the negative binomial to Poisson {lr}, p {p}",
                lr=in_words(counts.comparison.lr, 1),
                p=_p(counts.comparison.p),
            )
        )
    if not told:
        return []
    return [message("{outcome}, tests of Poisson's variance: {tests}.", outcome=group, tests=joined(told, "; "))]


def _test(test: DispersionTest) -> Words:
    form = {
        "linear": message("spread in proportion to the mean"),
        "quadratic": message("spread with the square of the mean"),
    }[test.form]
    return message("{form}: z {z}, p {p}", form=form, z=in_words(test.statistic, 2), p=_p(test.p))


def _p(p: float) -> str:
    # a probability so small that it has no number of its own is still not nothing
    return in_words(max(p, sys.float_info.min), 3, kind="p")
