"""A file that cannot be read is refused in a sentence that names it and the mend."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

import pytest

from civicreach.records.errors import Fault
from civicreach.records.words import message
from civicreach.sources import files
from civicreach.sources.files import read_file
from civicreach.sources.sentences import capped, nearest
from tests.sources.conftest import sentence


def test_the_origin_describes_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_bytes(b"a,b\n1,2\n")
    origin = read_file(tmp_path, "data/a.csv").origin(1, encoding="utf-8", notes=[message("x")])
    assert (origin.path, origin.size, origin.rows, origin.notes) == ("data/a.csv", 8, 1, (message("x"),))
    assert origin.sha256 == hashlib.sha256(b"a,b\n1,2\n").hexdigest()


@pytest.mark.parametrize(
    ("asked", "there", "proposed"),
    [
        ("poplation.csv", "population.csv", "'population.csv'?"),
        ("population.csv", "population.xlsx", "'population.xlsx'?"),
        ("Population.csv", "population.csv", "'population.csv'?"),
        ("a.csv", "zzzzzzzz.csv", "the folder holds 'zzzzzzzz.csv'"),
    ],
)
def test_a_missing_file_names_similar_ones(tmp_path: Path, asked: str, there: str, proposed: str) -> None:
    (tmp_path / there).write_bytes(b"a")
    text = sentence(lambda: read_file(tmp_path, asked))
    assert f"{asked}: there is no such file" in text and proposed in text


def test_a_missing_folder_and_an_empty_one(tmp_path: Path) -> None:
    assert "data/a.csv: lies in a folder that is not there" in sentence(lambda: read_file(tmp_path, "data/a.csv"))
    assert "there is no such file" in sentence(lambda: read_file(tmp_path, "a.csv"))


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    (tmp_path / "a.csv" / "inner.csv").write_bytes(b"a")
    text = sentence(lambda: read_file(tmp_path, "a.csv"))
    assert "is a folder, not a file" in text and "inner.csv" in text


def test_decomposed_letters_of_a_file_name(tmp_path: Path) -> None:
    (tmp_path / unicodedata.normalize("NFD", "인구.csv")).write_bytes(b"a,b\n1,2")
    source = read_file(tmp_path, "인구.csv")
    assert source.path == "인구.csv" and "decomposed letters" in str(source.notes[0])


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n"])
def test_an_empty_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    assert "a.csv: is empty" in sentence(lambda: read_file(tmp_path, "a.csv"))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"PK\x03\x04rest", "is an Excel or OpenDocument workbook"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "is an old Excel workbook"),
        ("a.csv", b"$FL2@(#) SPSS", "is an SPSS file"),
        ("a.csv", b"PAR1", "is a Parquet file"),
        ("a.csv", b"%PDF-1.7", "is a PDF document"),
        ("a.csv", b"\x1f\x8b\x08", "is a gzip archive"),
        ("a.sav", b"PK\x03\x04rest", "is an Excel or OpenDocument workbook"),
        ("a.xlsx", b"$FL2@(#) SPSS", "is an SPSS file"),
        ("a.csv", b"\n<!DOCTYPE html><html>", "is a web page or XML"),
        ("a.xls", b"<html><table><tr><td>1", "is a web page or XML"),
        ("a.xls", b'<?xml version="1.0"?><Workbook>', "is a web page or XML"),
        ("a.xls", b"code\tpopulation\n1\t2\n", "is plain text"),
        ("a.docx", b"PK\x03\x04", "is not a kind of file that is read here"),
        ("a", b"a,b", "is not a kind of file that is read here"),
    ],
)
def test_a_name_that_does_not_tell_what_the_file_is(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert words in sentence(lambda: read_file(tmp_path, name))


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 7)
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n")
    text = sentence(lambda: read_file(tmp_path, "a.csv"))
    assert "too large to be read as one table" in text and "keep only the rows and columns" in text


def test_a_file_that_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "a.csv: cannot be opened: Permission denied" in sentence(lambda: read_file(tmp_path, "a.csv"))


def test_hidden_files_and_folders_are_not_proposed(tmp_path: Path) -> None:
    (tmp_path / ".a.csv").write_bytes(b"a")
    (tmp_path / "a.csvs").mkdir()
    (tmp_path / "c.csv").write_bytes(b"a")
    text = sentence(lambda: read_file(tmp_path, "a.csv"))
    assert "'c.csv'" in text and ".a.csv" not in text and "a.csvs" not in text


def test_one_fault_too_many_is_shown_and_not_counted() -> None:
    faults = [Fault(f"line {place}", "is bad") for place in range(4)]
    assert capped(faults, limit=3) == faults and len(capped(faults, limit=2)) == 3
    assert str(capped(faults, limit=2)[-1].wrong) == "... and 2 more faults like these"


def test_likely_names_come_with_variants_first() -> None:
    assert nearest("N like", ["n_likes", "N_Like", "posts"]) == ["N_Like", "n_likes"]
    assert nearest("xyz", ["population"]) == []
