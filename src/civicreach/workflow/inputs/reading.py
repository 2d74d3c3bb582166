"""One reading of a study's files: what every kind of file needs, and the faults of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from civicreach.linking.crosswalk import Crosswalk, crosswalk_from
from civicreach.linking.link import Links, Mention, link
from civicreach.records.column import Column
from civicreach.records.errors import Fault, InputError, Sentence
from civicreach.records.government import Governments
from civicreach.records.missing import Missing
from civicreach.records.provenance import FileOrigin, LeftOut
from civicreach.records.study import Link, Study, TableOptions
from civicreach.records.words import message
from civicreach.sources.tables import RawTable, read_table

Progress = Callable[[str], None]

#: The engine that counts where no server is named.
DUCKDB = "duckdb"

#: Faults of one kind that are shown; after so many the mend is clear.
SHOWN = 20


class Gathering:
    """Turns the `InputError` of a block into faults kept for later."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, InputError):
            self.faults.extend(error.faults)
            return True
        return False


@dataclass
class Reading:
    """Lives as long as one reading; collects faults, links, origins and what was left out."""

    study: Study
    folder: Path
    progress: Progress = lambda _: None
    engine: str = DUCKDB
    faults: list[Fault] = field(default_factory=list)
    links: dict[str, Links] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    origins: dict[str, tuple[FileOrigin, ...]] = field(default_factory=dict)
    #: what the accounts file writes for each account, by its normal form
    written: dict[str, str] = field(default_factory=dict)
    #: what to call where the reading is stopped: each lets go of what an engine is asked
    letting_go: list[Callable[[], None]] = field(default_factory=list)

    def gathering(self) -> Gathering:
        """Keep the faults of one file and go on to the next: ``with reading.gathering(): ...``."""
        return Gathering(self.faults)

    def take(self, other: Reading) -> None:
        """Add what another reading of the same study has gathered."""
        self.faults += other.faults
        self.links.update(other.links)
        self.left_out += other.left_out
        self.origins.update(other.origins)

    def table(self, source: str, file: str, options: TableOptions) -> RawTable | None:
        """A csv or spreadsheet of one source; None after a fault."""
        self.progress(f"reading {file}")
        with self.gathering():
            table = read_table(self.folder, file, options, section=source)
            self.origins[source] = (*self.origins.get(source, ()), table.origin)
            return table
        return None

    def mentions(self, table: RawTable, spec: Link, faults: list[Fault]) -> list[Mention]:
        """What each row of a table says of its government."""
        texts = table.texts(spec.column, faults) if spec.by == "name" else table.ids(spec.column, faults)
        parents = table.texts(spec.parent, faults) if spec.parent else [""] * len(texts)
        return [
            Mention(table.locate(row, spec.column), text, parent)
            for row, (text, parent) in enumerate(zip(texts, parents, strict=False))
        ]

    def link(self, source: str, mentions: Sequence[Mention], spec: Link, governments: Governments) -> Links:
        """The governments that the rows of one source speak of; kept for the report."""
        crosswalk = self._crosswalk(source, spec.crosswalk, governments) if spec.crosswalk else None
        links = link(mentions, governments, by=spec.by, crosswalk=crosswalk, at=spec.at)
        self.links[source] = links
        if mentions and len(links.unlinked) == len(mentions):
            self.faults.append(_nothing_linked(source, mentions, spec, governments))
        return links

    def _crosswalk(self, source: str, file: str, governments: Governments) -> Crosswalk | None:
        table = self.table(source, file, TableOptions())
        if table is None:
            return None
        faults: list[Fault] = []
        columns = [
            column for column in ("text", "government", "parent") if column in table.columns or column != "parent"
        ]
        texts = [table.texts(column, faults) for column in columns]
        self.faults += faults
        with self.gathering():
            rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*texts, strict=True)] if not faults else []
            return crosswalk_from(rows, governments, where=file)
        return None

    def row_of(
        self, source: str, mentions: Sequence[Mention], spec: Link, governments: Governments
    ) -> NDArray[np.intp]:
        """For each government the one row that speaks of it, -1 where none does; two rows are a fault."""
        links = self.link(source, mentions, spec, governments)
        place = {id: position for position, id in enumerate(governments.ids)}
        rows = np.full(len(governments), -1, dtype=np.intp)
        for row, id in enumerate(links.government):
            if id is None:
                continue
            if rows[place[id]] < 0:
                rows[place[id]] = row
                continue
            self.faults.append(
                Fault(
                    mentions[row].row,
                    message("is a second row for government {id}", id=id),
                    found=message(
                        "{value}, after {row}", value=repr(mentions[row].text), row=mentions[rows[place[id]]].row
                    ),
                    right=message("one row for each government: choose rows with where = {{ ... }}, or mend the file"),
                )
            )
        return rows


def _nothing_linked(source: str, mentions: Sequence[Mention], spec: Link, governments: Governments) -> Fault:
    """That no row of a source found a government, with the likeliest reason."""
    found = ", ".join(mention.text for mention in mentions[:3])
    ours = [row.id if spec.by != "name" else row.name for row in governments.rows[:3]]
    right = message("what the governments are called: {ours}, …", ours=", ".join(ours))
    bare = {row.id.lstrip("0") for row in governments.rows if row.id.startswith("0")}
    if spec.by == "id" and any(mention.text in bare for mention in mentions):
        right = message(
            "{right}; a spreadsheet program has taken the leading zeros away: export the column as text", right=right
        )
    wrong = message(
        "none of the {n} rows names one of the {n2} governments by its {by}",
        n=len(mentions),
        n2=len(governments),
        by=spec.by,
    )
    return Fault(f"study.toml [{source}] government, {mentions[0].row}", wrong, found=f"{found}, …", right=right)


def placed(column: Column, rows: NDArray[np.intp], reason: Missing) -> Column:
    """A file's column over the governments, by the row of each; missing for the reason where there is none."""
    if not len(column):
        return Column.absent(len(rows), reason, text=column.is_text)
    nowhere = rows < 0
    found = column.take(np.maximum(rows, 0))
    values = found.values.copy()
    values[nowhere] = None if column.is_text else np.nan
    return Column(values, np.where(nowhere, np.uint8(reason), found.missing).astype(np.uint8))


def number_or_text(table: RawTable, name: str) -> Column:
    """A column as numbers where all of it reads as numbers, and as text otherwise."""
    texts = table.texts(name, [])
    # most text columns show it in their first cell, long before every cell has been given its reason
    first = next((text for text in texts if text and text not in table.options.blank), "")
    if any(character.isalpha() and character not in "eE" for character in first):
        return Column.texts(texts)
    faults: list[Fault] = []
    numbers = table.numbers(name, faults)
    return Column.texts(texts) if faults else numbers


def named_twice(ids: Sequence[str], where: Callable[[int], Sentence]) -> list[Fault]:
    """A fault for every id that stands a second time."""
    first: dict[str, int] = {}
    faults = []
    for row, id in enumerate(ids):
        if id and id in first:
            found, right = message("first at {first}", first=where(first[id])), message("one row for each government")
            faults.append(
                Fault(where(row), message("names government {id} a second time", id=id), found=found, right=right)
            )
        first.setdefault(id, row)
    return faults[:SHOWN]
