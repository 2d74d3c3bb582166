"""The conclusions of a model with errors by clusters."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from civicreach.analysis.firmness.clusters import ClusteredErrors
from civicreach.analysis.firmness.model import METHODS
from civicreach.records.words import Words, joined, message
from civicreach.report.table import Table

from .checked import ERRORS, error_rows


def clusters_table(
    model: str, found: ClusteredErrors, concluded: Collection[str], outcome: Words, labels: Mapping[str, Words]
) -> Table:
    """Errors and intervals where governments of one cluster may depend on one another."""
    cluster = labels.get(found.cluster, found.cluster)
    notes: list[Words] = [
        message(
            "{n} governments in {clusters} clusters of {least} to {most}.",
            n=found.errors.n,
            clusters=len(found.sizes),
            least=found.sizes[-1],
            most=found.sizes[0],
        ),
        message("CR0 and CR1 are for many clusters and too small where they are few; CR2 and the wild bootstrap count "
                "as checks. Jackknife and bootstraps leave out, draw or multiply whole clusters."),
    ]  # fmt: skip
    if found.left_out:
        ids = ", ".join(found.left_out)
        notes.append(message("Left out, because {variable} is missing: {ids}.", variable=cluster, ids=ids))
    for errors in found.errors.methods:
        label = METHODS.get(errors.method, errors.method)
        told: list[Words] = [*errors.notes, *([errors.undefined] if errors.undefined else [])]
        if told:
            notes.append(message("{check}: {about}", check=label, about=joined(told, "; ")))
    caption = message("Errors of the conclusions about {outcome} by {cluster}", outcome=outcome, cluster=cluster)
    rows = error_rows(found.errors, concluded, labels)
    return Table(f"clusters-{model}", caption, message("Method"), ERRORS, rows, tuple(notes))
