"""Ways of writing one account meet; accounts that may differ do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.linking.handles import normal_account

CHANNEL = "UCabcdefghijklmnopqrstuA"


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("xyz", "xyz"),
        (" @XYZ ", "xyz"),
        ("facebook.com/xyz/", "xyz"),
        ("https://www.facebook.com/XYZ?ref=page_internal", "xyz"),
        ("http://ko-kr.facebook.com/xyz/posts/12345", "xyz"),
        ("https://m.facebook.com/pg/xyz/about/", "xyz"),
        ("fb.com/xyz#top", "xyz"),
        ("https://www.facebook.com/profile.php?id=100064512345678&sk=about", "100064512345678"),
        ("https://www.facebook.com/pages/City-of-Xyz/123456789", "123456789"),
        ("https://www.facebook.com/%EC%84%9C%EC%9A%B8%EC%8B%9C", "서울시"),
        ("https://twitter.com/#!/XYZ", "xyz"),
        ("https://x.com/xyz/status/123", "xyz"),
        ("https://x.com/s/status/123", "s"),
        ("instagram.com/xyz", "xyz"),
        (f"https://www.youtube.com/channel/{CHANNEL}/videos", CHANNEL),
        (CHANNEL, CHANNEL),
        ("https://www.youtube.com/@Xyz", "xyz"),
        ("https://www.youtube.com/user/Xyz/videos", "user/xyz"),
        ("https://t.me/s/xyz", "xyz"),
        ("https://blog.naver.com/PostList.naver?blogId=XYZ&from=postList", "xyz"),
        ("https://m.blog.naver.com/xyz/223000", "xyz"),
        ("https://bsky.app/profile/Xyz.bsky.social", "xyz.bsky.social"),
        ("https://Mastodon.social/@Xyz", "xyz@mastodon.social"),
        ("@xyz@mastodon.social", "xyz@mastodon.social"),
        ("146577000000000", "146577000000000"),
        ("Xyz  City Hall", "xyz city hall"),
        ("https://www.xyz.go.kr/Sns?id=3", "https://www.xyz.go.kr/Sns?id=3"),
        ("https://[broken/", "https://[broken/"),
        ("https://x.com//[broken", "[broken"),
        ("", ""),
    ],
)
def test_the_account_behind_a_way_of_writing(text: str, account: str) -> None:
    assert normal_account(text) == account


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("facebook.com/xyz", "facebook.com/groups/xyz"),
        ("facebook.com/x.y.z", "facebook.com/xyz"),
        ("facebook.com/xyz-123456", "facebook.com/123456"),
        (f"youtube.com/channel/{CHANNEL}", f"youtube.com/channel/{CHANNEL[:-1]}a"),
        ("youtube.com/user/xyz", "youtube.com/@xyz"),
        ("https://mastodon.social/@xyz", "https://mastodon.online/@xyz"),
        ("https://netflix.com/xyz", "https://x.com/xyz"),
        ("instagram.com/p/AbC", "instagram.com/p/aBc"),
        ("0123", "123"),
    ],
)
def test_what_may_be_two_accounts_stays_two(one: str, other: str) -> None:
    assert normal_account(one) != normal_account(other)


@settings(max_examples=150)
@given(
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._]{2,18}", fullmatch=True),
    st.sampled_from(["{}", "@{}", "facebook.com/{}", "https://www.facebook.com/{}/", "HTTPS://X.COM/{}?s=20"]),
)
def test_one_handle_is_one_account_however_it_is_written(handle: str, way: str) -> None:
    account = normal_account(way.format(handle))
    assert account == handle.lower()
    assert normal_account(account) == account
