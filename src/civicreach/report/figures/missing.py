"""Which variable is missing for which governments, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.factors.missingness import MissingPattern
from civicreach.records.words import Words, joined, message
from civicreach.report.document import Figure, NotDrawn
from civicreach.report.locale import Locale

from .lettering import room, wrapped
from .style import BLUE, LEAD, LINE, SMALL, SOFT, Spec, across, down, figure, layer, view

CAPTION = message("What is missing, for which governments, and why")

_LABELS, _WIDTH = 230.0, 380.0

#: As many names as can stand beside each other, and how long one may be.
_NAMED, _NAME = 26, 110.0


def missing_figure(
    pattern: MissingPattern | None, labels: Mapping[str, Words], names: Mapping[str, Words]
) -> Figure | NotDrawn:
    """One row for a variable and a reason, one column for a government that lacks something.

    `names` are the governments' by id; where they are too many or too long to stand under the columns, a note
    says where to find them.
    """
    if pattern is None:
        return NotDrawn(CAPTION, message("the study names no models"))
    if not pattern.rows:
        return NotDrawn(CAPTION, message("nothing is missing in the variables of the models"))
    lacking = pattern.n - pattern.n_complete
    note = message(
        "The {lacking} of {n} governments in the sample that lack something, each a column; governments that lack the "
        "same stand together. {complete} have everything. Names and reasons stand in data/missing.csv.",
        lacking=lacking,
        n=pattern.n,
        complete=pattern.n_complete,
    )

    def draw(locale: Locale) -> Spec:
        return figure(_chart(pattern, labels, names, locale))

    return Figure("missing", CAPTION, _alternative(pattern, labels), draw, (note,))


def _alternative(pattern: MissingPattern, labels: Mapping[str, Words]) -> Words:
    counts = pattern.absent.sum(axis=1).tolist()
    rows: list[Words] = [
        message("{variable}, {reason}: {n}", variable=labels.get(name, name), reason=reason, n=n)
        for (name, reason), n in zip(pattern.rows, counts, strict=True)
    ]
    return message(
        "{complete} of {n} governments have every variable of the models. Missing: {rows}.",
        complete=pattern.n_complete,
        n=pattern.n,
        rows=joined(rows, "; "),
    )


def _chart(pattern: MissingPattern, labels: Mapping[str, Words], names: Mapping[str, Words], locale: Locale) -> Spec:
    column = min(40.0, _WIDTH / len(pattern.ids))
    width = column * len(pattern.ids)
    bands, boxes, texts, y = [], [], [], 0.0
    for (name, reason), absent in zip(pattern.rows, pattern.absent, strict=True):
        words = message("{reason}: {n}", reason=reason, n=int(absent.sum()))
        label = wrapped(locale.say(labels.get(name, name)), _LABELS)
        why = wrapped(locale.say(words), _LABELS, size=SMALL)
        bottom = y + (len(label) + len(why)) * LEAD + 8
        bands.append({"x": 0, "x2": width, "y": y + 2, "y2": bottom - 2})
        # hair lines between columns, where columns are wide enough for them
        gap = 1.0 if column > 4 else 0.0
        for first, last in _runs(absent, together=not gap):
            boxes.append({"x": first * column + gap / 2, "x2": last * column - gap / 2, "y": y + 2, "y2": bottom - 2})
        lines = [(line, False) for line in label] + [(line, True) for line in why]
        texts += [
            {"text": line, "y": y + 4 + (place + 0.5) * LEAD, "why": soft} for place, (line, soft) in enumerate(lines)
        ]
        y = bottom
    x, top = across("x", width), down("y", y)
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    colour = {"condition": {"test": "datum.why", "value": SOFT}, "value": "black"}
    size = {"condition": {"test": "datum.why", "value": SMALL}, "value": SMALL + 1}
    mark = {"type": "text", "align": "right", "baseline": "middle", "dx": -8}
    layers = [
        layer(bands, {"type": "rect", "color": LINE}, x=x, y=top, **ends),
        layer(boxes, {"type": "rect", "color": BLUE}, x=x, y=top, **ends),
        layer(texts, mark, x={"value": 0}, y=top, text={"field": "text"}, color=colour, size=size),
    ]
    under = [locale.say(names.get(id, id)) for id in pattern.ids]
    if len(under) <= _NAMED and max(room(name, size=SMALL) for name in under) <= _NAME:
        rows = [{"x": (place + 0.5) * column, "text": name} for place, name in enumerate(under)]
        turned = {"type": "text", "align": "right", "baseline": "middle", "angle": 270, "fontSize": SMALL, "dx": -5}
        layers.append(layer(rows, turned, x=x, y={"value": y}, text={"field": "text"}))
    return view(width, y, layers)


def _runs(absent: NDArray[np.bool_], *, together: bool) -> Iterator[tuple[int, int]]:
    """Where it is missing: first place and the one after the last, neighbours as one where they are drawn together."""
    if not together:
        yield from ((place, place + 1) for place in np.flatnonzero(absent).tolist())
        return
    turns = np.flatnonzero(np.diff(np.concatenate([[False], absent, [False]]).astype(np.int8))).tolist()
    yield from zip(turns[::2], turns[1::2], strict=True)
