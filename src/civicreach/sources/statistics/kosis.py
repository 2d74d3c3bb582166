"""KOSIS: Statistics Korea and the offices that publish with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.sources.platforms.bodies import opening
from civicreach.sources.platforms.errors import Trouble, by_status

from .answer import Answer, Figure, Step, number_or_reason, tolerant_json, xml_texts
from .question import Kosis

_TOO_MANY = {"31", "41"}


class KosisOffice:
    """The open interface of kosis.kr: statisticsParameterData."""

    name = "kosis"
    title = "KOSIS"
    base = "https://kosis.kr/openapi"
    carrier = "?apiKey"
    # sources name 200 and 1,000 calls a minute; this keeps to 150
    pause = 0.4

    def steps(self, question: Kosis) -> tuple[Step, ...]:
        classes = tuple((f"objL{level}", member) for level, member in enumerate(question.classes, 1))
        params = (("method", "getList"), ("format", "json"), ("jsonVD", "Y"), ("orgId", question.organisation),
                  ("tblId", question.table), ("itmId", "+".join(question.items)), *classes,
                  ("prdSe", question.frequency), ("startPrdDe", question.first),
                  ("endPrdDe", question.last or question.first))  # fmt: skip
        return (Step("Param/statisticsParameterData.do", params),)

    def judge(self, status: int, body: Any, headers: Mapping[str, str]) -> Trouble | None:
        if (trouble := by_status(status)) is not None:
            return trouble
        code, words = _error(body)
        detail = f"{code}: {words}"
        if code is None:
            return (
                None if isinstance(tolerant_json(body), list) else Trouble("stop", "error", "not_json", opening(body))
            )
        if code == "30":
            return None
        if code in ("10", "11"):
            return Trouble("stop", "denied", "token", detail, of_account=False)
        if code == "42":
            return Trouble("stop", "denied", "blocked", detail, of_account=False)
        if code in _TOO_MANY:
            return Trouble("stop", "partial_cap", "too_many", detail)
        if code == "40":
            return Trouble("wait", "partial_rate", "rate_limit", detail, of_account=False)
        if code == "50":
            return Trouble("retry", "error", "server", detail)
        return Trouble("stop", "error", "question", detail)

    def read(self, question: Kosis, step: Step, body: bytes) -> Answer:
        data = tolerant_json(body)
        if not isinstance(data, list) or _error(body)[0] is not None:
            return Answer(())
        figures, unusable = [], []
        for row in data:
            column = question.items.get(str(row.get("ITM_ID", ""))) if isinstance(row, dict) else None
            if column is None or not row.get("C1") or not row.get("PRD_DE"):
                unusable.append(str(row)[:200])
                continue
            value, reason = number_or_reason(row.get("DT"))
            figures.append(Figure(_classes(row), str(row["PRD_DE"]), column, value, reason,
                                  str(row.get("UNIT_NM") or ""), str(row.get("LST_CHN_DE") or "")))  # fmt: skip
        return Answer(tuple(figures), unusable=tuple(unusable))

    def halves(self, question: Kosis, step: Step) -> tuple[Step, ...]:
        params = dict(step.params)
        first, last = params["startPrdDe"], params["endPrdDe"]
        if first == last:
            items = params["itmId"].split("+")
            middle = len(items) // 2
            parts = (items[:middle], items[middle:]) if middle else ()
            return tuple(step.with_params(itmId="+".join(part)) for part in parts)
        middle = (int(first[:4]) + int(last[:4])) // 2
        if first[:4] == last[:4]:
            half = f"{(int(first[4:6] or 1) + int(last[4:6] or 1)) // 2:02}"
            return (step.with_params(endPrdDe=first[:4] + half + ("31" if len(first) == 8 else "")),
                    step.with_params(startPrdDe=f"{first[:4]}{int(half) + 1:02}"
                                     + ("01" if len(first) == 8 else "")))  # fmt: skip
        end, start = {4: ("", ""), 6: ("12", "01"), 8: ("1231", "0101")}[len(first)]
        return step.with_params(endPrdDe=f"{middle}{end}"), step.with_params(startPrdDe=f"{middle + 1}{start}")


def _classes(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Code and name of the region, then of each further class."""
    found = []
    for level in range(1, 9):
        if code := row.get(f"C{level}"):
            ending = "" if level == 1 else str(level)
            found += [(f"code{ending}", str(code)), (f"name{ending}", str(row.get(f"C{level}_NM") or ""))]
            if level == 1 and row.get("C1_NM_ENG"):
                found.append(("name_en", str(row["C1_NM_ENG"])))
    return tuple(found)


def _error(body: bytes) -> tuple[str | None, str]:
    data = tolerant_json(body)
    if isinstance(data, list) and len(data) == 1:
        # a refusal now and then comes as the one item of a list
        data = data[0] if isinstance(data[0], dict) and {"err", "errCode"} & data[0].keys() else data
    texts = data if isinstance(data, dict) else xml_texts(body)
    code = texts.get("err") or texts.get("errCode")
    return (None if code is None else str(code)), str(texts.get("errMsg") or "")
