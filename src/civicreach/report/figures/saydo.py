"""Saying and doing: each government's activity under the answer that its officials gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.reality.saydo import GroupComparison
from civicreach.records.words import Words, joined, message
from civicreach.report.document import Figure
from civicreach.report.locale import Locale
from civicreach.report.numbers import in_words

from .style import BLUE, VERMILION, rows, styled


def saydo_figure(
    activity: Mapping[str, NDArray[np.float64]],
    answers: Sequence[str | None],
    comparisons: Mapping[str, GroupComparison],
    labels: Mapping[str, Words],
) -> Figure:
    """One dot a government by the answer given, with the median of each answer; one panel a measure."""
    alternative = joined(
        [
            message(
                "{measure} by answer: {groups}.",
                measure=labels.get(name, name),
                groups=joined(
                    [
                        message(
                            "{answer}, {n} governments, median {median}",
                            answer=labels.get(g.label, g.label),
                            n=g.n,
                            median="–" if g.median is None else in_words(g.median, 0),
                        )
                        for g in comparison.groups
                    ],
                    "; ",
                ),
            )
            for name, comparison in comparisons.items()
        ],
        " ",
    )

    def chart(locale: Locale) -> Any:
        import altair as alt

        panels = []
        for place, (name, comparison) in enumerate(comparisons.items()):
            order = [locale.say(labels.get(g.label, g.label)) for g in comparison.groups]
            points = _points(activity[name], answers, labels, locale)
            label = locale.say(labels.get(name, name))
            # several orders of magnitude are read on a logarithmic axis, unless somebody has none
            known = [point["value"] for point in points]
            wide = bool(known) and min(known) > 0 and max(known) / min(known) > 100
            scale = alt.Scale(type="log") if wide else alt.Scale(zero=True)
            shown = locale.say(message("{measure} (logarithmic)", measure=label)) if wide else label
            ticks = [10.0**power for power in range(10)] if wide else alt.Undefined
            axis = alt.Axis(format=",d", tickCount=5, values=ticks)
            x = alt.X("value:Q", title=shown, scale=scale, axis=axis)
            y = alt.Y("answer:N", title=None, sort=order, scale=alt.Scale(domain=order), axis=alt.Axis(grid=False))
            dots = (
                alt.Chart(rows(points))
                .mark_circle(color=(BLUE, VERMILION)[place % 2], opacity=0.45, size=42)
                .encode(x=x, y=y, yOffset=alt.YOffset("shift:Q", scale=alt.Scale(domain=[-1, 1])))
            )
            medians = (
                alt.Chart(
                    rows(
                        [
                            {"answer": locale.say(labels.get(g.label, g.label)), "value": g.median}
                            for g in comparison.groups
                            if g.median is not None
                        ]
                    )
                )
                .mark_tick(color="#1d2433", thickness=3, size=26)
                .encode(x=x, y=y)
            )
            panels.append((dots + medians).properties(width=330, height=46 * max(len(order), 2), title=label))
        return styled(alt.hconcat(*panels, spacing=28))

    note = message("Each dot is a government; the bar is the median of those that gave the answer.")
    return Figure("say-do", message("Saying and doing: activity by stated confidence"), alternative, chart, (note,))


def _points(
    values: NDArray[np.float64], answers: Sequence[str | None], labels: Mapping[str, Words], locale: Locale
) -> list[dict[str, Any]]:
    points = []
    for place, (value, answer) in enumerate(zip(values.tolist(), answers, strict=True)):
        if answer is not None and value == value:
            # spread by place, not by chance: the same study gives the same picture
            shift = ((place * 0.6180339887498949) % 1.0) * 1.2 - 0.6
            points.append({"value": value, "answer": locale.say(labels.get(answer, answer)), "shift": round(shift, 4)})
    return points
