"""Where everything came from, what was decided, and what was not counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from civicreach.linking.link import How, Links
from civicreach.records.dataset import Dataset
from civicreach.records.missing import Missing
from civicreach.records.provenance import Decision, FileOrigin, LeftOut
from civicreach.records.words import joined, message
from civicreach.report.table import Cell, Column, Row, Table


def decisions_table(decisions: Sequence[Decision]) -> Table:
    """Every choice with its reason and what else could have been chosen."""
    columns = (
        Column("reason", message("Reason"), "text"),
        Column("alternatives", message("What else there is"), "text"),
    )
    rows = [Row(f"decision-{i}", d.choice, (Cell(d.reason), Cell(d.alternatives))) for i, d in enumerate(decisions, 1)]
    return Table("decisions", message("Decisions"), message("Choice"), columns, tuple(rows))


def origins_table(origins: Mapping[str, tuple[FileOrigin, ...]]) -> Table:
    """Every file that was read, with what it takes to know it again."""
    columns = (
        Column("rows", message("Rows"), "count"),
        Column("size", message("Bytes"), "count"),
        Column("encoding", message("Encoding"), "text"),
        Column("sha256", message("SHA-256, first 12 (whole in civicreach.json)"), "text"),
        Column("notes", message("How it was read"), "text"),
    )
    seen: dict[str, FileOrigin] = {}
    for files in origins.values():
        for origin in files:
            seen.setdefault(origin.path, origin)
    rows = [
        Row(
            origin.path,
            origin.path,
            (
                Cell(origin.rows),
                Cell(origin.size),
                Cell(origin.encoding),
                Cell(origin.sha256[:12]),
                Cell(joined(origin.notes, "; ")),
            ),
        )
        for origin in seen.values()
    ]
    return Table("origins", message("Files read"), message("File"), columns, tuple(rows))


def variables_table(dataset: Dataset) -> Table:
    """The definition and the origin of every variable, and how often it is missing for which reason."""
    columns = (
        Column("formula", message("Definition"), "text"),
        Column("origin", message("From"), "text"),
        Column("n", message("Values"), "count"),
        Column("missing", message("Missing"), "count"),
        Column("reasons", message("Why missing"), "text"),
    )
    rows = []
    for variable in dataset.variables.values():
        codes = variable.column.missing.tolist()
        reasons = joined(
            [
                message("{reason} ({n})", reason=code.words, n=codes.count(code))
                for code in Missing
                if code and code in codes
            ],
            "; ",
        )
        absent = sum(1 for code in codes if code)
        rows.append(
            Row(
                variable.name,
                message("{label} ({name})", label=variable.label, name=variable.name)
                if variable.label != variable.name
                else variable.name,
                (
                    Cell(variable.formula),
                    Cell(", ".join(variable.origins)),
                    Cell(len(codes) - absent),
                    Cell(absent),
                    Cell(reasons),
                ),
            )
        )
    return Table("variables", message("Variables: definition and origin"), message("Variable"), columns, tuple(rows))


def left_out_table(left_out: Iterable[LeftOut]) -> Table:
    """What was read and not counted, by source and reason."""
    columns = (
        Column("reason", message("Why"), "text"),
        Column("count", message("How many"), "count"),
        Column("first", message("The first of them"), "text"),
    )
    rows = []
    for place, entry in enumerate(left_out, 1):
        shown = [joined([where, what], ": ") if what else where for where, what in entry.items[:3]]
        first = joined(shown, "; ")
        cells = (Cell(entry.reason), Cell(entry.count), Cell(first))
        rows.append(Row(f"left-out-{place}", entry.source, cells))
    note = message("Listed one by one, up to a limit a reason, in data/left-out.csv.")
    return Table("left-out", message("Read and not counted"), message("Input"), columns, tuple(rows), (note,))


def links_table(links: Mapping[str, Links]) -> Table:
    """How the rows of every input found their governments."""
    hows: tuple[How, ...] = ("id", "name", "code", "crosswalk")
    heads = (message("by id"), message("by name"), message("by dated code"), message("by crosswalk"))
    columns = (
        Column("rows", message("Rows"), "count"),
        *(Column(how, head, "count", spanner=message("Linked")) for how, head in zip(hows, heads, strict=True)),
        Column("unlinked", message("Not linked"), "count"),
    )
    rows = [
        Row(
            source,
            source,
            (Cell(len(link.government)), *(Cell(link.counts.get(how, 0)) for how in hows), Cell(len(link.unlinked))),
        )
        for source, link in links.items()
    ]
    return Table("links", message("Links to governments"), message("Input"), columns, tuple(rows))


#: Rows without a government that the page shows; all of them are in data/unlinked.csv.
SHOWN = 60


def unlinked_table(links: Mapping[str, Links]) -> Table:
    """Rows that no government could be found for, with the near matches that were not taken."""
    columns = (
        Column("row", message("Where"), "text"),
        Column("text", message("As it stands"), "text"),
        Column("reason", message("Why"), "text"),
        Column("proposals", message("Near matches, not taken"), "text"),
    )
    entries = [(source, entry) for source, link in links.items() for entry in link.unlinked]
    rows = []
    for place, (source, entry) in enumerate(entries[:SHOWN], 1):
        cells = (Cell(entry.row), Cell(entry.text), Cell(entry.reason), Cell(entry.near))
        rows.append(Row(f"unlinked-{place}", source, cells))
    notes = [message("{n} more are in data/unlinked.csv.", n=len(entries) - SHOWN)] if len(entries) > SHOWN else []
    notes.append(message("To take a near match, put it in a crosswalk file: columns text, government."))
    return Table("unlinked", message("Rows without a government"), message("Input"), columns, tuple(rows), tuple(notes))
