"""Cells read by SQL are what the tables of the same study would read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from civicreach.engine import Engine, quoted
from civicreach.sources.activity.cells import number_sql, selected_sql, text_sql
from civicreach.sources.encoding import composed
from civicreach.sources.numbers import read_number
from civicreach.sources.selection import Selection, select_rows


def ask(engine: Engine, sql: str, texts: Sequence[str]) -> list[object]:
    """An expression over texts, in their order."""
    listed = ", ".join(quoted(text) for text in texts)
    return [row for (row,) in engine.execute(f"SELECT {sql} FROM (SELECT unnest([{listed}]::VARCHAR[]) AS x)")]


TEXTS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6), min_size=1)


@settings(max_examples=25, deadline=None)
@given(TEXTS)
@example([" a", "a ", "\u00a0서울\u3000", "\u1109\u1165", "", " ", "\ufeffa", "\x1fa\x1c", "a b", "é", "e\u0301"])
def test_text_is_trimmed_and_composed(engine: Engine, texts: list[str]) -> None:
    expected = [composed(text.replace("\ufeff", " ").strip() if text.strip(" \ufeff") != text else text.strip())
                for text in texts]  # fmt: skip
    assert ask(engine, text_sql("x"), texts) == [text or None for text in expected]


def test_what_is_declared_blank_is_nothing(engine: Engine) -> None:
    assert ask(engine, text_sql("x", ["None", " - "]), ["None", "-", " None ", "none", ""]) == [
        None,
        None,
        None,
        "none",
        None,
    ]


NUMBERS = st.lists(st.text(st.sampled_from("0123456789.,+-eE '\u00a0\u202f’０１９，．－"), max_size=9), min_size=1)


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("thousands", ["", ",", ".", " ", "'"])
@settings(max_examples=25, deadline=None)
@given(NUMBERS)
@example(
    [
        "1,234",
        "1.234",
        "12,34",
        "1,234.5",
        "1.234,5",
        "1 234",
        "1'234",
        "1’234",
        ".5",
        "5.",
        ".",
        "-",
        "+5",
        "1e5",
        "1e999",
    ]
)
@example(["１，２３４", "５００", "－５", "−5", "1.2K", "12%", "nan", "inf", "0x10", "1_000"])
def test_numbers(engine: Engine, decimal: str, thousands: str, texts: list[str]) -> None:
    if decimal == thousands:
        return
    trimmed = [text.strip() for text in texts]
    expected = [read_number(text, decimal=decimal, thousands=thousands) for text in trimmed]
    assert ask(engine, number_sql("x", decimal=decimal, thousands=thousands), trimmed) == expected


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(["1", "1.0", "01", "2", "TRUE", "true", "False", "data", "", "x"]), min_size=1),
    st.sampled_from([1, 1.0, "1", "1.0", True, False, "data", ["data", 2], [1, "x"], [3]]),
)
def test_selection_is_that_of_tables(engine: Engine, texts: list[str], wanted: str | bool | list[str | int]) -> None:
    kept = select_rows(len(texts), {"x": wanted}, lambda _: [texts], path="a.csv")
    rows = kept.rows if isinstance(kept, Selection) else []
    found = ask(engine, selected_sql({"x": wanted}, {"x": "nullif(x, '')"}), texts)
    assert [row for row, is_kept in enumerate(found) if is_kept] == rows
