"""Facebook's addresses: the page of each is one, and the same to who links accounts and to who imports posts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.facebook_addresses import ELSEWHERE, PAGES

from civicreach.linking.handles import normal_account
from civicreach.records.facebook import page_at
from civicreach.sources.exports.facebook_addresses import page_in


@pytest.mark.parametrize("host", ["https://www.facebook.com", "http://ko-kr.facebook.com", "fb.com"])
@pytest.mark.parametrize(("tail", "page"), PAGES.items())
def test_one_page_for_all_that_read_its_address(tail: str, page: str, host: str) -> None:
    assert page_at(tail) == normal_account(host + tail) == page_in(host + tail) == page


@pytest.mark.parametrize("tail", ELSEWHERE)
def test_what_is_no_page_is_nobodys(tail: str) -> None:
    address = f"https://www.facebook.com{tail}"
    assert page_at(tail) == page_in(address) == ""
    assert normal_account(address) == f"facebook.com/{tail.strip('/').replace('/?', '?')}"


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_any_text_is_read_alike(tail: str) -> None:
    page = page_at(f"/{tail}")
    assert page == page_in(f"https://facebook.com/{tail}")
    assert not page or page == normal_account(f"https://facebook.com/{tail}")


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(["pages", "pg", "people", "p", "%41", "Seoul", "77", "5_6", "posts", "?id=7", "#", "@A"]))
)
def test_any_steps_are_read_alike(steps: list[str]) -> None:
    tail = "/" + "/".join(steps)
    page = page_at(tail)
    assert page == page_in(f"https://facebook.com{tail}")
    assert not page or page == normal_account(f"https://facebook.com{tail}")
