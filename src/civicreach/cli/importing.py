"""What `civicreach import` prints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from civicreach.records.errors import Fault, OptionError
from civicreach.records.words import Message, message
from civicreach.records.zones import no_zone, zone_of

if TYPE_CHECKING:
    from civicreach.records.imports import Imported
    from civicreach.records.provenance import LeftOut
    from civicreach.report.locale import Locale
    from civicreach.sources.declared import PostFields

#: Places that are named of each reason.
_SHOWN = 3


def import_exports(
    files: Sequence[Path],
    *,
    archive: Path | None,
    tool: str | None,
    fields: Sequence[str],
    platform: str | None,
    zone: str | None,
    observed: str | None,
    keep_text: bool,
    dry_run: bool,
    language: str,
    as_json: bool,
) -> None:
    """Import files and say of each what was read and what was left out."""
    from civicreach.report.locale import Locale
    from civicreach.workflow.importing import import_files, import_posts

    from .running import failing_as_json, known_language, progress

    with failing_as_json(as_json):
        locale = Locale(known_language(language))
        faults = []
        if archive is None and not dry_run:
            faults.append(
                Fault(
                    "--archive",
                    message("is not given"),
                    right=message("--archive FOLDER, or --dry-run to be told only"),
                )
            )
        if zone is not None and zone_of(zone) is None:
            faults.append(no_zone("--zone", zone))
        observed_at = _observed_at(observed, zone, faults)
        declared = _declared(fields, platform, tool, observed, faults)
        if faults:
            raise OptionError(faults)
        into = None if dry_run else archive
        done = []
        with progress() as step:
            importing = (
                import_files(
                    files, archive=into, tool=tool, zone=zone, observed_at=observed_at, keep_text=keep_text,
                    progress=step,
                )
                if declared is None
                else import_posts(
                    files, fields=declared[0], platform=declared[1], archive=into, zone=zone, observed_at=observed_at,
                    keep_text=keep_text, progress=step,
                )
            )  # fmt: skip
            try:
                for imported in importing:
                    done.append(_as_dict(imported, locale))
                    if not as_json:
                        for line in _lines(imported, locale, ZoneInfo(zone or "UTC")):
                            typer.echo(line)
                        if keep_text and imported.repeated.get("posts"):
                            words = message("texts of posts that the archive holds already are not added")
                            typer.echo(f"  {locale.say(words)}")
            except KeyboardInterrupt:
                stopped = message("stopped; nothing was written")
                if not dry_run:
                    stopped = (
                        message("stopped; what was imported before stays, and the same command brings the rest")
                        if declared is None
                        else message("stopped; nothing of the file that was being read was written")
                    )
                typer.echo(f"civicreach: {locale.say(stopped)}", err=True)
                raise typer.Exit(130) from None
    if not as_json and not dry_run and any(told["posts"] for told in done):
        needed = message("A study counts these posts where its [activity] source says complete = true: an export does "
                         "not say what it lacks.")  # fmt: skip
        typer.echo(locale.say(needed))
    if as_json:
        typer.echo(json.dumps({"ok": True, "files": done}, ensure_ascii=False, indent=1))


def _declared(
    options: Sequence[str], platform: str | None, tool: str | None, observed: str | None, faults: list[Fault]
) -> tuple[PostFields, str] | None:
    """The fields and the platform of posts that no tool wrote; None where files are to be recognised."""
    if not options:
        if platform is not None:
            faults.append(
                Fault(
                    "--platform",
                    message("is said by the files themselves"),
                    platform,
                    message("leave it out, or --field"),
                )
            )
        return None
    from civicreach.records.activity import PLATFORM_OPENED
    from civicreach.sources.declared import PostFields
    from civicreach.sources.sentences import listed, nearest

    if tool is not None:
        faults.append(Fault("--tool", message("names the fields itself"), tool, message("--tool or --field, not both")))
    if platform not in PLATFORM_OPENED:
        near = listed(nearest(platform or "", PLATFORM_OPENED), 2) or ", ".join(PLATFORM_OPENED)
        faults.append(
            Fault(
                "--platform",
                (message("is not given") if platform is None else message("is not known")),
                platform or "",
                near,
            )
        )
    fields = None
    try:
        fields = PostFields.parse(options)
    except OptionError as error:
        faults.extend(error.faults)
    told = any(option.partition("=")[0].strip() == "observed_at" for option in options)
    if observed is not None and told:
        faults.append(
            Fault(
                "--observed",
                message("is told by the file too"),
                observed,
                message("--observed or --field observed_at=..."),
            )
        )
    if observed is None and not told:
        right = message("--observed 2024-08-14T18:00:00+09:00, or --field observed_at=...")
        faults.append(
            Fault("--observed", message("is not given: nobody could tell when the posts were seen"), right=right)
        )
    return (fields, platform or "") if fields else None


def _observed_at(text: str | None, zone: str | None, faults: list[Fault]) -> datetime | None:
    from civicreach.sources.exports.moments import read_moment

    if text is None:
        return None
    found, said = read_moment(text, zone_of(zone) if zone else None)
    if found is None or (said is not None and zone is None):
        right = message("a time with its zone, such as 2024-08-14T18:00:00+09:00; or without it beside --zone")
        faults.append(Fault("--observed", message("is not a time whose zone is known"), text, right))
    return found


def _lines(imported: Imported, locale: Locale, zone: ZoneInfo) -> Iterator[str]:
    report = imported.report
    say = locale.say
    if not imported.was_read:
        held = message("{file}: imported before; {n} posts of {accounts} accounts were new then",
                       file=report.origin.path, n=report.n_posts, accounts=report.n_accounts)  # fmt: skip
        yield say(held)
        return
    head = message("{file}: {tool}, {what}; {n} rows", file=report.origin.path, tool=report.tool, what=report.what,
                   n=report.origin.rows)  # fmt: skip
    yield say(head)
    kept = (
        message(
            "{rows} rows kept: {posts} posts and {counts} counts of {accounts} accounts",
            rows=report.n_kept, posts=report.n_posts, counts=report.n_observations, accounts=report.n_accounts,
        )
        if report.n_observations
        else message(
            "{rows} rows kept: {posts} posts of {accounts} accounts",
            rows=report.n_kept, posts=report.n_posts, accounts=report.n_accounts,
        )
    )  # fmt: skip
    span = ""
    if report.first and report.last:
        first, last = report.first.astimezone(zone), report.last.astimezone(zone)
        span = f" ({first:%Y-%m-%d} – {last:%Y-%m-%d}, {zone.key})"
    yield f"  {say(kept)}{span}"
    if report.n_reposts:
        yield f"  {say(message('of these posts {n} are reposts of what others wrote', n=report.n_reposts))}"
    if imported.passed_over:
        yield f"  {say(message('not read in the zip file: {names}', names=', '.join(imported.passed_over)))}"
    for refused, words in (
        (False, message("left out, {n} rows: {reason}")),
        (True, message("in quarantine, {n} rows: {reason}")),
    ):
        for entry in report.left_out:
            if entry.refused == refused:
                yield f"  {say(Message(words.text, {'n': entry.count, 'reason': entry.reason}))}{_places(entry)}"
    for entry in report.remarks:
        remark = message("note, {n} times: {reason}", n=entry.count, reason=entry.reason)
        yield f"  {say(remark)} ({entry.items[0][0]}: {entry.items[0][1]})"
    if report.unused:
        yield f"  {say(message('columns not read: {columns}', columns=', '.join(report.unused)))}"
    if imported.version is not None:
        yield f"  {say(_archived(imported))}"
    if imported.differing:
        apart = message("in quarantine, {n} records: the archive holds another value of the same moment",
                        n=imported.differing)  # fmt: skip
        yield f"  {say(apart)}"


def _archived(imported: Imported) -> Message:
    if imported.known:
        return message(
            "archive: version {version}; this file was imported before, nothing is new", version=_version(imported)
        )
    # what went to quarantine was said before
    new = sum(count for table, count in imported.written.items() if table != "quarantine")
    old = sum(imported.repeated.values())
    return message(
        "archive: version {version}; {new} records new, {old} held already",
        version=_version(imported),
        new=new,
        old=old,
    )


def _version(imported: Imported) -> str:
    # a number of a version is a name: no separator of thousands
    return str(imported.version)


def _places(entry: LeftOut) -> str:
    places = ", ".join(str(where) for where, _ in entry.items[:_SHOWN])
    return f" ({places}{', …' if entry.count > _SHOWN else ''})"


def _as_dict(imported: Imported, locale: Locale) -> dict[str, Any]:
    report = imported.report

    def listed(entries: Sequence[LeftOut]) -> list[dict[str, Any]]:
        return [
            {
                "reason": locale.say(entry.reason),
                "count": entry.count,
                "quarantined": entry.refused,
                "items": [list(item) for item in entry.items],
            }
            for entry in entries
        ]

    return {
        "file": report.origin.path,
        "sha256": report.origin.sha256,
        "tool": report.tool,
        "what": locale.say(report.what),
        "rows": report.origin.rows if imported.was_read else None,
        "kept": report.n_kept if imported.was_read else None,
        "posts": report.n_posts,
        "observations": report.n_observations,
        "accounts": report.n_accounts,
        "reposts": report.n_reposts,
        "first": report.first.isoformat() if report.first else None,
        "last": report.last.isoformat() if report.last else None,
        "left_out": listed(report.left_out),
        "remarks": listed(report.remarks),
        "columns_not_read": list(report.unused),
        "notes": [locale.say(note) for note in report.origin.notes],
        "not_read_in_zip": list(imported.passed_over),
        "archive": None
        if imported.version is None
        else {
            "version": imported.version,
            "written": dict(imported.written),
            "repeated": dict(imported.repeated),
            "differing": imported.differing,
            "known": imported.known,
        },
    }
