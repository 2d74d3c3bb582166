"""A study folder: check it, or run it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from civicreach.records.printed import read_printed
from civicreach.records.study import Study
from civicreach.records.studyfile import load_study

from .assemble import assemble
from .inputs import Progress, read_inputs
from .plan import Plan, plan_of
from .run import StudyRun, run_study
from .samples import samples_of
from .template import template_of


def read_study(path: str | Path) -> StudyFolder:
    """The study in a folder.

    Parameters
    ----------
    path : str or Path
        A folder that holds a `study.toml`, or that file.

    Raises
    ------
    StudyError
        With every fault of the study file.
    """
    path = Path(path)
    study = load_study(path)
    folder = path.parent if path.suffix == ".toml" else path
    return StudyFolder(folder, study)


@dataclass(frozen=True, slots=True)
class StudyFolder:
    """A study and the folder that its paths start from."""

    folder: Path
    study: Study

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.resolve().name

    def check(self, *, engine: str | None = None, progress: Progress = lambda _: None) -> Plan:
        """What a run would do; everything is read, counted and linked, and every formula and rule is tried.

        Parameters
        ----------
        engine, progress
            As in `run`.

        Raises
        ------
        StudyError, InputError, ServerError
            With everything that is wrong.
        """
        template_of(self.study, self.folder)
        inputs = read_inputs(self.study, self.folder, engine=engine, progress=progress)
        dataset, _ = assemble(self.study, inputs)
        samples_of(self.study, dataset)
        if self.study.study.printed:
            read_printed(self.folder, self.study.study.printed)
        return plan_of(self.name, self.study, inputs, dataset)

    def run(self, *, deep: bool = False, engine: str | None = None, progress: Progress = lambda _: None) -> StudyRun:
        """All findings of the study; nothing is written until the result is told to.

        Parameters
        ----------
        deep : bool
            Also compute every conclusion in every other careful way: ``run.firmness``, and a page of the report.
        engine : str, optional
            What counts posts and dated counts: ``duckdb``, or the address of a Spark Connect server,
            ``spark://host:port``; as the study says, where not given.
        progress : callable
            Is told what is being done.

        Raises
        ------
        StudyError, InputError, NotComputableError, ServerError
            With everything that is wrong.
        """
        return run_study(self.name, self.study, self.folder, deep=deep, engine=engine, progress=progress)
