"""A deep run: how firm the conclusions are, with the samples that the study declares."""

from __future__ import annotations

from civicreach.analysis.firmness.study import Firmness, examine
from civicreach.analysis.study import Findings, Said
from civicreach.records.dataset import Dataset
from civicreach.records.study import Study

from .inputs import Progress
from .samples import samples_of


def deepen(study: Study, dataset: Dataset, findings: Findings, said: Said, *, progress: Progress) -> Firmness:
    """Every conclusion of the main tables, computed in every other careful way.

    Raises
    ------
    StudyError
        All sample rules of [specifications] that cannot be calculated, at once.
    NotComputableError
        The study has no models.
    """
    seed = study.specifications.seed if study.specifications is not None else 1
    samples = samples_of(study, dataset)
    return examine(study, dataset, findings, said, samples=samples, seed=seed, progress=progress)
