"""Requests: asked through the gate of the host, kept before anything is read, tried again where it may help."""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpx

from civicreach.records.errors import PlatformError
from civicreach.records.harvest import Payload
from civicreach.records.secrets import without_secrets

from .bodies import NO_JSON, opening, parsed, why_not_json
from .carrying import Carrier, Carrying, forms, signed_by
from .connection import Connection
from .errors import Judge, Trouble
from .gate import Gate
from .limits import read_limit

#: Headers that say something of an answer later on; cookies and the rest are not kept.
KEPT = frozenset({
    "content-type", "date", "etag", "last-modified", "link", "retry-after", "facebook-api-version", "x-app-usage",
    "x-business-use-case-usage", "ratelimit", "ratelimit-policy", "ratelimit-limit", "ratelimit-remaining",
    "ratelimit-reset", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-rate-limit-limit",
    "x-rate-limit-remaining", "x-rate-limit-reset",
})  # fmt: skip

#: How often the pause before a limit that tells no time doubles: up to about a minute, and that again and again.
_DOUBLED = 6

Params = Sequence[tuple[str, str | int]]

# its debug log shows the headers of answers as they come, and a platform may send the key back in one
logging.getLogger("httpcore").setLevel(logging.INFO)


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """A good answer.

    Attributes
    ----------
    data : Any
        Parsed JSON; the bytes themselves where none was asked for.
    headers : mapping of str to str
        Names in lower case.
    at : datetime
        When it had come, by our clock.
    payloads : tuple of Payload
        The answer as it came, last, behind what came before it was tried again.
    skew : float
        Seconds by which the host's clock is ahead of ours; 0 where it does not tell.
    """

    data: Any
    headers: Mapping[str, str]
    at: datetime
    payloads: tuple[Payload, ...]
    skew: float

    @property
    def payload(self) -> Payload:
        """The answer as it came."""
        return self.payloads[-1]


