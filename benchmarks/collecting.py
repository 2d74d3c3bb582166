"""Collecting from a loopback server that answers without delay, beside asking it and keeping nothing.

usage: python -m benchmarks.collecting ours|peer REQUESTS | serve POSTS
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from .measure import OUT, Measure

#: Pages of posts of each account; posts on each; and profiles in one answer.
PAGES, POSTS, PROFILES = 3, 20, 25

#: Requests a second that are promised on two cores.
RATE = 200


def _command(who: str, requests: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.collecting", who, str(requests), OUT]


MEASURES = (
    Measure(
        name="collect",
        what=f"profiles and {PAGES} pages of {POSTS} posts an account, archived with raw answers, beside asking only",
        ours=lambda requests: _command("ours", requests),
        peer=lambda requests: _command("peer", requests),
        target=None,
        most=20_000 / RATE,
        rows=20_000,
        packages=("httpx", "deltalake"),
    ),
)


def accounts_of(requests: int) -> int:
    """So many accounts that about so many requests are made."""
    return requests * PROFILES // (PAGES * PROFILES + 1)


def ours(requests: int, out: str) -> int:
    """Collect all accounts; how many answers came."""
    from pathlib import Path

    from civicreach.archive import Archive
    from civicreach.sources.platforms.connection import Connection
    from civicreach.workflow.collect import collect, read_accounts

    folder = Path(out)
    folder.mkdir()
    listed = folder / "accounts.csv"
    names = "".join(f"bluesky,a{number}.example.org\n" for number in range(accounts_of(requests)))
    listed.write_text("platform,account\n" + names, encoding="utf-8")
    with serving() as url, Archive.create(folder / "archive") as archive:
        done = collect(
            read_accounts(listed), archive, lambda platform, run: platform.connect(Connection(run=run, base_url=url))
        )
        posts = archive.execute("SELECT count(*) FROM {posts}")[0][0]
    assert not done.failed and posts == accounts_of(requests) * PAGES * POSTS
    return done.n_requests


def peer(requests: int, out: str) -> int:
    """Ask for the same with the same library and as many threads, and keep nothing."""
    from concurrent.futures import ThreadPoolExecutor

    import httpx

    def account(number: int) -> int:
        actor = {"actor": f"a{number}.example.org"}
        cursor, n = "", 0
        while True:
            answer = client.get("/app.bsky.feed.getAuthorFeed", params={**actor, "limit": 100, "cursor": cursor}).json()
            n, cursor = n + 1, answer.get("cursor", "")
            if not cursor:
                return n

    def profiles(first: int) -> int:
        numbers = range(first, min(first + PROFILES, accounts))
        client.get("/app.bsky.actor.getProfiles", params={"actors": [f"a{n}.example.org" for n in numbers]}).json()
        return 1

    accounts = accounts_of(requests)
    with serving() as url, httpx.Client(base_url=url) as client, ThreadPoolExecutor(4) as pool:
        return sum(pool.map(profiles, range(0, accounts, PROFILES))) + sum(pool.map(account, range(accounts)))


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server in a process of its own."""
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.collecting", "serve"], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    try:
        yield child.stdout.readline().strip()
    finally:
        child.terminate()
        child.wait()


def serve() -> None:
    """Play Bluesky until the process is ended."""

    def answer(target: str) -> bytes:
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        if parts.path.endswith("getProfiles"):
            return json.dumps({"profiles": [_profile(actor) for actor in query["actors"]]}).encode()
        actor = query["actor"][0]
        if parts.path.endswith("getProfile"):
            return json.dumps(_profile(actor)).encode()
        page = int(query.get("cursor", ["0"])[0] or 0)
        after = {"cursor": str(page + 1)} if page + 1 < PAGES else {}
        return json.dumps({"feed": [_item(actor, page * POSTS + place) for place in range(POSTS)], **after}).encode()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                body = answer(request.split(b" ", 2)[1].decode())
                head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()

    asyncio.run(main())


def _profile(actor: str) -> dict[str, object]:
    return {"did": f"did:plc:{actor}", "handle": actor, "followersCount": 5, "followsCount": 1, "postsCount": 1}


def _item(actor: str, number: int) -> dict[str, object]:
    at = f"2025-{1 + number % 11:02}-{1 + number % 28:02}T08:00:00.000Z"
    return {
        "post": {
            "uri": f"at://did:plc:{actor}/app.bsky.feed.post/{number}",
            "cid": f"bafyrei{number:052}",
            "author": {"did": f"did:plc:{actor}", "handle": actor, "displayName": f"시청 {actor}", "labels": []},
            "record": {
                "$type": "app.bsky.feed.post",
                "createdAt": at,
                "langs": ["ko"],
                "text": f"시민 여러분께 알립니다. {number}번째 소식은 도서관의 새 개관 시간과 교통 안내입니다." * 2,
            },
            "replyCount": number % 7,
            "repostCount": number % 5,
            "likeCount": number % 97,
            "quoteCount": 0,
            "bookmarkCount": number % 3,
            "indexedAt": at,
        }
    }


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve()
    else:
        print({"ours": ours, "peer": peer}[sys.argv[1]](int(sys.argv[2]), sys.argv[3]))
