"""Eurostat: data sets as JSON-stat 2.0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from civicreach.records.errors import Fault, InputError
from civicreach.records.words import message
from civicreach.sources.platforms.bodies import opening
from civicreach.sources.platforms.errors import Trouble, by_status

from .answer import Answer, Figure, Step, number_or_reason, tolerant_json
from .question import Eurostat

#: What the flags of Eurostat say, of a value or in place of one; several stand together: ``bp``.
_FLAGS = {
    ":": "not available", "b": "break in time series", "c": "confidential", "d": "definition differs",
    "e": "estimated", "f": "forecast", "i": "see metadata", "m": "missing", "n": "not significant", "p": "provisional",
    "r": "revised", "s": "Eurostat estimate", "u": "low reliability", "z": "not applicable",
}  # fmt: skip


class EurostatOffice:
    """The dissemination interface of Eurostat; it needs no key."""

    name = "eurostat"
    title = "Eurostat"
    base = "https://ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data"
    carrier = ""
    pause = 0.1

    def steps(self, question: Eurostat) -> tuple[Step, ...]:
        params = [("format", "JSON"), ("lang", "EN"), *question.filters.items()]
        params += [("geo", region) for region in question.regions] + [("time", period) for period in question.periods]
        return (Step(question.dataset, tuple(params)),)

    def judge(self, status: int, body: Any, headers: Mapping[str, str]) -> Trouble | None:
        data = tolerant_json(body)
        # what is too large to be answered at once is announced as a warning, to be fetched later
        error = data.get("error") or ("dimension" not in data and data.get("warning")) if isinstance(data, dict) else ""
        label = next(_labels(error), "")
        if status == 413 or "TOO_BIG" in label.upper() or "ASYNCHRONOUS" in label.upper():
            return Trouble("stop", "partial_cap", "too_many", label or "HTTP 413")
        if status in (400, 404) or (error and status < 400):
            return Trouble("stop", "error", "question", label or f"HTTP {status}")
        if (trouble := by_status(status, label)) is not None:
            return trouble
        if not isinstance(data, dict) or "dimension" not in data:
            return Trouble("stop", "error", "not_json", opening(body))
        return None

    def read(self, question: Eurostat, step: Step, body: bytes) -> Answer:
        data = tolerant_json(body)
        ids, sizes = list(data["id"]), list(data["size"])
        members = {name: _members(data["dimension"][name]) for name in ids}
        open_ = [name for name, size in zip(ids, sizes, strict=True) if size > 1 and name not in ("geo", "time")]
        if open_:
            found = "; ".join(f"{name}: {', '.join(code for code, _ in members[name][:8])}" for name in open_)
            right = ", ".join(f'{name} = "{members[name][0][0]}"' for name in open_)
            raise InputError(
                [
                    Fault(
                        f"eurostat {question.dataset}",
                        message("leaves dimensions open"),
                        found,
                        f"filters = {{ {right} }}",
                    )
                ]
            )
        if missing := [name for name in ("geo", "time") if name not in ids]:
            raise InputError(
                [
                    Fault(
                        f"eurostat {question.dataset}",
                        message("has no dimension {missing}", missing=missing[0]),
                        ", ".join(ids),
                        message("a data set by region and time"),
                    )
                ]
            )
        values, flags = data.get("value") or {}, data.get("status") or {}
        unit = next((label for _, label in members.get("unit", ())), "")
        figures = []
        for place, cell in enumerate(product(*(members[name] for name in ids))):
            at = dict(zip(ids, cell, strict=True))
            raw, flag = _at(values, place), str(_at(flags, place) or "")
            value, reason = number_or_reason(raw)
            said = _words_of(flag)
            if value is None:
                reason = said or ("not available" if raw is None else reason)
            (code, name), (period, _) = at["geo"], at["time"]
            figures.append(Figure((("code", code), ("name", name)), period, question.column, value, reason, unit,
                                  str(data.get("updated") or "")[:10], "" if value is None else said))  # fmt: skip
        notes = tuple(message("the office adds: {said}", said=said) for said in _labels(data.get("warning")))
        return Answer(tuple(figures), notes=notes)

    def halves(self, question: Eurostat, step: Step) -> tuple[Step, ...]:
        times = [pair for pair in step.params if pair[0] == "time"]
        if len(times) < 2:
            return ()
        rest = tuple(pair for pair in step.params if pair[0] != "time")
        middle = len(times) // 2
        return Step(step.path, (*rest, *times[:middle])), Step(step.path, (*rest, *times[middle:]))


def _labels(said: Any) -> Iterator[str]:
    """The words of an error or a warning, of which there may be several."""
    for one in said if isinstance(said, list) else [said]:
        words = one.get("label") if isinstance(one, dict) else one
        if words and isinstance(words, str):
            yield words[:500]


def _members(dimension: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Codes and labels of a dimension, in order."""
    category = dimension.get("category") or {}
    index, labels = category.get("index"), category.get("label") or {}
    codes = sorted(index, key=lambda code: int(index[code])) if isinstance(index, dict) else list(index or labels)
    return [(str(code), str(labels.get(code, code))) for code in codes]


def _words_of(flag: str) -> str:
    """What a flag says, letter by letter; a letter that is not known stands for itself."""
    return ", ".join(_FLAGS.get(letter, letter) for letter in flag.replace(" ", ""))


def _at(cells: Any, place: int) -> Any:
    if isinstance(cells, str):
        # one flag for all of them
        return cells
    if isinstance(cells, list):
        return cells[place] if place < len(cells) else None
    return cells.get(str(place))
