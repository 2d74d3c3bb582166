"""Saying and doing: each government's activity under the answer that its officials gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.reality.saydo import GroupComparison
from civicreach.records.words import Words, joined, message
from civicreach.report.document import Figure
from civicreach.report.locale import Locale
from civicreach.report.numbers import in_words

from .lettering import wrapped
from .likes_posts import log_ticks
from .style import BLUE, INK, LEAD, VERMILION, Spec, beside, down, figure, layer, quantity, view

#: Room for the answers on the left.
_ANSWERS = 120


def saydo_figure(
    activity: Mapping[str, NDArray[np.float64]],
    answers: Sequence[str | None],
    comparisons: Mapping[str, GroupComparison],
    labels: Mapping[str, Words],
) -> Figure:
    """One dot a government by the answer given, with the median of each answer; one panel a measure."""
    alternative = joined([_sentence(labels.get(name, name), c, labels) for name, c in comparisons.items()], " ")

    def draw(locale: Locale) -> Spec:
        width = 225 if len(comparisons) > 1 else 450
        panels = []
        for place, (name, comparison) in enumerate(comparisons.items()):
            order = [g.label for g in comparison.groups]
            rows = _Rows(order, labels, locale)
            points = rows.points(activity[name], answers)
            known = [point["value"] for point in points]
            # several orders of magnitude are read on a logarithmic axis, unless somebody has none
            logarithmic = bool(known) and min(known) > 0 and max(known) / min(known) > 100
            label = locale.say(labels.get(name, name))
            title = wrapped(
                locale.say(message("{measure} (logarithmic)", measure=label)) if logarithmic else label, width
            )
            if logarithmic:
                ends = [min(known) / 1.25, max(known) * 1.25]
                scale: Spec = {"type": "log", "domain": ends, "nice": False}
                x = quantity("value", title=title, scale=scale, values=log_ticks(*ends), format=",~r")
            else:
                x = quantity("value", title=title, scale={"zero": True}, tickCount=5, format=",~f")
            many = len(points) > 300
            dot = {"opacity": 0.25 if many else 0.45, "size": 14 if many else 42, "color": (BLUE, VERMILION)[place % 2]}
            medians = [
                {"value": g.median, "top": rows.middle[g.label] - 14, "bottom": rows.middle[g.label] + 14}
                for g in comparison.groups
                if g.median is not None
            ]
            thick = {"type": "rule", "color": INK, "strokeWidth": 3}
            bar = layer(medians, thick, x=x, y=down("top", rows.height), y2={"field": "bottom"})
            layers = [layer(points, {"type": "circle", **dot}, x=x, y=down("y", rows.height)), bar]
            if place % 2 == 0:
                layers.append(rows.names())
            panels.append(view(width, rows.height, layers))
        return figure({"concat": panels, "columns": 2, "spacing": 24})

    note = message("Each dot is a government; the bar is the median of those that gave the answer.")
    return Figure("say-do", message("Saying and doing: activity by stated confidence"), alternative, draw, (note,))


def _sentence(measure: Words, comparison: GroupComparison, labels: Mapping[str, Words]) -> Words:
    groups: list[Words] = [
        message(
            "{answer}, {n} governments, median {median}",
            answer=labels.get(g.label, g.label),
            n=g.n,
            median=in_words(g.median, 0),
        )
        for g in comparison.groups
    ]
    return message("{measure} by answer: {groups}.", measure=measure, groups=joined(groups, "; "))


class _Rows:
    """One row an answer, as high as its words need."""

    def __init__(self, order: Sequence[str], labels: Mapping[str, Words], locale: Locale) -> None:
        self.lines = {answer: wrapped(locale.say(labels.get(answer, answer)), _ANSWERS) for answer in order}
        self.middle: dict[str, float] = {}
        self.height = 0.0
        for answer, lines in self.lines.items():
            high = max(46.0, len(lines) * LEAD + 10.0)
            self.middle[answer] = self.height + high / 2
            self.height += high
        self.height = max(self.height, 46.0)

    def points(self, values: NDArray[np.float64], answers: Sequence[str | None]) -> list[Spec]:
        """A point for every government with an answer and a value."""
        points = []
        for place, (value, answer) in enumerate(zip(values.tolist(), answers, strict=True)):
            if answer in self.middle and value == value:
                # spread by place, not by chance: the same study gives the same picture
                shift = (place * 0.6180339887498949) % 1.0 - 0.5
                points.append({"value": value, "y": round(self.middle[answer] + 26 * shift, 2)})
        return points

    def names(self) -> Spec:
        """The answers on the left."""
        return beside([(lines, self.middle[answer]) for answer, lines in self.lines.items()], self.height)
