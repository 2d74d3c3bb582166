"""The governments that a study is about: their list, or else those that answered the survey."""

from __future__ import annotations

from datetime import date

from civicreach.linking.register import read_register
from civicreach.records.column import Column
from civicreach.records.errors import Fault
from civicreach.records.government import Government, Governments
from civicreach.records.study import GovernmentList, TableOptions
from civicreach.records.survey import Survey
from civicreach.records.words import message
from civicreach.sources.tables import RawTable

from .reading import SHOWN, Reading, named_twice, number_or_text
from .responses import government_texts


def read_governments(reading: Reading, survey: Survey | None) -> Governments:
    """The governments in a fixed order; none after a fault."""
    spec = reading.study.governments
    if spec is None:
        return _surveyed(reading, survey) if survey else Governments(())
    if spec.country is not None and spec.at is not None:
        return _registered(reading, spec.country, spec.at)
    assert spec.file is not None
    table = reading.table("governments", spec.file, spec)
    return _listed(reading, spec, table) if table else Governments(())


def _registered(reading: Reading, country: str, at: date) -> Governments:
    register = read_register(country)
    reading.origins["governments"] = (register.origin,)
    with reading.gathering():
        return register.at(at)
    return Governments(())


def _listed(reading: Reading, spec: GovernmentList, table: RawTable) -> Governments:
    faults: list[Fault] = []
    ids = table.ids(spec.id, faults)
    names = {language: table.texts(column, faults) for language, column in spec.name.items()}
    nothing = [""] * len(ids)
    levels = table.texts(spec.level, faults) if spec.level else nothing
    parents = table.texts(spec.parent, faults) if spec.parent else nothing
    faults += named_twice(ids, lambda row: table.locate(row, spec.id))
    codes = _codes(reading, spec)
    reading.faults += faults
    if faults:
        return Governments(())
    rows = []
    for row, id in enumerate(ids):
        labels = {language: texts[row] for language, texts in names.items() if texts[row]}
        rows.append(
            Government(
                id,
                tuple(dict.fromkeys(labels.values())),
                labels,
                levels[row],
                parents[row],
                codes.get(id, ()),
            )
        )
    columns = {name: number_or_text(table, name) for name in dict.fromkeys(table.columns) if name}
    if spec.level:
        columns["level"] = Column.texts(levels)
    return Governments(tuple(rows), columns)


def _codes(reading: Reading, spec: GovernmentList) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Dated codes by government, from a file with columns government, code, valid_from and valid_to."""
    table = reading.table("governments", spec.codes, TableOptions()) if spec.codes else None
    if table is None:
        return {}
    faults: list[Fault] = []
    ids, codes = table.ids("government", faults), table.ids("code", faults)
    starts, ends = (table.texts(column, faults) for column in ("valid_from", "valid_to"))
    reading.faults += faults
    dated: dict[str, list[tuple[str, str, str]]] = {}
    for row, (id, code, start, end) in enumerate(zip(ids, codes, starts, ends, strict=True) if not faults else ()):
        for column, day in (("valid_from", start), ("valid_to", end)):
            if day and not _is_day(day):
                reading.faults.append(
                    Fault(
                        table.locate(row, column), message("is not a day"), repr(day), message("2014-07-01, or nothing")
                    )
                )
        dated.setdefault(id, []).append((code, start, end))
    return {id: tuple(entries) for id, entries in dated.items()}


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _surveyed(reading: Reading, survey: Survey) -> Governments:
    assert reading.study.survey is not None
    column = reading.study.survey.government.column
    ids = government_texts(reading, survey, column)
    if ids is None:
        return Governments(())

    def where(row: int) -> str:
        return f"{survey.origin.path} response {row + 1}, {column}"

    blank = [
        Fault(where(row), message("names no government"), right=message("an id in every row"))
        for row, id in enumerate(ids)
        if not id
    ]
    reading.faults += blank[:SHOWN] + named_twice(ids, where)
    return Governments(tuple(Government(id) for id in ids))
