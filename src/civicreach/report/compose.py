"""A study's report, put together from its findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from civicreach.analysis.study import Findings, Said
from civicreach.linking.link import Links
from civicreach.records.column import Column
from civicreach.records.dataset import Dataset
from civicreach.records.printed import Reproduction
from civicreach.records.provenance import Decision, FileOrigin, LeftOut
from civicreach.records.study import Study
from civicreach.records.survey import Survey
from civicreach.records.words import Words, message

from .document import Paragraph, Part, Report, Section, numbered, tables_of
from .naming import government_names
from .numbers import in_words
from .style import STYLES
from .table import Table
from .tables.caseflow import caseflow_table
from .tables.codebook import codebook_table
from .tables.confidence import confidence_table
from .tables.descriptives import descriptives_table, range_table
from .tables.months import months_table
from .tables.printed import printed_table
from .tables.provenance import (
    decisions_table,
    left_out_table,
    links_table,
    origins_table,
    unlinked_table,
    variables_table,
)
from .tables.purposes import purposes_table, strategies_table
from .tables.regression import regression_table
from .tables.saydo import confidence_activity_table, confidence_tests_table, purpose_activity_table

if TYPE_CHECKING:
    from .prose.saying import Prose


if TYPE_CHECKING:
    from civicreach.analysis.firmness.study import Firmness


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What a report is made of, beside the findings: the study, its data and where they came from."""

    name: str
    study: Study
    dataset: Dataset
    said: Said
    activity: Mapping[str, Column]
    by_month: Mapping[str, tuple[tuple[str, int], ...]]
    survey: Survey | None
    links: Mapping[str, Links]
    left_out: tuple[LeftOut, ...]
    origins: Mapping[str, tuple[FileOrigin, ...]]
    decisions: tuple[Decision, ...]
    warnings: tuple[Words, ...]
    versions: Mapping[str, str]
    firmness: Firmness | None = None


def compose(
    material: Material, findings: Findings, reproduced: Reproduction | None = None, *, drawn: bool = True
) -> Report:
    """The report of a study in reading order: who, what they say and do, what explains it, and on what grounds.

    Without `drawn` it has no figures, and nothing is computed for them.
    """
    study = material.study
    labels = labels_for(study, material.dataset)
    figures: Mapping[str, tuple[Part, ...]] = {}
    if drawn:
        # tables alone do not wait for what draws
        from .pictures import pictures

        figures = pictures(material, findings, labels)
    sections = [
        Section("who", message("Who is analysed"), (*_who(material, findings, reproduced), *figures.get("who", ()))),
        Section(
            "reality",
            message("Step 1: the reality"),
            (*_reality(material, findings, labels), *figures.get("reality", ())),
        ),
        Section(
            "factors",
            message("Step 2: the factors"),
            (*_factors(material, findings, labels), *figures.get("factors", ())),
        ),
        *_firmness(material, labels),
        Section("grounds", message("On what grounds"), _grounds(material)),
        Section(
            "codebook", message("What the survey asked"), (codebook_table(material.survey),) if material.survey else ()
        ),
    ]
    parts = numbered(
        tuple(_led(section) for section in sections if section.parts),
        # the tables that an article prints, in the order in which it prints them
        main={"purposes", "confidence", "descriptives", *(f"model-{model.name}" for model in study.models)},
    )
    columns = study.report.columns or STYLES[study.report.style].columns
    return Report(
        name=material.name,
        title=study.study.title,
        description=study.study.description,
        languages=study.report.languages,
        synthetic=study.study.synthetic,
        headline=_headline(study, findings, reproduced, labels),
        sections=parts,
        versions=material.versions,
        style=STYLES[study.report.style],
        columns=columns,
        prose=_prose(material, findings, tables_of(parts), labels, columns) if study.report.prose else None,
    )


