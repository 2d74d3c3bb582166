"""All that a report says in sentences, table by table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from civicreach.analysis.study import Findings
from civicreach.records.study import Study
from civicreach.records.words import Words
from civicreach.report.claim import Claim
from civicreach.report.table import Table

from .activity import activity_claims
from .caseflow import case_flow_claims
from .confidence import confidence_claims
from .descriptives import descriptives_claims
from .purposes import purposes_claims, strategies_claims
from .regression import regression_claims
from .saydo import answers_claims, named_claims, rank_tests_claims
from .saying import Prose

if TYPE_CHECKING:
    from civicreach.analysis.firmness.study import Firmness


def prose_of(
    study: Study,
    findings: Findings,
    tables: Mapping[str, Table],
    labels: Mapping[str, Words],
    *,
    columns: Sequence[str] = (),
    firmness: Firmness | None = None,
) -> Prose:
    """The sentences of a study's report.

    Parameters
    ----------
    study, findings
        What was asked and found.
    tables : mapping
        The tables of the report with their numbers, made of the findings.
    labels : mapping
        Words for machine names.
    columns : sequence of str
        What documents show of a model; everything, where empty.
    firmness : Firmness or None
        Of a deep run.
    """
    made: dict[str, tuple[Claim, ...]] = {"case-flow": case_flow_claims(tables["case-flow"], findings.flow)}
    if findings.purposes is not None:
        made["purposes"] = purposes_claims(tables["purposes"])
    if findings.strategies is not None:
        expected = findings.strategies.expected
        made["strategies"] = strategies_claims(tables["strategies"], labels=labels, expected=expected)
    if findings.confidence is not None:
        made["confidence"] = confidence_claims(tables["confidence"], findings.confidence)
    if "activity" in tables:
        made["activity"] = activity_claims(tables["activity"], findings.ranges)
    says = {"say-do-confidence": answers_claims, "say-do-tests": rank_tests_claims}
    says |= {"say-do-purpose": named_claims, "say-do-strategy": named_claims}
    made |= {key: claims(tables[key]) for key, claims in says.items() if key in tables}
    if "descriptives" in tables:
        outcomes = [model.outcome for model in study.models]
        made["descriptives"] = descriptives_claims(tables["descriptives"], outcomes=outcomes)
    for fitted in findings.models:
        model = fitted.model
        own = f"case-flow-{model.name}"
        if own in tables:
            made[own] = case_flow_claims(tables[own], fitted.flow)
        made[f"model-{model.name}"] = regression_claims(
            tables[f"model-{model.name}"],
            outcome=labels.get(model.outcome, model.outcome),
            flow=tables[own if own in tables else "case-flow"],
            printed=columns,
        )
    if firmness is not None:
        # a plain run need not wait for it
        from .firmness import firmness_claims

        made |= firmness_claims(firmness, tables, legend=study.report.stars, labels=labels)
    # of two rows by one name a sentence could not say which it means
    plain = {key: claims for key, claims in made.items() if _names_rows_once(tables[key])}
    return Prose(plain, tables)


def _names_rows_once(table: Table) -> bool:
    return len({row.key for row in table.rows}) == len(table.rows)
