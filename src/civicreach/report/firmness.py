"""The page "How firm is it?": for each conclusion of the main tables where it survives and where it falls, and why."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from civicreach.analysis.firmness.conclusions import Conclusion
from civicreach.analysis.firmness.model import ModelFirmness
from civicreach.analysis.firmness.specifications import SpecifiedModel
from civicreach.analysis.firmness.study import Firmness
from civicreach.records.words import Words, message

from .document import Figure, Paragraph, Part, Section
from .figures.specification_curve import alternative, caption, notes, specification_curve_spec
from .further import errors_and_counts, importance_and_power, weights_and_bounds
from .pictures import synthetic_figure
from .table import Table
from .tables.checked import form_table, governments_table, importance_table, intervals_table
from .tables.firmness import checks_table, overview_table, refused_table
from .tables.incomplete import imputed_table, patterns_table
from .tables.specifications import options_table, shares_table, specifications_table
from .tables.unanswered import answers_table

KEY = "firmness"

#: What each kind of table is there to tell, by the first word of its key; said once, before the first of its kind.
_TELLS: Mapping[str, Words] = {
    "firmness": message(
        "What happens to each conclusion when the same coefficients are computed in another way: the fewer stars are"
        " left in its column, the less the conclusion should be relied on."
    ),
    "intervals": message(
        "How large each coefficient may be: where the interval of a method holds 0, that method does not tell the"
        " direction."
    ),
    "clusters": message(
        "Whether a conclusion stands when neighbours may resemble one another, so that they count as less than so many"
        " independent cases."
    ),
    "families": message("Which family of count models fits the outcome, and whether its spread is the one assumed."),
    "effects": message("What a factor goes with in numbers of the outcome itself, when it is explained as a count."),
    "exposure": message("The same where the outcome is explained relative to the size of the government."),
    "governments": message(
        "Whether a conclusion is that of all governments or of a few: those without which its stars change are named."
    ),
    "form": message(
        "Whether a straight line with even spread describes the outcome: a small p says that it does not, and that the"
        " checks with other errors and on another scale deserve more trust than the main table."
    ),
    "importance": message(
        "How much of what the model explains goes with each factor, and how large an effect would have to be for a"
        " study of this size to find it."
    ),
    "groups": message("How much of what the model explains goes with factors that belong together."),
    "dominance": message("Which factor adds more to the model than which other, whatever else is in it."),
    "power": message(
        "What the study could have found at all: an effect below these figures is easily missed, and no star is no"
        " proof of no effect."
    ),
    "weights": message("Whether the result changes when some governments count for more than others."),
    "bounds": message("What the missing outcomes could do at worst: nothing is assumed of them but their range."),
    "purposes": message("What those who did not answer could do at worst to the order of the purposes."),
    "imputed": message("Whether the result is owed to leaving out the governments that did not answer everything."),
    "specifications": message(
        "How often a factor keeps its direction and its significance over all ways in which the study could have been"
        " done."
    ),
    "decisions": message(
        "Whose choice the coefficient hangs on: the larger the share, the more that decision matters."
    ),
    "missing": message("Who lacks which answers, and whether the gaps look accidental."),
}

#: Tables of the whole page whose captions say it all.
_ALONE = {"firmness-options", "firmness-refused"}


def firmness_section(
    firmness: Firmness,
    *,
    legend: Mapping[str, float],
    labels: Mapping[str, Words],
    names: Mapping[str, Words],
    synthetic: bool,
) -> Section:
    """The whole page.

    Parameters
    ----------
    firmness : Firmness
        From `analysis.firmness.study.examine`.
    legend : mapping
        Stars and their limits.
    labels, names : mapping
        Words of the variables, and of the governments by id.
    synthetic : bool
        Whether the data are; every figure then says so itself.
    """
    concluded = {model.model: model.conclusions(legend) for model in firmness.models}
    entries = [
        (conclusion, _outcome(model, labels), model.checks, model.fit.names.index(conclusion.factor))
        for model in firmness.models
        for conclusion in concluded[model.model]
    ]
    parts: list[Part] = [
        Paragraph(
            message(
                "The main tables give one answer by one method. Here every answer that carries stars is computed again"
                " by other careful methods. The first table says how often each survives and where it falls; the rest"
                " shows the figures behind it."
            )
        )
    ]
    if entries:
        parts.append(overview_table(entries, labels, legend, _uncertain(firmness)))
    else:
        parts.append(Paragraph(message("No coefficient of the main tables carries stars: there is nothing to fall.")))
    every = next(iter(firmness.specified.values()), None)
    options = options_table(every) if every is not None else None
    parts += [options] if options is not None else []
    for model in firmness.models:
        parts += _of_model(firmness, model, concluded[model.model], legend=legend, labels=labels, names=names)
    parts.append(patterns_table(firmness.patterns, firmness.little, labels, names))
    if firmness.answers is not None:
        parts.append(answers_table(firmness.answers, labels))
    refused = [
        (message("{outcome}: {what}", outcome=_outcome(model, labels), what=what), reason)
        for model in firmness.models
        for what, reason in model.refused
    ]
    without = refused_table([*refused, *firmness.refused], {**names, **labels})
    parts += [without] if without is not None else []
    if synthetic:
        parts = [synthetic_figure(part) if isinstance(part, Figure) else part for part in parts]
    return Section(KEY, message("How firm is it?"), tuple(_told(parts)))


def _uncertain(firmness: Firmness) -> list[tuple[str, str]]:
    """Model and factor where the sign hangs on outcomes that are missing."""
    return [
        (name, factor)
        for name, further in firmness.further.items()
        if further.bounds is not None
        for factor, sign in zip(further.bounds.bounds.names, further.bounds.bounds.sign, strict=True)
        if not sign
    ]


def _told(parts: list[Part]) -> list[Part]:
    """The parts, with what each kind of table tells before the first of its kind."""
    left = dict(_TELLS)
    told: list[Part] = []
    for part in parts:
        if isinstance(part, Table) and part.key not in _ALONE:
            kind, _, of = part.key.partition("-")
            if of and kind in left:
                told.append(Paragraph(left.pop(kind)))
        told.append(part)
    return told


def _of_model(
    firmness: Firmness,
    model: ModelFirmness,
    conclusions: tuple[Conclusion, ...],
    *,
    legend: Mapping[str, float],
    labels: Mapping[str, Words],
    names: Mapping[str, Words],
) -> list[Part]:
    outcome = _outcome(model, labels)
    factors = [conclusion.factor for conclusion in conclusions]
    beta = model.fit.beta.tolist()
    further = firmness.further[model.model]
    tables = [
        checks_table(
            model.model,
            outcome,
            model.fit.names,
            model.checks,
            {**names, **labels},
            legend,
            beta,
            explained=model is firmness.models[0],
        ),
        intervals_table(model, factors, outcome, labels) if factors else None,
        *errors_and_counts(model, further, factors, outcome, labels, names),
        governments_table(model, outcome, labels, names),
        form_table(model, outcome, labels),
        importance_table(model, outcome, labels),
        *importance_and_power(model, further, factors, outcome, labels, names),
    ]
    if model.model in firmness.imputed and firmness.imputations is not None:
        found = firmness.imputed[model.model]
        tables.append(imputed_table(model.model, found, firmness.imputations, outcome, labels, names))
    tables += weights_and_bounds(model, further, outcome, labels, names)
    # a table without rows says so, and its notes say why
    parts: list[Part] = [part for part in tables if part is not None]
    if model.model in firmness.specified:
        every = firmness.specified[model.model]
        parts.append(specifications_table(model.model, every, outcome, labels))
        parts.append(shares_table(model.model, every, outcome, labels))
        parts += [
            _curve(every, place, model.model, labels)
            for place, curve in enumerate(every.every.curves)
            if curve.factor in factors and curve.n_specifications
        ]
    return parts


def _curve(every: SpecifiedModel, place: int, model: str, labels: Mapping[str, Words]) -> Figure:
    curve = every.every.curves[place]
    defensible = every.defensible.curves[place] if every.defensible is not None else None
    return Figure(
        f"curve-{model}-{curve.factor}",
        caption(curve, labels),
        alternative(curve, labels),
        partial(specification_curve_spec, curve, every.plan, labels),
        notes(curve, defensible),
    )


def _outcome(model: ModelFirmness, labels: Mapping[str, Words]) -> Words:
    return labels.get(model.outcome, model.outcome)
