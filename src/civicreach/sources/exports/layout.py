"""The shape of one file that a tool writes: what it is recognised by, and what reads its rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from civicreach.records.words import Words

from .entry import Read

#: Names of one column, the later ones of older versions of the tool.
Column = str | tuple[str, ...]


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
    """

    tool: str
    what: Words
    read: Read
    needs: tuple[Column, ...] = ()
    uses: tuple[str, ...] = ()
    fits: Callable[[Mapping[str, Any]], bool] | None = None
    created: tuple[str, ...] = ()
    tells_time: bool = False
    utc: bool = False
    escape: str = ""

    def lacking(self, columns: Collection[str]) -> list[str]:
        """Those of its needs that a table has under none of their names."""
        return [" / ".join(names) for names in map(_names, self.needs) if not any(name in columns for name in names)]

    def used(self, columns: Collection[str]) -> tuple[str, ...]:
        """Those columns of a table that are read."""
        wanted = [name for column in self.needs for name in _names(column)]
        return tuple(name for name in dict.fromkeys([*wanted, *self.uses, *self.created]) if name in columns)


def _names(column: Column) -> tuple[str, ...]:
    return (column,) if isinstance(column, str) else column
