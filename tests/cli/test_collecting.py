"""`civicreach collect` as a person uses it, against the loopback server."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from deltalake import DeltaTable
from tests.conftest import ROOT
from tests.sources.platforms.dialects import DIALECTS
from tests.sources.platforms.server import Answer, PlatformServer, playing
from tests.sources.platforms.world import Clock, World, account

from civicreach.archive import Archive

POSTS = "SELECT platform, account, post_id FROM {posts} ORDER BY ALL"

PROGRAM = str(Path(sys.executable).parent / "civicreach")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str], list[PlatformServer]]]:
    """A folder with an accounts file, the environment that leads to the servers, and the servers."""
    accounts = [account("seoul"), replace(account("busan", number=1), deleted=True), account("jeju", 0, number=2)]
    lines, environment = ["platform,account,government"], dict(os.environ)
    with ExitStack() as stack:
        servers = []
        for dialect in DIALECTS:
            server = stack.enter_context(playing(dialect, World(accounts), Clock(datetime.now(UTC))))
            servers.append(server)
            name = dialect.platform.upper().replace("-", "_")
            environment[f"CIVICREACH_{name}_URL"] = server.url
            if dialect.token:
                environment[f"CIVICREACH_{name}_TOKEN"] = dialect.token
            lines += [f"{dialect.platform},{dialect.written(one.name)},{one.id}" for one in accounts]
        (tmp_path / "accounts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        yield tmp_path, environment, servers


def run(place: tuple[Path, dict[str, str], object], *options: str) -> subprocess.CompletedProcess[str]:
    folder, environment, _ = place
    command = [PROGRAM, "collect", "accounts.csv", "--archive", "archive", *options]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_plan_a_collection_and_its_diagnoses(place: tuple[Path, dict[str, str], list[PlatformServer]]) -> None:
    folder, _, servers = place
    planned = run(place, "--dry-run")
    assert planned.returncode == 0, planned.stderr
    assert "at least" in planned.stdout and not (folder / "archive").exists()
    assert not any(server.asked for server in servers)
    done = run(place)
    assert done.returncode == 7, done.stderr
    # one account of each platform is gone
    assert len(re.findall(r"profile +not found", done.stdout)) == len(DIALECTS)
    korean = run(place, "--lang", "ko")
    assert korean.returncode == 7 and "이 이름의 계정이 없다." in korean.stdout
    assert not any(dialect.token in done.stdout + korean.stdout for dialect in DIALECTS if dialect.token)
    as_json = json.loads(run(place, "--json").stdout)
    assert len(as_json["outcomes"]) == 2 * 3 * len(DIALECTS)
    with Archive.open(folder / "archive") as archive:
        assert archive.execute("SELECT count(DISTINCT run) FROM {coverage}") == [(3,)]


def test_a_missing_key_is_a_fault_before_anything_is_asked(
    place: tuple[Path, dict[str, str], list[PlatformServer]],
) -> None:
    folder, environment, servers = place
    del environment["CIVICREACH_YOUTUBE_TOKEN"]
    with (folder / "accounts.csv").open("a", encoding="utf-8") as file:
        file.write("bluesky,not an account,1\n")
    done = run(place)
    assert done.returncode == 3
    assert "CIVICREACH_YOUTUBE_TOKEN" in done.stderr and "not an account" in done.stderr
    assert not any(server.asked for server in servers) and not (folder / "archive").exists()


def test_ctrl_c_writes_what_is_complete_and_the_next_goes_on(
    place: tuple[Path, dict[str, str], list[PlatformServer]],
) -> None:
    folder, environment, servers = place

    def slowly(n: int, answer: Answer) -> Answer:
        time.sleep(0.3)
        return answer

    for server in servers:
        server.faults = {"posts": slowly, "profile": slowly}
    command = [PROGRAM, "collect", "accounts.csv", "--archive", "archive"]
    child = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while child.poll() is None and not any(server.asked for server in servers):
        time.sleep(0.01)
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    shown, said = child.communicate(timeout=60)
    assert child.returncode == 130, said
    assert "stopped by the" in shown
    with Archive.open(folder / "archive") as archive:
        ends = archive.execute("SELECT DISTINCT status FROM {coverage} WHERE reason = 'stopped'")
        assert ends == [("error",)]
    assert "Traceback" not in said
    for server in servers:
        server.faults = {}
    assert run(place).returncode == 7
    with Archive.open(folder / "archive") as archive:
        assert archive.execute("SELECT count(DISTINCT run) FROM {coverage}") == [(1,)]
        resumed = archive.execute(POSTS)
    assert run(place, "--archive", "whole").returncode == 7
    with Archive.open(folder / "whole") as archive:
        assert archive.execute(POSTS) == resumed


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_an_address_that_is_none_is_a_fault_before_anything_is_asked(
    place: tuple[Path, dict[str, str], list[PlatformServer]], options: tuple[str, ...]
) -> None:
    folder, environment, servers = place
    environment["CIVICREACH_BLUESKY_URL"] = "notaurl"
    done = run(place, *options)
    assert done.returncode == 3 and "CIVICREACH_BLUESKY_URL: is not an address" in done.stderr
    assert not any(server.asked for server in servers) and not (folder / "archive").exists()


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
@pytest.mark.parametrize(
    ("platform", "accounts", "servers"),
    [
        ("mastodon", ("seoul@a.example", "seoul@b.example"), "2 servers (a.example, b.example)"),
        ("rss", ("https://a.example/rss", "https://b.example/rss"), "2 servers (https://a.example, https://b.example)"),
    ],
)
def test_one_address_for_accounts_of_several_servers_is_a_fault(
    place: tuple[Path, dict[str, str], list[PlatformServer]],
    platform: str,
    accounts: tuple[str, ...],
    servers: str,
    options: tuple[str, ...],
) -> None:
    folder, environment, asked = place
    variable = f"CIVICREACH_{platform.upper()}_URL"
    environment[variable] = next(one.url for one in asked if one.dialect.platform == platform).replace("/{host}", "")
    rows = "".join(f"{platform},{account}\n" for account in accounts)
    (folder / "accounts.csv").write_text(f"platform,account\n{rows}", encoding="utf-8")
    done = run(place, *options)
    assert done.returncode == 3 and f"{variable}: names one address for accounts of {servers}" in done.stderr
    assert "{host}" in done.stderr and not (folder / "archive").exists()
    assert not any(server.asked for server in asked)
    # accounts of one server may all be asked at one address
    (folder / "accounts.csv").write_text(f"platform,account\n{platform},{accounts[0]}\n", encoding="utf-8")
    assert run(place, "--dry-run").returncode == 0


def test_a_day_begins_where_it_begins_first(place: tuple[Path, dict[str, str], list[PlatformServer]]) -> None:
    planned = run(place, "--dry-run", "--since", "2026-01-02", "--only", "mastodon")
    assert "Posts are asked for from 2026-01-01 10:00 UTC on" in " ".join(planned.stdout.split())
    told = json.loads(run(place, "--dry-run", "--json", "--since", "2026-01-02", "--only", "mastodon").stdout)
    assert told["since"] == "2026-01-01T10:00:00+00:00"


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_day_to_come_is_a_fault(
    place: tuple[Path, dict[str, str], list[PlatformServer]], options: tuple[str, ...]
) -> None:
    done = run(place, "--since", "9999-12-31", *options)
    assert done.returncode == 2 and "--since: is a day to come" in done.stderr
    assert not (place[0] / "archive").exists()


@pytest.mark.parametrize("broken", ["gone", "cut off", "log"])
def test_a_damaged_archive_is_told_before_anything_is_asked(
    place: tuple[Path, dict[str, str], list[PlatformServer]], broken: str
) -> None:
    folder, _, servers = place
    assert run(place, "--only", "mastodon").returncode == 7
    assert run(place, "--only", "mastodon", "--since", "2026-01-02").returncode == 7
    with Archive.open(folder / "archive") as archive:
        file = archive.files("posts")[0]
    if broken == "gone":
        file.unlink()
    elif broken == "cut off":
        file.write_bytes(file.read_bytes()[:-1])
    else:
        # with a checkpoint behind it, the entry is not needed to open the archive
        DeltaTable(folder / "archive").create_checkpoint()
        file = folder / "archive" / "_delta_log" / f"{1:020}.json"
        file.write_text("{", encoding="utf-8")
    before = [len(server.asked) for server in servers]
    for options in ((), ("--dry-run",)):
        done = run(place, "--only", "mastodon", *options)
        assert done.returncode == 6, done.stdout + done.stderr
        assert file.name in done.stderr and "civicreach archive verify" in done.stderr
    assert [len(server.asked) for server in servers] == before


def test_rows_of_other_platforms_are_told(place: tuple[Path, dict[str, str], list[PlatformServer]]) -> None:
    folder, _, _ = place
    with (folder / "accounts.csv").open("a", encoding="utf-8") as file:
        file.write("tiktok,@seoul,1\n")
    rows = 3 * (len(DIALECTS) - 1) + 1
    for options in ((), ("--dry-run",)):
        done = run(place, "--only", "bluesky", *options)
        assert done.returncode in (0, 7), done.stderr
        assert f"{rows} rows of the accounts file are of platforms that were not asked for" in done.stdout


def test_faults_of_options_come_at_once(place: tuple[Path, dict[str, str], list[PlatformServer]]) -> None:
    done = run(place, "--since", "yesterday", "--budget", "soon", "--only", "tiktok", "--overlap", "x", "--every", "y")
    assert done.returncode == 2
    for option in ("--since", "--budget", "--only", "--overlap", "--every"):
        assert f"- {option}: is not" in done.stderr
    assert "5 faults" in done.stderr and "study" not in done.stderr


def test_staying_in_the_foreground(place: tuple[Path, dict[str, str], list[PlatformServer]]) -> None:
    folder, environment, _ = place
    command = [PROGRAM, "collect", "accounts.csv", "--archive", "archive", "--every", "1d"]
    child = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stderr is not None
    assert child.stderr.readline().startswith("next collection: ")
    child.send_signal(signal.SIGTERM)
    child.communicate(timeout=60)
    assert child.returncode == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--every", "daily"), "--every: is not a length of time"),
        (("--since", "last week"), "--since: is not a day"),
        (("--only", "myspace"), "--only: is not a platform"),
        (("--lang", "xx"), "--lang: is not a language"),
    ],
)
def test_options_that_cannot_be(
    place: tuple[Path, dict[str, str], list[PlatformServer]], options: tuple[str, str], words: str
) -> None:
    done = run(place, *options)
    assert done.returncode in (2, 3) and words in done.stderr and "Traceback" not in done.stderr


def test_commands_of_the_page_are_commands(place: tuple[Path, dict[str, str], list[PlatformServer]]) -> None:
    folder, environment, _ = place
    text = (ROOT / "docs" / "how-to" / "collect.md").read_text(encoding="utf-8")
    lines = re.findall(r"^civicreach (collect .*)$", text, re.M)
    assert len(lines) >= 5
    for line in lines:
        command = [PROGRAM, *line.split(), *(["--dry-run"] if "--dry-run" not in line else [])]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stderr}"


def test_every_platform_has_its_page() -> None:
    from civicreach.sources.platforms import NAMES

    pages = {path.stem for path in (ROOT / "docs" / "how-to" / "platforms").glob("*.md")}
    assert set(NAMES) <= pages
