"""All figures of a study, section by section; where one cannot be drawn, a sentence says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from civicreach.analysis.depiction import depict
from civicreach.analysis.reality.confidence import labels_of
from civicreach.analysis.study import Findings
from civicreach.records.words import Words, joined, message

from .document import Figure, NotDrawn, Paragraph, Part
from .figures.activity import activity_figure
from .figures.caseflow import CAPTION as CASE_FLOW
from .figures.caseflow import caseflow_figure
from .figures.coefficients import coefficients_figure
from .figures.correlations import correlations_figure
from .figures.distributions import distributions_figure
from .figures.likes_posts import likes_posts_figure
from .figures.missing import missing_figure
from .figures.saydo import saydo_figure
from .figures.style import Spec, marked
from .locale import Locale
from .writers.layout import SYNTHETIC

if TYPE_CHECKING:
    from .compose import Material

Drawn = Figure | NotDrawn


def pictures(material: Material, findings: Findings, labels: Mapping[str, Words]) -> Mapping[str, tuple[Part, ...]]:
    """The figures of each section, in the order in which they stand, and one sentence on those not drawn."""
    study, dataset = material.study, material.dataset
    shown = depict(study, dataset, findings, activity=material.activity)
    names = {row.id: row.labels or row.name for row in dataset.governments.rows}
    titles = _titles(findings, labels)
    sections: dict[str, list[Drawn]] = {
        "who": [*_flows(material, findings, titles), missing_figure(shown.missing, labels, names)],
        "reality": [
            activity_figure(findings.ranges, labels, look=study.report.sorted_activity),
            likes_posts_figure(shown.pairs, labels),
            *_saydo(material, findings, labels),
        ],
        "factors": [
            distributions_figure(shown.distributions, labels),
            correlations_figure(shown.correlations, labels),
            coefficients_figure(shown.coefficients, titles, labels),
        ],
    }
    return {section: _placed(drawn, synthetic=study.study.synthetic) for section, drawn in sections.items()}


def _placed(drawn: Sequence[Drawn], *, synthetic: bool) -> tuple[Part, ...]:
    figures = [synthetic_figure(part) if synthetic else part for part in drawn if isinstance(part, Figure)]
    absent = [
        message("{figure} ({reason})", figure=part.caption, reason=part.reason)
        for part in drawn
        if isinstance(part, NotDrawn)
    ]
    if not absent:
        return tuple(figures)
    return (*figures, Paragraph(message("Not drawn: {figures}.", figures=joined(absent, "; "))))


def synthetic_figure(figure: Figure) -> Figure:
    """The figure saying that its data are synthetic, for it may be handed on without its report."""

    def draw(locale: Locale) -> Spec:
        return marked(figure.spec(locale), SYNTHETIC)

    return replace(figure, spec=draw, alt=joined([figure.alt, f"{SYNTHETIC}."], " "))


def _titles(findings: Findings, labels: Mapping[str, Words]) -> Mapping[str, Words]:
    """A short title for each model: its outcome, and its name where several explain the same outcome."""
    outcomes = [fitted.model.outcome for fitted in findings.models]
    titles: dict[str, Words] = {}
    for fitted in findings.models:
        label = labels.get(fitted.model.outcome, fitted.model.outcome)
        alone = outcomes.count(fitted.model.outcome) == 1
        titles[fitted.model.name] = label if alone else joined([label, fitted.model.name], ": ")
    return titles


def _flows(material: Material, findings: Findings, titles: Mapping[str, Words]) -> list[Drawn]:
    """One flow for all models that share their cases, otherwise one for each."""
    if material.study.report.complete_cases == "joint" or not findings.models:
        return [caseflow_figure(findings.flow)]
    return [
        caseflow_figure(
            fitted.flow,
            key=f"case-flow-diagram-{fitted.model.name}",
            caption=message("{caption}: {model}", caption=CASE_FLOW, model=titles[fitted.model.name]),
        )
        for fitted in findings.models
    ]


def _saydo(material: Material, findings: Findings, labels: Mapping[str, Words]) -> list[Drawn]:
    """Activity under the answers of those who were asked."""
    said = material.said
    if not findings.by_confidence or said.confidence is None:
        return []
    answers = labels_of(said.confidence)
    values = {name: column.values[said.asked].astype(float) for name, column in material.activity.items()}
    kept = [answer for answer, there in zip(answers, said.asked, strict=True) if there]
    return [saydo_figure(values, kept, findings.by_confidence, labels)]
