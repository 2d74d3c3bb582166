"""The smallest effects that a study finds, at its own size and at others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

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
) -> Table:
    """Smallest coefficients found with the wanted power: at this n in units, and standardised at several n."""
    wanted = {round(part * effects.n) for part in _SHOWN}
    places = [place for place, size in enumerate(curve.sizes.tolist()) if size in wanted]
    here = message("At this n")
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
    other = message("β by the number of governments")
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
            errors=effects.method,
        ),
        message("Taken for granted: {assumed}.", assumed=effects.assumes),
        message("Taken for granted: {assumed}.", assumed=curve.assumes),
    )
    caption = message("What a study of this size finds about {outcome}", outcome=outcome)
    return Table(f"power-{model}", caption, message("Factor"), columns, tuple(rows), notes)
