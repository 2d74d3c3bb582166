"""Fig. 2: activity of governments, each measure sorted from the smallest to the largest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.analysis.reality.activity_range import ActivityRange
from civicreach.records.words import Words, joined, message
from civicreach.report.document import Figure
from civicreach.report.locale import Locale
from civicreach.report.numbers import in_words

from .style import BLUE, GREY, VERMILION, rows, styled


def activity_figure(ranges: Mapping[str, ActivityRange], labels: Mapping[str, Words]) -> Figure:
    """Two aligned panels rather than two axes on one: every measure keeps its own scale and is read on its own."""
    shown = {name: r for name, r in ranges.items() if r.n}
    alternative = joined(
        [
            message(
                "{measure} of {n} governments in ascending order: {minimum}, median {median}, up to {maximum}.",
                measure=labels.get(name, name),
                n=r.n,
                minimum=_text(r.minimum),
                median=_text(r.median),
                maximum=_text(r.maximum),
            )
            for name, r in shown.items()
        ],
        " ",
    )

    def chart(locale: Locale) -> Any:
        import altair as alt

        panels = []
        for place, (name, r) in enumerate(shown.items()):
            label = locale.say(labels.get(name, name))
            data = rows(
                [
                    {"rank": i, "value": float(v), "government": id}
                    for i, (v, id) in enumerate(zip(r.values, r.ids, strict=True), 1)
                ]
            )
            colour = (BLUE, VERMILION)[place % 2]
            x = alt.X(
                "rank:Q",
                title=locale.say(message("Governments, from the least to the most active")),
                scale=alt.Scale(domain=[0, max(q.n for q in shown.values()) + 1], nice=False),
                axis=alt.Axis(grid=False, tickMinStep=1),
            )
            y = alt.Y("value:Q", title=None, axis=alt.Axis(format=",d", tickCount=5))
            base = alt.Chart(data).encode(x=x, y=y)
            median = alt.Chart(rows([{"m": r.median}])).mark_rule(color=GREY, strokeDash=[5, 4]).encode(y="m:Q")
            text = alt.Chart(rows([{"m": r.median, "t": locale.say(message("Median {value}", value=_text(r.median)))}]))
            mark = text.mark_text(align="left", baseline="bottom", dx=4, dy=-3, color="#5a6478", fontSize=11).encode(
                x=alt.value(4), y="m:Q", text="t:N"
            )
            bars = base.mark_bar(color=colour, size=max(1.0, min(5.0, 330 / max(r.n, 1))))
            panels.append((bars + median + mark).properties(width=330, height=240, title=label))
        return styled(alt.hconcat(*panels, spacing=70, bounds="flush"))

    return Figure("activity-sorted", message("Range of local government activity, sorted"), alternative, chart)


def _text(value: float | None) -> str:
    return "–" if value is None else in_words(value, -1)
