"""Why a value is not there. Missing is never zero, and being excluded by a rule is not a kind of missing."""

from __future__ import annotations

from enum import IntEnum

from .words import Message, message


class Missing(IntEnum):
    """The reason why a government has no value of a variable; 0 says that the value is there."""

    PRESENT = 0
    BLANK = 1
    DECLARED = 2
    NOT_IN_SURVEY = 3
    NO_ACCOUNT = 4
    NOT_OBSERVED = 5
    NOT_COVERED = 6
    NOT_IN_STATISTICS = 7
    UNDEFINED = 8
    AMBIGUOUS = 9
    COUNTED_ELSEWHERE = 10
    WALK_CAPPED = 11
    WALK_LIMITED = 12
    WALK_DENIED = 13
    WALK_NOT_FOUND = 14
    WALK_FAILED = 15
    NOT_COLLECTED = 16
    NOT_IN_ARCHIVE = 17
    EXPORTED = 18

    @property
    def words(self) -> Message:
        """The reason as a reader sees it."""
        return _WORDS[self]


_WORDS = {
    Missing.PRESENT: message("present"),
    Missing.BLANK: message("left blank"),
    Missing.DECLARED: message("declared missing by the survey's own codes"),
    Missing.NOT_IN_SURVEY: message("not in the survey"),
    Missing.NO_ACCOUNT: message("no account is known"),
    Missing.NOT_OBSERVED: message("not observed in the window"),
    Missing.NOT_COVERED: message("no posts in the file, and the file is not said to be complete"),
    Missing.NOT_IN_STATISTICS: message("not in the statistics"),
    Missing.UNDEFINED: message("not defined for these values, such as the logarithm of zero"),
    Missing.COUNTED_ELSEWHERE: message("its account is counted for another government"),
    Missing.WALK_CAPPED: message("the platform gave a part of the posts only"),
    Missing.WALK_LIMITED: message("a rate limit stopped the collection"),
    Missing.WALK_DENIED: message("the platform denied access"),
    Missing.WALK_NOT_FOUND: message("the platform knows no such account"),
    Missing.WALK_FAILED: message("an error ended the collection"),
    Missing.NOT_COLLECTED: message("not collected over the whole window"),
    Missing.NOT_IN_ARCHIVE: message("no such account in the archive"),
    Missing.EXPORTED: message("an export does not say what it lacks"),
    Missing.AMBIGUOUS: message("several values, and no rule to choose one"),
}
