"""How all figures look: one type, tones that survive grey printing, quiet axes; plain Vega-Lite, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

#: A Vega-Lite description, or a part of one.
Spec = dict[str, Any]

#: Distinct in colour, in grey and to colour-blind readers (Okabe & Ito 2008, blue and vermilion).
BLUE, VERMILION, GREY = "#0072b2", "#d55e00", "#8a93a3"
INK, SOFT, LINE = "#1d2433", "#5a6478", "#e8ebf0"

#: Widths in pixels, 96 to the inch: a figure as wide as the text of an A4 page.
WIDE = 620

#: Sizes of type in pixels; 10 are 7.5 points, the least that journals print.
SMALL, NORMAL, LARGE, HEAD = 10, 11, 12, 13

#: From one line of text to the next.
LEAD = 14


def figure(body: Spec) -> Spec:
    """A whole description in the project's style."""
    return {
        **body,
        "background": "white",
        "padding": 6,
        "config": {
            "view": {"stroke": None},
            "axis": {
                "gridColor": LINE,
                "domainColor": SOFT,
                "tickColor": SOFT,
                "labelColor": INK,
                "titleColor": INK,
                "labelFontSize": NORMAL,
                "titleFontSize": LARGE,
                "titleFontWeight": "normal",
                "labelFlush": False,
                "labelOverlap": "greedy",
                "labelSeparation": 6,
                # 0 means no limit: what is too long was wrapped, and nothing is cut
                "labelLimit": 0,
                "titleLimit": 0,
            },
            "text": {"color": INK, "fontSize": NORMAL, "limit": 0},
        },
    }


def marked(spec: Spec, mark: str) -> Spec:
    """The figure with a word over its right corner that goes wherever the figure goes."""
    return {**spec, "title": {"text": mark, "anchor": "end", "fontSize": SMALL, "color": VERMILION, "limit": 0}}


def view(width: float, height: float, layers: list[Spec], *, title: Sequence[str] = ()) -> Spec:
    """Layers in one frame, with the lines of a title over its left edge."""
    # Vega sets titles beyond the labels of the axes, so that those of neighbours would not stand on one line
    heads = [
        layer(
            [{"text": line}],
            {
                "type": "text",
                "align": "left",
                "baseline": "bottom",
                "fontSize": HEAD,
                "dy": -9 - 17 * (len(title) - 1 - place),
            },
            x={"value": 0},
            y={"value": 0},
            text={"field": "text"},
        )
        for place, line in enumerate(title)
    ]
    return {"width": width, "height": height, "layer": [*layers, *heads]}


def layer(rows: list[Spec], mark: Spec, **encoding: Spec) -> Spec:
    """One kind of mark over rows of data."""
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def beside(names: Iterable[tuple[Sequence[str], float]], height: float) -> Spec:
    """Names on the left of a frame of that height: the lines of each, and the place of their middle from the top."""
    # one mark a line: Vega sets the first of several lines at the place, and not their middle
    rows = [
        {"text": line, "y": middle + (place - (len(lines) - 1) / 2) * LEAD}
        for lines, middle in names
        for place, line in enumerate(lines)
    ]
    mark = {"type": "text", "align": "right", "baseline": "middle", "dx": -8}
    return layer(rows, mark, x={"value": 0}, y=down("y", height), text={"field": "text"})


def quantity(field: str, *, title: str | list[str] | None = None, scale: Spec | None = None, **axis: Any) -> Spec:
    """A channel that is read on an axis."""
    channel: Spec = {"field": field, "type": "quantitative", "title": title, "axis": axis}
    return {**channel, "scale": scale} if scale else channel


def across(field: str, width: float) -> Spec:
    """A channel that places by pixels from the left."""
    return {"field": field, "type": "quantitative", "axis": None, "scale": _pixels(width)}


def down(field: str, height: float) -> Spec:
    """A channel that places by pixels from the top."""
    return {"field": field, "type": "quantitative", "axis": None, "scale": {**_pixels(height), "reverse": True}}


def _pixels(size: float) -> Spec:
    return {"domain": [0, size], "nice": False, "zero": False}
