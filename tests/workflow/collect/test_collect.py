"""Collections against the loopback server: each for itself, gone on with after any stop, zero only after the end."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.platforms.dialects import DIALECTS
from tests.sources.platforms.faults import CASES
from tests.sources.platforms.server import Answer, PlatformServer, playing
from tests.sources.platforms.world import NOON, Clock, World, account

from civicreach.archive import Archive
from civicreach.records.errors import ArchiveError, InputError, PlatformError
from civicreach.report.locale import Locale
from civicreach.report.tables.collection import statuses_table
from civicreach.sources.platforms import platform
from civicreach.sources.platforms.connection import Connection, Patience, Secret
from civicreach.sources.platforms.platform import Client, Platform
from civicreach.workflow.collect import Collection, collect, plan_collection, read_accounts
from civicreach.workflow.collect.covered import windows
from civicreach.workflow.collect.writing import Writing

#: Feeds hold no more than their newest posts: what is said of them has tests of its own.
PAGED = [dialect for dialect in DIALECTS if dialect.paged]

every_platform = pytest.mark.parametrize("dialect", PAGED, ids=lambda dialect: dialect.platform)


class Ticking(Clock):
    """A clock on which a millisecond passes at every look."""

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment


def connecting(*servers: PlatformServer, **patience: float) -> Callable[[Platform, str], Client]:
    by_name = {server.dialect.platform: server for server in servers}

    def connect(kind: Platform, run: str) -> Client:
        server = by_name[kind.name]
        token = server.dialect.token
        return kind.connect(
            Connection(
                run=run,
                base_url=server.url,
                token=Secret(token) if token else None,
                clock=server.clock.now,
                sleep=server.clock.sleep,
                patience=Patience(**({"largest": 2_000_000} | patience)),  # type: ignore[arg-type]
            )
        )

    return connect


def written(folder: Path, *servers: PlatformServer) -> Path:
    lines = ["platform,account,government"]
    for server in servers:
        for number, one in enumerate(server.world.accounts):
            lines.append(f"{server.dialect.platform},{server.dialect.written(one.name)},{number}")
    folder.mkdir(exist_ok=True)
    path = folder / "accounts.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@contextmanager
def collected(
    folder: Path, *servers: PlatformServer, connect: Callable[[Platform, str], Client] | None = None, **options: Any
) -> Iterator[tuple[Collection, Archive]]:
    """What came of a collection from the servers into the archive of a folder, made where it is not there."""
    place = folder / "archive"
    accounts = read_accounts(written(folder, *servers))
    with Archive.open(place) if place.exists() else Archive.create(place) as archive:
        clock = servers[0].clock.now
        yield collect(accounts, archive, connect or connecting(*servers), clock=clock, **options), archive


POSTS = (
    "SELECT platform, account, post_id, epoch_us(created_at), text_sha256, CAST(counts AS VARCHAR), repost, type "
    "FROM {posts} ORDER BY ALL"
)
OBSERVATIONS = "SELECT platform, account, measure, value, low, high, reason FROM {observations} ORDER BY ALL"
ENDED = (
    "SELECT platform, account, edge, status, reason, received, kept, pages FROM {coverage} "
    "WHERE coalesce(reason, '') NOT IN ('interrupted', 'stopped') ORDER BY ALL"
)


def rows_of(archive: Archive) -> list[list[tuple[Any, ...]]]:
    """Everything that does not depend on when it was asked."""
    return [archive.execute(sql) for sql in (POSTS, OBSERVATIONS, ENDED)]


def asked_on(server: PlatformServer, edge: str) -> int:
    return sum(one == edge for one, _ in server.asked)


@every_platform
def test_everything_arrives(dialect: Any, tmp_path: Path) -> None:
    accounts = [account("seoul"), account("busan", 4, number=1), account("jeju", 0, number=2)]
    with (
        playing(dialect, World(accounts), Ticking()) as server,
        collected(tmp_path, server) as (result, archive),
    ):
        assert [(one.edge, one.status) for one in result.outcomes] == [
            ("profile", "complete"),
            ("posts", "complete"),
        ] * 3
        assert len(archive.execute(POSTS)) == 11
        assert not result.failed and not result.resumed and result.n_requests == len(server.asked)
        assert archive.execute("SELECT count(*) FROM {payloads}") == [(len(server.asked),)]
        # what was seen is covered up to the moment at which it began
        assert len(windows(archive)) == 3
        assert all(len(own) == 1 and own[0].since is None for own in windows(archive).values())
    with Archive.open(tmp_path / "archive") as archive:
        assert len(archive.execute(POSTS)) == 11


@pytest.mark.parametrize("dialect", [one for one in DIALECTS if one.token], ids=lambda dialect: dialect.platform)
def test_every_fault_is_in_the_coverage_and_no_token_is_anywhere(
    dialect: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    said: list[str] = []
    clock = Ticking()
    for number, case in enumerate(CASES):
        with playing(dialect, World([account(f"city{number}", number=number)]), clock) as server:
            server.faults["posts"] = case.make(dialect, server.clock)
            connect = connecting(server, **({"answer": 1.0} if case.name == "slow-drip" else {}))
            with collected(tmp_path, server, connect=connect) as (result, archive):
                status, reason = dialect.expected.get(case.name, (case.status, case.reason))
                outcome = result.outcomes[-1]
                assert (outcome.edge, outcome.status, outcome.reason) == ("posts", status, reason), case.name
                row = archive.last_walks()[dialect.platform, result_id(archive), "posts"]
                assert (row.status, row.reason) == (status, reason), case.name
                said.append(repr(result))
    with Archive.open(tmp_path / "archive") as archive:
        for table in ("observations", "posts", "coverage", "payloads", "quarantine"):
            said += map(str, archive.execute(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {{{table}}}"))
    stored = b"".join(path.read_bytes() for path in (tmp_path / "archive").rglob("*") if path.is_file())
    said += [caplog.text, *capfd.readouterr()]
    for form in (dialect.token, quote(dialect.token, safe="")):
        assert not any(form in text for text in said) and form.encode() not in stored


def result_id(archive: Archive) -> str:
    """The account that was asked last."""
    rows = archive.execute("SELECT arg_max(account, ended_at) FROM {coverage} WHERE edge = 'posts'")
    return str(rows[0][0])


def test_one_account_that_fails_stops_no_other(tmp_path: Path) -> None:
    accounts = [account("seoul"), replace(account("busan", number=1), deleted=True), account("jeju", number=2)]
    servers = [PlatformServer(dialect, World(accounts), Ticking()) for dialect in PAGED]
    with ExitStack() as stack:
        for server in servers:
            stack.enter_context(server)
        result, archive = stack.enter_context(collected(tmp_path, *servers))
        assert [one.status for one in result.outcomes] == (
            ["complete"] * 2 + ["not_found"] * 2 + ["complete"] * 2
        ) * len(PAGED)
        assert len(archive.execute(POSTS)) == 14 * len(PAGED)


def test_a_key_that_is_not_valid_is_asked_once(tmp_path: Path) -> None:
    dialect = next(one for one in DIALECTS if one.platform == "youtube")
    world = World([account(f"city{number}", number=number) for number in range(12)])
    with playing(dialect, world, Ticking()) as server:
        server.faults["profile"] = lambda n, answer: dialect.refusal("unauthorised")
        with collected(tmp_path, server) as (result, _):
            assert {(one.status, one.reason) for one in result.outcomes} == {("denied", "token")}
            assert len(result.outcomes) == 24
            # as many as were under way when the first answer came
            assert len(server.asked) <= platform("youtube").terms.workers


@every_platform
def test_the_next_collection_asks_for_what_is_new(dialect: Any, tmp_path: Path) -> None:
    before, clock = account("seoul", 60), Ticking()
    with playing(dialect, World([replace(before, posts=before.posts[2:])], size=5), clock) as server:
        with collected(tmp_path, server) as (first, _):
            pages = asked_on(server, "posts")
        server.world = World([before], size=5)
        clock.moment += timedelta(hours=1)
        with collected(tmp_path, server) as (second, archive):
            # newer ones, and a week before the mark; not the fifty behind it
            assert asked_on(server, "posts") - pages <= 3 < pages
            assert first.run != second.run and not second.resumed
            ids = archive.execute(
                "SELECT count(DISTINCT post_id), max(n) FROM (SELECT post_id, count(*) n FROM {posts} GROUP BY 1)"
            )
            assert ids == [(60, 2)]
            # both walks together, as they touch
            assert [one.since for own in windows(archive).values() for one in own] == [None]


@every_platform
def test_the_mark_stays_where_a_walk_failed(dialect: Any, tmp_path: Path) -> None:
    world, reason = World([account("seoul", 12)]), dialect.expected.get("html", ("error", "not_json"))[1]
    with playing(dialect, world, Ticking()) as server, collected(tmp_path / "whole", server):
        whole = asked_on(server, "posts")
    with playing(dialect, world, Ticking()) as server:
        server.faults["posts"] = lambda n, answer: Answer(b"<html>", 200) if n == 3 else answer
        with collected(tmp_path, server) as (first, archive):
            assert [one.reason for one in first.failed] == [reason] and not windows(archive)
        server.faults.clear()
        before = asked_on(server, "posts")
        with collected(tmp_path, server) as (second, archive):
            # gone on with at the third page of four, then the window since
            assert not second.failed and windows(archive)
            assert len(archive.execute("SELECT DISTINCT post_id FROM {posts}")) == 12
            assert asked_on(server, "posts") - before <= whole


@every_platform
def test_stopped_in_the_midst_and_gone_on_with(dialect: Any, tmp_path: Path) -> None:
    world = World([account(f"city{number}", number=number) for number in range(6)])
    with playing(dialect, world, Ticking()) as server, collected(tmp_path / "whole", server) as (_, archive):
        whole = rows_of(archive)
    with playing(dialect, world, Ticking()) as server:
        cancelled = threading.Event()

        def fault(n: int, answer: Answer) -> Answer:
            if n == 7:
                cancelled.set()
            return answer

        server.faults["posts"] = fault
        with collected(tmp_path, server, cancelled=cancelled) as (first, _):
            assert first.cancelled and {one.reason for one in first.failed} == {"stopped"}
        with collected(tmp_path, server) as (second, archive):
            assert second.resumed and second.run == first.run and not second.cancelled
            assert [one.status for one in second.outcomes] == ["complete"] * 12
            assert rows_of(archive) == whole
            # what was at its end was not asked again
            assert archive.execute(
                "SELECT max(n) FROM (SELECT account, count(*) n FROM {observations} GROUP BY ALL)"
            ) == [(len(whole[1]) // 6,)]
        with collected(tmp_path, server) as (third, _):
            assert not third.resumed and third.run != first.run


def test_killed_between_an_older_walk_and_the_window_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialect, clock = DIALECTS[0], Ticking()
    whole = account("seoul", 12)
    with playing(dialect, World([replace(whole, posts=whole.posts[4:])]), clock) as server:
        server.faults["posts"] = lambda n, answer: Answer(b"<html>", 200) if n == 2 else answer
        with collected(tmp_path, server) as (first, _):
            assert [one.reason for one in first.failed] == ["not_json"]
        server.faults.clear()
        server.world = World([whole])
        clock.moment += timedelta(days=2)
        append = Archive.append

        def killed(archive: Archive, **batch: Any) -> Any:
            done = append(archive, **batch)
            if any(walk.edge == "posts" and walk.status == "complete" for walk in batch["coverage"]):
                raise ArchiveError("killed")
            return done

        with monkeypatch.context() as at_the_end:
            at_the_end.setattr(Archive, "append", killed)
            with pytest.raises(ArchiveError, match="killed"), collected(tmp_path, server, pages=1):
                pass
        with collected(tmp_path, server) as (second, archive):
            assert second.resumed and not second.failed
            assert len(archive.execute("SELECT DISTINCT post_id FROM {posts}")) == 12


def test_time_that_is_up(tmp_path: Path) -> None:
    dialect = DIALECTS[0]
    world = World([account(f"city{number}", number=number) for number in range(30)])
    clock = Ticking()
    with playing(dialect, world, clock) as server:
        with collected(tmp_path, server, budget=timedelta(milliseconds=40)) as (result, archive):
            assert not result.cancelled and len(result.outcomes) < 60
            assert {one.reason for one in result.failed} <= {"out_of_time"}
        with collected(tmp_path, server) as (second, archive):
            assert not second.failed
            assert len(archive.execute("SELECT DISTINCT account, post_id FROM {posts}")) == 30 * 7


def test_an_archive_that_cannot_be_written_does_not_stop_the_next_collection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled = threading.Event()

    def full(*_: object, **__: object) -> None:
        raise ArchiveError("no space is left")

    world = World([account(f"city{number}", number=number) for number in range(10)])
    with playing(DIALECTS[0], world, Ticking()) as server:
        threads = threading.active_count()
        with monkeypatch.context() as broken:
            broken.setattr(Archive, "append", full)
            # nothing waits for room that will not come
            broken.setattr(sys.modules[collect.__module__], "SIZE", 1)
            with (
                pytest.raises(ArchiveError, match="no space"),
                collected(tmp_path, server, cancelled=cancelled, pages=2),
            ):
                pass
        assert not cancelled.is_set()
        for _ in range(2000):
            if not any(one.name.startswith("collecting") for one in threading.enumerate()):
                break
            time.sleep(0.01)
        else:
            pytest.fail(f"{threading.active_count() - threads} threads are left")
        with collected(tmp_path, server, cancelled=cancelled) as (result, archive):
            assert not result.failed and not result.cancelled
            assert len(archive.execute("SELECT DISTINCT account, post_id FROM {posts}")) == 10 * 7


def test_answers_that_wait_and_those_of_one_version_are_bounded_by_their_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World([account(f"city{number}", number=number) for number in range(20)])
    ahead: list[int] = []
    with playing(DIALECTS[0], world, Ticking()) as server:
        with collected(tmp_path / "whole", server) as (_, archive):
            whole, few = rows_of(archive), archive.version
        before = len(server.asked)
        monkeypatch.setattr(sys.modules[collect.__module__], "SIZE", 1)
        monkeypatch.setattr("civicreach.workflow.collect.writing.SIZE", 20_000)
        add = Writing.add

        def slowly(writing: Writing, piece: Any) -> None:
            time.sleep(0.005)
            add(writing, piece)
            ahead.append(len(server.asked) - before - writing.n_requests)

        monkeypatch.setattr(Writing, "add", slowly)
        with collected(tmp_path, server) as (_, archive):
            assert rows_of(archive) == whole
            assert archive.version > few
    # one that waits, and one in the hands of every thread
    assert max(ahead) <= 2 + 2 * platform(DIALECTS[0].platform).terms.workers


def test_two_collectors_of_one_list(tmp_path: Path) -> None:
    with playing(DIALECTS[0], World([account("seoul")]), Ticking()) as server:
        inner = connecting(server)

        def connect(kind: Platform, run: str) -> Client:
            with pytest.raises(ArchiveError, match="another process"), collected(tmp_path, server):
                pass
            return inner(kind, run)

        with collected(tmp_path, server, connect=connect) as (result, _):
            assert not result.failed


def test_faults_of_the_accounts_file_come_at_once(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(
        "platform,handle,government\nbluesky,seoul.go.kr,11\nblusky,busan.go.kr,26\nyoutube,youtube.com/c/x,1\n"
        "mastodon,,3\nbluesky,https://bsky.app/profile/SEOUL.go.kr,11110\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_accounts(path)
    assert [(str(fault.where).split(",")[0], fault.right) for fault in caught.value.faults] == [
        ("accounts.csv line 3", "bluesky?"),
        ("accounts.csv line 4", platform("youtube").takes),
        ("accounts.csv line 5", platform("mastodon").takes),
    ]
    mended = path.read_text(encoding="utf-8").replace("blusky", "bluesky").replace("mastodon,", "mastodon,a@b.example")
    path.write_text(mended.replace("youtube,youtube.com/c/x", "bluesky,@yyy.bsky.social"), encoding="utf-8")
    listed = read_accounts(path, only=("bluesky",))
    assert [(one.account.name, one.governments) for one in listed.accounts] == [
        ("seoul.go.kr", ("11", "11110")), ("busan.go.kr", ("26",)), ("yyy.bsky.social", ("1",)),
    ]  # fmt: skip
    with pytest.raises(InputError, match="--only"):
        read_accounts(path, only=("myspace",))


def test_rows_of_other_platforms_are_counted_and_not_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(
        "platform,account\nTikTok,@seoul\nbsky,seoul.go.kr\nBlueSky,@SEOUL.go.kr\nyoutube,not one\n", encoding="utf-8"
    )
    for only in ("bluesky", "bsky"):
        listed = read_accounts(path, only=(only,), with_tokens=True)
        assert [one.account.name for one in listed.accounts] == ["seoul.go.kr"]
        assert (listed.n_rows, listed.n_passed_over) == (4, 2)
    with pytest.raises(InputError) as caught:
        read_accounts(path)
    assert [fault.found for fault in caught.value.faults] == ["'TikTok'", "'not one'"]


def test_columns_that_are_not_there_are_named_as_they_should_be(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("Plattform;Account\nbluesky;seoul.go.kr\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_accounts(path)
    assert [fault.right for fault in caught.value.faults] == ["a column named 'platform'", "a column named 'account'"]


def test_a_name_without_a_dot_is_refused_with_the_right_form(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("platform,account\nbluesky,seoul\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"found: 'seoul'\n.*seoul\.bsky\.social"):
        read_accounts(path)


def test_one_account_under_two_names_is_read_once(tmp_path: Path) -> None:
    dialect = DIALECTS[0]
    with playing(dialect, World([account("seoul")]), Ticking()) as server:
        with collected(tmp_path / "alone", server) as (_, archive):
            (id_,) = archive.execute("SELECT DISTINCT account FROM {posts}")[0]
        pages = asked_on(server, "posts")
        path = written(tmp_path, server)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{dialect.platform},{id_},7\n{dialect.platform},{dialect.written('seoul')},8\n")
        accounts = read_accounts(path)
        with Archive.create(tmp_path / "archive") as archive:
            result = collect(accounts, archive, connecting(server), clock=server.clock.now)
            assert asked_on(server, "posts") == 2 * pages
            assert archive.execute("SELECT count(*), count(DISTINCT post_id) FROM {posts}") == [(7, 7)]
            again = collect(accounts, archive, connecting(server), clock=server.clock.now)
    assert not result.failed and not again.failed
    same = [one for one in result.outcomes if one.reason == "same_account"]
    assert len(same) == 1 and {same[0].where, same[0].detail} == {one.where for one in accounts.accounts}
    said = [Locale("en").say(note) for note in statuses_table(result).notes]
    assert any("is the account of accounts.csv line" in note for note in said)
    assert any("stands for several governments: 0, 8" in note for note in said)


OTHER_NAMES = {
    "bluesky": "did:plc:70000",
    "facebook": "facebook.com/profile.php?id=70000",
    "x": "x.com/i/user/70000",
    "youtube": f"UC{'70000':0>22}",
}


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_which_name_of_an_account_is_read_does_not_depend_on_the_threads(name: str, tmp_path: Path) -> None:
    dialect = next(one for one in DIALECTS if one.platform == name)
    told: list[list[Any]] = []
    for slow in (1, 2):
        folder = tmp_path / str(slow)
        with playing(dialect, World([account("seoul")]), Ticking()) as server:

            def fault(n: int, answer: Answer, slow: int = slow) -> Answer:
                # whichever comes first has its answer last, or first
                time.sleep(0.3 * (n % 2 == slow % 2))
                return answer

            server.faults["profile"] = fault
            path = written(folder, server)
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{name},{OTHER_NAMES[name]},7\n")
            with Archive.create(folder / "archive") as archive:
                came: list[Any] = []
                for _ in range(2):
                    result = collect(read_accounts(path), archive, connecting(server), clock=server.clock.now)
                    server.clock.moment += timedelta(days=1)
                    came += [(one.where, one.edge, one.status, one.reason, one.kept) for one in result.outcomes]
                said = "SELECT edge, account, status, reason, detail, kept FROM {coverage} ORDER BY ALL"
                told.append([*came, *archive.execute(said)])
    assert told[0] == told[1]
    assert [one[1:4] for one in told[0][:3]] == [
        ("profile", "complete", ""), ("posts", "complete", ""), ("profile", "complete", "same_account"),
    ]  # fmt: skip


def test_two_platforms_may_have_an_account_of_one_id(tmp_path: Path) -> None:
    dialects = [next(one for one in DIALECTS if one.platform == name) for name in ("facebook", "x")]
    with ExitStack() as stack:
        facebook, x = (stack.enter_context(playing(one, World([account("seoul")]), Ticking())) for one in dialects)
        with collected(tmp_path, facebook, x):
            pass
        facebook.clock.moment += timedelta(days=1)
        facebook.asked.clear()
        cancelled = threading.Event()

        def stop_in_the_midst(n: int, answer: Answer) -> Answer:
            # Facebook's profile is read by then
            while not asked_on(facebook, "posts"):
                time.sleep(0.001)
            cancelled.set()
            return Answer(b"", 503)

        def woken(seconds: float) -> None:
            raise PlatformError("error", "stopped")

        x.faults["profile"], x.clock.sleep = stop_in_the_midst, woken  # type: ignore[method-assign]
        with collected(tmp_path, facebook, x, cancelled=cancelled) as (second, _):
            assert second.cancelled
        x.faults.clear()
        with collected(tmp_path, facebook, x) as (third, archive):
            assert third.resumed and not third.failed
            # each was seen in both runs
            seen = archive.execute("SELECT platform, account, count(*) FROM {observations} GROUP BY ALL ORDER BY ALL")
            assert seen == [("facebook", "70000", 6), ("x", "70000", 6)]


def test_a_limit_is_waited_for_as_long_as_the_budget_allows(tmp_path: Path) -> None:
    dialect, clock = DIALECTS[0], Ticking()
    refusal = replace(dialect.refusal("rate_limit"), headers={"Retry-After": "3"})
    with playing(dialect, World([account("seoul")]), clock) as server:
        server.faults["profile"] = lambda n, answer: refusal if n <= 12 else answer
        connect = connecting(server, deadline=clock.now() + timedelta(seconds=60))
        with collected(tmp_path, server, connect=connect, budget=timedelta(seconds=60)) as (result, _):
            assert not result.failed and len(clock.slept) == 12
    with playing(dialect, World([account("seoul")]), clock) as server:
        server.faults["profile"] = lambda n, answer: refusal
        connect = connecting(server, deadline=clock.now() + timedelta(seconds=20))
        with collected(tmp_path / "b", server, connect=connect, budget=timedelta(seconds=20)) as (result, _):
            end = result.failed[0]
            assert (end.status, end.reason) == ("partial_rate", "rate_limit")
            again = asked_on(server, "profile") - 1
            assert again > 5 and end.detail.endswith(f"asked again {again} times; still over the limit")


def test_the_plan_counts_requests_and_units(tmp_path: Path) -> None:
    dialect = next(one for one in DIALECTS if one.platform == "youtube")
    with playing(dialect, World([account("seoul", 120)], size=50), Ticking()) as server:
        accounts = read_accounts(written(tmp_path, server))
        first = plan_collection(accounts, None, until=NOON).forecasts[0]
        assert (first.requests, first.exact, first.daily) == (3, False, 10_000)
        with collected(tmp_path, server) as (result, archive):
            # the profile has told of 120 videos, in three pages of two requests
            assert result.n_requests == 7
            again = plan_collection(accounts, archive, until=server.clock.now()).forecasts[0]
            assert (again.requests, again.exact) == (3, True)


@contextmanager
def all_platforms(n: int) -> Iterator[list[PlatformServer]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                playing(dialect, World([account(f"city{i}", 12 + 3 * i, number=i) for i in range(n)]), Ticking())
            )
            for dialect in PAGED
        ]


#: Collects in a process of its own, which can be killed: folder, and platform with address and token of each server.
PROGRAM = """
import json, sys, time
from pathlib import Path
from civicreach.archive import Archive
from civicreach.sources.platforms.connection import Connection, Secret
from civicreach.workflow.collect import collect, read_accounts
folder, servers = Path(sys.argv[1]), json.loads(sys.argv[2])
def connect(platform, run):
    url, token = servers[platform.name]
    return platform.connect(Connection(run=run, base_url=url, token=Secret(token) if token else None))
