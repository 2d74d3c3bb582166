"""The pages of the reference that are made from the program itself.

usage: python docs/generate.py            write them
       python docs/generate.py --check    say which are out of date, and exit with 1
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from civicreach.cli.app import app
from civicreach.engine import queries
from civicreach.linking.register import REGISTERS, read_register
from civicreach.records import specifications, study
from civicreach.records.activity import PLATFORM_OPENED
from civicreach.records.formula import FUNCTIONS

sys.path.insert(0, str(Path(__file__).parent))
from keys import KEYS, TABLES
from passes import passes

REFERENCE = Path(__file__).parent / "reference"

SECTIONS: tuple[tuple[str, type[BaseModel], str], ...] = (
    ("[study]", study.About, "What the study is."),
    ("[governments]", study.GovernmentList, "The governments that the study is about, one row each."),
    ("[survey]", study.SurveyFile, "What officials answered: csv, xlsx, xls, sav, zsav or dta."),
    (
        "[survey.sets.NAME]",
        study.SetDeclaration,
        "A question with several answers that the file does not declare itself.",
    ),
    ("[survey.purposes]", study.Purposes, "The purposes and the strategies that they belong to."),
    ("[survey.confidence]", study.Confidence, "How sure officials are."),
    ("[accounts]", study.Accounts, "Whose page is whose."),
    ("[activity.NAME]", study.ActivitySource, "Posts to be counted, or dated counts of Likes or followers."),
    ("[statistics.NAME]", study.StatisticsTable, "A table of official statistics."),
    ("government = { ... }", study.Link, "How the rows of a file find their government."),
    ("[variables]", study.Variable, '`name = "formula"`, or a table with these keys.'),
    ("[[sample]]", study.SampleRule, "Who stays in the sample; rules are applied in order."),
    ("[[models]]", study.Model, "A regression."),
    ("[firmness]", study.FirmnessOptions, "How `civicreach run --deep` checks the conclusions."),
    (
        "[specifications]",
        study.StudySpecifications,
        "Decisions that could have been made otherwise, all tried together.",
    ),
    (
        "[specifications.DECISION]",
        specifications.Decision,
        'One decision; `errors = ["classical", "HC3"]` under `[specifications]` is short for its options.',
    ),
    ("[specifications.factors]", specifications.FactorsDecision, "Which sets of factors are tried."),
    ("options = [ ... ]", specifications.SampleOption, 'One option; `"HC3"` is short for `{ take = "HC3" }`.'),
    ("[report]", study.Report, "What is written."),
    ("[[decisions]]", study.DecisionEntry, "A choice of the authors, listed in every report."),
)


_LABELS = (
    'How names and answers of the survey are shown, in each language: `promotion = { en = "Promotion", ko = "홍보" }`, '
    '`"very sure" = { en = "Very sure", ko = "매우 확신" }`. Also `likes`, `push` and variables.'
)

_FORMULAS = (
    "Numbers, quoted text, variables, `+ - * / **`, comparisons, `in [...]`, `and`, `or`, `not`, `a if b else c` and "
    "the functions {functions}. Nothing of a study file is ever executed."
)


def study_file() -> str:
    """Every section and key of study.toml."""
    lines = ["# study.toml", "", _made(), "", "Unknown keys are faults. Paths are relative to the study folder.", ""]
    for name, model, what in SECTIONS:
        lines += [f"## `{name}`", "", what, "", "| key | what | takes | without it |", "|---|---|---|---|"]
        lines += list(_keys(name, model))
        lines.append("")
    lines += ["## `[labels]`", "", _LABELS, ""]
    platforms = ", ".join(f"`{name}` ({day})" for name, day in PLATFORM_OPENED.items())
    functions = ", ".join(f"`{name}`" for name in FUNCTIONS)
    lines += ["## Platforms", "", f"Posts dated before a platform opened are left out and listed: {platforms}.", ""]
    lines += ["## Formulas", "", _FORMULAS.format(functions=functions), ""]
    return "\n".join(lines)


def _keys(section: str, model: type[BaseModel]) -> Iterator[str]:
    own = [key for key in model.model_fields if key not in TABLES or key == "file"]
    for key in (*own, *(key for key in model.model_fields if key not in own)):
        what = KEYS[section].get(key) or TABLES[key]
        field = model.model_fields[key]
        yield f"| `{key}` | {what} | {_type(field.annotation)} | {_default(field)} |"


def _type(kind: Any) -> str:
    origin, inner = get_origin(kind), [a for a in get_args(kind) if a not in (type(None), Ellipsis)]
    if origin is Literal:
        return ", ".join(
            f"`{value}`" if str(value).strip() else "nothing" if value == "" else "a blank" for value in inner
        )
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_type(a) for a in inner))
    if origin is tuple:
        return f"list of {_type(inner[0])}"
    if origin is dict:
        return f"table of {_type(inner[1])}"
    if origin is list:
        return "list"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {"Window": "two dates: first and last day", "Link": "a column, or a link"}.get(
            kind.__name__, "a section"
        )
    if origin is not None:
        return _type(inner[0])
    return {"str": "text", "int": "whole number", "float": "number", "bool": "true or false", "date": "a date"}.get(
        getattr(kind, "__name__", ""), "text"
    )


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**needed**"
    value = field.get_default(call_default_factory=True)
    if value in (None, "", (), {}):
        return "–"
    if isinstance(value, BaseModel):
        return "–"
    if isinstance(value, tuple):
        return ", ".join(f"`{part}`" for part in value)
    if isinstance(value, dict):
        return ", ".join(f"`{k}` {v}" for k, v in value.items())
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def commands() -> str:
    """Every command with its options."""
    lines = ["# Commands", "", _made(), ""]
    group: Any = typer.main.get_command(app)
    for name, command in _every_command(group):
        usage = " ".join(
            [
                "civicreach",
                name,
                *((p.metavar or p.name.upper()) for p in command.params if p.param_type_name == "argument"),
            ]
        )
        lines += [f"## `{name}`", "", command.help or "", "", f"`{usage}`", ""]
        options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
        lines += [f"- `{', '.join(option.opts)}`: {option.help}" for option in options]
        lines.append("")
    lines += ["## Exit codes", "", str(app.info.epilog), ""]
    return "\n".join(lines)


def _every_command(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Commands in their order, those of a group behind its name."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _every_command(command, f"{above}{name} ")
        else:
            yield above + name, command


def engine_queries() -> str:
    """Every named query of the engine."""
    lines = ["# Named queries", "", _made(), "", "| query | gives |", "|---|---|"]
    lines += [f"| `{name}` | {query.gives} |" for name, query in queries().items()]
    return "\n".join([*lines, ""])


def _made() -> str:
    return "Made from the program by `make docs`."


def korean_register() -> str:
    """How many governments there were, and every change of one."""
    register = read_register("kr")
    first, last = REGISTERS["kr"]
    names = {period.government: period for period in register.periods}
    days = sorted({first, *(period.valid_from for period in register.periods if period.valid_from)})
    lines = ["# The register of Korean local governments", "", _made(), "",
             f"Known to hold from {first} to {last}. Codes, names and days are those of the administrative",
             "standard code (행정표준코드). The cities of Jeju and districts without autonomy are none.", "",
             "| from | first tier | lower tier |", "| --- | ---: | ---: |"]  # fmt: skip
    for day in days:
        levels = [row.level for row in register.at(day).rows]
        lines.append(f"| {day} | {levels.count('first tier')} | {levels.count('lower tier')} |")
    lines += ["", "| day | government | code | what | then |", "| --- | --- | --- | --- | --- |"]
    for period in sorted((p for p in register.periods if p.valid_to), key=lambda p: (p.valid_to, p.code)):
        later = [p for p in register.periods if p.government == period.government and p.valid_from == period.valid_to]
        then = [names[heir] for heir in period.into] or later
        told = ", ".join(f"{other.name_ko} ({other.name_en}) {other.code}" for other in then)
        lines.append(
            f"| {period.valid_to} | {period.name_ko} ({period.name_en}) | {period.code} | {period.ended} | {told} |"
        )
    return "\n".join(lines) + "\n"


PAGES = {
    "register-kr.md": korean_register,
    "study-file.md": study_file,
    "commands.md": commands,
    "queries.md": engine_queries,
    "passes.md": passes,
}


def main() -> int:
    """Write the pages, or say which are out of date."""
    stale = []
    for name, make in PAGES.items():
        path, text = REFERENCE / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print("out of date, run `make docs`:", ", ".join(stale))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
