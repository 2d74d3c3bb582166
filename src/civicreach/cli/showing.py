"""What `civicreach archive show` prints."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from civicreach.records.errors import Fault, OptionError
from civicreach.records.zones import no_zone, zone_of

if TYPE_CHECKING:
    from civicreach.archive import Archive
    from civicreach.records.holdings import AccountHeld
    from civicreach.report.table import Table

#: Rows of a list, and versions, where nothing else is asked.
SHOWN, VERSIONS_SHOWN = 20, 10


@dataclass(frozen=True, slots=True)
class Asked:
    """The lists that are asked for, beside the summary or instead of it."""

    accounts: bool
    account: str | None
    quarantine: bool
    versions: bool
    limit: int | None
    stale: str

    @property
    def summary(self) -> bool:
        """Whether nothing in particular is asked for."""
        return not (self.accounts or self.account is not None or self.quarantine)

    @property
    def most(self) -> int | None:
        """Rows of a list; None for all."""
        return SHOWN if self.limit is None else self.limit or None


def show_archive(path: Path, version: int | None, asked: Asked, *, zone: str, language: str, as_json: bool) -> None:
    """Print the summary of an archive, or the lists that are asked for; with `as_json` all of it, or of one account."""
    from civicreach.archive import Archive
    from civicreach.report.tables.holdings import account_table, accounts_table
    from civicreach.workflow.collect.schedule import duration
    from civicreach.workflow.showing import accounts_held, chosen

    at = zone_of(zone)
    if at is None:
        raise OptionError([no_zone("--zone", zone)])
    stale = duration(asked.stale, "--stale")
    with Archive.open(path, version) as opened:
        only_quarantine = asked.quarantine and not (asked.accounts or asked.account is not None or as_json)
        held = () if only_quarantine else accounts_held(opened, stale=stale)
        own = None if asked.account is None else chosen(held, asked.account)
        if as_json:
            print_json(_all(opened, held if own is None else own, asked))
            return
        tables = _summary(opened, held, asked, at) if asked.summary else []
        if asked.accounts:
            tables.append(accounts_table(held, at, most=asked.most))
        tables += [account_table(account, at) for account in own or ()]
        if asked.quarantine or own is not None:
            tables += _quarantine(opened, own, asked, at)
    print_tables(tables, language)


def show_files(path: Path, version: int | None, kind: str, *, as_json: bool) -> None:
    """Print where the Parquet files of one kind of records are, a path a line: what reads Parquet reads these."""
    from civicreach.archive import Archive
    from civicreach.archive.tables import TABLES

    if kind not in TABLES:
        fault = Fault("--files", "is no kind of records", found=repr(kind), right=f"one of {', '.join(TABLES)}")
        raise OptionError([fault])
    with Archive.open(path, version) as opened:
        paths = [str(file.resolve()) for file in opened.files(kind)]
    if as_json:
        print_json(paths)
        return
    for file in paths:
        typer.echo(file)


def _summary(archive: Archive, held: Sequence[AccountHeld], asked: Asked, zone: ZoneInfo) -> list[Table]:
    from civicreach.archive.contents import contents
    from civicreach.report.tables.archive import contents_table, versions_table, walks_table
    from civicreach.report.tables.holdings import attention_table, reasons_table

    found, versions = contents(archive), archive.versions()
    tables = [contents_table(found, zone), walks_table(found), attention_table(held, zone, most=asked.most)]
    if found.quarantine:
        tables.append(reasons_table(found.quarantine))
    return [*tables, versions_table(versions if asked.versions else versions[-VERSIONS_SHOWN:], zone)]


def _quarantine(archive: Archive, own: Sequence[AccountHeld] | None, asked: Asked, zone: ZoneInfo) -> list[Table]:
    from civicreach.archive.contents import contents
    from civicreach.report.tables.holdings import oddities_table, reasons_table
    from civicreach.workflow.showing import oddities

    if own is None:
        shown = oddities(archive, most=asked.most)
        more = sum(file.rows for file in archive.stored("quarantine")) - len(shown)
        return [reasons_table(contents(archive).quarantine, beside=True), oddities_table(shown, zone, more=more)]
    found = oddities(archive, accounts=own)
    shown = found[: asked.most]
    return [oddities_table(shown, zone, more=len(found) - len(shown))] if found else []


def _all(archive: Archive, held: Sequence[AccountHeld], asked: Asked) -> dict[str, Any]:
    from civicreach.archive.contents import contents
    from civicreach.workflow.showing import oddities

    most = asked.limit or None
    accounts = [asdict(one) | {"failed": one.failed} for one in held]
    odd = oddities(archive, accounts=None if asked.account is None else held, most=most)
    return {
        **asdict(contents(archive)),
        "accounts": accounts[:most],
        "quarantined": [asdict(one) for one in odd],
        "versions": [asdict(entry) for entry in archive.versions()],
    }


def print_tables(tables: Sequence[Table], language: str) -> None:
    """Print tables in a language."""
    from civicreach.report.locale import Locale
    from civicreach.report.writers.terminal import print_table

    from .running import known_language

    locale = Locale(known_language(language))
    for table in tables:
        print_table(table, locale, synthetic=False)


def print_json(result: Any) -> None:
    """Print a result for scripts; moments with their zone, what is missing as null."""
    typer.echo(json.dumps(result, ensure_ascii=False, indent=1, default=_text))


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
