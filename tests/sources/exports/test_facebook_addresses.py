"""Posts on Facebook: each is of the page that its address names, and pages without a name stay apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from civicreach.sources.exports.entry import Odd
from civicreach.sources.exports.facebook_addresses import post_in

from .conftest import whole


def test_posts_of_pages_without_a_name_are_of_their_own_cities(written: Callable[..., Path]) -> None:
    file = written(
        "canonical,account_name,timestamp,share_count,comment_count,reaction_count,error,text\n"
        "https://www.facebook.com/pages/Seoul/123/posts/5,Seoul,1433152800,1,2,3,,\n"
        "https://www.facebook.com/pages/Busan/456/posts/5,Busan,1433152800,1,2,3,,\n"
        "https://www.facebook.com/pages/Busan/456,Busan,1433152800,1,2,3,,\n"
    )
    found = whole(file)
    assert [(post.account, post.post_id) for post in found.posts] == [("123", "123_5"), ("456", "456_5")]
    assert found.left == {"an address that names no post": 1}


@pytest.mark.parametrize("tail", ["Seoul?v=wall", "pages/Seoul/123", "123"])
def test_an_address_of_a_page_names_no_post(tail: str) -> None:
    with pytest.raises(Odd):
        post_in(f"https://www.facebook.com/{tail}", "123")
