"""The accounts file: platform, account, government; every fault of it at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from civicreach.records.errors import Fault, InputError, without_study
from civicreach.records.provenance import FileOrigin
from civicreach.records.study import TableOptions
from civicreach.records.words import message
from civicreach.sources import platforms
from civicreach.sources.platforms.platform import Account
from civicreach.sources.sentences import capped, nearest
from civicreach.sources.tables import RawTable, read_table

from .tokens import addresses_for_several, missing_tokens, wrong_addresses

#: Other names that people have for a platform.
ALSO_CALLED = {"bsky": "bluesky", "twitter": "x"}

#: Names of the column that holds the account; the first that the file has is taken.
ACCOUNT_COLUMNS = ("account", "handle", "url", "address", "계정")


@dataclass(frozen=True, slots=True)
class Listed:
    """An account of the file.

    Attributes
    ----------
    account : Account
        In the platform's own spelling.
    written : str
        As the file has it.
    governments : tuple of str
        Ids of the governments that it serves; may be empty.
    where : str
        File and line of its first row.
    """

    account: Account
    written: str
    governments: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class AccountList:
    """The accounts of a file, each once, in the order of the file.

    Attributes
    ----------
    accounts : tuple of Listed
        What can be asked.
    origin : FileOrigin
        The file.
    n_rows : int
        Rows read; more than accounts where an account serves several governments.
    n_passed_over : int
        Rows of platforms that were not asked for.
    """

    accounts: tuple[Listed, ...]
    origin: FileOrigin
    n_rows: int
    n_passed_over: int = 0


@without_study()
def read_accounts(path: Path | str, *, only: tuple[str, ...] = (), with_tokens: bool = False) -> AccountList:
    """The accounts of a csv file or workbook with the columns ``platform``, ``account`` and, if wanted, ``government``.

    An account may be written as a handle, an id or any address of it; see the page of each platform. One that stands
    in several rows is asked once.

    Parameters
    ----------
    path : Path or str
        The file; ``handle`` and ``url`` do for ``account`` as well.
    only : tuple of str
        Platforms to take; all where empty. Rows of others are counted and not looked at, whatever they say.
    with_tokens : bool
        Whether the lack of a key that a platform needs is a fault, too, and an address in the environment that is none
        or that cannot be that of all accounts.

    Raises
    ------
    InputError
        All faults at once: unknown platforms, accounts that cannot be read, empty cells, nothing to ask.
    """
    path = Path(path)
    only = tuple(map(named, only))
    faults = [
        Fault("--only", message("is not a platform that can be asked"), name, ", ".join(platforms.NAMES))
        for name in only
        if name not in platforms.NAMES
    ]
    table = read_table(path.parent, path.name, TableOptions())
    column = next((name for name in ACCOUNT_COLUMNS if name in table.columns), "account")
    kinds = _texts(table, "platform", faults)
    written = _texts(table, column, faults)
    has_governments = "government" in table.columns
    governments = table.texts("government") if has_governments else [""] * len(table)
    if faults:
        raise InputError(faults)
    found: dict[Account, Listed] = {}
    asked = [named(kind) for kind in kinds]
    wanted = [not only or kind in only for kind in asked]
    for row, (kind, text, government) in enumerate(zip(kinds, written, governments, strict=True)):
        if not wanted[row]:
            continue
        account = _account(kind, text, table, row, column)
        if isinstance(account, Fault):
            faults.append(account)
        else:
            before = found.get(account)
            ids = (*(before.governments if before else ()), *([government] if government else []))
            where = before.where if before else str(table.locate(row, column))
            found[account] = Listed(account, before.written if before else text, tuple(dict.fromkeys(ids)), where)
    if with_tokens:
        different = dict.fromkeys(kind for kind, taken in zip(asked, wanted, strict=True) if taken)
        kinds_asked = [platforms.platform(kind) for kind in different if kind in platforms.NAMES]
        faults += [*missing_tokens(kinds_asked), *wrong_addresses(kinds_asked)]
        faults += addresses_for_several((platforms.platform(one.platform), one) for one in found)
    if not faults and not found:
        faults.append(
            Fault(table.origin.path, message("has no account that can be asked"), right=message("one row an account"))
        )
    if faults:
        raise InputError(capped(faults))
    return AccountList(tuple(found.values()), table.origin, len(table), wanted.count(False))


def _texts(table: RawTable, column: str, faults: list[Fault]) -> list[str]:
    """A column whose name is ours and not the file's: the mend of one that is not there is to name it so."""
    own: list[Fault] = []
    texts = table.texts(column, own)
    there = column in table.columns
    faults += own if there else [replace(fault, right=f"a column named {column!r}") for fault in own]
    return texts


def named(kind: str) -> str:
    """A platform by the name that civicreach has for it, however somebody wrote it.

    >>> named("Twitter"), named("bsky"), named("YouTube")
    ('x', 'bluesky', 'youtube')
    """
    kind = kind.lower()
    return ALSO_CALLED.get(kind, kind)


def _account(kind: str, text: str, table: RawTable, row: int, column: str) -> Account | Fault:
    if named(kind) not in platforms.NAMES:
        near = nearest(kind, platforms.NAMES)
        right = f"{near[0]}?" if near else ", ".join(platforms.NAMES)
        return Fault(table.locate(row, "platform"), message("is not a platform that can be asked"), repr(kind), right)
    platform = platforms.platform(named(kind))
    account = platform.find(text) if text else None
    if account is None:
        wrong = message("is not an account of {title}", title=platform.title) if text else message("names no account")
        return Fault(table.locate(row, column), wrong, repr(text) if text else "", platform.takes)
    return account
