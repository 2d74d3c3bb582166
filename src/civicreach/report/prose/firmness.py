"""How firm the conclusions are, in sentences: where each survives, where it falls, and on whom it rests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from civicreach.analysis.firmness.conclusions import Check, Conclusion, Verdict, judge
from civicreach.analysis.firmness.model import ModelFirmness
from civicreach.analysis.firmness.study import Firmness
from civicreach.records.words import Message, Words, message
from civicreach.report.claim import Cited, Claim, Statistic
from civicreach.report.table import Table

from .associations import level_at
from .words import at, listed, number, reads_zero

_FALLEN = (Verdict.FALLS, Verdict.TURNS)

#: A conclusion with the words for factor and outcome, and each check that can tell with what it makes of it.
_Judged = tuple[Conclusion, Words, Words, list[tuple[Check, Verdict]]]


def firmness_claims(
    firmness: Firmness, tables: Mapping[str, Table], *, legend: Mapping[str, float], labels: Mapping[str, Words]
) -> dict[str, tuple[Claim, ...]]:
    """The sentences by the table under which they stand.

    Parameters
    ----------
    firmness : Firmness
        What the tables were made of.
    tables : mapping
        Those of the page.
    legend, labels : mapping
        Stars with their limits, and words for machine names.
    """
    judged = [one for model in firmness.models for one in _judged(model, legend, labels)]
    said: dict[str, list[Claim]] = {}
    if "firmness" in tables and judged:
        said["firmness"] = [*_in_short(tables["firmness"], judged)]
        for one in judged:
            said["firmness"] += _counted(tables["firmness"], one)
    for model in firmness.models:
        own = [one for one in judged if one[0].model == model.model]
        outcome = labels.get(model.outcome, model.outcome)
        makers: dict[str, Callable[[Table], list[Claim]]] = {
            "firmness": partial(_named, judged=own),
            "governments": partial(_rests, judged=own, model=model),
            "form": partial(_form, overview=tables.get("firmness"), outcome=outcome),
            "importance": partial(_importance, judged=own),
            "specifications": partial(_specified, judged=own),
            "decisions": partial(_decided, judged=own),
        }
        for kind, make in makers.items():
            key = f"{kind}-{model.model}"
            if key in tables:
                said[key] = make(tables[key])
    return {key: tuple(claims) for key, claims in said.items() if claims}


def _judged(model: ModelFirmness, legend: Mapping[str, float], labels: Mapping[str, Words]) -> list[_Judged]:
    found = []
    for conclusion in model.conclusions(legend):
        place = model.fit.names.index(conclusion.factor)
        verdicts = [(check, judge(conclusion, check, place, legend)) for check in model.checks]
        told: list[tuple[Check, Verdict]] = [
            (check, verdict) for check, verdict in verdicts if verdict is not Verdict.CANNOT_TELL
        ]
        words = (labels.get(conclusion.factor, conclusion.factor), labels.get(model.outcome, model.outcome))
        found.append((conclusion, *words, told))
    return found


def _row(conclusion: Conclusion) -> str:
    return f"{conclusion.model}-{conclusion.factor}"


def _in_short(table: Table, judged: Sequence[_Judged]) -> list[Claim]:
    """Which conclusions hold in every check, which are only weakened, and which fall as often as they survive."""
    firm, weak = [], []
    weakened: list[Claim] = []
    for conclusion, factor, outcome, told in judged:
        fallen = sum(verdict in _FALLEN for _, verdict in told)
        name = message("{factor} ({outcome})", factor=factor, outcome=outcome)
        if told and not fallen and any(verdict is Verdict.WEAKER for _, verdict in told):
            row = _row(conclusion)
            weaker = at(table, row, "weaker")
            one, several = (
                message("No check overturns what is said of {factor}, but {n} check weakens it."),
                message("No check overturns what is said of {factor}, but {n} checks weaken it."),
            )
            text = one if number(table, row, "weaker") == 1 else several
            values = {"factor": Cited(name, at(table, row, "falls")), "n": weaker}
            weakened.append(Claim(Message(text.text, values)))
        elif told and not fallen:
            firm.append(Cited(name, at(table, _row(conclusion), "falls")))
        elif 2 * fallen >= len(told) > 0:
            weak.append(Cited(name, at(table, _row(conclusion), "falls")))
    claims = []
    if firm:
        claims.append(Claim(message("Every check supports what is said of {factors}.", factors=listed(firm))))
    claims += weakened
    if weak:
        claims.append(
            Claim(message("At least half of the checks overturn what is said of {factors}.", factors=listed(weak)))
        )
    return claims


def _counted(table: Table, judged: _Judged) -> list[Claim]:
    """In how many checks a conclusion holds, is weaker and falls; of none nothing is said."""
    conclusion, factor, outcome, _ = judged
    row = _row(conclusion)
    one_or_more = {
        "holds": (message("holds in {n} check"), message("holds in {n} checks")),
        "weaker": (message("is weaker in {n} check"), message("is weaker in {n} checks")),
        "falls": (message("falls in {n} check"), message("falls in {n} checks")),
    }
    parts = [
        Message((single if number(table, row, column) == 1 else several).text, {"n": at(table, row, column)})
        for column, (single, several) in one_or_more.items()
        if number(table, row, column)
    ]
    if not parts:
        return []
    values: dict[str, Any] = {"factor": factor, "outcome": outcome, "beta": Statistic("β", at(table, row, "beta"))}
    values |= {"p": Statistic("p", at(table, row, "p")), "parts": listed(parts)}
    return [Claim(message("The association of {factor} with {outcome} ({beta}, {p}) {parts}.", **values))]


def _named(table: Table, judged: Sequence[_Judged]) -> list[Claim]:
    """With which checks each conclusion falls, with their p, is weaker and holds: a paragraph each."""
    return [replace(claim, begins=place == 0) for one in judged for place, claim in enumerate(_named_of(table, one))]


def _named_of(table: Table, judged: _Judged) -> list[Claim]:
    conclusion, factor, _, told = judged
    claims = []
    for verdicts, text in (
        (_FALLEN, message("{factor} falls with {checks}.")),
        ((Verdict.WEAKER,), message("{factor} is weaker with {checks}.")),
        ((Verdict.HOLDS,), message("{factor} holds with {checks}.")),
    ):
        checks = [
            _with_p(table, check, verdict, conclusion.factor)
            if verdicts is _FALLEN
            else Cited(check.label, at(table, check.key, conclusion.factor))
            for check, verdict in told
            if verdict in verdicts
        ]
        if checks:
            claims.append(Claim(Message(text.text, {"factor": factor, "checks": listed(checks)})))
    return claims


def _with_p(table: Table, check: Check, verdict: Verdict, factor: str) -> Any:
    p = Statistic("p", at(table, check.key, factor))
    label = Cited(check.label, p.at)
    if verdict is Verdict.TURNS:
        return message("{check} (other sign, {p})", check=label, p=p)
    return message("{check} ({p})", check=label, p=p)


def _rests(table: Table, judged: Sequence[_Judged], model: ModelFirmness) -> list[Claim]:
    """Whether one government is enough to take a conclusion away; what is said of all is said of those in the table."""
    lost = {one.name for one in model.rests_on if one.lost or any(t.estimate * one.estimate < 0 for t in one.turns)}
    rows = {row.key for row in table.rows}
    claims = []
    for wanted, text in (
        (True, message("Leaving out one government can be enough to take the conclusion on {factors} away.")),
        (False, message("Whichever government is left out, a conclusion on {factors} stays.")),
    ):
        named = [
            Cited(factor, at(table, conclusion.factor, "lost"))
            for conclusion, factor, _, _ in judged
            if conclusion.factor in rows and (conclusion.factor in lost) is wanted
        ]
        if named:
            claims.append(Claim(Message(text.text, {"factors": listed(named)})))
    return claims


def _form(table: Table, overview: Table | None, outcome: Words) -> list[Claim]:
    if overview is None or not overview.stars:
        return []
    mark = sorted(overview.stars, key=lambda one: overview.stars[one])[len(overview.stars) // 2]
    faults = []
    for row in table.rows:
        p = number(table, row.key, "p")
        if p is not None and p < overview.stars[mark]:
            faults.append(message("{check} ({p})", check=Cited(row.label, at(table, row, "p")),
                                  p=Statistic("p", at(table, row, "p"))))  # fmt: skip
    values = {"outcome": outcome, "level": level_at(overview, mark)}
    if not faults:
        shown = [Cited(message("None of these tests"), at(table, row, "p")) for row in table.rows[:1]]
        return [
            Claim(message("{none} finds a fault in the model of {outcome} at the {level} level.", none=one, **values))
            for one in shown
        ]
    return [
        Claim(
            message(
                "At the {level} level these tests find a fault in the model of {outcome}: {tests}.",
                tests=listed(faults),
                **values,
            )
        )
    ]


def _importance(table: Table, judged: Sequence[_Judged]) -> list[Claim]:
    known = [row for row in table.rows if number(table, row.key, "share") is not None]
    if not known:
        return []
    first = max(known, key=lambda row: number(table, row.key, "share") or 0.0)
    claims = [
        Claim(
            message(
                "The largest share of R² goes with {factor}: {share}, with an interval from {low} to {high}.",
                factor=Cited(first.label, at(table, first, "share")),
                share=at(table, first, "share"),
                low=at(table, first, "low"),
                high=at(table, first, "high"),
            )
        )
    ]
    small = []
    for conclusion, factor, _, _ in judged:
        least, beta = (number(table, conclusion.factor, column) for column in ("detectable", "beta"))
        if least is not None and beta is not None and abs(beta) < least:
            small.append(
                message(
                    "{factor} ({beta}, at least {least} needed)",
                    factor=factor,
                    beta=Statistic("β", at(table, conclusion.factor, "beta")),
                    least=at(table, conclusion.factor, "detectable"),
                )
            )
    if small:
        claims.append(
            Claim(
                message(
                    "Smaller than what a study of this size finds reliably, so that another one may well miss it: "
                    "{factors}.",
                    factors=listed(small),
                )
            )
        )
    return claims


def _specified(table: Table, judged: Sequence[_Judged]) -> list[Claim]:
    claims = []
    for conclusion, factor, _, _ in judged:
        row = conclusion.factor
        if any(number(table, row, column) is None for column in ("same", "significant")):
            continue
        values: dict[str, Any] = {
            "factor": factor,
            "n": at(table, row, "n"),
            "same": at(table, row, "same"),
            "significant": at(table, row, "significant"),
        }
        none = reads_zero(table, row, "significant")
        if none:
            values["none"] = Cited(message("in none"), values["significant"])
        turned = (number(table, row, "same") or 0.0) < 50
        text = Message(_KEEPS[turned, none].text, values)
        claims.append(Claim(text))
        if number(table, row, "p_median") is not None:
            p = Statistic("p", at(table, row, "p_median"))
            claims.append(Claim(message("The joint test of the median of its specifications gives {p}.", p=p)))
    return claims


#: By whether most specifications have the other sign, and whether none is significant with that of the main table.
_KEEPS = {
    (False, False): message(
        "{factor} has the sign of the main table in {same}% of {n} specifications, and is also significant in "
        "{significant}%."
    ),
    (False, True): message(
        "{factor} has the sign of the main table in {same}% of {n} specifications, and is also significant {none}."
    ),
    (True, False): message(
        "{factor} mostly has the other sign: it has that of the main table in {same}% of {n} specifications, and is "
        "also significant in {significant}%."
    ),
    (True, True): message(
        "{factor} mostly has the other sign: it has that of the main table in {same}% of {n} specifications, and is "
        "also significant {none}."
    ),
}


def _decided(table: Table, judged: Sequence[_Judged]) -> list[Claim]:
    """Which decision moves which coefficient most."""
    moved: dict[str, list[Any]] = {}
    for conclusion, factor, _, _ in judged:
        shares = [(number(table, conclusion.factor, column.key), column.key) for column in table.columns]
        known = [(share, key) for share, key in shares if share is not None]
        if known:
            key = max(known)[1]
            told = message("{factor} ({share})", factor=factor, share=at(table, conclusion.factor, key))
            moved.setdefault(key, []).append(told)
    heads = {column.key: column.label for column in table.columns}
    return [
        Claim(message("“{decision}” matters most for {factors}.", decision=heads[key], factors=listed(factors)))
        for key, factors in moved.items()
    ]
