"""What a careful reader should be told of a study before its tables."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.analysis.study import Findings
from civicreach.linking.accounts import share_report
from civicreach.records.study import Study
from civicreach.records.words import Words, message

from .activity_columns import strangers
from .inputs import Inputs

#: Ids that a sentence names.
NAMED = 10


def warnings_of(study: Study, inputs: Inputs, findings: Findings) -> tuple[Words, ...]:
    """Sentences on shared accounts, strangers, download caps and rows without a government; few or none is good."""
    return (
        *_sharing(study, inputs),
        *_strangers(study, inputs),
        *_empty(inputs),
        *_capped(study, findings),
        *_unlinked(inputs),
    )


def _sharing(study: Study, inputs: Inputs) -> Iterator[Words]:
    sharing = share_report(inputs.accounts)
    if sharing.shared:
        named = "; ".join(f"{account}: {', '.join(ids)}" for account, ids in sharing.shared[:NAMED])
        yield message(
            "{n} accounts serve several governments ({named}). Counting rows, {governments} governments have an "
            "account; counting accounts, there are {accounts}. This run counts {how}.",
            n=len(sharing.shared),
            named=named,
            governments=sharing.n_governments,
            accounts=sharing.n_accounts,
            how=message("each government")
            if study.accounts and study.accounts.shared == "each"
            else message("each account once"),
        )
    if sharing.several:
        named = "; ".join(f"{id}: {', '.join(names)}" for id, names in sharing.several[:NAMED])
        yield message("{n} governments have several accounts ({named}).", n=len(sharing.several), named=named)


def _strangers(study: Study, inputs: Inputs) -> Iterator[Words]:
    for name, activity in inputs.activity.items():
        if study.activity[name].government is not None:
            continue
        unknown = strangers(inputs, activity)
        if unknown:
            more = ", …" if len(unknown) > NAMED else ""
            yield message(
                "{source} holds {n} accounts that are no government's in the accounts file: {named}.",
                source=name,
                n=len(unknown),
                named=", ".join(unknown[:NAMED]) + more,
            )


def _empty(inputs: Inputs) -> Iterator[Words]:
    for name, activity in inputs.activity.items():
        if not activity.n_counted:
            yield message("{source}: none of the {n} rows read lies in the window.", source=name, n=activity.n_read)


def _capped(study: Study, findings: Findings) -> Iterator[Words]:
    for name, found in findings.ranges.items():
        if found.verdict is not None:
            yield message("{measure}: {verdict}.", measure=study.labels.get(name) or name, verdict=found.verdict)


def _unlinked(inputs: Inputs) -> Iterator[Words]:
    for source, links in inputs.links.items():
        proposed = sum(bool(entry.proposals) for entry in links.unlinked)
        if proposed:
            yield message(
                "{source}: {n} rows have no government and a near match that was not taken; see the table of rows "
                "without a government.",
                source=source,
                n=proposed,
            )
