"""Words in the reader's language."""

from __future__ import annotations

from civicreach.records.missing import Missing
from civicreach.records.words import joined, message
from civicreach.report.locale import Locale


def test_a_message_in_both_languages() -> None:
    words = message("{k} of {n}", k=1200, n=3000)
    assert Locale("en").say(words) == "1,200 of 3,000"
    assert Locale("ko").say(words) == "3,000개 중 1,200개"


def test_values_are_said_in_the_same_language() -> None:
    words = message("{variable}: {reason}", variable={"en": "Budget", "ko": "예산"}, reason=Missing.NO_ACCOUNT)
    assert Locale("ko").say(words) == "예산: 알려진 계정이 없음"


def test_labels_fall_back() -> None:
    assert Locale("ko").say({"en": "only English"}) == "only English"
    assert Locale("en").say({"ko": "한국어만"}) == "한국어만"


def test_braces_in_data_stay() -> None:
    assert Locale("en").say(joined(["{a}", message("{label} ({name})", label="{x}", name="y")])) == "{a}, {x} (y)"


def test_every_reason_for_missing_is_said() -> None:
    for reason in Missing:
        assert Locale("ko").say(reason) != Locale("en").say(reason)
