"""Records, their lines and their delimiter."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.sources.delimited import find_delimiter, split_records
from civicreach.sources.files import InputFile
from tests.sources.conftest import sentence

FILE = InputFile("a.csv", b"", "statistics.population")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('a,b\n"x;y;z",1\n"u;v;w",2\n', ","),
        ('name,purposes\nA,"a; b"\nB,"a; c"\nC,"b; c"\n', ","),
        ("name,purposes\nA,a; b\nB,a; c\nC,b; c\n", ","),
        ("Population, by town, 2010\n\ncode;name\n1;A\n2;B\n", ";"),
        ("code\n1\n2\n", ","),
        ("one line", ","),
        # as many rows divide by one as by the other, but the names do not
        ("name,purposes\n1,x; y\n2,x; y\n3,4,x; y\n", ","),
    ],
)
def test_the_delimiter_is_found(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_a_tsv_prefers_tabs() -> None:
    text = "a\tb,c\n1\t2,3\n"
    assert split_records(InputFile("a.tsv", b""), text).delimiter == "\t"
    assert "tab" in str(split_records(InputFile("a.tsv", b""), text).notes[0])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_those_of_the_file(end: str) -> None:
    text = end.join(["id,text", '1,"two', 'lines"', "", "2,x", ""])
    records = split_records(FILE, text, ",")
    assert [line for line, row in zip(records.lines, records.rows, strict=True) if row] == [1, 2, 5]
    assert records.rows[1] == ["1", f"two{end}lines"]


def test_the_line_that_names_the_delimiter_is_passed_over() -> None:
    records = split_records(FILE, "sep=;\na;b\n1;2\n")
    assert (records.delimiter, records.rows, records.lines) == (";", [["a", "b"], ["1", "2"]], [2, 3])


CELLS = st.text(st.sampled_from("ab1,;\t|\"'=\n 가"), max_size=6).filter(lambda cell: not cell[:1].isspace())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_what_is_written_is_read(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    records = split_records(FILE, text.getvalue(), delimiter)
    assert sum(records.guarded.values()) == 0 or any("'" in cell or "=" in cell for row in rows for cell in row)
    if not records.guarded:
        assert records.rows == rows
    assert records.lines[0] == 1 and len(records.lines) == len(rows)


def test_guarded_codes() -> None:
    text = "code,name,year\n'01,'tis,'98\n=\"0110\",x,2000\n'1','2',it's\n"
    records = split_records(FILE, text, ",")
    assert records.rows[1:] == [["01", "'tis", "98"], ["0110", "x", "2000"], ["'1'", "'2'", "it's"]]
    assert dict(records.guarded) == {0: 2, 2: 1}


def test_codes_guarded_by_a_formula_alone() -> None:
    assert split_records(FILE, 'code,x\n="0110",1\n', ",").rows[1] == ["0110", "1"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('a,b\n1,x\n"2,y\n3,z\n', ["line 3: opens a quoted cell that is not closed", '"2,y', "doubled"]),
        ('a,b\n1,x\n"A" town,y\n', ["line 3: holds text after the closing quote", '"A" town,y']),
        ('a,b\n"1\n1",2\n"' + "x" * 200_000 + "\n", ["line 4: opens a quoted cell that is not closed"]),
        ('sep=,\na,b\n"1,2\n', ["line 3: opens a quoted cell"]),
    ],
)
def test_quotes_that_do_not_pair(text: str, words: list[str]) -> None:
    said = sentence(lambda: split_records(FILE, text, ","))
    assert all(word in said for word in words), said


@pytest.mark.parametrize("delimiter", [";;", "", '"', "\n"])
def test_a_delimiter_that_is_none(delimiter: str) -> None:
    said = sentence(lambda: split_records(FILE, "a,b\n1,2", delimiter))
    assert "not one character" in said and repr(delimiter) in said and "[statistics.population]" in said
