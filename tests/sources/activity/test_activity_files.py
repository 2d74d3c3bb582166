"""Files are found, refused with the mend, and fingerprinted."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from civicreach.records.errors import InputError
from civicreach.sources.activity.files import find_files

from .conftest import Counter, values

POSTS = "page,id,time\na,1,2015-06-01\n"


def test_all_faults_of_files_are_told_at_once(tmp_path: Path) -> None:
    for name, text in {"a.csv": POSTS, "b.ndjson": "{}", "empty.csv": "", "c.pdf": "x"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    names = ["a.csv", "b.ndjson", "empty.csv", "c.pdf", "a.cvs", "d*.csv", "folder", "no/a.csv", "x.parquet.gz"]
    with pytest.raises(InputError) as caught:
        find_files(names, tmp_path, section="activity.posts")
    assert {str(fault.where): str(fault.wrong) for fault in caught.value.faults} == {
        "a.cvs": "there is no such file",
        "d*.csv": "matches no file",
        "folder": "is a folder, not a file",
        "no/a.csv": "lies in a folder that is not there",
        "x.parquet.gz": "there is no such file",
        "c.pdf": "is not a kind of file that activity is read from",
        "empty.csv": "is empty",
        "study.toml [activity.posts] file": "names files of several kinds",
    }
    (near,) = (fault.right for fault in caught.value.faults if str(fault.where) == "a.cvs")
    assert near.startswith("'a.csv'")


def test_files_come_once_and_in_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "z/c.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(POSTS, encoding="utf-8")
    assert [file.name for file in find_files(["b.csv", "**/*.csv"], tmp_path)] == ["b.csv", "a.csv", "z/c.csv"]


def test_the_fingerprint_is_of_the_file(count: Counter) -> None:
    (origin,) = count(POSTS).origins
    assert (origin.path, origin.sha256) == ("a.csv", hashlib.sha256(POSTS.encode()).hexdigest())
    assert (origin.size, origin.rows, origin.encoding) == (len(POSTS), 1, "utf-8")


@pytest.mark.parametrize("text", ["page,id,time\n", "\n\n"])
def test_a_file_without_rows_is_refused(count: Counter, text: str) -> None:
    with pytest.raises(InputError, match=r"rows|names"):
        count(text)


def test_one_file_without_rows_among_others_is_noted_by_its_number(count: Counter) -> None:
    activity = count({"a.csv": POSTS, "b.csv": "page,id,time\n"})
    assert values(activity) == {"a": 1}
    assert [origin.rows for origin in activity.origins] == [1, 0]


def test_what_is_not_parquet_is_refused(count: Counter) -> None:
    with pytest.raises(InputError, match=r"a\.parquet: is not Parquet, or breaks off"):
        count({"a.parquet": POSTS})
