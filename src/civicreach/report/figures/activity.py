"""Fig. 2: activity of governments, each measure sorted from the smallest to the largest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from civicreach.analysis.reality.activity_range import ActivityRange
from civicreach.records.words import Words, joined, message
from civicreach.report.document import Figure, NotDrawn
from civicreach.report.locale import Locale
from civicreach.report.numbers import in_words

from .lettering import wrapped
from .style import BLUE, GREY, HEAD, SOFT, VERMILION, WIDE, Spec, figure, layer, quantity, view

CAPTION = message("Range of local government activity, sorted")

#: From so many governments on, bars would be thinner than a printer's dot and are drawn as one area.
_BARS = 200


def activity_figure(
    ranges: Mapping[str, ActivityRange],
    labels: Mapping[str, Words],
    *,
    look: Literal["panels", "printed"] = "panels",
) -> Figure | NotDrawn:
    """Governments in ascending order of each measure.

    ``"panels"`` gives every measure its own panel and scale. ``"printed"`` is the look of the paper: two lines in
    one frame, one scale on the left and one on the right; it takes exactly two measures, and panels stand where
    there are others.
    """
    shown = {name: r for name, r in ranges.items() if r.n}
    if not shown:
        return NotDrawn(CAPTION, message("no activity is known"))
    parts = [_sentence(labels.get(name, name), r) for name, r in shown.items()]
    notes: tuple[Words, ...] = (
        message("Each measure is sorted by itself: a place is not the same government in all."),
    )
    two_axes = look == "printed" and len(shown) == 2
    if two_axes:
        notes += (message("Two axes as printed: where the lines cross means nothing."),)
    elif look == "printed":
        notes += (message("The printed look takes two measures; there are {n}.", n=len(shown)),)

    def draw(locale: Locale) -> Spec:
        return figure(_printed(shown, labels, locale) if two_axes else _panels(shown, labels, locale))

    return Figure("activity-sorted", CAPTION, joined(parts, " "), draw, notes)


def _sentence(measure: Words, r: ActivityRange) -> Words:
    return message(
        "{measure} of {n} governments in ascending order: {minimum}, median {median}, up to {maximum}.",
        measure=measure,
        n=r.n,
        minimum=in_words(r.minimum),
        median=in_words(r.median),
        maximum=in_words(r.maximum),
    )


_ORDER = message("Governments, from the least to the most active")


def _panels(shown: Mapping[str, ActivityRange], labels: Mapping[str, Words], locale: Locale) -> Spec:
    """Panels beside each other, two in a row, their places on one scale."""
    most = max(r.n for r in shown.values())
    width = 265 if len(shown) > 1 else 480
    panels = []
    for place, (name, r) in enumerate(shown.items()):
        rows = [{"rank": i, "value": v} for i, v in enumerate(r.values.tolist(), 1)]
        scale = {"domain": [0, most + 1], "nice": False}
        title = wrapped(locale.say(_ORDER), width)
        x = quantity("rank", title=title, scale=scale, grid=False, tickMinStep=1, tickCount=6, format=",d")
        y = quantity("value", scale=_from_zero(r), tickCount=5, tickMinStep=1, format=",~f")
        colour = (BLUE, VERMILION)[place % 2]
        if r.n > _BARS:
            bars = layer(
                rows,
                {"type": "area", "color": colour, "interpolate": "step", "stroke": colour, "strokeWidth": 1},
                x=x,
                y=y,
            )
        else:
            bars = layer(rows, {"type": "bar", "color": colour, "size": max(1.0, 0.75 * width / (most + 1))}, x=x, y=y)
        at_median = {"value": r.median, "text": locale.say(message("Median {value}", value=in_words(r.median)))}
        line = layer([at_median], {"type": "rule", "color": GREY, "strokeDash": [5, 4]}, y=y)
        mark = {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "dy": -3, "color": SOFT}
        text = layer([at_median], mark, x={"value": 4}, y=y, text={"field": "text"})
        label = wrapped(locale.say(labels.get(name, name)), width, size=HEAD)
        panels.append(view(width, 220, [bars, line, text], title=label))
    return {"concat": panels, "columns": 2, "spacing": {"column": 30, "row": 24}}


def _from_zero(r: ActivityRange) -> Spec:
    """A scale that begins at zero, and has a length even where nobody has more."""
    return {"domain": [0, r.maximum or 1], "nice": True}


def _printed(shown: Mapping[str, ActivityRange], labels: Mapping[str, Words], locale: Locale) -> Spec:
    """Two lines on two axes; told apart by their dashes and named at the axis that they belong to."""
    most = max(r.n for r in shown.values())
    lines = []
    # the paper has the smaller measure on the left
    ordered = sorted(shown.items(), key=lambda item: item[1].maximum or 0.0)
    for place, (name, r) in enumerate(ordered):
        side, dash, colour = (("left", [1, 0], BLUE), ("right", [6, 3], VERMILION))[place]
        label = labels.get(name, name)
        solid, dashed = (
            message("{measure} (solid line)", measure=label),
            message("{measure} (dashed line)", measure=label),
        )
        rows = [{"rank": i, "value": v} for i, v in enumerate(r.values.tolist(), 1)]
        x = quantity(
            "rank",
            title=locale.say(_ORDER),
            scale={"domain": [0, most + 1], "nice": False},
            grid=False,
            tickMinStep=1,
            format=",d",
        )
        title = wrapped(locale.say((solid, dashed)[place]), 280)
        y = quantity("value", title=title, scale=_from_zero(r), orient=side, grid=place == 0, tickCount=6, format=",~f")
        mark = {"type": "line", "color": colour, "strokeWidth": 2, "strokeDash": dash}
        lines.append(layer(rows, mark, x=x, y=y))
    return {**view(WIDE - 150, 300, lines), "resolve": {"scale": {"y": "independent"}}}
