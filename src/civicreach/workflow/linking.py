"""Accounts linked to governments by a reviewer: proposals written, decisions read back, and a log of them kept."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from civicreach.linking.handles import account_key, normal_account, platform_of
from civicreach.linking.proposals import Account, Register, propose
from civicreach.linking.review import COLUMNS, Decided, Review, read_review, review_rows
from civicreach.records.errors import Fault, InputError, OutputError, without_study
from civicreach.records.government import Government, Governments
from civicreach.records.study import TableOptions
from civicreach.records.words import Words, message
from civicreach.sources.sentences import listed
from civicreach.sources.tables import RawTable, read_table

#: Names of columns by what they are for, in the order in which they are looked for.
ACCOUNT = ("account", "url", "address", "handle", "page", "username", "계정", "주소")
PLATFORM = ("platform", "플랫폼")
NAME = ("name", "page_name", "title", "이름", "명칭")
PARENT = ("parent", "region", "province", "state", "상위", "시도")
WEBSITE = ("website", "homepage", "web", "홈페이지", "누리집")
ID = ("id", "code", "government", "코드")
#: Columns of the list of governments that name accounts of theirs.
REGISTER = ("account", "accounts", "facebook", "instagram", "youtube", "x", "twitter", "telegram", "tiktok", "blog",
            "naver_blog", "mastodon", "bluesky")  # fmt: skip

#: ``@handle`` and ``-100123``: what collecting and a study read as it stands.
_HARMLESS = re.compile(r"@[\w.@-]+|-\d+")

#: What the log says of a decision that was taken back.
WITHDRAWN = "withdrawn"

LOG = ("decided_at", "platform", "account", "government", "verdict", "score", "reason", "remark")


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of the accounts.

    Attributes
    ----------
    n_accounts : int
        Different ones in the list.
    n_with_proposal, n_without : int
        Of those that are not decided: with at least one proposal, and with none.
    review : Review
        All decisions so far.
    n_new : int
        Decisions that the log did not hold.
    n_withdrawn : int
        Decisions of the log that the review file has no more; the log says so from now on.
    not_listed : tuple of Decided
        Decisions on accounts that the list has no more: the review file keeps them, the accounts written are without.
    written : tuple of Path
        The review file, the log, and the accounts where they were asked for.
    """

    n_accounts: int
    n_with_proposal: int
    n_without: int
    review: Review
    n_new: int
    n_withdrawn: int
    not_listed: tuple[Decided, ...]
    written: tuple[Path, ...]


@without_study()
def link_files(
    accounts: Path,
    governments: Path | Governments,
    *,
    review: Path,
    out: Path | None = None,
    now: datetime,
    say: Callable[[Words], str],
    progress: Callable[[str], None] = lambda _: None,
) -> Linked:
    """Propose governments for the accounts of a file, after reading what was decided before.

    Parameters
    ----------
    accounts : Path
        csv or workbook; columns are found by the names in this module.
    governments : Path or Governments
        The same, and further columns that begin with "name" are names as well; or those of a register on a day.
    review : Path
        Read where it is there, and written anew with every decision kept. The log lies beside it.
    out : Path, optional
        The accounts that were accepted, with their governments.
    now : datetime
        For the log.
    say : callable
        Gives the words of a reason.

    Raises
    ------
    InputError
        A file cannot be read, a column is not there, or a decision is none: then nothing is written.
    """
    progress("reading governments")
    units, register = (
        (governments, Register.of([], [])) if isinstance(governments, Governments) else _governments(governments)
    )
    progress("reading accounts")
    rows, kinds = _accounts(accounts)
    decided = read_review(_review_rows(review, kinds), units) if review.exists() else Review()
    progress(f"comparing {len(rows):,} accounts with {len(units):,} governments")
    proposals = propose(rows, units, register=register)
    log = review.with_name(f"{review.stem}-log.csv")
    # the log first: should the machine stop in between, the decisions are still in the review file
    # a review file that is not there withdraws nothing
    n_new, n_withdrawn = _append_log(log, decided, now) if review.exists() else (0, 0)
    _write(review, COLUMNS, review_rows(rows, proposals, decided, say=say))
    keys = {account_key(row.account, row.platform): bool(found) for row, found in zip(rows, proposals, strict=True)}
    written = [review, *([log] if log.exists() else [])]
    if out is not None:
        _write(
            out,
            ("platform", "account", "government"),
            [_accepted(entry) for entry in decided.accepted if entry.key[0] in keys],
            _for_programs,
        )
        written.append(out)
    open_ = [found for key, found in keys.items() if key not in decided.settled]
    not_listed = tuple(entry for entry in decided.decided if entry.key[0] not in keys)
    return Linked(
        len(keys), sum(open_), len(open_) - sum(open_), decided, n_new, n_withdrawn, not_listed, tuple(written)
    )


def _accepted(entry: Decided) -> dict[str, str]:
    platform = entry.platform or platform_of(entry.account)
    return {"platform": platform, "account": entry.account, "government": entry.government}


def _table(path: Path) -> RawTable:
    return read_table(path.parent, path.name, TableOptions())


def _column(table: RawTable, names: Sequence[str], needed: str = "") -> str:
    """The first of some names that a table has, whatever the case; a fault where it is needed and not there."""
    held = {column.strip().casefold(): column for column in reversed(table.columns)}
    for name in names:
        if name in held:
            return held[name]
    if needed:
        right = message("one of {names}", names=", ".join(names))
        found = message("columns {columns}", columns=listed(table.columns, 10))
        raise InputError(
            [Fault(table.origin.path, message("has no column for {needed}", needed=needed), found=found, right=right)]
        )
    return ""


def _texts(table: RawTable, column: str) -> list[str]:
    return table.texts(column) if column else [""] * len(table)


