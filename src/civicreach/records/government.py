"""The unit of the field: a government, and the list of them that a study is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .column import Column
from .words import Labels


@dataclass(frozen=True, slots=True)
class Government:
    """One government.

    Attributes
    ----------
    id : str
        As the study's files name it; text, however much it looks like a number.
    names : tuple of str
        All names under which it may be found, the one to show first.
    labels : mapping of language to str
        The name to show in each language; empty where only `names` is known.
    level : str
        First tier or lower tier, in the study's words; empty where not said.
    parent : str
        Name or id of the region it lies in; empty where not said.
    codes : tuple of (code, valid from, valid to)
        Dated codes, ISO dates, empty where open; a renamed or merged unit has several.
    called : mapping of (code, valid from) to str
        The name that it bore under a code, where that is another than the one to show.
    took_over : tuple of str
        Names of governments that were merged into it, or of which it is a part; they are no names of its own.
    """

    id: str
    names: tuple[str, ...] = ()
    labels: Labels = field(default_factory=dict)
    level: str = ""
    parent: str = ""
    codes: tuple[tuple[str, str, str], ...] = ()
    called: Mapping[tuple[str, str], str] = field(default_factory=dict)
    took_over: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name to show; the id where no name is known."""
        return self.names[0] if self.names else self.id


@dataclass(frozen=True, slots=True, eq=False)
class Governments:
    """The governments of a study in a fixed order, with every column that their list carries."""

    rows: tuple[Government, ...]
    columns: Mapping[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids in order."""
        return tuple(row.id for row in self.rows)
