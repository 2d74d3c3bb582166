"""Numbers as papers print them, and the intervals that they stand for."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.records.printed_number import is_blank, read_pair, read_printed_number

READ = [
    ("0.208", "0.208", 3, ""), ("-.069", "-0.069", 3, ""), ("−.069", "-0.069", 3, ""), ("–0.12", "-0.12", 2, ""),
    ("﹣0.5", "-0.5", 1, ""), ("0.053*", "0.053", 3, "*"), ("0.001***", "0.001", 3, "***"), ("†0.04", "0.04", 2, "†"),
    ("0.5+", "0.5", 1, "+"), ("0.35a", "0.35", 2, "a"), ("0.35¹", "0.35", 2, ""), ("0.35ᵃ", "0.35", 2, "a"),
    ("1,234.5", "1234.5", 1, ""), ("12,479,061", "12479061", 0, ""), ("1 234", "1234", 0, ""),
    ("12'345", "12345", 0, ""),
    ("0,053", "0.053", 3, ""), ("1.234,56", "1234.56", 2, ""), ("(0.631)", "0.631", 3, ""), ("74.6%", "74.6", 1, ""),
    ("p = .03", "0.03", 2, ""), ("F(11, 78) = 14.812***", "14.812", 3, "***"), ("t(78)=1.97", "1.97", 2, ""),
    ("１２．５", "12.5", 1, ""), ("1.2e-5", "0.000012", 6, ""), ("1.2×10^-5", "0.000012", 6, ""),
    ("3.5 *", "3.5", 1, "*"),
    ("93", "93", 0, ""), ("R² = .45", "0.45", 2, ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "decimals", "marks"), READ)
def test_read(text: str, value: str, decimals: int, marks: str) -> None:
    number = read_printed_number(text)
    assert number is not None
    assert (number.middle, number.decimals, number.marks) == (Fraction(value), decimals, marks)
    assert number.low == Fraction(value) - Fraction(1, 2 * 10**decimals)


@pytest.mark.parametrize(
    "text", ["1.2.3", "abc", "2.O0", "l.5", "nan", "∞", "1e999", "5 10", "3..4", "", "0.5 0.6", "--1", "1.969 0.053"]
)
def test_unreadable(text: str) -> None:
    assert read_printed_number(text) is None


def test_bounds() -> None:
    small, large, none = (read_printed_number(text) for text in ("< .001***", "p > .05", "n.s."))
    assert small and large and none
    assert (small.low, small.high, small.relation, small.stars) == (None, Fraction(1, 1000), "<", "***")
    assert (large.low, large.high) == (Fraction(1, 20), None)
    assert (none.relation, none.middle) == ("ns", None)
    at_most = read_printed_number("≤ 0.05")
    assert at_most is not None and at_most.high == Fraction(1, 20)


def test_degrees_of_freedom_go_along() -> None:
    number = read_printed_number("F(11, 78) = 14.812")
    assert number is not None and number.df == ("11", "78")


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("0.676 (0.631)", ("0.676", "0.631")), ("0.208*** (0.105)", ("0.208***", "0.105")),
        ("[−0.1, 0.5]", ("-0.1", "0.5")),
        ("0.1–0.5", ("0.1", "0.5")), ("-0.3 to -0.1", ("-0.3", "-0.1")), ("(0.1; 0.2)", ("0.1", "0.2")),
        ("[−17 526.49, 1 747.66]", ("-17 526.49", "1 747.66")), ("[1,234.5, 2,345.6]", ("1,234.5", "2,345.6")),
        ("12 (10.5%)", ("12", "10.5%")), ("0.5", None), ("yes", None),
    ],
)  # fmt: skip
def test_pairs(text: str, pair: tuple[str, str] | None) -> None:
    assert read_pair(text) == pair


def test_blanks() -> None:
    assert all(map(is_blank, ["", " ", "-", "–", "…", "n/a"]))
    assert not any(map(is_blank, ["0", "n.s.", "x"]))


@settings(max_examples=150, deadline=None)
@given(st.decimals(-10**7, 10**7, allow_nan=False, places=6), st.integers(0, 4), st.booleans(),
       st.sampled_from(["-", "−", "–"]), st.sampled_from(["", ","]), st.sampled_from(["", "*", "**", "†"]))  # fmt: skip
def test_what_is_printed_lies_in_its_interval(
    value: Decimal, digits: int, even: bool, minus: str, thousands: str, mark: str
) -> None:
    rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN if even else ROUND_HALF_UP)
    text = f"{rounded:,f}".replace(",", thousands).replace("-", minus) + mark
    number = read_printed_number(text)
    assert number is not None and number.low is not None and number.high is not None
    assert number.low <= Fraction(value) <= number.high
    assert number.high - number.low == Fraction(1, 10**digits)
    assert number.marks == mark


@settings(max_examples=100, deadline=None)
@given(st.decimals(-1000, 1000, allow_nan=False, places=5), st.integers(0, 3))
def test_what_is_cut_lies_in_its_interval(value: Decimal, digits: int) -> None:
    unit = Decimal(1).scaleb(-digits)
    cut = (value / unit).to_integral_value("ROUND_DOWN") * unit
    number = read_printed_number(f"{cut:.{digits}f}", rounding="cut")
    assert number is not None and number.low is not None and number.high is not None
    assert number.low <= Fraction(value) <= number.high
