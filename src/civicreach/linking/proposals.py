"""Governments that accounts may belong to, with a score and the reason: proposals for a reviewer, never taken."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from civicreach.records.government import Government, Governments
from civicreach.records.words import Message, message

from .handles import normal_account
from .names import matching_key
from .pages import called, handle_readings, is_other_body, page_name, page_parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A near match of names below this is not worth a reviewer's time.
PROPOSED_FROM = 75.0
PROPOSED_AT_MOST = 3

#: How sure a rule is, from 0 to 100; only the reviewer is sure.
_REGISTER, _WEBSITE, _SAME_NAME, _MANY_BEARERS = 100.0, 95.0, 90.0, 60.0
#: What agreement of the region adds to a near name, and takes from it where the regions differ.
_REGION = 5.0
#: What a part of the page's name, and a name in its address, are worth less than the name of the page.
_PART, _ADDRESS = 5.0, 10.0
#: A name in an address that comes less near than this is mostly a name of something else.
_ADDRESS_FROM = 85.0

#: A city that names itself so lies in no region.
_FIRST_TIER = re.compile(r"\b(?:metropolitan|special)\b.*\bcity\b", re.IGNORECASE)

#: Hosts on which many governments have a page: such an address does not tell one from another.
_SHARED_HOSTS = frozenset((
    "facebook.com", "instagram.com", "twitter.com", "x.com", "youtube.com", "blog.naver.com", "bit.ly", "linktr.ee",
    "t.me", "bsky.app", "go.kr", "gov.uk", "seoul.go.kr", "korea.kr", "tistory.com", "google.com", "naver.com",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of an account.

    Attributes
    ----------
    account : str
        Address, ``@name`` or name.
    name : str
        As its page shows it; empty where not known.
    parent : str
        The region, where something says it.
    website : str
        That the page names as its own.
    platform : str
        Where it is, where the list says it; an address says it as well.
    """

    account: str
    name: str = ""
    parent: str = ""
    website: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A government that an account may belong to."""

    government: str
    name: str
    score: float
    reason: Message


@dataclass(frozen=True, slots=True)
class Register:
    """What governments themselves say of their accounts and addresses.

    Attributes
    ----------
    accounts : mapping of str to tuple of str
        Normal account to the ids of the governments that name it as theirs.
    websites : mapping of str to tuple of str
        Host to the ids of the governments whose website it is.
    """

    accounts: Mapping[str, tuple[str, ...]]
    websites: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, accounts: Sequence[tuple[str, str]], websites: Sequence[tuple[str, str]]) -> Register:
        """A register from pairs of government and address.

        >>> Register.of([("11", "facebook.com/Seoul")], [("11", "https://www.seoul.go.kr/main")])
        Register(accounts={'seoul': ('11',)}, websites={})
        """
        named: defaultdict[str, dict[str, None]] = defaultdict(dict)
        hosts: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for id_, account in accounts:
            if name := normal_account(account):
                named[name][id_] = None
        for id_, website in websites:
            if host := host_of(website):
                hosts[host][id_] = None
        return cls({name: tuple(ids) for name, ids in named.items()}, {host: tuple(ids) for host, ids in hosts.items()})


def propose(
    accounts: Sequence[Account],
    governments: Governments,
    *,
    register: Register | None = None,
    proposed_from: float = PROPOSED_FROM,
    at_most: int = PROPOSED_AT_MOST,
) -> list[tuple[Proposal, ...]]:
    """The governments that each account may belong to, the likeliest first; nothing is taken.

    Evidence is tried in this order: a register that names the account; the website; the same name, alone or with
    the region; a part of the page's name; the name of a government that is gone; a near name; the name in the
    address. A name that one government bears, and another that is gone bore, tells neither from the other. A region
    that differs takes a government out where another of that name lies in the region, and makes a near name less
    likely. What names itself a council, a health centre or another body beside the government is not proposed by a
    part, a near name or its address.

    Parameters
    ----------
    accounts : sequence of Account
        In any number; the names of all are compared with those of all governments at once.
    governments : Governments
        With all their names, regions as name or id.
    register : Register, optional
        Accounts and websites that governments name as theirs.
    proposed_from : float
        Near names below this score, from 0 to 100, are left out.
    at_most : int
        Proposals for one account; more where more are equally likely, as where six governments bear one name.

    Returns
    -------
    list of tuple of Proposal
        In the order of `accounts`; empty where nothing comes near.

    Examples
    --------
    >>> from civicreach.records.government import Government
    >>> places = Governments((Government("11110", ("종로구",), parent="서울특별시"), Government("26110", ("중구",))))
    >>> propose([Account("jongnogu", "종로구청 공식 페이스북")], places)[0][0].government
    '11110'
    """
    known = register or Register({}, {})
    index = _Names(governments)
    by_name = index.of(accounts, proposed_from)
    found = [[*_from_register(account, known, index), *names] for account, names in zip(accounts, by_name, strict=True)]
    for account, proposals in zip(accounts, found, strict=True):
        if not index.knows(account.name) and not is_other_body(account.name):
            proposals += index.by_parts(account) or index.by_former(account)
    # a handle is often a name in other letters: weak evidence, asked only where there is no other
    silent = [
        place for place, proposals in enumerate(found) if not proposals and not is_other_body(accounts[place].name)
    ]
    handles = index.by_address([accounts[place] for place in silent], max(proposed_from, _ADDRESS_FROM))
    for place, names in zip(silent, handles, strict=True):
        found[place] = [
            _weaker(proposal, _ADDRESS, message("by the name in its address: {reason}", reason=proposal.reason))
            for proposal in names
        ]
    return [_ranked(proposals, at_most) for proposals in found]


def host_of(address: str) -> str:
    """The host of a website without "www"; empty for hosts that many share.

    >>> host_of("http://www.jongno.go.kr/portal"), host_of("facebook.com/jongno")
    ('jongno.go.kr', '')
    """
    address = address.strip().casefold()
    try:
        host = (urlsplit(address if "//" in address else f"//{address}").hostname or "").rstrip(".")
    except ValueError:
        return ""
    for prefix in ("www.", "m."):
        host = host.removeprefix(prefix)
    return host if "." in host and host not in _SHARED_HOSTS else ""


def _from_register(account: Account, register: Register, index: _Names) -> list[Proposal]:
    named = register.accounts.get(normal_account(account.account), ())
    hosts = host_of(account.website), host_of(account.account)
    theirs = dict.fromkeys(id_ for host in hosts for id_ in register.websites.get(host, ()))
    return [
        *(index.proposal(id_, _REGISTER, message("the register names this account")) for id_ in named),
        *(index.proposal(id_, _WEBSITE, message("its website is that of the government")) for id_ in theirs),
    ]


def _weaker(proposal: Proposal, by: float, reason: Message) -> Proposal:
    return replace(proposal, score=proposal.score - by, reason=reason)


def _ranked(found: list[Proposal], at_most: int) -> tuple[Proposal, ...]:
    """One proposal a government, with its best reason; those that share the highest score are all told."""
    best: dict[str, Proposal] = {}
    for proposal in sorted(found, key=lambda proposal: -proposal.score):
        best.setdefault(proposal.government, proposal)
    equal = sum(proposal.score == max(entry.score for entry in best.values()) for proposal in best.values())
    return tuple(best.values())[: max(at_most, equal)]


class _Names:
    """The names of governments by their keys, compared with those of many pages at once."""

    def __init__(self, governments: Governments) -> None:
        self.rows = {row.id: row for row in governments.rows}
        names = {row.id: _all_names(row) for row in governments.rows}
        # lists that are behind the times name a region by one that is gone
        regions = {row.id: (*names[row.id], *row.took_over) for row in governments.rows}
        above_of = {
            row.id: (row.parent, *regions.get(row.parent, ())) if row.parent else () for row in governments.rows
        }
        self._regions = {id_: frozenset(map(matching_key, above)) for id_, above in above_of.items()}
        self._bearers: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._unspaced: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for row in governments.rows:
            for name in names[row.id]:
                for spelling in (name, *(f"{region} {name}" for region in above_of[row.id])):
                    key = page_name(spelling)
                    self._bearers[key][row.id] = None
                    for written in (key, matching_key(spelling)):
                        self._unspaced[written.replace(" ", "")][row.id] = None
        self._bearers.pop("", None)
        self._former: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._borne: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for row in governments.rows:
            for name in row.took_over:
                self._borne[page_name(name)].setdefault(row.id, name)
                for short in (name, *called(name)):
                    for spelling in (short, *(f"{region} {short}" for region in above_of[row.id])):
                        self._former[page_name(spelling)].setdefault(row.id, name)
        self._spellings = [(key, id_) for key, ids in self._bearers.items() for id_ in ids]

    def knows(self, name: str) -> bool:
        """Whether a government bears the very name."""
        return page_name(name) in self._bearers

    def by_parts(self, account: Account) -> list[Proposal]:
        """Governments that bear a part of the page's name as theirs."""
        return [
            _weaker(proposal, _PART, message("by a part of its name: {reason}", reason=proposal.reason))
            for part in page_parts(account.name)
            for proposal in self.same(replace(account, name=part))
        ]

    def by_former(self, account: Account) -> list[Proposal]:
        """Governments that hold what one that is gone, and that bore the page's name, once held."""
        former = self._former.get(page_name(account.name), {}) if account.name else {}
        return self._inherited(account, former, tuple(former))

    def _inherited(self, account: Account, former: Mapping[str, str], ids: Sequence[str]) -> list[Proposal]:
        return [
            _weaker(proposal, _PART, _took_over(former[proposal.government]))
            for proposal in self._bearing(account, ids)
        ]

    def proposal(self, id_: str, score: float, reason: Message) -> Proposal:
        return Proposal(id_, self.rows[id_].name, round(score, 1), reason)

    def of(self, accounts: Sequence[Account], cutoff: float) -> list[list[Proposal]]:
        """Governments of the same and of near names."""
        keys = ["" if is_other_body(account.name) else page_name(account.name) for account in accounts]
        near = self.near(keys, cutoff)
        return [
            [*self.same(account), *self.weighed(account, rows)] for account, rows in zip(accounts, near, strict=True)
        ]

    def by_address(self, accounts: Sequence[Account], cutoff: float) -> list[list[Proposal]]:
        """Governments of the names in the accounts' addresses, of which no more is cut off than leaves such a name."""
        readings = [self._to_the_first_known(handle_readings(account.account)) for account in accounts]
        named = [replace(account, name=name) for account, told in zip(accounts, readings, strict=True) for name in told]
        by_name = iter(self.of(named, cutoff))
        found = []
        for account, told in zip(accounts, readings, strict=True):
            near = [proposal for _ in told for proposal in next(by_name)]
            whole = tuple(self._unspaced.get(told[-1].replace(" ", ""), ())) if told else ()
            found.append(self._of_bearers(replace(account, name=told[-1]), whole) if whole else near)
        return found

    def _to_the_first_known(self, readings: Sequence[str]) -> tuple[str, ...]:
        known = (reading.replace(" ", "") in self._unspaced or self.knows(reading) for reading in readings)
        first = next((place for place, is_known in enumerate(known) if is_known), len(readings))
        return tuple(readings[: first + 1])

    def same(self, account: Account) -> list[Proposal]:
        """Governments that bear the very name."""
        ids = tuple(self._bearers.get(page_name(account.name), ())) if account.name else ()
        return self._of_bearers(account, ids) if ids else []

    def _of_bearers(self, account: Account, ids: Sequence[str]) -> list[Proposal]:
        """Those that bear the name, and the heirs of those that bore it as their own."""
        former = {id_: name for id_, name in self._borne.get(page_name(account.name), {}).items() if id_ not in ids}
        found = [*ids, *former]
        if _FIRST_TIER.search(account.name):
            found = [id_ for id_ in found if not self.rows[id_].parent] or found
        if former.keys() >= set(found):
            return self._inherited(account, former, found)
        return [
            replace(proposal, reason=_took_over(former[proposal.government]))
            if proposal.government in former
            else proposal
            for proposal in self._bearing(account, found)
        ]

    def _bearing(self, account: Account, ids: Sequence[str]) -> list[Proposal]:
        here = tuple(id_ for id_ in ids if self._is_or_lies_in(id_, account.parent)) if account.parent else ()
        if here:
            reason = message("the same name in {parent}", parent=account.parent)
            return [self.proposal(id_, _SAME_NAME + _REGION, reason) for id_ in here]
        if len(ids) == 1 and not (account.parent and self.rows[ids[0]].parent):
            return [self.proposal(ids[0], _SAME_NAME, message("the same name, which no other government bears"))]
        if len(ids) == 1:
            reason = message("the same name, but it does not lie in {parent}", parent=account.parent)
            return [self.proposal(ids[0], _MANY_BEARERS, reason)]
        reason = message("{n} governments bear this name, and no region tells them apart", n=len(ids))
        return [self.proposal(id_, _MANY_BEARERS, reason) for id_ in ids]

    def near(self, keys: Sequence[str], cutoff: float) -> list[list[tuple[int, float]]]:
        """For each key the spellings that come near, with their scores."""
        found: list[list[tuple[int, float]]] = [[] for _ in keys]
        if not self._spellings or not any(keys):
            return found
        import numpy as np
        from rapidfuzz import fuzz, process

        spellings = [key for key, _ in self._spellings]
        # pages bear names many times; a block of them keeps the table of scores small
        distinct = list(dict.fromkeys(key for key in keys if key))
        rows: dict[str, list[tuple[int, float]]] = {}
        for start in range(0, len(distinct), 1000):
            block = distinct[start : start + 1000]
            scores: NDArray[np.float32] = process.cdist(
                block, spellings, scorer=fuzz.token_sort_ratio, score_cutoff=cutoff, dtype=np.float32, workers=-1
            )
            for row, place in zip(*np.nonzero(scores), strict=True):
                rows.setdefault(block[row], []).append((int(place), float(scores[row, place])))
        for place, key in enumerate(keys):
            found[place] = rows.get(key, [])
        return found

    def weighed(self, account: Account, near: Sequence[tuple[int, float]]) -> list[Proposal]:
        """Governments of near names; those of the same name are weighed by `same`."""
        proposals = []
        key = page_name(account.name)
        same, former = self._bearers.get(key, {}), self._former.get(key, {})
        # a near name is never likelier than the very name, even where several bear that or it is one of the past
        most = (_MANY_BEARERS if same or len(former) > 1 else _SAME_NAME) - (_PART if former and not same else 0) - 1
        for place, score in near:
            id_ = self._spellings[place][1]
            if id_ in same:
                continue
            known = bool(account.parent and self._regions[id_])
            agrees = known and self._agrees(id_, account.parent)
            weight = min(score + (_REGION if agrees else -_REGION if known else 0.0), most)
            reason = (
                message("a near name in {parent}", parent=account.parent)
                if agrees
                else message("a near name, but it does not lie in {parent}", parent=account.parent)
                if known
                else message("a near name")
            )
            proposals.append(self.proposal(id_, weight, reason))
        return proposals

    def _is_or_lies_in(self, id_: str, parent: str) -> bool:
        """Whether a government lies in the region, or is the region itself: 광주시 in 광주광역시."""
        row = self.rows[id_]
        own = () if row.parent else map(matching_key, (*_all_names(row), *row.took_over))
        return self._agrees(id_, parent) or matching_key(parent) in own

    def _agrees(self, id_: str, parent: str) -> bool:
        return matching_key(parent) in self._regions[id_]


def _took_over(former: str) -> Message:
    return message("the name of {former}, which it took over", former=former)


def _all_names(row: Government) -> tuple[str, ...]:
    """The names of a government and what it is called by them."""
    names = row.names or (row.id,)
    return tuple(dict.fromkeys((*names, *(short for name in names for short in called(name)))))
