"""Accounts of a study found in an archive: what people write led to the lasting ids under which records lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civicreach.linking.handles import normal_account
from civicreach.records.activity import Activity
from civicreach.records.errors import Fault
from civicreach.records.missing import Missing
from civicreach.records.words import message

if TYPE_CHECKING:
    from civicreach.archive import Archive


@dataclass(frozen=True, slots=True)
class Addresses:
    """What the walks of an archive, at its version, have learned of the addresses of one platform.

    Attributes
    ----------
    platform : str
    ids : mapping of str to str
        Normal address to the id that it led to last.
    """

    platform: str
    ids: Mapping[str, str]

    @classmethod
    def of(cls, archive: Archive, platform: str) -> Addresses:
        """The addresses of one platform."""
        walks = archive.last_walks().values()
        told = (walk for walk in walks if walk.edge == "address" and walk.platform == platform and walk.cursor)
        return cls(platform, {normal_account(walk.account): walk.cursor for walk in told})

    def led(self, written: str) -> str | None:
        """The id that a name, a handle or an address leads to; None where no walk has told."""
        from civicreach.sources import platforms

        if (found := self.ids.get(normal_account(written))) is not None:
            return found
        if self.platform not in platforms.NAMES:
            return None
        account = platforms.platform(self.platform).find(written)
        if account is None:
            return None
        return self.ids.get(normal_account(account.address)) or account.id or None


def as_written(
    activity: Activity, platform: str, written: Mapping[str, str], *, where: str
) -> tuple[Activity, list[Fault]]:
    """Activity of an archive under the names that the study has for its accounts.

    Parameters
    ----------
    activity : Activity
        With `coverage` and `addresses`, as `count_archived` gives it; any other is given back as it is.
    platform : str
        Whose accounts they are.
    written : mapping of str to str
        Normal account of the study to what stands in its file.
    where : str
        For the sentence of a fault.

    Returns
    -------
    activity : Activity
        Accounts that the archive does not hold have that as their reason.
    faults : list of Fault
        Two names of one account.
    """
    if activity.coverage is None or activity.addresses is None:
        return activity, []
    addresses = Addresses(platform, activity.addresses)
    names: dict[str, str] = {}
    faults = []
    coverage = dict(activity.coverage)
    for name, text in written.items():
        own = normal_account(addresses.led(text) or addresses.led(name) or name)
        if own not in activity.coverage:
            coverage[name] = Missing.NOT_IN_ARCHIVE
            continue
        if (other := names.setdefault(own, name)) != name:
            found = message("{written} and {value}, both {own}", written=written[other], value=text, own=own)
            faults.append(
                Fault(where, message("names one account of the archive in two ways"), found, message("one name for it"))
            )
            continue
        coverage[name] = coverage.pop(own) if own != name else coverage[own]

    def renamed(accounts: Iterable[str]) -> dict[str, str]:
        return {account: names.get(normal_account(account), account) for account in accounts}

    counts = renamed(activity.counts)
    return replace(
        activity,
        counts={counts[account]: replace(entry, account=counts[account]) for account, entry in activity.counts.items()},
        seen=frozenset(renamed(activity.seen).values()),
        refused=frozenset(renamed(activity.refused).values()),
        coverage=coverage,
    ), faults
