"""Rows linked by crosswalk, id, name and dated code; what is not linked says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.linking.crosswalk import crosswalk_from
from civicreach.linking.link import By, Links, Mention, link
from civicreach.linking.names import matching_key
from civicreach.records.government import Government, Governments

PLACES = Governments(
    (
        Government("11", ("서울특별시", "Seoul", "서울")),
        Government("11140", ("중구", "Jung-gu"), parent="11"),
        Government("11110", ("종로구", "Jongno-gu"), parent="11"),
        Government("26", ("부산광역시", "Busan")),
        Government("26110", ("중구", "Jung-gu"), parent="부산광역시"),
        Government("W6", ("Ynys Môn", "Isle of Anglesey"), parent="Wales"),
        Government("E1", ("Birmingham, Edgbaston",)),
        Government("bare"),
    )
)


def one(text: str, parent: str = "", *, by: By = "name", rows: Sequence[dict[str, str]] = ()) -> Links:
    crosswalk = crosswalk_from(rows, PLACES, where="crosswalk.csv") if rows else None
    return link([Mention("line 2", text, parent)], PLACES, by=by, crosswalk=crosswalk)


@pytest.mark.parametrize(
    ("text", "parent", "government"),
    [
        ("ynys mon", "", "W6"),
        ("ISLE OF ANGLESEY", "wales", "W6"),
        ("Birmingham Edgbaston", "", "E1"),
        ("Birmingham Edgbaston", "West Midlands", "E1"),
        ("종로구", "", "11110"),
        ("서울특별시 종로구", "", "11110"),
        ("서울종로구", "", "11110"),
        ("Jongno-gu, Seoul", "", "11110"),
        ("중구", "부산광역시", "26110"),
        ("중구", "Busan", None),
        ("중구", "Seoul", "11140"),
        ("서울특별시중구", "서울특별시", "11140"),
        ("부산광역시 중구", "", "26110"),
        ("BARE", "", "bare"),
    ],
)
def test_names_in_any_spelling(text: str, parent: str, government: str | None) -> None:
    links = one(text, parent)
    assert links.government == (government,)
    assert links.how == ("name" if government else "",)


def test_a_name_of_several_governments_is_ambiguous_without_its_region() -> None:
    (row,) = one("중구").unlinked
    assert row.reason.text.startswith("ambiguous")
    assert row.reason.values["n"] == 2
    assert [(p.government, p.score) for p in row.proposals] == [("11140", 100.0), ("26110", 100.0)]


def test_a_name_of_another_region_is_not_taken() -> None:
    (row,) = one("종로구", "부산광역시").unlinked
    assert row.reason.text == "{text} is known, but not in {parent}"
    assert [p.government for p in row.proposals] == ["11110"]


def test_two_of_one_name_in_one_region_stay_apart() -> None:
    twins = Governments((Government("a", ("Newport",), parent="X"), Government("b", ("Newport",), parent="X")))
    (row,) = link([Mention("line 2", "Newport", "X")], twins, by="name").unlinked
    assert row.reason.text == "{n} governments in {parent} bear the name {text}"


def test_near_matches_are_proposed_and_never_taken() -> None:
    links = one("Birmingam Edgbaston")
    assert links.government == (None,)
    (row,) = links.unlinked
    assert row.row == "line 2"
    (proposal,) = row.proposals
    assert proposal.government == "E1"
    assert 80 <= proposal.score < 100


def test_words_in_another_order_are_a_near_match_only() -> None:
    (row,) = one("Edgbaston, Birmingham").unlinked
    assert [p.government for p in row.proposals] == ["E1"]


def test_at_most_three_proposals_the_nearest_first() -> None:
    places = Governments(tuple(Government(str(n), (f"Upper Town {n}",)) for n in range(9)))
    (row,) = link([Mention("line 2", "Upper Town 77")], places, by="name").unlinked
    assert len(row.proposals) == 3
    assert row.proposals[0].government == "7"


def test_nothing_near_is_proposed_for_a_strange_name() -> None:
    (row,) = one("Atlantis").unlinked
    assert row.reason.text == "no government has the name {text}"
    assert row.proposals == ()


@pytest.mark.parametrize("text", ["", "   "])
def test_a_blank_cell_is_said_to_be_blank(text: str) -> None:
    (row,) = one(text).unlinked
    assert row.reason.text == "the cell is blank"


def test_ids_are_exact() -> None:
    assert one(" 11110 ", by="id").how == ("id",)
    (row,) = one("W06", by="id").unlinked
    assert row.reason.text == "no government has the id {text}"
    assert row.proposals == ()  # an id that looks like another is another id
    assert one("w6", by="id").government == (None,)


@pytest.mark.parametrize(("by", "text"), [("id", "11"), ("name", "Seoul"), ("code", "x")])
def test_the_crosswalk_wins_over_everything(by: By, text: str) -> None:
    links = one(text, by=by, rows=[{"text": text, "government": "26"}])
    assert (links.government, links.how, dict(links.counts)) == (("26",), ("crosswalk",), {"crosswalk": 1})


def test_a_crosswalk_row_with_the_region_counts_first() -> None:
    rows = [{"text": "the city", "government": "26"}, {"text": "the city", "government": "11", "parent": "North"}]
    assert one("The City", "north", rows=rows).government == ("11",)
    assert one("The City", "south", rows=rows).government == ("26",)


def test_the_crosswalk_may_say_that_it_is_no_government() -> None:
    links = one("Seoul", rows=[{"text": "seoul", "government": ""}])
    assert links.government == (None,)
    assert links.unlinked[0].reason.text == "the crosswalk says that this is none of the governments"


MERGED = Governments(
    (
        Government("old-county", ("청원군",), codes=(("43710", "1988-04-23", "2014-07-01"),)),
        Government("old-city", ("청주시",), codes=(("43110", "", "2014-07-01"),)),
        Government("new-city", ("청주시",), codes=(("43110", "2014-07-01", ""), ("43111", "2014-07-01", ""))),
        Government("always", ("제주시",), codes=(("50110", "", ""),)),
    )
)


@pytest.mark.parametrize(
    ("code", "on", "government"),
    [
        ("43710", date(2014, 6, 30), "old-county"),
        ("43710", date(1988, 4, 23), "old-county"),
        ("43710", date(1988, 4, 22), None),
        ("43710", date(2014, 7, 1), None),
        ("43110", date(2014, 6, 30), "old-city"),
        ("43110", date(2014, 7, 1), "new-city"),
        ("43111", date(2015, 1, 1), "new-city"),
        ("50110", date(1950, 1, 1), "always"),
        ("43710", None, "old-county"),
        ("43110", None, None),
        ("99999", date(2015, 1, 1), None),
    ],
)
def test_codes_are_read_at_their_date(code: str, on: date | None, government: str | None) -> None:
    assert link([Mention("line 2", code)], MERGED, by="code", at=on).government == (government,)


def test_the_date_of_the_row_wins_over_that_of_the_file() -> None:
    rows = [Mention("line 2", "43110", on=date(2010, 1, 1)), Mention("line 3", "43110")]
    assert link(rows, MERGED, by="code", at=date(2015, 1, 1)).government == ("old-city", "new-city")


def test_a_code_out_of_time_says_when_it_was_valid_and_whose_it_was() -> None:
    (row,) = link([Mention("line 2", "43710")], MERGED, by="code", at=date(2015, 6, 1)).unlinked
    assert row.reason.text.startswith("the code {text} is not valid on {on}")
    assert row.reason.values["when"] == "청원군 1988-04-23 – 2014-07-01"
    assert [p.government for p in row.proposals] == ["old-county"]


def test_a_code_with_several_holders_needs_a_date() -> None:
    (row,) = link([Mention("line 2", "43110")], MERGED, by="code").unlinked
    assert row.reason.text.startswith("ambiguous")
    assert [p.government for p in row.proposals] == ["old-city", "new-city"]


def test_a_code_held_twice_at_a_time_is_ambiguous() -> None:
    both = Governments(tuple(Government(id_, (), codes=(("1", "", ""),)) for id_ in "ab"))
    (row,) = link([Mention("line 2", "1")], both, by="code", at=date(2015, 1, 1)).unlinked
    assert row.reason.text.startswith("ambiguous")


PARTS = st.sampled_from(["North", "South", "Newton", "Upper", "Môn", "가상시", "중구", "Å-by", "&", "de"])
NAMES = st.lists(st.lists(PARTS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=6)


@settings(max_examples=80)
@given(NAMES, st.data())
def test_a_name_of_one_government_links_to_it_whatever_the_order_of_the_rows(
    names: list[str], data: st.DataObject
) -> None:
    places = Governments(tuple(Government(str(n), (name,)) for n, name in enumerate(names)))
    texts = data.draw(st.permutations([*names, "Newtown", ""]))
    links = link([Mention(str(n), text) for n, text in enumerate(texts)], places, by="name")
    keys = [matching_key(name) for name in names]
    for text, government in zip(texts, links.government, strict=True):
        expected = [str(n) for n, key in enumerate(keys) if key == matching_key(text)]
        assert government == (expected[0] if len(expected) == 1 else None)
    assert len(links.unlinked) == links.government.count(None)
    assert sum(links.counts.values()) + len(links.unlinked) == len(texts)
