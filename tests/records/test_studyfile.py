"""Study files: every fault at once, with its key, what was found and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicreach.records.errors import StudyError
from civicreach.records.studyfile import load_study, parse_study

HEAD = '[study]\ntitle = "T"\ntimezone = "Asia/Seoul"\n[governments]\nfile = "g.csv"\nid = "code"\n'


def faults(text: str) -> str:
    with pytest.raises(StudyError) as caught:
        parse_study(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (HEAD + "colour = 1", ["[governments] colour", "is not a key that civicreach knows"]),
        (HEAD + '[report]\nlanguage = ["en"]', ["[report] language", "'languages'?"]),
        (HEAD.replace("Asia/Seoul", "Asia/Seul"), ["[study] timezone", "'Asia/Seul'", "'Asia/Seoul'"]),
        (HEAD.replace('id = "code"', ""), ["[governments]", "file needs id"]),
        (HEAD.replace('id = "code"', 'country = "kr"'), ["[governments]", "one of file and country"]),
        (HEAD.replace('file = "g.csv"', 'country = "kr"'), ["[governments]", "country needs at"]),
        (
            HEAD.replace('file = "g.csv"', 'country = "kr"\nat = 2015-07-01'),
            ["[governments]", "country knows id itself"],
        ),
        (HEAD.replace("g.csv", "/etc/g.csv"), ["[governments] file", "relative to the study folder"]),
        ('[study]\ntitle = "T"\ntimezone = "UTC"', ["as a whole", "[governments] or [survey]"]),
        (
            HEAD + '[activity.likes]\nfile = "l.csv"\ngovernment = "g"\ntime = "t"\nvalue = "v"\n'
            'window = ["2015-09-25", "2015-09-15"]',
            ["[activity.likes] window", "ends (2015-09-15) before it starts (2015-09-25)"],
        ),
        (
            HEAD
            + '[activity.likes]\nfile = "l.csv"\ngovernment = "g"\nvalue = "v"\nwindow = ["2015-09-15", "2015-09-25"]',
            ["[activity.likes]", "time = 'column' or on = a day"],
        ),
        (
            HEAD + '[activity.posts]\nfile = "l.csv"\naccount = "g"\ntime = "t"\nwindow = ["2015-09-15", "2015-09-25"]',
            ["no [accounts] says whose they are"],
        ),
        (HEAD + "[variables]\nx = \"__import__('os')\"", ["[variables] x", "is not a function of formulas"]),
        (HEAD + '[[sample]]\nkeep = "a ^ 2"', ["[[sample]] number 1, keep", "** is the power"]),
        (HEAD + '[[models]]\nname = "m"\noutcome = "y"\nfactors = ["y"]', ["[[models]] number 1", "more than once"]),
        (HEAD + '[report]\nstars = { "*" = 0.01, "**" = 0.05 }', ["[report]", "smaller probability"]),
        (HEAD + '[survey]\nfile = "s.sav"\ngovernment = "g"\n[survey.purposes]\nexpected = "pull"', ["'pull'"]),
        ("[study\nx", ["line 1", "is not TOML"]),
        (HEAD + "[report]\nlanguages = []", ["[report]", "at least one language"]),
        (HEAD + '[report]\nlanguages = ["ko", "ko"]', ["[report]", "none twice"]),
        (HEAD + "[survey]\nmissing.확신 = [9]", ["line 8", "stand in quotes"]),
        (HEAD + '[survey]\nfile = "C:\\data\\x.sav"', ["line 8", "forward slashes"]),
        (HEAD + '[variables]\nx = "ln(a)"', ["calls ln()", "right would be: log"]),
        (HEAD + '[variables]\nx = "a = 1"', ["== compares"]),
        (HEAD + '[variables]\nx = "a && b"', ["`and`"]),
        (HEAD + '[[models]]\nname = "m"\noutcome = "y"\nfactors = ["constant"]', ["rows of every regression table"]),
        (HEAD + '[statistics.a]\nfile = "a.csv"\ngovernment = { column = "c", by = "code" }', ["dated codes"]),
    ],
)
def test_says_where_and_what(text: str, parts: list[str]) -> None:
    message = faults(text)
    for part in parts:
        assert part in message


MODEL = '[[models]]\nname = "m"\noutcome = "y"\nfactors = ["x", "z"]\n'


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (MODEL + 'exposure = "y"', ["[[models]] number 1", "names y as outcome and as exposure"]),
        (MODEL + 'weight = "y"\ncluster = "y"', ["as cluster and weight", "another variable"]),
        (MODEL + "outcome_range = [5, 5]", ["outcome_range runs from 5 to 5", "the least value"]),
        (MODEL + "outcome_range = [5]", ["line 11", "outcome_range"]),
        (MODEL + 'clusters = "province"', ["line 11", "[[models]] number 1, clusters", "'cluster'?"]),
        (MODEL + "cluster = 3", ["line 11", "[[models]] number 1, cluster"]),
        ('[firmness]\nerrors = ["HC9"]', ["line 8", "[firmness] errors, entry 1", "HC3"]),
        ('[firmness]\nerrors = ["HC3", "HC3"]', ["line 7", "errors names HC3 more than once"]),
        ("[firmness]\ndraws = 10", ["line 8", "[firmness] draws", "999"]),
        ("[firmness]\npower = 1", ["line 8", "[firmness] power", "below 1, such as 0.8"]),
        ('[firmness]\nmultipliers = "normal"', ["line 8", "rademacher", "webb"]),
        ("[firmness]\nalpha = 0.1", ["line 8", "[firmness] alpha", "is not a key"]),
        (MODEL + '[firmness.groups]\na = ["x"]\nb = ["x"]', ["groups names x more than once"]),
        (MODEL + "[firmness.groups]\na = []", ["groups has a without a factor"]),
        (MODEL + '[firmness.groups]\nx = ["x"]', ["groups calls a group x", "another name"]),
        (MODEL + '[firmness.groups]\na = ["w"]', ["names w", "a factor of no model", "the factors are x, z"]),
        (MODEL + '[firmness.groups]\nz = ["x"]', ["calls a group z", "the name of a factor"]),
    ],
)
def test_what_a_deep_run_may_be_asked(text: str, parts: list[str]) -> None:
    message = faults(HEAD + text)
    for part in parts:
        assert part in message


def test_all_faults_at_once() -> None:
    message = faults(HEAD.replace("Asia/Seoul", "Nowhere") + "x = 1\n[report]\nlanguages = ['fr']")
    assert message.startswith("3 faults")


def test_a_folder_without_a_study_file(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="there is no study file here"):
        load_study(tmp_path)


def test_a_study_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_bytes('[study]\ntitle = "한국"'.encode("cp949"))
    with pytest.raises(StudyError, match="line 2: is not UTF-8 text"):
        load_study(tmp_path)


def test_a_study_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert load_study(tmp_path).study.title == {"en": "T"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[specifications]\ndraws = "many"',
            "draws: is not a whole number found: 'many' right would be: one such as 5",
        ),
        ("[specifications]\ndraws = 3.5", "is not a whole number found: 3.5"),
        ("[specifications]\ndraws = 5", "is too small found: 5 right would be: at least 99"),
        ("[specifications]\nlevel = 0.7", "is too large found: 0.7 right would be: less than 0.5"),
        ('[specifications]\nlevel = "low"', "is not a number found: 'low'"),
        (
            "[specifications]\ntransform = [{ take = 'logg' }]",
            "right would be: 'log'? The words are 'none', 'log', 'log1p'",
        ),
        ("[report]\nlanguages = 7", "is not a list found: 7"),
        ("report = 7", "is not a section found: 7"),
        ('[report]\nprose = "perhaps"', "is neither true nor false found: 'perhaps'"),
    ],
)
def test_values_of_the_wrong_kind_are_refused_in_our_words(text: str, sentence: str) -> None:
    told = faults(text + "\n" + HEAD if text.startswith("report") else HEAD + text)
    assert sentence in " ".join(told.split()), told
    assert "nput should" not in told and "parse" not in told
