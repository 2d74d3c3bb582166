"""Numbers as text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreach.records.rounding import as_text, decimals_of, shortest


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.285, 2, "0.29"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (-0.0001, 3, "0.000"),
        (1e21, 0, "1000000000000000000000"),
        (1e-300, 3, "0.000"),
        (0.1 + 0.2, 1, "0.3"),
        (74.56140350877193, 1, "74.6"),
        (0.9999, 3, "1.000"),
    ],
)
def test_as_text(value: float, decimals: int, text: str) -> None:
    assert as_text(value, decimals) == text


@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_rounding_moves_by_half_a_unit_at_most(value: float, decimals: int) -> None:
    text = as_text(value, decimals)
    assert decimals_of(text) == decimals
    assert abs(Decimal(text) - Decimal(value)) <= Decimal("0.5000001").scaleb(-decimals) + abs(Decimal(value)) / 10**14


@given(st.floats(-1e15, 1e15, allow_subnormal=False))
def test_shortest_reads_back(value: float) -> None:
    assert float(shortest(value)) == pytest.approx(value, rel=1e-14, abs=0)
    assert "e" not in shortest(value).lower()
