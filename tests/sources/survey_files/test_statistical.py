"""SPSS and Stata files: what was written is what is read, with missing answers apart."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicreach.records.missing import Missing
from civicreach.records.study import SurveyFile
from civicreach.sources.survey_files import read_survey
from tests.sources.conftest import sentence
from tests.sources.survey_files.conftest import SurveyReader, in_korean, with_sets

NAN = float("nan")
Sav = Callable[..., bytes]

COLUMNS = {"code": ["01", "02", "03", "04"], "q": [1.0, 2.0, 9.0, NAN], "s": ["가", "없음", "", "나"]}
DESCRIBED = {
    "column_labels": ["Code", "얼마나 확신합니까?", ""],
    "variable_value_labels": {"q": {1.0: "매우 확신", 2.0: "확신", 9.0: "무응답"}},
    "missing_ranges": {"q": [9.0, {"lo": -5.0, "hi": -1.0}], "s": ["없음"]},
}


@pytest.mark.parametrize("name", ["s.sav", "s.zsav"])
def test_labels_and_missing_answers_are_kept_apart(sav: Sav, survey: SurveyReader, name: str) -> None:
    sav(COLUMNS, name, **DESCRIBED)
    read = survey(name)
    question = read.questions["q"]
    assert (read.n, list(read.questions), read.origin.encoding, read.origin.rows) == (4, ["code", "q", "s"], "UTF-8", 4)
    assert read.questions["code"].answers.values.tolist() == ["01", "02", "03", "04"]
    assert question.label == "얼마나 확신합니까?" and question.labels == {1.0: "매우 확신", 2.0: "확신", 9.0: "무응답"}
    assert question.answers.missing.tolist() == [0, 0, Missing.DECLARED, Missing.BLANK]
    assert question.answers.values[:2].tolist() == [1.0, 2.0] and np.isnan(question.answers.values[2:]).all()
    assert set(question.declared) == {"9", "-5 to -1"} and question.declared_counts == {"무응답": 1}
    assert question.labelled.values.tolist() == ["매우 확신", "확신", None, None]
    text = read.questions["s"]
    assert text.answers.values.tolist() == ["가", None, None, "나"] and text.declared_counts == {"없음": 1}
    assert text.answers.missing.tolist() == [0, Missing.DECLARED, Missing.BLANK, 0]


CODE = st.one_of(st.none(), st.integers(-3, 12).map(float), st.floats(-100, 100).map(lambda x: round(x, 2)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(CODE, st.text(st.sampled_from("aé가나 "), max_size=6)), min_size=1, max_size=8),
    st.lists(st.integers(-3, 12).map(float), max_size=3, unique=True),
)
def test_what_is_written_is_read(
    sav: Sav, survey: SurveyReader, rows: list[tuple[float | None, str]], missing: list[float]
) -> None:
    columns = {
        "code": [f"G{place}" for place in range(len(rows))],
        "q": [NAN if code is None else code for code, _ in rows],
        "t": [text for _, text in rows],
    }
    sav(columns, missing_ranges={"q": missing} if missing else {})
    read = survey("s.sav")
    expected = [
        Missing.BLANK if code is None else Missing.DECLARED if code in missing else Missing.PRESENT for code, _ in rows
    ]
    answers = read.questions["q"].answers
    assert answers.missing.tolist() == expected
    there = [code for (code, _), reason in zip(rows, expected, strict=True) if reason == Missing.PRESENT]
    assert answers.values[answers.present].tolist() == there
    assert read.questions["t"].answers.values.tolist() == [text.strip() or None for _, text in rows]
    assert sum(read.questions["q"].declared_counts.values()) == expected.count(Missing.DECLARED)


def test_days_and_times_are_iso_text(sav: Sav, survey: SurveyReader) -> None:
    days = [date(2015, 6, 1), date(2015, 9, 30), None]
    moments = [datetime(2015, 6, 1, 9, 30), None, datetime(1999, 12, 31)]  # noqa: DTZ001
    sav(
        {"code": ["a", "b", "c"], "day": days, "at": moments, "clock": [time(9, 30), None, time(0, 0)]},
        missing_ranges={"day": [seconds(date(2015, 9, 30))]},
    )
    read = survey("s.sav")
    assert read.questions["day"].answers.values.tolist() == ["2015-06-01", None, None]
    assert read.questions["day"].answers.missing.tolist() == [0, Missing.DECLARED, Missing.BLANK]
    assert read.questions["day"].declared == ("2015-09-30",)
    assert read.questions["at"].answers.values.tolist() == ["2015-06-01T09:30:00", None, "1999-12-31T00:00:00"]
    assert read.questions["clock"].answers.values.tolist() == ["09:30:00", None, "00:00:00"]


def seconds(day: date) -> float:
    return (day - date(1582, 10, 14)).days * 86400.0


def test_a_day_out_of_range_does_not_keep_the_file_shut(sav: Sav, survey: SurveyReader) -> None:
    sav({"code": ["a", "b"], "day": [1e15, 1.3e10]}, variable_format={"day": "DATE11"})
    read = survey("s.sav")
    assert read.questions["day"].answers.values.tolist() == [1e15, 1.3e10]
    assert any("a day or time lies out of range" in note for note in map(str, read.origin.notes))


def test_stata(tmp_path: Path, survey: SurveyReader) -> None:
    pandas, pyreadstat = pytest.importorskip("pandas"), pytest.importorskip("pyreadstat")
    frame = pandas.DataFrame({"code": ["a", "b", "c", "d"], "q": [1.0, "a", "b", NAN]})
    pyreadstat.write_dta(
        frame,
        str(tmp_path / "s.dta"),
        column_labels=["", "Sure?"],
        variable_value_labels={"q": {1: "sure", "a": "refused"}},
        missing_user_values={"q": ["a", "b"]},
    )
    question = survey("s.dta").questions["q"]
    assert question.label == "Sure?" and question.labels == {1.0: "sure", ".a": "refused"}
    assert question.answers.missing.tolist() == [0, Missing.DECLARED, Missing.DECLARED, Missing.BLANK]
    assert question.declared == (".a", ".b") and question.declared_counts == {"refused": 1, ".b": 1}


WORDS = {
    "AAAAAAAAAA": "서울특별시",
    "BBBBBB": "경기도",
    "CCCCCCCC": "지역이름",
    "DDDDDDDD": "매우확신",
}


@pytest.mark.parametrize(("code_page", "noted"), [(949, False), (1252, True), (2, True), (65001, True)])
def test_korean_files_that_do_not_say_so(sav: Sav, survey: SurveyReader, code_page: int, noted: bool) -> None:
    data = sav(
        {"code": ["AAAAAAAAAA", "BBBBBB"], "q": [1.0, 1.0]},
        column_labels=["CCCCCCCC", ""],
        variable_value_labels={"q": {1.0: "DDDDDDDD"}},
    )
    read = survey("s.sav", in_korean(data, WORDS, code_page))
    assert read.questions["code"].answers.values.tolist() == ["서울특별시", "경기도"]
    assert read.questions["code"].label == "지역이름" and read.questions["q"].labels == {1.0: "매우확신"}
    assert any("cp949, found from its Hangul" in note for note in map(str, read.origin.notes)) is noted
    assert read.origin.encoding.lower() == "cp949"


def test_korean_in_a_label_alone(sav: Sav, survey: SurveyReader) -> None:
    data = in_korean(sav({"code": ["a"]}, column_labels=["CCCCCCCC"]), {"CCCCCCCC": "지역이름"}, 1252)
    assert survey("s.sav", data).questions["code"].label == "지역이름"


def test_western_files_are_not_taken_for_korean(sav: Sav, survey: SurveyReader) -> None:
    data = sav({"code": ["Müünchen", "a"], "q": [1.0, 1.0]}, column_labels=["Öffentlich", ""])
    western = data.replace("Müünchen".encode(), "Müünchen  ".encode("cp1252")).replace(
        "Öffentlich".encode(), "Öffentlich ".encode("cp1252")
    )
    read = survey("s.sav", in_korean(western, {}, 1252))
    assert read.questions["code"].answers.values[0] == "Müünchen"
    assert read.questions["code"].label == "Öffentlich" and read.origin.notes == ()


def test_a_declared_encoding(sav: Sav, survey: SurveyReader) -> None:
    data = in_korean(sav({"code": ["AAAAAAAAAA"]}), {"AAAAAAAAAA": "서울특별시"}, 65001)
    assert survey("s.sav", data, encoding="cp949").questions["code"].answers.values[0] == "서울특별시"
    said = sentence(lambda: survey("s.sav", data, encoding="klingon"))
    assert "s.sav: cannot be read as a survey file" in said and 'encoding = "cp949" under [survey]' in said


@pytest.mark.parametrize("name", ["s.sav", "s.zsav", "s.dta", "s.por"])
@pytest.mark.parametrize("data", [b"code,q\n1,2\n", b"$FL2" + bytes(500), b"<stata_dta>"])
def test_a_damaged_file(survey: SurveyReader, name: str, data: bytes) -> None:
    said = sentence(lambda: survey(name, data))
    assert f"{name}: cannot be read as a survey file" in said and "save it there again" in said


def test_a_file_cut_short(sav: Sav, survey: SurveyReader) -> None:
    data = sav(COLUMNS, **DESCRIBED)
    said = sentence(lambda: survey("s.sav", data[:-9]))
    assert "s.sav: cannot be read as a survey file" in said


def test_a_file_without_responses(sav: Sav, survey: SurveyReader) -> None:
    sav({"code": []})
    assert "s.sav: holds no responses" in sentence(lambda: survey("s.sav"))


def test_where_keeps_responses_by_code_or_label(sav: Sav, survey: SurveyReader) -> None:
    sav(COLUMNS, **DESCRIBED)
    read = survey("s.sav", where={"q": ["확신", 9]})
    assert read.n == 2 and read.questions["code"].answers.values.tolist() == ["02", "03"]
    assert read.origin.rows == 4 and any(
        note.startswith("kept 2 rows of 4 where q") for note in map(str, read.origin.notes)
    )
    said = sentence(lambda: survey("s.sav", where={"q": 5}))
    assert "no row has q = 5" in said and "'무응답'" in said
    assert "has no variable 'Q'" in sentence(lambda: survey("s.sav", where={"Q": 5}))
    faulty = sentence(lambda: survey("s.sav", government="s", where={"code": ["02", "03"]}))
    assert "s.sav response 2, variable 's': has no id" in faulty


def test_blank_words_of_a_text_variable(sav: Sav, survey: SurveyReader) -> None:
    sav(COLUMNS, **DESCRIBED)
    assert survey("s.sav", blank=("나",)).questions["s"].answers.missing.tolist()[3] == Missing.BLANK


BOOLS = {"code": ["a", "b", "c"], "promotion": [1.0, 0.0, NAN], "informing": [0.0, 9.0, NAN]}


def test_dichotomous_sets_of_the_file(sav: Sav, survey: SurveyReader) -> None:
    data = sav(BOOLS, column_labels=["", "City promotion", None], missing_ranges={"informing": [9.0]})
    read = survey("s.sav", with_sets(data, "$aims=D1 1 4 Aims promotion informing"))
    found = read.sets["aims"]
    assert (found.kind, found.label, found.items) == ("dichotomous", "Aims", ("promotion", "informing"))
    assert found.item_labels == ("City promotion", "informing")
    assert np.array_equal(found.chosen, [[1, 0], [0, NAN], [NAN, NAN]], equal_nan=True)
    assert any(
        "no label in the file for 'informing'" in note and "[labels]" in note for note in map(str, read.origin.notes)
    )


def test_sets_called_after_the_counted_value(sav: Sav, survey: SurveyReader) -> None:
    labels = {"promotion": {1.0: "Promote the city"}, "informing": {1.0: "Inform citizens"}}
    data = sav(BOOLS, column_labels=["", "Q1_1", "Q1_2"], variable_value_labels=labels)
    read = survey("s.sav", with_sets(data, "$aims=E 1 1 1 0  promotion informing", "$b=D1 1 0  promotion informing"))
    assert read.sets["aims"].item_labels == ("Promote the city", "Inform citizens")
    assert read.sets["b"].item_labels == ("Q1_1", "Q1_2")


def test_a_counted_value_that_is_text(sav: Sav, survey: SurveyReader) -> None:
    data = sav({"code": ["a", "b"], "x": ["Yes", "No"], "y": ["No", ""]}, column_labels=["", "X", "Y"])
    read = survey("s.sav", with_sets(data, "$aims=D3 Yes 4 Aims x y"))
    assert np.array_equal(read.sets["aims"].chosen, [[1, 0], [0, NAN]], equal_nan=True)
    data = sav({"code": ["a", "b"], "x": ["used", "unused"], "y": ["unused", ""]}, column_labels=["", "X", "Y"])
    read = survey("s.sav", with_sets(data, "$목적=D4 used 4 Aims x y"))
    assert np.array_equal(read.sets["목적"].chosen, [[1, 0], [0, NAN]], equal_nan=True)


def test_category_sets_of_the_file(sav: Sav, survey: SurveyReader) -> None:
    labels = {1.0: "push", 2.0: "pull", 3.0: "interaction", 9.0: "refused"}
    data = sav(
        {"code": ["a", "b", "c"], "first": [2.0, 1.0, NAN], "second": [1.0, 9.0, NAN]},
        variable_value_labels={"first": labels, "second": labels},
        missing_ranges={"first": [9.0], "second": [9.0]},
    )
    found = survey("s.sav", with_sets(data, "$aims=C 4 Aims first second")).sets["aims"]
    assert found.items == found.item_labels == ("push", "pull", "interaction")
    assert np.array_equal(found.chosen, [[1, 1, 0], [1, 0, 0], [NAN, NAN, NAN]], equal_nan=True)


def test_a_set_that_cannot_be_read_is_left_out_unless_the_study_needs_it(sav: Sav, survey: SurveyReader) -> None:
    data = sav({"code": ["a", "b"], "first": [2.0, 1.0], "second": [1.0, 3.0]})
    data = with_sets(data, "$aims=C 4 Aims first second", "$lost=D1 1 0  first third")
    read = survey("s.sav", data)
    assert read.sets == {}
    assert any(
        "'aims' left out: it has codes without a label ('1', '2', '3')" in note for note in map(str, read.origin.notes)
    )
    assert any("'lost' left out: no variables 'third'" in note for note in map(str, read.origin.notes))
    said = sentence(lambda: survey("s.sav", purposes={"set": "aims"}))
    assert (
        "multiple-response set 'aims'" in said and "codes without a label" in said and "[survey.labels.first]" in said
    )


def test_a_numeric_government_is_text(sav: Sav, survey: SurveyReader) -> None:
    data = sav({"code": [11110.0, 11140.0], "q": [1.0, 2.0]}, variable_value_labels={"code": {11110.0: "Jongno"}})
    by_id, by_name = survey("s.sav", data), survey("s.sav", data, {"column": "code", "by": "name"})
    assert by_id.questions["code"].labelled.values.tolist() == ["11110", "11140"]
    assert by_name.questions["code"].labelled.values.tolist() == ["Jongno", "11140"]
    ruined = sav({"code": [1.46577e14 * 100, 1.5]})
    said = sentence(lambda: survey("s.sav", ruined))
    assert "response 1, variable 'code': is an id of more than 15 digits" in said and "response 2" in said


def test_a_portable_file(shared: Path, tmp_path: Path, survey: SurveyReader) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    pandas = pytest.importorskip("pandas")
    pyreadstat.write_por(pandas.DataFrame({"CODE": ["a", "b"], "Q": [1.0, NAN]}), str(tmp_path / "s.por"))
    read = survey("s.por", government="CODE")
    assert read.questions["Q"].answers.missing.tolist() == [0, 1]
    assert any("a portable file" in note for note in map(str, read.origin.notes))
    assert "cannot be read with an encoding" in sentence(lambda: survey("s.por", government="CODE", encoding="cp949"))


def test_a_small_survey_needs_no_pandas(shared: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from civicreach.records.study import SurveyFile; "
        "from civicreach.sources.survey_files import read_survey; "
        f"read_survey(Path({str(shared)!r}), SurveyFile(file='sav/simple_alltypes.sav', government='bool2')); "
        "print([name for name in ('pandas', 'polars', 'python_calamine', 'duckdb', 'scipy') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def read_real(shared: Path, file: str, government: str, **spec: Any) -> Any:
    return read_survey(shared, SurveyFile(file=file, government=government, **spec))


def test_the_file_with_all_types(shared: Path) -> None:
    read = read_real(shared, "sav/simple_alltypes.sav", "bool2")
    x, z = read.questions["x"], read.questions["z"]
    assert x.answers.missing.tolist() == [0, 0, 0, 0, 2, 0] and x.declared == ("7", "8", "99")
    assert x.declared_counts == {"8": 1, "7": 0, "99": 0}
    assert z.declared == ("-999 to 0", "999") and z.declared_counts == {"-9": 1, "skipped": 1}
    assert z.answers.missing.tolist() == [2, 1, 0, 2, 0, 1]
    assert read.questions["y"].answers.values.tolist()[3:] == ["1776-07-04", None, None]
    assert read.sets["mymrset"].item_labels == ("Response #1", "Response #2", "Response #3")
    assert read.sets["mymrset"].chosen[:, 0].tolist()[:4] == [1, 1, 0, 0] and np.isnan(
        read.sets["mymrset"].chosen[4, 0]
    )
    assert read.sets["categorical_array"].items == ("a", "b", "c", "d")
    assert read.sets["categorical_array"].chosen.tolist()[:2] == [[1, 1, 0, 0], [1, 1, 1, 0]]


def test_ranges_hebrew_and_letters_of_stata(shared: Path) -> None:
    read = read_real(shared, "sav/sample_missing.sav", "mylabl", where={"mylabl": ["Male", "Female"]})
    assert set(read.questions["myord"].labels.values()) == {"missing", "low", "medium", "high"}
    assert set(read.questions["myord"].declared) == {"-1", "-2", "-3"}
    hebrew = read_real(shared, "sav/hebrews.sav", "ותק_ב")
    assert hebrew.n == 99 and hebrew.questions["ותק_ב"].answers.values[0] == "33"
    letters = read_real(shared, "sav/missing_test.dta", "var9")
    assert (
        letters.questions["var1"].declared_counts == {"missing": 1}
        and letters.questions["var7"].answers.missing[0] == 1
    )
