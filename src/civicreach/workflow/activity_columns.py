"""Activity of accounts as a variable over the governments, with the reason wherever there is none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import numpy as np

from civicreach.linking.accounts import Served, Spread, spread
from civicreach.linking.handles import normal_account
from civicreach.records.activity import Activity
from civicreach.records.column import Column
from civicreach.records.missing import Missing
from civicreach.records.study import ActivitySource, Study

from .inputs import Inputs

#: Governments whose accounts are counted for another government: id to (account, the other's id).
CountedFor = Mapping[str, tuple[str, str]]


def activity_columns(
    study: Study, inputs: Inputs, *, first: Collection[str] = ()
) -> tuple[dict[str, Column], CountedFor]:
    """Every activity source as a column over the governments, and who is counted for another government.

    Parameters
    ----------
    study, inputs
        The study, and its inputs as read.
    first : collection of str
        Where given, accounts count once: for the first government of these that they serve. Otherwise they
        count for each.
    """
    served: Served = {
        account: tuple(sorted(ids, key=lambda id: id not in first)) for account, ids in inputs.accounts.items()
    }
    columns: dict[str, Column] = {}
    counted_for: dict[str, tuple[str, str]] = {}
    for name, spec in study.activity.items():
        activity = inputs.activity[name]
        if spec.government is not None:
            values = {id: entry.value for id, entry in activity.counts.items()}
            given = Spread(_with_zeros(values, inputs.governments.ids, activity, spec), {}, {})
            known = set(inputs.governments.ids)
        else:
            assert study.accounts is not None
            values = {normal_account(account): entry.value for account, entry in activity.counts.items()}
            given = spread(_with_zeros(values, served, activity, spec), served,
                           shared="once" if first else "each", several=study.accounts.several)  # fmt: skip
            known = {id for ids in served.values() for id in ids}
        counted_for.update(given.counted_for)
        silent = Missing.NOT_COVERED if spec.is_posts else Missing.NOT_OBSERVED
        if activity.coverage is not None and spec.is_posts:
            silent = Missing.NOT_COLLECTED
        columns[name] = _column(inputs.governments.ids, given, known, _silences(given, activity, silent))
    return columns, counted_for


def _with_zeros(
    values: dict[str, float], all_of_them: Iterable[str], activity: Activity, spec: ActivitySource
) -> dict[str, float]:
    """Where the file holds every post, silence is a real zero, unless a post of the account could not be read.

    An archive knows of each account whether it holds every post.
    """
    if spec.is_posts and activity.coverage is not None:
        all_of_them = [account for account, why in activity.coverage.items() if why is Missing.PRESENT]
    elif not (spec.is_posts and spec.complete):
        return values
    refused = {normal_account(account) if spec.account else account for account in activity.refused}
    return {**{name: 0.0 for name in all_of_them if name not in refused}, **values}


def _silences(given: Spread, activity: Activity, silent: Missing) -> Callable[[str], Missing]:
    """Why a government of the study has no count: what the coverage of its accounts says, where there is any."""
    coverage = activity.coverage

    def why(id: str) -> Missing:
        if coverage is None:
            return silent
        told = (coverage.get(account, silent) for account in given.not_observed.get(id, ()))
        return next((reason for reason in told if reason is not Missing.PRESENT), silent)

    return why


def _column(ids: tuple[str, ...], given: Spread, known: set[str], silent: Callable[[str], Missing]) -> Column:
    """Values by government; without one, the account is unknown, silent or another government's."""
    column = Column.numbers([given.values.get(id) for id in ids])
    reasons = [
        Missing.PRESENT if id in given.values
        else Missing.COUNTED_ELSEWHERE if id in given.counted_for
        else silent(id) if id in known
        else Missing.NO_ACCOUNT
        for id in ids
    ]  # fmt: skip
    return Column(column.values, np.array(reasons, dtype=np.uint8))


def strangers(inputs: Inputs, activity: Activity) -> tuple[str, ...]:
    """Accounts that a source holds and that no government of the study is known to run, in order."""
    known = set(inputs.accounts)
    return tuple(sorted(account for account in activity.seen if normal_account(account) not in known))
