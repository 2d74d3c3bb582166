"""The range of activity, and counts that pile up at a download cap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.reality.activity_range import activity_range
from civicreach.records.errors import NotComputableError

NAN = np.nan


def of(*values: float):
    return activity_range(np.array(values, dtype=float), ids=[f"g{i:03}" for i in range(len(values))])


def test_governments_are_sorted_and_summarised() -> None:
    r = of(8, NAN, 2, 0, 10, 0)
    assert r.ids == ("g003", "g005", "g002", "g000", "g004")
    assert r.values.tolist() == [0, 0, 2, 8, 10]
    assert (r.n, r.n_missing, r.missing_ids, r.n_zero) == (5, 1, ("g001",), 2)
    assert (r.minimum, r.lower_quartile, r.median, r.upper_quartile, r.maximum) == (0, 0, 2, 8, 10)
    assert (r.mean, r.total, r.n_top, r.top_share) == (4, 20, 1, 0.5)
    np.testing.assert_allclose(r.sd, np.sqrt(22))
    assert r.ratio is None
    assert of(2, 8).ratio == 4


def test_quartiles_are_those_of_r(twin, r_ranks) -> None:
    likes = twin("N_like")
    r = activity_range(likes, ids=[str(i) for i in range(90)])
    assert [r.lower_quartile, r.median, r.upper_quartile] == list(r_ranks["quantile", "N_like"].values())
    assert r.n_top == 9
    np.testing.assert_allclose(r.top_share, np.sort(likes)[-9:].sum() / likes.sum())


def test_a_top_tenth_is_rounded_up() -> None:
    assert [of(*range(1, n + 1)).n_top for n in (1, 10, 11, 20, 21)] == [1, 1, 2, 2, 3]


@pytest.mark.parametrize(
    ("values", "capped"),
    [
        ([*range(1, 20), 20, 20, 20], True),
        ([*range(1, 20), 20, 20], False),  # two may meet by chance
        ([*range(1, 98), 99, 99, 99], False),  # three of a hundred may
        ([5, 5, 5, 5, 1, 20, 20, 20], False),  # another count is as frequent as the largest
        ([0, 0, 0, 0, 0, 20, 20, 20], True),  # none is no competitor: zeros are not downloads
        ([1, 1, 2, 2, 3, 3, 3], False),  # small counts tie
        ([20] * 12, True),
        ([0] * 12, False),
        ([], False),
    ],
)
def test_counts_that_pile_up_at_the_maximum_look_like_a_cap(values, capped: bool) -> None:
    r = of(*values)
    assert r.capped is capped
    assert (r.verdict is not None) is capped


def test_the_verdict_says_how_many() -> None:
    r = of(*range(1, 20), 20, 20, 20)
    assert r.verdict is not None
    assert r.verdict.values == {"count": 3, "n": 22, "maximum": "20"}


def test_nothing_known_has_a_reason() -> None:
    r = of(NAN, NAN)
    assert (r.n, r.n_missing, r.mean, r.total, r.top_share) == (0, 2, None, None, None)
    assert r.reason is not None
    one = of(7)
    assert (one.sd, one.median, one.top_share, one.reason) == (None, 7, 1.0, None)
    assert of(0, 0).top_share is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 50).map(float), st.just(NAN))), st.randoms(use_true_random=False))
def test_every_government_is_counted_and_order_does_not_matter(values, random) -> None:
    ids = [f"g{i:03}" for i in range(len(values))]
    r = activity_range(np.array(values, dtype=float), ids=ids)
    assert r.n + r.n_missing == len(values)
    assert sorted((*r.ids, *r.missing_ids)) == ids
    assert (np.diff(r.values) >= 0).all()
    if r.top_share is not None:
        assert r.n_top / r.n - 1e-12 <= r.top_share <= 1 + 1e-12
    order = list(range(len(values)))
    random.shuffle(order)
    other = activity_range(np.array([values[i] for i in order], dtype=float), ids=[ids[i] for i in order])
    assert (other.ids, other.total, other.capped) == (r.ids, r.total, r.capped)


def test_what_is_no_activity_is_refused() -> None:
    with pytest.raises(NotComputableError, match="found: at g001"):
        of(1, -1)
    with pytest.raises(NotComputableError, match="infinite"):
        of(np.inf)
    with pytest.raises(NotComputableError, match="2 ids"):
        activity_range(np.ones(1), ids=["a", "b"])
