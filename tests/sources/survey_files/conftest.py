"""SPSS and Stata files as programs write them, with what pyreadstat cannot write put in by hand."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from civicreach.records.study import SurveyFile
from civicreach.records.survey import Survey
from civicreach.sources.survey_files import read_survey

SurveyReader = Callable[..., Survey]


@pytest.fixture
def survey(tmp_path: Path) -> SurveyReader:
    """Read a survey, after its bytes are written if they are given: ``survey("s.csv", "code,q\\n1,2")``."""

    def read(file: str, data: str | bytes | None = None, government: Any = "code", **spec: Any) -> Survey:
        if data is not None:
            (tmp_path / file).write_bytes(data.encode() if isinstance(data, str) else data)
        return read_survey(tmp_path, SurveyFile(file=file, government=government, **spec))

    return read


@pytest.fixture
def sav(tmp_path: Path) -> Callable[..., bytes]:
    """Write an SPSS file of columns, and give its bytes; keywords are those of pyreadstat."""
    pandas = pytest.importorskip("pandas")
    pyreadstat = pytest.importorskip("pyreadstat")

    def write(columns: dict[str, list[Any]], name: str = "s.sav", **keywords: Any) -> bytes:
        path = tmp_path / name
        pyreadstat.write_sav(pandas.DataFrame(columns), path, row_compress=name.endswith(".zsav"), **keywords)
        return path.read_bytes()

    return write


def with_sets(data: bytes, *sets: str) -> bytes:
    """An SPSS file with multiple-response sets: ``$name=D1 1 5 label first second``."""
    text = "".join(f"{entry}\n" for entry in sets).encode()
    end = data.index(struct.pack("<ii", 999, 0))
    return data[:end] + struct.pack("<4i", 7, 19, 1, len(text)) + text + data[end:]


def in_korean(data: bytes, words: dict[str, str], code_page: int) -> bytes:
    """An SPSS file of UTF-8 with some ASCII words exchanged for Korean ones of cp949 of the same length.

    The file then names the code page, 1252 as programs do that know no other, and not its encoding.
    """
    for ascii_word, word in words.items():
        written = word.encode("cp949")
        assert len(written) == len(ascii_word) and ascii_word.encode() in data
        data = data.replace(ascii_word.encode(), written)
    machine = data.index(struct.pack("<4i", 7, 3, 4, 8)) + 16 + 28
    data = data[:machine] + struct.pack("<i", code_page) + data[machine + 4 :]
    encoding = data.index(struct.pack("<3i", 7, 20, 1)) + 4
    return data[:encoding] + struct.pack("<i", 99) + data[encoding + 4 :]
