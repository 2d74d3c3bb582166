"""Likes against posts: what governments do, and what comes of it, one point a government."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from civicreach.analysis.reality.paired import PairedActivity
from civicreach.records.words import Words, joined, message
from civicreach.report.document import Figure, NotDrawn
from civicreach.report.locale import Locale
from civicreach.report.numbers import in_words

from .lettering import wrapped
from .style import BLUE, Spec, figure, layer, quantity, view

CAPTION = message("Activity and response: measures of activity against each other")


def likes_posts_figure(pairs: Sequence[PairedActivity], labels: Mapping[str, Words]) -> Figure | NotDrawn:
    """One panel a pair of measures, both on logarithmic scales."""
    if not pairs:
        return NotDrawn(CAPTION, message("it takes two measures of activity"))
    drawn = [pair for pair in pairs if pair.n > pair.n_zero]
    if not drawn:
        return NotDrawn(CAPTION, message("no government has more than zero on both measures"))
    notes = [note for pair in pairs for note in _notes(pair, labels)]

    def draw(locale: Locale) -> Spec:
        panels = [_panel(pair, labels, locale, 430 if len(drawn) == 1 else 245) for pair in drawn]
        return figure({"concat": panels, "columns": 2, "spacing": 24})

    alternative = joined([_sentence(pair, labels) for pair in drawn], " ")
    return Figure("likes-posts", CAPTION, alternative, draw, tuple(notes))


def _notes(pair: PairedActivity, labels: Mapping[str, Words]) -> list[Words]:
    """How many are drawn, and how many are not; of none nothing is said."""
    names = {"first": labels.get(pair.first, pair.first), "second": labels.get(pair.second, pair.second)}
    said: list[Words] = [
        message(
            "{second} against {first}: {drawn} governments on logarithmic scales.",
            **names,
            drawn=pair.n - pair.n_zero,
        )
    ]
    if pair.n_zero:
        said.append(message("Without a place on these scales, because a measure is zero: {n}.", n=pair.n_zero))
    if pair.n_missing:
        said.append(message("Missing, because one measure is not known: {n}.", n=pair.n_missing))
    return said


def _sentence(pair: PairedActivity, labels: Mapping[str, Words]) -> Words:
    names = {"first": labels.get(pair.first, pair.first), "second": labels.get(pair.second, pair.second)}
    above = (pair.x > 0) & (pair.y > 0)
    what = message(
        "{second} against {first} of {n} governments: {first} from {least_x} to {most_x}, {second} from {least_y} to "
        "{most_y}.",
        **names,
        n=int(above.sum()),
        least_x=in_words(float(pair.x[above].min())),
        most_x=in_words(float(pair.x[above].max())),
        least_y=in_words(float(pair.y[above].min())),
        most_y=in_words(float(pair.y[above].max())),
    )
    effect = pair.association.effect
    if effect is None:
        return what
    rho = message(
        "Rank correlation of {n} governments, zeros included: {rho}.", n=pair.n, rho=in_words(effect.value, 2)
    )
    return joined([what, rho], " ")


def _panel(pair: PairedActivity, labels: Mapping[str, Words], locale: Locale, width: float) -> Spec:
    above = (pair.x > 0) & (pair.y > 0)
    x, y = pair.x[above].tolist(), pair.y[above].tolist()
    rows = [{"x": a, "y": b} for a, b in zip(x, y, strict=True)]
    many = len(rows) > 300
    mark = {"type": "circle", "color": BLUE, "opacity": 0.35 if many else 0.55, "size": 18 if many else 44}
    titles = [wrapped(locale.say(labels.get(name, name)), width) for name in (pair.first, pair.second)]
    points = layer(rows, mark, x=_logarithmic("x", x, titles[0]), y=_logarithmic("y", y, titles[1]))
    return view(width, width * 0.8, [points])


def _logarithmic(field: str, values: list[float], title: list[str]) -> Spec:
    low, high = min(values) / 1.25, max(values) * 1.25
    scale = {"type": "log", "domain": [low, high], "nice": False}
    return quantity(field, title=title, scale=scale, values=log_ticks(low, high), format=",~r")


def log_ticks(low: float, high: float) -> list[float]:
    """Round numbers between two bounds: powers of ten, and 2 and 5 between them where those are few.

    >>> log_ticks(40, 300_000), log_ticks(3, 60)
    ([100.0, 1000.0, 10000.0, 100000.0], [5.0, 10.0, 20.0, 50.0])
    """
    powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
    for steps in ((1.0,), (1.0, 2.0, 5.0), tuple(map(float, range(1, 10)))):
        ticks = [float(f"{step}e{power}") for power in powers for step in steps]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if len(ticks) > 2:
            break
    return ticks
