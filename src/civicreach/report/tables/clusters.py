"""The conclusions of a model with errors by clusters."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from civicreach.analysis.firmness.clusters import ClusteredErrors, why_uncounted
from civicreach.analysis.firmness.model import METHODS
from civicreach.records.words import Words, joined, message
from civicreach.report.naming import in_words_of
from civicreach.report.table import Row, Table

from .errors import ERRORS, errors_row
from .regression import digits_of


def clusters_table(
    model: str,
    found: ClusteredErrors,
    concluded: Collection[str],
    outcome: Words,
    labels: Mapping[str, Words],
    names: Mapping[str, Words],
) -> Table:
    """Errors and intervals where governments of one cluster may depend on one another."""
    methods = found.errors.methods
    rows: list[Row] = []
    for place, factor in enumerate(found.errors.names):
        if factor not in concluded:
            continue
        digits = digits_of(methods[0].std_error[place])
        rows += [
            errors_row(errors, place, METHODS.get(errors.method, errors.method), labels, digits=digits)
            for errors in methods
        ]
    cluster = labels.get(found.cluster, found.cluster)
    notes: list[Words] = [
        message(
            "{n} governments in {clusters} clusters of {least} to {most}.",
            n=found.errors.n,
            clusters=len(found.sizes),
            least=found.sizes[-1],
            most=found.sizes[0],
        ),
        message(
            "CR0 and CR1 are for many clusters and too small where they are few. Jackknife and bootstraps leave out, "
            "draw or multiply whole clusters."
        ),
    ]
    if not found.few:
        notes.append(message("CR2 and the wild bootstrap count as checks."))
    if reason := why_uncounted(found):
        notes.append(
            message("{check}: {about}", check=message("CR2 and wild bootstrap"), about=in_words_of(reason, labels))
        )
    if found.cluster in found.errors.names:
        notes.append(message("{cluster} tells the clusters and is a factor of the model as well.", cluster=cluster))
    if found.between:
        notes.append(
            message(
                "The same within every cluster, so that only differences between the {n} clusters tell of them: "
                "{factors}.",
                n=len(found.sizes),
                factors=joined([labels.get(name, name) for name in found.between]),
            )
        )
    if found.left_out:
        governments = joined([names.get(id, id) for id in found.left_out])
        notes.append(
            message(
                "Left out, because {variable} is missing: {governments}.", variable=cluster, governments=governments
            )
        )
    for errors in methods:
        label = METHODS.get(errors.method, errors.method)
        told: list[Words] = [
            *(in_words_of(note, labels) for note in errors.notes),
            *([errors.undefined] if errors.undefined else []),
        ]
        if told:
            notes.append(message("{check}: {about}", check=label, about=joined(told, "; ")))
    caption = message("Errors of the conclusions about {outcome} by {cluster}", outcome=outcome, cluster=cluster)
    return Table(f"clusters-{model}", caption, message("Method"), ERRORS, tuple(rows), tuple(notes))
