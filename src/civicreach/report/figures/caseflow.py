"""How the governments asked became the governments analysed, as a diagram."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.caseflow import CaseFlow, Departure, Step
from civicreach.records.words import Words, joined, message
from civicreach.report.document import Figure, NotDrawn
from civicreach.report.locale import Locale

from .lettering import wrapped
from .style import GREY, INK, LEAD, NORMAL, SOFT, WIDE, Spec, across, down, figure, layer, view

CAPTION = message("Case flow as a diagram")

# boxes in pixels: those who stay on the left, those who leave on the right
_STAY, _LEAVE, _GAP = (0.0, 250.0), (310.0, float(WIDE)), 22.0
_MARGIN = 8.0

#: Reasons that a box lists; the table beside the diagram has all of them.
_LISTED = 12


def caseflow_figure(flow: CaseFlow, *, key: str = "case-flow-diagram", caption: Words = CAPTION) -> Figure | NotDrawn:
    """Who stays from top to bottom, who leaves to the right, with the reasons."""
    if not flow.steps:
        return NotDrawn(caption, message("no rule takes a government out"))

    def draw(locale: Locale) -> Spec:
        return figure(_Diagram(flow, locale).spec())

    return Figure(key, caption, _alternative(flow), draw)


def _alternative(flow: CaseFlow) -> Words:
    parts: list[Words] = [message("{n} {what}.", n=flow.start, what=flow.started_from)]
    for step in flow.steps:
        gone = joined([said for said, _ in _leaving(step)], "; ") if step.departures else message("nobody leaves")
        parts.append(message("{rule}: {gone}; {n} stay.", rule=step.rule, gone=gone, n=step.n_after))
    return joined(parts, " ")


def _leaving(step: Step) -> Iterator[tuple[Words, list[Departure]]]:
    """Those who leave a step, the excluded and the missing apart, with the reasons that say more than the rule."""
    said = {
        "excluded by rule": message("excluded by rule: {n}", n=len(step.left("excluded by rule"))),
        "missing": message("missing: {n}", n=len(step.left("missing"))),
    }
    for because, words in said.items():
        departures = [d for d in step.departures if d.because == because]
        if departures:
            yield words, [d for d in departures if d.reason != step.rule]


class _Diagram:
    """Boxes, lines and words at their places, gathered from top to bottom."""

    def __init__(self, flow: CaseFlow, locale: Locale) -> None:
        self.locale = locale
        self.boxes: list[Spec] = []
        self.lines: list[Spec] = []
        self.heads: list[Spec] = []
        self.texts: list[Spec] = []
        self.y = 1.0
        self.stay(flow.started_from, flow.start)
        for step in flow.steps:
            self.step(step)

    def stay(self, what: Words, n: int) -> None:
        """A box of those who stay."""
        lines = wrapped(self.locale.say(what), _STAY[1] - 2 * _MARGIN)
        self.box(_STAY, [*lines, self.locale.say(message("n = {n}", n=n))])

    def step(self, step: Step) -> None:
        """An arrow down past those who leave, to those who stay."""
        above, middle = self.y, (_STAY[0] + _STAY[1]) / 2
        self.y += _GAP
        lines = list(self.reasons(step))
        if lines:
            centre = self.box(_LEAVE, lines)
            self.arrow(middle, centre, _LEAVE[0], centre)
            self.y += _GAP
        self.arrow(middle, above, middle, self.y)
        self.stay(step.rule, step.n_after)

    def reasons(self, step: Step) -> Iterator[str]:
        """The lines of the box of those who leave."""
        width = _LEAVE[1] - _LEAVE[0] - 2 * _MARGIN
        for words, departures in _leaving(step):
            yield from wrapped(self.locale.say(words), width)
            for departure in departures[:_LISTED]:
                said = message("{reason}: {n}", reason=departure.reason, n=len(departure.ids))
                yield from (f"   {line}" for line in wrapped(self.locale.say(said), width - 12))
            if len(departures) > _LISTED:
                more = message("and {n} more reasons, in the table", n=len(departures) - _LISTED)
                yield from (f"   {line}" for line in wrapped(self.locale.say(more), width - 12))

    def box(self, sides: tuple[float, float], lines: list[str]) -> float:
        """A box as high as its lines; gives the height of its middle."""
        top, bottom = self.y, self.y + len(lines) * LEAD + 2 * _MARGIN
        self.boxes.append({"x": sides[0], "x2": sides[1], "y": top, "y2": bottom})
        for place, line in enumerate(lines):
            y = top + _MARGIN + (place + 0.5) * LEAD
            # white that leads is lost in SVG, so the words are moved instead
            x = sides[0] + _MARGIN + (12 if line.startswith("   ") else 0)
            self.texts.append({"x": x, "y": y, "text": line.strip()})
        self.y = bottom
        return (top + bottom) / 2

    def arrow(self, x: float, y: float, x2: float, y2: float) -> None:
        """A line with its head."""
        self.lines.append({"x": x, "y": y, "x2": x2, "y2": y2})
        sideways = y == y2
        self.heads.append({"x": x2 - 4 * sideways, "y": y2 - 4 * (not sideways), "angle": 90 if sideways else 180})

    def spec(self) -> Spec:
        """The diagram."""
        width, height = float(WIDE), self.y + 1
        x, y = across("x", width), down("y", height)
        ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
        box = {"type": "rect", "fill": "white", "stroke": SOFT, "strokeWidth": 1}
        head = {"type": "point", "shape": "triangle-up", "filled": True, "color": INK, "size": 45, "opacity": 1}
        words = {"type": "text", "align": "left", "baseline": "middle", "fontSize": NORMAL}
        return view(
            width,
            height,
            [
                layer(self.lines, {"type": "rule", "color": GREY, "strokeWidth": 1.2}, x=x, y=y, **ends),
                layer(self.boxes, box, x=x, y=y, **ends),
                layer(self.heads, head, x=x, y=y, angle={"field": "angle", "type": "quantitative", "scale": None}),
                layer(self.texts, words, x=x, y=y, text={"field": "text"}),
            ],
        )
