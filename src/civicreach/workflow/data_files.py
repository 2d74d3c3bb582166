"""The data of a run as csv: for a spreadsheet, R or another program, with all digits and every reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from civicreach.analysis.study import Findings
from civicreach.records.column import Column
from civicreach.records.missing import Missing
from civicreach.records.printed import Reproduction
from civicreach.report.compose import Material
from civicreach.report.locale import Locale
from civicreach.report.writers.csv import csv_text, safe
from civicreach.report.writers.layout import SYNTHETIC


def data_files(material: Material, findings: Findings, reproduced: Reproduction | None) -> Iterator[tuple[str, str]]:
    """Every file of the folder `data` with its text."""
    synthetic = material.study.study.synthetic
    yield "data/dataset.csv", _csv(*_dataset(material, findings), synthetic=synthetic)
    yield "data/missing.csv", _csv(*_missing(material), synthetic=synthetic)
    yield "data/case-flow.csv", _csv(*_case_flow(findings), synthetic=synthetic)
    yield "data/left-out.csv", _csv(*_left_out(material), synthetic=synthetic)
    yield "data/unlinked.csv", _csv(*_unlinked(material), synthetic=synthetic)
    if reproduced is not None:
        columns = ("table", "row", "column", "printed", "computed", "same")
        rows = [(c.table, c.row, c.column, c.printed, c.computed, c.same) for c in reproduced.comparisons]
        yield "data/printed.csv", _csv(columns, rows, synthetic=synthetic)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, synthetic: bool) -> str:
    mark = [SYNTHETIC] if synthetic else []
    head = [*map(safe, columns), *(["data"] if synthetic else [])]
    return csv_text([head, *([*map(_field, row), *mark] for row in rows)])


def _field(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(float(value))
    return safe(str(value))


def _columns(material: Material) -> dict[str, Column]:
    """Everything that is known of the governments and used: activity, what was said, and the variables."""
    said = material.said
    columns: dict[str, Column] = dict(material.activity)
    columns |= {item: Column.numbers(said.chosen[:, place]) for place, item in enumerate(said.items)}
    survey = material.study.survey
    if said.confidence is not None and survey is not None and survey.confidence is not None:
        columns[survey.confidence.item] = said.confidence
    return columns | {name: variable.column for name, variable in material.dataset.variables.items()}


def _dataset(material: Material, findings: Findings) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    """One row per government: every variable with all digits, who is in the sample, and who in each model."""
    columns = _columns(material)
    marks = {"in_sample": material.dataset.sampled}
    marks |= {f"in_model_{fitted.model.name}": fitted.rows for fitted in findings.models}
    series = [column.values.tolist() for column in columns.values()]
    series += [rows.astype(int).tolist() for rows in marks.values()]
    rows = (
        [row.id, row.name, *values]
        for row, values in zip(material.dataset.governments.rows, zip(*series, strict=True), strict=True)
    )
    return ["government", "name", *columns, *marks], rows


def _missing(material: Material) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    """Every value that is not there, and why."""
    english = Locale("en")
    rows = [
        (id, name, english.say(Missing(code)))
        for name, column in _columns(material).items()
        for id, code in zip(material.dataset.governments.ids, column.missing.tolist(), strict=True)
        if code
    ]
    return ("government", "variable", "reason"), rows


def _case_flow(findings: Findings) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    english = Locale("en")
    rows = [
        (place, english.say(step.rule), departure.because, english.say(departure.reason), id)
        for place, step in enumerate(findings.flow.steps, 1)
        for departure in step.departures
        for id in departure.ids
    ]
    return ("step", "rule", "because", "reason", "government"), rows


def _left_out(material: Material) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    english = Locale("en")
    rows = [
        (entry.source, english.say(entry.reason), entry.count, where, what)
        for entry in material.left_out
        for where, what in entry.items or (("", ""),)
    ]
    return ("source", "reason", "count", "where", "found"), rows


def _unlinked(material: Material) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    english = Locale("en")
    rows = [
        (source, entry.row, entry.text, entry.parent, english.say(entry.reason), entry.near)
        for source, links in material.links.items()
        for entry in links.unlinked
    ]
    return ("source", "where", "text", "parent", "reason", "proposals"), rows
