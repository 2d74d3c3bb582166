"""Bad input ends in a sentence with the place and the mend, before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import StudyMaker, small_files

from civicreach import read_study
from civicreach.records.errors import CivicreachError, FaultsError, InputError, NotComputableError, StudyError


def sentence(folder: Path, kind: type[CivicreachError]) -> str:
    with pytest.raises(kind) as caught:
        read_study(folder).run()
    return str(caught.value)


def changed(name: str, old: str, new: str) -> dict[str, str | bytes | None]:
    text = small_files()[name]
    assert old in text
    return {name: text.replace(old, new, 1)}


def test_the_small_study_runs(make_study: StudyMaker) -> None:
    result = read_study(make_study()).run()
    assert [result.findings.flow.start, *(step.n_after for step in result.findings.flow.steps)] == [12, 10, 9]
    assert result.findings.models[0].result.n == 9


def test_missing_files_are_all_named(make_study: StudyMaker) -> None:
    files: dict[str, str | bytes | None] = {"people.csv": None, "posts.csv": None, "survey.csv": None}
    text = sentence(make_study(files=files), InputError)
    for name in ("people.csv", "posts.csv", "survey.csv"):
        assert name in text


def test_a_column_that_is_not_there(make_study: StudyMaker) -> None:
    text = sentence(make_study(('population = "population"', 'population = "populaton"')), InputError)
    assert "people.csv" in text and "'populaton'" in text and "population" in text


def test_text_in_a_number_column(make_study: StudyMaker) -> None:
    text = sentence(make_study(files=changed("people.csv", "G01,1274", "G01,many")), InputError)
    assert "people.csv line 3" in text and "population" in text and "many" in text


def test_two_rows_for_one_government(make_study: StudyMaker) -> None:
    people = small_files()["people.csv"] + "G05,1\n"
    text = sentence(make_study(files={"people.csv": people}), InputError)
    assert "people.csv line 14" in text and "second row for government G05" in text and "line 7" in text


def test_two_responses_of_one_government(make_study: StudyMaker) -> None:
    survey = small_files()["survey.csv"] + "G05,1,1,sure\n"
    assert "second row for government G05" in sentence(make_study(files={"survey.csv": survey}), InputError)


def test_a_government_listed_twice(make_study: StudyMaker) -> None:
    governments = small_files()["governments.csv"] + "G05,Town 5,North\n"
    text = sentence(make_study(files={"governments.csv": governments}), InputError)
    assert "governments.csv line 14" in text and "a second time" in text


def test_a_spreadsheet_ruined_id(make_study: StudyMaker) -> None:
    text = sentence(make_study(files=changed("people.csv", "G01,", "1.46577E+14,")), InputError)
    assert "people.csv line 3" in text and "1.46577E+14" in text and "spreadsheet" in text


def test_an_empty_file(make_study: StudyMaker) -> None:
    assert "people.csv" in sentence(make_study(files={"people.csv": ""}), InputError)


def test_a_wrong_encoding(make_study: StudyMaker) -> None:
    survey = small_files()["survey.csv"].replace("unsure", "모름").encode("cp949")
    folder = make_study(
        ('file = "survey.csv"', 'file = "survey.csv"\nencoding = "utf-8"'), files={"survey.csv": survey}
    )
    text = sentence(folder, InputError)
    assert "survey.csv" in text and "utf-8" in text.lower()


def test_an_unknown_variable_in_a_formula(make_study: StudyMaker) -> None:
    text = sentence(
        make_study(('factors = ["population", "opinions"]', 'factors = ["populaton", "opinons"]')), StudyError
    )
    assert "2 faults" in text and "populaton is not a variable" in text and "population" in text and "opinions" in text


def test_an_ambiguous_name(make_study: StudyMaker) -> None:
    text = sentence(make_study(('log_likes = "log(likes)"', 'c = "code"')), StudyError)
    assert "fits several variables" in text and "governments.code" in text and "survey.code" in text


def test_a_formula_that_goes_in_a_circle(make_study: StudyMaker) -> None:
    text = sentence(make_study(('log_likes = "log(likes)"', 'a = "b + 1"\nb = "a + 1"')), StudyError)
    assert "is defined by itself" in text


def test_text_in_a_model(make_study: StudyMaker) -> None:
    text = sentence(make_study(('factors = ["population", "opinions"]', 'factors = ["certainty"]')), StudyError)
    assert "certainty is text, not a number" in text


def test_a_rule_that_leaves_nobody(make_study: StudyMaker) -> None:
    text = sentence(make_study(('keep = "certainty in positive"', 'keep = "population > 1e9"')), NotComputableError)
    assert "leaves no government" in text and "12 excluded by rule" in text


def test_fewer_rows_than_factors(make_study: StudyMaker) -> None:
    text = sentence(make_study(('keep = "certainty in positive"', 'keep = "population < 1500"')), NotComputableError)
    assert "too few complete cases" in text and "at least 4 cases" in text


def test_an_outcome_at_a_download_cap(make_study: StudyMaker) -> None:
    likes = "\n".join(["page,likes,time", *(f"town{i},20,2015-09-16 10:00" for i in range(12) if i != 3)])
    text = sentence(make_study(files={"likes.csv": likes}), NotComputableError)
    assert "all 9 governments have the same value 20" in text and "download cap" in text


def test_nobody_complete(make_study: StudyMaker) -> None:
    likes = "page,likes,time\ntown1,5,2014-01-01 10:00\n"
    likes += "elsewhere,5,2015-09-20 10:00\n"
    text = sentence(make_study(files={"likes.csv": likes}), NotComputableError)
    assert "no government is complete" in text and "not observed in the window" in text


def test_a_window_without_rows_is_refused(make_study: StudyMaker) -> None:
    other = ('window = ["2015-06-01", "2015-08-31"]', 'window = ["2014-06-01", "2014-08-31"]')
    text = sentence(make_study(other), InputError)
    assert "posts.csv, column 'time'" in text and "outside the window 2014-06-01" in text and "from 2015-" in text


def test_a_window_without_rows_is_said_of_a_complete_file(make_study: StudyMaker) -> None:
    other = 'window = ["2014-06-01", "2014-08-31"]\ncomplete = true'
    result = read_study(make_study(('window = ["2015-06-01", "2015-08-31"]', other))).run()
    assert any("none of the" in warning and "posts" in warning for warning in result.warnings)


def test_a_confidence_item_that_is_not_there(make_study: StudyMaker) -> None:
    text = sentence(make_study(('item = "certainty"', 'item = "certanty"')), FaultsError)
    assert "[survey.confidence] item" in text and "certanty" in text and "certainty" in text


def test_a_positive_answer_that_nobody_can_give(make_study: StudyMaker) -> None:
    text = sentence(make_study(('positive = ["sure"]', 'positive = ["surely"]')), FaultsError)
    assert "[survey.confidence]" in text and "positive names surely, which order does not name" in text


def test_a_set_of_purposes_that_is_not_there(make_study: StudyMaker) -> None:
    text = sentence(make_study(("[survey.purposes]", '[survey.purposes]\nset = "aims"')), FaultsError)
    assert "[survey.purposes] set" in text and "aims" in text and "purposes" in text


def test_a_strategy_with_a_purpose_that_was_not_asked(make_study: StudyMaker) -> None:
    text = sentence(make_study(('pull = ["opinions"]', 'pull = ["opinion"]')), FaultsError)
    assert "[survey.purposes.strategy] pull" in text and "'opinion'" in text and "opinions" in text


def test_faults_of_several_files_come_at_once(make_study: StudyMaker) -> None:
    files = {**changed("people.csv", "G01,1274", "G01,many"), **changed("likes.csv", "page,likes", "page,loves")}
    text = sentence(make_study(files=files), InputError)
    assert "people.csv line 3" in text and "likes.csv" in text and "'likes'" in text


def test_a_wrong_formula_is_told_once(make_study: StudyMaker) -> None:
    study = make_study()
    toml = study / "study.toml"
    text = toml.read_text(encoding="utf-8")
    assert "[variables]" in text
    added = '[variables]\ntwice = "broken * 2"\nbroken = "log(populaton_of_nobody)"\nwell = "log(population)"\n'
    text = text.replace("[variables]\n", added).replace("factors = [", 'factors = ["broken", "twice", ')
    toml.write_text(text, encoding="utf-8")
    said = sentence(study, StudyError)
    assert said.count("populaton_of_nobody is not a variable") == 1 and "[variables] broken" in said


def test_a_wrong_name_is_near_a_variable_of_the_study(make_study: StudyMaker) -> None:
    study = make_study()
    toml = study / "study.toml"
    text = toml.read_text(encoding="utf-8")
    text = text.replace("[variables]\n", '[variables]\n"자립도" = "population"\n')
    toml.write_text(text.replace("factors = [", 'factors = ["자립률", '), encoding="utf-8")
    assert "자립도" in sentence(study, StudyError).partition("right would be")[2]
    toml.write_text(text.replace("factors = [", 'factors = ["qqqqqq", '), encoding="utf-8")
    assert "one of 자립도" in sentence(study, StudyError)
