"""Real files of offices and researchers, as they came."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from civicreach.records.study import TableOptions
from civicreach.sources.tables import read_table
from tests.sources.conftest import sentence


def test_the_korean_census_is_the_same_in_both_encodings(shared: Path) -> None:
    old = read_table(shared, "kr-2010/municipalities.csv", TableOptions())
    new = read_table(shared, "kr-2010/municipalities_utf8.csv", TableOptions())
    assert (old.origin.encoding, new.origin.encoding) == ("cp949", "utf-8")
    assert old.columns == new.columns and list(old.rows) == list(new.rows) and len(old) == 7728
    assert old.columns[:2] == ("C행정구역별", "행정구역별")
    assert any("(1: '총조사인구 총괄(시군구/성/5세연령별)')" in note for note in map(str, old.origin.notes))


def test_one_row_a_municipality(shared: Path) -> None:
    options = TableOptions(where={"C연령별": "00"})
    table = read_table(shared, "kr-2010/municipalities.csv", options)
    people = dict(zip(table.ids("C행정구역별"), table.numbers("인구 (명)").values, strict=True))
    assert len(people) == len(table) == 322 and people["00"] == 47990761
    assert str(table.locate(0, "인구 (명)")) == "kr-2010/municipalities.csv line 4, column '인구 (명)'"


def test_codes_of_korean_places(shared: Path) -> None:
    table = read_table(shared, "kr-codes/KIKcd_H.20230501.xlsx", TableOptions())
    assert len(table) == 8509 and table.ids("행정동코드")[:2] == ["1100000000", "1111000000"]
    assert table.texts("생성일자")[0] == "19880423" and table.texts("말소일자")[0] == ""
    codebook = read_table(shared, "kr-2010/codebook-20100401-06-translation.csv", TableOptions())
    assert codebook.texts("ko")[:2] == ["서울특별시", "종로구"] and len(codebook) == 3751


def test_accounts_of_members_of_parliament(shared: Path) -> None:
    accounts = read_table(shared, "uk-mps/accounts.csv", TableOptions())
    assert len(accounts) == 654 and np.nanmin(accounts.numbers("followers_count").values) == 2
    followed = dict(zip(accounts.texts("constituency"), accounts.texts("user_id"), strict=True))
    assert followed["Aberconwy"] == "1194759472087998465"
    assert accounts.texts("user_id").count("") == accounts.texts("screen_name").count("") == 57
    assert "has no id" in sentence(lambda: accounts.ids("user_id"))
    assert len(set(read_table(shared, "uk-mps/constituencies.csv", TableOptions()).ids("ons_id"))) == 650


def test_a_sheet_with_numbers_as_text(shared: Path) -> None:
    options = TableOptions(blank=(".",))
    table = read_table(shared, "de-survey/surveydataraw.xls", options)
    assert len(table) == 124 and any("not read: 'Tabelle1'" in note for note in map(str, table.origin.notes))
    assert table.numbers("age").values[:2].tolist() == [59.0, 36.0]
    degree = table.numbers("disability_degree")
    assert degree.values[0] == 100 and degree.missing[1] == 1
    assert "surveydataraw.xls Sheet1!" in sentence(lambda: table.numbers("city_district"))
