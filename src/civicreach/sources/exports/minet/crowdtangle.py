"""Posts that minet took from CrowdTangle's interface."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message
from civicreach.sources.exports.entry import Entry, Outcome, Paths, aside
from civicreach.sources.exports.layout import Layout

SUMMED = message("sums over posts, and subscribers of whom nobody says whether they liked or followed: no count")

_KINDS = ("love", "wow", "haha", "sad", "angry", "thankful", "care")
_REACTIONS = tuple(
    f"{kind}_count" for kind in ("angry", "comment", "haha", "like", "love", "sad", "share", "thankful", "wow")
)
_COUNTS: dict[str, Paths] = {
    "likes": ("actual_like_count", "actual_favorite_count"),
    "comments": "actual_comment_count",
    "shares": "actual_share_count",
    **{kind: f"actual_{kind}_count" for kind in _KINDS},
}


def _post(entry: Entry) -> Iterator[Outcome]:
    on_instagram = entry.text("platform").casefold() == "instagram"
    account = entry.id("account_handle", "account_id").casefold() if on_instagram else entry.id("account_id")
    counts = entry.counts(**_COUNTS)
    if on_instagram:
        counts = {name: counts[name] for name in ("likes", "comments") if name in counts}
    yield entry.post(
        "instagram" if on_instagram else "facebook",
        account,
        entry.id("id"),
        created_at=entry.moment("datetime", "date"),
        observed_at=entry.seen_at(),
        counts=counts,
        type=entry.text("type"),
        text=entry.first("message", "description"),
    )
    # account_subscriber_count is of Likes or of followers, whichever its dashboard was set to: neither is known


LAYOUTS = (
    Layout(
        tool="minet",
        what=message("posts by way of CrowdTangle's interface"),
        read=_post,
        needs=("ct_id", "id", "platform", ("datetime", "date"), "account_id", "actual_like_count"),
        uses=("datetime", "type", "message", "description", "account_handle", "actual_favorite_count",
              "actual_comment_count", "actual_share_count", *(f"actual_{kind}_count" for kind in _KINDS)),
        created=("datetime", "date"),
        utc=True,
    ),
    Layout(
        tool="minet",
        what=message("a leaderboard of CrowdTangle"),
        read=aside(SUMMED),
        needs=("ct_id", "subscriber_count", "initial_subscriber_count", "total_interaction_count", *_REACTIONS),
    ),
    Layout(
        tool="minet",
        what=message("sums of CrowdTangle by link"),
        read=aside(SUMMED),
        needs=_REACTIONS,
    ),
)  # fmt: skip
