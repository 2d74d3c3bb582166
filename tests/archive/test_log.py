"""A log that cannot be read: it is said which file of it, whoever opens the archive, and verify tells all."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicreach.archive import Archive
from civicreach.archive.log import entry_path, write_entry
from civicreach.archive.vacuum import vacuum
from civicreach.archive.verify import verify_folder
from civicreach.records.errors import ArchiveError, NoArchiveError

from .conftest import observed


@pytest.fixture
def path(archive: Archive) -> Path:
    for minute in range(4):
        archive.append(run="r", observations=[observed(minute=minute)])
    return archive.path


@pytest.mark.parametrize("number", [0, 2, 4])
@pytest.mark.parametrize("damage", ["cut", "emptied", "zeros", "gone"])
def test_a_broken_entry_is_named(path: Path, number: int, damage: str) -> None:
    entry = entry_path(path, number)
    data = {"cut": entry.read_bytes()[:100], "emptied": b"", "zeros": bytes(200)}
    if damage == "gone":
        entry.unlink()
    else:
        entry.write_bytes(data[damage])
    if damage == "gone" and number == 4:
        # nothing tells of an entry that nobody can see
        with Archive.open(path) as archive:
            assert archive.version == 3
        return
    if damage == "emptied" and number == 2:
        # deltalake opens it; the records of it are not there
        log, *_ = verify_folder(path)
    else:
        with pytest.raises(
            ArchiveError, match=rf"the log of the archive .* _delta_log/{number:020}.json; civicreach ar"
        ):
            Archive.open(path)
        (log,) = verify_folder(path)
    assert (log.check, log.looked_at, log.faults, log.found) == ("log", 5, 1, (f"_delta_log/{number:020}.json",))


def test_a_checkpoint_that_is_damaged_is_found(path: Path) -> None:
    with Archive.open(path) as archive:
        archive._store._table.create_checkpoint()
    (checkpoint,) = (path / "_delta_log").glob("*.checkpoint.parquet")
    data = bytearray(checkpoint.read_bytes())
    data[len(data) // 3 : len(data) // 3 + 200] = bytes(200)
    checkpoint.write_bytes(data)
    log, *_ = verify_folder(path)
    assert (log.check, log.found) == ("log", (f"_delta_log/{checkpoint.name}",))
    # every entry is there, so that it can be done without
    checkpoint.unlink()
    (path / "_delta_log" / "_last_checkpoint").unlink()
    assert not [verdict for verdict in verify_folder(path) if verdict.faults]


def test_nothing_is_cleaned_up_by_a_log_that_cannot_be_read(path: Path) -> None:
    with Archive.open(path) as archive:
        entry_path(path, 2).write_bytes(b"")
        with pytest.raises(ArchiveError, match="verify"):
            vacuum(archive, older_than=-1)
        assert len(archive.files("observations")) == 4


def test_no_archive_and_no_such_version_are_another_error(path: Path, tmp_path: Path) -> None:
    for wrong in ((tmp_path, None), (path, 9)):
        with pytest.raises(NoArchiveError):
            verify_folder(*wrong)


def test_an_entry_takes_its_place_or_not(tmp_path: Path) -> None:
    (tmp_path / "_delta_log").mkdir()
    assert write_entry(tmp_path, 0, [{"commitInfo": {}}])
    assert not write_entry(tmp_path, 0, [{"commitInfo": {"run": "later"}}])
    assert entry_path(tmp_path, 0).read_text("utf-8") == '{"commitInfo": {}}\n'
    assert [path.name for path in (tmp_path / "_delta_log").iterdir()] == [entry_path(tmp_path, 0).name]
