"""Why a row of an activity source is not counted, in the order in which the reasons are tried."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from civicreach.records.words import Message, message

if TYPE_CHECKING:
    from civicreach.records.study import ActivitySource

#: Items that are listed of each reason; all are counted.
LISTED = 1000


class Reason(IntEnum):
    """The first reason that applies to a row; 0 says that it can be counted.

    What is wrong with the row itself comes before where it lies, and copies are looked for last, among the rows
    in the window only: a copy of what is not counted anyway changes nothing.
    """

    NONE = 0
    BROKEN = 1
    PASSED_OVER = 2
    NO_ACCOUNT = 3
    NO_DATE = 4
    UNCERTAIN_DATE = 5
    UNREADABLE_DATE = 6
    TOO_EARLY = 7
    NO_VALUE = 8
    NOT_A_NUMBER = 9
    BELOW_ZERO = 10
    OUT_OF_WINDOW = 11
    REPEATED = 12
    OUTDONE = 13


#: Reasons for which a row is refused that might have counted, had it been written otherwise.
REFUSED = frozenset({
    Reason.BROKEN, Reason.NO_ACCOUNT, Reason.NO_DATE, Reason.UNCERTAIN_DATE, Reason.UNREADABLE_DATE, Reason.NO_VALUE,
    Reason.NOT_A_NUMBER, Reason.BELOW_ZERO,
})  # fmt: skip


def reason_words(reason: Reason, spec: ActivitySource | None = None) -> Message:
    """The reason as a reader sees it, with the mend where there is one.

    >>> reason_words(Reason.PASSED_OVER).text
    'passed over by `where`'
    """
    if spec and reason is Reason.OUT_OF_WINDOW:
        return message("outside the window {window}", window=str(spec.window))
    if spec and reason is Reason.REPEATED and spec.is_posts:
        return message("the same post of the same account once more")
    return _WORDS[reason]


_WORDS = {
    Reason.BROKEN: message("the line is not a whole record"),
    Reason.PASSED_OVER: message("passed over by `where`"),
    Reason.NO_ACCOUNT: message("without the account or government that it belongs to"),
    Reason.NO_DATE: message("without a date"),
    Reason.UNCERTAIN_DATE: message(
        "day, month and year of the date may stand in any order; write the year first, as in 2015-06-01"
    ),
    Reason.UNREADABLE_DATE: message("a date that cannot be read; write it as 2015-06-01 or 2015-06-01T09:30:00+09:00"),
    Reason.TOO_EARLY: message("dated before the platform opened"),
    Reason.NO_VALUE: message("without a value"),
    Reason.NOT_A_NUMBER: message(
        "the value is not a number; declare decimal and thousands, and write 1.2K in full or leave it out"
    ),
    Reason.BELOW_ZERO: message("a count below zero"),
    Reason.OUT_OF_WINDOW: message("outside the window"),
    Reason.REPEATED: message("the same count of the same account and moment once more"),
    Reason.OUTDONE: message("another count of the same account and moment; the largest is taken"),
}
