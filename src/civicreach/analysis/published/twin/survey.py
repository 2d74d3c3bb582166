"""What printed frequency tables demand of answers: questions with one answer, and items of which several are chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civicreach.analysis.published.audit import Audit
from civicreach.analysis.published.blocks import Block, whole_of
from civicreach.analysis.published.roles import row_role
from civicreach.records.words import Words, message


@dataclass(frozen=True, slots=True)
class Question:
    """A frequency table with one answer a respondent.

    Attributes
    ----------
    table : str
        Key.
    counts : mapping of answer to int
        As printed.
    asked : int
        Respondents, those without an answer included.
    """

    table: str
    counts: Mapping[str, int]
    asked: int


@dataclass(frozen=True, slots=True)
class Items:
    """A frequency table with several answers a respondent: how often each item was chosen.

    Attributes
    ----------
    table : str
        Key.
    chosen : mapping of item to int
        As printed.
    answered, asked : int
        Respondents who answered, and all.
    """

    table: str
    chosen: Mapping[str, int]
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class SurveyDemand:
    """What the frequency tables demand.

    Attributes
    ----------
    n : int
        Respondents; 0 where there is no table.
    questions, items : tuple
        Tables of the two kinds.
    left : tuple of (str, Words)
        Tables that are not made, and why.
    """

    n: int
    questions: tuple[Question, ...]
    items: tuple[Items, ...]
    left: tuple[tuple[str, Words], ...]


def survey_demand(audit: Audit) -> SurveyDemand:
    """The frequency tables of a study, as questions and items."""
    questions: list[Question] = []
    items: list[Items] = []
    left: list[tuple[str, Words]] = []
    survey = _survey_n(audit)
    for table in audit.study.tables:
        blocks = [b for b in audit.taken.blocks if b.table is table and b.kind == "frequencies"]
        if not blocks:
            continue
        if blocks[0].weighted:
            left.append((table.key, message("weighted figures")))
        elif "yes" in {block.group for block in blocks}:
            _side_by_side(table.key, blocks, survey, items, left)
        elif len(blocks) > 1:
            left.append((table.key, message("several sets of columns")))
        else:
            _one_below_another(table.key, blocks[0], survey, questions, items, left)
    n = max([q.asked for q in questions] + [i.asked for i in items], default=0)
    return SurveyDemand(n, tuple(questions), tuple(items), tuple(left))


def _survey_n(audit: Audit) -> int:
    text = audit.study.n.get("survey", "")
    return int(text) if text.strip().isdigit() else 0


def _side_by_side(
    key: str, blocks: Sequence[Block], survey: int, items: list[Items], left: list[tuple[str, Words]]
) -> None:
    """Yes, no, total and missing beside one another."""
    by_group = {block.group: block for block in blocks}
    chosen: dict[str, int] = {}
    totals: set[tuple[int, int]] = set()
    for row, figures in by_group["yes"].rows.items():
        yes = whole_of(figures, "n")
        no = whole_of(by_group["no"].rows.get(row, {}), "n") if "no" in by_group else None
        missing = next(
            (whole_of(b.rows.get(row, {}), "n") for g, b in by_group.items() if row_role(g) == "missing"), None
        )
        total = next((whole_of(b.rows.get(row, {}), "n") for g, b in by_group.items()
                      if row_role(g) in ("total", "valid")), None)  # fmt: skip
        answered = yes + no if yes is not None and no is not None else total
        if yes is None or answered is None or yes > answered:
            left.append((key, message("the counts of {row} are not printed, or contradict one another", row=row)))
            return
        chosen[row] = yes
        totals.add((answered, answered + missing if missing is not None else max(survey, answered)))
    if len(totals) != 1:
        left.append((key, message("the items were not answered by the same number")))
        return
    answered, asked = totals.pop()
    items.append(Items(key, chosen, answered, asked))


def _one_below_another(
    key: str, block: Block, survey: int, questions: list[Question], items: list[Items], left: list[tuple[str, Words]]
) -> None:
    counts = {row: count for row, figures in block.rows.items() if not row_role(row)
              and (count := whole_of(figures, "n")) is not None}  # fmt: skip
    special = {row_role(row): whole_of(figures, "n") for row, figures in block.rows.items() if row_role(row)}
    if not counts or len(counts) < sum(not row_role(row) for row in block.rows) or min(counts.values()) < 0:
        left.append((key, message("no counts are printed")))
        return
    added, missing = sum(counts.values()), special.get("missing") or 0
    asked = special.get("total") or (special.get("valid") or 0) + missing or max(survey, 0) or added + missing
    valid = special.get("valid") or asked - missing
    if added == valid or (added <= valid and added + missing == asked) or (added < asked and not missing):
        questions.append(Question(key, counts, asked))
    elif added > valid and max(counts.values()) <= valid:
        items.append(Items(key, counts, valid, asked))
    else:
        left.append((key, message("the counts contradict one another")))
