"""A study whose activity is counted on a server."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from tests.conftest import KOREA, STUDY, StudyMaker
from tests.servers import Server, sail

from civicreach import read_study
from civicreach.engine import EngineError
from civicreach.engine.spark import parsed_address
from civicreach.records.errors import InputError, ServerError, StudyError
from civicreach.records.studyfile import parse_study

PARQUET = ('file = "posts.csv"', 'file = "posts.parquet"')


def posts_as_parquet(folder: Path) -> None:
    # moments of the wall clock of the study
    rows = f"SELECT page, id, left(time, 19)::TIMESTAMP AS time FROM read_csv('{folder}/posts.csv', all_varchar = true)"
    duckdb.sql(rows).write_parquet(str(folder / "posts.parquet"))


def unanswered() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return f"spark://127.0.0.1:{port}"


def test_korea_2015_has_all_its_printed_numbers(sail_server: Server) -> None:
    run = read_study(KOREA).run(engine=sail_server.address)
    assert run.reproduced is not None
    assert (run.reproduced.n_same, run.reproduced.n) == (192, 192)
    (origin,) = run.material.origins["activity.posts"]
    assert origin.sha256 == "" and "counted where it lies" in str(origin.notes[0])
    assert run.material.origins["activity.likes"][0].sha256


def test_the_study_names_its_engine(make_study: StudyMaker, sail_server: Server) -> None:
    folder = make_study(PARQUET, ("[governments]", f'engine = "{sail_server.address}"\n[governments]'))
    posts_as_parquet(folder)
    there, here = read_study(folder).run(), read_study(folder).run(engine="duckdb")
    variables = [{name: repr(v.column.values) for name, v in run.dataset.variables.items()} for run in (here, there)]
    assert variables[0] == variables[1]
    assert "Spark" in str(there.material.origins["activity.posts"][0].notes[0])
    assert "Spark" not in str(here.material.origins["activity.posts"][0].notes[0])
    assert "activity.posts" in str(read_study(folder).check())


@pytest.mark.parametrize("engine", ["spark", "http://cluster:15002", "spark://", "spark://cluster:15002/;token=secret"])
def test_a_study_that_names_no_engine(engine: str) -> None:
    with pytest.raises(StudyError, match="is no engine") as caught:
        parse_study(STUDY.replace("[governments]", f'engine = "{engine}"\n[governments]', 1))
    assert "spark://host:port" in str(caught.value.faults[0].right)
    assert ("--engine" in str(caught.value.faults[0].right)) == ("token" in engine)


SECRETIVE = [
    "spark://localhost:15773/;token=hunter2",
    "spark://me:hunter2@localhost:15773",
    "spark://me:hun;ter2@localhost:15773/;token=a@hunter2",
    "spark://hunter2/x@localhost",
    "me:hunter2@localhost:15773",
    "http://cluster:1/?token=hunter2",
]


@pytest.mark.parametrize("engine", SECRETIVE)
def test_no_secret_of_an_address_is_shown(make_study: StudyMaker, engine: str) -> None:
    named = STUDY.replace("[governments]", f'engine = "{engine}"\n[governments]', 1)
    broken = STUDY.replace("[governments]", f"engine = {engine}\n[governments]", 1)
    for text in (named, broken):
        with pytest.raises(StudyError) as caught:
            parse_study(text)
        assert "ter2" not in str(caught.value)
    if engine != SECRETIVE[0]:  # which is none on the command line alone
        with pytest.raises(StudyError, match="--engine: is no engine") as caught:
            read_study(make_study()).run(engine=engine)
        assert "ter2" not in str(caught.value)
    with pytest.raises(EngineError) as refused:
        parsed_address(engine.replace("spark://", "ftp://"))
    assert "ter2" not in str(refused.value)


def test_no_engine_on_the_command_line(make_study: StudyMaker) -> None:
    with pytest.raises(StudyError, match="--engine: is no engine"):
        read_study(make_study()).run(engine="cluster:15002")
    with pytest.raises(StudyError, match="--engine: is no engine") as caught:
        read_study(make_study()).run(engine="http://cluster:1/;token=secret")
    assert "secret" not in str(caught.value)


def civicreach(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("civicreach"), *map(str, arguments)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_an_address_where_nothing_answers_leaves_what_was_written(make_study: StudyMaker, tmp_path: Path) -> None:
    folder, out = make_study(), tmp_path / "out"
    assert civicreach("run", folder, "--out", out).returncode == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    run = civicreach("run", folder, "--out", out, "--engine", unanswered())
    assert (run.returncode, run.stdout) == (8, "")
    assert "no server answers at 127.0.0.1:" in run.stderr and "Traceback" not in run.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    shown = civicreach("show", folder, "--engine", f"{unanswered()}/;token=verysecret")
    assert (shown.returncode, shown.stdout) == (8, "")
    assert "no server answers at 127.0.0.1:" in shown.stderr and "verysecret" not in shown.stderr
    failed = json.loads(civicreach("check", folder, "--json", "--engine", unanswered()).stdout)
    assert (failed["ok"], failed["error"]) == (False, "ServerError")


def test_a_token_that_a_server_does_not_take_is_not_shown(make_study: StudyMaker, sail_server: Server) -> None:
    # a client with a token speaks TLS, which this server does not
    run = civicreach("run", make_study(), "--engine", f"{sail_server.address}/;token=verysecret")
    assert (run.returncode, run.stdout) == (8, "")
    assert "does not speak Spark Connect" in run.stderr and "verysecret" not in run.stderr


def test_a_server_that_goes_away(make_study: StudyMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_study(PARQUET)
    posts_as_parquet(folder)
    from civicreach.engine.spark import Spark

    with sail() as doomed:
        run = Spark.run

        def dying(self: Spark, name: str, **parameters: object) -> object:
            doomed.process.kill()
            doomed.process.wait()
            return run(self, name, **parameters)

        monkeypatch.setattr(Spark, "run", dying)
        with pytest.raises(ServerError, match="went away while it was asked; start it again"):
            read_study(folder).run(engine=doomed.address)


def test_a_server_that_freezes_is_left_by_control_c(make_study: StudyMaker, tmp_path: Path) -> None:
    folder, out = make_study(PARQUET), tmp_path / "out"
    posts_as_parquet(folder)
    # frozen in the middle of a run
    code = (
        "import os, signal, sys; from civicreach.cli import main; from civicreach.engine.spark import Spark\n"
        # what a shell has started with & ignores Ctrl-C, and so do its children
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "pid, run = int(sys.argv.pop(1)), Spark.run\n"
        "def frozen(self, name, **parameters):\n"
        "    os.kill(pid, signal.SIGSTOP)\n"
        "    print('frozen', flush=True)\n"
        "    return run(self, name, **parameters)\n"
        "Spark.run = frozen\n"
        "main()"
    )
    with sail() as server:
        run = subprocess.Popen(
            [sys.executable, "-c", code, str(server.process.pid), "run", str(folder), "--out", str(out),
             "--engine", server.address],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert run.stdout is not None
        assert run.stdout.readline() == "frozen\n"
        time.sleep(0.5)
        before = time.monotonic()
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=15)
        assert time.monotonic() - before < 5
        assert run.returncode == 130 and "Traceback" not in said
    assert not out.exists()


@pytest.mark.slow
def test_a_server_that_freezes_is_not_waited_for(make_study: StudyMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_study(PARQUET)
    posts_as_parquet(folder)
    from civicreach.engine.spark import Spark

    with sail() as freezing:
        run = Spark.run

        def frozen(self: Spark, name: str, **parameters: object) -> object:
            freezing.process.send_signal(signal.SIGSTOP)
            return run(self, name, **parameters)

        monkeypatch.setattr(Spark, "run", frozen)
        before = time.monotonic()
        with pytest.raises(ServerError, match="went away while it was asked; start it again"):
            read_study(folder).run(engine=freezing.address)
        assert time.monotonic() - before < 90
        with pytest.raises(ServerError, match="takes connections, and nothing answered in time"):
            read_study(folder).run(engine=freezing.address)


def test_a_column_that_differs_in_type(make_study: StudyMaker, sail_server: Server) -> None:
    folder = make_study(PARQUET)
    duckdb.sql("SELECT 'town1' AS page, 1 AS id, [1] AS time").write_parquet(str(folder / "posts.parquet"))
    with pytest.raises(InputError, match="'time' holds no moments that a server could compare"):
        read_study(folder).run(engine=sail_server.address)


def test_time_stamps_of_nanoseconds(make_study: StudyMaker, sail_server: Server) -> None:
    folder = make_study(PARQUET)
    rows = (
        f"SELECT page, id, left(time, 19)::TIMESTAMP_NS AS time FROM read_csv('{folder}/posts.csv', all_varchar = true)"
    )
    duckdb.sql(rows).write_parquet(str(folder / "posts.parquet"))
    assert read_study(folder).run().dataset.variables
    with pytest.raises(InputError, match="time stamps of microseconds") as caught:
        read_study(folder).run(engine=sail_server.address)
    assert len(caught.value.faults) == 1


def test_a_program_without_a_file_has_the_client_too(sail_server: Server) -> None:
    code = (
        "import os; from civicreach.engine.spark import Spark; "
        f"print(Spark({sail_server.address!r}).execute('SELECT 1 AS one'), 'SPARK_HOME' in os.environ)"
    )
    without = {name: value for name, value in os.environ.items() if name != "SPARK_HOME"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=without)
    assert run.stdout.strip() == "[(1,)] False", run.stderr


def test_nothing_of_it_is_imported_without_a_server(make_study: StudyMaker) -> None:
    code = (
        "import sys; from civicreach import read_study; "
        f"read_study({str(make_study())!r}).run(); "
        "print([name for name in ('pyspark', 'sqlglot', 'pandas', 'pyarrow', 'grpc') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
