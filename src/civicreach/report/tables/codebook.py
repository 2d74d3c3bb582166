"""The codebook: what the survey asked, what its codes mean, and how often each was given."""

from __future__ import annotations

from collections import Counter

from civicreach.records.survey import Question, Survey
from civicreach.records.words import message
from civicreach.report.table import Cell, Column, Row, Table

COLUMNS = (
    Column("answer", message("Answer"), "text"),
    Column("n", message("Frequency"), "count"),
    Column("kind", message("Counts as"), "text"),
)

#: A question with more different answers than this is described by its range instead.
LISTED = 12


def codebook_table(survey: Survey) -> Table:
    """Every question with its answers; declared missing codes and blanks stand apart from the data."""
    rows: list[Row] = []
    for question in survey.questions.values():
        heading = f"{question.name}: {question.label}" if question.label else question.name
        sets = [s.name for s in survey.sets.values() if question.name in s.items]
        if sets:
            heading += f" [{', '.join(sets)}]"
        for key, cells in _answers(question):
            rows.append(Row(f"{question.name}.{key}", key, cells, group=heading))
    notes = [
        message(
            "{name}: a set of several answers ({kind}) of {items}.",
            name=s.name,
            kind=_KINDS[s.kind],
            items=", ".join(s.items),
        )
        for s in survey.sets.values()
    ]
    return Table("codebook", message("Codebook of the survey"), message("Code"), COLUMNS, tuple(rows), tuple(notes))


_KINDS = {
    "dichotomous": message("one variable an answer"),
    "category": message("variables with codes"),
    "delimited": message("one cell with several answers"),
}


def _answers(question: Question) -> list[tuple[str, tuple[Cell, ...]]]:
    valid = message("valid")
    given = Counter(question.answers.values[question.answers.present].tolist())
    lines: list[tuple[str, tuple[Cell, ...]]] = []
    declared = set(question.declared_counts)
    codes = {code: label for code, label in question.labels.items() if label not in declared or code in given}
    if len(given) > LISTED and not codes:
        numbers = [value for value in given if isinstance(value, float)]
        if numbers:
            text = message(
                "from {low} to {high}, {k} different values",
                low=f"{min(numbers):.15g}",
                high=f"{max(numbers):.15g}",
                k=len(given),
            )
        else:
            text = message("text, {k} different values", k=len(given))
        lines.append(("…", (Cell(text), Cell(sum(given.values())), Cell(valid))))
    else:
        every = dict.fromkeys([*codes, *sorted(given, key=lambda code: (str(type(code)), code))])
        for code in every:
            label = question.labels.get(code, "")
            lines.append(
                (question.label_of(code) if not label else _code(code), (Cell(label), Cell(given[code]), Cell(valid)))
            )
    for label, count in question.declared_counts.items():
        lines.append((label, (Cell(""), Cell(count), Cell(message("missing, declared by the survey")))))
    blank = int((question.answers.missing == 1).sum())
    if blank:
        lines.append(("·", (Cell(message("no answer")), Cell(blank), Cell(message("missing")))))
    return lines


def _code(code: float | str) -> str:
    return f"{code:.15g}" if isinstance(code, float) else code
