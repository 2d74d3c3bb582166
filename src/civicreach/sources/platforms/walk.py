"""The walk over the pages of an account: when it goes on, when it stops, and what may be said of it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from civicreach.records.errors import PlatformError
from civicreach.records.harvest import Post, Status

from .platform import Page

#: Text, edit and counts of a post: what tells one reading of it from another.
Fingerprint = tuple[str, datetime | None, Mapping[str, int | None]]

#: Empty pages in a row after which an account is given up: each of them has a cursor to another.
EMPTY_PAGES = 50


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How far a walk is after a page; written down, the walk goes on from here whatever happens.

    Attributes
    ----------
    status, reason, detail : str
        As of `Coverage`. Before the end it is ``error`` because of ``interrupted``: what would be true if nothing came
        after.
    cursor : str
        Where to go on.
    pages, received, kept : int
        Pages read, items on them, and posts that were kept.
    total : int or None
        The platform's own count.
    reached : datetime or None
        Down to when posts came one after the other: the date of the last post, as pages have them, where the page does
        not say. An older one that stands before it is pinned, and says nothing of those between.
    page : Page or None
        What the last step brought; its `posts` are those of the window, each once. None before the first.
    """

    status: Status = "error"
    reason: str = "interrupted"
    detail: str = ""
    cursor: str = ""
    pages: int = 0
    received: int = 0
    kept: int = 0
    total: int | None = None
    reached: datetime | None = None
    page: Page | None = None

    @property
    def complete(self) -> bool:
        """Whether all was read that the window asks for: only then is nothing found the same as nothing there."""
        return self.status == "complete"


def walk(
    turn: Callable[[str], Page],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    start: Standing | None = None,
    seen: dict[str, Fingerprint] | None = None,
    most_pages: int = 10_000,
) -> Iterator[Standing]:
    """The pages of one account, newest first, each with how far the walk is; the last tells how it ended.

    It ends complete where there is no next page, or where a page holds at least two posts and all of them are older
    than the window (one alone may be pinned, or dated by its author). An empty page with a cursor goes on. A page of
    which no item can be read ends it in an error, and so does a cursor that comes again; a page cap of ours and one of
    the platform's end it incomplete.

    Parameters
    ----------
    turn : callable
        Cursor to page; `PlatformError` ends the walk with its status.
    since, until : datetime, optional
        The window: posts from the first and before the second; posts without a date are kept.
    start : Standing, optional
        Where an earlier walk over the same window stopped.
    seen : dict of str to Fingerprint, optional
        Posts that an earlier part of the walk has kept, by id.
    most_pages : int
        Pages at most, those of the earlier part included.

    Yields
    ------
    Standing
        One a page.
    """
    at = replace(start or Standing(), status="error", reason="interrupted", page=None)
    seen = {} if seen is None else seen
    asked, empty = {at.cursor}, 0
    while True:
        try:
            page = turn(at.cursor)
        except PlatformError as error:
            yield _failed(at, error)
            return
        posts = tuple(post for post in page.posts if _inside(post, since, until) and _is_news(post, seen))
        at = replace(
            at,
            pages=at.pages + 1,
            received=at.received + page.received,
            kept=at.kept + len(posts),
            total=page.total if page.total is not None else at.total,
            reached=page.reached
            or next((post.created_at for post in reversed(page.posts) if post.created_at), at.reached),
            page=replace(page, posts=posts),
        )
        empty = 0 if page.received else empty + 1
        ending = _ending(page, asked, since, at.pages >= most_pages, empty)
        if ending is not None:
            status, reason = ending
            # where to go on: after this page, at it again, or from the beginning
            cursor = {"page_cap": page.cursor, "unexpected": at.cursor}.get(reason, "")
            yield replace(at, status=status, reason=reason, cursor=cursor)
            return
        at = replace(at, cursor=page.cursor)
        asked.add(page.cursor)
        yield at


def _ending(page: Page, asked: set[str], since: datetime | None, cap: bool, empty: int) -> tuple[Status, str] | None:
    if page.received and not page.posts and len(page.quarantined) >= page.received:
        # nothing of the page could be read: it may hold anything, and is not an empty page
        return "error", "unexpected"
    if since is not None and page.reached is None and _all_older(page, since):
        return "complete", ""
    if not page.cursor:
        return ("partial_cap", "platform_cap") if page.capped else ("complete", "")
    if page.cursor in asked:
        return "error", "repeated_cursor"
    if empty >= EMPTY_PAGES:
        return "error", "empty_pages"
    return ("partial_cap", "page_cap") if cap else None


def _all_older(page: Page, since: datetime) -> bool:
    dates = [post.created_at for post in page.posts]
    # what had no readable shape may be newer
    return len(dates) > 1 and not page.quarantined and all(date is not None and date < since for date in dates)


def _inside(post: Post, since: datetime | None, until: datetime | None) -> bool:
    date = post.created_at
    return date is None or ((since is None or date >= since) and (until is None or date < until))


def _is_news(post: Post, seen: dict[str, Fingerprint]) -> bool:
    """Whether a post comes for the first time in this walk, or with another text or other counts than before."""
    before, seen[post.post_id] = seen.get(post.post_id), (post.text_sha256, post.edited_at, dict(post.counts))
    return before != seen[post.post_id]


def _failed(at: Standing, error: PlatformError) -> Standing:
    status: Status = error.status  # type: ignore[assignment]
    again = status in ("partial_rate", "error") and error.reason != "bad_cursor"
    return replace(
        at,
        status=status,
        reason=error.reason,
        detail=error.detail[:300],
        cursor=at.cursor if again else "",
        page=Page(error.payloads) if error.payloads else None,
    )
