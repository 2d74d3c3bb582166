"""Numbers as some paper printed them, kept as text, and what became of them in a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import Fault, InputError
from .words import message


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A printed table: its title, and text by row and column, under the machine names of our tables."""

    title: str
    cells: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One printed number beside the computed one.

    `computed` is the computed number with the decimals that were printed; empty where this run has no such
    number.
    """

    table: str
    row: str
    column: str
    printed: str
    computed: str

    @property
    def same(self) -> bool:
        """Whether the two read the same."""
        return self.printed == self.computed


@dataclass(frozen=True, slots=True)
class Reproduction:
    """All printed numbers of a study beside the computed ones.

    Attributes
    ----------
    titles : mapping of table to title
        As printed.
    comparisons : tuple of Comparison
        One a printed number.
    """

    titles: Mapping[str, str]
    comparisons: tuple[Comparison, ...]

    @property
    def n(self) -> int:
        """Printed numbers."""
        return len(self.comparisons)

    @property
    def n_same(self) -> int:
        """Those that were reproduced as text."""
        return sum(c.same for c in self.comparisons)

    @property
    def different(self) -> tuple[Comparison, ...]:
        """Those that were not."""
        return tuple(c for c in self.comparisons if not c.same)


def read_printed(folder: Path, file: str) -> Mapping[str, PrintedTable]:
    """The printed numbers of a study, from its json file.

    Raises
    ------
    InputError
        A file that is not there, is not json, or has a number that is not text: 0.10 and 0.1 are the same
        number and not the same print.
    """
    right = '{"tables": {"descriptives": {"title": "Table 3", "cells": {"likes": {"mean": "21439.58"}}}}}'
    try:
        data: Any = json.loads((folder / file).read_text(encoding="utf-8-sig"))
        tables = data["tables"]
        found = {
            key: PrintedTable(str(table.get("title", "")), {row: dict(cells) for row, cells in table["cells"].items()})
            for key, table in tables.items()
        }
    except FileNotFoundError:
        raise InputError(
            [Fault("study.toml [study] printed", message("names a file that is not there"), found=file)]
        ) from None
    except OSError as error:
        raise InputError(
            [Fault(file, message("cannot be read: {strerror}", strerror=error.strerror or error))]
        ) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError([Fault(file, message("is not json: {error}", error=error))]) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError([Fault(file, message("does not have the layout of printed numbers"), right=right)]) from None
    faults = [
        Fault(f"{file} tables.{key}.cells.{row}.{column}", message("is not text"), found=repr(text), right=f'"{text}"')
        for key, table in found.items()
        for row, cells in table.cells.items()
        for column, text in cells.items()
        if not isinstance(text, str)
    ]
    if faults:
        raise InputError(faults)
    return found
