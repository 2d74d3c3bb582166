"""From the tables of a printed study to what they demand of data."""

from __future__ import annotations

from collections.abc import Sequence

from civicreach.analysis.published.audit import Audit
from civicreach.analysis.published.blocks import Block, Entry
from civicreach.analysis.published.descriptives import rows_of
from civicreach.analysis.published.model import Model
from civicreach.records.errors import NotComputableError
from civicreach.records.printed_number import is_blank
from civicreach.records.printed_study import TwinWishes
from civicreach.records.words import message

from .aims import aims_of_correlations, aims_of_means, aims_of_model
from .demand import Demand, Variable
from .quantities import Regression
from .variables import Remarks, described, exclusive, undescribed

#: More columns or cases than this take longer than anyone waits.
MOST_CASES, MOST_COLUMNS = 20_000, 60


def demand_of(audit: Audit, wishes: TwinWishes) -> Demand:
    """What the tables of a printed study demand of data.

    Parameters
    ----------
    audit : Audit
        Of the study.
    wishes : TwinWishes
        What the file declares beside the numbers.

    Raises
    ------
    InputError
        A declaration that names no variable.
    NotComputableError
        No number of cases, no table of means or regression that can be searched for, or more than can be.
    """
    return _Reader(audit, wishes).demand()


class _Reader:
    """Collects variables and aims table by table."""

    def __init__(self, audit: Audit, wishes: TwinWishes) -> None:
        self.audit, self.wishes = audit, wishes
        self.remarks = Remarks()
        self.n = self._cases()
        self.variables: dict[str, Variable] = {}

    def demand(self) -> Demand:
        """Read everything."""
        blocks = [b for b in self.audit.taken.blocks if b.kind == "descriptives"]
        rows = {row.name: (block, row) for block in blocks if not block.group and not block.weighted
                for row in rows_of(block, self.n)}  # fmt: skip
        for block in blocks:
            if block.group or block.weighted:
                why = message("groups of cases") if block.group else message("weighted figures")
                self.remarks.left.append((block.table.key, why))
        for name, (block, row) in rows.items():
            if row.n is not None and row.n != self.n:
                self.remarks.left.append(
                    (f"{block.table.key} {name}", message("{n} cases, not {most}", n=row.n, most=self.n))
                )
            elif (variable := described(row, self.n, self.wishes, self.remarks)) is not None:
                self.variables[name] = variable
        models = [model for model in self.audit.models if self._searched(model)]
        regressions = [self._regression(model) for model in models]
        correlations = self._correlations()
        if not self.variables or not (regressions or any(b.kind == "descriptives" for b in blocks) or correlations):
            raise NotComputableError(
                "nothing in print can be searched for", right="means and sds, or a linear regression"
            )
        if len(self.variables) > MOST_COLUMNS:
            raise NotComputableError("more variables than can be searched for", found=str(len(self.variables)),
                                     right=f"at most {MOST_COLUMNS}")  # fmt: skip
        names = list(self.variables)
        made = tuple(
            Regression(names.index(outcome), tuple(names.index(name) for name in factors))
            for outcome, factors in regressions
        )
        pairs = tuple(dict.fromkeys((names.index(a), names.index(b)) for _, a, b, _ in correlations))
        found = Demand(self.n, tuple(self.variables.values()), made, tuple(models), (), pairs,
                       exclusive(self.wishes, names), (), ())  # fmt: skip
        aims = [*aims_of_means(found, rows), *aims_of_correlations(found, correlations)]
        for place, model in enumerate(models):
            aims += aims_of_model(found, place, model)
        return Demand(self.n, found.variables, made, tuple(models), tuple(aims), pairs, found.exclusive,
                      tuple(self.remarks.taken), tuple(self.remarks.left))  # fmt: skip

    def _cases(self) -> int:
        counts = [model.n for model in self.audit.models if model.n is not None]
        if not counts:
            for block in self.audit.taken.blocks:
                if block.kind == "descriptives":
                    counts += [row.n for row in rows_of(block, None) if row.n is not None]
        if not counts:
            study = self.audit.study
            counts = [int(text) for text in study.n.values() if text.strip().isdigit()]
        if not counts:
            raise NotComputableError("no table says how many cases there are", right='n = { regression = "90" }')
        n = max(counts, key=lambda count: (counts.count(count), count))
        if not 3 <= n <= MOST_CASES:
            raise NotComputableError(f"takes from 3 to {MOST_CASES} cases", found=str(n))
        return n

    def _undescribed(self, name: str) -> None:
        if name not in self.variables:
            self.variables[name] = undescribed(name, self.remarks)

    def _searched(self, model: Model) -> bool:
        block, why = model.block, None
        if not block.linear:
            why = message("not a linear model")
        elif block.robust:
            why = message("robust standard errors, which depend on more than moments")
        elif block.weighted:
            why = message("weighted figures")
        elif model.n != self.n:
            why = message("{n} cases, not {most}", n=model.n or "?", most=self.n)
        elif not block.factors:
            why = message("no coefficient is printed")
        elif self.n - len(block.factors) - 1 < 1:
            why = message("no degrees of freedom are left")
        elif block.beyond and not model.k_known:
            why = message("factors that are not listed, and whose number is not printed")
        if why is not None:
            self.remarks.left.append((f"{block.table.key} {block.group}".strip(), why))
        return why is None

    def _regression(self, model: Model) -> tuple[str, list[str]]:
        block = model.block
        outcome = block.table.outcome
        if not outcome:
            outcome = f"outcome of {block.table.title or block.table.key}"
            self.remarks.taken.append(message("{table}: no outcome is named", table=block.table.key))
        factors = [name for name in block.factors if name != outcome]
        extra = (model.k or 0) - len(factors) if model.k_known else 0
        if 0 < extra < self.n - len(factors) - 1:
            self.remarks.taken.append(
                message("{table}: {k} factors that are not listed", table=block.table.key, k=extra)
            )
            factors += [f"not listed in {block.table.key} {i + 1}" for i in range(extra)]
        for name in (outcome, *factors):
            self._undescribed(name)
        return outcome, factors

    def _correlations(self) -> list[tuple[Block, str, str, Entry]]:
        found = []
        for block in self.audit.taken.blocks:
            if block.kind != "correlations":
                continue
            rows = list(block.rows)
            for row, figures in block.rows.items():
                for column, entry in figures.items():
                    other = column if column in rows else _numbered(column, rows)
                    if other is None or other == row or is_blank(entry.text) or entry.interval is None:
                        continue
                    self._undescribed(row)
                    self._undescribed(other)
                    found.append((block, row, other, entry))
        return found


def _numbered(column: str, rows: Sequence[str]) -> str | None:
    return rows[int(column) - 1] if column.isdigit() and 1 <= int(column) <= len(rows) else None
