"""Each office as it answers: a question, pages of good answers, and its own ways to refuse."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Query = Mapping[str, list[str]]


@dataclass(frozen=True)
class Played:
    """One office.

    question : as a toml file has it
    key : name of the parameter of the key; empty where none is needed
    good : path and query to the body of a good answer
    rows, missing : what comes of it: the csv's rows, and reasons counted
    refusals : body and status to the reason that is told
    empty : an answer without data
    """

    question: Mapping[str, Any]
    key: str
    good: Callable[[str, Query], Any]
    rows: list[list[str]]
    missing: Mapping[str, int]
    refusals: Mapping[str, tuple[Any, int]]
    empty: Any
    waits: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def _kosis(path: str, query: Query) -> Any:
    assert path == "/Param/statisticsParameterData.do" and query["jsonVD"] == ["Y"]
    assert query["objL1"] == ["ALL"] and set(query["itmId"][0].split("+")) <= {"T20", "T21"}
    base = {"ORG_ID": "101", "TBL_ID": "DT_1B040A3", "C1_OBJ_NM": "행정구역", "PRD_SE": "Y", "UNIT_NM": "명",
            "LST_CHN_DE": "2016-01-05"}  # fmt: skip
    first, last = int(query["startPrdDe"][0]), int(query["endPrdDe"][0])
    if last > first:
        return {"err": "31", "errMsg": "조회건수 초과"}
    cells = {("11110", "T20"): "154,986", ("11110", "T21"): "X", ("11140", "T20"): "125733", ("11140", "T21"): "-"}
    rows = [{**base, "C1": region, "C1_NM": {"11110": "종로구", "11140": "중구"}[region], "ITM_ID": item,
             "PRD_DE": str(year), "DT": value}
            for year in range(first, last + 1) for (region, item), value in cells.items()]  # fmt: skip
    return [*rows, {"ITM_ID": "T20", "DT": "1"}]


def _portal(path: str, query: Query) -> Any:
    assert path == "/1741000/Service/getList" and query["type"] == ["json"] and query["year"] == ["2015"]
    page = int(query["pageNo"][0])
    item = {"signguCd": f"1111{page}", "signguNm": f"곳{page}", "yr": "2015", "cnt": str(10 * page), "rate": ""}
    body = {"items": {"item": [item] if page == 1 else item}, "numOfRows": 1, "pageNo": page, "totalCount": 2}
    return {"response": {"header": {"resultCode": "00", "resultMsg": "NORMAL SERVICE."}, "body": body}}


def _odcloud(path: str, query: Query) -> Any:
    assert path == "/15000000/v1/uddi:1" and query["returnType"] == ["JSON"]
    page = int(query["page"][0])
    rows = [{"코드": f"{n:05}", "연도": 2015, "인구": n} for n in range(1000)] if page == 1 else [
        {"코드": "99999", "연도": 2015, "인구": None}]  # fmt: skip
    return {"page": page, "perPage": 1000, "totalCount": 1001, "matchCount": 1001, "data": rows}


def _lofin(path: str, query: Query) -> Any:
    assert path == "/JFIED" and query["pSize"] == ["1000"]
    rows = [
        {
            "fyr": query["fyr"][0],
            "wa_laf_hg_nm": "서울",
            "laf_cd": "1111000",
            "laf_hg_nm": "서울종로구",
            "rate1": "53.2",
        }
    ]
    head = [{"list_total_count": 1}, {"RESULT": {"CODE": "INFO-000", "MESSAGE": "정상 처리되었습니다."}}]
    return {"JFIED": [{"head": head}, {"row": rows}]}


def _eurostat(path: str, query: Query) -> Any:
    assert path == "/demo_r_gind3" and query["time"] == ["2023", "2024"] and query["indic_de"] == ["JAN"]
    return {
        "version": "2.0", "class": "dataset", "updated": "2026-03-01T11:00:00+0100",
        "id": ["freq", "indic_de", "geo", "time"], "size": [1, 1, 2, 2],
        "dimension": {
            "freq": {"category": {"index": {"A": 0}, "label": {"A": "Annual"}}},
            "indic_de": {"category": {"index": ["JAN"], "label": {"JAN": "Population on 1 January"}}},
            "geo": {"category": {"index": {"DE1": 1, "AT1": 0}, "label": {"AT1": "East", "DE1": "South"}}},
            "time": {"category": {"index": {"2023": 0, "2024": 1}}},
        },
        "value": {"0": 100, "1": 101.5, "3": 7}, "status": {"2": "c"},
    }  # fmt: skip


def _census(path: str, query: Query) -> Any:
    assert path == "/2023/acs/acs5" and query["get"] == ["NAME,B01003_001E,B19013_001E"]
    assert query["for"] == ["place:*"] and query["in"] == ["state:06"]
    return [["NAME", "B01003_001E", "B19013_001E", "state", "place"],
            ["Acton CDP, California", "7500", "-666666666", "06", "00212"],
            ["Adelanto city, California", "38000", "61000", "06", "00296"]]  # fmt: skip


_XML = (b"<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg><returnAuthMsg>%s</returnAuthMsg>"
        b"<returnReasonCode>%s</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>")  # fmt: skip


def _head(code: str) -> dict[str, Any]:
    return {"response": {"header": {"resultCode": code, "resultMsg": "said"}, "body": {"items": "", "totalCount": 0}}}


OFFICES_PLAYED: Mapping[str, Played] = {
    "kosis": Played(
        {"office": "kosis", "organisation": "101", "table": "DT_1B040A3", "items": {"T20": "all", "T21": "men"},
         "first": "2014", "last": "2015"},
        "apiKey", _kosis,
        [["11110", "종로구", "2014", "154986", ""], ["11110", "종로구", "2015", "154986", ""],
         ["11140", "중구", "2014", "125733", ""], ["11140", "중구", "2015", "125733", ""]],
        {"confidential": 2, "none, or not applicable": 2},
        {"token": ({"err": "11", "errMsg": "인증키가 유효하지 않습니다."}, 200),
         "question": (b'{err:"21",errMsg:"no such table"}', 200),
         "too_many": (b"<error><err>41</err><errMsg>too many</errMsg></error>", 200),
         "blocked": ({"err": "42", "errMsg": "blocked"}, 200)},
        {"err": "30", "errMsg": "데이터가 존재하지 않습니다."},
        {"err": "40", "errMsg": "호출 제한"},
    ),
    "data.go.kr": Played(
        {"office": "data.go.kr", "service": "1741000/Service/getList", "columns": {"cnt": "count", "rate": "rate"},
         "region": "signguCd", "name": "signguNm", "period": "yr", "parameters": {"year": "2015"}},
        "serviceKey", _portal,
        [["11111", "곳1", "2015", "10", ""], ["11112", "곳2", "2015", "20", ""]],
        {"blank": 2},
        {"token": (_XML % (b"SERVICE_KEY_IS_NOT_REGISTERED_ERROR", b"30"), 200),
         "daily_limit": (_XML % (b"LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR", b"22"), 200),
         "permission": (_head("20"), 200), "question": (_head("10"), 200)},
        _head("03"),
        _XML % (b"LIMITED_NUMBER_OF_SERVICE_REQUESTS_PER_SECOND_EXCEEDS_ERROR", b"23"),
    ),
    "odcloud": Played(
        {"office": "odcloud", "dataset": "15000000", "file": "uddi:1", "columns": {"인구": "people"}, "region": "코드",
         "period": "연도"},
        "serviceKey", _odcloud,
        [*[[f"{n:05}", "2015", str(n)] for n in range(1000)], ["99999", "2015", ""]],
        {"blank": 1},
        {"token": ({"code": -401, "msg": "유효하지 않은 인증키 입니다."}, 401)},
        {"page": 1, "perPage": 1000, "totalCount": 0, "matchCount": 0, "data": []},
    ),
    "lofin365": Played(
        {"office": "lofin365", "service": "JFIED", "columns": {"rate1": "independence", "rate2": "autonomy"},
         "years": ["2014", "2015"]},
        "Key", _lofin,
        [["1111000", "서울종로구", "서울", "2014", "53.2", ""], ["1111000", "서울종로구", "서울", "2015", "53.2", ""]],
        {"no field rate2": 2},
        {"token": ({"RESULT": [{"CODE": "ERROR-290", "MESSAGE": "인증키가 유효하지 않습니다."}]}, 200),
         "question": ({"RESULT": {"CODE": "ERROR-310", "MESSAGE": "no such service"}}, 200),
         "daily_limit": ({"RESULT": {"CODE": "ERROR-337", "MESSAGE": "traffic"}}, 200)},
        {"RESULT": {"CODE": "INFO-200", "MESSAGE": "해당하는 데이터가 없습니다."}},
    ),
    "eurostat": Played(
        {"office": "eurostat", "dataset": "demo_r_gind3", "column": "people", "filters": {"indic_de": "JAN"},
         "periods": ["2023", "2024"]},
        "", _eurostat,
        [["AT1", "East", "2023", "100"], ["AT1", "East", "2024", "101.5"], ["DE1", "South", "2023", ""],
         ["DE1", "South", "2024", "7"]],
        {"confidential": 1},
        {"question": ({"error": [{"status": 400, "id": 100, "label": "No such data set"}]}, 400)},
        {"id": ["geo", "time"], "size": [0, 0], "dimension": {"geo": {"category": {"index": {}}},
                                                              "time": {"category": {"index": {}}}}, "value": {}},
    ),
    "census": Played(
        {"office": "census", "dataset": "acs/acs5", "variables": {"B01003_001E": "people", "B19013_001E": "income"},
         "years": ["2023"], "geography": "place:*", "within": ["state:06"]},
        "key", _census,
        [["0600212", "Acton CDP, California", "2023", "7500", ""],
         ["0600296", "Adelanto city, California", "2023", "38000", "61000"]],
        {"no estimate: too few cases": 1},
        {"token": (b"<html><title>Invalid Key</title></html>", 200),
         "question": (b"error: unknown variable 'B1'", 400)},
        [["NAME", "B01003_001E", "B19013_001E", "state", "place"]],
    ),
}  # fmt: skip


def encoded(body: Any) -> bytes:
    """A body as it is sent."""
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
