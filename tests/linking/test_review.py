"""The reviewer's file: decisions are kept whatever happens to the lists, and what is no decision is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.linking.proposals import Account, Proposal, propose
from civicreach.linking.review import COLUMNS, Review, read_review, review_rows
from civicreach.records.errors import InputError
from civicreach.records.government import Government, Governments
from civicreach.records.words import Words, message

PLACES = Governments((Government("1", ("Jung-gu",)), Government("2", ("Jung-gu",)), Government("3", ("Leeds",))))
ACCOUNTS = [Account("@a", "Jung-gu"), Account("@b", "Leeds"), Account("@c", "zzz")]


def say(words: Words) -> str:
    return getattr(words, "text", "")


def rows_of(review: Review | None = None, accounts: list[Account] = ACCOUNTS) -> list[dict[str, str]]:
    return review_rows(accounts, propose(accounts, PLACES), review or Review(), say=say)


def read(rows: list[dict[str, str]]) -> Review:
    return read_review([(f"review.csv line {line}", row) for line, row in enumerate(rows, start=2)], PLACES)


def test_a_row_a_proposal_and_nothing_taken() -> None:
    rows = rows_of()
    assert [(row["account"], row["government"]) for row in rows] == [("@a", "1"), ("@a", "2"), ("@b", "3"), ("@c", "")]
    assert {row["decision"] for row in rows} == {""} and tuple(rows[0]) == COLUMNS
    assert read(rows) == Review()


def test_decisions_are_read_and_kept() -> None:
    rows = rows_of()
    rows[0]["decision"], rows[1]["decision"], rows[2]["decision"], rows[3]["decision"] = "no", "예", "none", "3"
    rows[3]["remark"] = "asked them"
    review = read(rows)
    assert [(entry.account, entry.government, entry.verdict) for entry in review.decided] == [
        ("@a", "1", "rejected"), ("@a", "2", "accepted"), ("@b", "", "none"), ("@c", "3", "accepted"),
    ]  # fmt: skip
    assert review.settled == {"a", "b", "c"} and len(review.accepted) == 2
    again = read(rows_of(review))
    assert {(e.key, e.verdict, e.remark) for e in again.decided} == {
        (e.key, e.verdict, e.remark) for e in review.decided
    }


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["", "ask them", "who is this?"]), min_size=4, max_size=4),
    st.lists(st.sampled_from(["", "yes", "no"]), min_size=4, max_size=4),
    st.lists(st.integers(0, 2), unique=True),
)
def test_no_remark_is_ever_lost(remarks: list[str], decisions: list[str], kept: list[int]) -> None:
    """Also without a decision, and where neither account nor proposal is there any more."""
    decisions = [decision if row["government"] else "" for decision, row in zip(decisions, rows_of(), strict=True)]
    rows = [
        row | {"decision": decision, "remark": remark}
        for row, decision, remark in zip(rows_of(), decisions, remarks, strict=True)
    ]
    written = {(row["account"], row["government"], remark) for row, remark in zip(rows, remarks, strict=True) if remark}
    again = rows_of(read(rows), [ACCOUNTS[place] for place in kept])
    # the id of a government that was accepted stands in the decision where its proposal is gone
    ids = set(PLACES.ids)
    found = {
        (row["account"], row["decision"] if row["decision"] in ids else row["government"], row["remark"])
        for row in again
        if row["remark"]
    }
    assert found == written


def test_decisions_outlive_lists_and_proposals() -> None:
    rows = rows_of()
    rows[1]["decision"], rows[3]["decision"] = "yes", "none"
    review = read(rows)
    alone = read(review_rows([], [], review, say=say))
    other = [(Proposal("3", "Leeds", 80.0, message("a near name")),)]
    changed = read(review_rows(ACCOUNTS[:1], other, review, say=say))
    for kept in (alone, changed):
        assert {(e.key, e.verdict) for e in kept.decided} == {(e.key, e.verdict) for e in review.decided}


@pytest.mark.parametrize("now", [Account("@a", platform="facebook"), Account("https://facebook.com/a"), Account("@A")])
def test_a_review_without_platforms_is_of_the_only_account_of_the_name(now: Account) -> None:
    old = read([
        {"account": "@a", "government": "1", "decision": "yes", "remark": "sure"},
        {"account": "@a", "government": "2", "remark": "ask them"},
    ])  # fmt: skip
    found = [(Proposal("1", "Jung-gu", 60.0, message("x")), Proposal("2", "Jung-gu", 60.0, message("x")))]
    rows = review_rows([now], found, old, say=say)
    assert [(row["account"], row["government"], row["decision"], row["remark"]) for row in rows] == [
        (now.account, "1", "yes", "sure"), (now.account, "2", "", "ask them"),
    ]  # fmt: skip


def test_a_review_without_platforms_stays_apart_where_two_accounts_or_other_decisions_are() -> None:
    old = {"account": "@a", "government": "1", "decision": "yes"}
    accounts = [Account("@a", platform="facebook"), Account("@a", platform="x")]
    two = review_rows(accounts, [(), ()], read([old]), say=say)
    assert [(row["platform"], row["decision"]) for row in two] == [("facebook", ""), ("x", ""), ("", "1")]
    own = read([old, old | {"platform": "x", "decision": "no"}])
    rows = review_rows(accounts[1:], [()], own, say=say)
    assert [(row["platform"], row["government"], row["decision"]) for row in rows] == [("x", "1", "no"), ("", "", "1")]


def test_an_account_of_two_governments() -> None:
    rows = rows_of()
    rows[0]["decision"] = rows[1]["decision"] = "yes"
    assert [entry.government for entry in read(rows).accepted] == ["1", "2"]


@pytest.mark.parametrize(
    ("place", "decision", "said"),
    [
        (0, "perhaps", "is not a decision"),
        (3, "yes", "where nothing is proposed"),
        (3, "99", "where nothing is proposed"),
        (1, "1", "may be an id or a yes or no"),
    ],
)
def test_what_is_no_decision(place: int, decision: str, said: str) -> None:
    rows = rows_of()
    rows[place]["decision"] = decision
    with pytest.raises(InputError, match=said):
        read(rows)


def test_contradictions_are_told_together() -> None:
    rows = rows_of()
    rows[0]["decision"] = "yes"
    rows += [rows[0] | {"decision": "no"}, rows[0] | {"government": "", "decision": "none"}]
    with pytest.raises(InputError) as refused:
        read(rows)
    assert len(refused.value.faults) == 2


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["", "yes", "no", "none", "2", "3"]), min_size=4, max_size=4),
    st.lists(st.integers(0, 2), unique=True),
)
def test_no_decision_is_ever_lost(decisions: list[str], kept: list[int]) -> None:
    rows = [row | {"decision": decision} for row, decision in zip(rows_of(), decisions, strict=True)]
    try:
        review = read(rows)
    except InputError:
        return
    again = read(rows_of(review, [ACCOUNTS[place] for place in kept]))
    assert {(e.key, e.verdict) for e in again.decided} == {(e.key, e.verdict) for e in review.decided}
