"""Videos and channels of YouTube, which several tools write down under names of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from civicreach.records.harvest import Observation, shown_interval

from .entry import Entry, Outcome, Paths, several


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """Where a tool writes what there is of a video."""

    channel: Paths
    id: Paths
    created: str
    title: str
    likes: str
    comments: str
    views: str

    def read(self, entry: Entry) -> Iterator[Outcome]:
        """The video as a post."""
        yield entry.post(
            "youtube",
            entry.id(*several(self.channel)),
            entry.id(*several(self.id)),
            created_at=entry.moment(self.created),
            observed_at=entry.seen_at(),
            # YouTube stopped telling dislikes in 2021, and favorites are always 0
            counts=entry.counts(likes=self.likes, comments=self.comments, views=self.views),
            type="video",
            text=entry.text(self.title),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where a tool writes what there is of a channel."""

    id: Paths
    followers: str
    views_total: str
    posts_total: str
    hidden: str = ""

    def read(self, entry: Entry) -> Iterator[Outcome]:
        """The counts of the channel; followers that it hides are not told."""
        measures = {"followers": self.followers, "views_total": self.views_total, "posts_total": self.posts_total}
        if self.hidden and entry.text(self.hidden).casefold() in ("true", "1"):
            del measures["followers"]
        for seen in entry.observations("youtube", entry.id(*several(self.id)), entry.told_at(), **measures):
            yield rounded(seen)


def rounded(seen: Observation) -> Observation:
    """Followers with the counts between which they lie, for they are told with three figures; others as they are."""
    if seen.measure != "followers" or seen.value is None or seen.value < 1000:
        return seen
    low, high = shown_interval(seen.value, figures=3)
    return replace(seen, low=low, high=high)
