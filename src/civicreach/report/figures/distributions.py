"""How each outcome is spread, before and after the logarithm."""

from __future__ import annotations

from collections.abc import Mapping

from civicreach.analysis.factors.distributions import Distribution, Histogram
from civicreach.records.words import Words, joined, message
from civicreach.report.document import Figure, NotDrawn
from civicreach.report.locale import Locale
from civicreach.report.numbers import in_words

from .lettering import wrapped
from .style import BLUE, SOFT, Spec, figure, layer, quantity, view

CAPTION = message("Distribution of the outcomes before and after the logarithm")

_WIDTH = 265.0

_SCALES: Mapping[str, Words] = {
    "log": message("natural logarithm"),
    "log10": message("logarithm to base 10"),
    "log1p": message("natural logarithm of 1 + x"),
}


def distributions_figure(outcomes: Mapping[str, Distribution], labels: Mapping[str, Words]) -> Figure | NotDrawn:
    """One row an outcome: its values on the left, their logarithms on the right."""
    drawn = {name: d for name, d in outcomes.items() if d.before or d.after}
    if not drawn:
        reason = message("no outcome is known") if outcomes else message("the study names no models")
        return NotDrawn(CAPTION, reason)
    notes = [_note(labels.get(name, name), d) for name, d in drawn.items()]

    def draw(locale: Locale) -> Spec:
        panels = []
        for name, d in drawn.items():
            label = labels.get(name, name)
            panels += [_panel(d.before, _before(label, d), locale), _panel(d.after, _after(label, d), locale)]
        return figure({"concat": panels, "columns": 2, "spacing": {"column": 26, "row": 22}})

    parts = [_sentence(labels.get(name, name), d) for name, d in drawn.items()]
    return Figure("distributions", CAPTION, joined(parts, " "), draw, tuple(notes))


def _before(outcome: Words, d: Distribution) -> Words:
    return message("{measure}, before the logarithm", measure=outcome) if d.logged else outcome


def _after(outcome: Words, d: Distribution) -> Words:
    return outcome if d.logged else message("{measure}, {scale}", measure=outcome, scale=_SCALES[d.scale])


def _sentence(outcome: Words, d: Distribution) -> Words:
    parts: list[Words] = []
    if d.before:
        parts.append(message("{outcome}: {histogram}.", outcome=_before(outcome, d), histogram=_said(d.before)))
    if d.after:
        parts.append(message("{outcome}: {histogram}.", outcome=_after(outcome, d), histogram=_said(d.after)))
    return joined(parts, " ")


def _said(h: Histogram) -> Words:
    return message(
        "{n} governments from {minimum} to {maximum}, median {median}, skewness {skewness}",
        n=h.n,
        minimum=in_words(h.minimum, -1 if h.minimum == int(h.minimum) else 2),
        maximum=in_words(h.maximum, -1 if h.maximum == int(h.maximum) else 2),
        median=in_words(h.median, -1 if h.median == int(h.median) else 2),
        skewness=in_words(h.skewness, 2),
    )


def _note(outcome: Words, d: Distribution) -> Words:
    if d.logged or not (d.n_zero or d.n_negative):
        return message("{outcome}: {missing} missing.", outcome=outcome, missing=d.n_missing)
    return message(
        "{outcome}: {missing} missing; without a logarithm {zero} zeros and {negative} negative values.",
        outcome=outcome,
        missing=d.n_missing,
        zero=d.n_zero,
        negative=d.n_negative,
    )


def _panel(histogram: Histogram | None, title: Words, locale: Locale) -> Spec:
    lines = wrapped(locale.say(title), _WIDTH)
    if histogram is None:
        rows = [{"text": locale.say(message("There is nothing to draw."))}]
        mark = {"type": "text", "align": "left", "baseline": "top", "color": SOFT}
        empty = layer(rows, mark, x={"value": 0}, y={"value": 4}, text={"field": "text"})
        return view(_WIDTH, 140, [empty], title=lines)
    edges, counts = histogram.edges.tolist(), histogram.counts.tolist()
    rows = [{"from": a, "to": b, "n": n} for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True)]
    bar = {"type": "rect", "color": BLUE, "stroke": "white", "strokeWidth": 1}
    x = quantity("from", title=lines, scale={"zero": False, "nice": True}, grid=False, tickCount=5)
    scale = {"domain": [0, max(counts)], "nice": True}
    title = locale.say(message("Governments"))
    y = quantity("n", title=title, scale=scale, tickCount=4, tickMinStep=1, format=",d")
    bars = layer(rows, bar, x=x, x2={"field": "to"}, y=y, y2={"datum": 0})
    return view(_WIDTH, 140, [bars])
