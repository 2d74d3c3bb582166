"""The faults that every platform is put through, and how the walk over the posts must end."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime
from urllib.parse import quote

from .server import Answer, Dialect, Fault
from .world import Clock

Make = Callable[[Dialect, Clock], Fault]


@dataclass(frozen=True)
class Case:
    """A fault on the posts of an account.

    name : in the test's id
    make : dialect and clock to the fault
    status, reason : what coverage says
    whole : whether all posts come
    slept : seconds that must have been slept at least
    """

    name: str
    make: Make
    status: str = "complete"
    reason: str = ""
    slept: float = 0.0

    @property
    def whole(self) -> bool:
        return self.status == "complete"


def _refused(kind: str, *, only: int | None = None) -> Make:
    """A refusal of the platform from the second request on, or only once."""
    return lambda dialect, clock: lambda n, answer: dialect.refusal(kind) if (n == only if only else n >= 2) else answer


def _limited(headers: Callable[[Clock], dict[str, str]]) -> Make:
    def make(dialect: Dialect, clock: Clock) -> Fault:
        def fault(n: int, answer: Answer) -> Answer:
            if n != 2:
                return answer
            refusal = dialect.refusal("rate_limit")
            return replace(refusal, headers={**refusal.headers, **headers(clock)})

        return fault

    return make


def _changed(change: Callable[[Answer], Answer], *, only: int | None = None) -> Make:
    return lambda dialect, clock: lambda n, answer: change(answer) if (n == only if only else n >= 2) else answer


def _echoing(dialect: Dialect, clock: Clock) -> Fault:
    """The key comes back in the answer, in each of its spellings, as in the addresses of next pages."""
    token = dialect.token or "no key"
    forms = [token, quote(token, safe=""), token.replace("/", "\\/")]

    def fault(n: int, answer: Answer) -> Answer:
        body = answer.body
        if isinstance(body, dict):
            body = {**body, "paging_of_old": [f"https://example.org/?limit=3&x={form}" for form in forms]}
        return replace(answer, body=body, headers={**answer.headers, "Link-Of-Old": token, "ETag": token})

    return fault


def _echoing_page(dialect: Dialect, clock: Clock) -> Fault:
    page = f"<html>your key {dialect.token} is not welcome</html>".encode()
    return lambda n, answer: Answer(page) if n >= 2 else answer


def _in_a_minute(clock: Clock) -> str:
    return str(int((clock.now() + timedelta(seconds=60)).timestamp()))


_GRAPH = (
    '{"1":[{"type":"pages","call_count":100,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":1}]}'
)


def _packed(answer: Answer, pack: Callable[[bytes], bytes]) -> Answer:
    return replace(answer, body=pack(answer.bytes), headers={**answer.headers, "Content-Encoding": "gzip"})


_HTML = b"<!DOCTYPE html><html><body>Service is down for maintenance</body></html>"
_XML = b"<?xml version='1.0'?><OpenAPI_ServiceResponse><errMsg>SERVICE ERROR</errMsg></OpenAPI_ServiceResponse>"


def _half(body: bytes) -> bytes:
    packed = gzip.compress(body)
    return packed[: len(packed) // 2]


CASES = (
    Case("nothing-wrong", lambda dialect, clock: lambda n, answer: answer),
    Case("key-echoed", _echoing),
    Case("key-in-a-page", _echoing_page, "error", "not_json"),
    Case("401", _refused("unauthorised"), "denied", "token"),
    Case("quota", _refused("quota"), "partial_rate", "quota"),
    Case("404", _refused("not_found"), "not_found", "unknown_account"),
    Case("error_body", _refused("error_body"), "error", "refused"),
    Case("429-for-ever", _refused("rate_limit"), "partial_rate", "rate_limit"),
    Case("429-three-days", _limited(lambda clock: {"Retry-After": "259200"}), "partial_rate", "rate_limit"),
    Case("429-seconds", _limited(lambda clock: {"Retry-After": "60"}), slept=60),
    Case(
        "429-date",
        _limited(lambda c: {"Retry-After": format_datetime(c.now() + timedelta(seconds=60), usegmt=True)}),
        slept=59,
    ),
    Case("429-epoch", _limited(lambda c: {"RateLimit-Reset": _in_a_minute(c), "RateLimit-Remaining": "0"}), slept=59),
    Case("429-x-rate-limit", _limited(lambda c: {"x-rate-limit-reset": _in_a_minute(c)}), slept=59),
    Case(
        "429-iso",
        _limited(lambda c: {"X-RateLimit-Reset": (c.now() + timedelta(seconds=60)).isoformat()}),
        slept=59,
    ),
    Case("429-draft", _limited(lambda c: {"RateLimit": "limit=10, remaining=0, reset=60"}), slept=60),
    Case("429-graph-minutes", _limited(lambda c: {"X-Business-Use-Case-Usage": _GRAPH}), slept=60),
    Case(
        "429-milliseconds",
        _limited(lambda c: {"X-RateLimit-Reset": str(int((c.now().timestamp() + 60) * 1000))}),
        slept=59,
    ),
    Case("429-no-header", _refused("rate_limit", only=2), slept=1),
    Case("500-then-200", _changed(lambda a: Answer(_HTML, 500), only=2), slept=1),
    Case("500-for-ever", _changed(lambda a: Answer(_HTML, 503)), "error", "server"),
    Case("connection-lost-once", _changed(lambda a: replace(a, lost=True), only=2), slept=1),
    Case("connection-lost-for-ever", _changed(lambda a: replace(a, lost=True)), "error", "unreachable"),
    Case("html", _changed(lambda a: Answer(_HTML, headers={"Content-Type": "text/html"})), "error", "not_json"),
    Case("xml", _changed(lambda a: Answer(_XML, headers={"Content-Type": "text/xml"})), "error", "not_json"),
    Case("nothing", _changed(lambda a: Answer(b"")), "error", "not_json"),
    Case("cut-off", _changed(lambda a: replace(a, body=a.bytes[: len(a.bytes) // 2])), "error", "cut_off"),
    Case("with-bom", _changed(lambda a: replace(a, body=b"\xef\xbb\xbf" + a.bytes))),
    Case("packed", _changed(lambda a: _packed(a, gzip.compress))),
    Case("not-packed-as-said", _changed(lambda a: _packed(a, bytes)), "error", "garbled"),
    Case("packed-wrongly-once", _changed(lambda a: _packed(a, bytes), only=2), slept=1),
    Case("packed-and-cut-off", _changed(lambda a: _packed(a, _half)), "error", "cut_off"),
    Case(
        "bomb",
        _changed(lambda a: _packed(a, lambda body: gzip.compress(body + b" " * 50_000_000))),
        "error",
        "too_large",
    ),
    Case("no-known-letters", _changed(lambda a: Answer('{"말": 1}'.encode("euc-kr"))), "error", "garbled"),
    Case("too-deep", _changed(lambda a: Answer(b"[" * 200_000)), "error", "cut_off"),
    Case(
        "login-page",
        _changed(lambda a: Answer(b"", 302, {"Location": "https://login.example/?next=x"})),
        "error",
        "elsewhere",
    ),
    Case("other-shape", _changed(lambda a: replace(a, body={"status": "fine"})), "error", "unexpected"),
    Case("a-list", _changed(lambda a: replace(a, body=[1, 2, 3])), "error", "unexpected"),
    Case("slow-drip", _changed(lambda a: replace(a, drip=0.05)), "error", "too_slow"),
    Case("huge", _changed(lambda a: replace(a, body=a.bytes + b" " * 3_000_000)), "error", "too_large"),
)
