"""What the page "How firm is it?" shows of the further analyses of a model."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from civicreach.analysis.firmness.further import Further
from civicreach.analysis.firmness.model import ModelFirmness
from civicreach.records.words import Words

from .document import Figure
from .figures.importance import importance_figure
from .figures.power import power_figure
from .table import Table
from .tables.clusters import clusters_table
from .tables.counts import effects_table, families_table
from .tables.dominance import dominance_table, groups_table
from .tables.power import power_table
from .tables.unanswered import bounds_table, weights_table


def errors_and_counts(
    model: ModelFirmness,
    found: Further,
    concluded: Collection[str],
    outcome: Words,
    labels: Mapping[str, Words],
    names: Mapping[str, Words],
) -> list[Table | Figure]:
    """Clusters, count families, and what a factor adds to the count."""
    parts: list[Table | Figure | None] = []
    if found.clusters is not None and concluded:
        parts.append(clusters_table(model.model, found.clusters, concluded, outcome, labels, names))
    if found.counts:
        parts.append(families_table(model.model, found.counts, outcome, labels, names))
    fit = model.fit
    main = dict(zip(fit.names, zip(fit.estimate.tolist(), fit.std_error.tolist(), strict=True), strict=True))
    parts += [effects_table(model.model, counts, main, outcome, labels, names) for counts in found.counts]
    return [part for part in parts if part is not None]


def importance_and_power(
    model: ModelFirmness,
    found: Further,
    concluded: Collection[str],
    outcome: Words,
    labels: Mapping[str, Words],
    names: Mapping[str, Words],
) -> list[Table | Figure]:
    """Groups, dominance, the shares as a figure, and what this study finds at its size and at others."""
    parts: list[Table | Figure] = []
    if model.importance is not None:
        parts.append(importance_figure(model.model, model.importance, outcome, labels))
    if found.grouped is not None:
        parts.append(groups_table(model.model, found.grouped, outcome, labels))
    if found.dominance is not None:
        parts.append(dominance_table(model.model, found.dominance, model.importance, outcome, labels))
    if found.curve is not None:
        parts.append(
            power_table(
                model.model, model.effects, found.curve, model.fit, outcome, labels,
                influence=model.influence, names=names,
            )
        )  # fmt: skip
        parts.append(power_figure(model.model, found.curve, model.fit.n, outcome, labels, concluded=concluded))
    return parts


def weights_and_bounds(
    model: ModelFirmness, found: Further, outcome: Words, labels: Mapping[str, Words], names: Mapping[str, Words]
) -> list[Table | Figure]:
    """Weighted governments, and what missing outcomes could do."""
    tables: list[Table | Figure | None] = [
        weights_table(
            model.model, model.fit, model.errors.of("HC3"), found.weighted, found.response, outcome, labels, names
        )
    ]
    if found.bounds is not None:
        tables.append(bounds_table(model.model, found.bounds, model.fit, outcome, labels, names))
    return [table for table in tables if table is not None]
