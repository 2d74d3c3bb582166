"""What an archive holds, account by account as a study would count them, and what lies in quarantine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from civicreach.engine import quoted
from civicreach.linking.handles import normal_account
from civicreach.records.errors import Fault, GivenError
from civicreach.records.holdings import AccountHeld, LastCount, LastWalk, Oddity
from civicreach.records.words import message
from civicreach.sources.sentences import listed, nearest

from .inputs.addresses import Addresses

if TYPE_CHECKING:
    from civicreach.archive import Archive

#: An account is stale that was walked last so long before the newest walk of its platform.
STALE = timedelta(days=7)

#: As good as all.
_ALL = 2**62

#: Before every moment, in microseconds.
_OPEN = -(2**63)

#: No stretch that complete walks cover.
_NEVER = (None, None)

Key = tuple[str, str]


def accounts_held(archive: Archive, *, stale: timedelta = STALE) -> tuple[AccountHeld, ...]:
    """Every account that an archive, at its version, holds anything of: those that failed or are stale first.

    Records under an address or a name stand with those under the id that it led to.

    Parameters
    ----------
    stale : timedelta
        How long before the newest walk of its platform an account may have been walked last.
    """
    from civicreach.archive.rows import moment

    led = _led(archive)
    names: dict[Key, list[str]] = defaultdict(list)
    for platform, account, address in archive.run("archived_addresses", "SELECT * FROM {coverage}"):
        names[platform, account].append(address)
    for (platform, written), account in led.items():
        names[platform, account].append(written)

    walks: dict[Key, list[LastWalk]] = defaultdict(list)
    newest: dict[str, datetime] = {}
    for platform, account, edge, status, reason, detail, since, until, ended, completed in archive.run(
        "archived_walks", _under_ids("coverage", led)
    ):
        walk = LastWalk(edge, status, reason, detail, moment(since), moment(until), _at(ended), moment(completed))
        walks[platform, account].append(walk)
        newest[platform] = max(newest.get(platform, walk.ended_at), walk.ended_at)

    seen: dict[Key, list[datetime]] = defaultdict(list)
    counts: dict[Key, list[LastCount]] = defaultdict(list)
    for platform, account, measure, value, told_at, reason, first, last in archive.run(
        "archived_counts", _under_ids("observations", led)
    ):
        seen[platform, account] += [_at(first), _at(last)]
        counts[platform, account].append(LastCount(measure, value, moment(told_at), _at(last), reason))

    posts: dict[Key, int] = {}
    for platform, account, number, first, last in archive.run("archived_post_numbers", _under_ids("posts", led)):
        seen[platform, account] += [_at(first), _at(last)]
        posts[platform, account] = number

    covered = _covered(archive, led)
    held = [
        AccountHeld(
            *key,
            names=tuple(dict.fromkeys(name for name in names[key] if name != key[1])),
            first=min(seen[key], default=None),
            last=max(seen[key], default=None),
            counts=tuple(counts[key]),
            posts=posts.get(key, 0 if key in covered else None),
            walks=tuple(walks[key]),
            posts_from=covered.get(key, _NEVER)[0],
            posts_to=covered.get(key, _NEVER)[1],
            stale=bool(walks[key]) and max(walk.ended_at for walk in walks[key]) < newest[key[0]] - stale,
        )
        for key in sorted({*walks, *counts, *posts})
    ]
    return tuple(sorted(held, key=lambda account: account.urgency))


def chosen(accounts: Sequence[AccountHeld], name: str) -> tuple[AccountHeld, ...]:
    """The accounts of a name, an address or an id, on whichever platforms.

    Raises
    ------
    GivenError
        There is none; the names that come nearest are told.
    """
    wanted = normal_account(name)
    known = {(account, normal_account(own)): own for account in accounts for own in (account.account, *account.names)}
    found = tuple(dict.fromkeys(account for account, own in known if own == wanted))
    if not found:
        near = listed(nearest(wanted, sorted({own for _, own in known})), 3)
        raise GivenError(
            [
                Fault(
                    "--account",
                    message("names no account of the archive"),
                    name,
                    near or message("--accounts lists them"),
                )
            ]
        )
    return found


def oddities(
    archive: Archive, *, accounts: Iterable[AccountHeld] | None = None, most: int | None = None
) -> tuple[Oddity, ...]:
    """The entries of quarantine, the last first; of some accounts, and at most so many, where that is asked."""
    sql = 'SELECT * EXCLUDE ("count"), "count" AS number FROM ' + f"({_under_ids('quarantine', _led(archive))})"
    if accounts is not None:
        own = ", ".join(f"({quoted(one.platform)}, {quoted(one.account)})" for one in accounts)
        sql += f" WHERE (platform, account) IN ({own})"
    rows = archive.run("archived_oddities", sql, most=_ALL if most is None else most)
    return tuple(Oddity(_at(at), *told) for at, *told in rows)


def _led(archive: Archive) -> Mapping[Key, str]:
    """Platform and account, as records bear it, to the id that it leads to, where that is another."""
    rows = archive.execute(
        "SELECT platform, account FROM {observations} UNION SELECT platform, account FROM {posts} "
        "UNION SELECT platform, account FROM {coverage} WHERE edge <> 'address' "
        "UNION SELECT platform, account FROM {quarantine} WHERE account <> '' ORDER BY ALL"
    )
    addresses = {platform: Addresses.of(archive, platform) for platform in {platform for platform, _ in rows}}
    found = {(platform, account): addresses[platform].led(account) for platform, account in rows}
    return {key: account for key, account in found.items() if account and account != key[1]}


def _covered(archive: Archive, led: Mapping[Key, str]) -> dict[Key, tuple[datetime | None, datetime]]:
    """The last stretch that complete walks over an account's posts cover without a gap; open where it begins so."""
    # a walk knows nothing of what came after it had begun, whatever was asked for
    rows = archive.execute(
        "SELECT DISTINCT platform, account, epoch_us(asked_from), "
        "least(epoch_us(asked_to), epoch_us(started_at)) AS until "
        f"FROM ({_under_ids('coverage', led)}) WHERE edge = 'posts' AND status = 'complete' ORDER BY until"
    )
    found: dict[Key, tuple[datetime | None, datetime]] = {}
    spans: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    for platform, account, since, until in rows:
        spans[platform, account].append((_OPEN if since is None else since, until))
    for key, of_account in spans.items():
        begin, end = of_account[-1]
        for since, until in reversed(of_account):
            if until < begin:
                break
            begin = min(begin, since)
        found[key] = (None if begin == _OPEN else _at(begin), _at(end))
    return found


def _under_ids(table: str, led: Mapping[Key, str]) -> str:
    """SQL of a table with its records under ids."""
    if not led:
        return f"SELECT * FROM {{{table}}}"
    rows = ", ".join(f"({', '.join(map(quoted, [*written, account]))})" for written, account in led.items())
    return (
        f"SELECT held.* REPLACE (coalesce(led.id, held.account) AS account) FROM {{{table}}} AS held "
        f"LEFT JOIN (VALUES {rows}) AS led(platform, written, id) "
        "ON held.platform = led.platform AND held.account = led.written"
    )


def _at(microseconds: Any) -> datetime:
    from civicreach.archive.rows import moment

    found = moment(microseconds)
    assert found is not None
    return found
