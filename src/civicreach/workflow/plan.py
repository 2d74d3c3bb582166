"""What a run would do, in words: a frozen plan that can be printed, saved and tested without running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from civicreach.records.dataset import Dataset
from civicreach.records.study import Study
from civicreach.records.words import Words, joined, message, said

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
    steps: tuple[tuple[Words, Words], ...]

    def __str__(self) -> str:
        return "\n".join(self.lines(said))

    def lines(self, say: Callable[[Words], str]) -> Iterator[str]:
        """The plan in the words of `say`, a line for each step."""
        from rich.cells import cell_len  # Korean letters take two columns; only a printed plan asks

        steps = [(say(what), say(how)) for what, how in self.steps]
        width = max((cell_len(what) for what, _ in steps), default=0)
        yield say(message("Plan of {study}", study=self.study))
        for what, how in steps:
            yield f"  {what}{' ' * (width - cell_len(what))}  {how}"

    def as_dict(self) -> dict[str, Any]:
        """The plan for json, in English."""
        return {"study": self.study, "steps": [{"what": said(what), "with": said(how)} for what, how in self.steps]}


def plan_of(name: str, study: Study, inputs: Inputs, dataset: Dataset) -> Plan:
    """The plan of a study whose inputs were read and whose variables can be calculated."""
    steps: list[tuple[Words, Words]] = []
    for source, origins in inputs.origins.items():
        for origin in origins:
            file = message("{file} ({source}): {n} rows", file=origin.path, source=source, n=str(origin.rows))
            steps.append((message("read"), joined([file, origin.encoding] if origin.encoding else [file])))
    for source, links in inputs.links.items():
        linked = sum(id is not None for id in links.government)
        told = message(
            "{source}: {linked} of {n} rows to {governments} governments",
            source=source, linked=str(linked), n=str(len(links.government)), governments=str(len(dataset.governments)),
        )  # fmt: skip
        steps.append((message("link"), told))
    for source, spec in study.activity.items():
        what = message("count") if spec.is_posts else message("take the {take} of", take=spec.take)
        activity = inputs.activity[source]
        told = message(
            "activity.{source} in {window} ({timezone}): {counted} of {n} rows, {accounts} accounts",
            source=source, window=str(spec.window), timezone=study.study.timezone, counted=str(activity.n_counted),
            n=str(activity.n_read), accounts=str(len(activity.counts)),
        )  # fmt: skip
        steps.append((what, told))
    calculate, keep, fit = message("calculate"), message("keep"), message("fit")
    steps += [(calculate, f"{variable.name} = {variable.formula}") for variable in dataset.variables.values()]
    steps += [(keep, rule.keep) for rule in study.sample]
    steps.append((message("sample"), " -> ".join(map(str, dataset.flow.counts))))
    for model in study.models:
        told = message(
            "{name}: {outcome} on {k} factors", name=model.name, outcome=model.outcome, k=str(len(model.factors))
        )
        steps.append((fit, told))
    if study.study.printed:
        steps.append((message("compare"), message("with the numbers in {file}", file=str(study.study.printed))))
    formats, languages = ", ".join(study.report.formats), ", ".join(study.report.languages)
    steps.append((message("write"), message("{formats} in {languages}", formats=formats, languages=languages)))
    return Plan(name, tuple(steps))
