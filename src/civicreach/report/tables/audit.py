"""The audit of a printed study as tables: what was checked, what cannot be, and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from civicreach.analysis.published.audit import Audit
from civicreach.analysis.published.check import AGREES, CANNOT_BE, CANNOT_TELL, Check, Verdict
from civicreach.analysis.published.consequences import ModelFigures, Total
from civicreach.analysis.published.interval import Interval, shown
from civicreach.records.words import Words, message
from civicreach.report.numbers import in_words
from civicreach.report.table import Cell, Column, Row, Table

if TYPE_CHECKING:
    from civicreach.analysis.published.importance import ImportanceRanges

VERDICTS: Mapping[Verdict, Words] = {
    AGREES: message("agrees"),
    CANNOT_BE: message("cannot be"),
    CANNOT_TELL: message("cannot tell"),
}

CHECKS: Mapping[str, Words] = {
    "readable": message("readable"),
    "range": message("possible value"),
    "t": message("t from b and its error"),
    "p": message("p from t"),
    "stars": message("stars and legend"),
    "sign": message("signs"),
    "interval": message("confidence interval"),
    "beta": message("β from b"),
    "ratio": message("ratio from its logarithm"),
    "tolerance": message("tolerance and VIF"),
    "r2-range": message("R² possible"),
    "adjusted-r2": message("adjusted R²"),
    "f": message("F from R²"),
    "f-significance": message("significance of F"),
    "df": message("degrees of freedom"),
    "delta-r2": message("change of R²"),
    "vif": message("VIF from β and t"),
    "vif-agreement": message("VIF in both tables"),
    "se-agreement": message("errors in both tables"),
    "constant-scale": message("constant in both tables"),
    "n": message("number of cases"),
    "percent": message("percentage and base"),
    "sum": message("sum"),
    "mean-range": message("between least and greatest"),
    "sd-range": message("sd possible"),
    "variance": message("variance and sd"),
    "mean-error": message("error of the mean"),
    "total": message("total and mean"),
    "grim": message("mean of whole numbers (GRIM)"),
    "grimmer": message("sd of whole numbers (GRIMMER)"),
    "debit": message("zeros and ones (DEBIT)"),
    "whole-data": message("whole numbers in this range"),
    "correlation": message("correlations possible"),
    "claim": message("prose and table"),
    "claims-together": message("prose and prose"),
}


def verdicts_table(audit: Audit) -> Table:
    """How many checks of each table came to which verdict."""
    columns = (Column("checks", message("Checks"), "count"), *(
        Column(verdict.replace(" ", "_"), words, "count") for verdict, words in VERDICTS.items()
    ))  # fmt: skip
    rows = []
    for key, label in _places(audit):
        mine = [check for check in audit.checks if _place(audit, check) == key]
        cells = [Cell(len(mine)), *(Cell(sum(c.verdict == verdict for c in mine)) for verdict in VERDICTS)]
        rows.append(Row(key, label, tuple(cells)))
    total = [Cell(len(audit.checks)), *(Cell(audit.count(verdict)) for verdict in VERDICTS)]
    rows.append(Row("all", message("All"), tuple(total), total=True))
    note = message(
        "Every printed number stands for all that round to it. A check fails only where no rounding brings the numbers "
        "together; that numbers agree does not show that they are right."
    )
    return Table("verdicts", message("What was checked"), message("Table in print"), columns, tuple(rows), (note,))


def checks_table(audit: Audit, *, only: Sequence[Verdict] = (), key: str = "checks") -> Table:
    """Every check as a row; or those of some verdicts only."""
    columns = (
        Column("columns", message("Column"), "text"),
        Column("check", message("Check"), "text"),
        Column("printed", message("As printed"), "text"),
        Column("recomputed", message("Recomputed"), "text"),
        Column("verdict", message("Verdict"), "text"),
        Column("reason", message("Reason"), "text"),
        Column("reference", message("Reference"), "text"),
    )
    labels = dict(_places(audit))
    rows = []
    # claims rest on no rule of a book
    cited = any(check.reference for check in audit.checks if not only or check.verdict in only)
    for place, _ in _places(audit):
        for number, check in enumerate(audit.checks):
            if _place(audit, check) != place or (only and check.verdict not in only):
                continue
            cells = (
                Cell(", ".join(check.columns)), Cell(CHECKS[check.name]), Cell(check.printed), Cell(check.recomputed),
                Cell(VERDICTS[check.verdict]), Cell(check.reason), Cell(check.reference),
            )  # fmt: skip
            label: Words = check.row or message("the table")
            rows.append(Row(f"{number + 1}", label, cells if cited else cells[:-1], group=labels[place]))
    caption = message("All checks")
    if only:
        caption = message("Numbers that cannot be, and numbers of which nothing can be told")
    return Table(key, caption, message("Row in print"), columns if cited else columns[:-1], tuple(rows))


def factors_table(figures: ModelFigures, title: str) -> Table:
    """What follows for the factors of a regression."""
    columns = tuple(
        Column(key, label, "text")
        for key, label in (
            ("vif", message("VIF")),
            ("tolerance", message("Tolerance")),
            ("unique_r2", message("Unique share of R²")),
            ("partial_r", message("Partial r")),
            ("p", "p"),
            ("holm", message("p after Holm")),
            ("fdr", message("p after Benjamini and Hochberg")),
        )
    )
    one = Interval(1.0, 1.0)
    rows = tuple(
        Row(
            factor.name,
            factor.name,
            (
                _interval(factor.vif, 3),
                _interval(one / factor.vif if factor.vif is not None and factor.vif.low > 0 else None, 3),
                _interval(factor.unique_r2, 4),
                _interval(factor.partial_r, 3),
                _interval(factor.p, 4),
                _interval(factor.holm, 3),
                _interval(factor.fdr, 3),
            ),
        )
        for factor in figures.factors
    )
    notes: list[Words] = [
        message(
            "Intervals carry the rounding of the printed numbers. Standard errors are taken to be the classical ones."
        )
    ]
    if figures.detectable_r is not None and figures.n is not None:
        notes.append(
            message(
                "With {n} cases a factor is found at 0.05, two-sided, in 80 of 100 studies if its partial correlation "
                "in the population is {r}.",
                n=figures.n,
                r=in_words(figures.detectable_r, 3),
            )
        )
    key = f"follows-{figures.table}" + (f"-{figures.group.replace(' ', '-')}" if figures.group else "")
    caption = message("What follows from {title}", title=f"{title} {figures.group}".strip())
    return Table(key, caption, message("Factor"), columns, rows, tuple(notes))


def importance_table(ranges: ImportanceRanges, title: str, key: str) -> Table:
    """What the printed tables leave open about which factor matters most."""
    columns = (
        Column("least", message("Share of R² (LMG), least found"), "number", 2),
        Column("greatest", message("Share of R² (LMG), greatest found"), "number", 2),
    )
    rows = tuple(
        Row(name, name, (Cell(float(least)), Cell(float(greatest))))
        for name, least, greatest in zip(ranges.factors, ranges.least, ranges.greatest, strict=True)
    )
    note = message(
        "Over {n} correlation matrices that fit the printed tables, found from {tried} random starts (seed {seed}; "
        "Wishart, then steps of least norm). The true ranges are at least as wide: where they overlap, the tables do "
        "not rank the factors. A factor without an effect has a share if it is correlated with others.",
        n=ranges.n_matrices,
        tried=ranges.n_tried,
        seed=ranges.seed,
    )
    caption = message("What {title} leaves open: relative importance", title=title)
    return Table(f"importance-{key}", caption, message("Factor"), columns, rows, (note,))


def totals_table(found: Sequence[Total], titles: Mapping[str, str]) -> Table:
    """The totals that printed means stand for."""
    columns = (
        Column("least", message("Total, at least"), "count"),
        Column("greatest", message("Total, at most"), "count"),
        Column("on", message("On condition"), "text"),
    )
    rows = []
    for total in found:
        condition = "" if total.known_whole else message("if the values are whole numbers")
        ends = (Cell(total.totals[0]), Cell(total.totals[-1])) if len(total.totals) else (Cell(), Cell())
        rows.append(
            Row(f"{total.table} {total.name}", total.name, (*ends, Cell(condition)), group=titles.get(total.table, ""))
        )
    caption = message("Totals that the printed means stand for")
    note = message("Of a variable of zeros and ones, the number of ones.")
    return Table("totals", caption, message("Variable"), columns, tuple(rows), (note,))


def _interval(interval: Interval | None, decimals: int) -> Cell:
    return Cell(shown(interval, decimals)) if interval is not None else Cell(absent="–")


def _places(audit: Audit) -> list[tuple[str, Words]]:
    """The tables in the order of print, then what stands across tables, then the prose."""
    places: list[tuple[str, Words]] = [(table.key, table.title or table.key) for table in audit.study.tables]
    places += [("across", message("Across tables")), ("prose", message("Prose"))]
    held = {_place(audit, check) for check in audit.checks}
    return [(key, label) for key, label in places if key in held]


def _place(audit: Audit, check: Check) -> str:
    if check.name in ("claim", "claims-together"):
        return "prose"
    return check.table if any(table.key == check.table for table in audit.study.tables) else "across"
