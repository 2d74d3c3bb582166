"""One run of a study, from its files to its findings."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from civicreach.analysis.study import Findings, Said, analyse
from civicreach.records.column import Column
from civicreach.records.dataset import Dataset
from civicreach.records.missing import Missing
from civicreach.records.printed import Reproduction, read_printed
from civicreach.records.study import Study
from civicreach.report.compose import Material, compose
from civicreach.report.document import Report
from civicreach.report.locale import Locale

from .assemble import assemble
from .decisions import decisions_of
from .inputs import Inputs, Progress, read_inputs
from .reproduce import reproduce
from .template import template_of
from .warnings import warnings_of
from .write import write_folder

if TYPE_CHECKING:
    from civicreach.analysis.firmness.study import Firmness

#: Software that takes part in the numbers or the pages of a report.
SOFTWARE = ("numpy", "duckdb", "pyreadstat", "python-calamine", "vl-convert-python")


@dataclass(frozen=True, slots=True, eq=False)
class StudyRun:
    """A study with its findings.

    Attributes
    ----------
    study : Study
        As its file describes it.
    dataset : Dataset
        One row per government.
    findings : Findings
        All results.
    reproduced : Reproduction or None
        The printed numbers beside the computed ones, where the study names some.
    material : Material
        What the report is made of.
    template : Path or None
        The study's own Word template.
    """

    study: Study
    dataset: Dataset
    findings: Findings
    reproduced: Reproduction | None
    material: Material
    template: Path | None = None

    @property
    def firmness(self) -> Firmness | None:
        """How firm the conclusions are; None unless the run was a deep one."""
        return self.material.firmness

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a careful reader should know, as English sentences."""
        return tuple(Locale("en").say(words) for words in self.material.warnings)

    def report(self) -> Report:
        """The report, ready for any writer."""
        return compose(self.material, self.findings, self.reproduced)

    def write(
        self,
        out: str | Path,
        *,
        formats: Iterable[str] | None = None,
        template: str | Path | None = None,
        progress: Progress = lambda _: None,
    ) -> Path:
        """Write the output folder anew and give its path; a failure leaves what was there before.

        Parameters
        ----------
        out : str or Path
            The folder.
        formats : iterable of str, optional
            What is written; as the study file says, where not given.
        template : str or Path, optional
            A Word template of a journal; the study's own, where not given.

        Raises
        ------
        InputError
            The template cannot be one.
        OutputError
            The folder cannot be written, or holds something that no run of civicreach made.
        """
        return write_folder(
            self.material,
            self.findings,
            self.reproduced,
            Path(out),
            formats=tuple(formats or self.study.report.formats),
            template=Path(template) if template is not None else self.template,
            progress=progress,
        )


def run_study(
    name: str,
    study: Study,
    folder: Path,
    *,
    deep: bool = False,
    engine: str | None = None,
    progress: Progress = lambda _: None,
) -> StudyRun:
    """Read, assemble and analyse a study, and compare it with its printed numbers."""
    template = template_of(study, folder)
    inputs = read_inputs(study, folder, engine=engine, progress=progress)
    printed = read_printed(folder, study.study.printed) if study.study.printed else None
    progress("assembling the dataset")
    dataset, activity = assemble(study, inputs)
    said = _said(study, inputs)
    progress("analysing")
    findings = analyse(study, dataset, said=said, activity=activity)
    firmness = None
    if deep:
        from .deepen import deepen

        firmness = deepen(study, dataset, findings, said, progress=progress)
    material = Material(
        name,
        study,
        dataset,
        said,
        activity,
        {source: counted.by_month for source, counted in inputs.activity.items()},
        inputs.survey,
        inputs.links,
        inputs.left_out,
        inputs.origins,
        decisions_of(study),
        warnings_of(study, inputs, findings),
        versions(),
        firmness,
    )
    run = StudyRun(study, dataset, findings, None, material, template)
    if printed is None:
        return run
    return replace(run, reproduced=reproduce(printed, compose(material, findings, drawn=False).tables))


def versions() -> Mapping[str, str]:
    """Versions of the software that makes numbers and pages."""
    found = {"civicreach": version("civicreach"), "Python": platform.python_version()}
    for package in SOFTWARE:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _said(study: Study, inputs: Inputs) -> Said:
    """What the officials of each government said, over the governments."""
    rows = inputs.responses
    asked = rows >= 0
    survey, spec = inputs.survey, study.survey
    items: tuple[str, ...] = ()
    chosen = np.empty((len(rows), 0))
    confidence = None
    if survey is not None and spec is not None and spec.purposes is not None:
        responses = survey.sets[spec.purposes.set]
        named = [purpose for purposes in spec.purposes.strategy.values() for purpose in purposes]
        # codes and cells have no order of their own: the strategies', then the file's
        ordered = responses.items if responses.kind == "dichotomous" else (*named, *responses.items)
        items = tuple(dict.fromkeys(ordered))
        places = [responses.items.index(item) for item in items]
        chosen = np.where(asked[:, None], responses.chosen[np.maximum(rows, 0)][:, places], np.nan)
    if survey is not None and spec is not None and spec.confidence is not None:
        labelled = survey.questions[spec.confidence.item].labelled
        found = labelled.take(np.maximum(rows, 0))
        values = found.values.copy()
        values[~asked] = None if found.is_text else np.nan
        confidence = Column(values, np.where(asked, found.missing, np.uint8(Missing.NOT_IN_SURVEY)).astype(np.uint8))
    return Said(asked, items, chosen, confidence)
