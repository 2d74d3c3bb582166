"""What `civicreach archive` prints."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from civicreach.records.errors import Fault, OptionError
from civicreach.records.words import message

from .showing import print_json, print_tables
from .speaking import choose, say

archive = typer.Typer(
    help="What pages did, as it was seen: show, check, export, clean up, and enter counts by hand.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ArchivePath = Annotated[Path, typer.Argument(metavar="ARCHIVE", help="Folder of the archive.")]
AtVersion = Annotated[int | None, typer.Option("--version", metavar="N", help="As it was then; the last, else.")]
Zone = Annotated[str, typer.Option("--zone", metavar="ZONE", help="Time zone of what is shown, such as Asia/Seoul.")]
Language = Annotated[
    str,
    typer.Option("--lang", metavar="en|ko", help="Language of the words.", callback=choose, show_default="en"),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as json, for scripts.")]


@archive.command()
def show(
    path: ArchivePath,
    accounts: Annotated[
        bool, typer.Option("--accounts", help="List every account, failed and stale ones first.")
    ] = False,
    account: Annotated[
        str | None, typer.Option("--account", metavar="NAME", help="All of one account: its id, name or address.")
    ] = None,
    quarantine: Annotated[bool, typer.Option("--quarantine", help="List the items in quarantine.")] = False,
    files: Annotated[
        str | None, typer.Option("--files", metavar="KIND", help="Only the paths of the files of posts, coverage, ...")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=0, help="Rows of a list: 20 if not given, 0 for all.")
    ] = None,
    stale: Annotated[
        str, typer.Option("--stale", metavar="TIME", help="Asked that much before others is stale: 12h, 7d.")
    ] = "7d",
    version: AtVersion = None,
    zone: Zone = "UTC",
    every: Annotated[bool, typer.Option("--all", help="All versions, not only the last ten.")] = False,
    lang: Language = "",
    json: Json = False,
) -> None:
    """Show what an archive holds: counts, accounts that need a look, quarantine, versions; or every account or item."""
    from .running import failing_as_json
    from .showing import Asked, show_archive, show_files

    with failing_as_json(json):
        if files is not None:
            if accounts or account is not None or quarantine:
                raise OptionError([Fault("--files", "goes with no other list", right="--files and --version alone")])
            show_files(path, version, files, as_json=json)
            return
        if account is not None and accounts:
            raise OptionError(
                [Fault("--accounts", message("does not go with --account"), right=message("one of the two"))]
            )
        lists = Asked(
            accounts=accounts, account=account, quarantine=quarantine, versions=every, limit=limit, stale=stale
        )
        show_archive(path, version, lists, zone=zone, language=lang, as_json=json)


@archive.command()
def verify(path: ArchivePath, version: AtVersion = None, lang: Language = "", json: Json = False) -> None:
    """Check an archive: log, files, rows, keys, hashes of answers and screenshots, and that no secret is in it."""
    from civicreach.archive.verify import verify_folder
    from civicreach.records.errors import ArchiveError
    from civicreach.report.tables.archive import verdicts_table

    from .running import failing_as_json

    with failing_as_json(json):
        verdicts = verify_folder(path, version)
    if json:
        print_json([asdict(verdict) for verdict in verdicts])
    else:
        print_tables([verdicts_table(verdicts)], lang)
    if any(verdict.faults for verdict in verdicts):
        raise typer.Exit(ArchiveError.exit_code)


@archive.command()
def export(
    path: ArchivePath,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="New folder.")],
    formats: Annotated[
        str, typer.Option("--formats", metavar="LIST", help="csv, parquet, sqlite: some with commas, or all.")
    ] = "csv",
    version: AtVersion = None,
    json: Json = False,
) -> None:
    """Export an archive with datapackage.json (Frictionless) and ro-crate-metadata.json; sqlite is for Datasette."""
    from civicreach.archive import Archive
    from civicreach.archive.evidence import EVIDENCE, kept_hashes
    from civicreach.archive.export import FORMATS
    from civicreach.archive.export import export as exported

    from .running import failing_as_json

    wanted: Any = FORMATS if formats == "all" else [name.strip() for name in formats.split(",")]
    with failing_as_json(json), Archive.open(path, version) as opened:
        files = exported(opened, out, formats=wanted)
        number, kept = opened.version, len(kept_hashes(opened))
    screenshots = [file for file in files if file.parent.name == EVIDENCE]
    if json:
        print_json({"version": number, "files": [file.as_posix() for file in files], "screenshots_kept": kept})
        return
    for file in files:
        if file not in screenshots:
            typer.echo(say(message("Wrote {file}", file=file)))
    if not kept:
        typer.echo(say(message("The archive keeps no screenshots.")))
        return
    told = {"n": len(screenshots), "kept": kept, "folder": out / EVIDENCE}
    typer.echo(say(message("Copied {n} of {kept} kept screenshots to {folder}", **told)))
    if kept > len(screenshots):
        lost = message("{n} are gone: see civicreach archive verify {path}", n=kept - len(screenshots), path=path)
        typer.echo(say(lost))


@archive.command()
def compact(
    path: ArchivePath,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be put together.")] = False,
    lang: Language = "",
    json: Json = False,
) -> None:
    """Put many small files together into larger ones, which are read faster; every version stays as it is."""
    from civicreach.archive import Archive
    from civicreach.archive.compact import compact as compacted
    from civicreach.archive.compact import plan_compaction
    from civicreach.report.tables.archive import compaction_table

    from .running import failing_as_json

    with failing_as_json(json), Archive.open(path) as opened:
        plan = plan_compaction(opened)
        if not json:
            print_tables([compaction_table(plan.by_table())], lang)
        done = compacted(opened, plan) if plan.groups and not dry_run else plan
    written = done is not plan
    if json:
        tables = [asdict(one) for one in done.by_table()]
        told = {"version": done.version, "files": done.files, "put_together": written, "bytes": done.written}
        print_json({**told, "tables": tables})
    elif written:
        has = message("Version {version} has {files} files; {bytes} bytes were written.", version=str(done.version),
                      files=done.files, bytes=done.written)  # fmt: skip
        typer.echo(say(has))


@archive.command()
def vacuum(
    path: ArchivePath,
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="TIME", help="Only files that were written before that: 1h, 7d.")
    ] = "1h",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    json: Json = False,
) -> None:
    """Remove files that no version needs, as a killed run leaves them."""
    from civicreach.archive import Archive
    from civicreach.archive.vacuum import vacuum as vacuumed
    from civicreach.workflow.collect.schedule import duration

    from .running import failing_as_json

    with failing_as_json(json):
        age = duration(older_than, "--older-than").total_seconds()
        with Archive.open(path) as opened:
            done = vacuumed(opened, older_than=age, dry_run=dry_run)
    if json:
        print_json(asdict(done))
        return
    told = {"n": len(done.files), "bytes": done.size}
    if dry_run:
        typer.echo(say(message("Would remove {n} files, {bytes} bytes, that no version needs.", **told)))
    else:
        typer.echo(say(message("Removed {n} files, {bytes} bytes, that no version needs.", **told)))
    if done.kept:
        typer.echo(say(message("Left {n} younger ones: a run may be at work on them.", n=done.kept)))


@archive.command()
def enter(
    path: ArchivePath,
    zone: Annotated[str, typer.Option("--zone", metavar="ZONE", help="Of times that name none, such as Asia/Seoul.")],
    file: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="FILE", help="Columns platform, account, measure, value, seen_at, by, screenshot."
        ),
    ] = None,
    platform: Annotated[str, typer.Option("--platform", help="facebook, youtube, ...")] = "",
    account: Annotated[str, typer.Option("--account", help="Id or name of the page.")] = "",
    measure: Annotated[str, typer.Option("--measure", help="likes, followers, ...: never one for the other.")] = "",
    value: Annotated[str, typer.Option("--value", help="The count, a whole number.")] = "",
    seen_at: Annotated[str, typer.Option("--seen-at", metavar="TIME", help="2026-11-23 10:30")] = "",
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who has seen it.")] = "",
    screenshot: Annotated[str, typer.Option("--screenshot", metavar="FILE", help="Its hash is kept.")] = "",
    keep: Annotated[bool, typer.Option("--keep", help="Keep the screenshots in the archive too.")] = False,
    lang: Language = "",
    json: Json = False,
) -> None:
    """Enter dated counts that a person has read off a page, with who, when and a screenshot."""
    from civicreach.records.words import message
    from civicreach.report.locale import Locale
    from civicreach.workflow.entering import Entry, entries_of
    from civicreach.workflow.entering import enter as entered

    from .running import failing_as_json, known_language

    with failing_as_json(json):
        say = Locale(known_language(lang)).say
        if (file is None) == (not value):
            raise OptionError(
                [
                    Fault(
                        "enter",
                        message("takes either --csv or --value"),
                        right=message("a file of counts, or one count"),
                    )
                ]
            )
        entries = (
            entries_of(file, by=by)
            if file is not None
            else (Entry("enter", platform, account, measure, value, seen_at, by, screenshot),)
        )
        done = entered(entries, path, zone=zone, keep=keep)
    if json:
        print_json({**asdict(done.appended), "without_screenshot": done.without_screenshot, "unknown": done.unknown})
        return
    appended = done.appended
    n, known = appended.written.get("observations", 0), appended.repeated.get("observations", 0)
    written = message(
        "Entered {n} counts into {path}, version {version}; {known} were there already.",
        n=n, path=str(path), version=appended.version, known=known,
    )  # fmt: skip
    typer.echo(say(written))
    for account, near in done.unknown.items():
        new = message("{account} was not in this archive before.", account=account)
        typer.echo(
            " ".join(filter(None, [say(new), say(message("Near: {near}", near=", ".join(near))) if near else ""]))
        )
    if appended.quarantined:
        differ = message(
            "{n} differ from what is held of the same moment: see civicreach archive show.", n=appended.quarantined
        )
        typer.echo(say(differ))
    if done.without_screenshot:
        typer.echo(say(message("{n} came without a screenshot.", n=done.without_screenshot)))
