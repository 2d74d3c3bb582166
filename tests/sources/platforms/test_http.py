"""Where a key may go, and answers that do not come as they should."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from civicreach.records.errors import PlatformError
from civicreach.sources.platforms.carrying import Carrier
from civicreach.sources.platforms.connection import Connection, Secret
from civicreach.sources.platforms.errors import by_status
from civicreach.sources.platforms.http import Http

KEY = "very-secret"


def asked(handle: Callable[[httpx.Request], httpx.Response], base: str, carrier: Carrier = "?key") -> Http:
    connection = Connection(
        run="r",
        base_url=base,
        token=Secret(KEY),
        sleep=lambda seconds: None,
        transport=httpx.MockTransport(handle),
    )
    return Http(connection, "", lambda status, data, headers: by_status(status), carrier=carrier)


@pytest.mark.parametrize("carrier", ["?key", "authorization", "/bot"])
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/v1/posts?after=2",
        "http://api.example/v1/posts",
        "https://api.example:8443/v1/posts",
        "https://api.example@evil.example/v1/posts",
        "https://api.example.evil.example/v1",
        "ftp://api.example/v1/posts",
        "https://[::1/v1",
    ],
)
def test_the_key_goes_to_no_other_host(elsewhere: str, carrier: Carrier) -> None:
    came: list[httpx.Request] = []
    http = asked(
        lambda request: came.append(request) or httpx.Response(200, json={}), "https://api.example/v1", carrier
    )
    with pytest.raises(PlatformError) as refused:
        http.get(elsewhere)
    assert not came
    assert (refused.value.status, refused.value.reason) == ("error", "elsewhere") and KEY not in str(refused.value)


@pytest.mark.parametrize("own", ["https://api.example/v2/posts?after=2", "https://API.example:443/v1/posts", "posts"])
def test_the_platforms_own_addresses_are_asked(own: str) -> None:
    came: list[httpx.Request] = []
    http = asked(lambda request: came.append(request) or httpx.Response(200, json={}), "https://api.example/v1")
    assert http.get(own).data == {}
    assert came[0].url.params["key"] == KEY and came[0].url.host == "api.example"


@pytest.mark.parametrize(
    "error",
    [httpx.DecodingError("x"), httpx.TooManyRedirects("x"), httpx.UnsupportedProtocol("x"), httpx.InvalidURL("x"),
     httpx.StreamClosed(), UnicodeEncodeError("ascii", "키", 0, 1, "x"), httpx.LocalProtocolError("x")],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_whatever_httpx_says_is_an_error_of_the_account(error: Exception) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(PlatformError) as refused:
        asked(fail, "https://api.example").get("posts")
    assert refused.value.status == "error" and refused.value.reason in ("garbled", "unreachable")


def test_the_address_that_payloads_bear() -> None:
    http = asked(lambda request: httpx.Response(200, json={}), "https://API.example/v1")
    assert (
        http.address("posts?x=1&y=서울")
        == http.get("posts?x=1&y=서울").payload.url_without_secrets.partition("&key")[0]
    )
    assert asked(lambda request: httpx.Response(200), "https://[::1").address("posts") == ""


@pytest.mark.parametrize("base", ["https://no-such-host.invalid", "http://127.0.0.1:1", "http://[::1]:1"])
def test_a_host_that_is_not_there(base: str) -> None:
    http = Http(Connection(run="r", sleep=lambda seconds: None), base, lambda status, data, headers: None)
    with pytest.raises(PlatformError, match="unreachable"):
        http.get("posts")
    http.close()


def test_a_host_that_does_not_speak_tls() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"https://127.0.0.1:{server.server_address[1]}"
    http = Http(Connection(run="r", sleep=lambda seconds: None), base, lambda status, data, headers: None)
    try:
        with pytest.raises(PlatformError, match="unreachable"):
            http.get("posts")
    finally:
        http.close()
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("charset", ["euc-kr", "utf-16", "latin-1"])
def test_letters_that_the_header_names(charset: str) -> None:
    text = '{"name": "é"}' if charset == "latin-1" else '{"name": "서울"}'
    headers = {"content-type": f"application/json; charset={charset}"}
    http = asked(lambda r: httpx.Response(200, content=text.encode(charset), headers=headers), "https://api.example")
    assert http.get("posts").data["name"] in ("서울", "é")
