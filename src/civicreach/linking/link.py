"""Rows of a file linked to governments: by the study's crosswalk, by id, by name, or by a dated code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from civicreach.records.errors import Sentence
from civicreach.records.government import Government, Governments
from civicreach.records.words import Message, message

from .crosswalk import Crosswalk
from .names import matching_key

By = Literal["id", "name", "code"]
How = Literal["id", "name", "code", "crosswalk", ""]

#: A near match below this is not worth showing; spelling mistakes of a letter or two lie above it.
PROPOSED_FROM = 80.0
PROPOSED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """What one row says of its government.

    Attributes
    ----------
    row : Sentence
        Where it stands, for messages: ``line 12``.
    text : str
        Id, name or code as it stands.
    parent : str
        The region it lies in, where the row says so.
    on : date or None
        The date of the row, where it has one.
    """

    row: Sentence
    text: str
    parent: str = ""
    on: date | None = None


class Proposal(NamedTuple):
    """A government that might be meant: score 100 where only a rule forbids to take it."""

    government: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A row without a government, and why; the proposals are for the crosswalk and were not taken."""

    row: Sentence
    text: str
    parent: str
    reason: Message
    proposals: tuple[Proposal, ...] = ()

    @property
    def near(self) -> str:
        """The proposals in one line, with their ids and scores."""
        return "; ".join(f"{near.name} [{near.government}] {near.score:g}" for near in self.proposals)


@dataclass(frozen=True, slots=True)
class Links:
    """Which government each row speaks of.

    Attributes
    ----------
    government : tuple of str or None
        One id a row, in the order of the rows; None where the row was not linked.
    how : tuple of str
        By which rule; empty where the row was not linked.
    unlinked : tuple of Unlinked
        All rows that were not linked, in order.
    """

    government: tuple[str | None, ...]
    how: tuple[How, ...]
    unlinked: tuple[Unlinked, ...]

    @property
    def counts(self) -> Mapping[How, int]:
        """Rows linked by each rule."""
        return Counter(how for how in self.how if how)


class _Found(NamedTuple):
    government: str | None
    how: How = ""
    reason: Message | None = None
    proposals: tuple[Proposal, ...] = ()


def link(
    rows: Sequence[Mention],
    governments: Governments,
    *,
    by: By = "id",
    crosswalk: Crosswalk | None = None,
    at: date | None = None,
) -> Links:
    """The government that each row speaks of, or the reason why it was not linked.

    The crosswalk wins over everything. Then, as `by` says: the exact id; the name, among all names of all
    governments in the form of `matching_key`, alone or together with the region's; or the code that was valid
    at the date. A name that several governments bear needs the region. Near matches are proposed, never taken.

    Parameters
    ----------
    rows : sequence of Mention
        In any order; the result for a row does not depend on the others.
    governments : Governments
        The list that the study is about. Codes hold from their first day until, and without, their last.
    by : {"id", "name", "code"}
        What the text of a row is.
    crosswalk : Crosswalk, optional
        From `crosswalk_from`; a row with a region counts before one without.
    at : date, optional
        The date at which codes are read where the row itself has none.

    Returns
    -------
    Links
        One entry a row.

    Examples
    --------
    >>> wales, england = (Government(id_, ("Newport",), parent=id_) for id_ in ("Wales", "England"))
    >>> places = Governments((wales, england))
    >>> links = link([Mention("line 2", "newport", "WALES"), Mention("line 3", "Newport")], places, by="name")
    >>> links.government
    ('Wales', None)
    >>> [proposal.government for proposal in links.unlinked[0].proposals]
    ['Wales', 'England']
    """
    find = _FINDERS[by](governments)
    chosen = crosswalk or {}
    known: dict[tuple[str, str, date | None], _Found] = {}
    found = []
    for row in rows:
        asked = row.text.strip(), row.parent.strip(), (row.on or at) if by == "code" else None
        if asked not in known:
            known[asked] = _from_crosswalk(asked[0], asked[1], chosen) or find(*asked)
        found.append(known[asked])
    return Links(
        tuple(item.government for item in found),
        tuple(item.how for item in found),
        tuple(
            Unlinked(row.row, row.text, row.parent, item.reason, item.proposals)
            for row, item in zip(rows, found, strict=True)
            if item.reason is not None
        ),
    )


def _from_crosswalk(text: str, parent: str, crosswalk: Crosswalk) -> _Found | None:
    if not text:
        return _Found(None, reason=message("the cell is blank"))
    key = matching_key(text)
    for place in dict.fromkeys((matching_key(parent), "")):
        government = crosswalk.get((key, place))
        if government:
            return _Found(government, "crosswalk")
        if government is not None:
            return _Found(None, reason=message("the crosswalk says that this is none of the governments"))
    return None


