"""What officials say beside what their pages do."""

from __future__ import annotations

from collections.abc import Mapping

from civicreach.analysis.reality.gap import SayDoGap
from civicreach.analysis.reality.ranks import RankTest
from civicreach.analysis.reality.saydo import GroupActivity, GroupComparison
from civicreach.records.words import Words, joined, message
from civicreach.report.naming import listed
from civicreach.report.table import Cell, Column, Row, Table

from .descriptives import QUARTILES

#: Governments that a note names.
NAMED = 15

COLUMNS = (
    Column("n", message("N"), "count"),
    Column("missing", message("Activity not known"), "count"),
    *QUARTILES,
    Column("mean", message("Mean"), digits=1),
)


def _group(group: GroupActivity) -> tuple[Cell, ...]:
    figures = (group.minimum, group.lower_quartile, group.median, group.upper_quartile, group.maximum, group.mean)
    return (Cell(group.n), Cell(group.n_missing), *map(Cell.number, figures))


def confidence_activity_table(
    comparisons: Mapping[str, GroupComparison],
    gaps: Mapping[str, SayDoGap],
    labels: Mapping[str, Words],
    names: Mapping[str, Words] | None = None,
) -> Table:
    """Activity by how sure officials are, and who says much and does little: by `names`, or by id."""
    rows: list[Row] = []
    notes: list[Words] = []
    for name, comparison in comparisons.items():
        measure = labels.get(name, name)
        rows += [
            Row(f"{name}.{group.label}", labels.get(group.label, group.label), _group(group), group=measure)
            for group in comparison.groups
        ]
        gap = gaps.get(name)
        if gap is not None:
            notes.append(_gap(gap, measure, names or {}))
    return Table(
        "say-do-confidence",
        message("Saying and doing: activity by confidence"),
        message("Answer"),
        COLUMNS,
        tuple(rows),
        tuple(notes),
    )


TEST_COLUMNS = (
    Column("n", message("N"), "count"),
    Column("no_answer", message("Without an answer"), "count"),
    Column("statistic", message("Statistic"), digits=2),
    Column("df", message("df"), "count"),
    Column("p", message("p"), "p"),
    Column("effect_name", message("Effect"), "text"),
    Column("effect", message("Size of the effect"), digits=3),
    Column("too_small", message("Too few to compare"), "text"),
)


_STATISTICS: Mapping[str, str] = {
    "Kruskal-Wallis": "Kruskal-Wallis H",
    "Mann-Whitney": "Mann-Whitney U",
    "Jonckheere-Terpstra": "Jonckheere-Terpstra J",
}


_EFFECTS: Mapping[str, str] = {"epsilon squared": "ε²", "Cliff's delta": "Cliff's δ"}


def confidence_tests_table(comparisons: Mapping[str, GroupComparison], labels: Mapping[str, Words]) -> Table:
    """The rank tests of activity over the answers, with p, effect and n, or why a test was not made."""
    rows = []
    for name, comparison in comparisons.items():
        tests = {"difference": comparison.difference, "trend": comparison.trend}
        rows += [
            Row(
                f"{name}.{key}",
                _STATISTICS[test.test],
                _test(test, comparison.n_no_answer, labels),
                group=labels.get(name, name),
            )
            for key, test in tests.items()
            if test is not None
        ]
    note = message("Two-sided; the tests are not corrected for their number. {trend} follows the order of the answers.",
                   trend="Jonckheere-Terpstra")  # fmt: skip
    return Table(
        "say-do-tests",
        message("Saying and doing: tests of activity by confidence"),
        message("Test"),
        TEST_COLUMNS,
        tuple(rows),
        (note,),
    )


def _test(test: RankTest, no_answer: int, labels: Mapping[str, Words]) -> tuple[Cell, ...]:
    small = joined([message("{name} ({n})", name=labels.get(label, label), n=n) for label, n in test.too_small])
    return (
        Cell(sum(test.n)),
        Cell(no_answer),
        Cell.number(test.statistic),
        Cell(test.df),
        Cell.number(test.p, absent=test.reason or "–"),
        Cell(_EFFECTS.get(test.effect.name, test.effect.name) if test.effect else ""),
        Cell.number(test.effect.value if test.effect else None),
        Cell(small),
    )


def _gap(gap: SayDoGap, measure: Words, names: Mapping[str, Words]) -> Words:
    if gap.reason is not None:
        return gap.reason
    return message(
        "{measure}: sure, and among the quietest quarter: {quiet} of {sure} ({quiet_ones}). "
        "Not sure, and among the most active quarter: {active} of {unsure} ({active_ones}).",
        measure=measure,
        quiet=len(gap.sure_but_quiet),
        sure=gap.n_sure,
        quiet_ones=listed(gap.sure_but_quiet, names, most=NAMED),
        active=len(gap.unsure_but_active),
        unsure=gap.n_unsure,
        active_ones=listed(gap.unsure_but_active, names, most=NAMED),
    )


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
            effect = test.effect
            low, high = (effect.conf_low, effect.conf_high) if effect else (None, None)
            rows.append(
                Row(
                    f"{name}.{item}",
                    labels.get(item, item),
                    (
                        Cell(yes.n),
                        Cell.number(yes.median),
                        Cell(no.n),
                        Cell.number(no.median),
                        Cell.number(effect.value if effect else None),
                        Cell.number(low),
                        Cell.number(high),
                        Cell.number(test.statistic),
                        Cell.number(test.p, absent=test.reason or "–"),
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
