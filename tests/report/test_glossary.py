"""One Korean word for one thing, all through the catalogue and the pages in Korean."""

from __future__ import annotations

import re

import pytest
from tests.catalogue import catalogue
from tests.conftest import ROOT

#: The word that is used, and what else is in use for the same thing and stands nowhere.
GLOSSARY = {
    "귀무가설": r"영가설|귀무 가설",
    "중앙값": r"중위수|중간값",
    "표준화 계수": r"(?<!비)표준화된 계수|(?<!비)표준화계수|베타 계수",
    "수정된 R²": r"조정된 R²|수정 R²|조정 R²|보정 R²",
    "분산팽창요인": r"분산팽창계수|분산확대|분산팽창지수",
    "통상적 표준오차": r"고전적|전통적 표준오차",
    "강건": r"견고|로버스트|강인",
    "p값": r"p 값|P값|피값",
    "예측값": r"적합값|추정치",
    "지방자치단체": r"(?<!지방)자치단체|지방정부|(?<![가-힣])정부",
    "종속변수": r"결과변수|반응변수|피설명변수",
    "결측": r"누락값|결손",
    "편향": r"편의(?:는|가|를)",
    "Cook의 거리": r"쿡의? 거리|Cook 거리",
    "Pearson, Spearman": r"피어슨|스피어만",
    "순열 검정": r"순열검정|치환 검정|퍼뮤테이션",
    "보고된": r"인쇄",
    "모형 설정": r"사양|명세|(?<!모형 )설정 곡선",
}


@pytest.mark.parametrize("word", GLOSSARY)
def test_a_thing_has_one_word(word: str) -> None:
    said = [str(entry.string) for entry in catalogue("ko") if entry.id]
    pages = [page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "ko").glob("*.md")]
    assert [text for text in (*said, *pages) if re.search(GLOSSARY[word], text)] == []


def test_the_words_that_are_used_are_used() -> None:
    said = " ".join(str(entry.string) for entry in catalogue("ko") if entry.id)
    assert [word for words in GLOSSARY for word in words.split(", ") if word not in said] == []
