"""Printed numbers as data: our layout of tables, rows and columns, and the shorter one of the paper's own file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from civicreach.records.errors import Fault, InputError
from civicreach.records.printed_number import read_printed_number
from civicreach.records.printed_study import (
    FAMILIES,
    KINDS,
    Claim,
    Errors,
    PrintedStudy,
    StudyTable,
    Tails,
    Term,
    TwinWishes,
)
from civicreach.records.words import message

_RIGHT = '{"tables": {"table3": {"title": "Table 3", "cells": {"age": {"mean": "43.38", "sd": "4.69", "n": "90"}}}}}'
_TEXTS = ("outcome", "n", "df", "k", "after", "level")
_TABLE_KEYS = {"title", "cells", "kind", "model", "stars", "family", "errors", "tails", "whole", "binary", "weighted",
               "notes", "rows", "columns", *_TEXTS}  # fmt: skip
_STUDY_KEYS = {"tables", "title", "about", "source", "stars", "stars_printed", "star_rule", "n", "claims", "rounding",
               "notes", "twin"}  # fmt: skip
_TWIN_KEYS = {"steps", "exclusive", "items", "keep"}
_CLAIM_KEYS = {"says", "where", "value", "cells", "sum", "less", "base", "significant_at", "not_significant_at", "sign",
               "quantity", "comment"}  # fmt: skip


def study_of(data: Any, name: str) -> PrintedStudy:
    """The printed study that the contents of a json or toml file describe.

    Parameters
    ----------
    data : any
        As parsed, with numbers as text.
    name : str
        Of the file, for the sentences of faults.

    Raises
    ------
    InputError
        No tables; keys that are not known; cells that are not text or numbers. All faults at once.
    """
    faults: list[Fault] = []
    if not isinstance(data, Mapping):
        raise InputError([Fault(name, message("does not have the layout of printed numbers"), right=_RIGHT)])
    if isinstance(data.get("tables"), Mapping):
        tables = [_table(key, value, f"{name} tables.{key}", faults) for key, value in data["tables"].items()]
        known = ", ".join(sorted(_STUDY_KEYS))
        unknown = [key for key in data if key not in _STUDY_KEYS]
        faults += [
            Fault(f"{name} {key}", message("is not a key of a file of printed numbers"), right=known) for key in unknown
        ]
    else:
        tables = [_short_table(str(key), value) for key, value in data.items() if _is_short_table(key, value)]
    found = [table for table in tables if table is not None]
    if not found and not faults:
        faults.append(Fault(name, message("holds no table"), right=_RIGHT))
    claims = [_claim(i, value, name, faults) for i, value in enumerate(_listed(data.get("claims", ())))]
    rounding = str(data.get("rounding", "nearest"))
    if rounding not in ("nearest", "cut"):
        faults.append(
            Fault(f"{name} rounding", message("is not a way of rounding"), rounding, message("nearest or cut"))
        )
    wishes = _wishes(data.get("twin", {}), f"{name} [twin]", faults)
    if faults:
        raise InputError(faults)
    return PrintedStudy(
        title=_title(data) or name,
        tables=tuple(found),
        stars=_texts(data.get("stars") or data.get("star_rule")),
        n=_texts(data["n"]) if isinstance(data.get("n"), Mapping) else {"n": str(data["n"])} if data.get("n") else {},
        claims=tuple(claim for claim in claims if claim is not None),
        rounding="cut" if rounding == "cut" else "nearest",
        notes=tuple(map(str, _listed(data.get("notes", ())))),
        twin=wishes,
    )


def _wishes(value: Any, where: str, faults: list[Fault]) -> TwinWishes:
    """What is declared of the data behind the numbers."""
    if not isinstance(value, Mapping):
        faults.append(Fault(where, message("is not a section"), repr(value)[:60], 'steps = { age = "0.1" }'))
        return TwinWishes()
    known = ", ".join(sorted(_TWIN_KEYS))
    faults += [
        Fault(f"{where} {key}", message("is not a key of [twin]"), right=known)
        for key in value
        if key not in _TWIN_KEYS
    ]
    steps: dict[str, float] = {}
    for name, text in _texts(value.get("steps")).items():
        number = read_printed_number(text)
        if number is None or number.middle is None or number.middle < 0:
            faults.append(
                Fault(f"{where} steps.{name}", message("is not a step"), text, message("0.1, 1, 1000, or 0 for none"))
            )
        else:
            steps[name] = float(number.middle)
    exclusive = [tuple(map(str, group)) for group in _listed(value.get("exclusive", ())) if isinstance(group, list)]
    if len(exclusive) != len(_listed(value.get("exclusive", ()))):
        faults.append(Fault(f"{where} exclusive", message("is not a list of lists"), right='[["new", "contracted"]]'))
    names: dict[str, dict[str, tuple[str, ...]]] = {}
    for key in ("items", "keep"):
        section = value.get(key, {})
        if not isinstance(section, Mapping):
            faults.append(
                Fault(f"{where} {key}", message("is not a section"), repr(section)[:60], 'push = ["promotion"]')
            )
            section = {}
        names[key] = {str(name): tuple(map(str, _listed(listed))) for name, listed in section.items()}
    return TwinWishes(steps, tuple(exclusive), names["items"], names["keep"])


def _title(data: Mapping[str, Any]) -> str:
    title = data.get("title") or (data["source"].get("title") if isinstance(data.get("source"), Mapping) else "")
    if isinstance(title, Mapping):
        title = title.get("en") or next(iter(title.values()), "")
    return str(title or "")


def _texts(value: Any) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items() if _is_text(v)} if isinstance(value, Mapping) else {}


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else (value,)


def _table(key: str, value: Any, where: str, faults: list[Fault]) -> StudyTable | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("cells"), Mapping):
        faults.append(Fault(where, message("has no cells"), right=_RIGHT))
        return None
    known = ", ".join(sorted(_TABLE_KEYS))
    unknown = [name for name in value if name not in _TABLE_KEYS]
    faults += [Fault(f"{where}.{name}", message("is not a key of a table"), right=known) for name in unknown]
    cells: dict[str, dict[str, str]] = {}
    for row, columns in value["cells"].items():
        if not isinstance(columns, Mapping):
            faults.append(
                Fault(f"{where}.cells.{row}", message("is not a row"), repr(columns)[:60], '{"mean": "43.38"}')
            )
            continue
        cells[str(row)] = {}
        for column, text in columns.items():
            if text is None:
                continue
            if not _is_text(text):
                faults.append(
                    Fault(f"{where}.cells.{row}.{column}", message("is not text"), repr(text)[:60], '"0.208"')
                )
                continue
            cells[str(row)][str(column)] = str(text)

    def choice(name: str, known: Sequence[str]) -> Any:
        text = str(value.get(name, ""))
        if text and text not in known:
            faults.append(Fault(f"{where}.{name}", message("is not known"), text, ", ".join(known)))
        return text

    model = dict(_texts(value.get("model")))
    # the file of a study run keeps the lines of fit as a row named model
    model.update(cells.pop("model", {}))
    return StudyTable(
        key=str(key),
        title=str(value.get("title", key)),
        cells=cells,
        kind=choice("kind", KINDS),
        model=model,
        stars=_texts(value.get("stars")),
        family=choice("family", FAMILIES),
        errors=choice("errors", [e for e in get_args(Errors) if e]),
        tails=choice("tails", [t for t in get_args(Tails) if t]),
        whole=_rows(value.get("whole"), cells),
        binary=_rows(value.get("binary"), cells),
        weighted=value.get("weighted") is True,
        notes=tuple(map(str, _listed(value.get("notes", ())))),
        **{name: str(value.get(name, "")) for name in _TEXTS},
    )


def _rows(value: Any, cells: Mapping[str, Any]) -> frozenset[str]:
    """Rows named in a list, or all of them."""
    return frozenset(cells) if value is True else frozenset(map(str, _listed(value))) if value else frozenset()


def _claim(place: int, value: Any, name: str, faults: list[Fault]) -> Claim | None:
    where = f"{name} claims[{place + 1}]"
    if not isinstance(value, Mapping):
        right = '{"says": "...", "value": "15.05", "cells": [["Table 3", "age", "sd"]]}'
        faults.append(Fault(where, message("is not a claim"), repr(value)[:60], right))
        return None
    known = ", ".join(sorted(_CLAIM_KEYS))
    unknown = [name for name in value if name not in _CLAIM_KEYS]
    faults += [Fault(f"{where}.{name}", message("is not a key of a claim"), right=known) for name in unknown]
    cells = [_cell(cell, f"{where}.cells", faults) for cell in value.get("cells", ())]
    terms: dict[str, tuple[Term, ...]] = {}
    for part in ("sum", "less", "base"):
        found: list[Term] = []
        for term in _listed(value.get(part, ())):
            if _is_text(term):
                found.append(str(term))
            elif (cell := _cell(term, f"{where}.{part}", faults)) is not None:
                found.append(cell)
        terms[part] = tuple(found)
    sign = str(value.get("sign", ""))
    if sign not in ("", "positive", "negative"):
        faults.append(Fault(f"{where}.sign", message("is not a sign"), sign, message("positive or negative")))
        return None
    texts = {key: str(value.get(key, "")) for key in
             ("says", "where", "value", "significant_at", "not_significant_at", "quantity")}  # fmt: skip
    return Claim(
        cells=tuple(cell for cell in cells if cell is not None),
        sum=terms["sum"],
        less=terms["less"],
        base=terms["base"],
        sign=sign,  # type: ignore[arg-type]
        **texts,
    )


def _cell(value: Any, where: str, faults: list[Fault]) -> tuple[str, str, str] | None:
    if isinstance(value, list | tuple) and len(value) == 3 and all(_is_text(part) for part in value):
        return str(value[0]), str(value[1]), str(value[2])
    faults.append(Fault(where, message("is not a cell"), repr(value)[:60], '["Table 5", "purpose_pull", "p"]'))
    return None


# ---- the layout of the paper's own file: tables named table1_..., rows as lists under "columns"


def _is_short_table(key: Any, value: Any) -> bool:
    return isinstance(value, Mapping) and str(key).casefold().startswith("table")


def _short_table(key: str, value: Mapping[str, Any]) -> StudyTable:
    number = key.split("_")[0].casefold().removeprefix("table")
    names = [str(name) for name in _listed(value.get("columns", ()))]
    cells: dict[str, dict[str, str]] = {}
    if isinstance(value.get("items"), list):
        _side_by_side([str(item) for item in value["items"]], value, cells)
    else:
        for row, texts in value.items():
            if row != "columns" and isinstance(texts, list) and all(_is_text(text) for text in texts):
                heads = names if len(names) == len(texts) else ["n", "percent"][: len(texts)]
                cells[str(row)] = {head: str(text) for head, text in zip(heads, texts, strict=False)}
    return StudyTable(
        key=key,
        title=f"Table {number}" if number else key,
        cells=cells,
        model=_texts(value.get("model")),
        outcome=str(value.get("outcome", "")),
    )


def _side_by_side(items: Sequence[str], value: Mapping[str, Any], cells: dict[str, dict[str, str]]) -> None:
    """Answers side by side: a list for every answer, or one of counts and one of percentages."""
    fitting: Callable[[Any], bool] = lambda texts: isinstance(texts, list) and len(texts) == len(items)  # noqa: E731
    for answer, found in value.items():
        if answer in ("items", "strategies"):
            continue
        lists = found if isinstance(found, Mapping) else {"n": found}
        for what, texts in lists.items():
            if fitting(texts):
                for item, text in zip(items, texts, strict=True):
                    cells.setdefault(item, {})[f"{answer}_{what}"] = str(text)
