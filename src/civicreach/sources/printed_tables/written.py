"""A printed study as the text of a toml file, so that tables that were copied can be corrected and claims added."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from civicreach.records.printed_study import Claim, PrintedStudy, StudyTable, Term

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TEXTS = ("kind", "outcome", "n", "df", "k", "family", "errors", "tails", "after", "level")


def study_toml(study: PrintedStudy) -> str:
    """The toml file of a printed study; reading it gives the same study.

    >>> from civicreach.records.printed_study import StudyTable
    >>> print(study_toml(PrintedStudy("A", (StudyTable("t", "Table 1", {"age": {"95% CI": "[.1, .2]"}}),))))
    title = "A"
    <BLANKLINE>
    [tables.t]
    title = "Table 1"
    [tables.t.cells]
    age = { "95% CI" = "[.1, .2]" }
    <BLANKLINE>
    """
    lines = [f"title = {_text(study.title)}"]
    if study.n:
        lines.append(f"n = {_inline(study.n)}")
    if study.stars:
        lines.append(f"stars = {_inline(study.stars)}")
    if study.rounding != "nearest":
        lines.append(f"rounding = {_text(study.rounding)}")
    if study.notes:
        lines.append(f"notes = {_list(study.notes)}")
    lines += _twin(study)
    for table in study.tables:
        lines += ["", *_table(table)]
    for claim in study.claims:
        lines += ["", *_claim(claim)]
    return "\n".join(lines) + "\n"


def _twin(study: PrintedStudy) -> Iterator[str]:
    wishes = study.twin
    said = [("steps", {name: f"{step:g}" for name, step in wishes.steps.items()})]
    lines = [f"{key} = {_inline(held)}" for key, held in said if held]
    if wishes.exclusive:
        lines.append(f"exclusive = [{', '.join(map(_list, wishes.exclusive))}]")
    for key, listed in (("items", wishes.items), ("keep", wishes.keep)):
        if listed:
            pairs = ", ".join(f"{_key(name)} = {_list(names)}" for name, names in listed.items())
            lines.append(f"{key} = {{ {pairs} }}")
    if lines:
        yield from ("", "[twin]", *lines)


def _table(table: StudyTable) -> Iterator[str]:
    name = _key(table.key)
    yield f"[tables.{name}]"
    yield f"title = {_text(table.title)}"
    for key in _TEXTS:
        if held := getattr(table, key):
            yield f"{key} = {_text(held)}"
    for key in ("whole", "binary"):
        if held := getattr(table, key):
            yield f"{key} = {_list(sorted(held))}"
    if table.weighted:
        yield "weighted = true"
    for key, mapping in (("model", table.model), ("stars", table.stars)):
        if mapping:
            yield f"{key} = {_inline(mapping)}"
    if table.notes:
        yield f"notes = {_list(table.notes)}"
    yield f"[tables.{name}.cells]"
    for row, cells in table.cells.items():
        yield f"{_key(row)} = {_inline(cells)}"


def _claim(claim: Claim) -> Iterator[str]:
    yield "[[claims]]"
    for key in ("says", "where", "value", "significant_at", "not_significant_at", "sign", "quantity"):
        if held := getattr(claim, key):
            yield f"{key} = {_text(held)}"
    for key in ("cells", "sum", "less", "base"):
        if terms := getattr(claim, key):
            yield f"{key} = [{', '.join(map(_term, terms))}]"


def _term(term: Term) -> str:
    return _text(term) if isinstance(term, str) else _list(term)


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _inline(texts: Mapping[str, str]) -> str:
    return f"{{ {', '.join(f'{_key(key)} = {_text(text)}' for key, text in texts.items())} }}" if texts else "{}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    # what json escapes toml escapes alike, but for one sign
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
