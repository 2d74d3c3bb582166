"""The smallest effects that a study finds, over the number of governments."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from civicreach.analysis.errors.detectable import DetectableCurve
from civicreach.records.words import Words, message
from civicreach.report.document import Figure
from civicreach.report.locale import Locale
from civicreach.report.numbers import in_words

from .lettering import wrapped
from .style import BLUE, GREY, INK, LEAD, VERMILION, WIDE, Spec, figure, layer, quantity, view

_WIDTH, _HEIGHT = 420.0, 220.0


def power_figure(model: str, curve: DetectableCurve, n: int, outcome: Words, labels: Mapping[str, Words]) -> Figure:
    """One line a factor; the one found most easily and the one found hardest are named.

    Parameters
    ----------
    n : int
        Governments that the study has.
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
            "{alpha} level, with classical errors; the dashed line is this study. From {first} to {last} governments.",
            power=in_words(100 * curve.wanted, 0),
            alpha=in_words(curve.alpha),
            first=in_words(first, 0),
            last=in_words(last, 0),
        ),
        message("Taken for granted: {assumed}.", assumed=curve.assumes),
    )

    def draw(locale: Locale) -> Spec:
        return figure(_chart(curve, n, order, labels, locale))

    caption = message("Smallest effects on {outcome} over the number of governments", outcome=outcome)
    return Figure(f"power-{model}", caption, alternative, draw, notes)


def _chart(curve: DetectableCurve, n: int, order: list[int], labels: Mapping[str, Words], locale: Locale) -> Spec:
    sizes = curve.sizes.tolist()
    first, last = sizes[0], sizes[-1]
    rows = [
        {"n": size, "beta": value, "factor": curve.names[j]}
        for j in order
        for size, value in zip(sizes, curve.standardised[:, j].tolist(), strict=True)
    ]
    named = [(order[0], BLUE)] if len(order) == 1 else [(order[-1], VERMILION), (order[0], BLUE)]
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
    for place, colour in named:
        own = [row for row in rows if row["factor"] == curve.names[place]]
        layers.append(layer(own, {"type": "line", "color": colour, "strokeWidth": 2}, x=x, y=y))
    # the names stand in a legend of their own on the right: at their ends the lines come too close to one another
    height = 0.0
    for place, colour in named:
        lines = wrapped(locale.say(labels.get(curve.names[place], curve.names[place])), WIDE - _WIDTH - 36)
        mark: Spec = {"type": "rule", "color": colour, "strokeWidth": 2}
        ends = {"x": {"value": _WIDTH + 8}, "x2": {"value": _WIDTH + 24}}
        layers.append(layer([{}], mark, **ends, y={"value": height + LEAD / 2}))
        for line, text in enumerate(lines):
            mark = {"type": "text", "align": "left", "baseline": "middle"}
            at = {"x": {"value": _WIDTH + 30}, "y": {"value": height + (line + 0.5) * LEAD}}
            layers.append(layer([{"text": text}], mark, **at, text={"field": "text"}))
        height += len(lines) * LEAD + 8
    return view(_WIDTH, _HEIGHT, layers)
