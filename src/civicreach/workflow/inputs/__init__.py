"""Reading everything that a study names, with all faults of all files at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from civicreach.linking.accounts import Served
from civicreach.linking.link import Links
from civicreach.records.activity import Activity
from civicreach.records.column import Column
from civicreach.records.errors import Fault, InputError
from civicreach.records.government import Governments
from civicreach.records.missing import Missing
from civicreach.records.provenance import FileOrigin, LeftOut
from civicreach.records.study import Study
from civicreach.records.survey import Survey

from .activity import count_all, found_in_archive, read_accounts, under_ids
from .governments import read_governments
from .reading import Progress, Reading, number_or_text, placed
from .responses import read_responses, rows_of_responses

__all__ = ["Inputs", "Progress", "read_inputs"]


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """All inputs of a study, linked to its governments.

    Attributes
    ----------
    governments : Governments
        In the order of their list, or of the survey where there is no list.
    survey : Survey or None
        As read.
    responses : np.ndarray
        Shape (governments,): the survey row of each government, -1 where it did not answer.
    statistics : mapping of table to mapping of name to Column
        Over the governments.
    accounts : Served
        The governments of each account, in the order of the accounts file.
    account_columns : mapping of name to Column
        The other columns of the accounts file, over the governments.
    activity : mapping of name to Activity
        Counted per account, or per government where the source names governments.
    links : mapping of source to Links
        How the rows of each source found their governments.
    left_out : tuple of LeftOut
        What was read and not counted.
    origins : mapping of source to files
        Where it all came from.
    """

    governments: Governments
    survey: Survey | None
    responses: NDArray[np.intp]
    statistics: Mapping[str, Mapping[str, Column]]
    accounts: Served
    account_columns: Mapping[str, Column]
    activity: Mapping[str, Activity]
    links: Mapping[str, Links]
    left_out: tuple[LeftOut, ...]
    origins: Mapping[str, tuple[FileOrigin, ...]]


def read_inputs(
    study: Study, folder: Path, *, engine: str | None = None, progress: Progress = lambda _: None
) -> Inputs:
    """Everything that the study names, read and linked.

    Parameters
    ----------
    study, folder
        The study and the folder that its paths start from.
    engine : str, optional
        ``duckdb``, or the address of a Spark Connect server; as the study says, where not given.

    Raises
    ------
    InputError
        With all faults of all files.
    ServerError
        The server is not there, or went away.
    """
    counted_by = engine if engine is not None else study.study.engine
    reading, counting = Reading(study, folder, progress), Reading(study, folder, progress, counted_by)
    with _second_thread(counting) as beside:
        # the engine counts outside Python: on a second core while the other files are read
        under_way = beside.submit(count_all, counting)
        survey = read_responses(reading)
        governments = read_governments(reading, survey)
        responses = rows_of_responses(reading, survey, governments)
        statistics = {name: _statistics(reading, name, governments) for name in study.statistics}
        accounts, account_columns = read_accounts(reading, governments)
        activity = under_way.result()
    reading.take(counting)
    if not reading.faults:
        activity = {name: under_ids(reading, counted, governments) for name, counted in activity.items()}
        activity = {name: found_in_archive(reading, counted) for name, counted in activity.items()}
    if reading.faults:
        raise InputError(reading.faults)
    return Inputs(
        governments,
        survey,
        responses,
        statistics,
        accounts,
        account_columns,
        activity,
        reading.links,
        tuple(reading.left_out),
        reading.origins,
    )


@contextmanager
def _second_thread(counting: Reading) -> Iterator[ThreadPoolExecutor]:
    """A thread beside this one, which is waited for in the end unless a person stops the run."""
    executor = ThreadPoolExecutor(1)
    stopped = False
    try:
        yield executor
    except KeyboardInterrupt:
        # it may wait for a server that never answers
        stopped = True
        for let_go in counting.letting_go:
            let_go()
        raise
    finally:
        executor.shutdown(wait=not stopped, cancel_futures=stopped)


def _statistics(reading: Reading, name: str, governments: Governments) -> dict[str, Column]:
    """One table of official statistics over the governments."""
    spec = reading.study.statistics[name]
    source = f"statistics.{name}"
    table = reading.table(source, spec.file, spec)
    if table is None:
        return {}
    faults: list[Fault] = []
    columns = {}
    if not spec.columns:
        columns = {
            name: number_or_text(table, name) for name in table.columns if name and name != spec.government.column
        }
        columns |= {name: Column.texts(table.texts(name, faults)) for name in spec.text}
    for ours, theirs in spec.columns.items():
        text = ours in spec.text
        columns[ours] = Column.texts(table.texts(theirs, faults)) if text else table.numbers(theirs, faults)
    mentions = reading.mentions(table, spec.government, faults)
    reading.faults += faults
    if faults or not len(governments):
        return {}
    rows = reading.row_of(source, mentions, spec.government, governments)
    return {ours: placed(column, rows, Missing.NOT_IN_STATISTICS) for ours, column in columns.items()}
