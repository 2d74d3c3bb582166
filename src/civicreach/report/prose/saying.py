"""Claims in a language: every number is the text of its cell, as the table beside it shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any

from civicreach.records.words import Message, message
from civicreach.report.claim import CellAt, Cited, Claim, Statistic, TableName
from civicreach.report.locale import Locale, catalogue
from civicreach.report.numbers import limit, shown
from civicreach.report.style import Style
from civicreach.report.table import Table

from .particles import with_particle


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence, and the cell that it rests on where it does."""

    text: str
    at: CellAt | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Prose:
    """What a report says in sentences.

    Attributes
    ----------
    claims : mapping
        By the table under which they stand.
    tables : mapping
        All tables of the report, numbered.
    """

    claims: Mapping[str, tuple[Claim, ...]]
    tables: Mapping[str, Table]

    def paragraphs(self, table: str) -> list[list[Claim]]:
        """What is said under a table, by paragraph; empty where nothing is."""
        made: list[list[Claim]] = []
        for claim in self.claims.get(table, ()):
            if claim.begins or not made:
                made.append([])
            made[-1].append(claim)
        return made

    def paragraph(self, table: str, locale: Locale, style: Style) -> str:
        """What is said under a table, in one; empty where nothing is."""
        return " ".join(self.sentence(claim, locale, style) for claim in self.claims.get(table, ()))

    def sentence(self, claim: Claim, locale: Locale, style: Style) -> str:
        """A claim as text."""
        return "".join(piece.text for piece in self.pieces(claim, locale, style))

    def pieces(self, claim: Claim, locale: Locale, style: Style) -> list[Piece]:
        """A claim as pieces of text, each with the cell that it rests on."""
        made: list[Piece] = []
        before = ""
        for piece, ours in self._say(claim.text, locale, style):
            if ours:
                piece = replace(piece, text=with_particle(before, piece.text))
            before += piece.text
            made.append(piece)
        return made

    def text(self, at: CellAt, locale: Locale, style: Style) -> str:
        """The text of a cell without its stars.

        Raises
        ------
        LookupError
            There is no such cell: a sentence must not rest on nothing.
        """
        table = self.tables[at.table]
        if at.row == "legend":
            return limit(table.stars[at.column], style)
        cell = table.cell(at.row, at.column)
        if cell is None:
            raise LookupError(f"no cell {at.row}, {at.column} in table {at.table}")
        columns = [column for column, _ in table.summary] if at.row == "model" else table.columns
        column = next(column for column in columns if column.key == at.column)
        return shown(replace(cell, stars=""), column, locale, style)

    def _say(self, value: Any, locale: Locale, style: Style) -> Iterator[tuple[Piece, bool]]:
        """The pieces of a value, and whether each stands so in the catalogue, particles and all."""
        match value:
            case CellAt():
                yield Piece(self.text(value, locale, style), value), False
            case Cited(words, at):
                yield Piece(locale.say(words), at), False
            case Statistic(symbol, at):
                text = self.text(at, locale, style)
                sign = message("{symbol} < {value}") if text.startswith("<") else message("{symbol} = {value}")
                # a symbol is the heading of the cell, whose degrees of freedom are its own
                said = Message(sign.text, {"symbol": locale.say(symbol), "value": Cited(text.removeprefix("<"), at)})
                yield from self._say(said, locale, style)
            case TableName(key):
                number = self.tables[key].number
                named = message("<Table {number}>") if style.bracketed else message("Table {number}")
                yield Piece(locale.say(Message(named.text, {"number": number}))), False
            case Message(text, values):
                for words, name, _, _ in Formatter().parse(catalogue(locale.language).get(text, text)):
                    if words:
                        yield Piece(words), True
                    if name is not None:
                        yield from self._say(values[name], locale, style)
            case str() | Mapping():
                yield Piece(locale.say(value)), False
            case _:
                raise TypeError(f"a claim holds {value!r}, which is no cell of a table and no words")
