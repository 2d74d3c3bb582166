"""The audit of a printed study: every check that its numbers allow, one row each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from civicreach.records.printed_number import read_printed_number
from civicreach.records.printed_study import PrintedStudy
from civicreach.records.words import message

from .across import check_across, check_cases
from .blocks import Block, Taken, take_apart
from .check import CANNOT_BE, CANNOT_TELL, Check, Verdict
from .claims import check_claims
from .coefficients import check_rows
from .descriptives import check_descriptives, moments, rows_of
from .fit import check_additions, check_fit
from .frequencies import check_frequencies
from .interval import Interval
from .model import Model, model_of

_OF_CASES = ("regression", "analysis", "descriptives", "n")


@dataclass(frozen=True, slots=True, eq=False)
class Audit:
    """What the checks of a printed study found.

    Attributes
    ----------
    study : PrintedStudy
        What was audited.
    checks : tuple of Check
        In the order of the tables, then across tables, then the prose.
    models : tuple of Model
        The regressions as they were read.
    taken : Taken
        All tables taken apart.
    means, sds : mapping of variable to Interval
        As the tables of means print them.
    """

    study: PrintedStudy
    checks: tuple[Check, ...]
    models: tuple[Model, ...]
    taken: Taken
    means: Mapping[str, Interval]
    sds: Mapping[str, Interval]

    def count(self, verdict: Verdict) -> int:
        """How many checks came to a verdict."""
        return sum(check.verdict == verdict for check in self.checks)

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks of numbers that cannot be."""
        return tuple(check for check in self.checks if check.verdict == CANNOT_BE)


def audit_study(study: PrintedStudy) -> Audit:
    """Every check that the printed numbers of a study allow.

    A check fails only where no rounding of the printed numbers brings them together. What cannot be read, and what
    the tables do not say, is said in a row of its own.

    Examples
    --------
    >>> from civicreach.records.printed_study import StudyTable
    >>> table = StudyTable("t", "Table 1", {"age": {"t": "2.00", "p": ".900"}}, df="78")
    >>> [check.verdict for check in audit_study(PrintedStudy("", (table,))).checks if check.name == "p"]
    ['cannot be']
    """
    taken = take_apart(study)
    cases = _cases(study)
    models = tuple(model_of(block, _n(cases, "regression")) for block in taken.blocks
                   if block.kind == "regression" and (block.rows or block.fit))  # fmt: skip
    means, sds, variables = _variables(taken.blocks, cases)
    checks = [*_unreadable(taken), *_tables(study, taken, cases, models, sds)]
    checks += check_cases(models, variables, cases)
    checks += check_across(models, means, sds)
    for model in models:
        before = next((m for m in models if m.block.table.key == model.block.table.after), None)
        if before is not None and before is not model:
            checks += check_additions(model, before)
    checks += check_claims(study, models)
    return Audit(study, tuple(checks), models, taken, means, sds)


def legend_of(study: PrintedStudy, stars: Mapping[str, str]) -> dict[str, Interval]:
    """What each mark means: the limit below which a probability gets it; marks that say nothing readable are left out.

    >>> legend_of(PrintedStudy("", ()), {"*": "p<0.10", "**": ".05"})
    {'*': Interval(low=0.1, high=0.1), '**': Interval(low=0.05, high=0.05)}
    """
    found = {}
    for mark, text in (stars or study.stars).items():
        number = read_printed_number(text)
        limit = None if number is None else number.high if number.relation == "<" else number.middle
        if limit is not None and 0 < limit <= 1:
            found[mark.replace("∗", "*").strip()] = Interval(float(limit), float(limit))
    return found


def _tables(
    study: PrintedStudy, taken: Taken, cases: Mapping[str, int], models: Sequence[Model], sds: Mapping[str, Interval]
) -> Iterator[Check]:
    by_block = {id(model.block): model for model in models}
    for table in study.tables:
        legend = legend_of(study, table.stars)
        blocks = [block for block in taken.blocks if block.table is table]
        for block in blocks:
            own = read_printed_number(table.n) if table.n else None
            n = own.whole if own is not None else _n(cases, "descriptives")
            if block.kind == "descriptives":
                yield from check_descriptives(block, n)
            elif block.kind == "correlations":
                # a matrix needs numpy, which the other checks do not
                from .correlations import check_correlations

                yield from check_correlations(block, n, legend)
            elif id(block) in by_block:
                yield from check_rows(by_block[id(block)], legend, sds)
                yield from check_fit(by_block[id(block)], legend)
        if blocks and blocks[0].kind == "frequencies":
            yield from check_frequencies(blocks, cases)


def _unreadable(taken: Taken) -> Iterator[Check]:
    for key, row, entry in taken.unreadable:
        yield Check(key, row, (entry.column,), "readable", entry.text, "", CANNOT_TELL, message("unreadable"))


def _cases(study: PrintedStudy) -> dict[str, int]:
    numbers = {name: read_printed_number(text) for name, text in study.n.items()}
    return {name: number.whole for name, number in numbers.items() if number is not None and number.whole is not None}


def _n(cases: Mapping[str, int], kind: str) -> int | None:
    """The number of cases behind a table that prints none: as named for its kind, or the only one there is."""
    for name in (kind, *_OF_CASES):
        if name in cases:
            return cases[name]
    return next(iter(cases.values())) if len(cases) == 1 else None


def _variables(
    blocks: Sequence[Block], cases: Mapping[str, int]
) -> tuple[dict[str, Interval], dict[str, Interval], dict[str, int]]:
    """Means, standard deviations and cases of all variables that one table of means prints."""
    means: dict[str, Interval] = {}
    sds: dict[str, Interval] = {}
    counts: dict[str, int] = {}
    for block in blocks:
        # columns under headings are groups of cases, not all of them
        if block.kind != "descriptives" or block.group:
            continue
        for row in rows_of(block, None):
            if (found := moments(row)) is not None:
                means[row.name], sds[row.name] = found
            if row.n is not None:
                counts[row.name] = row.n
    return means, sds, counts
