"""The reviewer's file: proposals as rows, decisions read back, and nothing that was decided ever lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from civicreach.records.errors import Fault, InputError
from civicreach.records.government import Governments
from civicreach.records.words import Words, message

from .handles import account_key, normal_account
from .proposals import Account, Proposal

#: Columns of the file, in order; the reviewer fills the last two.
COLUMNS = (
    "platform", "account", "name", "parent", "website", "government", "government_name", "score", "reason", "decision",
    "remark",
)  # fmt: skip

_YES = frozenset(("yes", "y", "1", "o", "예", "네", "○", "맞음"))
_NO = frozenset(("no", "n", "0", "x", "아니오", "아니요", "틀림"))
_NONE = frozenset(("none", "없음"))

Verdict = Literal["accepted", "rejected", "none"]
_Entry = TypeVar("_Entry", "Decided", "Remark")


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of the reviewer.

    Attributes
    ----------
    account : str
        As the file has it.
    platform : str
        Where it is, as the file has it.
    government : str
        Id; empty where the account is none of the governments'.
    verdict : str
        ``accepted``, ``rejected`` (this proposal only), or ``none`` (no government at all).
    score, reason, remark : str
        As they stood beside the decision.
    """

    account: str
    government: str
    verdict: Verdict
    score: str = ""
    reason: str = ""
    remark: str = ""
    platform: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What the decision is about."""
        return account_key(self.account, self.platform), self.government


@dataclass(frozen=True, slots=True)
class Remark:
    """What the reviewer wrote beside a row without deciding it.

    Attributes
    ----------
    account, government : str
        Of the row; government is empty where nothing was proposed.
    words : str
        As written.
    platform : str
        Where the account is, as the file has it.
    """

    account: str
    government: str
    words: str
    platform: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What the remark is about."""
        return account_key(self.account, self.platform), self.government


