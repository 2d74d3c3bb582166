"""A small study that runs, to be changed by the tests one thing at a time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.servers import Server, sail, spark

# the matrices of the tests are small: threads of numpy's libraries would only wait for one another
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

# a machine with other work to do must not fail a law, and what is released is decided on the same cases everywhere;
# `make search` looks for new ones
settings.register_profile("project", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))


@pytest.fixture(scope="session")
def sail_server() -> Iterator[Server]:
    """A Spark Connect server for all tests of a process that need one."""
    with sail() as server:
        yield server


@pytest.fixture(scope="session")
def spark_home() -> Path:
    """The folder of a Spark, where there are Java and a Spark."""
    home = Path(os.environ.get("SPARK_HOME", "nowhere"))
    if shutil.which("java") is None:
        pytest.skip("there is no Java, which Spark needs")
    if not (home / "bin" / "spark-submit").is_file():
        pytest.skip("SPARK_HOME names no Spark")
    return home


@pytest.fixture(scope="session")
def spark_server(spark_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Spark on this machine."""
    with spark(spark_home, tmp_path_factory.mktemp("spark")) as server:
        yield server


ROOT = Path(__file__).parents[1]
KOREA = ROOT / "studies" / "korea-2015"
SHARED = ROOT.parent / "shared"

STUDY = """
[study]
title = { en = "A small study", ko = "작은 연구" }
timezone = "Asia/Seoul"

[governments]
file = "governments.csv"
id = "code"
name = { en = "name" }
parent = "region"

[survey]
file = "survey.csv"
government = "code"
[survey.sets.purposes]
items = ["promotion", "opinions"]
counted = 1
[survey.purposes]
strategy = { push = ["promotion"], pull = ["opinions"] }
expected = "pull"
[survey.confidence]
item = "certainty"
order = ["sure", "unsure"]
positive = ["sure"]

[accounts]
file = "accounts.csv"
account = "page"
government = "code"
platform = "facebook"

[activity.posts]
file = "posts.csv"
account = "page"
id = "id"
time = "time"
window = ["2015-06-01", "2015-08-31"]

[activity.likes]
file = "likes.csv"
account = "page"
value = "likes"
time = "time"
window = ["2015-09-15", "2015-09-25"]

[statistics.people]
file = "people.csv"
government = "code"
columns = { population = "population" }

[variables]
log_likes = "log(likes)"

[[sample]]
keep = "certainty in positive"
reason = { en = "only the sure", ko = "확신하는 곳만" }

[[models]]
name = "likes"
outcome = "likes"
factors = ["population", "opinions"]

[report]
languages = ["en", "ko"]
formats = ["csv", "json"]
"""


def small_files() -> dict[str, str]:
    """Twelve governments, ten of them sure; posts and likes of eleven."""
    n = 12
    codes = [f"G{i:02}" for i in range(n)]
    opinions = [1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1]
    governments = ["code,name,region"] + [f"{c},Town {i},North" for i, c in enumerate(codes)]
    survey = ["code,promotion,opinions,certainty"]
    survey += [f"{c},{i % 2},{opinions[i]},{'sure' if i < 10 else 'unsure'}" for i, c in enumerate(codes)]
    accounts = ["page,code"] + [f"town{i},{c}" for i, c in enumerate(codes) if i != 3]
    posts, likes = ["page,id,time"], ["page,likes,time"]
    for i in range(n):
        if i != 3:
            posts += [f"town{i},{i}-{k},2015-07-{k + 1:02}T10:00:00+0900" for k in range(i + 1)]
            likes += [f"town{i},{100 * i * i + 7 * (i % 3) + 50},2015-09-16 10:00"]
    people = ["code,population"] + [f"{c},{1000 + 137 * i * (i % 4 + 1)}" for i, c in enumerate(codes)]
    tables = {"governments": governments, "survey": survey, "accounts": accounts, "posts": posts, "likes": likes}
    return {f"{name}.csv": "\n".join(lines) + "\n" for name, lines in {**tables, "people": people}.items()}


StudyMaker = Callable[..., Path]


@pytest.fixture
def make_study(tmp_path: Path) -> StudyMaker:
    """Write the small study with some files and some text of study.toml exchanged; give its folder."""

    def make(*exchanges: tuple[str, str], files: dict[str, str | bytes | None] | None = None) -> Path:
        folder = tmp_path / "small"
        folder.mkdir(exist_ok=True)
        text = STUDY
        for old, new in exchanges:
            assert old in text, old
            text = text.replace(old, new)
        contents: dict[str, str | bytes | None] = {**small_files(), **(files or {}), "study.toml": text}
        for name, content in contents.items():
            if content is not None:
                data = content.encode() if isinstance(content, str) else content
                (folder / name).write_bytes(data)
        return folder

    return make
