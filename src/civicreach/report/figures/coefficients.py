"""Standardised coefficients of all models side by side, with their intervals."""

from __future__ import annotations

from collections.abc import Mapping

from civicreach.analysis.factors.standardised import StandardisedCoefficients
from civicreach.records.words import Words, joined, message
from civicreach.report.document import Figure, NotDrawn
from civicreach.report.locale import Locale
from civicreach.report.numbers import in_words

from .lettering import wrapped
from .style import GREY, HEAD, INK, LEAD, LINE, WIDE, Spec, beside, down, figure, layer, quantity, view

CAPTION = message("Standardised coefficients with their intervals")

_LABELS, _SPACE = 190.0, 16.0

#: Panels in one row.
_BESIDE = 3


def coefficients_figure(
    models: Mapping[str, StandardisedCoefficients], titles: Mapping[str, Words], labels: Mapping[str, Words]
) -> Figure | NotDrawn:
    """One panel a model under its title, one row a factor, all on one scale."""
    drawn = {name: model for name, model in models.items() if model.undefined is None}
    if not drawn:
        reason = next((model.undefined for model in models.values() if model.undefined), None)
        return NotDrawn(CAPTION, reason or message("the study names no models"))
    level = in_words(100 * next(iter(drawn.values())).level)
    notes: list[Words] = [
        message(
            "Points are standardised coefficients (standard deviations of the outcome per standard deviation of the "
            "factor), lines their {level}% intervals by t; a filled point has an interval without 0.",
            level=level,
        )
    ]
    notes += [
        message("{model} is not drawn: {reason}.", model=titles[name], reason=model.undefined)
        for name, model in models.items()
        if model.undefined is not None
    ]

    def draw(locale: Locale) -> Spec:
        return figure(_chart(drawn, titles, labels, locale))

    alternative = joined([_sentence(model, titles[name], labels, level) for name, model in drawn.items()], " ")
    return Figure("coefficients", CAPTION, alternative, draw, tuple(notes))


def _sentence(model: StandardisedCoefficients, title: Words, labels: Mapping[str, Words], level: str) -> Words:
    sides = model.without_zero.tolist()
    named: list[Words] = [
        message(
            "{factor} {beta} [{low}, {high}]",
            factor=labels.get(name, name),
            beta=in_words(beta, 3),
            low=in_words(low, 3),
            high=in_words(high, 3),
        )
        for name, beta, low, high, apart in zip(
            model.names, model.beta.tolist(), model.low.tolist(), model.high.tolist(), sides, strict=True
        )
        if apart
    ]
    return message(
        "{model}, {n} governments: {count} of {k} intervals at {level}% leave out 0: {named}.",
        model=title,
        n=model.n,
        count=len(named),
        k=len(model.names),
        level=level,
        named=joined(named, "; ") if named else message("none"),
    )


def _chart(
    drawn: Mapping[str, StandardisedCoefficients],
    titles: Mapping[str, Words],
    labels: Mapping[str, Words],
    locale: Locale,
) -> Spec:
    factors = list(dict.fromkeys(name for model in drawn.values() for name in model.names))
    lines = {name: wrapped(locale.say(labels.get(name, name)), _LABELS) for name in factors}
    middle: dict[str, float] = {}
    height = 0.0
    for name in factors:
        high = len(lines[name]) * LEAD + 8
        middle[name], height = height + high / 2, height + high
    ends = [end for model in drawn.values() for end in (*model.low.tolist(), *model.high.tolist(), 0.0)]
    in_row = min(len(drawn), _BESIDE)
    width = (WIDE - _LABELS - (in_row - 1) * _SPACE) / in_row
    heads = {name: wrapped(locale.say(titles[name]), width, size=HEAD) for name in drawn}
    panels = []
    for place, (name, model) in enumerate(drawn.items()):
        layers = _layers(model, middle, height, [min(ends), max(ends)], locale, width)
        if place % _BESIDE == 0:
            layers.append(beside([(lines[factor], middle[factor]) for factor in factors], height))
        panels.append(view(width, height, layers, title=heads[name]))
    return {"concat": panels, "columns": _BESIDE, "spacing": {"column": _SPACE, "row": 24}}


def _layers(
    model: StandardisedCoefficients,
    middle: Mapping[str, float],
    height: float,
    domain: list[float],
    locale: Locale,
    width: float,
) -> list[Spec]:
    rows = [
        {"y": middle[name], "beta": beta, "low": low, "high": high, "apart": apart}
        for name, beta, low, high, apart in zip(
            model.names,
            model.beta.tolist(),
            model.low.tolist(),
            model.high.tolist(),
            model.without_zero.tolist(),
            strict=True,
        )
    ]
    scale = {"domain": domain, "nice": True, "zero": True}
    title = wrapped(locale.say(message("Standardised coefficient")), width)

    def x(field: str) -> Spec:
        return quantity(field, title=title, scale=scale, grid=True, tickCount=max(3, int(width / 48)))

    y = down("y", height)
    fill = {"condition": {"test": "datum.apart", "value": INK}, "value": "white"}
    point = {"type": "point", "shape": "circle", "size": 48, "stroke": INK, "strokeWidth": 1.4, "opacity": 1}
    guides = [{"y": at} for at in middle.values()]
    return [
        layer(guides, {"type": "rule", "color": LINE}, x={"value": 0}, x2={"value": width}, y=y),
        layer([{"zero": 0}], {"type": "rule", "color": GREY, "strokeDash": [4, 3]}, x=x("zero")),
        layer(rows, {"type": "rule", "color": INK, "strokeWidth": 1.4}, x=x("low"), x2={"field": "high"}, y=y),
        layer(rows, point, x=x("beta"), y=y, fill=fill),
    ]
