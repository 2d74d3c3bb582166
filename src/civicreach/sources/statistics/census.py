"""The US Census Bureau."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.sources.platforms.bodies import opening
from civicreach.sources.platforms.errors import Trouble, by_status

from .answer import Answer, Figure, Step, number_or_reason, tolerant_json
from .question import Census

#: Numbers that are none, and what the bureau says of them.
_SENTINELS = {-666666666: "no estimate: too few cases", -999999999: "no estimate: too few cases",
              -888888888: "not applicable", -222222222: "no margin of error", -333333333: "median in an open interval",
              -555555555: "controlled estimate"}  # fmt: skip


class CensusOffice:
    """api.census.gov: one year a request; the first row names the columns."""

    name = "census"
    title = "US Census Bureau"
    base = "https://api.census.gov/data"
    carrier = "?key"
    pause = 0.1

    def steps(self, question: Census) -> tuple[Step, ...]:
        asked = (("get", ",".join(["NAME", *question.variables])), ("for", question.geography),
                 *(("in", place) for place in question.within))  # fmt: skip
        return tuple(Step(f"{year}/{question.dataset}", asked) for year in question.years)

    def judge(self, status: int, body: Any, headers: Mapping[str, str]) -> Trouble | None:
        said = opening(body)
        if "invalid key" in said.lower() or "missing key" in said.lower():
            return Trouble("stop", "denied", "token", said, of_account=False)
        if status in (301, 302, 303) and "key" in str(headers.get("location", "")).lower():
            return Trouble("stop", "denied", "token", str(headers.get("location")), of_account=False)
        if status == 204:
            return None
        if status in (400, 404):
            return Trouble("stop", "error", "question", said or f"HTTP {status}")
        if (trouble := by_status(status, said)) is not None:
            return trouble
        return None if isinstance(tolerant_json(body), list) else Trouble("stop", "error", "not_json", said)

    def read(self, question: Census, step: Step, body: bytes) -> Answer:
        rows = tolerant_json(body) or []
        if not rows:
            return Answer(())
        head, *rest = rows
        places = [name for name in head if name not in ("NAME", *question.variables)]
        figures, unusable = [], []
        for row in rest:
            if not isinstance(row, list) or len(row) != len(head):
                unusable.append(str(row)[:200])
                continue
            cells = dict(zip(head, row, strict=True))
            code = "".join(str(cells[name]) for name in places)
            region = (("code", code), ("name", str(cells.get("NAME") or "")))
            for variable, column in question.variables.items():
                value, reason = number_or_reason(cells.get(variable))
                if value is not None and value in _SENTINELS:
                    reason = _SENTINELS[int(value)]
                    value = None
                figures.append(Figure(region, step.path[:4], column, value, reason))
        return Answer(tuple(figures), unusable=tuple(unusable))

    def halves(self, question: Census, step: Step) -> tuple[Step, ...]:
        return ()
