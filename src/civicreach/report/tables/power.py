"""The smallest effects that a study finds, at its own size and at others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from civicreach.analysis.diagnostics.influence import Influence
from civicreach.analysis.errors.detectable import DetectableCurve, DetectableEffects
from civicreach.analysis.factors.ols import OLSResult
from civicreach.records.words import Words, message
from civicreach.report.numbers import in_words
from civicreach.report.table import Cell, Column, Row, Table

from .regression import digits_of

#: Parts of n that have a column; the figure shows the others.
_SHOWN = (0.5, 1.0, 2.0, 4.0)


def power_table(
    model: str,
    effects: DetectableEffects,
    curve: DetectableCurve,
    fit: OLSResult,
    outcome: Words,
    labels: Mapping[str, Words],
    *,
    influence: Influence | None = None,
    names: Mapping[str, Words] | None = None,
) -> Table:
    """Smallest coefficients found with the wanted power: at this n in units, and standardised at several n.

    Parameters
    ----------
    influence : Influence, optional
        Of the model: which government widens an HC3 error so far that hardly any effect would be found.
    names : mapping, optional
        Words of the governments by id.
    """
    wanted = {round(part * effects.n) for part in _SHOWN}
    places = [place for place, size in enumerate(curve.sizes.tolist()) if size in wanted]
    classical = message("classical")
    errors: Words = classical if effects.method == "classical" else effects.method
    here = message("At this n, {errors} errors", errors=errors)
    rows = [
        Row(
            factor,
            labels.get(factor, factor),
            (
                Cell.number(effects.units[j], digits=digits_of(fit.std_error[j])),
                Cell.number(effects.standardised[j]),
                *(Cell.number(curve.standardised[place, j]) for place in places),
            ),
        )
        for j, factor in enumerate(effects.names)
    ]
    whole: list[tuple[str, Words, np.ndarray]] = [
        ("partial_r", message("Partial correlation of any one factor"), curve.partial_r),
        ("r_squared", message("R² of all factors together"), curve.r_squared),
    ]
    for key, label, values in whole:
        cells = (Cell(), Cell(), *(Cell.number(values[place]) for place in places))
        rows.append(Row(key, label, cells, total=True))
    other = message("β by the number of governments, {errors} errors", errors=classical)
    columns = (
        Column("units", message("b"), spanner=here),
        Column("standardised", message("β"), spanner=here, bounded=True),
        *(
            Column(f"n{size}", message("n = {n}", n=in_words(size, 0)), spanner=other, bounded=True)
            for size in curve.sizes[places].tolist()
        ),
    )
    notes = (
        message(
            "Smallest effects that are found in {power} of 100 samples at the {alpha} level: at this n with {errors} "
            "errors, over the number of governments with classical ones.",
            power=in_words(100 * effects.wanted, 0),
            alpha=in_words(effects.alpha),
            errors=errors,
        ),
        *_beyond_one(effects, influence, labels, names or {}),
        message("Taken for granted: {assumed}.", assumed=effects.assumes),
        message("Taken for granted: {assumed}.", assumed=curve.assumes),
    )
    caption = message("What a study of this size finds about {outcome}", outcome=outcome)
    return Table(f"power-{model}", caption, message("Factor"), columns, tuple(rows), notes)


def _beyond_one(
    effects: DetectableEffects, influence: Influence | None, labels: Mapping[str, Words], names: Mapping[str, Words]
) -> list[Words]:
    """Why a smallest standardised coefficient is above 1, where HC3 errors make it so, and whom that is owed to."""
    if influence is None or effects.method != "HC3":
        return []
    notes: list[Words] = []
    for j in np.flatnonzero(effects.standardised > 1).tolist():
        # the variance of HC3 is the sum of these squares: each government's is what the coefficient moves without it
        moved = (influence.estimate[j + 1] - influence.estimate_without[:, j + 1]) ** 2
        if not np.isfinite(moved).all() or not moved.sum() > 0:
            continue
        first = int(moved.argmax())
        notes.append(
            message(
                "{factor}: a smallest β above 1 says that hardly any effect would be found. HC3 errors are that wide "
                "because of few governments: {share}% of the variance comes from {government}, whose leverage is "
                "{leverage} of at most 1.",
                factor=labels.get(effects.names[j], effects.names[j]),
                share=in_words(100 * float(moved[first] / moved.sum()), 0),
                government=names.get(influence.ids[first], influence.ids[first]),
                leverage=in_words(float(influence.leverage[first]), 2),
            )
        )
    return notes
