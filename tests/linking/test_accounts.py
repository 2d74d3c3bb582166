"""One account for several governments, several accounts for one, and both countings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.linking.accounts import accounts_of, served_by, share_report, spread

#: north is shared, B has a second account, C has one of its own, D only what is shared.
ROWS = [
    ("facebook.com/North", "A"),
    ("@north", "B"),
    ("b2", "B"),
    ("c", "C"),
    ("NORTH", "D"),
    ("north", "A"),
    ("", "E"),
]
SERVED = served_by(*zip(*ROWS, strict=True))
COUNTS = {"north": 10.0, "b2": 3.0, "c": 0.0, "elsewhere": 99.0}


def test_accounts_keep_the_order_of_the_file_and_lose_their_spelling() -> None:
    assert SERVED == {"north": ("A", "B", "D"), "b2": ("B",), "c": ("C",)}
    assert accounts_of(SERVED) == {"A": ("north",), "B": ("north", "b2"), "D": ("north",), "C": ("c",)}


def test_rows_without_government_add_nothing() -> None:
    assert served_by(["a", "b"], [None, "B"]) == {"b": ("B",)}


def test_sharing_is_reported_with_its_lists_and_both_countings() -> None:
    report = share_report({**SERVED, "1.46577e+14": ("C",), "1465770000": ("F",)})
    assert (report.n_accounts, report.n_governments, report.n_pairs) == (5, 5, 7)
    assert report.shared == (("north", ("A", "B", "D")),)
    assert report.several == (("B", ("north", "b2")), ("C", ("c", "1.46577e+14")))


@pytest.mark.parametrize(
    ("shared", "several", "values", "counted_for"),
    [
        ("each", "sum", {"A": 10.0, "B": 13.0, "C": 0.0, "D": 10.0}, {}),
        ("each", "largest", {"A": 10.0, "B": 10.0, "C": 0.0, "D": 10.0}, {}),
        ("once", "sum", {"A": 10.0, "B": 3.0, "C": 0.0}, {"D": ("north", "A")}),
        ("once", "largest", {"A": 10.0, "B": 3.0, "C": 0.0}, {"D": ("north", "A")}),
    ],
)
def test_both_countings(shared, several, values, counted_for) -> None:  # type: ignore[no-untyped-def]
    result = spread(COUNTS, SERVED, shared=shared, several=several)
    assert dict(result.values) == values
    assert dict(result.counted_for) == counted_for
    assert dict(result.not_observed) == {}


def test_an_account_without_a_count_is_missing_and_not_zero() -> None:
    result = spread({"north": 10.0}, SERVED)
    assert dict(result.values) == {"A": 10.0, "D": 10.0}
    assert dict(result.not_observed) == {"B": ("b2",), "C": ("c",)}


def test_a_government_without_account_has_no_value() -> None:
    result = spread(COUNTS, SERVED)
    assert not {"E"} & {*result.values, *result.counted_for, *result.not_observed}


@settings(max_examples=80)
@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("STUVW")), min_size=1), st.data())
def test_counting_once_counts_every_post_once(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    served = served_by(*zip(*pairs, strict=True))
    counts = {account: float(data.draw(st.integers(0, 50))) for account in served}
    once = spread(counts, served, shared="once")
    assert sum(once.values.values()) == sum(counts.values())
    assert {*once.values, *once.counted_for} == {government for _, government in pairs}
    each = spread(counts, served, shared="each")
    assert all(each.values[government] >= value for government, value in once.values.items())