@dataclass(frozen=True, slots=True)
class Review:
    """All that a reviewer wrote into a review file.

    Attributes
    ----------
    decided : tuple of Decided
        In the order of the file.
    remarks : tuple of Remark
        Beside rows that are not decided yet.
    """

    decided: tuple[Decided, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def accepted(self) -> tuple[Decided, ...]:
        """Accounts with their governments."""
        return tuple(entry for entry in self.decided if entry.verdict == "accepted")

    @property
    def settled(self) -> frozenset[str]:
        """Keys of accounts that have a government, or are said to have none."""
        return frozenset(entry.key[0] for entry in self.decided if entry.verdict != "rejected")


def review_rows(
    accounts: Sequence[Account],
    proposals: Sequence[Sequence[Proposal]],
    review: Review,
    *,
    say: Callable[[Words], str],
) -> list[dict[str, str]]:
    """The rows of a review file: a row for each proposal, and one without where there is none.

    Decisions that were made, and remarks without any, stand where they stood; governments that the reviewer chose
    without a proposal, accounts that are no longer in the list, and remarks beside what is no longer proposed, have
    rows of their own. What names no platform is of the one account of the list that bears the name.

    Parameters
    ----------
    accounts, proposals : sequences of the same length
        As of `propose`; an account that comes twice is one.
    review : Review
        Decisions made before.
    say : callable
        Gives the words of a reason in the reviewer's language.
    """
    review = _on_platforms(review, accounts)
    made: dict[str, dict[str, Decided]] = {}
    for entry in review.decided:
        key, government = entry.key
        made.setdefault(key, {})[government] = entry
    remarks = {remark.key: remark for remark in review.remarks}
    none = {entry.key[0] for entry in review.decided if entry.verdict == "none"}
    rows: list[dict[str, str]] = []
    seen: set[str] = set()
    for account, found in zip(accounts, proposals, strict=True):
        key = account_key(account.account, account.platform)
        if key in seen:
            continue
        seen.add(key)
        shown = {
            "platform": account.platform,
            "account": account.account,
            "name": account.name,
            "parent": account.parent,
            "website": account.website,
        }
        for proposal in found:
            row = {
                **shown,
                "government": proposal.government,
                "government_name": proposal.name,
                "score": f"{proposal.score:g}",
                "reason": say(proposal.reason),
            }
            decision = made.get(key, {}).pop(proposal.government, None)
            remark = remarks.pop((key, proposal.government), None)
            rows.append(row | (_words_of(decision) if decision else {"remark": remark.words} if remark else {}))
        # what the reviewer chose or wrote beside the proposals
        own = made.pop(key, {})
        rows += [shown | _own_row(entry) for entry in own.values()]
        if not found and not own and key not in none:
            remark = remarks.pop((key, ""), None)
            rows.append(shown | {"remark": remark.words} if remark else shown)
    settled = {entry.key for entry in review.decided}
    rows += [
        {
            "platform": remark.platform,
            "account": remark.account,
            "government": remark.government,
            "remark": remark.words,
        }
        for remark in remarks.values()
        if remark.key not in settled
    ]
    left = (entry for of_account in made.values() for entry in of_account.values())
    rows += [{"platform": entry.platform, "account": entry.account} | _own_row(entry) for entry in left]
    return [{column: row.get(column, "") for column in COLUMNS} for row in rows]


def read_review(rows: Iterable[tuple[str, Mapping[str, str]]], governments: Governments) -> Review:
    """The decisions that a reviewer made, and the remarks beside rows that are not decided.

    In `decision` stands "yes" or "no" beside a proposal, the id of another government, "none" for an account that
    is no government's, or nothing yet. Two governments for one account are allowed: pages are shared.

    Parameters
    ----------
    rows : iterable of (where, mapping)
        Rows with their place in the file, for the faults.
    governments : Governments
        Every government that is named must be one of these.

    Raises
    ------
    InputError
        All faults at once: a word that is no decision, "yes" without a proposal, and one account with a government
        and "none".

    Examples
    --------
    >>> from civicreach.records.government import Government
    >>> seoul = Governments((Government("11", ("Seoul",)),))
    >>> row = {"account": "@seoul", "government": "11", "score": "90", "reason": "the same name", "decision": "yes"}
    >>> read_review([("review.csv line 2", row)], seoul).accepted[0].government
    '11'
    """
    known = set(governments.ids)
    faults: list[Fault] = []
    decided: dict[tuple[str, str], Decided] = {}
    remarks: dict[tuple[str, str], Remark] = {}
    for where, row in rows:
        decision = row.get("decision", "").strip()
        if not decision:
            if words := row.get("remark", "").strip():
                account, proposed, platform = (
                    row.get(name, "").strip() for name in ("account", "government", "platform")
                )
                remark = Remark(account, proposed, words, platform)
                before = remarks.get(remark.key)
                if before and before.words != words:
                    remark = replace(remark, words=f"{before.words}; {words}")
                remarks[remark.key] = remark
            continue
        proposed, word = row.get("government", "").strip(), decision.casefold()
        verdict: Verdict
        if decision in known and word in _YES | _NO and proposed and decision != proposed:
            right = message("yes or no in full; or the id in a row of the account without a proposal")
            faults.append(
                Fault(
                    message("{where}, column 'decision'", where=where),
                    message("may be an id or a yes or no"),
                    repr(decision),
                    right,
                )
            )
            continue
        if decision in known:
            government, verdict = decision, "accepted"
        elif word in _NONE:
            government, verdict = "", "none"
        elif word in _YES | _NO and proposed:
            government, verdict = proposed, "accepted" if word in _YES else "rejected"
        else:
            wrong = message("is not a decision") if proposed else message("is not a decision where nothing is proposed")
            right = (
                message("yes, no, the id of a government, none, or nothing")
                if proposed
                else message("the id of a government, or none")
            )
            faults.append(
                Fault(message("{where}, column 'decision'", where=where), wrong, found=repr(decision), right=right)
            )
            continue
        if government and government not in known:
            right = message("an id of the list of governments")
            faults.append(
                Fault(where, message("names a government that is not in the list"), found=government, right=right)
            )
            continue
        entry = Decided(
            row.get("account", "").strip(),
            government,
            verdict,
            row.get("score", "") if government == proposed else "",
            row.get("reason", "") if government == proposed else "",
            row.get("remark", "").strip(),
            row.get("platform", "").strip(),
        )
        first = decided.setdefault(entry.key, entry)
        if first.verdict != entry.verdict:
            found = message("{verdict} and {verdict2}", verdict=first.verdict, verdict2=entry.verdict)
            faults.append(
                Fault(where, message("decides twice about one account and government"), found, message("one decision"))
            )
    with_government = {entry.key[0] for entry in decided.values() if entry.verdict == "accepted"}
    for entry in decided.values():
        if entry.verdict == "none" and entry.key[0] in with_government:
            wrong = message(
                "the account {account} has a government, and is said to have none", account=repr(entry.account)
            )
            faults.append(Fault("column 'decision'", wrong, right=message("one of the two")))
    if faults:
        raise InputError(faults)
    return Review(tuple(decided.values()), tuple(remarks.values()))


def _on_platforms(review: Review, accounts: Sequence[Account]) -> Review:
    """The review with a platform where it has none and only one account of the list can be meant.

    Reviews were written without platforms once. An account that has decisions or remarks of its own takes no others:
    they might say something else.
    """
    written = {entry.key[0] for entry in review.decided} | {remark.key[0] for remark in review.remarks}
    bearers: dict[str, set[str]] = {}
    for account in accounts:
        bearers.setdefault(normal_account(account.account), set()).add(account_key(account.account, account.platform))
    platforms = {
        name: key.removesuffix(name).strip()
        for name, keys in bearers.items()
        for key in keys
        if len(keys) == 1 and key not in written
    }

    def placed(entry: _Entry) -> _Entry:
        name = normal_account(entry.account)
        return replace(entry, platform=platforms[name]) if entry.key[0] == name and name in platforms else entry

    return Review(tuple(map(placed, review.decided)), tuple(map(placed, review.remarks)))


def _words_of(entry: Decided) -> dict[str, str]:
    return {"decision": {"accepted": "yes", "rejected": "no", "none": "none"}[entry.verdict], "remark": entry.remark}


def _own_row(entry: Decided) -> dict[str, str]:
    """A decision that stands beside no proposal of now."""
    said = {"score": entry.score, "reason": entry.reason, "remark": entry.remark}
    if entry.verdict == "rejected":
        return said | {"government": entry.government, "decision": "no"}
    return said | {"decision": entry.government or "none"}
