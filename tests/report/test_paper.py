"""How tables lie on paper: every column once and in order, no wider than the page, its points in line."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.awkward import BARE, EMPTY, FORTY, NARROW, ODD, SEVENTY

from civicreach.report.locale import Locale
from civicreach.report.style import STYLES
from civicreach.report.table import Cell, Column, Row, Table
from civicreach.report.writers.layout import tail
from civicreach.report.writers.paper import MOST_COLUMNS, breakable, lay, padding

EN, PLAIN = Locale("en"), STYLES["plain"]

words = st.text(alphabet="abc_/. 가나mW", max_size=60)
columns = st.builds(
    Column, st.just("c"), words, st.sampled_from(["text", "number"]), spanner=st.sampled_from(["", "A", "B"])
)
values = st.one_of(words, st.floats(-1e9, 1e9), st.none())


@st.composite
def tables(draw: st.DrawFn) -> Table:
    heads = tuple(draw(st.lists(columns, max_size=30)))
    rows = [
        Row(f"r{i}", draw(words), tuple(Cell(draw(values)) for _ in heads), group=draw(st.sampled_from(["", "g"])))
        for i in range(draw(st.integers(0, 3)))
    ]
    return Table("t", "", draw(words), heads, tuple(rows))


@given(tables())
@settings(max_examples=60, deadline=None)
def test_every_column_stands_in_one_panel_and_the_widths_fill_the_page(table: Table) -> None:
    lying = lay(table, EN, PLAIN)
    assert [i for panel in lying.panels for i in panel.columns] == list(range(len(table.columns)))
    for panel in lying.panels:
        assert len(panel.columns) <= MOST_COLUMNS
        assert len(panel.widths) == len(panel.columns) + 1
        assert sum(panel.widths) == pytest.approx(1)
        assert min(panel.widths) > 0.01
    assert lying.lines >= len(table.rows) * len(lying.panels)


@pytest.mark.parametrize(
    ("table", "across", "panels"),
    [(FORTY, True, 4), (SEVENTY, False, 1), (ODD, False, 1), (EMPTY, False, 1), (BARE, False, 1)],
)
def test_a_table_turns_and_is_split_only_where_it_must(table: Table, across: bool, panels: int) -> None:
    lying = lay(table, EN, PLAIN)
    assert (lying.across, len(lying.panels)) == (across, panels)


def test_columns_under_one_spanner_stay_together_where_a_panel_holds_them() -> None:
    spans = ["a"] * 5 + ["b"] * 5 + ["c"] * 6
    heads = tuple(Column(f"c{i}", "n", "count", spanner=span) for i, span in enumerate(spans))
    parts = [panel.columns for panel in lay(Table("t", "", "", heads, ()), EN, PLAIN).panels]
    assert parts == [tuple(range(10)), tuple(range(10, 16))]


@given(st.text(max_size=60))
@settings(deadline=None)
def test_breaking_words_loses_no_letter(text: str) -> None:
    assert [word if isinstance(word, str) else "".join(word) for word in breakable(text)] == text.split()


def test_a_long_korean_word_may_break_behind_its_middle_dot() -> None:
    assert breakable("(홍보·정보제공)") == [["(홍보·", "정보제공)"]]
    assert breakable("홍보·정보") == ["홍보·정보"]


def test_a_long_word_comes_in_parts_that_fit_a_narrow_column() -> None:
    [parts] = breakable(NARROW)
    assert isinstance(parts, list) and max(map(len, parts)) <= 8


@given(st.lists(st.tuples(st.integers(-9999, 9999), st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=6))
def test_padded_numbers_have_their_points_in_one_line(numbers: list[tuple[int, int, int]]) -> None:
    texts = [f"{value / 7:,.{decimals}f}{'*' * stars}" for value, decimals, stars in numbers]
    tails = [tail(text) for text in texts]
    longest = type(tails[0])(max(t.decimals for t in tails), max(t.stars for t in tails))
    behind = [len(text + padding(text, longest)) - len(text.partition(".")[0].rstrip("*")) for text in texts]
    assert len(list(groupby(behind))) == 1
