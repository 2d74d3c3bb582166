"""Answers of any shape: figures, or a refusal in words; never a crash, never half a table."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.records.errors import CivicreachError, InputError, PlatformError
from civicreach.sources.platforms.connection import Connection, Patience
from civicreach.sources.statistics import OFFICES
from civicreach.sources.statistics.answer import number_or_reason, tolerant_json, xml_texts
from civicreach.sources.statistics.cache import AnswerCache
from civicreach.sources.statistics.fetch import fetch
from civicreach.sources.statistics.question import QUESTION

from .offices import OFFICES_PLAYED

LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5))
KEYS = st.sampled_from(["err", "RESULT", "head", "row", "items", "item", "data", "response", "body", "header", "id",
                        "size", "dimension", "value", "geo", "time", "category", "index", "C1", "PRD_DE", "DT", "JFIED",
                        "resultCode", "totalCount", "CODE", "ITM_ID"])  # fmt: skip
SHAPES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


def asked(name: str, body: bytes, status: int = 200) -> Any:
    waits: list[float] = []
    connection = Connection(
        run="test",
        base_url="http://office.test",
        transport=httpx.MockTransport(lambda request: httpx.Response(status, content=body)),
        sleep=waits.append,
        clock=lambda: datetime.fromtimestamp(1e9 + sum(waits), UTC),
        patience=Patience(tries=2),
    )
    return fetch(OFFICES[name], QUESTION.validate_python(OFFICES_PLAYED[name].question), connection)


@pytest.mark.parametrize("name", list(OFFICES))
@settings(max_examples=60)
@given(SHAPES, st.sampled_from([200, 204, 400, 404, 500]))
def test_any_json_is_a_table_or_a_refusal(name: str, shape: Any, status: int) -> None:
    try:
        table = asked(name, json.dumps(shape).encode(), status)
    except CivicreachError as error:
        assert str(error)
        return
    assert all(len(row) == len(table.columns) for row in table.rows)


@pytest.mark.parametrize("name", list(OFFICES))
@settings(max_examples=60)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_table_or_a_refusal(name: str, body: bytes) -> None:
    try:
        asked(name, body)
    except CivicreachError as error:
        assert str(error)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_numbers_come_back(value: float) -> None:
    assert number_or_reason(f"{value:,.3f}") == (float(f"{value:.3f}"), "")
    assert number_or_reason(int(value)) == (float(int(value)), "")


@given(st.text(max_size=12))
def test_text_is_a_number_or_says_why_not(text: str) -> None:
    value, reason = number_or_reason(text)
    assert (value is None) == bool(reason)


def test_xml_with_entities_is_not_read() -> None:
    assert xml_texts(b'<!DOCTYPE a [<!ENTITY b "c">]><a><err>&b;</err></a>') == {}


def test_keys_without_quotation_marks() -> None:
    assert tolerant_json('{ err : "30", errMsg:"데이터가 존재하지 않습니다." }'.encode())["err"] == "30"


def test_eurostat_says_which_dimension_is_open() -> None:
    data = {"id": ["sex", "geo", "time"], "size": [2, 1, 1], "value": {},
            "dimension": {"sex": {"category": {"index": ["F", "M"]}}, "geo": {"category": {"index": ["DE"]}},
                          "time": {"category": {"index": ["2023"]}}}}  # fmt: skip
    with pytest.raises(InputError, match=r'(?s)leaves dimensions open.*sex: F, M.*filters = \{ sex = "F" \}'):
        asked("eurostat", json.dumps(data).encode())


def test_two_values_for_one_figure_are_refused() -> None:
    rows = [
        {"C1": "11", "C1_NM": "서울", "C2": str(n), "ITM_ID": "T20", "PRD_DE": "2015", "DT": str(n)} for n in (1, 1)
    ]
    rows[1] = {**rows[0], "DT": "2"}
    with pytest.raises(InputError, match=r"(?s)came twice.*1.0 and 2.0"):
        asked("kosis", json.dumps(rows).encode())


def eurostat(**changed: Any) -> bytes:
    axes = {"geo": {"category": {"index": ["DE"]}}, "time": {"category": {"index": ["2022", "2023"]}}}
    data = {"id": ["geo", "time"], "size": [1, 2], "dimension": axes, "value": [7, ":"], "status": ["bp", ""]}
    return json.dumps({**data, **changed}).encode()


def test_eurostat_flags_are_told_of_values_and_explain_holes() -> None:
    table = asked("eurostat", eurostat())
    assert [row[-1] for row in table.rows] == ["7", ""]
    assert table.flagged == {("people", "break in time series, provisional"): 1}
    assert table.missing == {("people", "not available"): 1}
    # JSON-stat allows one flag for all, too
    one = asked("eurostat", eurostat(status="e", value={"0": 1.2e-7, "1": None}))
    assert one.rows[0][-1] == "1.2e-07" and one.flagged == {("people", "estimated"): 1}
    assert one.missing == {("people", "estimated"): 1}


def test_what_eurostat_answers_later_is_asked_for_in_parts() -> None:
    times: list[list[str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        times.append(request.url.params.get_list("time"))
        if len(times[-1]) > 1:
            label = "ASYNCHRONOUS_RESPONSE. Your request will be treated asynchronously. Please try again later."
            return httpx.Response(200, json={"warning": [{"status": 413, "label": label}]})
        data = json.loads(eurostat(size=[1, 1], value=[int(times[-1][0])], status=[]))
        data["dimension"]["time"]["category"]["index"] = times[-1]
        return httpx.Response(200, json=data)

    question = QUESTION.validate_python(OFFICES_PLAYED["eurostat"].question)
    connection = Connection(run="test", base_url="http://office.test", transport=httpx.MockTransport(answer),
                            sleep=lambda _: None)  # fmt: skip
    table = fetch(OFFICES["eurostat"], question, connection)
    assert times == [["2023", "2024"], ["2023"], ["2024"]] and [row[-1] for row in table.rows] == ["2023", "2024"]


def test_a_refusal_of_kosis_in_a_list_is_one() -> None:
    assert asked("kosis", '[{"err":"30","errMsg":"데이터가 존재하지 않습니다."}]'.encode()).rows == ()
    with pytest.raises(CivicreachError, match="11: "):
        asked("kosis", '[{"err":"11","errMsg":"인증키가 유효하지 않습니다."}]'.encode())


def test_the_portals_gateway_in_xml_and_in_json() -> None:
    told = {"errMsg": "SERVICE ERROR", "returnAuthMsg": "SERVICE_KEY_IS_NOT_REGISTERED_ERROR", "returnReasonCode": "30"}
    with pytest.raises(CivicreachError, match="30: SERVICE_KEY_IS_NOT_REGISTERED_ERROR"):
        asked("data.go.kr", json.dumps({"OpenAPI_ServiceResponse": {"cmmMsgHeader": told}}).encode())
    good = b"<response><header><resultCode>00</resultCode><resultMsg>NORMAL</resultMsg></header></response>"
    with pytest.raises(CivicreachError, match="answers in XML"):
        asked("data.go.kr", good)
    assert asked("data.go.kr", good.replace(b"00", b"03")).rows == ()


@pytest.mark.parametrize("told", [True, False], ids=["total told", "total not told"])
@pytest.mark.parametrize("name", ["data.go.kr", "odcloud", "lofin365"])
def test_an_office_that_gives_fewer_rows_a_page_than_asked(name: str, told: bool) -> None:
    """Every row is fetched, whether the office says how many there are or not."""
    most, total = (100, 243) if told else (1000, 2000)
    pages = {"data.go.kr": ("pageNo", "numOfRows"), "odcloud": ("page", "perPage"), "lofin365": ("pIndex", "pSize")}[
        name
    ]

    def answer(request: httpx.Request) -> httpx.Response:
        page, size = (int(request.url.params[key]) for key in pages)
        size = min(size, most)
        held = range(total)[(page - 1) * size : page * size]
        if name == "data.go.kr":
            rows = [{"signguCd": f"{n:05}", "signguNm": "곳", "yr": "2015", "cnt": str(n), "rate": "1"} for n in held]
            body = {"items": {"item": rows}, "pageNo": page} | ({"totalCount": str(total)} if told else {})
            return httpx.Response(200, json={"response": {"header": {"resultCode": "00"}, "body": body}})
        if name == "odcloud":
            rows = [{"코드": f"{n:05}", "연도": 2015, "인구": n} for n in held]
            return httpx.Response(200, json={"data": rows} | ({"matchCount": total} if told else {}))
        rows = [
            {"fyr": "2024", "laf_cd": f"{n:05}", "laf_hg_nm": "곳", "wa_laf_hg_nm": "서울", "rate1": "1"} for n in held
        ]
        head = [{"RESULT": {"CODE": "INFO-000"}}, *([{"list_total_count": total}] if told else [])]
        return httpx.Response(200, json={"JFIED": [{"head": head}, {"row": rows}]})

    asked_for = {**OFFICES_PLAYED[name].question, **({"years": ["2024"]} if name == "lofin365" else {})}
    connection = Connection(run="test", base_url="http://office.test", transport=httpx.MockTransport(answer),
                            sleep=lambda _: None)  # fmt: skip
    table = fetch(OFFICES[name], QUESTION.validate_python(asked_for), connection)
    assert len(table.rows) == total


def test_census_numbers_that_are_none_and_its_way_of_refusing_a_key() -> None:
    question = OFFICES_PLAYED["census"].question
    head = ["NAME", *question["variables"], "state", "place"]
    cells = [["A", "-666666666", None], ["B", "null", "-888888888.0"], ["C", "0", "5"]]
    body = json.dumps([head, *([name, one, other, "06", f"{n:05}"] for n, (name, one, other) in enumerate(cells))])
    table = asked("census", body.encode())
    assert [row[-2:] for row in table.rows] == [("", ""), ("", ""), ("0", "5")]
    assert {reason for _, reason in table.missing} == {"no estimate: too few cases", "blank", "not applicable"}
    moved = httpx.MockTransport(
        lambda request: httpx.Response(302, headers={"Location": "https://api.census.gov/data/invalid_key.html"})
    )
    connection = Connection(run="test", base_url="http://office.test", transport=moved, sleep=lambda _: None)
    with pytest.raises(CivicreachError, match="invalid_key"):
        fetch(OFFICES["census"], QUESTION.validate_python(question), connection)


def test_eurostat_warning_beside_figures_is_a_note() -> None:
    for warning in ({"label": "some note"}, [{"status": 200, "label": "some note"}], "some note"):
        table = asked("eurostat", eurostat(warning=warning))
        assert [row[-1] for row in table.rows] == ["7", ""]
        assert [note.values for note in table.notes] == [{"said": "some note"}]
    with pytest.raises(PlatformError, match="some fault"):
        asked("eurostat", eurostat(error={"label": "some fault"}))
    with pytest.raises(PlatformError, match="some note"):
        asked("eurostat", json.dumps({"warning": {"label": "some note"}}).encode())


Pages = list[tuple[int, int | None] | None]


def paged(name: str, pages: Pages, folder: Path) -> Any:
    """What an office brings whose pages hold so many rows and tell such a total; None is "no data"."""
    sent = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal sent
        place = int(request.url.params.get({"data.go.kr": "pageNo", "odcloud": "page", "lofin365": "pIndex"}[name]))
        page = pages[place - 1]
        if page is None:
            return httpx.Response(200, json={
                "data.go.kr": {"response": {"header": {"resultCode": "03"}}},
                "odcloud": {"data": []},
                "lofin365": {"RESULT": {"CODE": "INFO-200", "MESSAGE": "none"}},
            }[name])  # fmt: skip
        n, total = page
        # the regions and periods that the played questions name
        rows = [
            {"signguCd": str(sent + i), "yr": "2015", "cnt": "1", "rate": "2", "코드": str(sent + i), "연도": "2015",
             "인구": "3", "laf_cd": str(sent + i), "fyr": "2014", "rate1": "5", "rate2": "6"}
            for i in range(n)
        ]  # fmt: skip
        sent += n
        told = {} if total is None else {"totalCount": total}
        head = [] if total is None else [{"list_total_count": total}]
        return httpx.Response(200, json={
            "data.go.kr": {"response": {"header": {"resultCode": "00"}, "body": {"items": {"item": rows}, **told}}},
            "odcloud": {"data": rows, **told},
            "lofin365": {"JFIED": [{"head": [*head, {"RESULT": {"CODE": "INFO-000"}}]}, {"row": rows}]},
        }[name])  # fmt: skip

    question = {**OFFICES_PLAYED[name].question, **({"years": ["2014"]} if name == "lofin365" else {})}
    connection = Connection(run="test", base_url="http://office.test", transport=httpx.MockTransport(answer),
                            sleep=lambda _: None)  # fmt: skip
    return fetch(OFFICES[name], QUESTION.validate_python(question), connection, cache=AnswerCache(folder))


PAGED = pytest.mark.parametrize("name", ["data.go.kr", "odcloud", "lofin365"])


@PAGED
@pytest.mark.parametrize(
    ("pages", "n"),
    [([(100, 243), (0, 243)], 100), ([(100, 243), None], 100), ([(100, 243), (50, 243), (43, 243)], 193),
     ([(0, 243)], 0)],
)  # fmt: skip
def test_fewer_rows_than_the_office_says_there_are_is_a_refusal(
    name: str, pages: Pages, n: int, tmp_path: Path
) -> None:
    with pytest.raises(PlatformError) as refused:
        paged(name, pages, tmp_path)
    assert (refused.value.reason, refused.value.detail) == ("too_few", f"{n} / 243")
    # the same question asks anew
    assert not list(tmp_path.rglob("*.gz"))


@PAGED
def test_rows_are_as_many_as_the_office_says(name: str, tmp_path: Path) -> None:
    table = paged(name, [(100, 243), (100, 243), (43, 243)], tmp_path)
    assert len({row[0] for row in table.rows}) == 243 and table.notes == ()
    assert len(list(tmp_path.rglob("*.gz"))) == 3


@PAGED
def test_an_office_without_a_total_is_told(name: str, tmp_path: Path) -> None:
    table = paged(name, [(7, None)], tmp_path)
    assert len({row[0] for row in table.rows}) == 7
    (note,) = table.notes
    assert "how many rows" in note.text


def test_a_question_may_begin_with_a_later_page() -> None:
    played = OFFICES_PLAYED["data.go.kr"].question
    question = QUESTION.validate_python({**played, "parameters": {"pageNo": "3", "numOfRows": "100"}})
    rows = [{"signguCd": str(i), "yr": "2015", "cnt": "1", "rate": "2"} for i in range(43)]
    body = {"response": {"header": {"resultCode": "00"}, "body": {"items": {"item": rows}, "totalCount": 243}}}
    connection = Connection(run="test", base_url="http://office.test", sleep=lambda _: None,
                            transport=httpx.MockTransport(lambda request: httpx.Response(200, json=body)))  # fmt: skip
    assert len(fetch(OFFICES["data.go.kr"], question, connection).rows) == 43
