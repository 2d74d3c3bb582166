"""One contract for all offices, against a server on the loopback that plays each with its faults."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from civicreach.report.locale import Locale
from civicreach.sources.platforms.connection import Connection, Patience
from civicreach.sources.statistics import OFFICES
from civicreach.workflow.statistics import Fetched, fetch_statistics, key_of, plan_statistics, told

from .offices import OFFICES_PLAYED, Played, encoded

SECRET = "s3cr3t/key+of=mine"
Answered = tuple[bytes, int]
#: The request's number, and the good answer to it, to what is sent.
Fault = Callable[[int, Answered], Answered]


@contextmanager
def served(played: Played, fault: Fault = lambda n, good: good) -> Iterator[tuple[str, list[str]]]:
    """The address of a server that plays an office, and the requests that it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query, keep_blank_values=True)
            asked.append(self.path)
            if played.key:
                assert query.pop(played.key) == [SECRET]
            body, status = fault(len(asked), (encoded(played.good(parts.path, query)), 200))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def toml_of(question: dict[str, Any]) -> str:
    def text(value: Any) -> str:
        if isinstance(value, dict):
            return "{ " + ", ".join(f'"{key}" = {text(entry)}' for key, entry in value.items()) + " }"
        return json.dumps(value, ensure_ascii=False)

    return "[table]\n" + "\n".join(f"{key} = {text(value)}" for key, value in question.items()) + "\n"


def fetched(name: str, url: str, folder: Path, *, fresh: bool = False, slept: list[float] | None = None) -> Fetched:
    (folder / "questions.toml").write_text(toml_of(dict(OFFICES_PLAYED[name].question)), encoding="utf-8")
    waits = slept if slept is not None else []
    connection = Connection(
        run="test",
        base_url=url,
        sleep=waits.append,
        clock=lambda: datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=sum(waits)),
        patience=Patience(tries=3, silence=5),
    )
    environment = {key_of(office): SECRET.replace("/", "%2F").replace("+", "%2B").replace("=", "%3D")
                   for office in OFFICES}  # fmt: skip
    (result,) = fetch_statistics(folder / "questions.toml", folder / "out", fresh=fresh, connection=connection,
                                 environment=environment)  # fmt: skip
    return result


def everything(folder: Path) -> str:
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".gz":
                import gzip

                data = gzip.decompress(data)
            texts.append(data.decode("utf-8"))
    return "\n".join(texts)


names = pytest.mark.parametrize("name", list(OFFICES))


def test_every_office_is_played() -> None:
    assert set(OFFICES_PLAYED) == set(OFFICES)


@names
def test_figures_arrive_with_reasons_for_those_that_do_not(name: str, tmp_path: Path) -> None:
    played = OFFICES_PLAYED[name]
    with served(played) as (url, asked):
        result = fetched(name, url, tmp_path)
    assert result.refused is None and result.file is not None and result.table is not None
    with result.file.open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines)
    assert rows == played.rows
    assert head[0] == "code" and "period" in head
    assert {reason: count for (_, reason), count in result.table.missing.items()} == played.missing
    assert result.table.n_requests == len(asked) and result.table.n_cached == 0
    origin = json.loads(result.file.with_suffix(".json").read_text(encoding="utf-8"))
    assert len(origin["answers"]) == len(result.table.answers) > 0
    assert all(answer["fetched_at"].startswith("2026-11-23T00:0") for answer in origin["answers"])
    assert "s3cr3t" not in everything(tmp_path)


@names
def test_what_was_answered_is_not_asked_again(name: str, tmp_path: Path) -> None:
    with served(OFFICES_PLAYED[name]) as (url, asked):
        first = fetched(name, url, tmp_path)
        before, content = len(asked), (tmp_path / "out" / "table.csv").read_bytes()
        again = fetched(name, url, tmp_path)
        repeated = len(asked) - before
        assert again.table is not None and first.table is not None
        # a request that was too large has no answer to keep
        assert repeated == (1 if name == "kosis" else 0)
        assert again.table.n_cached == len(first.table.answers)
        assert (tmp_path / "out" / "table.csv").read_bytes() == content
        fetched(name, url, tmp_path, fresh=True)
        assert len(asked) == before + repeated + before


