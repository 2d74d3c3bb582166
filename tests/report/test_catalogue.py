"""Every sentence that the program shows is in the catalogue of every language, with the same values in it."""

from __future__ import annotations

import re

import pytest
from tests.catalogue import LANGUAGES, catalogue, sentences


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated(language: str) -> None:
    strings = {str(entry.id): str(entry.string) for entry in catalogue(language) if not entry.fuzzy}
    assert [text for text in sentences() if not strings.get(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_over(language: str) -> None:
    assert [str(entry.id) for entry in catalogue(language) if entry.id and str(entry.id) not in sentences()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_carry_the_same_values(language: str) -> None:
    for entry in catalogue(language):
        if entry.id:
            assert set(re.findall(r"{(\w+)}", str(entry.id))) == set(re.findall(r"{(\w+)}", str(entry.string))), (
                entry.id
            )


def test_the_sentences_are_found() -> None:
    assert "Case flow: who is analysed" in sentences()
    assert len(sentences()) > 150