with Archive.open(folder / "archive") as archive:
    print("begun", flush=True)
    collect(read_accounts(folder / "accounts.csv"), archive, connect, pages=2)
"""


#: Commits of an uninterrupted collection of `all_platforms(5)`, about.
COMMITS = 20 * len(DIALECTS)


def killed_at_random(folder: Path, servers: list[PlatformServer], kills: int, seed: int) -> int:
    """Collect in processes that are killed after some commits, then in one that is not; how many were killed."""
    written(folder, *servers)
    Archive.create(folder / "archive").close()
    told = json.dumps({one.dialect.platform: (one.url, one.dialect.token) for one in servers})
    chance, killed = random.Random(seed), 0
    command = [sys.executable, "-c", PROGRAM, str(folder), told]

    def n_commits() -> int:
        return len(list((folder / "archive" / "_delta_log").glob("*.json")))

    for kill in (*[True] * kills, False):
        until = n_commits() + chance.randint(0, COMMITS // kills)
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while kill and child.poll() is None and n_commits() < until:
            time.sleep(0.002)
        if kill:
            # in the midst of a commit, or of asking
            time.sleep(chance.uniform(0, 0.1))
            child.send_signal(signal.SIGKILL)
        _, errors = child.communicate(timeout=300)
        killed += child.returncode == -signal.SIGKILL
        if not kill:
            assert child.returncode == 0, errors
    return killed


def uninterrupted(folder: Path, servers: list[PlatformServer]) -> list[list[tuple[Any, ...]]]:
    with collected(folder, *servers) as (result, archive):
        assert not result.failed
        return rows_of(archive)


#: Seeds of the slow test; CIVICREACH_KILLS = 25 makes two hundred kills of it.
SEEDS = 1 + int(os.environ.get("CIVICREACH_KILLS", "4"))


@pytest.mark.parametrize("seed", [pytest.param(s, marks=pytest.mark.slow if s else ()) for s in range(SEEDS)])
def test_killed_at_random_moments(seed: int, tmp_path: Path) -> None:
    with all_platforms(5) as servers:
        whole = uninterrupted(tmp_path / "whole", servers)
        for server in servers:
            # every request takes a while, so that a kill meets one
            server.faults = dict.fromkeys(("profile", "posts", "videos"), _slowly)
        killed = killed_at_random(tmp_path, servers, kills=3 if not seed else 8, seed=seed)
        with Archive.open(tmp_path / "archive") as archive:
            runs = archive.execute("SELECT count(DISTINCT run) FROM {coverage}")[0][0]
            found = rows_of(archive)
    assert killed
    # a kill may fall behind the end of a run: then the next is another run, which sees everything anew
    if runs == 1:
        assert found == whole
    else:
        assert [sorted(set(now)) for now in found[:2]] == [sorted(set(then)) for then in whole[:2]]


def _slowly(n: int, answer: Answer) -> Answer:
    time.sleep(0.005)
    return answer


#: Faults that a page may have, by what they do to the answer.
RANDOM_FAULTS: dict[str, Callable[[Any, Answer], Answer]] = {
    "limit": lambda dialect, answer: dialect.refusal("rate_limit"),
    "server": lambda dialect, answer: Answer(b"oops", 500),
    "html": lambda dialect, answer: Answer(b"<html>", 200),
    "cut": lambda dialect, answer: replace(answer, body=answer.bytes[:-5]),
    "lost": lambda dialect, answer: replace(answer, lost=True),
    "gone": lambda dialect, answer: dialect.refusal("not_found"),
    "quota": lambda dialect, answer: dialect.refusal("quota"),
    "error_body": lambda dialect, answer: dialect.refusal("error_body"),
    "empty": lambda dialect, answer: replace(answer, body={}),
}
spans = st.tuples(st.sampled_from(sorted(RANDOM_FAULTS)), st.integers(1, 14), st.integers(1, 7))


@every_platform
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    faults=st.lists(st.tuples(st.sampled_from(["profile", "posts", "videos"]), spans), max_size=4),
    quirks=st.sets(st.sampled_from(["empty_page", "duplicates", "repeated_cursor", "text_numbers", "null_counts"])),
    sizes=st.lists(st.integers(0, 8), min_size=1, max_size=3),
    days=st.none() | st.sampled_from([0.1, 2.0, 8.0, 30.0]),
    hidden=st.booleans(),
)
def test_nothing_found_is_nothing_there_only_after_a_complete_walk(
    dialect: Any,
    faults: list[tuple[str, tuple[str, int, int]]],
    quirks: set[str],
    sizes: list[int],
    days: float | None,
    hidden: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("walk")
    since = NOON - timedelta(days=days) if days is not None else None
    accounts = [account(f"city{i}", n, number=i) for i, n in enumerate(sizes)]

    def faulty(edge: str) -> Callable[[int, Answer], Answer]:
        own = [span for name, span in faults if name == edge]

        def fault(n: int, answer: Answer) -> Answer:
            for kind, first, length in own:
                if first <= n < first + length:
                    return RANDOM_FAULTS[kind](dialect, answer)
            return answer

        return fault

    with playing(dialect, World(accounts, quirks=frozenset(quirks)), Ticking()) as server:
        server.faults = {edge: faulty(edge) for edge in ("profile", "posts", "videos")}
        # what does not say how many posts there are cannot contradict itself
        hides = hidden and dialect in TELLING and "null_counts" not in quirks
        if hides:
            server.faults["posts"] = _Hides(dialect.platform)
        with collected(folder, server, since=since) as (result, archive):
            check_against_truth(result, archive, accounts, since)
            walked = {one.account: one.status for one in result.outcomes if one.edge == "posts"}
            for one in accounts:
                if hides and one.posts:
                    assert all(status != "complete" for name, status in walked.items() if one.name in name)
        # without faults everything comes, however the first walk ended
        server.faults, server.world = {}, World(accounts)
        server.clock.moment += timedelta(days=2)
        with collected(folder, server, since=since) as (result, archive):
            assert not result.failed
            check_against_truth(result, archive, accounts, since)


def check_against_truth(result: Collection, archive: Archive, accounts: list[Any], since: datetime | None) -> None:
    counted = dict(archive.execute("SELECT account, count(DISTINCT post_id) FROM {posts} GROUP BY account"))
    complete = set(windows(archive))
    for outcome in result.outcomes:
        if outcome.edge != "posts":
            continue
        truth = next(one for one in accounts if one.name in outcome.account)
        address = {"name": outcome.account}
        ids = archive.execute("SELECT cursor FROM {coverage} WHERE edge = 'address' AND account = $name", address)
        found = counted.get(ids[0][0] if ids else "", 0)
        posts = [post for post in truth.posts if since is None or post.at >= since]
        assert found <= len(posts)
        if outcome.status == "complete":
            assert found == len(posts)
        elif ids:
            assert all(key[1] != ids[0][0] for key in complete)
    # a value is the truth, or it is not there and says why
    for value, reason in archive.execute("SELECT value, reason FROM {observations} WHERE measure = 'posts_total'"):
        assert value in {len(one.posts) for one in accounts} if value is not None else reason


class _Hides:
    """A fault of the list of posts: from some page on, nothing of it is shown."""

    def __init__(self, name: str) -> None:
        self.empty = {
            "mastodon": [],
            "youtube": {"items": [], "pageInfo": {"totalResults": 0}},
            "bluesky": {"feed": []},
            "x": {"meta": {"result_count": 0}},
        }.get(name)

    def __call__(self, n: int, answer: Answer) -> Answer:
        return answer if self.empty is None else Answer(self.empty)


TELLING = [dialect for dialect in PAGED if _Hides(dialect.platform).empty is not None]


@pytest.mark.parametrize("dialect", TELLING, ids=lambda dialect: dialect.platform)
def test_no_posts_where_the_profile_tells_of_posts_are_not_zero(dialect: Any, tmp_path: Path) -> None:
    with playing(dialect, World([account("seoul", 5)]), Ticking()) as server:
        server.faults = {"posts": _Hides(dialect.platform)}
        for _ in range(2):
            # the second collection asks from the beginning again
            with collected(tmp_path, server) as (result, archive):
                profile, posts = result.outcomes
                assert (profile.status, posts.status, posts.reason) == ("complete", "error", "contradicts")
                assert "5" in posts.detail and result.failed == (posts,)
                assert windows(archive) == {}
        server.faults = {}
        with collected(tmp_path, server) as (result, archive):
            assert not result.failed and len(archive.execute(POSTS)) == 5


@pytest.mark.parametrize("days", [0.1, 30])
@pytest.mark.parametrize("dialect", TELLING, ids=lambda dialect: dialect.platform)
def test_a_beginning_does_not_make_zero_of_posts_that_are_not_shown(dialect: Any, days: float, tmp_path: Path) -> None:
    since = NOON - timedelta(days=days)
    with playing(dialect, World([account("seoul", 5)]), Ticking()) as server:
        with collected(tmp_path / "shown", server, since=since) as (result, archive):
            assert not result.failed
            assert len(archive.execute(POSTS)) == (5 if days > 10 else 0)
        server.faults = {"posts": _Hides(dialect.platform)}
        with collected(tmp_path / "hidden", server, since=since) as (result, archive):
            assert [(one.edge, one.reason) for one in result.failed] == [("posts", "contradicts")]
            assert windows(archive) == {}


@pytest.mark.parametrize("dialect", TELLING, ids=lambda dialect: dialect.platform)
def test_an_account_that_hides_its_posts_later_is_not_quiet(dialect: Any, tmp_path: Path) -> None:
    with playing(dialect, World([account("seoul", 5)]), Ticking()) as server:
        with collected(tmp_path, server) as (result, archive):
            assert not result.failed
        server.faults, server.clock.moment = {"posts": _Hides(dialect.platform)}, NOON + timedelta(days=20)
        with collected(tmp_path, server) as (result, archive):
            assert [(one.edge, one.reason) for one in result.failed] == [("posts", "contradicts")]
            ((window,),) = windows(archive).values()
            assert window.until < NOON + timedelta(days=19)


def test_a_profile_read_before_an_interruption_contradicts_too(tmp_path: Path) -> None:
    (dialect,) = (one for one in PAGED if one.platform == "mastodon")
    with playing(dialect, World([account("seoul", 5)]), Ticking()) as server:
        stop = threading.Event()

        def stopping(n: int, answer: Answer) -> Answer:
            stop.set()
            return answer

        server.faults = {"profile": stopping, "posts": _Hides("mastodon")}
        with collected(tmp_path, server, cancelled=stop) as (result, _):
            assert result.cancelled
        with collected(tmp_path, server) as (result, _):
            assert result.resumed and asked_on(server, "profile") == 1
            assert [(one.status, one.reason) for one in result.failed] == [("error", "contradicts")]
