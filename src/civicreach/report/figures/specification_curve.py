"""The specification curve: one factor's coefficient in every specification, over the grid of decisions behind it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.specifications.curve import CONTROLS, Curve
from civicreach.analysis.specifications.decisions import Plan
from civicreach.records.words import Words, joined, message
from civicreach.report.locale import Locale
from civicreach.report.numbers import grouped, in_words

from .style import BLUE, GREY, VERMILION, Spec

#: Specifications drawn: more would stand on each other's pixels.
MOST_DRAWN = 240
_WIDTH, _HEIGHT, _ROW = 430, 190, 15
_INK, _SOFT = "#1d2433", "#5a6478"


def caption(curve: Curve, labels: Mapping[str, Words]) -> Words:
    """Under the figure."""
    return message(
        "Specification curve of {factor} on {outcome}",
        factor=labels.get(curve.factor, curve.factor),
        outcome=labels.get(curve.outcome, curve.outcome),
    )


def alternative(curve: Curve, labels: Mapping[str, Words]) -> Words:
    """What the figure shows, in a sentence."""
    if not curve.n_specifications:
        return message("No specification with {factor} has a figure.", factor=labels.get(curve.factor, curve.factor))
    return message(
        "{n} specifications of {factor} on {outcome} in ascending order of the standardised coefficient: from {least} "
        "to {greatest}, median {median}. {same}% have {sign}, {significant}% are significant at "
        "{level}.",
        sign=_sign(curve),
        n=grouped(str(curve.n_specifications)),
        factor=labels.get(curve.factor, curve.factor),
        outcome=labels.get(curve.outcome, curve.outcome),
        least=in_words(float(curve.beta[0]), 3),
        greatest=in_words(float(curve.beta[-1]), 3),
        median=in_words(curve.median, 3),
        same=in_words(100 * curve.share_same_sign, 0),
        significant=in_words(100 * curve.share_significant, 0),
        level=in_words(curve.level, 2),
    )


def _sign(curve: Curve) -> Words:
    return message("the sign of the median") if math.isnan(curve.main) else message("the sign of the main table")


def notes(curve: Curve, defensible: Curve | None = None) -> tuple[Words, ...]:
    """What is drawn, what is not, and what specifications have in common and have not."""
    shown: list[Words] = [
        message(
            "Above: the standardised coefficient in each specification with its {sure}% interval; filled "
            "triangles are significant at {level}, open circles are not. Below: the same as a row of marks, the option "
            "of each decision, and which other factors are in.",
            sure=in_words(100 * (1 - curve.level), 0),
            level=in_words(curve.level, 2),
        )
    ]
    if not math.isnan(curve.main):
        shown.append(message("Dotted: the coefficient of the main table, {main}.", main=in_words(curve.main, 3)))
    if curve.n_specifications > MOST_DRAWN:
        shown.append(
            message(
                "{drawn} of {n} specifications are drawn, evenly spaced along the order; the numbers are of all.",
                drawn=MOST_DRAWN,
                n=grouped(str(curve.n_specifications)),
            )
        )
    if curve.n_left_out:
        reasons = [message("{reason}: {n}", reason=reason, n=grouped(str(count))) for reason, count in curve.left_out]
        shown.append(
            message(
                "{n} specifications have no figure ({reasons}).",
                n=grouped(str(curve.n_left_out)),
                reasons=joined(reasons, "; "),
            )
        )
    if curve.only_defensible:
        shown.append(message("Only specifications whose options are all marked defensible."))
    if defensible is not None and defensible.n_specifications:
        shown.append(
            message(
                "{n} of them are defensible: median {median}, {same}% with {sign}, {significant}% with "
                "this sign and significant.",
                sign=_sign(defensible),
                n=grouped(str(defensible.n_specifications)),
                median=in_words(defensible.median, 3),
                same=in_words(100 * defensible.share_same_sign, 0),
                significant=in_words(100 * defensible.share_significant_same_sign, 0),
            )
        )
    elif defensible is not None:
        shown.append(message("None of the defensible ones has a figure."))
    return (*shown, CONTROLS)


def specification_curve_spec(curve: Curve, plan: Plan, labels: Mapping[str, Words], locale: Locale) -> Spec:
    """The figure as Vega-Lite in one language: the curve, and under it the grid on the same axis.

    Parameters
    ----------
    curve : Curve
        With one specification at least.
    plan : Plan
        Of the specifications.
    labels : mapping of str to Words
        How factors and the outcome are shown.
    locale : Locale
        The language.
    """
    drawn = np.unique(np.linspace(0, curve.n_specifications - 1, min(MOST_DRAWN, curve.n_specifications)).round())
    places = drawn.astype(np.intp)
    return {
        "vconcat": [_above(curve, places, locale), _below(curve, plan, places, labels, locale)],
        "spacing": 10,
        "background": "white",
        "padding": 6,
        "config": {
            "view": {"stroke": None},
            "axis": {
                "gridColor": "#e8ebf0",
                "domainColor": _SOFT,
                "tickColor": _SOFT,
                "labelColor": _INK,
                "titleColor": _INK,
                "labelFontSize": 11,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
            },
            "text": {"color": _INK, "fontSize": 11},
        },
    }


def _x(count: int) -> Spec:
    return {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [-1, count], "nice": False}}


def _above(curve: Curve, places: NDArray[np.intp], locale: Locale) -> Spec:
    beta = curve.beta[places]
    low, high, p = (table[places].tolist() for table in (curve.conf_low, curve.conf_high, curve.p))
    rows = [
        {"x": x, "beta": b, "low": least, "high": greatest, "sure": bool(value < curve.level)}
        for x, (b, least, greatest, value) in enumerate(zip(beta.tolist(), low, high, p, strict=True))
    ]
    x = _x(len(places))
    title = locale.say(message("Standardised coefficient"))
    y = {"field": "beta", "type": "quantitative", "title": title, "axis": {"tickCount": 5}}
    colour = {"condition": {"test": "datum.sure", "value": VERMILION}, "value": GREY}
    median = locale.say(message("Median {value}", value=in_words(curve.median, 3)))
    main = locale.say(message("Main table {value}", value=in_words(curve.main, 3)))
    # of two words at one height, one stands above the line and the other below
    under, over = ("top", "bottom") if curve.main >= curve.median else ("bottom", "top")
    rule = {"strokeDash": [5, 4], "color": BLUE, "type": "rule"}
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "layer": [
            {"data": {"values": [{"beta": 0}]}, "mark": {"type": "rule", "color": _SOFT}, "encoding": {"y": y}},
            {
                "data": {"values": rows},
                "mark": {"type": "rule", "strokeWidth": 1, "opacity": 0.35},
                "encoding": {
                    "x": x,
                    "y": {**y, "field": "low"},
                    "y2": {"field": "high"},
                    "color": colour,
                },
            },
            {
                "data": {"values": rows},
                "mark": {"type": "point", "size": 16, "strokeWidth": 1},
                # another shape, and filled or not, so that grey printing tells them apart too
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": colour,
                    "shape": {"condition": {"test": "datum.sure", "value": "triangle-up"}, "value": "circle"},
                    "fill": {"condition": {"test": "datum.sure", "value": VERMILION}, "value": "white"},
                },
            },
            *_level(curve.median, median, y, rule, "middle" if math.isnan(curve.main) else under),
            *([] if math.isnan(curve.main) else _level(curve.main, main, y, {**rule, **_MAIN}, over)),
        ],
    }


#: The main table's own coefficient, told apart from the median by colour and by its dots.
_MAIN = {"strokeDash": [1, 3], "strokeWidth": 2, "color": _INK}


def _level(value: float, text: str, y: Spec, rule: Spec, baseline: str) -> list[Spec]:
    """A line across the curve, with its words beside the frame, where no line or point is."""
    return [
        {"data": {"values": [{"beta": value}]}, "mark": rule, "encoding": {"y": y}},
        {
            "data": {"values": [{"beta": value, "text": text}]},
            "mark": {"type": "text", "align": "left", "baseline": baseline, "dx": 5, "color": rule["color"]},
            "encoding": {"x": {"value": _WIDTH}, "y": y, "text": {"field": "text"}},
        },
    ]


def _below(curve: Curve, plan: Plan, places: NDArray[np.intp], labels: Mapping[str, Words], locale: Locale) -> Spec:
    cells, subsets = plan.cells[curve.cell[places]], plan.member[curve.subset[places]]
    lines: list[tuple[str, bool, NDArray[np.bool_]]] = []
    nothing = np.zeros(len(places), dtype=bool)
    significant = message("p below {level}", level=in_words(curve.level, 2))
    lines.append((locale.say(significant), True, curve.p[places] < curve.level))
    for place, decision in enumerate(plan.decisions[:-1]):
        if len(decision.options) > 1:
            lines.append((locale.say(decision.label), True, nothing))
            lines += [
                (locale.say(option.label), False, cells[:, place] == i) for i, option in enumerate(decision.options)
            ]
    others = [(j, name) for j, name in enumerate(plan.factors) if name != curve.factor]
    varied = [(j, name) for j, name in others if not plan.member[:, j].all() and plan.member[:, j].any()]
    if varied:
        lines.append((locale.say(message("Other factors")), True, nothing))
        lines += [(locale.say(labels.get(name, name)), False, subsets[:, j]) for j, name in varied]
    height = max(len(lines) * _ROW, _ROW)
    y = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, height], "reverse": True, "nice": False, "zero": False},
    }
    middle = [(i + 0.5) * _ROW for i in range(len(lines))]
    ticks = [
        {"x": int(x), "y": at}
        for at, (_, _, taken) in zip(middle, lines, strict=True)
        for x in np.flatnonzero(taken).tolist()
    ]
    text = {"type": "text", "align": "right", "baseline": "middle", "dx": -8}

    def names(heading: bool) -> Spec:
        rows = [{"y": at, "text": name} for at, (name, head, _) in zip(middle, lines, strict=True) if head is heading]
        weight = {"fontWeight": "bold"} if heading else {}
        return {
            "data": {"values": rows},
            "mark": {**text, **weight},
            "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "text"}},
        }

    return {
        "width": _WIDTH,
        "height": height,
        "layer": [
            {
                "data": {"values": ticks},
                "mark": {"type": "tick", "orient": "vertical", "size": _ROW - 5, "thickness": 1, "color": _INK},
                "encoding": {"x": _x(len(places)), "y": y},
            },
            names(True),
            names(False),
        ],
    }
