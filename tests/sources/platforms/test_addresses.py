"""What people write for an account, on each platform."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreach.sources.platforms import NAMES, platform

READ = [
    ("bluesky", "seoul.go.kr", "seoul.go.kr"),
    ("bluesky", " @Seoul.Go.Kr ", "seoul.go.kr"),
    ("bluesky", "\u202aseoul.go.kr\u202c", "seoul.go.kr"),
    ("bluesky", "https://bsky.app/profile/seoul.bsky.social?ref=x", "seoul.bsky.social"),
    ("bluesky", "bsky.app/profile/did:plc:z72i7hdynmk6r22z27h6tvur/post/3l6", "did:plc:z72i7hdynmk6r22z27h6tvur"),
    ("bluesky", "at://seoul.go.kr/app.bsky.feed.post/3l6", "seoul.go.kr"),
    ("bluesky", "cityofseoul", "cityofseoul.bsky.social"),
    ("mastodon", "@seoul@social.example", "seoul@social.example"),
    ("mastodon", "acct:seoul@SOCIAL.example", "seoul@social.example"),
    ("mastodon", "https://social.example/@seoul", "seoul@social.example"),
    ("mastodon", "https://social.example/@seoul/109/", "seoul@social.example"),
    ("mastodon", "social.example/users/seoul", "seoul@social.example"),
    ("mastodon", "https://mine.example/@seoul@social.example", "seoul@social.example"),
    ("mastodon", "https://mine.example/web/@seoul@social.example?x=1", "seoul@social.example"),
    ("youtube", "@SeoulCity", "@seoulcity"),
    ("youtube", "https://m.youtube.com/@seoulcity/shorts?si=1", "@seoulcity"),
    ("youtube", "https://www.youtube.com/%40%EC%84%9C%EC%9A%B8%EC%8B%9C", "@서울시"),
    ("youtube", "https://youtube.com/user/SeoulTV#x", "user/seoultv"),
    ("youtube", "UCabcdefghijklmnopqrstuA", "UCabcdefghijklmnopqrstuA"),
    ("youtube", "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuA/videos", "UCabcdefghijklmnopqrstuA"),
]

REFUSED = [
    ("bluesky", "https://www.facebook.com/seoul"),
    ("bluesky", "https://bsky.app/"),
    ("bluesky", "서울"),
    ("mastodon", "seoul"),
    ("mastodon", "@seoul"),
    ("mastodon", "https://social.example/"),
    ("mastodon", "https://social.example/tags/seoul"),
    ("youtube", "seoulcity"),
    ("youtube", "https://www.youtube.com/c/seoulcity"),
    ("youtube", "https://www.youtube.com/watch?v=abc"),
    ("youtube", "https://youtu.be/abc"),
    ("youtube", "https://www.youtube.com"),
]


@pytest.mark.parametrize(("name", "text", "address"), READ)
def test_ways_of_writing(name: str, text: str, address: str) -> None:
    account = platform(name).find(text)
    assert account is not None and account.address == address and account.platform == name
    # an address is its own normal form, and an id is known as one
    again = platform(name).find(account.address)
    assert again == account
    assert bool(account.id) == (":" in address or address.startswith("UC"))


@pytest.mark.parametrize(("name", "text"), REFUSED)
def test_what_might_be_something_else_is_refused(name: str, text: str) -> None:
    assert platform(name).find(text) is None


@given(st.sampled_from(NAMES), st.text(max_size=60) | st.text("@/:.?#abUC-_ 서", max_size=40))
def test_any_text_is_an_account_or_none(name: str, text: str) -> None:
    account = platform(name).find(text)
    if account is not None:
        assert account.platform == name and account.name and " " not in account.address
        assert platform(name).find(account.address) == account
