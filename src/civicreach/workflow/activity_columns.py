"""Activity of accounts as a variable over the governments, with the reason wherever there is none."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from civicreach.linking.accounts import by_account, spread
from civicreach.linking.handles import normal_account
from civicreach.records.activity import Activity
from civicreach.records.column import Column
from civicreach.records.missing import Missing
from civicreach.records.study import Accounts, Study

from .inputs import Inputs

#: Governments whose accounts are counted for another government: id to (account, the other's id).
CountedFor = Mapping[str, tuple[str, str]]


def activity_columns(study: Study, inputs: Inputs) -> tuple[dict[str, Column], CountedFor]:
    """Every activity source as a column over the governments, and who is counted for another government."""
    columns: dict[str, Column] = {}
    counted_for: dict[str, tuple[str, str]] = {}
    for name, spec in study.activity.items():
        activity = inputs.activity.get(name)
        if activity is None:
            columns[name] = Column.absent(len(inputs.governments), Missing.NOT_OBSERVED)
            continue
        silent = Missing.NOT_COVERED if spec.is_posts else Missing.NOT_OBSERVED
        complete = spec.is_posts and spec.complete
        if spec.government is not None:
            values = {id: entry.value for id, entry in activity.counts.items()}
            if complete:
                values = {id: values.get(id, 0.0) for id in inputs.governments.ids}
            columns[name] = _column(inputs, values, set(inputs.governments.ids), silent)
            continue
        assert study.accounts is not None
        columns[name], others = _of_accounts(
            inputs, activity, study.accounts, spec.is_posts, complete, silent, spec.take
        )
        counted_for.update(others)
    return columns, counted_for


def _of_accounts(
    inputs: Inputs, activity: Activity, accounts: Accounts, posts: bool, complete: bool, silent: Missing, take: str
) -> tuple[Column, CountedFor]:
    merged = by_account(activity.counts, take="sum" if posts else take)  # type: ignore[arg-type]
    counts = {account: entry.value for account, entry in merged.items()}
    if complete:
        # the file holds every post of every account: silence is a real zero
        counts = {account: counts.get(account, 0.0) for account in inputs.accounts}
    given = spread(counts, inputs.accounts, shared=accounts.shared, several=accounts.several)
    with_account = {id for ids in inputs.accounts.values() for id in ids}
    return _column(inputs, given.values, with_account, silent), given.counted_for


def _column(inputs: Inputs, values: Mapping[str, float], known: set[str], silent: Missing) -> Column:
    """Values by government; without one, the account is unknown or was silent."""
    ids = inputs.governments.ids
    column = Column.numbers([values.get(id) for id in ids])
    reasons = [Missing.PRESENT if id in values else silent if id in known else Missing.NO_ACCOUNT for id in ids]
    return Column(column.values, np.array(reasons, dtype=np.uint8))


def strangers(inputs: Inputs, activity: Activity) -> tuple[str, ...]:
    """Accounts that a source holds and that no government of the study is known to run, in order."""
    known = set(inputs.accounts)
    return tuple(sorted(account for account in activity.seen if normal_account(account) not in known))