#: What each section tells, in a sentence before its tables.
_LEADS: Mapping[str, Words] = {
    "who": message("Which governments the figures below are about, and why the others are not among them."),
    "reality": message(
        "What officials say they want and how sure they are of it, what their pages did, and whether the two go"
        " together."
    ),
    "factors": message(
        "Which factors go with more or less activity when the others are held constant, as a main table and as figures."
    ),
    "grounds": message(
        "What was decided on the way, where every variable comes from, and what was read and not counted: enough for"
        " somebody else to compute the same."
    ),
    "codebook": message("The questions of the survey with their answers, and which answers count as missing."),
}


def _led(section: Section) -> Section:
    lead = _LEADS.get(section.key)
    return section if lead is None else replace(section, parts=(Paragraph(lead), *section.parts))


def _prose(
    material: Material,
    findings: Findings,
    tables: Mapping[str, Table],
    labels: Mapping[str, Words],
    columns: Sequence[str],
) -> Callable[[], Prose]:
    """The report's sentences, made once and when a writer asks for them: tables alone do without."""

    @cache
    def prose() -> Prose:
        from .prose.findings import prose_of

        return prose_of(material.study, findings, tables, labels, columns=columns, firmness=material.firmness)

    return prose


def labels_for(study: Study, dataset: Dataset) -> dict[str, Words]:
    """The words for every machine name: the author's labels, and those of the variables."""
    labels: dict[str, Words] = dict(_COMMON)
    labels.update({name: variable.label for name, variable in dataset.variables.items() if variable.label != name})
    labels.update(study.labels)
    return labels


_COMMON: Mapping[str, Words] = {
    "posts": message("Posts"),
    "likes": message("Likes"),
    "followers": message("Followers"),
    "push": message("push"),
    "pull": message("pull"),
    "interaction": message("interaction"),
    "yes": message("yes"),
    "no": message("no"),
}


def _headline(
    study: Study, findings: Findings, reproduced: Reproduction | None, labels: Mapping[str, Words]
) -> tuple[tuple[Words, Words], ...]:
    flow = findings.flow
    ends = sorted({fitted.flow.n for fitted in findings.models}) or [flow.n]
    end = "–".join(in_words(n, 0) for n in dict.fromkeys((ends[0], ends[-1])))
    unit: Words = study.study.unit or message("governments")
    lines: list[tuple[Words, Words]] = [
        (message("{unit}: from those listed to those analysed", unit=unit), f"{in_words(flow.start, 0)} → {end}")
    ]
    if findings.confidence is not None and findings.confidence.positive:
        positive, n = findings.confidence.n_positive, findings.confidence.n
        lines.append((message("are sure that their aims are met"), message("{k} of {n} asked", k=positive, n=n)))
    for name, r in findings.ranges.items():
        if r.ratio is not None:
            what = message("{measure}: the most active against the least", measure=labels.get(name, name))
            lines.append((what, f"{in_words(r.ratio, 0)} : 1"))
    for fitted in findings.models:
        what = message("R² of {outcome}", outcome=labels.get(fitted.model.outcome, fitted.model.outcome))
        style = STYLES[study.report.style]
        lines.append((what, in_words(fitted.result.r_squared, 3, bounded=True, style=style)))
    if reproduced is not None:
        lines.append(
            (message("printed numbers reproduced"), message("{k} of {n}", k=reproduced.n_same, n=reproduced.n))
        )
    return tuple(lines)


def _who(material: Material, findings: Findings, reproduced: Reproduction | None) -> tuple[Part, ...]:
    parts: list[Part] = [caseflow_table(findings.flow, government_names(material.dataset.governments.rows))]
    if material.study.report.complete_cases == "each":
        parts += [
            Paragraph(message("Each model is fitted on its own complete cases; their flows stand with the models."))
        ]
    parts += [Paragraph(warning) for warning in material.warnings]
    if reproduced is not None:
        parts.append(printed_table(reproduced))
    return tuple(parts)


