"""Lists of accounts and of governments as people keep them: columns are found by the names in this module."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from civicreach.linking.handles import normal_account, platform_of
from civicreach.linking.proposals import Account, Register
from civicreach.records.errors import Fault, InputError
from civicreach.records.government import Government, Governments
from civicreach.records.study import TableOptions
from civicreach.records.words import message
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


def list_at(path: Path) -> RawTable:
    """A csv or workbook as it stands."""
    return read_table(path.parent, path.name, TableOptions())


def column_of(table: RawTable, names: Sequence[str], needed: str = "") -> str:
    """The first of some names that a table has, whatever the case; a fault where it is needed and not there."""
    held = {column.strip().casefold(): column for column in reversed(table.columns)}
    for name in names:
        if name in held:
            return held[name]
    if needed:
        right = message("one of {names}", names=", ".join(names))
        found = message("columns {columns}", columns=listed(table.columns, 10))
        wrong = message("has no column for {needed}", needed=needed)
        raise InputError([Fault(table.origin.path, wrong, found=found, right=right)])
    return ""


def texts_of(table: RawTable, column: str) -> list[str]:
    """The texts of a column; empty ones where there is none."""
    return table.texts(column) if column else [""] * len(table)


def accounts_in(path: Path) -> tuple[list[Account], dict[str, str]]:
    """The accounts, each with its platform, and the platform of each name that only one has.

    The file says it, or the address; a name alone is that of the one platform on which the list has this name.
    """
    table = list_at(path)
    account = column_of(table, ACCOUNT, "the account")
    columns = [texts_of(table, column) for column in (
        account, *(column_of(table, names) for names in (NAME, PARENT, WEBSITE)),
    )]  # fmt: skip
    blank = [row for row, text in enumerate(columns[0]) if not text]
    if blank:
        where, right = table.locate(blank[0], account), message("an address or a name")
        raise InputError([Fault(where, message("names no account"), right=right)])
    said = [
        kind.strip().lower() or platform_of(text)
        for text, kind in zip(columns[0], texts_of(table, column_of(table, PLATFORM)), strict=True)
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


def governments_in(path: Path) -> tuple[Governments, Register]:
    """The governments, and what they say of their accounts and websites."""
    table = list_at(path)
    ids = table.ids(column_of(table, ID, "the id"))
    twice = next((id_ for id_, times in Counter(ids).items() if times > 1), None)
    if twice is not None:
        wrong, right = message("names a government twice"), message("one row for each")
        raise InputError([Fault(table.origin.path, wrong, twice, right)])
    names = [column for column in table.columns if column.casefold().startswith("name") or column.casefold() in NAME]
    if not names:
        column_of(table, NAME, "the name")
    spelled = list(zip(*(table.texts(column) for column in names), strict=True))
    parents = texts_of(table, column_of(table, PARENT))
    websites = texts_of(table, column_of(table, WEBSITE))
    units = Governments(
        tuple(
            Government(id_, tuple(dict.fromkeys(filter(None, spellings))), parent=parent)
            for id_, spellings, parent in zip(ids, spelled, parents, strict=True)
        )
    )
    own = [column for column in table.columns if column.strip().casefold() in REGISTER]
    named = [(id_, text) for column in own for id_, text in zip(ids, table.texts(column), strict=True) if text]
    return units, Register.of(named, list(zip(ids, websites, strict=True)))
