"""What governments and variables are called on a page."""

from __future__ import annotations

from civicreach.records.government import Government
from civicreach.records.words import message
from civicreach.report.locale import Locale
from civicreach.report.naming import government_names, in_words_of, listed

ROWS = [
    Government("11", ("서울",), {"en": "Seoul", "ko": "서울"}),
    Government("21140", ("중구",), {"en": "Jung-gu", "ko": "중구"}),
    Government("26110", ("중구",), {"en": "Jung-gu", "ko": "중구"}),
]


def test_an_id_stands_only_where_a_name_is_borne_twice() -> None:
    names = government_names(ROWS)
    assert [Locale("ko").say(words) for words in names.values()] == ["서울", "중구(21140)", "중구(26110)"]
    assert Locale("en").say(names["26110"]) == "Jung-gu (26110)"


def test_the_rest_of_a_long_list_is_counted() -> None:
    say, names = Locale("en").say, government_names(ROWS)
    assert say(listed(["11", "21140", "x"], names, most=2)) == "Seoul, Jung-gu (21140), and 1 more"
    assert say(listed(["x"], names, most=2)) == "x"
    assert say(listed([], names, most=2)) == "–"


def test_machine_names_in_a_reason_get_their_words() -> None:
    reason = message("combinations of one another: {factors}", factors="age, level, other")
    assert Locale("en").say(in_words_of(reason, {"age": "Median age", "level": "Tier"})) == (
        "combinations of one another: Median age, Tier, other"
    )
    nested = message("{check}: {about}", check="A", about=reason)
    assert "Median age" in Locale("en").say(in_words_of(nested, {"age": "Median age"}))
    assert in_words_of("as it is", {"as it is": "no"}) == "as it is"
