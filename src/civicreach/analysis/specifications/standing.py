"""How a specification stands: fitted, or why there is no figure of it."""

from __future__ import annotations

from enum import IntEnum

from civicreach.records.words import Message, message


class Standing(IntEnum):
    """Whether a specification has its figures; stored as one byte each."""

    FITTED = 0
    NO_ROWS = 1
    FEW_ROWS = 2
    OUTCOME_FIXED = 3
    FACTOR_FIXED = 4
    TIED = 5
    PERFECT = 6
    LEVERAGE = 7
    TRANSFORM = 8
    REFUSED = 9

    @property
    def reason(self) -> Message:
        """Why there is no figure, or no standard error; also for the one that is fitted."""
        return _REASONS[self]


_REASONS = {
    Standing.FITTED: message("fitted"),
    Standing.NO_ROWS: message("no government is left in the sample"),
    Standing.FEW_ROWS: message("fewer governments than coefficients and one more"),
    Standing.OUTCOME_FIXED: message("the outcome has the same value everywhere"),
    Standing.FACTOR_FIXED: message("a factor of the specification has the same value everywhere"),
    Standing.TIED: message("factors of the specification are combinations of one another"),
    Standing.PERFECT: message("the factors reproduce the outcome, so there are no residuals to divide by"),
    Standing.LEVERAGE: message("a government decides its own fit (leverage 1), so this standard error is not defined"),
    Standing.TRANSFORM: message("the outcome has values that the transform does not take"),
    Standing.REFUSED: message("the family could not be fitted"),
}
