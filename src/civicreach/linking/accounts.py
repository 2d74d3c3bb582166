"""Accounts and the governments that they serve: one may serve several, and one may have several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .handles import normal_account

#: Which governments an account serves, in the order of the accounts file.
Served = Mapping[str, tuple[str, ...]]


def served_by(accounts: Iterable[str], governments: Iterable[str | None]) -> Served:
    """The governments of each account, both in the order of the accounts file.

    Parameters
    ----------
    accounts : iterable of str
        One a row of the accounts file; brought to their normal form here.
    governments : iterable of str or None
        What each row was linked to; a row without account or government adds nothing.

    Returns
    -------
    Served
        Normal account to the ids of its governments.

    Examples
    --------
    >>> served_by(["@Seoul", "facebook.com/seoul", ""], ["11", "11110", "26"])
    {'seoul': ('11', '11110')}
    """
    serves: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for account, government in zip(accounts, governments, strict=True):
        name = normal_account(account)
        if name and government is not None:
            serves[name][government] = None
    return {account: tuple(ids) for account, ids in serves.items()}


@dataclass(frozen=True, slots=True)
class Sharing:
    """How accounts and governments lie over each other.

    Attributes
    ----------
    n_accounts, n_governments, n_pairs : int
        Counting accounts and counting rows are different samples; the two are told apart here.
    shared : tuple of (account, governments)
        Accounts that serve more than one government.
    several : tuple of (government, accounts)
        Governments with more than one account.
    """

    n_accounts: int
    n_governments: int
    n_pairs: int
    shared: tuple[tuple[str, tuple[str, ...]], ...]
    several: tuple[tuple[str, tuple[str, ...]], ...]


def share_report(served: Served) -> Sharing:
    """Which accounts serve several governments, and which governments have several accounts.

    >>> share_report({"north": ("A", "B"), "a2": ("A",)}).several
    (('A', ('north', 'a2')),)
    """
    accounts = accounts_of(served)
    return Sharing(
        n_accounts=len(served),
        n_governments=len(accounts),
        n_pairs=sum(map(len, served.values())),
        shared=tuple((account, ids) for account, ids in served.items() if len(ids) > 1),
        several=tuple((id_, names) for id_, names in accounts.items() if len(names) > 1),
    )


def accounts_of(served: Served) -> Mapping[str, tuple[str, ...]]:
    """The accounts of each government, in the order of the accounts file."""
    accounts: defaultdict[str, list[str]] = defaultdict(list)
    for account, ids in served.items():
        for id_ in ids:
            accounts[id_].append(account)
    return {id_: tuple(names) for id_, names in accounts.items()}


@dataclass(frozen=True, slots=True)
class Spread:
    """Activity of accounts as activity of governments.

    Attributes
    ----------
    values : mapping of government to float
        Governments of whose accounts every one has a count.
    counted_for : mapping of government to (account, government)
        Governments that leave the sample by rule: each of their accounts is counted for an earlier one.
    not_observed : mapping of government to accounts
        Governments without a value because these accounts have no count: missing, and not zero.
    """

    values: Mapping[str, float]
    counted_for: Mapping[str, tuple[str, str]]
    not_observed: Mapping[str, tuple[str, ...]]


def spread(
    counts: Mapping[str, float],
    served: Served,
    *,
    shared: Literal["each", "once"] = "each",
    several: Literal["sum", "largest"] = "sum",
) -> Spread:
    """The value of each government from the counts of its accounts.

    A government without an account is in none of the results: nothing is known of it. Where one of several
    accounts has no count, the government has no value either, since part of a sum is not the sum.

    Parameters
    ----------
    counts : mapping of account to float
        By normal account; zero only where the source is known to be complete.
    served : Served
        From `served_by`.
    shared : {"each", "once"}
        Whether an account that serves several governments counts whole for each of them, or only for the
        first that the accounts file names.
    several : {"sum", "largest"}
        What is taken where a government has several accounts.

    Returns
    -------
    Spread
        Values, and who has none for which reason.

    Examples
    --------
    >>> spread({"north": 7.0}, {"north": ("A", "B")}, shared="once")
    Spread(values={'A': 7.0}, counted_for={'B': ('north', 'A')}, not_observed={})
    """
    values: dict[str, float] = {}
    counted_for: dict[str, tuple[str, str]] = {}
    not_observed: dict[str, tuple[str, ...]] = {}
    for id_, names in accounts_of(served).items():
        own = [name for name in names if shared == "each" or served[name][0] == id_]
        absent = tuple(name for name in own if name not in counts)
        if not own:
            counted_for[id_] = names[0], served[names[0]][0]
        elif absent:
            not_observed[id_] = absent
        else:
            parts = [counts[name] for name in own]
            values[id_] = float(sum(parts) if several == "sum" else max(parts))
    return Spread(values, counted_for, not_observed)