_Finder = Callable[[str, str, date | None], _Found]


def _by_id(governments: Governments) -> _Finder:
    ids = {row.id for row in governments.rows}

    def find(text: str, parent: str, on: date | None) -> _Found:
        if text in ids:
            return _Found(text, "id")
        # ids that look alike are different ids: there is nothing to propose
        return _Found(None, reason=message("no government has the id {text}", text=text))

    return find


def _by_name(governments: Governments) -> _Finder:
    names_of = {row.id: row.names or (row.id,) for row in governments.rows}
    regions = {row.id: (row.parent, *names_of.get(row.parent, ())) if row.parent else () for row in governments.rows}
    region_keys = {id_: frozenset(map(matching_key, names)) for id_, names in regions.items()}
    bearers: defaultdict[str, dict[str, Government]] = defaultdict(dict)
    for row in governments.rows:
        for name in names_of[row.id]:
            bearers[matching_key(name)][row.id] = row
            for region in regions[row.id]:
                bearers[matching_key(f"{region} {name}")][row.id] = row
                bearers[matching_key(f"{name} {region}")][row.id] = row
    spellings = [(key, row) for key, rows in bearers.items() for row in rows.values()]

    def find(text: str, parent: str, on: date | None) -> _Found:
        candidates = tuple(bearers.get(matching_key(text), {}).values())
        if not candidates:
            return _Found(
                None,
                reason=message("no government has the name {text}", text=text),
                proposals=_near(f"{parent} {text}", spellings) or _near(text, spellings),
            )
        here = candidates
        if parent:
            place = matching_key(parent)
            here = tuple(row for row in candidates if place in region_keys[row.id])
            # a list that does not say where a government lies cannot contradict the row
            here = here or tuple(row for row in candidates if not row.parent)
        if len(here) == 1:
            return _Found(here[0].id, "name")
        if not here:
            reason = message("{text} is known, but not in {parent}", text=text, parent=parent)
        elif parent:
            reason = message("{n} governments in {parent} bear the name {text}", n=len(here), parent=parent, text=text)
        else:
            reason = message(
                "ambiguous: {n} governments bear the name {text}, and the row does not name the region",
                n=len(here),
                text=text,
            )
        return _Found(None, reason=reason, proposals=_certain(here or candidates))

    return find


def _by_code(governments: Governments) -> _Finder:
    holders: defaultdict[str, list[tuple[Government, str, str]]] = defaultdict(list)
    for row in governments.rows:
        for code, start, end in row.codes:
            holders[code].append((row, start, end))

    def find(text: str, parent: str, on: date | None) -> _Found:
        spans = holders.get(text, [])
        valid = [span for span in spans if on is None or _holds(span[1], span[2], on)]
        if len({row.id for row, _, _ in valid}) == 1:
            return _Found(valid[0][0].id, "code")
        if not spans:
            return _Found(None, reason=message("no government has the code {text}", text=text))
        when = "; ".join(
            f"{row.called.get((text, start), row.name)} {start or '…'} – {end or '…'}"
            for row, start, end in valid or spans
        )
        if on is None:
            reason = message(
                "ambiguous: the code {text} had several holders, and there is no date ({when})", text=text, when=when
            )
        elif valid:
            reason = message(
                "ambiguous: the code {text} has several holders on {on} ({when})", text=text, on=on, when=when
            )
        else:
            reason = message("the code {text} is not valid on {on}; it was: {when}", text=text, on=on, when=when)
        return _Found(None, reason=reason, proposals=_certain([row for row, _, _ in valid or spans]))

    return find


_FINDERS: Mapping[By, Callable[[Governments], _Finder]] = {"id": _by_id, "name": _by_name, "code": _by_code}


def _holds(start: str, end: str, on: date) -> bool:
    return (not start or date.fromisoformat(start) <= on) and (not end or on < date.fromisoformat(end))


def _certain(rows: Sequence[Government]) -> tuple[Proposal, ...]:
    return tuple(dict.fromkeys(Proposal(row.id, row.name, 100.0) for row in rows))


def _near(text: str, spellings: Sequence[tuple[str, Government]]) -> tuple[Proposal, ...]:
    # only rows that stay unlinked pay for this import
    from rapidfuzz import fuzz, process

    best: dict[str, Proposal] = {}
    for _, score, place in process.extract(
        matching_key(text),
        [spelling for spelling, _ in spellings],
        scorer=fuzz.token_sort_ratio,
        score_cutoff=PROPOSED_FROM,
        limit=None,
    ):
        row = spellings[place][1]
        best.setdefault(row.id, Proposal(row.id, row.name, round(score, 1)))
    return tuple(best.values())[:PROPOSED_AT_MOST]
