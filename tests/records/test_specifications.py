"""[specifications] of a study file: what it may say, and the sentences about what it may not."""

from __future__ import annotations

import pytest

from civicreach.records.errors import StudyError
from civicreach.records.studyfile import parse_study

BEFORE = """
[study]
title = "T"
timezone = "UTC"
[governments]
file = "g.csv"
id = "code"
[[models]]
name = "likes"
outcome = "N_like"
factors = ["age", "level"]
"""


def test_options_are_names_or_tables() -> None:
    study = parse_study(
        BEFORE
        + """
[specifications]
models = ["likes"]
transform = ["none", "log1p"]
[specifications.errors]
reason = { en = "skewed", ko = "치우침" }
options = ["classical", { take = "HC3", defensible = true, reason = "n is 90" }]
[specifications.sample]
options = ["study", { take = "lower tier", keep = "level == 0", label = { en = "Lower tier" } }]
[specifications.factors]
options = ["subsets"]
always = ["age"]
"""
    )
    declared = study.specifications
    assert declared is not None
    assert [option.take for option in declared.transform.options] == ["none", "log1p"]
    assert declared.errors.reason == {"en": "skewed", "ko": "치우침"}
    assert declared.errors.options[1].reason == {"en": "n is 90"}
    assert declared.sample.options[1].keep == "level == 0"
    assert declared.factors.always == ("age",)
    # what is not declared is no decision: one option, the usual one
    assert [[o.take for o in d.options] for d in (declared.family, declared.outliers, declared.missing)] == [
        ["ols"], ["keep"], ["joint"],
    ]  # fmt: skip
    assert parse_study(BEFORE).specifications is None


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        ('[specifications]\nmodels = ["posts"]', r"names the models posts, and \[\[models\]\] has likes"),
        ('[specifications.factors]\noptions = ["subsets"]\nneeded = ["budget"]', "names budget, which the model likes"),
        ('[specifications]\ntransform = ["log", "lgo"]', "entry 2, take.*'none', 'log', 'log1p'"),
        ('[specifications]\nerrors = ["HC3", "HC3"]', "options names HC3 more than once"),
        ('[specifications]\nsample = ["tier"]', "'tier' has no rule"),
        ('[specifications]\nsample = [{ take = "all", keep = "age > 3" }]', "'all' has its rule already"),
        ('[specifications]\nsample = [{ take = "x", keep = "age >" }]', "keep"),
        ('[specifications]\noutliers = []', "is empty"),
        ("[specifications]\ndraws = 3", "draws.*99"),
        ("[specifications]\nsead = 3", "right would be: 'seed'"),
        ('[specifications]\nmissing = ["impute"]', r"line 14, .*missing.*found: 'impute'.*right would be: 'imputed'\?"),
        ('[specifications]\nfamily = ["poison"]', "found: 'poison'.*right would be: 'poisson'"),
        ('[specifications]\nerrors = ["HC6"]', "found: 'HC6'.*'HC4'"),
        ('[specifications]\noutliers = ["winsorize"]', "right would be: 'winsorise'"),
        ('[specifications]\nfactors = ["subset"]', "right would be: 'subsets'"),
        ("[firmness]\npower = 80", r"line 14, .*power: is too large.*found: 80.*right would be: below 1, such as 0\.8"),
    ],
)  # fmt: skip
def test_faults_are_sentences(declared: str, sentence: str) -> None:
    with pytest.raises(StudyError, match=f"(?s){sentence}"):
        parse_study(f"{BEFORE}\n{declared}\n")


def test_all_faults_at_once() -> None:
    text = '[specifications]\ntransform = ["lgo"]\nerrors = ["HC3", "HC3"]\ndraws = 1'
    with pytest.raises(StudyError) as caught:
        parse_study(f"{BEFORE}\n{text}\n")
    assert len(caught.value.faults) == 3


def test_an_unknown_key_does_not_hide_the_wrong_value_beside_it() -> None:
    text = '[specifications]\nsead = 3\nmissing = ["impute"]\nfamily = ["olss"]\n[firmness]\npower = 80'
    with pytest.raises(StudyError) as caught:
        parse_study(f"{BEFORE}\n{text}\n")
    assert sorted(str(fault.where).split()[2] for fault in caught.value.faults) == ["14,", "15,", "16,", "18,"]
