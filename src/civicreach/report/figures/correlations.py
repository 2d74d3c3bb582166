"""Correlations of the factors: the lower half of the matrix, values on grey."""

from __future__ import annotations

import math
from collections.abc import Mapping

from civicreach.analysis.factors.correlations import Correlations
from civicreach.records.words import Words, joined, message
from civicreach.report.document import Figure, NotDrawn
from civicreach.report.locale import Locale
from civicreach.report.numbers import in_words

from .lettering import wrapped
from .style import LEAD, NORMAL, SMALL, Spec, across, beside, down, figure, layer, view

CAPTION = message("Correlations of the factors")

_LABELS = 210.0

#: Largest and smallest width of a cell; "-0.45" must stand in the smallest.
_CELL, _LEAST, _MATRIX = 38.0, 30.0, 400.0


def correlations_figure(result: Correlations | None, labels: Mapping[str, Words]) -> Figure | NotDrawn:
    """One numbered row a factor; columns bear the numbers of the rows."""
    if result is None:
        return NotDrawn(CAPTION, message("the study names no models"))
    if len(result.names) < 2:
        return NotDrawn(CAPTION, message("there is only one factor"))
    strongest = result.strongest(3)
    if not strongest:
        return NotDrawn(CAPTION, message("there are not two complete cases in which two factors vary"))
    note = (
        message(
            "Pearson’s r over the {n} governments that have all factors; {missing} lack one. The darker, the larger in "
            "size; a dash where a factor has one value only.",
            n=result.n,
            missing=result.n_missing,
        )
        if result.n_missing
        else message(
            "Pearson’s r over {n} governments. The darker, the larger in size; a dash where a factor has one value "
            "only.",
            n=result.n,
        )
    )
    pairs: list[Words] = [
        message("{a} and {b} {r}", a=labels.get(a, a), b=labels.get(b, b), r=in_words(r, 2)) for a, b, r in strongest
    ]
    alternative = message(
        "Correlations of {k} factors over {n} governments; the largest in size: {pairs}.",
        k=len(result.names),
        n=result.n,
        pairs=joined(pairs, "; "),
    )

    def draw(locale: Locale) -> Spec:
        return figure(_chart(result, labels, locale))

    return Figure("correlations", CAPTION, alternative, draw, (note,))


def _chart(result: Correlations, labels: Mapping[str, Words], locale: Locale) -> Spec:
    k = len(result.names)
    cell = max(_LEAST, min(_CELL, _MATRIX / (k - 1)))
    size = NORMAL if cell > 34 else SMALL
    names, cells, y = [], [], 0.0
    for i, name in enumerate(result.names):
        lines = wrapped(f"{i + 1}  {locale.say(labels.get(name, name))}", _LABELS)
        high = max(cell * 0.72, len(lines) * LEAD + 6)
        names.append((lines, y + high / 2))
        for j in range(i):
            r = float(result.r[i, j])
            known = 0.0 if math.isnan(r) else abs(r)
            tone = round(255 - 165 * known)
            cells.append(
                {
                    "x": j * cell + 1,
                    "x2": (j + 1) * cell - 1,
                    "y": y + 1,
                    "y2": y + high - 1,
                    "at": (j + 0.5) * cell,
                    "middle": y + high / 2,
                    "fill": f"rgb({tone},{tone},{tone})",
                    # a true minus, as on the axes of other figures
                    "text": in_words(r, 2).replace("-", "−"),
                    "ink": "white" if known > 0.8 else "black",
                }
            )
        y += high
    heads = [{"text": str(j + 1), "at": (j + 0.5) * cell} for j in range(k - 1)]
    width = cell * (k - 1)
    as_it_is = {"type": "nominal", "scale": None}
    box = {"type": "rect", "stroke": "#c8cdd6", "strokeWidth": 0.5}
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    middle = {"type": "text", "align": "center", "baseline": "middle", "fontSize": size}
    x, at = across("x", width), across("at", width)
    return view(
        width,
        y,
        [
            layer(cells, box, x=x, y=down("y", y), fill={"field": "fill", **as_it_is}, **ends),
            layer(
                cells,
                middle,
                x=at,
                y=down("middle", y),
                text={"field": "text"},
                color={"field": "ink", **as_it_is},
            ),
            beside(names, y),
            layer(heads, {**middle, "dy": 10}, x=at, y={"value": y}, text={"field": "text"}),
        ],
    )
