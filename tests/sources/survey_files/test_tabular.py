"""Surveys in csv files and workbooks: what is a number, what is text, and what the study adds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from civicreach.records.missing import Missing
from civicreach.records.words import message
from tests.sources.conftest import sentence
from tests.sources.survey_files.conftest import SurveyReader

KOREAN = "코드,확신,목적\n01110,매우 확신,홍보;정보\n01140,무응답,홍보\n01170,,\n"


def test_a_korean_survey_in_cp949(survey: SurveyReader) -> None:
    read = survey(
        "s.csv",
        KOREAN.encode("cp949"),
        "코드",
        missing={"확신": ["무응답"]},
        sets={"purposes": {"kind": "delimited", "items": ["목적"]}},
    )
    assert read.origin.encoding == "cp949" and read.n == 3
    assert read.questions["코드"].answers.values.tolist() == ["01110", "01140", "01170"]
    assert read.questions["확신"].answers.missing.tolist() == [0, Missing.DECLARED, Missing.BLANK]
    assert read.questions["확신"].declared_counts == {"무응답": 1}
    assert read.sets["purposes"].items == ("정보", "홍보")
    assert np.array_equal(read.sets["purposes"].chosen, [[1, 1], [0, 1], [np.nan] * 2], equal_nan=True)


def test_numbers_and_text_are_told_apart(survey: SurveyReader) -> None:
    text = "code,age,zip,page,mixed,empty\na,5,01110,1194759472087998465,1,\nb,6.5,20000,5,x,\nc,,30000,6,2,\n"
    read = survey("s.csv", text)
    ages = read.questions["age"].answers
    assert ages.values[:2].tolist() == [5.0, 6.5] and ages.missing.tolist() == [0, 0, Missing.BLANK]
    assert read.questions["zip"].answers.values.tolist() == ["01110", "20000", "30000"]
    assert read.questions["page"].answers.values[0] == "1194759472087998465"
    assert read.questions["mixed"].answers.values.tolist() == ["1", "x", "2"]
    assert read.questions["empty"].answers.missing.tolist() == [Missing.BLANK] * 3
    assert any(
        "column 'mixed' read as text: 1 cell without a number, such as 'x' (1)" in n
        for n in map(str, read.origin.notes)
    )
    assert not any("'zip'" in note or "'code'" in note or "'page'" in note for note in map(str, read.origin.notes))
    assert survey("s.csv", blank=("x",)).questions["mixed"].answers.missing.tolist() == [0, Missing.BLANK, 0]


def test_labels_and_missing_codes_of_the_study(survey: SurveyReader) -> None:
    read = survey(
        "s.csv",
        "code,sure,why\na,1,x\nb,9,none\nc,98,\nd,2,x\n",
        labels={"sure": {"1": "very sure", "9": "refused"}, "why": {"x": "because"}},
        missing={"sure": ["refused", "90 to 99"], "why": ["none"]},
    )
    sure, why = read.questions["sure"], read.questions["why"]
    assert sure.labels == {1.0: "very sure", 9.0: "refused"} and sure.declared == ("9", "90 to 99")
    assert sure.declared_counts == {"refused": 1, "98": 1}
    assert sure.labelled.values.tolist() == ["very sure", None, None, "2"]
    assert why.labelled.values.tolist() == ["because", None, None, "because"] and why.answers.missing[1] == 2


def test_faults_of_what_the_study_adds_come_at_once(survey: SurveyReader) -> None:
    said = sentence(
        lambda: survey(
            "s.csv",
            "code,sure,why\na,1,No answer\nb,2,x\n",
            government="kode",
            labels={"sure": {"one": "very"}, "shure": {"1": "x"}},
            missing={"sure": ["refused"], "why": ["no answer"]},
            sets={
                "aims": {"items": []},
                "b": {"items": ["q1", "why"]},
                "c": {"kind": "delimited", "items": ["a", "b"]},
            },
        )
    )
    for words in (
        "study.toml [survey] government: names a variable that the survey does not have: 'kode'",
        "[survey.labels.sure]: names a code that is not a number",
        "[survey.labels.shure]: names a variable that the survey does not have: 'shure'",
        "'sure'?",
        "[survey.missing] sure: is neither a code nor a label of the question",
        "[survey.missing] why: is neither a code nor a label of the question",
        "one of 'No answer', 'x'",
        "[survey.sets.aims]: names no items",
        "[survey.sets.b] items: names a variable that the survey does not have: 'q1'",
        "[survey.sets.c]: needs exactly one item",
    ):
        assert words in said, (words, said)
    assert "8 faults" in said or "9 faults" in said or "10 faults" in said


def test_responses_without_a_government(survey: SurveyReader) -> None:
    said = sentence(lambda: survey("s.csv", "code,q\na,1\n,2\n1.4E+14,3\n"))
    assert "s.csv line 3, column 'code': has no id" in said and "s.csv line 4, column 'code': is an id that" in said
    named = survey("s.csv", government={"column": "code", "by": "name"}, where={"q": [1, 3]})
    assert named.questions["code"].answers.values.tolist() == ["a", "1.4E+14"]


def test_a_workbook(workbook: Callable[..., Path], survey: SurveyReader) -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet("답변")
        sheet.write_row(0, 0, ["code", "q", "t"])
        sheet.write_row(1, 0, [11110, 1, "x"])
        sheet.write_row(2, 0, [11140, "2", "y"])
        sheet.write_row(3, 0, [1e17, "", True])

    workbook(write, "s.xlsx")
    said = sentence(lambda: survey("s.xlsx"))
    assert "s.xlsx 답변!A4: is an id of more than 15 digits" in said
    read = survey("s.xlsx", where={"q": [1, 2]})
    assert read.questions["code"].answers.values.tolist() == ["11110", "11140"]
    assert read.questions["q"].answers.values.tolist() == [1.0, 2.0]
    assert any("sheet '답변'" in note for note in map(str, read.origin.notes))


def test_an_export_of_qualtrics(survey: SurveyReader) -> None:
    text = (
        "ResponseId,Q1,Q2\nResponse ID,How sure are you?,Why?\n"
        '"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}",\nR_1,1,x\nR_2,2,y\n'
    )
    read = survey("s.csv", text, "ResponseId")
    assert read.n == 2 and read.questions["Q1"].label == "How sure are you?"
    assert read.questions["Q1"].answers.values.tolist() == [1.0, 2.0]
    assert any("Qualtrics" in note for note in map(str, read.origin.notes))
    assert "line 4, column 'ResponseId'" in sentence(lambda: survey("s.csv", text.replace("R_1", ""), "ResponseId"))


def test_text_alone_needs_no_note(survey: SurveyReader) -> None:
    assert survey("s.csv", "code,q\na,yes\nb,no\n").origin.notes == (message("delimiter found: comma"),)


def test_sets_of_the_study_have_their_labels(survey: SurveyReader) -> None:
    read = survey(
        "s.csv",
        "code,first,second,cell\na,1,2,x;y\nb,2,9,x\nc,8,,\n",
        labels={"first": {"1": "push", "2": "pull", "8": "refused", "9": "none"}},
        missing={"first": [8, 9], "second": [8, 9]},
        sets={
            "aims": {"kind": "category", "items": ["first", "second"], "label": "Aims"},
            "cells": {"kind": "delimited", "items": ["cell"], "label": "Cells"},
        },
    )
    assert read.sets["aims"].items == ("push", "pull") and read.sets["aims"].label == "Aims"
    assert np.array_equal(read.sets["aims"].chosen, [[1, 1], [0, 1], [np.nan] * 2], equal_nan=True)
    assert read.sets["cells"].label == "Cells"


def test_columns_that_cannot_be_named_are_left_out_and_noted(survey: SurveyReader) -> None:
    read = survey("s.csv", "code,x,x,,y\na,1,2,3,4\nb,1,,,4\n")
    assert list(read.questions) == ["code", "y"]
    assert sum("left out: 2 columns have the name 'x'" in note for note in map(str, read.origin.notes)) == 2
    assert any("column 4 left out: it has no name" in note for note in map(str, read.origin.notes))


def test_the_german_survey(shared: Path) -> None:
    from civicreach.records.study import SurveyFile
    from civicreach.sources.survey_files import read_survey

    spec = SurveyFile(
        file="de-survey/surveydataraw.xls",
        government="ResponseId",
        blank=(".",),
        missing={"council_term_length": ["no value"]},
        sets={"elected": {"kind": "delimited", "items": ["council_electoral_process"], "separator": ","}},
    )
    read = read_survey(shared, spec)
    assert read.n == 124
    assert read.questions["age"].answers.values[:2].tolist() == [59.0, 36.0]
    assert read.questions["existence_representative"].answers.values[:2].tolist() == ["Nein", "Ja"]
    assert read.questions["council_term_length"].declared_counts["no value"] > 0
    elected = read.sets["elected"]
    assert "Verwaltung" in elected.items and elected.item("Bürgermeister").values[1] == 1


def test_the_synthetic_survey(shared: Path) -> None:
    twin = shared.parent / "twin"
    if not twin.is_dir():
        pytest.skip("the synthetic survey lies beside the project, in ../shared/twin, and is not there")
    from civicreach.records.study import SurveyFile
    from civicreach.sources.survey_files import read_survey

    items = ["promotion", "information", "cooperation", "gathering_opinions", "civil_affairs"]
    sets = {"purposes": {"items": items}}
    everyone = read_survey(twin, SurveyFile(file="survey114.csv", government="case", sets=sets))
    assert everyone.n == 114 and np.isnan(everyone.sets["purposes"].chosen).all(axis=1).sum() == 4
    complete = read_survey(twin, SurveyFile(file="survey114.csv", government="case", sets=sets, where={"complete": 1}))
    assert complete.n == 90
    assert complete.sets["purposes"].chosen.sum(axis=0)[:2].tolist() == [72, 49]
