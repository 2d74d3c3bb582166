"""The output folder of a run: written beside its place first, so that nothing half-written is ever seen."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from civicreach.analysis.study import Findings
from civicreach.records.column import Column
from civicreach.records.errors import OutputError
from civicreach.records.missing import Missing
from civicreach.records.printed import Reproduction
from civicreach.report.compose import Material, compose
from civicreach.report.locale import Locale
from civicreach.report.writers.csv import SYNTHETIC, safe, summary_csv, table_csv

from .inputs import Progress

FORMATS = ("html", "csv", "json")

#: Says that a folder was made by a run, so that the next run may replace it.
MARK = "civicreach.json"


def write_folder(
    material: Material,
    findings: Findings,
    reproduced: Reproduction | None,
    out: Path,
    *,
    formats: Sequence[str],
    progress: Progress,
) -> Path:
    """Write the files of a run into a folder, which is replaced whole or not at all."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or isinstance(formats, str):
        raise OutputError(f"formats are a list of {', '.join(FORMATS)}; found {formats!r}")
    out = out.resolve()
    if out == Path.cwd():
        raise OutputError("the output folder is made anew by every run and cannot be the one that you are in")
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file, not a folder")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise OutputError(f"{out} holds something that no run made; name another folder with --out, or empty it")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror or error}") from None
    try:
        for path, text in files_of(material, findings, reproduced, formats, progress):
            target = beside / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8"))
        beside.chmod(0o755)
        _exchange(beside, out)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return out


def _exchange(made: Path, out: Path) -> None:
    """Put the new folder in the place of the old one; where that fails, the old one is put back."""
    if not out.exists():
        made.replace(out)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    try:
        out.replace(aside / out.name)
        try:
            made.replace(out)
        except OSError:
            (aside / out.name).replace(out)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def files_of(
    material: Material, findings: Findings, reproduced: Reproduction | None, formats: Sequence[str], progress: Progress
) -> Iterator[tuple[str, str]]:
    """Every file of the output folder with its text, the same for the same run."""
    synthetic = material.study.study.synthetic
    report = compose(material, findings, reproduced)
    yield MARK, json.dumps(_about(material, findings, reproduced, formats), ensure_ascii=False, indent=1) + "\n"
    yield "data/dataset.csv", _csv(*_dataset(material, findings), synthetic=synthetic)
    yield "data/missing.csv", _csv(*_missing(material), synthetic=synthetic)
    yield "data/case-flow.csv", _csv(*_case_flow(findings), synthetic=synthetic)
    yield "data/left-out.csv", _csv(*_left_out(material), synthetic=synthetic)
    yield "data/unlinked.csv", _csv(*_unlinked(material), synthetic=synthetic)
    if reproduced is not None:
        columns = ("table", "row", "column", "printed", "computed", "same")
        rows = [(c.table, c.row, c.column, c.printed, c.computed, c.same) for c in reproduced.comparisons]
        yield "data/printed.csv", _csv(columns, rows, synthetic=synthetic)
    for table in report.tables.values():
        if "csv" in formats:
            yield f"tables/{table.key}.csv", table_csv(table, synthetic=synthetic)
            if table.summary:
                yield f"tables/{table.key}-summary.csv", summary_csv(table, synthetic=synthetic)
        if "json" in formats:
            from civicreach.report.writers.json import table_json

            yield f"tables/{table.key}.json", table_json(table, report.languages, synthetic=synthetic)
    if "html" in formats:
        from civicreach.report.writers.html import report_html
        from civicreach.report.writers.svg import figure_svg

        progress("drawing the report")
        yield "index.html", report_html(report)
        for figure in report.figures.values():
            for language in report.languages:
                yield f"figures/{figure.key}-{language}.svg", figure_svg(figure, Locale(language))


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, synthetic: bool) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    mark = [SYNTHETIC] if synthetic else []
    writer.writerow([*map(safe, columns), *(["data"] if synthetic else [])])
    for row in rows:
        writer.writerow([*(_field(value) for value in row), *mark])
    return out.getvalue()


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
        (
            source,
            entry.row,
            entry.text,
            entry.parent,
            english.say(entry.reason),
            "; ".join(f"{p.name} [{p.government}] {p.score:g}" for p in entry.proposals),
        )
        for source, links in material.links.items()
        for entry in links.unlinked
    ]
    return ("source", "where", "text", "parent", "reason", "proposals"), rows


def _about(
    material: Material, findings: Findings, reproduced: Reproduction | None, formats: Sequence[str]
) -> dict[str, Any]:
    """What was run on what, for another program or the next run."""
    english = Locale("en")
    return {
        "study": material.name,
        "title": dict(material.study.study.title),
        "data": SYNTHETIC if material.study.study.synthetic else "as collected",
        "formats": list(formats),
        "case_flow": list(findings.flow.counts),
        "printed_numbers": reproduced and {"reproduced": reproduced.n_same, "of": reproduced.n},
        "decisions": [
            {
                "choice": english.say(d.choice),
                "reason": english.say(d.reason),
                "alternatives": english.say(d.alternatives),
            }
            for d in material.decisions
        ],
        "files": [
            {
                "path": o.path,
                "sha256": o.sha256,
                "bytes": o.size,
                "rows": o.rows,
                "encoding": o.encoding,
                "notes": list(o.notes),
            }
            for o in {o.path: o for origins in material.origins.values() for o in origins}.values()
        ],
        "versions": dict(material.versions),
    }
