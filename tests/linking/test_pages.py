"""How governments are called on their pages: what is taken off a name leaves it as it is, however it is written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from civicreach.linking.names import matching_key
from civicreach.linking.pages import _ALONE, called, handle_readings, is_other_body, page_name, page_parts
from civicreach.linking.register import read_register

PLACES = read_register("kr").at(date(2015, 8, 1)).rows


@given(st.text(max_size=20))
def test_a_page_name_is_stable(text: str) -> None:
    assert page_name(text) == page_name(f"  {text} ")


@given(
    st.sampled_from(PLACES),
    st.sampled_from(["공식 {}", "{}청", "{} 공식페이스북", "[공식] {}청 블로그", "{} (official)"]),
)
def test_words_around_a_korean_name_make_no_difference(place: object, way: str) -> None:
    name = place.name  # type: ignore[attr-defined]
    assert page_name(way.format(name)) == page_name(name)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)
def test_other_names_are_not_its_own_and_none_is_another_body(place: object) -> None:
    names = place.names  # type: ignore[attr-defined]
    others = [short for name in names for short in called(name)]
    assert not any(is_other_body(name) for name in (*names, *others))
    assert all(matching_key(short) for short in others)
    # its name beside words of another script is found again
    assert names[0] in list(page_parts(f"{names[0]} Welcome"))


@given(st.from_regex(r"[a-z]{4,12}", fullmatch=True))
def test_fillers_of_a_handle_leave_the_name(name: str) -> None:
    assume(name not in _ALONE)  # an account that is called "city" and no more
    for way in ("@{}_official", "@my.{}", "@{}news", "facebook.com/{}"):
        assert set(handle_readings(f"@{name}")) <= set(handle_readings(way.format(name)))
    assert not handle_readings("facebook.com/profile.php?id=1")


@given(st.lists(st.sampled_from([*_ALONE, "leeds", "chicago", "mykrkrkrabcd"]), min_size=1, max_size=12))
def test_the_whole_is_the_first_reading_of_a_handle_and_none_is_blank(words: list[str]) -> None:
    readings = handle_readings("@" + "_".join(words))
    lengths = [len(reading.replace(" ", "")) for reading in readings]
    assert lengths[0] == max(lengths) == len("".join(words)) and min(lengths) > 0 and len(readings) < 200
