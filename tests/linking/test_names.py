"""Spelling does not matter; words do."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from civicreach.linking.names import matching_key, normal_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ynys Môn", "Ynys Mon"),
        ("Na h-Eileanan An Iar", "na h‑eileanan an iar"),
        ("Birmingham, Edgbaston", "BIRMINGHAM EDGBASTON"),
        ("Ashton-under-Lyne", "Ashton — Under − Lyne"),
        ("King's Lynn", "King’s Lynn"),
        ("King's Lynn", "Kings Lynn"),
        ("Basildon & Billericay", "Basildon and Billericay"),
        ("St. Helens North", "St Helens  North "),
        ("Washington, D.C.", "Washington DC"),
        ("Łódź", "Lodz"),
        ("İzmir", "izmir"),
        ("Αθήνα", "ΑΘΗΝΑ"),
        ("ＳＥＯＵＬ", "Seoul"),
        ("Straßburg", "STRASSBURG"),
        (unicodedata.normalize("NFD", "종로구"), "종로구"),
        ("서울특별시 종로구", "서울특별시종로구"),
        ("창원시(마산)", "창원시 마산"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert matching_key(one) == matching_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Newport East", "Newport West"), ("New Port", "Newport"), ("중구", "동구"), ("Йошкар", "Иошкар"), ("が", "か")],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert matching_key(one) != matching_key(other)


def test_hangul_survives_as_whole_syllables() -> None:
    assert normal_name(unicodedata.normalize("NFD", "서울특별시 종로구")) == "서울특별시 종로구"


def test_a_text_of_signs_alone_stands_for_itself() -> None:
    assert normal_name(" – ") == ""
    assert matching_key(" – ") == "–"


@settings(max_examples=300)
@given(st.text())
@example("ﬀ̈İı")
@example("&amp")
@example("ΐ́ʼn")
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normal_name(text)
    assert normal_name(once) == once
    assert matching_key(matching_key(text)) == matching_key(text)