class Http:
    """Asks one platform.

    Parameters
    ----------
    connection : Connection
        How the platform is reached.
    base_url : str
        Where the connection names no other.
    judge : Judge
        What is wrong with an answer.
    at_once : int
        Requests to one host at the same time.
    carrier : str
        How the token travels: ``Authorization: Bearer`` by default, another header, ``?name`` or ``/name``.
    json : bool
        Whether answers are JSON; anything else is an error then.
    """

    def __init__(
        self,
        connection: Connection,
        base_url: str,
        judge: Judge,
        *,
        at_once: int = 2,
        carrier: Carrier = "authorization",
        json: bool = True,
    ) -> None:
        self._connection = connection
        self._base = (connection.base_url or base_url).rstrip("/")
        self._judge, self._at_once, self._json = judge, at_once, json
        self._gates: dict[str, Gate] = {}
        self._lock = threading.Lock()
        secret = connection.token
        signed = signed_by(connection)
        self._secrets = tuple(
            form for one in (secret, connection.app_secret, *signed.values()) if one is not None for form in forms(one)
        )
        inner = connection.transport or httpx.HTTPTransport(
            verify=_certificates(), limits=httpx.Limits(max_connections=100)
        )
        self._client = httpx.Client(
            transport=Carrying(inner, secret, carrier, signed) if secret else inner,
            timeout=connection.patience.silence,
            headers={"user-agent": "civicreach (research on public institutions)", "accept-encoding": "gzip"},
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def address(self, path: str, *, host: str = "") -> str:
        """The address without secrets at which a path is asked, as payloads bear it; empty where it is none."""
        try:
            return without_secrets(str(httpx.URL(self._url(path, host))), self._secrets)
        except httpx.InvalidURL:
            return ""

    def _url(self, path: str, host: str) -> str:
        return f"{self._base.replace('{host}', host)}/{path.lstrip('/')}"

    def get(self, path: str, params: Params = (), *, host: str = "", headers: Mapping[str, str] | None = None) -> Reply:
        """The answer to one request.

        Parameters
        ----------
        path : str
            Under the base address, or a whole address that the platform gave; the key goes to the base's origin only.
        params : sequence of (name, value)
            Without the token.
        host : str
            Fills ``{host}`` of the base address.

        Raises
        ------
        PlatformError
            No good answer, whatever was tried; `payloads` holds what came.
        """
        base = self._base.replace("{host}", host)
        url = self._url(path, host)
        if "://" in path.partition("?")[0]:
            url = path
            if _origin(url) != _origin(base):
                detail = without_secrets(f"the next page is said to be at {url}", self._secrets)
                raise PlatformError("error", "elsewhere", detail)
        gate = self._gate(base)
        patience = self._connection.patience
        payloads: list[Payload] = []
        tries, limits, waited = 0, 0, 0.0
        while True:
            try:
                with gate.passing():
                    outcome = self._send(url, params, headers, payloads)
                if isinstance(outcome, Reply):
                    if (
                        limit := read_limit(outcome.headers, self._there(outcome.skew))
                    ).remaining == 0 and limit.seconds:
                        self._hold_quietly(gate, limit.seconds)
                    return outcome
                trouble, told = outcome
                if trouble.action == "wait":
                    limits += 1
                    seconds = max(told, patience.pause) if told else patience.pause * 2 ** min(limits - 1, _DOUBLED)
                    waited += seconds
                    if patience.deadline is None and waited > patience.wait:
                        raise _as_error(trouble)
                    gate.hold(seconds)
                    continue
                tries += 1
                if trouble.action == "stop" or tries >= patience.tries:
                    raise _as_error(trouble)
                pause = patience.pause * 2 ** (tries - 1)
                if told is not None:
                    gate.hold(told)
                else:
                    self._pause(pause)
            except PlatformError as error:
                again = f"asked again {limits - 1} times; still over the limit" if limits > 1 else ""
                said = (error.detail, again if error.reason == "rate_limit" else "")
                raise PlatformError(
                    error.status,
                    error.reason,
                    without_secrets("; ".join(filter(None, said)), self._secrets),
                    of_account=error.of_account,
                    payloads=tuple(payloads),
                ) from None

    def _send(
        self, url: str, params: Params, headers: Mapping[str, str] | None, payloads: list[Payload]
    ) -> Reply | tuple[Trouble, float | None]:
        """One request: a good answer, or what is wrong and the seconds to wait that the host tells."""
        connection = self._connection
        try:
            with self._client.stream("GET", url, params=dict_of(params), headers=headers) as response:
                body = self._read(response)
                status, found = response.status_code, dict(response.headers)
                asked = str(response.request.url)
        except httpx.DecodingError as error:
            return Trouble("retry", "error", "garbled", f"{type(error).__name__}: {error}"), None
        except (httpx.HTTPError, httpx.StreamError) as error:
            return Trouble("retry", "error", "unreachable", f"{type(error).__name__}: {error}"), None
        except (httpx.InvalidURL, UnicodeError) as error:
            return Trouble("stop", "error", "unreachable", f"{type(error).__name__}: {error}"), None
        at = connection.clock()
        payloads.append(
            Payload.of(
                body,
                url=asked,
                http_status=status,
                fetched_at=at,
                headers={name: value for name, value in found.items() if name in KEPT},
                run=connection.run,
                secrets=self._secrets,
            )
        )
        for secret in self._secrets:
            body = body.replace(secret.encode(), b"REMOVED")
        data = parsed(body, response.charset_encoding) if self._json else body
        skew = _skew(found, at)
        trouble = self._judge(status, None if data is NO_JSON else data, found)
        if trouble is not None and trouble.reason == "elsewhere":
            trouble = replace(trouble, detail=f"{trouble.detail} to {found.get('location', 'nowhere')}")
        if trouble is None and data is NO_JSON:
            trouble = Trouble("stop", "error", why_not_json(body), opening(body))
        if trouble is None:
            return Reply(data, found, at, tuple(payloads), skew)
        told = trouble.seconds if trouble.seconds is not None else read_limit(found, self._there(skew)).seconds
        return trouble, told if trouble.action == "wait" or "retry-after" in found else None

    def _read(self, response: httpx.Response) -> bytes:
        largest, longest = self._connection.patience.largest, self._connection.patience.answer
        parts, size, began = list[bytes](), 0, time.monotonic()
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > largest:
                raise PlatformError("error", "too_large", f"more than {largest:,} bytes")
            if time.monotonic() - began > longest:
                raise PlatformError("error", "too_slow", f"more than {longest:g} s")
        return b"".join(parts)

    def _gate(self, base: str) -> Gate:
        with self._lock:
            return self._gates.setdefault(base, Gate(self._connection, self._at_once))

    def _hold_quietly(self, gate: Gate, seconds: float) -> None:
        # the answer at hand is good; the next to ask is told
        try:
            gate.hold(seconds)
        except PlatformError:
            return

    def _pause(self, seconds: float) -> None:
        deadline = self._connection.patience.deadline
        if deadline is not None and self._connection.clock() >= deadline:
            raise PlatformError("error", "out_of_time")
        self._connection.sleep(seconds)

    def _there(self, skew: float) -> datetime:
        return self._connection.clock() + timedelta(seconds=skew)


@cache
def _certificates() -> ssl.SSLContext:
    # reading the certificates of the authorities takes longer than a hundred requests
    return httpx.create_ssl_context()


def dict_of(params: Params) -> list[tuple[str, str | int | float | bool | None]] | None:
    """Parameters as httpx takes them; None leaves an address that has its own as it is."""
    return list(params) or None


def _as_error(trouble: Trouble) -> PlatformError:
    return PlatformError(trouble.status, trouble.reason, trouble.detail, of_account=trouble.of_account)


def _origin(address: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: what must be the same for a key to be sent."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        return "", address, None
    return url.scheme, url.host, url.port


def _skew(headers: Mapping[str, str], at: datetime) -> float:
    try:
        there = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return 0.0
    # the header has whole seconds, and the answer took its time
    seconds = (there - at).total_seconds() if there.tzinfo else 0.0
    return seconds if abs(seconds) > 60 else 0.0