def _reality(material: Material, findings: Findings, labels: Mapping[str, Words]) -> tuple[Part, ...]:
    study = material.study
    names = government_names(material.dataset.governments.rows)
    parts: list[Part] = []
    if findings.purposes is not None:
        parts.append(purposes_table(findings.purposes, labels))
    if findings.strategies is not None:
        parts.append(strategies_table(findings.strategies, labels))
    if findings.confidence is not None:
        parts.append(confidence_table(findings.confidence, labels))
    if findings.ranges:
        windows = {name: str(spec.window) for name, spec in study.activity.items()}
        parts.append(range_table(findings.ranges, labels, windows))
    if findings.by_confidence and material.said.confidence is not None:
        parts.append(confidence_activity_table(findings.by_confidence, findings.gaps, labels, names))
        parts.append(confidence_tests_table(findings.by_confidence, labels))
    by_purpose = message("Saying and doing: activity by stated purpose"), message("Purpose")
    by_strategy = message("Saying and doing: activity by strategy"), message("Strategy")
    for key, found, (caption, stub) in (
        ("say-do-purpose", findings.by_purpose, by_purpose),
        ("say-do-strategy", findings.by_strategy, by_strategy),
    ):
        if any(found.values()):
            parts.append(purpose_activity_table(found, labels, key=key, caption=caption, stub=stub))
    return tuple(parts)


def _factors(material: Material, findings: Findings, labels: Mapping[str, Words]) -> tuple[Part, ...]:
    study = material.study
    parts: list[Part] = []
    if findings.descriptives is not None:
        digits = {name: v.digits for name, v in material.dataset.variables.items() if v.digits is not None}
        parts.append(descriptives_table(findings.descriptives, labels, digits))
    for fitted in findings.models:
        model, flow = fitted.model, fitted.flow
        outcome = labels.get(model.outcome, model.outcome)
        caption: Words = model.title or message("Regression of {outcome}", outcome=outcome)
        counts = " → ".join(in_words(n, 0) for n in flow.counts)
        notes: Sequence[Words] = (
            message(
                "Outcome: {outcome}. Linear regression with a constant, classical standard errors, two-sided t with "
                "{df} degrees of freedom. Cases: {flow}.",
                outcome=outcome,
                df=fitted.result.df_residual,
                flow=counts,
            ),
        )
        parts.append(
            regression_table(
                fitted.result,
                key=f"model-{model.name}",
                caption=caption,
                labels=labels,
                legend=study.report.stars,
                notes=tuple(notes),
            )
        )
        if study.report.complete_cases == "each":
            parts.append(
                caseflow_table(
                    flow,
                    government_names(material.dataset.governments.rows),
                    key=f"case-flow-{model.name}",
                    caption=message("Case flow of {model}", model=caption),
                )
            )
    return tuple(parts)


def _firmness(material: Material, labels: Mapping[str, Words]) -> tuple[Section, ...]:
    """The page that a deep run adds."""
    if material.firmness is None:
        return ()
    # a plain run need not wait for it
    from .firmness import firmness_section

    names = government_names(material.dataset.governments.rows)
    legend = material.study.report.stars
    synthetic = material.study.study.synthetic
    return (firmness_section(material.firmness, legend=legend, labels=labels, names=names, synthetic=synthetic),)


def _grounds(material: Material) -> tuple[Part, ...]:
    parts: list[Part] = []
    if material.decisions:
        parts.append(decisions_table(material.decisions))
    parts.append(variables_table(material.dataset))
    by_month = {name: months for name, months in material.by_month.items() if months}
    if by_month:
        parts.append(months_table(by_month, labels_for(material.study, material.dataset)))
    if material.links:
        parts.append(links_table(material.links))
    if any(link.unlinked for link in material.links.values()):
        parts.append(unlinked_table(material.links))
    if material.left_out:
        parts.append(left_out_table(material.left_out))
    parts.append(origins_table(material.origins))
    return tuple(parts)
