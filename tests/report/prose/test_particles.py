"""Korean particles after whatever an author's label may end in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreach.report.prose.particles import with_particle


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("인구", "는 이 가 를 와 로"),
        ("예산", "은 이 이 을 과 으로"),
        ("포스트 수", "는 이 가 를 와 로"),
        # the word before a bracket decides, however many brackets there are
        ("재정자립도(%)", "는 이 가 를 와 로"),
        ("목적: 풀(의견수렴)(β=0.217, p=0.076)", "은 이 이 을 과 로"),
        ("‘협력’", "은 이 이 을 과 으로"),
        ("서울", "은 이 이 을 과 로"),
        # a Latin letter, a digit, a sign or nothing at all: both forms, as in print
        ("KPI", None),
        ("Likes", None),
        ("항목 3", None),
        ("R²", None),
        ("(주)", "는 이 가 를 와 로"),
        ("총액(KRW) %", None),
        ("", None),
    ],
)
def test_the_form_goes_with_the_ending(word: str, expected: str | None) -> None:
    both = ["은(는)", "이(가)", "을(를)", "과(와)", "(으)로"]
    if word == "(주)":
        # a bracket with nothing before it has no word to go with
        expected = None
    if expected is None:
        assert [with_particle(word, form) for form in both] == both
        return
    topic, _, subject, thing, and_, by = expected.split()
    assert [with_particle(word, form) for form in both] == [topic, subject, thing, and_, by]


def test_what_is_no_particle_stays() -> None:
    assert with_particle("인구", "은행") == "은행"
    assert with_particle("인구", "에서") == "에서"
    assert with_particle("예산", "은(는) 크다(을(를))") == "은 크다(을(를))"


@given(st.text(max_size=12), st.sampled_from(["은(는)", "이(가)", "을(를)", "과(와)", "(으)로"]), st.text(max_size=5))
def test_it_is_one_of_the_two_forms_or_both(word: str, form: str, rest: str) -> None:
    made = with_particle(word, form + rest)
    assert made.endswith(rest)
    assert made[: len(made) - len(rest)] in {form, *form.replace(")", "").split("("), "으로", "로"} - {""}
