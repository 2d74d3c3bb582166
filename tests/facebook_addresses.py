"""Addresses on Facebook and the page that each is of: one list for all that read such addresses."""

PAGES = {
    "/Seoul.City/posts/5": "seoul.city",
    "/Seoul.City/videos/5/?ref=page_internal#top": "seoul.city",
    "/pages/Seoul/123/posts/5": "123",
    "/pages/Seoul/123?sk=wall": "123",
    "/pages/category/City/Seoul-City-123/posts/5": "123",
    "/people/Name/100064/posts/5": "100064",
    "/people/_/100064/": "100064",
    "/p/Seoul-City-100064/": "100064",
    "/pg/Seoul/posts/5": "seoul",
    "/%EC%84%9C%EC%9A%B8/posts/1": "서울",
    "/%E1%84%89%E1%85%A5%E1%84%8B%E1%85%AE%E1%86%AF/posts/1": "서울",
    "/profile.php?id=77": "77",
    "/profile.php/posts/?id=77": "77",
    "/permalink.php?story_fbid=5&id=77": "77",
    "/story.php?story_fbid=pfbid02a&id=77&refid=1": "77",
    "/photo.php?fbid=5&id=77": "77",
    "/77_12": "77",
    "/77/photos/a.1/2": "77",
    "/#!/Seoul": "seoul",
}
#: Addresses of things that are no page's.
ELSEWHERE = (
    "/groups/xyz/posts/5", "/events/5", "/hashtag/seoul", "/watch/?v=5", "/watch/live/?v=5", "/reel/5",
    "/photo/?fbid=5", "/photo.php?fbid=5", "/share/p/aBc", "/media/set/?set=a.1.2.77", "/pages/Seoul", "/people/Name",
    "/profile.php", "/stories/77/5",
)  # fmt: skip
