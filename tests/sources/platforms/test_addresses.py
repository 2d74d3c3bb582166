"""What people write for an account, on each platform."""

from __future__ import annotations

import re

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
    ("bluesky", "cityofseoul.bsky.social", "cityofseoul.bsky.social"),
    ("facebook", "Seoul.Korea", "seoul.korea"),
    ("facebook", "https://www.facebook.com/seoul.korea/?locale=ko_KR", "seoul.korea"),
    ("facebook", "https://m.facebook.com/seoul.korea/posts/pfbid02?__tn__=R", "seoul.korea"),
    ("facebook", "fb.com/seoul.korea#about", "seoul.korea"),
    ("facebook", "https://ko-kr.facebook.com/pg/seoul.korea/photos/", "seoul.korea"),
    ("facebook", "facebook.com/@seoul.korea", "seoul.korea"),
    ("facebook", "https://www.facebook.com/#!/seoul.korea", "seoul.korea"),
    ("facebook", "https://www.facebook.com/profile.php?id=100064512345678&sk=about", "100064512345678"),
    ("facebook", "https://m.facebook.com/story.php?story_fbid=12&id=104958162837", "104958162837"),
    ("facebook", "https://www.facebook.com/pages/Seoul-City/104958162837?fref=ts", "104958162837"),
    ("facebook", "https://www.facebook.com/pages/category/City/서울-104958162837/", "104958162837"),
    ("facebook", "https://www.facebook.com/people/Seoul/100064512345678/", "100064512345678"),
    ("facebook", "https://www.facebook.com/p/Seoul-City-100064512345678/", "100064512345678"),
    ("facebook", "104958162837", "104958162837"),
    ("instagram", "@Seoul_Official", "seoul_official"),
    ("instagram", "https://instagram.com/seoul.official/reels/?igsh=x", "seoul.official"),
    ("instagram", "instagr.am/_u/seoul_official", "seoul_official"),
    ("naver-blog", "Haechi_Seoul", "haechi_seoul"),
    ("naver-blog", "http://blog.naver.com/PostList.nhn?from=postList&blogId=haechi", "haechi"),
    ("naver-blog", "https://blog.naver.com/PostView.naver?blogId=haechi&logNo=2234", "haechi"),
    ("naver-blog", "https://m.blog.naver.com/haechi/223412345678?referrerCode=1", "haechi"),
    ("naver-blog", "rss.blog.naver.com/haechi.xml", "haechi"),
    ("naver-blog", "http://haechi.blog.me/220", "haechi"),
    ("rss", "https://Blog.Example/feed/?type=rss#top", "https://blog.example/feed/?type=rss"),
    ("rss", "feed:https://blog.example/rss.xml", "https://blog.example/rss.xml"),
    ("rss", "blog.example", "https://blog.example/"),
    ("telegram", "@Seoul_News", "seoul_news"),
    ("telegram", "https://telegram.me/s/seoul_news/120", "seoul_news"),
    ("telegram", "https://seoulnews.t.me/12", "seoulnews"),
    ("telegram", "t.me/seoul_news?boost", "seoul_news"),
    ("x", "https://mobile.twitter.com/Seoul_Gov/status/1?s=20&t=x", "seoul_gov"),
    ("x", "https://x.com/@seoul_gov", "seoul_gov"),
    ("x", "https://twitter.com/#!/seoul_gov", "seoul_gov"),
    ("x", "https://x.com/i/user/2244994945?lang=ko", "i/user/2244994945"),
    ("mastodon", "@seoul@social.example", "seoul@social.example"),
    ("mastodon", "acct:seoul@SOCIAL.example", "seoul@social.example"),
    ("mastodon", "https://social.example/@seoul", "seoul@social.example"),
    ("mastodon", "https://social.example/@seoul/109/", "seoul@social.example"),
    ("mastodon", "social.example/users/seoul", "seoul@social.example"),
    ("mastodon", "https://mine.example/@seoul@social.example", "seoul@social.example"),
    ("mastodon", "https://mine.example/web/@seoul@social.example?x=1", "seoul@social.example"),
    ("facebook", "\ufeffhttps://www.facebook.com/seoul.korea", "seoul.korea"),
    ("facebook", "https://www.facebook.com/pages/Name/123", "123"),
    ("facebook", "https://web.facebook.com/seoul.korea/about/?ref=page_internal", "seoul.korea"),
    ("instagram", "https://www.instagram.com/seoul_official/\u200b", "seoul_official"),
    ("x", "\u00a0@seoul_gov\u2060", "seoul_gov"),
    ("x", "https://twitter.com/seoul_gov?ref_src=twsrc%5Egoogle%7Ctwcamp%5Eserp", "seoul_gov"),
    ("mastodon", "\ufeff@seoul@social.example\u200d", "seoul@social.example"),
    ("telegram", "\u200bhttps://t.me/s/seoul_news", "seoul_news"),
    ("naver-blog", "\ufeffhttps://blog.naver.com/PostList.naver?blogId=haechi&from=postList", "haechi"),
    ("rss", "\ufeffhttps://blog.example/rss.xml\u200b", "https://blog.example/rss.xml"),
    ("bluesky", "\ufeffhttps://bsky.app/profile/seoul.go.kr\u200b", "seoul.go.kr"),
    ("youtube", "\ufeffhttps://www.youtube.com/%40%ED%95%B8%EB%93%A4?si=x", "@핸들"),
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
    ("bluesky", "cityofseoul"),
    ("bluesky", "@cityofseoul"),
    ("facebook", "https://www.facebook.com/groups/104958162837"),
    ("facebook", "https://www.facebook.com/events/104958162837"),
    ("facebook", "https://www.facebook.com/share/1AbC/?mibextid=x"),
    ("facebook", "https://www.facebook.com/watch/?v=1"),
    ("facebook", "https://www.facebook.com/"),
    ("facebook", "https://facebook.com.example/seoul"),
    ("facebook", "서울특별시"),
    ("instagram", "https://www.instagram.com/reel/CxYz/"),
    ("instagram", "https://www.instagram.com/explore/tags/seoul/"),
    ("instagram", "a..b"),
    ("naver-blog", "https://cafe.naver.com/haechi"),
    ("naver-blog", "https://blog.naver.com/PostList.naver"),
    ("naver-blog", "서울"),
    ("rss", "ftp://blog.example/rss.xml"),
    ("rss", "https://me:secret@blog.example/rss.xml"),
    ("rss", "seoul"),
    ("telegram", "https://t.me/+AbCdEf"),
    ("telegram", "https://t.me/joinchat/AbCdEf"),
    ("telegram", "https://t.me/c/12345/6"),
    ("x", "https://x.com/hashtag/seoul"),
    ("x", "https://x.com/i/lists/12"),
    ("x", "a_name_that_is_too_long"),
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
    is_id = re.fullmatch(r"did:.*|UC.{22}|\d+|i/user/\d+", address) is not None
    assert bool(account.id) == is_id


@pytest.mark.parametrize(("name", "text"), REFUSED)
def test_what_might_be_something_else_is_refused(name: str, text: str) -> None:
    assert platform(name).find(text) is None


@given(st.sampled_from(NAMES), st.text(max_size=60) | st.text("@/:.?#abUC-_ 서", max_size=40))
def test_any_text_is_an_account_or_none(name: str, text: str) -> None:
    account = platform(name).find(text)
    if account is not None:
        assert account.platform == name and account.name and " " not in account.address
        assert platform(name).find(account.address) == account
