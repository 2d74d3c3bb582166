"""How firm is it? The conclusions of the main tables, beside what other careful ways to compute them say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from civicreach.analysis.firmness.conclusions import Check, Conclusion, Verdict, judge
from civicreach.records.stars import stars
from civicreach.records.words import Words, joined, message
from civicreach.report.naming import in_words_of
from civicreach.report.table import Cell, Column, Row, Table

_CHECKS = message("Checks")
OVERVIEW = (
    Column("model", message("Outcome"), "text"),
    Column("beta", message("β"), bounded=True),
    Column("p", message("p"), "p"),
    Column("holds", message("Holds"), "count", spanner=_CHECKS),
    Column("weaker", message("Weaker"), "count", spanner=_CHECKS),
    Column("falls", message("Falls"), "count", spanner=_CHECKS),
    Column("where_weaker", message("Where it is weaker"), "text", spanner=_CHECKS),
    Column("where", message("Where it falls"), "text", spanner=_CHECKS),
)

#: Set behind the p of a coefficient with the other sign: the first that the legend does not use.
TURNED = ("†", "‡", "§")


def overview_table(
    conclusions: Sequence[tuple[Conclusion, Words, Sequence[Check], int]],
    labels: Mapping[str, Words],
    legend: Mapping[str, float],
    uncertain: Sequence[tuple[str, str]] = (),
) -> Table:
    """One row a conclusion: in how many checks it holds, and in which it is weaker or falls.

    Parameters
    ----------
    conclusions : sequence of (Conclusion, Words, checks, int)
        Each with the words for its outcome, the checks of its model, and the place of its factor among the model's.
    uncertain : sequence of (model, factor)
        Coefficients whose sign the missing outcomes could change.
    """
    rows = []
    for conclusion, outcome, checks, place in conclusions:
        verdicts = [(check, judge(conclusion, check, place, legend)) for check in checks]
        told = [verdict for _, verdict in verdicts if verdict is not Verdict.CANNOT_TELL]
        rows.append(
            Row(
                f"{conclusion.model}-{conclusion.factor}",
                labels.get(conclusion.factor, conclusion.factor),
                (
                    Cell(outcome),
                    Cell(conclusion.beta),
                    Cell(conclusion.p, stars=conclusion.stars),
                    Cell(told.count(Verdict.HOLDS)),
                    Cell(told.count(Verdict.WEAKER)),
                    Cell(told.count(Verdict.FALLS) + told.count(Verdict.TURNS)),
                    _named(verdicts, Verdict.WEAKER),
                    _named(verdicts, Verdict.FALLS, Verdict.TURNS),
                ),
            )
        )
    return Table(
        "firmness",
        message("How firm is it? Conclusions of the main tables under other careful ways to compute them"),
        message("Factor"),
        OVERVIEW,
        tuple(rows),
        (
            message(
                "A conclusion is a coefficient with stars. It holds in a check where the sign is the same and there"
                " are at least as many stars; it is weaker with fewer stars, and falls without any or with the other"
                " sign. A check without a figure is not counted; it holds in all that are counted and not named."
            ),
            message(
                "The checks are not independent of one another: near-twins such as HC3, the jackknife and the weights"
                " for response (also with HC3 errors) nearly repeat each other and are no evidence of their own. No"
                " number of checks makes a conclusion about causes."
            ),
            *_whatever_is_missing(conclusions, labels, uncertain),
        ),
        dict(legend),
    )


def _whatever_is_missing(
    conclusions: Sequence[tuple[Conclusion, Words, Sequence[Check], int]],
    labels: Mapping[str, Words],
    uncertain: Sequence[tuple[str, str]],
) -> list[Words]:
    """Which conclusions have a sign that the missing outcomes could change; bounds are no checks."""
    named = [
        message("{factor} ({outcome})", factor=labels.get(one.factor, one.factor), outcome=outcome)
        for one, outcome, *_ in conclusions
        if (one.model, one.factor) in uncertain
    ]
    if not named:
        return []
    return [
        message("Missing outcomes alone could change the sign of {factors}: see the bounds.", factors=joined(named))
    ]


def checks_table(
    model: str,
    outcome: Words,
    factors: Sequence[str],
    checks: Sequence[Check],
    labels: Mapping[str, Words],
    legend: Mapping[str, float],
    beta: Sequence[float],
    *,
    explained: bool = True,
) -> Table:
    """Every check of a model: p of each factor, with stars by the study's legend.

    `labels` are the words for factors, and for governments that a reason names.

    Where `explained`, the notes say what each check asks and assumes.
    """
    mark = next(one for one in TURNED if not any(one in stars for stars in legend))
    rows = []
    for check in checks:
        cells = [Cell(check.n)]
        for place in range(len(factors)):
            p, estimate = float(check.p[place]), float(check.estimate[place])
            if not (math.isfinite(p) and math.isfinite(estimate)):
                cells.append(Cell(absent="–"))
                continue
            turned = mark if estimate * beta[place] < 0 else ""
            cells.append(Cell(p, stars=stars(p, legend) + turned))
        rows.append(Row(check.key, check.label, tuple(cells), group=check.group))
    columns = (
        Column("n", message("n"), "count"),
        *(Column(factor, labels.get(factor, factor), "p") for factor in factors),
    )
    without = [check for check in checks if check.reason]
    return Table(
        f"firmness-{model}",
        message("Other ways to compute the coefficients of {outcome}: p of each factor", outcome=outcome),
        message("Check"),
        columns,
        tuple(rows),
        (
            message("{mark} the sign is the other way round than in the main table.", mark=mark),
            *(
                message("{check}: {about}", check=check.label, about=check.about)
                for check in checks
                if explained and check.about
            ),
            *(
                message("{check}: {about}", check=check.label, about=in_words_of(check.reason, labels))
                for check in without
            ),
        ),
        dict(legend),
    )


def refused_table(refused: Sequence[tuple[Words, Words]], labels: Mapping[str, Words]) -> Table | None:
    """What could not be computed, and why; None where everything could."""
    if not refused:
        return None
    rows = [
        Row(f"refused-{place}", in_words_of(what, labels), (Cell(in_words_of(reason, labels)),))
        for place, (what, reason) in enumerate(refused, 1)
    ]
    columns = (Column("why", message("Why"), "text"),)
    return Table("firmness-refused", message("What could not be computed"), message("What"), columns, tuple(rows))


def _named(verdicts: Sequence[tuple[Check, Verdict]], *wanted: Verdict) -> Cell:
    return Cell(joined([check.label for check, verdict in verdicts if verdict in wanted], "; ") or "–")
