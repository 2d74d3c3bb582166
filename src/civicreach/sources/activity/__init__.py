"""What pages did, counted from files: posts, and dated counts of Likes or followers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicreach.engine import Engine, EngineAbsentError, EngineError, RunsQueries
from civicreach.records.activity import Activity
from civicreach.records.errors import InputError, ServerError

from .counts import take_counts
from .entries import define_entries
from .parquet import refused
from .posts import count_posts
from .prepared import Progress, prepare
from .spellings import with_one_spelling
from .tables import Table, find_table, prepare_table

if TYPE_CHECKING:
    from civicreach.engine.spark import Spark
    from civicreach.records.study import ActivitySource

__all__ = ["Progress", "count_activity"]


def count_activity(
    name: str,
    spec: ActivitySource,
    *,
    folder: Path,
    zone: str,
    opened: date | None = None,
    engine: Engine,
    server: Spark | None = None,
    table: Table | None = None,
    same: Callable[[str], str] | None = None,
    progress: Progress | None = None,
) -> Activity:
    """One source of activity, counted in its window; every row that is not counted is counted as left out.

    Parameters
    ----------
    name : str
        As the study names it: ``posts`` of ``[activity.posts]``.
    spec : ActivitySource
        Files (csv, tsv, txt, workbooks, JSON lines, Parquet; text and JSON lines also as .gz), columns and window.
    folder : Path
        The study folder.
    zone : str
        The study's time zone: of the window, of months, and of times that name no zone where the source names none.
    opened : date, optional
        When the platform opened; what is dated before that is left out.
    engine : Engine
        Runs the queries; relations of its own names are overwritten.
    server : Spark, optional
        Runs the queries over Parquet and Delta tables, where they lie; other files are read by `engine` on this
        machine.
    table : Table, optional
        Of the server, instead of the files that the source names.
    same : callable, optional
        Gives what all spellings of one account have in common; they are counted as one account, under the first
        of them in the order of the alphabet.
    progress : callable, optional
        Is told what is being done, in a few words.

    Returns
    -------
    Activity
        `n_read` = `n_counted` + all of `left_out`. A row has one reason, the first of `Reason` that applies. Accounts
        without anything in the window are in `seen` and not in `counts`: missing is not zero.

    Raises
    ------
    InputError
        Files, columns or rows that cannot be used as the study says.
    ServerError
        The server went away.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from civicreach.records.study import ActivitySource
    >>> spec = ActivitySource(file="a.csv", account="page", id="id", time="at", window=["2015-06-01", "2015-08-31"])
    >>> with TemporaryDirectory() as folder, Engine() as engine:
    ...     text = "page,id,at\\nseoul,1,2015-06-01 00:10\\nseoul,1,2015-06-01 00:10\\nseoul,2,03/04/2015\\n"
    ...     _ = (Path(folder) / "a.csv").write_text(text)
    ...     activity = count_activity("posts", spec, folder=Path(folder), zone="Asia/Seoul", engine=engine)
    >>> activity.counts["seoul"].value, activity.by_month, [entry.count for entry in activity.left_out]
    (1.0, (('2015-06', 1),), [1, 1])
    """
    tell = progress or (lambda _: None)
    of_study = ZoneInfo(zone)
    try:
        if server is not None and table is None:
            table = find_table(spec, folder, section=f"activity.{name}")
        runner: RunsQueries = engine
        if server is not None and table is not None:
            runner = server
            prepared = prepare_table(name, spec, table, zone=of_study, engine=engine, server=server)
        else:
            prepared = prepare(name, spec, folder=folder, zone=of_study, engine=engine, progress=tell)
        tell(f"counting {name}")
        entries = define_entries(name, spec, prepared, zone=of_study, opened=opened, engine=runner)
        cells = len(spec.where)
        merged = with_one_spelling(prepared, same, cells=cells, engine=runner) if same else prepared
        if merged is not prepared:
            entries = define_entries(name, spec, merged, zone=of_study, opened=opened, engine=runner)
        return (count_posts if spec.is_posts else take_counts)(entries, engine=runner)
    except EngineAbsentError as error:
        raise ServerError(error.wrong, found=error.found, right=error.right) from error
    except EngineError as error:
        raise InputError([refused(", ".join(spec.file), error)]) from error
