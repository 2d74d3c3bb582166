"""What a Korean reader sees is Korean: the documents of the study that comes with civicreach are searched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.conftest import KOREA
from tests.report.english import english, read

from civicreach import read_study
from civicreach.report.locale import Locale
from civicreach.report.style import STYLES
from civicreach.report.writers.pdf_document import document
from civicreach.workflow.documents import document_files
from civicreach.workflow.run import StudyRun


@pytest.fixture(scope="module")
def result() -> StudyRun:
    return read_study(KOREA).run()


def own_words(result: StudyRun) -> set[str]:
    """The words that are the study's own: its formulas, and its questions and answers as their file has them."""
    material = result.material
    own = {variable.formula for variable in result.dataset.variables.values()}
    own |= {rule.keep for rule in material.study.sample}
    for question in material.survey.questions.values() if material.survey else ():
        own |= {question.name, question.label, *question.labels.values()}
    own |= {", ".join(entry.items) for entry in (material.survey.sets.values() if material.survey else ())}
    return own


@pytest.mark.parametrize("name", ["markdown", "html", "docx", "xlsx"])
def test_nothing_in_a_korean_document_is_english(result: StudyRun, name: str) -> None:
    files = [(path, content) for path, content in document_files(result.report(), [name]) if "-en." not in path]
    found = {path: english(read(path, content), own_words(result)) for path, content in files if "/" not in path}
    assert found and not any(found.values()), found


def test_nothing_that_the_pdf_is_set_from_is_english(result: StudyRun) -> None:
    texts = list(_strings(document(result.report(), Locale("ko"), STYLES["plain"])))
    assert len(texts) > 100 and not english("\n".join(texts).replace("\u200b", ""), own_words(result))


def _strings(node: object) -> Iterator[str]:
    """Every text in it but drawings; one that is divided at its places for line breaks is put together."""
    if isinstance(node, str) and not node.startswith("<svg"):
        yield node
    elif isinstance(node, list) and any(isinstance(part, str) for part in node):
        # words, a long one in the pieces between which it may be divided
        yield " ".join("".join(part) if isinstance(part, list) else str(part) for part in node)
    elif isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            yield from _strings(part)


def test_the_search_finds_english() -> None:
    assert english("읽은 방식: delimiter found: comma; 시간대") == {"delimiter found: comma"}
    assert english("statistics.csv line 4") and not english("Westfall–Young, p값") and not english("예산 KRW")
