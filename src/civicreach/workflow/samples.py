"""The samples that [specifications] declares beside the study's own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from civicreach.records.column import Column
from civicreach.records.dataset import Dataset
from civicreach.records.errors import Fault, FormulaError, StudyError
from civicreach.records.formula import evaluate_condition
from civicreach.records.study import Study
from civicreach.records.studyfile import FILE
from civicreach.records.words import message


def samples_of(study: Study, dataset: Dataset) -> Mapping[str, NDArray[np.bool_]]:
    """The governments, shape (n,), bool, of each option of the decision on the sample.

    A government of which a rule says nothing, because a value is missing, is not in its sample.
    """
    n = len(dataset.governments)
    samples: dict[str, NDArray[np.bool_]] = {"study": dataset.sampled, "all": np.ones(n, dtype=bool)}
    faults: list[Fault] = []
    for option in study.specifications.sample.options if study.specifications is not None else ():
        if option.keep is None:
            continue
        try:
            said = evaluate_condition(option.keep, lambda name: _variable(dataset, name), n)
            samples[option.take] = said.present & (said.values == 1.0)
        except FormulaError as error:
            where = f"{FILE} [specifications.sample] {option.take}, keep"
            faults.append(Fault(where, error.wrong, found=error.found, right=error.right))
    if faults:
        raise StudyError(faults)
    return samples


def _variable(dataset: Dataset, name: str) -> Column:
    if name not in dataset.variables:
        known = ", ".join(dataset.variables)
        raise FormulaError(
            name, message("is not a variable of the study"), found=name, right=message("one of {known}", known=known)
        )
    return dataset.variables[name].column
