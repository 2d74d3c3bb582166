"""What is wrong with a table is one sentence, the same from DuckDB and from servers, whatever each of them says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from deltalake import write_deltalake

from civicreach.engine import Engine
from civicreach.engine.spark import Spark
from civicreach.records.errors import Fault, InputError
from civicreach.records.study import ActivitySource
from civicreach.sources.activity import count_activity

from .conftest import SUMMER

JUNE = "TIMESTAMP '2015-06-05'"


@pytest.fixture(scope="module", params=["duckdb", "sail", pytest.param("spark", marks=pytest.mark.slow)])
def server(request: pytest.FixtureRequest) -> Iterator[Spark | None]:
    """Each of the engines that read tables; None for DuckDB."""
    if request.param == "duckdb":
        yield None
        return
    with Spark(request.getfixturevalue(f"{request.param}_server").address) as server:
        yield server


Maker = Callable[[Path], object]


def rows(n: int = 1, **cells: str) -> str:
    """A SELECT of posts that could be counted, apart from some cells."""
    usual = {"page": "'a'", "id": "i::VARCHAR", "time": JUNE, "likes": "3"} | cells
    return f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in usual.items() if sql)} FROM range({n}) AS r(i)"


def parquet(*sql: str, within: str = "") -> Maker:
    def make(folder: Path) -> None:
        (folder / within).mkdir(exist_ok=True)
        for name, query in zip("ab", sql, strict=False):
            duckdb.sql(query).write_parquet(str(folder / within / f"{name}.parquet"))

    return make


def content(text: bytes, *, name: str = "a.parquet") -> Maker:
    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text)

    return make


def cut(folder: Path) -> None:
    parquet(rows(5000))(folder)
    whole = (folder / "a.parquet").read_bytes()
    (folder / "a.parquet").write_bytes(whole[: len(whole) // 2])


def damaged(folder: Path) -> None:
    parquet(rows(50_000, id="md5(i::VARCHAR)"))(folder)
    whole = (folder / "a.parquet").read_bytes()
    (folder / "a.parquet").write_bytes(whole[:1000] + b"\xff" * 59_000 + whole[60_000:])


def nothing(folder: Path) -> None:
    pass


@dataclass(frozen=True)
class Case:
    """A table, what the study says of it, and the parts of the only sentence that is said."""

    make: Maker
    says: str
    found: str = ""
    spec: dict[str, Any] = field(default_factory=dict)
    #: which of the three engines get so far as to say it
    of: tuple[str, ...] = ("here", "there")


LIKES = {"value": "likes"}
SHORTENED = "printf('1.%02dE+17', i)"
FLOATS = "(1.23e17 + i * 1e15)::DOUBLE"
ROUNDED = "floating-point numbers of 64 bits, which are rounded from 9,007,199,254,740,992"

CASES = {
    "shortened ids": Case(
        parquet(rows(30, id=SHORTENED)),
        "column 'id': holds 30 ids that a program took for numbers", "'1.00E+17', '1.01E+17', '1.02E+17' and 27 more",
    ),
    "shortened accounts": Case(
        parquet(rows(30, page=SHORTENED)),
        "column 'page': holds 30 ids that a program took", "'1.00E+17', '1.01E+17', '1.02E+17' and 27 more",
    ),
    "shortened accounts of counts": Case(
        parquet(rows(30, page=SHORTENED)), "column 'page': holds 30 ids that a program took", spec=LIKES
    ),
    "ids that are floats": Case(
        parquet(rows(30, id=FLOATS)), f"column 'id' holds ids as {ROUNDED}", "30 such rows, the largest 152"
    ),
    "ids that were floats in another program": Case(
        parquet(rows(30, id="1.46e14::DOUBLE")), "'id' holds ids that a program has shortened",
        "30 such rows, the smallest 146000000000000",
    ),
    "accounts that were floats in another program": Case(
        parquet(rows(30, page="(1.46e14 + i * 1e7)::DOUBLE")), "'page' holds ids that a program has shortened",
        "30 such",
        LIKES,
    ),
    "accounts that are floats": Case(
        parquet(rows(30, page=FLOATS)), f"column 'page' holds ids as {ROUNDED}", "30 such rows", LIKES
    ),
    "accounts that are lists": Case(parquet(rows(page="['a']")), "column 'page' cannot be an id"),
    "accounts that are dates": Case(parquet(rows(page="DATE '2015-01-01'")), "column 'page' cannot be an id", "DATE"),
    "ids with fields": Case(parquet(rows(id="{'id': 'a'}")), "column 'id' cannot be an id", "STRUCT"),
    "counts that are lists": Case(parquet(rows(likes="[1]")), "column 'likes' cannot be a number", spec=LIKES),
    "counts that are dates": Case(
        parquet(rows(likes="DATE '2015-01-01'")), "column 'likes' cannot be a number", "DATE", LIKES
    ),
    "counts that are true or false": Case(
        parquet(rows(likes="true")), "column 'likes' cannot be a number", "BOOLEAN", LIKES
    ),
    "counts that are text": Case(
        parquet(rows(7, likes="'many'")), "column 'likes': has no number in 7 rows", "'many'", LIKES
    ),
    "posts of another year": Case(
        parquet(rows(7, time="TIMESTAMP '2016-06-01 12:00:00'")), "has nothing that could be counted in 7 rows",
        "(7), from 2016-06-01 to 2016-06-01",
    ),
    "counts with separators": Case(
        parquet(rows(30, page="'p' || (10 + i)", likes="'1,2' || (34 + i)")),
        "holds 30 numbers with ',' between thousands",
        "'1,234', '1,235', '1,236' and 27 more", LIKES,
    ),
    "kinds that are lists": Case(
        parquet(rows(kind="['a']")), "column 'kind' cannot be a value", spec={"where": {"kind": "a"}}
    ),
    "a column of another name": Case(
        parquet(rows(page="", pages="'a'")), "has no column 'page'", "'pages', 'id', 'time', 'likes'"
    ),
    "moments that are lists": Case(parquet(rows(time="[1]")), "column 'time' holds n"),
    "text that is not UTF-8": Case(parquet(rows(page="'\\xFF\\xFE'::BLOB")), "has text that is not UTF-8"),
    "text in the place of Parquet": Case(
        content(b"page,id,time\na,1,2015-06-05\n"), "is not Parquet, or breaks off", "a.parquet begins with 'page,id"
    ),
    "what only begins and ends like Parquet": Case(
        content(b"PAR1" + b"x" * 500 + b"PAR1"), "is not Parquet, or breaks off"
    ),
    "a file that was cut": Case(cut, "is not Parquet, or breaks off", "a.parquet has no end, as where it was cut"),
    "a file that is damaged": Case(damaged, "has a file that is damaged"),
    "files of several types": Case(
        parquet(rows(), rows(id="[1]")), "column 'id' is of several types", spec={"file": "*.parquet"}
    ),
    "a folder of several types": Case(
        parquet(rows(), rows(id="7"), within="posts"), "has files of several schemas", "column 'id' is ",
        {"file": "posts"}, ("there",),
    ),
    "a folder of text": Case(
        content(b"page,id\na,1\n" * 3, name="posts/a.parquet"), "is not Parquet, or breaks off",
        "a.parquet begins with 'page,id", {"file": "posts"}, ("there",),
    ),
    "time stamps of nanoseconds": Case(
        parquet(rows(time="TIMESTAMP_NS '2015-06-05 00:00:00'")), "has time stamps of nanoseconds", of=("there",)
    ),
    "no such file": Case(parquet(rows()), "there is no such file", spec={"file": "b.parquet"}),
    "no such address": Case(
        nothing, "is not there, or a part of it", spec={"file": "file:///nowhere/a.parquet"}, of=("there",)
    ),
    "an address of no known kind": Case(
        nothing, "is at an address of a kind that the engine does not know", spec={"file": "foo://b/a.parquet"},
        of=("there",),
    ),
    "no rows": Case(parquet(f"{rows()} LIMIT 0"), "has no rows"),
}  # fmt: skip

#: Words that stand in what engines say, and never in what we say.
RAW = ("Error:", "SQLSTATE", "org.apache", "FAILED_READ", "Invalid", "Binder")


def fault_of(case: Case, folder: Path, engine: Engine, server: Spark | None) -> Fault:
    case.make(folder)
    usual: dict[str, Any] = {"file": "a.parquet", "account": "page", "time": "time", "window": SUMMER}
    if "value" not in case.spec:
        usual["id"] = "id"
    spec = ActivitySource(**{**usual, **case.spec})
    with pytest.raises(InputError) as caught:
        count_activity(
            "posts", spec, folder=folder, zone="Asia/Seoul", opened=date(2004, 2, 4), engine=engine, server=server
        )
    assert caught.value.exit_code == 3
    (fault,) = caught.value.faults
    return Fault(str(fault.where), str(fault.wrong), str(fault.found), str(fault.right))


#: Each fault with the engines that come so far as to see it.
SEEN = [
    pytest.param(engine, name, id=f"{engine}-{name}", marks=pytest.mark.slow if engine == "spark" else ())
    for name, case in CASES.items()
    for engine in ("duckdb", "sail", "spark")
    if ("here" if engine == "duckdb" else "there") in case.of
]


@pytest.mark.parametrize(("server", "name"), SEEN, indirect=["server"])
def test_one_sentence(name: str, tmp_path: Path, engine: Engine, server: Spark | None) -> None:
    case = CASES[name]
    fault = fault_of(case, tmp_path, engine, server)
    assert case.says in f"{fault.where}: {fault.wrong}" and case.found in str(fault.found) and fault.right
    assert not any(word in f"{fault.wrong}{fault.right}" for word in RAW) and "SQLSTATE" not in str(fault.found)


def test_delta_tables(tmp_path: Path, engine: Engine, server: Spark | None, request: pytest.FixtureRequest) -> None:
    spec = {"file": "posts"}

    def log_gone(folder: Path) -> None:
        (folder / "posts" / "_delta_log").mkdir(parents=True)

    case = Case(log_gone, "", spec=spec)
    if server is None:
        assert "is a Delta table" in str(fault_of(case, tmp_path, engine, server).wrong)
        return
    without_delta = "is read as a Delta table, and this server has no Delta"
    expected = without_delta if "spark" in request.node.callspec.id else "is no Delta table that can be read"
    assert fault_of(case, tmp_path, engine, server).wrong == expected

    def file_gone(folder: Path) -> None:
        (folder / "posts" / "_delta_log").rmdir()
        write_deltalake(folder / "posts", duckdb.sql(rows()), mode="append")
        for file in (folder / "posts").glob("*.parquet"):
            file.unlink()

    expected = without_delta if "spark" in request.node.callspec.id else "is not there, or a part of it"
    assert fault_of(Case(file_gone, "", spec=spec), tmp_path, engine, server).wrong == expected
