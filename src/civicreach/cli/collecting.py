"""What `civicreach collect` prints: the plan, progress with time left, how accounts ended, and when the next begins."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from civicreach.records.errors import CivicreachError, Fault, OptionError
from civicreach.records.words import message

from .running import failing_as_json, known_language
from .speaking import refusal

if TYPE_CHECKING:
    from civicreach.records.collection import Collection
    from civicreach.workflow.collect import AccountList
    from civicreach.workflow.collect.collect import Progress

#: Where a day begins first on earth, fourteen hours before it does at UTC.
_FIRST = timezone(timedelta(hours=14))

#: Exit codes of collections that were made, but not of every account, and that were stopped.
NOT_ALL, STOPPED = 7, 130


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command, read."""

    file: Path
    archive: Path
    only: tuple[str, ...]
    since: datetime | None
    overlap: timedelta
    budget: timedelta | None
    language: str
    as_json: bool


def collect_accounts(
    file: Path,
    archive: Path,
    *,
    dry_run: bool,
    since: str | None,
    only: str | None,
    overlap: str,
    budget: str | None,
    every: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Collect once, or again and again; or print what would be asked."""
    with failing_as_json(as_json):
        faults: list[Fault] = []
        asked = Asked(
            file=file,
            archive=archive,
            only=_platforms(only, faults),
            since=_day(since, faults),
            overlap=_time(overlap, "--overlap", faults) or timedelta(),
            budget=_time(budget, "--budget", faults),
            language=known_language(language),
            as_json=as_json,
        )
        interval = _time(every, "--every", faults)
        if faults:
            raise OptionError(faults)
        if dry_run:
            _show_plan(asked)
            return
        with _stopping() as cancelled:
            code = _once(asked, cancelled) if interval is None else _again_and_again(asked, interval, cancelled)
    raise typer.Exit(code)


def _show_plan(asked: Asked) -> None:
    from civicreach.archive import Archive
    from civicreach.archive.verify import check_whole
    from civicreach.report.tables.collection import forecast_table
    from civicreach.workflow.collect import plan_collection

    accounts = _accounts(asked)
    held = Archive.open(asked.archive) if asked.archive.exists() else None
    try:
        if held is not None:
            check_whole(held)
        plan = plan_collection(accounts, held, until=_now(), since=asked.since, overlap=asked.overlap)
    finally:
        if held is not None:
            held.close()
    if asked.as_json:
        told = {
            "accounts": len(plan.tasks),
            "rows_passed_over": accounts.n_passed_over,
            "since": asked.since.astimezone(UTC).isoformat() if asked.since else None,
            "forecasts": [asdict(one) for one in plan.forecasts],
        }
        typer.echo(json.dumps({"ok": True, **told}, indent=1))
        return
    _print([forecast_table(plan.forecasts, passed_over=accounts.n_passed_over, since=asked.since)], asked.language)


def _once(asked: Asked, cancelled: threading.Event) -> int:
    """One collection; its exit code."""
    from civicreach.archive import Archive
    from civicreach.workflow.collect import collect
    from civicreach.workflow.collect.connecting import connecting

    accounts = _accounts(asked)
    deadline = _now() + asked.budget if asked.budget else None
    with Archive.open_or_create(asked.archive) as archive, _progress(accounts) as progress:
        connect = connecting(cancelled, deadline=deadline, archive=archive)
        result = collect(
            accounts,
            archive,
            connect,
            since=asked.since,
            overlap=asked.overlap,
            budget=asked.budget,
            cancelled=cancelled,
            progress=progress,
        )
    _say(result, asked, accounts.n_passed_over)
    return STOPPED if result.cancelled else NOT_ALL if result.failed or result.n_reached < result.n_accounts else 0


def _again_and_again(asked: Asked, interval: timedelta, cancelled: threading.Event) -> int:
    """Collections at an interval, until somebody stops it; a failure of one is said and does not stop the next."""
    from civicreach.workflow.collect.schedule import next_round

    began = _now()
    _once(asked, cancelled)
    while not cancelled.is_set():
        following = next_round(began, interval, _now())
        typer.echo(f"next collection: {following.astimezone():%Y-%m-%d %H:%M %Z}", err=True)
        if cancelled.wait((following - _now()).total_seconds()):
            break
        try:
            _once(asked, cancelled)
        except CivicreachError as error:
            typer.echo(refusal(error), err=True)
    return 0


def _accounts(asked: Asked) -> AccountList:
    from civicreach.workflow.collect import read_accounts

    return read_accounts(asked.file, only=asked.only, with_tokens=True)


def _say(result: Collection, asked: Asked, passed_over: int) -> None:
    from civicreach.report.tables.collection import failures_table, statuses_table

    if asked.as_json:
        told = {"ok": True, **asdict(result), "rows_passed_over": passed_over}
        typer.echo(json.dumps(told, default=str, ensure_ascii=False, indent=1))
        return
    failures = [failures_table(result.failed)] if result.failed else []
    _print([statuses_table(result, passed_over=passed_over), *failures], asked.language)
    typer.echo(f"archive: {asked.archive.resolve()}, version {result.version}, run {result.run}")


def _print(tables: list, language: str) -> None:  # type: ignore[type-arg]
    from civicreach.report.locale import Locale
    from civicreach.report.writers.terminal import print_table

    for table in tables:
        print_table(table, Locale(language), synthetic=False)


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Set by Ctrl-C and by the end that a service manager asks for; the second of them ends the process at once."""
    cancelled = threading.Event()

    def stop(number: int, frame: object) -> None:
        if cancelled.is_set():
            raise KeyboardInterrupt
        typer.echo("stopping: what is complete is written", err=True)
        cancelled.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield cancelled
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress(accounts: AccountList) -> Iterator[Callable[[Progress], None]]:
    """A bar with the time left on a terminal; a pipe or a file is told nothing."""
    if not sys.stderr.isatty():
        yield lambda at: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    left = TimeRemainingColumn()
    columns = (TextColumn("accounts"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[requests]} answers"))
    with Bar(*columns, TimeElapsedColumn(), TextColumn("left"), left, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=len(accounts.accounts), requests=0)
        yield lambda at: bar.update(task, completed=at.done, total=at.of, requests=at.requests)


def _platforms(text: str | None, faults: list[Fault]) -> tuple[str, ...]:
    from civicreach.sources import platforms
    from civicreach.workflow.collect.accounts import named

    only = tuple(name.strip() for name in text.split(",")) if text else ()
    right = ", ".join(platforms.NAMES)
    faults += [
        Fault("--only", message("is not a platform that can be asked"), name, right)
        for name in only
        if named(name) not in platforms.NAMES
    ]
    return only


def _day(text: str | None, faults: list[Fault]) -> datetime | None:
    """When a day begins where it begins first: no zone in which a study counts its days loses posts."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        faults.append(Fault("--since", message("is not a day"), repr(text), "2026-01-01"))
        return None
    begins = datetime.combine(day, time(), _FIRST)
    if begins > _now():
        faults.append(Fault("--since", message("is a day to come"), text, message("a day that has begun")))
    return begins


def _time(text: str | None, option: str, faults: list[Fault]) -> timedelta | None:
    from civicreach.workflow.collect.schedule import duration

    try:
        return duration(text, option) if text else None
    except OptionError as error:
        faults += error.faults
        return None


def _now() -> datetime:
    return datetime.now(UTC)
