"""Every tool's file is recognised by its columns, and gives the records that stand in it."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civicreach.records.study import TableOptions
from civicreach.sources.activity.delimited import DelimitedRows
from civicreach.sources.activity.files import ActivityFile
from tests.conftest import SHARED

from .conftest import FILES, whole

# tool, rows, rows kept, posts, counts of accounts, rows in quarantine
EXPECTED = {
    "facepager.csv": ("facepager", 9, 3, 2, 2, 1),
    "crowdtangle-facebook.csv": ("crowdtangle", 8, 3, 3, 5, 4),
    "crowdtangle-instagram.csv": ("crowdtangle", 1, 1, 1, 1, 0),
    "hootsuite-facebook.csv": ("hootsuite", 2, 1, 1, 0, 1),
    "hootsuite-instagram.csv": ("hootsuite", 1, 1, 1, 0, 0),
    "hootsuite-x.csv": ("hootsuite", 1, 1, 1, 0, 0),
    "hootsuite-days.csv": ("hootsuite", 1, 0, 0, 0, 0),
    "content-library.csv": ("content-library", 2, 2, 2, 0, 0),
    "minet-crowdtangle.csv": ("minet", 1, 1, 1, 0, 0),
    "minet-tweets.csv": ("minet", 2, 2, 2, 2, 0),
    "minet-instagram.csv": ("minet", 1, 1, 1, 0, 0),
    "minet-youtube-videos.csv": ("minet", 1, 1, 1, 0, 0),
    "minet-youtube-channels.csv": ("minet", 2, 2, 0, 5, 0),
    "twint.csv": ("twint", 2, 2, 2, 0, 0),
    "twint-users.csv": ("twint", 1, 1, 0, 3, 0),
    "rtweet.csv": ("rtweet", 1, 1, 1, 2, 0),
    "youtube-data-tools-videos.tab": ("youtube-data-tools", 2, 2, 2, 0, 0),
    "youtube-data-tools-videos.csv": ("youtube-data-tools", 2, 2, 2, 0, 0),
    "youtube-data-tools-channels.csv": ("youtube-data-tools", 1, 1, 0, 3, 0),
    "4cat-instagram.csv": ("4cat", 1, 1, 1, 0, 0),
    "4cat-tiktok.csv": ("4cat", 1, 1, 1, 1, 0),
    "4cat-x.csv": ("4cat", 1, 1, 1, 0, 0),
    "4cat.ndjson": ("4cat", 9, 7, 7, 4, 1),
    "zeeschuimer.ndjson": ("zeeschuimer", 11, 7, 7, 4, 3),
    "4cat-crowdtangle-facebook.csv": ("4cat", 1, 1, 1, 2, 0),
    "4cat-crowdtangle-instagram.csv": ("4cat", 1, 1, 1, 0, 0),
    "4cat-facebook.csv": ("4cat", 1, 1, 1, 0, 0),
    "4cat-telegram.csv": ("4cat", 2, 2, 2, 0, 0),
    "4cat-telegram.ndjson": ("4cat", 2, 1, 1, 0, 1),
    "4cat-youtube-data-tools.csv": ("youtube-data-tools", 1, 1, 1, 0, 0),
    "crowdtangle-2018.csv": ("crowdtangle", 2, 2, 2, 0, 0),
    "crowdtangle-history.csv": ("crowdtangle", 2, 2, 2, 0, 0),
    "facepager-chosen.csv": ("facepager", 1, 1, 1, 0, 0),
    "facepager-twitter.csv": ("facepager", 2, 2, 2, 1, 0),
    "facepager-youtube-videos.csv": ("facepager", 1, 1, 1, 0, 0),
    "facepager-youtube.csv": ("facepager", 2, 1, 0, 3, 0),
    "minet-bluesky-accounts.csv": ("minet", 1, 1, 0, 3, 0),
    "minet-bluesky.csv": ("minet", 2, 2, 2, 0, 0),
    "minet-crowdtangle-leaderboard.csv": ("minet", 1, 0, 0, 0, 0),
    "minet-crowdtangle-summary.csv": ("minet", 1, 0, 0, 0, 0),
    "minet-facebook-comments.csv": ("minet", 1, 0, 0, 0, 0),
    "minet-facebook-counts.csv": ("minet", 2, 1, 1, 0, 1),
    "minet-facebook.csv": ("minet", 1, 1, 1, 0, 0),
    "minet-instagram-accounts.csv": ("minet", 1, 1, 0, 2, 0),
    "minet-instagram-comments.csv": ("minet", 1, 0, 0, 0, 0),
    "minet-instagram-hashtag.csv": ("minet", 2, 2, 2, 0, 0),
    "minet-telegram-channels.csv": ("minet", 1, 1, 0, 1, 0),
    "minet-telegram-messages.csv": ("minet", 3, 2, 2, 0, 1),
    "minet-tiktok.csv": ("minet", 1, 1, 1, 2, 0),
    "minet-x-accounts.csv": ("minet", 1, 1, 0, 3, 0),
    "minet-youtube-chained.csv": ("minet", 1, 1, 1, 0, 0),
    "minet-youtube-comments.csv": ("minet", 1, 0, 0, 0, 0),
    "minet-youtube-listed.csv": ("minet", 1, 1, 1, 0, 0),
    "rtweet-1.csv": ("rtweet", 3, 2, 2, 0, 1),
    "rtweet-users.csv": ("rtweet", 1, 1, 0, 3, 0),
    "twint-2018.csv": ("twint", 1, 1, 1, 0, 0),
    "twint-pandas.csv": ("twint", 1, 1, 1, 0, 0),
    "twint-retweets.csv": ("twint", 1, 1, 1, 0, 0),
    "twint.ndjson": ("twint", 2, 2, 2, 0, 0),
    "youtube-data-tools-2-channels.csv": ("youtube-data-tools", 2, 1, 0, 3, 1),
    "youtube-data-tools-2-videos.csv": ("youtube-data-tools", 2, 1, 1, 0, 1),
}
#: Files in which nothing says when the counts of accounts were seen.
UNDATED = {
    "minet-youtube-channels.csv", "twint-users.csv", "rtweet.csv", "youtube-data-tools-channels.csv", "4cat-tiktok.csv",
    "minet-instagram-accounts.csv", "minet-telegram-channels.csv", "minet-tiktok.csv", "minet-x-accounts.csv",
    "rtweet-users.csv", "youtube-data-tools-2-channels.csv",
}  # fmt: skip
SEEN = datetime(2026, 11, 23, tzinfo=UTC)


def test_every_file_is_expected() -> None:
    assert {path.name for path in FILES.iterdir()} - {"README.md"} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_file_is_read_whatever_its_name(name: str, tmp_path: Path) -> None:
    nameless = tmp_path / "download"
    shutil.copyfile(FILES / name, nameless)
    found = whole(nameless, observed_at=SEEN if name in UNDATED else None)
    report = found.report
    refused = sum(entry.count for entry in report.left_out if entry.refused)
    counts = (report.tool, report.origin.rows, report.n_kept, len(found.posts), len(found.observations), refused)
    assert counts == EXPECTED[name]
    assert report.origin.rows == report.n_kept + sum(entry.count for entry in report.left_out)
    assert (report.n_posts, report.n_observations) == (len(found.posts), len(found.observations))
    assert sum(item.count for item in found.quarantined) == refused
    for record in (*found.posts, *found.observations):
        assert record.method == "import" and record.run == report.run
        assert report.origin.sha256[:16] in record.origin and " line " in record.origin


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".csv") and "youtube-data" not in name])
@pytest.mark.parametrize(
    ("delimiter", "encoding", "end"), [(";", "utf-8-sig", "\r\n"), ("\t", "utf-16", "\r\n"), ("|", "cp949", "\n")]
)
def test_a_table_that_was_saved_in_another_way_is_the_same(
    name: str, delimiter: str, encoding: str, end: str, tmp_path: Path
) -> None:
    written = whole(FILES / name, observed_at=SEEN)
    file = DelimitedRows(ActivityFile(name, FILES / name, "delimited text"), (), TableOptions())
    file.places = tuple(range(len(file.columns)))
    text = io.StringIO(newline="")
    rows = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    rows.writerow(file.columns)
    rows.writerows(row[2:] for row in file if not row[1])
    # the score of CrowdTangle has a dash in its name that cp949 has not
    (tmp_path / "saved.csv").write_bytes(text.getvalue().replace("\u2014", "-").encode(encoding, "replace"))
    saved = whole(tmp_path / "saved.csv", observed_at=SEEN)
    told = [(post.account, post.post_id, post.created_at, post.counts, post.repost) for post in saved.posts]
    assert told == [(post.account, post.post_id, post.created_at, post.counts, post.repost) for post in written.posts]
    assert [(seen.account, seen.measure, seen.value) for seen in saved.observations] == [
        (seen.account, seen.measure, seen.value) for seen in written.observations
    ]
    assert saved.report.tool == written.report.tool


def test_crowdtangle_numbers_zones_and_both_measures() -> None:
    found = whole(FILES / "crowdtangle-facebook.csv")
    first, second, third = found.posts
    assert first.created_at == datetime(2021, 3, 14, 2, 30, tzinfo=UTC)  # 21:30 EST of the day before
    assert second.created_at == datetime(2021, 3, 14, 13, 30, tzinfo=UTC)  # EDT: the clocks went on in between
    assert third.created_at == datetime(2021, 3, 15, 0, 30, tzinfo=UTC)
    assert first.counts["likes"] == 1234 and first.counts["interactions"] == 1305 and first.counts["love"] == 8
    assert second.counts["comments"] == 0 and second.counts["shares"] is None
    assert third.counts["likes"] is None  # "1.2K" is no count
    assert first.post_id == "1001_501"
    likes = {seen.observed_at: seen.value for seen in found.observations if seen.measure == "likes"}
    followers = {seen.observed_at: seen.value for seen in found.observations if seen.measure == "followers"}
    assert likes == {first.created_at: 289353, second.created_at: 289360}
    assert followers == {first.created_at: 301002, second.created_at: 301020, third.created_at: 301025}
    # nobody says when the export was made: not before its newest post, which is one in quarantine
    assert {post.observed_at for post in found.posts} == {datetime(2021, 3, 16, 0, 30, tzinfo=UTC)}
    assert any("Overperforming" in column for column in found.report.unused)


def test_a_zone_of_several_is_told_by_the_user() -> None:
    asked = "a date in a zone whose name several zones bear; name the zone with --zone"
    assert whole(FILES / "crowdtangle-facebook.csv").left[asked] == 1
    for zone, hour in (("America/Chicago", 14), ("Asia/Shanghai", 1)):
        found = whole(FILES / "crowdtangle-facebook.csv", zone=zone)
        # in March Chicago is in CDT, and no CST
        if zone == "America/Chicago":
            assert asked in found.left
        else:
            assert asked not in found.left
            assert next(post for post in found.posts if post.post_id == "1001_504").created_at.hour == hour  # type: ignore[union-attr]


def test_facepager_pages_and_posts() -> None:
    found = whole(FILES / "facepager.csv")
    assert [post.counts["shares"] for post in found.posts] == [4, None]
    assert {(seen.measure, seen.value) for seen in found.observations} == {("likes", 1204), ("followers", 1300)}
    assert found.posts[0].observed_at == datetime(2022, 2, 22, 0, 50, 53, 83765, tzinfo=UTC)
    seoul = whole(FILES / "facepager.csv", zone="Europe/Vienna")
    assert seoul.posts[0].observed_at == datetime(2022, 2, 21, 23, 50, 53, 83765, tzinfo=UTC)


def test_likes_that_an_account_gave_are_not_its_likes() -> None:
    for name in ("twint-users.csv", "rtweet.csv", "minet-tweets.csv"):
        assert "likes" not in {seen.measure for seen in whole(FILES / name, observed_at=SEEN).observations}


def test_hidden_counts_are_missing() -> None:
    found = whole(FILES / "zeeschuimer.ndjson")
    by_id = {post.post_id: post.counts for post in found.posts}
    assert by_id["Cig1"]["likes"] == 12 and by_id["Cig2"]["likes"] is None and by_id["Cig3"]["likes"] == 5
    assert whole(FILES / "minet-instagram.csv").posts[0].counts["likes"] is None
    assert whole(FILES / "4cat-instagram.csv").posts[0].counts["comments"] is None


def test_zeeschuimer_and_4cat_give_the_same_posts() -> None:
    one, other = whole(FILES / "zeeschuimer.ndjson"), whole(FILES / "4cat.ndjson")

    def told(found: object) -> list[tuple[object, ...]]:
        posts = found.posts  # type: ignore[attr-defined]
        return [(p.platform, p.account, p.post_id, p.created_at, p.observed_at, dict(p.counts)) for p in posts]

    assert told(one) == told(other)
    assert {post.platform for post in one.posts} == {"instagram", "tiktok", "x", "facebook"}
    assert one.posts[0].observed_at == datetime(2024, 1, 1, 9, 6, 40, tzinfo=UTC)


def test_reposts_are_told_apart_and_have_no_counts_of_their_own() -> None:
    for name in ("rtweet-1.csv", "facepager-twitter.csv", "minet-bluesky.csv"):
        found = whole(FILES / name)
        own, passed_on = found.posts
        assert (own.repost, passed_on.repost, found.report.n_reposts) == (False, True, 1), name
        assert own.counts["likes"] == 4 and passed_on.counts == {}, name
        assert own.account == passed_on.account
    (tweet,) = whole(FILES / "twint-retweets.csv").posts
    # the account that passed it on, when it did so; the columns id and user_id are of who wrote it
    assert (tweet.account, tweet.post_id, tweet.counts) == ("606", "1271000000000000001", {})
    assert tweet.created_at == datetime(2020, 6, 11, tzinfo=UTC)


def test_zero_views_of_what_has_no_views_are_missing() -> None:
    photo, video = whole(FILES / "crowdtangle-2018.csv").posts
    assert photo.counts["views"] is None and video.counts["views"] == 0
    photo, video = whole(FILES / "minet-instagram-hashtag.csv").posts
    assert photo.counts["views"] is None and video.counts["views"] == 90
    # X wrote 0 for posts before it began to count views
    zero = whole(FILES / "4cat-x.csv").posts[0]
    assert zero.counts["views"] is None and zero.counts["comments"] == 0


def test_crowdtangle_of_2018_has_its_pages_in_addresses() -> None:
    found = whole(FILES / "crowdtangle-2018.csv")
    assert [post.post_id for post in found.posts] == ["seoul.city_501", "1002_502"]
    # the size of the page was of Likes or of followers: nobody knows
    assert not found.observations and found.posts[0].counts["likes"] == 1234


def test_crowdtangle_of_one_post_over_time() -> None:
    later, sooner = whole(FILES / "crowdtangle-history.csv").posts
    assert later.post_id == sooner.post_id == "synthetic_3758"
    assert later.created_at == sooner.created_at == datetime(2021, 7, 4, 22, 38, 3, tzinfo=UTC)
    assert (later.counts["likes"], later.counts["reactions"], sooner.counts["likes"]) == (619, 700, 193)
    assert later.observed_at == datetime(2021, 7, 5, 19, 55, 29, tzinfo=UTC)


def test_facepager_columns_of_any_name() -> None:
    counts = whole(FILES / "facepager-chosen.csv").posts[0].counts
    assert (counts["reactions"], counts["likes"], counts["love"], counts["haha"]) == (23, 20, 3, 0)
    assert counts["comments"] is None and counts["shares"] is None


def test_of_two_columns_of_a_name_the_last_is_minets() -> None:
    (video,) = whole(FILES / "minet-youtube-chained.csv", keep_text=True).posts
    assert video.text == "SYNTHETIC" and video.created_at == datetime(2022, 2, 26, 17, 42, 41, tzinfo=UTC)
    assert video.counts == {"views": 5, "likes": None, "comments": 0}


def test_videos_without_counts_are_posts() -> None:
    (video,) = whole(FILES / "minet-youtube-listed.csv").posts
    assert video.counts == {} and video.post_id == "wcA1"


def test_telegram_messages_have_the_ids_of_the_page_and_shortened_views_their_bounds() -> None:
    first, second = whole(FILES / "minet-telegram-messages.csv").posts
    assert (first.account, first.post_id) == ("synthetic", "synthetic/12")
    assert first.counts == {"views": 12300, "views_low": 12250, "views_high": 12399}
    assert second.counts == {"views": 87}
    one, other = whole(FILES / "4cat-telegram.csv").posts
    assert one.post_id == "synthetic/12" and one.counts["views"] == 1234
    assert other.counts["views"] is None and other.repost and other.edited_at is not None
    (seen,) = whole(FILES / "minet-telegram-channels.csv", observed_at=SEEN).observations
    assert (seen.low, seen.value, seen.high) == (1150, 1200, 1299)


def test_4cat_leaves_out_the_zone_of_crowdtangle() -> None:
    (post,) = whole(FILES / "4cat-crowdtangle-facebook.csv", zone="America/New_York").posts
    assert post.created_at == datetime(2021, 3, 14, 13, 30, tzinfo=UTC) and post.post_id == "1001_501"


def test_twint_of_2018_by_way_of_pandas_and_as_objects() -> None:
    (post,) = whole(FILES / "twint-2018.csv").posts
    assert post.created_at == datetime(2018, 3, 15, 11, 11, 39, tzinfo=UTC)
    assert post.counts == {"likes": 3, "shares": 2, "comments": 1}
    (frame,) = whole(FILES / "twint-pandas.csv").posts
    assert frame.created_at == datetime(2020, 6, 8, 6, tzinfo=UTC)
    assert frame.counts == {"likes": 3, "shares": 2, "comments": 1}
    lines = whole(FILES / "twint.ndjson").posts
    assert [(post.post_id, post.counts["likes"]) for post in lines] == [
        ("1270000000000000001", 3), ("1270000000000000002", 0),
    ]  # fmt: skip
    assert lines[0].created_at == datetime(2020, 6, 8, 6, tzinfo=UTC)


def test_youtube_subscribers_are_an_interval() -> None:
    for name in ("minet-youtube-channels.csv", "youtube-data-tools-channels.csv"):
        seen = {s.measure: s for s in whole(FILES / name, observed_at=SEEN).observations if s.account.endswith("1")}
        assert (seen["followers"].low, seen["followers"].high) == (12250, 12399)
        assert seen["views_total"].low is None


def test_tab_and_csv_of_youtube_data_tools_are_one(tmp_path: Path) -> None:
    tab, csv = (whole(FILES / f"youtube-data-tools-videos.{ending}") for ending in ("tab", "csv"))
    assert [post.text_sha256 for post in tab.posts] == [post.text_sha256 for post in csv.posts]
    assert tab.posts[1].counts == {"likes": None, "comments": 1, "views": 1000}


def test_content_library_tells_instagram_by_what_it_counts(tmp_path: Path) -> None:
    """Columns as in fields of Instagram posts: no reactions, and no kind of owner that Facebook has."""
    path = tmp_path / "posts.csv"
    names = "id,creation_time,post_owner.id,post_owner.name,mcl_url,statistics.like_count,statistics.comment_count"
    path.write_text(
        f"{names}\n9,2024-01-01T00:00:00+00:00,5,S,https://example.org/?id=9,3,1\n"
        "10,2024-01-01T00:00:00+00:00,5,S,https://www.threads.net/x,3,1\n",
        encoding="utf-8",
    )
    found = whole(path)
    assert [(post.platform, post.post_id) for post in found.posts] == [("instagram", "9")]
    assert sum(item.count for item in found.quarantined) == 1
    assert {post.platform for post in whole(FILES / "content-library.csv").posts} == {"facebook"}


def test_texts_are_kept_only_where_asked() -> None:
    assert {post.text for post in whole(FILES / "crowdtangle-facebook.csv").posts} == {None}
    kept = whole(FILES / "crowdtangle-facebook.csv", keep_text=True)
    assert [post.text for post in kept.posts] == [f"SYNTHETIC post {n}" for n in (501, 502, 503)]


@pytest.mark.skipif(
    not (SHARED / "data" / "facepager").is_dir(), reason="shared/data/facepager is not beside the project"
)
def test_a_genuine_facepager_export() -> None:
    found = whole(SHARED / "data" / "facepager" / "facebooknews.csv")
    assert found.report.origin.rows == 11_446
    assert len(found.posts) == found.report.n_kept == 100
    assert sorted(entry.count for entry in found.report.left_out) == [1, 5, 475, 10_865]
    assert not found.quarantined
    assert {post.account for post in found.posts} == {"7382473689"}
    assert sum(post.counts["shares"] is None for post in found.posts) == 1
