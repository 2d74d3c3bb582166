"""The columns that an activity source needs of its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicreach.records.words import Message, message

if TYPE_CHECKING:
    from civicreach.records.study import ActivitySource


@dataclass(frozen=True, slots=True)
class Asked:
    """Names of columns, by what they are for; empty where a source has none.

    >>> from civicreach.records.study import ActivitySource
    >>> spec = ActivitySource(file="a.csv", account="page", time="at", window=["2015-06-01", "2015-08-31"])
    >>> Asked.by(spec).names
    ('page', 'at')
    """

    account: str
    time: str
    id: str
    value: str
    where: tuple[str, ...]

    @classmethod
    def by(cls, spec: ActivitySource) -> Asked:
        """What the study asks for."""
        account = spec.government.column if spec.government else spec.account
        return cls(account, spec.time, spec.id, spec.value, tuple(spec.where))

    @property
    def names(self) -> tuple[str, ...]:
        """Every column once."""
        every = (self.account, self.time, self.id, self.value, *self.where)
        return tuple(dict.fromkeys(name for name in every if name))

    def cell(self, name: str) -> str:
        """SQL of the raw cell of a column, in relations that name their columns c0, c1, ..."""
        return f"c{self.names.index(name)}" if name else "CAST(NULL AS VARCHAR)"


def remarks(spec: ActivitySource, zone: ZoneInfo) -> tuple[Message, ...]:
    """What a reader should know of how the rows of a source are read; `zone` is that of times that name none."""
    unzoned = message("times that name no zone are read as {zone}", zone=zone.key)
    without_id = message("no id column is named, so that a post harvested twice is counted twice")
    return (*((unzoned,) if spec.time else ()), *((without_id,) if spec.is_posts and not spec.id else ()))
