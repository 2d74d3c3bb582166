"""Which response of the survey belongs to which government."""

from __future__ import annotations

from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from civicreach.analysis.reality.confidence import labels_of
from civicreach.linking.link import Mention
from civicreach.records.errors import Fault
from civicreach.records.government import Governments
from civicreach.records.study import Confidence, SurveyFile
from civicreach.records.survey import Survey
from civicreach.records.words import message
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
        reading.faults += named_faults(spec, survey)
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
        wrong, right = (
            message("{path} has no variable {column}", path=survey.origin.path, column=repr(column)),
            ", ".join(list(survey.questions)[:30]),
        )
        reading.faults.append(
            Fault("study.toml [survey] government", wrong, right=message("one of {right}", right=right))
        )
        return None
    answers = question.answers
    return [
        "" if missing else question.label_of(value)
        for value, missing in zip(answers.values, answers.missing, strict=True)
    ]


def named_faults(spec: SurveyFile, survey: Survey) -> list[Fault]:
    """Questions, sets and answers that the study names and the survey does not have."""
    faults = []
    if spec.confidence is not None:
        faults += _confidence_faults(spec.confidence, survey)
    if spec.purposes is not None:
        responses = survey.sets.get(spec.purposes.set)
        if responses is None:
            wrong = message(
                "{path} has no set of several answers {set}", path=survey.origin.path, set=repr(spec.purposes.set)
            )
            right = (
                message("one of {sets}", sets=", ".join(survey.sets))
                if survey.sets
                else message("declare it under [survey.sets]")
            )
            return [*faults, Fault("study.toml [survey.purposes] set", wrong, right=right)]
        for strategy, purposes in spec.purposes.strategy.items():
            unknown = [purpose for purpose in purposes if purpose not in responses.items]
            if unknown or not purposes:
                found = ", ".join(map(repr, unknown)) or message("no purposes")
                where = f"study.toml [survey.purposes.strategy] {strategy}"
                right = message("some of {items}", items=", ".join(responses.items))
                faults.append(Fault(where, message("names purposes that were not asked"), found, right))
    return faults


def _confidence_faults(spec: Confidence, survey: Survey) -> list[Fault]:
    where = "study.toml [survey.confidence]"
    question = survey.questions.get(spec.item)
    if question is None:
        near = get_close_matches(spec.item, survey.questions, n=3) or list(survey.questions)[:30]
        wrong = message("{path} has no variable {item}", path=survey.origin.path, item=repr(spec.item))
        return [Fault(f"{where} item", wrong, right=message("one of {near}", near=", ".join(near)))]
    known = dict.fromkeys([*question.labels.values(), *labels_of(question.labelled)])
    answers = [answer for answer in known if answer is not None]
    if not question.labels and any(answer in answers for answer in spec.positive):
        return []  # without labels the file cannot know of an answer that nobody gave
    return [
        Fault(
            f"{where} {key}",
            message("names an answer that {item} does not have", item=spec.item),
            repr(answer),
            ", ".join(answers[:30]),
        )
        for key, named in (("positive", spec.positive), ("order", spec.order))
        for answer in named
        if answer not in answers
    ]
