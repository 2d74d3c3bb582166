"""Hashes made beside other work."""

import hashlib
import os
from pathlib import Path

import pytest

from civicreach.records.errors import InputError
from civicreach.workflow.hashes import Hashes


def test_each_file_has_its_hash(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("empty", "short", "long")]
    for file, size in zip(files, (0, 3, 1_000_000), strict=True):
        file.write_bytes(bytes(range(256)) * (size // 256 + 1) if size else b"")
    with Hashes() as hashes:
        for file in [*files, files[0]]:
            hashes.begin(file)
        for file in files:
            assert hashes.of(file) == hashlib.sha256(file.read_bytes()).hexdigest()


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with Hashes() as hashes:
        for name in ("pipe", "none", "."):
            hashes.begin(tmp_path / name)


@pytest.mark.parametrize("written", [b"23", b"2"])
def test_a_file_that_is_written_to_has_no_hash(tmp_path: Path, written: bytes) -> None:
    file = tmp_path / "posts.ndjson"
    file.write_bytes(b"1")
    os.utime(file, ns=(0, 0))
    with Hashes() as hashes:
        hashes.begin(file)
        file.write_bytes(written)
        with pytest.raises(InputError, match="was changed while it was read"):
            hashes.of(file)


def test_the_end_of_the_work_is_the_end_of_the_hashing(tmp_path: Path) -> None:
    file = tmp_path / "sparse"
    with file.open("wb") as data:
        data.truncate(1 << 40)  # half an hour of hashing
    with pytest.raises(ZeroDivisionError), Hashes() as hashes:
        hashes.begin(file)
        raise ZeroDivisionError
