"""Answers of any shape: figures, or a refusal in words; never a crash, never half a table."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.records.errors import CivicreachError, InputError
from civicreach.sources.platforms.connection import Connection, Patience
from civicreach.sources.statistics import OFFICES
from civicreach.sources.statistics.answer import number_or_reason, tolerant_json, xml_texts
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
