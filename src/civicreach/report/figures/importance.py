"""How much of R² goes with each factor, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping

from civicreach.analysis.importance.intervals import ImportanceIntervals
from civicreach.analysis.importance.shares import MEANING
from civicreach.records.words import Words, joined, message
from civicreach.report.document import Figure
from civicreach.report.locale import Locale
from civicreach.report.numbers import in_words

from .lettering import wrapped
from .style import INK, LEAD, LINE, WIDE, Spec, beside, down, figure, layer, quantity, view

_LABELS = 190.0


def importance_figure(model: str, found: ImportanceIntervals, outcome: Words, labels: Mapping[str, Words]) -> Figure:
    """One row a factor, the largest share first: its share of R² and the interval."""
    shares = found.importance
    order = (-shares.share).argsort(kind="stable").tolist()
    level = in_words(100 * found.level)
    told: list[Words] = [
        message(
            "{factor} {share} [{low}, {high}]",
            factor=labels.get(shares.factors[j], shares.factors[j]),
            share=in_words(float(shares.share[j]), 3),
            low=in_words(float(found.conf_low[j]), 3),
            high=in_words(float(found.conf_high[j]), 3),
        )
        for j in order
    ]
    alternative = message(
        "Shares of R² ({r2}) of the factors of {outcome}: {shares}.",
        r2=in_words(shares.r_squared, 3),
        outcome=outcome,
        shares=joined(told, "; "),
    )
    notes = (
        message("Points are shares of R² (LMG), lines their {level}% intervals from {n} resamples.",
                level=level, n=in_words(found.n_draws, 0)),
        MEANING,
    )  # fmt: skip

    def draw(locale: Locale) -> Spec:
        return figure(_chart(found, order, labels, locale))

    caption = message("Shares of R² of the factors of {outcome}", outcome=outcome)
    return Figure(f"importance-{model}", caption, alternative, draw, notes)


def _chart(found: ImportanceIntervals, order: list[int], labels: Mapping[str, Words], locale: Locale) -> Spec:
    names, rows, guides = [], [], []
    height = 0.0
    for j in order:
        factor = found.importance.factors[j]
        lines = wrapped(locale.say(labels.get(factor, factor)), _LABELS)
        high = len(lines) * LEAD + 8
        middle = height + high / 2
        names.append((lines, middle))
        guides.append({"y": middle})
        rows.append(
            {
                "y": middle,
                "share": float(found.importance.share[j]),
                "low": float(found.conf_low[j]),
                "high": float(found.conf_high[j]),
            }
        )
        height += high
    width = WIDE - _LABELS
    title = wrapped(locale.say(message("Share of R²")), width)
    scale = {"domain": [0, max(row["high"] for row in rows)], "nice": True}

    def x(field: str) -> Spec:
        return quantity(field, title=title, scale=scale, grid=True, tickCount=6)

    y = down("y", height)
    point = {
        "type": "point",
        "shape": "circle",
        "size": 48,
        "stroke": INK,
        "strokeWidth": 1.4,
        "fill": INK,
        "opacity": 1,
    }
    layers = [
        layer(guides, {"type": "rule", "color": LINE}, x={"value": 0}, x2={"value": width}, y=y),
        layer(rows, {"type": "rule", "color": INK, "strokeWidth": 1.4}, x=x("low"), x2={"field": "high"}, y=y),
        layer(rows, point, x=x("share"), y=y),
        beside(names, height),
    ]
    return view(width, height, layers)
