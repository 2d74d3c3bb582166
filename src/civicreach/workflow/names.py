"""What a name in a formula means: every variable of every input under its full name and its short ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from civicreach.records.column import Column
from civicreach.records.errors import FormulaError
from civicreach.records.missing import Missing
from civicreach.records.study import Study
from civicreach.records.words import message

from .inputs import Inputs
from .inputs.reading import placed


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A variable of an input: its values over the governments, and the files they come from."""

    column: Column
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """All variables of the inputs by full name: ``survey.certainty``, ``activity.likes``, ``statistics.age.median``.

    A formula may use any ending of a full name that fits one variable only: ``certainty``, ``age.median``.
    `variables` are those of the study itself, which a wrong name may have meant as well.
    """

    entries: Mapping[str, Entry]
    lists: Mapping[str, list[str]]
    variables: tuple[str, ...] = ()

    def find(self, name: str) -> Entry | list[str]:
        """What a name means, or `FormulaError` with the names that are near, or that it fits equally."""
        if name in self.lists:
            return self.lists[name]
        if name in self.entries:
            return self.entries[name]
        fits = [full for full in self.entries if full.endswith("." + name)]
        if len(fits) == 1:
            return self.entries[fits[0]]
        if fits:
            raise FormulaError(
                name, message("{name} fits several variables", name=name), right="one of " + ", ".join(fits)
            )
        ends = {full.rpartition(".")[2]: full for full in self.entries}
        known = list(dict.fromkeys([*self.variables, *sorted(ends)]))
        near = get_close_matches(name, list(dict.fromkeys([*known, *self.entries])), n=3)
        raise FormulaError(
            name,
            message("{name} is not a variable of this study", name=name),
            right=(f"{', '.join(near)}?" if near else message("one of {ends}", ends=", ".join(known[:40]))),
        )


def names_of(study: Study, inputs: Inputs, activity: Mapping[str, Column]) -> Names:
    """The names that formulas of a study may use.

    Where a survey holds a possible answer of a multiple-response set as a variable of its own, the short
    name means the answer as 1, 0 or missing; its label is ``survey.NAME.label``. The codes of a labelled
    question are ``survey.NAME.code``.
    """
    entries: dict[str, Entry] = {}

    def add(name: str, column: Column, source: str) -> None:
        entries[name] = Entry(column, tuple(origin.path for origin in inputs.origins.get(source, ())))

    for name, column in inputs.governments.columns.items():
        add(f"governments.{name}", column, "governments")
    for name, column in activity.items():
        add(f"activity.{name}", column, f"activity.{name}")
    for table, columns in inputs.statistics.items():
        for name, column in columns.items():
            add(f"statistics.{table}.{name}", column, f"statistics.{table}")
    for name, column in inputs.account_columns.items():
        add(f"accounts.{name}", column, "accounts")
    lists: dict[str, list[str]] = {}
    if inputs.survey is not None:
        shadowed = {item for responses in inputs.survey.sets.values() for item in responses.items}
        for name, question in inputs.survey.questions.items():
            labelled = placed(question.labelled, inputs.responses, Missing.NOT_IN_SURVEY)
            # an item's own name belongs to the set; what the survey calls its answers stays reachable
            add(f"survey.{name}.label" if name in shadowed else f"survey.{name}", labelled, "survey")
            codes = placed(question.answers, inputs.responses, Missing.NOT_IN_SURVEY)
            add(f"survey.{name}.code", codes, "survey")
        for set_name, responses in inputs.survey.sets.items():
            for item in responses.items:
                add(
                    f"survey.{set_name}.{item}",
                    placed(responses.item(item), inputs.responses, Missing.NOT_IN_SURVEY),
                    "survey",
                )
        if study.survey is not None and study.survey.confidence is not None:
            lists["positive"] = list(study.survey.confidence.positive)
    return Names(entries, lists, tuple(study.variables))
