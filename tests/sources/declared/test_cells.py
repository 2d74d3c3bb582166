"""Cells read by SQL are read as Python reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreach.engine import Engine, quoted
from civicreach.linking.handles import normal_account
from civicreach.sources.activity.cells import ruined_sql
from civicreach.sources.counts import NotACountError, read_count
from civicreach.sources.declared.cells import (
    count_sql,
    plain_account_sql,
    plain_count_sql,
    plain_id_sql,
    told_sql,
)
from civicreach.sources.identifiers import why_ruined

TEXTS = st.lists(
    st.one_of(
        st.text("0123456789.,' \u00a0+-eEKk", max_size=9),
        st.integers(0, 10**7).map("{:,}".format),
        st.sampled_from(["N/A", "none", "-", "1.2K", "407.137", "12.0", "", "true", "\u0663", "0x10", "1_000", "NaN"]),
        st.text(max_size=4).filter(lambda text: "\0" not in text),
    ),
    min_size=1,
    max_size=40,
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(threads=1) as engine:
        yield engine


def asked(engine: Engine, sql: str, texts: list[str]) -> list[object]:
    rows = ", ".join(f"({place}, {quoted(text)})" for place, text in enumerate(texts))
    return [value for (value,) in engine.execute(f"SELECT {sql} FROM (VALUES {rows}) AS t(place, c) ORDER BY place")]


def count_of(text: str) -> int | str | None:
    try:
        return read_count(text)
    except NotACountError:
        return "none"


@given(TEXTS)
def test_counts(engine: Engine, texts: list[str]) -> None:
    found = zip(asked(engine, count_sql("c", texts=True), texts), asked(engine, told_sql("c"), texts), strict=True)
    got = [count if count is not None else "none" if told else None for count, told in found]
    assert got == [count_of(text) for text in texts]


@given(TEXTS)
def test_where_points_may_divide_decimals_they_do(engine: Engine, texts: list[str]) -> None:
    for text, count in zip(texts, asked(engine, count_sql("c", texts=False), texts), strict=True):
        assert count is None or count == count_of(text)
    assert asked(engine, count_sql("c", texts=False), ["407.137"]) == [None]


@given(TEXTS)
def test_plain_counts_are_what_they_seem(engine: Engine, texts: list[str]) -> None:
    for text, plain in zip(texts, asked(engine, plain_count_sql("c", "TRY_CAST(c AS BIGINT)"), texts), strict=True):
        assert not plain or text == str(count_of(text))


@given(st.lists(st.text("0123456789eE+.,", max_size=9), min_size=1, max_size=40))
def test_ruined_ids(engine: Engine, texts: list[str]) -> None:
    assert asked(engine, ruined_sql("c"), texts) == [why_ruined(text) is not None for text in texts]


NAMES = st.lists(
    st.one_of(
        st.text("@/ seoulSEOUL.0+가\n\t~-_:%\x7f,eE", max_size=7),
        st.sampled_from(["1.000", "a\nb", "a\tb", "~", "\x7f", "1.0.0", "UC" + "a" * 22, "UC" + "A" * 22]),
        st.sampled_from(["facebook.com/Seoul/", "@Seoul", "seoul", "\tx"]),
    ),
    min_size=1,
    max_size=40,
)


@given(NAMES)
def test_plain_accounts_are_in_the_one_form(engine: Engine, texts: list[str]) -> None:
    for text, plain in zip(texts, asked(engine, plain_account_sql("c"), texts), strict=True):
        assert not plain or (text == text.strip() == normal_account(text) and text and why_ruined(text) is None)
        assert not plain or (any(map(str.isalnum, text)) and not _number_with_point(text))


@given(NAMES)
def test_plain_ids_need_no_cleaning(engine: Engine, texts: list[str]) -> None:
    for text, plain in zip(texts, asked(engine, plain_id_sql("c"), texts), strict=True):
        assert not plain or (text and text == text.strip() and text.isascii() and why_ruined(text) is None)
        assert not plain or not _number_with_point(text)


def _number_with_point(text: str) -> bool:
    """What reading row by row takes for a whole number of a spreadsheet."""
    return re.fullmatch(r"[0-9]+\.0*", text) is not None
