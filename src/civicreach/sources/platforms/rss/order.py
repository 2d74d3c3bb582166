"""How far back a feed holds everything, as far as the order of its entries shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

#: Entries before the others that may be out of their order: pinned by the site.
PINNED = 3


def reach(published: Sequence[datetime | None], updated: Sequence[datetime | None]) -> datetime | None:
    """The moment from which on no post is missing in a feed; None where its order does not show one.

    A feed holds so many entries, the newest by the day they were published or by the day they were changed last. By
    whichever of the two its entries stand in order, it is complete down to the last date but one: the last may be dated
    wrongly, and others of its moment may have been cut off. Where both orders fit, it may be either.
    Entries without a date are passed over, and so are a few at the beginning that are older than what follows them.

    Parameters
    ----------
    published, updated : sequence of datetime or None
        Of each entry, in the order of the feed.

    Examples
    --------
    >>> day = lambda *days: [datetime(2026, 11, d) if d else None for d in days]
    >>> reach(day(9, 7, 5, 3), day(0, 0, 0, 0)) == datetime(2026, 11, 5)
    True
    >>> reach(day(1, 9, 7, 5, 3), day(0, 0, 0, 0, 0)) == datetime(2026, 11, 5), reach(day(3, 5, 7, 9), day(0, 0, 0, 0))
    (True, None)
    """
    changed = [max(filter(None, pair), default=None) for pair in zip(published, updated, strict=True)]
    orders = [order for order in map(_in_order, (published, changed)) if order]
    found = [min((date for date in order if date > order[-1]), default=None) for order in orders]
    return None if None in found else max(filter(None, found), default=None)


def _in_order(dates: Sequence[datetime | None]) -> list[datetime]:
    """Dates, the newest first, without the few that are pinned before them; none where they are in no order."""
    told = [date for date in dates if date is not None]
    breaks = [place for place, (one, after) in enumerate(pairwise(told), start=1) if one < after]
    begins = breaks[-1] if breaks else 0
    return [] if begins > PINNED or begins >= len(told) - begins else told[begins:]