def _accounts(path: Path) -> tuple[list[Account], dict[str, str]]:
    """The accounts, each with its platform, and the platform of each name that only one has.

    The file says it, or the address; a name alone is that of the one platform on which the list has this name.
    """
    table = _table(path)
    account = _column(table, ACCOUNT, "the account")
    columns = [_texts(table, column) for column in (
        account, *(_column(table, names) for names in (NAME, PARENT, WEBSITE)),
    )]  # fmt: skip
    blank = [row for row, text in enumerate(columns[0]) if not text]
    if blank:
        raise InputError(
            [Fault(table.locate(blank[0], account), message("names no account"), right=message("an address or a name"))]
        )
    said = [
        kind.strip().lower() or platform_of(text)
        for text, kind in zip(columns[0], _texts(table, _column(table, PLATFORM)), strict=True)
    ]
    found: dict[str, set[str]] = {}
    for text, kind in zip(columns[0], said, strict=True):
        found.setdefault(normal_account(text), set()).update({kind} - {""})
    kinds = {name: next(iter(several)) for name, several in found.items() if len(several) == 1}
    accounts = [
        Account(text, name, parent, website, kind or kinds.get(normal_account(text), ""))
        for text, name, parent, website, kind in zip(*columns, said, strict=True)
    ]
    return accounts, kinds


def _governments(path: Path) -> tuple[Governments, Register]:
    table = _table(path)
    ids = table.ids(_column(table, ID, "the id"))
    twice = next((id_ for id_, times in Counter(ids).items() if times > 1), None)
    if twice is not None:
        raise InputError(
            [Fault(table.origin.path, message("names a government twice"), twice, message("one row for each"))]
        )
    names = [column for column in table.columns if column.casefold().startswith("name") or column.casefold() in NAME]
    if not names:
        _column(table, NAME, "the name")
    spelled = list(zip(*(table.texts(column) for column in names), strict=True))
    parents = _texts(table, _column(table, PARENT))
    websites = _texts(table, _column(table, WEBSITE))
    units = Governments(
        tuple(
            Government(id_, tuple(dict.fromkeys(filter(None, spellings))), parent=parent)
            for id_, spellings, parent in zip(ids, spelled, parents, strict=True)
        )
    )
    own = [column for column in table.columns if column.strip().casefold() in REGISTER]
    named = [(id_, text) for column in own for id_, text in zip(ids, table.texts(column), strict=True) if text]
    return units, Register.of(named, list(zip(ids, websites, strict=True)))


def _review_rows(path: Path, kinds: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The rows of a review file; one that does not say the platform of a row means that of the list."""
    table = _table(path)
    columns = {name: table.texts(_column(table, (name,), name)) for name in COLUMNS if name != "platform"}
    columns["platform"] = _texts(table, _column(table, PLATFORM))
    for row in range(len(table)):
        cells = {name: _bare(texts[row]) for name, texts in columns.items()}
        account = cells["account"]
        cells["platform"] = cells["platform"] or platform_of(account) or kinds.get(normal_account(account), "")
        yield str(table.locate(row, "account")).split(", column")[0], cells


def _append_log(path: Path, review: Review, now: datetime) -> tuple[int, int]:
    """Add the decisions that the log has not, or has otherwise, and those that were withdrawn; how many of each."""
    last: dict[tuple[str, str], dict[str, str]] = {}
    columns: Sequence[str] = LOG
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            held = csv.DictReader(file)
            # a log that was begun without the platform goes on without it
            columns = held.fieldnames or LOG
            for row in held:
                key = _logged(columns, _bare(row["account"]), row.get("platform") or "")
                last[key, row["government"]] = {**row, "account": _bare(row["account"])}
    new = [
        entry
        for entry in review.decided
        if last.get((_logged(columns, entry.account, entry.platform), entry.government), {}).get("verdict")
        != entry.verdict
    ]
    held_now = {(_logged(columns, entry.account, entry.platform), entry.government) for entry in review.decided}
    withdrawn = [row for key, row in last.items() if key not in held_now and row["verdict"] != WITHDRAWN]
    if not new and not withdrawn:
        return 0, 0
    rows = [
        {"decided_at": now.isoformat(timespec="seconds"), **{name: getattr(entry, name) for name in LOG[1:]}}
        for entry in new
    ]
    empty = dict.fromkeys(LOG, "")
    rows += [
        empty
        | {name: row.get(name) or "" for name in ("platform", "account", "government")}
        | {"decided_at": now.isoformat(timespec="seconds"), "verdict": WITHDRAWN}
        for row in withdrawn
    ]
    # written anew beside the old log and then put in its place: a full disk leaves the old one as it was
    text = _csv([columns])
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read()
    if not text.endswith("\n"):
        text += "\n"
    _replace(path, text + _csv([_safe(row[name]) for name in columns if name in row] for row in rows))
    return len(new), len(withdrawn)


def _logged(columns: Sequence[str], account: str, platform: str) -> str:
    return account_key(account, platform) if "platform" in columns else normal_account(account)


def _safe(text: str) -> str:
    """Text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _for_programs(text: str) -> str:
    """The same, but a handle stays as collecting and a study read it: ``@name`` alone calls nothing."""
    return text if _HARMLESS.fullmatch(text) else _safe(text)


def _write(
    path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]], cell: Callable[[str], str] = _safe
) -> None:
    """Write a csv that spreadsheet programs open right; whole or not at all."""
    _replace(path, _csv([columns, *([cell(row.get(name, "")) for name in columns] for row in rows)]))


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.new")
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OutputError(
            message("{path} cannot be written: {strerror}", path=path, strerror=error.strerror or error)
        ) from None


def _bare(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
