"""Delimited text of any length, encoding and delimiter; lines that are out of step are rows of their own."""

from __future__ import annotations

import codecs
import gzip

import pytest

from civicreach.records.errors import InputError

from .conftest import Counter, left_out, values

KOREAN = "page,id,time\n서울특별시,1,2015-06-01\n부산광역시,2,2015-06-02\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (KOREAN.encode(), "utf-8"),
        (codecs.BOM_UTF8 + KOREAN.encode(), "utf-8"),
        (KOREAN.encode("cp949"), "cp949"),
        (KOREAN.encode("utf-16"), "utf-16"),
    ],
)
def test_encodings_are_found(count: Counter, data: bytes, encoding: str) -> None:
    activity = count({"a.csv": data})
    assert values(activity) == {"서울특별시": 1, "부산광역시": 1}
    assert activity.origins[0].encoding == encoding
    assert values(count({"a.csv": data}, encoding=encoding)) == values(activity)


def test_an_encoding_is_found_where_it_shows_late(count: Counter) -> None:
    rows = "".join(f"page{i},{i},2015-06-01\n" for i in range(60_000))
    data = f"page,id,time\n{rows}".encode() + "".join(f"서울특별시{i},x{i},2015-06-01\n" for i in range(40)).encode(
        "cp949"
    )
    assert len(data) > 1 << 20
    activity = count({"a.csv": data})
    assert (activity.n_counted, activity.origins[0].encoding) == (60_040, "cp949")
    assert values(activity)["서울특별시39"] == 1


def test_bytes_that_do_not_fit_are_told_with_their_line(count: Counter) -> None:
    rows = "".join(f"page{i},{i},2015-06-01\n" for i in range(60_000))
    with pytest.raises(InputError, match="line 60002") as caught:
        count({"a.csv": f"page,id,time\n{rows}".encode() + b"\xff\xff\x81,1,2015-06-01\n"})
    assert "encoding" in str(caught.value.faults[0].right)
    with pytest.raises(InputError, match=r"utf-8|UTF-8"):
        count({"a.csv": KOREAN.encode("cp949")}, encoding="utf-8")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("declared", [True, False])
def test_delimiters(count: Counter, delimiter: str, declared: bool) -> None:
    text = KOREAN.replace(",", delimiter)
    assert values(count(text, **({"delimiter": delimiter} if declared else {}))) == {"서울특별시": 1, "부산광역시": 1}


def test_a_spreadsheets_sep_line_is_no_title(count: Counter) -> None:
    activity = count("sep=;\npage;id;time\na;1;2015-06-01\na;2;soon\n")
    assert values(activity) == {"a": 1}
    assert left_out(activity)["a date that"] == (1, (("line 4", "soon"),))


def test_titles_above_the_names(count: Counter) -> None:
    text = "Posts of pages\n\npage,id,time\na,1,2015-06-01\na,2,soon\n"
    activity = count(text)
    assert values(activity) == {"a": 1}
    assert left_out(activity)["a date that"] == (1, (("line 5", "soon"),))
    assert "1 line above the names passed over" in map(str, activity.origins[0].notes)
    assert values(count(text, header=3)) == {"a": 1}
    with pytest.raises(InputError, match="no column names in line 2"):
        count(text, header=2)


def test_a_column_that_is_not_there(count: Counter) -> None:
    with pytest.raises(InputError) as caught:
        count("Page,ident,time\na,1,2015-06-01\n")
    assert [str(fault.wrong) for fault in caught.value.faults] == ["has no column 'page'", "has no column 'id'"]
    assert str(caught.value.faults[0].found) == "columns 'Page', 'ident', 'time'"


def test_cells_with_line_breaks_and_doubled_quotes(count: Counter) -> None:
    activity = count('page,id,time,text\na,1,2015-06-01,"two\nlines, ""so"" to speak"\na,2,x,\n')
    assert values(activity) == {"a": 1}
    assert left_out(activity)["a date that"] == (1, (("line 4", "x"),))


def test_a_record_that_swallows_others_says_so(count: Counter) -> None:
    activity = count(
        'page,id,time\na,1,2015-06-01\na,"2,2015-06-01\na,3,2015-06-01\na,"4",2015-06-01\na,5,2015-06-01\n'
    )
    assert left_out(activity) == {
        "the line is": (1, (("line 3", "text after the closing quote of a cell (lines 3 to 5)"),))
    }
    assert values(activity) == {"a": 2}


def test_a_quotation_mark_that_is_never_closed_is_refused(count: Counter) -> None:
    with pytest.raises(InputError, match="not closed to the end") as caught:
        count('page,id,time\na,1,2015-06-01\na,"2,2015-06-01\na,3,2015-06-01\n')
    assert str(caught.value.faults[0].where) == "a.csv line 3"


def test_marks_that_guard_codes_are_taken_off(count: Counter) -> None:
    assert values(count("page,id,time\n'0111,1,2015-06-01\n=\"0112\",2,2015-06-01\n's-H,3,2015-06-01\n")) == {
        "0111": 1, "0112": 1, "'s-H": 1,
    }  # fmt: skip


def test_packed_text(count: Counter) -> None:
    assert values(count({"a.csv.gz": gzip.compress(KOREAN.encode("cp949"))})) == {"서울특별시": 1, "부산광역시": 1}


def test_a_cell_longer_than_any_limit(count: Counter) -> None:
    assert values(count(f"page,id,time,text\na,1,2015-06-01,{'x' * 300_000}\n")) == {"a": 1}
