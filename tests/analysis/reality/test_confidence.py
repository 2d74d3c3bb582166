"""Confidence: counts in order, missing by reason, and positive answers on both bases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.reality.confidence import tabulate_confidence
from civicreach.records.column import Column
from civicreach.records.errors import NotComputableError
from civicreach.records.missing import Missing

ORDER = ("very sure", "sure", "unsure")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*ORDER, "don't know", None])), st.randoms(use_true_random=False))
def test_shares_add_up_and_order_does_not_matter(given_answers, random) -> None:
    t = tabulate_confidence(Column.texts(given_answers), order=ORDER, positive=("sure", "very sure"))
    assert t.n_valid + t.n_missing == t.n == len(given_answers)
    assert sum(t.missing.values()) == t.n_missing
    assert t.counts.sum() == t.n_valid
    if t.n_valid:
        np.testing.assert_allclose(t.valid_percent(t.counts).sum(), 100)
        np.testing.assert_allclose(t.percent(t.counts).sum() + t.percent(t.n_missing), 100)
    shuffled = list(given_answers)
    random.shuffle(shuffled)
    other = tabulate_confidence(Column.texts(shuffled), order=ORDER, positive=("sure", "very sure"))
    assert (other.answers, other.counts.tolist()) == (t.answers, t.counts.tolist())
    assert other.n_positive == t.n_positive


def test_missing_answers_keep_their_reasons_apart() -> None:
    answers = Column(
        np.array(["sure", None, None, None, "unsure"], dtype=object),
        np.array([0, Missing.DECLARED, Missing.BLANK, Missing.DECLARED, 0], dtype=np.uint8),
    )
    t = tabulate_confidence(answers, order=ORDER, positive=("sure",))
    assert t.missing == {Missing.BLANK: 1, Missing.DECLARED: 2}
    assert t.counts.tolist() == [0, 1, 1]
    assert (t.n_positive, float(t.percent(t.n_positive)), float(t.valid_percent(t.n_positive))) == (1, 20.0, 50.0)


def test_answers_beyond_the_order_are_shown_after_it() -> None:
    t = tabulate_confidence(Column.texts(["sure", "zz", "don't know"]), order=ORDER, positive=("sure",))
    assert t.answers == (*ORDER, "don't know", "zz")
    assert t.beyond_order == ("don't know", "zz")


def test_without_an_order_positive_answers_come_first() -> None:
    t = tabulate_confidence(Column.texts(["unsure", "sure", "never"]), positive=("sure",))
    assert t.answers == ("sure", "never", "unsure")
    assert t.beyond_order == ()


def test_codes_without_labels_are_shown_as_text() -> None:
    t = tabulate_confidence(Column.numbers([1, 2, 2, None]), order=("1", "2"), positive=("2",))
    assert (t.counts.tolist(), t.n_positive, t.n_missing) == ([1, 2], 2, 1)


def test_a_positive_answer_that_nobody_can_give_is_refused() -> None:
    with pytest.raises(NotComputableError, match="found: Sure"):
        tabulate_confidence(Column.texts(["sure"]), order=ORDER, positive=("Sure", "very sure"))


def test_nobody_asked() -> None:
    t = tabulate_confidence(Column.texts([]), order=ORDER, positive=("sure",))
    assert (t.n, t.n_valid, t.counts.tolist()) == (0, 0, [0, 0, 0])
    assert np.isnan(t.percent(t.n_positive))
