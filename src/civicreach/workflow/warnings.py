"""What a careful reader should be told of a study before its tables."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from civicreach.analysis.study import Findings
from civicreach.linking.accounts import share_report
from civicreach.records.column import Column
from civicreach.records.formula import Formula, name_of
from civicreach.records.study import Link, Study
from civicreach.records.words import Words, joined, message

from .activity_columns import strangers
from .inputs import Inputs
from .names import Names, names_of

#: Ids that a sentence names.
NAMED = 10


def warnings_of(study: Study, inputs: Inputs, findings: Findings) -> tuple[Words, ...]:
    """Sentences on what was lost on the way and on what may be meant otherwise; few or none is good."""
    found = [_refused, _unlinked, _by_name_alone, _sharing, _strangers, _empty, _answers, _formulas]
    return tuple([words for find in found for words in find(study, inputs)] + list(_of_findings(study, findings)))


def _refused(study: Study, inputs: Inputs) -> Iterator[Words]:
    """Rows that would have counted, had they been written otherwise."""
    for name, activity in inputs.activity.items():
        refused = [entry for entry in activity.left_out if entry.refused]
        if refused:
            yield message(
                "{source}: {k} of {n} rows could not be used: {reasons}.", source=f"activity.{name}",
                k=sum(entry.count for entry in refused), n=activity.n_read,
                reasons=joined([message("{reason} ({n})", reason=e.reason, n=e.count) for e in refused], "; "),
            )  # fmt: skip
        if study.activity[name].complete and (activity.refused or strangers(inputs, activity)):
            yield message(
                "{source} is said to be complete, and holds posts without a readable date or of accounts that are no "
                "government's: look whether the zeros are real.", source=f"activity.{name}",
            )  # fmt: skip


def _unlinked(study: Study, inputs: Inputs) -> Iterator[Words]:
    """Rows without a government. Official statistics hold others too: there only what looks like ours is said."""
    for source, links in inputs.links.items():
        proposed = [entry for entry in links.unlinked if entry.proposals]
        shown = proposed if source.startswith("statistics.") else links.unlinked
        if shown:
            # those that look like ours are named first, and all are counted
            texts = list(dict.fromkeys(entry.text for entry in (*shown, *links.unlinked)))
            first = "; ".join(texts[:NAMED]) + (" …" if len(texts) > NAMED else "")
            yield message(
                "{source}: rows without a government: {k} of {n} ({first}); see the table of them.", source=source,
                k=len(links.unlinked), n=len(links.government), first=first,
            )  # fmt: skip


def _by_name_alone(study: Study, inputs: Inputs) -> Iterator[Words]:
    """Names that lie in several regions can be told apart by the region only."""
    if len({row.parent for row in inputs.governments.rows}) < 2:
        return
    specs: dict[str, Link] = {f"statistics.{name}": table.government for name, table in study.statistics.items()}
    if study.accounts is not None:
        specs["accounts"] = study.accounts.government
    for source, spec in specs.items():
        if spec.by == "name" and not spec.parent:
            yield message(
                "{source} is linked by name without its region: a place of the same name elsewhere would be taken for "
                "ours. Name the column of the region: parent = \"...\".", source=source,
            )  # fmt: skip


def _sharing(study: Study, inputs: Inputs) -> Iterator[Words]:
    sharing = share_report(inputs.accounts)
    if sharing.shared:
        named = "; ".join(f"{account}: {', '.join(ids)}" for account, ids in sharing.shared[:NAMED])
        each = study.accounts is not None and study.accounts.shared == "each"
        yield message(
            "Accounts that serve several governments: {n} ({named}). Counting rows, {governments} governments have an "
            "account; counting accounts, there are {accounts}. This run counts {how}.",
            n=len(sharing.shared), named=named, governments=sharing.n_governments, accounts=sharing.n_accounts,
            how=message("each government") if each else message("each account once"),
        )  # fmt: skip
    if sharing.several:
        named = "; ".join(f"{id}: {', '.join(names)}" for id, names in sharing.several[:NAMED])
        yield message("Governments with several accounts: {n} ({named}).", n=len(sharing.several), named=named)


def _strangers(study: Study, inputs: Inputs) -> Iterator[Words]:
    for name, activity in inputs.activity.items():
        unknown = () if study.activity[name].government is not None else strangers(inputs, activity)
        if unknown:
            named = ", ".join(unknown[:NAMED]) + (" …" if len(unknown) > NAMED else "")
            yield message("{source}: accounts that are no government's in the accounts file: {n} ({named}).",
                          source=f"activity.{name}", n=len(unknown), named=named)  # fmt: skip


def _empty(study: Study, inputs: Inputs) -> Iterator[Words]:
    for name, activity in inputs.activity.items():
        if not activity.n_counted:
            yield message("{source}: none of the {n} rows read lies in the window.", source=f"activity.{name}",
                          n=activity.n_read)  # fmt: skip


def _answers(study: Study, inputs: Inputs) -> Iterator[Words]:
    """Answers to the question of confidence that its order does not name."""
    spec = study.survey.confidence if study.survey else None
    if spec is None or not spec.order or inputs.survey is None:
        return
    answers = inputs.survey.questions[spec.item].labelled.values.tolist()
    for answer in sorted({str(answer) for answer in answers if answer is not None and answer == answer}):
        if answer not in spec.order:
            n = sum(str(given) == answer for given in answers)
            yield message("{item}: the answer {answer} ({n}) is not in order, and counts as not sure.",
                          item=spec.item, answer=repr(answer), n=n)  # fmt: skip


def _formulas(study: Study, inputs: Inputs) -> Iterator[Words]:
    """Texts that a formula asks for and no government has."""
    names = names_of(study, inputs, {})
    formulas = {name: variable.formula for name, variable in study.variables.items()}
    formulas |= {f"[[sample]] {place}": rule.keep for place, rule in enumerate(study.sample, 1)}
    for name, text in formulas.items():
        for asked, column in _texts_asked(Formula.parse(text), names):
            given = sorted({str(value) for value in column.values if value is not None})
            if asked not in given:
                yield message("{name} asks for {asked}, which no government has; there are: {given}.", name=name,
                              asked=repr(asked), given=", ".join(given[:NAMED]))  # fmt: skip


def _texts_asked(formula: Formula, names: Names) -> Iterator[tuple[str, Column]]:
    """Every text that a formula compares a variable of text with."""
    for node in ast.walk(formula.tree):
        if not isinstance(node, ast.Compare) or len(node.comparators) != 1:
            continue
        name, other = name_of(node.left), node.comparators[0]
        found = names.entries.get(name) or next((e for f, e in names.entries.items() if f.endswith(f".{name}")), None) \
            if name else None  # fmt: skip
        if found is None or not found.column.is_text:
            continue
        constants = other.elts if isinstance(other, ast.List | ast.Tuple) else [other]
        yield from (
            (constant.value, found.column)
            for constant in constants
            if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
        )


def _of_findings(study: Study, findings: Findings) -> Iterator[Words]:
    for name, found in findings.ranges.items():
        if found.verdict is not None:
            yield message("{measure}: {verdict}.", measure=study.labels.get(name) or name, verdict=found.verdict)
