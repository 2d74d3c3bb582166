"""Twins of a file of printed numbers: searched, compared with print, and written with a report."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civicreach.analysis.published.audit import audit_study
from civicreach.analysis.published.twin.spread import MEASURES, USUAL, Spread, spread
from civicreach.analysis.published.twin.twin import Twin, Twins, search_twins
from civicreach.records.errors import Fault, StudyError
from civicreach.records.rounding import shortest
from civicreach.records.words import message
from civicreach.report.document import Paragraph, Part, Report, Section, numbered
from civicreach.report.locale import Locale
from civicreach.report.table import Table
from civicreach.report.tables.twin import (
    ends_table,
    impossible_table,
    misses_table,
    nearness_table,
    spread_table,
    taken_table,
)
from civicreach.report.writers.csv import csv_text, safe
from civicreach.report.writers.layout import SYNTHETIC
from civicreach.sources.printed_tables import read_printed_study

from .folder import MARK, replace_folder

#: In the first column of every row of data, for whoever sees nothing but the file.
_ROW_MARK = f"{SYNTHETIC} 합성 자료"


@dataclass(frozen=True, slots=True, eq=False)
class PrintedTwins:
    """Twins of one file.

    Attributes
    ----------
    file : Path
        What was read.
    found : Twins
        The search.
    spreads : tuple of Spread
        What differs between the twins.
    """

    file: Path
    found: Twins
    spreads: tuple[Spread, ...]

    @property
    def tables(self) -> list[Table]:
        """What a reader wants to know first: how near, and what is left open."""
        made = [nearness_table(self.found)]
        # twins that print other numbers do not show what print leaves open
        if self.spreads and self.found.n_exact == len(self.found.twins):
            titles = {table.key: table.title for table in self.found.audit.study.tables}
            made.append(spread_table(self.spreads, titles, len(self.found.twins)))
        return made

    def report(self, languages: tuple[str, ...] = ("en", "ko")) -> Report:
        """The search as a report, for every writer; every page says SYNTHETIC."""
        found, (nearness, *others) = self.found, self.tables
        first: list[Part] = [nearness]
        if found.twins and not found.twins[0].exact:
            first.append(misses_table(found.twins[0]))
        if found.impossible:
            cannot = impossible_table(found)
            first.append(Paragraph(message("No data give numbers that cannot be:")))
            first.append(cannot)
        grounds: list[Part] = [taken_table(found)] if found.taken else []
        if found.stages:
            grounds.append(ends_table(found))
        sections = (
            Section("near", message("How near"), tuple(first)),
            Section("open", message("What print leaves open"), tuple(others)),
            Section("grounds", message("On what grounds"), tuple(grounds)),
        )
        from civicreach import __version__

        return Report(
            name=self.file.stem,
            title=message("SYNTHETIC twins: {title}", title=found.audit.study.title),
            description=message(
                "Made-up data that give the printed numbers. No row is a real case, and nothing but the printed "
                "numbers may be concluded from them."
            ),
            languages=languages,
            synthetic=True,
            headline=(
                (message("exact twins"), message("{k} of {n}", k=found.n_exact, n=found.wanted)),
                (message("random starts"), str(found.n_starts)),
            ),
            sections=numbered(tuple(s for s in sections if s.parts), main={"nearness", "spread"}),
            versions={"civicreach": __version__},
        )

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """The search for another program."""
        say, found = Locale(language).say, self.found
        return {
            "ok": True,
            "data": SYNTHETIC,
            "file": self.file.as_posix(),
            "title": found.audit.study.title,
            "wanted": found.wanted,
            "exact": found.n_exact,
            "seed": found.seed,
            "starts": found.n_starts,
            "ended": found.stages,
            "twins": [
                {
                    "number": twin.number,
                    "start": twin.start,
                    "exact": twin.exact,
                    "tables": [
                        {
                            "table": table.table,
                            "numbers": table.n,
                            "as_text": table.n_same,
                            "not_searched": table.n_absent,
                            "worst_in_half_units": _finite(table.worst),
                        }
                        for table in twin.tables
                    ],
                    "different": [
                        {
                            "table": cell.table,
                            "row": cell.row,
                            "column": cell.column,
                            "printed": cell.printed,
                            "found": _finite(cell.value),
                            "in_half_units": _finite(cell.distance),
                        }
                        for cell in twin.cells
                        if not cell.same
                    ],
                }
                for twin in found.twins
            ],
            "cannot_be": [
                {"table": check.table, "row": check.row, "check": check.name, "printed": check.printed,
                 "reason": say(check.reason)}
                for check in found.impossible
            ],
            "spread": [
                {"measure": one.measure, "table": one.table, "row": one.row,
                 "least": one.least if one.values else None, "median": one.median if one.values else None,
                 "greatest": one.greatest if one.values else None, "values": list(one.values),
                 "without": one.n_without}
                for one in self.spreads
            ],
            "taken_for_granted": [say(words) for words in found.taken],
        }  # fmt: skip

    def write(self, out: Path, *, languages: tuple[str, ...] = ("en", "ko")) -> Path:
        """Write data, report and summary into a folder, which is replaced whole or not at all.

        Raises
        ------
        OutputError
            A folder that cannot be written, or that holds something that no run made.
        """
        return replace_folder(out, self._files(languages))

    def _files(self, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        from civicreach.report.writers.csv import table_csv
        from civicreach.report.writers.html import report_html

        report = self.report(languages)
        summary = self.as_dict(languages[0])
        yield MARK, json.dumps({"twin": self.file.stem, "data": SYNTHETIC}, ensure_ascii=False, indent=1) + "\n"
        yield "twin.json", json.dumps(summary, ensure_ascii=False, indent=1) + "\n"
        for twin in self.found.twins:
            if twin.columns.size:
                yield f"data/{SYNTHETIC}-cases-{twin.number}.csv", self.cases_csv(twin)
            if twin.answers is not None:
                yield f"data/{SYNTHETIC}-answers-{twin.number}.csv", answers_csv(twin)
        for table in report.tables.values():
            yield f"tables/{table.key}.csv", table_csv(table, synthetic=True)
        yield "index.html", report_html(report)

    def cases_csv(self, twin: Twin) -> str:
        """The cases of the regressions; `case` is the row of the respondent in the answers, where there are any."""
        assert self.found.demand is not None
        answers = twin.answers
        joined = answers is not None and len(answers.complete) == len(twin.columns)
        numbers = [int(i) + 1 for i in answers.complete] if answers is not None and joined else range(
            1, len(twin.columns) + 1)  # fmt: skip
        rows = (
            [_ROW_MARK, str(number), *(shortest(value) for value in row)]
            for number, row in zip(numbers, twin.columns.tolist(), strict=True)
        )
        return csv_text([["data", "case", *map(safe, self.found.demand.names)], *rows])


def answers_csv(twin: Twin) -> str:
    """The answers of all respondents; an empty cell where there is none."""
    answers = twin.answers
    assert answers is not None
    complete = set(answers.complete.tolist())
    rows = (
        [_ROW_MARK, str(i + 1), str(int(i in complete)), *(safe(column[i]) for column in answers.columns.values())]
        for i in range(answers.n)
    )
    return csv_text([["data", "case", "complete", *map(safe, answers.columns)], *rows])


def find_twins(
    file: str | Path,
    *,
    number: int = 1,
    seed: int = 1,
    measures: Sequence[str] = USUAL,
    progress: Callable[[str], None] = lambda what: None,
) -> PrintedTwins:
    """Synthetic data that give every printed number of a file.

    Parameters
    ----------
    file : str or Path
        Printed numbers: json, toml, csv, tsv, xlsx, docx or pasted text; see docs/reference/printed-file.md.
    number : int
        How many different twins.
    seed : int
        The same seed gives the same twins.
    measures : sequence of str
        What is compared over the twins: of `civicreach.analysis.published.twin.spread.MEASURES`.
    progress : callable
        Told what is being done.

    Raises
    ------
    InputError
        A file that cannot be read as tables of printed numbers.
    NotComputableError
        Nothing in print that can be searched for, or declarations that the counts rule out.
    """
    path = Path(file)
    if unknown := [name for name in measures if name not in MEASURES]:
        raise StudyError(
            [Fault("spread", message("is not compared over twins"), ", ".join(unknown), ", ".join(MEASURES))]
        )
    if number < 1 or seed < 0:
        raise StudyError(
            [Fault("-n and --seed", message("are whole numbers, at least 1 and at least 0"), f"{number}, {seed}")]
        )
    progress("reading the printed numbers")
    audit = audit_study(read_printed_study(path))

    def told(exact: int, starts: int) -> None:
        progress(f"searching: {exact} of {number} exact twins, {starts} starts")

    told(0, 0)
    found = search_twins(audit, wanted=number, seed=seed, progress=told)
    demand = found.demand
    taken = [twin.columns for twin in found.twins]
    spreads = spread(demand, taken, measures) if demand is not None and taken else ()
    return PrintedTwins(path, found, spreads)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
