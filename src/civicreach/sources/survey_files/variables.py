"""A variable of a survey file before the study has had its say: cells, labels, and what the file declares missing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from civicreach.records.errors import Sentence
from civicreach.records.provenance import FileOrigin
from civicreach.records.survey import Code
from civicreach.sources.layout import Cell
from civicreach.sources.numbers import cell_text


@dataclass(frozen=True, slots=True)
class MissingRange:
    """Codes declared missing, from the lowest to the highest; both the same for a single code.

    Codes are numbers; or text, of which days and times in ISO form have an order; or Stata's letters: ``.a``.

    >>> str(MissingRange(-999.0, 0.0)), str(MissingRange(9.0, 9.0)), MissingRange(-math.inf, 0.0).covers(-1.0)
    ('-999 to 0', '9', True)
    """

    low: Code
    high: Code

    @property
    def is_single(self) -> bool:
        """Whether it is one code."""
        return self.low == self.high

    def covers(self, code: Code) -> bool:
        """Whether a code of the survey is declared missing by it."""
        match code, self.low, self.high:
            case str(), str(), str():
                return self.low <= code <= self.high
            case float(), float(), float():
                return self.low <= code <= self.high
        return False

    def __str__(self) -> str:
        low = "lowest" if self.low == -math.inf else cell_text(self.low)
        high = "highest" if self.high == math.inf else cell_text(self.high)
        return low if self.is_single else f"{low} to {high}"


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A variable as the file holds it.

    Attributes
    ----------
    name, label : str
        As the file names and describes it.
    cells : sequence of float, str or None
        One a response; None where blank. Numbers and Stata's letters (``.a``) where `numeric`, else text.
    numeric : bool
        Whether it holds numbers.
    labels : mapping of code to str
        What codes mean.
    missing : tuple of MissingRange
        What is declared missing.
    """

    name: str
    label: str
    cells: Sequence[Code | None]
    numeric: bool
    labels: Mapping[Code, str] = field(default_factory=dict)
    missing: tuple[MissingRange, ...] = ()

    def texts(self) -> list[str]:
        """The codes as text; empty where blank."""
        return ["" if cell is None else cell_text(cell) for cell in self.cells]

    def labelled(self) -> list[str]:
        """The labels of the codes, where they have one; the codes as text where not."""
        return ["" if cell is None else self.labels.get(cell, cell_text(cell)) for cell in self.cells]


@dataclass(frozen=True, slots=True)
class FileSet:
    """A multiple-response set that the file declares.

    Attributes
    ----------
    name, label : str
        Of the set.
    variables : tuple of str
        That hold it.
    dichotomous : bool
        Whether each variable is one answer; else each holds the code of one.
    counted : code, optional
        What means chosen in a dichotomous set; None where the file does not let it be known.
    by_value : bool
        Whether the answers are called after the labels of that value, rather than of the variables.
    """

    name: str
    label: str
    variables: tuple[str, ...]
    dichotomous: bool
    counted: Code | None = None
    by_value: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SurveySource:
    """A survey file taken apart.

    Attributes
    ----------
    n : int
        Responses.
    variables : mapping of name to Variable
        In the order of the file.
    sets : tuple of FileSet
        That the file declares.
    origin : FileOrigin
        The file.
    locate : callable
        Where the answer of a response (from 0) to a variable stands.
    raw : callable
        The cells of a variable as the file stores them; empty text where blank.
    """

    n: int
    variables: Mapping[str, Variable]
    sets: tuple[FileSet, ...]
    origin: FileOrigin
    locate: Callable[[int, str], Sentence]
    raw: Callable[[str], Sequence[Cell]]
