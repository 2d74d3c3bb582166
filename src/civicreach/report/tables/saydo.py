"""What officials say beside what their pages do."""

from __future__ import annotations

from collections.abc import Mapping

from civicreach.analysis.reality.ranks import RankTest
from civicreach.analysis.reality.saydo import GroupActivity, GroupComparison, SayDoGap
from civicreach.records.words import Words, joined, message
from civicreach.report.numbers import in_words
from civicreach.report.style import STYLES, Style
from civicreach.report.table import Cell, Column, Row, Table

COLUMNS = (
    Column("n", message("N"), "count"),
    Column("missing", message("Activity not known"), "count"),
    Column("min", message("Minimum"), digits=-1),
    Column("lower", message("Lower quartile"), digits=1),
    Column("median", message("Median"), digits=1),
    Column("upper", message("Upper quartile"), digits=1),
    Column("max", message("Maximum"), digits=-1),
    Column("mean", message("Mean"), digits=1),
)


def _group(group: GroupActivity) -> tuple[Cell, ...]:
    figures = (group.minimum, group.lower_quartile, group.median, group.upper_quartile, group.maximum, group.mean)
    return (
        Cell(group.n),
        Cell(group.n_missing),
        *(Cell(value) if value is not None else Cell(absent="–") for value in figures),
    )


def confidence_activity_table(
    comparisons: Mapping[str, GroupComparison],
    gaps: Mapping[str, SayDoGap],
    labels: Mapping[str, Words],
    *,
    style: Style = STYLES["plain"],
) -> Table:
    """Activity by how sure officials are: medians, tests with their n, and who says much and does little."""
    rows: list[Row] = []
    notes: list[Words] = []
    for name, comparison in comparisons.items():
        measure = labels.get(name, name)
        rows += [
            Row(f"{name}.{group.label}", labels.get(group.label, group.label), _group(group), group=measure)
            for group in comparison.groups
        ]
        tests = [test_words(comparison.difference, style)]
        tests += [test_words(comparison.trend, style)] if comparison.trend else []
        notes.append(
            message(
                "{measure}: {tests}. Without an answer: {none}.",
                measure=measure,
                tests=joined(tests, "; "),
                none=comparison.n_no_answer,
            )
        )
        gap = gaps.get(name)
        if gap is not None:
            notes.append(_gap(gap, measure))
    return Table(
        "say-do-confidence",
        message("Saying and doing: activity by confidence"),
        message("Answer"),
        COLUMNS,
        tuple(rows),
        tuple(notes),
    )


def _gap(gap: SayDoGap, measure: Words) -> Words:
    if gap.reason is not None:
        return gap.reason
    return message(
        "{measure}: sure, and among the quietest quarter: {quiet} of {sure} ({quiet_ids}). "
        "Not sure, and among the most active quarter: {active} of {unsure} ({active_ids}).",
        measure=measure,
        quiet=len(gap.sure_but_quiet),
        sure=gap.n_sure,
        quiet_ids=_ids(gap.sure_but_quiet),
        active=len(gap.unsure_but_active),
        unsure=gap.n_unsure,
        active_ids=_ids(gap.unsure_but_active),
    )


def _ids(ids: tuple[str, ...], most: int = 15) -> str:
    return (", ".join(ids[:most]) + (", …" if len(ids) > most else "")) or "–"


PURPOSE_COLUMNS = (
    Column("yes_n", message("N"), "count", spanner=message("Named")),
    Column("yes_median", message("Median"), digits=1, spanner=message("Named")),
    Column("no_n", message("N"), "count", spanner=message("Not named")),
    Column("no_median", message("Median"), digits=1, spanner=message("Not named")),
    Column("delta", message("Cliff's δ"), digits=2, spanner=message("Effect")),
    Column("delta_low", message("95% from"), digits=2, spanner=message("Effect")),
    Column("delta_high", message("to"), digits=2, spanner=message("Effect")),
    Column("u", message("U"), digits=1, spanner=message("Mann-Whitney")),
    Column("p", message("p"), "p", spanner=message("Mann-Whitney")),
)


def purpose_activity_table(
    comparisons: Mapping[str, Mapping[str, GroupComparison]],
    labels: Mapping[str, Words],
    *,
    key: str,
    caption: Words,
    stub: Words,
) -> Table:
    """Activity of those that name a purpose (or follow a strategy) beside those that do not."""
    rows, hows = [], set()
    for name, by_item in comparisons.items():
        for item, comparison in by_item.items():
            yes, no = comparison.groups[:2]
            test = comparison.difference
            hows.add(test.how)

            def cell(value: float | None, test: RankTest = test) -> Cell:
                return Cell(value) if value is not None else Cell(absent=test.reason or "–")

            effect = test.effect
            low, high = (effect.conf_low, effect.conf_high) if effect else (None, None)
            rows.append(
                Row(
                    f"{name}.{item}",
                    labels.get(item, item),
                    (
                        Cell(yes.n),
                        Cell(yes.median) if yes.median is not None else Cell(absent="–"),
                        Cell(no.n),
                        Cell(no.median) if no.median is not None else Cell(absent="–"),
                        Cell(effect.value) if effect else Cell(absent="–"),
                        Cell(low) if low is not None else Cell(absent="–"),
                        Cell(high) if high is not None else Cell(absent="–"),
                        Cell(test.statistic) if test.statistic is not None else Cell(absent="–"),
                        cell(test.p),
                    ),
                    group=labels.get(name, name),
                )
            )
    notes: list[Words] = [
        message(
            "Cliff's δ runs from -1 to 1: the share of pairs in which those that name it are more active, less the "
            "share in which they are less active. The tests are not corrected for their number."
        )
    ]
    if "exact" in hows and len(hows - {""}) > 1:
        notes.append(
            message(
                "p is exact where both groups are small and nothing is tied, and from the normal "
                "distribution, corrected for ties, elsewhere."
            )
        )
    return Table(key, caption, stub, PURPOSE_COLUMNS, tuple(rows), tuple(notes))


def test_words(test: RankTest, style: Style) -> Words:
    """A rank test in a line: statistic, p, effect and n, or the reason why there is none."""
    if test.p is None or test.statistic is None:
        return message("{test} not made: {reason}", test=test.test, reason=test.reason or "–")
    p = in_words(test.p, 3, kind="p", style=style)
    statistic = in_words(test.statistic, 2, style=style)
    figures = f"{test.test} = {statistic}" + (f" (df {test.df})" if test.df is not None else "")
    effect = f", {test.effect.name} = {in_words(test.effect.value, 3, style=style)}" if test.effect else ""
    line = message(
        "{figures}, p {p}{effect}, n = {n}",
        figures=figures,
        p=p if p.startswith("<") else f"= {p}",
        effect=effect,
        n=sum(test.n),
    )
    if not test.too_small:
        return line
    small = ", ".join(f"{label} ({n})" for label, n in test.too_small)
    return message("{line}; too few to compare: {small}", line=line, small=small)
