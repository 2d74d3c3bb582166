"""What a feed's order shows: never more than the feed holds, whatever stands out of its place."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.sources.platforms.rss.order import reach
from tests.sources.platforms.world import NOON

Dates = list[datetime | None]


def days(*ago: int | None) -> Dates:
    return [None if n is None else NOON - timedelta(days=n) for n in ago]


@pytest.mark.parametrize(
    ("published", "ago"),
    [
        ((1, 3, 5, 7), 5),
        # one that is pinned, and one that its author has dated wrongly, at each place
        ((900, 1, 3, 5, 7), 5),
        ((1, 900, 3, 5, 7), 5),
        ((1, 3, 5, 7, 900), 7),
        ((1, 3, -90, 5, 7), 5),
        # of one moment others may be behind the end
        ((1, 3, 5, 5, 5), 3),
        ((5, 5, 5), None),
        # without dates
        ((1, None, 3, None, None), 1),
        ((None, None), None),
        ((None, 3, None), None),
        ((), None),
        ((3,), None),
        # the oldest first, and no order at all
        ((7, 5, 3, 1), None),
        ((5, 1, 7, 3, 9, 2, 8), None),
    ],
)
def test_how_far_back_it_shows_everything(published: tuple[int | None, ...], ago: int | None) -> None:
    found = reach(days(*published), [None] * len(published))
    assert found == (None if ago is None else NOON - timedelta(days=ago))


def test_a_feed_in_the_order_of_changes() -> None:
    # an old post was changed yesterday: it stands first, and posts older than the last change may be cut off
    assert reach(days(400, 2, 300, 5), days(1, 2, 3, 4)) == NOON - timedelta(days=3)
    # both orders fit: it may be either
    assert reach(days(1, 3, 5, 7), days(0, 1, 2, 3)) == NOON - timedelta(days=2)
    # all changed at one moment, and others perhaps as well
    assert reach(days(1, 3, 5, 7), days(0, 0, 0, 0)) is None


moments = st.integers(0, 200)


@settings(max_examples=200)
@given(
    posts=st.lists(st.tuples(moments, st.none() | moments), max_size=14),
    size=st.integers(3, 8),
    by_change=st.booleans(),
    pinned=st.sets(st.integers(0, 13), max_size=2),
    odd=st.none() | st.tuples(st.integers(0, 7), st.sampled_from(["old", "new", "none"])),
    undated=st.booleans(),
)
def test_it_never_shows_more_than_it_holds(
    posts: list[tuple[int, int | None]],
    size: int,
    by_change: bool,
    pinned: set[int],
    odd: tuple[int, str] | None,
    undated: bool,
) -> None:
    """Everything on the site since the moment is in the feed, in either order, with pins and with one odd date."""
    if odd is not None:
        # one fault at a time: behind an odd date, others of one moment cannot be told from none
        posts = list({post[0]: post for post in posts}.values())
    site = [(age, min(age, change) if change is not None else None) for age, change in posts]
    key = (lambda post: min(post[0], post[1] if post[1] is not None else post[0])) if by_change else (lambda p: p[0])
    ranked = sorted(range(len(site)), key=lambda i: key(site[i]))
    on_top = [i for i in sorted(pinned) if i < len(site)]
    shown = [*on_top, *[i for i in ranked if i not in on_top][:size]]
    published, updated = days(*(site[i][0] for i in shown)), days(*(site[i][1] for i in shown))
    if undated:
        updated = [None] * len(shown)
    if odd is not None and odd[0] < len(shown) and not (by_change and undated):
        published[odd[0]] = {"old": NOON - timedelta(days=9000), "new": NOON + timedelta(days=90), "none": None}[odd[1]]
        updated[odd[0]] = None
    if by_change and undated:
        # nothing tells that it is in the order of changes
        return
    found = reach(published, updated)
    if found is not None:
        missing = [i for i in range(len(site)) if i not in shown and NOON - timedelta(days=site[i][0]) >= found]
        assert not missing, (found, [site[i] for i in missing])
