"""Dated counts that a person has read off a page, with who, when, and the screenshot: into an archive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicreach.linking.handles import normal_account
from civicreach.records.activity import PLATFORM_OPENED
from civicreach.records.errors import Fault, InputError, Sentence, without_study
from civicreach.records.harvest import AHEAD, MEASURES, Observation
from civicreach.records.study import TableOptions
from civicreach.records.words import message
from civicreach.records.zones import no_zone, zone_of
from civicreach.sources.identifiers import why_ruined
from civicreach.sources.sentences import listed, nearest

if TYPE_CHECKING:
    from civicreach.archive import Appended, Archive

#: Columns of a csv of counts; the others may be left out.
NEEDED = ("platform", "account", "measure", "value", "seen_at")
COLUMNS = (*NEEDED, "by", "screenshot")

#: Words that people use for several measures.
UNCLEAR = {"fans": "likes or followers: two measures", "subscribers": "followers", "like": "likes"}

_WHOLE = re.compile(r"\d{1,18}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?")

#: Names that come near one that an archive does not know.
NEAR_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One count as it was typed in.

    Attributes
    ----------
    where : str
        For the sentences of faults: ``counts.csv line 3``.
    platform, account, measure, value, seen_at, by : str
        As typed. `by` is who has seen it.
    screenshot : str
        Path of a file; empty where there is none.
    """

    where: str
    platform: str
    account: str
    measure: str
    value: str
    seen_at: str
    by: str
    screenshot: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of counts that were typed in.

    Attributes
    ----------
    archive : Path
    appended : Appended
        Written, known already, and set apart because the archive holds another value of that moment.
    without_screenshot : int
        Counts that nothing but a person's word stands behind.
    unknown : mapping of str to tuple of str
        Accounts that the archive held nothing of before, with the names of it that come near; none where the archive
        held no account at all.
    """

    archive: Path
    appended: Appended
    without_screenshot: int
    unknown: Mapping[str, tuple[str, ...]]


@without_study()
def entries_of(file: Path, *, by: str = "") -> tuple[Entry, ...]:
    """The counts of a csv or a spreadsheet with the columns platform, account, measure, value, seen_at, by, screenshot.

    Parameters
    ----------
    by : str
        Who has seen them, where the file has no such column.

    Raises
    ------
    InputError
        The file cannot be read, or a column is not there.
    """
    from civicreach.sources.tables import read_table

    table = read_table(file.resolve().parent, file.name, TableOptions(), section="enter")
    faults: list[Fault] = []
    cells = {column: table.texts(column, faults) for column in COLUMNS if column in table.columns or column in NEEDED}
    if faults:
        raise InputError(faults)
    folder = file.parent
    entries = []
    for row in range(len(table)):
        typed = {column: values[row] or "" for column, values in cells.items()}
        typed["by"] = typed.get("by") or by
        shot = typed.get("screenshot", "")
        typed["screenshot"] = str(folder / shot) if shot else ""
        entries.append(Entry(f"{file.name} line {table.lines[row]}", **typed))
    return tuple(entries)


@without_study()
def enter(
    entries: Sequence[Entry], archive: Path, *, zone: str, keep: bool = False, now: datetime | None = None
) -> Entered:
    """Write counts to an archive; all of them, or none where one is at fault. A new archive is made where none is.

    Parameters
    ----------
    zone : str
        Of moments that name none: ``Asia/Seoul``.
    keep : bool
        Keep the screenshots in the archive; their hashes are kept in any case.
    now : datetime, optional
        With its zone; nothing can have been seen later.

    Raises
    ------
    InputError
        All faults of all counts at once.
    ArchiveError
        The archive cannot be written.
    """
    from civicreach.archive import Archive
    from civicreach.archive.evidence import evidence_hash, keep_evidence

    now = now or datetime.now(UTC)
    faults: list[Fault] = []
    of_zone = zone_of(zone)
    if of_zone is None:
        raise InputError([no_zone("--zone", zone)])
    read = [(entry, moment) for entry in entries if (moment := _checked(entry, of_zone, now, faults)) is not None]
    faults += _contradictions(read)
    if not entries:
        faults.append(Fault("enter", message("has no counts"), right=message("a file with rows, or --value")))
    if faults:
        raise InputError(faults)
    run = f"hand {now:%Y-%m-%dT%H:%M:%SZ}"
    with Archive.open_or_create(archive) as opened:
        unknown = _unknown(entries, opened)
        hashes = {}
        for shot in {entry.screenshot for entry in entries if entry.screenshot}:
            hashes[shot] = keep_evidence(archive, Path(shot)) if keep else evidence_hash(Path(shot))
        appended = opened.append(
            run=run, observations=[_observation(entry, at, hashes, run, keep=keep) for entry, at in read]
        )
    return Entered(archive, appended, sum(not entry.screenshot for entry in entries), unknown)


def _unknown(entries: Iterable[Entry], archive: Archive) -> dict[str, tuple[str, ...]]:
    """Accounts that an archive knows neither by an id nor by a name, with what comes near; a new archive knows none."""
    rows = archive.execute(
        "SELECT platform, account FROM {observations} UNION SELECT platform, account FROM {posts} "
        "UNION SELECT platform, account FROM {coverage} UNION "
        "SELECT platform, cursor FROM {coverage} WHERE edge = 'address' AND cursor <> '' ORDER BY ALL"
    )
    known: dict[str, dict[str, None]] = {}
    for platform, account in rows:
        known.setdefault(platform, {})[normal_account(account)] = None
    asked = dict.fromkeys((entry.platform, normal_account(entry.account)) for entry in entries)
    return {
        f"{platform} {account}": tuple(nearest(account, known.get(platform, {}))[:NEAR_SHOWN])
        for platform, account in asked
        if known and account not in known.get(platform, {})
    }


def _observation(entry: Entry, at: datetime, hashes: Mapping[str, str], run: str, *, keep: bool) -> Observation:
    from civicreach.archive.evidence import KEPT

    behind = f"screenshot sha256:{hashes[entry.screenshot]}" if entry.screenshot else "no screenshot"
    if keep and entry.screenshot:
        behind += f", {KEPT}"
    return Observation(
        platform=entry.platform,
        account=normal_account(entry.account),
        measure=entry.measure,
        value=int(entry.value),
        observed_at=at,
        method="hand",
        run=run,
        origin=f"seen by {entry.by}; {behind}",
    )


def _checked(entry: Entry, zone: ZoneInfo, now: datetime, faults: list[Fault]) -> datetime | None:
    """The moment of a count, and its faults; None where it has no moment."""

    def fault(column: str, wrong: Sentence, found: str, right: Sentence) -> None:
        faults.append(Fault(f"{entry.where}, {column}", wrong, found=repr(found) if found else "", right=right))

    platforms = ", ".join(PLATFORM_OPENED)
    if entry.platform not in PLATFORM_OPENED:
        fault(
            "platform",
            message("is not a platform"),
            entry.platform,
            listed(nearest(entry.platform, PLATFORM_OPENED), 2) or platforms,
        )
    if not entry.account.strip():
        fault("account", message("names no account"), "", message("the id or name of the page"))
    elif ruin := why_ruined(entry.account):
        fault("account", ruin[0], entry.account, ruin[1])
    if entry.measure not in MEASURES:
        right = UNCLEAR.get(entry.measure.strip().lower(), message("one of {names}", names=", ".join(MEASURES)))
        fault("measure", message("is not a measure; Likes and followers are two"), entry.measure, right)
    if not _WHOLE.fullmatch(entry.value):
        fault(
            "value",
            message("is not a whole number"),
            entry.value,
            message("digits only: 4147 for 4,147; no rounded count like 1.2K"),
        )
    if not entry.by.strip():
        fault("by", message("does not say who has seen it"), "", message("a name or a sign: --by"))
    if entry.screenshot and not Path(entry.screenshot).is_file():
        fault(
            "screenshot",
            message("there is no such file"),
            entry.screenshot,
            message("a path relative to the csv, or nothing"),
        )
    try:
        if not _MOMENT.fullmatch(entry.seen_at.strip()):
            raise ValueError
        at = datetime.fromisoformat(entry.seen_at.strip())
    except ValueError:
        fault("seen_at", message("is no day with a time"), entry.seen_at, "2026-11-23 10:30")
        return None
    at = at if at.utcoffset() is not None else at.replace(tzinfo=zone)
    opened = PLATFORM_OPENED.get(entry.platform)
    if at > now + AHEAD:
        fault(
            "seen_at",
            message("lies in the future"),
            entry.seen_at,
            message("at most {zone}", zone=f"{now.astimezone(zone):%Y-%m-%d %H:%M}"),
        )
    elif opened and at.date() < opened:
        fault(
            "seen_at",
            message("is before {platform} opened", platform=entry.platform),
            entry.seen_at,
            message("from {opened}", opened=str(opened)),
        )
    return at.astimezone(UTC)


def _contradictions(read: Iterable[tuple[Entry, datetime]]) -> Iterable[Fault]:
    """Two values of one account, measure and moment; what is no value has been said."""
    first: dict[tuple[str, str, str, datetime], Entry] = {}
    for entry, at in read:
        if not _WHOLE.fullmatch(entry.value):
            continue
        before = first.setdefault((entry.platform, normal_account(entry.account), entry.measure, at), entry)
        if before.value != entry.value:
            found = message("{value} and {value2}", value=before.value, value2=entry.value)
            right = message("one value, or another moment; the other is at {where}", where=before.where)
            yield Fault(
                f"{entry.where}, value", message("is another value of the same moment"), found=found, right=right
            )
