"""data.go.kr, the Korean portal of public data: services of many offices, and files served as an interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.sources.platforms.bodies import opening
from civicreach.sources.platforms.errors import Trouble, by_status

from .answer import Answer, Step, part, tolerant_json, xml_texts
from .question import DataGoKr, Odcloud
from .rows import count_of, figures_of_rows, next_page, rows_left

_PAGE = 1000
_EMPTY = {"03", "3"}
_GOOD = {"0", "00", "000", "0000", "INFO-0", *_EMPTY}
_WAIT = {"23"}
_RETRY = {"04", "4", "05", "5", "99"}
_KEY = {"21", "30", "31", "32", "33"}


class PortalOffice:
    """apis.data.go.kr: pages of rows; refusals of the gateway come as XML, whatever was asked for."""

    name = "data.go.kr"
    title = "data.go.kr"
    base = "https://apis.data.go.kr"
    carrier = "?serviceKey"
    pause = 0.1

    def steps(self, question: DataGoKr) -> tuple[Step, ...]:
        named = dict((question.format,))
        params = {"pageNo": "1", "numOfRows": str(_PAGE), **named, **question.parameters}
        return (Step(question.service.strip("/"), tuple(params.items())),)

    def judge(self, status: int, body: Any, headers: Mapping[str, str]) -> Trouble | None:
        data = tolerant_json(body)
        if isinstance(data, dict):
            head = part(part(data, "response") or data, "header")
            code, words = str(head.get("resultCode", "")), str(head.get("resultMsg", ""))
            if code in _GOOD and status < 300:
                return None
        if not isinstance(data, dict) or "OpenAPI_ServiceResponse" in data:
            # the gateway's own refusal: XML whatever was asked for, and now and then the same as JSON
            inner = part(part(data, "OpenAPI_ServiceResponse"), "cmmMsgHeader")
            texts = {key: str(value) for key, value in inner.items()} or xml_texts(body)
            code = texts.get("returnReasonCode") or texts.get("resultCode") or ""
            words = texts.get("returnAuthMsg") or texts.get("resultMsg") or texts.get("errMsg") or ""
            if code in _EMPTY:
                return None
            if code in _GOOD:
                detail = 'it answers in XML: another service takes format = ["_type", "json"] or ["resultType", "json"]'
                return Trouble("stop", "error", "question", detail)
        return _trouble(code, words) or by_status(status) or Trouble("stop", "error", "not_json", opening(body))

    def read(self, question: DataGoKr, step: Step, body: bytes) -> Answer:
        data = tolerant_json(body)
        content = part(part(data, "response") or data, "body")
        items = content.get("items") or []
        rows = items.get("item", []) if isinstance(items, dict) else items
        rows = [rows] if isinstance(rows, dict) else rows
        total = count_of(content.get("totalCount"))
        further = next_page(step, "pageNo", "numOfRows", rows=len(rows), total=total)
        return figures_of_rows(rows, question.columns, region=_region(question), period=question.period,
                               further=further, n_left=rows_left(step, "pageNo", "numOfRows", total=total))  # fmt: skip

    def halves(self, question: DataGoKr, step: Step) -> tuple[Step, ...]:
        return ()


class OdcloudOffice:
    """api.odcloud.kr: the files of data.go.kr as rows."""

    name = "odcloud"
    title = "data.go.kr (odcloud)"
    base = "https://api.odcloud.kr/api"
    carrier = "?serviceKey"
    pause = 0.1

    def steps(self, question: Odcloud) -> tuple[Step, ...]:
        params = {"page": "1", "perPage": str(_PAGE), "returnType": "JSON", **question.parameters}
        return (Step(f"{question.dataset}/v1/{question.file}", tuple(params.items())),)

    def judge(self, status: int, body: Any, headers: Mapping[str, str]) -> Trouble | None:
        data = tolerant_json(body)
        if status < 300 and isinstance(data, dict) and isinstance(data.get("data"), list):
            return None
        code, words = (data.get("code"), data.get("msg")) if isinstance(data, dict) else ("", "")
        if code in (-4, -401, "-4", "-401"):
            return Trouble("stop", "denied", "token", f"{code}: {words}", of_account=False)
        return by_status(status, str(words or "")) or Trouble("stop", "error", "not_json", opening(body))

    def read(self, question: Odcloud, step: Step, body: bytes) -> Answer:
        data = tolerant_json(body)
        rows, total = data["data"], count_of(data.get("matchCount", data.get("totalCount")))
        further = next_page(step, "page", "perPage", rows=len(rows), total=total)
        return figures_of_rows(rows, question.columns, region=_region(question), period=question.period,
                               further=further, n_left=rows_left(step, "page", "perPage", total=total))  # fmt: skip

    def halves(self, question: Odcloud, step: Step) -> tuple[Step, ...]:
        return ()


def _region(question: DataGoKr | Odcloud) -> dict[str, str]:
    return {"code": question.region, **({"name": question.name} if question.name else {})}


def _trouble(code: str, words: str) -> Trouble | None:
    detail = f"{code}: {words}"
    if not code:
        return None
    if code in _KEY:
        return Trouble("stop", "denied", "token", detail, of_account=False)
    if code == "20":
        return Trouble("stop", "denied", "permission", detail)
    if code == "22":
        return Trouble("stop", "partial_rate", "daily_limit", detail, of_account=False)
    if code in _WAIT:
        return Trouble("wait", "partial_rate", "rate_limit", detail, of_account=False)
    if code in _RETRY:
        return Trouble("retry", "error", "server", detail)
    if code in ("10", "11", "12", "1", "01"):
        return Trouble("stop", "error", "question", detail)
    return Trouble("stop", "error", "refused", detail)
