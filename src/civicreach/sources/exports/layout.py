"""The shape of one file that a tool writes: what it is recognised by, and what reads its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civicreach.records.words import Words

from .entry import Entry, Paths, Read, several


@dataclass(frozen=True, slots=True)
class Layout:
    """What a tool writes into a file of one kind.

    Attributes
    ----------
    tool : str
        ``crowdtangle``; several layouts have one tool.
    what : Words
        What the rows are.
    read : callable
        Makes posts and observations of one row or item.
    needs : tuple of (str or tuple of str)
        Columns by which a table is recognised, and that it cannot do without; several names are one column.
    uses : tuple of str
        Other columns that are read where there are.
    fits : callable or None
        For JSON lines: whether an object is of this layout.
    created : tuple of str
        Where the time of a post stands; empty where the rows are no posts.
    tells_time : bool
        Whether the rows say when they were seen.
    utc : bool
        Whether times that name no zone are in UTC, as the tool says.
    escape : str
        What stands before a quote within a quoted cell, where it is not another quote.
    appends : bool
        Whether the tool writes its columns behind those of the table that it was given: of two columns of one name
        the last is its own.
    dated : callable or None
        The time of a post where it takes several columns.
    told : callable or None
        What the line of column names itself tells of every row.
    """

    tool: str
    what: Words
    read: Read
    needs: tuple[Paths, ...] = ()
    uses: tuple[str, ...] = ()
    fits: Callable[[Mapping[str, Any]], bool] | None = None
    created: tuple[str, ...] = ()
    tells_time: bool = False
    utc: bool = False
    escape: str = ""
    appends: bool = False
    dated: Callable[[Entry], datetime] | None = None
    told: Callable[[Sequence[str]], Mapping[str, str]] | None = None

    def lacking(self, columns: Collection[str], *, spelled: Callable[[str], str] = str) -> list[str]:
        """Those of its needs that a table has under none of their names.

        `spelled` takes off the names what two spellings of one column may differ in.
        """
        held = set(map(spelled, columns))
        return [
            " / ".join(names) for names in map(several, self.needs) if not any(spelled(name) in held for name in names)
        ]

    def places(self, columns: Sequence[str]) -> dict[str, int]:
        """Where the columns stand that are read, by their names here; a column that is not there has no place.

        >>> from .youtube_data_tools import LAYOUTS
        >>> LAYOUTS[0].places(["videoId", "channel id", "Published.At", "x"])
        {'channelId': 1, 'videoId': 0, 'publishedAt': 2}
        """
        exact: dict[str, int] = {}
        near: dict[str, int] = {}
        for place, column in enumerate(columns):
            for names, name in ((exact, column), (near, plain(column))):
                if self.appends or name not in names:
                    names[name] = place
        wanted = [name for column in self.needs for name in several(column)]
        found = ((name, exact.get(name, near.get(plain(name)))) for name in (*wanted, *self.uses, *self.created))
        places: dict[str, int] = {}
        for name, found_at in found:
            # one column is not two: the name that comes first has it
            if found_at is not None and found_at not in places.values():
                places.setdefault(name, found_at)
        return places

    def double(self, columns: Sequence[str]) -> Iterator[str]:
        """Names of columns that are read and stand twice, where it cannot be told which one is meant."""
        if not self.appends:
            yield from (name for name in self.places(columns) if list(columns).count(name) > 1)


def plain(name: str) -> str:
    """The name of a column without the case and the signs that programs change when they save a table.

    >>> plain("Page Name") == plain("Page.Name") == plain("page_name")
    True
    """
    return re.sub(r"[\W_]+", "", name).casefold() or name
