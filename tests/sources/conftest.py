"""Tables and workbooks written to a study folder, to be read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from civicreach.records.errors import InputError
from civicreach.records.study import TableOptions
from civicreach.sources.tables import RawTable, read_table

SHARED = Path(__file__).parents[2].parent / "shared" / "data"

TableReader = Callable[..., RawTable]


@pytest.fixture
def table(tmp_path: Path) -> TableReader:
    """Write a file and read it as a table: ``table("a,b\\n1,2", blank=("-",))``."""

    def read(data: str | bytes, name: str = "a.csv", **options: Any) -> RawTable:
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return read_table(tmp_path, name, TableOptions(**options), section="statistics.population")

    return read


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook: ``workbook(lambda book: ...)`` gives the folder; the file is book.xlsx."""
    xlsxwriter = pytest.importorskip("xlsxwriter")

    def write(fill: Callable[[Any], None], name: str = "book.xlsx") -> Path:
        book = xlsxwriter.Workbook(str(tmp_path / name))
        fill(book)
        book.close()
        return tmp_path

    return write


@pytest.fixture
def shared() -> Path:
    """The real files beside the project."""
    if not SHARED.is_dir():
        pytest.skip("the real files lie beside the project, in ../shared/data, and are not there")
    return SHARED


def sentence(read: Callable[[], object]) -> str:
    """What is said where a reading refuses."""
    with pytest.raises(InputError) as caught:
        read()
    return str(caught.value)
