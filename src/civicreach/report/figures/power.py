"""The smallest effects that a study finds, over the number of governments."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from civicreach.analysis.errors.detectable import DetectableCurve
from civicreach.records.words import Words, message
from civicreach.report.document import Figure
from civicreach.report.locale import Locale
from civicreach.report.numbers import in_words

from .lettering import wrapped
from .style import BLUE, GREY, INK, LEAD, VERMILION, WIDE, Spec, figure, layer, quantity, view

_WIDTH, _HEIGHT = 420.0, 220.0

#: Lines that are named differ in grey too: by their dashes, then by their colour.
_COLOURS = (VERMILION, BLUE, INK)
_DASHES = ((1, 0), (8, 3), (2, 2), (8, 3, 2, 3), (14, 4))


def power_figure(
    model: str,
    curve: DetectableCurve,
    n: int,
    outcome: Words,
    labels: Mapping[str, Words],
    *,
    concluded: Collection[str] = (),
) -> Figure:
    """One line a factor; those of the conclusions are named, without any the one found hardest and the easiest.

    Parameters
    ----------
    n : int
        Governments that the study has.
    concluded : collection of str
        Factors whose coefficients carry stars.
    """
    here = int(np.flatnonzero(curve.sizes == n)[0])
    order = np.argsort(curve.standardised[here], kind="stable").tolist()
    easiest, hardest = (labels.get(curve.names[place], curve.names[place]) for place in (order[0], order[-1]))
    first, last = (int(size) for size in curve.sizes[[0, -1]])
    alternative = message(
        "With {n} governments the smallest standardised coefficient that is found is {least} ({easiest}) to {most} "
        "({hardest}); with {more} governments {least_then} to {most_then}.",
        n=n,
        least=in_words(float(curve.standardised[here, order[0]]), 3),
        easiest=easiest,
        most=in_words(float(curve.standardised[here, order[-1]]), 3),
        hardest=hardest,
        more=in_words(last, 0),
        least_then=in_words(float(curve.standardised[-1, order[0]]), 3),
        most_then=in_words(float(curve.standardised[-1, order[-1]]), 3),
    )
    notes = (
        message(
            "One line a factor: the smallest standardised coefficient that is found in {power} of 100 samples at the "
            "{alpha} level; the upright dashed line is this study. From {first} to {last} governments.",
            power=in_words(100 * curve.wanted, 0),
            alpha=in_words(curve.alpha),
            first=in_words(first, 0),
            last=in_words(last, 0),
        ),
        message("The other lines are the factors without a conclusion.")
        if concluded
        else message("Named are the factor that is found hardest and the one that is found most easily."),
        message("Taken for granted: {assumed}.", assumed=curve.assumes),
    )
    hardest_first = order[::-1]
    named = [place for place in hardest_first if curve.names[place] in concluded]
    named = named or list(dict.fromkeys([hardest_first[0], hardest_first[-1]]))

    def draw(locale: Locale) -> Spec:
        return figure(_chart(curve, n, order, named, labels, locale))

    caption = message(
        "Smallest effects on {outcome} over the number of governments, with classical errors", outcome=outcome
    )
    return Figure(f"power-{model}", caption, alternative, draw, notes)


def _chart(
    curve: DetectableCurve, n: int, order: list[int], named: list[int], labels: Mapping[str, Words], locale: Locale
) -> Spec:
    sizes = curve.sizes.tolist()
    first, last = sizes[0], sizes[-1]
    rows = [
        {"n": size, "beta": value, "factor": curve.names[j]}
        for j in order
        for size, value in zip(sizes, curve.standardised[:, j].tolist(), strict=True)
    ]
    top = float(curve.standardised.max())
    x = quantity(
        "n", title=locale.say(message("Governments")), scale={"domain": [first, last], "nice": False, "zero": False},
        grid=False, tickCount=6, format=",d",
    )  # fmt: skip
    title = wrapped(locale.say(message("Smallest standardised coefficient found")), _HEIGHT)
    y = quantity("beta", title=title, scale={"domain": [0, top], "nice": True}, grid=True, tickCount=5)
    layers = [
        layer(
            rows, {"type": "line", "color": GREY, "strokeWidth": 1, "opacity": 0.7}, x=x, y=y,
            detail={"field": "factor", "type": "nominal"},
        ),
        layer([{"n": n}], {"type": "rule", "color": INK, "strokeDash": [4, 3]}, x=x),
        layer(
            [{"n": n, "text": f"n = {in_words(n, 0)}"}], {"type": "text", "align": "left", "baseline": "top", "dx": 4},
            x=x, y={"value": 2}, text={"field": "text"},
        ),
    ]  # fmt: skip
    strokes: list[Spec] = [
        {
            "color": _COLOURS[turn % len(_COLOURS)],
            "strokeDash": list(_DASHES[turn % len(_DASHES)]),
            "strokeWidth": 2,
        }
        for turn in range(len(named))
    ]
    for place, stroke in zip(named, strokes, strict=True):
        own = [row for row in rows if row["factor"] == curve.names[place]]
        layers.append(layer(own, {"type": "line", **stroke}, x=x, y=y))
    # the names stand in a legend of their own on the right: at their ends the lines come too close to one another
    height = 0.0
    for place, stroke in zip(named, strokes, strict=True):
        lines = wrapped(locale.say(labels.get(curve.names[place], curve.names[place])), WIDE - _WIDTH - 50)
        mark: Spec = {"type": "rule", **stroke}
        ends = {"x": {"value": _WIDTH + 8}, "x2": {"value": _WIDTH + 38}}
        layers.append(layer([{}], mark, **ends, y={"value": height + LEAD / 2}))
        for line, text in enumerate(lines):
            mark = {"type": "text", "align": "left", "baseline": "middle"}
            at = {"x": {"value": _WIDTH + 44}, "y": {"value": height + (line + 0.5) * LEAD}}
            layers.append(layer([{"text": text}], mark, **at, text={"field": "text"}))
        height += len(lines) * LEAD + 8
    return view(_WIDTH, _HEIGHT, layers)
