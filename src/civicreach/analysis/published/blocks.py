"""Printed tables taken apart: which cell holds which figure, and how it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from civicreach.records.printed_number import PrintedNumber, Rounding, is_blank, read_pair, read_printed_number
from civicreach.records.printed_study import PrintedStudy, StudyTable, TableKind

from .interval import Interval, of
from .roles import column_roles, fit_roles, row_role

_ROBUST = re.compile(r"robust|cluster|\bhc[0-4]\b|heterosk|newey|huber|\bwhite'?s?\b|sandwich|bootstrap", re.I)
_WEIGHTED = re.compile(r"(?<!un)weighted|가중", re.I)
_MODEL_ROLES = {"beta", "b", "t", "z", "or", "irr"}
_DECLARED_YES = {"yes", "included", "✓", "x", "포함"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of a block: its column as printed, its text and the number; None where the text is unreadable."""

    column: str
    text: str
    number: PrintedNumber | None

    @property
    def interval(self) -> Interval | None:
        """Every number that is printed so; None where the text gives no number, or only "n.s."."""
        return None if self.number is None or self.number.relation == "ns" else of(self.number)


Figures = Mapping[str, Entry]


def whole_of(figures: Figures, role: str) -> int | None:
    """The whole number that a figure gives; None where there is no such figure, or no whole number in it."""
    entry = figures.get(role)
    return None if entry is None or entry.number is None else entry.number.whole


