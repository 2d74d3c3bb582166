"""Computing what the data may not carry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from civicreach.records.errors import NotComputableError
from civicreach.records.words import Words

Result = TypeVar("Result")

#: What could not be computed, and why.
Refusals = list[tuple[Words, Words]]


def attempt(refused: Refusals, label: Words, compute: Callable[[], Result]) -> Result | None:
    """What is computed, or None with the reason among those refused.

    >>> refused: Refusals = []
    >>> attempt(refused, "Half", lambda: 1 / 2), refused
    (0.5, [])
    """
    try:
        return compute()
    except NotComputableError as error:
        refused.append((label, error.words))
        return None