@names
def test_a_kept_answer_that_was_changed_is_asked_for_again(name: str, tmp_path: Path) -> None:
    with served(OFFICES_PLAYED[name]) as (url, asked):
        fetched(name, url, tmp_path)
        for path in (tmp_path / "out" / "answers").rglob("*.gz"):
            path.write_bytes(path.read_bytes()[:-9])
        before = len(asked)
        fetched(name, url, tmp_path)
        assert len(asked) == 2 * before


@pytest.mark.parametrize(
    ("name", "reason"), [(name, reason) for name, played in OFFICES_PLAYED.items() for reason in played.refusals]
)
def test_refusals_are_told_in_plain_words(name: str, reason: str, tmp_path: Path) -> None:
    body, status = OFFICES_PLAYED[name].refusals[reason]
    out = tmp_path / "out"
    out.mkdir()
    (out / "table.csv").write_text("of an earlier time", encoding="utf-8")
    with served(OFFICES_PLAYED[name], lambda n, good: (encoded(body), status)) as (url, _):
        result = fetched(name, url, tmp_path)
    assert result.table is None and result.refused is not None and result.refused.reason == reason
    (words,) = told(result)
    for language in ("en", "ko"):
        assert Locale(language).say(words)
    assert (out / "table.csv").read_text(encoding="utf-8") == "of an earlier time"
    assert "s3cr3t" not in Locale("en").say(words) + everything(tmp_path) + str(result.refused)


@names
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (lambda n, good: (b"<html><body>maintenance</body></html>", 200), ""),
        (lambda n, good: (good[0][: len(good[0]) // 2], 200), ""),
        (lambda n, good: (b"", 500), "server"),
        (lambda n, good: (b"null", 200), ""),
    ],
    ids=["html", "cut-off", "500", "null"],
)
def test_answers_that_are_none_leave_no_file(name: str, fault: Fault, reason: str, tmp_path: Path) -> None:
    with served(OFFICES_PLAYED[name], fault) as (url, _):
        result = fetched(name, url, tmp_path)
    assert result.refused is not None and result.refused.reason == (reason or result.refused.reason)
    assert not (tmp_path / "out" / "table.csv").exists()


@names
def test_an_office_that_stumbles_once_is_asked_again(name: str, tmp_path: Path) -> None:
    with served(OFFICES_PLAYED[name], lambda n, good: (b"", 503) if n == 1 else good) as (url, _):
        slept: list[float] = []
        result = fetched(name, url, tmp_path, slept=slept)
    assert result.refused is None and slept


@names
def test_a_limit_is_waited_for(name: str, tmp_path: Path) -> None:
    limit = OFFICES_PLAYED[name].waits
    answer: Answered = (encoded(limit), 200) if limit is not None else (b"", 429)
    with served(OFFICES_PLAYED[name], lambda n, good: answer if n == 1 else good) as (url, _):
        slept: list[float] = []
        result = fetched(name, url, tmp_path, slept=slept)
    assert result.refused is None and slept


@names
def test_no_data_is_said_and_is_no_error(name: str, tmp_path: Path) -> None:
    empty = OFFICES_PLAYED[name].empty
    with served(OFFICES_PLAYED[name], lambda n, good: (encoded(empty), 200)) as (url, _):
        result = fetched(name, url, tmp_path)
    assert result.refused is None and result.table is not None and result.table.rows == ()
    assert any("no data" in Locale("en").say(words) for words in told(result))


@names
def test_a_plan_asks_nothing_and_shows_no_key(name: str, tmp_path: Path) -> None:
    (tmp_path / "questions.toml").write_text(toml_of(dict(OFFICES_PLAYED[name].question)), encoding="utf-8")
    plan = plan_statistics(tmp_path / "questions.toml", environment={key_of(name): SECRET})
    assert OFFICES[name].base in str(plan) and SECRET not in str(plan) and not plan.without_key
    without = plan_statistics(tmp_path / "questions.toml", environment={})
    assert (key_of(name) in str(without)) == bool(OFFICES[name].carrier)
