"""Items of an answer as records: what has the expected shape, and what goes into quarantine with its reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from civicreach.records.errors import RecordError
from civicreach.records.harvest import Method, Observation, Payload, Post, Quarantined, text_hash

from .counts import exact
from .http import Reply
from .platform import Page


@dataclass(slots=True)
class Reading:
    """Reads one answer for one account; what it cannot read it keeps apart.

    Attributes
    ----------
    platform, account, run, api_version : str
        What every record of the answer bears.
    reply : Reply
        The answer.
    method : Method
        ``html`` where a page is read that is made for people.
    quarantined : list of Quarantined
        Filled while reading.
    """

    platform: str
    account: str
    run: str
    reply: Reply
    api_version: str = ""
    method: Method = "api"
    quarantined: list[Quarantined] = field(default_factory=list)

    def page(self, *, payloads: tuple[Payload, ...] | None = None, **told: Any) -> Page:
        """The page that was read: `told` is what of `Page` the answer tells.

        Parameters
        ----------
        payloads : tuple of Payload, optional
            Where more or others came for it than the answer alone.
        """
        return Page(
            self.reply.payloads if payloads is None else payloads,
            account=self.account,
            quarantined=tuple(self.quarantined),
            skew=self.reply.skew,
            **told,
        )

    def profile(self, observations: tuple[Observation, ...], handle: str, **told: Any) -> Page:
        """What an account says of itself."""
        return self.page(observations=observations, handle=handle, received=1, **told)

    def observation(
        self,
        measure: str,
        value: object,
        *,
        reason: str = "absent",
        interval: Callable[[int], tuple[int, int]] | None = None,
    ) -> Observation:
        """A dated count of the account; without a value where none was told, for the reason given.

        Parameters
        ----------
        interval : callable, optional
            From the count as it is shown to the bounds of the true one, for platforms that round.
        """
        try:
            count = exact(value)
        except ValueError as error:
            self.keep_apart(f"{measure} {error}", {measure: value})
            count, reason = None, "unreadable"
        low, high = interval(count) if interval is not None and count is not None else (None, None)
        if low == high:
            low = high = None
        return Observation(
            platform=self.platform,
            account=self.account,
            measure=measure,
            value=count,
            low=low,
            high=high,
            observed_at=self.reply.at,
            method=self.method,
            api_version=self.api_version,
            run=self.run,
            reason="" if count is not None else reason,
            origin=self.origin,
        )

    def observations(self, told: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Observation, ...]:
        """Dated counts of the account by our words, from the platform's."""
        return tuple(self.observation(name, told.get(theirs)) for name, theirs in names.items())

    @property
    def origin(self) -> str:
        """Where the records come from: the hash of the answer, which the archive keeps."""
        return f"payload {self.reply.payload.sha256}"

    def counts(self, item: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, int | None]:
        """Counts of a post by our words, from the platform's; a count that cannot be read is None and kept apart."""
        found: dict[str, int | None] = {}
        for name, theirs in names.items():
            try:
                found[name] = exact(item.get(theirs))
            except ValueError as error:
                self.keep_apart(f"{theirs} {error}", item)
                found[name] = None
        return found

    def post(
        self,
        post_id: str,
        created_at: datetime | None,
        *,
        text: str | None,
        type: str = "",
        counts: Mapping[str, int | None],
        edited_at: datetime | None = None,
        repost: bool = False,
    ) -> Post:
        """A post; of its text only the hash is kept."""
        return Post(
            platform=self.platform,
            account=self.account,
            post_id=post_id,
            created_at=created_at,
            observed_at=self.reply.at,
            type=type,
            text_sha256=text_hash(text) if text else "",
            counts=counts,
            edited_at=edited_at,
            repost=repost,
            method=self.method,
            api_version=self.api_version,
            run=self.run,
            origin=self.origin,
        )

    def repost(self, post_id: str, created_at: datetime | None) -> Post:
        """What the account passed on: its own act, dated when it did so, without the counts, which are another's."""
        return self.post(post_id, created_at, text=None, type="repost", counts={}, repost=True)

    def each(self, items: Iterable[Any], read: Callable[[Any], Post | None]) -> tuple[Post, ...]:
        """The posts of a page; an item that `read` stumbles over is kept apart, and None is passed over."""
        posts = list[Post]()
        for item in items:
            try:
                post = read(item)
            except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecordError) as error:
                self.keep_apart(f"{type(error).__name__}: {error}", item)
            else:
                posts += [post] if post is not None else []
        return tuple(posts)

    def keep_apart(self, reason: str, item: object) -> None:
        """Put an item into quarantine."""
        self.quarantined.append(
            Quarantined(
                platform=self.platform,
                account=self.account,
                reason=reason[:200],
                observed_at=self.reply.at,
                run=self.run,
                payload=self.reply.payload.sha256,
                item=json.dumps(item, ensure_ascii=False, default=str)[:500],
            )
        )


def id_of(value: object) -> str:
    """An id of an answer, told as text or as a number.

    Raises
    ------
    ValueError
        Anything else, nothing included.

    Examples
    --------
    >>> id_of(17), id_of("17_3")
    ('17', '17_3')
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    raise ValueError(f"is not an id: {value!r:.80}")


def moment(value: object) -> datetime | None:
    """A time of an answer, ISO 8601; without a zone it is taken as UTC, and None stays None.

    Raises
    ------
    ValueError
        Text that is no time.

    Examples
    --------
    >>> moment("2026-11-01T02:03:04.000Z").isoformat()
    '2026-11-01T02:03:04+00:00'
    """
    if value is None:
        return None
    found = datetime.fromisoformat(str(value))
    try:
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError(f"no calendar has {value!r:.40}") from None