@dataclass(frozen=True, slots=True)
class Block:
    """One set of figures of a table: a model, or all columns that share a heading.

    Attributes
    ----------
    table : StudyTable
        Where it stands.
    kind : str
        What it holds.
    group : str
        The heading over its columns; empty where there is only one set.
    rows : mapping of row to mapping of role to Entry
        Without the constant and the lines of fit.
    constant, fit : mapping of role to Entry
        Of a regression.
    beyond : tuple of str
        Rows that say that factors were used which the table does not list.
    """

    table: StudyTable
    kind: TableKind
    group: str
    rows: Mapping[str, Figures]
    constant: Figures = field(default_factory=dict)
    fit: Figures = field(default_factory=dict)
    beyond: tuple[str, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """Every figure that some row has."""
        return frozenset(role for figures in self.rows.values() for role in figures)

    @property
    def factors(self) -> tuple[str, ...]:
        """Rows with a coefficient or a test."""
        return tuple(row for row, figures in self.rows.items() if _MODEL_ROLES & figures.keys())

    @property
    def linear(self) -> bool:
        """Whether the model may be a linear one."""
        if self.table.family:
            return self.table.family == "linear"
        return not ({"z", "or", "irr"} & self.roles or "pseudo_r2" in self.fit)

    @property
    def robust(self) -> bool:
        """Whether the standard errors are said not to be the classical ones."""
        said = " ".join((self.table.title, *self.table.notes))
        return self.table.errors == "robust" or (not self.table.errors and bool(_ROBUST.search(said)))

    @property
    def weighted(self) -> bool:
        """Whether the figures are said to be weighted."""
        return self.table.weighted or bool(_WEIGHTED.search(" ".join((self.table.title, *self.table.notes))))


@dataclass(frozen=True, slots=True)
class Taken:
    """All blocks of a study, and the cells that could not be read."""

    blocks: tuple[Block, ...]
    unreadable: tuple[tuple[str, str, Entry], ...]


def take_apart(study: PrintedStudy) -> Taken:
    """The blocks of all tables of a study.

    A column is known by its heading (see `roles`); `Model 1: b` and `Model 2: b` make two blocks. A cell with
    two numbers, under a heading such as `b (se)` or `95% CI`, gives two figures. Lines such as R² and F among
    the rows of a regression are its fit.
    """
    blocks: list[Block] = []
    unreadable: list[tuple[str, str, Entry]] = []
    for table in study.tables:
        for block, bad in _blocks(table, study.rounding):
            blocks.append(block)
            unreadable.extend((table.key, row, entry) for row, entry in bad)
    return Taken(tuple(blocks), tuple(unreadable))


def _blocks(table: StudyTable, rounding: Rounding) -> Iterator[tuple[Block, list[tuple[str, Entry]]]]:
    kind = table.kind or _kind(table)
    if kind in ("correlations", "other"):
        rows = {
            row: {column: Entry(column, text, read_printed_number(text, rounding=rounding))
                  for column, text in cells.items() if not is_blank(text)}
            for row, cells in table.cells.items()
        }  # fmt: skip
        bad = [(row, entry) for row, found in rows.items() for entry in found.values() if entry.number is None]
        yield Block(table, kind, "", rows), bad if kind == "correlations" else []
        return
    groups: dict[str, dict[str, dict[str, Entry]]] = {}
    fits: dict[str, dict[str, Entry]] = {}
    beyond: list[str] = []
    bad = []
    for row, cells in table.cells.items():
        for column, text in cells.items():
            roles, group = column_roles(column)
            if not roles or is_blank(text):
                continue
            if kind == "regression" and text.strip().casefold() in _DECLARED_YES:
                beyond.append(row)
                continue
            if kind == "regression" and roles != ("stars",) and (lines := fit_roles(row)):
                for role, entry in _entries(lines, row, text, rounding).items():
                    fits.setdefault(group, {}).setdefault(role, entry)
                    bad += [] if entry.number else [(row, entry)]
                continue
            for role, entry in _entries(roles, column, text, rounding).items():
                groups.setdefault(group, {}).setdefault(row, {})[role] = entry
                bad += [] if entry.number or role == "stars" else [(row, entry)]
    for name, text in table.model.items():
        if not is_blank(text) and (lines := fit_roles(name)):
            for group in groups or {"": {}}:
                fits.setdefault(group, {}).update(_entries(lines, name, text, rounding))
            bad += [("model", e) for r, e in _entries(lines, name, text, rounding).items()
                    if e.number is None and r != "stars"]  # fmt: skip
    first = True
    for group, found in (groups or {"": {}}).items():
        rows = {row: figures for row, figures in found.items() if row_role(row) != "constant"}
        constant = next((figures for row, figures in found.items() if row_role(row) == "constant"), {})
        fit = _split_dfs(fits.get(group, {}))
        yield Block(table, kind, group, rows, constant, fit, tuple(beyond)), bad if first else []
        first = False


def _entries(roles: Sequence[str], column: str, text: str, rounding: Rounding) -> dict[str, Entry]:
    if roles == ("stars",):
        return {"stars": Entry(column, text, PrintedNumber(text, None, None, marks=text.strip()))}
    if roles == ("ci",):
        roles = ("lower", "upper")
    if len(roles) == 2:
        pair = read_pair(text)
        if pair is not None:
            return {
                role: Entry(column, part, read_printed_number(part, rounding=rounding))
                for role, part in zip(roles, pair, strict=True)
            }
        number = read_printed_number(text, rounding=rounding)
        # the second number may stand in a line of its own, in brackets
        role = roles[1] if text.strip()[:1] in "([" and roles[0] != "lower" else roles[0]
        return {role: Entry(column, text, number)}
    return {roles[0]: Entry(column, text, read_printed_number(text, rounding=rounding))}


def _split_dfs(fit: dict[str, Entry]) -> dict[str, Entry]:
    """Degrees of freedom printed with F, as figures of their own."""
    entry = fit.get("f")
    if entry is not None and entry.number is not None and len(entry.number.df) == 2:
        for role, text in zip(("df1", "df2"), entry.number.df, strict=True):
            fit = {**fit, role: fit.get(role) or Entry(entry.column, text, read_printed_number(text))}
    return fit


def _kind(table: StudyTable) -> TableKind:
    roles = {role for cells in table.cells.values() for column in cells for role in column_roles(column)[0]}
    names = {column for cells in table.cells.values() for column in cells}
    if table.model or table.outcome or _MODEL_ROLES & roles:
        return "regression"
    if {"mean", "sd"} & roles:
        return "descriptives"
    rows = set(table.cells)
    if len(rows & names) >= 2 and len(names - rows) <= 1:
        return "correlations"
    return "frequencies" if {"n", "percent", "valid_percent"} & roles else "other"
