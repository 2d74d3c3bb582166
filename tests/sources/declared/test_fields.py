"""Fields as somebody types them."""

from __future__ import annotations

import pytest

from civicreach.records.errors import OptionError
from civicreach.sources.declared import PostFields

NEEDED = ["account=from.id", "post_id=id", "created_at=created_time"]


def test_parts_and_counts() -> None:
    fields = PostFields.parse([*NEEDED, "text=message", "likes=likes.summary.total_count", "wow=Wow = 1"])
    assert (fields.account, fields.text, fields.type) == ("from.id", "message", "")
    assert dict(fields.counts) == {"likes": "likes.summary.total_count", "wow": "Wow = 1"}
    assert fields.names == ("from.id", "id", "created_time", "message", "likes.summary.total_count", "Wow = 1")


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(OptionError) as caught:
        PostFields.parse(["account", "post_id=a", "post_id=b", "Post Created=c", "fans=d", "like=e"])
    faults = caught.value.faults
    assert [(str(fault.wrong), str(fault.found)) for fault in faults] == [
        ("is not of the form part=field", "account"),
        ("names post_id twice", "a and b"),
        ("is no part of a post", "Post Created"),
        ("is no count of a post", "fans"),
        ("is no count of a post", "like"),
        ("does not say where these stand: created_at", "post_id"),
    ]
    assert (
        str(faults[3].right) == "counts of accounts: civicreach archive enter --csv" and str(faults[4].right) == "likes"
    )


@pytest.mark.parametrize("part", ["observed", "created", "edited_at", "time", "url", "texts", "Likes"])
def test_what_is_nearly_a_part_is_no_count(part: str) -> None:
    with pytest.raises(OptionError, match="is no part of a post"):
        PostFields.parse([*NEEDED, f"{part}=x"])


@pytest.mark.parametrize("count", ["likes", "comments", "shares", "views", "reactions", "love", "wow", "haha", "sad",
                                   "angry", "care", "plays", "saves", "quotes", "replies", "reposts", "retweets",
                                   "impressions", "reach", "clicks", "bookmarks", "favourites"])  # fmt: skip
def test_what_platforms_count_is_a_count(count: str) -> None:
    assert dict(PostFields.parse([*NEEDED, f"{count}=x"]).counts) == {count: "x"}
