"""Whose activity is whose: shared and several accounts, spellings, zeros, and what is said of losses."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from tests.conftest import StudyMaker, small_files

from civicreach import read_study
from civicreach.records.errors import InputError, StudyError
from civicreach.records.missing import Missing

COMPLETE = ('window = ["2015-06-01", "2015-08-31"]', 'complete = true\nwindow = ["2015-06-01", "2015-08-31"]')


def posts_of(folder: Path) -> dict[str, float | str]:
    """Posts by government; the name of the reason where there is no number."""
    result = read_study(folder).run()
    column = result.material.activity["posts"]
    return {
        id: value if not code else Missing(code).name
        for id, value, code in zip(result.dataset.governments.ids, column.values, column.missing.tolist(), strict=True)
    }


def with_posts(*lines: str, without: str = "") -> dict[str, str | bytes | None]:
    kept = [line for line in small_files()["posts.csv"].splitlines() if not (without and line.startswith(without))]
    return {"posts.csv": "\n".join([*kept, *lines]) + "\n"}


def notes(folder: Path) -> str:
    return "\n".join(read_study(folder).run().warnings)


def test_silence_is_missing_unless_the_file_is_complete(make_study: StudyMaker) -> None:
    files = with_posts(without="town5,")
    assert posts_of(make_study(files=files))["G05"] == "NOT_COVERED"
    assert posts_of(make_study(COMPLETE, files=files))["G05"] == 0
    assert posts_of(make_study(COMPLETE, files=files))["G03"] == "NO_ACCOUNT"


def test_no_zero_where_a_post_could_not_be_read(make_study: StudyMaker) -> None:
    folder = make_study(COMPLETE, files=with_posts("town5,x,1/7/2015", without="town5,"))
    assert posts_of(folder)["G05"] == "NOT_COVERED"
    assert "look whether the zeros are real" in notes(folder)


def test_complete_belongs_to_posts(make_study: StudyMaker) -> None:
    with pytest.raises(StudyError, match="complete = true, which belongs to posts"):
        read_study(make_study(('value = "likes"', 'value = "likes"\ncomplete = true')))


def test_one_post_under_two_spellings_counts_once(make_study: StudyMaker) -> None:
    again = ("Town5,5-0,2015-07-01T10:00:00+0900", "https://www.facebook.com/town5/,5-1,2015-07-02T10:00:00+0900")
    assert posts_of(make_study(files=with_posts(*again)))["G05"] == 6


def test_the_larger_of_two_counts_at_one_moment_under_two_spellings(make_study: StudyMaker) -> None:
    likes = small_files()["likes.csv"] + "Town5,999999,2015-09-16 10:00\n@town5,1,2015-09-16 10:00\n"
    result = read_study(make_study(files={"likes.csv": likes})).run()
    assert result.material.activity["likes"].values[5] == 999999


@pytest.mark.parametrize(
    ("shared", "expected"), [("each", {"G05": 6, "G11": 6}), ("once", {"G05": 6, "G11": "COUNTED_ELSEWHERE"})]
)
def test_a_shared_account(make_study: StudyMaker, shared: str, expected: dict[str, float | str]) -> None:
    # G11 is unsure and leaves by rule; G05, which stays, keeps the account although G11 is named first
    accounts = (
        small_files()["accounts.csv"].replace("page,code\n", "page,code\ntown5,G11\n").replace("town11,G11\n", "")
    )
    folder = make_study(
        ('platform = "facebook"', f'platform = "facebook"\nshared = "{shared}"'), files={"accounts.csv": accounts}
    )
    posts = posts_of(folder)
    assert {id: posts[id] for id in expected} == expected
    assert "Accounts that serve several governments: 1 (town5: G11, G05)" in notes(folder)


def test_counting_once_leaves_by_rule(make_study: StudyMaker) -> None:
    accounts = small_files()["accounts.csv"].replace("town6,G06", "town5,G06")
    folder = make_study(
        ('platform = "facebook"', 'platform = "facebook"\nshared = "once"'), files={"accounts.csv": accounts}
    )
    flow = read_study(folder).run().findings.flow
    assert flow.steps[1].left("excluded by rule") == ("G06",)
    assert flow.counts == (12, 10, 9, 8)


@pytest.mark.parametrize(("several", "value"), [("sum", 13.0), ("largest", 7.0)])
def test_several_accounts(make_study: StudyMaker, several: str, value: float) -> None:
    accounts = small_files()["accounts.csv"].replace("town6,G06", "town6,G05")
    folder = make_study(
        ('platform = "facebook"', f'platform = "facebook"\nseveral = "{several}"'), files={"accounts.csv": accounts}
    )
    assert posts_of(folder)["G05"] == value
    assert "Governments with several accounts: 1 (G05: town5, town6)" in notes(folder)


def test_undeclared_thousands_are_a_fault(make_study: StudyMaker) -> None:
    likes = small_files()["likes.csv"].replace("town5,2564,", 'town5,"2,564",')
    with pytest.raises(InputError, match=r"(?s)likes.csv line 6.*2,564.*thousands = ','"):
        read_study(make_study(files={"likes.csv": likes})).run()
    declared = make_study(('value = "likes"', 'value = "likes"\nthousands = ","'), files={"likes.csv": likes})
    assert read_study(declared).run().material.activity["likes"].values[5] == 2564


def test_rows_that_could_not_be_used_are_said(make_study: StudyMaker) -> None:
    files = with_posts("town5,a,yesterday", "town5,b,", "town5,c,03/04/2015")
    assert "activity.posts: 3 of" in notes(make_study(files=files))


def test_rows_without_a_government_are_said(make_study: StudyMaker) -> None:
    survey = small_files()["survey.csv"].replace("G02,", "G99,")
    assert "survey: rows without a government: 1 of 12 (G99)" in notes(make_study(files={"survey.csv": survey}))


def test_a_source_of_which_nothing_links_is_a_fault(make_study: StudyMaker) -> None:
    governments = small_files()["governments.csv"].replace("G", "0")
    people = small_files()["people.csv"].replace("G0", "").replace("G", "")
    survey, accounts = (small_files()[name].replace("G", "0") for name in ("survey.csv", "accounts.csv"))
    files = {"governments.csv": governments, "people.csv": people, "survey.csv": survey, "accounts.csv": accounts}
    folder = make_study(
        files={name: text.replace("001", "0001") if name == "people.csv" else text for name, text in files.items()}
    )
    lost = {**files, "people.csv": "code,population\n" + "".join(f"9{i},5\n" for i in range(12))}
    with pytest.raises(InputError, match="none of the 12 rows names one of the 12 governments by its id"):
        read_study(make_study(files=lost)).run()
    assert folder.is_dir()


def test_a_ruined_account_is_a_fault(make_study: StudyMaker) -> None:
    accounts = small_files()["accounts.csv"].replace("town5,", "1.46577E+14,")
    with pytest.raises(InputError, match=r"(?s)accounts.csv line 6.*spreadsheet"):
        read_study(make_study(files={"accounts.csv": accounts})).run()


def test_a_text_that_nobody_answered_is_said(make_study: StudyMaker) -> None:
    folder = make_study(('log_likes = "log(likes)"', "sure = \"certainty == 'very sure'\""))
    assert "sure asks for 'very sure', which no government has; there are: sure, unsure" in notes(folder)


def test_an_answer_outside_the_order_is_said(make_study: StudyMaker) -> None:
    survey = small_files()["survey.csv"].replace("G11,1,1,unsure", "G11,1,1,un sure")
    assert "the answer 'un sure' (1) is not in order" in notes(make_study(files={"survey.csv": survey}))


def test_a_rule_that_does_not_say_yes_or_no(make_study: StudyMaker) -> None:
    with pytest.raises(StudyError, match="does not say yes or no"):
        read_study(make_study(('keep = "certainty in positive"', 'keep = "population"'))).run()


def test_text_that_is_numbers_keeps_its_reasons(make_study: StudyMaker) -> None:
    survey = small_files()["survey.csv"].replace("certainty", "certainty,staff").replace("sure\n", "sure,3\n")
    survey = survey.replace("G04,0,1,sure,3", "G04,0,1,sure,")
    people = "\n".join(line for line in small_files()["people.csv"].splitlines() if not line.startswith("G06"))
    folder = make_study(
        ('log_likes = "log(likes)"', 'x = "staff * population"'), files={"survey.csv": survey, "people.csv": people}
    )
    column = read_study(folder).run().dataset.variables["x"].column
    assert Missing(column.missing[4]) is Missing.BLANK
    assert Missing(column.missing[6]) is Missing.NOT_IN_STATISTICS
    assert math.isnan(column.values[6])
