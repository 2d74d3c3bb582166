"""JSON lines: fields within fields, numbers with all their digits, and lines that are no records."""

from __future__ import annotations

import codecs
import json

import pytest

from civicreach.records.errors import InputError

from .conftest import Counter, left_out, values

POST = {"from": {"id": "a", "name": "A"}, "id": "1", "time": "2015-06-01"}


def lines(*records: object) -> dict[str, str | bytes]:
    return {"a.ndjson": "\n".join(record if isinstance(record, str) else json.dumps(record) for record in records)}


def test_fields_within_fields_and_fields_with_dots(count: Counter) -> None:
    flat = {"from.id": "b", "id": "2", "time": "2015-06-01"}
    deep = {"from": {"id": 3, "x": {"id": 0}}, "id": "3", "time": "2015-06-01"}
    assert values(count(lines(POST, flat, deep), account="from.id")) == {"a": 1, "b": 1, "3": 1}


def test_ids_keep_their_digits(count: Counter) -> None:
    files = lines('{"page": 12345678901234567, "id": 98765432109876543210987, "time": 1433200000}')
    activity = count({"a.ndjson": f"{files['a.ndjson']!s}\n{files['a.ndjson']!s}"})
    assert values(activity) == {"12345678901234567": 1}
    assert left_out(activity)["the same post"] == (1, (("line 2", "12345678901234567 98765432109876543210987"),))


def test_lines_that_are_no_records(count: Counter) -> None:
    good = '{"page":"a","id":"1","time":"2015-06-01"}'
    files = [good, "{broken", "", "   ", "[1]", "null", "{}", good + " x", '{"page":"\\ud800","id":"2"}', '{"page":""}']
    activity = count({"a.ndjson": "\n".join(files).encode() + b'\n{"page":"\xff","id":"3","time":"2015-06-01"}\r\n'})
    assert values(activity) == {"a": 1}
    assert left_out(activity) == {
        "the line is": (6, (
            ("line 2", "Expecting property name enclosed in double quotes at character 2: {broken"),
            ("line 5", "not an object: [1]"),
            ("line 6", "not an object: null"),
            ("line 8", f"Extra data at character 43: {good} x"),
            ("line 9", 'not JSON as its standard has it: {"page":"\\ud800","id":"2"}'),
            ("line 11", 'not UTF-8 (byte 0xFF): {"page":"\ufffd","id":"3","time":"2015-06-01"}'),
        )),
        "without the account": (2, (("line 7", ""), ("line 10", ""))),
    }  # fmt: skip


def test_a_field_of_another_shape_is_absent(count: Counter) -> None:
    odd = [{**POST, "from": "a"}, {**POST, "from": None}, {**POST, "from": [{"id": "a"}]}]
    activity = count(lines(POST, *odd), account="from.id")
    assert values(activity) == {"a": 1}
    assert left_out(activity)["without the account"][0] == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_marks_and_other_encodings(count: Counter, encoding: str) -> None:
    data = '{"page":"서울","id":"1","time":"2015-06-01"}\n{"page":"서울","id":"2","time":"x"}'.encode(encoding)
    activity = count({"a.ndjson": data}, **({} if encoding == "utf-8-sig" else {"encoding": encoding}))
    assert values(activity) == {"서울": 1}
    assert left_out(activity)["a date that"] == (1, (("line 2", "x"),))


def test_a_field_that_no_line_has(count: Counter) -> None:
    with pytest.raises(InputError) as caught:
        count(lines(POST), account="from.Id", where={"kind": "x"})
    assert [str(fault.wrong) for fault in caught.value.faults] == ["has no field 'from.Id'", "has no field 'kind'"]
    assert str(caught.value.faults[0].right) == "'from.id', 'from'?"
    assert "'from', 'from.id', 'from.name'" in str(caught.value.faults[1].found)


def test_a_field_that_only_late_lines_have(count: Counter) -> None:
    early = [{"page": "a", "time": "2015-06-01"}] * 1200
    activity = count(lines(*early, {"page": "a", "id": "1", "time": "2015-06-01"}))
    assert values(activity) == {"a": 1201}


def test_one_list_is_not_lines(count: Counter) -> None:
    with pytest.raises(InputError, match="is a list") as caught:
        count({"a.json": json.dumps([POST])})
    assert "jq" in str(caught.value.faults[0].right)
    with pytest.raises(InputError, match="no JSON object"):
        count({"a.json": codecs.BOM_UTF8 + b"page,id,time\na,1,2015-06-01"})


def test_a_field_and_another_within_it(count: Counter) -> None:
    with pytest.raises(InputError, match="a field and another within it"):
        count(lines(POST), account="from", id="from.id")
