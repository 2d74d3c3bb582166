"""What a run would do, in words: a frozen plan that can be printed, saved and tested without running."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from civicreach.records.dataset import Dataset
from civicreach.records.study import Study

from .inputs import Inputs


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a run, in order: what is done, and with what.

    Attributes
    ----------
    study : str
        Name of the study folder.
    steps : tuple of (what, with what)
        In the order of the run.
    """

    study: str
    steps: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        width = max((len(what) for what, _ in self.steps), default=0)
        return "\n".join([f"Plan of {self.study}", *(f"  {what:<{width}}  {how}" for what, how in self.steps)])

    def as_dict(self) -> dict[str, Any]:
        """The plan for json."""
        return {"study": self.study, "steps": [{"what": what, "with": how} for what, how in self.steps]}


def plan_of(name: str, study: Study, inputs: Inputs, dataset: Dataset) -> Plan:
    """The plan of a study whose inputs were read and whose variables can be calculated."""
    steps: list[tuple[str, str]] = []
    steps += [
        ("read", f"{origin.path} ({source}): {origin.rows} rows{_encoded(origin.encoding)}")
        for source, origins in inputs.origins.items()
        for origin in origins
    ]
    for source, links in inputs.links.items():
        linked = sum(id is not None for id in links.government)
        steps.append(
            ("link", f"{source}: {linked} of {len(links.government)} rows to {len(dataset.governments)} governments")
        )
    for source, spec in study.activity.items():
        what = "count" if spec.is_posts else f"take the {spec.take} of"
        steps.append(
            (
                what,
                f"activity.{source} in {spec.window} ({study.study.timezone}): {inputs.activity[source].n_counted} of "
                f"{inputs.activity[source].n_read} rows, {len(inputs.activity[source].counts)} accounts",
            )
        )
    steps += [("calculate", f"{variable.name} = {variable.formula}") for variable in dataset.variables.values()]
    steps += [("keep", rule.keep) for rule in study.sample]
    steps.append(("sample", " -> ".join(map(str, dataset.flow.counts))))
    for model in study.models:
        steps.append(("fit", f"{model.name}: {model.outcome} on {len(model.factors)} factors"))
    if study.study.printed:
        steps.append(("compare", f"with the numbers in {study.study.printed}"))
    steps.append(("write", f"{', '.join(study.report.formats)} in {', '.join(study.report.languages)}"))
    return Plan(name, tuple(steps))


def _encoded(encoding: str) -> str:
    return f", {encoding}" if encoding else ""
