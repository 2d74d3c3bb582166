"""지방재정365: what Korean local governments take in and spend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.sources.platforms.bodies import opening
from civicreach.sources.platforms.errors import Trouble, by_status

from .answer import Answer, Step, tolerant_json
from .question import Lofin365
from .rows import count_of, figures_of_rows, next_page, rows_left

_PAGE = 1000
_REGION = {"code": "laf_cd", "name": "laf_hg_nm", "province": "wa_laf_hg_nm"}


class Lofin365Office:
    """lofin365.go.kr: one year a request, 1,000 rows a page."""

    name = "lofin365"
    title = "지방재정365"
    base = "https://www.lofin365.go.kr/lf/hub"
    carrier = "?Key"
    pause = 0.1

    def steps(self, question: Lofin365) -> tuple[Step, ...]:
        fixed = {"Type": "json", "pIndex": "1", "pSize": str(_PAGE), **question.parameters}
        return tuple(Step(question.service, (*fixed.items(), ("fyr", year))) for year in question.years)

    def judge(self, status: int, body: Any, headers: Mapping[str, str]) -> Trouble | None:
        if (trouble := by_status(status)) is not None:
            return trouble
        data = tolerant_json(body)
        if not isinstance(data, dict):
            return Trouble("stop", "error", "not_json", opening(body))
        code, words = _result(data)
        kind, _, number = code.partition("-")
        detail = f"{code}: {words}"
        if kind == "INFO" and number in ("000", "200"):
            return None
        if number == "290" or (kind, number) == ("INFO", "100"):
            return Trouble("stop", "denied", "token", detail, of_account=False)
        if number in ("500", "600", "601"):
            return Trouble("retry", "error", "server", detail)
        if number == "337":
            return Trouble("stop", "partial_rate", "daily_limit", detail, of_account=False)
        return Trouble("stop", "error", "question" if number in ("300", "310", "336") else "refused", detail)

    def read(self, question: Lofin365, step: Step, body: bytes) -> Answer:
        data = tolerant_json(body)
        # a service is answered under its own name, whose letters are capitals whatever was asked
        named = (value for key, value in data.items() if key.casefold() == question.service.casefold())
        blocks = [block for block in next(named, None) or [] if isinstance(block, dict)]
        rows = [row for block in blocks for row in block.get("row") or []]
        heads = [head for block in blocks for head in block.get("head") or [] if isinstance(head, dict)]
        total = next((count_of(head["list_total_count"]) for head in heads if "list_total_count" in head), None)
        further = next_page(step, "pIndex", "pSize", rows=len(rows), total=total)
        return figures_of_rows(rows, question.columns, region=_REGION, period="fyr", further=further,
                               n_left=rows_left(step, "pIndex", "pSize", total=total))  # fmt: skip

    def halves(self, question: Lofin365, step: Step) -> tuple[Step, ...]:
        return ()


def _result(data: Mapping[str, Any]) -> tuple[str, str]:
    """Code and words, which stand at the top of a refusal and inside the head of an answer."""
    found: list[Any] = [data.get("RESULT")]
    for block in (block for value in data.values() if isinstance(value, list) for block in value):
        heads = block.get("head") if isinstance(block, dict) else None
        found += [head.get("RESULT") for head in heads if isinstance(head, dict)] if isinstance(heads, list) else []
    for result in found:
        result = result[0] if isinstance(result, list) and result else result
        if isinstance(result, dict) and result.get("CODE"):
            return str(result["CODE"]), str(result.get("MESSAGE", ""))
    return "", "no RESULT"
