"""Hashes made beside other work."""

import hashlib
import os
from pathlib import Path

import pytest

from civicreach.workflow.hashes import Hashes


def test_each_file_has_its_hash(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("empty", "short", "long")]
    for file, size in zip(files, (0, 3, 1_000_000), strict=True):
        file.write_bytes(bytes(range(256)) * (size // 256 + 1) if size else b"")
    with Hashes([*files, files[0]]) as hashes:
        for file in files:
            assert hashes.of(file) == hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_file_that_cannot_be_read_is_told_when_it_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "posts.ndjson"
    file.write_text("{}")
    with Hashes([tmp_path / "none", tmp_path, file]) as hashes:
        assert hashes.of(file) == hashlib.sha256(b"{}").hexdigest()
    file.unlink()
    file.symlink_to(tmp_path / "nowhere")
    with Hashes([file]) as hashes, pytest.raises(KeyError):
        hashes.of(file)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with Hashes([tmp_path / "pipe"]):
        pass


def test_the_end_of_the_work_is_the_end_of_the_hashing(tmp_path: Path) -> None:
    file = tmp_path / "sparse"
    with file.open("wb") as data:
        data.truncate(1 << 40)  # half an hour of hashing
    with pytest.raises(ZeroDivisionError), Hashes([file, tmp_path / "none"]):
        raise ZeroDivisionError
