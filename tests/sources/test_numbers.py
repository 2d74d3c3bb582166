"""Numbers in every usual hand, and the mend for what is not one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.records.errors import Fault
from civicreach.records.missing import Missing
from civicreach.sources.numbers import cell_text, read_number
from tests.sources.conftest import TableReader, sentence


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "value"),
    [
        ("12", ".", "", 12.0),
        (" 12 ", ".", "", 12.0),
        ("\u00a012\u3000", ".", "", 12.0),
        ("-1.5", ".", "", -1.5),
        ("−1.5", ".", "", -1.5),
        ("–1.5", ".", "", -1.5),
        ("－１２．５", ".", "", -12.5),
        ("+3", ".", "", 3.0),
        (".5", ".", "", 0.5),
        ("5.", ".", "", 5.0),
        ("1e3", ".", "", 1000.0),
        ("1,234,567.8", ".", ",", 1234567.8),
        ("1234", ".", ",", 1234.0),
        ("１，２３４", ".", ",", 1234.0),
        ("1.234,5", ",", ".", 1234.5),
        (",5", ",", "", 0.5),
        ("1 234", ".", " ", 1234.0),
        ("1\u00a0234\u202f567", ".", " ", 1234567.0),
        ("1'234", ".", "'", 1234.0),
        ("1’234", ".", "'", 1234.0),
    ],
)  # fmt: skip
def test_numbers(text: str, decimal: str, thousands: str, value: float) -> None:
    assert read_number(text, decimal=decimal, thousands=thousands) == value


NOT_NUMBERS = ("", "-", "x", "1_000", "inf", "nan", "Infinity", "1e999", "0x10", "1,234", "1 234", "1.2.3", "--1")


@pytest.mark.parametrize("text", [*NOT_NUMBERS, "5%", "12²", "½", "٣", "1-", "."])
def test_what_is_not_a_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize("text", ["12,34", "1,2345", ",123", "1234,567", "1,,234", "1,234,"])
def test_thousands_stand_in_groups_of_three(text: str) -> None:
    assert read_number(text, thousands=",") is None


@settings(max_examples=200, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([".,", ",.", ". ", ".'", ", "]))
def test_a_number_written_is_the_number_read(value: float, marks: str) -> None:
    assert read_number(repr(value)) == value
    text = f"{value:,.3f}".translate({ord("."): marks[0], ord(","): marks[1]})
    assert read_number(text, decimal=marks[0], thousands=marks[1]) == float(f"{value:.3f}")


@settings(max_examples=100, deadline=None)
@given(st.integers(-(2**53), 2**53))
def test_whole_numbers_of_a_sheet_are_text_without_a_point(value: int) -> None:
    assert cell_text(float(value)) == str(value)


def column(table: TableReader, *cells: str, **options: object) -> list[Fault]:
    faults: list[Fault] = []
    text = "code;population\n" + "".join(f"{place};{cell}\n" for place, cell in enumerate(cells))
    table(text, "population.csv", delimiter=";", **options).numbers("population", faults)
    return faults


def test_blank_cells_are_missing_and_not_zero(table: TableReader) -> None:
    numbers = table("a,b\n1,\n2, \n3,-\n4,0\n", blank=("-",)).numbers("b")
    assert numbers.missing.tolist() == [Missing.BLANK, Missing.BLANK, Missing.BLANK, 0]
    assert str(numbers.values.tolist()) == "[nan, nan, nan, 0.0]"


@pytest.mark.parametrize("mark", ["-", "…", "...", ".", "NA", "N/A", "None", "NULL", "nan", "inf", "미상"])
def test_a_mark_is_blank_only_if_declared(table: TableReader, mark: str) -> None:
    (fault,) = column(table, "1", mark)
    assert str(fault.where) == "population.csv line 3, column 'population'" and str(fault.wrong) == "is not a number"
    assert str(fault.found) == repr(mark)
    assert (
        str(fault.right)
        == f'declare blank = ["{mark}"] under [statistics.population] if it stands for no value, or mend the cell'
    )
    assert column(table, "1", mark, blank=(mark,)) == []


def test_declared_marks_are_kept_in_the_mend(table: TableReader) -> None:
    (fault,) = column(table, "-", "x", blank=("-",))
    assert 'blank = ["-", "x"]' in str(fault.right)


@pytest.mark.parametrize(
    ("cell", "options", "mend"),
    [
        ("12,345", {}, 'declare thousands = ","{under}, or mend the cell'),
        ("12,5", {}, 'declare decimal = ","{under}, or mend the cell'),
        ("1.234.567", {}, 'declare decimal = "," and thousands = "."{under}, or mend the cell'),
        ("1.234,5", {}, 'declare decimal = "," and thousands = "."{under}, or mend the cell'),
        ("1.234", {"decimal": ","}, 'declare thousands = "."{under}, or mend the cell'),
        ("1 234", {}, 'declare thousands = " "{under}, or mend the cell'),
        ("1'234", {}, 'declare thousands = "\'"{under}, or mend the cell'),
        ("1,234.5", {}, 'declare thousands = ","{under}, or mend the cell'),
        ("45%", {}, "write the number without the sign, in the unit that the study wants"),
        ("４５％", {}, "write the number without the sign, in the unit that the study wants"),
        ("#N/A", {}, 'mend the formula, or declare blank = ["#N/A"]{under} if it stands for no value'),
        ("12p", {}, "mend the cell"),
    ],
)
def test_the_mend_that_fits(table: TableReader, cell: str, options: dict[str, object], mend: str) -> None:
    (fault,) = column(table, "1", cell, **options)
    assert str(fault.right) == mend.replace("{under}", " under [statistics.population]")


def test_the_same_text_is_one_fault(table: TableReader) -> None:
    faults = column(table, "-", "1", "-", "-", "x")
    assert [str(fault.found) for fault in faults] == ["'-'", "'x'"]
    assert str(faults[0].wrong) == "is not a number (and 2 other cells like it)"


def test_many_faults_are_counted(table: TableReader) -> None:
    faults = column(table, *(f"x{i}" for i in range(50)))
    assert len(faults) == 21 and str(faults[-1].wrong) == "... and 30 more faults like these"


def test_marks_that_clash(table: TableReader) -> None:
    (fault,) = column(table, "1", decimal=",", thousands=",")
    assert "decimal and thousands are both ','" in str(fault.wrong)


def test_without_a_list_faults_are_raised(table: TableReader) -> None:
    assert "line 2, column 'b': is not a number" in sentence(lambda: table("a,b\n1,x\n").numbers("b"))
