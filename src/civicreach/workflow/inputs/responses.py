"""Which response of the survey belongs to which government."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from civicreach.linking.link import Mention
from civicreach.records.errors import Fault
from civicreach.records.government import Governments
from civicreach.records.survey import Survey
from civicreach.sources.survey_files import read_survey

from .reading import Reading


def read_responses(reading: Reading) -> Survey | None:
    """The survey of the study; None where it has none, or after a fault."""
    spec = reading.study.survey
    if spec is None:
        return None
    reading.progress(f"reading {spec.file}")
    with reading.gathering():
        survey = read_survey(reading.folder, spec)
        reading.origins["survey"] = (survey.origin,)
        return survey
    return None


def rows_of_responses(reading: Reading, survey: Survey | None, governments: Governments) -> NDArray[np.intp]:
    """For each government its row of the survey, -1 where it did not answer."""
    spec = reading.study.survey
    if survey is None or spec is None:
        return np.full(len(governments), -1, dtype=np.intp)
    if reading.study.governments is None:
        return np.arange(len(governments), dtype=np.intp)
    link = spec.government
    texts = government_texts(reading, survey, link.column)
    parents = government_texts(reading, survey, link.parent) if link.parent else None
    if texts is None or not len(governments):
        return np.full(len(governments), -1, dtype=np.intp)
    mentions = [
        Mention(f"{survey.origin.path} response {row + 1}", text, parents[row] if parents else "")
        for row, text in enumerate(texts)
    ]
    return reading.row_of("survey", mentions, link, governments)


def government_texts(reading: Reading, survey: Survey, column: str) -> list[str] | None:
    """A variable of the survey that names governments, as text; None after a fault."""
    question = survey.questions.get(column)
    if question is None:
        wrong, right = f"{survey.origin.path} has no variable {column!r}", ", ".join(list(survey.questions)[:30])
        reading.faults.append(Fault("study.toml [survey] government", wrong, right=f"one of {right}"))
        return None
    answers = question.answers
    return [
        "" if missing else question.label_of(value)
        for value, missing in zip(answers.values, answers.missing, strict=True)
    ]
