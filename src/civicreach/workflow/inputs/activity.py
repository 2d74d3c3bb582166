"""Whose account is whose, and what the accounts did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from civicreach.engine import Engine, EngineAbsentError, EngineError
from civicreach.linking.accounts import Served, served_by
from civicreach.linking.handles import normal_account
from civicreach.linking.link import Mention
from civicreach.linking.names import matching_key
from civicreach.records.activity import PLATFORM_OPENED, Activity
from civicreach.records.column import Column
from civicreach.records.errors import Fault, ServerError, StudyError
from civicreach.records.government import Governments
from civicreach.records.missing import Missing
from civicreach.records.provenance import LeftOut
from civicreach.records.secrets import shown_address
from civicreach.records.study import ActivitySource
from civicreach.records.words import message
from civicreach.sources.activity import count_activity
from civicreach.sources.activity.files import bytes_of
from civicreach.sources.identifiers import why_ruined

from .addresses import as_written
from .archived import count_archived
from .reading import DUCKDB, SHOWN, Reading, named_twice, number_or_text

if TYPE_CHECKING:
    from civicreach.engine.spark import Spark


def read_accounts(reading: Reading, governments: Governments) -> tuple[Served, dict[str, Column]]:
    """The governments that each account serves, and the other columns of the file over the governments."""
    spec = reading.study.accounts
    table = reading.table("accounts", spec.file, spec) if spec else None
    if spec is None or table is None:
        return {}, {}
    faults: list[Fault] = []
    names = table.texts(spec.account, faults)
    link_faults: list[Fault] = []
    mentions = reading.mentions(table, spec.government, link_faults)
    named = [row for row, name in enumerate(names) if name]
    unnamed = [
        (table.locate(row, spec.account), mentions[row].text)
        for row, name in enumerate(names)
        if not name and row < len(mentions)
    ]
    for row, ruin in ((row, why_ruined(names[row])) for row in named):
        if ruin is not None:
            faults.append(Fault(table.locate(row, spec.account), ruin[0], found=repr(names[row]), right=ruin[1]))
    reading.faults += faults[:SHOWN] + link_faults
    if faults or link_faults or not len(governments):
        return {}, {}
    if unnamed:
        reading.left_out.append(LeftOut("accounts", Missing.NO_ACCOUNT.words, len(unnamed), tuple(unnamed)))
    links = reading.link("accounts", [mentions[row] for row in named], spec.government, governments)
    rows_of: dict[str, list[int]] = {}
    for row, id in zip(named, links.government, strict=True):
        if id is not None:
            rows_of.setdefault(id, []).append(row)
    others = [name for name in dict.fromkeys(table.columns) if name and name != spec.account]
    columns = {name: _shared_value(number_or_text(table, name), rows_of, governments) for name in others}
    served = served_by([names[row] for row in named], links.government)
    reading.written = {key: text for text in names if text and (key := normal_account(text)) in served}
    return served, columns


def _shared_value(column: Column, rows_of: Mapping[str, list[int]], governments: Governments) -> Column:
    """A column of the accounts file over the governments: the one value that all accounts of each share."""
    values: list[object] = []
    missing = []
    for id in governments.ids:
        rows = rows_of.get(id, [])
        different = {column.values[row] for row in rows if column.missing[row] == 0}
        values.append(next(iter(different)) if len(different) == 1 else None)
        none = Missing.AMBIGUOUS if different else Missing.BLANK if rows else Missing.NO_ACCOUNT
        missing.append(Missing.PRESENT if len(different) == 1 else none)
    made = Column.texts(values) if column.is_text else Column.numbers(values)  # type: ignore[arg-type]
    return Column(made.values, np.array(missing, dtype=np.uint8))


#: Bytes of activity files up to which a second thread of the engine costs more than it gains.
LITTLE = 4_000_000


def count_all(reading: Reading) -> dict[str, Activity]:
    """Every activity source of the study, counted by the engine."""
    study = reading.study
    opened = PLATFORM_OPENED.get(study.accounts.platform) if study.accounts else None
    counted: dict[str, Activity] = {}
    if not study.activity:
        return counted
    # an archive may be of any size
    little = not any(spec.archive for spec in study.activity.values())
    n_bytes = sum(bytes_of(spec.file, reading.folder) for spec in study.activity.values())
    alone = 1 if little and n_bytes <= LITTLE else None
    with Engine(threads=alone) as engine, _served(reading.engine) as server:
        reading.letting_go.append(engine.interrupt)
        if server is not None:
            reading.letting_go.append(server.abandon)
        for name, spec in study.activity.items():
            reading.progress(f"counting {name} in {', '.join(spec.file) or spec.archive}")
            with reading.gathering():
                zone, folder = study.study.timezone, reading.folder
                if spec.archive:
                    platform = spec.platform or (study.accounts.platform if study.accounts else "")
                    activity = count_archived(
                        name,
                        spec,
                        folder=folder,
                        zone=zone,
                        opened=opened,
                        platform=platform,
                        engine=engine,
                        server=server,
                    )
                else:
                    activity = count_activity(
                        name,
                        spec,
                        folder=folder,
                        zone=zone,
                        opened=opened,
                        engine=engine,
                        server=server,
                        same=_same(spec),
                    )
                counted[name] = activity
                reading.origins[f"activity.{name}"] = activity.origins
                reading.left_out += activity.left_out
    return counted


@contextmanager
def _served(engine: str) -> Iterator[Spark | None]:
    """A session at a server; None where DuckDB counts everything."""
    if engine == DUCKDB:
        yield None
        return
    from civicreach.engine.spark import ADDRESS, Spark, parsed_address

    try:
        parsed_address(engine)
    except EngineError:
        right = message("{duckdb}, or {address}", duckdb=DUCKDB, address=ADDRESS)
        raise StudyError(
            [Fault("--engine", message("is no engine"), found=shown_address(engine), right=right)]
        ) from None
    try:
        server = Spark(engine)
    except EngineAbsentError as error:
        raise ServerError(error.wrong, found=error.found, right=error.right) from error
    with server:
        yield server


def _same(spec: ActivitySource) -> Callable[[str], str] | None:
    """What the spellings of one account, or of one government's name, have in common."""
    if spec.government is None:
        return normal_account
    return matching_key if spec.government.by == "name" else None


def found_in_archive(reading: Reading, activity: Activity) -> Activity:
    """Activity of an archive under the study's names of accounts; that of files as it is."""
    accounts, spec = reading.study.accounts, reading.study.activity[activity.name]
    if accounts is None or not spec.archive:
        return activity
    platform = spec.platform or accounts.platform
    activity, faults = as_written(activity, platform, reading.written, where=accounts.file)
    reading.faults += faults
    return activity


def under_ids(reading: Reading, activity: Activity, governments: Governments) -> Activity:
    """Activity of a source that names governments itself, under their ids; that of accounts as it is."""
    spec = reading.study.activity[activity.name]
    if spec.government is None:
        return activity
    texts = sorted(activity.seen)
    mentions = [Mention(f"{spec.file[0]}, {spec.government.column}", text) for text in texts]
    links = reading.link(f"activity.{activity.name}", mentions, spec.government, governments)
    ids = {text: id for text, id in zip(texts, links.government, strict=True) if id is not None}
    reading.faults += named_twice(list(ids.values()), lambda row: f"{spec.file[0]} ({list(ids)[row]!r})")
    counts = {ids[text]: entry for text, entry in activity.counts.items() if text in ids}
    refused = frozenset(ids[text] for text in activity.refused if text in ids)
    return replace(activity, counts=counts, seen=frozenset(ids.values()), refused=refused)
