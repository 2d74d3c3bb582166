"""What collecting, importing and hand entry bring in: observations, posts, coverage, payloads, and what was odd.

All times carry their zone. A count that the platform did not tell is None with its reason, never 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, get_args

from .errors import RecordError
from .secrets import has_secret, without_secrets

#: How a walk over an account's records ended.
Status = Literal["complete", "partial_cap", "partial_rate", "denied", "not_found", "error"]
STATUSES: tuple[Status, ...] = get_args(Status)

#: How something was observed: by a platform's interface, from another tool's file, by a person, from a page.
Method = Literal["api", "import", "hand", "html"]
METHODS: tuple[Method, ...] = get_args(Method)

#: Clocks may differ by so much before a moment lies in the future, or a post later than when it was seen.
AHEAD = timedelta(minutes=10)

#: Measures of an account by the words used here. Likes of a page and its followers are two measures.
MEASURES = ("likes", "followers", "following", "posts_total", "views_total", "talking_about")


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One dated count of an account.

    Attributes
    ----------
    platform : str
        ``facebook``, ``youtube``, ...
    account : str
        The platform's own lasting id, as text; names change.
    measure : str
        One of `MEASURES`, or another word in small letters.
    value : int, optional
        The count; None where it was not told. For a rounded count, as the platform showed it.
    low, high : int, optional
        Between which the true count lies where the platform rounds ("1.2K"); both None where it is exact.
    observed_at : datetime
        When it was seen, with its zone.
    method : Method
        How.
    api_version : str
        Of the interface, as it named itself.
    run : str
        The collection, import or entry it came with.
    reason : str
        Why there is no value: ``hidden``, ``absent``, ...; empty where there is one.
    origin : str
        File with row, address without secrets, or hash of the evidence.

    Raises
    ------
    RecordError
        Something of this does not hold; the caller puts the item into quarantine.
    """

    platform: str
    account: str
    measure: str
    value: int | None
    observed_at: datetime
    method: Method
    run: str
    low: int | None = None
    high: int | None = None
    api_version: str = ""
    reason: str = ""
    origin: str = ""

    def __post_init__(self) -> None:
        what = f"observation of {self.platform} {self.account} {self.measure}"
        _filled(what, platform=self.platform, account=self.account, measure=self.measure)
        _zoned(what, observed_at=self.observed_at)
        _one_of(what, "method", self.method, METHODS)
        for name, count in (("value", self.value), ("low", self.low), ("high", self.high)):
            _count(what, name, count)
        if (self.value is None) != bool(self.reason):
            raise RecordError(what, "a value or a reason why there is none", found=f"{self.value!r}, {self.reason!r}")
        if (self.low is None) != (self.high is None):
            raise RecordError(what, "both bounds or none", found=f"{self.low} to {self.high}")
        if self.low is not None and self.high is not None:
            between = (self.low, self.high) if self.value is None else (self.low, self.value, self.high)
            if list(between) != sorted(between):
                raise RecordError(what, "low <= value <= high", found=" <= ".join(map(str, between)))
        _no_secret(what, self.origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post as it was seen at one time.

    Attributes
    ----------
    platform, account, post_id : str
        Ids of the platform, as text.
    created_at : datetime, optional
        When it was published, as the platform says.
    observed_at : datetime
        When it was seen.
    type : str
        ``photo``, ``video``, ``link``, ``status``, ... in the platform's words; empty where not told.
    text : str, optional
        Only where the study wants it kept.
    text_sha256 : str
        Of the text as UTF-8, see `text_hash`; empty where the post has none or it was not told.
    counts : mapping of str to (int or None)
        ``likes``, ``comments``, ``shares``, ``views``, and reactions by kind (``love``, ``wow``, ...). None where the
        platform did not tell; no such key where it was not asked.
    edited_at : datetime, optional
        When it was last changed.
    repost : bool
        Whether somebody else wrote it.
    method, api_version, run, origin
        As of `Observation`.
    """

    platform: str
    account: str
    post_id: str
    created_at: datetime | None
    observed_at: datetime
    method: Method
    run: str
    type: str = ""
    text: str | None = None
    text_sha256: str = ""
    counts: Mapping[str, int | None] = field(default_factory=dict)
    edited_at: datetime | None = None
    repost: bool = False
    api_version: str = ""
    origin: str = ""

    def __post_init__(self) -> None:
        what = f"post {self.post_id} of {self.platform} {self.account}"
        _filled(what, platform=self.platform, account=self.account, post_id=self.post_id)
        _zoned(what, created_at=self.created_at, observed_at=self.observed_at, edited_at=self.edited_at)
        _one_of(what, "method", self.method, METHODS)
        for name, count in self.counts.items():
            _count(what, name, count)
        _no_secret(what, self.origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What one walk asked for, what came, and why not all of it.

    Attributes
    ----------
    run, platform, account : str
        Which walk. The account as it was asked for, where the platform knows none of that name.
    edge : str
        ``profile`` or ``posts``.
    asked_from, asked_to : datetime, optional
        The window that was asked for, from and to before; None where it was open on that side.
    started_at, ended_at : datetime
        Of the walk.
    received, kept : int
        Items that came, and those that became observations or posts; the rest is in quarantine or came twice.
    platform_total : int, optional
        How many there are as the platform says.
    status : Status
        Only after ``complete`` does the absence of posts mean that there were none.
    reason : str
        Short code of why it was not complete: ``rate_limit``, ``permission``, ``cap``, ...; empty where it was.
    detail : str
        One plain sentence of it, without secrets.
    pages : int
        That were read.
    cursor : str
        Where to go on; empty where the walk came to its end.
    """

    run: str
    platform: str
    account: str
    edge: str
    started_at: datetime
    ended_at: datetime
    status: Status
    asked_from: datetime | None = None
    asked_to: datetime | None = None
    received: int = 0
    kept: int = 0
    platform_total: int | None = None
    reason: str = ""
    detail: str = ""
    pages: int = 0
    cursor: str = ""

    def __post_init__(self) -> None:
        what = f"coverage of {self.platform} {self.account} {self.edge}"
        _filled(what, platform=self.platform, account=self.account, edge=self.edge, run=self.run)
        moments = {"asked_from": self.asked_from, "asked_to": self.asked_to}
        _zoned(what, started_at=self.started_at, ended_at=self.ended_at, **moments)
        _one_of(what, "status", self.status, STATUSES)
        for name, count in (("received", self.received), ("kept", self.kept), ("total", self.platform_total)):
            _count(what, name, count)
        if (self.status == "complete") == bool(self.reason):
            raise RecordError(what, "a reason where it was not complete", found=f"{self.status}, {self.reason!r}")
        _no_secret(what, f"{self.detail}\n{self.cursor}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """One answer of a server, as it came but without secrets. Made by `Payload.of`.

    Attributes
    ----------
    sha256 : str
        Of `body`.
    url_without_secrets : str
        The address that was asked.
    http_status : int
        Of the answer.
    headers : mapping of str to str
        Those that matter: limits, version, date.
    fetched_at : datetime
        When it came, with its zone.
    body : bytes
        The answer; secrets in it (addresses of next pages carry tokens) are replaced.
    run : str
        The collection it came with.
    """

    sha256: str
    url_without_secrets: str
    http_status: int
    fetched_at: datetime
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    run: str = ""

    def __post_init__(self) -> None:
        what = f"payload of {self.url_without_secrets}"
        _zoned(what, fetched_at=self.fetched_at)
        _no_secret(what, "\n".join([self.url_without_secrets, *self.headers.values()]))
        if self.sha256 != (found := hashlib.sha256(self.body).hexdigest()):
            raise RecordError(what, f"sha256 {self.sha256}", found=found)

    @classmethod
    def of(
        cls,
        body: bytes,
        *,
        url: str,
        http_status: int,
        fetched_at: datetime,
        headers: Mapping[str, str] | None = None,
        run: str = "",
        secrets: Iterable[str] = (),
    ) -> Payload:
        """A payload from an answer as it came, with its secrets taken out and its hash.

        Parameters
        ----------
        secrets : iterable of str
            Tokens that are known; what looks like one in an address is taken out besides.
        """
        secrets = tuple(secrets)
        # latin-1 takes every byte to one character and back
        hidden = [secret.encode().decode("latin-1") for secret in secrets]
        clean = without_secrets(body.decode("latin-1"), hidden).encode("latin-1")
        return cls(
            sha256=hashlib.sha256(clean).hexdigest(),
            url_without_secrets=without_secrets(url, secrets),
            http_status=http_status,
            fetched_at=fetched_at,
            body=clean,
            headers={name: without_secrets(value, secrets) for name, value in (headers or {}).items()},
            run=run,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """Items of unexpected shape: kept apart with their reason and number, never lost in silence.

    Attributes
    ----------
    platform, account : str
        Where they came from; the account is empty where it cannot be told.
    reason : str
        What was unexpected, one plain sentence.
    observed_at : datetime
        When they came.
    count : int
        How many of them.
    payload : str
        Sha256 of the payload they stood in, or the file with its row.
    item : str
        The first of them as text, cut to `ITEM_LENGTH`; secrets are taken out.
    run : str
        The collection, import or entry they came with.
    """

    platform: str
    account: str
    reason: str
    observed_at: datetime
    run: str
    count: int = 1
    payload: str = ""
    item: str = ""

    def __post_init__(self) -> None:
        what = f"quarantine of {self.platform} {self.account}"
        _filled(what, reason=self.reason)
        _zoned(what, observed_at=self.observed_at)
        _count(what, "count", self.count)
        # the record is frozen; this is its making
        object.__setattr__(self, "item", without_secrets(self.item)[:ITEM_LENGTH])
        _no_secret(what, self.payload)


#: Characters of an item that quarantine shows; the payload has the whole.
ITEM_LENGTH = 500


def text_hash(text: str) -> str:
    """Sha256 of a post's text as UTF-8, by which an edit is seen without keeping the text.

    A half character that a cut-off payload left behind becomes a question mark.

    >>> text_hash("시민 여러분")[:12]
    '2c078fc0708f'
    """
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()


def shown_interval(value: int, *, figures: int) -> tuple[int, int]:
    """Between which whole numbers a count lies that is shown with so many significant figures, cut or rounded.

    Platforms do not say whether they cut or round: the interval holds both.

    Examples
    --------
    >>> shown_interval(1_230_000, figures=3)
    (1225000, 1239999)
    >>> shown_interval(87, figures=3)
    (87, 87)
    """
    step: int = 10 ** max(0, len(str(value)) - figures)
    return (value, value) if step == 1 else (value - step // 2, value + step - 1)


def _filled(what: str, **texts: str) -> None:
    for name, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            raise RecordError(what, f"{name}: text that is not empty", found=repr(text))


def _zoned(what: str, **moments: datetime | None) -> None:
    for name, moment in moments.items():
        if moment is not None and (not isinstance(moment, datetime) or moment.utcoffset() is None):
            raise RecordError(what, f"{name}: a time with its zone", found=str(moment))


def _count(what: str, name: str, count: int | None) -> None:
    if count is not None and (not isinstance(count, int) or isinstance(count, bool) or not 0 <= count < 2**63):
        raise RecordError(what, f"{name}: a whole number from 0", found=repr(count))


def _one_of(what: str, name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise RecordError(what, f"{name}: one of {', '.join(allowed)}", found=repr(value))


def _no_secret(what: str, text: str) -> None:
    if has_secret(text):
        raise RecordError(what, "addresses without keys and tokens", found=without_secrets(text)[:200])
