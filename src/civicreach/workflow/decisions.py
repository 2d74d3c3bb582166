"""The choices that a study file makes, in words, with what else could have been chosen."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.provenance import Decision
from civicreach.records.study import Study
from civicreach.records.words import message


def decisions_of(study: Study) -> tuple[Decision, ...]:
    """Every choice that shapes the numbers: first the authors' own, then those that their study file implies."""
    own = [Decision(entry.choice, entry.reason, entry.alternatives) for entry in study.decisions]
    return (*own, *_implied(study))


def _implied(study: Study) -> Iterator[Decision]:
    zone = study.study.timezone
    for name, spec in study.activity.items():
        label = study.labels.get(name) or name
        if spec.is_posts:
            choice = message(
                "{what}: counted from {first} to {last}, both days included, in the time of {zone}",
                what=label,
                first=spec.window.first,
                last=spec.window.last,
                zone=zone,
            )
            yield Decision(choice, alternatives=message("another window; days in another time zone"))
            if not spec.complete:
                yield Decision(
                    message("{what}: an account of which the file holds no post is missing, not zero", what=label),
                    message("the file is not said to hold every post of every account"),
                    message("complete = true, where it does"),
                )
        else:
            taken = {"last": message("the last"), "first": message("the first"), "largest": message("the largest")}[
                spec.take
            ]
            choice = message(
                "{what}: {taken} count observed from {first} to {last}, in the time of {zone}",
                what=label,
                taken=taken,
                first=spec.window.first,
                last=spec.window.last,
                zone=zone,
            )
            yield Decision(choice, alternatives=message("the first, the last or the largest; another window"))
    if study.accounts is not None:
        if study.accounts.shared == "each":
            choice = message("an account that serves several governments counts for each of them")
            other = message('shared = "once": it counts for the first of them, and the others leave the sample')
        else:
            choice = message(
                "an account that serves several governments counts for the first of them; the others leave the sample"
            )
            other = message('shared = "each": it counts for each of them')
        yield Decision(choice, alternatives=other)
        if study.accounts.several == "sum":
            yield Decision(
                message("several accounts of one government are added up"),
                message("a person who likes two pages of a government is counted twice"),
                message('several = "largest": only the largest counts'),
            )
        else:
            yield Decision(
                message("of several accounts of one government only the largest counts"),
                alternatives=message('several = "sum": they are added up'),
            )
    if len(study.models) > 1:
        if study.report.complete_cases == "joint":
            yield Decision(
                message("all models share the cases that are complete in the variables of all of them"),
                message("tables can be compared line by line"),
                message('complete_cases = "each": every model has its own cases'),
            )
        else:
            yield Decision(
                message("every model has its own complete cases"),
                alternatives=message('complete_cases = "joint": all models share their cases'),
            )
    for rule in study.sample:
        yield Decision(
            message("kept in the sample: {rule}", rule=rule.keep), rule.reason, message("all governments that answered")
        )
