"""The audit of a file of printed numbers: read, checked, and put into a report."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civicreach.analysis.published.across import classical
from civicreach.analysis.published.audit import Audit, audit_study
from civicreach.analysis.published.check import CANNOT_BE, CANNOT_TELL
from civicreach.analysis.published.consequences import Consequences, what_follows
from civicreach.analysis.published.interval import Interval
from civicreach.records.errors import NotComputableError, OutputError, writing
from civicreach.records.printed_study import PrintedStudy
from civicreach.records.words import message
from civicreach.report.document import Paragraph, Part, Report, Section, numbered
from civicreach.report.locale import Locale
from civicreach.report.table import Table
from civicreach.report.tables.audit import (
    VERDICTS,
    checks_table,
    factors_table,
    importance_table,
    totals_table,
    verdicts_table,
)
from civicreach.sources.printed_tables import read_printed_study


@dataclass(frozen=True, slots=True, eq=False)
class PrintedAudit:
    """The audit of one file.

    Attributes
    ----------
    file : Path
        What was read.
    audit : Audit
        Its checks.
    follows : Consequences
        What the tables imply.
    """

    file: Path
    audit: Audit
    follows: Consequences

    @property
    def findings(self) -> Table:
        """The checks that did not simply agree."""
        return checks_table(self.audit, only=(CANNOT_BE, CANNOT_TELL), key="findings")

    def report(self, languages: tuple[str, ...] = ("en", "ko")) -> Report:
        """The audit as a report, for every writer."""
        from civicreach import __version__

        titles = {table.key: table.title for table in self.audit.study.tables}
        first: list[Part] = [verdicts_table(self.audit)]
        first += [Paragraph(note) for note in self.audit.study.notes]
        if self.findings.rows:
            first.append(self.findings)
        models = [model for model in self.follows.models if model.factors]
        follows: list[Part] = [factors_table(model, titles[model.table]) for model in models]
        follows += self._importance(titles)
        if self.follows.totals:
            follows.append(totals_table(self.follows.totals, titles))
        sections = [
            Section("found", message("What the checks found"), tuple(first)),
            Section("follows", message("What follows from the tables"), tuple(follows)),
            Section("all-checks", message("Every check"), (checks_table(self.audit),)),
        ]
        return Report(
            name=self.file.stem,
            title=message("Audit of printed numbers: {title}", title=self.audit.study.title),
            description=message("What the printed numbers prove, what they contradict, and what they cannot tell."),
            languages=languages,
            synthetic=False,
            headline=(
                (message("cannot be"), str(self.audit.count("cannot be"))),
                (message("agrees"), str(self.audit.count("agrees"))),
                (message("cannot tell"), str(self.audit.count("cannot tell"))),
            ),
            sections=numbered(tuple(s for s in sections if s.parts), main={"verdicts", "findings"}),
            versions={"civicreach": __version__},
        )

    def _importance(self, titles: Mapping[str, str]) -> list[Table]:
        """Ranges of relative importance for every model whose tables imply enough; none for the others."""
        # sampling needs numpy, which the checks do not
        from civicreach.analysis.published.importance import importance_ranges

        made = []
        for model in self.audit.models:
            same = [m for m in self.audit.models if set(m.block.factors) == set(model.block.factors) and m.n == model.n]
            if not all(map(classical, same)):
                continue
            try:
                ranges = importance_ranges([model, *(m for m in same if m is not model)])
            except NotComputableError:
                continue
            made.append(importance_table(ranges, titles[model.block.table.key], model.block.table.key))
        return made

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """The audit for another program; verdicts are `agrees`, `cannot be` and `cannot tell` in every language."""
        say = Locale(language).say
        return {
            "ok": True,
            "file": self.file.as_posix(),
            "title": self.audit.study.title,
            "verdicts": {v: self.audit.count(v) for v in VERDICTS},
            "checks": [
                {
                    "table": check.table,
                    "row": check.row,
                    "columns": list(check.columns),
                    "check": check.name,
                    "printed": check.printed,
                    "recomputed": check.recomputed,
                    "verdict": check.verdict,
                    "reason": say(check.reason),
                    "reference": check.reference,
                }
                for check in self.audit.checks
            ],
            "follows": {
                "models": [
                    {
                        "table": model.table,
                        "group": model.group,
                        "n": model.n,
                        "factors": model.k,
                        "df": model.df,
                        "r2": _ends(model.r2),
                        "detectable_partial_r": model.detectable_r,
                        "rows": {
                            factor.name: {
                                name: _ends(getattr(factor, name))
                                for name in ("vif", "unique_r2", "partial_r", "p", "holm", "fdr")
                            }
                            for factor in model.factors
                        },
                    }
                    for model in self.follows.models
                ],
                "totals": [
                    {
                        "table": total.table,
                        "row": total.name,
                        "least": total.totals[0] if len(total.totals) else None,
                        "greatest": total.totals[-1] if len(total.totals) else None,
                        "whole": total.known_whole,
                    }
                    for total in self.follows.totals
                ],
            },
            "notes": list(self.audit.study.notes),
        }

    def write(self, out: Path, *, languages: tuple[str, ...] = ("en", "ko")) -> Path:
        """Write the report into a folder: a page, every table as csv, and all of it as json.

        Raises
        ------
        OutputError
            A folder that cannot be written.
        """
        from civicreach.report.writers.csv import table_csv
        from civicreach.report.writers.html import report_html

        report = self.report(languages)
        files = {
            "index.html": report_html(report),
            "audit.json": json.dumps(self.as_dict(languages[0]), ensure_ascii=False, indent=1) + "\n",
            **{f"tables/{table.key}.csv": table_csv(table, synthetic=False) for table in report.tables.values()},
        }
        with writing(out):
            (out / "tables").mkdir(parents=True, exist_ok=True)
            for name, text in files.items():
                (out / name).write_bytes(text.encode("utf-8"))
        return out


def write_printed(study: PrintedStudy, path: Path) -> Path:
    """Write what was read as a toml file, to be corrected and completed by hand; an existing file is left alone.

    Raises
    ------
    OutputError
        A file that is there already, does not end in .toml, or cannot be written.
    """
    from civicreach.sources.printed_tables.written import study_toml

    if path.suffix.lower() != ".toml":
        raise OutputError(message("{path} does not end in .toml", path=path))
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(study_toml(study))
    except FileExistsError:
        raise OutputError(message("{path} is there already; name another file with --write", path=path)) from None
    except OSError as error:
        raise OutputError(
            message("{path} cannot be written: {strerror}", path=path, strerror=error.strerror or error)
        ) from None
    return path


def audit_printed(file: str | Path) -> PrintedAudit:
    """The audit of a file of printed numbers.

    Parameters
    ----------
    file : str or Path
        json, toml, csv, tsv, xlsx, docx or pasted text; see docs/reference/printed-file.md.

    Raises
    ------
    InputError
        A file that cannot be read as tables of printed numbers; what is wrong inside a table never raises, it is a
        row of the audit.
    """
    path = Path(file)
    audit = audit_study(read_printed_study(path))
    return PrintedAudit(path, audit, what_follows(audit))


def _ends(interval: Interval | None) -> list[float | None] | None:
    if interval is None:
        return None
    return [end if math.isfinite(end) else None for end in (interval.low, interval.high)]
