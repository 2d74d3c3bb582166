"""A real server on the loopback that plays platforms, with every fault that platforms have been seen to have."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from .world import Clock, World


@dataclass(frozen=True)
class Asked:
    """A request."""

    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]


@dataclass(frozen=True)
class Answer:
    """An answer, and how it is delivered.

    body: what is sent; anything but bytes as JSON
    drip: seconds between two bytes
    lost: the connection breaks after half of the body
    """

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0
    lost: bool = False

    @property
    def bytes(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()


class Dialect(Protocol):
    """How one platform asks and answers; one a platform, in `dialects`.

    platform : its name in civicreach
    token : what it accepts as a key, or None
    base : path behind the server's address that the platform's base address stands for; may hold ``{host}``
    written : an account of the world as an accounts file may have it
    hides : whether an account may hide its counts
    requests : the edges behind a page of posts; each is put through all faults
    expected : by fault, status and reason of the posts' walk where they differ from the common ones
    paged : whether posts come on several pages
    lasting : whether an account is found by its id after a change of its name
    counts : whether the platform tells counts
    since : from when on posts are asked for; from the beginning where it is None
    """

    platform: str
    token: str | None
    base: str
    hides: bool
    requests: tuple[str, ...]
    expected: Mapping[str, tuple[str, str]]
    paged: bool = True
    lasting: bool = True
    counts: bool = True
    since: datetime | None = None

    def written(self, name: str) -> str: ...
    def edge(self, asked: Asked) -> str: ...
    def answer(self, world: World, asked: Asked) -> Answer: ...
    def refusal(self, kind: str) -> Answer:
        """unauthorised, quota, not_found, error_body, rate_limit"""
        ...


#: Number of the request on its edge (from 1), and the answer without fault, to the answer with it.
Fault = Callable[[int, Answer], Answer]


class PlatformServer:
    """Plays one dialect; a fault may stand on each edge.

    Attributes
    ----------
    asked : list
        (edge, request) in the order of their coming.
    skew : float
        Seconds by which its clock is ahead.
    """

    def __init__(self, dialect: Dialect, world: World, clock: Clock | None = None, *, skew: float = 0.0) -> None:
        self.dialect, self.world, self.clock, self.skew = dialect, world, clock or Clock(), skew
        self.faults: dict[str, Fault] = {}
        self.asked: list[tuple[str, Asked]] = []
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer._deliver(self, outer._play(Asked(parts.path, parse_qs(parts.query, True), headers)))

            def log_message(self, *args: object) -> None:
                return

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, request: Any, client_address: Any) -> None:
                # a client that was killed has broken its connections
                return

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        # a reader that gave up must not be waited for
        self._server.block_on_close = False

    @property
    def url(self) -> str:
        """The base address that a client is given."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{self.dialect.base}"

    def __enter__(self) -> PlatformServer:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _play(self, asked: Asked) -> Answer:
        dialect = self.dialect
        edge = dialect.edge(asked)
        with self._lock:
            self.asked.append((edge, asked))
            number = sum(one == edge for one, _ in self.asked)
        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if dialect.token and dialect.token not in (bearer, *(v for values in asked.query.values() for v in values)):
            return dialect.refusal("unauthorised")
        answer = dialect.answer(self.world, asked)
        fault = self.faults.get(edge)
        return fault(number, answer) if fault else answer

    def _deliver(self, handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        body = answer.bytes
        date = self.clock.now() + timedelta(seconds=self.skew)
        headers = {
            "Content-Type": "application/json",
            "Date": format_datetime(date, usegmt=True),
            "Content-Length": str(len(body)),
            **answer.headers,
        }
        handler.send_response_only(answer.status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        try:
            if answer.drip:
                for byte in body:
                    handler.wfile.write(bytes([byte]))
                    handler.wfile.flush()
                    time.sleep(answer.drip)
            elif answer.lost:
                handler.wfile.write(body[: len(body) // 2])
                handler.wfile.flush()
                handler.close_connection = True
                handler.connection.shutdown(socket.SHUT_RDWR)
            else:
                handler.wfile.write(body)
        except OSError:
            handler.close_connection = True


@contextmanager
def playing(
    dialect: Dialect, world: World, clock: Clock | None = None, *, skew: float = 0.0
) -> Iterator[PlatformServer]:
    """The server while it runs."""
    with PlatformServer(dialect, world, clock, skew=skew) as server:
        yield server
