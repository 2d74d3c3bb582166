"""A printed study: its tables, cell by cell as text, and what its prose says about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .printed_number import Rounding

#: What a table holds; empty where the columns are to say it.
TableKind = Literal["", "frequencies", "descriptives", "regression", "correlations", "other"]
KINDS: tuple[TableKind, ...] = ("frequencies", "descriptives", "regression", "correlations", "other")

Family = Literal["", "linear", "logistic", "poisson", "negative-binomial", "other"]
FAMILIES: tuple[Family, ...] = ("linear", "logistic", "poisson", "negative-binomial", "other")

Errors = Literal["", "classical", "robust"]
Tails = Literal["", "two-sided", "one-sided"]


@dataclass(frozen=True, slots=True)
class StudyTable:
    """A printed table with what is said beside its cells.

    Attributes
    ----------
    key, title : str
        The name that claims use, and the title as printed.
    cells : mapping of row to mapping of column to text
        As printed; a cell that prints nothing is absent or blank.
    kind : str
        One of `KINDS`; empty where the columns say it.
    model : mapping of name to text
        Fit of a regression: r2, adjusted_r2, f, significance, n, df1, df2.
    outcome : str
        Of a regression, as the descriptives name it.
    n, df, k : str
        Cases, residual degrees of freedom and number of factors as printed or known; empty where not.
    stars : mapping of mark to limit
        The legend under the table; that of the study holds where it is empty.
    family, errors, tails : str
        Kind of model, of standard errors and of tests; empty where not said.
    after : str
        Key of the model to which this one adds factors.
    whole, binary : frozenset of str
        Rows known to hold whole numbers, or zeros and ones only.
    weighted : bool
        Whether the figures are weighted: counts then need not be whole.
    level : str
        Level of confidence intervals, such as 0.95.
    notes : tuple of str
        As printed under the table.
    """

    key: str
    title: str
    cells: Mapping[str, Mapping[str, str]]
    kind: TableKind = ""
    model: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    n: str = ""
    df: str = ""
    k: str = ""
    stars: Mapping[str, str] = field(default_factory=dict)
    family: Family = ""
    errors: Errors = ""
    tails: Tails = ""
    after: str = ""
    whole: frozenset[str] = frozenset()
    binary: frozenset[str] = frozenset()
    weighted: bool = False
    level: str = ""
    notes: tuple[str, ...] = ()


#: A cell: table, row, column; or a number as text.
Term = tuple[str, str, str] | str


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the prose, tied to cells.

    Attributes
    ----------
    says, where : str
        The sentence, and where it stands.
    value : str
        The number that it prints; empty where it prints none.
    cells : tuple of (table, row, column)
        Cells that print the same number, or whose row it is about.
    sum, less, base : tuples of Term
        What the number is made of: the sum of `sum` without `less`, as percentage of `base` where there is one.
    significant_at, not_significant_at : str
        A level.
    sign : {"", "positive", "negative"}
        Of the coefficient.
    quantity : str
        A name; all claims about one quantity must agree.
    """

    says: str
    where: str = ""
    value: str = ""
    cells: tuple[tuple[str, str, str], ...] = ()
    sum: tuple[Term, ...] = ()
    less: tuple[Term, ...] = ()
    base: tuple[Term, ...] = ()
    significant_at: str = ""
    not_significant_at: str = ""
    sign: Literal["", "positive", "negative"] = ""
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class TwinWishes:
    """What the file declares of the data behind the numbers, for a search of synthetic twins.

    Attributes
    ----------
    steps : mapping of variable to float
        Values are multiples of it; 0 for a continuous variable.
    exclusive : tuple of tuple of str
        Variables of zeros and ones of which no case has two.
    items : mapping of variable to tuple of str
        Items of a survey table; the variable is 1 where any of them was chosen.
    keep : mapping of table to tuple of str
        Answers of a survey table that the cases of the regression all gave.
    """

    steps: Mapping[str, float] = field(default_factory=dict)
    exclusive: tuple[tuple[str, ...], ...] = ()
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrintedStudy:
    """Everything that is known of a study from print.

    Attributes
    ----------
    title : str
        Of the study or the file.
    tables : tuple of StudyTable
        In the order of print.
    stars : mapping of mark to limit
        Legend that holds for all tables without one of their own.
    n : mapping of name to text
        Numbers of cases printed outside the tables: ``{"survey": "114", "regression": "90"}``.
    claims : tuple of Claim
        What the prose says.
    rounding : {"nearest", "cut"}
        How the study turned numbers into print.
    notes : tuple of str
        What the reader of the file passed over or took for granted.
    twin : TwinWishes
        What is declared of the data.
    """

    title: str
    tables: tuple[StudyTable, ...]
    stars: Mapping[str, str] = field(default_factory=dict)
    n: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    rounding: Rounding = "nearest"
    notes: tuple[str, ...] = ()
    twin: TwinWishes = field(default_factory=TwinWishes)

    def table(self, name: str) -> StudyTable | None:
        """The table of a key, a title, or a number as in its title; None where there is no such table.

        >>> study = PrintedStudy("", (StudyTable("table5_posts", "Table 5", {}),))
        >>> study.table("5").key, study.table("table 5").key, study.table("6")
        ('table5_posts', 'table5_posts', None)
        """
        wanted = _short(name)
        for table in self.tables:
            if wanted in (_short(table.key), _short(table.title), *map(_short, _parts(table))):
                return table
        return None


def _short(name: str) -> str:
    """A name without the word table."""
    return name.strip().strip("<>").casefold().removeprefix("table").strip(" .:")


def _parts(table: StudyTable) -> tuple[str, ...]:
    """The number of a table in its key and in its title."""
    return table.key.split("_")[0], re.split(r"[.:>]|(?<=\d)\s", table.title)[0]
